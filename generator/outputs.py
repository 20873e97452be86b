"""Outputs: the files of `build/docs`, each with a function that writes its content and the inputs of that function."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from generator import front_matter

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


Content: TypeAlias = str | bytes | PageText | Iterable[str]
"""A text, bytes, a page, or a long text in parts, which is never in memory as a whole."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file, by its path below `build/docs`, whose content is `write(*inputs)`.

    `inputs` are values of `model`, texts, numbers, dates and collections of these. A build writes the file only if
    their fingerprint differs from the last one. So `write` may use nothing else, except the settings, which are part of
    every fingerprint, and what the fingerprint of a paper includes: see `site/fingerprints.py`.
    """

    path: str
    write: Callable[..., Content]
    inputs: tuple[object, ...] = field(default=())

    def content(self) -> Content:
        """Write the content, again at each call."""
        return self.write(*self.inputs)

    def pieces(self) -> Iterable[bytes]:
        """Return the file's bytes in one or more parts."""
        return pieces_of(self.content())

    @property
    def text(self) -> str:
        return b"".join(self.pieces()).decode()


def gzipped(parts: Iterable[str]) -> bytes:
    """Return a text as a gzip file without name and time: the same bytes with one version of zlib.

    Level 4 takes a third of the time of level 9, and a twentieth more bytes.
    """
    compressor = zlib.compressobj(4, wbits=zlib.MAX_WBITS | 16)
    return b"".join([*(compressor.compress(part.encode()) for part in parts), compressor.flush()])


def pieces_of(content: Content) -> Iterable[bytes]:
    """Return a file's content as bytes, in one or more parts."""
    match content:
        case bytes(data):
            return (data,)
        case str(text) | PageText(text=text):
            return (text.encode(),)
        case parts:
            return (part.encode() for part in parts)


def output(path: str, write: Callable[..., Content], *inputs: object) -> Output:
    """Return the output at `path` whose content is `write(*inputs)`."""
    return Output(path, write, inputs)


def texts(outputs: Iterable[Output]) -> dict[str, str]:
    """Return the texts of those outputs that are texts, by path."""
    contents = {output.path: b"".join(output.pieces()) for output in outputs}
    return {path: data.decode() for path, data in contents.items() if b"\0" not in data}
