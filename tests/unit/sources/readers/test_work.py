"""Reading twice as much takes twice the work, whatever the format."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping

import pytest

from generator.edits import import_plan
from generator.model import SourceFile
from generator.sources import digests

CountCalls = Callable[[Callable[[], object]], int]

HEAD = "date: 2026-04-01\nsource: desk\npapers:\n"
ITEM = "<item><title>T{0}</title><link>http://a.example/{0}</link><description>&lt;b&gt;x</description></item>"

FILES: Mapping[str, Callable[[int], str]] = {
    "titles": lambda size: HEAD + "".join(f"  - title: T{n}\n" for n in range(size)),
    "one id": lambda size: HEAD + "".join(f"  - title: T{n}\n    arxiv: '2605.00001'\n" for n in range(size)),
    "one title": lambda size: HEAD + "".join(f"  - title: T\n    authors: [Ann Lee{n}]\n" for n in range(size)),
    "formulas": lambda size: HEAD + "".join(f"  - title: T{n} $a$ $b_1$\n" for n in range(size)),
    "keywords": lambda size: f"{HEAD}  - title: T\n    keywords: [{', '.join(f'k{n}' for n in range(size))}]\n",
    "authors": lambda size: f"{HEAD}  - title: T\n    authors: [{', '.join(f'A B{n}' for n in range(size))}]\n",
    "json": lambda size: json.dumps([{"paper": {"id": "2605.00001", "title": f"T{n}"}} for n in range(size)]),
    "csl": lambda size: json.dumps([{"id": f"{n}", "type": "book", "title": f"T{n}"} for n in range(size)]),
    "bib": lambda size: "".join(f"@misc{{k{n}, title={{T{n}}}, author={{Lee, Ann}}}}\n" for n in range(size)),
    "rss": lambda size: f"<rss version='2.0'><channel>{''.join(map(ITEM.format, range(size)))}</channel></rss>",
    "ris": lambda size: "".join(f"TY  - JOUR\nTI  - T{n}\nER  - \n\n" for n in range(size)),
    "nbib": lambda size: "".join(f"PMID- {n}\nTI  - T{n}\n\n" for n in range(size)),
    "list": lambda size: "# Read\n\n" + "".join(f"- [T{n} of it](https://a.example/{n})\n" for n in range(size)),
}


def read(text: str) -> list[digests.ParsedDigest]:
    return list(digests.read_digests(SourceFile("content/digests/2026-04-01-x.txt", text)))


@pytest.mark.parametrize("kind", FILES)
def test_reading_twice_as_much_takes_twice_the_work(kind: str, count_calls: CountCalls) -> None:
    small, large = (FILES[kind](size) for size in (200, 400))
    assert sum(len(parsed.entries) for parsed in read(small)) > 0
    assert count_calls(lambda: read(large)) < 2.2 * count_calls(lambda: read(small))


@pytest.mark.parametrize("kind", ["titles", "one id", "one title", "json", "bib", "list"])
def test_importing_twice_as_much_takes_twice_the_work(kind: str, count_calls: CountCalls) -> None:
    def work(size: int) -> int:
        readings = [("x", parsed) for parsed in read(FILES[kind](size))]
        assert readings[0][1].digest
        return count_calls(lambda: import_plan.plan({}, [], "", readings))

    assert work(200) < 2.3 * work(100)


@pytest.mark.parametrize("filling", [" ", "\n", "\t", "-", "#", "a: ", "<b>", "@a{", "- ", "\\a ", "{a", "[", "&amp;"])
def test_no_format_is_sought_for_long(filling: str) -> None:
    """A pattern that tries a text from each of its places takes a minute for this; reading it takes milliseconds."""
    began = time.process_time()
    read(f"x{filling * (300_000 // len(filling))}x")
    assert time.process_time() - began < 10
