from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from plain_paper import plain_paper

from generator.archive import people
from generator.model import Appearance, Archive, DigestDay, Note, Paper, SafeHtml, Settings, Tag, Text
from generator.outputs import texts
from generator.pages import contributors, survey, tag
from generator.pages.layout import Layout, layout_of
from generator.text import markdown_writer as writer
from generator.text.markdown_writer import Block
from generator.vocabulary import Assignment, Mentions

DAY = dt.date(2026, 4, 20)


def paper(slug: str, upvotes: int = 0, authors: tuple[str, ...] = (), **known: object) -> Paper:
    seen = (Appearance(DAY, "desk", upvotes=upvotes),)
    return plain_paper(slug, appearances=seen, authors=authors, **known)


def layout(papers: Iterable[Paper], pairs: tuple[tuple[str, str], ...] = ()) -> Layout:
    """Papers that all have the tag Kites; those after the first have the tag Wind, too."""
    papers = tuple(papers)
    tags = (
        Tag("kites", "Kites", papers, is_curated=True, related=(("wind", len(papers) - 1),)),
        Tag("wind", "Wind", papers[1:], is_curated=True, related=(("kites", len(papers) - 1),)),
    )
    assignments = {
        each.slug: tuple(Assignment(of.slug, Mentions()) for of in tags if each in of.papers) for each in papers
    }
    settings = Settings("Shelf", "https://shelf.example.org/", feeds_of_tag_pairs=pairs)
    credited = {"authors": people.authors(papers, 2), "organisations": people.organisations(papers, 2)}
    days = (DigestDay(DAY, ("desk",), papers),)
    return layout_of(Archive(settings, papers, days, tags, assignments, (), **credited))


def markdown(blocks: Iterable[Block]) -> str:
    return writer.document(blocks).markdown.replace("\x01", "").replace("\x02", "")


def test_surveys_and_papers_with_notes_are_first_and_then_the_most_noticed() -> None:
    note = Note("n.md", "noted", "Mo", DAY, SafeHtml("<p>Read this.</p>"))
    title = "A Survey of Kites"
    papers = [
        *(paper(f"p{number}", number) for number in range(8)),
        paper("survey", title=Text(title, SafeHtml(title))),
        paper("noted", notes=(note,)),
    ]

    assert markdown(survey.sections(layout(papers), papers)).splitlines() == [
        "## Notes and surveys",
        "",
        "- [noted](papers/noted.md)",
        "- [A Survey of Kites](papers/survey.md)",
        "",
        "## Most noticed",
        "",
        *(f"- [p{number}](papers/p{number}.md) *{number} upvotes*" for number in (7, 6, 5, 4, 3)),
    ]


def test_a_short_list_without_notes_begins_with_itself() -> None:
    papers = [paper(f"p{number}", number) for number in range(9)]

    assert [*survey.sections(layout(papers), papers)] == []


def test_an_author_s_page_names_tags_and_coauthors_and_has_bibtex() -> None:
    papers = [paper("a", authors=("Ada Ek", "Bo Li")), paper("b", authors=("Bo Li", "Ada Ek", "Cy Oh"))]

    page = texts(contributors.render(layout(papers)))["authors/ada-ek.md"]
    assert "**Tags** [Kites](../tags/kites.md) (2)\n" in page
    assert "**Authors** [Bo Li](../authors/bo-li.md) (2)\n" in page
    assert "**Cite all:** [BibTeX](../authors/ada-ek/papers.bib)" in page


def test_listed_tags_that_go_together_have_a_page_which_both_link() -> None:
    papers = [paper(f"p{number}") for number in range(3)]

    pages = texts(tag.render(layout(papers, pairs=(("wind", "kites"),))))
    pair = pages["tags/kites/with/wind.md"]
    assert "title: Kites and Wind" in pair
    assert "2 papers · Feed:" in pair
    assert "[Kites](../../../tags/kites.md)" in pair
    assert "[Wind](../tags/wind.md) [(2)](../tags/kites/with/wind.md)" in pages["tags/kites.md"]
    assert "[Kites](../tags/kites/with/wind.md)" in pages["tags/wind.md"]
    assert "with/" not in texts(tag.render(layout(papers)))["tags/kites.md"]
