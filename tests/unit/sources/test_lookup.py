from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from generator.model import Entry
from generator.sources import lookup
from generator.sources.api_answers import Answer, NoResponse
from generator.sources.entries import make_entry
from generator.sources.fetch import ApiClient, FetchContext
from generator.sources.lookup import LookedUp, Match, Wanted, match_of
from generator.sources.services import arxiv, crossref, openalex, semantic_scholar
from generator.sources.services.service import Record, Service, keys_of_ids
from generator.system.cache import Cache
from generator.text import identifiers
from generator.text.identity import evidence_of

ALL = frozenset({"arxiv", "doi", "authors", "venue"})


def wanted(title: str = "On Traces of Programs", year: int = 2026, **facts: object) -> Wanted:
    entry = make_entry(title=title, **facts)  # type: ignore[arg-type]
    keys = frozenset(identifiers.keys_of(entry))
    return Wanted(identifiers.title_key(title), keys, title, evidence_of(entry), dt.date(year, 4, 20), ALL)


def record(title: str = "On Traces of Programs", **facts: object) -> Record:
    entry: Entry = make_entry(title=title, **facts)  # type: ignore[arg-type]
    return Record(entry, "https://a.org/1", keys_of_ids(arxiv=entry.arxiv, doi=entry.doi))


def reason(paper: Wanted, found: Record, own_id: str = "") -> str:
    match = match_of("X", found, paper, paper.keys, own_id)
    return "" if match is None else match.reason if match.is_exact else f"perhaps {match.reason}"


def test_a_record_of_the_same_id_and_a_like_title_is_the_paper() -> None:
    paper = wanted(arxiv="2401.00001")
    assert reason(paper, record(arxiv="2401.00001"), "2401.00001") == "by its id"
    assert reason(paper, record("Traces of All Programs", arxiv="2401.00001"), "2401.00001") == "by its id"
    assert reason(paper, record(doi="10.1000/x"), "2401.00001") == "by its id"  # the journal's, at the preprint's DOI


def test_a_record_of_another_work_is_refused_even_by_id() -> None:
    paper = wanted(arxiv="2401.00001")
    assert reason(paper, record("Fishing Nets", arxiv="2401.00001"), "2401.00001") == ""
    assert reason(paper, record(arxiv="2401.00002"), "2401.00001") == ""
    assert reason(paper, record("Traces of All Programs", doi="10.1000/x"), "2401.00001") == ""


def test_an_exact_title_needs_authors_or_a_year_that_agree() -> None:
    by_ann = wanted(authors=["Ann Lee"])
    assert reason(by_ann, record(authors=["A. Lee", "Bo Ek"], published="1998")) == "by its title and authors"
    assert reason(by_ann, record(authors=["Cy Dee"], published="2026")) == ""
    assert reason(by_ann, record()) == "perhaps by its title alone"
    of_2024 = wanted(published="2024-05-01")
    assert reason(of_2024, record(authors=["Cy Dee"], published="2025")) == "by its title and year"
    assert reason(of_2024, record(published="2021")) == ""
    assert reason(of_2024, record("On Traces", published="2024")) == ""


def test_without_authors_and_date_the_year_of_the_digest_decides() -> None:
    assert reason(wanted(year=2026), record(published="2025")) == "by its title, in the year of its digest"
    assert reason(wanted(year=2026), record(published="2019")) == "perhaps by its title alone"
    assert reason(wanted(year=2026), record(published="2027")) == "perhaps by its title alone"


def test_of_a_title_that_many_works_have_only_the_authors_decide() -> None:
    assert reason(wanted("Editorial", published="2026"), record("Editorial", published="2026")) == ""
    assert reason(wanted("Editorial", authors=["Ann Lee"]), record("Editorial", authors=["Ann Lee"])) != ""


class Net:
    """What answers: a function of the address; time passes only by sleeping."""

    def __init__(self, answer: Callable[[str], str | Answer | NoResponse]) -> None:
        self.answer = answer
        self.asked: list[str] = []
        self.cache = Cache(None)
        self.time = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)

    def request(self, url: str) -> Answer | NoResponse:
        self.asked.append(url)
        answer = self.answer(url)
        return Answer(200, answer.encode()) if isinstance(answer, str) else answer

    def sleep(self, seconds: float) -> None:
        self.time += dt.timedelta(seconds=seconds)

    def look_up(self, services: list[Service], papers: list[Wanted]) -> LookedUp:
        context = FetchContext(
            self.request, lambda: self.time, self.sleep, lambda _: None, self.cache, contextlib.nullcontext
        )
        clients = [
            (service, ApiClient(replace(service.api, url=service.api.name.partition(" ")[0]), context))
            for service in services
        ]
        return lookup.look_up(clients, papers, lambda: None)


