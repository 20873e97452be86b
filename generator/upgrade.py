"""Bringing an archive's share of Papershelf (theme, hook, forms, workflows, schemas) to this version's.

`papershelf init` gave the archive these files, and `site_config/papershelf.json`, the record, says what they were, by
their hashes. So what somebody changed since can be told from what is merely old: the one is kept, the other replaced.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from generator.model import Problem, Severity, SourceFile

RECORD = "site_config/papershelf.json"

_GIVEN = re.compile(
    r"mkdocs\.yml|site_config/hook\.py|(?:site_config/(?:overrides|schema)|\.github/(?:ISSUE_TEMPLATE|workflows))/.+"
)
"""What any version gives an archive: a record that names something else may come from a stranger, and is not heeded."""

Hashes = Mapping[str, str]
"""What an archive was given, by path."""


@dataclass(slots=True)
class Upgrade:
    """What is to be done to an archive: texts to write, by path, and files to delete. `kept` differ from this version's
    and are not what an earlier one gave; somebody has to look at them.
    """

    write: dict[str, str] = field(default_factory=dict)
    delete: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def record(given: Mapping[str, str], version: str) -> str:
    """The record of what an archive is given, texts by path."""
    hashes = {path: _hash(text) for path, text in sorted(given.items())}
    return json.dumps({"version": version, "files": hashes}, indent=1) + "\n"


def read_record(file: SourceFile | None) -> tuple[Hashes, list[Problem]]:
    """The record's hashes; none where there is no record, as in archives that are older than it."""
    try:
        match json.loads(file.text) if file else {"files": {}}:
            case {"files": dict(hashes)} if all(map(_is_given, hashes.items())):
                return hashes, []
    except (ValueError, RecursionError):
        pass
    hint = "take it back from the repository, or delete it and run `papershelf upgrade`, which then replaces nothing"
    return {}, [Problem(RECORD, 1, 1, "is not the record that `papershelf upgrade` keeps", hint, Severity.WARNING)]


def plan(there: Mapping[str, str], given: Hashes, new: Mapping[str, str]) -> Upgrade:
    """What makes the files that are `there` those of this version, which gives `new`, where nobody changed them.

    What somebody deleted stays away. What somebody changed is told as `kept` when this version would give something
    else than what was `given`.
    """
    made = Upgrade()
    for path in sorted({*given, *new}):
        text, wanted = there.get(path), new.get(path)
        if text == wanted:
            continue
        if text is None:
            if wanted is not None and path not in given:
                made.write[path] = wanted
        elif given.get(path) == _hash(text):
            if wanted is None:
                made.delete.append(path)
            else:
                made.write[path] = wanted
        elif wanted is None or given.get(path) != _hash(wanted):
            made.kept.append(path)
    return made


def problems(file: SourceFile | None, new: Mapping[str, str]) -> Iterator[Problem]:
    """A warning when an archive was given something else than this version gives."""
    given, found = read_record(file)
    yield from found
    if given and given != {path: _hash(text) for path, text in new.items()}:
        message = "the archive's theme, forms or workflows are those of another version of Papershelf"
        yield Problem(RECORD, 1, 1, message, "run `papershelf upgrade`", Severity.WARNING)


def _is_given(item: tuple[str, object]) -> bool:
    path, value = item
    return bool(_GIVEN.fullmatch(path)) and ".." not in path.split("/") and isinstance(value, str)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
