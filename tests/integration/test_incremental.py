"""After any change to an archive, a build that knows the last one writes what a build that knows nothing writes."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from generator import files, run
from generator.cache import Cache
from generator.progress import Lines

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
    "a digest is corrected": edit(DAY, "comments: 3", "upvotes: 12"),
    "a paper gets another title": edit(DAY, "Garden Gates", "Garden Gates, Revisited"),
    "a tag is called otherwise": edit(TAGS, "label: Tree search", "label: Searching trees"),
    "a tag gets a parent": edit(TAGS, "    label: Program synthesis\n", "    label: Synthesis\n    parent: search\n"),
    "a tag is broad now": edit(TAGS, "label: Language models\n", "label: Language models\n    broad: true\n"),
    "fewer papers make a page": add(
        "site_config/archive.yml", "minimum_papers_per_tag: 1\nminimum_papers_per_author: 1\nfeed_entries: 2\n"
    ),
    "the site has another name": edit("mkdocs.yml", "site_name: ", "site_name: Our "),
    "a page of the curator's goes": delete("content/pages/about.md"),
    "a digest goes": delete(DAY),
}


@pytest.fixture(scope="module")
def changing(built_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One archive to which the changes are made one after the other."""
    return Path(shutil.copytree(built_archive, tmp_path_factory.mktemp("incremental") / "archive"))


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_not_made_again_is_what_it_would_be(changing: Path, name: str, tmp_path: Path) -> None:
    CHANGES[name](changing)
    outcome = run.generate(changing, Lines(io.StringIO()))
    assert outcome.written, outcome.problems

    anew = Path(shutil.copytree(changing, tmp_path / "archive", ignore=shutil.ignore_patterns("site")))
    for path in (anew / files.DOCS).rglob("*"):
        if path.is_file() and not path.is_relative_to(anew / files.DOCS / files.SEARCH):
            path.unlink()
    made_anew = run.generate(anew, Lines(io.StringIO())).written
    assert tree(changing / files.DOCS) == tree(anew / files.DOCS)
    with closing(Cache(anew / files.CACHE)) as results:
        assert made_anew == len(results.get(["outputs"])["outputs"])
