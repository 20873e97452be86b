"""The hits of words, and their excerpts, on a few papers made for it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from plain_paper import plain_paper
from playwright.sync_api import Browser, Page

from generator.model import Appearance, Archive, Note, Paper, SafeHtml, Settings, Text
from generator.model import Page as CuratedPage

from .conftest import searching_alone

ASKED = """async (request) => {
  const { Engine } = await import(new URL("assets/search-engine.js", location));
  self.engine ??= new Engine(location.href);
  return self.engine.search({ count: 20, ...request });
}"""


def _paper(number: int, slug: str, title: str, abstract: str = "", **values: Any) -> Paper:
    """A paper of its own day, later with each number."""
    seen = (Appearance(dt.date(2026, 4, number), "desk", upvotes=values.pop("upvotes", None)),)
    texts = (Text(abstract, ""),) if abstract else ()
    return plain_paper(slug, title=Text(title, ""), abstract=texts, appearances=seen, **values)


LONG = "So much for kites, strings, tails and the wind that every one of them needs in the morning. " * 4
CREW = ("Ada Bell", "Bo Cruz", "Cy Dahl", "Di Ekman", "Ed Müller", "Flo Gray", "Gus Tidestrand")
NOTE = Note("n.md", "misprint", "ann", dt.date(2026, 4, 30), SafeHtml("<p>Read it as a <em>misspelling</em>.</p>"))
PAPERS = (
    _paper(
        1,
        "british",
        "Kites in Britain",
        f"{LONG}Their generalisation is a matter of behaviour, analysed at last. {LONG}",
    ),
    _paper(
        2,
        "american",
        "Kites in America",
        f"{LONG}Their generalization is a matter of behavior, analyzed at last. {LONG}",
    ),
    _paper(3, "british-title", "The Colour of a Modeller", "It depends."),
    _paper(4, "american-title", "A Neighbor and an Optimizer", "It depends."),
    _paper(5, "american-body", "Paint", "A color among others."),
    _paper(6, "british-neighbour", "A Neighbour and No Other", "It depends."),
    _paper(9, "bare", "A Bare <Title>, µ-Sized & Spaced"),
    _paper(10, "wordless", "∀∃", authors=("Ada Lovelace",)),
    _paper(11, "many", "Tides", "They come and go.", authors=CREW),
    _paper(12, "misprint", "A Misprint", "Nothign else.", notes=(NOTE,)),
    _paper(21, "named", "Kite-Bench-v2: Strings of 1.5 Metres", "GUI agents are guided.", code="https://example.org"),
    _paper(22, "greek", "τ-Kites of Rényi", "Tokenizers and tokens.", upvotes=40),
    _paper(23, "japanese", "日本語の題名についての研究", "Text2SQL."),
    *(_paper(13 + number, f"twin-{number}", "A Twin Like Others", "Nothing else.") for number in range(8)),
)


@pytest.fixture(scope="module")
def searching(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Page]:
    about = CuratedPage("about.md", "A Twin Like Others", "", "<p>Nothing else.</p>")
    archive = Archive(Settings("", ""), tuple(reversed(PAPERS)), (), (), {}, (about,))
    with searching_alone(browser, archive, tmp_path_factory.mktemp("search")) as page:
        yield page


def asked(page: Page, query: str, **request: Any) -> dict[str, dict[str, Any]]:
    """The hits of a query by their papers' slugs, in order."""
    answer = page.evaluate(ASKED, {"query": query, **request})
    return {hit["address"].removeprefix("papers/").rstrip("/"): hit for hit in answer["hits"]}


def text_of(parts: list[tuple[str, bool]]) -> str:
    return "".join(text for text, _ in parts)


def marked(parts: list[tuple[str, bool]]) -> list[str]:
    return [text for text, is_marked in parts if is_marked]


@pytest.mark.parametrize(
    "query",
    ["generalisation", "generalization", "behaviour kites", "behavior kites", "analyse", "analyze", "generalis"],
)
def test_a_word_is_found_in_either_spelling(searching: Page, query: str) -> None:
    assert set(asked(searching, query)) == {"british", "american"}


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("color", "british-title"),
        ("modeler", "british-title"),
        ("the color of a modeler", "british-title"),
        ("optimiser", "american-title"),
        ("a neighbour and an optimiser", "american-title"),
    ],
)
def test_a_title_is_found_in_either_spelling(searching: Page, query: str, slug: str) -> None:
    assert next(iter(asked(searching, query))) == slug


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("colour", ["british-title", "american-body"]),
        ("color", ["british-title", "american-body"]),
        ("neighbour", ["british-neighbour", "american-title"]),
        ("neighbor", ["american-title", "british-neighbour"]),
    ],
)
def test_titles_come_first_and_among_them_those_in_the_spelling_of_the_query(
    searching: Page, query: str, slugs: list[str]
) -> None:
    assert list(asked(searching, query)) == slugs


