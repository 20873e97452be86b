"""`papershelf enrich` with a server on this machine that answers in the shapes of its four services, and as they should
not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner, Result
from library_desk import Desk, Handler, opened

from generator.commands.main import main

DIGEST = """\
# What we read on Monday.
date: 2026-04-20
source: desk
papers:
  - title: Traces of Programs   # Ann chose it
    arxiv: '2604.00001'
  - title: Lanterns for Tree Search
  - title: Postcards as Proofs
    doi: 10.1000/p
    authors: [Di Fox]
  - title: "<script>alert(1)</script> in 'Titles': | & \\\\emph{x}"
"""
PATH = "content/digests/2026-04-20-desk.yml"

HOSTILE = "<script>alert(2)</script>\u202e\x1b[31m{{ x }} --- $\\href{javascript:x}{y}$"


def arxiv(query: str) -> str:
    papers = {
        "2604.00001": ("Traces of Programs", "<author><name>Ann Lee</name></author>"),
        "Lanterns for Tree Search": ("Lanterns for Tree Search", "<published>2026-04-01T00:00:00Z</published>"),
    }
    entries = [
        f"<entry><id>http://arxiv.org/abs/{own}v1</id><title>{title}</title>{more}</entry>"
        for key, (title, more) in papers.items()
        if key in query
        for own in (key if key[0].isdigit() else "2604.00002",)
    ]
    head = '<feed xmlns="http://www.w3.org/2005/Atom"><id>http://arxiv.org/api/x</id>'
    return f"{head}{''.join(entries)}</feed>"


OPENALEX = {
    "doi:10.48550/arxiv.2604.00001": {
        "id": "https://openalex.org/W1", "title": "Traces of Programs", "doi": "https://doi.org/10.48550/arxiv.2604.00001",
        "abstract_inverted_index": {"We": [0], "trace.": [1]}, "referenced_works": ["https://openalex.org/W2"],
    },
    "doi:10.48550/arxiv.2604.00002": {"id": "https://openalex.org/W2", "title": "Lanterns for Tree Search"},
    "doi:10.1000/p": {"id": "https://openalex.org/W3", "title": "Fishing Nets", "doi": "https://doi.org/10.1000/p"},
}  # fmt: skip
CROSSREF = {
    "10.1000/p": {
        "DOI": "10.1000/P", "title": ["Postcards as Proofs"], "container-title": [HOSTILE], "type": "journal-article",
        "abstract": f"<jats:p>{HOSTILE}</jats:p>", "reference": [{"DOI": "10.48550/arXiv.2604.00001"}],
    }
}  # fmt: skip


def respond(handler: Handler) -> None:
    url = urlsplit(handler.path)
    service, query = url.path.split("/")[1], unquote(url.query).replace("+", " ")
    own = unquote("/".join(url.path.split("/")[2:]))
    if service == "arxiv":
        handler.send(arxiv(query).encode())
    elif service == "openalex" and own in OPENALEX:
        handler.send(json.dumps(OPENALEX[own]).encode())
    elif service == "crossref" and own in CROSSREF:
        handler.send(json.dumps({"status": "ok", "message": CROSSREF[own]}).encode())
    elif not own:
        handler.send(json.dumps({"results": [], "message": {"items": []}}).encode())
    else:
        handler.send(b'{"error": "not found"}', 404)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with opened(Desk(otherwise=respond)) as desk:
        yield desk


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("generator.commands.api_clients.sleep", lambda _: None)
    root = tmp_path / "archive"
    CliRunner().invoke(main, ["init", str(root)])
    (root / PATH).write_text(DIGEST)
    return root


def enrich(root: Path, desk: Desk, *arguments: str, answers: str = "") -> Result:
    mirrors = [
        f"--from={name}=http://127.0.0.1:{desk.port}/{name}"
        for name in ("arxiv", "openalex", "semantic-scholar", "crossref")
    ]
    return CliRunner().invoke(main, ["-C", str(root), "enrich", *mirrors, *arguments], input=answers)


def test_certain_matches_are_written_and_comments_lines_and_addresses_stay(root: Path, desk: Desk) -> None:
    done = enrich(root, desk, "--accept", "exact")

    assert done.exit_code == 0, done.output
    assert (
        (root / PATH)
        .read_text()
        .startswith(
            "# What we read on Monday.\ndate: 2026-04-20\nsource: desk\npapers:\n"
            "  - title: Traces of Programs   # Ann chose it\n    authors:\n      - Ann Lee\n"
            "    abstract: >-\n      We trace.\n    arxiv: '2604.00001'\n"
            "  - title: Lanterns for Tree Search\n    arxiv: '2604.00002'\n    published: 2026-04-01\n"
        )
    )
    assert "  + authors: Ann Lee  [arXiv, https://arxiv.org/abs/2604.00001, by its id]" in done.output
    assert "OpenAlex's record of 10.1000/p is “Fishing Nets”; nothing of it is taken" in done.output
    assert "4 papers looked up, 3 papers with something new" in done.output
    assert "\x1b" not in done.output
    citations = (root / "content/citations.txt").read_text().splitlines()
    assert [line.split()[0::2] for line in citations if not line.startswith("#")] == [
        ["lanterns-for-tree-search"],
        ["postcards-as-proofs", "traces-of-programs"],
        [citations[-2].split()[0]],
        ["traces-of-programs", "lanterns-for-tree-search"],
    ]
    checked = CliRunner().invoke(main, ["-C", str(root), "check"])
    assert ": error" not in checked.output
    assert checked.exit_code == 0, checked.output

    number = len(desk.asked)
    again = enrich(root, desk, "--accept", "exact")
    assert "0 papers looked up" in again.output
    assert len(desk.asked) == number
    undone = CliRunner().invoke(main, ["-C", str(root), "undo"])
    assert undone.exit_code == 0, undone.output
    assert (root / PATH).read_text() == DIGEST
    assert not (root / "content/citations.txt").exists()


def test_a_person_is_asked_for_each_paper_and_without_a_terminal_nothing_is_written(root: Path, desk: Desk) -> None:
    shown = enrich(root, desk)
    assert "Nothing was written: --accept exact writes certain matches" in shown.output
    assert (root / PATH).read_text() == DIGEST

    asked = enrich(root, desk, "--accept", "each", answers="n\ny\nq\n")
    assert asked.output.count("Write these?") == 3
    digest = (root / PATH).read_text()
    assert ("2604.00002" in digest, "venue:" in digest, "Ann Lee" in digest) == (False, True, False)


def test_a_run_that_a_service_ends_is_gone_on_with(root: Path, desk: Desk) -> None:
    bad_days = [
        lambda handler: handler.send(b"slow down", 429, Retry_After="3600"),
        lambda handler: handler.send(b"x" * 17_000_000),
        lambda handler: handler.send(b'{"title": "Trac', 200),
    ]

    def unwell(handler: Handler) -> None:
        if handler.path.startswith("/openalex") and bad_days:
            bad_days.pop(0)(handler)
        else:
            respond(handler)

    desk.otherwise = unwell
    first = enrich(root, desk, "--accept", "exact")
    assert first.exit_code == 1
    assert "answers 429 and asks for a pause of 3,600 s" in first.output
    assert "OpenAlex: no answer for 4 of 4 papers" in first.output
    assert "We trace." not in (root / PATH).read_text()
    assert "Ann Lee" in (root / PATH).read_text()  # the others' answers count

    second = enrich(root, desk, "--accept", "exact")
    assert "answers with more than 16 MB" in second.output
    third = enrich(root, desk, "--accept", "exact")
    assert "next attempt in 2 s" in third.output  # half of an answer
    assert third.exit_code == 0, third.output
    assert "We trace." in (root / PATH).read_text()
    assert len([path for path in desk.asked if path.startswith("/crossref/10.1000%2Fp")]) == 1


def test_wrong_addresses_and_names_are_reported_before_anything_is_asked(root: Path, desk: Desk) -> None:
    unknown = CliRunner().invoke(main, ["-C", str(root), "enrich", "--from", "arxive=http://a.org"])
    assert "--from arxive: is no service. Write SERVICE=URL with one of arxiv, openalex" in unknown.output
    assert "no paper matches 'nobody'" in enrich(root, desk, "nobody").output
    assert desk.asked == []
