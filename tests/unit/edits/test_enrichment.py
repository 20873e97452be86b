from __future__ import annotations

import datetime as dt

from generator.bibliography import CitationsOf
from generator.edits import enrichment
from generator.edits.archive_state import ArchiveState, read_state
from generator.edits.change import applied
from generator.edits.enrichment import Proposal
from generator.model import Entry, SourceFile
from generator.sources import citation_record
from generator.sources.lookup import LookedUp, Match
from generator.sources.services.service import Record, keys_of_ids
from generator.sources.source_files import Sources

TODAY = dt.date(2026, 5, 1)
PATH = "content/digests/2026-04-01-desk.yml"
DIGEST = """\
# Chosen on Wednesday.
date: 2026-04-01
source: desk
papers:
  - title: On Traces   # Ann's
    comments: 3

  # By hand:
  - title: Other
    doi: 10.1000/o
  - title: "No Ids"
"""


def state(digest: str = DIGEST, citations: str = "", path: str = PATH) -> ArchiveState:
    return read_state(Sources(None, None, None, "", (SourceFile(path, digest),), (), (), citations=citations))


def match(service: str, *, is_exact: bool = True, references: tuple[str, ...] = (), **facts: object) -> Match:
    entry = Entry(**{"title": "On Traces", **facts})  # type: ignore[arg-type]
    keys = keys_of_ids(arxiv=entry.arxiv) | keys_of_ids(doi=entry.doi)
    record = Record(entry, "https://a.org/1", keys, frozenset(references))
    return Match(service, record, "by its title and year", is_exact)


def proposed(archive: ArchiveState, **matches: list[Match]) -> list[Proposal]:
    return list(enrichment.proposals(archive, LookedUp({slug.replace("_", "-"): of for slug, of in matches.items()})))


def test_values_are_written_into_the_row_and_every_other_line_stays() -> None:
    archive = state()
    found = [
        match("Crossref", venue="Traces", volume="4", doi="10.1000/t", authors=("Lee, Ann",)),
        match("arXiv", arxiv="2401.00001", authors=("Ann Lee",), code="https://a.org/c", abstract="We trace."),
    ]
    change = enrichment.enrich(archive, proposed(archive, on_traces=found))
    assert change.files[PATH] == DIGEST.replace(
        "  - title: On Traces   # Ann's\n",
        "  - title: On Traces   # Ann's\n    arxiv: '2401.00001'\n    doi: 10.1000/t\n    authors:\n      - Ann Lee\n"
        "    venue: Traces\n    volume: '4'\n    code: https://a.org/c\n    abstract: >-\n      We trace.\n",
    )
    assert change.receipt == (
        "papers/on-traces/: arxiv, authors, code, abstract from arXiv; doi, venue, volume from Crossref",
    )
    [paper] = [one for one in read_state(applied(archive.sources, change.files)).papers if one.slug == "on-traces"]
    assert (paper.arxiv, paper.doi, paper.venue) == ("2401.00001", "10.1000/t", "Traces")
    assert "on-traces arxiv:2401.00001 doi:10.1000/t titled:ontraces" in str(change.files["content/permalinks.txt"])


def test_what_a_digest_says_is_never_replaced() -> None:
    archive = state(DIGEST.replace("comments: 3", "venue: Mine"))
    [proposal] = proposed(
        archive, on_traces=[match("Crossref", venue="Theirs", volume="4", pages="1", doi="10.1000/t")]
    )
    assert [value.key for value in proposal.values] == ["doi"]


def test_a_value_that_somebody_wrote_meanwhile_stays() -> None:
    found = match("Crossref", venue="Theirs", doi="10.1000/t")
    later = state(DIGEST.replace("comments: 3", "venue: Mine"))
    change = enrichment.enrich(later, proposed(state(), on_traces=[found]))
    assert change.receipt == ("papers/on-traces/: doi from Crossref",)
    assert "venue: Mine" in str(change.files[PATH])


def test_a_doubtful_value_waits_for_a_person() -> None:
    archive = state()
    doubtful = match("OpenAlex", is_exact=False, venue="Traces", doi="10.1000/t")
    [proposal] = proposed(archive, on_traces=[doubtful])
    assert proposal.exact is None
    [mixed] = proposed(archive, on_traces=[doubtful, match("Semantic Scholar", doi="10.1000/s")])
    assert [(value.key, value.value, value.match.is_exact) for value in mixed.values] == [
        ("doi", "10.1000/s", True), ("venue", "Traces", False)
    ]  # fmt: skip
    assert [value.key for value in (mixed.exact or mixed).values] == ["doi"]


