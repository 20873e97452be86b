"""The files of `content/pages/` that are not Markdown: pictures, style sheets, PDFs and files of MkDocs' plugins."""

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


def read_static_files(root: Path, problems: list[Problem]) -> Iterator[StaticFile]:
    """Yield the files, by path; adds a problem for each that cannot be published."""
    folder = root / page_files.FOLDER
    for path in files.files_below(folder):
        if path.endswith(".md") or _LEFTOVER.fullmatch(path):
            continue
        source = f"{page_files.FOLDER}/{path}"
        if _OTHER_MARKDOWN.fullmatch(path):
            problems.append(Problem(source, 1, 1, "is Markdown under another name", "rename the file to end in .md"))
        elif problem := page_files.refused(path):
            problems.append(problem)
        elif file := _read(root, source, path, problems):
            yield file


def _read(root: Path, source: str, path: str, problems: list[Problem]) -> StaticFile | None:
    file = root / source
    try:
        if file.resolve().is_relative_to(root.resolve()) and file.is_file():
            return StaticFile(path, hashlib.sha256(file.read_bytes()).hexdigest(), file.read_bytes)
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        problems.append(Problem(source, 1, 1, f"cannot be read ({reason})", "correct its permissions"))
    return None
