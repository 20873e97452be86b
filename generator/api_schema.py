"""The shapes of the data published under `api/v1/`, as pydantic models. They are a promise to programs that read it.

Version 1 may gain keys, but no key is removed or changes its meaning. A missing key means that nothing is known: a
paper without `doi` has no known DOI. The published JSON Schemas are made from these models and their docstrings, so a
changed docstring changes published files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, StringConstraints
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from generator.attribute_docstrings import described
from generator.bibliography import EntryType, PartialDate, Person
from generator.model import Paper, Row

VERSION: Literal[1] = 1

PublicationDate = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}){0,2}$")]


class Record(BaseModel):
    """Base of published records. A reader ignores keys that later releases add."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler, /) -> JsonSchemaValue:
        return described(cls, schema, handler)

    def as_json(self) -> str:
        """Return the record as one line of JSON, without keys that were not set."""
        return self.model_dump_json(exclude_unset=True)


class AppearanceRecord(Record):
    """A row of a digest. What its source wrote is given where it differs from what the paper's own keys say: a key
    that is missing here says the same as the paper's, `null` that the source said nothing.
    """

    date: dt.date
    """The digest's day."""
    source: str
    """Where the digest comes from, such as `daily-papers`."""
    row: int
    """Its place in the digest, from 1."""
    digest: str = ""
    """The digest's title."""
    section: str = ""
    """The heading of the digest that it is under."""
    comments: int | None = None
    upvotes: int | None = None
    title: str | None = None
    abstract: str | None = None
    authors: tuple[str, ...] | None = None
    author_count: int | None = None
    organisation: str | None = None
    published: PublicationDate | None = None
    arxiv: str | None = None
    doi: str | None = None
    url: str | None = None
    code: str | None = None
    project: str | None = None
    keywords: tuple[str, ...] | None = None
    et_al: bool | None = None
    type: str | None = None
    venue: str | None = None
    volume: str | None = None
    number: str | None = None
    pages: str | None = None
    publisher: str | None = None
    editors: tuple[str, ...] | None = None
    remark: str | None = None
    pdf: str | None = None
    withdrawn: bool | None = None
    superseded_by: str | None = None


class NoteRecord(Record):
    """A curator's note on a paper."""

    author: str
    date: dt.date
    html: str
    """Safe HTML; its links are relative to the paper's page."""
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


class NameParts(Record):
    """The parts of a name, or a `literal` name without any."""

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""


class PaperRecord(Record):
    """A paper, whole: a line of `archive.jsonl.gz`, and the file `papers/<slug>.json`. Texts are plain Unicode."""

    papershelf: Literal[1]
    """The version of this format."""
    slug: str
    """Its address: the page is `papers/<slug>/`, relative to the site."""
    title: str
    appearances: tuple[AppearanceRecord, ...]
    """Every digest that had it, oldest first."""
    abstract: str = ""
    """Paragraphs are separated by an empty line."""
    authors: tuple[str, ...] = ()
    author_count: int | None = None
    """Given when the authors are not named."""
    organisation: str = ""
    published: PublicationDate | None = None
    """A year, a month or a day: 2026, 2026-04 or 2026-04-20."""
    arxiv: str = ""
    """Without version."""
    doi: str = ""
    url: str = ""
    code: str = ""
    project: str = ""
    keywords: tuple[str, ...] = ()
    """The authors' own."""
    et_al: bool = False
    """Whether there are more authors than are named."""
    type: str = ""
    """The kind of work: article, inproceedings, chapter, book, thesis, report, preprint, dataset or software."""
    venue: str = ""
    """The journal, proceedings, book or school."""
    volume: str = ""
    number: str = ""
    pages: str = ""
    publisher: str = ""
    editors: tuple[str, ...] = ()
    """Names as they are shown."""
    remark: str = ""
    """What its source remarks on it."""
    pdf: str = ""
    withdrawn: bool = False
    superseded_by: str = ""
    """The DOI, arXiv id or address of the work that replaces it."""
    tags: tuple[str, ...] = ()
    """Slugs of `tags.json`, best first."""
    extracted_keywords: tuple[str, ...] = ()
    """Keywords that were extracted from title and abstract, best first, without what the tags say."""
    cites: tuple[str, ...] = ()
    """Slugs of papers of the archive that it cites, as far as that is known."""
    citation_key: str = ""
    """Its name in bibliographies."""
    name_parts: dict[str, NameParts] = {}
    """The parts of names that are not given names and a family name of one word."""
    former_slugs: tuple[str, ...] = ()
    """Addresses that lead to its page."""
    notes: tuple[NoteRecord, ...] = ()


class ListedPaper(Record):
    """A paper in the index: enough to see whether it is new, and to fetch it."""

    slug: str
    title: str
    added: dt.date
    """The day of its first digest."""
    arxiv: str = ""
    doi: str = ""


class PaperPage(Record):
    """A page of the index of papers, oldest first: a page that is full changes only when its papers do."""

    papers: tuple[ListedPaper, ...]
    next: str | None = None
    """The address of the next page, if there is one."""


class PaperIndex(Record):
    """How many papers there are, and the pages that list them."""

    papers: int
    pages: tuple[str, ...]
    """The pages' addresses, oldest papers first."""


class RelatedTag(Record):
    """A tag that often stands on the same papers."""

    tag: str
    papers: int
    """How many papers have both, or parts of them."""


class TagRecord(Record):
    """A tag. Which papers have it, the papers tell."""

    slug: str
    label: str
    papers: int
    curated: bool
    """Whether a curator decided on it; the others are keywords that several papers share."""
    aliases: tuple[str, ...] = ()
    description: str = ""
    parent: str = ""
    related: tuple[RelatedTag, ...] = ()
    former_slugs: tuple[str, ...] = ()


