"""Writes digests as YAML, with the same bytes for equal digests."""

from __future__ import annotations

from collections.abc import Iterator

from generator.bibliography import EntryType, PartialDate
from generator.model import Digest, Entry
from generator.sources import json_schemas
from generator.sources.yaml_writer import Folded, Plain, dump, dump_rows

_MODELINE = json_schemas.modeline("digest", "content/digests/…")

_ORDER = (
    "title", "type", "arxiv", "doi", "authors", "et_al", "author_count", "editors", "organisation", "published",
    "venue", "volume", "number", "pages", "publisher", "url", "pdf", "code", "project", "remark", "withdrawn",
    "superseded_by", "comments", "upvotes", "keywords", "section", "abstract",
)  # fmt: skip
"""The keys of a paper, in the order in which people read them."""


def write_digest(digest: Digest) -> str:
    """Return the digest as YAML, which `read_digest` reads back to an equal one. Its first line names the schema."""
    head, rows = head_and_rows(digest)
    return _MODELINE + dump(head) + dump_rows("papers", rows)


def head_and_rows(digest: Digest) -> tuple[dict[str, object], list[dict[str, object]]]:
    """Return the keys of the digest's file except `papers`, and the mappings in the list `papers`."""
    head: dict[str, object] = {"date": Plain(digest.date.isoformat()), "source": digest.source}
    if digest.title:
        head["title"] = digest.title
    return head, [dict(_fields(entry)) for entry in digest.entries]


def is_unedited(text: str, digest: Digest) -> bool:
    """Return whether a file that holds `digest` is as `write_digest` writes it, with or without its first line."""
    return _MODELINE + text.removeprefix(_MODELINE) == write_digest(digest)


def _date(date: PartialDate) -> object:
    """Return a value that YAML writes without quotes: a day, a month, or the number of a year."""
    if date.day:
        return Plain(str(date))
    return str(date) if date.month else date.year


def _fields(entry: Entry) -> Iterator[tuple[str, object]]:
    """Yield the entry's fields that have a value, by key."""
    for name in _ORDER:
        value = getattr(entry, name)
        if value in (None, "", ()) or value is False:
            continue
        if name == "abstract":
            value = Folded(value)
        elif isinstance(value, tuple):
            value = list(value)
        elif isinstance(value, PartialDate):
            value = _date(value)
        elif isinstance(value, EntryType):
            value = str(value)
        yield name, value
