"""Upgrades: replace the files that Papershelf gave an archive (hook, forms, workflows, schemas) by this version's.

`papershelf init` wrote these files, and `site_config/papershelf.json`, the record, has their hashes. So files that
somebody changed are distinguished from old ones: the former are kept, the latter replaced. The record may come from a
stranger. Therefore nothing is written but files of this version, and nothing is deleted but copies of the theme, which
archives had before it was written to `build/theme`.
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
"""Copies of the theme's files in earlier archives. A file at such a path now overrides the theme's own."""


@dataclass(frozen=True, slots=True)
class Given:
    """The record of files given to an archive: their hashes by path, and the version; "" without a record."""

    hashes: Mapping[str, str] = field(default_factory=dict)
    version: str = ""


@dataclass(slots=True)
class Upgrade:
    """The changes to make in an archive.

    `write`: texts by path. `kept`: files that the user changed. `left_out`: files that the user deleted. `taken`: such
    files that are written nevertheless, because of `--take`. `delete`: unchanged copies of the former theme.
    `kept_copies`: copies that the user changed.
    """

    write: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    delete: list[str] = field(default_factory=list)
    kept_copies: list[str] = field(default_factory=list)


def record(given: Mapping[str, str], version: str, earlier: Mapping[str, str] | None = None) -> str:
    """Return the text of the record for files given to an archive, texts by path.

    `earlier` has the hashes of files that were given before and stay as they are.
    """
    hashes = {**(earlier or {}), **{path: _hash(text) for path, text in given.items()}}
    return json.dumps({"version": version, "files": dict(sorted(hashes.items()))}, indent=1) + "\n"


def read_record(file: SourceFile | None) -> tuple[Given, list[Problem]]:
    """Parse the record. It is empty if there is none, as in old archives; a record that is not ours is a warning."""
    if file is None:
        return Given(), []
    try:
        match json.loads(file.text):
            case {"version": str(version), "files": dict(hashes)}:
                return Given(hashes, str(Version(version))), []
    except (ValueError, RecursionError):
        pass
    hint = "restore it from git, or delete it and run `papershelf upgrade`, which then replaces nothing"
    return Given(), [
        Problem(GIVEN_RECORD, 1, 1, "is not the record that `papershelf upgrade` keeps", hint, Severity.WARNING)
    ]


def plan(
    present: Mapping[str, str], given: Given, new: Mapping[str, str], taken: frozenset[str] = frozenset()
) -> Upgrade:
    """Return the changes that bring an archive to this version.

    `present` has the archive's files by path, `new` those of this version. Files that nobody changed since they were
    `given` are replaced, and so are the paths in `taken`.
    """
    upgrade = Upgrade()
    for path, wanted in sorted(new.items()):
        text = present.get(path)
        if text == wanted:
            continue
        is_as_given = path not in given.hashes if text is None else given.hashes.get(path) == _hash(text)
        if is_as_given or path in taken:
            upgrade.write[path] = wanted
            upgrade.taken += [] if is_as_given else [path]
        else:
            (upgrade.left_out if text is None else upgrade.kept).append(path)
    for path in FORMER_THEME:
        was_given = path in given.hashes or not given.version
        if was_given and path in present:
            is_as_given = given.hashes.get(path) == _hash(present[path])
            (upgrade.delete if is_as_given else upgrade.kept_copies).append(path)
    return upgrade


def below(argument: str, paths: Iterable[str]) -> list[str]:
    """Return the path that a command-line argument names, or all paths below it if it names a folder.

    >>> below("./theme/", ["theme/a.js", "theme/b.js", "themes.md"]), below(".", ["a.md"]), below("../a.md", ["a.md"])
    (['theme/a.js', 'theme/b.js'], ['a.md'], [])
    """
    # "" names nothing: it usually comes from an unset variable of the shell.
    wanted = posixpath.normpath(argument.replace(os.sep, "/")) if argument else ""
    return [path for path in paths if wanted in (path, ".") or path.startswith(f"{wanted}/")]


def is_older(version: str, than: str) -> bool:
    """Return whether `version` comes before `than`; always False if `than` is "", the version without a record.

    >>> is_older("0.9.1", than="0.10"), is_older("1.0", than="1.0.0"), is_older("1.0.0rc1", than="1.0.0")
    (True, False, True)
    """
    return bool(than) and Version(version) < Version(than)


def problems(file: SourceFile | None, new: Callable[[], Mapping[str, str]], version: str) -> Iterator[Problem]:
    """Warn if the files given to an archive differ from `new`, those of this version."""
    given, record_problems = read_record(file)
    yield from record_problems
    if given.version and any(given.hashes.get(path) != _hash(text) for path, text in new().items()):
        message = (
            f"the archive's theme, forms and workflows are those of Papershelf {given.version}, and this is {version}"
        )
        if given.version == version:
            message = f"the archive's forms and workflows are not those of this Papershelf {version} and its settings"
        hint = "run `papershelf upgrade`"
        if is_older(version, than=given.version):
            hint = f"install papershelf=={given.version}, or what requirements.txt names"
        yield Problem(GIVEN_RECORD, 1, 1, message, hint, Severity.WARNING)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
