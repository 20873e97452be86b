"""What nobody foresaw, in one file or one variable, is a message about it and no traceback."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator import assemble
from generator.commands.main import main
from generator.commands.terminal import source_date
from generator.model import SourceFile
from generator.site import builder
from generator.sources.source_files import Sources
from generator.system.cache import Cache
from generator.system.progress import Lines

MKDOCS = SourceFile("mkdocs.yml", "site_name: A\nsite_url: https://a.example/\n")


def raising(*_: object) -> None:
    raise ZeroDivisionError("nobody thought of this")


@pytest.mark.parametrize(
    ("reader", "path"),
    [
        ("notes.read_note", "content/notes/a.md"),
        ("page_files.read_page", "content/pages/a.md"),
        ("vocabulary.read_vocabulary", "site_config/tags.yml"),
        ("permalinks.parse_record", "content/permalinks.txt"),
        ("published.parse", "content/published.txt"),
        ("settings.read_settings", "mkdocs.yml"),
    ],
)
def test_an_exception_of_a_reader_is_a_problem_of_its_file(
    monkeypatch: pytest.MonkeyPatch, reader: str, path: str
) -> None:
    monkeypatch.setattr(f"generator.sources.{reader}", raising)
    written = SourceFile("content/notes/a.md", "x"), SourceFile("content/pages/a.md", "x")
    sources = Sources(MKDOCS, None, None, "", (), written[:1], written[1:])
    with closing(Cache(None)) as results:
        _, problems = assemble.assemble(sources, results, lambda: ThreadPoolExecutor(1), Lines(io.StringIO()))
    told = [problem.message for problem in problems if problem.path == path]
    assert told == ["cannot be read (ZeroDivisionError: nobody thought of this)"]


@pytest.mark.parametrize("epoch", ["x", "99999999999999999999", "9" * 5000, "1e3", "\x1b[31m", "-99999999999999"])
def test_a_source_date_that_is_no_time_ends_every_command(epoch: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        source_date({"SOURCE_DATE_EPOCH": epoch})
    assert ended.value.code == 1
    told = capsys.readouterr().err
    assert told.startswith("papershelf: SOURCE_DATE_EPOCH: '")
    assert told.rstrip().isprintable()


def test_an_empty_source_date_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {"SOURCE_DATE_EPOCH": "", "A": "b"}
    assert source_date(environment) is None
    assert environment == {"A": "b"}  # MkDocs reads it as well
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    assert CliRunner().invoke(main, ["schemas", "--help"]).exit_code == 0


@pytest.mark.parametrize(
    "row",
    [
        '{"id": 1, "title": ' + "[" * 100_000 + "]" * 100_000 + "}",
        json.dumps({"id": 1, "title": "One", "abstract": "\ud800 search"}),
        '{"id": 1, "title": {"a": "b"}}',
        "[" * 100_000,
    ],
)
def test_an_invalid_row_for_keywords_is_reported(tmp_path: Path, row: str) -> None:
    (tmp_path / "rows.jsonl").write_text(f'{{"id": 0, "title": "A", "abstract": "b"}}\n{row}\n')
    done = CliRunner().invoke(main, ["keywords", str(tmp_path / "rows.jsonl")])
    assert done.exit_code == 1
    assert "rows.jsonl:2:1: is not a row with id, title and abstract" in done.output


MERGES = "\n".join(["l0: &l0 {a: b, c: d}", *(f"l{n}: &l{n} {{<<: [{f'*l{n - 1}, ' * 10}]}}" for n in range(1, 12))])


@pytest.mark.parametrize("text", ["[" * 10_000 + "]" * 10_000, 'site_dir: "a\\0b"', MERGES, "site_dir: [a]", "- a"])
def test_settings_that_are_refused_stop_no_earlier_site_from_being_put_back(
    tmp_path: Path, text: str, count_calls: Callable[[Callable[[], object]], int]
) -> None:
    (tmp_path / "mkdocs.yml").write_text(text)
    assert count_calls(lambda: builder.put_back(tmp_path, None)) < 3_000_000
