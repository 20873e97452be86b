"""Citations: papers as BibTeX, RIS and CSL-JSON. The whole archive has a compressed file of each, other lists BibTeX.

`citations.js` makes the other formats of lists in the browser, and BibTeX of weeks and months. Only the files of the
whole archive have abstracts: a paper is in about ten others, and an archive of 25,000 papers must fit the 1 GB that
GitHub Pages allows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from generator.archive import people
from generator.bibliography import MONTHS, EntryType, PartialDate, Person
from generator.exports import channels
from generator.model import Archive, Json, Paper, Tag, Text
from generator.outputs import Output, divided, output
from generator.text.identifiers import arxiv_address, doi_address
from generator.text.latex import as_tex, given_name_as_tex, protected_title, text_as_tex
from generator.text.record_notes import RecordNote, write_note
from generator.text.wording import words_of

LIST_FILE = "papers.bib"
"""The file of a list, in its folder."""

_TAG_OF_RIS = re.compile(r"^(?=[A-Z][A-Z0-9] {1,2}-)", re.M)
"""The beginning of a paragraph that programs take for a line of RIS, such as the end of the record."""

_RECORDS_IN_TAGS = 100_000
"""Maximum records in the files of all tags together: about 50 MB. Beyond it, long lists are cut."""

_CACHE_SIZE = 20_000
"""Papers whose BibTeX (10 MB) is kept in memory."""

_ARCHIVE_PART, _LIST_PART = 250, 25
"""Papers in a part, on average. To compress 250 alone takes 0.7 % more bytes, 25 would take 6 %."""

_LENGTHS = (1_000_000, 5_000, 2_000, 1_000, 500, 200, 100, 50)
"""Lengths at which lists may be cut. They are few, so that a new digest seldom changes the files of every tag."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The fields of a citation, each in one line of plain Unicode, but for the texts of title and abstract.

    `key` is the paper's citation key; `former_keys` are its slugs, which were keys in earlier releases. `address` is
    where to read the paper, the archive's page if no other is known. `author_count` is 0 when the authors are named.
    An abstract is its paragraphs.
    """

    key: str
    former_keys: tuple[str, ...]
    title: Text
    authors: tuple[Person, ...]
    author_count: int
    published: PartialDate | None
    arxiv: str
    doi: str
    address: str
    keywords: tuple[str, ...]
    abstract: tuple[Text, ...]
    type: EntryType | None = None
    et_al: bool = False
    venue: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    publisher: str = ""
    editors: tuple[Person, ...] = ()
    remark: str = ""
    withdrawn: bool = False
    superseded_by: str = ""
    pdf: str = ""
    organisation: str = ""
    code: str = ""
    project: str = ""

    @property
    def kind(self) -> EntryType:
        """The type of the work. One without a type is an article if it has a venue or only a DOI, else a preprint."""
        is_article = self.venue or (self.doi and not self.arxiv)
        return self.type or (EntryType.ARTICLE if is_article else EntryType.PREPRINT)

    @property
    def is_preprint(self) -> bool:
        return self.kind is EntryType.PREPRINT

    @property
    def note(self) -> str:
        """Facts without a field of their own: the number of unnamed authors, a withdrawal, the source's remark."""
        return write_note(self._note)

    @property
    def note_with_addresses(self) -> str:
        """The same with the addresses of code and project, for formats without fields for them."""
        return write_note(replace(self._note, code=self.code, project=self.project))

    @property
    def _note(self) -> RecordNote:
        return RecordNote(self.author_count, self.withdrawn, self.superseded_by, self.remark)


def reference(paper: Paper, page: str, keywords: Sequence[str] = (), key: str = "") -> Reference:
    """Return the paper's reference; `page` is its address in the archive. Without a `key`, the slug is the key."""
    return Reference(
        key=key or paper.slug,
        former_keys=(paper.slug, *paper.former_slugs) if key else paper.former_slugs,
        title=paper.title,
        authors=paper.persons,
        author_count=0 if paper.authors else paper.author_count or 0,
        published=paper.published,
        arxiv=paper.arxiv,
        doi=paper.doi,
        address=_address(paper) or page,
        keywords=tuple(map(_line, keywords)),
        abstract=paper.abstract,
        type=paper.type,
        et_al=paper.et_al,
        venue=_line(paper.venue),
        volume=paper.volume,
        number=paper.number,
        pages=paper.pages,
        publisher=_line(paper.publisher),
        editors=paper.editors,
        remark=_line(paper.remark),
        withdrawn=paper.withdrawn,
        superseded_by=_line(paper.superseded_by),
        pdf=paper.pdf,
        organisation=_line(paper.organisation),
        code=paper.code,
        project=paper.project,
    )


