"""Enrichment: facts that papers lack, as services know them, written into the digests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.addresses import CITATIONS_RECORD, PAPERS_RECORD
from generator.bibliography import CitationsOf
from generator.edits.archive_state import ArchiveState, read_state
from generator.edits.change import Change, Refused, applied
from generator.edits.row_values import Rows, changed_files, has_value, rows_with
from generator.model import Digest, Entry, Paper
from generator.sources import citation_record, permalinks
from generator.sources.digest_writer import head_and_rows
from generator.sources.lookup import LookedUp, Match, Wanted
from generator.sources.services import PRECEDENCE
from generator.text import identifiers
from generator.text.identity import Evidence, evidence_of
from generator.text.messages import counted

ASKED_AGAIN = dt.timedelta(days=90)
"""The time after which services are asked about a paper again."""

_FACTS = ("arxiv", "doi", "authors", "published", "venue", "pdf", "code", "abstract")
_OF_VENUE = ("type", "volume", "number", "pages", "publisher")
"""Facts that are taken together with the venue, from the same record."""

_SHOWN = 60
"""Characters of a value in a receipt."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value for a key of a digest, as YAML has it, and the record that it comes from."""

    key: str
    value: object
    match: Match

    @property
    def shown(self) -> str:
        """The value in one short line."""
        text = "; ".join(map(str, self.value)) if isinstance(self.value, list) else " ".join(str(self.value).split())
        return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({counted(len(text), 'character')})"


@dataclass(frozen=True, slots=True)
class Proposal:
    """New values for a paper, of which it has none."""

    slug: str
    title: str
    values: tuple[Value, ...]

    @property
    def exact(self) -> Proposal | None:
        """The proposal with those values that need no person's eye, None without any."""
        values = tuple(value for value in self.values if value.match.is_exact)
        return replace(self, values=values) if values else None


def to_look_up(state: ArchiveState, today: dt.date, chosen: Collection[str] = ()) -> list[Wanted]:
    """Return the papers to look up: those with the slugs `chosen`, or all that services were not asked about lately."""
    lines, _ = citation_record.parse(state.sources.citations)
    asked = {line.slug: line.asked for line in lines if line.asked}
    recent = {slug for slug, day in asked.items() if today - day < ASKED_AGAIN}
    papers = [paper for paper in state.papers if paper.slug in chosen or not (chosen or paper.slug in recent)]
    evidence: dict[str, Evidence] = {}
    for (number, row), slug in state.merged.slug_at.items():
        evidence.setdefault(slug, Evidence()).add(evidence_of(state.digests[number].entries[row]))
    return [
        Wanted(
            paper.slug,
            frozenset(paper.keys),
            paper.title.plain,
            evidence[paper.slug],
            paper.first_seen,
            frozenset(_lacking(paper)),
            wants_citations=True,
        )
        for paper in papers
    ]


def _lacking(paper: Paper) -> Iterator[str]:
    """Yield the facts that a paper lacks. One id is enough to find it, and arXiv has a PDF of each of its papers."""
    has_id = bool(paper.arxiv or paper.doi)
    for key in _FACTS:
        is_spared = (key in ("arxiv", "doi") and has_id) or (key == "pdf" and paper.arxiv)
        if not is_spared and not getattr(paper, key):
            yield key


def proposals(state: ArchiveState, looked_up: LookedUp) -> Iterator[Proposal]:
    """Yield a proposal for each paper that has a new value, in the order of papers."""
    for paper in state.papers:
        matches = sorted(
            looked_up.matches.get(paper.slug, ()),
            key=lambda match: (not match.is_exact, PRECEDENCE.index(match.service)),
        )
        if values := tuple(_values(_rows_of(state, paper), matches)):
            yield Proposal(paper.slug, paper.title.plain, values)


def _rows_of(state: ArchiveState, paper: Paper) -> list[Entry]:
    return [digest.entries[row] for _, digest, rows in state.rows(paper) for row in rows]


def _values(entries: Sequence[Entry], matches: Sequence[Match]) -> Iterator[Value]:
    """Yield the values that no row of a paper has, each from the first record with it."""
    known = {key for key in (*_FACTS, *_OF_VENUE) if any(has_value(entry, key) for entry in entries)}
    rows = [(match, _as_yaml(match.record.entry)) for match in matches]
    for key in _FACTS:
        match, row = next(((match, row) for match, row in rows if key in row), (None, {}))
        if key in known or match is None or (key == "pdf" and _is_on_arxiv(known, rows)):
            continue
        for taken in (key, *_OF_VENUE) if key == "venue" else (key,):
            if taken in row and taken not in known:
                yield Value(taken, row[taken], match)


def _is_on_arxiv(known: Collection[str], rows: Iterable[tuple[Match, Mapping[str, object]]]) -> bool:
    return "arxiv" in known or any("arxiv" in row for _, row in rows)


def _as_yaml(entry: Entry) -> dict[str, object]:
    return head_and_rows(Digest(dt.date.min, "", (entry,)))[1][0]


