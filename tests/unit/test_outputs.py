"""A compressed file is one member, whatever its parts, and a list is divided where its papers say."""

from __future__ import annotations

import gzip
import zlib

import pytest
from plain_paper import plain_paper

from generator.outputs import Output, divided


@pytest.mark.parametrize("texts", [(), ("",), ("a",), ("", "One.", "x" * 100_000, "", "Größe", "One.")])
def test_a_compressed_file_is_one_member_which_every_reader_of_gzip_reads(texts: tuple[str, ...]) -> None:
    """Browsers refuse a second member, and some libraries ignore it."""
    data = Output("a.gz", str, texts, lambda *texts: zip(texts, strict=True)).data
    reader = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    assert reader.decompress(data).decode() == gzip.decompress(data).decode() == "".join(texts)
    assert (reader.eof, reader.unused_data) == (True, b"")


def test_a_new_paper_changes_one_part_wherever_it_comes() -> None:
    papers = [plain_paper(f"p{number}") for number in range(400)]
    parts = list(divided(papers, 20))
    assert [each for part in parts for each in part] == papers
    assert 10 < len(parts) < 30
    new = plain_paper("new-paper")
    for place in range(0, 401, 8):
        changed = [part for part in divided([*papers[:place], new, *papers[place:]], 20) if part not in parts]
        assert len(changed) in (1, 2)
        assert new in changed[0] + changed[-1]
