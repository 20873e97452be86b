"""`.cache/` may come with a repository: what this user did not write there is none."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from generator.outputs import PageText
from generator.site.bodies import Bodies
from generator.system import seals
from generator.system.cache import Cache
from generator.system.seals import Sealer, sealer


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A user with a cache folder of their own, who has no key yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(seals.tempfile, "gettempdir", lambda: str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    seals._key.cache_clear()
    yield
    seals._key.cache_clear()


def as_stranger(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "stranger"))
    seals._key.cache_clear()


def as_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    seals._key.cache_clear()


def test_a_seal_is_that_of_one_value_under_one_name_in_one_table_with_one_key() -> None:
    mine = Sealer(b"k" * 32, "results")
    seal = mine.seal("a", b"value")
    assert mine.is_sealed("a", b"value", seal)
    assert not mine.is_sealed("a", b"other", seal)
    assert not mine.is_sealed("av", b"alue", seal)
    assert not Sealer(b"k" * 32, "bodies").is_sealed("a", b"value", seal)
    assert not Sealer(b"l" * 32, "results").is_sealed("a", b"value", seal)
    assert not mine.is_sealed("a", b"value", "text")


def test_the_key_is_kept_for_the_next_process(tmp_path: Path) -> None:
    seal = sealer("results", tmp_path / "archive").seal("a", b"value")
    seals._key.cache_clear()
    assert sealer("results", tmp_path / "another").is_sealed("a", b"value", seal)
    assert (tmp_path / "home" / "papershelf" / "key").stat().st_mode & 0o077 == 0


def test_a_key_that_came_with_the_archive_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user whose home is the checkout."""
    key = b"known to the stranger, who sent it"[:32]
    folder = tmp_path / "archive" / ".cache" / "papershelf"
    folder.mkdir(parents=True)
    (folder / "key").write_bytes(key)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "archive" / ".cache"))
    seals._key.cache_clear()
    forged = Sealer(key, "results").seal("a", b"value")
    assert not sealer("results", tmp_path / "archive").is_sealed("a", b"value", forged)


def test_a_secret_of_the_repository_is_the_key_on_every_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(seals.VARIABLE, "a secret")
    seal = sealer("results", tmp_path).seal("a", b"value")
    as_stranger(monkeypatch, tmp_path)
    assert sealer("results", tmp_path).is_sealed("a", b"value", seal)
    for other in ("", "another"):  # a pull request's run has no secret
        monkeypatch.setenv(seals.VARIABLE, other)
        assert not sealer("results", tmp_path).is_sealed("a", b"value", seal)


@pytest.mark.parametrize("mode", [0o666, 0o620])
def test_a_key_that_others_may_write_is_not_used(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "home" / "papershelf"
    folder.mkdir(parents=True)
    (folder / "key").write_bytes(b"k" * 32)
    (folder / "key").chmod(mode)
    assert not sealer("results", None).is_sealed("a", b"v", Sealer(b"k" * 32, "results").seal("a", b"v"))


def test_without_a_place_for_the_key_it_is_that_of_this_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").write_text("a file")
    monkeypatch.setattr(seals.tempfile, "gettempdir", lambda: str(tmp_path / "home"))
    seal = sealer("results", None).seal("a", b"value")
    assert sealer("results", tmp_path).is_sealed("a", b"value", seal)


def test_values_that_somebody_else_wrote_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "archive" / ".cache" / "c.sqlite3"
    as_stranger(monkeypatch, tmp_path)
    forged = Cache(place)
    forged.put([("a", "<script>")])
    assert forged.get(["a"]) == {"a": "<script>"}
    forged.close()
    as_user(monkeypatch, tmp_path)
    cache = Cache(place)
    assert cache.get(["a"]) == {}
    cache.put([("a", "mine")])
    assert cache.get(["a"]) == {"a": "mine"}
    cache.close()


def test_a_value_moved_to_another_key_is_none(tmp_path: Path) -> None:
    place = tmp_path / "archive" / ".cache" / "c.sqlite3"
    cache = Cache(place)
    cache.put([("title", "harmless")])
    cache.put([("page", "hostile")])
    cache.close()
    with sqlite3.connect(place) as database:
        database.execute("DELETE FROM kept WHERE key = 'title'")
        database.execute("UPDATE kept SET key = 'title' WHERE key = 'page'")
    cache = Cache(place)
    assert cache.get(["title", "page"]) == {}
    cache.close()


@pytest.mark.parametrize(
    "added",
    [
        """
        DROP TABLE kept;
        CREATE VIEW kept AS WITH RECURSIVE n(key) AS (SELECT 1 UNION ALL SELECT key + 1 FROM n)
        SELECT key, key AS pack FROM n
        """,
        "CREATE TRIGGER t AFTER INSERT ON kept BEGIN DELETE FROM kept; END",
        "DROP TABLE kept; CREATE TABLE kept (key, value)",
        "CREATE TABLE more (x)",
    ],
)
def test_a_database_with_anything_but_our_tables_is_replaced(tmp_path: Path, added: str) -> None:
    Cache(tmp_path / "c").close()
    with sqlite3.connect(tmp_path / "c") as database:
        database.executescript(added)
    cache = Cache(tmp_path / "c")
    cache.put([("a", 1)])
    assert cache.get(["a", "b"]) == {"a": 1}
    cache.close()
    again = Cache(tmp_path / "c")
    assert again.get(["a"]) == {"a": 1}
    again.close()


def test_a_page_that_somebody_else_wrote_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "archive" / ".cache" / "pages.sqlite3"
    as_stranger(monkeypatch, tmp_path)
    forged = Bodies(place)
    forged.put({"papers/a.md": PageText({}, "", "<script>", ())})
    assert forged.get("papers/a.md")
    forged.close()
    as_user(monkeypatch, tmp_path)
    bodies = Bodies(place)
    assert bodies.get("papers/a.md") is None
    bodies.close()
