from __future__ import annotations

import datetime as dt
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from plain_paper import plain_paper

from generator.exports import social_cards
from generator.exports.social_cards import Card, draw, drawable
from generator.model import Appearance, Archive, Settings, Tag, Text
from generator.vocabulary import Assignment

CARD = Card("Searching for Programs by Their Traces", "20 April 2026 · Search", "A shelf")


def picture(card: Card) -> Image.Image:
    return Image.open(io.BytesIO(draw(card)))


def ink(card: Card, box: tuple[int, int, int, int]) -> int:
    """How many pixels of a part of the card are dark."""
    histogram = picture(card).convert("L").crop(box).histogram()
    return sum(histogram[:100])


def test_a_card_is_a_small_picture_of_the_usual_size() -> None:
    data = draw(CARD)
    shown = Image.open(io.BytesIO(data))

    assert (shown.format, shown.mode, shown.size) == ("PNG", "P", social_cards.SIZE)
    assert len(data) < 15_000
    assert draw(CARD) == data


def test_a_card_shows_its_title_and_its_site() -> None:
    title, site = (80, 160, 1120, 470), (150, 500, 1120, 580)
    nothing = Card("", "", "")
    assert ink(nothing, title) == ink(nothing, site) == 0
    assert ink(CARD, title) > 1000
    assert ink(CARD, site) > 100
    assert draw(CARD) != draw(Card(CARD.title, "21 April 2026", CARD.site))


@pytest.mark.parametrize("title", ["A " * 300, "supercalifragilistic" * 20, "Ω" * 9_000, "W" * 90])
def test_nothing_is_drawn_outside_of_the_margins(title: str) -> None:
    card = Card(title, title, title)
    width, _ = social_cards.SIZE
    assert ink(card, (1121, 20, width, 630)) == 0
    assert ink(card, (0, 20, 75, 630)) == 0
    assert ink(card, (80, 470, 1120, 480)) == 0


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Instruction tuning", "Instruction tuning"),
        ("TÜLU, naïve", "TULU, naive"),
        ("π-net and Ω", "pi-net and Omega"),
        ("n²−m₁ – a‑b", "n2-m1 - a-b"),
        ("ﬁne “quotes” 100%…", "fine “quotes” 100%..."),
        ("論文", None),
        ("a → b", None),
    ],
)
def test_letters_that_the_font_lacks_are_replaced_or_the_text_is_refused(text: str, drawn: str | None) -> None:
    assert drawable(text) == drawn


@given(st.text(max_size=60))
def test_no_text_breaks_a_card(text: str) -> None:
    shown = drawable(text)
    assert shown is None or all(unicodedata.category(char)[0] != "C" for char in shown)
    draw(Card(text, text, text))


def test_the_newest_papers_that_can_be_drawn_have_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(social_cards, "MINIMUM_CARDS", 3)
    monkeypatch.setattr(social_cards, "_STEP", 1)
    papers = [
        plain_paper(
            slug, title=Text(title, title), appearances=(Appearance(day, "x"), Appearance(dt.date(2025, 12, 1), "x"))
        )
        for slug, title, day in (
            ("a", "Old", dt.date(2026, 1, 1)),
            ("b", "論文", dt.date(2026, 3, 1)),
            ("c", "New", dt.date(2026, 4, 20)),
            ("d", "D", dt.date(2026, 2, 1)),
        )
    ]
    settings = Settings("A shelf", "https://x.org/", "Of papers.")
    assignments = {paper.slug: (Assignment("x", ""),) for paper in papers}
    archive = Archive(settings, tuple(papers), (), (Tag("x", "Search", ()),), assignments, ())

    cards = {each.path: each.inputs[0] for each in social_cards.render(archive)}

    assert cards == {
        "social/site.png": Card("Of papers.", "", "A shelf"),
        "social/papers/c.png": Card("New", "20 April 2026 · Search", "A shelf"),
        "social/papers/d.png": Card("D", "1 February 2026 · Search", "A shelf"),
    }


def test_papers_lose_their_cards_a_step_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(social_cards, "MINIMUM_CARDS", 3)
    monkeypatch.setattr(social_cards, "_STEP", 4)
    papers = [plain_paper(f"p{day:02}", appearances=(Appearance(dt.date(2026, 1, day), "x"),)) for day in range(1, 12)]
    oldest = [min(social_cards.having_cards(papers[:count])) for count in range(1, 12)]
    assert oldest == ["p01"] * 6 + ["p05"] * 4 + ["p09"]