def references(archive: Archive) -> Callable[[Paper], Reference]:
    """Return a function that makes the reference of a paper, with the labels of its tags as keywords."""
    labels = {tag.slug: tag.label for tag in archive.tags}
    known: dict[str, Reference] = {}

    def cite(paper: Paper) -> Reference:
        if (cited := known.get(paper.slug)) is None:
            cited = cite_anew(paper)
            if len(known) < _CACHE_SIZE:
                known[paper.slug] = cited
        return cited

    def cite_anew(paper: Paper) -> Reference:
        page = f"{archive.settings.site_url}papers/{paper.slug}/"
        keywords = [labels[assignment.tag] for assignment in archive.assignments[paper.slug]]
        return reference(paper, page, keywords, archive.citation_keys.get(paper.slug, ""))

    return cite


def brief(cited: Reference) -> Reference:
    """Return the reference without its abstract and the addresses of code and project, which the page links to."""
    return replace(cited, abstract=(), code="", project="")


def plain_title(cited: Reference) -> str:
    """Return the title in one line of plain Unicode."""
    return _line(cited.title.plain)


def plain_abstract(cited: Reference) -> str:
    """Return the abstract as plain Unicode, with an empty line between paragraphs."""
    return "\n\n".join(_line(paragraph.plain) for paragraph in cited.abstract)


def render(archive: Archive) -> Iterator[Output]:
    """Yield the archive's file in each format, and BibTeX of every list but weeks and months, whose days have it."""
    cite = references(archive)
    maximum = longest_list(archive.tags)
    lists: list[tuple[str, Sequence[Paper]]] = [(f"digests/{day.date}/", day.papers) for day in archive.days]
    lists += [(f"tags/{tag.slug}/", tag.papers[:maximum]) for tag in archive.tags]
    by_slug = {paper.slug: paper for paper in archive.papers}
    lists += [
        (f"collections/{each.slug}/", [by_slug[collected.slug] for collected in each.papers])
        for each in archive.collections
    ]
    pairs = channels.pairs_of(archive, words_of(archive.settings.language))
    lists += [(pair.folder, pair.papers) for pair in pairs]
    lists.append(("with-code/", [paper for paper in archive.papers if paper.code]))
    lists += [
        (f"{folder}/{credit.slug}/", credit.papers)
        for folder, credits_ in people.by_folder(archive)
        for credit in credits_
        if credit.has_page
    ]
    for format_ in FORMATS if archive.papers else ():
        write = partial(_part, format_, partial(_record, format_, cite))
        yield output(archive_file(format_), write, archive.papers, split=partial(_parts, _ARCHIVE_PART))
    # A paper is in about seven lists, so entries are cached, by slug: to hash a paper takes as long as its entry.
    entry = lru_cache(_CACHE_SIZE)(lambda slug: bibtex(brief(cite(by_slug[slug]))))
    write = partial(_part, FORMATS[0], lambda paper: entry(paper.slug))
    for folder, papers in lists:
        if papers:
            yield output(f"{folder}{LIST_FILE}", write, papers, split=partial(_parts, _LIST_PART))


def archive_file(format_: Format) -> str:
    """Return the path of the file of the whole archive."""
    return f"archive.{format_.ending}.gz"


def _record(format_: Format, cite: Callable[[Paper], Reference], paper: Paper) -> str:
    return format_.record(cite(paper))


def _parts(size: int, papers: Sequence[Paper]) -> Iterator[tuple[Sequence[Paper], bool, bool]]:
    """Yield the parts of a file, each with its papers, and whether it is the first and the last."""
    parts = list(divided(papers, size))
    for number, part in enumerate(parts, 1):
        yield part, number == 1, number == len(parts)


def _part(
    format_: Format, record: Callable[[Paper], str], papers: Sequence[Paper], is_first: bool, is_last: bool
) -> str:
    records = format_.between.join(map(record, papers))
    return f"{format_.start if is_first else ''}{records}{format_.end if is_last else format_.between}"


def longest_list(tags: Iterable[Tag]) -> int:
    """Return how many of its newest papers a tag's files have: all of them, in archives of up to 20,000 papers."""
    lengths = [len(tag.papers) for tag in tags]
    fitting = (maximum for maximum in _LENGTHS if sum(min(length, maximum) for length in lengths) <= _RECORDS_IN_TAGS)
    return next(fitting, _LENGTHS[-1])


