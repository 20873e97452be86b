"""Social cards, which a build draws once."""

from __future__ import annotations

from contextlib import closing

import pytest
from plain_paper import plain_paper

from generator import assemble
from generator.exports import social_cards
from generator.model import Archive, Settings
from generator.outputs import Output
from generator.system import parallel
from generator.system.cache import Cache
from generator.system.progress import Silent


def test_a_card_is_drawn_once_and_then_taken_from_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive(Settings("Shelf", "https://a.org/"), (plain_paper("a"),), (), (), {"a": ()}, ())
    outputs = {each.path: each for each in social_cards.render(archive)}
    lazily = {path: each.content() for path, each in outputs.items()}

    with closing(Cache(None)) as results:

        def drawn() -> dict[str, Output]:
            return {each.path: each for each in assemble.draw_cards(outputs, results, parallel.pool, Silent())}

        assert {path: each.content() for path, each in drawn().items()} == lazily
        monkeypatch.setattr(social_cards, "draw", lambda *_: pytest.fail("drawn again"))
        outputs = {path: Output(path, social_cards.draw, each.inputs) for path, each in outputs.items()}
        assert {path: each.content() for path, each in drawn().items()} == lazily
    assert len(lazily) == 2