def test_words_in_quotes_are_found_as_they_are_written(searching: Page) -> None:
    assert set(asked(searching, '"generalisation is a matter"')) == {"british"}


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("kite bench v2", ["named"]),
        ("KiteBench-v2", ["named"]),
        ("kite-bench v2", ["named"]),
        ("1.5 metres", ["named"]),
        ("gui", ["named"]),
        ("ui", []),
        ("tokenizer", ["greek"]),
        ("tokeniser", ["greek"]),
        ("tau kites", ["greek"]),
        ("renyi", ["greek"]),
        ("題名", ["japanese"]),
        ("題名についての", ["japanese"]),
        ("text to sql", ["japanese"]),
        ("kites -britain -america -rényi", ["named"]),
        ("kites has:code", ["named"]),
        ("author:ekman tides", ["many"]),
        ('author:"Ed Müller"', ["many"]),
        ("author:nobody", []),
        ("year:2025 kites", []),
        ('"string of kites"', []),
    ],
)
def test_a_query_finds_these(searching: Page, query: str, slugs: list[str]) -> None:
    assert list(asked(searching, query)) == slugs


def test_few_papers_with_all_words_are_followed_by_those_that_lack_one(searching: Page) -> None:
    answer = searching.evaluate(ASKED, {"query": "colour of a xylophone modeller"})

    assert (answer["complete"], [hit["lacks"] for hit in answer["hits"]]) == (0, ["xylophone"])


def test_what_was_meant_is_searched_for_where_nothing_is_found_otherwise(searching: Page) -> None:
    answer = searching.evaluate(ASKED, {"query": "kitse of amrica"})

    assert (answer["meant"], answer["instead"]) == ("kites of america", True)
    assert [hit["address"] for hit in answer["hits"]] == ["papers/american/"]


def test_the_most_voted_come_first_where_that_is_the_order(searching: Page) -> None:
    assert next(iter(asked(searching, "kites", order="votes"))) == "greek"


def test_a_mark_is_a_word_without_what_stands_around_it(searching: Page) -> None:
    assert marked(asked(searching, "strings metre")["named"]["title"]) == ["Strings", "Metres"]
    assert marked(asked(searching, "kite-bench")["named"]["title"]) == ["Kite", "Bench"]


@pytest.mark.parametrize("query", ["generalisation", "generalization"])
def test_what_is_spelt_otherwise_is_shown_and_marked(searching: Page, query: str) -> None:
    hits = asked(searching, query)

    assert marked(hits["british"]["excerpt"]) == ["generalisation"]
    assert marked(hits["american"]["excerpt"]) == ["generalization"]
    for hit in hits.values():
        assert re.fullmatch(r"…\w.*\w…", text_of(hit["excerpt"]))
    assert marked(asked(searching, "color")["british-title"]["title"]) == ["Colour"]


def test_of_equally_good_results_the_newest_comes_first(searching: Page) -> None:
    assert list(asked(searching, "twin")) == [*(f"twin-{number}" for number in reversed(range(8))), "about"]


def test_a_hit_without_a_text_has_no_excerpt(searching: Page) -> None:
    assert asked(searching, "bare")["bare"]["excerpt"] == []
    assert asked(searching, "bare", order="newest")["bare"]["excerpt"] == []
    assert asked(searching, "Ada Lovelace")["wordless"]["excerpt"] == []
    assert text_of(asked(searching, "twin")["about"]["excerpt"]) == "Nothing else."


def test_a_note_is_found_and_shown_behind_its_paper_s_text(searching: Page) -> None:
    excerpt = asked(searching, "misspelling")["misprint"]["excerpt"]
    assert (text_of(excerpt), marked(excerpt)) == ("Nothign else. · Read it as a misspelling.", ["misspelling"])


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("Di Ekman", "Ada Bell, Bo Cruz, … Di Ekman and 4 more"),
        ("muller, ed", "Ada Bell, Bo Cruz, … Ed Müller and 4 more"),
        ("gray tides", "Ada Bell, Bo Cruz, … Flo Gray and 4 more"),
        ("bell dahl ekman", "Ada Bell, … Cy Dahl, Di Ekman and 4 more"),
        ("ekma", "Ada Bell, Bo Cruz, … Di Ekman and 4 more"),
        ("Bo Cruz", "Ada Bell, Bo Cruz, Cy Dahl and 4 more"),
        ("come and go", "Ada Bell, Bo Cruz, Cy Dahl and 4 more"),
    ],
)
def test_authors_who_were_asked_for_are_named(searching: Page, query: str, named: str) -> None:
    assert asked(searching, query)["many"]["facts"] == named


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("kitse", "kites"),
        ("kits", "kites"),
        ("strngs", "strings"),
        ("Gneralisatoin of Kites", "generalisation of Kites"),
        ("kites, moring", "kites, morning"),
        ("di ekmna", "di ekman"),
        ("muleler ed", "muller ed"),
        ("nothign", "nothing"),
        ("nothing", ""),
        ("kite", ""),
        ("gener", ""),
        ("twin", ""),
        ("Di Ekman", ""),
        ('"kitse"', ""),
        ("zzyzx", ""),
        ("2401.99999", ""),
        ("", ""),
    ],
)
def test_what_is_mistyped_may_be_meant_otherwise(searching: Page, query: str, meant: str) -> None:
    assert searching.evaluate(ASKED, {"query": query})["meant"] == meant


def test_words_are_fetched_only_for_mistyped_queries(searching: Page) -> None:
    asked_for: list[str] = []
    searching.on("request", lambda request: asked_for.append(request.url))
    searching.reload()
    for query in ("nothing else", "Di Ekman", "kites and tails", "twin", "2401.99999"):
        asked(searching, query)
    assert not any(url.endswith("words.json") for url in asked_for)

    for query in ("kitse", "tialz"):
        asked(searching, query)
    assert len([url for url in asked_for if url.endswith("words.json")]) == 1
