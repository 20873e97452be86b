"""The Markdown of papers: `papers/<slug>.md` beside each paper's page, a note for people and programs.

It is the file of `build/docs` without the part of its front matter that only templates read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from generator.site.fingerprints import program
from generator.site.tree import SiteTree

_FOLDER = "papers"

_FOR_TEMPLATES = b"\ntemplate: "
"""Where the facts of a paper's front matter end. Lines of its values are indented."""

_MIN_NOTES = 1_000
"""Notes per fork: writing them takes longer than starting the fork."""


def note_of(page: bytes) -> bytes:
    r"""Return the note in a paper's file of `build/docs`.

    >>> note_of(b"---\ntitle: A\ntemplate: paper.html\nbibtex: |\n  @misc{a}\n---\n\nText.\n")
    b'---\ntitle: A\n---\n\nText.\n'
    """
    facts, _, rest = page.partition(_FOR_TEMPLATES)
    return facts + rest[rest.find(b"\n---\n") :]


def publish(config: MkDocsConfig, tree: SiteTree) -> None:
    """Add the notes to the site that `tree` builds."""
    version = program()
    notes = [(path, f"{tree.key_of(source)} {version}", source) for path, source in _files(config)]
    missing = [(path, key, source) for path, key, source in notes if not tree.keep(path, key)]
    tree.in_forks(partial(_write, tree), missing, _MIN_NOTES)


def _write(tree: SiteTree, notes: Sequence[tuple[str, str, str]]) -> None:
    for path, key, source in notes:
        tree.write(path, key, note_of(Path(source).read_bytes()))


def copy(config: MkDocsConfig) -> None:
    """Write the notes into the site that MkDocs has built."""
    for path, source in _files(config):
        (Path(config.site_dir) / path).write_bytes(note_of(Path(source).read_bytes()))


def _files(config: MkDocsConfig) -> Iterator[tuple[str, str]]:
    """Yield the path of each note in the site, and of its file in `build/docs`."""
    folder = Path(config.docs_dir) / _FOLDER
    for source in sorted(folder.glob("*.md")):
        yield f"{_FOLDER}/{source.name}", str(source)
