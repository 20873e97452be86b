"""The command `papershelf newsletter`: print an issue, write it to a file, or send it."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click

from generator import build, run
from generator.commands.terminal import Day, archive_of, archive_option, fail, print_problems
from generator.exports import newsletter
from generator.exports.newsletter import Issue
from generator.model import Archive, Problem, Severity, Tag
from generator.sources import permalinks
from generator.system import files, mail, mail_settings, transactions
from generator.system.mail import Delivery, MailError
from generator.system.mail_settings import PREFIX, Mailing
from generator.system.progress import progress_on
from generator.text.suggest import did_you_mean

_DATE = Day()


@click.command(name="newsletter")
@click.option(
    "--since", type=_DATE, metavar="DATE", help="The first day of the issue; a week before its end if not given."
)
@click.option("--until", type=_DATE, metavar="DATE", help="Its last day; that of the newest digest if not given.")
@click.option(
    "--last-record",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"{permalinks.PATH} of the last issue's day: papers it lacks, of the four weeks before --since, are new, too.",
)
@click.option("--tag", "wanted", metavar="TAG", help="Only papers with this tag, by the last part of its address.")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE.eml", help="Write the message to a file.")
@click.option("--send", "is_sent", is_flag=True, help=f"Send it to everyone in {PREFIX}TO; see README.md.")
@click.option(
    "--journal",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"Who has the issue; in {transactions.FOLDER}/ if not given.",
)
@click.option("--again", multiple=True, metavar="ADDRESS", help="Send to this address though it may have the issue.")
@archive_option
def newsletter_(
    since: dt.datetime | None,
    until: dt.datetime | None,
    last_record: Path | None,
    wanted: str | None,
    output: Path | None,
    is_sent: bool,
    journal: Path | None,
    again: tuple[str, ...],
    directory: Path | None,
) -> None:
    """Make a mail of the papers that are new, and print it, or write it to a file, or send it.

    Nobody is sent an issue twice: the journal remembers who has it, so keep it, and run the same command again after
    a failure.
    """
    root = archive_of(directory)
    if is_sent and output:
        fail("--output and --send: choose one")
    if not is_sent and (journal or again):
        fail("--journal and --again: mean something only with --send")
    if since and until and since > until:
        fail(f"--since {since:%Y-%m-%d} and --until {until:%Y-%m-%d}: give the first day before the last")
    now = _now(os.environ)
    mailing = _mailing(os.environ) if is_sent else None
    collected = _collected(root)
    archive = collected.archive
    issue = newsletter.find_issue(
        archive,
        since.date() if since else None,
        until.date() if until else None,
        _tag(archive, wanted),
        _recorded_since(last_record, collected) if last_record else (),
    )
    if issue is None:
        click.echo("No paper is new in that time, so there is no issue; nothing was written or sent", err=True)
    elif mailing:
        path = journal or _default_journal(root, issue)
        _tell(_send(archive, issue, mailing, now, path, again), issue, path)
    else:
        _write(archive, issue, now, output)


def _write(archive: Archive, issue: Issue, now: dt.datetime, output: Path | None) -> None:
    """The message to a file, and its issue's name to standard output; or the message itself there."""
    sender, problems = mail_settings.read_sender(os.environ)
    _stop_at(problems)
    text = newsletter.message(archive, issue, sender or newsletter.default_sender(archive.settings), now).as_string()
    if output is None:
        click.echo(text.encode(), nl=False)
        return
    try:
        files.write_text(output, text)
    except OSError as error:
        fail(f"{output}: cannot be written ({error.strerror}); name another file with --output")
    click.echo(issue.name)
    click.echo(f"{output}: {newsletter.subject(archive.settings, issue)}", err=True)


def _send(
    archive: Archive, issue: Issue, mailing: Mailing, now: dt.datetime, path: Path, again: Sequence[str]
) -> Delivery:
    listed = {recipient.lower() for recipient in mailing.recipients}
    meant = [mail_settings.recipient(address) for address in again]
    for address, recipient in zip(again, meant, strict=True):
        if recipient.lower() not in listed:
            fail(f"--again {address}: is not in {PREFIX}TO; nothing was sent")
    try:
        with mail.open_journal(path, issue.name) as journal:
            return mail.send(
                mailing.server,
                mailing.sender.addr_spec,
                mailing.recipients,
                lambda recipient: newsletter.message(archive, issue, mailing.sender, now, recipient),
                journal,
                meant,
            )
    except MailError as error:
        fail(f"{error}; nothing was sent")
    except OSError as error:
        fail(f"{path}: the journal cannot be written ({error.strerror}); mend that, then run the same command again")


