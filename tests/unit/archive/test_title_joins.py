"""Works of one title: when they are one, when they are not, and what a person is told of it."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from generator.archive import papers
from generator.archive.title_joins import gather
from generator.archive.works import FindingKind
from generator.bibliography import PartialDate
from generator.model import Digest, Entry, Severity
from generator.sources import permalinks


def digests_of(*entries: Entry) -> list[Digest]:
    """A digest a day, with an entry each."""
    return [
        Digest(dt.date(2026, 4, day), "desk", (entry,), "", f"content/digests/{day}.yml", (4,))
        for day, entry in enumerate(entries, 1)
    ]


def works(*entries: Entry) -> int:
    """The number of works, which must not depend on the order of the entries."""
    [number] = {len(gather(digests_of(*some)).works) for some in itertools.permutations(entries)}
    return number


def kinds(*entries: Entry) -> list[FindingKind]:
    return [finding.kind for finding in gather(digests_of(*entries)).findings]


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("ガラスの器", "カラスの器"),
        ("パンの歴史", "ハンの歴史"),
        ("কল", "কাল"),
        ("कमल की खोज", "कोमल की खोज"),
        ("ป่า", "ป้า"),
        ("كَتَبَ", "كُتُب"),
        ("Мой дом", "Мои дом"),
        ("Їжак", "Іжак"),
        ("Bán sách cũ ở Huế", "Bạn sách cũ ở Huế"),
        ("Sorting in C", "Sorting in C++"),
        ("Sorting in C++", "Sorting in C#"),
        ("On A", "On A*"),
        ("Course notes 2.1", "Course notes 21"),
        ("Course notes 2-1", "Course notes 21"),
        ("Effects at p < 0.01", "Effects at p > 0.01"),
        ("Growth of 5%", "Growth of 5"),
        ("10⁶ kites", "106 kites"),
        ("x = y", "x ≠ y"),
        ("Keys of C♯", "Keys of C♭"),
    ],
)
def test_titles_that_differ_by_a_letter_s_mark_or_a_sign_are_two(title: str, other: str) -> None:
    assert works(Entry(title, authors=("Ada Hill",)), Entry(other, authors=("Ada Hill",))) == 2


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("Éloge des étagères", "Eloge des etageres"),
        ("Größe der Bücher", "GRÖSSE DER BÜCHER"),
        ("Η αγορά", "Η αγορα"),
        ("За́мок на горе", "Замок на горе"),
        ("Ёлка", "Елка"),
        ("ｶﾞﾗｽの器", "ガラスの器"),
        ("TÜLU-3: Pushing on", "TULU 3 pushing on"),
        ("Kites & winds", "Kites and Winds."),
        ("H₂O on shelves", "H2O on shelves"),
        (r"The \'Etude of {\it kites}", "The Étude of kites"),
        ("“Kites”", "'Kites'"),
    ],
)
def test_titles_that_differ_by_accents_case_or_punctuation_are_one(title: str, other: str) -> None:
    assert works(Entry(title), Entry(other)) == 1


def test_agreement_outweighs_a_contradiction_which_is_reported() -> None:
    early = Entry("On kites", authors=("Ada Hill",), published=PartialDate(2019))
    late = Entry("On kites", authors=("Hill, A.", "Bo Dale"), published=PartialDate(2024))
    assert works(early, late) == 1
    assert kinds(early, late) == [FindingKind.DOUBTFUL]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Entry("On kites", authors=("Ada Hill",)), Entry("On kites", authors=("Bo Dale",))),
        (Entry("On kites", published=PartialDate(2019)), Entry("On kites", published=PartialDate(2024, 1))),
        (Entry("On kites", url="https://a.org/1"), Entry("On kites", url="https://a.org/2")),
        (Entry("On kites", doi="10.1000/a"), Entry("On kites", doi="10.1000/b")),
        (Entry("On kites", arxiv="2401.10000"), Entry("On kites", arxiv="2401.10001")),
        (
            Entry("On kites", venue="Kite Letters", volume="1"),
            Entry("On kites", venue="Kite Letters", volume="2"),
        ),
    ],
)
def test_works_that_contradict_each_other_stay_apart_and_check_says_so(one: Entry, other: Entry) -> None:
    assert works(one, other) == 2
    assert kinds(one, other) == [FindingKind.KEPT_APART]
    [problem] = papers.merge(digests_of(one, other)).problems
    assert (problem.path, problem.line, problem.severity) == ("content/digests/2.yml", 4, Severity.NOTICE)
    assert "content/digests/1.yml:4" in problem.message


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Entry("On kites", authors=("Ada Hill",)), Entry("On kites", authors=("HILL, Ada B.", "Bo Dale"))),
        (Entry("On kites", authors=("Wei Wang",)), Entry("On kites", authors=("Wang Wei",))),
        (Entry("On kites", authors=("Solano Vega, Inés",)), Entry("On kites", authors=("Inés Solano Vega",))),
        (Entry("On kites", url="https://www.a.org/1/"), Entry("On kites", url="http://a.org/1#top")),
        (Entry("On kites", arxiv="2401.10000", authors=("Ada Hill",)), Entry("On kites", doi="10.1000/a")),
        (Entry("On kites", authors=("Kite Team",)), Entry("On kites", authors=("Ada Hill",))),
        (Entry("On kites", published=PartialDate(2023)), Entry("On kites", published=PartialDate(2024, 2, 1))),
        (Entry("On kites", url="https://a.org/1"), Entry("On kites", url="https://b.org/paper")),
        (Entry("Preface", authors=("Ada Hill",)), Entry("Preface", authors=("Ada Hill",))),
        (Entry("Preface", url="https://a.org/1"), Entry("Preface", url="https://a.org/1", doi="10.1000/a")),
    ],
)
def test_works_that_agree_or_do_not_contradict_are_one(one: Entry, other: Entry) -> None:
    assert works(one, other) == 1


@pytest.mark.parametrize("title", ["Preface", "EDITORIAL", "Reply", "Table of Contents", "Vorwort", "目次", "Erratum."])
def test_a_title_that_many_works_have_is_not_enough(title: str) -> None:
    assert works(Entry(title), Entry(title)) == 2
    assert works(Entry(title, authors=("Ada Hill",)), Entry(title)) == 2
    assert works(Entry(title, authors=("Ada Hill",)), Entry(title, authors=("Ada Hill",))) == 1
    of_years = [Entry(title, authors=("Ada Hill",), published=PartialDate(year)) for year in (2019, 2022)]
    assert works(*of_years) == 2


def test_a_row_in_two_files_of_a_digest_is_one_work_whatever_its_title() -> None:
    twice = [Digest(dt.date(2026, 4, 1), "desk", (Entry("Preface"),))] * 2
    assert len(gather(twice).works) == 1


def test_rows_of_a_digest_that_contradict_each_other_are_two_works() -> None:
    rows = (Entry("On kites", published=PartialDate(1999)), Entry("On kites", published=PartialDate(2015)))
    assert len(gather([Digest(dt.date(2026, 4, 20), "desk", rows)]).works) == 2


def test_a_join_by_title_alone_is_reported_by_an_import_and_is_no_problem() -> None:
    assert kinds(Entry("On kites"), Entry("On Kites")) == [FindingKind.JOINED_BY_TITLE]
    assert papers.merge(digests_of(Entry("On kites"), Entry("On Kites"))).problems == ()
    abstract = "Kites fly. " * 40
    assert kinds(Entry("On kites", abstract=abstract), Entry("On Kites", abstract=abstract)) == []


def test_a_row_that_may_belong_to_either_of_two_works_is_in_doubt() -> None:
    rows = (Entry("On kites", authors=("Ada Hill",)), Entry("On kites", authors=("Bo Dale",)), Entry("On kites"))
    assert kinds(*rows) == [FindingKind.KEPT_APART, FindingKind.DOUBTFUL]
    [_, doubt] = papers.merge(digests_of(*rows)).problems
    assert doubt.severity is Severity.WARNING
    assert "content/digests/1.yml:4, but another work has that title as well" in doubt.message


def test_nothing_is_filled_from_a_work_that_only_has_the_title() -> None:
    whole = Entry("Preface", authors=("Ada Hill",), abstract="About kites.", code="https://a.org/code")
    found = papers.merge(digests_of(whole, Entry("Preface", authors=("Bo Dale",)))).papers
    assert {paper.authors: (len(paper.abstract), paper.code) for paper in found} == {
        ("Ada Hill",): (1, "https://a.org/code"),
        ("Bo Dale",): (0, ""),
    }


def test_an_id_that_joins_unlike_titles_is_a_warning_with_both_places() -> None:
    right = Entry("Kites that fly by night", arxiv="2401.10000", authors=("Ada Hill",))
    mistyped = Entry("Boats for the blind", arxiv="2401.10000", authors=("Bo Dale",))
    [problem] = papers.merge(digests_of(right, mistyped)).problems
    assert (problem.path, problem.line, problem.severity) == ("content/digests/2.yml", 4, Severity.WARNING)
    assert problem.message == (
        "'Boats for the blind' has the id of 'Kites that fly by night' (content/digests/1.yml:4), "
        "whose title is very different"
    )


@pytest.mark.parametrize(
    "other",
    [
        Entry("Night kites: flying in the dark", arxiv="2401.10000"),
        Entry("Boats for the blind", arxiv="2401.10000", authors=("Hill, Ada",)),
    ],
)
def test_a_work_that_changed_its_title_is_no_warning(other: Entry) -> None:
    right = Entry("Kites that fly by night", arxiv="2401.10000", authors=("Ada Hill",))
    assert papers.merge(digests_of(right, other)).problems == ()


def recorded(digests: list[Digest], record: str = "") -> str:
    found = papers.merge(digests, permalinks.parse_record(record)[0]).papers
    return permalinks.extend_record(record, sorted(found, key=lambda paper: (paper.first_seen, paper.slug)))


def slugs(digests: list[Digest], record: str) -> dict[tuple[str, ...], str]:
    merged = papers.merge(digests, permalinks.parse_record(record)[0])
    assert not any(problem.is_error for problem in merged.problems)
    return {paper.authors: paper.slug for paper in merged.papers}


def test_works_of_one_title_without_ids_keep_their_addresses_when_others_come() -> None:
    two = digests_of(Entry("Preface", authors=("Ada Hill",)), Entry("Preface", authors=("Bo Dale",)))
    record = recorded(two)
    before = slugs(two, record)
    late = Digest(dt.date(2020, 1, 1), "desk", (Entry("Preface", authors=("Cy Brook",)),))
    after = slugs([late, *two], record)
    assert before == {author: slug for author, slug in after.items() if author != ("Cy Brook",)}
    assert slugs([late, *two], recorded([late, *two], record)) == after


def test_the_address_of_a_lost_work_is_not_given_to_another_of_its_title() -> None:
    two = digests_of(Entry("Preface", authors=("Ada Hill",)), Entry("Preface", authors=("Bo Dale",)))
    record = permalinks.parse_record(recorded(two))[0]
    [lost] = [problem for problem in papers.merge(two[1:], record).problems if problem.is_error]
    assert "papers/preface/" in lost.message


def test_a_work_whose_author_was_corrected_keeps_its_address() -> None:
    record = recorded(digests_of(Entry("On kites", authors=("Ada Hil",))))
    assert slugs(digests_of(Entry("On kites", authors=("Ada Hill",))), record) == {("Ada Hill",): "on-kites"}


@pytest.mark.parametrize(
    ("line", "title", "slug"),
    [
        ("sorting-in-c-2 title:sortinginc", "Sorting in C++", "sorting-in-c-2"),
        ("glass title:カラスの器", "ガラスの器", "glass"),
        ("notes title:coursenotes21", "Course notes 2.1", "notes"),
        ("bal title:बलकअधययन", "बल का अध्ययन", "bal"),
        ("growth arxiv:2401.10000 title:growthof5", "Growth of 5%", "growth"),
    ],
)
def test_lines_that_an_earlier_release_recorded_find_their_papers(line: str, title: str, slug: str) -> None:
    entry = Entry(title, authors=("Ada Hill",), arxiv="2401.10000" if "arxiv" in line else "")
    assert slugs(digests_of(entry), f"{line}\n") == {("Ada Hill",): slug}


def test_of_two_works_that_an_earlier_release_took_for_one_the_first_keeps_the_address() -> None:
    both = digests_of(Entry("Sorting in C", authors=("Ada Hill",)), Entry("Sorting in C++", authors=("Bo Dale",)))
    found = slugs(both, "sorting-in-c title:sortinginc\n")
    assert found[("Ada Hill",)] == "sorting-in-c"
    assert found[("Bo Dale",)].startswith("sorting-in-c-")
