from __future__ import annotations

import datetime as dt

import pytest

from generator.model import Problem
from generator.sources import located_yaml, schemas


def problems_of(text: str, schema: type = schemas.DigestSchema) -> list[Problem]:
    return schemas.validate(located_yaml.parse(text, "x.yml"), schema)[1]


def digest_with(paper: str) -> str:
    return f"date: 2026-04-20\nsource: desk\npapers:\n  - title: A\n    {paper}\n"


def test_a_good_file_gives_its_values() -> None:
    value, problems = schemas.validate(located_yaml.parse(digest_with("comments: 3"), "x.yml"), schemas.DigestSchema)
    assert problems == []
    assert value is not None
    assert (value.date, value.source, value.papers[0].comments) == (dt.date(2026, 4, 20), "desk", 3)


def test_an_unknown_key_is_reported_at_the_key_with_the_closest_known_one() -> None:
    [problem] = problems_of(digest_with("abstrct: x"))
    assert (problem.line, problem.column, problem.message) == (5, 5, "unknown key 'abstrct'")
    assert "abstract" in problem.hint


def test_a_missing_key_is_reported_by_name() -> None:
    assert [problem.message for problem in problems_of("source: desk\npapers: []\n")] == ["'date' is missing"]


def test_an_unknown_key_is_reported_whatever_its_value() -> None:
    assert [problem.message for problem in problems_of(digest_with("abstrct:"))] == ["unknown key 'abstrct'"]


def test_a_tag_without_a_label_is_reported_and_not_dropped() -> None:
    text = "tags:\n  rag:\n  traces:\n    label: ~\nredirects:\n  old: null\n"
    problems = problems_of(text, schemas.TagsSchema)
    assert [(problem.line, problem.message) for problem in problems] == [
        (2, "'tags.rag' is empty"),
        (4, "'tags.traces.label' is ~, which means no value"),
        (6, "'redirects.old' is null, which means no value"),
    ]


def test_list_items_count_from_one() -> None:
    [problem] = problems_of(digest_with("comments: many"))
    assert problem.message == "'papers[1].comments' ('many') is not a whole number"


def test_all_mistakes_are_reported_in_the_order_of_the_file() -> None:
    text = "date: soon\nsource: A B\npapers:\n  - title: ''\n    arxiv: x\n    bogus: 1\n"
    assert [problem.line for problem in problems_of(text)] == [1, 2, 4, 5, 6]


def test_a_refused_value_is_reported_once() -> None:
    [problem] = problems_of(digest_with("abstract: !x y"))
    assert "has the tag" in problem.message


@pytest.mark.parametrize("date", ["2026-02-30", "2025-02-29", "2026-13-01", "2026-00-01"])
def test_a_day_that_does_not_exist_is_reported(date: str) -> None:
    [problem] = problems_of(f"date: {date}\nsource: desk\npapers: []\n")
    assert "is not a day of the calendar" in problem.message


@pytest.mark.parametrize("date", ["1776643200", "2026-04-20T10:00:00", "20.4.2026", "Apr 20", "2026-4-2"])
def test_only_iso_days_are_dates(date: str) -> None:
    [problem] = problems_of(f"date: '{date}'\nsource: desk\npapers: []\n")
    assert "is not a date written as YYYY-MM-DD" in problem.message


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//a.org", "ftp://a.org", 'https://a.org/"onx=', "https://a b"]
)
def test_only_web_addresses_are_addresses(url: str) -> None:
    assert "is not an address" in problems_of(digest_with(f"url: '{url}'"))[0].message


@pytest.mark.parametrize("source", ["Desk", "a b", "-a", "a--b", "a/../b", "ä", "", "a\\n"])
def test_a_source_is_a_slug(source: str) -> None:
    assert problems_of(f'date: 2026-04-20\nsource: "{source}"\npapers: []\n')


def test_arxiv_ids_and_dois_lose_versions_and_resolvers() -> None:
    text = digest_with("arxiv: https://arxiv.org/abs/2401.10000v2\n    doi: https://doi.org/10.1000/ABC")
    value, _ = schemas.validate(located_yaml.parse(text, "x.yml"), schemas.DigestSchema)
    assert value is not None
    assert (value.papers[0].arxiv, value.papers[0].doi) == ("2401.10000", "10.1000/abc")


def test_no_is_text_where_text_is_wanted() -> None:
    value, _ = schemas.validate(located_yaml.parse(digest_with("organisation: no"), "x.yml"), schemas.DigestSchema)
    assert value is not None
    assert value.papers[0].organisation == "no"


def test_a_title_of_invisible_characters_is_empty() -> None:
    text = 'date: 2026-04-20\nsource: desk\npapers:\n  - title: "\\u200b\\u202e"\n'
    assert "is empty" in problems_of(text)[0].message


def test_control_and_bidi_characters_do_not_survive() -> None:
    note = 'paper: a\nauthor: "Eve\\u202e\\e[31m"\ndate: 2026-04-20\n'
    value, _ = schemas.validate(located_yaml.parse(note, "x.md"), schemas.NoteSchema)
    assert value is not None
    assert value.author == "Eve[31m"


@pytest.mark.parametrize(
    ("field", "length"), [("title", schemas.MAX_LINE), ("abstract", schemas.MAX_TEXT), ("url", schemas.MAX_LINE)]
)
def test_lengths_are_capped(field: str, length: int) -> None:
    text = f"date: 2026-04-20\nsource: desk\npapers:\n  - {field}: {'https://' + 'a' * length}\n"
    assert any("is longer than" in problem.message for problem in problems_of(text))


@pytest.mark.parametrize("text", ["just text", "- a\n- b", "''"])
def test_a_file_of_another_shape_is_reported(text: str) -> None:
    assert problems_of(text)
