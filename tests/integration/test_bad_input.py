"""What is wrong is told completely, in one run, and leaves the last good output as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.system.files import DOCS

from .reading import times

SIX_MISTAKES = """\
date: 2026-02-30
source: desk-picks
papers:
  - title: &first A Paper with a Misspelt Key
    abstact: It has no abstract.
  - title: A Paper whose Id Lost Its Zeros
    arxiv: 2401.1
  - title: A Paper with Two Titles
    title: Another Title
  - title: *first
  - authors: [Nobody Knows]
"""

TRUNCATED = json.dumps([{"paper": {"id": "2602.00001", "title": "Cut Off in Its Prime"}}])[:40]


def test_six_mistakes_are_six_problems_in_one_run(archive: Path, run_papershelf) -> None:
    (archive / "content" / "digests" / "2026-03-20-bad.yml").write_text(SIX_MISTAKES)
    before = times(archive / DOCS)

    done = run_papershelf("-C", archive, "build", status=1)

    said = [line.removeprefix("content/digests/2026-03-20-bad.yml:") for line in done.stderr.splitlines()]
    hint = "'2401.10000' (quoted, or YAML tools drop its last zeros) (correct it)"
    assert said == [
        "1:7: 'date' ('2026-02-30') is not a day of the calendar (correct it)",
        "5:5: unknown key 'abstact' (did you mean 'abstract'?)",
        f"7:12: 'papers[2].arxiv' ('2401.1') is not an arXiv id such as {hint}",
        "9:5: repeats the key 'title' of line 8 (keep one of the two)",
        "10:12: refers to the alias *first (write the value out; aliases are refused)",
        "11:5: 'papers[5].title' is missing (add it)",
        "papershelf: 6 problems; nothing was built",
    ]
    assert times(archive / DOCS) == before


def test_all_kinds_of_mistakes_in_a_note_are_reported_in_one_run(archive: Path, run_papershelf) -> None:
    front = "paper: walking-backwords-mcts-over-program-sketches\nauthor: Ann\ndate: 2026-03-20\ntags: [tree-serch]\n"
    (archive / "content" / "notes" / "ann.md").write_text(f"---\n{front}lnks: []\n---\n\nSee [it](/papers/nowhere/).\n")

    done = run_papershelf("-C", archive, "check", status=1)

    said = [line.removeprefix("content/notes/ann.md:") for line in done.stdout.splitlines() if "/ann.md" in line]
    no_page = "leads to no page of this site"
    paper = "'paper' ('walking-backwords-mcts-over-program-sketches') is no paper of this archive"
    assert said == [
        f"2:8: {paper} (did you mean 'walking-backwards-mcts-over-program-sketches'?)",
        "5:8: warning: there is no tag 'tree-serch' (did you mean 'tree-search'?)",
        "6:1: unknown key 'lnks' (did you mean 'links'?)",
        f"9:10: warning: the link '/papers/nowhere/' {no_page} (did you mean '/papers/the-lunch-arm/'?)",
    ]


def test_an_id_that_kept_its_zeros_is_only_warned_of(archive: Path, run_papershelf) -> None:
    good = (
        "date: 2026-03-20\nsource: desk-picks\npapers:\n  - title: A Paper with an Unquoted Id\n    arxiv: 2401.10000\n"
    )
    (archive / "content" / "digests" / "2026-03-20-desk-picks.yml").write_text(good)
    before = times(archive / DOCS)
    warning = "content/digests/2026-03-20-desk-picks.yml:5:12: warning: the arXiv id is not quoted"

    strict = run_papershelf("-C", archive, "build", "--strict", status=1)
    checked = run_papershelf("-C", archive, "check")

    assert strict.stderr.startswith(warning)
    assert checked.stdout.startswith(warning)
    assert checked.stderr == "0 errors, 1 warning, 4 notices\n"
    assert times(archive / DOCS) == before

    run_papershelf("-C", archive, "build")

    page = archive / DOCS / "papers" / "a-paper-with-an-unquoted-id.md"
    assert "https://arxiv.org/abs/2401.10000" in page.read_text()


def test_a_name_that_contradicts_its_digest_fails_strict_builds_only(archive: Path, run_papershelf) -> None:
    digests = archive / "content" / "digests"
    (digests / "2026-03-02-desk-picks.yml").rename(digests / "2026-03-03-desk-picks.yml")
    warning = "content/digests/2026-03-03-desk-picks.yml:1:7: warning: the digest's date is '2026-03-02'"

    strict = run_papershelf("-C", archive, "build", "--strict", status=1)
    checked = run_papershelf("-C", archive, "check")

    assert strict.stderr.startswith(warning)
    assert checked.stdout.startswith(warning)
    assert "rename the file, for instance to 2026-03-02-desk-picks.yml" in checked.stdout
    for _ in range(2):
        assert run_papershelf("-C", archive, "build").stderr.startswith(warning)


@pytest.mark.parametrize("command", ["build", "check", "serve"])
def test_a_missing_theme_is_reported_before_mkdocs_loads_it(archive: Path, run_papershelf, command: str) -> None:
    mkdocs = archive / "mkdocs.yml"
    lines = mkdocs.read_text().split("\n")
    number = next(number for number, line in enumerate(lines) if "custom_dir:" in line)
    lines[number] = "  custom_dir: site_config/overridden"
    mkdocs.write_text("\n".join(lines))
    before = times(archive / DOCS)

    done = run_papershelf("-C", archive, command, status=1)

    message = "'custom_dir' ('site_config/overridden') is not a folder"
    hint = "(write 'custom_dir: build/theme', and put files of your own into site_config/overrides)"
    assert f"mkdocs.yml:{number + 1}:15: {message} {hint}\n" in done.stdout + done.stderr
    assert times(archive / DOCS) == before


@pytest.fixture
def unreadable(tmp_path: Path) -> Path:
    folder = tmp_path / "unreadable"
    folder.mkdir()
    (folder / "2026-03-20-cut.json").write_text(TRUNCATED)
    (folder / "2026-03-21-empty.yml").write_text("\n")
    (folder / "2026-03-22-binary.yml").write_bytes(b"date: 2026-03-22\n\x00\x01\x02")
    with (folder / "2026-03-23-huge.json").open("wb") as huge:
        huge.truncate(50_000_000)
    (folder / "2026-03-24-latin.yml").write_bytes("date: 2026-03-24\nsource: café\n".encode("latin-1"))
    return folder


PROBLEMS = [
    ("2026-03-20-cut.json", "1:41", "not valid JSON: Expecting value (download the file again)"),
    ("2026-03-21-empty.yml", "1:1", "is empty (fill it, or delete it)"),
    ("2026-03-22-binary.yml", "1:1", "is a binary file (check that it is the right file)"),
    ("2026-03-23-huge.json", "1:1", "is larger than 16 MB (split it, or check that it is the right file)"),
    (
        "2026-03-24-latin.yml",
        "2:12",
        "is not UTF-8 (byte 0xe9) (convert it, for instance with `iconv -f latin1 -t utf-8`)",
    ),
]


def test_a_file_that_cannot_be_read_gives_one_clear_line(archive: Path, unreadable: Path, run_papershelf) -> None:
    for path in unreadable.iterdir():
        path.rename(archive / "content" / "digests" / path.name)
    before = times(archive / DOCS)

    done = run_papershelf("-C", archive, "build", status=1)

    assert done.stderr.splitlines() == [
        *(f"content/digests/{name}:{place}: {message}" for name, place, message in PROBLEMS),
        "papershelf: 5 problems; nothing was built",
    ]
    assert times(archive / DOCS) == before


def test_importing_files_that_cannot_be_read(archive: Path, unreadable: Path, run_papershelf) -> None:
    before = times(archive / "content" / "digests")

    done = run_papershelf("-C", archive, "import", *sorted(unreadable.iterdir()), status=1)

    assert done.stderr.splitlines() == [f"{unreadable / name}:{place}: {message}" for name, place, message in PROBLEMS]
    assert times(archive / "content" / "digests") == before
    assert "The archive has 16 works; 0 files written in content/digests/" in done.stdout.splitlines()


def test_github_shows_problems_on_their_lines(archive: Path, run_papershelf) -> None:
    bad = "date: 2026-03-20\nsource: desk\npapers:\n  - title: ''\n    arxiv: 2401.10000\n    url: 'https:// 100%'\n"
    (archive / "content" / "digests" / "2026-03-20-bad.yml").write_text(bad)
    (archive / "content" / "notes" / "a,b.md").write_text("No front matter.\n")

    done = run_papershelf("-C", archive, "check", "--format", "github", status=1)

    result = "so other YAML tools take it for a number and drop its last zeros"
    digest, note = "file=content/digests/2026-03-20-bad.yml", "file=content/notes/a%2Cb.md"
    lines = [line.partition(" (")[0] for line in done.stdout.splitlines() if not line.startswith("::notice")]
    assert lines == [
        f"::error {digest},line=4,col=12::'papers[1].title' is empty",
        f"::error {digest},line=6,col=10::'papers[1].url'",
        f"::error {note},line=1,col=1::the front matter is missing",
        f"::warning {digest},line=5,col=12::the arXiv id is not quoted, {result}",
    ]
    assert "('https:// 100%25') is not an address of the web: https://…, without spaces" in done.stdout
    assert done.stderr == "3 errors, 1 warning, 3 notices\n"


def test_a_good_archive_has_no_problems(archive: Path, run_papershelf) -> None:
    done = run_papershelf("-C", archive, "check")

    hostile = "content/notes/hostile.md:10"
    scheme = "loses its address, and only its text is shown (links may begin with https://, mailto:, / or #)"
    example = "papers/a-clock-for-every-agent-scheduling-tool-calls-by-what-they-will-cost/"
    address = f"the address of 14 papers, such as {example}, is not recorded, and changes with the title"
    assert done.stdout.splitlines() == [
        f"{hostile}:10: notice: the link 'javascript:alert(1)' {scheme}",
        f"{hostile}:44: notice: the link 'JaVaScRiPt:alert(2)' {scheme}",
        f"{hostile}:87: notice: the link 'data:text/html,hello' {scheme}",
        f"content/permalinks.txt:1:1: notice: {address} (run `papershelf record`)",
    ]
    assert done.stderr == "0 errors, 0 warnings, 4 notices\n"


def test_problems_that_need_the_archive_are_reported_with_all_others(archive: Path, run_papershelf) -> None:
    """A digest that cannot be read, notes on papers, and whatever else is wrong, in one run and each in its place."""
    content = archive / "content"
    (content / "digests" / "2026-03-20-bad.yml").write_text("date: 2026-03-20\nsource: desk\npapers:\n  - titel: A\n")
    head = "---\npaper: {}\nauthor: Ann\ndate: 2027-01-01\ntags: [Seach, MCTS]\nlinks: [http://a.org]\n---\n"
    body = "[Gone](/tags/tree-serch/), [there](/tags/tree-search/#nowhere), [beside](../tulu/), [fine](#notes).\n"
    (content / "notes" / "good.md").write_text(head.format("arXiv:2602.11042") + body)
    (content / "notes" / "lost.md").write_text(head.format("lema-gardens") + body)
    (content / "notes" / "twice.md").write_text(head.format("arXiv:2602.11042") + body)
    with (archive / "mkdocs.yml").open("a") as settings:
        settings.write("extra_csss: [a.css]\n")

    done = run_papershelf("-C", archive, "check", "--today", "2026-04-01", status=1)

    said = [line for line in done.stdout.splitlines() if "hostile.md" not in line]
    at_good = [line.removeprefix("content/notes/good.md:") for line in said if "good.md:" in line]
    assert said[0].startswith("content/digests/2026-03-20-bad.yml:4:5: ")
    assert at_good[0].startswith("4:7: warning: 2027-01-01 is in the future")
    assert at_good[1] == "5:8: warning: there is no tag 'Seach' (did you mean 'search'?)"
    assert at_good[2] == "5:15: notice: 'MCTS' is another name of the tag 'tree-search' (write tree-search)"
    assert at_good[3].startswith("6:9: notice: the link 'http://a.org' is not encrypted")
    assert at_good[4].endswith("'/tags/tree-serch/' leads to no page of this site (did you mean '/tags/tree-search/'?)")
    assert [line.partition(" ")[0] for line in at_good[4:]] == ["8:8:", "8:36:", "8:74:"]
    assert "leads to no place on the page /tags/tree-search/" in at_good[5]
    assert "is relative and loses its address" in at_good[6]
    lost = "content/notes/lost.md:2:8: 'paper' ('lema-gardens') is no paper of this archive"
    assert f"{lost} (did you mean 'lemma-gardens'?)" in said
    assert any(
        line.startswith("content/notes/twice.md:1:1: warning: repeats content/notes/good.md, a note on the same")
        for line in said
    )
    assert any("MkDocs knows no key 'extra_csss' (did you mean 'extra_css'?)" in line for line in said)


def test_a_thousand_problems_are_reported_in_few_lines(archive: Path, tmp_path: Path, run_papershelf) -> None:
    for number in range(12):
        rows = "".join(f"  - title: A paper {number} {row}\n    ulr: https://a.org\n" for row in range(100))
        path = archive / "content" / "digests" / f"2026-01-{number + 1:02}-desk.yml"
        path.write_text(f"date: {path.name[:10]}\nsource: desk\npapers:\n{rows}")

    done = run_papershelf("-C", archive, "check", status=1)
    whole = run_papershelf("-C", archive, "check", "--all", status=1)

    assert len(done.stdout.splitlines()) < 30
    assert done.stdout.splitlines()[-1] == "… and 1,190 more like this in 12 files: unknown key '…'"
    assert done.stderr.startswith("1,200 errors")
    assert whole.stdout.count("unknown key 'ulr'") == 1200
    assert len(json.loads(run_papershelf("-C", archive, "check", "--format", "json", status=1).stdout)) > 1200


def test_a_folder_without_an_archive(tmp_path: Path, run_papershelf) -> None:
    done = run_papershelf("-C", tmp_path, "build", status=1)

    [said] = done.stderr.splitlines()
    assert said.startswith("mkdocs.yml:1:1: there is no archive here (go to an archive's folder, name one with -C, or")
    assert list(tmp_path.iterdir()) == []
