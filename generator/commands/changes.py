"""Shared by the commands that edit an archive: a change is planned, checked as a whole, written and remembered."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click

from generator import build
from generator.addresses import PAPERS_RECORD, PUBLISHED_RECORD, address_of, is_lasting
from generator.assemble import Assembled
from generator.commands.archive_lock import write_lock, write_together
from generator.commands.terminal import fail, print_problems, stop_at_errors
from generator.edits import archive_state, import_plan, undo
from generator.edits.archive_state import ArchiveState
from generator.edits.change import Change, Refused, applied, texts_of
from generator.edits.undo import Done
from generator.model import Problem
from generator.outputs import Output
from generator.pages import redirects
from generator.sources import published, source_files
from generator.sources.source_files import Sources
from generator.system import files, git, transactions
from generator.system.progress import progress_on

_JOURNAL = "undo.json"
"""In the folder of `transactions`, which git ignores."""

Plan = Callable[[ArchiveState, frozenset[str]], Change]
"""A change to the archive, given its state and the slugs of papers that were published."""

Trial = tuple[Assembled | None, Mapping[str, Output], Sequence[Problem]]
"""The archive that a change would make, the files of its site, and their problems."""

dry_run_option = click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")


def make_change(root: Path, command: str, plan: Plan, *, dry_run: bool, undoes: bool = False) -> None:
    """Plan a change and write it with its receipt, or exit.

    Published addresses that would be lost get a line that leads on. Nothing is written if the archive would have an
    error that it does not have now. If it `undoes` the last command, that one is forgotten.
    """
    with contextlib.nullcontext() if dry_run else write_lock(root):
        sources, problems = source_files.read_sources(root)
        stop_at_errors(problems)
        pushed = git.pushed_text(root, PAPERS_RECORD)
        try:
            state = archive_state.read_state(sources)
            change = plan(state, archive_state.published_slugs(state, pushed))
        except Refused as refused:
            fail(str(refused))
        planned = {path: text or None for path, text in change.files.items()}
        changed, kept = _with_addresses(root, sources, planned, pushed, records_all=not undoes)
        texts = texts_of(sources)
        if not dry_run:
            write_together(root, changed, texts)
            if undoes:
                _write_journal(root, read_journal(root)[:-1])
            else:
                remember(root, undo.done(command, texts, changed))
    for line in (*change.receipt, *kept):
        click.echo(line)
    if dry_run:
        click.echo("Nothing was written: leave out --dry-run to make this change")


def _with_addresses(
    root: Path, sources: Sources, changed: Mapping[str, str | None], pushed: str, *, records_all: bool
) -> tuple[dict[str, str | None], list[str]]:
    """Return a change's files with the lines that keep published addresses, and these lines for the receipt.

    With `records_all`, papers without a recorded address, which came without a command, get theirs, too.
    """
    after = applied(sources, changed)
    assembled, _, problems = trial = build.trial(root, after, progress_on())
    kept: list[str] = []
    if records_all and assembled and assembled.is_whole:
        papers_record, word = import_plan.with_unrecorded(after.permalinks, assembled.archive.papers)
        changed = {**changed, PAPERS_RECORD: papers_record} if word else changed
        kept += [word] if word else []
    unrecorded: set[str] = set()
    if pushed and any(git.pushed_text(root, path) for path in changed if path != PAPERS_RECORD):
        unrecorded = set(map(address_of, build.trial(root, sources, progress_on())[1]))
    record, lines = _kept(after.published, trial, unrecorded)
    errors = [problem for problem in problems if problem.is_error and problem.path != PUBLISHED_RECORD]
    if errors:
        known = {_without_place(problem) for problem in build.trial(root, sources, progress_on())[2]}
        _refuse([problem for problem in errors if _without_place(problem) not in known])
    return ({**changed, PUBLISHED_RECORD: record} if lines else dict(changed)), [*kept, *lines]


def lines_of_import(root: Path, sources: Sources, texts: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return the record of published addresses as an import must leave it, "" if unchanged, and lines for its receipt.

    A row may join two works by a wrong id, and take from a tag the last words by which papers have it.
    """
    pushed = git.pushed_text(root, PAPERS_RECORD)
    if not (sources.published or pushed):
        return "", []
    trial = build.trial(root, applied(sources, texts), progress_on())
    unrecorded = set(map(address_of, build.trial(root, sources, progress_on())[1])) if pushed else set()
    record, lines = _kept(sources.published, trial, unrecorded)
    return (record, lines) if lines else ("", [])


def _kept(text: str, trial: Trial, unrecorded: set[str]) -> tuple[str, list[str]]:
    """Return the record with a line for each address that a change would drop, and these lines for a receipt.

    `unrecorded` are published addresses that the record does not have yet. If the archive cannot be read whole, nobody
    knows what it drops: the next build reports it.
    """
    assembled, outputs, problems = trial
    record = published.parse(text)[0]
    addresses = {row.address for row in record} | unrecorded
    if not addresses or not assembled or not assembled.is_whole:
        return text, []
    # The warnings of the record are about addresses that have a page again.
    again = {one.line for one in problems if one.path == PUBLISHED_RECORD and not one.is_error}
    back = {row.address: "" for row in record if row.line in again}
    lasting = [address for address in addresses if is_lasting(address)]
    moved = redirects.moved(assembled.archive)
    targets = redirects.targets_of_lost(lasting, outputs, moved, assembled.published)
    lines = [f"{old}: leads to {new} from now on" for old, new in targets.items()]
    lines += [f"{address}: is published again, and leads nowhere else" for address in back]
    return published.add_redirects(text, targets | back), lines


def _without_place(problem: Problem) -> tuple[str, str]:
    return problem.path, problem.message


def _refuse(errors: list[Problem]) -> None:
    if errors:
        print_problems(errors)
        fail("the archive would have the errors above, so nothing was changed. Fix what they name first")


def remember(root: Path, command: Done) -> None:
    """Add a command to the journal, so that it can be undone."""
    if command.before:
        _write_journal(root, [*read_journal(root), command])


def _write_journal(root: Path, commands: list[Done]) -> None:
    files.write_text(transactions.make_folder(root) / _JOURNAL, undo.journal(commands))


def read_journal(root: Path) -> list[Done]:
    """Return the commands that can be undone. The journal may come with a stranger's repository."""
    file = files.read_text(root / transactions.FOLDER, _JOURNAL, [])
    commands = undo.read_journal(file.text) if file else []
    return [one for one in commands if all(map(transactions.may_replace, one.before))]
