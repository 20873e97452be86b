from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model import Digest, Entry, SourceFile
from generator.sources.digest_writer import write_digest
from generator.sources.digests import read_digest
from generator.sources.readers import READERS, reader_for


@pytest.mark.parametrize("text", ["", "just a text", "<html><body>Hello</body></html>", "# A heading\n\n- an item\n"])
def test_what_is_no_digest_has_no_reader(text: str) -> None:
    assert reader_for(text) is None


def test_formats_are_told_by_content_not_by_name() -> None:
    read = read_digest(SourceFile("2026-04-20-daily.html", '[{"paper": {"title": "A"}}]'))
    assert read.format == "Daily Papers API answer (JSON)"


@pytest.mark.parametrize(
    "hostile",
    ["@article{a,", "<feed>", "<?xml?>", "Daily Papers", "[", "{", "<rss>", 'data-target="DailyPapers"', "papers:"],
)
def test_a_digest_we_wrote_is_ours_whatever_it_says(hostile: str) -> None:
    digest = Digest(
        dt.date(2026, 4, 20), "desk", (Entry(hostile, abstract=f"{hostile}\n\n{hostile}\n\n" + hostile * 40),)
    )
    reader = reader_for(write_digest(digest))
    assert reader is not None
    assert reader.format == "YAML digest"


@given(st.text())
def test_no_reader_raises_on_any_text(text: str) -> None:
    for reader in READERS:
        reader.recognises(text)
        reader.read(SourceFile("x", text), None)


@pytest.mark.parametrize("piece", [" ", "\n", "<", "@", "@a{", "a", "<!--", "\n\n", "<?", "date", "#"])
def test_recognising_takes_time_that_grows_with_the_size(piece: str) -> None:
    began = time.process_time()
    reader_for(piece * (1_000_000 // len(piece)))
    assert time.process_time() - began < 3
