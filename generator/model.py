"""The model: immutable values that pass between stages.

Nothing here reads, computes or renders. A stage takes these values and returns these values.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NewType, TypeAlias

from generator.bibliography import EntryType, PartialDate, Person
from generator.vocabulary import Assignment, PendingTag

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | float | bool | None"
"""A value that JSON can express. Tuples become lists on their way through the cache."""

SafeHtml = NewType("SafeHtml", str)
"""HTML that a page may contain as it stands. Only `generator/text/safe_html.py` makes it."""


class Severity(Enum):
    """How much a problem matters: an error stops a build, a warning a strict one, a notice none."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in a file that a person wrote.

    `line` and `column` count from 1; a problem of the whole file is at 1:1. `hint` says what to do next.
    """

    path: str
    line: int
    column: int
    message: str
    hint: str = ""
    severity: Severity = field(default=Severity.ERROR, compare=False)

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The text of a file. `path` is relative to the archive's root and has forward slashes."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a digest, as its source wrote it: white space tidied, nothing else interpreted.

    `arxiv` is an arXiv id without its version, `doi` is lower case without resolver address. An abstract's
    paragraphs are separated by an empty line. Names of authors and editors are written as `Ada Example` when the source
    gives them in one piece, `van der Berg, Jr., Sam` (family name, suffix, given name) when it gives parts, and
    `{The Shelf Group}` when they have no parts. `author_count` is the source's number of authors when it names nobody;
    `et_al` says that it names some of them only. `venue` is the journal, proceedings, book or school; `remark` is the
    source's own note on the work, `superseded_by` an id or address of the work that replaces it. `section` is the
    heading of the digest that the row is under.
    """

    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    author_count: int | None = None
    organisation: str = ""
    published: PartialDate | None = None
    arxiv: str = ""
    doi: str = ""
    url: str = ""
    code: str = ""
    project: str = ""
    comments: int | None = None
    upvotes: int | None = None
    keywords: tuple[str, ...] = ()
    et_al: bool = False
    type: EntryType | None = None
    venue: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    publisher: str = ""
    editors: tuple[str, ...] = ()
    remark: str = ""
    pdf: str = ""
    withdrawn: bool = False
    superseded_by: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Digest:
    """A dated list of papers from one source. `source` is a slug such as `daily-papers`.

    `path` is its file. `lines` has the line of each entry if the file's format has lines, and is () otherwise.
    """

    date: dt.date
    source: str
    entries: tuple[Entry, ...]
    title: str = ""
    path: str = field(default="", compare=False)
    lines: tuple[int, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Row:
    """An entry with its digest's date, source and title, and its row `number` there, from 1.

    Rows of several files of one date and source are numbered consecutively.
    """

    date: dt.date
    source: str
    title: str
    number: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Text:
    """A clean title or paragraph: `plain` is Unicode without markup, `html` is safe HTML with MathML.

    `formulas` has the TeX and the plain text of each formula, in order.
    """

    plain: str
    html: SafeHtml
    formulas: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Appearance:
    """An occurrence of a paper in a digest, with the counts it had there."""

    date: dt.date
    source: str
    comments: int | None = field(default=None, compare=False)
    upvotes: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a file that a person wrote: its target as written, and its position in the file at `path`."""

    path: str
    line: int
    column: int
    target: str


@dataclass(frozen=True, slots=True)
class Note:
    """A curated note on one paper, which its author named by the reference `paper`.

    `body` is sanitised HTML made from `markdown`, and `mentions` are its links. `positions` has line and column of the
    values in its front matter, such as `("tags", 0)`.
    """

    path: str
    paper: str
    author: str
    date: dt.date
    body: SafeHtml
    tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    positions: Mapping[tuple[str | int, ...], tuple[int, int]] = field(default_factory=dict, compare=False, repr=False)
    mentions: tuple[Link, ...] = ()
    markdown: str = ""

    def problem(
        self, key: tuple[str | int, ...], message: str, hint: str, severity: Severity = Severity.ERROR
    ) -> Problem:
        """Return a problem with the value at `key` in the front matter; at 1:1 if its position is unknown."""
        return Problem(self.path, *self.positions.get(key, (1, 1)), message, hint, severity)


class ReadingStatus(Enum):
    """How far a reading group is with a paper."""

    NEXT = "next"
    READING = "reading"
    READ = "read"


@dataclass(frozen=True, slots=True)
class CollectedPaper:
    """A paper of a collection, which its author named by the reference `paper`; `slug` is "" until it is looked up.

    A `section` with this title begins with it. `remark` is sanitised HTML.
    """

    paper: str
    remark: SafeHtml
    section: str = ""
    status: ReadingStatus | None = None
    meeting: dt.date | None = None
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """An ordered list of papers, at `collections/<slug>/`. `introduction` and `conclusion` are sanitised HTML.

    `mentions` are the links of these and of remarks; `positions` has line and column of the values in its front
    matter.
    """

    path: str
    slug: str
    title: str
    author: str
    date: dt.date
    papers: tuple[CollectedPaper, ...]
    introduction: SafeHtml
    conclusion: SafeHtml
    mentions: tuple[Link, ...] = ()
    positions: Mapping[tuple[str | int, ...], tuple[int, int]] = field(default_factory=dict, compare=False, repr=False)

    def problem(
        self, key: tuple[str | int, ...], message: str, hint: str, severity: Severity = Severity.ERROR
    ) -> Problem:
        """Return a problem with the value at `key` in the front matter; at 1:1 if its position is unknown."""
        return Problem(self.path, *self.positions.get(key, (1, 1)), message, hint, severity)


@dataclass(frozen=True, slots=True)
class Paper:
    """One work, with all its appearances, newest first.

    `slug` is its permanent address below `papers/`; `former_slugs` are addresses that redirect to it. `keys` identify
    it, such as `arxiv:2401.10000` or `title:…` (see `text.identifiers`). `authors` are names as pages show them,
    `persons` the same in parts. `lead` is the sentence of the abstract that says what the paper does. `tag_notes` only
    assign tags. The other fields are those of `Entry`.
    """

    slug: str
    keys: tuple[str, ...]
    title: Text
    abstract: tuple[Text, ...]
    authors: tuple[str, ...]
    author_count: int | None
    organisation: str
    published: PartialDate | None
    arxiv: str
    doi: str
    url: str
    code: str
    project: str
    keywords: tuple[str, ...]
    appearances: tuple[Appearance, ...]
    persons: tuple[Person, ...] = ()
    et_al: bool = False
    type: EntryType | None = None
    venue: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    publisher: str = ""
    editors: tuple[Person, ...] = ()
    remark: str = ""
    pdf: str = ""
    withdrawn: bool = False
    superseded_by: str = ""
    former_slugs: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    tag_notes: tuple[Note, ...] = ()
    lead: str = ""

    @property
    def newest(self) -> Appearance:
        return self.appearances[0]

    @property
    def first_seen(self) -> dt.date:
        """The date of its oldest appearance."""
        return self.appearances[-1].date

    @property
    def text(self) -> str:
        """The text that keywords and tags are extracted from: the title in the first line, then the abstract."""
        return "\n".join((self.title.plain, *(paragraph.plain for paragraph in self.abstract)))


@dataclass(frozen=True, slots=True)
class Keyword:
    """A concept that a paper is about: its `phrase`, folded and with spaces between words, and its spellings, of which
    the first is shown.

    `count` is its number of occurrences in the paper, `papers` the number of papers that have it as a candidate,
    among the baseline and this one; `log_odds` are those of its being a keyword that the authors would choose.
    """

    phrase: str
    spellings: tuple[str, ...]
    count: int
    in_title: bool
    papers: int
    log_odds: float = 0.0

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.phrase.split(" "))


@dataclass(frozen=True, slots=True)
class Permalink:
    """A recorded address: a slug once given to the work known by `keys`, which are those of all its lines.

    If these are several, `lines` has each with its keys; `line` is the first. `removed` is the day on which a published
    paper was taken out, "" otherwise; `is_hidden` leaves its paper out although digests have it.
    """

    slug: str
    keys: frozenset[str]
    line: int = 0
    lines: tuple[tuple[int, frozenset[str]], ...] = ()
    removed: str = ""
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class PublishedAddress:
    """A line of the record of published addresses: an address, and where it redirects to, "" if it does not."""

    address: str
    target: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag with its papers and those of its parts, newest first. `related` has slugs of tags that are often on the
    same papers, with the number of papers that both have; `former_slugs` are addresses that redirect to it.
    """

    slug: str
    label: str
    papers: tuple[Paper, ...]
    is_curated: bool = False
    is_broad: bool = False
    aliases: tuple[str, ...] = ()
    description: str = ""
    parent: str = ""
    children: tuple[str, ...] = ()
    related: tuple[tuple[str, int], ...] = ()
    former_slugs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestDay:
    """The papers that appeared on one day, in the order of its digests; `titles` are those of digests that have one."""

    date: dt.date
    sources: tuple[str, ...]
    papers: tuple[Paper, ...]
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Credit:
    """An author, an organisation or a venue, with its papers, newest first.

    `name` is the most frequent of its `spellings`, or as the curator lists it, such as `Wei Wang (optics)`. If
    `has_page`, its page and feeds are at `slug`, and `former_slugs` redirect there. If it `is_namesake`, others have
    the same spellings.
    """

    slug: str
    name: str
    spellings: tuple[str, ...]
    papers: tuple[Paper, ...]
    has_page: bool
    former_slugs: tuple[str, ...] = ()
    is_namesake: bool = False


@dataclass(frozen=True, slots=True)
class NameRule:
    """A person or organisation that the curator lists, with further spellings of the name.

    With a `label`, they are one of several of that name, credited with `papers` alone: references to papers, at
    `positions` (line and column) of their file.
    """

    name: str
    spellings: tuple[str, ...] = ()
    label: str = ""
    papers: tuple[str, ...] = ()
    positions: tuple[tuple[int, int], ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Namesakes:
    """The names that the curator lists in the file at `path`; `different` are pairs that are not the same."""

    path: str
    rules: tuple[NameRule, ...] = ()
    different: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page that the curator wrote. `path` is relative to `content/pages/`; `text` is the file, which MkDocs renders.

    `front` is its front matter, with the line and column of each value in `positions`. `markdown` is the rest, and
    `body` the same as safe HTML, for the search. `mentions` are its links. `is_searchable` is False if its front matter
    excludes it from the search. `is_draft` is True if the settings show it while serving only, `is_placeholder` if it
    is the home page and still has the text of a new archive.
    """

    path: str
    title: str
    description: str
    body: SafeHtml
    mentions: tuple[Link, ...] = ()
    text: str = ""
    front: Mapping[str, object] = field(default_factory=dict)
    markdown: str = ""
    positions: Mapping[tuple[str | int, ...], tuple[int, int]] = field(default_factory=dict, compare=False, repr=False)
    is_searchable: bool = True
    is_draft: bool = False
    is_placeholder: bool = False


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file that is published as it is: its path in the site and in the archive, and a hash of its content."""

    path: str
    source: str
    content_hash: str
    read: Callable[[], bytes] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """The curator's settings, from `site_config/archive.yml` and from `mkdocs.yml`: its `site_` and `repo_` keys, and
    `theme.language`. With `keeps_markdown`, pages have notes in their own Markdown where that is safe; it is off where
    plugins or extensions of MkDocs might read a note as something else.
    """

    site_name: str
    site_url: str
    site_description: str = ""
    repo_url: str = ""
    language: str = "en"
    branch: str = "main"
    minimum_papers_per_tag: int = 3
    minimum_papers_per_author: int = 5
    minimum_papers_per_author_feed: int = 5
    feed_entries: int = 50
    feed_formats: tuple[str, ...] = ("rss",)
    feeds_of_tag_pairs: tuple[tuple[str, str], ...] = ()
    newest_on_home: int = 20
    pinned: tuple[str, ...] = ()
    own_summaries: bool = False
    unsubscribe: tuple[str, ...] = ()
    keeps_markdown: bool = True


@dataclass(frozen=True, slots=True)
class Archive:
    """The whole archive. It is built once, and renderers only read it.

    `papers` and `days` are ordered newest first, `tags` by label, `authors`, `organisations` and `venues` by slug.
    `assignments` has the tags of each paper by slug, best first; `rows` those rows of digests that are about it, oldest
    first; `keywords` those extracted from its text, best first; `citation_keys` its name in bibliographies; `cites` the
    slugs of the papers that it cites, if there are any, in the order of `papers`. `recorded_files` are the paths of
    all files that were published, such as `tags/search/atom.xml`, and of those to which recorded addresses lead.
    `unattached_notes` name no paper, and are only checked. `collections` are ordered by date, newest first, and have
    papers of the archive only. `arrivals` has the slugs of all papers, in the order in which the archive got them.
    """

    settings: Settings
    papers: tuple[Paper, ...]
    days: tuple[DigestDay, ...]
    tags: tuple[Tag, ...]
    assignments: Mapping[str, tuple[Assignment, ...]]
    pages: tuple[Page, ...]
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    authors: tuple[Credit, ...] = ()
    organisations: tuple[Credit, ...] = ()
    venues: tuple[Credit, ...] = ()
    recorded_files: frozenset[str] = frozenset()
    static_files: tuple[StaticFile, ...] = ()
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    citation_keys: Mapping[str, str] = field(default_factory=dict)
    pending_tags: Mapping[str, tuple[PendingTag, ...]] = field(default_factory=dict)
    cites: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unattached_notes: tuple[Note, ...] = ()
    collections: tuple[Collection, ...] = ()
    pinned: tuple[Paper, ...] = ()
    arrivals: tuple[str, ...] = ()
