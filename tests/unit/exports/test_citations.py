"""Citations, and what independent programs read in them: bibtexparser, rispy, and a schema of CSL-JSON."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import bibtexparser
import jsonschema
import pytest
import rispy
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from hypothesis import given, settings
from hypothesis import strategies as st
from tex_reader import read_tex

from generator import assemble
from generator.archive import papers
from generator.bibliography import EntryType, PartialDate, Person
from generator.exports import citations
from generator.model import Appearance, Archive, DigestDay, Paper, Settings, SourceFile, Tag, Text
from generator.outputs import Output
from generator.sources import permalinks, source_files
from generator.sources.digests import read_digest
from generator.text.clean import clean_text
from generator.text.names import split_name
from generator.vocabulary import Assignment

ARCHIVE = Path(__file__).parents[2] / "archive"
CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
PAGE = "https://shelf.example.org/papers/"

_NAME = {
    "type": "object",
    "properties": {
        part: {"type": "string", "minLength": 1}
        for part in ("family", "given", "non-dropping-particle", "suffix", "literal")
    },
    "minProperties": 1,
    "additionalProperties": False,
}
_DATE = {
    "type": "object",
    "properties": {
        "date-parts": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3},
        }
    },
    "required": ["date-parts"],
    "additionalProperties": False,
}
CSL = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "description": "What we use of https://github.com/citation-style-language/schema, version 1.0.2, and no more.",
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "id": {"type": "string", "pattern": "^[a-z0-9-]+$"},
            "type": {
                "enum": [
                    "article",
                    "article-journal",
                    "book",
                    "chapter",
                    "dataset",
                    "paper-conference",
                    "report",
                    "software",
                    "thesis",
                ]
            },
            "editor": {"type": "array", "items": _NAME},
            "author": {"type": "array", "items": _NAME},
            "issued": _DATE,
            **{
                name: {"type": "string", "minLength": 1}
                for name in (
                    "title",
                    "publisher",
                    "number",
                    "DOI",
                    "URL",
                    "note",
                    "abstract",
                    "container-title",
                    "volume",
                    "issue",
                    "page",
                )
            },
        },
        "required": ["id", "type", "title", "URL"],
        "additionalProperties": False,
    },
}


def paper(slug: str = "on-traces", **facts: Any) -> Paper:
    known: dict[str, Any] = {
        "keys": (f"title:{slug}",),
        "title": Text("On Traces", ""),
        "abstract": (Text("One.", ""), Text("Two.", "")),
        "authors": ("Ada Lovelace",),
        "author_count": None,
        "organisation": "",
        "published": PartialDate(2026, 2, 8),
        "arxiv": "2602.00001",
        "doi": "",
        "url": "",
        "code": "",
        "project": "",
        "keywords": (),
        "appearances": (Appearance(dt.date(2026, 4, 20), "desk"),),
    }
    known |= facts
    persons = tuple(split_name(_line(name)) for name in known["authors"])
    return Paper(slug=slug, **known | {"authors": tuple(one.full_name for one in persons), "persons": persons})


def reference(cited: Paper, keywords: Sequence[str] = ()) -> citations.Reference:
    return citations.reference(cited, f"{PAGE}{cited.slug}/", keywords)


# What the programs read, as facts that can be compared: a paper's facts under the names of its fields.


def facts(cited: Paper) -> dict[str, Any]:
    """What each format must tell, taken from the paper itself."""
    arxiv = f"https://arxiv.org/abs/{cited.arxiv}" if cited.arxiv else ""
    doi = f"https://doi.org/{cited.doi.replace('#', '%23')}" if cited.doi else ""
    count = 0 if cited.authors else cited.author_count or 0
    known = {
        "slug": cited.slug,
        "title": _line(cited.title.plain),
        "authors": [_line(author) for author in cited.authors],
        "published": cited.published,
        "arxiv": cited.arxiv,
        "doi": cited.doi,
        "url": cited.url or arxiv or doi or f"{PAGE}{cited.slug}/",
        "note": f"{count} author{'s' if count > 1 else ''}" if count else "",
        "code": cited.code,
        "project": cited.project,
        "abstract": " ".join(_line(part.plain) for part in cited.abstract),
    }
    return {name: value for name, value in known.items() if value}


def read_bibtex(text: str) -> list[dict[str, Any]]:
    library = bibtexparser.parse_string(text)
    assert library.failed_blocks == []
    return [_bibtex_facts(entry) for entry in library.entries]


def _bibtex_facts(entry: bibtexparser.model.Entry) -> dict[str, Any]:
    fields = {field.key: field.value for field in entry.fields}
    assert entry.entry_type in ("misc", "article")
    assert ("eprint" in fields) == (fields.get("archiveprefix") == "arXiv")
    known = {
        "slug": entry.key,
        "title": read_tex(fields["title"]),
        "authors": [_spoken(name) for name in split_multiple_persons_names(fields.get("author", ""))],
        "published": (int(fields["year"]), fields.get("month", "")) if "year" in fields else None,
        "arxiv": fields.get("eprint"),
        "doi": fields.get("doi"),
        "url": fields["url"],
        "note": fields.get("note"),
        "code": fields.get("code"),
        "project": fields.get("project"),
        "abstract": _line(read_tex(fields.get("abstract", ""))),
    }
    return {name: value for name, value in known.items() if value}


def _spoken(name: str) -> str:
    parts = parse_single_name_into_parts(name, strict=True)
    return read_tex(" ".join([*parts.first, *parts.von, *parts.last, *parts.jr]))


def as_bibtex_tells(known: dict[str, Any]) -> dict[str, Any]:
    """BibTeX knows no day."""
    date = known.get("published")
    if not date:
        return known
    month = dt.date(2026, date.month, 1).strftime("%b").lower() if date.month else ""
    return known | {"published": (date.year, month)}


def read_ris(text: str) -> list[dict[str, Any]]:
    return [_ris_facts(record) for record in rispy.loads(text)]


def _ris_facts(record: dict[str, Any]) -> dict[str, Any]:
    assert "unknown_tag" not in record
    assert record["type_of_reference"] in ("MANSCPT", "JOUR")
    date = PartialDate(*map(int, record["date"].split("/"))) if "date" in record else None
    assert record.get("year") == (f"{date.year:04}" if date else None)
    known = {
        "slug": record["id"],
        "title": record["title"],
        "authors": [split_name(name.removesuffix(",")).full_name for name in record.get("authors", ())],
        "published": date,
        "arxiv": record.get("accession_number", "").removeprefix("arXiv:"),
        "doi": record.get("doi"),
        "url": ";".join(record["urls"]),
        **_parts_of_note(" ".join(record.get("notes", ()))),
        "abstract": _line(record.get("abstract", "")),
    }
    return {name: value for name, value in known.items() if value}


def _parts_of_note(note: str) -> dict[str, str]:
    """RIS and CSL-JSON have no fields for the addresses of code and project."""
    parts = [part.partition(": ") for part in note.split("; ")]
    addresses = {name: value for name, _, value in parts if name in ("code", "project")}
    return {"note": "; ".join(name for name, _, value in parts if name not in addresses), **addresses}


def read_csl(text: str) -> list[dict[str, Any]]:
    items = json.loads(text)
    jsonschema.Draft202012Validator(CSL).validate(items)
    return [_csl_facts(item) for item in items]


def _csl_facts(item: dict[str, Any]) -> dict[str, Any]:
    parts = ("given", "non-dropping-particle", "family", "suffix", "literal")
    known = {
        "slug": item["id"],
        "title": item["title"],
        "authors": [" ".join(name[part] for part in parts if part in name) for name in item.get("author", ())],
        "published": PartialDate(*item["issued"]["date-parts"][0]) if "issued" in item else None,
        "arxiv": item.get("number", "").removeprefix("arXiv:"),
        "doi": item.get("DOI"),
        "url": item["URL"],
        **_parts_of_note(item.get("note", "")),
        "abstract": _line(item.get("abstract", "")),
    }
    return {name: value for name, value in known.items() if value}


READERS: dict[str, Callable[[str], list[dict[str, Any]]]] = {"bib": read_bibtex, "ris": read_ris, "json": read_csl}


def published(papers: Sequence[Paper], ending: str) -> str:
    """All papers in the format with that ending, in one file, abstracts and all."""
    [format_] = [format_ for format_ in citations.FORMATS if format_.ending == ending]
    return format_.file(format_.record(reference(cited)) for cited in papers)


def assert_read_back(papers: Sequence[Paper], ending: str) -> None:
    expected = [facts(cited) for cited in papers]
    if ending == "bib":
        expected = [as_bibtex_tells(known) for known in expected]
    read = READERS[ending](published(papers, ending))
    assert _composed(read) == _composed(expected)


def _line(text: str) -> str:
    return " ".join(text.split())


def _composed(value: object) -> str:
    return unicodedata.normalize("NFC", repr(value))


# One paper in each format.


@pytest.mark.parametrize("name", ["Doe, Jane and John", "Jane and John Doe", "Tools And More"])
def test_one_author_is_not_two_in_bibtex(name: str) -> None:
    text = citations.bibtex(reference(paper(authors=(name, "Ada King"))))
    assert len(split_multiple_persons_names(re.search(r"author = \{(.*)\},", text)[1])) == 2  # type: ignore[index]


def test_bibtex() -> None:
    cited = paper(
        title=Text("TÜLU at Home: 5% of {x}", ""),
        authors=("Jörgen van der Berg", "Tea Team", "Ada King Jr."),
        former_slugs=("old-traces",),
    )
    assert citations.bibtex(reference(cited)) == (
        "@misc{on-traces,\n"
        "  title = {{TÜLU} at Home: 5\\% of {\\ensuremath{\\lbrace}}x{\\ensuremath{\\rbrace}}},\n"
        "  author = {van der Berg, Jörgen and {Tea Team} and King, Jr., Ada},\n"
        "  date = {2026-02-08},\n"
        "  year = {2026},\n"
        "  month = feb,\n"
        "  eprint = {2602.00001},\n"
        "  eprinttype = {arxiv},\n"
        "  archiveprefix = {arXiv},\n"
        "  url = {https://arxiv.org/abs/2602.00001},\n"
        "  ids = {old-traces},\n"
        "  abstract = {One.\n\nTwo.},\n"
        "}\n"
    )


def test_ris() -> None:
    cited = paper(doi="10.1000/x", title=Text("A\nB", ""), authors=("Jan van der Berg", "Tea Team"))
    assert citations.ris(reference(cited, ["Search", "Tables"])) == (
        "TY  - MANSCPT\n"
        "M3  - preprint\n"
        "ID  - on-traces\n"
        "TI  - A B\n"
        "AU  - van der Berg, Jan\n"
        "AU  - Tea Team,\n"
        "PY  - 2026\n"
        "DA  - 2026/02/08\n"
        "DB  - arXiv\n"
        "AN  - arXiv:2602.00001\n"
        "DO  - 10.1000/x\n"
        "UR  - https://arxiv.org/abs/2602.00001\n"
        "KW  - Search\n"
        "KW  - Tables\n"
        "AB  - One.\n\nTwo.\n"
        "ER  - \n"
    )


def test_csl() -> None:
    cited = paper(authors=("Jan van der Berg", "Tea Team", "Sammy Davis, Jr."))
    assert json.loads(citations.csl(reference(cited))) == {
        "id": "on-traces",
        "type": "article",
        "title": "On Traces",
        "author": [
            {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"},
            {"literal": "Tea Team"},
            {"family": "Davis", "given": "Sammy", "suffix": "Jr."},
        ],
        "issued": {"date-parts": [[2026, 2, 8]]},
        "publisher": "arXiv",
        "number": "arXiv:2602.00001",
        "URL": "https://arxiv.org/abs/2602.00001",
        "abstract": "One.\n\nTwo.",
    }


PUBLISHED: dict[str, Any] = {
    "type": EntryType.INPROCEEDINGS,
    "venue": "Proceedings of Kites & Winds",
    "volume": "3",
    "number": "2",
    "pages": "11–19",
    "publisher": "Shelf Press",
    "editors": (Person("Dale", "Bo"),),
    "remark": "Best paper",
    "et_al": True,
    "published": PartialDate(2026, 2),
}


def test_a_paper_in_proceedings_in_bibtex() -> None:
    text = citations.bibtex(reference(paper(**PUBLISHED), ["Search", "Tables"]))
    assert text.startswith("@inproceedings{on-traces,\n")
    for field in (
        "author = {Lovelace, Ada and others}",
        "editor = {Dale, Bo}",
        r"booktitle = {Proceedings of Kites \& Winds}",
        "volume = {3}",
        "number = {2}",
        "pages = {11--19}",
        "publisher = {Shelf Press}",
        "date = {2026-02}",
        "note = {Best paper}",
        "keywords = {Search, Tables}",
    ):
        assert f"  {field},\n" in text


def test_no_paragraph_of_an_abstract_ends_a_record_of_ris() -> None:
    paragraphs = ("ER  -", "TY  - JOUR", "TI - Forged")
    forged = replace(reference(paper()), abstract=tuple(Text(text, text) for text in paragraphs))
    lines = citations.ris(forged).splitlines()
    assert [line for line in lines if re.match("(?:ER|TY|TI) {1,2}-", line)] == [lines[0], "TI  - On Traces", "ER  - "]


def test_a_paper_in_proceedings_in_ris() -> None:
    [record] = rispy.loads(citations.ris(reference(paper(**PUBLISHED))))
    assert record["type_of_reference"] == "CONF"
    known = ("secondary_title", "volume", "number", "start_page", "end_page", "publisher", "date")
    assert [record[name] for name in known] == [
        "Proceedings of Kites & Winds", "3", "2", "11", "19", "Shelf Press", "2026/02",
    ]  # fmt: skip


def test_a_paper_in_proceedings_in_csl() -> None:
    item = json.loads(citations.csl(reference(paper(**PUBLISHED))))
    jsonschema.Draft202012Validator(CSL).validate([item])
    assert (item["type"], item["container-title"], item["volume"], item["issue"], item["page"], item["publisher"]) == (
        "paper-conference", "Proceedings of Kites & Winds", "3", "2", "11-19", "Shelf Press",
    )  # fmt: skip
    assert (item["editor"], item["issued"]) == ([{"family": "Dale", "given": "Bo"}], {"date-parts": [[2026, 2]]})


@pytest.mark.parametrize("type_", EntryType)
def test_every_type_has_a_form_in_every_format(type_: EntryType) -> None:
    cited = reference(paper(type=type_, venue="The Shelf"))
    assert citations.bibtex(cited).startswith("@")
    [record] = rispy.loads(citations.ris(cited))
    assert record["secondary_title"] == "The Shelf"
    jsonschema.Draft202012Validator(CSL).validate([json.loads(citations.csl(cited))])


def test_a_doi_without_an_arxiv_id_is_a_published_article() -> None:
    cited = reference(paper(arxiv="", doi="10.1000/x"))
    assert "TY  - JOUR\n" in citations.ris(cited)
    assert json.loads(citations.csl(cited))["type"] == "article-journal"
    assert "url = {https://doi.org/10.1000/x}" in citations.bibtex(cited)


def test_the_address_of_a_doi_is_encoded() -> None:
    old = paper(arxiv="", doi="10.1002/(sici)0000-1234(1998)31:4<60::aid-ki7>3.0.co;2-k")
    address = "https://doi.org/10.1002/(sici)0000-1234(1998)31:4%3C60::aid-ki7%3E3.0.co;2-k"
    assert read_bibtex(citations.bibtex(reference(old)))[0]["url"] == address


def test_a_paper_with_a_title_only() -> None:
    """As the Daily Papers pages saved as text have them: no name, no id, no date."""
    cited = paper(arxiv="", authors=(), author_count=93, published=None, abstract=())
    for ending in READERS:
        assert_read_back([cited], ending)
    assert "note = {93 authors}" in citations.bibtex(reference(cited))
    assert "N1  - 1 author\n" in citations.ris(reference(paper(authors=(), author_count=1)))


def test_a_slug_that_was_a_key_still_finds_the_entry() -> None:
    cited = citations.reference(paper(former_slugs=("old-traces",)), PAGE, key="lovelace2026traces")
    assert citations.bibtex(cited).startswith("@misc{lovelace2026traces,\n")
    assert "  ids = {on-traces, old-traces},\n" in citations.bibtex(cited)
    assert "ID  - lovelace2026traces\n" in citations.ris(cited)
    assert json.loads(citations.csl(cited))["id"] == "lovelace2026traces"


def test_an_entry_without_people_has_a_key_to_sort_by() -> None:
    assert "  key = {On Traces},\n" in citations.bibtex(reference(paper(authors=())))
    assert "  key = " not in citations.bibtex(reference(paper(authors=(), editors=(Person("Dale", "Bo"),))))


def test_addresses_are_not_encoded_but_leave_no_brace_open() -> None:
    cited = paper(arxiv="", url="https://a.org/~b/%7e{c?d=e_f&g#h")
    assert "url = {https://a.org/~b/%7e%7Bc?d=e_f&g#h}" in citations.bibtex(reference(cited))


@pytest.mark.parametrize("ending", READERS)
def test_an_empty_list_is_an_empty_list(ending: str) -> None:
    assert READERS[ending](published([], ending)) == []


# Everything that is written, read back.

words = st.text(
    st.one_of(
        st.sampled_from("\\{}%$&#_^~<>|`'\"-,;:=@. \naAüŐễ乾🎉яα"), st.characters(exclude_categories=["Cs", "Cc"])
    ),
    min_size=1,
).filter(lambda text: bool(text.split()))
# Of a name that a comma turns round, the parts are compared in test_names.
names = words.map(lambda name: name.replace(",", "x"))


dates = st.builds(
    lambda date, parts: PartialDate(*(date.year, date.month, date.day)[:parts]),
    st.dates(dt.date(1000, 1, 1)),
    st.integers(1, 3),
)


@st.composite
def any_paper(draw: st.DrawFn) -> Paper:
    return paper(
        draw(st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,4}", fullmatch=True)),
        title=Text(draw(words), ""),
        abstract=tuple(Text(text, "") for text in draw(st.lists(words, max_size=3))),
        authors=tuple(draw(st.lists(names, max_size=4))),
        author_count=draw(st.integers(0, 200)),
        published=draw(st.none() | dates),
        arxiv=draw(st.sampled_from(["", "2401.10000", "hep-th/9901001"])),
        doi=draw(st.sampled_from(["", "10.1000/a_b(c);2-#"])),
        url=draw(st.sampled_from(["", "https://a.org/%7Eb?c=d&e=f#g"])),
    )


@settings(deadline=None)  # the first reads pylatexenc's tables
@given(st.lists(any_paper(), max_size=3, unique_by=lambda cited: cited.slug))
def test_any_paper_reads_back_the_same_in_every_format(cited: list[Paper]) -> None:
    for ending in READERS:
        assert_read_back(cited, ending)


@given(words)
def test_keywords_read_back_the_same_in_ris(keyword: str) -> None:
    [record] = rispy.loads(citations.ris(reference(paper(), [keyword, "Search"])))
    assert record["keywords"] == [_line(keyword), "Search"]


@pytest.mark.parametrize("ending", READERS)
def test_the_small_archive_reads_back_the_same(ending: str) -> None:
    sources, _ = source_files.read_sources(ARCHIVE)
    record, _ = permalinks.parse_record(sources.permalinks)
    works = papers.merge(assemble.read_digests(sources.digests, []), record).papers
    assert len(works) == 16
    assert_read_back(works, ending)


@pytest.fixture(scope="module")
def corpus() -> tuple[Paper, ...]:
    paths = [path for folder in ("hf-text", "hf-api") for path in sorted((CORPUS / folder).iterdir())]
    read = [read_digest(SourceFile(path.name, path.read_text("utf-8"))).digest for path in paths]
    return papers.merge([digest for digest in read if digest]).papers


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real digests (../shared/corpus) is not at hand")
@pytest.mark.parametrize("ending", READERS)
def test_the_corpus_reads_back_the_same(ending: str, corpus: tuple[Paper, ...]) -> None:
    assert len(corpus) == 1948
    cited = corpus[::4] if ending == "bib" else corpus  # bibtexparser takes its time
    expected = [facts(paper) for paper in cited]
    if ending == "bib":
        expected = [as_bibtex_tells(known) for known in expected]
    read = READERS[ending](published(cited, ending))

    assert len(read) == len(cited)
    # Addresses, not sentences: those are not ours to print.
    pairs = zip(expected, read, strict=True)
    unlike = [one["slug"] for one, other in pairs if _without_groups(one) != _without_groups(other)]
    assert unlike == []


def _without_groups(value: object) -> str:
    """The value without TeX's groups and raised signs: formulas go out as TeX, and readers drop their braces."""
    return _composed(value).replace("{", "").replace("}", "").replace("^", "")


