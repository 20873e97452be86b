"""Social cards: the preview image that a chat or social site shows beside a link, drawn without a network.

The only font that is always there is Pillow's own: the ASCII letters and some punctuation of Aileron. So letters lose
their accents, Greek letters are spelt out, and a title in another script has no card.
"""

from __future__ import annotations

import base64
import bisect
import functools
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import PIL

from generator.model import Archive, Paper
from generator.outputs import Output, output
from generator.text.wording import words_of

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

SIZE = (1200, 630)
"""Width and height in pixels, as readers of Open Graph expect."""

MINIMUM_CARDS, _STEP = 300, 100
"""The newest papers have cards of their own, and up to a step more: see
docs/decisions/0073-three-hundred-social-cards.md.
"""

SITE = "social/site.png"
"""The card of every page without one of its own."""

_MARGIN = 80
_TITLE_SIZES = (76, 66, 58, 50, 44)
_TITLE_LINES = 4
_COLOURS = ((0xFB, 0xF9, 0xF4), (0x17, 0x3B, 0x47))
"""Ground and ink. Letters have hard edges: a card is shown at half its size, which smooths them. Soft edges and two
more colours would double its bytes.
"""

_INK = 255
_GREEK = re.compile(r"GREEK (SMALL|CAPITAL) LETTER (?:FINAL )?([A-Z]+)")


@dataclass(frozen=True, slots=True)
class Card:
    """The texts of a card: a title, a line of facts above it, and the name of the site below."""

    title: str
    facts: str
    site: str


def path_of(slug: str) -> str:
    """Return the path of a paper's card."""
    return f"social/papers/{slug}.png"


def having_cards(papers: Iterable[Paper]) -> frozenset[str]:
    """Return the slugs of the papers with a card of their own: the newest, if their titles can be drawn.

    Papers lose their cards, and their pages change, a hundred at a time and not with each digest.
    """
    oldest_first = sorted(papers, key=lambda paper: (paper.newest.date, paper.slug))
    begin = max(0, len(oldest_first) - MINIMUM_CARDS) // _STEP * _STEP
    return frozenset(paper.slug for paper in oldest_first[begin:] if drawable(paper.title.plain) is not None)


def render(archive: Archive) -> Iterator[Output]:
    """Yield the site's card, and those of the papers that have one."""
    settings, version = archive.settings, PIL.__version__
    yield output(SITE, draw, Card(settings.site_description or settings.site_name, "", settings.site_name), version)
    labels, words = {tag.slug: tag.label for tag in archive.tags}, words_of(settings.language)
    carded = having_cards(archive.papers)
    for paper in archive.papers:
        if paper.slug in carded:
            tags = (labels[assignment.tag] for assignment in archive.assignments[paper.slug][:3])
            day = drawable(words.date(paper.newest.date)) or str(paper.newest.date)
            facts = " · ".join([day, *tags])
            yield output(path_of(paper.slug), draw, Card(paper.title.plain, facts, settings.site_name), version)


def drawable(text: str) -> str | None:
    """Return the text in letters that the font has, None if it lacks one."""
    plain = "".join(map(_plain, unicodedata.normalize("NFKC", text)))
    return plain if all(map(_has_glyph, set(plain))) else None


def _plain(char: str) -> str:
    """Return `a` for ä, `alpha` for α, `-` for every hyphen and minus, and "" for marks and joiners."""
    if _has_glyph(char):
        return char
    if greek := _GREEK.match(unicodedata.name(char, "")):
        return greek[2].lower() if greek[1] == "SMALL" else greek[2].capitalize()
    if unicodedata.category(char) == "Pd" or char == "−":
        return "-"
    return "".join(part for part in unicodedata.normalize("NFKD", char) if unicodedata.category(part)[0] not in "MC")


@functools.cache
def _has_glyph(char: str) -> bool:
    font = _font(20)
    return bytes(font.getmask(char)) != bytes(font.getmask("\uffff"))


@functools.cache
def _font(size: int) -> FreeTypeFont:
    from PIL import ImageFont

    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("this Pillow cannot draw text: it was built without FreeType")
    return font


