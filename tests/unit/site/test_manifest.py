"""The manifest gives back what it was given, and nothing of what is not its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from generator.site.manifest import Manifest, PartRow, Row
from generator.system.cache import Cache

ROWS = {"index.md": Row("key", 12, 1_700_000_000_000_000_000), "tags/ü.md": Row("other", 0, 1)}


@pytest.fixture
def cache() -> Iterator[Cache]:
    with closing(Cache(None)) as cache:
        yield cache


def test_rows_come_back_by_tree(cache: Cache) -> None:
    manifest = Manifest(cache)
    parts = {"index.md": [PartRow("key", 5, 1, 9), PartRow("other", 7, 2, 9)]}
    manifest.keep("docs", ROWS, parts)
    assert (manifest.rows("docs"), manifest.rows("search")) == (ROWS, {})
    assert (manifest.parts("docs"), manifest.parts("search")) == (parts, {})


@pytest.mark.parametrize("value", [None, [], {}, {"a": "b"}, {"a": ["k", 1]}, {"a": [1, 1, 1]}])
def test_what_is_no_tree_has_no_rows(cache: Cache, value: object) -> None:
    cache.put([("tree docs", value)])
    assert Manifest(cache).rows("docs") == {}


@pytest.mark.parametrize(
    "value", [[], {"a": "b"}, {"a": 1}, {"a": ["key"]}, {"a": [["key", 1, 2]]}, {"a": [[1, 1, 1, 1]]}]
)
def test_what_is_no_row_of_parts_is_ignored(cache: Cache, value: object) -> None:
    cache.put([("parts docs", value)])
    assert Manifest(cache).parts("docs") == {}
