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
        "Cells on lamps",
        abstract="Cells were put on lamps. They stayed there.",
        authors=("Winterling, D.", "Autumn, C. D.", "van der Meer, S."),
        published=PartialDate(2026, 3, 9),
        doi="10.1101/2026.02.03.000045",
        url="https://www.biorxiv.org/content/10.1101/2026.02.03.000045v1?rss=1",
        type=EntryType.PREPRINT,
    ),
    "pubmed": Entry(
        "Lighting and health",
        abstract="BACKGROUND: Lamps are tall.\n\nCONCLUSIONS: Lamps help.",
        authors=("Jane Winterling", "C D Autumn"),
        published=PartialDate(2026, 2, 12),
        doi="10.1000/p1",
        url="https://pubmed.ncbi.nlm.nih.gov/1/?utm_source=x",
        venue="The Journal of Lamps",
    ),
    "wiley": Entry(
        "Lamp life",
        abstract="Lamps live long. They do not often fall, and when they do, it is late.",
        authors=("Ann Winterling", "Bob Autumn"),
        published=PartialDate(2026, 1, 5),
        doi="10.1002/she.1",
        url="https://onlinelibrary.wiley.com/doi/10.1002/she.1?af=R",
        keywords=("ORIGINAL ARTICLE",),
        type=EntryType.ARTICLE,
        venue="Lamp Journal",
        volume="3",
        number="1",
        pages="5–9",
    ),
    "sciencedirect": Entry(
        "Lamps and loads",
        authors=("Ann Winterling", "Bob Autumn"),
        published=PartialDate(2026, 3),
        url="https://www.sciencedirect.com/science/article/pii/S1?dgcid=rss_sd_all",
        type=EntryType.ARTICLE,
        venue="Lamp Letters",
        volume="3",
        number="2",
    ),
    "aps": Entry(
        "Falling of lamps",
        abstract="We measure how lamps fall.",
        authors=("Ann Winterling", "Bob Autumn", "Cid Gamma"),
        published=PartialDate(2026, 1, 5),
        doi="10.1103/abcd-1234",
        url="http://link.aps.org/doi/10.1103/abcd-1234",
        type=EntryType.ARTICLE,
        venue="Lamp Review A",
        volume="113",
        number="1",
        pages="012001",
    ),
    "ieee": Entry(
        "Lamps in the Network",
        abstract="Networks have lamps, too. We count them.",
        authors=("Ann Winterling", "Bob B. Autumn"),
        published=PartialDate(2026, 1, 5),
        url="http://ieeexplore.ieee.org/document/1",
        venue="Transactions on Lamps",
        volume="14",
        number="1",
        pages="100–110",
    ),
    "joss": Entry(
        "Wick: a library for lamps",
        authors=("van der Winterling, Jane B.",),
        published=PartialDate(2026, 2, 11),
        doi="10.21105/joss.05120",
        url="https://example.org/papers/5120",
    ),
    "nature": Entry(
        "Lamps at night",
        abstract="At night, lamps are dark.",
        authors=("Ann Winterling", "Bob Autumn"),
        published=PartialDate(2026, 1, 5),
        doi="10.1038/s1",
        url="https://www.nature.com/articles/s1",
        venue="Lamps",
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
      <item><title>Why lamps</title><link>https://example.org/why</link><description>A short answer.</description>
      <content:encoded>{"A long answer. " * 600}</content:encoded></item></channel></rss>"""
    assert feed.read(SourceFile("log.xml", text)).entries == (
        Entry("Why lamps", abstract="A short answer.", url="https://example.org/why"),
    )
