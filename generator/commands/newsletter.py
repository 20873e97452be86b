"""The command `papershelf newsletter`: print an issue, write it to a file, or send it."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypedDict, Unpack

import click

from generator import assemble, build
from generator.commands.terminal import DateOption, archive_of, archive_option, fail, print_problems, source_date
from generator.exports import newsletter
from generator.exports.newsletter import Issue
from generator.model import Archive, Problem, Severity, Tag
from generator.sources import permalinks
from generator.system import files, mail, mail_settings, transactions
from generator.system.mail import Delivery, MailError
from generator.system.mail_settings import PREFIX, Mailing
from generator.system.progress import progress_on
from generator.text.suggest import did_you_mean

_DATE = DateOption()
_FILE = click.Path(path_type=Path)


class _Options(TypedDict):
    """The command's options, of which the first four choose the papers."""

    since: dt.datetime | None
    until: dt.datetime | None
    last_record: Path | None
    tag: str | None
    output: Path | None
    send: bool
    journal: Path | None
    again: tuple[str, ...]
    directory: Path | None


@click.command(name="newsletter")
@click.option("--since", type=_DATE, metavar="DATE", help="First day of the issue.  [default: a week before --until]")
@click.option("--until", type=_DATE, metavar="DATE", help="Last day of the issue.  [default: day of the newest digest]")
@click.option(
    "--last-record",
    type=_FILE,
    metavar="FILE",
    help=f"Add papers of the four weeks before --since that are not in FILE, {permalinks.PATH} as of the last issue.",
)
@click.option("--tag", metavar="TAG", help="Take only papers with this tag, the last part of its address.")
@click.option("--output", type=_FILE, metavar="FILE.eml", help="Write the message to a file.")
@click.option("--send", is_flag=True, help=f"Send it to everyone in {PREFIX}TO.")
@click.option(
    "--journal",
    type=_FILE,
    metavar="FILE",
    help=f"Record in FILE who has the issue.  [default: {transactions.FOLDER}/newsletter-<issue>.journal]",
)
@click.option("--again", multiple=True, metavar="ADDRESS", help="Send to ADDRESS even if it may have the issue.")
@archive_option
def newsletter_(**options: Unpack[_Options]) -> None:
    """Print, write or send a newsletter of the new papers.

    No address is sent the same issue twice: the journal records who has it. Keep the journal, and run the same command
    again after a failure.
    """
    root = archive_of(options["directory"])
    since, until = options["since"], options["until"]
    if options["send"] and options["output"]:
        fail("--output and --send exclude each other")
    if not options["send"] and (options["journal"] or options["again"]):
        fail("--journal and --again need --send")
    if since and until and since > until:
        fail(f"--since {since:%Y-%m-%d} is after --until {until:%Y-%m-%d}")
    now = source_date(os.environ) or dt.datetime.now(dt.UTC)
    mailing = _mailing(os.environ) if options["send"] else None
    collected = _collected(root)
    issue = _issue(collected, options)
    if issue is None:
        click.echo("No paper is new in these days, so there is no issue; nothing was written or sent", err=True)
    elif mailing:
        journal = options["journal"] or _default_journal(root, issue)
        _report(_send(collected.archive, issue, mailing, now, journal, options["again"]), issue, journal)
    else:
        _write(collected.archive, issue, now, options["output"])


def _issue(collected: assemble.Assembled, options: _Options) -> Issue | None:
    since, until, last_record = options["since"], options["until"], options["last_record"]
    return newsletter.find_issue(
        collected.archive,
        since.date() if since else None,
        until.date() if until else None,
        _tag(collected.archive, options["tag"]),
        _recorded_since(last_record, collected) if last_record else (),
    )


def _write(archive: Archive, issue: Issue, now: dt.datetime, output: Path | None) -> None:
    """Write the message to `output` and print the issue's name, or print the message."""
    sender, problems = mail_settings.read_sender(os.environ)
    _stop_at(problems)
    text = newsletter.message(archive, issue, sender or newsletter.default_sender(archive.settings), now).as_string()
    if output is None:
        click.echo(text.encode(), nl=False)
        return
    try:
        files.write_text(output, text)
    except OSError as error:
        fail(f"{output}: cannot be written ({error.strerror}). Name another file with --output")
    click.echo(issue.name)
    click.echo(f"{output}: {newsletter.subject(archive.settings, issue)}", err=True)


