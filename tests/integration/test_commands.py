from __future__ import annotations

import json
import re
import sys
from importlib.abc import MetaPathFinder
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from generator import __main__, commands
from generator.commands.main import COMMANDS, main


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    root = tmp_path / "archive"
    assert run("init", root).exit_code == 0
    return root


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def rows(*titles: str) -> str:
    return json.dumps([{"paper": {"title": title}} for title in titles])


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text)
    return folder / name


def digests_in(root: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in (root / "content/digests").glob("*.yml")}


def test_stopping_the_program_while_it_loads_gives_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped(MetaPathFinder):
        def find_spec(self, *_: object) -> None:
            raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "generator.commands.main")
    monkeypatch.delattr(commands, "main")
    monkeypatch.setattr(sys, "meta_path", [Stopped()])
    with pytest.raises(SystemExit, match="Aborted!"):
        __main__.main()


@pytest.mark.parametrize("group", [(), ("tags",)])
def test_help_summarises_every_command_in_a_whole_sentence(group: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, [*group, "--help"], terminal_width=80)
    _, _, listed = result.output.partition("Commands:\n")
    commands = dict(line.split(maxsplit=1) for line in listed.splitlines())
    of_tags = {"add", "adopt", "block", "drop", "remove", "rename", "review", "stats", "suggest"}
    assert set(commands) == (of_tags if group else set(COMMANDS))
    assert [summary for summary in commands.values() if not summary.endswith(".") or "..." in summary] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_its_summary_and_every_option_a_help_text_that_is_a_sentence(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.get_short_help_str(limit=100) == COMMANDS[name].summary
    texts = [option.help or "" for option in command.params if isinstance(option, click.Option)]
    assert [text for text in texts if not re.match(r"[A-Z].*\.($|  \[default: )", text)] == []


def test_init_refuses_to_write_over_files(archive: Path) -> None:
    again = run("init", archive)
    assert again.exit_code == 1
    assert "already exists" in again.output


def test_import_keeps_digests_and_gives_a_receipt(archive: Path, tmp_path: Path) -> None:
    done = run("-C", archive, "import", write(tmp_path, "2026-04-20-daily.json", rows("A", "B")))
    assert done.exit_code == 0
    assert "The archive has 2 works; 1 file written" in done.output
    assert list(digests_in(archive)) == ["2026-04-20-daily.yml"]
    assert "\na titled:a\n" in (archive / "content/permalinks.txt").read_text()


def test_importing_again_writes_nothing(archive: Path, tmp_path: Path) -> None:
    page = write(tmp_path, "2026-04-20-daily.json", rows("A", "B"))
    run("-C", archive, "import", page)
    before = digests_in(archive)
    assert "0 files written" in run("-C", archive, "import", page).output
    assert digests_in(archive) == before


def test_the_folder_may_stand_behind_the_command(archive: Path, tmp_path: Path) -> None:
    assert run("import", "-C", archive, write(tmp_path, "2026-04-20.json", rows("A"))).exit_code == 0


def test_date_and_source_can_be_given(archive: Path, tmp_path: Path) -> None:
    page = write(tmp_path, "page.json", rows("A"))
    run("-C", archive, "import", "--date", "2026-04-21", "--source", "desk", page)
    assert list(digests_in(archive)) == ["2026-04-21-desk.yml"]


@pytest.mark.parametrize(
    "options", [("--date", "2026-02-30"), ("--date", "Feb 29"), ("--source", "../x"), ("--source", "")]
)
def test_wrong_dates_and_sources_are_refused(archive: Path, tmp_path: Path, options: tuple[str, str]) -> None:
    done = run("-C", archive, "import", *options, write(tmp_path, "page.json", rows("A")))
    assert done.exit_code != 0
    assert digests_in(archive) == {}


def test_good_files_are_imported_beside_bad_ones(archive: Path, tmp_path: Path) -> None:
    good, bad = write(tmp_path, "2026-04-20.json", rows("A")), write(tmp_path, "x.bin", "nothing")
    done = run("-C", archive, "import", bad, good, tmp_path / "missing")
    assert done.exit_code == 1
    assert "is not a digest in any known format" in done.output
    assert "does not exist" in done.output
    assert len(digests_in(archive)) == 1


def test_a_failed_import_leaves_an_archive_that_works(archive: Path, tmp_path: Path) -> None:
    run("-C", archive, "import", write(tmp_path, "x.bin", "nothing"))
    assert run("-C", archive, "import", write(tmp_path, "2026-04-20.json", rows("A"))).exit_code == 0


def test_nothing_is_imported_into_a_broken_archive(archive: Path, tmp_path: Path) -> None:
    write(archive / "content/digests", "2026-04-01-desk.yml", "date: soon\npapers: []\n")
    done = run("-C", archive, "import", write(tmp_path, "2026-04-20.json", rows("A")))
    assert done.exit_code == 1
    assert "nothing was changed" in done.output


def test_outside_an_archive_import_says_what_to_do(tmp_path: Path) -> None:
    done = run("-C", tmp_path, "import", write(tmp_path, "2026-04-20.json", rows("A")))
    assert done.exit_code == 1
    assert "papershelf init" in done.output


@pytest.mark.parametrize("command", ["build", "schemas", "record", "import x", "note x", "tags stats", "newsletter"])
def test_outside_an_archive_nothing_is_written(tmp_path: Path, command: str) -> None:
    done = run("-C", tmp_path, *command.split())
    assert (done.exit_code, "there is no archive here" in done.output) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_a_new_archive_stands_at_an_address(tmp_path: Path) -> None:
    done = run("init", tmp_path / "a", "--url", "foo")
    assert (done.exit_code, "Write one such as https://" in done.output) == (1, True)
    assert not (tmp_path / "a").exists()


def test_a_day_must_be_one_that_digests_can_have(archive: Path, tmp_path: Path) -> None:
    done = run("-C", archive, "import", write(tmp_path, "a.json", rows("A")), "--date", "1800-01-01")
    assert (done.exit_code, "1800-01-01 is not between 1900 and 2100" in done.output) == (2, True)


def test_a_folder_that_does_not_exist_is_reported(tmp_path: Path) -> None:
    done = run("-C", tmp_path / "no", "check")
    assert done.exit_code == 1
    assert "is not a folder" in done.output


def test_check_reports_every_problem_with_its_line(archive: Path) -> None:
    write(archive / "content/digests", "2026-04-01-desk.yml", "date: soon\nsource: A\npapers: []\n")
    write(archive / "content/notes", "a.md", "nothing")
    done = run("-C", archive, "check")
    assert done.exit_code == 1
    assert "content/digests/2026-04-01-desk.yml:1:7: " in done.output
    assert "content/digests/2026-04-01-desk.yml:2:9: " in done.output
    assert "content/notes/a.md:1:1: " in done.output
    assert "3 errors, 2 warnings" in done.output


def test_check_speaks_github(archive: Path) -> None:
    write(archive / "content/notes", "a.md", "nothing")
    assert "::error file=content/notes/a.md,line=1,col=1::" in run("-C", archive, "check", "--format", "github").output


def test_check_writes_nothing(archive: Path) -> None:
    run("-C", archive, "check")
    assert not (archive / "build/docs/index.md").exists()


def test_a_note_is_started_for_the_paper_that_is_named(archive: Path, tmp_path: Path) -> None:
    run("-C", archive, "import", write(tmp_path, "2026-04-20.json", rows("On Traces", "Other")))
    assert run("-C", archive, "note", "traces", "--author", "Ann").exit_code == 0
    assert 'paper: on-traces\nauthor: "Ann"\n' in (archive / "content/notes/on-traces.md").read_text()
    run("-C", archive, "note", "on-traces", "--author", "Bo")
    assert (archive / "content/notes/on-traces-2.md").exists()


def test_a_note_that_was_begun_is_gone_on_with(archive: Path, tmp_path: Path) -> None:
    run("-C", archive, "import", write(tmp_path, "2026-04-20.json", rows("On Traces", "Other")))
    begun = run("-C", archive, "note", "traces", "--author", "Ann").output
    assert run("-C", archive, "note", "on-traces", "--author", "Ann").output == begun
    note = archive / "content/notes/on-traces.md"
    note.write_text(note.read_text().partition("What")[0] + "Read it.\n")
    assert run("-C", archive, "note", "traces", "--author", "Ann").output.endswith("on-traces-2.md\n")


def test_a_note_on_no_or_many_papers_is_not_started(archive: Path, tmp_path: Path) -> None:
    run("-C", archive, "import", write(tmp_path, "2026-04-20.json", rows("On Traces", "More Traces")))
    assert "no paper matches" in run("-C", archive, "note", "absent").output
    many = run("-C", archive, "note", "traces")
    assert many.exit_code == 1
    assert "2 papers match" in many.output
    assert list((archive / "content/notes").glob("*.md")) == []


def test_github_s_summary_has_the_problems_without_annotations(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = "".join(f"  - title: A paper {row}\n    '<b>|`x{row}': 1\n" for row in range(30))
    write(archive / "content/digests", "2026-01-01-desk.yml", f"date: 2026-01-01\nsource: desk\npapers:\n{wrong}")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))

    done = run("-C", archive, "check", "--format", "github")

    summary = (tmp_path / "summary.md").read_text()
    assert done.output.count("::error ") == 10
    assert "::group::20 more problems without an annotation" in done.output
    assert summary.startswith("## 30 errors, 2 warnings")
    assert summary.count("| error |") == 30
    assert "<b>" not in summary
    assert "`" not in summary


