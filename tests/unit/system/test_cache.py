from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from generator.system.cache import Cache, remember, remember_each


@pytest.fixture
def results(tmp_path: Path) -> Iterator[Cache]:
    cache = Cache(tmp_path / "folder" / "cache.sqlite3")
    yield cache
    cache.close()


def test_values_come_back_by_key(results: Cache) -> None:
    results.put([("a", ["ü", 1]), ("b", None)])
    assert results.get(["a", "b", "c"]) == {"a": ["ü", 1], "b": None}


def test_the_last_value_of_a_key_counts_and_a_pack_without_values_is_deleted(tmp_path: Path) -> None:
    results = Cache(tmp_path / "c")
    results.put([("a", 1), ("b", 2)])
    results.put([("a", 3)])
    assert results.get(["a", "b"]) == {"a": 3, "b": 2}
    results.put([("b", 4)])
    assert results.get(["a", "b"]) == {"a": 3, "b": 4}
    results.close()
    with sqlite3.connect(tmp_path / "c") as database:
        assert database.execute("SELECT count(*) FROM packs").fetchone() == (2,)


def test_a_damaged_pack_has_no_values(tmp_path: Path) -> None:
    results = Cache(tmp_path / "c")
    results.put([("a", 1), ("b", 2)])
    results.put([("c", 3)])
    results.close()
    with sqlite3.connect(tmp_path / "c") as database:
        database.execute("UPDATE packs SET content = substr(content, 2) WHERE id = 1")
    results = Cache(tmp_path / "c")
    assert results.get(["a", "b", "c"]) == {"c": 3}
    results.close()


def test_thousands_of_keys_are_asked_in_batches(results: Cache) -> None:
    keys = [str(number) for number in range(2345)]
    results.put((key, int(key)) for key in keys)
    assert len(results.get(keys)) == 2345


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


@pytest.mark.parametrize(
    ("old", "new"), [(b"CREATE TABLE packs", b"CREATE TABL\xf2 packs"), (b"content BLOB", b"c\xff\xfeent BLOB")]
)
def test_a_file_whose_schema_is_no_text_is_replaced(tmp_path: Path, old: bytes, new: bytes) -> None:
    Cache(tmp_path / "c").close()
    data = (tmp_path / "c").read_bytes()
    assert old in data
    (tmp_path / "c").write_bytes(data.replace(old, new))
    for known in ({}, {"a": 1}):
        cache = Cache(tmp_path / "c")
        assert cache.get(["a"]) == known
        cache.put([("a", 1)])
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


def test_each_text_keeps_its_last_value_until_its_version_changes(results: Cache) -> None:
    asked: list[list[str]] = []

    def lengths(version: str, *texts: str) -> dict[str, int]:
        def compute(missing: Sequence[str]) -> dict[str, int]:
            asked.append([*missing])
            return {text: len(text) for text in missing}

        return remember_each("length", version, texts, compute, int, results)

    assert lengths("1", "a", "bc", "a") == {"a": 1, "bc": 2}
    assert lengths("1", "bc", "def") == {"bc": 2, "def": 3}
    assert lengths("2", "a") == lengths("2", "a") == {"a": 1}
    assert lengths("1", "a", "bc") == {"a": 1, "bc": 2}
    assert asked == [["a", "bc"], ["def"], ["a"], ["a"]]


def test_a_kept_value_of_another_shape_is_computed_again(results: Cache) -> None:
    results.put([("map", ["damaged"])])
    assert remember("map", "1", [], lambda: "new", results) == "new"
