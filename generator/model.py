"""The nouns of the archive: immutable values that pass between stages.

Nothing here reads, computes or renders; a stage takes these values and returns these values.
"""

from __future__ import annotations

import datetime as dt
import re
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import ClassVar, NewType, TypeAlias

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
    """Something wrong in what a person wrote, and where.

    `line` and `column` count from 1; what concerns a file as a whole is at its beginning. `hint` says what to do next.
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
    """A file as it was read: `path` relative to the archive's root, with forward slashes."""

    path: str
    text: str


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date as precise as it is known: a year, a month or a day. Unknown parts are 0, so a year sorts before its days.

    As text it is ISO 8601: `2026`, `2026-04` or `2026-04-20`.
    """

    year: int
    month: int = 0
    day: int = 0

    def __str__(self) -> str:
        return "-".join([f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)])

    @classmethod
    def of(cls, date: dt.date) -> PartialDate:
        return cls(date.year, date.month, date.day)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """The date in `2026`, `2026-04` or `2026-04-20`.

        Raises:
            ValueError: for any other text, and for a day that no calendar has.
        """
        if re.fullmatch(r"\d{4}(?:-\d{2}){0,2}", text, re.ASCII) is None:
            raise ValueError(f"'{text[:40]}' is not a date written as YYYY, YYYY-MM or YYYY-MM-DD")
        year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
        dt.date(year, month or (1 if len(text) == 4 else 0), day or (1 if len(text) < 10 else 0))
        return cls(year, month, day)

    def includes(self, other: PartialDate) -> bool:
        """Return whether `other` may be this date, known as precisely or better: 2026 includes 2026-04-20."""
        return other.year == self.year and self.month in (0, other.month) and self.day in (0, other.day)


@dataclass(frozen=True, slots=True)
class Person:
    """The name of an author or editor in parts, or a `literal` name without any: a group's, or a single word."""

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def full_name(self) -> str:
        """`Lonneke van der Plas`, `Martin Luther King Jr.`, `山田 太郎`, `Qwen Team`: the order is the name's own."""
        if self.family and self.given and _EAST_ASIAN.fullmatch(self.family + self.given):
            return f"{self.family} {self.given}"
        return self.literal or " ".join(filter(None, (self.given, self.particle, self.family, self.suffix)))

    @property
    def inverted(self) -> str:
        """`van der Plas, Lonneke`, `King, Martin Luther, Jr.`, `Qwen Team`."""
        family = " ".join(filter(None, (self.particle, self.family)))
        return self.literal or ", ".join(filter(None, (family, self.given, self.suffix)))


_EAST_ASIAN = re.compile(
    "[\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3131-\u318e\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U0003ffff ・]+"
)
"""Names in Han characters, kana or hangul, whose family name comes first."""


class EntryType(StrEnum):
    """Kinds of works, as bibliographies tell them apart."""

    ARTICLE = "article"
    INPROCEEDINGS = "inproceedings"
    CHAPTER = "chapter"
    BOOK = "book"
    THESIS = "thesis"
    REPORT = "report"
    PREPRINT = "preprint"
    DATASET = "dataset"
    SOFTWARE = "software"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a digest, as its source wrote it: white space tidied, nothing else interpreted.

    `arxiv` is an arXiv id without its version, `doi` is lower case without resolver address. An abstract's
    paragraphs are separated by an empty line. Names of authors and editors are written as `Ada Example` when the source
    gives them in one piece, `van der Berg, Jr., Sam` (family name, suffix, given name) when it gives parts, and
    `{The Shelf Group}` when they have no parts. `author_count` is the source's number of authors when it names nobody;
    `et_al` says that it names some of them only. `venue` is the journal, proceedings, book or school; `remark` is the
    source's own note on the work, `superseded_by` an id or address of the work that replaces it.
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