def test_the_folder_may_stand_anywhere(archive: Path, tmp_path: Path) -> None:
    assert "0 papers" in run("tags", "-C", archive, "stats").output
    assert run("-C", tmp_path, "init", "inside").exit_code == 0
    assert (tmp_path / "inside/mkdocs.yml").exists()


def test_names_that_are_probably_one_are_reported_suggested_and_listed(archive: Path) -> None:
    digest = """date: 2026-04-20
source: desk
papers:
  - {title: On kites, authors: [Jane Doe, Bo Dale], organisation: The University of Kites}
  - {title: On wind, authors: [J. Doe, Bo Dale], organisation: University of Kites}
"""
    write(archive / "content/digests", "2026-04-20-desk.yml", digest)
    notice = "site_config/people.yml:1:1: notice: 1 name may have several spellings, such as 'Jane Doe' and 'J. Doe'"
    assert notice in run("check", "-C", archive).output

    suggested = run("people", "suggest", "-C", archive)
    assert "  Jane Doe ← J. Doe (2 papers): 1 co-author in common" in suggested.output
    assert not (archive / "site_config/people.yml").exists()
    assert run("people", "suggest", "--write", "-C", archive).exit_code == 0
    assert "spellings: [J. Doe]" in (archive / "site_config/people.yml").read_text()
    assert "spellings: [University of Kites]" in (archive / "site_config/organisations.yml").read_text()
    assert "several spellings" not in run("check", "-C", archive).output