def bibtex(cited: Reference) -> str:
    """Return an entry of BibTeX. `url` and `doi` are not escaped: BibLaTeX reads them verbatim."""
    date, title = cited.published, _braced(_line(protected_title(cited.title)))
    entry_type, venue = _BIBTEX_TYPES[cited.kind] if cited.type or cited.venue else ("misc", "howpublished")
    names = [*map(_bibtex_name, cited.authors), *(["others"] if cited.et_al and cited.authors else [])]
    fields = {
        "title": title,
        "author": _braced(" and ".join(names)),
        "editor": _braced(" and ".join(map(_bibtex_name, cited.editors))),
        # Styles sort by it where nobody is named.
        "key": "" if cited.authors or cited.editors else title,
        "affiliation": _braced(as_tex(cited.organisation)),
        venue: _braced(as_tex(cited.venue)),
        "volume": _braced(as_tex(cited.volume)),
        "number": _braced(as_tex(cited.number)),
        "pages": _braced(as_tex(cited.pages.replace("–", "--")).replace("{}", "")),
        "publisher": _braced(as_tex(cited.publisher)),
        "date": _braced(str(date or "")),
        "year": _braced(f"{date.year:04}" if date else ""),
        "month": MONTHS[date.month - 1] if date and date.month else "",
        "eprint": _braced(cited.arxiv),
        "eprinttype": _braced("arxiv" if cited.arxiv else ""),
        "archiveprefix": _braced("arXiv" if cited.arxiv else ""),
        "doi": _braced(_balanced(cited.doi)),
        "url": _braced(_balanced(cited.address)),
        "pdf": _braced(_balanced(cited.pdf)),
        "code": _braced(_balanced(cited.code)),
        "project": _braced(_balanced(cited.project)),
        "type": _braced("preprint" if cited.type is EntryType.PREPRINT else ""),
        "note": _braced(as_tex(cited.note)),
        "keywords": _braced(", ".join(as_tex(keyword.replace(",", ";")) for keyword in cited.keywords)),
        "ids": _braced(", ".join(cited.former_keys)),  # BibLaTeX finds the entry by these, too
        "abstract": _braced("\n\n".join(_line(text_as_tex(paragraph)) for paragraph in cited.abstract)),
    }
    lines = (f"  {name} = {value},\n" for name, value in fields.items() if value)
    return f"@{entry_type}{{{cited.key},\n{''.join(lines)}}}\n"


def ris(cited: Reference) -> str:
    """Return a record of RIS. Its lines end in a line feed, which every program that we know reads."""
    date = cited.published
    fields: list[tuple[str, str]] = [
        ("TY", _RIS_TYPES[cited.kind]),
        ("M3", "preprint" if cited.is_preprint else ""),
        ("ID", cited.key),
        ("TI", plain_title(cited)),
        *(("AU", _ris_name(author)) for author in cited.authors),
        ("AU", "et al." if cited.et_al and cited.authors else ""),
        ("AD", cited.organisation),
        *(("ED", _ris_name(editor)) for editor in cited.editors),
        ("T2", cited.venue),
        ("VL", cited.volume),
        ("IS", cited.number),
        *zip(("SP", "EP"), cited.pages.split("–", 1), strict=False),
        ("PB", cited.publisher),
        ("PY", f"{date.year:04}" if date else ""),
        ("DA", slashed(date) if date else ""),
        ("DB", "arXiv" if cited.arxiv else ""),
        ("AN", f"arXiv:{cited.arxiv}" if cited.arxiv else ""),
        ("DO", cited.doi),
        ("UR", cited.address),
        ("L1", cited.pdf),
        *(("KW", keyword) for keyword in cited.keywords),
        ("N1", cited.note_with_addresses),
        ("AB", _TAG_OF_RIS.sub("– ", plain_abstract(cited))),
    ]
    return "".join(f"{tag}  - {value}\n" for tag, value in fields if value) + "ER  - \n"


def csl(cited: Reference) -> str:
    """Return an item of CSL-JSON 1.0.2 in one line. Its type for preprints is `article`."""
    date = cited.published
    item: dict[str, Json] = {
        "id": cited.key,
        "type": _CSL_TYPES[cited.kind],
        "title": plain_title(cited),
        "author": [*map(_csl_name, cited.authors), *([_OTHERS] if cited.et_al and cited.authors else [])],
        "issued": {"date-parts": [[part for part in (date.year, date.month, date.day) if part]]} if date else None,
        "editor": [_csl_name(editor) for editor in cited.editors],
        "container-title": cited.venue,
        "volume": cited.volume,
        "issue": cited.number,
        "page": cited.pages.replace("–", "-"),
        "publisher": cited.publisher or ("arXiv" if cited.arxiv else ""),
        "number": f"arXiv:{cited.arxiv}" if cited.arxiv else "",
        "DOI": cited.doi,
        "URL": cited.address,
        "note": cited.note_with_addresses,
        "abstract": plain_abstract(cited),
    }
    return compact_json({key: value for key, value in item.items() if value})


