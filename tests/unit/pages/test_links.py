from __future__ import annotations

from functools import partial

import pytest

from generator.model import Archive, Link, Page, Problem, Settings
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
OUTPUTS = {path: output(path, partial(TEXTS.get, path, "")) for path in TEXTS}


def told(target: str, *navigation: str) -> list[Problem]:
    page = Page("about", "About", "", "", (Link("content/pages/about.md", 5, 3, target),))
    archive = Archive(Settings("A", "https://a.org/shelf/"), (), (), (), {}, (page,))
    return broken(archive, OUTPUTS, [Link("mkdocs.yml", 2, 9, entry) for entry in navigation], ["/papers/recorded/"])


@pytest.mark.parametrize(
    "target",
    "/ /tags/search/ /tags/search /tags/search/#top /tags/search/?q=1#top /feed.xml #here # /papers/old/#x "
    "/papers/recorded/ /archive.sqlite /assets/a.css https://b.org/x mailto:a@b.org https://a.org/shelf/tags/search/ "
    "/tags/tree%2Dsearch/".split(),
)
def test_what_leads_somewhere_is_not_told(target: str) -> None:
    assert told(target) == []


@pytest.mark.parametrize(
    ("target", "message", "hint"),
    [
        ("/tags/serch/", "leads to no page of this site", "did you mean '/tags/search/'?"),
        ("https://a.org/shelf/tags/serch/", "leads to no page of this site", "did you mean '/tags/search/'?"),
        ("/nothing/alike/", "leads to no page of this site", "correct the address, or remove the link"),
        ("/tags/search/#tpo", "leads to no place on the page /tags/search/", "did you mean 'top'?"),
        ("#hree", "leads to no place on the page /about/", "did you mean 'here'?"),
        ("tags/search/", "is relative and loses its address", "begin the addresses"),
        ("../x.md", "is relative and loses its address", "begin the addresses"),
        ("//b.org", "is relative and loses its address", "begin the addresses"),
        ("javascript:x", "loses its address", "links may begin with"),
        ("", "loses its address", "links may begin with"),
        ("http://b.org", "is not encrypted", "write https://"),
    ],
)
def test_what_leads_nowhere_is_told(target: str, message: str, hint: str) -> None:
    [problem] = told(target)
    assert (problem.path, problem.line, problem.column) == ("content/pages/about.md", 5, 3)
    assert problem.message.startswith(f"the link '{target}' {message}")
    assert problem.hint.startswith(hint)


def test_the_navigation_leads_to_pages() -> None:
    [problem] = told("/", "abuot.md", "about.md")
    assert (problem.path, problem.line, problem.hint) == ("mkdocs.yml", 2, "did you mean 'about.md'?")
