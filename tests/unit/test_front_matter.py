"""Front matter as parsers of YAML read it."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mkdocs.utils import meta

from generator import front_matter

TEXTS = st.one_of(
    st.text(),
    st.sampled_from(
        [
            "no",
            "Yes",
            "null",
            "~",
            "1",
            "1.5",
            "2026-03-01",
            "1:20",
            "a: b",
            "a #b",
            "- a",
            "---",
            "e1",
            "A & B",
            "x\ny",
            "  x\ny\n",
        ]
    ),
    st.lists(
        st.sampled_from(["a", " ", "\n", ":", "#", "-", "'", '"', "{", "}", "\t", "é", "|", "---\n", "x: y\n"])
    ).map("".join),
)
VALUES = st.recursive(
    st.one_of(TEXTS, st.integers(), st.booleans()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=10,
)


@settings(max_examples=500)
@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=5))
@example({"bibtex": "@misc{a,\n  title = {B},\n}\n"})
@example({"a": [[["x"]], {"b": [{}]}, []]})
def test_mkdocs_reads_the_values_that_were_written(values: dict[str, object]) -> None:
    body, read = meta.get_data(front_matter.written(values) + "\nBody\n")

    assert read == values
    assert body == "Body\n"


def test_it_reads_like_a_note() -> None:
    values = {
        "title": "Trees: a study",
        "description": '"No", it says.',
        "authors": ["Ann Ek", "Bo O'Hara"],
        "published": "2026-03-01",
        "arxiv": "2603.00001",
        "links": {"paper": "https://example.org/a?b=1"},
        "appearances": [{"date": "2026-03-02", "upvotes": 12}, {"date": "2026-03-05"}],
        "bibtex": "@misc{a,\n  title = {B},\n}\n",
    }

    assert front_matter.written(values) == (
        "---\n"
        'title: "Trees: a study"\n'
        "description: '\"No\", it says.'\n"
        "authors:\n"
        "  - Ann Ek\n"
        "  - Bo O'Hara\n"
        'published: "2026-03-01"\n'
        'arxiv: "2603.00001"\n'
        "links:\n"
        "  paper: https://example.org/a?b=1\n"
        "appearances:\n"
        '  - date: "2026-03-02"\n'
        "    upvotes: 12\n"
        '  - date: "2026-03-05"\n'
        "bibtex: |\n"
        "  @misc{a,\n"
        "    title = {B},\n"
        "  }\n"
        "---\n"
    )
    assert yaml.safe_load(front_matter.written(values)[4:-4]) == values


def test_other_values_are_refused() -> None:
    with pytest.raises(TypeError, match="not float"):
        front_matter.written({"x": 1.5})
