from __future__ import annotations

import pytest
from plain_paper import plain_paper

from generator.archive import name_suggestions, people
from generator.archive.namesakes import owners
from generator.model import Archive, Credit, NameRule, Namesakes, Paper, Settings
from generator.pages import redirects
from generator.pages.layout import layout_of

PATH = "site_config/people.yml"


def paper(slug: str, *authors: str, organisation: str = "") -> Paper:
    return plain_paper(slug, authors=authors, organisation=organisation)


def credits_of(papers: list[Paper], *rules: NameRule, minimum: int = 1, kept: tuple[str, ...] = ()) -> list[Credit]:
    known, problems = owners(Namesakes(PATH, rules), papers)
    assert problems == []
    return list(people.authors(papers, minimum, kept, known))


def summary(credits_: list[Credit]) -> dict[str, tuple[str, list[str]]]:
    return {credit.slug: (credit.name, [paper.slug for paper in credit.papers]) for credit in credits_}


def test_listed_spellings_are_one_person() -> None:
    papers = [paper("on-kites", "J. Doe"), paper("on-wind", "Jane Doe"), paper("on-rain", "JANE DOE", "Bo Dale")]
    credits_ = credits_of(papers, NameRule("Jane Doe", ("J. Doe",)))
    assert summary(credits_) == {
        "bo-dale": ("Bo Dale", ["on-rain"]),
        "jane-doe": ("Jane Doe", ["on-kites", "on-wind", "on-rain"]),
    }
    assert credits_[1].spellings == ("Jane Doe", "J. Doe", "JANE DOE")


def test_the_page_of_a_spelling_redirects_to_that_of_the_name() -> None:
    papers = [paper("on-kites", "J. Doe")]
    [credit] = credits_of(papers, NameRule("Jane Doe", ("J. Doe",)), minimum=3, kept=("j-doe",))
    assert (credit.slug, credit.has_page, credit.former_slugs) == ("jane-doe", True, ("j-doe",))
    archive = Archive(Settings("A", "https://a.org/"), tuple(papers), (), (), {}, (), authors=(credit,))
    assert redirects.moved(archive) == {"/authors/j-doe/": "/authors/jane-doe/"}


def test_people_of_one_name_are_reported_apart_by_their_papers() -> None:
    papers = [paper(slug, "Wei Wang") for slug in ("on-kites", "on-wind", "on-rain")]
    optics = NameRule("Wei Wang", label="optics", papers=("on-kites",), positions=((3, 5),))
    biology = NameRule("Wei Wang", label="biology", papers=("on-wind",), positions=((6, 5),))
    credits_ = credits_of(papers, optics, biology)
    assert summary(credits_) == {
        "wei-wang": ("Wei Wang", ["on-rain"]),
        "wei-wang-biology": ("Wei Wang (biology)", ["on-wind"]),
        "wei-wang-optics": ("Wei Wang (optics)", ["on-kites"]),
    }
    assert people.author_order("Wei Wang (optics)") == "Wang, Wei (optics)"

    assigned = {paper.slug: () for paper in papers}
    layout = layout_of(
        Archive(Settings("A", "https://a.org/"), tuple(papers), (), (), assigned, (), authors=tuple(credits_))
    )
    assert [layout.author_page(paper, "Wei Wang") for paper in papers] == [
        "authors/wei-wang-optics.md", "authors/wei-wang-biology.md", "authors/wei-wang.md"
    ]  # fmt: skip


def test_a_listed_paper_that_is_not_in_the_archive_is_a_problem_at_its_place() -> None:
    rule = NameRule("Wei Wang", label="optics", papers=("on-kitse",), positions=((3, 15),))
    _, [problem] = owners(Namesakes(PATH, (rule,)), [paper("on-kites", "Wei Wang")])
    assert (problem.path, problem.line, problem.column) == (PATH, 3, 15)
    assert problem.message == "'on-kitse' is no paper of this archive"
    assert problem.hint == "did you mean 'on-kites'?"


def suggested(*papers: Paper, different: tuple[tuple[str, str], ...] = ()) -> list[set[str]]:
    listed = Namesakes(PATH, different=different)
    suggestions = name_suggestions.suggest_people(people.authors(papers, 1), listed)
    return [{one.name, *one.spellings} for one in suggestions]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Jane Doe", "J. Doe"),
        ("Jane Q. Doe", "Jane Doe"),
        ("Jane Quinn Doe", "J. Q. Doe"),
        ("Jean-Pierre Doe", "J.-P. Doe"),
        ("Yue Yang", "Yang Yue"),
    ],
)
def test_names_that_agree_are_suggested_if_a_co_author_is_in_common(name: str, other: str) -> None:
    assert suggested(paper("a", name, "Bo Dale"), paper("b", other, "Bo Dale")) == [{name, other}]
    assert suggested(paper("a", name, "Bo Dale"), paper("b", other, "Cy Poe")) == []
    assert suggested(paper("a", name, "Bo Dale"), paper("b", other, "Bo Dale"), paper("c", name, other)) == []
    assert suggested(paper("a", name, "Bo Dale"), paper("b", other, "Bo Dale"), different=((other, name),)) == []


@pytest.mark.parametrize(
    ("name", "other"), [("Jane Doe", "Joan Doe"), ("Yi Doe", "Yi-Nan Doe"), ("Jane Doe", "Jane Roe")]
)
def test_names_that_do_not_agree_are_not_suggested(name: str, other: str) -> None:
    assert suggested(paper("a", name, "Bo Dale"), paper("b", other, "Bo Dale")) == []


def test_an_initial_that_fits_two_people_is_left_alone() -> None:
    assert suggested(*(paper(str(n), who, "Bo Dale") for n, who in enumerate(("J. Doe", "Jane Doe", "Joan Doe")))) == []


def test_organisations_are_suggested_without_articles_and_with_abbreviations() -> None:
    names = (
        "The University of Kites",
        "University of Kites",
        "Univ. of Kites",
        "Kite Labs",
        "Kite Laboratory, Inc.",
        "Rain Lab",
    )
    papers = [paper(f"p{n}", "Bo Dale", organisation=name) for n, name in enumerate(names)]
    found = name_suggestions.suggest_organisations(people.organisations(papers, 1), Namesakes(PATH))
    assert sorted({one.name, *one.spellings} for one in found) == sorted([{*names[:3]}, {*names[3:5]}])


def test_an_acronym_needs_an_author_in_common() -> None:
    def found(author: str) -> list[name_suggestions.NameSuggestion]:
        papers = [
            paper("a", "Bo Dale", organisation="IKW"),
            paper("b", author, organisation="Institute for Kites and Wind"),
        ]
        return name_suggestions.suggest_organisations(people.organisations(papers, 1), Namesakes(PATH))

    assert found("Cy Poe") == []
    [suggestion] = found("Bo Dale")
    assert suggestion.evidence == "its initials, and 1 author in common"