def test_digests_that_were_placed_by_hand_get_their_addresses_by_the_next_command(archive: Path) -> None:
    digest = "date: 2026-04-20\nsource: desk\npapers:\n  - title: {}\n  - title: {}\n"
    record = archive / "content/permalinks.txt"
    (archive / "content/digests/2026-04-20-desk.yml").write_text(digest.format("On Traces", "Other"))
    assert run("-C", archive, "check").exit_code == 0
    assert not record.exists()
    note = run("-C", archive, "note", "traces", "--author", "Ann")
    assert "content/permalinks.txt: the addresses of 2 papers placed by hand are recorded from now on" in note.output
    assert "\non-traces titled:" in record.read_text()

    (archive / "content/digests/2026-04-21-desk.yml").write_text(digest.format("More", "Other"))
    fixed = run("-C", archive, "fix", "on-traces", "doi=10.1000/x")
    assert "content/permalinks.txt: the address of a paper placed by hand is recorded from now on" in fixed.output
    assert "\nmore titled:" in record.read_text()
    run("-C", archive, "undo")
    assert "\nmore titled:" not in record.read_text()
    imported = run("-C", archive, "import", write(archive.parent, "2026-04-22.json", rows("New")))
    assert "the address of a paper placed by hand is recorded" in imported.output


def test_a_pinned_paper_that_is_none_is_reported_at_its_line(archive: Path, tmp_path: Path) -> None:
    run("-C", archive, "import", write(tmp_path, "2026-04-20.json", rows("On Traces", "Other Things")))
    settings = archive / "site_config/archive.yml"
    settings.write_text("pinned: [on-traces, on-tracks, other things]\n")
    checked = run("-C", archive, "check").output
    fault = "'pinned[2]' ('on-tracks') is no paper of this archive (did you mean 'on-traces'?)"
    assert f"site_config/archive.yml:1:21: warning: {fault}" in checked
    assert "'pinned[1]'" not in checked
    assert "'pinned[3]'" not in checked
