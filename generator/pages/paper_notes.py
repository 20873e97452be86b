"""Curated notes on a paper's page: their Markdown as it was written, or the sanitised HTML.

Notes are untrusted. A page has a note's own Markdown only where Python-Markdown, with the extensions of our
`mkdocs.yml`, converts it to the same elements as the sanitised HTML. Otherwise it has the sanitised HTML in one block.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import quote

from markdown import Markdown

from generator.model import Note
from generator.text import markdown_links
from generator.text import markdown_writer as writer
from generator.text.languages import language_of
from generator.text.markdown_extension import FOREIGN_REL, NOTE
from generator.text.markdown_writer import Block
from generator.text.safe_html import plain_text
from generator.text.tidy import visible
from generator.text.wording import Wording

_READ_OTHERWISE = re.compile(r"<(?!https?://[^<>\s]*>)|\{[{%#]|:[+\-\w]+:")
"""Raw HTML, which notes may not have, and what plugins and extensions of MkDocs may interpret: templates, snippets and
emoji.
"""

_HEADING = re.compile(r"^#{1,6}(?=[ \t])", re.M)
_RANK = re.compile(r"<h([2-6])")


@dataclass(frozen=True, slots=True)
class NoteWriter:
    """Writes notes into a page.

    `source` is the page's file. `address_of` returns the address of a file, without its leading slash. `file_at`
    returns the file of the page at an address, or "" if there is none. `edit` is the address of GitHub's editor, to
    which the path of a note is appended, or "". `keeps_markdown` is that of `Settings`.
    """

    markdown: Markdown
    source: str
    address_of: Callable[[str], str]
    file_at: Callable[[str], str]
    edit: str
    words: Wording
    keeps_markdown: bool = True

    def body(self, before: Sequence[Block], notes: Sequence[Note], after: Sequence[Block]) -> Block:
        """Return the page's body, with the notes between other blocks."""
        sanitised = [self._as_html(note) for note in notes]
        safe = writer.placed(writer.document([*before, *sanitised, *after]), self.source, self.address_of)
        blocks = [
            own if (own := self._as_written(note)) and self._same(self._converted(own).html, block.html) else block
            for note, block in zip(notes, sanitised, strict=True)
        ]
        if blocks == sanitised:
            return safe
        written = writer.document([*before, *blocks, *after])
        # Notes on one page may affect each other: one may use a reference that another defines.
        page = self._converted(written)
        return page if self._same(page.html, safe.html) else safe

    def _as_html(self, note: Note) -> Block:
        """Return the sanitised note as a block of HTML."""
        attributes, of_head = self._attributes(note)
        head = writer.paragraph(self._head(note), of_head).html
        links = "".join(f"<li>{_link(address)}</li>" for address in note.links)
        inner = f"{head}{note.body}{f'<ul>{links}</ul>' if links else ''}"
        return sanitised_element(inner, attributes)

    def _as_written(self, note: Note) -> Block | None:
        """Return the note in its own Markdown, or None where a page is certain to render it differently."""
        source = visible(note.markdown)
        if not self.keeps_markdown or not source or _READ_OTHERWISE.search(source):
            return None
        source = markdown_links.rewrite(_with_ranks(source, note.body), self._target)
        links = [writer.bullets(writer.prose(address) for address in note.links)] if note.links else []
        attributes, of_head = self._attributes(note)
        inner = writer.document([writer.paragraph(self._head(note), of_head), Block(source, ""), *links])
        start = f"<div{writer.html_attributes({'class': NOTE, **attributes})} markdown>"
        return Block(f"{start}\n\n{inner.markdown}\n\n</div>", "")

    def _attributes(self, note: Note) -> tuple[dict[str, str], dict[str, str]]:
        """Return the attributes of a note, and those of its head, where its language differs from the page's."""
        attributes = self.words.attributes_of(language_of(plain_text(note.body)))
        of_head = {"lang": self.words.language} | ({"dir": self.words.direction} if "dir" in attributes else {})
        return attributes, of_head if attributes else {}

    def _head(self, note: Note) -> writer.Inline:
        parts = [writer.strong(writer.text(note.author)), writer.text(self.words.date(note.date))]
        if self.edit:
            parts.append(
                writer.foreign_link(self.words.t("Edit this note"), f"{self.edit}{quote(note.path)}", FOREIGN_REL)
            )
        return writer.joined(parts, " · ")

    def _target(self, address: str) -> str:
        path, mark, rest = address.partition("#")
        file = self.file_at(path)
        return f"{writer.target(file)}{mark}{rest}" if file else address

    def _converted(self, written: Block) -> Block:
        return writer.converted(self.markdown, written, self.source, self.address_of)

    def _same(self, markup: str, safe: str) -> bool:
        """Return True if both have the same elements with the same text. Ids of headings are ignored."""
        here = f"/{self.address_of(self.source)}"
        return _elements(markup, here) == _elements(safe, here)


def sanitised_element(markup: str, attributes: Mapping[str, str]) -> Block:
    """Return sanitised HTML in an element on one line, which Python-Markdown does not change."""
    inner = writer.without_templates(markup).replace("\n", "&#10;")
    element = f"<div{writer.html_attributes({'class': NOTE, **attributes})}>{inner}</div>"
    return Block(element, f"{element}\n")


def _link(address: str) -> str:
    escaped = html.escape(address)
    return f'<a href="{escaped}" rel="{FOREIGN_REL}">{escaped}</a>'


def _with_ranks(source: str, body: str) -> str:
    """Return the Markdown with each heading at the level that it has in the sanitised HTML."""
    ranks = _RANK.findall(body)
    if len(ranks) != len(_HEADING.findall(source)):
        return source
    following = iter(ranks)
    return _HEADING.sub(lambda _: "#" * int(next(following)), source)


def _elements(markup: str, here: str) -> list[tuple[str, ...]]:
    parser = _Elements(here)
    parser.feed(markup)
    parser.close()
    return parser.found


class _Elements(HTMLParser):
    """Lists tags with their attributes, and texts. `here` is the page's address, against which links are resolved.

    Ids and permalinks of headings are ignored, and so are line breaks between blocks.
    """

    def __init__(self, here: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, ...]] = []
        self._here, self._in_permalink = here, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if values.get("class") == "headerlink":
            self._in_permalink = True
            return
        if _RANK.match(f"<{tag}"):
            values.pop("id", None)
        if "href" in values and not re.match(r"[a-z]+:|#|/", values["href"]):
            values["href"] = posixpath.normpath(posixpath.join(self._here, values["href"]))
        self.found.append((f"<{tag}>", *(f"{name}={value}" for name, value in sorted(values.items()))))

    def handle_endtag(self, tag: str) -> None:
        if self._in_permalink:
            self._in_permalink = tag != "a"
        else:
            self.found.append((f"</{tag}>",))

    def handle_data(self, data: str) -> None:
        if self._in_permalink or not data.strip("\n"):
            return
        self.found.append((data,))
