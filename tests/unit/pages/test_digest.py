"""The page of a day."""

from __future__ import annotations

import datetime as dt

from generator.archive import papers
from generator.model import Archive, Digest, Entry, Settings
from generator.outputs import texts
from generator.pages import digest
from generator.pages.layout import layout_of

DAY = dt.date(2026, 4, 20)


def page_of(*entries: Entry) -> str:
    digests = [Digest(DAY, "desk", entries)]
    merged = papers.merge(digests)
    days = papers.days(digests, merged.slug_at, merged.papers)
    works = papers.in_order(days)
    untagged = {work.slug: () for work in works}
    archive = Archive(
        Settings("Shelf", "https://a.org/"), works, days, (), untagged, (), papers.rows(digests, merged.slug_at)
    )
    return texts(digest.render(layout_of(archive)))["digests/2026-04-20.md"]


def test_sections_of_a_digest_are_headings_of_its_page() -> None:
    page = page_of(
        Entry("Kites"),
        Entry("Boats", section="Week 1"),
        Entry("Lamps", section="Week 1"),
        Entry("Bells", section="*2*"),
    )
    headings_and_titles = [
        line for line in page.splitlines() if line.startswith(("## ", "- ")) or "](../papers/" in line
    ]
    order = [
        word
        for line in headings_and_titles
        for word in ("Kites", "Week 1", "Boats", "Lamps", "2", "Bells")
        if word in line
    ]
    assert order == ["Kites", "Week 1", "Boats", "Lamps", "2", "Bells"]
    assert page.count("## ") == 2


def test_a_digest_without_sections_is_one_list() -> None:
    assert "## " not in page_of(Entry("Kites"), Entry("Boats"))
