"""Renders Markdown that people wrote as HTML that is safe to publish."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, STX, AtomicString

from generator.model import SafeHtml
from generator.text import note_markdown
from generator.text.formulas import Formula, read_formula
from generator.text.markdown_extension import FOREIGN_REL
from generator.text.safe_html import URL_SCHEMES, sanitised_markdown
from generator.text.tex_syntax import BETWEEN_DOLLARS
from generator.text.tidy import visible

_MAXIMUM_FORMULAS = 500
"""Formulas of one text that are set, or tried, which takes a millisecond each; later ones stay as written."""

_BETWEEN_DOUBLE_DOLLARS = r"(?<![\\$])\$\$(?!\$)([^$]{1,2000}?)(?<!\\)\$\$(?!\$)"

_IN_ADDRESS = re.compile(r"(?:\]\(\s*<?[^()\s]*(?:\s+[\"'][^\"']*)?|<[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]*)\Z")
"""The text before a dollar that is part of a link's address or title."""

_LONGEST_ADDRESS = 2_000
"""Characters before a dollar in which the beginning of an address is looked for."""

_PICTURE_OF_SITE = re.compile(r"/(?!/)[A-Za-z0-9_~%./-]+\.(?:png|jpe?g|gif|webp|avif|svg)", re.I)
_HEADINGS = re.compile(r"h[1-6]")


@dataclass(frozen=True, slots=True)
class Rendered:
    """Safe HTML, and what a curator should know of it.

    `targets` are its links' addresses as written, in their order; some links have lost theirs. `unset` are the formulas
    that could not be set, as written, in any order.
    """

    html: SafeHtml
    targets: tuple[str, ...]
    unset: tuple[str, ...]


def render(markdown: str, root: str, top_heading: int = 2) -> Rendered:
    """Return sanitised HTML: no raw HTML, script, style or frame, and links only to the web, mail and this site.

    Formulas between dollars are MathML, those between double dollars on lines of their own. A picture of the site is
    shown, one of another host becomes a link to it. `root` is the relative way from the page to the site's root, such
    as `../../`: a link that begins with `/` leads to a page of the site wherever that is published. The first heading
    becomes `<h{top_heading}>`, and no rank is skipped below. `note_markdown` lists the extensions.
    """
    notes = _NoteMarkdown(root, top_heading)
    text = visible(markdown)
    used = ["tables", *note_markdown.extensions(text), notes]
    dirty = Markdown(extensions=used, extension_configs=note_markdown.EXTENSION_CONFIGS).convert(text)
    return Rendered(sanitised_markdown(dirty), tuple(notes.rebase.targets), tuple(notes.unset))


def keeps_address(target: str) -> bool:
    """Return True if a link keeps its address: one on the web, for mail, of this site, or to a part of its own page."""
    return target.startswith("#") or _is_internal(target) or _scheme(html.unescape(target)) in URL_SCHEMES


def _is_internal(target: str) -> bool:
    return target.startswith("/") and not target.startswith("//")


class _NoteMarkdown(Extension):
    """Switches raw HTML off (it is shown as text), sets formulas, and rebases headings and links."""

    def __init__(self, root: str, top_heading: int) -> None:
        super().__init__()
        self.rebase = _Rebase(root, top_heading)
        self.unset: list[str] = []

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the name is Python-Markdown's)
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.ESCAPED_CHARS.append("$")
        md.block_level_elements.remove("math")  # or line breaks would be put around each
        # After code, where dollars are dollars, and before backslashes and underscores are read as Markdown.
        md.inlinePatterns.register(_Formula(self.unset, md), "formula", 185)
        md.treeprocessors.register(self.rebase, "rebase", 5)


class _Formula(InlineProcessor):
    """Sets TeX between dollars as MathML; TeX that cannot be set stays as written."""

    def __init__(self, unset: list[str], md: Markdown) -> None:
        super().__init__(f"{_BETWEEN_DOUBLE_DOLLARS}|{BETWEEN_DOLLARS}", md)
        self._unset, self._left = unset, _MAXIMUM_FORMULAS

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | str | None, int | None, int | None]:  # type: ignore[override] # noqa: N802
        before = data[max(m.start() - _LONGEST_ADDRESS, 0) : m.start()]
        # Python-Markdown has replaced code by a placeholder that begins with STX, which `visible` leaves in no text.
        if not self._left or STX in m[0] or _IN_ADDRESS.search(before):
            return None, None, None
        self._left -= 1
        math = _element(read_formula(m[1], "block") if m[1] else read_formula(m[2]))
        if math is not None:
            for element in math.iter():  # in which nothing is Markdown
                element.text, element.tail = AtomicString(element.text or ""), AtomicString(element.tail or "")
            return math, m.start(), m.end()
        if "\\" not in m[0]:  # prose
            return None, None, None
        self._unset.append(m[0])
        return m[0], m.start(), m.end()


def _element(formula: Formula | None) -> Element | None:
    try:
        return fromstring(formula.mathml.replace("&nbsp;", "\N{NO-BREAK SPACE}")) if formula else None
    except ParseError:
        return None


class _Rebase(Treeprocessor):
    def __init__(self, root: str, top_heading: int) -> None:
        super().__init__()
        self.root = root
        self.top_heading = top_heading
        self.targets: list[str] = []

    def run(self, root: Element) -> None:
        self._rank([element for element in root.iter() if _HEADINGS.fullmatch(element.tag)])
        linked = {picture for link in root.iter("a") for picture in link.iter("img")}
        for picture in list(root.iter("img")):
            source = picture.get("src", "")
            if _PICTURE_OF_SITE.fullmatch(source) and "/.." not in source:
                self.targets.append(source)
                picture.attrib.update(src=self.root + source[1:], loading="lazy")
                continue
            # A picture of another site would let that site see who reads the page.
            picture.text = picture.get("alt") or picture.get("title") or "picture"
            picture.tag = "span" if picture in linked else "a"
            picture.set("href", picture.attrib.pop("src", ""))
        for link in root.iter("a"):
            if link.get("class", "").startswith("footnote-"):
                continue
            target = link.get("href", "").replace(AMP_SUBSTITUTE, "&")
            self.targets.append(target)
            if _is_internal(target):
                link.set("href", self.root + target[1:])
                continue
            link.set("rel", FOREIGN_REL)
            if not keeps_address(target):
                del link.attrib["href"]

    def _rank(self, headings: list[Element]) -> None:
        """Give headings ranks without a gap, from `top_heading` down: h1, h3, h3 become h2, h3, h3."""
        open_ranks: list[int] = []
        for heading in headings:
            rank = int(heading.tag[1])
            while open_ranks and open_ranks[-1] >= rank:
                open_ranks.pop()
            heading.tag = f"h{min(self.top_heading + len(open_ranks), 6)}"
            open_ranks.append(rank)


def _scheme(address: str) -> str:
    try:
        return urlsplit(address).scheme
    except ValueError:  # such as http://[
        return ""