def enrich(state: ArchiveState, accepted: Sequence[Proposal], citations: Sequence[CitationsOf] = ()) -> Change:
    """Write accepted values into the newest row of each paper, and citations into their record.

    A value that cannot be written, or would make two papers one, is left out with a line in the receipt.

    Raises:
        Refused: when papers would become others and nothing shows by which value.
    """
    by_slug = {paper.slug: paper for paper in state.papers}
    lacking = (_still_lacking(state, by_slug[one.slug], one) for one in accepted if one.slug in by_slug)
    kept, left_out = _without_others_ids(state, [one for one in lacking if one.values])
    while True:
        files, more = _edited(state, by_slug, kept)
        left_out |= more
        kept = [one for one in kept if one.slug not in left_out]
        after = read_state(applied(state.sources, files))
        record = permalinks.extend_record(
            state.sources.permalinks, [paper for paper in after.papers if paper.slug in {one.slug for one in kept}]
        )
        after = read_state(applied(state.sources, {**files, PAPERS_RECORD: record}))
        changed = _changed_papers(state, after)
        if not changed:
            break
        unsafe = {one.slug for one in kept} & changed
        if not unsafe:
            raise Refused(f"papers/{min(changed)}/ would become another paper, so nothing was changed")
        left_out |= dict.fromkeys(unsafe, "its values would make it another paper. Correct it by `papershelf fix`")
        kept = [one for one in kept if one.slug not in unsafe]
    receipt = [f"papers/{one.slug}/: {_credited(one)}" for one in kept]
    receipt += [f"papers/{slug}/: nothing is written: {reason}" for slug, reason in left_out.items()]
    if kept:
        files[PAPERS_RECORD] = record
    if citations:
        files[CITATIONS_RECORD] = citation_record.extend(state.sources.citations, citations)
        number = sum(len(line.cites) for line in citations)
        receipt.append(f"{CITATIONS_RECORD}: {counted(number, 'citation')} among papers of this archive")
    return Change(files, tuple(receipt))


def _still_lacking(state: ArchiveState, paper: Paper, proposal: Proposal) -> Proposal:
    """Return the proposal without values that somebody wrote into the digests while services were asked."""
    entries = _rows_of(state, paper)
    values = (value for value in proposal.values if not any(has_value(entry, value.key) for entry in entries))
    return replace(proposal, values=tuple(values))


def _without_others_ids(state: ArchiveState, accepted: Sequence[Proposal]) -> tuple[list[Proposal], dict[str, str]]:
    """Return the proposals whose ids no other paper has, and why the others are left out, by slug."""
    owners = {key: paper.slug for paper in state.papers for key in identifiers.ids(paper.keys)}
    kept: list[Proposal] = []
    left_out: dict[str, str] = {}
    for proposal in accepted:
        keys = [f"{value.key}:{value.value}" for value in proposal.values if value.key in ("arxiv", "doi")]
        other = next((key for key in keys if owners.get(key, proposal.slug) != proposal.slug), None)
        if other:
            left_out[proposal.slug] = (
                f"{other.replace(':', ' ', 1)} is papers/{owners[other]}/ already. If both are one paper, run "
                f"`papershelf merge {owners[other]} {proposal.slug}`"
            )
        else:
            kept.append(proposal)
            owners |= dict.fromkeys(keys, proposal.slug)
    return kept, left_out


def _edited(
    state: ArchiveState, papers: Mapping[str, Paper], accepted: Sequence[Proposal]
) -> tuple[dict[str, str | None], dict[str, str]]:
    """Return the digests with the values, and the papers whose digest cannot be changed, with the reason."""
    edits: dict[str, dict[int, dict[str, object]]] = {}
    slugs: dict[str, list[str]] = {}
    rows_of_file: dict[str, Rows] = {}
    for proposal in accepted:
        rows = list(state.rows(papers[proposal.slug]))
        [(file, digest, numbers)] = rows_with("venue", [_newest(rows)])
        rows_of_file[file.path] = (file, digest, numbers)
        slugs.setdefault(file.path, []).append(proposal.slug)
        row = edits.setdefault(file.path, {}).setdefault(numbers[0], {})
        row |= {value.key: value.value for value in proposal.values}
    files: dict[str, str | None] = {}
    refused: dict[str, str] = {}
    for path, of_file in edits.items():
        try:
            files |= changed_files([rows_of_file[path]], {path: of_file})
        except Refused as reason:
            refused |= dict.fromkeys(slugs[path], str(reason))
    return files, refused


def _newest(rows: Sequence[Rows]) -> Rows:
    return max(rows, key=lambda of_file: of_file[1].date)


def _changed_papers(before: ArchiveState, after: ArchiveState) -> set[str]:
    """Return the papers that a row has been taken from or given to."""
    slugs = set()
    for position, slug in before.merged.slug_at.items():
        if after.merged.slug_at.get(position) != slug:
            slugs |= {slug, after.merged.slug_at.get(position, slug)}
    return slugs


def _credited(proposal: Proposal) -> str:
    by_service: dict[str, list[str]] = {}
    for value in proposal.values:
        by_service.setdefault(value.match.service, []).append(value.key)
    return "; ".join(f"{', '.join(keys)} from {service}" for service, keys in by_service.items())


def citations(state: ArchiveState, wanted: Sequence[Wanted], looked_up: LookedUp, today: dt.date) -> list[CitationsOf]:
    """Return which papers cite which, as far as exact matches show, and the day for papers that were asked about."""
    slug_of = {key: paper.slug for paper in state.papers for key in identifiers.ids(paper.keys)}
    exact = {slug: [match.record for match in matches if match.is_exact] for slug, matches in looked_up.matches.items()}
    for slug, records in exact.items():
        for record in records:
            slug_of |= {key: slug for key in record.keys if key not in slug_of}
    cites: dict[str, set[str]] = {}
    for slug, records in exact.items():
        for record in records:
            cites.setdefault(slug, set()).update(slug_of[key] for key in record.references & slug_of.keys())
            for key in record.citations & slug_of.keys():
                cites.setdefault(slug_of[key], set()).add(slug)
    asked = {paper.slug for paper in wanted} - looked_up.unasked
    return [
        CitationsOf(slug, today if slug in asked else None, tuple(sorted(cites.get(slug, set()) - {slug})))
        for slug in sorted({*asked, *cites})
        if slug in asked or cites[slug] - {slug}
    ]
