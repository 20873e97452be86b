"""After any change to an archive, a build that knows the last one writes what a build that knows nothing writes."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

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
    "a paper gets another title": edit(DAY, "Garden Gates", "Garden Gates, Revisited"),
    "a tag is called otherwise": edit(TAGS, "label: Tree search", "label: Searching trees"),
    "a tag gets a parent": edit(TAGS, "    label: Program synthesis\n", "    label: Synthesis\n    parent: search\n"),
    "fewer papers make a page": add(
        "site_config/archive.yml", "minimum_papers_per_tag: 1\nminimum_papers_per_author: 1\nfeed_entries: 2\n"
    ),
    "the site has another name": edit("mkdocs.yml", "site_name: ", "site_name: Our "),
    "a digest goes": delete(DAY),
}


def test_what_is_not_made_again_is_what_it_would_be(archive: Path, tmp_path: Path) -> None:
    """Each change is made to what those before it have left."""
    for number, (name, change) in enumerate(CHANGES.items()):
        change(archive)
        outcome = run.generate(archive, Lines(io.StringIO()))
        assert outcome.written, (name, outcome.problems)

        anew = Path(shutil.copytree(archive, tmp_path / f"{number}"))
        for path in (anew / files.DOCS).rglob("*"):
            if path.is_file() and not path.is_relative_to(anew / files.DOCS / files.SEARCH):
                path.unlink()
        made_anew = run.generate(anew, Lines(io.StringIO())).written
        assert tree(archive / files.DOCS) == tree(anew / files.DOCS), name
        with closing(Cache(anew / files.CACHE)) as results:
            assert made_anew == len(results.get(["outputs"])["outputs"]), name
