from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.bibliography import EntryType, PartialDate, Person
from generator.model import Entry, SourceFile
from generator.sources.readers import ris
from generator.sources.readers.reader import Reading
from generator.text.clean import clean_text
from generator.text.names import read_name

SAMPLE = (Path(__file__).parents[3] / "formats/library.ris").read_text("utf-8")


def read(text: str) -> Reading:
    return ris.read(SourceFile("library.ris", text))


def only(fields: str) -> Entry:
    reading = read(f"TY  - JOUR\nTI  - T\n{fields}\nER  - \n")
    assert reading.problems == ()
    (entry,) = reading.entries
    return entry


def test_sample() -> None:
    assert read(SAMPLE) == Reading(
        entries=(
            Entry(
                "Lamps at scale",
                abstract="Lamps scale. They do so in all directions.",
                authors=("Winterling, Ann", "van der Meer, Sam"),
                published=PartialDate(2022),
                doi="10.1000/r1",
                url="https://example.org/r1",
                pdf="https://example.org/r1.pdf",
                keywords=("lamps", "height", "size"),
                type=EntryType.INPROCEEDINGS,
                venue="Proceedings of the Lamp Conference",
                pages="5–9",
            ),
            Entry(
                "Old lamps",
                authors=("King, Jr., Martin",),
                published=PartialDate(2019, 5, 8),
                type=EntryType.ARTICLE,
                venue="Lamp Letters",
                volume="3",
                number="1",
                pages="11–19",
                publisher="Lamp Press",
                remark="Reprinted.",
            ),
        )
    )


@pytest.mark.parametrize(
    ("text", "is_ris"),
    [(SAMPLE, True), ("\ufeff\nTY  - BOOK\n", True), ("Provider: X\nContent: text\n\nTY  - JOUR\n", True),
     ("TI  - A\nTY  - B", False), ("date: 2026-01-01\npapers:\n- title: |\n    TY  - JOUR\n", False), ("", False)],
)  # fmt: skip
def test_recognises(text: str, is_ris: bool) -> None:
    assert ris.recognises(text) is is_ris


@pytest.mark.parametrize(
    ("fields", "published"),
    [
        ("PY  - 2023", PartialDate(2023)),
        ("DA  - 2023/05", PartialDate(2023, 5)),
        ("Y1  - 2023/05/00/", PartialDate(2023, 5)),
        ("DA  - 2023-05-08", PartialDate(2023, 5, 8)),
        ("PY  - in press 2023", PartialDate(2023)),
        ("PY  - soon", None),
        ("DA  - 2023/13/40", None),
    ],
)  # fmt: skip
def test_dates(fields: str, published: PartialDate | None) -> None:
    assert only(fields).published == published


@pytest.mark.parametrize(
    ("fields", "arxiv", "doi"),
    [("UR  - http://arxiv.org/abs/2401.12345v2", "2401.12345", ""), ("PB  - arXiv\nM1  - 2401.12345", "2401.12345", ""),
     ("AN  - arXiv:2401.12345", "2401.12345", ""), ("DO  - https://doi.org/10.1000/X", "", "10.1000/x"),
     ("UR  - https://doi.org/10.1000/X", "", "10.1000/x"), ("M1  - 2401.12345", "", "")],
)  # fmt: skip
def test_identifiers(fields: str, arxiv: str, doi: str) -> None:
    entry = only(fields)
    assert (entry.arxiv, entry.doi) == (arxiv, doi)


def test_a_record_without_a_title_is_reported_at_its_line() -> None:
    reading = read("TY  - JOUR\nAU  - Doe, J.\nER  - \nTY  - JOUR\nTI  - A\n")
    assert [entry.title for entry in reading.entries] == ["A"]
    assert [(problem.line, problem.message) for problem in reading.problems] == [(1, "record 1 has no title")]
    assert reading.rejected == 1


def test_text_outside_of_records_is_a_warning_and_makes_a_reading_partial() -> None:
    assert not read(SAMPLE).is_partial
    reading = read("TY  - JOUR\nTI  - A\nER  - \nTI  - B\nER  - \n")
    assert reading.is_partial
    assert [(one.line, one.message) for one in reading.problems] == [(4, "1 line is outside of records and not read")]


def test_records_that_ran_together_are_reported() -> None:
    reading = read("TY  - JOUR\nTI  - A\nTI  - B\nER  - \n")
    assert [(one.line, one.message) for one in reading.problems] == [(1, "record 1 has 2 titles (TI)")]


def test_html_of_databases_is_no_text() -> None:
    [entry] = read("TY  - JOUR\nTI  - <i>A</i> &amp; H<sub>2</sub>O\nAB  - <p>One &lt; 2.</p><p>Two.</p>\n").entries
    assert (clean_text(entry.title).plain, entry.abstract) == ("A & H₂O", "One < 2.\n\nTwo.")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("De la Torre, Fernando", Person("Torre", "Fernando", "De la")),
        ("Van Gogh, Vincent", Person("Van Gogh", "Vincent")),
        ("The Kite Group,", Person(literal="The Kite Group")),
        ("Hill and Dale, Inc.", Person(literal="Hill and Dale, Inc.")),
    ],
)
def test_names_have_their_parts(written: str, name: Person) -> None:
    [entry] = read(f"TY  - JOUR\nTI  - A\nAU  - {written}\nER  - \n").entries
    assert list(map(read_name, entry.authors)) == [name]


@given(
    st.text() | st.lists(st.sampled_from(["TY  - JOUR", "TI  - A", "ER  -", "AU  - a, b", "more", ""])).map("\n".join)
)
def test_no_text_raises(text: str) -> None:
    ris.recognises(text)
    reading = read(text)
    assert reading.rejected == sum(problem.is_error for problem in reading.problems)
