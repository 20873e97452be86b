"""Outputs: the files of `build/docs`, each with a function that writes its content and the inputs of that function."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from generator import front_matter
from generator.model import Paper

Front: TypeAlias = Mapping[str, object]
"""Front matter: texts, whole numbers, lists and mappings of these.

`title`, `description` and texts whose names end with `_html` are HTML: the templates of MkDocs and Material print the
first two as they are. Every other text is plain, and templates escape it.
"""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page: its level (1 to 6), the id that links lead to, and its text as HTML."""

    level: int
    id: str
    html: str


@dataclass(frozen=True, slots=True)
class PageText:
    """A page: the front matter and Markdown of its file in `build/docs`, and the HTML of that Markdown.

    `html` is byte for byte the output of Python-Markdown for `markdown`, with the extensions that `mkdocs.yml` has by
    default, so that a build need not run it. `headings` are those in it, in order, for the table of contents.
    """

    front: Front
    markdown: str
    html: str
    headings: tuple[Heading, ...] = ()

    @property
    def text(self) -> str:
        """The content of the file: front matter, then Markdown."""
        return f"{front_matter.written(self.front)}\n{self.markdown}\n"


Content: TypeAlias = str | bytes | PageText

Inputs: TypeAlias = tuple[object, ...]

_GZIP_HEADER = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
"""The header of a gzip file without name, time and system."""

_LEVEL = 4
"""zlib's level: it takes a third of the time of level 9, and a twentieth more bytes."""

_LAST_BLOCK = b"\x03\0"
"""The block that ends a stream of deflate: it is empty."""

_32_BITS = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a file: its bytes there, blocks of deflate if it is compressed, and CRC-32 and length of its text."""

    data: bytes
    crc: int
    length: int


@dataclass(frozen=True, slots=True)
class Output:
    """A file, by its path below `build/docs`, whose content is `write(*inputs)`.

    `inputs` are values of `model`, texts, numbers, dates and collections of these. A build writes the file only if
    their fingerprint differs from the last one. So `write` may use nothing else, except the settings, which are part of
    every fingerprint, and what the fingerprint of a paper includes: see `site/fingerprints.py`.

    A text of many papers, of which most stay as they are, may have parts. `split(*inputs)` returns the inputs of each,
    and `write` writes a part, not the whole. A build copies each part of the last file whose inputs are the same. If
    the path ends with `.gz`, parts are compressed, each by itself, into one member of a gzip file.
    """

    path: str
    write: Callable[..., Content]
    inputs: Inputs = field(default=())
    split: Callable[..., Iterable[Inputs]] | None = None

    @property
    def begin(self) -> int:
        """Where the first part begins in the file."""
        return len(_GZIP_HEADER) if self._is_compressed else 0

    @property
    def _is_compressed(self) -> bool:
        return self.path.endswith(".gz")

    def content(self) -> Content:
        """Write the content, again at each call."""
        if self.split:
            return self.joined(self.part(inputs) for inputs in self.split(*self.inputs))
        return self.write(*self.inputs)

    def part(self, inputs: Inputs) -> Part:
        """Write a part, by its inputs."""
        data = bytes_of(self.write(*inputs))
        return Part(_deflated(data) if self._is_compressed else data, zlib.crc32(data), len(data))

    def joined(self, parts: Iterable[Part]) -> bytes:
        """Return the file that has these parts."""
        return b"".join(_gzip_file(parts) if self._is_compressed else (part.data for part in parts))

    @property
    def data(self) -> bytes:
        return bytes_of(self.content())

    @property
    def text(self) -> str:
        return self.data.decode()


def _deflated(data: bytes) -> bytes:
    """Return blocks of deflate which others may follow: the same bytes with one version of zlib."""
    compressor = zlib.compressobj(_LEVEL, wbits=-zlib.MAX_WBITS)
    return compressor.compress(data) + compressor.flush(zlib.Z_SYNC_FLUSH)


def _gzip_file(parts: Iterable[Part]) -> Iterator[bytes]:
    crc = length = 0
    yield _GZIP_HEADER
    for part in parts:
        yield part.data
        # CRC-32 is linear: the CRC of what is before, carried past the part's length in zeros, plus the part's.
        crc = zlib.crc32(bytes(part.length), crc ^ _32_BITS) ^ _32_BITS ^ part.crc
        length += part.length
    yield _LAST_BLOCK + struct.pack("<LL", crc, length & _32_BITS)


def divided(papers: Sequence[Paper], size: int) -> Iterator[Sequence[Paper]]:
    """Yield papers in parts of `size` on average.

    Whether a part begins with a paper depends on its slug alone, so that a paper that is added, or goes, changes one
    part wherever it is in the list.
    """
    begin = 0
    for place, paper in enumerate(papers):
        if place > begin and zlib.crc32(paper.slug.encode()) % size == 0:
            yield papers[begin:place]
            begin = place
    yield papers[begin:]


def bytes_of(content: Content) -> bytes:
    """Return a file's content as bytes."""
    match content:
        case bytes(data):
            return data
        case str(text) | PageText(text=text):
            return text.encode()


def output(
    path: str, write: Callable[..., Content], *inputs: object, split: Callable[..., Iterable[Inputs]] | None = None
) -> Output:
    """Return the output at `path` whose content is `write(*inputs)`, or that has parts."""
    return Output(path, write, inputs, split)


def texts(outputs: Iterable[Output]) -> dict[str, str]:
    """Return the texts of those outputs that are texts, by path."""
    contents = {output.path: output.data for output in outputs}
    return {path: data.decode() for path, data in contents.items() if b"\0" not in data}
