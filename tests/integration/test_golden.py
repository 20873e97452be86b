"""The whole of `build/docs`, file by file, against `tests/golden/`.

Refresh with `.venv/bin/pytest tests/integration/test_golden.py --refresh-golden`, and read the difference before
committing it.
"""

from __future__ import annotations

import difflib
import gzip
import shutil
from pathlib import Path

import pytest

from generator.edits.new_archive import MARKER
from generator.system.files import DOCS, SEARCH

from .reading import tree


def test_build_docs_is_as_golden(built_archive: Path, repository: Path, request: pytest.FixtureRequest) -> None:
    golden = repository / "tests" / "golden"
    # Bytes of Pagefind, SQLite, Pillow and zlib change with their versions; all but the last have tests of their own.
    built = {
        path.removesuffix(".gz"): gzip.decompress(data) if path.endswith(".gz") else data
        for path, data in tree(built_archive / DOCS).items()
        if not path.startswith(f"{SEARCH}/") and not path.endswith((".png", ".sqlite"))
    }
    del built[".gitignore"], built[".made"]
    if request.config.getoption("--refresh-golden"):
        shutil.rmtree(golden, ignore_errors=True)
        for path, data in built.items():
            (golden / path).parent.mkdir(parents=True, exist_ok=True)
            (golden / path).write_bytes(data)
    kept = tree(golden)

    assert sorted(built) == sorted(kept)
    assert "".join(_difference(path, kept[path], built[path]) for path in built) == ""


def _difference(path: str, kept: bytes, built: bytes) -> str:
    old, new = (data.decode().splitlines(keepends=True) for data in (kept, built))
    return "".join(difflib.unified_diff(old, new, f"golden/{path}", f"built/{path}", n=1))


def test_mkdocs_yml_is_that_of_every_archive(repository: Path, request: pytest.FixtureRequest) -> None:
    path = repository / "tests" / "archive" / "mkdocs.yml"
    shared = (repository / "mkdocs.yml").read_text().partition(MARKER)[2]
    if request.config.getoption("--refresh-golden"):
        path.write_text(path.read_text().partition(MARKER)[0] + MARKER + shared)

    assert path.read_text().partition(MARKER)[2] == shared
