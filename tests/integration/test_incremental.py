"""After any change to an archive, a build that knows the last one writes what a build that knows nothing writes. After
none, it does nothing.
"""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator import build
from generator.commands.main import main
from generator.exports import api, citations
from generator.site.manifest import Manifest
from generator.system import files
from generator.system.cache import Cache
from generator.system.progress import Lines

from .reading import tree

NOTE = "content/notes/walking-backwards.md"
TAGS = "site_config/tags.yml"
DAY = "content/digests/2026-03-20-desk-picks.yml"

Change = Callable[[Path], None]


def edit(path: str, old: str, new: str) -> Change:
    def change(root: Path) -> None:
        text = (root / path).read_text()
        assert old in text
        (root / path).write_text(text.replace(old, new))

    return change


def add(path: str, text: str) -> Change:
    return lambda root: (root / path).write_text(text)


def delete(path: str) -> Change:
    return lambda root: (root / path).unlink()


def command(*arguments: str) -> Change:
    def change(root: Path) -> None:
        done = CliRunner().invoke(main, ["-C", str(root), *arguments])
        assert done.exit_code == 0, done.output

    return change


DIGEST = """date: 2026-03-20
source: desk-picks
papers:
  - title: Garden Walls
    authors: [Ilse Varga, Marisol Etxeberria]
    organisation: Example Laboratory
    comments: 3
    abstract: Tree search among lemmas, and tree search among walls. Program synthesis builds them.
  - title: Garden Gates
    authors: [Ilse Varga]
    abstract: Tree search at gates; tree search again.
"""

CHANGES = {
    "a note says more": edit(NOTE, "\n---\n", "\n---\nA word before all others.\n"),
    "a paper gets a note": add(
        "content/notes/lemma.md", "---\npaper: '2602.09313'\nauthor: A. Reader\ndate: 2026-03-20\n---\n\nSo it is.\n"
    ),
    "a note goes": delete(NOTE),
    "a digest comes": add(DAY, DIGEST),
    "a paper gets another title": edit(DAY, "Garden Gates", "Garden Gates, Revisited"),
    "a tag is called otherwise": edit(TAGS, "label: Tree search", "label: Searching trees"),
    "a tag gets a parent": edit(TAGS, "    label: Program synthesis\n", "    label: Synthesis\n    parent: search\n"),
    "fewer papers make a page": add(
        "site_config/archive.yml", "minimum_papers_per_tag: 1\nminimum_papers_per_author: 1\nfeed_entries: 2\n"
    ),
    "the site has another name": edit("mkdocs.yml", "site_name: ", "site_name: Our "),
    "a paper gets a tag": command("tags", "add", "garden-walls", "search"),
    "a paper is corrected": command("fix", "garden-walls", "authors=Ilse Varga; Bo Ray", "title=Garden Fences"),
    "a paper is hidden": command("hide", "the-lunch-arm"),
    "two papers become one": command("merge", "garden-walls", "garden-gates"),
    "a tag is given up": command("tags", "drop", "search"),
    "the last is undone": command("undo"),
    "papers are taken out, and their digest goes": command("remove", "garden-walls", "lemma-gardens"),
}


