from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from plain_paper import plain_paper

from generator.bibliography import PartialDate
from generator.exports.sqlite import as_sqlite
from generator.model import Archive, Entry, Note, Row, SafeHtml, Settings, Tag, Text
from generator.vocabulary import Assignment

DAY = dt.date(2026, 4, 20)

TULU = plain_paper(
    "tulu",
    title=Text("TÜLU at Home", "TÜLU at Home"),
    authors=("Ann Lee", "Bo"),
    abstract=(Text("Tuning language models.", "Tuning language models."),),
    keywords=('tuning, "at home"', "språk"),
    arxiv="2401.10000",
    notes=(Note("content/notes/a.md", "tulu", "me", DAY, SafeHtml("<p>Good.</p>")),),
)
WALLS = plain_paper("walls", author_count=4, venue="The Shelf Journal", withdrawn=True, published=PartialDate(2026, 4))
ARCHIVE = Archive(
    Settings("A", "https://a.org/"),
    (WALLS, TULU),
    (),
    (Tag("search", "Search", (TULU,), is_curated=True),),
    {"tulu": (Assignment("search", "why"),), "walls": ()},
    (),
    rows={slug: (Row(DAY, "desk", "", row, Entry(slug, upvotes=3)),) for row, slug in enumerate(("tulu", "walls"), 1)},
    keywords={"tulu": ("language models",)},
    cites={"tulu": ("walls",)},
)


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as opened:
        opened.deserialize(as_sqlite(ARCHIVE))
        yield opened


def test_the_database_passes_sqlite_s_own_check(database: sqlite3.Connection) -> None:
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    database.execute("INSERT INTO papers_fts (papers_fts, rank) VALUES ('integrity-check', 1)")


def test_the_database_has_every_record(database: sqlite3.Connection) -> None:
    tables = ("papers", "authors", "appearances", "tags", "paper_tags", "notes")
    counts = {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}  # noqa: S608
    assert counts == {"papers": 2, "authors": 2, "appearances": 2, "tags": 1, "paper_tags": 1, "notes": 1}
    known = "SELECT slug, title, authors, author_count, added, arxiv, doi, venue, withdrawn, published FROM papers"
    assert database.execute(known).fetchall() == [
        ("tulu", "TÜLU at Home", "Ann Lee, Bo", 2, "2026-04-20", "2401.10000", None, None, 0, None),
        ("walls", "walls", None, 4, "2026-04-20", None, None, "The Shelf Journal", 1, "2026-04"),
    ]


def test_keywords_are_arrays_which_sql_and_datasette_take_apart(database: sqlite3.Connection) -> None:
    columns = "SELECT slug, value FROM papers, json_each(papers.keywords)"
    assert database.execute(columns).fetchall() == [("tulu", 'tuning, "at home"'), ("tulu", "språk")]
    known = database.execute("SELECT keywords, extracted_keywords FROM papers").fetchall()
    assert known == [('["tuning, \\"at home\\"","språk"]', '["language models"]'), (None, None)]
    cited = (
        "SELECT papers.slug, other.id FROM papers, json_each(papers.cites) JOIN papers AS other ON other.slug = value"
    )
    assert database.execute(cited).fetchall() == [("tulu", 2)]


@pytest.mark.parametrize("words", ["tulu", "language model", '"tuning language"', "lee", "title: home"])
def test_words_are_found(database: sqlite3.Connection, words: str) -> None:
    query = "SELECT slug FROM papers JOIN papers_fts ON papers_fts.rowid = papers.id WHERE papers_fts MATCH ?"
    assert database.execute(query, (words,)).fetchall() == [("tulu",)]


def test_foreign_keys_lead_to_their_tables(database: sqlite3.Connection) -> None:
    """Datasette shows them as links."""
    for table in ("authors", "appearances", "paper_tags", "notes"):
        keys = {row[3]: row[2] for row in database.execute(f"PRAGMA foreign_key_list({table})")}
        assert keys["paper_id"] == "papers"


def test_datasette_finds_the_search(database: sqlite3.Connection) -> None:
    """It looks for this spelling, or the one in brackets."""
    [(sql,)] = database.execute("SELECT sql FROM sqlite_master WHERE name = 'papers_fts'").fetchall()
    assert 'content="papers"' in sql


def test_the_same_archive_is_the_same_bytes_without_the_library_s_version() -> None:
    data = as_sqlite(ARCHIVE)
    assert as_sqlite(replace(ARCHIVE, papers=(TULU, WALLS))) == data
    assert data[16:18] == (8192).to_bytes(2)
    assert data[96:100] == bytes(4)
