"""Markdown that people wrote, as HTML that is safe to publish."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError

import nh3
from defusedxml.ElementTree import fromstring
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, STX, AtomicString

from generator.text.clean import DOLLARS, MATHML_ATTRIBUTES, MATHML_TAGS, formula, visible

_TAGS = frozenset(
    "a abbr blockquote br code dd del dl dt em h2 h3 h4 h5 h6 hr li ol p pre strong sub sup table tbody td th thead tr "
    "ul".split()
)
_ATTRIBUTES = {
    **dict.fromkeys(MATHML_TAGS, MATHML_ATTRIBUTES),
    "a": {"href", "rel", "title"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
    "abbr": {"title"},
}
_SCHEMES = frozenset({"http", "https", "mailto"})
_FOREIGN = "noopener nofollow ugc"
"""What links that lead elsewhere are to us, for browsers and search engines."""

_MOST_FORMULAS = 500
"""Formulas of one text that are set, or tried, which takes a millisecond each; those that follow stay as they were
typed.
"""

_ON_THEIR_OWN = r"(?<![\\$])\$\$(?!\$)([^$]{1,2000}?)(?<!\\)\$\$(?!\$)"
"""Formulas that stand between two dollars."""

_IN_ADDRESS = re.compile(r"(?:\]\(\s*<?[^()\s]*(?:\s+[\"'][^\"']*)?|<[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]*)\Z")
_LONGEST_ADDRESS = 2_000
"""What stands before a dollar in a link's address or title, and how far back that is looked for."""

_END_OF_BLOCK = re.compile(r"(</(?:p|li|[uo]l|h[2-6])>)\n(?=<)")
_HEADINGS = re.compile(r"h[1-6]")


@dataclass(frozen=True, slots=True)
class Rendered:
    """Safe HTML; where its links led, as they were written, in their order: some have lost their address; and the
    formulas that could not be set, as they were written, in any order.
    """

    html: str
    targets: tuple[str, ...]
    unset: tuple[str, ...]


def render(markdown: str, root: str, top_heading: int = 2) -> Rendered:
    """Sanitised HTML: no raw HTML, script, style, picture or frame, and links only to the web, mail and this site.
    Formulas between dollars are MathML, those between two dollars on lines of their own; a picture is a link to it.

    `root` is the relative way from the page to the site's root, such as `../../`: a link that begins with `/` leads to
    a page of the site wherever that is published. The first heading becomes `<h{top_heading}>`, and no rank is
    skipped below.
    """
    safe = _SafeHtml(root, top_heading)
    dirty = Markdown(extensions=["tables", "sane_lists", "fenced_code", safe]).convert(visible(markdown))
    clean = nh3.clean(
        dirty,
        tags=set(_TAGS | MATHML_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes=set(_SCHEMES),
        link_rel=None,  # `_Rebase` knows which links lead out
        strip_comments=True,
    )
    # To MkDocs' own Markdown a line that begins with a fence is code, even inside an attribute of an HTML block. And a
    # character reference may have brought back what was not to be seen.
    one_line = _END_OF_BLOCK.sub(r"\1", visible(clean).strip()).replace("\n", "&#10;")
    return Rendered(one_line, tuple(safe.rebase.targets), tuple(safe.unset))


def leads_somewhere(target: str) -> bool:
    """Whether a link keeps its address, leading to the web, to mail, to a page of this site or a place on its own."""
    return target.startswith("#") or _is_internal(target) or _scheme(html.unescape(target)) in _SCHEMES


def _is_internal(target: str) -> bool:
    return target.startswith("/") and not target.startswith("//")


class _SafeHtml(Extension):
    """Switches raw HTML off (it is shown as the text it is), and rebases headings and links."""

    def __init__(self, root: str, top_heading: int) -> None:
        super().__init__()
        self.rebase = _Rebase(root, top_heading)
        self.unset: list[str] = []

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the name is Python-Markdown's)
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.ESCAPED_CHARS.append("$")
        md.block_level_elements.remove("math")  # or line breaks would be put around each
        # After code, where dollars are dollars, and before a backslash or an underscore says anything.
        md.inlinePatterns.register(_Formula(self.unset, md), "formula", 185)
        md.treeprocessors.register(self.rebase, "rebase", 5)


class _Formula(InlineProcessor):
    """TeX between dollars, where it is any, as MathML; what cannot be set stays as it was typed."""

    def __init__(self, unset: list[str], md: Markdown) -> None:
        super().__init__(f"{_ON_THEIR_OWN}|{DOLLARS}", md)
        self._unset, self._left = unset, _MOST_FORMULAS

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | str | None, int | None, int | None]:  # type: ignore[override] # noqa: N802
        before = data[max(m.start() - _LONGEST_ADDRESS, 0) : m.start()]
        # Python-Markdown has put a mark in the place of code, which nobody can have typed.
        if not self._left or STX in m[0] or _IN_ADDRESS.search(before):
            return None, None, None
        self._left -= 1
        math = _element(formula(m[1], "block") if m[1] else formula(m[2]))
        if math is not None:
            for element in math.iter():  # in which nothing is Markdown
                element.text, element.tail = AtomicString(element.text or ""), AtomicString(element.tail or "")
            return math, m.start(), m.end()
        if "\\" not in m[0]:  # prose
            return None, None, None
        self._unset.append(m[0])
        return m[0], m.start(), m.end()


def _element(mathml: str | None) -> Element | None:
    try:
        return fromstring(mathml.replace("&nbsp;", "\N{NO-BREAK SPACE}")) if mathml else None
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
            # To show what is on another site would tell that site who reads.
            picture.text = picture.get("alt") or picture.get("title") or "picture"
            picture.tag = "span" if picture in linked else "a"
            picture.set("href", picture.attrib.pop("src", ""))
        for link in root.iter("a"):
            target = link.get("href", "").replace(AMP_SUBSTITUTE, "&")
            self.targets.append(target)
            if _is_internal(target):
                link.set("href", self.root + target[1:])
                continue
            link.set("rel", _FOREIGN)
            if not leads_somewhere(target):
                del link.attrib["href"]

    def _rank(self, headings: list[Element]) -> None:
        """Give headings ranks without a gap, from the top one on: of h1, h3, h3 the latter become one rank lower."""
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
    except ValueError:  # http://[ is no address
        return ""
