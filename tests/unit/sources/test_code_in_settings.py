"""Settings that run code: tags of Python objects, hooks, templates and modules."""

from __future__ import annotations

import pytest

from generator.model import Severity, SourceFile
from generator.sources import code_in_settings, trusted_yaml
from generator.sources.source_files import Sources


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: !!python/object/apply:os.system [id]", 1),
        ("a: b\nc: [1, !!python/object/new:os.system [id]]", 2),
        ("? !!python/object/apply:os.system [id]\n: b", 1),
        ("a: {? [!!python/name:os.system ] : b}", 1),
        ("a: !<tag:yaml.org,2002:python/object/apply:os.system> [id]", 1),
        ("a: !!python/module:os", 1),
        ("a: !!python/object/apply:material.extensions.emoji.twemoji [id]", 1),
        ("a: !!python/name:materials.emoji ''", 1),
        ("a: !!python/object/apply:pymdownx.slugs.slugify.x {}", 1),
        ("%TAG !x! tag:yaml.org,2002:python/\n---\na: !x!name:os.system ''", 3),
    ],
)
def test_a_tag_that_calls_python_is_refused_at_its_place(text: str, line: int) -> None:
    sources = Sources(SourceFile("mkdocs.yml", text), None, None, "", (), (), ())
    document = sources.mkdocs_document()
    assert document is not None
    [problem] = [one for one in document.problems if "runs code" in one.message]
    assert (problem.path, problem.line, problem.is_error) == ("mkdocs.yml", line, True)


def test_a_tag_in_inherited_settings_is_refused_there() -> None:
    parent = SourceFile("site_config/base.yml", "a: !!python/object/apply:os.system [id]")
    sources = Sources(SourceFile("mkdocs.yml", "INHERIT: x"), None, None, "", (), (), (), inherited=(parent,))
    document = sources.mkdocs_document()
    assert document is not None
    assert [problem.path for problem in document.problems] == ["site_config/base.yml"]


def test_the_tags_of_material_are_allowed() -> None:
    text = """
markdown_extensions:
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
      emoji_generator: !!python/name:material.extensions.emoji.to_svg
  - pymdownx.superfences:
      custom_fences: [{name: mermaid, class: mermaid, format: !!python/name:pymdownx.superfences.fence_code_format}]
  - toc:
      slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}
a: !ENV [NAME, b]
c: !relative $docs_dir
"""
    assert code_in_settings.refused_tags(SourceFile("mkdocs.yml", text)) == []


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("hooks: [site_config/hook.py, content/notes/a.py]", 30),
        ("hooks: [hook.py]", 9),
        ("hooks: [site_config/../content/a.py]", 9),
        ("hooks: [/tmp/a.py]", 9),
        ("theme: {custom_dir: content/pages}", 21),
        ("INHERIT: ./content/notes/a.md", 10),
        ("plugins: [{macros: {module_name: content/pages/main}}]", 34),
        ("plugins: {macros: {module_name: content/pages/main}}", 33),
    ],
)
def test_code_where_nobody_looks_for_it_is_warned_of(text: str, column: int) -> None:
    document = trusted_yaml.parse(SourceFile("mkdocs.yml", text), {})
    [problem] = code_in_settings.warnings(document)
    assert (problem.line, problem.column, problem.severity) == (1, column, Severity.WARNING)


@pytest.mark.parametrize(
    "text",
    [
        "hooks: [site_config/hook.py]",
        "theme: {custom_dir: build/theme}",
        "hooks: {a: b}",
        "plugins: a",
        "hooks: [[a]]",
        "- a",
    ],
)
def test_code_where_it_belongs_is_not(text: str) -> None:
    assert list(code_in_settings.warnings(trusted_yaml.parse(SourceFile("mkdocs.yml", text), {}))) == []
