"""YAML is written as PyYAML writes it, also where `dump_rows` does it faster."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.sources.yaml_writer import Folded, Plain, dump, dump_rows

WORDS = st.sampled_from("a A no Yes null 1 - e3 0x1 . : # (b) x.y = << é".split())
TEXTS = (
    st.lists(WORDS, min_size=1, max_size=5).flatmap(
        lambda words: st.sampled_from([" ", "", ", ", "  ", "- ", ": "]).map(lambda between: between.join(words))
    )
    | st.text("ab01 :#-'\"{[&*!|>%@`,?=~\n\t\\", max_size=8)
    | st.sampled_from("https://a.example/x?y#z 10.1000/x1 10.1000/182 2401.10000 on 2024-03 2024-03-01 11–19".split())
    | st.lists(st.sampled_from(["long", "words", "so: that", "lines", "are—folded", "at", "é"]), min_size=15).map(
        " ".join
    )
)
VALUES = (
    TEXTS
    | TEXTS.map(str.rstrip).map(Folded)
    | st.just(Plain("2026-04-01"))
    | st.integers()
    | st.booleans()
    | st.lists(TEXTS)
)
ROWS = st.lists(st.dictionaries(st.sampled_from(["title", "doi", "authors", "abstract"]), VALUES), max_size=4)


@given(ROWS)
@example([])
@example([{"title": "0xab"}])
@example([{}, {"title": "A"}, {"title": "A"}, {"title": "B: c"}, {"title": "no"}])
def test_rows_are_written_as_pyyaml_writes_them(rows: list[dict[str, object]]) -> None:
    assert dump_rows("papers", rows) == dump({"papers": rows})


@pytest.mark.parametrize(
    "row",
    [
        {"title": "T12", "doi": "10.1000/x", "authors": ["Ann Lee", "Bo Dale"], "upvotes": 3},
        {
            "title": "Gardens: a study",
            "arxiv": "2604.00001",
            "pages": "11–19",
            "abstract": Folded("A word, " * 30 + "x."),
        },
    ],
)
def test_usual_rows_do_not_need_pyyaml(row: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    written = dump({"papers": [row]})
    monkeypatch.setattr("yaml.dump", None)
    assert dump_rows("papers", [row]) == written
