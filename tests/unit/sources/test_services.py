"""Answers in the shapes that the services document, and in shapes that they should never have."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from generator.bibliography import EntryType, PartialDate
from generator.model import Entry
from generator.sources.services import SERVICES, arxiv, crossref, openalex, semantic_scholar
from generator.sources.services.service import Record, Service

ATOM = """\
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">
<id>http://arxiv.org/api/x</id>
<entry><id>http://arxiv.org/abs/2401.00001v2</id><title>On
  Traces</title><summary>  We trace. {code}</summary><published>2024-01-02T10:00:00Z</published>
<author><name>Ann Lee</name></author><author><name>Bo Ek</name></author>
<arxiv:comment>12 pages. Code: https://github.com/lee/traces</arxiv:comment>
<arxiv:doi>10.1000/T1</arxiv:doi><arxiv:journal_ref>Journal of Traces 4, 11-19 (2025)</arxiv:journal_ref>
</entry></feed>"""

CROSSREF = {
    "DOI": "10.1000/T1",
    "title": ["On Traces"],
    "subtitle": [],
    "type": "proceedings-article",
    "author": [
        {"given": "Ann", "family": "Lee", "sequence": "first", "affiliation": []},
        {"name": "The Trace Group", "sequence": "additional"},
    ],
    "issued": {"date-parts": [[2025, 3]]},
    "container-title": ["Proceedings of Traces"],
    "volume": "4",
    "page": "11-19",
    "publisher": "Trace Press",
    "abstract": "<jats:p>We <jats:italic>trace</jats:italic>.</jats:p>",
    "link": [
        {
            "URL": "https://a.org/x.pdf",
            "content-type": "application/pdf",
            "intended-application": "similarity-checking",
        },
        {"URL": "https://a.org/t1.pdf", "content-type": "application/pdf", "intended-application": "syndication"},
    ],
    "reference": [{"key": "1", "DOI": "10.1000/R1"}, {"key": "2", "DOI": "10.48550/arXiv.2301.00002"}, {"key": "3"}],
}

OPENALEX = {
    "id": "https://openalex.org/W11",
    "doi": "https://doi.org/10.1000/t1",
    "title": "On Traces",
    "publication_year": 2025,
    "publication_date": "2025-03-04",
    "authorships": [{"author": {"display_name": "Ann Lee"}}, {"author": {}, "raw_author_name": "Bo Ek"}],
    "biblio": {"volume": "4", "issue": "2", "first_page": "11", "last_page": "19"},
    "primary_location": {"source": {"display_name": "Journal of Traces", "type": "journal"}, "pdf_url": None},
    "best_oa_location": {"pdf_url": "https://a.org/t1.pdf"},
    "locations": [{"landing_page_url": "http://arxiv.org/abs/2401.00001"}],
    "abstract_inverted_index": {"We": [0, 3], "trace,": [1], "then": [2], "stop.": [4]},
    "referenced_works": ["https://openalex.org/W7", "https://openalex.org/A9", 4],
}

SEMANTIC_SCHOLAR = {
    "paperId": "abc",
    "url": "https://www.semanticscholar.org/paper/abc",
    "title": "On Traces",
    "abstract": "We trace.",
    "year": 2025,
    "publicationDate": None,
    "venue": "Journal of Traces",
    "publicationVenue": {"type": "journal"},
    "journal": {"name": "J. Traces", "volume": "4", "pages": "11-19"},
    "authors": [{"authorId": "1", "name": "Ann Lee"}],
    "externalIds": {"ArXiv": "2401.00001", "DOI": "10.1000/T1", "CorpusId": 5},
    "openAccessPdf": {"url": "https://a.org/t1.pdf", "status": "GREEN"},
    "references": [{"paperId": "d", "externalIds": {"ArXiv": "2301.00002"}}, {"paperId": None, "externalIds": None}],
    "citations": [{"paperId": "e", "externalIds": {"DOI": "10.1000/C1"}}],
}


def record(service: Service, answer: object) -> Record:
    [one] = service.records(answer if isinstance(answer, str) else json.dumps(answer))
    return one


def test_arxiv_names_everything_but_references() -> None:
    found = record(arxiv.SERVICE, ATOM)
    assert found.entry == Entry(
        "On Traces",
        abstract="We trace. {code}",
        authors=("Ann Lee", "Bo Ek"),
        published=PartialDate(2024, 1, 2),
        arxiv="2401.00001",
        doi="10.1000/t1",
        venue="Journal of Traces",
        volume="4",
        pages="11–19",
        code="https://github.com/lee/traces",
        remark="12 pages. Code: https://github.com/lee/traces",
    )
    assert found.keys == {"arxiv:2401.00001", "doi:10.1000/t1"}


def test_of_two_repositories_neither_is_taken_for_the_code() -> None:
    two = ATOM.replace("{code}", "Unlike https://github.com/other/traces.")
    assert record(arxiv.SERVICE, two).entry.code == ""


def test_crossref_has_venue_people_in_parts_pdf_and_dois_of_references() -> None:
    found = record(crossref.SERVICE, {"status": "ok", "message": CROSSREF})
    assert found.entry == Entry(
        "On Traces",
        abstract="We trace.",
        authors=("Lee, Ann", "The Trace Group"),
        published=PartialDate(2025, 3),
        doi="10.1000/t1",
        type=EntryType.INPROCEEDINGS,
        venue="Proceedings of Traces",
        volume="4",
        pages="11–19",
        publisher="Trace Press",
        pdf="https://a.org/t1.pdf",
    )
    assert found.references == {"doi:10.1000/r1", "arxiv:2301.00002"}
    assert crossref.SERVICE.records(json.dumps({"message": {"items": [CROSSREF, {"title": []}]}})) == [found]


def test_openalex_has_the_abstract_as_an_index_and_references_by_its_own_ids() -> None:
    found = record(openalex.SERVICE, OPENALEX)
    assert found.entry == Entry(
        "On Traces",
        abstract="We trace, then We stop.",
        authors=("Ann Lee", "Bo Ek"),
        published=PartialDate(2025, 3, 4),
        arxiv="2401.00001",
        doi="10.1000/t1",
        type=EntryType.ARTICLE,
        venue="Journal of Traces",
        volume="4",
        number="2",
        pages="11–19",
        pdf="https://a.org/t1.pdf",
    )
    assert found.keys == {"arxiv:2401.00001", "doi:10.1000/t1", "openalex:w11"}
    assert found.references == {"openalex:w7"}


def test_a_repository_is_no_venue_and_new_year_no_date() -> None:
    location = {"source": {"display_name": "arXiv (Cornell University)", "type": "repository"}}
    entry = record(openalex.SERVICE, {**OPENALEX, "primary_location": location, "publication_date": "2025-01-01"}).entry
    assert (entry.venue, entry.volume, entry.type, str(entry.published)) == ("", "", None, "2025")
    assert record(semantic_scholar.SERVICE, {**SEMANTIC_SCHOLAR, "venue": "arXiv.org"}).entry.venue == ""


def test_semantic_scholar_knows_who_cites_a_paper() -> None:
    found = record(semantic_scholar.SERVICE, {"data": [SEMANTIC_SCHOLAR]})
    assert found.entry.published == PartialDate(2025)
    assert (found.entry.venue, found.entry.type, found.entry.pages) == ("Journal of Traces", EntryType.ARTICLE, "11–19")
    assert found.references == {"arxiv:2301.00002"}
    assert found.citations == {"doi:10.1000/c1"}


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.api.name)
def test_a_service_that_knows_nothing_has_no_record(service: Service) -> None:
    assert service.records("") == []


@pytest.mark.parametrize(
    "odd", [None, 7, "x", [], {}, [[]], [{}], {"x": {}}, {"DOI": []}, [None, "x", 3, {"name": {}}, {"author": []}]]
)
@pytest.mark.parametrize(
    ("service", "sample"),
    [(crossref.SERVICE, CROSSREF), (openalex.SERVICE, OPENALEX), (semantic_scholar.SERVICE, SEMANTIC_SCHOLAR)],
    ids=["crossref", "openalex", "semantic scholar"],
)
def test_a_value_of_another_kind_costs_that_value_alone(service: Service, sample: dict[str, object], odd) -> None:
    for key in sample:
        answer = {**sample, key: odd}
        found = service.records(json.dumps({"message": answer} if service is crossref.SERVICE else answer))
        assert key in ("title", "subtitle") or [one.entry.title for one in found] == ["On Traces"], key


def test_hostile_titles_stay_one_value_of_a_request() -> None:
    title = 'x" OR all:"y&max_results=9999#|doi:10.1/x,type:book \\ %00'
    for service in SERVICES:
        url = urlsplit(service.title_url("https://a.org/api", title))
        assert url.fragment == ""
        assert all(len(values) == 1 for values in parse_qs(url.query).values())
    assert parse_qs(urlsplit(arxiv.SERVICE.title_url("", title)).query)["search_query"] == [
        'ti:"x OR all y max_results 9999 doi 10 1 x type book 00"'
    ]
    assert "|" not in openalex.SERVICE.title_url("", title)


def test_ids_are_asked_for_in_the_form_of_each_service() -> None:
    keys = {"arxiv:hep-th/9901001", "doi:10.1000/a<b>;2-k"}
    urls = [service.ids_url("u", [service.id_of(keys)]) for service in SERVICES]
    assert [url.partition("?")[0] for url in urls] == [
        "u",
        "u/doi:10.1000/a%3Cb%3E%3B2-k",
        "u/ARXIV:hep-th/9901001",
        "u/10.1000%2Fa%3Cb%3E%3B2-k",
    ]
    assert openalex.SERVICE.id_of({"arxiv:2401.00001"}) == "10.48550/arxiv.2401.00001"
    assert crossref.SERVICE.id_of({"arxiv:2401.00001"}) == ""
