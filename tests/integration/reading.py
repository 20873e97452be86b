"""Reading what was built, as a browser and a reader would."""

from __future__ import annotations

import re
import unicodedata
from itertools import takewhile
from pathlib import Path

from bs4 import BeautifulSoup

_TEX = frozenset("\\{}$`~'\"^_")
_MACRO = re.compile(r"\\[A-Za-z]+")
_NAME = re.compile(
    r"(?<![A-Za-z])(?:propto|cdot|times|circ|approx|leq|geq|langle|rangle|mid|gg|ell|sum|rightarrow|star|top|sim|pi"
    r"|(?:math|text)(?:bf|it|cal|rm)|boldsymbol|[Pp]hi|[Pp]si|(?<=\{)(?:it|bf|em))+(?![A-Za-z])"
)
"""Names of TeX as sources without backslashes write them."""

_MATH = re.compile(r"(?<!\\)\$(?=\S)[^$]*(?<=[^\s\\])\$(?!\d)|\\\(.*?\\\)", re.S)


def tree(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files(folder)}


def times(folder: Path) -> dict[str, int]:
    """When each file below a folder was last written, in nanoseconds."""
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in _files(folder)}


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def page(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_bytes(), "lxml")


def pages(site: Path) -> dict[str, BeautifulSoup]:
    """Every page of a site by its address, without redirect stubs and the page for lost visitors."""
    found = {path.parent.relative_to(site).as_posix(): page(path) for path in site.rglob("index.html")}
    return {address: soup for address, soup in found.items() if not soup.select_one("meta[http-equiv=refresh]")}


def title(soup: BeautifulSoup) -> str:
    assert soup.title is not None
    return " ".join(soup.title.get_text().split())


def article(soup: BeautifulSoup) -> str:
    """What the page's article says; the ¶ and anchors that themes add are not its words."""
    found = soup.select_one("article.md-content__inner")
    assert found is not None
    return " ".join(found.get_text(" ").split())


def carded(soup: BeautifulSoup) -> list[str]:
    """The slugs of the papers that have a card in the page's lists, or a line that unfolds to one.

    The title of a card is its first paragraph; a line names its paper.
    """
    titles = soup.select(".ps-list li > p:first-child > a, .ps-list > details[data-ps-slug]")
    return [str(title.get("data-ps-slug") or str(title.get("href")).split("/")[-2]) for title in titles]


def abstract(soup: BeautifulSoup) -> str:
    """The abstract as it is shown, '' when the page has none."""
    heading = soup.find(id="abstract")
    if heading is None:
        return ""
    paragraphs = takewhile(lambda element: element.name != "h2", heading.find_next_siblings())
    return " ".join(" ".join(paragraph.get_text().split()) for paragraph in paragraphs if paragraph.name == "p")


def not_shown(written: str, shown: str) -> str:
    """The first word of an abstract that a page does not show in its place, '' when it shows them all in order.

    This knows nothing of how the generator reads TeX. Words without TeX must stand on the page as they were written;
    of those with TeX, every letter and digit outside of formulas and names of macros must be there, in order.
    """
    prose = _MATH.sub(" ", written).replace("--", "–" if "---" not in written else "—")
    names = _NAME if set(prose) & set("^_{") else _MACRO
    remaining = iter(shown.split())
    for word in prose.split():
        if not set(word) & _TEX and not names.search(word) and not any(word == other for other in remaining):
            return word
    letters = iter(_letters(shown))
    for word in prose.split():
        if not all(
            any(letter == other for other in letters) for letter in _letters(names.sub("", _MACRO.sub("", word)))
        ):
            return word
    return ""


def _letters(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text).casefold() if char.isalnum())
