"""Looking papers up at services that know facts about works, by id or by title.

Requests, the clock and the cache are those of the `ApiClient` of each service. A record counts as a paper's only if its
title agrees, and its ids, authors and year do not contradict.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from generator.sources import api_answers
from generator.sources.api_answers import ApiError
from generator.sources.fetch import ApiClient
from generator.sources.services.service import Record, Service
from generator.text import identifiers
from generator.text.identity import GENERIC_TITLES, Evidence, evidence_of, words_in_common

MAX_AGE = dt.timedelta(days=30)
"""The age up to which a cached answer is used."""

_SAME_TITLE = 0.5
"""The share of words in common from which on titles of one id may be two wordings of one title."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper to look up: its keys, the title that people see, evidence, and the day of its first digest.

    `lacking` are the facts that it lacks, `wants_citations` asks for its references and for who cites it.
    """

    slug: str
    keys: frozenset[str]
    title: str
    evidence: Evidence
    first_seen: dt.date
    lacking: frozenset[str]
    wants_citations: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A service's record of a paper, with the reason. It `is_exact` unless a person should look at it first."""

    service: str
    record: Record
    reason: str
    is_exact: bool


@dataclass(slots=True)
class LookedUp:
    """Matches by the slug of the paper. `missed` are failures, each with its reason and a hint, and `notes` remarks.

    `unasked` are the papers that a service was to be asked about and gave no answer for.
    """

    matches: dict[str, list[Match]] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unasked: set[str] = field(default_factory=set)


def look_up(
    clients: Sequence[tuple[Service, ApiClient]], papers: Sequence[Wanted], advance: Callable[[], None]
) -> LookedUp:
    """Ask each service about the papers that lack what it may know; `advance` is called after each paper.

    An id that one service finds is what the next is asked for. Only a paper without any id is looked up by its title.
    """
    looked_up = LookedUp()
    keys = {paper.slug: paper.keys for paper in papers}
    for service, client in clients:
        requests = list(_requests(service, wanted_of(service, papers), keys))
        answered: set[str] = set()
        for request in requests:
            error = _ask(service, client, request, keys, looked_up)
            slugs = {paper.slug for paper in request.values()}
            if error is None:
                answered |= slugs
            elif error.stops_run:
                break
            for _ in slugs:
                advance()
        asked = {paper.slug for request in requests for paper in request.values()}
        if rest := asked - answered:
            looked_up.unasked |= rest
            looked_up.missed.append(f"{service.api.name}: no answer for {len(rest):,} of {len(asked):,} papers")
        for slug in answered:
            for match in looked_up.matches.get(slug, ()):
                keys[slug] |= match.record.keys if match.is_exact else frozenset()
    return looked_up


def wanted_of(service: Service, papers: Sequence[Wanted]) -> list[Wanted]:
    """Return the papers that lack something that the service may know."""
    return [
        paper for paper in papers if service.facts & paper.lacking or (paper.wants_citations and service.has_references)
    ]


def _requests(
    service: Service, papers: Sequence[Wanted], keys: Mapping[str, frozenset[str]]
) -> Iterator[dict[str, Wanted]]:
    """Yield the papers of each request by their ids; by "" a single paper that is looked up by its title.

    Of papers that earlier services gave one id, one is looked up.
    """
    by_id = {own: paper for paper in papers if (own := service.id_of(keys[paper.slug]))}
    ids = list(by_id)
    for start in range(0, len(ids), service.ids_per_request):
        yield {own: by_id[own] for own in ids[start : start + service.ids_per_request]}
    for paper in papers:
        if not identifiers.ids(keys[paper.slug]):
            yield {"": paper}


def _ask(
    service: Service,
    client: ApiClient,
    request: Mapping[str, Wanted],
    keys: Mapping[str, frozenset[str]],
    looked_up: LookedUp,
) -> ApiError | None:
    """Add the matches of one request, and return why there is no answer, or None.

    If a service refuses one id of several, the others are requested again without it.
    """
    ids = [own for own in request if own]
    while True:
        url = service.ids_url(client.api.url, ids) if ids else service.title_url(client.api.url, request[""].title)
        answer = client.get(url, MAX_AGE)
        if isinstance(answer, str):
            break
        refused = api_answers.named_id(answer.server_message, ids)
        looked_up.missed.append(f"{service.api.name}: {url[:200]} {answer.reason}; {answer.hint}")
        if not refused or len(ids) == 1:
            return answer
        ids = [one for one in ids if one != refused]
    try:
        records = service.records(answer)
    except ValueError as error:
        looked_up.missed.append(f"{service.api.name}: {url[:200]} answers with no record that can be read ({error})")
        return ApiError(str(error), "")
    client.cache_answer(url)
    for own, paper in request.items():
        known = keys[paper.slug]
        matches = [match for record in records if (match := match_of(service.api.name, record, paper, known, own))]
        if best := next((match for match in matches if match.is_exact), next(iter(matches), None)):
            looked_up.matches.setdefault(paper.slug, []).append(best)
        elif own and len(ids) == 1 and records:
            title = records[0].entry.title[:80]
            looked_up.notes.append(
                f"papers/{paper.slug}/: {service.api.name}'s record of {own} is “{title}”; nothing of it is taken"
            )
    return None


def match_of(service: str, record: Record, paper: Wanted, keys: frozenset[str], own_id: str) -> Match | None:
    """Return the match of a record with a paper, None if it is another work.

    `own_id` is the id by which the service was asked for the paper, "" if it was asked for its title.
    """
    if not identifiers.may_be_one(keys, record.keys):
        return None
    title = identifiers.key_of("title", identifiers.title_key(record.entry.title))
    if own_id:
        has_id = bool(set(identifiers.ids(keys)) & record.keys)
        is_alike = words_in_common(paper.title, record.entry.title) >= _SAME_TITLE
        if title in keys or (has_id and is_alike):
            return Match(service, record, "by its id", is_exact=True)
        return None
    return _match_of_title(service, record, paper) if title in keys else None


def _match_of_title(service: str, record: Record, paper: Wanted) -> Match | None:
    """Return the match of a record with the title of a paper."""
    evidence = evidence_of(record.entry)
    own = paper.evidence
    if (own.persons | own.groups) & (evidence.persons | evidence.groups):
        return Match(service, record, "by its title and authors", is_exact=True)
    is_generic = bool({identifiers.value_of(key) for key in paper.keys} & GENERIC_TITLES)
    contradictions = own.contradictions(evidence)
    if is_generic or "authors" in contradictions or "years" in contradictions:
        return None
    if own.years and evidence.years:
        return Match(service, record, "by its title and year", is_exact=True)
    age = paper.first_seen.year - max(evidence.years, default=0)
    if not (own.years or own.persons or own.groups) and age in (0, 1):
        return Match(service, record, "by its title, in the year of its digest", is_exact=True)
    return Match(service, record, "by its title alone", is_exact=False)
