"""Importing: receipts that add up, and files that stay as they are when there is nothing new."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from generator.system.files import DOCS

from .reading import abstract, pages, times, title, tree

DIGESTS = Path(__file__).parents[1] / "archive" / "content" / "digests"


@pytest.fixture
def empty(tmp_path: Path, run_papershelf) -> Path:
    run_papershelf("init", tmp_path / "empty", "--name", "A small shelf")
    return tmp_path / "empty"


def receipt(done: subprocess.CompletedProcess[str]) -> dict[str, list[int]]:
    """Numbers of entries read, new works, works seen before and rejected rows, by file name."""
    lines = re.findall(r"^(\S+) +(\d+) +(\d+) +(\d+) +(\d+)$", done.stdout, re.M)
    return {Path(path).name: [int(number) for number in numbers] for path, *numbers in lines}


def test_receipts_account_for_every_row(empty: Path, run_papershelf) -> None:
    done = run_papershelf("-C", empty, "import", *sorted(DIGESTS.iterdir()))

    assert receipt(done) == {
        "2026-02-20-desk-picks.yml": [2, 2, 0, 0],
        "2026-02-25-reading-group.bib": [2, 2, 0, 0],
        "2026-03-02-desk-picks.yml": [4, 3, 1, 0],
        "2026-03-09-daily-papers.txt": [5, 4, 1, 0],
        "2026-03-10-daily-papers.json": [4, 2, 2, 0],
        "2026-03-14-daily-papers.html": [2, 1, 1, 0],
        "2026-03-16-arxiv.xml": [2, 1, 1, 0],
        "2026-03-18-field-notes.xml": [2, 1, 1, 0],
        "total": [23, 16, 7, 0],
    }
    assert done.stdout.splitlines()[-1] == "The archive has 16 works; 8 files written in content/digests/"
    assert done.stderr == ""


def test_rejected_rows_are_counted_and_reported(empty: Path, tmp_path: Path, run_papershelf) -> None:
    rows = tmp_path / "2026-03-20-daily-papers.json"
    rows.write_text('[{"paper": {"title": "A Good Row"}},\n {"paper": {"id": "2603.00001"}},\n "not a row"]\n')

    done = run_papershelf("-C", empty, "import", rows)

    assert receipt(done)["total"] == [3, 1, 0, 2]
    hint = "(fix the row or leave it out; the others are used)"
    assert done.stderr.splitlines() == [
        f"{rows}:2:1: row 2 has no title {hint}",
        f"{rows}:3:1: row 3 is text, and not a row that Python printed {hint}",
    ]


def test_importing_again_changes_no_byte(empty: Path, run_papershelf) -> None:
    run_papershelf("-C", empty, "import", *sorted(DIGESTS.iterdir()))
    before, written = tree(empty), times(empty)

    again = run_papershelf("-C", empty, "import", *sorted(DIGESTS.iterdir(), reverse=True))

    assert receipt(again)["total"] == [23, 0, 23, 0]
    assert again.stdout.splitlines()[-1] == "The archive has 16 works; 0 files written in content/digests/"
    assert tree(empty) == before
    assert times(empty) == written


def test_what_is_imported_gives_the_same_pages_as_the_files_themselves(
    built_archive: Path, empty: Path, run_papershelf
) -> None:
    (empty / "content" / "permalinks.txt").write_bytes((built_archive / "content" / "permalinks.txt").read_bytes())
    done = run_papershelf("-C", empty, "import", *sorted(DIGESTS.iterdir()))
    assert receipt(done)["total"] == [23, 16, 7, 0]

    run_papershelf("-C", empty, "build", "--strict")

    ours, direct = pages(empty / "site" / "papers"), pages(built_archive / "site" / "papers")
    assert {address: (title(soup), abstract(soup)) for address, soup in ours.items()} == {
        address: (title(soup), abstract(soup)) for address, soup in direct.items()
    }


def test_a_digest_that_a_person_edited_is_never_rewritten(empty: Path, tmp_path: Path, run_papershelf) -> None:
    run_papershelf("-C", empty, "import", DIGESTS / "2026-03-09-daily-papers.txt")
    ours = empty / "content" / "digests" / "2026-03-09-daily-papers.yml"
    edited = ours.read_text().replace("  - title: 'Counting", "  # A favourite.\n  - title: 'Counting")
    assert edited != ours.read_text()
    ours.write_text(edited)
    later = tmp_path / "2026-03-09.txt"
    one_more = "One More Paper\n\n" + "It was added to the page in the evening, as papers are. " * 6 + "\n\nPrevious\n"
    later.write_text((DIGESTS / "2026-03-09-daily-papers.txt").read_text().replace("Previous\n", one_more))

    same = run_papershelf("-C", empty, "import", DIGESTS / "2026-03-09-daily-papers.txt")
    new = run_papershelf("-C", empty, "import", later)
    again = run_papershelf("-C", empty, "import", later)

    assert receipt(same)["total"] == [5, 0, 5, 0]
    assert receipt(new)["total"] == [6, 1, 5, 0]
    assert receipt(again)["total"] == [6, 0, 6, 0]
    assert ours.read_text() == edited
    assert {path.name for path in (empty / "content" / "digests").glob("*.yml")} == {
        "2026-03-09-daily-papers.yml", "2026-03-09-daily-papers-2.yml"
    }  # fmt: skip
    assert "Tidal Memory" not in (empty / "content" / "digests" / "2026-03-09-daily-papers-2.yml").read_text()
    assert again.stdout.splitlines()[-1] == "The archive has 6 works; 0 files written in content/digests/"


def test_a_date_and_a_source_for_files_that_have_none(empty: Path, tmp_path: Path, run_papershelf) -> None:
    nameless = tmp_path / "page.txt"
    nameless.write_bytes((DIGESTS / "2026-03-09-daily-papers.txt").read_bytes())

    refused = run_papershelf("-C", empty, "import", nameless, status=1)
    taken = run_papershelf("-C", empty, "import", nameless, "--date", "2026-03-09", "--source", "evening-page")

    assert "the page's date 'Mar 9' has no year" in refused.stderr
    assert receipt(refused)["total"] == [5, 0, 0, 5]
    assert receipt(taken)["total"] == [5, 5, 0, 0]
    assert (empty / "content" / "digests" / "2026-03-09-evening-page.yml").exists()


def test_addresses_are_recorded_and_stay(empty: Path, tmp_path: Path, run_papershelf) -> None:
    """A paper that is first known by one title keeps its address when a later digest has another."""
    run_papershelf("-C", empty, "import", DIGESTS / "2026-02-20-desk-picks.yml")
    record = (empty / "content" / "permalinks.txt").read_text()
    run_papershelf("-C", empty, "import", DIGESTS / "2026-03-02-desk-picks.yml")
    run_papershelf("-C", empty, "build", "--strict")

    assert (empty / "content" / "permalinks.txt").read_text().startswith(record)
    slug = "gardens-of-lemmas-small-language-models-as-librarians-of-proof"
    assert title(pages(empty / "site")[f"papers/{slug}"]).startswith("Lemma Gardens: Growing Proof Libraries")


def test_a_note_is_begun_for_the_paper_that_matches(archive: Path, run_papershelf) -> None:
    done = run_papershelf("-C", archive, "note", "lantern verifier", "--author", "Ravi Menon")

    note = Path(done.stdout.strip())
    assert note == archive / "content" / "notes" / "lantern-tree-search-by-the-light-of-a-small-verifier.md"
    assert note.read_text().startswith(
        "---\n# yaml-language-server: $schema=../../site_config/schema/note.json\n"
        'paper: lantern-tree-search-by-the-light-of-a-small-verifier\nauthor: "Ravi Menon"\ndate: '
    )
    untouched = note.read_text()
    for command in ("check", "build", "newsletter", "record"):
        done = run_papershelf("-C", archive, command)
        assert ":7:1: warning: the note has no text yet and is left out (write it below" in done.stdout + done.stderr
    page = archive / DOCS / "papers" / f"{note.stem}.md"
    assert "should know, in Markdown" not in page.read_text()
    assert "nothing was built" in run_papershelf("-C", archive, "build", "--strict", status=1).stderr
    assert note.read_text() == untouched
    note.write_text(note.read_text() + "\nThe verifier is smaller than it looks.\n")
    assert run_papershelf("-C", archive, "check").stderr.startswith("0 errors, 0 warnings")
    assert "16 papers match" in run_papershelf("-C", archive, "note", "a", status=1).stderr
    assert "no paper matches" in run_papershelf("-C", archive, "note", "zebra", status=1).stderr
