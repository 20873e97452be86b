from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.bibliography import PartialDate
from generator.model import Entry, SourceFile
from generator.sources import readers
from generator.sources.readers import markdown_list
from generator.sources.readers.reader import Reading

SAMPLE = (Path(__file__).parents[3] / "formats/reading-list.md").read_text("utf-8")


def read(text: str) -> Reading:
    return markdown_list.read(SourceFile("list.md", text))


def test_sample() -> None:
    assert read(SAMPLE) == Reading(
        entries=(
            Entry(
                "Lamps of attention",
                authors=("Ivo Kranz", "Una Holm"),
                published=PartialDate(2024),
                arxiv="2402.20022",
                remark="Mind the proofs",
                section="Session 1",
            ),
            Entry("Lamps without links", authors=("Ann Winterling",), published=PartialDate(2023), section="Session 1"),
            Entry("A talk", url="https://example.org/talk", section="Session 1"),
            Entry(
                "Lamps at last",
                url="https://example.org/last",
                pdf="https://example.org/last.pdf",
                code="https://github.com/a/b",
                remark="Remember this.",
                section="Session 1",
            ),
            Entry(
                "Bold link",
                authors=("Jane Doe", "Ann Roe"),
                published=PartialDate(2021),
                url="https://example.org/a_(b)",
                venue="LampConf",
                section="Session 2",
            ),
            Entry(
                "Quoted lamps",
                authors=("Jane Doe",),
                et_al=True,
                published=PartialDate(2020),
                doi="10.1000/x",
                section="Session 2",
            ),
            Entry("In a group", url="https://www.example.org/y", remark="goes on here", section="Session 2"),
        ),
        date=dt.date(2026, 1, 12),
        title="Reading list",
    )


def test_headings_of_one_level_are_all_sections() -> None:
    reading = read("## Week 1\n- **On kites**\n\n## Week 2\n- **On boats**\n")
    assert [(entry.title, entry.section) for entry in reading.entries] == [
        ("On kites", "Week 1"),
        ("On boats", "Week 2"),
    ]
    assert reading.title == ""
    assert read("## Weeks\n- **On kites**\n").title == "Weeks"


@pytest.mark.parametrize(
    ("text", "is_list"),
    [(SAMPLE, True), ("- [A](https://example.org)\n", True), ("* **A title**\n", True), ("# Title\n\nprose\n", False),
     ("- plain\n- items\n", False), ("A text\n- [A](https://example.org)\n", False), ("", False)],
)  # fmt: skip
def test_recognises(text: str, is_list: bool) -> None:
    assert markdown_list.recognises(text) is is_list


def test_an_item_without_a_title_is_reported_at_its_line() -> None:
    reading = read("# List\n\n- [A](https://example.org)\n- only words\n")
    assert [entry.title for entry in reading.entries] == ["A"]
    assert [(problem.line, problem.message) for problem in reading.problems] == [
        (4, "the item 'only words' has no title: write it as a link, [Title](https://…), or in bold, **Title**")
    ]
    assert reading.rejected == 1


@pytest.mark.parametrize(
    ("item", "title"),
    [
        (r"[A \*starred\* `title` &amp; more](https://example.org)", "A *starred* title & more"),
        ("[*Emphasis* and snake_case_name](https://example.org)", "Emphasis and snake_case_name"),
        ("[$x^2 \\alpha$](https://example.org)", "$x^2 \\alpha$"),
        ('[Titled](https://example.org "and more")', "Titled"),
    ],
)
def test_markdown_in_titles_is_text(item: str, title: str) -> None:
    assert read(f"- {item}").entries[0].title == title


def test_addresses_that_are_none_are_no_links() -> None:
    (entry,) = read("- **A** [code](javascript:alert(1)) [data](https://example.org)\n").entries
    assert (entry.code, entry.url) == ("", "https://example.org")


def test_it_is_read_as_a_digest() -> None:
    reader, reading = readers.read(SourceFile("2026-01-12-list.md", SAMPLE))
    assert reader is not None
    assert (reader.format, len(reading.entries)) == ("Markdown reading list", 7)


@given(st.text() | st.text(alphabet="-*_[]()# \nab.https://1"))
def test_no_text_raises(text: str) -> None:
    markdown_list.recognises(text)
    reading = read(f"- {text}")
    assert reading.rejected == len(reading.problems)


def test_rows_of_tables_are_papers() -> None:
    reading = read(
        "# List\n\n| Year | Paper | Who |\n|---|:-:|---|\n"
        "| 2024 | [On kites](https://arxiv.org/abs/2401.10000) | Ivo Kranz, Bo Dale |\n"
        "| 2023 | Kites at rest | [pdf](https://example.org/rest) |\n| 2022 | | |\n"
    )
    assert reading.entries == (
        Entry("On kites", authors=("Ivo Kranz", "Bo Dale"), arxiv="2401.10000", published=PartialDate(2024)),
        Entry("Kites at rest", url="https://example.org/rest", published=PartialDate(2023)),
    )
    assert [problem.line for problem in reading.problems] == [7]


def test_text_with_a_link_outside_of_lists_is_a_warning() -> None:
    reading = read("# List\n\nWhat I read.\n\n- **A kite**\n\nAlso [B](https://example.org/b).\n")
    assert [(one.line, one.message, one.is_error) for one in reading.problems] == [
        (7, "the text with this link is not read", False)
    ]


def test_code_is_no_list() -> None:
    reading = read("# List\n\n- **On kites**\n\n```\n- **On code**\n```\n")
    assert [entry.title for entry in reading.entries] == ["On kites"]


@pytest.mark.parametrize(
    ("item", "entry"),
    [
        (
            "**On kites** - Ivo Kranz et al., KiteConf 2024",
            Entry("On kites", authors=("Ivo Kranz",), et_al=True, venue="KiteConf", published=PartialDate(2024)),
        ),
        (
            "2024 - [On kites](https://example.org/k)",
            Entry("On kites", url="https://example.org/k", published=PartialDate(2024)),
        ),
        (
            "[2401.10000](https://arxiv.org/abs/2401.10000) On kites, Ivo Kranz",
            Entry("On kites", arxiv="2401.10000", authors=("Ivo Kranz",)),
        ),
        ("[A [new] kite](https://example.org/k)", Entry("A [new] kite", url="https://example.org/k")),
        ("On kites. https://example.org/k", Entry("On kites", url="https://example.org/k")),
        (
            "Ivo Kranz, Una Holm. [On kites](https://example.org/k), 2021.",
            Entry(
                "On kites", url="https://example.org/k", authors=("Ivo Kranz", "Una Holm"), published=PartialDate(2021)
            ),
        ),
        ('<a href="https://example.org/k">On kites</a>', Entry("On kites", url="https://example.org/k")),
    ],
)
def test_items_in_other_orders(item: str, entry: Entry) -> None:
    assert read(f"# List\n\n- {item}\n").entries == (entry,)
