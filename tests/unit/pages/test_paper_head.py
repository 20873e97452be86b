"""The head of a paper's page, which templates write from its front matter."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader
from plain_paper import plain_paper

from generator import outputs
from generator.bibliography import EntryType, PartialDate
from generator.model import Archive, Paper, Settings, Text
from generator.pages import paper
from generator.pages.layout import layout_of
from generator.text.names import split_name
from generator.text.safe_html import escaped

SITE = "https://shelf.example.org/"
PAGE = f"{SITE}papers/a/"
ENVIRONMENT = Environment(loader=FileSystemLoader(Path(paper.__file__).parent / "theme"))  # noqa: S701 (as in MkDocs)
ENVIRONMENT.filters["url"] = str
TITLES = st.text(st.characters(exclude_categories=["Cs", "Cc"])).map(lambda title: " ".join(title.split())).filter(bool)
HOSTILE = ["</script><script>alert(1)</script>", "<!-- <script>", "]]>", "&quot;", '"\\', "{{ x }}", "&lt;&amp;lt;"]
KNOWN = {
    "authors": ("Jan van der Berg", "Tea Team"),
    "published": PartialDate(2026, 2, 8),
    "arxiv": "2602.00001",
    "doi": "10.1000/x",
    "abstract": (Text("One.", "One."), Text("Two.", "Two.")),
}


def text_of(plain: str) -> Text:
    return Text(plain, escaped(plain))


def head(shown: Paper, *keywords: str, card: str = "") -> str:
    """Return what the theme adds to the head of a paper's page."""
    archive = Archive(Settings("Shelf", SITE, None), (shown,), (), (), {"a": ()}, (), keywords={"a": keywords})
    [page] = outputs.texts(paper.render(layout_of(archive))).values()
    meta = {**yaml.safe_load(page.removeprefix("---\n").partition("\n---\n")[0]), "card": card}
    config = SimpleNamespace(theme=SimpleNamespace(features=[]), plugins={}, site_url=SITE, site_name="Shelf")
    shown_page = SimpleNamespace(meta=meta, canonical_url=PAGE)
    return ENVIRONMENT.get_template("partials/papershelf-head.html").render(page=shown_page, config=config)


def citation_of(shown: Paper, *keywords: str) -> list[tuple[str, str]]:
    soup = BeautifulSoup(head(shown, *keywords), "lxml")
    tags = soup.select("meta[name^=citation_], meta[name^=DC]")
    return [(str(tag["name"]).removeprefix("citation_"), str(tag["content"])) for tag in tags]


def json_ld_of(shown: Paper, card: str = "") -> dict[str, Any]:
    [script] = BeautifulSoup(head(shown, card=card), "lxml").find_all("script")
    return json.loads(script.get_text())


def test_citation_tags() -> None:
    assert citation_of(plain_paper("a", **KNOWN), "search", "tables & rows") == [
        ("DC.type", "preprint"),
        ("title", "a"),
        ("author", "van der Berg, Jan"),
        ("author", "Tea Team"),
        ("publication_date", "2026/02/08"),
        ("arxiv_id", "2602.00001"),
        ("pdf_url", "https://arxiv.org/pdf/2602.00001"),
        ("publisher", "arXiv"),
        ("technical_report_number", "arXiv:2602.00001"),
        ("doi", "10.1000/x"),
        ("keywords", "search; tables & rows"),
        ("abstract", "One. Two."),
        ("abstract_html_url", PAGE),
    ]


def test_a_paper_in_proceedings_has_their_tags() -> None:
    facts = {"venue": "Proceedings", "volume": "3", "number": "2", "pages": "11–19", "publisher": "P"}
    tags = dict(
        citation_of(plain_paper("a", **KNOWN, type=EntryType.INPROCEEDINGS, pdf="https://a.org/x.pdf", **facts))
    )
    names = ("DC.type", "conference_title", "volume", "issue", "firstpage", "lastpage", "publisher", "pdf_url")
    assert [tags[name] for name in names] == [
        *("conferencePaper", "Proceedings", "3", "2", "11", "19", "P", "https://a.org/x.pdf")
    ]
    assert not {"technical_report_number", "journal_title"} & tags.keys()


def test_json_ld() -> None:
    assert json_ld_of(plain_paper("a", **KNOWN), card="social/a.png") == {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "headline": "a",
        "url": PAGE,
        "image": f"{SITE}social/a.png",
        "author": [{"@type": "Person", "name": "Jan van der Berg"}, "Tea Team"],
        "datePublished": "2026-02-08",
        "abstract": "One. Two.",
        "sameAs": ["https://arxiv.org/abs/2602.00001", "https://doi.org/10.1000/x"],
    }


def test_json_ld_of_a_published_work() -> None:
    facts = {"venue": "Proceedings", "volume": "3", "number": "2", "pages": "11–19", "publisher": "P"}
    editors = (split_name("Bo Dale"),)
    written = json_ld_of(plain_paper("a", type=EntryType.CHAPTER, editors=editors, withdrawn=True, **facts))
    assert written == {
        "@context": "https://schema.org",
        "@type": "Chapter",
        "headline": "a",
        "url": PAGE,
        "isPartOf": {"@type": "PublicationVolume", "name": "Proceedings"},
        "volumeNumber": "3",
        "issueNumber": "2",
        "pagination": "11–19",
        "publisher": {"@type": "Organization", "name": "P"},
        "editor": [{"@type": "Person", "name": "Bo Dale"}],
        "creativeWorkStatus": "Withdrawn",
    }


@pytest.mark.parametrize("hostile", HOSTILE)
def test_json_ld_stays_inside_of_its_script(hostile: str) -> None:
    read = json_ld_of(plain_paper("a", title=text_of(hostile), abstract=(text_of(hostile),), venue=hostile))
    assert (read["headline"], read["abstract"], read["isPartOf"]["name"]) == (hostile, hostile, hostile)


@given(TITLES)
def test_json_ld_has_nothing_that_html_could_read(title: str) -> None:
    written = re.findall("<script[^>]*>(.*)</script>", head(plain_paper("a", title=text_of(title), abstract=())))
    assert not re.search("[<>&]", written[0])
    assert json.loads(written[0])["headline"] == title