def test_arxiv_has_the_pdf_of_its_papers() -> None:
    [proposal] = proposed(state(), on_traces=[match("OpenAlex", arxiv="2401.00001", pdf="https://a.org/x.pdf")])
    assert [value.key for value in proposal.values] == ["arxiv"]


def test_an_id_of_another_paper_is_left_out_with_the_command_that_merges_them() -> None:
    archive = state()
    accepted = proposed(
        archive,
        on_traces=[match("Crossref", doi="10.1000/o")],
        no_ids=[match("arXiv", title="No Ids", arxiv="2401.00002")],
    )
    change = enrichment.enrich(archive, accepted)
    written, left_out = change.receipt
    assert written == "papers/no-ids/: arxiv from arXiv"
    assert left_out == (
        "papers/on-traces/: nothing is written: doi 10.1000/o is papers/other/ already. If both are one paper, run "
        "`papershelf merge other on-traces`"
    )


def test_one_digest_that_cannot_be_edited_holds_up_no_other() -> None:
    bib = SourceFile("content/digests/2026-04-02-desk.bib", "@misc{a, title={In BibTeX}, year={2026}}\n")
    archive = read_state(Sources(None, None, None, "", (SourceFile(PATH, DIGEST), bib), (), ()))
    accepted = proposed(
        archive,
        in_bibtex=[match("arXiv", title="In BibTeX", arxiv="2401.00003")],
        on_traces=[match("arXiv", arxiv="2401.00001")],
    )
    change = enrichment.enrich(archive, accepted)
    assert change.receipt[0] == "papers/on-traces/: arxiv from arXiv"
    assert (
        "papers/in-bibtex/: nothing is written: content/digests/2026-04-02-desk.bib: is not a digest"
        in (change.receipt[1])
    )


def test_papers_are_asked_about_again_after_a_while_or_when_named() -> None:
    record = citation_record.extend("", [CitationsOf("on-traces", TODAY), CitationsOf("other", dt.date(2025, 1, 1))])
    archive = state(citations=record)
    assert [one.slug for one in enrichment.to_look_up(archive, TODAY)] == ["no-ids", "other"]
    [chosen] = enrichment.to_look_up(archive, TODAY, {"on-traces"})
    assert chosen.lacking == {"arxiv", "doi", "authors", "published", "venue", "pdf", "code", "abstract"}
    assert "doi" not in enrichment.to_look_up(archive, TODAY, {"other"})[0].lacking


def test_citations_are_kept_between_papers_of_the_archive_alone() -> None:
    archive = state()
    wanted = enrichment.to_look_up(archive, TODAY)
    own = match("OpenAlex", title="No Ids", references=("doi:10.1000/o", "doi:10.1000/elsewhere", "openalex:w1"))
    known_as_w1 = Record(Entry("On Traces"), "", frozenset({"openalex:w1"}), citations=frozenset({"doi:10.1000/o"}))
    cited = Match("OpenAlex", known_as_w1, "by its id", is_exact=True)
    looked_up = LookedUp({"no-ids": [own], "on-traces": [cited]}, unasked={"other"})
    assert enrichment.citations(archive, wanted, looked_up, TODAY) == [
        CitationsOf("no-ids", TODAY, ("on-traces", "other")),
        CitationsOf("on-traces", TODAY),
        CitationsOf("other", None, ("on-traces",)),
    ]


def test_the_record_of_citations_is_read_as_it_is_written_and_only_grows() -> None:
    text = citation_record.extend("", [CitationsOf("b", TODAY, ("c", "a")), CitationsOf("a", None, ("b",))])
    assert text.splitlines()[2:] == ["a b", "b 2026-05-01 a c"]
    assert citation_record.extend(text, [CitationsOf("b", dt.date(2026, 4, 1), ("d",))]).endswith(
        "b 2026-05-01 a c d\n"
    )
    lines, problems = citation_record.parse(f"{text}b 2026-13-01 a\n<b> a\n")
    assert [line.slug for line in lines] == ["a", "b"]
    assert [problem.line for problem in problems] == [5, 6]
