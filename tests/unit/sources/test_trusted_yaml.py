from __future__ import annotations

from textwrap import dedent

import pytest

from generator.model import SourceFile
from generator.sources import trusted_yaml
from generator.sources.located_yaml import Document, Position


def parse(text: str, **environment: str) -> Document:
    return trusted_yaml.parse(SourceFile("mkdocs.yml", dedent(text)), environment)


def test_scalars_are_text_and_know_their_places() -> None:
    document = parse(
        """\
        a: 1.0
        b:
          - yes
          - {c: ~, d: "null"}
        """
    )
    assert document.value == {"a": "1.0", "b": ["yes", {"c": None, "d": "null"}]}
    assert document.values["b", 1, "d"] == Position(4, 15)
    assert document.keys["b", 1, "d"] == Position(4, 12)
    assert document.problems == []


def test_anchors_and_merged_mappings_are_resolved() -> None:
    document = parse("x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\nz: {<<: [*x, {c: 4}]}\n")
    assert document.value["y"] == {"b": "3", "a": "1"}
    assert document.value["z"] == {"a": "1", "b": "2", "c": "4"}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("!ENV SET", "here"),
        ("!ENV [NOT_SET, SET, x]", "here"),
        ("!ENV [NOT_SET, OTHER, false]", "false"),
        ("!ENV [NOT_SET, {a: b}]", {"a": "b"}),
        ("!ENV NOT_SET", None),
    ],
)
def test_variables_of_the_environment_are_replaced(written: str, value: object) -> None:
    assert parse(f"a: {written}\n", SET="here").value == {"a": value}


def test_the_variables_that_are_asked_for_are_known() -> None:
    file = SourceFile("mkdocs.yml", "a: !ENV A\nb: [!ENV [B, C, D]]\nc: !!python/name:x.E ''\n")
    assert trusted_yaml.variables(file) == {"A", "B", "C"}
    assert trusted_yaml.variables(SourceFile("mkdocs.yml", "a: [")) == frozenset()


def test_values_with_other_tags_are_left_out_without_a_problem() -> None:
    document = parse("a: !!python/name:x.y ''\nb: [!relative , c]\n")
    assert (document.value, document.problems) == ({"b": [None, "c"]}, [])


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: [\n", 2, "not valid YAML"),
        ("a: 1\nb: 2\na: 3\n", 3, "repeats the key 'a' of line 1"),
        ("a: \x01\n", 1, "holds"),
    ],
)
def test_mistakes_are_located(text: str, line: int, message: str) -> None:
    [problem] = parse(text).problems
    assert problem.line == line
    assert problem.message.startswith(message)


def test_a_document_that_explodes_is_refused() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    [problem] = parse("\n".join(lines)).problems
    assert "more than 20,000 values" in problem.message


def test_what_a_file_inherits_keeps_the_place_where_it_stands() -> None:
    own = SourceFile("mkdocs.yml", "INHERIT: base.yml\ntheme:\n  name: material\nnav: [a.md]\n")
    base = SourceFile("base.yml", "site_name: A\ntheme:\n  name: x\n  icon:\n    logo: y\nnav: [b.md, c.md]\n")
    document = trusted_yaml.parse_inheriting([own, base], {})
    assert document.value == {
        "INHERIT": "base.yml",
        "theme": {"name": "material", "icon": {"logo": "y"}},
        "nav": ["a.md"],
        "site_name": "A",
    }
    logo = document.problem(("theme", "icon", "logo"), "x")
    assert (logo.path, logo.line, logo.column) == ("base.yml", 5, 11)
    name = document.problem(("theme", "name"), "x", at_key=True)
    assert (name.path, name.line, name.column) == ("mkdocs.yml", 3, 3)
