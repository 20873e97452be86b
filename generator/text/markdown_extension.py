r"""Papershelf's own Markdown, as an extension of Python-Markdown that `mkdocs.yml` names.

TeX between dollars becomes MathML: `$x^2$` in a line, `$$x^2$$` as a formula of its own. What is no formula, as in
"$5 and $10", stays as written. Search engines see no recommendation in an address between angle brackets, as abstracts
have them, nor in a note's links to other sites.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import AUTOLINK_RE, InlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX, AtomicString

from generator.model import SafeHtml
from generator.text.formulas import read_formula
from generator.text.tex_syntax import BETWEEN_DOLLARS

BETWEEN_DOUBLE_DOLLARS = r"(?<![\\$])\$\$(?!\$)([^$]{1,2000}?)(?<!\\)\$\$(?!\$)"

_IN_ADDRESS = re.compile(r"(?:\]\(\s*<?[^()\s]*(?:\s+[\"'][^\"']*)?|<[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]*)\Z")
"""The text before a dollar that is part of a link's address or title."""

_LONGEST_ADDRESS = 2_000
"""Characters before a dollar in which the beginning of an address is looked for."""

NOTE = "ps-note"
"""The class of the element that has a curated note."""

FOREIGN_REL = "noopener nofollow ugc"
"""`rel` of links in notes that leave the site, for browsers and search engines."""

_DOWNLOAD = re.compile(r"\.(?:bib|ris|jsonl|sqlite|gz)\Z|(?:\A|/)(?:papers|archive)\.json\Z")
"""Files of the site that a browser should save, not show."""

_FOREIGN = re.compile(r"(?:https?|mailto):|#")

_PLACEHOLDER = re.compile(f"{STX}papershelf-formula:([0-9]+){ETX}")

_PRIORITY = 185
"""After code, where dollars are dollars, and before backslashes and underscores are read as Markdown."""


class PapershelfExtension(Extension):
    """Formulas and addresses. A formula takes a millisecond: what strangers wrote is limited before it comes here.

    `mathml` are the formulas of a text, `unset` those that could not be set, as written.
    """

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.mathml: list[SafeHtml] = []
        self.unset: list[str] = []

    def reset(self) -> None:
        """Forget the last text; Python-Markdown calls this."""
        self.mathml.clear()
        self.unset.clear()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the name is Python-Markdown's)
        md.registerExtension(self)
        md.ESCAPED_CHARS.append("$")
        md.inlinePatterns.register(_FindFormula(self, md), "papershelf-formula", _PRIORITY)
        md.inlinePatterns.register(_Autolink(AUTOLINK_RE, md), "autolink", 120)
        md.treeprocessors.register(_MarkForeign(md), "papershelf-foreign", 4)
        md.treeprocessors.register(_MarkDownloads(md), "papershelf-downloads", 4)
        # After raw HTML: `math` is a block to Python-Markdown, which would take a formula out of its paragraph.
        md.postprocessors.register(_PutFormulas(self, md), "papershelf-formulas", 25)


def makeExtension(**options: object) -> PapershelfExtension:  # noqa: N802 (the name is Python-Markdown's)
    return PapershelfExtension(**options)


class _PutFormulas(Postprocessor):
    """Puts MathML in its place; until then nothing in it can be read as Markdown."""

    def __init__(self, extension: PapershelfExtension, md: Markdown) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, text: str) -> str:
        mathml = self._extension.mathml
        return _PLACEHOLDER.sub(lambda match: mathml[int(match[1])], text) if mathml else text


class _FindFormula(InlineProcessor):
    """Sets TeX between dollars; TeX that cannot be set stays as written."""

    def __init__(self, extension: PapershelfExtension, md: Markdown) -> None:
        super().__init__(f"{BETWEEN_DOUBLE_DOLLARS}|{BETWEEN_DOLLARS}", md)
        self._extension = extension

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str | None, int | None, int | None]:  # type: ignore[override] # noqa: N802
        mathml, unset = self._extension.mathml, self._extension.unset
        before = data[max(m.start() - _LONGEST_ADDRESS, 0) : m.start()]
        # Python-Markdown has replaced code by a placeholder that begins with STX, which `visible` leaves in no text.
        if STX in m[0] or _IN_ADDRESS.search(before):
            return None, None, None
        formula = read_formula(m[1], "block") if m[1] else read_formula(m[2])
        if formula is not None:
            mathml.append(formula.mathml)
            return f"{STX}papershelf-formula:{len(mathml) - 1}{ETX}", m.start(), m.end()
        if "\\" not in m[0]:  # prose
            return None, None, None
        unset.append(m[0])
        return m[0], m.start(), m.end()


class _Autolink(InlineProcessor):
    """An address between angle brackets."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override] # noqa: ARG002, N802
        address = self.unescape(m[1])
        link = Element("a", {"href": address, "rel": "nofollow"})
        link.text = AtomicString(address)
        return link, m.start(), m.end()


def is_download(path: str) -> bool:
    """Return True for a file of citations, or the whole archive as data.

    >>> is_download("tags/search/papers.bib"), is_download("papers.md"), is_download("api/v1/tags.json")
    (True, False, False)
    """
    return not path.endswith(".md") and _DOWNLOAD.search(path) is not None  # most links lead to pages


class _MarkDownloads(Treeprocessor):
    """Marks links to files that a browser should save."""

    def run(self, root: Element) -> None:
        for link in root.iter("a"):
            if is_download(link.get("href", "")) and not _FOREIGN.match(link.get("href", "")):
                link.set("download", "")


class _MarkForeign(Treeprocessor):
    """Marks the links of notes that leave the page and are none to another page of the site."""

    def run(self, root: Element) -> None:
        for note in root.iter("div"):
            if note.get("class") == NOTE:
                for link in note.iter("a"):
                    if _FOREIGN.match(link.get("href", "")):
                        link.set("rel", FOREIGN_REL)