# Lists.


def archive(*cited: Paper, tags: tuple[Tag, ...] = ()) -> Archive:
    assigned = {one.slug: tuple(Assignment(tag.slug, "why") for tag in tags if one in tag.papers) for one in cited}
    day = DigestDay(dt.date(2026, 4, 20), ("desk",), cited[:1])
    return Archive(Settings("Mine", "https://a.org/b/"), cited, (day,) if cited else (), tags, assigned, ())


def written(outputs: Iterable[Output]) -> dict[str, str]:
    """The texts of files by path, those of compressed ones decompressed."""
    data = {file.path: file.data for file in outputs}
    return {path: (gzip.decompress(raw) if path.endswith(".gz") else raw).decode() for path, raw in data.items()}


def slugs_in(text: str, ending: str = "bib") -> list[str]:
    return [found["slug"] for found in READERS[ending](text)]


def test_the_archive_its_days_and_its_tags_have_files() -> None:
    one, other = paper("one"), paper("other")
    found = written(
        citations.render(archive(one, other, tags=(Tag("search", "Search", (other,)), Tag("empty", "E", ()))))
    )

    lists = {"digests/2026-04-20/papers.bib", "tags/search/papers.bib"}
    assert set(found) == lists | {f"archive.{ending}.gz" for ending in READERS}
    assert slugs_in(found["digests/2026-04-20/papers.bib"]) == ["one"]
    assert slugs_in(found["tags/search/papers.bib"]) == ["other"]
    assert [slugs_in(found[f"archive.{ending}.gz"], ending) for ending in READERS] == [["one", "other"]] * 3


