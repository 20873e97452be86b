from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.bibliography import EntryType, PartialDate
from generator.model import Entry, SourceFile
from generator.sources.readers import nbib
from generator.sources.readers.reader import Reading
from generator.text.clean import clean_text

SAMPLE = (Path(__file__).parents[3] / "formats/pubmed.nbib").read_text("utf-8")


def read(text: str) -> Reading:
    return nbib.read(SourceFile("pubmed.nbib", text))


def test_sample() -> None:
    assert read(SAMPLE) == Reading(
        entries=(
            Entry(
                "Lighting and health: a very long title",
                abstract="BACKGROUND: Lamps are tall.\n\nMETHODS: We climbed them.\n\nCONCLUSIONS: Lamps help.",
                authors=("Winterling, Ann", "van der Meer, Sam B", "The Lamp Group"),
                published=PartialDate(2026, 1, 5),
                doi="10.1000/p1",
                url="https://pubmed.ncbi.nlm.nih.gov/38012345/",
                keywords=("lamps", "health"),
                type=EntryType.ARTICLE,
                venue="The Journal of Lamps",
                volume="3",
                number="1",
                pages="11–19",
            ),
            Entry(
                "Taken back",
                authors=("Doe, J.", "Roe, A. B."),
                published=PartialDate(2025),
                url="https://pubmed.ncbi.nlm.nih.gov/38012346/",
                type=EntryType.ARTICLE,
                withdrawn=True,
            ),
        )
    )


@pytest.mark.parametrize(
    ("text", "is_nbib"), [(SAMPLE, True), ("PMID-12", True), ("TI  - A\nPMID- 1", False), ("", False)]
)
def test_recognises(text: str, is_nbib: bool) -> None:
    assert nbib.recognises(text) is is_nbib


def test_a_record_without_a_title_is_reported_at_its_line() -> None:
    reading = read("PMID- 1\nAU  - Doe J\n\nPMID- 2\nTI  - A\n")
    assert [entry.title for entry in reading.entries] == ["A"]
    assert [(problem.line, problem.message) for problem in reading.problems] == [(1, "record 1 has no title")]


@given(
    st.text()
    | st.lists(st.sampled_from(["PMID- 1", "TI  - A", "AU  - A B", "      more", "", "DEP - 20269999"])).map("\n".join)
)
def test_no_text_raises(text: str) -> None:
    nbib.recognises(text)
    read(text)


def test_a_work_without_an_english_title_has_its_own() -> None:
    [entry] = read("PMID- 1\nTI  - [Not Available].\nTT  - Licht bei Nacht.\n").entries
    assert entry.title == "Licht bei Nacht"


def test_html_is_no_text() -> None:
    [entry] = read(
        "PMID- 1\nTI  - Of <i>A</i>\n      &amp; H<sub>2</sub>O.\nAB  - RESULTS: <b>tall</b> (p&lt;0.05).\n"
    ).entries
    assert (clean_text(entry.title).plain, entry.abstract) == ("Of A & H₂O", "RESULTS: tall (p<0.05).")
