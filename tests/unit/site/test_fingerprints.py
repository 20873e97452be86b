"""An output is written again if anything changes that its page shows, also of what papers do not have themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from plain_paper import plain_paper

from generator.model import Archive, Credit, Link, Note, Paper, SafeHtml, Settings, Tag
from generator.outputs import Output
from generator.pages import paper, trending
from generator.pages.layout import layout_of
from generator.site.fingerprints import Fingerprints


def archive_of(*papers: Paper, **values: object) -> Archive:
    settings = Settings("A", "https://a.org/")
    tags = values.pop("tags", ())
    return Archive(settings, papers, (), tags, {one.slug: () for one in papers}, (), **values)  # type: ignore[arg-type]


def fingerprints(archive: Archive, outputs: Iterator[Output]) -> dict[str, str]:
    taken = Fingerprints(archive, "1")
    return {output.path: taken.of(output.inputs) for output in outputs}


def rewritten(before: Archive, after: Archive) -> list[str]:
    """The pages of papers that are written again."""
    old, new = (fingerprints(archive, paper.render(layout_of(archive))) for archive in (before, after))
    return [path for path in new if new[path] != old[path]]


def test_a_paper_whose_venue_gets_a_page_is_written_again() -> None:
    papers = plain_paper("one", venue="ICLR"), plain_paper("far"), plain_paper("farther")
    before, after = (
        archive_of(*papers, venues=(Credit("iclr", "ICLR", ("ICLR",), papers[:1], has_page=has_page),))
        for has_page in (False, True)
    )
    # The next paper is written again, since it names the one next to it.
    assert rewritten(before, after) == ["papers/one.md", "papers/far.md"]


def test_a_paper_whose_author_is_one_of_two_namesakes_is_written_again_when_that_one_gets_a_page() -> None:
    papers = plain_paper("one", authors=("Wei Wang",)), plain_paper("other", authors=("Wei Wang",))

    def archive(has_page: bool) -> Archive:
        optics = Credit("wei-wang-optics", "Wei Wang (optics)", ("Wei Wang",), papers[:1], has_page, is_namesake=True)
        other = Credit("wei-wang", "Wei Wang", ("Wei Wang",), papers[1:], has_page=True, is_namesake=True)
        return archive_of(*papers, authors=(optics, other))

    assert "papers/one.md" in rewritten(archive(has_page=False), archive(has_page=True))


def test_a_paper_is_written_again_with_another_citation_key() -> None:
    """It gets the key of a paper that was hidden."""
    papers = plain_paper("one"), plain_paper("far"), plain_paper("farther")
    before, after = (archive_of(*papers, citation_keys={"farther": key}) for key in ("lee2026walls2", "lee2026walls"))
    assert rewritten(before, after) == ["papers/far.md", "papers/farther.md"]


def test_a_paper_is_written_again_when_the_page_comes_that_its_note_links() -> None:
    link = Link("content/notes/a.md", 6, 1, "/tags/walls/#papers")
    note = Note("content/notes/a.md", "one", "A", dt.date(2026, 4, 20), SafeHtml("<p>See.</p>"), mentions=(link,))
    papers = plain_paper("one", notes=(note,)), plain_paper("far")
    assert rewritten(archive_of(*papers), archive_of(*papers, tags=(Tag("walls", "Walls", ()),))) == ["papers/one.md"]


def test_the_page_of_papers_seen_again_is_written_again_when_the_first_papers_come() -> None:
    before, after = (
        fingerprints(archive, trending.render(layout_of(archive)))
        for archive in (archive_of(), archive_of(plain_paper("one")))
    )
    assert before != after
