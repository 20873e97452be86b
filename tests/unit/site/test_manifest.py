"""The manifest gives back what it was given, and nothing of what is not its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from generator.model import Problem, Severity
from generator.site.manifest import Manifest, Row
from generator.system.cache import Cache

ROWS = {"index.md": Row("key", 12, 1_700_000_000_000_000_000), "tags/ü.md": Row("other", 0, 1)}
STATES = {path: row.state for path, row in ROWS.items()}


@pytest.fixture
def cache() -> Iterator[Cache]:
    with closing(Cache(None)) as cache:
        yield cache


def test_rows_and_keys_come_back_by_tree(cache: Cache) -> None:
    manifest = Manifest(cache)
    manifest.keep("docs", ROWS)
    manifest.keep("site", {}, "all")
    assert (manifest.rows("docs"), manifest.rows("site"), manifest.rows("search")) == (ROWS, {}, {})
    assert (manifest.key("docs"), manifest.key("site"), manifest.key("search")) == ("", "all", "")


def test_a_tree_has_a_state_while_its_files_are_as_its_rows_say(cache: Cache) -> None:
    manifest = Manifest(cache)
    manifest.keep("docs", ROWS)
    assert manifest.state("docs", STATES) != ""
    assert manifest.state("docs", STATES | {"index.md": (13, 1)}) == ""
    assert manifest.state("docs", STATES | {"new.md": (1, 1)}) == ""
    assert manifest.state("docs", {"index.md": STATES["index.md"]}) == ""


@pytest.mark.parametrize(
    "value", [None, [], {}, {"rows": []}, {"rows": {"a": "b"}}, {"rows": {"a": ["k", 1]}}, {"rows": {"a": [1, 1, 1]}}]
)
def test_what_is_no_tree_has_no_rows(cache: Cache, value: object) -> None:
    cache.put([("tree docs", value)])
    assert Manifest(cache).rows("docs") == {}


def test_the_last_run_is_recognised_by_its_inputs_and_files(cache: Cache) -> None:
    manifest = Manifest(cache)
    problem = Problem("content/x.md", 3, 8, "unknown tag 'agnts'", "did you mean 'agents'?", Severity.WARNING)
    assert manifest.problems_of_same("inputs", "state") is None
    manifest.keep_run("inputs", "state", [problem])
    assert manifest.problems_of_same("inputs", "state") == (problem,)
    assert manifest.problems_of_same("others", "state") is None
    assert manifest.problems_of_same("inputs", "other") is None