class TagsRecord(Record):
    """All tags, by label."""

    tags: tuple[TagRecord, ...]


class DigestRecord(Record):
    """A day's digests with their papers, in their order."""

    date: dt.date
    sources: tuple[str, ...]
    papers: tuple[str, ...]
    """Slugs."""


class DigestsRecord(Record):
    """All digests, newest day first."""

    digests: tuple[DigestRecord, ...]


class Directory(Record):
    """Where everything is, absolute."""

    papershelf: Literal[1]
    name: str
    site: str
    papers: str
    """The index of papers."""
    paper: str
    """A paper's record, `{slug}` standing for its slug."""
    tags: str
    digests: str
    dump: str
    """All papers, one `PaperRecord` per line."""
    database: str
    """All of it as SQLite, with full-text search."""
    schemas: dict[str, str]
    """The JSON Schemas of the files, by kind."""


SCHEMAS: dict[str, type[Record]] = {
    "paper": PaperRecord,
    "papers-index": PaperIndex,
    "papers-page": PaperPage,
    "tags": TagsRecord,
    "digests": DigestsRecord,
    "directory": Directory,
}
"""Every kind of file, by the name of its schema."""

_ENTRY_FIELDS = (
    "title", "abstract", "authors", "author_count", "organisation", "published", "arxiv", "doi", "url", "code",
    "project", "keywords", "et_al", "type", "venue", "volume", "number", "pages", "publisher", "editors", "remark",
    "pdf", "withdrawn", "superseded_by",
)  # fmt: skip
"""Fields that an appearance inherits from its paper unless it has a value of its own."""


def paper_record(
    paper: Paper,
    tags: tuple[str, ...],
    rows: tuple[Row, ...],
    extracted_keywords: tuple[str, ...] = (),
    cites: tuple[str, ...] = (),
    citation_key: str = "",
) -> PaperRecord:
    """Return the paper's record. `tags` and `cites` are slugs; `rows` are those of its digests."""
    fields = {
        "title": paper.title.plain,
        "abstract": "\n\n".join(paragraph.plain for paragraph in paper.abstract),
        "authors": paper.authors,
        "author_count": None if paper.authors else paper.author_count,
        "organisation": paper.organisation,
        "published": str(paper.published or ""),
        "arxiv": paper.arxiv,
        "doi": paper.doi,
        "url": paper.url,
        "code": paper.code,
        "project": paper.project,
        "keywords": paper.keywords,
        "et_al": paper.et_al,
        "type": str(paper.type or ""),
        "venue": paper.venue,
        "volume": paper.volume,
        "number": paper.number,
        "pages": paper.pages,
        "publisher": paper.publisher,
        "editors": tuple(person.full_name for person in paper.editors),
        "remark": paper.remark,
        "pdf": paper.pdf,
        "withdrawn": paper.withdrawn,
        "superseded_by": paper.superseded_by,
    }
    notes = tuple(
        NoteRecord(**_present(author=note.author, date=note.date, html=note.body, tags=note.tags, links=note.links))
        for note in paper.notes
    )
    parts = _name_parts((*paper.persons, *paper.editors))
    derived = _present(
        tags=tags, extracted_keywords=extracted_keywords, cites=cites, citation_key=citation_key, name_parts=parts
    )
    return PaperRecord(
        papershelf=VERSION,
        slug=paper.slug,
        **_present(**fields),
        **derived,
        **_present(former_slugs=paper.former_slugs, notes=notes),
        appearances=tuple(_appearance(row, fields) for row in rows),
    )


def _name_parts(persons: Iterable[Person]) -> dict[str, NameParts]:
    """Return the parts of each name that its reader cannot tell by the rule of `name_parts`."""
    return {
        person.full_name: NameParts(**_present(**{part: getattr(person, part) for part in NameParts.model_fields}))
        for person in persons
        if person != _plain_person(person.full_name)
    }


def _plain_person(name: str) -> Person:
    given, _, family = name.rpartition(" ")
    return Person(family, given) if given else Person(literal=name)


def _appearance(row: Row, paper_fields: Mapping[str, object]) -> AppearanceRecord:
    """Return the row's record, with those of its entry's fields that differ from the paper's."""
    # Any, because pydantic checks the types of what it is given by name.
    differing: dict[str, Any] = {}
    for name in _ENTRY_FIELDS:
        value, shared = getattr(row.entry, name), paper_fields[name]
        if value != shared and (own := _or_none(_plain(value))) != _or_none(shared):
            differing[name] = own
    counts = _present(section=row.entry.section, comments=row.entry.comments, upvotes=row.entry.upvotes)
    return AppearanceRecord(
        date=row.date, source=row.source, row=row.number, **_present(digest=row.title), **counts, **differing
    )


def written_entry(paper: PaperRecord, appearance: AppearanceRecord) -> dict[str, Any]:
    """Return the fields that the digest's row had, those that were not empty. The inverse of `_appearance`."""
    own = appearance.model_fields_set
    fields = {name: getattr(appearance if name in own else paper, name) for name in _ENTRY_FIELDS}
    of_row = {"section": appearance.section, "comments": appearance.comments, "upvotes": appearance.upvotes}
    return _present(**fields, **of_row)


def _present(**values: object) -> dict[str, Any]:
    """Return the values that are not empty. 0 is not; an empty text, False and None are."""
    return {name: value for name, value in values.items() if value or _or_none(value) is not None}


def _or_none(value: object) -> object:
    return None if value in ("", (), {}) or value is False else value


def _plain(value: object) -> object:
    return str(value) if isinstance(value, PartialDate | EntryType) else value
