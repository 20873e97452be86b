"""Files that are published as they are: those of `content/files/`, and those of `content/pages/` that are no Markdown,
such as pictures and files of MkDocs' plugins.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from generator.model import Problem, StaticFile
from generator.sources import page_files
from generator.system import files

_OTHER_MARKDOWN = re.compile(r".*\.(?:markdown|mdown|mkdn|mkd)", re.S | re.I)
"""Names of which MkDocs, too, makes pages."""

_LEFTOVER = re.compile(r"(?:.*/)?(?:[^/]*~|[^/]*\.(?:bak|orig|rej|sw[op])|\.ds_store|thumbs\.db|\.git[^/]*)", re.I)
"""Files of editors and systems."""

FOLDER = "content/files"
"""The folder for files of the owner: slides, PDFs, `CNAME` and the like, at the same paths in the site."""

_HIDDEN = re.compile(r"\.(?!well-known/)|.*/\.", re.S)
"""Paths that no engine publishes. `.well-known` is where RFC 8615 puts what other sites look for."""


def read_static_files(root: Path, problems: list[Problem]) -> Iterator[StaticFile]:
    """Yield the files, by path; adds a problem for each that cannot be published."""
    sources: dict[str, str] = {}
    for folder, find_problem in ((FOLDER, _problem_of_file), (page_files.FOLDER, _problem_of_attachment)):
        for path in files.files_below(root / folder):
            source = f"{folder}/{path}"
            if _LEFTOVER.fullmatch(path) or (folder == page_files.FOLDER and path.endswith(".md")):
                continue
            if problem := find_problem(source, path):
                problems.append(problem)
            elif path in sources:
                hint = "delete or rename one of them"
                problems.append(Problem(source, 1, 1, f"is published at the same address as {sources[path]}", hint))
            elif file := _read(root, source, path, problems):
                sources[path] = source
                yield file


def _problem_of_file(source: str, path: str) -> Problem | None:
    if path.endswith(".md") or _OTHER_MARKDOWN.fullmatch(path):
        return Problem(source, 1, 1, "is Markdown, which is published as a page", "move it to content/pages/")
    if _HIDDEN.match(path):
        hint = "give it a name without a dot at the beginning; only .well-known/ may have one"
        return Problem(source, 1, 1, "is hidden, and no hidden file is published", hint)
    return page_files.refused(path, FOLDER)


def _problem_of_attachment(source: str, path: str) -> Problem | None:
    if _OTHER_MARKDOWN.fullmatch(path):
        return Problem(source, 1, 1, "is Markdown under another name", "rename the file to end in .md")
    return page_files.refused(path)


def _read(root: Path, source: str, path: str, problems: list[Problem]) -> StaticFile | None:
    file = root / source
    try:
        if file.resolve().is_relative_to(root.resolve()) and file.is_file():
            return StaticFile(path, source, hashlib.sha256(file.read_bytes()).hexdigest(), file.read_bytes)
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        problems.append(Problem(source, 1, 1, f"cannot be read ({reason})", "correct its permissions"))
    return None