def atom(*papers: tuple[str, str]) -> str:
    entries = "".join(
        f"<entry><id>http://arxiv.org/abs/{one}v1</id><title>{title}</title></entry>" for one, title in papers
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><id>http://arxiv.org/api/x</id>{entries}</feed>'


def services_of(matches: list[Match]) -> list[str]:
    return [match.service for match in matches]


def test_an_id_that_one_service_finds_is_what_the_next_is_asked_for() -> None:
    def answer(url: str) -> str:
        if url.startswith("arXiv"):
            return atom(("2401.00001", "On Traces of Programs")).replace(
                "</title>", "</title><published>2026-01-02T00:00:00Z</published>"
            )
        if url.startswith("OpenAlex"):
            return json.dumps({"title": "On Traces of Programs", "doi": "https://doi.org/10.1000/T"})
        return json.dumps({"message": {"title": ["On Traces of Programs"], "DOI": "10.1000/t"}})

    net = Net(answer)
    found = net.look_up([arxiv.SERVICE, openalex.SERVICE, crossref.SERVICE], [wanted()])
    assert services_of(found.matches["ontracesofprograms"]) == ["arXiv", "OpenAlex", "Crossref"]
    assert [url.partition("?")[0] for url in net.asked] == [
        "arXiv", "OpenAlex/doi:10.48550/arxiv.2401.00001", "Crossref/10.1000%2Ft"
    ]  # fmt: skip
    assert (found.missed, found.unasked) == ([], set())
    net.look_up([arxiv.SERVICE, openalex.SERVICE, crossref.SERVICE], [wanted()])
    assert len(net.asked) == 3  # the answers are cached


def test_one_of_two_papers_with_one_id_is_looked_up_and_none_is_missed() -> None:
    net = Net(lambda _: json.dumps({"message": {"title": ["On Traces of Programs"], "DOI": "10.1000/t"}}))
    found = net.look_up([crossref.SERVICE], [wanted(doi="10.1000/t"), wanted("Traces of Programs", doi="10.1000/t")])
    assert len(net.asked) == 1
    assert (found.missed, found.unasked) == ([], set())


def test_ids_of_arxiv_are_asked_for_together_and_one_that_it_refuses_alone_is_missed() -> None:
    refusal = "<entry><id>http://arxiv.org/api/errors</id><title>Error</title><summary>bad 2401.00002</summary></entry>"

    def answer(url: str) -> str:
        if "2401.00002" in url:
            return atom().replace("</feed>", f"{refusal}</feed>")
        return atom(("2401.00001", "On Traces of Programs"), ("2401.00009", "Nobody asked"))

    net = Net(answer)
    papers = [wanted(arxiv="2401.00001"), wanted("Other", arxiv="2401.00002")]
    found = net.look_up([arxiv.SERVICE], papers)
    assert len(net.asked) == 2
    assert found.matches.keys() == {"ontracesofprograms"}
    assert "answers with an error: bad 2401.00002" in found.missed[0]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(429, b"slow down", retry_after="900"), "answers 429 and asks for a pause of 900 s"),
        (Answer(503, b""), "answers 503"),
        (Answer(403, b""), "answers 403"),
        (NoResponse("answers with more than 16 MB", is_temporary=False), "answers with more than 16 MB"),
        (Answer(200, b"<!doctype html><title>Captcha</title>"), "answers with a web page ('Captcha') instead of JSON"),
    ],
)
def test_a_service_that_refuses_is_asked_no_further_and_the_others_are(answer: Answer, reason: str) -> None:
    net = Net(lambda url: answer if url.startswith("Semantic") else atom())
    papers = [wanted(arxiv="2401.00001"), wanted("Other", arxiv="2401.00002")]
    found = net.look_up([semantic_scholar.SERVICE, arxiv.SERVICE], papers)
    assert len({url for url in net.asked if url.startswith("Semantic")}) == 1
    assert reason in found.missed[0]
    assert found.missed[1] == "Semantic Scholar: no answer for 2 of 2 papers"
    assert found.unasked == {"ontracesofprograms", "other"}
    assert net.asked[-1].startswith("arXiv")


@pytest.mark.parametrize("body", ['{"title": "On Tra', "[1]", '"text"', "{" * 100_000])
def test_an_answer_that_is_no_record_costs_that_paper_alone(body: str) -> None:
    papers = [wanted(doi="10.1000/x"), wanted("Other", doi="10.1000/y")]
    net = Net(lambda url: body if "10.1000%2Fx" in url else json.dumps({"message": {"title": ["Other"]}}))
    found = net.look_up([crossref.SERVICE], papers)
    assert found.matches.keys() == {"other"}
    assert found.unasked == {"ontracesofprograms"}
    assert found.missed


def test_what_a_service_does_not_know_is_no_failure_and_not_asked_again() -> None:
    net = Net(lambda _: Answer(404, b"Resource not found."))
    for _ in range(2):
        found = net.look_up([crossref.SERVICE, semantic_scholar.SERVICE], [wanted(doi="10.1000/x")])
        assert (found.matches, found.missed, found.unasked) == ({}, [], set())
    assert len(net.asked) == 2


def test_a_record_of_another_title_is_named_and_nothing_of_it_taken() -> None:
    net = Net(lambda _: json.dumps({"message": {"title": ["Fishing Nets"], "DOI": "10.1000/x"}}))
    found = net.look_up([crossref.SERVICE], [wanted(doi="10.1000/x")])
    assert found.matches == {}
    assert found.notes == [
        "papers/ontracesofprograms/: Crossref's record of 10.1000/x is “Fishing Nets”; nothing of it is taken"
    ]
