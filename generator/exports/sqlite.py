"""The archive as a SQLite database with full-text search, for Datasette and for SQL.

The same records give the same bytes with one version of the SQLite library. Another version may lay out the database
in another way, with the same content.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing

from generator.exports.api import DATABASE, oldest_first
from generator.exports.citations import compact_json
from generator.model import Archive, Paper
from generator.outputs import Output

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


def render(archive: Archive) -> Iterator[Output]:
    """Yield the database."""
    inputs = (archive.papers, archive.rows, archive.tags, sqlite3.sqlite_version)
    yield Output(DATABASE, lambda *_: as_sqlite(archive), inputs)


def as_sqlite(archive: Archive) -> bytes:
    """Return the database file. Papers are numbered, the oldest first.

    The database is serialised from memory: a file written by SQLite has the library's version at offset 96, a
    serialised one zeros.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        # Stated, because distributions compile different defaults into the library.
        database.executescript("PRAGMA page_size = 8192; PRAGMA auto_vacuum = NONE; PRAGMA encoding = 'UTF-8';")
        # Nothing is ever rolled back.
        database.executescript("PRAGMA journal_mode = OFF; PRAGMA temp_store = MEMORY;")
        database.executescript(_SCHEMA)
        database.execute("BEGIN")
        for table, rows in _tables(archive):
            [(columns,)] = database.execute("SELECT count(*) FROM pragma_table_info(?)", (table,))
            marks = ", ".join("?" * columns)
            database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 (our own names)
        database.execute("COMMIT")
        database.executescript(_INDEXES)
        database.execute("INSERT INTO papers_fts (papers_fts) VALUES ('rebuild')")
        database.execute("INSERT INTO papers_fts (papers_fts) VALUES ('optimize')")
        database.execute("VACUUM")
        return database.serialize()


def _tables(archive: Archive) -> Iterator[tuple[str, Iterable[tuple[object, ...]]]]:
    """Yield the rows of each table, with its name."""
    papers = list(enumerate(sorted(archive.papers, key=oldest_first), 1))
    yield (
        "tags",
        (
            (tag.slug, tag.label, tag.description or None, tag.parent or None, int(tag.is_curated))
            for tag in archive.tags
        ),
    )
    yield "papers", (_paper(number, paper, archive) for number, paper in papers)
    yield "authors", ((number, place, name) for number, paper in papers for place, name in enumerate(paper.authors, 1))
    yield (
        "appearances",
        (
            (number, str(row.date), row.source, row.number, row.entry.comments, row.entry.upvotes)
            for number, paper in papers
            for row in archive.rows.get(paper.slug, ())
        ),
    )
    yield (
        "paper_tags",
        (
            (number, assignment.tag, place)
            for number, paper in papers
            for place, assignment in enumerate(archive.assignments[paper.slug], 1)
        ),
    )
    yield (
        "notes",
        ((None, number, note.author, str(note.date), note.body) for number, paper in papers for note in paper.notes),
    )


def _paper(number: int, paper: Paper, archive: Archive) -> tuple[object, ...]:
    return (
        number,
        paper.slug,
        paper.title.plain,
        ", ".join(paper.authors) or None,
        "\n\n".join(paragraph.plain for paragraph in paper.abstract) or None,
        len(paper.authors) or paper.author_count or None,
        paper.organisation or None,
        str(paper.published) if paper.published else None,
        str(paper.first_seen),
        paper.arxiv or None,
        paper.doi or None,
        paper.url or None,
        paper.code or None,
        paper.project or None,
        _json(paper.keywords),
        _json(archive.keywords.get(paper.slug, ())),
        str(paper.type or "") or None,
        paper.venue or None,
        paper.volume or None,
        paper.number or None,
        paper.pages or None,
        paper.publisher or None,
        _json([editor.full_name for editor in paper.editors]),
        paper.remark or None,
        paper.pdf or None,
        paper.superseded_by or None,
        _json(archive.cites.get(paper.slug, ())),
        int(paper.withdrawn),
        int(paper.et_al),
    )


def _json(texts: Sequence[str]) -> str | None:
    """Return texts as a JSON array, by which Datasette makes facets."""
    return compact_json(texts) if texts else None
