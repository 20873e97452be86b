"""The archive on disk. Besides `transactions` and `cache`, only this module reads, writes and deletes its files."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
import re
import shutil
import tempfile
import zlib
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from generator.model import Problem, SourceFile
from generator.system import encodings
from generator.system.walk import UnusualError, walk

MAX_BYTES = 16_000_000
"""The largest file read: over fifty times the largest real digest seen (259 KB)."""

MAX_DUMP_BYTES = 500_000_000
"""The largest `.jsonl` read, which is an archive's dump: 200,000 papers."""

DOCS = "build/docs"
THEME = "build/theme"
CACHE = ".cache/papershelf.sqlite3"
BODIES = ".cache/pages.sqlite3"
TEMPLATES = ".cache/templates.sqlite3"

TEMPORARY = ".papershelf-"
"""Prefix of the names of files that are about to replace others."""

SEARCH = "search/data"
"""The folder of `build/docs` that `write_folder` fills: outputs leave it as it is."""

_RECORD = ".made"
"""The record of the files of `build/docs` that a build has made, one path a line."""

_SEARCH_FILE = re.compile(
    rf"{SEARCH}/(?:tables/(?:[\w-]+/){{0,2}}[\w-]+\.json"
    r"|indexes/\d+/(?:pagefind\.js|pagefind-entry\.json|(?:(?:fragment|index)/)?[\w.-]+\.(?:pagefind|pf_\w+)))"
)
"""The files that the search consists of."""

_GITIGNORE = ".gitignore"
"""Written into the output tree so that git ignores all of it but keeps the folder, which MkDocs wants to exist."""


def is_folder(root: Path, path: str) -> bool:
    """Return whether a path, relative to the archive's root or leading out of it, is a folder."""
    try:
        return (root / path).is_dir()
    except (ValueError, OSError):  # no path has a NUL in it, or is too long
        return False


def read_text(root: Path, path: str, problems: list[Problem]) -> SourceFile | None:
    """Return the file at `root`/`path` as text, or None and add a problem."""
    message, hint = "", ""
    try:
        limit = MAX_DUMP_BYTES if path.endswith((".jsonl", ".jsonl.gz")) else MAX_BYTES
        data = _at_most(root / path, limit)
        if data is None:
            message, hint = f"is larger than {limit / 1e6:.0f} MB", "split it, or check that it is the right file"
        elif data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            message = "is UTF-16, not UTF-8"
            hint = "save it as UTF-8, or convert it with `iconv -f utf-16 -t utf-8`"
        elif b"\0" in data:
            message, hint = "is a binary file", "check that it is the right file"
        elif not data.strip():
            message, hint = "is empty", "fill it, or delete it"
        else:
            return SourceFile(path, encodings.decode(data).replace("\r\n", "\n").replace("\r", "\n"))
    except UnicodeDecodeError as error:
        decoded = error.object
        line = decoded.count(b"\n", 0, error.start) + 1
        column = error.start - (decoded.rfind(b"\n", 0, error.start) + 1) + 1
        message = f"is not UTF-8 (byte 0x{decoded[error.start]:02x})"
        hint = "convert it, for instance with `iconv -f latin1 -t utf-8`"
        problems.append(Problem(path, line, column, message, hint))
        return None
    except FileNotFoundError:
        message, hint = "does not exist", "check its name; an address must be downloaded first"
    except IsADirectoryError:
        message, hint = "is a folder", "name the files in it"
    except (gzip.BadGzipFile, EOFError, zlib.error):
        message, hint = "is not a whole file compressed by gzip", "fetch it again, or rename it"
    except (OSError, ValueError) as error:  # a path with a NUL in it is a ValueError
        reason = error.strerror if isinstance(error, OSError) else "no file has such a name"
        message, hint = f"cannot be read: {reason}", "check its permissions"
    problems.append(Problem(path, 1, 1, message, hint))
    return None


def _at_most(path: Path, limit: int) -> bytes | None:
    """Return a file's bytes, those of a `.gz` decompressed, or None if they are more than the limit.

    Raises:
        OSError: when the file cannot be read, or a `.gz` is none.
        EOFError, zlib.error: when a `.gz` is incomplete or damaged.
    """
    if path.stat().st_size > limit:
        return None
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        data = file.read(limit + 1)
    return data if len(data) <= limit else None


State = tuple[int, int]
"""A file's size in bytes, and when it was last changed, in nanoseconds."""


WELL_KNOWN = ".well-known"
"""The one hidden folder that sites publish (RFC 8615)."""


def states_below(folder: Path) -> dict[str, State]:
    """Return the files below a folder by path, except hidden ones; temporary files of a killed build are deleted.

    A hidden file is one of ours, or of an editor or file manager; no engine publishes it.
    """
    states = {}
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") or name == WELL_KNOWN]
        below = where[len(str(folder)) + 1 :]
        for name in names:
            if name.startswith(TEMPORARY):
                Path(where, name).unlink()
            elif not name.startswith("."):
                status = os.lstat(f"{where}/{name}")
                states[f"{below}/{name}" if below else name] = (status.st_size, status.st_mtime_ns)
    return states


