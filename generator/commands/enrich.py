"""The command `papershelf enrich`: facts that papers lack, from services that know them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from generator.commands.api_clients import api_at, fetch_context, now
from generator.commands.changes import dry_run_option, make_change
from generator.commands.find_paper import find_paper
from generator.commands.terminal import archive_of, archive_option, fail, stop_at_errors
from generator.edits import enrichment
from generator.edits.archive_state import ArchiveState, read_state
from generator.edits.change import Change, Refused
from generator.edits.enrichment import Proposal
from generator.sources import citation_record, lookup, source_files
from generator.sources.fetch import ApiClient
from generator.sources.lookup import LookedUp, Wanted
from generator.sources.services import SERVICES
from generator.sources.services.service import Service
from generator.system.progress import progress_on
from generator.text.messages import counted, printable
from generator.text.slugs import slugify

_EXACT, _EACH, _NONE = "exact", "each", "none"
_NAMES = {slugify(service.api.name): service for service in SERVICES}


@click.command(name="enrich", epilog="PAPER is its address, arXiv id, DOI, title, or words of its title.")
@click.argument("queries", metavar="[PAPER]...", nargs=-1)
@click.option(
    "--accept",
    type=click.Choice([_EXACT, _EACH, _NONE]),
    help="Write certain matches; ask for each paper; or only show.  [default: each on a terminal, else none]",
)
@click.option("--service", "names", type=click.Choice([*_NAMES]), multiple=True, help="Ask this one only. Repeatable.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Ask about the newest N papers.")
@click.option("--refresh", is_flag=True, help="Ask again for answers that are in the cache.")
@click.option("--from", "mirrors", metavar="SERVICE=URL", multiple=True, help="Ask a mirror of a service's API.")
@dry_run_option
@archive_option
def enrich_(
    queries: tuple[str, ...],
    accept: str | None,
    names: tuple[str, ...],
    limit: int | None,
    refresh: bool,
    mirrors: tuple[str, ...],
    dry_run: bool,
    directory: Path | None,
) -> None:
    """Look up what papers lack, and who cites whom here.

    arXiv, OpenAlex, Semantic Scholar and Crossref are asked for ids, authors, date, venue, abstract, PDF and code of
    each paper that lacks some, by its id, or else by its exact title if authors or year agree. Each value is shown with
    its source. Answers are cached: after a failure, run the same command again. A paper is asked about every 90 days.
    """
    root = archive_of(directory)
    state = _state(root)
    chosen = {find_paper(state, query).slug for query in queries}
    today = now().date()
    wanted = enrichment.to_look_up(state, today, chosen)[:limit]
    services = [_NAMES[name] for name in _NAMES if name in names or not names]
    looked_up = _look_up(root, services, _addresses(mirrors), wanted, refresh=refresh)
    found = list(enrichment.proposals(state, looked_up))
    accept = accept or (_EACH if sys.stdin.isatty() else _NONE)
    accepted = _accepted(found, accept)
    citations = enrichment.citations(state, [] if names else wanted, looked_up, today)
    for note in looked_up.notes:
        click.echo(printable(note), err=True)
    if accept == _NONE:
        click.echo("Nothing was written: --accept exact writes certain matches, --accept each asks for each paper")
    elif accepted or citations:

        def plan(state: ArchiveState, _: frozenset[str]) -> Change:
            return enrichment.enrich(state, accepted, citations)

        make_change(root, " ".join(["enrich", *queries]), plan, dry_run=dry_run)
    click.echo(f"{counted(len(wanted), 'paper')} looked up, {counted(len(found), 'paper')} with something new")
    for missed in looked_up.missed:
        click.echo(printable(f"papershelf: {missed}"), err=True)
    if looked_up.missed:
        fail("not all services answered; run the same command again for what is missing")


def _state(root: Path) -> ArchiveState:
    sources, problems = source_files.read_sources(root)
    stop_at_errors([*problems, *citation_record.parse(sources.citations)[1]])
    try:
        return read_state(sources)
    except Refused as refused:
        fail(str(refused))


def _addresses(mirrors: Sequence[str]) -> dict[str, str]:
    """Return the addresses of mirrors by the names of their services, or exit."""
    addresses = {name: url for name, _, url in (mirror.partition("=") for mirror in mirrors)}
    for name in addresses.keys() - _NAMES.keys():
        fail(f"--from {printable(name[:60])}: is no service. Write SERVICE=URL with one of {', '.join(_NAMES)}")
    return addresses


def _look_up(
    root: Path, services: Sequence[Service], addresses: dict[str, str], wanted: Sequence[Wanted], *, refresh: bool
) -> LookedUp:
    progress = progress_on()
    steps = sum(len(lookup.wanted_of(service, wanted)) for service in services)
    with fetch_context(root, progress) as context, progress.task("Looking papers up", steps) as task:
        clients = [
            (
                service,
                ApiClient(api_at(service.api, addresses.get(slugify(service.api.name))), context, refresh=refresh),
            )
            for service in services
        ]
        return lookup.look_up(clients, wanted, task.advance)


def _accepted(found: Sequence[Proposal], accept: str) -> list[Proposal]:
    """Print each proposal, and return those that are accepted."""
    accepted: list[Proposal] = []
    for proposal in found:
        for line in _diff(proposal):
            click.echo(printable(line))
        if accept == _EXACT and proposal.exact:
            accepted.append(proposal.exact)
        if accept == _EACH:
            is_certain = all(value.match.is_exact for value in proposal.values)
            default = "y" if is_certain else "n"
            answer = click.prompt("Write these?", type=click.Choice(["y", "n", "q"]), default=default)
            if answer == "q":
                break
            accepted += [proposal] if answer == "y" else []
    return accepted


def _diff(proposal: Proposal) -> Iterator[str]:
    """Yield a line for the paper and one for each value, with its source."""
    yield f"papers/{proposal.slug}/ “{proposal.title[:80]}”"
    for value in proposal.values:
        match = value.match
        doubt = "" if match.is_exact else "; not certain"
        yield f"  + {value.key}: {value.shown}  [{match.service}, {match.record.address}, {match.reason}{doubt}]"
