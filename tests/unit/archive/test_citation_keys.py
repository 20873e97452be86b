from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest

from generator.archive import papers
from generator.archive.citation_keys import citation_keys
from generator.bibliography import PartialDate
from generator.model import Digest, Entry, Permalink

DAY = dt.date(2026, 4, 20)


def keys(*entries: Entry, record: tuple[str, ...] = ()) -> dict[str, str]:
    return keys_of_digests(Digest(DAY, "desk", entries), record=record)


def keys_of_digests(*digests: Digest, record: tuple[str, ...] = ()) -> dict[str, str]:
    merged = papers.merge(digests)
    recorded = [Permalink(slug, frozenset()) for slug in record]
    return citation_keys(merged.papers, papers.rows(digests, merged.slug_at), recorded)


def entry(title: str, *authors: str, year: int = 2024, **facts: Any) -> Entry:
    return Entry(title, authors=authors, published=PartialDate(year), **facts)


@pytest.mark.parametrize(
    ("one", "key"),
    [
        (entry("Towards Kite-VLA: a Model", "Wei Wang", "Ada Example"), "wang2024kitevla"),
        (entry("On the Use of Kites", "Lonneke van der Plas"), "plas2024use"),
        (entry("Kites", "Çelik, Ömer"), "celik2024kites"),
        (entry("Kites at Work", "{The Kite Group}"), "kitegroup2024kites"),
        (entry("Kites at Work"), "kites2024work"),
        (entry("Kites at Work", organisation="Kite Labs for Slow Winds"), "kitelabsforslowwinds2024kites"),
        (entry("风筝的研究", "山田, 太郎"), "shantian2024fengzhengdeyanjiu"),
        (entry("4 Kites in 3D", "Bo Dale"), "dale2024kites"),
        (entry("2048", "Bo Dale"), "dale2024no2048"),
        (entry("Of", "Bo Dale"), "dale2024of"),
        (entry("?!", "Bo Dale"), "dale2024paper"),
        (Entry("Kites", authors=("Bo Dale",)), "dale2026kites"),
    ],
)
def test_a_key_is_author_year_and_a_word_of_the_title(one: Entry, key: str) -> None:
    assert [found[: len(key)] for found in keys(one).values()] == [key]


def test_equal_keys_get_another_word_or_a_number() -> None:
    found = keys(
        entry("Kites at Work", "Bo Dale", doi="10.1000/1"),
        entry("Kites at Rest", "Bo Dale", doi="10.1000/2"),
        entry("Kites", "Bo Dale", doi="10.1000/3"),
        entry("Kites in Work", "Al Dale", doi="10.1000/4"),
    )
    assert found["kites"] == "dale2024kites"
    assert sorted(found.values()) == ["dale2024kites", "dale2024kites2", "dale2024kitesrest", "dale2024kiteswork"]


def test_what_is_learned_later_changes_no_key() -> None:
    first = Digest(DAY, "desk", (Entry("Kites at Work", arxiv="2401.10000"),))
    told = Entry("Kites at Work and Play", authors=("Bo Dale",), arxiv="2401.10000", published=PartialDate(2024))
    later = Digest(DAY + dt.timedelta(1), "desk", (told,))
    assert keys_of_digests(first) == keys_of_digests(first, later) == {"kites-at-work": "kites2026work"}


def test_a_recorded_paper_keeps_its_key_when_an_older_digest_joins() -> None:
    old = Digest(DAY, "desk", (entry("Kites at Work", "Bo Dale", doi="10.1000/1"),))
    older = Digest(DAY - dt.timedelta(9), "desk", (entry("Kites at Rest", "Bo Dale", doi="10.1000/2"),))
    record = ("kites-at-work", "kites-at-rest")
    assert keys_of_digests(old, older, record=record)["kites-at-work"] == "dale2024kites"


def test_no_key_is_the_address_of_a_paper() -> None:
    found = keys(entry("Kites at Work", "Bo Dale"), entry("Dale2024kites", "Cy Poe"))
    assert found["kites-at-work"] == "dale2024kiteswork"


def test_thousands_of_papers_that_would_have_one_key_take_no_longer_than_others() -> None:
    entries = tuple(entry("Kites", "Bo Dale", doi=f"10.1000/{number}") for number in range(5_000))
    digests = [Digest(DAY, "desk", entries)]
    merged = papers.merge(digests)
    rows = papers.rows(digests, merged.slug_at)
    began = time.process_time()
    found = citation_keys(merged.papers, rows)
    assert len(set(found.values())) == 5_000
    assert time.process_time() - began < 2