def test_an_incremental_build_equals_a_full_one(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each change is made to what those before it have left; after every second, all is built anew.

    Files have parts of two or three papers, so that some are copied.
    """
    for module, name, size in ((citations, "_ARCHIVE_PART", 3), (citations, "_LIST_PART", 2), (api, "_PART", 3)):
        monkeypatch.setattr(module, name, size)
    for number, (name, change) in enumerate(CHANGES.items()):
        change(archive)
        outcome = build.build_docs(archive, Lines(io.StringIO()))
        assert outcome.written, (name, outcome.problems)
        if number % 2 == 0:
            continue

        anew = Path(shutil.copytree(archive, tmp_path / f"{number}"))
        for path in (anew / files.DOCS).rglob("*"):
            if path.is_file() and not path.is_relative_to(anew / files.DOCS / files.SEARCH):
                path.unlink()
        made_anew = build.build_docs(anew, Lines(io.StringIO())).written
        assert tree(archive / files.DOCS) == tree(anew / files.DOCS), name
        with closing(Cache(anew / files.CACHE)) as cache:
            assert made_anew == len(Manifest(cache).rows("docs")), name


def built(run_papershelf, archive: Path, *options: str) -> tuple[int, str]:
    """A build; which file the home page is, and what was said."""
    said = run_papershelf("-C", archive, "build", *options).stderr
    return (archive / "site/index.html").stat().st_ino, said


def test_when_nothing_is_new_the_site_stays(archive: Path, run_papershelf) -> None:
    first, _ = built(run_papershelf, archive, "--strict")
    second, said = built(run_papershelf, archive, "--strict")
    assert (second, "Nothing is new" in said) == (first, True)

    before = tree(archive / "site")
    (archive / "site/index.html").write_text("somebody's")
    third, said = built(run_papershelf, archive, "--strict")
    assert (third != first, "Nothing is new" in said) == (True, False)
    assert tree(archive / "site") == before

    with (archive / "mkdocs.yml").open("a") as settings:
        settings.write("copyright: The readers\n")
    fourth, said = built(run_papershelf, archive, "--strict")
    assert (fourth != third, "Nothing is new" in said) == (True, False)


def test_a_digest_more_leaves_other_papers_pages_as_they_are(archive: Path, run_papershelf) -> None:
    settings = archive / "mkdocs.yml"
    pages = (
        "index",
        "trending",
        "tags/index",
        "map/index",
        "digests/index",
        "authors/index",
        "organisations/index",
        "feeds",
    )
    nav = "".join(f"  - {page.title()}: {page}.md\n" for page in pages)
    settings.write_text(re.sub(r"\nnav:\n(  .*\n)+", f"\nnav:\n{nav}", settings.read_text()))
    built(run_papershelf, archive)
    before = {path: path.stat().st_ino for path in (archive / "site/papers").glob("*/index.html")}
    texts = {path: path.read_bytes() for path in before}
    add(DAY, DIGEST)(archive)
    built(run_papershelf, archive)
    same = [path for path in before if path.read_bytes() == texts[path]]
    assert len(same) > len(before) / 4  # so few papers are their own baseline, and neighbours of some change
    assert [path for path in same if path.stat().st_ino != before[path]] == []


def test_what_somebody_wrote_into_a_file_of_the_site_is_gone_with_the_next_build(archive: Path, run_papershelf) -> None:
    """Even where the file is one of `build/docs`, too."""
    built(run_papershelf, archive)
    before = tree(archive / "site"), tree(archive / files.DOCS)
    with (archive / "site" / api.TAGS).open("a") as file:
        file.write("somebody's")
    built(run_papershelf, archive)
    assert (tree(archive / "site"), tree(archive / files.DOCS)) == before


@pytest.mark.parametrize("touched", ["index.md", f"{files.SEARCH}/tables/all/facets.json"])
def test_what_is_missing_in_build_docs_is_made_again(archive: Path, run_papershelf, touched: str) -> None:
    built(run_papershelf, archive)
    before = tree(archive / files.DOCS)
    (archive / files.DOCS / touched).unlink()
    built(run_papershelf, archive)
    assert tree(archive / files.DOCS) == before


def test_problems_are_reported_by_each_build(archive: Path, run_papershelf) -> None:
    (archive / "content/notes/lost.txt").write_text("Nobody reads me.")
    told = [built(run_papershelf, archive) for _ in range(3)]
    assert all("nothing reads this file" in said for _, said in told)
    assert "Nothing is new" in told[2][1]
    assert "nothing was built" in run_papershelf("-C", archive, "build", "--strict", status=1).stderr


def test_warnings_of_mkdocs_are_reported_by_each_build(archive: Path, run_papershelf) -> None:
    settings = archive / "mkdocs.yml"
    without = re.sub(r"(?m)^(not_in_nav|validation):.*\n(?:  .*\n)+", "", settings.read_text())
    settings.write_text(without + "validation:\n  nav:\n    omitted_files: warn\n")
    told = [said for _, said in (built(run_papershelf, archive) for _ in range(2))]
    assert all("WARNING" in said and "Nothing is new" not in said for said in told)
