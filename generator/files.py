"""The archive on disk: the only module that opens, lists, writes or deletes the archive's files."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator import permalinks, published
from generator.model import Problem, Severity, SourceFile

MAX_BYTES = 16_000_000
"""The largest file read: over fifty times the largest real digest seen (259 KB)."""

MAX_DUMP_BYTES = 500_000_000
"""The largest `.jsonl` read, which is an archive's dump: 200,000 papers."""

DOCS = "build/docs"
CACHE = ".cache/papershelf.sqlite3"

TEMPORARY = ".papershelf-"
"""What names of files begin with that are about to replace others."""

SEARCH = "search/data"
"""The folder of `build/docs` that `write_folder` fills: `write_outputs` leaves it as it is."""

_KEEP = ".gitignore"
"""Written into the output tree so that git ignores all of it but keeps the folder, which MkDocs wants to exist."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything a person wrote, as text; None stands for a file that may be missing and is."""

    mkdocs: SourceFile | None
    settings: SourceFile | None
    vocabulary: SourceFile | None
    permalinks: str
    digests: tuple[SourceFile, ...]
    notes: tuple[SourceFile, ...]
    pages: tuple[SourceFile, ...]
    published: str = ""


def read_sources(root: Path) -> tuple[Sources, list[Problem]]:
    """Read the archive at `root`, and a problem for each file that cannot be read as text."""
    problems: list[Problem] = []

    def one(path: str) -> SourceFile | None:
        return _read_own(root, path, problems) if (root / path).exists() else None

    record, addresses = one(permalinks.PATH), one(published.PATH)
    sources = Sources(
        mkdocs=one("mkdocs.yml"),
        settings=one("site_config/archive.yml"),
        vocabulary=one("site_config/tags.yml"),
        permalinks=record.text if record else "",
        digests=tuple(_read_all(root, "content/digests", problems, lambda path: not path.endswith(".md"))),
        notes=tuple(_read_all(root, "content/notes", problems, _is_note)),
        pages=tuple(_read_all(root, "content/pages", problems, lambda path: path.endswith(".md"))),
        published=addresses.text if addresses else "",
    )
    problems += _misplaced(root)
    if sources.mkdocs is None and not any(problem.is_error for problem in problems):
        hint = "go to an archive's folder, name one with -C, or start one with `papershelf init DIR`"
        problems.append(Problem("mkdocs.yml", 1, 1, "there is no archive here", hint))
    return sources, problems


_READ = re.compile(
    r"content/(?:digests/.*|notes/.*\.md|pages/[^/]*\.md|permalinks\.txt|published\.txt)"
    r"|site_config/(?:archive\.yml|tags\.yml|hook\.py|overrides/.*|schema/.*)"
    r"|(?:.*/)?(?:README|LICENSE)[^/]*|(?:.*/)?\.[^/]*|.*\.pyc"
)
"""Files of `content/` and `site_config/` that somebody reads, or that say themselves what they are for."""


def _misplaced(root: Path) -> Iterator[Problem]:
    """A warning for each file that nothing reads: what a person wrote must not vanish without a word."""
    for folder in ("content", "site_config"):
        for below in _files_below(root / folder):
            path = f"{folder}/{below}"
            if not _READ.fullmatch(path):
                hint = "digests go to content/digests/, notes (.md) to content/notes/, pages (.md) to content/pages/"
                yield Problem(path, 1, 1, "nothing reads this file", hint, Severity.WARNING)


