"""The chunks of a Pagefind index, cut anew, and its list of pages, without names.

A chunk is the part of an index that the browser fetches for a word. Pagefind's are 13 to 30 KB, of which some 5 KB are
those of the word that is searched for, and it has no setting for their size. It also cuts between any words, but looks
for longer words in the chunk of their beginning alone: `architectur` found none that begin with it where
`architecturally` began the next chunk. Here, words that begin with the same four letters stay in one chunk or, where
these are many, words with the same six or eight. Chunks are lists in CBOR (RFC 8949), so they are cut between two words
as they are.

Pagefind names each page by a hash of its texts, which is half of the list that the browser fetches first. Here names
are empty: `search-indexes.js` fills in the page's place, the number that the search knows a record by.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, zip_longest

_MAGIC = b"pagefind_dcd"

_USUAL, _USUAL_OF_SMALL = 18_000, 9_000
"""Bytes of a chunk before compression, beyond which it ends before a word with other first four letters. In a small
index, few words have more data than that. The search looks for no words by beginnings of three letters.
"""

_CUTS = ((27_000, 6), (36_000, 8))
"""Bytes beyond which a chunk ends between words with the same first four letters, if so many letters are others."""

_SMALL = 1000
"""Pages below which an index is small."""

_WITHOUT_TEXT = re.compile(
    rb"(?:[\x00-\x17\x20-\x37\x80-\x97]|[\x18\x38\x98].|[\x19\x39\x99].{2}|[\x1a\x3a\x9a].{4})*+", re.S
)
"""Numbers and heads of lists."""

_WORD = b"\x83"
"""The head of the list that a word begins: the word, its pages, its variants."""

_ARRAY, _TEXT = 4, 3


class OtherFormatError(Exception):
    """The files are not as Pagefind 1.5 writes them."""


def cut(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of an index, by path, with its chunks cut and its pages without names.

    Raises:
        OtherFormatError: when the files are in a format that another Pagefind may have.
    """
    try:
        return _cut(files)
    except (IndexError, KeyError, OSError, ValueError) as error:
        raise OtherFormatError from error


def _cut(files: Mapping[str, bytes]) -> dict[str, bytes]:
    [meta_path] = [path for path in files if path.endswith(".pf_meta")]
    meta = _unpacked(files[meta_path])
    _, begin = _head(meta, len(_MAGIC), _ARRAY)
    begin = _after(meta, begin)  # the version
    pages, end_of_pages = _unnamed(meta, begin)
    names, end = _chunks(meta, end_of_pages)
    found = {path: data for path, data in files.items() if not path.startswith("index/")}
    words = (word for name in names for word in _words(_unpacked(files[f"index/{name}.pf_index"])))
    count, _ = _head(meta, begin, _ARRAY)
    before, ranges = "", []
    for part in _parts(words, _USUAL_OF_SMALL if count < _SMALL else _USUAL):
        first, last = part[0][0], part[-1][0]
        shared = next(place for place, (one, other) in enumerate(zip_longest(before, first)) if one != other)
        chunk = _array([_array([data for _, data in part])])
        name = f"und_{hashlib.sha256(chunk).hexdigest()[:10]}"
        found[f"index/{name}.pf_index"] = _packed(chunk)
        ranges.append(_array([_text(first[: shared + 1]), _text(last), _text(name)]))
        before = last
    found[meta_path] = _packed(meta[len(_MAGIC) : begin] + pages + _array(ranges) + meta[end:])
    return found


def _unnamed(meta: bytes, place: int) -> tuple[bytes, int]:
    """Return the list of pages at a place, each an empty name and its number of words, and where the list ends."""
    count, place = _head(meta, place, _ARRAY)
    pages = []
    for _ in range(count):
        length, place = _head(meta, place, _ARRAY)
        if length != 2:
            raise OtherFormatError
        _, words = _read_text(meta, place)
        place = _after(meta, words)
        pages.append(_array([_text(""), meta[words:place]]))
    return _array(pages), place


