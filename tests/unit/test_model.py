from __future__ import annotations

import datetime as dt

import pytest

from generator.bibliography import PartialDate


@pytest.mark.parametrize("text", ["2026", "2026-04", "2026-04-20", "0987-01"])
def test_a_partial_date_is_its_text(text: str) -> None:
    assert str(PartialDate.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "26", "2026-4", "2026-13", "2026-00", "2026-02-30", "2026-04-00", "2026-04-20T00:00", "٢٠٢٦"]
)
def test_other_texts_are_no_date(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (any reason)
        PartialDate.parse(text)


def test_a_year_sorts_before_its_months_and_these_before_their_days() -> None:
    dates = ["2025-12-31", "2026", "2026-04", "2026-04-01", "2026-05"]
    assert [str(date) for date in sorted(map(PartialDate.parse, reversed(dates)))] == dates


def test_a_date_includes_its_more_precise_forms() -> None:
    assert PartialDate(2026).includes(PartialDate(2026, 4, 20))
    assert PartialDate(2026, 4).includes(PartialDate(2026, 4))
    assert not PartialDate(2026, 4, 20).includes(PartialDate(2026, 4))
    assert not PartialDate(2026, 4).includes(PartialDate(2026, 5, 1))
    assert PartialDate.of(dt.date(2026, 4, 20)) == PartialDate(2026, 4, 20)
