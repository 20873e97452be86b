"""The command `papershelf contribution`, which a workflow runs for an approved issue."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.commands.archive_lock import write_lock, write_together
from generator.commands.terminal import archive_of, archive_option, fail, print_problems, stop_at_errors
from generator.edits import contribution
from generator.edits.change import Refused, texts_of
from generator.model import Problem
from generator.sources import issue_forms, source_files
from generator.system import files
from generator.text.messages import as_markdown, as_subject


@click.command(name="contribution")
@click.argument("event", metavar="EVENT.json", type=click.Path(path_type=Path))
@click.option(
    "--message", type=click.Path(path_type=Path), metavar="FILE", help="Write the pull request's text to FILE."
)
@archive_option
def contribution_(event: Path, message: Path | None, directory: Path | None) -> None:
    """Turn an issue form into a file of the archive.

    EVENT.json is what GitHub gives a workflow about the issue. The first line of --message becomes the title of a
    pull request. If the form cannot become a file, the message is a reply to its author, and the exit status is 1.
    """
    root = archive_of(directory)
    problems: list[Problem] = []
    file = files.read_text(Path(), str(event), problems)
    if file is None:
        print_problems(problems)
        sys.exit(1)
    with write_lock(root):
        sources, problems = source_files.read_sources(root)
        stop_at_errors(problems)
        try:
            submission = issue_forms.read_event(file.text)
            pull_request = contribution.pull_request_of(submission, sources)
        except (issue_forms.NotAForm, Refused) as error:
            if message:
                files.write_text(message, _reply(str(error)))
            fail(str(error))
        write_together(root, pull_request.files, texts_of(sources))
    for path in pull_request.files:
        click.echo(path)
    if message:
        files.write_text(message, f"{as_subject(pull_request.title)}\n\n{_description(submission)}\n")


def _description(submission: issue_forms.Submission) -> str:
    return (
        f"Written from the form in #{submission.number}, which @{submission.login} filled in. "
        f"Closes #{submission.number}."
    )


def _reply(reasons: str) -> str:
    lines = "".join(f"- {as_markdown(line)}\n" for line in reasons.splitlines())
    return (
        f"This cannot become a file of the archive yet:\n\n{lines}\n"
        "Edit the first message of this issue, keep its headings, then remove the label and add it again.\n"
    )
