"""The archive as a SQLite database with full-text search, for Datasette and for SQL.

The same records give the same bytes with one version of the SQLite library. Another version may lay out the database
in another way, with the same content.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing

from generator import api_schema
from generator.api_schema import PaperRecord, TagRecord
from generator.exports.api import DATABASE, oldest_first, tag_record
from generator.exports.citations import compact_json
from generator.model import Archive, Paper, Row, Tag
from generator.outputs import Output, output

_SCHEMA = """
CREATE TABLE papers (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    authors TEXT,
    abstract TEXT,
    author_count INTEGER,
    organisation TEXT,
    published TEXT,
    added TEXT NOT NULL,
    arxiv TEXT,
    doi TEXT,
    url TEXT,
    code TEXT,
    project TEXT,
    keywords TEXT,
    extracted_keywords TEXT,
    type TEXT,
    venue TEXT,
    volume TEXT,
    number TEXT,
    pages TEXT,
    publisher TEXT,
    editors TEXT,
    remark TEXT,
    pdf TEXT,
    superseded_by TEXT,
    cites TEXT,
    withdrawn INTEGER NOT NULL,
    et_al INTEGER NOT NULL
);
CREATE TABLE authors (
    paper_id INTEGER NOT NULL REFERENCES papers (id),
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (paper_id, place)
) WITHOUT ROWID;
CREATE TABLE appearances (
    paper_id INTEGER NOT NULL REFERENCES papers (id),
    date TEXT NOT NULL,
    source TEXT NOT NULL,
    row INTEGER NOT NULL,
    comments INTEGER,
    upvotes INTEGER,
    PRIMARY KEY (paper_id, date, source, row)
) WITHOUT ROWID;
CREATE TABLE tags (
    slug TEXT PRIMARY KEY,
    label TEXT NOT NULL,
    description TEXT,
    parent TEXT,
    curated INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE paper_tags (
    paper_id INTEGER NOT NULL REFERENCES papers (id),
    tag TEXT NOT NULL REFERENCES tags (slug),
    place INTEGER NOT NULL,
    PRIMARY KEY (paper_id, tag)
) WITHOUT ROWID;
CREATE TABLE notes (
    id INTEGER PRIMARY KEY,
    paper_id INTEGER NOT NULL REFERENCES papers (id),
    author TEXT NOT NULL,
    date TEXT NOT NULL,
    html TEXT NOT NULL
);
CREATE VIRTUAL TABLE papers_fts USING fts5(
    title, authors, abstract, content="papers", content_rowid="id", tokenize="porter unicode61 remove_diacritics 2"
);
"""

_INDEXES = """
CREATE INDEX papers_arxiv ON papers (arxiv) WHERE arxiv IS NOT NULL;
CREATE INDEX authors_name ON authors (name);
CREATE INDEX appearances_date ON appearances (date);
CREATE INDEX paper_tags_tag ON paper_tags (tag);
"""

_TEXTS = (
    "arxiv", "doi", "url", "code", "project", "keywords", "extracted_keywords", "type", "venue", "volume", "number",
    "pages", "publisher", "editors", "remark", "pdf", "superseded_by", "cites",
)  # fmt: skip
"""Columns of papers that hold a text of the record, or a list as a JSON array, by which Datasette makes facets."""


def render(archive: Archive) -> Iterator[Output]:
    """Yield the database, with papers oldest first."""

    def write(
        papers: Sequence[Paper], rows: Mapping[str, tuple[Row, ...]], tags: Sequence[Tag], _version: str
    ) -> bytes:
        records = (
            api_schema.paper_record(
                paper,
                tuple(assignment.tag for assignment in archive.assignments[paper.slug]),
                rows.get(paper.slug, ()),
                archive.keywords.get(paper.slug, ()),
                archive.cites.get(paper.slug, ()),
            )
            for paper in papers
        )
        return as_sqlite(records, map(tag_record, tags))

    papers = tuple(sorted(archive.papers, key=oldest_first))
    yield output(DATABASE, write, papers, archive.rows, archive.tags, sqlite3.sqlite_version)


def as_sqlite(papers: Iterable[PaperRecord], tags: Iterable[TagRecord]) -> bytes:
    """Return the database file. Papers are numbered in their order.

    The database is serialised from memory: a file written by SQLite has the library's version at offset 96, a
    serialised one zeros.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        # Stated, because distributions compile different defaults into the library.
        database.executescript("PRAGMA page_size = 8192; PRAGMA auto_vacuum = NONE; PRAGMA encoding = 'UTF-8';")
        database.execute("PRAGMA foreign_keys = ON")
        database.executescript(_SCHEMA)
        database.execute("BEGIN")
        for tag in tags:
            _insert(database, "tags", _tag(tag))
        for number, paper in enumerate(papers, 1):
            for table, row in _rows(number, paper):
                _insert(database, table, row)
        database.execute("COMMIT")
        database.executescript(_INDEXES)
        database.execute("INSERT INTO papers_fts (papers_fts) VALUES ('rebuild')")
        database.execute("INSERT INTO papers_fts (papers_fts) VALUES ('optimize')")
        database.execute("VACUUM")
        return database.serialize()


def _insert(database: sqlite3.Connection, table: str, row: tuple[object, ...]) -> None:
    database.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608 (our own names)


def _tag(tag: TagRecord) -> tuple[object, ...]:
    return tag.slug, tag.label, tag.description or None, tag.parent or None, int(tag.curated)


def _rows(number: int, paper: PaperRecord) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Yield a paper's rows, each with the name of its table."""
    yield "papers", _paper(number, paper)
    for position, name in enumerate(paper.authors, 1):
        yield "authors", (number, position, name)
    for seen in paper.appearances:
        yield "appearances", (number, str(seen.date), seen.source, seen.row, seen.comments, seen.upvotes)
    for position, tag in enumerate(paper.tags, 1):
        yield "paper_tags", (number, tag, position)
    for note in paper.notes:
        yield "notes", (None, number, note.author, str(note.date), note.html)


def _paper(number: int, paper: PaperRecord) -> tuple[object, ...]:
    texts = [getattr(paper, name) for name in _TEXTS]
    return (
        number,
        paper.slug,
        paper.title,
        ", ".join(paper.authors) or None,
        paper.abstract or None,
        paper.author_count or len(paper.authors) or None,
        paper.organisation or None,
        paper.published,
        str(min(seen.date for seen in paper.appearances)),
        *((compact_json(text) if isinstance(text, tuple) and text else text) or None for text in texts),
        int(paper.withdrawn),
        int(paper.et_al),
    )
