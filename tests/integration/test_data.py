"""The archive as data: what a build publishes of it, and that an archive can be made again of its dump."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import jsonschema

from generator import assemble
from generator.archive import papers
from generator.exports import api
from generator.model import Digest, Severity
from generator.sources import permalinks, source_files
from generator.system import files

from .reading import times


def state(root: Path) -> tuple[list[Digest], papers.MergedPapers]:
    """An archive's digests, and its papers at their recorded addresses."""
    sources, problems = source_files.read_sources(root)
    digests = assemble.read_digests(sources.digests, problems)
    merged = papers.merge(digests, permalinks.parse_record(sources.permalinks)[0])
    assert [problem for problem in [*problems, *merged.problems] if problem.severity is not Severity.NOTICE] == []
    return digests, merged


def test_every_data_file_satisfies_its_schema(built_archive: Path) -> None:
    root = built_archive / "site" / api.ROOT
    schemas = {path.stem: json.loads(path.read_text()) for path in (root / "schema").iterdir()}
    kinds = {"index.json": "directory", "papers/index.json": "papers-index"}
    checked = 0
    for path in root.rglob("*.json"):
        below = path.relative_to(root).as_posix()
        if not below.startswith("schema/"):
            usual = {"papers": "paper", "papers/pages": "papers-page"}.get(below.rpartition("/")[0], path.stem)
            jsonschema.validate(json.loads(path.read_text()), schemas[kinds.get(below, usual)])
            checked += 1
    for line in gzip.decompress((root / "archive.jsonl.gz").read_bytes()).splitlines():
        jsonschema.validate(json.loads(line), schemas["paper"])
    assert checked == 5 + 16 + 3


def test_the_dump_is_imported_to_the_same_archive(built_archive: Path, tmp_path: Path, run_papershelf) -> None:
    run_papershelf("init", tmp_path / "again")

    done = run_papershelf("-C", tmp_path / "again", "import", built_archive / "site" / api.DUMP)

    assert done.stdout.splitlines()[-1] == "The archive has 16 works; 8 files written in content/digests/"
    (digests, merged), (again, merged_again) = state(built_archive), state(tmp_path / "again")
    assert merged_again.papers == merged.papers
    assert sorted(again, key=lambda digest: digest.date) == sorted(digests, key=lambda digest: digest.date)
    days = papers.days(digests, merged.slug_at, merged.papers)
    assert papers.days(again, merged_again.slug_at, merged_again.papers) == days
    assert "lemma-gardens" in {paper.slug for paper in merged_again.papers}


def test_importing_a_dump_into_its_own_archive_changes_nothing(archive: Path, run_papershelf) -> None:
    run_papershelf("-C", archive, "record")
    dump = archive / files.DOCS / api.DUMP
    first = run_papershelf("-C", archive, "import", dump)
    before = times(archive / "content")

    again = run_papershelf("-C", archive, "import", dump)

    # Digests in other formats are not ours to rewrite: what they say is there, and no file is added.
    assert first.stdout.splitlines()[-1].startswith("The archive has 16 works;")
    assert again.stdout.splitlines()[-1] == "The archive has 16 works; 0 files written in content/digests/"
    assert times(archive / "content") == before


def test_an_address_of_the_archive_is_not_given_to_a_paper_of_a_dump(tmp_path: Path, run_papershelf) -> None:
    run_papershelf("init", tmp_path / "own")
    (tmp_path / "2026-01-01-desk.yml").write_text(
        "date: 2026-01-01\nsource: desk\npapers:\n  - title: Attention\n    arxiv: '2601.00001'\n"
    )
    row = {"date": "2026-01-02", "source": "other", "row": 1}
    theirs = {"papershelf": 1, "slug": "attention", "title": "Attention", "arxiv": "2601.00002", "appearances": [row]}
    (tmp_path / "dump.jsonl").write_text(json.dumps(theirs) + "\n")

    run_papershelf("-C", tmp_path / "own", "import", tmp_path / "2026-01-01-desk.yml")
    run_papershelf("-C", tmp_path / "own", "import", tmp_path / "dump.jsonl")

    assert {paper.arxiv: paper.slug for paper in state(tmp_path / "own")[1].papers} == {
        "2601.00001": "attention",
        "2601.00002": "attention-2601-00002",
    }


def test_the_database_has_every_paper_and_finds_words(built_archive: Path) -> None:
    with closing(sqlite3.connect(built_archive / "site" / api.DATABASE)) as database:
        assert database.execute("SELECT count(*), count(DISTINCT slug) FROM papers").fetchall() == [(16, 16)]
        query = "SELECT slug FROM papers WHERE id IN (SELECT rowid FROM papers_fts WHERE papers_fts MATCH ?)"
        assert database.execute(query, ("naive judge",)).fetchall() == [
            ("tulu-at-home-instruction-tuning-with-a-naive-judge",)
        ]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_mkdocs_alone_makes_the_same_database(archive: Path, built_archive: Path) -> None:
    shutil.rmtree(archive / files.DOCS)
    (archive / files.DOCS).mkdir()
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1774000000"}

    subprocess.run(command, cwd=archive, env=environment, check=True, capture_output=True, timeout=120)

    assert (archive / "site" / api.DATABASE).read_bytes() == (built_archive / "site" / api.DATABASE).read_bytes()