def test_the_archive_s_files_alone_have_abstracts() -> None:
    one = paper("one")
    found = written(citations.render(archive(one, tags=(Tag("search", "Search", (one,)),))))
    assert "keywords = {Search}" in found["tags/search/papers.bib"]
    assert {path for path, text in found.items() if "Two." in text} == {f"archive.{ending}.gz" for ending in READERS}
    assert [read["abstract"] for read in read_bibtex(found["archive.bib.gz"])] == ["One. Two."]


def test_an_empty_archive_has_no_files() -> None:
    assert list(citations.render(archive())) == []


def test_tags_hold_all_their_papers_until_they_would_fill_the_site() -> None:
    shelf = tuple(paper(f"p{number}") for number in range(3_000))

    def tags(number: int) -> list[Tag]:
        return [Tag(f"t{place}", "T", shelf) for place in range(number)]

    assert citations.longest_list(tags(33)) > 3_000
    assert citations.longest_list(tags(34)) == 2_000
    assert citations.longest_list(tags(10_000)) == 50


HOSTILE_TEX = (
    *(
        r"\input{x}",
        r"\include{x}",
        r"\write18{id}",
        r"\immediate\write18{id}",
        r"\openout5=x",
        r"\csname input\endcsname{x}",
    ),
    *(
        r"\catcode`\%=12",
        r"\def\x{\input{y}}\x",
        r"\let\a\input",
        r"\special{x}",
        r"\directlua{x}",
        r"\loop\iftrue\repeat",
    ),
    *(r"\color{\input{x}}", r"\newcommand{\x}{\input{y}}", r"\hspace{\input{x}}", r"\rule{\input{x}}{1em}"),
    *(
        r"\mathchoice{\input x}{}{}{}",
        r"\begin{filecontents}{x}\end{filecontents}",
        r"\begin{matrix}\input{x}\end{matrix}",
    ),
    *(
        r"\begin{array}{\input{x}}a\end{array}",
        r"\text{\input{x}}",
        r"\operatorname{\input{x}}",
        "^^5cinput{x}",
        r"\\\input{x}",
    ),
    *(r"\unicode{\input{x}}", r"\style{x}{\input y}", r"\class{x}{\input y}", r"\href{javascript:x}{y}", "% \n"),
)


@pytest.mark.parametrize("tex", HOSTILE_TEX)
def test_no_macro_of_a_stranger_runs_where_a_paper_is_cited(tex: str) -> None:
    for text in (tex, f"${tex}$", f"$x^2 {tex}$", rf"$\frac{{{tex}}}{{2}}$", f"$${tex}$$", rf"\({tex}\)"):
        hostile = paper(
            title=clean_text(text), abstract=(clean_text(text),), authors=(tex, f"Ann {tex} Lee"), venue=tex
        )
        written = citations.bibtex(reference(hostile, [tex]))
        assert set(re.findall(r"\\([A-Za-z]+)", written)) <= HARMLESS
        assert "^^" not in written
        assert not re.search(r"(?<!\\)%", written)


HARMLESS = set(
    "ensuremath frac lbrace rbrace textasciicircum textasciigrave textasciitilde textbackslash textsuperscript".split()
)
