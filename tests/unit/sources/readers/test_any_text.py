"""Whatever a text is, every reader gives values or located problems, and never raises.

The texts are mutations of the small archive's digests, one per format: cut, repeated, spliced with what is special to
some format, and, of JSON and YAML, with values of other kinds where the format has its own.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model import Entry, SourceFile
from generator.sources import readers
from generator.sources.digests import read_digests
from generator.sources.readers.reader import Reader

TESTS = Path(__file__).resolve().parents[3]
SEEDS = {
    reader.format: text
    for path in [
        *sorted((TESTS / "archive/content/digests").iterdir()),
        *sorted((TESTS / "formats").iterdir()),
        TESTS / "golden/api/v1/archive.jsonl",
    ]
    if (reader := readers.read(SourceFile(path.name, text := path.read_text("utf-8")))[0])
}
SPECIAL = [
    *("{", "}", "[", "]", '"', "'", "\\", "$", "%", "&", "<", ">", ":", "-", "#", "*x", "&x", "!!python/name:os", "|"),
    *("<![CDATA[", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "</entry>", "<title>", "@article{", "@string{a=", "•", "·"),
    *(
        "\x00",
        "\x1b[2J",
        "\u202e",
        "\ufeff",
        "\\ud800",
        "\n",
        "\n\n",
        "\t",
        "0" * 50,
        "9999-99-99",
        "2026-02-30",
        "Feb 30 3",
    ),
    *(
        "../../etc/passwd",
        "javascript:alert(1)",
        "<script>",
        "null",
        "true",
        "-1",
        "1e999",
        "NaN",
        "2401.1",
        "$\\frac{",
    ),
]
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(SPECIAL),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def check(text: str, reader: Reader) -> None:
    """The reader gives entries and problems, each with a place in the text and something to do."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # as `files` reads it
    reading = reader.read(SourceFile("content/digests/2026-03-20-any.txt", text), dt.date(2026, 3, 20))
    lines = text.count("\n") + 1
    for part in (reading, *reading.digests):
        assert all(isinstance(entry, Entry) and entry.title.strip() for entry in part.entries)
        for problem in part.problems:
            assert 1 <= problem.line <= lines
            assert problem.column >= 1
            assert problem.message
            assert problem.hint


def test_there_is_a_text_of_every_format() -> None:
    assert set(SEEDS) == {reader.format for reader in readers.readers()}


@pytest.mark.parametrize("reader", readers.readers(), ids=lambda reader: reader.format)
@given(text=st.text() | st.lists(st.sampled_from(SPECIAL)).map("".join))
def test_any_text(reader: Reader, text: str) -> None:
    check(text, reader)


@pytest.mark.parametrize("reader", readers.readers(), ids=lambda reader: reader.format)
@given(data=st.data())
def test_any_mutation_of_a_digest(reader: Reader, data: st.DataObject) -> None:
    text = SEEDS[reader.format]
    places = st.integers(0, len(text))
    for _ in range(data.draw(st.integers(1, 4))):
        start, stop = sorted((data.draw(places), data.draw(places)))
        middle = data.draw(st.sampled_from([text[start:stop], text[start:stop] * 2, text[start:stop][::-1], *SPECIAL]))
        text = data.draw(st.sampled_from([text[:start] + middle + text[stop:], text[:start] + middle + text[start:]]))
        text = text[:50_000]
        places = st.integers(0, len(text))
    check(text, reader)
    read_digests(SourceFile("content/digests/2026-03-20-any.txt", text))


@pytest.mark.parametrize("reader", [readers.readers()[0], readers.readers()[2]], ids=lambda reader: reader.format)
@given(replacement=ANY_JSON, seed=st.integers(0, 10_000))
def test_any_value_in_json(reader: Reader, replacement: Any, seed: int) -> None:
    lines = SEEDS[reader.format].splitlines() if reader.format.endswith("Lines)") else [SEEDS[reader.format]]
    values = [json.loads(line) for line in lines]
    replace_some_value(values, replacement, random.Random(seed))  # noqa: S311 (which value, not a secret)
    check("\n".join(map(json.dumps, values)), reader)


def replace_some_value(values: Any, replacement: Any, choice: random.Random) -> None:
    """Put `replacement` in the place of some value at some depth."""
    while True:
        place = choice.choice(list(values) if isinstance(values, dict) else range(len(values)))
        if not (isinstance(values[place], dict | list) and values[place]) or choice.random() < 0.15:
            values[place] = replacement
            return
        values = values[place]


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Stop what would take for ever: some hundred times what it takes, so that no slow machine fails."""

    def give_up(*_: object) -> None:
        raise AssertionError(f"took more than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("reader", readers.readers(), ids=lambda reader: reader.format)
@pytest.mark.parametrize(
    "pattern",
    ["[", "{", "(", "<a>", "<", "&a", "$", "\\", '"', "``", "- ", "a: ", "@a{", "\n", " ", "Feb 27 3\n", "•\n", "\\v{"],
)
def test_repetition_costs_no_more_than_its_length(reader: Reader, pattern: str) -> None:
    head = SEEDS[reader.format]
    with at_most(100):
        for text in (pattern * (300_000 // len(pattern)), head[: len(head) // 2] + pattern * (300_000 // len(pattern))):
            check(text, reader)
