"""Outputs: the files that a build makes, each with the function that makes its text and the values it is made of."""

from __future__ import annotations

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
    """A page of the site as its file in `build/docs` has it, and the HTML that its Markdown becomes.

    `html` is byte for byte what Python-Markdown makes of `markdown` with the extensions that `mkdocs.yml` has by
    default, so that a build need not run it, and `headings` are those in it, in order, for the table of contents.
    """

    front: Front
    markdown: str
    html: str
    headings: tuple[Heading, ...] = ()

    @property
    def text(self) -> str:
        """The file: front matter, then Markdown."""
        return f"{front_matter.written(self.front)}\n{self.markdown}\n"


Content: TypeAlias = str | bytes | PageText | Iterable[str]
"""A text, bytes, a page, or a long text in parts, so that it is never in memory as a whole."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file, by its path below `build/docs`, whose content is `write(*inputs)`.

    `inputs` are values of `model`, texts, numbers, dates and collections of these: a build compares their fingerprint
    with the last one to decide whether the file must be written again. So `write` may use nothing else, except the
    settings, the labels of tags and who has a page, which are part of every fingerprint.
    """

    path: str
    write: Callable[..., Content]
    inputs: tuple[object, ...] = field(default=())

    def content(self) -> Content:
        """The file's content, made anew at each call."""
        return self.write(*self.inputs)

    def pieces(self) -> Iterable[bytes]:
        """The file's bytes in one or more parts."""
        return pieces_of(self.content())

    @property
    def text(self) -> str:
        return b"".join(self.pieces()).decode()


def pieces_of(content: Content) -> Iterable[bytes]:
    """The bytes of a file's content in one or more parts."""
    match content:
        case bytes(data):
            return (data,)
        case str(text) | PageText(text=text):
            return (text.encode(),)
        case parts:
            return (part.encode() for part in parts)


def output(path: str, write: Callable[..., Content], *inputs: object) -> Output:
    """The output at `path` whose content is `write(*inputs)`."""
    return Output(path, write, inputs)


def texts(outputs: Iterable[Output]) -> dict[str, str]:
    """The texts of those outputs that are texts, by path."""
    contents = {each.path: b"".join(each.pieces()) for each in outputs}
    return {path: data.decode() for path, data in contents.items() if b"\0" not in data}
