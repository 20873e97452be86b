"""The archive as data: static JSON files, their JSON Schemas, and a dump of all papers.

`api_schema` defines their shapes. `sqlite` makes a database of the same papers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from pydantic.json_schema import GenerateJsonSchema

from generator import api_schema
from generator.api_schema import (
    DigestRecord,
    DigestsRecord,
    Directory,
    ListedPaper,
    PaperIndex,
    PaperPage,
    Record,
    RelatedTag,
    TagRecord,
    TagsRecord,
)
from generator.model import Archive, DigestDay, Paper, Row, Settings, Tag
from generator.outputs import Output, divided, output

ROOT = "api/v1/"
DUMP = f"{ROOT}archive.jsonl.gz"
TAGS = f"{ROOT}tags.json"
DIGESTS = f"{ROOT}digests.json"
DATABASE = f"{ROOT}archive.sqlite"

PAGE = 500
"""Papers in a page of the index, about 80 KB."""

_PART = 250
"""Papers in a part of the dump, on average."""


def render(archive: Archive) -> Iterator[Output]:
    """Yield every data file."""
    papers = sorted(archive.papers, key=oldest_first)
    yield output(f"{ROOT}index.json", partial(_directory, archive.settings))

    def write(paper: Paper, rows: tuple[Row, ...]) -> str:
        tags = tuple(assignment.tag for assignment in archive.assignments[paper.slug])
        keywords, cites = (known.get(paper.slug, ()) for known in (archive.keywords, archive.cites))
        key = archive.citation_keys.get(paper.slug, "")
        return _text(api_schema.paper_record(paper, tags, rows, keywords, cites, key))

    def write_all(papers: Sequence[Paper], rows: Sequence[tuple[Row, ...]]) -> str:
        return "".join(map(write, papers, rows))

    for paper in papers:
        for slug in (paper.slug, *paper.former_slugs):
            yield output(f"{ROOT}papers/{slug}.json", write, paper, archive.rows.get(paper.slug, ()))
    yield output(DUMP, write_all, papers, archive.rows, split=_parts_of_dump)
    yield from _index(papers, archive.settings.site_url, PAGE)
    yield output(TAGS, _tags, archive.tags)
    yield output(DIGESTS, _days, archive.days)
    for name, shape in api_schema.SCHEMAS.items():
        path = f"{ROOT}schema/{name}.json"
        yield output(path, partial(_schema, shape), f"{archive.settings.site_url}{path}")


def _parts_of_dump(
    papers: Sequence[Paper], rows: Mapping[str, tuple[Row, ...]]
) -> Iterator[tuple[Sequence[Paper], Sequence[tuple[Row, ...]]]]:
    for part in divided(papers, _PART):
        yield part, [rows.get(paper.slug, ()) for paper in part]


def _text(record: Record) -> str:
    return record.as_json() + "\n"


def _directory(settings: Settings) -> str:
    site = settings.site_url
    root = f"{site}{ROOT}"
    directory = Directory(
        papershelf=api_schema.VERSION,
        name=settings.site_name,
        site=site,
        papers=f"{root}papers/index.json",
        paper=f"{root}papers/{{slug}}.json",
        tags=f"{site}{TAGS}",
        digests=f"{root}digests.json",
        dump=f"{site}{DUMP}",
        database=f"{site}{DATABASE}",
        schemas={name: f"{root}schema/{name}.json" for name in api_schema.SCHEMAS},
    )
    return _text(directory)


def _index(papers: Sequence[Paper], site: str, size: int) -> Iterator[Output]:
    """Yield the index of papers, and its pages of `size` papers. No paper's slug is `index` or has a slash."""
    paths = [f"{ROOT}papers/pages/{number}.json" for number in range(1, -(-len(papers) // size) + 1)]
    addresses = tuple(f"{site}{path}" for path in paths)
    total = len(papers)
    yield output(f"{ROOT}papers/index.json", _paper_index, total, addresses)

    for number, path in enumerate(paths):
        listed = papers[number * size : (number + 1) * size]
        following = {"next": addresses[number + 1]} if number + 1 < len(paths) else {}
        yield output(path, _paper_page, listed, following)


def _paper_index(total: int, addresses: tuple[str, ...]) -> str:
    return _text(PaperIndex(papers=total, pages=addresses))


def _paper_page(listed: Sequence[Paper], following: Mapping[str, str]) -> str:
    return _text(PaperPage(papers=tuple(map(_listed, listed)), **following))


def oldest_first(paper: Paper) -> tuple[str, str]:
    """Return a sort key: the day of the paper's first digest, then its slug."""
    return str(paper.first_seen), paper.slug


def _listed(paper: Paper) -> ListedPaper:
    ids = {name: value for name, value in (("arxiv", paper.arxiv), ("doi", paper.doi)) if value}
    return ListedPaper(slug=paper.slug, title=paper.title.plain, added=paper.first_seen, **ids)


def tag_record(tag: Tag) -> TagRecord:
    """Return the tag's record, without keys that are empty."""
    related = tuple(RelatedTag(tag=slug, papers=shared) for slug, shared in tag.related)
    optional = {
        "aliases": tag.aliases,
        "description": tag.description,
        "parent": tag.parent,
        "related": related,
        "former_slugs": tag.former_slugs,
    }
    present = {name: value for name, value in optional.items() if value}
    return TagRecord.model_validate(
        {"slug": tag.slug, "label": tag.label, "papers": len(tag.papers), "curated": tag.is_curated} | present
    )


def _tags(tags: Sequence[Tag]) -> str:
    return _text(TagsRecord(tags=tuple(map(tag_record, tags))))


def _days(days: Sequence[DigestDay]) -> str:
    return _text(DigestsRecord(digests=tuple(map(_day, days))))


def _day(day: DigestDay) -> DigestRecord:
    return DigestRecord(date=day.date, sources=day.sources, papers=tuple(paper.slug for paper in day.papers))


def _schema(shape: type[Record], address: str) -> str:
    schema = {"$schema": GenerateJsonSchema.schema_dialect, "$id": address} | shape.model_json_schema(
        mode="serialization"
    )
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
