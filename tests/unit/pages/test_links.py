from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from plain_paper import plain_paper

from generator.model import Archive, Link, Note, Page, Problem, SafeHtml, Settings
from generator.outputs import output
from generator.pages.links import broken

TEXTS = {
    "index.md": "",
    "tags/search.md": '<h1 id="top">Search</h1>',
    "tags/tree-search.md": "",
    "papers/old/index.html": "",
    "feed.xml": "",
    "about.md": '<h2 id="here">',
}
CountCalls = Callable[[Callable[[], object]], int]
OUTPUTS = {path: output(path, partial(TEXTS.get, path, "")) for path in TEXTS}


NAVIGATION = [Link("mkdocs.yml", 2, 9, "about.md")]


def problems_on_page(target: str, page: str = "about.md", **options: bool) -> list[Problem]:
    written = Page(page, "About", "", SafeHtml(""), (Link(f"content/pages/{page}", 5, 3, target),))
    return broken(shelf(written), OUTPUTS, NAVIGATION, ["/papers/recorded/"], **options)


def problems_in_note(target: str) -> list[Problem]:
    note = Note("content/notes/a.md", "old", "ada", dt.date(2026, 1, 1), SafeHtml(""))
    note = replace(note, mentions=(Link(note.path, 5, 3, target),))
    paper = plain_paper("old", notes=(note,))
    return broken(replace(shelf(), papers=(paper,)), OUTPUTS, [], ["/papers/recorded/"])


def shelf(*pages: Page) -> Archive:
    return Archive(Settings("A", "https://a.org/shelf/"), (), (), (), {}, pages)


WEB = "https://b.org/x mailto:a@b.org https://a.org/shelf/tags/search/".split()
SITE = (
    "/ /tags/search/ /tags/search /tags/search/#top /tags/search/?q=1#top /feed.xml # /papers/recorded/ "
    "/archive.sqlite /assets/a.css /tags/tree%2Dsearch/".split()
)


@pytest.mark.parametrize("target", [*WEB, *SITE])
def test_a_link_that_leads_somewhere_is_not_reported(target: str) -> None:
    assert problems_on_page(target) == []
    assert problems_in_note(target) == []


@pytest.mark.parametrize(
    ("page", "target"),
    [
        ("about.md", "tags/search.md"),
        ("about.md", "./tags/search.md#top"),
        ("about.md", "feed.xml"),
        ("about.md", "assets/papershelf.svg"),
        ("about.md", "//b.org/x"),
        ("about.md", "tel:123"),
        ("about.md", "#anything"),
        ("about.md", "about.md#anything"),
        ("about.md", "/about.md"),
        ("about.md", "{{ macro }}"),
        ("guide/a.md", "../tags/tree%2Dsearch.md"),
        ("guide/a.md", "../about.md?x=1"),
    ],
)
def test_a_page_links_to_files_and_anything_else_of_the_web(page: str, target: str) -> None:
    assert problems_on_page(target, page) == []


@pytest.mark.parametrize(
    ("page", "target", "message", "hint"),
    [
        ("about.md", "tags/serch.md", "leads to no file", "did you mean 'tags/search.md'?"),
        ("guide/a.md", "../tags/serch.md", "leads to no file", "did you mean '../tags/search.md'?"),
        ("about.md", "tags/search/", "leads to no file", "name the file: tags/search.md"),
        ("about.md", "../tags/search/", "leads to no file", "name the file: tags/search.md"),
        ("about.md", "nothing/alike.png", "leads to no file", "correct the address, or remove the link"),
        ("about.md", "tags/search.md#tpo", "leads to no place on the page /tags/search/", "did you mean 'top'?"),
        ("about.md", "/tags/serch/", "leads to no page of this site", "did you mean '/tags/search/'?"),
        ("about.md", "http://b.org", "is not encrypted", "write https://"),
    ],
)
def test_a_link_of_a_page_that_leads_nowhere_is_reported(page: str, target: str, message: str, hint: str) -> None:
    [problem] = problems_on_page(target, page)
    assert (problem.path, problem.line, problem.column) == (f"content/pages/{page}", 5, 3)
    assert problem.message.startswith(f"the link '{target}' {message}")
    assert problem.hint.startswith(hint)


@pytest.mark.parametrize(
    ("target", "message", "hint"),
    [
        ("/tags/serch/", "leads to no page of this site", "did you mean '/tags/search/'?"),
        ("https://a.org/shelf/tags/serch/", "leads to no page of this site", "did you mean '/tags/search/'?"),
        ("/nothing/alike/", "leads to no page of this site", "correct the address, or remove the link"),
        ("/tags/search/#tpo", "leads to no place on the page /tags/search/", "did you mean 'top'?"),
        ("tags/search/", "is relative and loses its address", "begin the addresses"),
        ("../x.md", "is relative and loses its address", "begin the addresses"),
        ("//b.org", "is relative and loses its address", "begin the addresses"),
        ("javascript:x", "loses its address", "links may begin with"),
        ("", "loses its address", "links may begin with"),
        ("http://b.org", "is not encrypted", "write https://"),
    ],
)
def test_a_link_of_a_note_that_leads_nowhere_is_reported(target: str, message: str, hint: str) -> None:
    [problem] = problems_in_note(target)
    assert (problem.path, problem.line, problem.column) == ("content/notes/a.md", 5, 3)
    assert problem.message.startswith(f"the link '{target}' {message}")
    assert problem.hint.startswith(hint)


def test_the_navigation_leads_to_pages() -> None:
    wrong = Link("mkdocs.yml", 2, 9, "abuot.md")
    [problem] = broken(shelf(), OUTPUTS, [wrong, *NAVIGATION])
    assert (problem.path, problem.line, problem.hint) == ("mkdocs.yml", 2, "did you mean 'about.md'?")


def test_where_plugins_add_pages_only_mkdocs_knows_which_are_missing() -> None:
    assert problems_on_page("blog/2026.md", plugins_add_pages=True) == []
    assert broken(shelf(), OUTPUTS, [Link("mkdocs.yml", 2, 9, "blog/2026.md")], plugins_add_pages=True) == []
    assert problems_on_page("/blog/2026/", plugins_add_pages=True) == []
    assert len(problems_on_page("/tags/serch/", plugins_add_pages=True)) == 1


def test_many_broken_links_take_no_search_of_all_files_each(count_calls: CountCalls) -> None:
    def work(links: int) -> int:
        mentions = tuple(Link("content/pages/about.md", 5, number, f"b{number}.md") for number in range(links))
        page = Page("about.md", "About", "", SafeHtml(""), mentions)
        many = {path: output(path, str) for path in (f"papers/p{number}.md" for number in range(200))} | OUTPUTS
        return count_calls(lambda: broken(shelf(page), many, []))

    assert work(300) < 2 * work(60)
