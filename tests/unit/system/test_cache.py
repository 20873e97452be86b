from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pytest

from generator.system.cache import Cache, compute, remember
from generator.system.progress import Silent, Task


@pytest.fixture
def results(tmp_path: Path) -> Iterator[Cache]:
    cache = Cache(tmp_path / "folder" / "cache.sqlite3")
    yield cache
    cache.close()


@pytest.fixture
def pool() -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


class Upper:
    """A function that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, text: str) -> str:
        self.asked.append(text)
        return text.upper()


def compute_with(function: Upper, texts: list[str], cache: Cache, pool: Executor, version: str = "1") -> dict[str, str]:
    return compute(function, str, version, texts, cache, pool, partial(Silent().task, ""))


def test_values_come_back_by_key(results: Cache) -> None:
    results.put([("a", ["ü", 1]), ("b", None)])
    assert results.get(["a", "b", "c"]) == {"a": ["ü", 1], "b": None}


def test_thousands_of_keys_are_asked_in_batches(results: Cache) -> None:
    keys = [str(number) for number in range(2345)]
    results.put((key, int(key)) for key in keys)
    assert len(results.get(keys)) == 2345


def test_what_was_computed_is_not_computed_again(results: Cache, pool: Executor) -> None:
    function = Upper()
    assert compute_with(function, ["a", "b"], results, pool) == {"a": "A", "b": "B"}
    assert compute_with(function, ["b", "c"], results, pool) == {"b": "B", "c": "C"}
    assert function.asked == ["a", "b", "c"]


def test_another_version_computes_anew(results: Cache, pool: Executor) -> None:
    function = Upper()
    compute_with(function, ["a"], results, pool)
    compute_with(function, ["a"], results, pool, version="2")
    assert function.asked == ["a", "a"]


def test_many_texts_go_through_the_pool_in_order(results: Cache, pool: Executor) -> None:
    texts = [f"t{number}" for number in range(600)]
    assert list(compute_with(Upper(), texts, results, pool).values()) == [text.upper() for text in texts]


def test_progress_tells_how_many_are_computed(results: Cache, pool: Executor) -> None:
    steps: list[str] = []

    def task(total: int) -> nullcontext[Task]:
        steps.append(f"{total} to do")
        return nullcontext(Task(lambda: steps.append("done")))

    compute(Upper(), str, "1", ["a"], results, pool, task)
    compute(Upper(), str, "1", ["a", "b", "c"], results, pool, task)
    assert steps == ["1 to do", "done", "2 to do", "done", "done"]


def test_results_outlive_the_process(tmp_path: Path) -> None:
    first = Cache(tmp_path / "c")
    first.put([("a", 1)])
    first.close()
    second = Cache(tmp_path / "c")
    assert second.get(["a"]) == {"a": 1}
    second.close()


def test_a_damaged_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "c").write_bytes(b"no database" * 100)
    cache = Cache(tmp_path / "c")
    cache.put([("a", 1)])
    assert cache.get(["a"]) == {"a": 1}
    cache.close()


def test_what_is_made_of_the_whole_archive_is_computed_again_only_when_the_archive_or_the_version_changes(
    results: Cache,
) -> None:
    asked = []

    def computed(inputs: object, version: str = "1") -> object:
        return remember("map", version, inputs, lambda: asked.append(inputs) or {"made of": inputs}, results)

    assert (
        computed([["a", {"title": "T"}]]) == computed([["a", {"title": "T"}]]) == {"made of": [["a", {"title": "T"}]]}
    )
    assert computed([["a", {"title": "U"}]]) == {"made of": [["a", {"title": "U"}]]}
    computed([["a", {"title": "U"}]], version="2")
    assert len(asked) == 3


def test_a_kept_value_of_another_shape_is_computed_again(results: Cache) -> None:
    results.put([("map", ["damaged"])])
    assert remember("map", "1", [], lambda: "new", results) == "new"
