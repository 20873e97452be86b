from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from generator.bibliography import EntryType, PartialDate
from generator.exports import citation_tags
from generator.exports.citations import Reference
from generator.model import Text
from generator.text.clean import clean_text
from generator.text.names import split_name
from generator.text.safe_html import escaped

CITED = Reference(
    key="on-traces",
    former_keys=(),
    title=clean_text("On Traces"),
    authors=(split_name("Jan van der Berg"), split_name("Tea Team")),
    author_count=0,
    published=PartialDate(2026, 2, 8),
    arxiv="2602.00001",
    doi="10.1000/x",
    address="https://arxiv.org/abs/2602.00001",
    keywords=("Search", "Tables & rows"),
    abstract=(clean_text("One. Two."),),
)
TITLES = st.text(st.characters(exclude_categories=["Cs", "Cc"])).map(lambda title: " ".join(title.split())).filter(bool)
PAGE = "https://shelf.example.org/papers/on-traces/"


def text_of(plain: str) -> Text:
    return Text(plain, escaped(plain))


def test_the_values_of_a_page_s_tags() -> None:
    assert citation_tags.citation(CITED) == {
        "type": "preprint",
        "authors": ["van der Berg, Jan", "Tea Team"],
        "date": "2026/02/08",
        "arxiv": "2602.00001",
        "pdf": "https://arxiv.org/pdf/2602.00001",
        "doi": "10.1000/x",
        "publisher": "arXiv",
        "technical_report_number": "arXiv:2602.00001",
        "keywords": "Search; Tables & rows",
        "abstract": "One. Two.",
    }


def test_a_paper_in_proceedings_has_their_tags() -> None:
    cited = replace(
        CITED, type=EntryType.INPROCEEDINGS, venue="Proceedings", volume="3", number="2", pages="11–19", publisher="P"
    )
    values = citation_tags.citation(cited)
    names = ("type", "conference_title", "volume", "issue", "firstpage", "lastpage", "publisher")
    assert [values[name] for name in names] == ["conferencePaper", "Proceedings", "3", "2", "11", "19", "P"]
    assert not {"technical_report_number", "journal_title"} & values.keys()


def test_extracted_keywords_follow_the_tags() -> None:
    assert citation_tags.citation(CITED, ("tree search",))["keywords"] == "Search; Tables & rows; tree search"


def test_unknown_fields_are_left_out() -> None:
    unknown = replace(CITED, authors=(), published=None, arxiv="", doi="", keywords=(), abstract="", address=PAGE)
    assert citation_tags.citation(unknown) == {"type": "preprint"}
    assert json.loads(citation_tags.json_ld(unknown, PAGE)) == {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "headline": "On Traces",
        "url": PAGE,
    }


def test_a_single_author_s_name_has_no_comma() -> None:
    """Of `van der Berg, Jan Willem` alone, Zotero makes two authors."""
    alone = replace(CITED, authors=(split_name("Jan Willem van der Berg"),))
    assert citation_tags.citation(alone)["authors"] == ["Jan Willem van der Berg"]


def test_an_article_with_a_doi_alone_is_no_preprint() -> None:
    assert citation_tags.citation(replace(CITED, arxiv=""))["type"] == "journalArticle"


def test_json_ld() -> None:
    assert json.loads(citation_tags.json_ld(CITED, PAGE, "https://shelf.example.org/a.png")) == {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "headline": "On Traces",
        "url": PAGE,
        "image": "https://shelf.example.org/a.png",
        "author": [{"@type": "Person", "name": "Jan van der Berg"}, "Tea Team"],
        "datePublished": "2026-02-08",
        "abstract": "One. Two.",
        "sameAs": ["https://arxiv.org/abs/2602.00001", "https://doi.org/10.1000/x"],
    }


def test_json_ld_of_a_published_work() -> None:
    facts = {"venue": "Proceedings", "volume": "3", "number": "2", "pages": "11–19", "publisher": "P"}
    cited = replace(CITED, type=EntryType.CHAPTER, editors=(split_name("Bo Dale"),), withdrawn=True, **facts)
    written = json.loads(citation_tags.json_ld(cited, PAGE))
    assert {
        name: value
        for name, value in written.items()
        if name not in ("@context", "abstract", "author", "headline", "sameAs", "url")
    } == {
        "@type": "Chapter",
        "datePublished": "2026-02-08",
        "isPartOf": {"@type": "PublicationVolume", "name": "Proceedings"},
        "volumeNumber": "3",
        "issueNumber": "2",
        "pagination": "11–19",
        "publisher": {"@type": "Organization", "name": "P"},
        "editor": [{"@type": "Person", "name": "Bo Dale"}],
        "creativeWorkStatus": "Withdrawn",
    }


def test_the_pdf_of_the_source_comes_first() -> None:
    assert citation_tags.citation(replace(CITED, pdf="https://a.org/x.pdf"))["pdf"] == "https://a.org/x.pdf"


@pytest.mark.parametrize("hostile", ["</script><script>alert(1)</script>", "<!-- <script>", "]]>", "&quot;", '"\\'])
def test_json_ld_stays_inside_of_its_script(hostile: str) -> None:
    written = citation_tags.json_ld(replace(CITED, title=text_of(hostile), abstract=(text_of(hostile),)), PAGE)
    [script] = BeautifulSoup(f'<script type="application/ld+json">{written}</script>', "lxml").find_all("script")
    read = json.loads(script.get_text())
    assert (read["headline"], read["abstract"]) == (hostile, hostile)


@given(TITLES)
def test_json_ld_has_nothing_that_html_could_read(title: str) -> None:
    written = citation_tags.json_ld(replace(CITED, title=text_of(title)), PAGE)
    assert not re.search("[<>&]", written)
    assert json.loads(written)["headline"] == title


@given(TITLES)
def test_coins_are_read_back(title: str) -> None:
    """As Zotero reads them: the title comes before the type, or it would be the title of a journal."""
    written = citation_tags.coins(replace(CITED, title=text_of(title)))
    assert parse_qsl(html.unescape(html.escape(written)), strict_parsing=True) == [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft.title", title),
        ("rft.type", "preprint"),
        ("rft.au", "van der Berg, Jan"),
        ("rft.au", "Tea Team"),
        ("rft.date", "2026-02-08"),
        ("rft_id", "info:doi/10.1000/x"),
        ("rft_id", "https://arxiv.org/abs/2602.00001"),
    ]