def _chunks(meta: bytes, place: int) -> tuple[list[str], int]:
    """Return the names of the chunks listed at a place, in the order of their words, and where the list ends."""
    count, place = _head(meta, place, _ARRAY)
    names = []
    for _ in range(count):
        _, place = _head(meta, place, _ARRAY)
        _, place = _read_text(meta, place)  # its first word, or as much of it as the one before does not begin with
        _, place = _read_text(meta, place)  # its last word
        name, place = _read_text(meta, place)
        names.append(name)
    return names, place


def _parts(words: Iterable[tuple[str, bytes]], usual: int) -> Iterator[list[tuple[str, bytes]]]:
    """Yield the words of each new chunk, with their data."""
    part: list[tuple[str, bytes]] = []
    size = 0
    before = ""
    for _, same in groupby(words, lambda word: word[0][:4]):
        group = list(same)
        if size > usual or size + sum(len(data) for _, data in group) > _CUTS[0][0]:
            if part:
                yield part
            part, size = [], 0
        for word, data in group:
            if word <= before:
                raise OtherFormatError
            if any(size > maximum and word[:letters] != before[:letters] for maximum, letters in _CUTS):
                yield part
                part, size = [], 0
            part.append((word, data))
            size += len(data)
            before = word
    if part:
        yield part


def _words(chunk: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield each word of a chunk with its data."""
    _, place = _head(chunk, len(_MAGIC), _ARRAY)
    count, place = _head(chunk, place, _ARRAY)
    for _ in range(count):
        if chunk[place : place + 1] != _WORD:
            raise OtherFormatError
        word, after = _read_text(chunk, place + 1)
        after = _end_of(chunk, after)
        yield word, chunk[place:after]
        place = after
    if place != len(chunk):
        raise OtherFormatError


def _end_of(chunk: bytes, place: int) -> int:
    """Return where the data of a word end, from behind its text: before the head of the next word, or at the end."""
    while True:
        match = _WITHOUT_TEXT.match(chunk, place)
        assert match is not None  # noqa: S101 (it matches nothing, too)
        place = match.end()
        if place == len(chunk):
            return place
        if chunk[place - 1 : place] == _WORD:
            return place - 1
        _, place = _read_text(chunk, place)  # a variant of the word


def _head(data: bytes, place: int, kind: int) -> tuple[int, int]:
    """Return the length in the head of a list or text, and the place behind it."""
    if data[place] >> 5 != kind:
        raise OtherFormatError
    short = data[place] & 31
    if short < 24:
        return short, place + 1
    if short > 26:
        raise OtherFormatError
    size = 1 << (short - 24)
    return int.from_bytes(data[place + 1 : place + 1 + size], "big"), place + 1 + size


def _read_text(data: bytes, place: int) -> tuple[str, int]:
    length, place = _head(data, place, _TEXT)
    return data[place : place + length].decode(), place + length


def _after(data: bytes, place: int) -> int:
    """Return the place behind a value of lists, texts and numbers."""
    kind = data[place] >> 5
    if kind == _TEXT:
        return _read_text(data, place)[1]
    if kind == _ARRAY:
        count, place = _head(data, place, _ARRAY)
        for _ in range(count):
            place = _after(data, place)
        return place
    return _head(data, place, kind)[1]


def _array(items: list[bytes]) -> bytes:
    return _written_head(len(items), _ARRAY) + b"".join(items)


def _text(plain: str) -> bytes:
    data = plain.encode()
    return _written_head(len(data), _TEXT) + data


def _written_head(length: int, kind: int) -> bytes:
    for size, mark in ((1, 24), (2, 25), (4, 26)):
        if length < 24:
            return bytes([kind << 5 | length])
        if length < 1 << (8 * size):
            return bytes([kind << 5 | mark]) + length.to_bytes(size, "big")
    raise OtherFormatError


def _unpacked(data: bytes) -> bytes:
    unpacked = gzip.decompress(data)
    if not unpacked.startswith(_MAGIC):
        raise OtherFormatError
    return unpacked


def _packed(data: bytes) -> bytes:
    return gzip.compress(_MAGIC + data, 9, mtime=0)
