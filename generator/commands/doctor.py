"""The command `papershelf doctor`."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import replace
from pathlib import Path

import click

from generator import build
from generator.addresses import PUBLISHED_RECORD
from generator.archive import name_suggestions
from generator.commands.terminal import archive_option, root_of
from generator.edits import diagnosis
from generator.edits.diagnosis import Facts
from generator.site import hosting_limits
from generator.site.hosting_limits import SizeByKind
from generator.system import files, git
from generator.system.progress import progress_on
from generator.topics import tag_suggestions

_LICENCES = ("content/LICENSE.md", "content/LICENSE", "LICENSE.md", "LICENSE", "content/pages/license.md")


@click.command(name="doctor")
@archive_option
def doctor_(directory: Path | None) -> None:
    """Say whether the archive would publish, and what to do.

    The weightiest comes first, each with the command that does it. The exit status is 1 if it would not publish.
    """
    root = root_of(directory)
    facts = _facts(root)
    is_ready = diagnosis.would_publish(facts)
    findings = list(diagnosis.diagnose(facts))
    click.echo("The archive would publish." if is_ready else "The archive would not publish yet.")
    for number, finding in enumerate(findings, 1):
        click.echo(f"{number}. {finding.text}: {_command(finding.remedy)}")
        for case in finding.cases:
            click.echo(f"   {case}")
    if not findings:
        click.echo("There is nothing else to do.")
    if sizes := _sizes(root):
        click.echo(f"\n{hosting_limits.report(sizes, hosting_limits.papers_in(sizes))}")
    sys.exit(0 if is_ready else 1)


def _sizes(root: Path) -> SizeByKind:
    """Return the sizes of the site that was built last, none if there is no site."""
    return hosting_limits.sizes(files.plain_states_below(root / "site") or {})


def _command(remedy: str) -> str:
    return f"`{remedy}`" if remedy.startswith(("papershelf ", "git ")) else remedy


def _facts(root: Path) -> Facts:
    problems = build.check(root, progress_on(), dt.datetime.now(dt.UTC).date()).problems
    assembled, _ = build.load_archive(root, progress_on())
    facts = Facts(
        problems,
        excess=hosting_limits.excess(_sizes(root)),
        is_recorded=(root / PUBLISHED_RECORD).is_file(),
        is_in_git=git.is_repository(root),
        has_licence=any((root / path).is_file() for path in _LICENCES),
    )
    if assembled is None:
        return facts
    archive = assembled.archive
    people, organisations = assembled.namesakes
    names = [
        *name_suggestions.suggest_people(archive.authors, people),
        *name_suggestions.suggest_organisations(archive.organisations, organisations),
    ]
    suggested = tag_suggestions.suggest(archive, assembled.vocabulary, assembled.keywords, assembled.acronyms)
    return replace(facts, archive=archive, suggestions=suggested, names=len(names))