def plain_states_below(folder: Path) -> dict[str, State] | None:
    """Return the files below a folder by path, hidden ones as well; None if a link or device is there, or no folder."""
    states: dict[str, State] = {}
    top = len(f"{folder}/")
    try:
        for _, _, entries in walk(str(folder)):
            for entry in entries:
                status = entry.stat(follow_symlinks=False)
                states[entry.path[top:]] = (status.st_size, status.st_mtime_ns)
    except (OSError, UnusualError):
        return None
    return states


def foreign_files(root: Path, known: Container[str], present: Iterable[str]) -> list[str]:
    """Return those of the files `present` in `build/docs` that no build has made, which the next one must not delete.

    `known` are paths that are a build's. What earlier builds made, `record_outputs` has recorded.
    """
    recorded = recorded_outputs(root)
    return sorted(path for path in present if not (path in recorded or path in known or _SEARCH_FILE.fullmatch(path)))


def record_outputs(root: Path, paths: Iterable[str], *, is_done: bool) -> None:
    """Record which files of `build/docs` are ours: before they are written, with those that are to be deleted.

    The record is in the folder itself: `.cache/` may be deleted at any time. Git ignores all of the folder.
    """
    write_text(root / DOCS / _GITIGNORE, f"*\n!{_GITIGNORE}\n")
    recorded = set() if is_done else recorded_outputs(root)
    write_text(root / DOCS / _RECORD, "".join(f"{path}\n" for path in sorted({*paths, *recorded})))


def recorded_outputs(root: Path) -> frozenset[str]:
    """Return the paths of the files of `build/docs` that the last build made."""
    return _recorded(root / DOCS)


def write_output(root: Path, path: str, data: bytes, *, is_there: bool = True) -> tuple[bool, State]:
    """Write a file of `build/docs` unless it is unchanged. Return whether it was written, and its state.

    An existing file is replaced in one step. With `is_there` False, as `states_below` says, it is written in its
    place, which takes half the time. A partly written file has no recorded state, so the next build rewrites it.
    """
    file = root / DOCS / path
    is_new = write_bytes(file, data) if is_there else _write_new(file, data)
    status = file.stat()
    return is_new, (status.st_size, status.st_mtime_ns)


def output_pieces(root: Path, path: str, state: State, begin: int, sizes: Iterable[int]) -> list[bytes]:
    """Return consecutive pieces of a file of `build/docs`, the first from `begin` on; none if its state is another."""
    with contextlib.suppress(FileNotFoundError), (root / DOCS / path).open("rb") as file:
        status = os.fstat(file.fileno())
        if (status.st_size, status.st_mtime_ns) == state:
            file.seek(begin)
            return [file.read(size) for size in sizes]
    return []


def delete_outputs(root: Path, paths: Iterable[str]) -> int:
    """Delete files of `build/docs` and the folders that are then empty. Return the number of files."""
    gone = list(paths)
    delete_from(root / DOCS, gone)
    return len(gone)


def delete_from(root: Path, paths: Iterable[str]) -> None:
    """Delete files below `root`, and the folders that are then empty."""
    for path in paths:
        (root / path).unlink()
        for folder in (root / path).parents:
            if folder == root or os.listdir(folder):
                break
            folder.rmdir()


def write_folder(folder: Path, contents: Mapping[str, bytes]) -> int:
    """Make a folder hold exactly `contents`, by path below it. Return the number of files written.

    Files are written in order and others deleted last, so a file that names others should come after them. Files are
    replaced in one step, and new ones written in their place, so that a folder may be left with a partly written file.
    """
    present = set(files_below(folder))
    written = 0
    for path, data in contents.items():
        written += write_bytes(folder / path, data) if path in present else _write_new(folder / path, data)
    for path in present - contents.keys():
        (folder / path).unlink()
    return written


