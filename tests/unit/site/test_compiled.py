from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from generator.site import compiled
from generator.site.compiled import CompiledTemplates


@pytest.fixture
def compiled_names(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of templates that Jinja compiles during a test, in order."""
    names: list[str] = []
    compile_template = Environment.compile

    def record(self: Environment, source: str, name: str, *rest: str) -> object:
        names.append(name)
        return compile_template(self, source, name, *rest)

    monkeypatch.setattr(Environment, "compile", record)
    return names


def _render(path: Path, **templates: str) -> str:
    environment = Environment(loader=DictLoader(templates))  # noqa: S701 (as MkDocs has it)
    environment.bytecode_cache = templates_of_last_build = CompiledTemplates(path)
    text = environment.get_template("page").render(title="A")
    templates_of_last_build.keep()
    return text


def test_a_template_is_compiled_once_and_again_when_its_text_changes(tmp_path: Path, compiled_names: list[str]) -> None:
    path, page, part = tmp_path / ".cache" / "a.sqlite3", '{% include "part" %}.', "<b>{{ title }}</b>"
    assert [_render(path, page=page, part=part) for _ in range(2)] == ["<b>A</b>."] * 2
    assert compiled_names == ["page", "part"]
    assert _render(path, page=page, part="<i>{{ title }}</i>") == "<i>A</i>."
    assert compiled_names == ["page", "part", "part"]


def test_other_programs_compile_their_own(
    tmp_path: Path, compiled_names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / ".cache" / "a.sqlite3"
    _render(path, page="{{ title }}")
    monkeypatch.setattr(compiled, "program", lambda: "another")
    assert _render(path, page="{{ title }}") == "A"
    assert compiled_names == ["page", "page"]
