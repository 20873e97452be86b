"""Entries for tests that must hold for any."""

from __future__ import annotations

from hypothesis import strategies as st

from generator.bibliography import EntryType
from generator.model import Entry
from generator.sources.entries import make_entry


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Any entry that a reader can make."""
    line = st.text(min_size=1, max_size=30) | st.sampled_from(
        ["no", "null", "1e3", "- a", "a: b", "@article{a,", "---"]
    )
    title = draw(line.map(lambda text: f"T{text}") | st.sampled_from(["no", "~", "Daily Papers", "2401.10000", "<x>"]))
    return make_entry(
        title=title,
        abstract=draw(st.text() | st.lists(line).map("\n\n".join)),
        authors=draw(st.lists(line, max_size=3)),
        author_count=draw(st.none() | st.integers(0, 9_999_999)),
        organisation=draw(line),
        published=draw(st.none() | st.dates() | st.sampled_from(["2017", "2017-03"])),
        arxiv=draw(st.sampled_from(["", "2401.10000", "2401.00010", "hep-th/9901001"])),
        doi=draw(st.sampled_from(["", "10.1000/x", "10.1000/a(b)c;d"])),
        url=draw(st.sampled_from(["", "https://a.org/?a=b#c", "https://a.org/: x"])),
        comments=draw(st.none() | st.integers(0, 99)),
        keywords=draw(st.lists(line, max_size=3)),
        et_al=draw(st.booleans()),
        type=draw(st.none() | st.sampled_from(EntryType)),
        venue=draw(st.just("") | line),
        volume=draw(st.just("") | line),
        number=draw(st.just("") | line),
        pages=draw(st.sampled_from(["", "11--19", "e12", "7"]) | line),
        publisher=draw(st.just("") | line),
        editors=draw(st.lists(line, max_size=2)),
        remark=draw(st.just("") | line),
        pdf=draw(st.sampled_from(["", "https://a.org/a.pdf"])),
        withdrawn=draw(st.booleans()),
        superseded_by=draw(st.just("") | line),
        section=draw(st.just("") | line),
    )
