"""Changes: new texts of an archive's files by path, with a receipt, as a command writes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from generator.addresses import CITATIONS_RECORD, PAPERS_RECORD, PUBLISHED_RECORD
from generator.model import SourceFile
from generator.sources import tag_reviews, vocabulary
from generator.sources.source_files import Sources


@dataclass(frozen=True, slots=True)
class Change:
    """The texts of files by path (None deletes a file), and a receipt: a line for each thing done."""

    files: Mapping[str, str | None]
    receipt: tuple[str, ...] = ()


class Refused(ValueError):
    """A change that cannot be made. The message has a line for each reason."""


def texts_of(sources: Sources) -> dict[str, str]:
    """Return the texts, by path, of the files that a change may replace."""
    texts = {file.path: file.text for file in (*sources.digests, *sources.notes, *sources.collections)}
    if sources.vocabulary:
        texts[vocabulary.PATH] = sources.vocabulary.text
    if sources.tag_reviews:
        texts[tag_reviews.PATH] = sources.tag_reviews.text
    records = {
        PAPERS_RECORD: sources.permalinks,
        PUBLISHED_RECORD: sources.published,
        CITATIONS_RECORD: sources.citations,
    }
    return texts | {path: text for path, text in records.items() if text}


def applied(sources: Sources, files: Mapping[str, str | None]) -> Sources:
    """Return the sources as they are after a change."""

    def changed(present: tuple[SourceFile, ...], folder: str) -> tuple[SourceFile, ...]:
        texts: dict[str, str | None] = {file.path: file.text for file in present}
        texts |= {path: text for path, text in files.items() if path.startswith(folder)}
        return tuple(SourceFile(path, text) for path, text in sorted(texts.items()) if text is not None)

    curated = files.get(vocabulary.PATH, sources.vocabulary.text if sources.vocabulary else None)
    reviews = files.get(tag_reviews.PATH, sources.tag_reviews.text if sources.tag_reviews else None)
    return replace(
        sources,
        digests=changed(sources.digests, "content/digests/"),
        notes=changed(sources.notes, "content/notes/"),
        collections=changed(sources.collections, "content/collections/"),
        vocabulary=None if curated is None else SourceFile(vocabulary.PATH, curated),
        tag_reviews=None if reviews is None else SourceFile(tag_reviews.PATH, reviews),
        permalinks=files.get(PAPERS_RECORD, sources.permalinks) or "",
        published=files.get(PUBLISHED_RECORD, sources.published) or "",
        citations=files.get(CITATIONS_RECORD, sources.citations) or "",
    )