def read_text(root: Path, path: str, problems: list[Problem]) -> SourceFile | None:
    """The file at `root`/`path` as text, or None and a problem."""
    message, hint = "", ""
    try:
        most = MAX_DUMP_BYTES if path.endswith(".jsonl") else MAX_BYTES
        if (root / path).stat().st_size > most:
            message = f"is larger than {most / 1e6:.0f} MB"
            hint = "split it, or see whether it is the right file"
        else:
            data = (root / path).read_bytes()
            if b"\0" in data:
                message, hint = "is a binary file", "see whether it is the right file"
            elif not data.strip():
                message, hint = "is empty", "fill it, or delete it"
            else:
                return SourceFile(path, data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        message = f"is not UTF-8 (byte 0x{data[error.start]:02x})"
        problems.append(
            Problem(path, line, column, message, "convert it, for instance with `iconv -f latin1 -t utf-8`")
        )
        return None
    except FileNotFoundError:
        message, hint = "does not exist", "see to its name; an address must be downloaded first"
    except IsADirectoryError:
        message, hint = "is a folder", "name the files in it"
    except OSError as error:
        message, hint = f"cannot be read: {error.strerror}", "see to its permissions"
    problems.append(Problem(path, 1, 1, message, hint))
    return None


def write_outputs(root: Path, outputs: Mapping[str, str]) -> tuple[int, int]:
    """Make `build/docs` hold exactly `outputs`; how many files were written and how many deleted.

    A file whose text did not change is not touched. Each file is replaced in one step, so that a reader never sees
    half of one; files that are no longer wanted go last.
    """
    docs = root / DOCS
    _unlink_links(docs)
    written = 0
    for path, text in {**outputs, _KEEP: f"*\n!{_KEEP}\n"}.items():
        written += write_text(docs / path, text)
    stale = [
        path
        for path in _files_below(docs)
        if path != _KEEP and path not in outputs and not path.startswith(f"{SEARCH}/")
    ]
    for path in stale:
        (docs / path).unlink()
    for folder, _, _ in os.walk(docs, topdown=False):
        if not os.listdir(folder):
            Path(folder).rmdir()
    return written, len(stale)


def write_folder(folder: Path, contents: Mapping[str, bytes]) -> int:
    """Make a folder hold exactly `contents`, by path below it; how many files were written.

    They are written in their order and others deleted last, so that a file that names others should come after them.
    """
    written = sum(write_bytes(folder / path, data) for path, data in contents.items())
    for path in _files_below(folder):
        if path not in contents:
            (folder / path).unlink()
    return written


def _unlink_links(docs: Path) -> None:
    """Remove symbolic links: through one, pages would be written elsewhere, or files from elsewhere published."""
    for folder, folders, names in os.walk(docs):
        for name in (*folders, *names):
            if (path := Path(folder, name)).is_symlink():
                path.unlink()


def write_text(path: Path, text: str) -> bool:
    """Write a file in one step, unless it holds just that text; whether it was written."""
    return write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> bool:
    """Write a file in one step, unless it holds just that; whether it was written."""
    try:
        if path.read_bytes() == data:
            return False
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    temporary = stage(path, data)
    try:
        temporary.replace(path)
    except BaseException:
        temporary.unlink()
        raise
    return True


def stage(path: Path, data: bytes, *, is_lasting: bool = False) -> Path:
    """A whole temporary file beside `path`, ready to replace it; with `is_lasting`, on the disk and not on its way.

    Raises:
        OSError: when there is no room or no permission; there is no temporary file then.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=TEMPORARY, dir=path.parent)
    except OSError as error:
        raise _concerning(path, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if is_lasting:
                file.flush()
                os.fsync(file.fileno())
        temporary.chmod(0o644)
    except OSError as error:
        temporary.unlink()
        raise _concerning(path, error) from error
    except BaseException:
        temporary.unlink()
        raise
    return temporary


def _concerning(path: Path, error: OSError) -> OSError:
    """The error with the name of the file that a person knows; of a full disk, the system tells none."""
    return OSError(error.errno, error.strerror, str(path))


def append_text(path: Path, text: str) -> None:
    """Add to a file that another program reads, such as the summary of a workflow's step."""
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def read_output(root: Path, path: str) -> str | None:
    """A file of the last good build, or None where there is none."""
    try:
        return (root / DOCS / path).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def read_tree(folder: Path) -> dict[str, str]:
    """The text files below any folder, by path; what is not text is left out."""
    found = {}
    for path in _files_below(folder):
        try:
            found[path] = (folder / path).read_text("utf-8")
        except UnicodeDecodeError:
            continue
    return found


def _is_note(path: str) -> bool:
    return path.endswith(".md") and path.rpartition("/")[2] != "README.md"


def _read_all(root: Path, folder: str, problems: list[Problem], wanted: Callable[[str], bool]) -> Iterator[SourceFile]:
    for below in _files_below(root / folder):
        path = f"{folder}/{below}"
        if below.rpartition("/")[2].startswith(".") or not wanted(below):
            continue
        if file := _read_own(root, path, problems):
            yield file


def _read_own(root: Path, path: str, problems: list[Problem]) -> SourceFile | None:
    """As `read_text`, of a file that must be inside the archive: a link would publish what lies elsewhere."""
    if (root / path).resolve().is_relative_to(root.resolve()):
        return read_text(root, path, problems)
    hint = "replace the link by the file itself"
    problems.append(Problem(path, 1, 1, "leads out of the archive through a symbolic link", hint))
    return None


def _files_below(folder: Path) -> list[str]:
    """The files below `folder`, relative to it, in an order that is the same on every machine."""
    found = (Path(where, name).relative_to(folder).as_posix() for where, _, names in os.walk(folder) for name in names)
    return sorted(found)
