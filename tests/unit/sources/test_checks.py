from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from generator.model import SourceFile
from generator.sources import checks, settings, trusted_yaml
from generator.sources.source_files import Sources

TODAY = dt.date(2026, 4, 20)


def digest(text: str, path: str = "content/digests/2026-04-20-desk.yml") -> list[tuple[int, int, str]]:
    found = checks.digest_problems([SourceFile(path, text)], TODAY)
    return [(problem.line, problem.column, problem.message) for problem in found]


@pytest.mark.parametrize(("day", "told"), [("2026-04-20", False), ("2026-04-21", False), ("2026-04-22", True)])
def test_a_date_in_the_future_is_reported_at_its_place(day: str, told: bool) -> None:
    text = f"date: {day}\nsource: desk\npapers:\n  - title: A\n    published: {day}\n"
    expected = [(1, 7, f"{day} is in the future"), (5, 16, f"{day} is in the future")]
    assert digest(text) == (expected if told else [])


def test_a_day_in_a_file_s_name_may_be_to_come_too() -> None:
    assert digest("@article{a, title={A}}", "content/digests/2030-01-01-desk.bib") == [
        (1, 1, "2030-01-01 is in the future")
    ]


def test_an_address_without_encryption_is_reported() -> None:
    text = "date: 2026-04-20\nsource: desk\npapers:\n  - title: A\n    code: http://a.org\n    url: https://a.org\n"
    assert digest(text) == [(5, 11, "the address 'http://a.org' is not encrypted")]


def test_tex_that_is_shown_as_written_is_listed_at_its_text() -> None:
    text = (
        "date: 2026-04-20\nsource: desk\npapers:\n  - title: T^2 of $x$\n    abstract: |\n"
        "      We call it \\method.\n\n      Our \\method and \\name are ours.\n"
    )
    assert digest(text) == [(5, 15, r"the abstract shows TeX as written: '\method', '\name'")]


@pytest.mark.parametrize(
    "text", ["papers: x", "papers: [a, {published: 2026-02-31}]", "date: [a]", "papers: {a: b}", "a: *b"]
)
def test_a_digest_of_another_shape_is_left_to_others(text: str) -> None:
    assert digest(text) == []


def test_misspelt_settings_are_reported() -> None:
    text = "site_name: A\nextra_csss: []\nrepo_url: https://gitlab.com/a/b\nx: {site_name: A}\n"
    sources = Sources(SourceFile("mkdocs.yml", text), None, None, "", (), (), ())
    found = [(problem.line, problem.hint) for problem in checks.settings_problems(sources)]
    assert found == [
        (2, "did you mean 'extra_css'?"),
        (4, "remove it, or move it below 'extra'"),
        (3, "write it as https://github.com/you/your-archive"),
    ]
    assert list(checks.settings_problems(dataclasses.replace(sources, mkdocs=None))) == []


def test_the_navigation_has_its_places() -> None:
    text = "nav:\n  - Home: index.md\n  - More:\n      - tags/index.md\n      - Away: https://a.org\n"
    links = settings.navigation(trusted_yaml.parse(SourceFile("mkdocs.yml", text), {}))
    assert [(link.line, link.column, link.target) for link in links] == [(2, 11, "index.md"), (4, 9, "tags/index.md")]