def _tell(delivery: Delivery, issue: Issue, path: Path) -> None:
    """What became of everyone, on standard error; exit with 1 when someone is without the issue, or may be."""
    had_it = f", {len(delivery.sent_before)} had it before" if delivery.sent_before else ""
    click.echo(f"Issue {issue.name}: {len(delivery.sent)} sent{had_it}", err=True)
    for address, reason in delivery.refused.items():
        click.echo(
            f"{address}: refused ({reason}); take it from the list, or try again with the same command", err=True
        )
    for address in delivery.unknown:
        why = "sending was cut off, so they may have it or not; it will not be sent"
        click.echo(f"{address}: {why} unless you say --again {address}", err=True)
    if delivery.stopped:
        click.echo(f"{delivery.stopped}; {len(delivery.not_tried)} not tried", err=True)
        # Without its days the command would mean another issue as soon as the archive has a newer digest.
        days = f"--since {issue.since} --until {issue.until}"
        click.echo(f"Run the same command again, with {days}, to go on; nobody will get the issue twice", err=True)
    if not delivery.is_complete:
        fail(f"not everyone has the issue; {path} says who")


def _default_journal(root: Path, issue: Issue) -> Path:
    """Beside the archive, in a folder that git ignores: who reads a newsletter is nobody else's business."""
    return transactions.make_folder(root) / f"newsletter-{issue.name}.journal"


def _mailing(environ: Mapping[str, str]) -> Mailing:
    """The settings for sending, from the environment and perhaps a file that it names."""
    variable = f"{PREFIX}TO"
    value = environ.get(variable, "").strip()
    if not value:
        fail(f"{variable}: is not set; a file of addresses, one to a line, or addresses separated by commas")
    listed_in, listed = variable, value
    if "@" not in value:
        problems: list[Problem] = []
        file = files.read_text(Path(), value, problems)
        if file is None:
            print_problems(problems)
            fail(f"{variable}: names no list of addresses; nothing was sent")
        listed_in, listed = value, file.text
    mailing, wrong = mail_settings.read_mailing(environ, listed_in, listed)
    _stop_at(wrong)
    if mailing is None:
        raise AssertionError("settings without a problem are settings")
    return mailing


def _stop_at(problems: Sequence[str]) -> None:
    for problem in problems[:-1]:
        click.echo(f"papershelf: {problem}", err=True)
    if problems:
        fail(problems[-1])


def _now(environ: Mapping[str, str]) -> dt.datetime:
    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC) if epoch else dt.datetime.now(dt.UTC)
    except (ValueError, OverflowError, OSError):
        fail(f"SOURCE_DATE_EPOCH: '{epoch}' is no number of seconds; correct it, or unset it")


def _recorded_since(path: Path, collected: build.Collected) -> set[str]:
    """The slugs that the archive's record has, and the one at `path` has not."""
    problems: list[Problem] = []
    file = files.read_text(Path(), str(path), problems)
    known, wrong = permalinks.parse_record(file.text if file else "")
    print_problems(problems or [replace(problem, path=str(path)) for problem in wrong])
    if problems or wrong:
        fail(f"--last-record {path}: is no record of addresses; nothing was written or sent")
    return {permalink.slug for permalink in collected.record} - {permalink.slug for permalink in known}


def _collected(root: Path) -> build.Collected:
    collected, problems = run.collect(root, progress_on())
    print_problems(problem for problem in problems if problem.severity is not Severity.NOTICE)
    if collected is None:
        fail("mend these first; nothing was written or sent")
    return collected


def _tag(archive: Archive, wanted: str | None) -> Tag | None:
    if wanted is None:
        return None
    tags = {tag.slug: tag for tag in archive.tags}
    if wanted not in tags:
        fail(f"--tag {wanted}: no tag has this address ({did_you_mean(wanted, tags)})")
    return tags[wanted]
