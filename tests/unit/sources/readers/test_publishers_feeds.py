"""Feeds in the shape of each publisher's, with made-up papers: `tests/publishers/`."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.bibliography import EntryType, PartialDate
from generator.model import Entry, SourceFile
from generator.sources.readers import feed

FOLDER = Path(__file__).parents[3] / "publishers"

PUBLISHERS = {
    "biorxiv": Entry(
        "Cells on shelves",
        abstract="Cells were put on shelves. They stayed there.",
        authors=("Examplar, D.", "Sample, A. B.", "van der Berg, S."),
        published=PartialDate(2026, 1, 5),
        doi="10.1101/2026.01.01.000001",
        url="https://www.biorxiv.org/content/10.1101/2026.01.01.000001v1?rss=1",
        type=EntryType.PREPRINT,
    ),
    "pubmed": Entry(
        "Shelving and health",
        abstract="BACKGROUND: Shelves are tall.\n\nCONCLUSIONS: Shelves help.",
        authors=("Jane Examplar", "A B Sample"),
        published=PartialDate(2026, 1, 5),
        doi="10.1000/p1",
        url="https://pubmed.ncbi.nlm.nih.gov/1/?utm_source=x",
        venue="The Journal of Shelves",
    ),
    "wiley": Entry(
        "Shelf life",
        abstract="Shelves live long. They do not often fall, and when they do, it is late.",
        authors=("Ann Examplar", "Bob Sample"),
        published=PartialDate(2026, 1, 5),
        doi="10.1002/she.1",
        url="https://onlinelibrary.wiley.com/doi/10.1002/she.1?af=R",
        keywords=("ORIGINAL ARTICLE",),
        type=EntryType.ARTICLE,
        venue="Shelf Journal",
        volume="3",
        number="1",
        pages="5–9",
    ),
    "sciencedirect": Entry(
        "Shelves and loads",
        authors=("Ann Examplar", "Bob Sample"),
        published=PartialDate(2026, 3),
        url="https://www.sciencedirect.com/science/article/pii/S1?dgcid=rss_sd_all",
        type=EntryType.ARTICLE,
        venue="Shelf Letters",
        volume="3",
        number="2",
    ),
    "aps": Entry(
        "Falling of shelves",
        abstract="We measure how shelves fall.",
        authors=("Ann Examplar", "Bob Sample", "Cid Gamma"),
        published=PartialDate(2026, 1, 5),
        doi="10.1103/abcd-1234",
        url="http://link.aps.org/doi/10.1103/abcd-1234",
        type=EntryType.ARTICLE,
        venue="Shelf Review A",
        volume="113",
        number="1",
        pages="012001",
    ),
    "ieee": Entry(
        "Shelves in the Network",
        abstract="Networks have shelves, too. We count them.",
        authors=("Ann Examplar", "Bob B. Sample"),
        published=PartialDate(2026, 1, 5),
        url="http://ieeexplore.ieee.org/document/1",
        venue="Transactions on Shelves",
        volume="14",
        number="1",
        pages="100–110",
    ),
    "joss": Entry(
        "Shelfpy: shelves in Python",
        authors=("van der Examplar, Jane B.",),
        published=PartialDate(2026, 1, 5),
        doi="10.21105/joss.04001",
        url="https://example.org/papers/4001",
    ),
    "nature": Entry(
        "Shelves at night",
        abstract="At night, shelves are dark.",
        authors=("Ann Examplar", "Bob Sample"),
        published=PartialDate(2026, 1, 5),
        doi="10.1038/s1",
        url="https://www.nature.com/articles/s1",
        venue="Shelves",
    ),
}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.xml")), ids=lambda path: path.stem)
def test_a_paper_is_read_as_its_publisher_writes_it(path: Path) -> None:
    text = path.read_text("utf-8")
    assert feed.recognises(text)
    reading = feed.read(SourceFile(path.name, text))
    assert reading.problems == ()
    assert reading.entries == (PUBLISHERS[path.stem],)


def test_of_a_weblog_the_summary_is_read_and_not_the_article() -> None:
    text = f"""<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Log</title>
      <item><title>Why shelves</title><link>https://example.org/why</link><description>A short answer.</description>
      <content:encoded>{"A long answer. " * 600}</content:encoded></item></channel></rss>"""
    assert feed.read(SourceFile("log.xml", text)).entries == (
        Entry("Why shelves", abstract="A short answer.", url="https://example.org/why"),
    )
