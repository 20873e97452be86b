"""Readers of digests: each turns one format's text into entries and problems. Adding one adds a line here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from generator.model import Reading, SourceFile
from generator.sources.readers import (
    archive_dump,
    arxiv_atom,
    bibtex,
    daily_papers_html,
    daily_papers_json,
    daily_papers_text,
    feed,
    yaml_digest,
)


@dataclass(frozen=True, slots=True)
class Reader:
    """A format: `recognises` looks at a text, `read` gives what is in it; `source` names digests that tell no source.

    `read` also takes the digest's date where the person or the file name tells it, for formats whose own dates lack a
    year. It never raises: whatever the text is, it gives entries and problems.
    """

    format: str
    source: str
    recognises: Callable[[str], bool]
    read: Callable[[SourceFile, dt.date | None], Reading]


READERS = (
    Reader("archive's dump (JSON Lines)", "digest", archive_dump.recognises, archive_dump.read),
    Reader("saved Daily Papers page (HTML)", "daily-papers", daily_papers_html.recognises, daily_papers_html.read),
    Reader("Daily Papers API answer (JSON)", "daily-papers", daily_papers_json.recognises, daily_papers_json.read),
    Reader("arXiv API answer (Atom)", "arxiv", arxiv_atom.recognises, arxiv_atom.read),
    Reader("RSS or Atom feed", "feed", feed.recognises, feed.read),
    Reader("BibTeX", "bibtex", bibtex.recognises, bibtex.read),
    Reader("YAML digest", "digest", yaml_digest.recognises, yaml_digest.read),
    Reader("Daily Papers page as text", "daily-papers", daily_papers_text.recognises, daily_papers_text.read),
)
"""In the order they are asked; the first that recognises a text reads it."""


def reader_for(text: str) -> Reader | None:
    """The reader that recognises `text`, or None."""
    return next((reader for reader in READERS if reader.recognises(text)), None)
