from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, pairwise

import pytest

from generator.exports.search_records import SearchRecord
from generator.site import pagefind, pagefind_chunks

_PAGES = len(b"pagefind_dcd\x86\x651.5.2")
"""Where the list of pages begins."""


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The index of 40 records with 500 words each, all of which have a form without accent."""
    texts = (" ".join(f"{number * place % 997:03}élan" for place in range(500)) for number in range(40))
    return pagefind.build([SearchRecord(f"p/{number}/", f"P {number}", text) for number, text in enumerate(texts)])


def _chunks(files: Mapping[str, bytes]) -> list[list[str]]:
    """The words of each chunk, in the order of the index."""
    [meta] = [data for path, data in files.items() if path.endswith(".pf_meta")]
    unpacked = pagefind_chunks._unpacked(meta)
    _, end_of_pages = pagefind_chunks._unnamed(unpacked, _PAGES)
    names, _ = pagefind_chunks._chunks(unpacked, end_of_pages)
    assert {f"index/{name}.pf_index" for name in names} == {path for path in files if path.startswith("index/")}
    chunks = (pagefind_chunks._unpacked(files[f"index/{name}.pf_index"]) for name in names)
    return [[word for word, _ in pagefind_chunks._words(chunk)] for chunk in chunks]


def test_each_word_is_in_a_chunk_with_those_of_the_same_beginning(files: dict[str, bytes]) -> None:
    chunks = _chunks(files)

    assert len(chunks) > 5
    assert {f"{number * place % 997:03}elan" for number in range(40) for place in range(500)} <= {*chain(*chunks)}
    for before, after in pairwise(chunks):
        assert before[-1] < after[0]
        assert before[-1][:8] != after[0][:8]


def test_words_of_one_beginning_begin_a_chunk_rather_than_end_two() -> None:
    sizes = {"harbour": 8_000, "kite": 4_000, "lantern": 10_000, "lanternfish": 10_000, "lanterns": 6_000}
    words = [(word, bytes(size)) for word, size in sizes.items()]

    parts = [[word for word, _ in part] for part in pagefind_chunks._parts(words, 18_000)]
    assert parts == [["harbour", "kite"], ["lantern", "lanternfish", "lanterns"]]


def test_chunks_that_were_cut_are_not_cut_again(files: dict[str, bytes]) -> None:
    assert pagefind_chunks.cut(files) == files


def test_pages_have_numbers_of_words_and_no_names(files: dict[str, bytes]) -> None:
    """The script fills in names: a list of two, 0x82, begins each page, and then an empty text, 0x60."""
    [meta] = [pagefind_chunks._unpacked(data) for path, data in files.items() if path.endswith(".pf_meta")]

    assert meta[_PAGES:].startswith(b"\x98\x28" + 40 * b"\x82\x60\x19\x01\xf4")


def test_an_index_in_another_format_is_no_index(files: dict[str, bytes]) -> None:
    path = next(path for path in files if path.startswith("index/"))

    with pytest.raises(pagefind_chunks.OtherFormatError):
        pagefind_chunks.cut({**files, path: pagefind_chunks._packed(b"\xa1\x61a\x01")})
