"""What an archive exports, read by its own readers of foreign formats: the same facts arrive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator import outputs
from generator.archive import papers
from generator.bibliography import EntryType, PartialDate
from generator.exports import citations, feeds
from generator.model import Archive, Digest, Entry, Paper, Settings, SourceFile
from generator.sources.digests import read_digest

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
PAGE = "https://shelf.example.org/papers/x/"

FIELDS = (
    "title abstract persons author_count et_al published arxiv doi venue volume number pages publisher editors remark "
    "withdrawn superseded_by code project"
).split()
"""What every format has. The type of a paper that has none is an article's or a preprint's in RIS and CSL-JSON."""

ALSO = {"bib": ("organisation", "pdf"), "ris": ("organisation", "pdf"), "json": ()}
"""What only some formats have fields for."""

WHOLE = Entry(
    title=r"TÜLU at $\mathcal{O}(n^2)$: 5\% of “Kites” & C++ in the U.S.",
    abstract="One paragraph, p < 0.05.\n\nAnother one -- with 3 -- 4 kites_and_strings, 10⁶ CO₂ and −5 °C.",
    authors=("van der Berg, Jr., Jörgen", "{Hill and Dale, Inc.}", "山田, 太郎", "Van Dam, Joost", "Łucja Ögut"),
    published=PartialDate(2025, 3),
    arxiv="2503.00001",
    doi="10.1002/(sici)0000-1234(1998)31:4<60::aid-ki7>3.0.co;2-k",
    organisation="Kite & Sons",
    et_al=True,
    type=EntryType.INPROCEEDINGS,
    venue="Proceedings of Kites & Winds",
    volume="3",
    number="2",
    pages="11–19",
    publisher="Shelf Press",
    editors=("Dale, Bo", "{The Editors}"),
    remark="Best paper; 12 pages",
    pdf="https://shelf.example.org/kites_1.pdf",
    code="https://git.example.org/kites_1?a=1&b=2;c",
    project="https://kites.example.org/%7Eann/#demo",
    withdrawn=True,
    superseded_by="10.1000/newer",
)


def paper_of(entry: Entry) -> Paper:
    [paper] = papers.merge([Digest(dt.date(2026, 4, 20), "desk", (entry,))]).papers
    return paper


def exported_and_read(cited: Sequence[Paper], ending: str) -> tuple[Entry, ...]:
    [format_] = [format_ for format_ in citations.FORMATS if format_.ending == ending]
    records = (format_.record(citations.reference(paper, PAGE, key=f"key{n}")) for n, paper in enumerate(cited))
    parsed = read_digest(SourceFile(f"2026-04-20-desk.{ending}", format_.file(records)))
    assert (parsed.rejected, parsed.problems) == (0, ())
    return parsed.entries


def facts(paper: Paper, ending: str) -> dict[str, Any]:
    known = {name: getattr(paper, name) for name in (*FIELDS, *ALSO[ending])}
    plain = {"title": paper.title.plain, "abstract": [paragraph.plain for paragraph in paper.abstract]}
    return known | plain


@pytest.mark.parametrize("ending", ALSO)
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"arxiv": "", "withdrawn": False, "superseded_by": "", "remark": "", "published": PartialDate(2025)},
        {"authors": (), "author_count": 93, "et_al": False, "editors": (), "published": PartialDate(2025, 3, 9)},
        {"doi": "", "type": EntryType.ARTICLE, "volume": "", "pages": "e17", "remark": "Withdrawn by the authors"},
        {"type": EntryType.THESIS, "venue": "University of Kites", "publisher": "", "volume": "", "number": ""},
        {"type": EntryType.CHAPTER, "code": "", "remark": ""},
        {"type": EntryType.CHAPTER, "project": "", "withdrawn": False, "superseded_by": ""},
        {"type": EntryType.REPORT, "venue": "", "publisher": ""},
        {"type": EntryType.BOOK, "venue": "", "arxiv": ""},
        {"type": EntryType.PREPRINT, "venue": "", "volume": "", "number": "", "pages": "", "publisher": ""},
        {"type": EntryType.DATASET, "venue": "", "arxiv": ""},
        {"type": EntryType.SOFTWARE, "venue": "", "arxiv": ""},
    ],
)
def test_a_paper_with_all_facts_arrives_unharmed(changes: dict[str, Any], ending: str) -> None:
    paper = paper_of(replace(WHOLE, **changes))
    [entry] = exported_and_read([paper], ending)
    assert facts(paper_of(entry), ending) == facts(paper, ending)
    assert entry.type is paper.type


@pytest.mark.parametrize("path", ["feed.xml", "atom.xml"])
@pytest.mark.parametrize(
    "changes",
    [{}, {"withdrawn": False, "superseded_by": ""}, {"venue": "Kite Conference 2024", "volume": ""}, {"venue": ""}],
)
def test_a_paper_in_the_archive_s_own_feed_arrives_unharmed(changes: dict[str, Any], path: str) -> None:
    paper = paper_of(replace(WHOLE, url="https://shelf.example.org/kites", **changes))
    archive = Archive(Settings("A", "https://a.org/"), (paper,), (), (), {paper.slug: ()}, ())
    feed = outputs.texts(feeds.render(archive))[path]
    [entry] = read_digest(SourceFile(f"2026-04-20-{path}", feed)).entries
    names = "authors arxiv doi url pdf withdrawn superseded_by venue publisher".split()
    names += "volume number pages".split() if paper.venue else []
    arrived = paper_of(entry)
    assert {name: getattr(arrived, name) for name in names} == {name: getattr(paper, name) for name in names}
    assert [one.plain for one in arrived.abstract] == [one.plain for one in paper.abstract]
    assert arrived.title.plain == paper.title.plain


@pytest.fixture(scope="module")
def corpus() -> Sequence[Paper]:
    paths = [path for folder in ("hf-text", "hf-api") for path in sorted((CORPUS / folder).iterdir())]
    read = [read_digest(SourceFile(path.name, path.read_text("utf-8"))).digest for path in paths]
    return papers.merge([digest for digest in read if digest]).papers


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real digests (../shared/corpus) is not at hand")
@pytest.mark.parametrize("ending", ALSO)
def test_every_paper_of_the_corpus_arrives_unharmed(ending: str, corpus: Sequence[Paper]) -> None:
    assert len(corpus) == 1948
    entries = exported_and_read(corpus, ending)
    # Addresses, not sentences: those are not ours to print.
    pairs = zip(corpus, entries, strict=True)
    assert [paper.slug for paper, entry in pairs if facts(paper, ending) != facts(paper_of(entry), ending)] == []
