"""Drafts of notes: the remarks of imported rows, as the beginnings of notes that a curator goes on with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from generator.archive import papers
from generator.model import Digest
from generator.sources import json_schemas, permalinks
from generator.text import note_template


def drafts(
    existing: Sequence[Digest],
    incoming: Sequence[Digest],
    record: str,
    taken: Collection[str],
    author: str,
    today: dt.date,
) -> dict[str, str]:
    """Return the texts of new notes by path: one for each paper whose incoming rows have a remark.

    `record` is the record of addresses after the import, `taken` are the paths of notes. A paper with a note at
    the path of its draft gets none, so that importing a list again adds none.
    """
    merged = papers.merge([*existing, *incoming], permalinks.parse_record(record)[0])
    titles = {paper.slug: paper.title.plain for paper in merged.papers}
    texts: dict[str, str] = {}
    for number, digest in enumerate(incoming, len(existing)):
        for row, entry in enumerate(digest.entries):
            slug = merged.slug_at[number, row]
            path = f"content/notes/{slug}.md"
            if entry.remark and path not in taken and path not in texts:
                modeline = json_schemas.modeline("note", path)
                texts[path] = note_template.new_note_text(
                    slug, titles[slug], author, today.isoformat(), modeline, entry.remark
                )
    return texts
