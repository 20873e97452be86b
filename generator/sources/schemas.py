"""The shapes of the files that people write, as pydantic models, and the located problems of files that differ."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, ErrorDetails

from generator.attribute_docstrings import described
from generator.bibliography import EntryType, PartialDate
from generator.model import Problem
from generator.sources.located_yaml import Document, Path
from generator.text import identifiers, web
from generator.text.suggest import did_you_mean
from generator.text.tidy import tidy, tidy_paragraphs
from generator.vocabulary import Match

MAX_TEXT = 20_000
"""Characters in an abstract or description: ten times arXiv's limit (1,920)."""

MAX_SLUG = 80
"""Characters in the name of a source or tag."""

MAX_BODY = 20_000
"""Characters in the body of a note or page."""

MAX_LINE = 1_000
"""Characters in a title, a name or an address."""

MAX_PAPERS = 5_000
"""Papers in a digest of any size. A month of the busiest source has half as many."""

CHARACTERS_PER_PAPER = 200
"""A file may have more than `MAX_PAPERS` if each has so many characters on average, as in bibliographies. A megabyte of
bare titles would be 50,000 papers, which take seconds.
"""

MAX_COUNT = 9_999_999
"""Maximum number of comments, upvotes or authors."""

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Other years are taken for mistakes."""


def _iso_date(value: object) -> object:
    """Accept `2026-04-20` only: pydantic alone would also accept epoch seconds and date-times."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError("is not a date written as YYYY-MM-DD")
    if isinstance(value, str) and not FIRST_YEAR <= int(value[:4]) <= LAST_YEAR:
        raise ValueError(f"is not a date between {FIRST_YEAR} and {LAST_YEAR}")
    return value


def _partial_date(value: str) -> str:
    """Accept `2026`, `2026-04` and `2026-04-20` only."""
    try:
        date = PartialDate.parse(value)
    except ValueError:
        written = re.fullmatch(r"\d{4}(?:-\d{2}){0,2}", value, re.ASCII)
        raise ValueError(
            "is not a day of the calendar" if written else "is not a date written as YYYY, YYYY-MM or YYYY-MM-DD"
        ) from None
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        raise ValueError(f"is not a date between {FIRST_YEAR} and {LAST_YEAR}")
    return value


def _tidy(value: object) -> object:
    return tidy(value) if isinstance(value, str) else value


def _tidy_paragraphs(value: object) -> object:
    return tidy_paragraphs(value) if isinstance(value, str) else value


def _arxiv(value: str) -> str:
    bare = identifiers.arxiv_id(value)
    if not bare:
        raise ValueError("is not an arXiv id such as '2401.10000' (quoted, or YAML tools drop its last zeros)")
    return bare


def _doi(value: str) -> str:
    bare = identifiers.doi(value)
    if not bare:
        raise ValueError("is not a DOI such as '10.1000/182'")
    return bare


def _https(value: str) -> str:
    if not web.is_address(value):
        raise ValueError("is not an address of the web: https://…, without spaces, quotation marks and < >")
    return value


def _unsubscribe_address(value: str) -> str:
    if not value.startswith(("https://", "mailto:")) or not re.fullmatch(r"[!#-;=?-\[\]-~]+", value):
        raise ValueError("is not an address in ASCII that begins with https:// or mailto:")
    if set("{}") & set(value.replace("{address}", "")):
        raise ValueError("has braces around something else than {address}")
    return value


