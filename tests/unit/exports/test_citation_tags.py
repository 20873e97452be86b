from __future__ import annotations

import html
from dataclasses import replace
from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from generator.bibliography import PartialDate
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


def test_the_values_that_a_page_needs_besides_its_facts() -> None:
    cited = replace(CITED, pages="11–19", editors=(split_name("Bo Dale"),))
    assert citation_tags.citation(cited) == {
        "type": "preprint",
        "authors": ["van der Berg, Jan", "Tea Team"],
        "plain_names": ["Tea Team"],
        "first_page": "11",
        "last_page": "19",
    }


def test_a_single_author_s_name_has_no_comma() -> None:
    """Of `van der Berg, Jan Willem` alone, Zotero makes two authors."""
    alone = replace(CITED, authors=(split_name("Jan Willem van der Berg"),))
    assert citation_tags.citation(alone) == {"type": "preprint", "authors": ["Jan Willem van der Berg"]}


def test_an_article_with_a_doi_alone_is_no_preprint() -> None:
    assert citation_tags.citation(replace(CITED, arxiv=""))["type"] == "journalArticle"


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