def replace_folder(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Make a folder hold exactly `contents`, by path below it, and be ignored by git; unchanged files are not touched.

    Other files are deleted if an earlier call made them, and otherwise kept.
    """
    recorded = _recorded(folder)
    write_text(folder / _GITIGNORE, f"*\n!{_GITIGNORE}\n")
    write_text(folder / _RECORD, "".join(f"{path}\n" for path in sorted({*contents, *recorded})))
    delete_from(folder, [path for path in files_below(folder) if path in recorded and path not in contents])
    for path, data in contents.items():
        write_bytes(folder / path, data)
    write_text(folder / _RECORD, "".join(f"{path}\n" for path in sorted(contents)))


def not_made(folder: Path) -> list[str]:
    """Return the files of a folder that `replace_folder` has not made, without hidden ones."""
    recorded = _recorded(folder)
    return [path for path in _visible(folder) if path not in recorded]


def _recorded(folder: Path) -> frozenset[str]:
    try:
        return frozenset((folder / _RECORD).read_text("utf-8").splitlines())
    except (FileNotFoundError, UnicodeDecodeError):
        return frozenset()


def _visible(folder: Path) -> list[str]:
    return [path for path in files_below(folder) if not PurePosixPath(path).name.startswith(".")]


def keep_only(folder: Path, names: Container[str]) -> None:
    """Delete everything in a folder except entries with these names."""
    for path in sorted(folder.iterdir()):
        if path.name in names:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def write_text(path: Path, text: str) -> bool:
    """Write a file in one step unless it is unchanged. Return whether it was written."""
    return write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> bool:
    """Write a file in one step unless it is unchanged. Return whether it was written."""
    try:
        if path.read_bytes() == data:
            return False
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path, stage(path, [data]))
    return True


def _write_new(path: Path, data: bytes) -> bool:
    """Write a file that does not exist; if it was created meanwhile, replace it."""
    try:
        file = _create(path)
    except FileExistsError:
        return write_bytes(path, data)
    with _gone_unless_whole(path, path), file:
        file.write(data)
    return True


def _create(path: Path) -> BinaryIO:
    try:
        return path.open("xb")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("xb")


def _replace(path: Path, temporary: Path) -> None:
    try:
        temporary.replace(path)
    except BaseException:
        temporary.unlink()
        raise


def stage(path: Path, pieces: Iterable[bytes], *, is_lasting: bool = False) -> Path:
    """Write a temporary file beside `path`, complete and ready to replace it; with `is_lasting`, synced to the disk.

    Raises:
        OSError: when there is no room or no permission; no temporary file is left then.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=TEMPORARY, dir=path.parent)
    except OSError as error:
        raise _concerning(path, error) from error
    temporary = Path(name)
    with _gone_unless_whole(temporary, path):
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
            if is_lasting:
                file.flush()
                os.fsync(file.fileno())
        temporary.chmod(0o644)
    return temporary


@contextlib.contextmanager
def _gone_unless_whole(incomplete: Path, path: Path) -> Iterator[None]:
    """Delete a file that cannot be completed, and raise the system's error with the name `path`."""
    try:
        yield
    except OSError as error:
        incomplete.unlink()
        raise _concerning(path, error) from error
    except BaseException:
        incomplete.unlink()
        raise


def _concerning(path: Path, error: OSError) -> OSError:
    """Return the error with the file name that a person knows; for a full disk, the system gives none."""
    return OSError(error.errno, error.strerror, str(path))


def append_text(path: Path, text: str) -> None:
    """Append to a file that another program reads, such as the summary of a workflow's step."""
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def read_output(root: Path, path: str) -> str | None:
    """Return a file of the last good build, or None."""
    try:
        return (root / DOCS / path).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def read_tree(folder: Path) -> dict[str, str]:
    """Return the text files below any folder, by path, without links and binary files."""
    texts = {}
    for path in files_below(folder):
        if (folder / path).is_symlink():
            continue
        try:
            texts[path] = (folder / path).read_text("utf-8")
        except UnicodeDecodeError:
            continue
    return texts


def describe_files(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """Return the texts of files by path; a link or a binary file is described in words, and one that is gone is ""."""
    texts = {}
    for path in paths:
        file = root / path
        try:
            if file.is_symlink():
                texts[path] = f"a link to {file.readlink()}"
            else:
                data = file.read_bytes()
                texts[path] = f"binary {hashlib.sha256(data).hexdigest()}" if b"\0" in data else data.decode()
        except UnicodeDecodeError:
            texts[path] = f"binary {hashlib.sha256(data).hexdigest()}"
        except OSError:
            texts[path] = ""
    return texts


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder, by path, without hidden ones; {} if there is no folder."""
    return {path: (folder / path).read_bytes() for path in _visible(folder)}


def read_existing(root: Path, paths: Iterable[str], problems: list[Problem]) -> dict[str, bytes]:
    """Return the existing files as bytes, by path; add a problem for each path that is not a regular file."""
    contents = {}
    for path in paths:
        if message := _in_the_way(root, path):
            problems.append(Problem(path, 1, 1, message, "replace it by a file of the archive's own, or delete it"))
        elif (root / path).exists():
            contents[path] = (root / path).read_bytes()
    return contents


def _in_the_way(root: Path, path: str) -> str:
    """Return why a file cannot be read and written, or ""."""
    parts = PurePosixPath(path).parts
    for number in range(1, len(parts) + 1):
        ancestor = root.joinpath(*parts[:number])
        if ancestor.exists() and not (ancestor.is_file() if number == len(parts) else ancestor.is_dir()):
            return "is no file" if number == len(parts) else f"needs a folder where {'/'.join(parts[:number])} is none"
    return ""


def delete_temporary(folders: Iterable[Path]) -> None:
    """Delete temporary files that `stage` left when it was killed."""
    for folder in folders:
        for temporary in folder.glob(f"{TEMPORARY}*"):
            if temporary.is_file():
                temporary.unlink()


def files_below(folder: Path) -> list[str]:
    """Return the files below `folder`, relative to it, in the same order on every machine."""
    paths = (f"{where[len(str(folder)) :]}/{name}" for where, _, names in os.walk(folder) for name in names)
    return sorted(path.replace(os.sep, "/").lstrip("/") for path in paths)