def as_text(card: Card) -> str:
    """Return the card as one text, for a job."""
    return json.dumps([card.title, card.facts, card.site], ensure_ascii=False)


def drawn_as_json(text: str) -> str:
    """Return the card of a text of `as_text`, drawn, for `drawn_from_json`."""
    return base64.b64encode(draw(Card(*json.loads(text)))).decode()


def drawn_from_json(value: str) -> bytes:
    """Return the picture of a value of `drawn_as_json`."""
    return base64.b64decode(value)


def draw(card: Card, _version: str = "") -> bytes:
    """Return the card as a PNG of two colours, some 5 KB. One version of Pillow gives the same bytes for a card."""
    from PIL import Image, ImageDraw  # which most builds do without: the cache has their cards

    ink = Image.new("L", SIZE)
    pen = ImageDraw.Draw(ink)
    title, facts, site = (drawable(text) or "" for text in (card.title, card.facts, card.site))
    width = SIZE[0] - 2 * _MARGIN
    if facts:
        pen.text((_MARGIN, 96), _shortened(facts, _font(30), width), fill=_INK, font=_font(30))
    font, lines = _fitted(title, width)
    for number, line in enumerate(lines):
        corner = (_MARGIN, 164 + number * font.size * 1.18)
        pen.text(corner, line, fill=_INK, font=font, stroke_width=font.size / 60)
    pen.text((_MARGIN + 76, 517), _shortened(site, _font(36), width - 76), fill=_INK, font=_font(36), stroke_width=0.5)
    _ornaments(pen)
    picture = Image.new("P", SIZE)
    picture.putpalette([part for colour in _COLOURS for part in colour])
    picture.paste(ink.point([level // 128 for level in range(256)]))
    file = io.BytesIO()
    picture.save(file, "PNG", bits=1, optimize=False, compress_level=7)
    return file.getvalue()


def _ornaments(pen: ImageDraw) -> None:
    """Draw a band, the masthead's double rule, and three books on a shelf."""
    right = SIZE[0] - _MARGIN
    pen.rectangle((0, 0, SIZE[0], 15), fill=_INK)
    pen.rectangle((_MARGIN, 482, right, 484), fill=_INK)
    pen.rectangle((_MARGIN, 489, right, 490), fill=_INK)
    pen.rectangle((_MARGIN, 522, _MARGIN + 13, 562), fill=_INK)
    pen.rectangle((_MARGIN + 18, 514, _MARGIN + 31, 562), fill=_INK)
    pen.polygon([(_MARGIN + 36, 522), (_MARGIN + 47, 518), (_MARGIN + 60, 558), (_MARGIN + 49, 562)], fill=_INK)
    pen.rectangle((_MARGIN - 4, 566, _MARGIN + 62, 569), fill=_INK)


def _fitted(title: str, width: int) -> tuple[FreeTypeFont, Sequence[str]]:
    """Return the largest font in which the title fits, and its lines; they are cut if not even the smallest fits."""
    for size in _TITLE_SIZES:
        lines = list(_wrapped(title, _font(size), width))
        fits = all(_font(size).getlength(line) <= width for line in lines)
        if fits and len(lines) <= _TITLE_LINES and len(lines) * size * 1.18 <= 300:
            return _font(size), lines
    font = _font(_TITLE_SIZES[-1])
    if len(lines) > _TITLE_LINES:
        lines = [*lines[: _TITLE_LINES - 1], " ".join(lines[_TITLE_LINES - 1 :])]
    return font, [_shortened(line, font, width) for line in lines]


def _wrapped(text: str, font: FreeTypeFont, width: int) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".lstrip()
        if line and font.getlength(longer) > width:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line


def _shortened(text: str, font: FreeTypeFont, width: int) -> str:
    """Return the text, cut with an ellipsis if it is wider than `width` pixels."""
    if len(text) <= width and font.getlength(text) <= width:
        return text
    lengths = range(1, min(len(text), width) + 1)  # every letter is at least a pixel wide
    fitting = bisect.bisect_left(lengths, True, key=lambda length: font.getlength(f"{text[:length]}…") > width)
    return f"{text[:fitting].rstrip(' …')}…"
