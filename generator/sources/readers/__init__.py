"""Readers of digests: a module per format turns its text into entries and problems.

A new format is a module that defines `READER`, and its name in `_MODULES`; docs/extending.md has an example.
"""

from __future__ import annotations

from importlib import import_module

from generator.sources.readers.reader import Reader

_MODULES = (
    "archive_dump",
    "daily_papers_html",
    "daily_papers_json",
    "arxiv_atom",
    "feed",
    "bibtex",
    "yaml_digest",
    "daily_papers_text",
)
"""In the order in which they are asked; the first that recognises a text reads it."""


def _load(name: str) -> Reader:
    reader = import_module(f"{__name__}.{name}").READER
    if not isinstance(reader, Reader):
        raise TypeError(f"{name}.READER is no Reader")
    return reader


READERS = tuple(map(_load, _MODULES))


def reader_for(text: str) -> Reader | None:
    """Return the reader that recognises `text`, or None."""
    return next((reader for reader in READERS if reader.recognises(text)), None)