compact_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Format:
    """A format of citations: `record` writes one reference. `ending` is the file's suffix.

    A file has records with `between` between them, after `start` and before `end`.
    """

    ending: str
    label: str
    record: Callable[[Reference], str]
    start: str
    between: str
    end: str

    def file(self, records: Iterable[str]) -> str:
        return f"{self.start}{self.between.join(records)}{self.end}"


FORMATS = (
    Format("bib", "BibTeX", bibtex, "", "\n", ""),
    Format("ris", "RIS", ris, "", "\n", ""),
    Format("json", "CSL-JSON", csl, "[\n", ",\n", "\n]\n"),
)

_BIBTEX_TYPES = {
    EntryType.ARTICLE: ("article", "journal"),
    EntryType.INPROCEEDINGS: ("inproceedings", "booktitle"),
    EntryType.CHAPTER: ("incollection", "booktitle"),
    EntryType.BOOK: ("book", "series"),
    EntryType.THESIS: ("phdthesis", "school"),
    EntryType.REPORT: ("techreport", "institution"),
    EntryType.PREPRINT: ("misc", "howpublished"),
    EntryType.DATASET: ("dataset", "howpublished"),
    EntryType.SOFTWARE: ("software", "howpublished"),
}
"""The entry types of BibTeX, or BibLaTeX where that has none, and the field that holds the venue."""

_RIS_TYPES = {
    EntryType.ARTICLE: "JOUR",
    EntryType.INPROCEEDINGS: "CONF",
    EntryType.CHAPTER: "CHAP",
    EntryType.BOOK: "BOOK",
    EntryType.THESIS: "THES",
    EntryType.REPORT: "RPRT",
    EntryType.PREPRINT: "MANSCPT",  # with M3 "preprint", Zotero imports a preprint
    EntryType.DATASET: "DATA",
    EntryType.SOFTWARE: "COMP",
}

_CSL_TYPES = {
    EntryType.ARTICLE: "article-journal",
    EntryType.INPROCEEDINGS: "paper-conference",
    EntryType.CHAPTER: "chapter",
    EntryType.BOOK: "book",
    EntryType.THESIS: "thesis",
    EntryType.REPORT: "report",
    EntryType.PREPRINT: "article",
    EntryType.DATASET: "dataset",
    EntryType.SOFTWARE: "software",
}

_OTHERS: Mapping[str, str] = {"literal": "others"}
"""What Pandoc makes of BibTeX's "and others"."""

_NO_LETTERS = frozenset("\\{}%$&#_~^`")
"""Characters that break programs which split names into parts."""


def _address(paper: Paper) -> str:
    return paper.url or arxiv_address(paper.arxiv) or doi_address(paper.doi)


def _line(text: str) -> str:
    """Return a text in one line, with single spaces."""
    if text.isprintable() and "  " not in text:  # no other white space is printable
        return text.strip()
    return " ".join(text.split())


def slashed(date: PartialDate) -> str:
    """Return `2026/02/18`, `2026/02` or `2026`, as RIS and Google Scholar require."""
    return str(date).replace("-", "/")


def _braced(value: str) -> str:
    return f"{{{value}}}" if value else ""


def _balanced(address: str) -> str:
    """Encode the braces of an address or DOI, since BibTeX counts braces."""
    return address.replace("{", "%7B").replace("}", "%7D")


@lru_cache(maxsize=1 << 16)
def _bibtex_name(name: Person) -> str:
    # BibTeX reads the word "and" as the end of a name.
    full_name = name.full_name
    if name.literal or not _NO_LETTERS.isdisjoint(full_name) or "and" in full_name.lower().split():
        return f"{{{as_tex(full_name)}}}"
    family = as_tex(name.family)
    # BibTeX reads words in lower case as particles, hence {Agüera y Arcas}.
    if any(word[0].islower() for word in name.family.split()[:-1]):
        family = f"{{{family}}}"
    parts = (f"{as_tex(name.particle)} {family}".strip(), name.suffix, given_name_as_tex(name.given))
    return ", ".join(filter(None, parts))


def _ris_name(name: Person) -> str:
    """Return the name, family first. The comma in `Tea Team,` keeps programs from splitting the name of a group."""
    return f"{name.literal}," if name.literal and "," not in name.literal else name.inverted


def _csl_name(name: Person) -> Mapping[str, str]:
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
        "literal": name.literal,
    }
    return {key: value for key, value in parts.items() if value}