Line = Annotated[str, StringConstraints(min_length=1, max_length=MAX_LINE), BeforeValidator(_tidy)]
Prose = Annotated[str, StringConstraints(max_length=MAX_TEXT), BeforeValidator(_tidy_paragraphs)]
Date = Annotated[dt.date, BeforeValidator(_iso_date)]
PublicationDate = Annotated[
    str, AfterValidator(_partial_date), Field(json_schema_extra={"pattern": r"^\d{4}(-\d{2}){0,2}$"})
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=MAX_SLUG)]
Address = Annotated[Line, AfterValidator(_https), Field(json_schema_extra={"pattern": "^https?://"})]
UnsubscribeAddress = Annotated[Line, AfterValidator(_unsubscribe_address)]
ArxivId = Annotated[Line, AfterValidator(_arxiv)]
Doi = Annotated[Line, AfterValidator(_doi)]
Few = Annotated[tuple[Line, ...], Field(max_length=50)]
Count = Annotated[int, Field(ge=0, le=MAX_COUNT)]
Hideable = Literal["navigation", "toc", "path", "footer", "feedback", "tags"]


class FileSchema(BaseModel):
    """Base of every schema. Unknown keys are refused, so that no misspelt one is ignored; null means a missing key."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler, /) -> JsonSchemaValue:
        return described(cls, schema, handler)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        known = {field.alias or name for name, field in cls.model_fields.items()}
        return {key: value for key, value in given.items() if value is not None or key not in known}


class EntrySchema(FileSchema):
    """One paper in a digest."""

    title: Line
    """As the paper has it; TeX is understood."""
    arxiv: ArxivId | None = None
    """The arXiv id, in quotes: "2401.10000"."""
    doi: Doi | None = None
    """Such as 10.1000/182."""
    type: EntryType | None = None
    """The kind of work: an article in a journal, a paper in proceedings, and so on."""
    authors: tuple[Line, ...] = ()
    """Their names: Ada Example; Example, Ada, if the family name has several words; {The Shelf Group} in braces."""
    et_al: bool = False
    """Whether there are more authors than are named."""
    author_count: Count | None = None
    """How many authors there are, if none is named."""
    organisation: Line | None = None
    """The laboratory or company of its authors."""
    published: PublicationDate | None = None
    """The day, month or year it was first published."""
    venue: Line | None = None
    """The journal, proceedings, book or school."""
    volume: Line | None = None
    """The volume of its journal or series."""
    number: Line | None = None
    """The number or issue."""
    pages: Line | None = None
    """Its pages: 11–19."""
    publisher: Line | None = None
    """The name of the publisher."""
    editors: tuple[Line, ...] = ()
    """The editors of the book or proceedings, written as authors are."""
    remark: Line | None = None
    """The source's remark on it, such as its length or the conference that accepted it."""
    withdrawn: bool = False
    """Whether its authors withdrew it."""
    superseded_by: Line | None = None
    """The DOI, arXiv id or address of the work that replaces it."""
    url: Address | None = None
    """The address where it can be read, if it has neither an arXiv id nor a DOI."""
    pdf: Address | None = None
    """The address of its PDF, if it is not on arXiv."""
    code: Address | None = None
    """The address of its code."""
    project: Address | None = None
    """The address of its project."""
    comments: Count | None = None
    """How many comments the source counts."""
    upvotes: Count | None = None
    """How many votes the source counts."""
    keywords: tuple[Line, ...] = ()
    """The authors' keywords."""
    section: Line | None = None
    """The heading of the digest that it is under."""
    abstract: Prose = ""
    """The abstract, with an empty line between paragraphs."""


class DigestSchema(FileSchema):
    """A file in `content/digests/`."""

    date: Date
    """The day of the digest."""
    source: Slug
    """The source of the digest: lower-case letters, digits and hyphens."""
    title: Line | None = None
    """The source's title of the digest."""
    papers: tuple[EntrySchema, ...]
    """The papers of the digest."""


class NoteSchema(FileSchema):
    """The front matter of a file in `content/notes/`."""

    paper: Line
    """The paper: the last part of its page's address, its arXiv id in quotes, its DOI or its title."""
    author: Line
    """The name under the note."""
    date: Date
    """The day on which it was written."""
    tags: Few = ()
    """Tags to add to the paper."""
    remove_tags: Few = ()
    """Tags to remove from the paper."""
    links: Annotated[tuple[Address, ...], Field(max_length=50)] = ()
    """Addresses for further reading."""