@dataclass(frozen=True, slots=True)
class Digest:
    """A dated list of papers from one source. `source` is a slug such as `daily-papers`.

    `path` is its file, and `lines` those of its entries, where the format of the file has some.
    """

    date: dt.date
    source: str
    entries: tuple[Entry, ...]
    title: str = ""
    path: str = field(default="", compare=False)
    lines: tuple[int, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of one file; rows it could not use are counted and each has its problem.

    `date` and `source` are what the content itself says, if it says so, and `places` their lines and columns where a
    person wrote them, as `lines` are those of the entries. A file that holds several digests has `digests`, a reading
    of each, and no entries of its own; `permalinks` are the addresses it says its papers have had. `is_partial` says
    that some of the text belongs to none of the rows, so that it may be in another format.
    """

    entries: tuple[Entry, ...] = ()
    rejected: int = 0
    problems: tuple[Problem, ...] = ()
    date: dt.date | None = None
    source: str = ""
    title: str = ""
    digests: tuple[Reading, ...] = ()
    permalinks: tuple[Permalink, ...] = ()
    is_partial: bool = False
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict, compare=False, repr=False)
    lines: tuple[int, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in its place: row `number`, from 1, of the digest of that date and source, which is called `title`.

    The rows of several files of one date and source are numbered through.
    """

    date: dt.date
    source: str
    title: str
    number: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Text:
    """A title or paragraph made clean: `plain` is Unicode without markup, `html` is safe HTML with MathML.

    `formulas` are those of the MathML, in order: the TeX and the plain text of each.
    """

    plain: str
    html: SafeHtml
    formulas: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Appearance:
    """A paper seen in a digest, with the counts it had there."""

    date: dt.date
    source: str
    comments: int | None = field(default=None, compare=False)
    upvotes: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Link:
    """Where somebody's text leads, as it was written, and the place in the file at `path` where it says so."""

    path: str
    line: int
    column: int
    target: str


@dataclass(frozen=True, slots=True)
class Note:
    """A curated note on one paper. `body` is sanitised HTML, made of its `markdown`; `paper` is the reference that its
    author wrote.

    `places` has line and column of its front matter's values, such as `("tags", 0)`; `mentions` are its body's links.
    """

    path: str
    paper: str
    author: str
    date: dt.date
    body: SafeHtml
    tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    places: Mapping[tuple[str | int, ...], tuple[int, int]] = field(default_factory=dict, compare=False, repr=False)
    mentions: tuple[Link, ...] = ()
    markdown: str = ""

    def problem(
        self, place: tuple[str | int, ...], message: str, hint: str, severity: Severity = Severity.ERROR
    ) -> Problem:
        """A problem of the value at `place` in the front matter; of the whole file where that is not known."""
        return Problem(self.path, *self.places.get(place, (1, 1)), message, hint, severity)


@dataclass(frozen=True, slots=True)
class Paper:
    """One work, with every appearance it ever had, newest first.

    `slug` is its permanent address below `papers/`; `former_slugs` are addresses that must lead to it.
    `keys` are the identities it is known by, such as `arxiv:2401.10000` or `title:…` (see `text.identifiers`).
    `authors` are names as pages show them, `persons` the same names in parts. The other fields are those of `Entry`.
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

    @property
    def newest(self) -> Appearance:
        return self.appearances[0]

    @property
    def first_seen(self) -> dt.date:
        """The day of its oldest appearance."""
        return self.appearances[-1].date

    @property
    def text(self) -> str:
        """What a paper's keywords and tags come from: its title on the first line, then its abstract."""
        return "\n".join((self.title.plain, *(paragraph.plain for paragraph in self.abstract)))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that may be a keyword of one text, with counts of its occurrences.

    `folded` has its folded words with spaces between, those of its long form if the text defines it as an acronym.
    `alone` is `count` less the mean count of longer phrases that contain it, in hundredths. `in_title` is 0 or 1.
    `begins` and `ends` count the occurrences that begin or end a noun phrase.
    """

    spelling: str
    folded: str
    count: int
    alone: int
    in_title: int
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates of one text, best first by YAKE, and the acronyms it defines with their long forms.

    A large archive has millions, so they are stored in columns: `spellings` and `folded` have a line for each, and
    `numbers` has its five `NUMBERS`, candidate after candidate.
    """

    spellings: str
    folded: str
    numbers: array[int]
    acronyms: tuple[tuple[str, str], ...]

    NUMBERS: ClassVar[tuple[str, ...]] = ("count", "alone", "in_title", "begins", "ends")


@dataclass(frozen=True, slots=True)
class Keyword:
    """A concept that a paper is about: its folded words, and its spellings, of which the first is shown.

    `count` is its number of occurrences in the paper, `papers` the number of papers that have it as a candidate.
    """

    words: tuple[str, ...]
    spellings: tuple[str, ...]
    count: int
    in_title: bool
    papers: int


@dataclass(frozen=True, slots=True)
class Permalink:
    """A line of the record of addresses: a slug once given to the work known by `keys`."""

    slug: str
    keys: frozenset[str]
    line: int = 0


@dataclass(frozen=True, slots=True)
class PublishedAddress:
    """A line of the record of published addresses: `address` was published once; "" or where it redirects to now."""

    address: str
    target: str = ""
    line: int = 0


class Match(Enum):
    """Where a curated tag's spellings are looked for: title and abstract, the title alone, or nowhere."""

    NORMAL = "normal"
    TITLE = "title"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class VocabularyTag:
    """A tag the curator decided on. `slug` is permanent; `aliases` are other spellings of the concept, shown on its
    page; `hidden` are spellings that only match. A `broad` tag takes none of a paper's places.
    """

    slug: str
    label: str
    aliases: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    match: Match = Match.NORMAL
    parent: str = ""
    description: str = ""
    broad: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The curated tags by slug, spellings that never become a tag, and slugs that lead to another tag now."""

    tags: tuple[VocabularyTag, ...] = ()
    blocked: tuple[str, ...] = ()
    redirects: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Why a paper has a tag, in words: `“program synthesis” in the title and twice in the abstract`."""

    tag: str
    reason: str


@dataclass(frozen=True, slots=True)
class Description:
    """The text that similarity is computed from: a paper's title and paragraphs in plain text, and its tags' labels."""

    title: str
    abstract: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A paper similar to another: the cosine of their vectors, and the shared terms that contribute most to it."""

    slug: str
    similarity: float
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag with its papers, newest first. `related` are slugs of tags that often stand on the same papers, with how
    many they share; `former_slugs` are addresses that lead to it.
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
    """All papers that appeared on one day, in the order of their digests; `titles` are those digests' own, if any."""

    date: dt.date
    sources: tuple[str, ...]
    papers: tuple[Paper, ...]
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Credit:
    """Who papers are credited to: an author or an organisation, with those papers, newest first.

    `name` is the commonest of its `spellings`; `has_page` tells whether it has a page and feeds at `slug`.
    """

    slug: str
    name: str
    spellings: tuple[str, ...]
    papers: tuple[Paper, ...]
    has_page: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the curator's. `path` is relative to `content/pages/`, and `text` is the file, which MkDocs renders.

    `front` is its front matter, with the line and column of each value in `places`; `markdown` is what follows, and
    `body` the same as safe HTML, for the search. `mentions` are its links. A page that is not `is_searchable` asks in
    its front matter to be left out of the search.
    """

    path: str
    title: str
    description: str
    body: SafeHtml
    mentions: tuple[Link, ...] = ()
    text: str = ""
    front: Mapping[str, object] = field(default_factory=dict)
    markdown: str = ""
    places: Mapping[tuple[str | int, ...], tuple[int, int]] = field(default_factory=dict, compare=False, repr=False)
    is_searchable: bool = True


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file of `content/pages/` that is not a page, such as a picture: its path there and a hash of its content."""

    path: str
    content_hash: str
    read: Callable[[], bytes] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a curator sets, from `mkdocs.yml` and `site_config/archive.yml`.

    Of the former, the `site_` and `repo_` keys, and `theme.language`.
    """

    site_name: str
    site_url: str
    site_description: str = ""
    repo_url: str = ""
    language: str = "en"
    branch: str = "main"
    minimum_papers_per_tag: int = 3
    minimum_papers_per_author: int = 3
    feed_entries: int = 50
    newest_on_home: int = 20
    unsubscribe: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArchiveMap:
    """The positions of papers on a map, or of tags when there are too many papers: x and y by slug, from 0 to 1000.

    Similar papers are close to each other.
    """

    shows_tags: bool = False
    positions: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Archive:
    """Everything the site shows, built once; renderers only read it.

    `papers` and `days` run newest first, `tags` by label; `assignments` gives a paper's tags, best first, by its slug,
    and `rows` what its digests say of it, oldest first. `authors` and `organisations` run by slug. `kept_pairs` are
    tags, by slug, with a published feed of both. `neighbours` gives the papers most like it, for those that have any.
    An archive that is only collected, not to be rendered, has neither these nor a map: see `build.relate`. `keywords`
    were extracted from a paper's text, best first, by its slug.
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
    kept_pairs: frozenset[tuple[str, str]] = frozenset()
    neighbours: Mapping[str, tuple[Neighbour, ...]] = field(default_factory=dict)
    map: ArchiveMap = ArchiveMap()
    static_files: tuple[StaticFile, ...] = ()
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
