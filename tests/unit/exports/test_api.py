from __future__ import annotations

import datetime as dt
import gzip
import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from generator.archive import papers
from generator.bibliography import EntryType, PartialDate
from generator.exports import api
from generator.model import Archive, Digest, Entry, Note, Settings, Tag
from generator.outputs import texts
from generator.vocabulary import Assignment

DAY = dt.date(2026, 4, 20)
SITE = "https://a.org/shelf/"


def archive(*digests: Digest, tags: tuple[str, ...] = ()) -> Archive:
    merged = papers.merge(digests)
    works = merged.papers
    return Archive(
        settings=Settings("A Shelf", SITE),
        papers=works,
        days=papers.days(digests, merged.slug_at, works),
        tags=tuple(Tag(slug, slug.title(), works, related=(("other", 2),)) for slug in tags),
        assignments={paper.slug: tuple(Assignment(slug, "said") for slug in tags) for paper in works},
        pages=(),
        rows=papers.rows(digests, merged.slug_at),
    )


def rendered(shelf: Archive) -> dict[str, Any]:
    files = texts(api.render(shelf))
    return {path: json.loads(text) for path, text in files.items()}


def dump(shelf: Archive) -> str:
    [found] = (file for file in api.render(shelf) if file.path == api.DUMP)
    return gzip.decompress(found.data).decode()


def kind_of(path: str) -> str:
    """The name of the schema that a file must satisfy."""
    below = path.removeprefix(api.ROOT)
    fixed = {"index.json": "directory", "tags.json": "tags", "digests.json": "digests"}
    if below == "papers/index.json":
        return "papers-index"
    return fixed.get(below) or ("papers-page" if below.startswith("papers/pages/") else "paper")


@pytest.fixture
def full() -> Archive:
    entry = Entry(
        r"T\"ULU", "One.\n\nTwo.", ("Ann", "Bo"), None, "Lab", PartialDate(2026, 4), "2401.10000", "10.1000/a",
        "https://a.org/a", "https://a.org/b", "https://a.org/c", 0, 7, ("tuning",), True, EntryType.ARTICLE,
        "The Shelf Journal", "7", "2", "11–19", "Shelf Press", ("Lee, Ann",), "Accepted.", "https://a.org/p.pdf", True,
        "10.1000/b",
    )  # fmt: skip
    shelf = archive(Digest(DAY, "desk", (entry, Entry("Another", author_count=3)), "Picks"), tags=("tuning",))
    note = Note("n.md", "x", "me", DAY, "<p>Good.</p>", ("tuning",), (), ("https://a.org/",))
    papers_ = tuple(replace(paper, notes=(note,), former_slugs=("old",)) for paper in shelf.papers)
    return replace(shelf, papers=papers_, keywords={"tulu": ("naive judge",)}, cites={"tulu": ("another",)})


def test_every_file_satisfies_the_schema_beside_it(full: Archive) -> None:
    files = rendered(full)
    schemas = {path: schema for path, schema in files.items() if "/schema/" in path}
    for path, schema in schemas.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["$id"] == SITE + path
    checked = set()
    for path, data in files.items():
        if path not in schemas:
            schema = schemas[f"{api.ROOT}schema/{kind_of(path)}.json"]
            jsonschema.validate(data, schema, format_checker=jsonschema.FormatChecker())
            assert set(data) <= set(schema["properties"])
            checked.add(kind_of(path))
    assert {f"{api.ROOT}schema/{kind}.json" for kind in checked} == set(schemas)


def test_the_directory_leads_to_every_kind_of_file(full: Archive) -> None:
    files = texts(api.render(full))
    directory = json.loads(files[f"{api.ROOT}index.json"])
    schemas = directory.pop("schemas")
    leads = {value.replace("{slug}", "tulu") for value in directory.values() if str(value).startswith(SITE + "api")}
    there = {SITE + path for path in (*files, api.DUMP, api.DATABASE)}
    assert leads | set(schemas.values()) <= there
    assert len(leads) == 6


def test_a_paper_has_only_the_keys_that_are_known() -> None:
    shelf = archive(Digest(DAY, "desk", (Entry("A", comments=0),)), tags=("search",))
    assert rendered(shelf)[f"{api.ROOT}papers/a.json"] == {
        "papershelf": 1,
        "slug": "a",
        "title": "A",
        "tags": ["search"],
        "appearances": [{"date": "2026-04-20", "source": "desk", "row": 1, "comments": 0}],
    }


def test_extracted_keywords_are_apart_from_the_authors_own(full: Archive) -> None:
    record = rendered(full)[f"{api.ROOT}papers/tulu.json"]
    assert (record["keywords"], record["extracted_keywords"]) == (["tuning"], ["naive judge"])
    assert record["cites"] == ["another"]


def test_a_former_address_has_the_paper_s_record_too(full: Archive) -> None:
    files = rendered(full)
    assert files[f"{api.ROOT}papers/old.json"]["slug"] in ("tulu", "another")


def test_the_dump_is_every_paper_s_record_oldest_first() -> None:
    shelf = archive(Digest(DAY, "desk", (Entry("New"),)), Digest(DAY - dt.timedelta(1), "desk", (Entry("Old"),)))
    files = texts(api.render(shelf))
    assert dump(shelf) == files[f"{api.ROOT}papers/old.json"] + files[f"{api.ROOT}papers/new.json"]


def test_each_page_of_the_index_names_the_next() -> None:
    shelf = archive(*(Digest(DAY + dt.timedelta(number), "desk", (Entry(f"P{number}"),)) for number in range(5)))
    files = texts(api._index(sorted(shelf.papers, key=api.oldest_first), SITE, 2))

    index = json.loads(files[f"{api.ROOT}papers/index.json"])
    address, slugs = index["pages"][0], []
    seen = []
    while address:
        seen.append(address)
        page = json.loads(files[address.removeprefix(SITE)])
        slugs += [paper["slug"] for paper in page["papers"]]
        address = page.get("next")
    assert seen == index["pages"]
    assert slugs == ["p0", "p1", "p2", "p3", "p4"]
    assert index["papers"] == 5


def test_a_full_page_of_the_index_stays_when_papers_come() -> None:
    def first_page(papers_: int) -> Any:
        digests = (Digest(DAY + dt.timedelta(number), "desk", (Entry(f"P{number}"),)) for number in range(papers_))
        shelf = archive(*digests)
        files = texts(api._index(sorted(shelf.papers, key=api.oldest_first), SITE, 2))
        return json.loads(files[f"{api.ROOT}papers/pages/1.json"])["papers"]

    assert first_page(3) == first_page(9)


def test_an_empty_archive_has_an_empty_api() -> None:
    files = rendered(archive())
    assert files[f"{api.ROOT}papers/index.json"] == {"papers": 0, "pages": []}
    assert dump(archive()) == ""


def test_digests_list_their_papers_in_order() -> None:
    shelf = archive(Digest(DAY, "desk", (Entry("Z"), Entry("A"))))
    assert rendered(shelf)[f"{api.ROOT}digests.json"] == {
        "digests": [{"date": "2026-04-20", "sources": ["desk"], "papers": ["z", "a"]}]
    }
