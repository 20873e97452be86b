"""Source files: the files that people wrote in an archive, read as text, with a problem for each unreadable one.

From the environment it reads those variables that `mkdocs.yml` names, as MkDocs does.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator.addresses import CITATIONS_RECORD, PUBLISHED_RECORD
from generator.model import Problem, Severity, SourceFile, StaticFile
from generator.sources import (
    code_in_settings,
    collections,
    name_lists,
    permalinks,
    static_files,
    tag_reviews,
    trusted_yaml,
    vocabulary,
)
from generator.sources.located_yaml import Document
from generator.system import boundary, files

GIVEN_RECORD = "site_config/papershelf.json"
"""The record of files that `papershelf init` or `papershelf upgrade` wrote, with their hashes: see `edits.upgrade`."""

SETTINGS = "site_config/archive.yml"
_MKDOCS = "mkdocs.yml"


@dataclass(frozen=True, slots=True)
class Sources:
    """All files of an archive that people wrote, as text; None for a missing file."""

    mkdocs: SourceFile | None
    settings: SourceFile | None
    vocabulary: SourceFile | None
    permalinks: str
    digests: tuple[SourceFile, ...]
    notes: tuple[SourceFile, ...]
    pages: tuple[SourceFile, ...]
    published: str = ""
    citations: str = ""
    people: SourceFile | None = None
    organisations: SourceFile | None = None
    collections: tuple[SourceFile, ...] = ()
    tag_reviews: SourceFile | None = None
    given: SourceFile | None = None
    static_files: tuple[StaticFile, ...] = ()
    misplaced: tuple[SourceFile, ...] = ()
    """The text files of `content/` that nothing reads."""
    inherited: tuple[SourceFile, ...] = ()
    """The files that `mkdocs.yml` inherits settings from by `INHERIT`, the nearest first."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """The environment variables that these files name by `!ENV`, if they are set."""

    def mkdocs_document(self) -> Document | None:
        """Return `mkdocs.yml` with the settings that it inherits."""
        if self.mkdocs is None:
            return None
        document = trusted_yaml.parse_inheriting([self.mkdocs, *self.inherited], self.environment)
        for file in (self.mkdocs, *self.inherited):
            document.problems += code_in_settings.refused_tags(file)
        return document


NO_ARCHIVE = Problem(
    _MKDOCS,
    1,
    1,
    "there is no archive here",
    "go to an archive's folder, name one with -C, or start one with `papershelf init DIR`",
)


def read_sources(root: Path) -> tuple[Sources, list[Problem]]:
    """Return the files of the archive at `root`, and a problem for each that cannot be read as text.

    If a symbolic link or a pipe is refused, nothing is read.
    """
    problems = boundary.refused_inputs(root)
    if problems:
        return Sources(None, None, None, "", (), (), ()), problems

    def one(path: str) -> SourceFile | None:
        return files.read_text(root, path, problems) if (root / path).exists() else None

    record, addresses, mkdocs = one(permalinks.PATH), one(PUBLISHED_RECORD), one(_MKDOCS)
    cited = one(CITATIONS_RECORD)
    inherited = tuple(_inherited(root, mkdocs, problems)) if mkdocs else ()
    sources = Sources(
        mkdocs=mkdocs,
        settings=one(SETTINGS),
        vocabulary=one(vocabulary.PATH),
        permalinks=record.text if record else "",
        digests=tuple(_read_all(root, "content/digests", problems, _is_digest)),
        notes=read_notes(root, problems),
        pages=tuple(_read_all(root, "content/pages", problems, _is_page)),
        published=addresses.text if addresses else "",
        citations=cited.text if cited else "",
        people=one(name_lists.PEOPLE),
        organisations=one(name_lists.ORGANISATIONS),
        collections=tuple(_read_all(root, collections.FOLDER, problems, _is_note)),
        tag_reviews=one(tag_reviews.PATH),
        given=one(GIVEN_RECORD),
        static_files=tuple(static_files.read_static_files(root, problems)),
        inherited=inherited,
        environment=_variables([mkdocs, *inherited]) if mkdocs else {},
    )
    settings = "\n".join(file.text for file in (mkdocs, *inherited) if file)
    misplaced = list(_misplaced(root, settings))
    problems += misplaced
    sources = replace(sources, misplaced=tuple(_texts(root, (one.path for one in misplaced))))
    if sources.mkdocs is None and not any(problem.is_error for problem in problems):
        problems.append(NO_ARCHIVE)
    elif not (root / "content").is_dir():
        hint = "restore the folder from git or a copy; for a new archive, make an empty one"
        problems.append(Problem("content", 1, 1, "is not a folder, but an archive's content is in it", hint))
    return sources, problems


def _inherited(root: Path, mkdocs: SourceFile, problems: list[Problem]) -> Iterator[SourceFile]:
    """Yield the files that settings are inherited from; an unreadable one is reported where it is named."""
    file, paths = mkdocs, {_MKDOCS}
    while True:
        document = trusted_yaml.parse(file, {})
        name = document.mapping.get("INHERIT")
        if name is None:
            return
        path = posixpath.normpath(posixpath.join(posixpath.dirname(file.path), str(name)))
        if path in paths:
            message, hint = f"'{path}' inherits from itself", "remove one of the two 'INHERIT'"
            problems.append(document.problem(("INHERIT",), message, hint))
            return
        paths.add(path)
        faults: list[Problem] = []
        parent = files.read_text(root, path, faults)
        if parent is None:
            hint = "correct its path, which is relative to this file's folder"
            problems.append(document.problem(("INHERIT",), f"'{path}' {faults[0].message}", hint))
            return
        yield parent
        file = parent


def _variables(settings: Iterable[SourceFile]) -> dict[str, str]:
    names = {name for file in settings for name in trusted_yaml.variables(file)}
    return {name: os.environ[name] for name in sorted(names) if name in os.environ}


def read_notes(root: Path, problems: list[Problem]) -> tuple[SourceFile, ...]:
    """Return the notes alone; none if a symbolic link or a pipe is refused."""
    if refused := boundary.refused_links(root, ["content/notes"]):
        problems += refused
        return ()
    return tuple(_read_all(root, "content/notes", problems, _is_note))


_BACKUP = re.compile(r".*(?:~|\.bak|\.orig|\.rej|\.sw[op])")
"""Copies that editors and merges leave next to a file. They must not be read as further digests."""

_READ_BY_PROGRAMS = re.compile(
    rf"content/(?:digests/(?!{_BACKUP.pattern}$).*|(?:notes|collections)/.*\.md|(?:pages|files)/.*"
    r"|(?:permalinks|published|citations)\.txt)"
    r"|site_config/(?:(?:archive|tags|people|organisations)\.yml|tag_reviews\.txt|.*\.py|papershelf\.json|overrides/.*|schema/.*)"
    r"|(?:.*/)?(?:README|LICENSE)[^/]*|(?:.*/)?\.[^/]*|.*\.pyc",
    re.S,
)
"""Files of `content/` and `site_config/` that some program reads, and those that need no reader."""


def digest_paths(root: Path) -> frozenset[str]:
    """Return the paths of all digests, unread; none if a symbolic link or a pipe is refused."""
    if boundary.refused_links(root, ["content/digests"]):
        return frozenset()
    below = (f"content/digests/{path}" for path in files.files_below(root / "content" / "digests"))
    return frozenset(path for path in below if _is_digest(path))


def _misplaced(root: Path, settings: str) -> Iterator[Problem]:
    """Warn about files that nothing reads, so that no work is silently ignored.

    MkDocs reads files, and files in folders, that `settings`, the text of `mkdocs.yml`, names.
    """
    for folder in ("content", "site_config"):
        for below in files.files_below(root / folder):
            path = f"{folder}/{below}"
            if not _READ_BY_PROGRAMS.fullmatch(path) and not any(place in settings for place in _places(path)):
                hint = "digests go to content/digests/; notes, collections and pages (.md) to folders of these names, "
                hint += "other files for readers to content/files/"
                yield Problem(path, 1, 1, "nothing reads this file", hint, Severity.WARNING)


def _texts(root: Path, paths: Iterable[str]) -> Iterator[SourceFile]:
    """Yield those of the files of `content/` that are text."""
    for path in paths:
        file = files.read_text(root, path, []) if path.startswith("content/") else None
        if file:
            yield file


def _places(path: str) -> Iterator[str]:
    """Yield a path and its folders, except the outermost.

    >>> list(_places("site_config/theme/partials/nav.html"))
    ['site_config/theme/partials/nav.html', 'site_config/theme/partials', 'site_config/theme']
    """
    while "/" in path:
        yield path
        path = posixpath.dirname(path)


def _is_digest(path: str) -> bool:
    return not _BACKUP.fullmatch(path) and path.rpartition("/")[2] != "README.md"


def _is_note(path: str) -> bool:
    return path.endswith(".md") and path.rpartition("/")[2] != "README.md"


def _is_page(path: str) -> bool:
    return path.endswith(".md") and path != "content/pages/README.md"


def _read_all(root: Path, folder: str, problems: list[Problem], wanted: Callable[[str], bool]) -> Iterator[SourceFile]:
    """Yield the files below a folder whose paths are wanted."""
    paths: list[str] = []

    def unreadable(error: OSError) -> None:
        # The files of a folder that cannot be listed must not count as deleted.
        if not isinstance(error, FileNotFoundError | NotADirectoryError):
            path, hint = Path(error.filename).relative_to(root).as_posix(), "correct its permissions"
            problems.append(Problem(_printable(path), 1, 1, f"cannot be read ({error.strerror})", hint))

    for where, folders, names in os.walk(root / folder, onerror=unreadable):
        folders.sort()  # for the same order of problems on every machine
        below = Path(where).relative_to(root).as_posix()
        paths += [f"{below}/{name}" for name in names]
    for path in sorted(paths):
        if path.rpartition("/")[2].startswith(".") or not wanted(path):
            continue
        if (printable := _printable(path)) != path:
            problems.append(Problem(printable, 1, 1, "has a name that is not UTF-8", "give the file another name"))
        elif file := files.read_text(root, path, problems):
            yield file


def _printable(path: str) -> str:
    """Return a path that can be printed, with escapes for bytes that are not UTF-8."""
    return path.encode(errors="backslashreplace").decode()
