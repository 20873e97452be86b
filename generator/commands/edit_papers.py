"""The commands `papershelf remove`, `hide`, `fix`, `merge`, `split` and `undo`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from generator.commands.changes import dry_run_option, make_change, read_journal
from generator.commands.find_paper import find_paper
from generator.commands.terminal import archive_of, archive_option, fail
from generator.edits import paper_edits, undo
from generator.edits.archive_state import ArchiveState, read_state
from generator.edits.change import Change, applied

_PAPER = "PAPER is its address, arXiv id, DOI, title, or words of its title."


@click.command(name="remove", epilog=_PAPER)
@click.argument("queries", metavar="PAPER...", nargs=-1, required=True)
@click.option("--to", "successor", metavar="PAPER", help="Lead its readers to this paper.")
@dry_run_option
@archive_option
def remove_(queries: tuple[str, ...], successor: str | None, dry_run: bool, directory: Path | None) -> None:
    """Take papers out, with the notes on them.

    The address of a published paper says that it was removed, or leads to the paper of --to.
    """

    def plan(state: ArchiveState, published: frozenset[str]) -> Change:
        files: dict[str, str | None] = {}
        receipt: list[str] = []
        today = dt.date.today()
        for query in queries:
            target = find_paper(state, successor) if successor else None
            slug = _lost_address(state, query)
            if slug:
                change = paper_edits.remove_address(state, slug, today, target)
            else:
                change = paper_edits.remove(state, find_paper(state, query), published, today, target)
            files |= change.files
            receipt += change.receipt
            state = read_state(applied(state.sources, change.files))
        return Change(files, tuple(receipt))

    make_change(archive_of(directory), f"remove {' '.join(queries)}", plan, dry_run=dry_run)


def _lost_address(state: ArchiveState, query: str) -> str:
    """Return the recorded slug that `query` is if no digest has its paper any more, "" otherwise."""
    present = {slug for paper in state.papers for slug in (paper.slug, *paper.former_slugs)}
    slug = query.rstrip("/").rpartition("/")[2]
    return slug if slug not in present and any(one.slug == slug for one in state.record) else ""


@click.command(name="hide", epilog=_PAPER)
@click.argument("query", metavar="PAPER")
@click.option("--undo", "is_shown", is_flag=True, help="Show the paper again.")
@dry_run_option
@archive_option
def hide_(query: str, is_shown: bool, dry_run: bool, directory: Path | None) -> None:
    """Leave a paper out of the site, and keep it in the digests.

    It stays hidden if another digest has it. Its notes are kept, too.
    """

    def plan(state: ArchiveState, published: frozenset[str]) -> Change:
        paper = find_paper(state, query)
        if is_shown:
            return paper_edits.show(state, paper)
        return paper_edits.hide(state, paper, published, dt.date.today())

    make_change(archive_of(directory), f"hide {query}", plan, dry_run=dry_run)


@click.command(name="fix", epilog=_PAPER)
@click.argument("query", metavar="PAPER")
@click.argument("values", metavar="KEY=VALUE...", nargs=-1, required=True)
@dry_run_option
@archive_option
def fix_(query: str, values: tuple[str, ...], dry_run: bool, directory: Path | None) -> None:
    """Correct facts of a paper in every digest that has them.

    Keys are those of a digest: title, arxiv, doi, authors, published, venue, url, code, abstract and so on. Names are
    separated by semicolons. KEY= deletes a fact. The paper keeps its address.
    """
    facts = _facts(values)
    make_change(
        archive_of(directory),
        f"fix {query}",
        lambda state, _: paper_edits.fix(state, find_paper(state, query), facts),
        dry_run=dry_run,
    )


def _facts(values: tuple[str, ...]) -> dict[str, str]:
    for value in values:
        if "=" not in value:
            fail(f"'{value[:60]}': is not KEY=VALUE. Write, for instance, title=\"On Traces\"")
    return {key: text for key, _, text in (value.partition("=") for value in values)}


@click.command(name="merge", epilog=_PAPER)
@click.argument("kept", metavar="PAPER")
@click.argument("other", metavar="OTHER")
@dry_run_option
@archive_option
def merge_(kept: str, other: str, dry_run: bool, directory: Path | None) -> None:
    """Make one paper of two; OTHER's address leads to PAPER's.

    Both keep their rows in the digests, and the paper has the notes on both.
    """
    make_change(
        archive_of(directory),
        f"merge {kept} {other}",
        lambda state, published: paper_edits.merge(state, find_paper(state, kept), find_paper(state, other), published),
        dry_run=dry_run,
    )


@click.command(name="split", epilog=_PAPER)
@click.argument("query", metavar="PAPER")
@click.argument("place", metavar="DIGEST[:LINE]")
@click.argument("values", metavar="[KEY=VALUE]...", nargs=-1)
@dry_run_option
@archive_option
def split_(query: str, place: str, values: tuple[str, ...], dry_run: bool, directory: Path | None) -> None:
    """Separate a row from the paper that it was joined with.

    DIGEST is the file with the row, LINE its line if there are several. KEY=VALUE corrects the row, such as its arXiv
    id, since something must tell the two works apart.
    """
    facts = _facts(values)
    make_change(
        archive_of(directory),
        f"split {query}",
        lambda state, _: paper_edits.split(state, find_paper(state, query), place, facts),
        dry_run=dry_run,
    )


@click.command(name="undo")
@dry_run_option
@archive_option
def undo_(dry_run: bool, directory: Path | None) -> None:
    """Undo the last import, or the last change by a command.

    It refuses if a file has changed since, or if a paper that would go was published or has notes.
    """
    root = archive_of(directory)
    commands = read_journal(root)
    if not commands:
        fail(f"{root}: no command to undo is known on this machine. `git revert` undoes a commit")

    def plan(state: ArchiveState, published: frozenset[str]) -> Change:
        return undo.undo(state, commands[-1], published)

    make_change(root, "undo", plan, dry_run=dry_run, undoes=True)