class CollectedPaperSchema(FileSchema):
    """A paper of a collection."""

    paper: Line
    """The paper: the last part of its page's address, its arXiv id in quotes, its DOI or its title."""
    remark: Annotated[str, StringConstraints(max_length=MAX_TEXT)] = ""
    """Why it is in the collection, and what to read it for, in Markdown."""
    section: Line | None = None
    """The title of a section that begins with this paper."""
    status: Literal["next", "reading", "read"] | None = None
    """How far a reading group is with it."""
    meeting: Date | None = None
    """The day on which a reading group talks about it."""


class CollectionSchema(FileSchema):
    """The front matter of a file in `content/collections/`."""

    title: Line
    """The title of the collection."""
    author: Line
    """The name under it."""
    date: Date
    """The day on which it was last changed."""
    papers: Annotated[tuple[CollectedPaperSchema, ...], Field(max_length=300, json_schema_extra={"minItems": 1})]
    """Its papers, in the order in which to read them."""


class PageSearch(FileSchema):
    """How the search treats a page."""

    model_config = ConfigDict(extra="allow")

    exclude: bool = False
    """Leave the page out of the search."""


class PageSchema(FileSchema):
    """The front matter of a file in `content/pages/`: these keys, and any others that templates and plugins read."""

    model_config = ConfigDict(extra="allow")

    title: Line | None = None
    """The title of the page; without it, its first heading."""
    description: Line | None = None
    """The description that search engines show."""
    icon: Line | None = None
    """An icon of Material's, shown in the navigation: material/book-open-variant."""
    status: Line | None = None
    """A mark in the navigation: new, deprecated, or one of extra.status in mkdocs.yml."""
    subtitle: Line | None = None
    """A second line in the navigation."""
    template: Line | None = None
    """A template of site_config/overrides/ or of the theme."""
    hide: tuple[Hideable, ...] = ()
    """Parts of the page that are not shown."""
    tags: tuple[Line, ...] = ()
    """Tags for Material's tags plugin."""
    search: PageSearch | None = None
    """How the search treats the page."""


class TagSchema(FileSchema):
    """One tag in `site_config/tags.yml`."""

    label: Line
    """The tag's name as readers see it."""
    spellings: tuple[Line, ...] = ()
    """Spellings that match in place of the label, which is only a name then."""
    aliases: tuple[Line, ...] = ()
    """Other names that match, which its page shows."""
    hidden: tuple[Line, ...] = ()
    """Spellings that match and are not shown."""
    shared: tuple[Line, ...] = ()
    """Spellings of other tags that mean this one as well."""
    match: Match = Match.NORMAL
    """Where spellings match: in title and abstract (normal; once, if one mention counts as much as two sentences), in
    the title and the sentence that says what the paper does (main), in the title and the words that name what it makes,
    as in "we present a benchmark" (made), in the title alone (title), or never."""
    where: dict[Line, Match] = {}
    """Where single spellings match, in place of match."""
    context: dict[Line, Few] = {}
    """Phrases of which a text must have one if this spelling is to match in it."""
    not_: Annotated[dict[Line, Few], Field(alias="not")] = {}
    """Phrases of which a text must have none if this spelling is to match in it."""
    parent: Slug | None = None
    """The tag that this one is a part of."""
    broad: bool = False
    """Whether it is on so many papers that it should not count as one of a paper's six tags."""
    description: Line | None = None
    """Its meaning, in a sentence."""


class TagsSchema(FileSchema):
    """`site_config/tags.yml`: the curated vocabulary, by tag slug."""

    tags: dict[Slug, TagSchema] = {}
    """The tags, by the last part of their address, which never changes."""
    blocked: tuple[Line, ...] = ()
    """Phrases that never become a tag."""
    redirects: dict[Slug, Slug] = {}
    """Former tags, and the tags that replace them."""


