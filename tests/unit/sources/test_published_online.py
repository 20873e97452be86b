from __future__ import annotations

import json

import pytest

from generator.sources.api_answers import Answer, NoResponse
from generator.sources.published_online import Unreadable, papers, read

SITE = "https://you.github.io/papers/"


class Server:
    """Gives the answers for an address one after the other, the last one again and again."""

    def __init__(self, **answers: list[Answer | NoResponse]) -> None:
        self.answers = {name.replace("_", "/"): list(given) for name, given in answers.items()}
        self.asked: list[str] = []
        self.slept: list[float] = []

    def request(self, url: str) -> Answer | NoResponse:
        self.asked.append(url)
        waiting = next(given for name, given in self.answers.items() if url.endswith(f"/{name}.txt"))
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    def read(self) -> str | None:
        return read(SITE, self.request, self.slept.append)


def test_the_list_is_at_the_address_of_the_site() -> None:
    server = Server(published=[Answer(200, b"/tags/\n")])
    assert server.read() == "/tags/\n"
    assert server.asked == ["https://you.github.io/papers/published.txt"]


def test_a_site_that_was_never_published_has_no_list() -> None:
    assert Server(published=[Answer(404, b"<html>")]).read() is None


def test_github_redirects_to_the_domain_of_a_site() -> None:
    moved = Answer(301, b"", location="https://papers.example.org/new/published.txt")
    server = Server(papers_published=[moved], new_published=[Answer(200, b"/\n")])
    assert server.read() == "/\n"


def test_what_may_be_temporary_is_asked_again() -> None:
    server = Server(published=[NoResponse("breaks off"), Answer(503, b""), Answer(200, b"/\n")])
    assert server.read() == "/\n"
    assert server.slept == [1, 2]


@pytest.mark.parametrize(
    ("answer", "reason", "attempts"),
    [
        (Answer(500, b""), "answers with status 500", 4),
        (Answer(403, b""), "answers with status 403", 1),
        (NoResponse("sends nothing for 30 s"), "sends nothing for 30 s", 4),
        (Answer(302, b"", location="/papers/published.txt"), "redirects more than 5 times", 1),
        (Answer(302, b"", location="file:///etc/passwd"), "redirects to what is no web page", 1),
    ],
)
def test_a_list_that_cannot_be_read_is_no_empty_one(answer: Answer | NoResponse, reason: str, attempts: int) -> None:
    server = Server(published=[answer])
    with pytest.raises(Unreadable, match=f"published.txt: {reason}. Without it"):
        server.read()
    assert len(server.slept) == attempts - 1


def test_a_paper_online_is_known_by_its_record() -> None:
    facts = {"papershelf": 1, "slug": "on-lamps", "title": "On lamps", "arxiv": "2603.00001"}
    record = json.dumps(facts | {"appearances": [{"date": "2026-03-02", "source": "desk", "row": 1}]})
    answers = {"on-lamps": Answer(200, record.encode()), "broken": Answer(200, b"<html>"), "other": Answer(404, b"")}
    answers["another"] = answers["on-lamps"]  # not the record of that address
    asked = []

    def request(url: str) -> Answer:
        asked.append(url)
        return answers[url.rpartition("/")[2].removesuffix(".json")]

    found = list(papers(SITE, answers, request, lambda _: None))
    assert [permalink.slug for permalink in found] == ["on-lamps"]
    assert "title:onlamps" in found[0].keys
    assert asked[0] == "https://you.github.io/papers/api/v1/papers/on-lamps.json"
