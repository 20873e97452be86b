"""Bringing an archive's share of Papershelf (theme, hook, forms, workflows, schemas) to this version's.

`papershelf init` gave the archive these files, and `site_config/papershelf.json`, the record, says what they were, by
their hashes. So what somebody changed since can be told from what is merely old: the one is kept, the other replaced.
The record may come from a stranger: nothing is written but what this version gives, and nothing is deleted but copies
of the theme, which archives had before it was made in `build/theme`.
"""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from packaging.version import Version

from generator.model import Problem, Severity, SourceFile
from generator.sources.source_files import GIVEN_RECORD

FORMER_THEME = tuple(
    f"site_config/overrides/{path}"
    for path in (
        *("404.html", "main.html", "assets/papershelf.svg"),
        *(f"assets/{name}.css" for name in ("feed", "map", "papershelf", "search")),
        *(f"assets/{name}.js" for name in ("map", "papershelf", "scheme", "search", "search-engine")),
        *(f"partials/{name}.html" for name in ("footer", "header", "page-assets", "papershelf-head")),
        *(f"partials/{name}.html" for name in ("problems", "search")),
    )
)
"""Files of the theme that archives had copies of. There, a file now replaces the theme's own at the same path."""


@dataclass(frozen=True, slots=True)
class Given:
    """What an archive was given: hashes by path, and by which version, "" without a record."""

    hashes: Mapping[str, str] = field(default_factory=dict)
    version: str = ""


@dataclass(slots=True)
class Upgrade:
    """What is to be done to an archive: texts to write, by path. Somebody changed those that are `kept`, which differ
    from this version's, and deleted those that are `left_out`. What is `taken` is written though somebody did either.

    Of the copies of the former theme, those to `delete` are as they were given; somebody changed `kept_copies`.
    """

    write: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    delete: list[str] = field(default_factory=list)
    kept_copies: list[str] = field(default_factory=list)


def record(given: Mapping[str, str], version: str) -> str:
    """The record of what an archive is given, texts by path."""
    hashes = {path: _hash(text) for path, text in sorted(given.items())}
    return json.dumps({"version": version, "files": hashes}, indent=1) + "\n"


def read_record(file: SourceFile | None) -> tuple[Given, list[Problem]]:
    """What the record says; nothing where there is none, as in archives that are older than it."""
    if file is None:
        return Given(), []
    try:
        match json.loads(file.text):
            case {"version": str(version), "files": dict(hashes)}:
                return Given(hashes, str(Version(version))), []
    except (ValueError, RecursionError):
        pass
    hint = "take it back from the repository, or delete it and run `papershelf upgrade`, which then replaces nothing"
    return Given(), [
        Problem(GIVEN_RECORD, 1, 1, "is not the record that `papershelf upgrade` keeps", hint, Severity.WARNING)
    ]


def plan(
    there: Mapping[str, str], given: Given, new: Mapping[str, str], taken: frozenset[str] = frozenset()
) -> Upgrade:
    """What makes the files that are `there` those of this version, which gives `new`: where nobody changed them, and
    where this version's are to be `taken`. What is not in `there` does not exist.
    """
    made = Upgrade()
    for path, wanted in sorted(new.items()):
        text = there.get(path)
        if text == wanted:
            continue
        is_as_given = path not in given.hashes if text is None else given.hashes.get(path) == _hash(text)
        if is_as_given or path in taken:
            made.write[path] = wanted
            made.taken += [] if is_as_given else [path]
        else:
            (made.left_out if text is None else made.kept).append(path)
    for path in FORMER_THEME:
        was_given = path in given.hashes or not given.version
        if was_given and path in there:
            is_as_given = given.hashes.get(path) == _hash(there[path])
            (made.delete if is_as_given else made.kept_copies).append(path)
    return made


def below(place: str, paths: Iterable[str]) -> list[str]:
    """Of these paths the one that a person calls `place`, or all below it, if that is a folder's.

    >>> below("./theme/", ["theme/a.js", "theme/b.js", "themes.md"]), below(".", ["a.md"]), below("../a.md", ["a.md"])
    (['theme/a.js', 'theme/b.js'], ['a.md'], [])
    """
    # "" is no folder, but what a variable that is not set leaves.
    wanted = posixpath.normpath(place.replace(os.sep, "/")) if place else ""
    return [path for path in paths if wanted in (path, ".") or path.startswith(f"{wanted}/")]


def is_older(version: str, than: str) -> bool:
    """Whether a version comes before another; nothing comes before that of an archive without a record, "".

    >>> is_older("0.9.1", than="0.10"), is_older("1.0", than="1.0.0"), is_older("1.0.0rc1", than="1.0.0")
    (True, False, True)
    """
    return bool(than) and Version(version) < Version(than)


def problems(file: SourceFile | None, new: Callable[[], Mapping[str, str]], version: str) -> Iterator[Problem]:
    """A warning when an archive was given something else than `new`, which this version gives."""
    given, found = read_record(file)
    yield from found
    if given.version and any(given.hashes.get(path) != _hash(text) for path, text in new().items()):
        message = (
            f"the archive's theme, forms and workflows are those of Papershelf {given.version}, and this is {version}"
        )
        hint = "run `papershelf upgrade`"
        if is_older(version, than=given.version):
            hint = f"install papershelf=={given.version}; a workflow may name the version, too"
        yield Problem(GIVEN_RECORD, 1, 1, message, hint, Severity.WARNING)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