class NameSchema(FileSchema):
    """One person or organisation in `site_config/people.yml` or `site_config/organisations.yml`."""

    name: Line
    """The name as pages show it."""
    spellings: tuple[Line, ...] = ()
    """Other spellings of the name."""
    label: Line | None = None
    """What tells this one from others of the name, such as a field or place. It is shown behind the name."""
    papers: tuple[Line, ...] = ()
    """The papers of this one of several of the name, each by arXiv id, DOI, title or the last part of its address."""


class PeopleSchema(FileSchema):
    """`site_config/people.yml`: spellings of names that are one person, and names that are several people."""

    people: tuple[NameSchema, ...] = ()
    """People, with the spellings of their names."""
    different: tuple[tuple[Line, Line], ...] = ()
    """Pairs of names that look alike and are different people: they are no longer proposed as one."""


class OrganisationsSchema(FileSchema):
    """`site_config/organisations.yml`: spellings of names that are one organisation."""

    organisations: tuple[NameSchema, ...] = ()
    """Organisations, with the spellings of their names."""
    different: tuple[tuple[Line, Line], ...] = ()
    """Pairs of names that look alike and are different organisations: they are no longer proposed as one."""


class ArchiveSchema(FileSchema):
    """`site_config/archive.yml`: the settings of an archive beyond those of MkDocs."""

    branch: Line = "main"
    """The branch that notes and fixes are proposed to, and that workflows publish."""
    minimum_papers_per_tag: Annotated[int, Field(ge=1, le=1000)] = 3
    """A keyword that fewer papers share does not become a tag."""
    minimum_papers_per_author: Annotated[int, Field(ge=1, le=1000)] = 5
    """An author, organisation or venue with fewer papers has no page."""
    minimum_papers_per_author_feed: Annotated[int, Field(ge=1, le=1000)] = 5
    """An author with fewer papers has no feed."""
    feed_entries: Annotated[int, Field(ge=1, le=500)] = 50
    """Newest papers in each feed, besides all of the last 14 days before the newest digest."""
    feed_formats: tuple[Literal["rss", "atom", "json"], ...] = ("rss",)
    """Formats of the feeds of tags, authors, organisations and sources: RSS, and these. The archive's feed has all."""
    feeds_of_tag_pairs: tuple[tuple[Slug, Slug], ...] = ()
    """Pairs of tags, by the last parts of their addresses, that have a page and a feed of the papers with both."""
    newest_on_home: Annotated[int, Field(ge=1, le=100)] = 20
    """Papers that the home page shows at least, in whole days."""
    pinned: Annotated[tuple[Line, ...], Field(max_length=10)] = ()
    """Papers that the home page shows above the newest: the last parts of their addresses, arXiv ids, DOIs, titles."""
    own_summaries: bool = False
    """The abstracts in the digests are summaries in the archive's own words, and pages call them so."""
    unsubscribe: tuple[UnsubscribeAddress, ...] = ()
    """Addresses for unsubscribing from the newsletter: https or mailto."""


Schema = TypeVar("Schema", bound=FileSchema)

_NOTHING: Mapping[str, object] = MappingProxyType({})

_MESSAGES = {
    "missing": "is missing",
    "string_too_long": "is longer than {max_length} characters",
    "string_too_short": "is empty",
    "int_parsing": "is not a whole number",
    "greater_than_equal": "is less than {ge}",
    "less_than_equal": "is more than {le}",
    "string_pattern_mismatch": "is not made of lower-case letters, digits and single hyphens",
    "bool_parsing": "is neither true nor false",
    "date_from_datetime_parsing": "is not a day of the calendar",
    "date_parsing": "is not a day of the calendar",
    "tuple_type": "is not a list",
    "too_long": "has more than {max_length} items",
    "string_type": "is not text",
    "model_type": "is not a mapping of keys to values",
    "model_attributes_type": "is not a mapping of keys to values",
    "enum": "is none of {expected}",
    "literal_error": "is none of {expected}",
    "dict_type": "is not a mapping of keys to values",
}