def _send(
    archive: Archive, issue: Issue, mailing: Mailing, now: dt.datetime, journal: Path, again: Sequence[str]
) -> Delivery:
    listed = {recipient.lower() for recipient in mailing.recipients}
    recipients_again = [mail_settings.recipient(address) for address in again]
    for address, recipient in zip(again, recipients_again, strict=True):
        if recipient.lower() not in listed:
            fail(f"--again {address}: is not in {PREFIX}TO; nothing was sent")
    try:
        with mail.open_journal(journal, issue.name) as open_journal:
            return mail.send(
                mailing.server,
                mailing.sender.addr_spec,
                mailing.recipients,
                lambda recipient: newsletter.message(archive, issue, mailing.sender, now, recipient),
                open_journal,
                recipients_again,
            )
    except MailError as error:
        fail(f"{error}; nothing was sent")
    except OSError as error:
        fail(f"{journal}: cannot be written ({error.strerror}). Fix that, then run the same command again")


def _report(delivery: Delivery, issue: Issue, journal: Path) -> None:
    """Print the outcome on standard error; exit with 1 unless every address has the issue for certain."""
    sent_before = f", {len(delivery.sent_before)} sent before" if delivery.sent_before else ""
    click.echo(f"Issue {issue.name}: {len(delivery.sent)} sent{sent_before}", err=True)
    for address, reason in delivery.refused.items():
        click.echo(f"{address}: refused ({reason}). Remove it from the list, or run the same command again", err=True)
    for address in delivery.unknown:
        why = "sending was interrupted, so it may or may not have the issue, and is skipped"
        click.echo(f"{address}: {why}. Send it with --again {address}", err=True)
    if delivery.stopped:
        click.echo(f"{delivery.stopped}; {len(delivery.not_tried)} not tried", err=True)
        # Without these days the command would make another issue as soon as the archive has a newer digest.
        days = f"--since {issue.since} --until {issue.until}"
        click.echo(f"To continue, run the same command with {days}; nobody is sent the issue twice", err=True)
    if not delivery.is_complete:
        fail(f"not every address has the issue; {journal} lists those that have")


def _default_journal(root: Path, issue: Issue) -> Path:
    """Return a path in a folder that git ignores: a newsletter's readers are not for publication."""
    return transactions.make_folder(root) / f"newsletter-{issue.name}.journal"


def _mailing(environ: Mapping[str, str]) -> Mailing:
    """Return the settings for sending, from the environment and the file of addresses that it may name, or exit."""
    variable = f"{PREFIX}TO"
    value = environ.get(variable, "").strip()
    if not value:
        fail(f"{variable}: is not set. Set it to a file with one address a line, or to addresses separated by commas")
    listed_in, listed = variable, value
    if "@" not in value:
        problems: list[Problem] = []
        file = files.read_text(Path(), value, problems)
        if file is None:
            print_problems(problems)
            fail(f"{variable}: does not name a file of addresses; nothing was sent")
        listed_in, listed = value, file.text
    mailing, faults = mail_settings.read_mailing(environ, listed_in, listed)
    _stop_at(faults)
    if mailing is None:
        raise AssertionError("mailing is None only with a fault")
    return mailing


def _stop_at(faults: Sequence[str]) -> None:
    for fault in faults[:-1]:
        click.echo(f"papershelf: {fault}", err=True)
    if faults:
        fail(faults[-1])


def _recorded_since(path: Path, collected: assemble.Assembled) -> set[str]:
    """Return the slugs in the archive's record that are not in the record at `path`."""
    problems: list[Problem] = []
    file = files.read_text(Path(), str(path), problems)
    last, faults = permalinks.parse_record(file.text if file else "")
    print_problems(problems or [replace(fault, path=str(path)) for fault in faults])
    if problems or faults:
        fail(f"--last-record {path}: is not a record of addresses; nothing was written or sent")
    return {permalink.slug for permalink in collected.record} - {permalink.slug for permalink in last}


def _collected(root: Path) -> assemble.Assembled:
    collected, problems = build.load_archive(root, progress_on())
    print_problems(problem for problem in problems if problem.severity is not Severity.NOTICE)
    if collected is None:
        fail("fix the errors above first; nothing was written or sent")
    return collected


def _tag(archive: Archive, slug: str | None) -> Tag | None:
    if slug is None:
        return None
    tags = {tag.slug: tag for tag in archive.tags}
    if slug not in tags:
        fail(f"--tag {slug}: there is no such tag ({did_you_mean(slug, tags)})")
    return tags[slug]
