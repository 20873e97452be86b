from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"


def test_the_reference_is_that_of_these_commands_and_schemas() -> None:
    spec = importlib.util.spec_from_file_location("generate_reference", FOLDER / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    written = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md")}
    if written != generate.pages():
        pytest.fail("docs/reference/ is out of date: run `make reference`")