def validate(document: Document, schema: type[Schema]) -> tuple[Schema | None, list[Problem]]:
    """Return the document as `schema`, None if it has any problem, and all problems of its YAML and its content."""
    problems = list(document.problems)
    if document.value is None and problems:
        return None, problems
    try:
        value = schema.model_validate({} if document.value in (None, "") else document.value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            path = tuple(detail["loc"])
            if not any(path[:length] in document.refused for length in range(len(path) + 1)):
                problems.append(_problem(document, schema, path, detail))
        value = None
    return (None if problems else value), sorted(problems)


def rest(document: Document, schema: type[Schema], stand_ins: Mapping[str, object] = _NOTHING) -> Schema | None:
    """Return a document as `schema` without the top-level keys that have a problem, None if that is not possible.

    It lets later stages report further problems in the same run. `stand_ins` are values for keys that it must have.
    """
    if not isinstance(document.value, dict):
        return None
    wrong = {problem_path[0] for problem_path in document.refused if problem_path}
    wrong |= {key for key in stand_ins if document.value.get(key) in (None, "")}
    try:
        return schema.model_validate(
            {**stand_ins, **{key: value for key, value in document.value.items() if key not in wrong}}
        )
    except ValidationError as error:
        wrong |= {detail["loc"][0] for detail in error.errors(include_url=False) if detail["loc"]}
    try:
        return schema.model_validate(
            {**stand_ins, **{key: value for key, value in document.value.items() if key not in wrong}}
        )
    except ValidationError:
        return None


def _problem(document: Document, schema: type[FileSchema], path: Path, detail: ErrorDetails) -> Problem:
    if detail["type"] == "extra_forbidden":
        known = _keys_at(schema, path[:-1])
        hint = did_you_mean(str(path[-1]), known)
        return document.problem(path, f"unknown key '{path[-1]}'", hint, at_key=True)
    name = _spell(path) or "the file"
    if (typed := document.nulls.get(path)) is not None:
        fault = f"is {typed}, which means no value" if typed else "is empty"
        remedies = ["fill it in"]
        if typed:
            remedies.append("put it in quotes if that is its text")
        if detail["type"] != "missing":
            remedies.append("remove it")
        hint = ", or ".join(remedies)
        return document.problem(path, f"'{name}' {fault}", hint)
    if detail["type"] == "missing":
        return document.problem(path, f"'{name}' is missing", "add it")
    template = _MESSAGES.get(detail["type"])
    if detail["type"] == "value_error":
        fault = str(detail["ctx"]["error"])
    else:
        fault = template.format(**detail.get("ctx", {})) if template else str(detail["msg"])
    given = detail["input"]
    shown = f" ('{given[:40]}')" if isinstance(given, str) and given else ""
    hint = "correct it" if given else "fill it in, or remove the key"
    return document.problem(path, f"'{name}'{shown} {fault}", hint)


def _spell(path: Path) -> str:
    """Write `("papers", 0, "title")` as `papers[1].title`. Items of lists count from 1."""
    spelt = ""
    for part in path:
        spelt += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if spelt else part
    return spelt


def _keys_at(schema: type[FileSchema], path: Path) -> list[str]:
    """Return the keys that `schema` has at `path`."""
    if schema is DigestSchema and len(path) == 2:
        return list(EntrySchema.model_fields)
    if schema is CollectionSchema and len(path) == 2:
        return list(CollectedPaperSchema.model_fields)
    if schema is TagsSchema and len(path) == 2:
        return [field.alias or name for name, field in TagSchema.model_fields.items()]
    if schema in (PeopleSchema, OrganisationsSchema) and len(path) == 2:
        return list(NameSchema.model_fields)
    return list(schema.model_fields)
