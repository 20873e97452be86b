from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.sources import located_yaml
from generator.sources.located_yaml import Position


def messages(text: str) -> list[str]:
    return [problem.message for problem in located_yaml.parse(text, "x.yml").problems]


@pytest.mark.parametrize("scalar", ["2401.10000", "no", "nulls", "2026-04-20", "0x1F", "1e3", "=", "<<"])
def test_every_scalar_is_the_text_that_was_typed(scalar: str) -> None:
    assert located_yaml.parse(f"key: {scalar}", "x.yml").value == {"key": scalar}


@pytest.mark.parametrize("scalar", ["null", "Null", "NULL", "~", ""])
def test_null_is_nothing_unless_it_is_quoted(scalar: str) -> None:
    document = located_yaml.parse(f"a: {scalar}\nb: '{scalar}'\nc: [x, '{scalar}']\n", "x.yml")
    assert document.value == {"a": None, "b": scalar, "c": ["x", scalar]}
    assert document.nulls == {("a",): scalar}


def test_keys_are_text_too() -> None:
    assert located_yaml.parse("no: 1\n1.0: 2", "x.yml").value == {"no": "1", "1.0": "2"}


def test_every_key_and_value_knows_its_place() -> None:
    document = located_yaml.parse("papers:\n  - title: A\n    year: 7\n", "x.yml")
    assert document.keys["papers", 0, "year"] == Position(3, 5)
    assert document.values["papers", 0, "year"] == Position(3, 11)


def test_first_line_moves_all_places() -> None:
    assert located_yaml.parse("a: 1", "x.yml", first_line=10).values["a",] == Position(10, 4)


def test_the_place_of_a_missing_value_is_that_of_the_value_around_it() -> None:
    document = located_yaml.parse("papers:\n  - title: A\n", "x.yml")
    assert document.position(("papers", 0, "abstract")) == document.values["papers", 0]


def test_unquoted_scalars_are_distinguished_from_quoted_ones() -> None:
    assert located_yaml.parse("a: 1\nb: '1'\nc: \"1\"\n", "x.yml").unquoted == {("a",)}


def test_a_repeated_key_is_refused_and_both_lines_are_reported() -> None:
    [problem] = located_yaml.parse("title: A\nurl: x\ntitle: B\n", "x.yml").problems
    assert (problem.line, problem.message) == (3, "repeats the key 'title' of line 1")


def test_an_alias_is_refused_and_the_rest_is_kept() -> None:
    document = located_yaml.parse("a: &x [1]\nb: *x\nc: 2\n", "x.yml")
    assert [problem.line for problem in document.problems] == [2]
    assert document.value == {"a": ["1"], "c": "2"}


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!ENV", "!!binary", "!!int"])
def test_a_tag_is_refused(tag: str) -> None:
    assert "has the tag" in messages(f"a: {tag} x")[0]


def test_a_refused_item_keeps_its_place_in_the_list() -> None:
    document = located_yaml.parse("- !x a\n- b\n", "x.yml")
    assert document.value == [None, "b"]
    assert document.refused == {(0,)}


def test_a_second_document_is_refused() -> None:
    assert messages("a: 1\n---\nb: 2\n") == ["holds a second document"]


@pytest.mark.parametrize("text", ["[a]: 1", '{[a]: 1, "": 2}', "? {b: c}\n: 1"])
def test_a_key_that_is_not_text_is_refused(text: str) -> None:
    assert messages(text) == ["has a key that is not text"]


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000, "{a: " * 100_000])
def test_deep_nesting_is_refused(text: str) -> None:
    assert messages(text)[-1] == "is nested more than 20 levels deep"


def test_invalid_yaml_is_reported_where_it_breaks() -> None:
    [problem] = located_yaml.parse("a: 1\nb: c: d\n", "x.yml", first_line=5).problems
    assert (problem.line, problem.message.startswith("not valid YAML")) == (6, True)


def test_a_forbidden_character_is_reported_with_its_place() -> None:
    [problem] = located_yaml.parse("é: é\nb: \x07\nc: 1\n", "x.yml").problems
    assert (problem.line, problem.column) == (2, 4)
    assert "'\\x07'" in problem.message


def test_several_mistakes_are_reported_together() -> None:
    assert len(messages("a: *x\na: 1\nb: !t c\nb: 2\n")) == 4


def test_an_empty_text_has_no_value_and_no_problem() -> None:
    document = located_yaml.parse("# only a comment\n", "x.yml")
    assert (document.value, document.problems) == (None, [])


@given(st.text() | st.text(alphabet="ab:-?[]{}!&*|>'\"%@#,<~\n \t\\", max_size=60))
def test_no_text_raises(text: str) -> None:
    located_yaml.parse(text, "x.yml")


@pytest.mark.parametrize("piece", ["a: b\n", "- a\n", "{", "? ", "'", "a", "&a ", "- {a: [b]}\n", "!a "])
def test_the_time_grows_with_the_size(piece: str) -> None:
    began = time.process_time()
    located_yaml.parse(piece * (200_000 // len(piece)), "x.yml")
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    "text", ["a: 1\na: {x: 1, x: 2}\na: {x: {repeated: 3}}\n", "? {x: 1, x: 2}\n: {x: {repeated: 1}}\n"]
)
def test_a_key_with_our_own_name_for_repeated_keys_is_reported(text: str) -> None:
    assert all("repeats the key" in message or "not text" in message for message in messages(text))


def test_a_tab_is_named() -> None:
    [problem] = located_yaml.parse("a:\n  b: 1\n\tc: 2\n", "x.yml").problems
    assert (problem.line, problem.hint) == (3, "the line begins with a tab; indent with spaces")


def test_a_tab_elsewhere_in_the_line_is_not_blamed() -> None:
    [problem] = located_yaml.parse("a: b: c\td\n", "x.yml").problems
    assert "tab" not in problem.hint
