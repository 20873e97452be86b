"""The command line: parse, call, print, exit."""

from __future__ import annotations

import datetime as dt
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from generator import __version__, build, run
from generator import serve as serving
from generator.archive import papers
from generator.commands.build import build_
from generator.commands.contribution import contribution_
from generator.commands.fetch import add_, fetch_
from generator.commands.import_ import alone, import_, write_together
from generator.commands.newsletter import newsletter_
from generator.commands.tags import keywords_, tags_
from generator.commands.terminal import Day, archive_of, archive_option, fail, print_problems, root_of, stop_at_errors
from generator.commands.upgrade import upgrade_
from generator.edits import import_plan, new_archive
from generator.model import Problem, Severity
from generator.outputs import Output
from generator.site import builder, page_diff
from generator.sources import contributing, json_schemas, notes, permalinks, published, settings
from generator.system import files, parallel
from generator.system.progress import progress_on
from generator.text import messages

_MOVED_SHOWN = 50


class _Commands(click.Group):
    """Commands that tell what the disk refuses instead of where in the program that was."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except OSError as error:
            fail(f"{error.filename or 'the disk'}: {error.strerror}; make room or see to permissions, then try again")
        except parallel.Died as error:
            fail(str(error))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="papershelf")
@archive_option
@click.pass_context
def main(context: click.Context, directory: Path | None) -> None:
    """Turn digests of papers into a curated archive, published as a static site."""
    context.obj = directory


@main.command()
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", help="The archive's name; the folder's unless given.")
@click.option("--url", default="https://example.org/", show_default=True, help="Where the site will stand.")
@archive_option
def init(target: Path, name: str | None, url: str, directory: Path | None) -> None:
    """Start a new, empty archive in DIR, which is relative to the folder of -C."""
    target = root_of(directory) / target if directory or click.get_current_context().obj else target
    if target.exists() and not target.is_dir():
        fail(f"{target}: is a file; name a folder for the new archive")
    if not settings.is_site_url(url):
        fail(f"--url {url}: is no address of a site; it looks like https://you.github.io/papers/")
    outputs = new_archive.new_archive(name or target.resolve().name.replace("-", " ").title(), url)
    present = [path for path in outputs if (target / path).exists()]
    if present:
        fail(f"{target / present[0]}: exists already; choose an empty folder, or move that file away")
    for path, text in outputs.items():
        files.write_text(target / path, text)
    named = shlex.quote(str(target))
    click.echo(
        f"A new archive is in {target}. Next: papershelf -C {named} import FILE, then papershelf -C {named} serve"
    )


@main.command()
@click.option("--format", "style", type=click.Choice(["text", "github", "json"]), default="text", show_default=True)
@click.option("--all", "in_full", is_flag=True, help="Tell all problems, also where many are alike.")
@click.option("--today", type=Day(), help="The day after which dates are yet to come.")
@archive_option
def check(style: str, in_full: bool, today: dt.datetime | None, directory: Path | None) -> None:
    """Tell every problem in content/ and site_config/, with its line.

    For GitHub these are annotations, and a summary of the step with all of them.
    """
    outcome = run.check(root_of(directory), progress_on(), (today or dt.datetime.now(dt.UTC)).date())
    problems = outcome.problems
    if style == "github":
        _annotate(problems, os.environ.get("GITHUB_STEP_SUMMARY", ""))
    elif style == "json":
        click.echo(json.dumps(messages.as_json(problems), ensure_ascii=False, indent=1))
    else:
        print_problems(problems, sys.stdout, in_full=in_full)
        _print_moved(outcome.moved)
    click.echo(messages.counted(problems), err=True)
    sys.exit(1 if any(problem.is_error for problem in problems) else 0)


def _annotate(problems: Sequence[Problem], summary: str) -> None:
    """GitHub keeps ten annotations of a kind: what has none stands in the log, and all in the file `summary`."""
    lines, rest = messages.as_annotations(problems)
    for line in lines:
        click.echo(line)
    if rest:
        click.echo(f"::group::{len(rest):,} more, without an annotation")
        print_problems(rest, sys.stdout, in_full=True)
        click.echo("::endgroup::")
    if summary and problems:
        files.append_text(Path(summary), messages.as_summary(problems))


@main.command()
@click.argument("paths", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@archive_option
def record(paths: tuple[Path, ...], directory: Path | None) -> None:
    """Record every address of the archive, so that no later build can drop one.

    With FILE, a site's published.txt, it records the addresses that this site has.
    """
    root = archive_of(directory)
    sources, problems = files.read_sources(root)
    # A line that cannot be read would not be in what is written.
    problems += permalinks.parse_record(sources.permalinks)[1] + published.parse(sources.published)[1]
    stop_at_errors(problems)
    papers_record, addresses = sources.permalinks, _addresses_in(paths)
    if not paths:
        collected, outputs = _outputs(root)
        papers_record = permalinks.extend_record(papers_record, import_plan.oldest_first(collected.archive.papers))
        addresses = [published.address_of(path) for path in outputs]
    slugs = {permalink.slug for permalink in permalinks.parse_record(papers_record)[0]}
    text = published.extend(sources.published, addresses, slugs)
    records = {permalinks.PATH: papers_record, published.PATH: text}
    seen = {permalinks.PATH: sources.permalinks, published.PATH: sources.published}
    with alone(root):
        write_together(root, {path: recorded for path, recorded in records.items() if recorded}, seen)
    before, after = (len(published.parse(each)[0]) for each in (sources.published, text))
    click.echo(f"{published.PATH} has {after:,} addresses, {after - before:,} of them new", err=True)


def _outputs(root: Path) -> tuple[build.Collected, Mapping[str, Output]]:
    """The archive with what its site would consist of, or the end."""
    collected, problems = run.collect(root, progress_on())
    outputs, lost = build.publish(collected) if collected else ({}, [])
    stop_at_errors([*problems, *lost])
    print_problems(problem for problem in [*problems, *lost] if problem.severity is not Severity.NOTICE)
    if collected is None:
        fail("there is no archive")
    return collected, outputs


def _addresses_in(paths: Iterable[Path]) -> list[str]:
    """The addresses that records or sites' lists hold, or the end."""
    problems: list[Problem] = []
    found = []
    for path in paths:
        if file := files.read_text(Path(), str(path), problems):
            listed, wrong = published.parse(file.text, file.path)
            found += [each.address for each in listed]
            problems += wrong
    stop_at_errors(problems)
    return found


@main.command()
@click.option("--dev-addr", metavar="IP:PORT", help="Where to serve; 127.0.0.1:8000 unless mkdocs.yml says otherwise.")
@archive_option
def serve(dev_addr: str | None, directory: Path | None) -> None:
    """Serve the site on this machine and rebuild it whenever a file is saved."""
    root = archive_of(directory)
    sources, problems = files.read_sources(root)
    problems += run.theme_problems(root, sources.mkdocs)
    stop_at_errors([problem for problem in problems if problem.path == "mkdocs.yml"])
    builder.log_to_terminal()
    try:
        serving.serve(root, dev_addr)
    except builder.SiteError as error:
        fail(str(error))


@main.command()
@click.argument("query")
@click.option("--author", help="Who writes the note; git's user.name unless given.")
@archive_option
def note(query: str, author: str | None, directory: Path | None) -> None:
    """Start a note on the paper that QUERY names: an arXiv id, DOI, address or words of its title."""
    root = archive_of(directory)
    sources, problems = files.read_sources(root)
    known = build.read_digests(sources.digests, problems)
    record, record_problems = permalinks.parse_record(sources.permalinks)
    stop_at_errors([*problems, *record_problems])
    matches = notes.search(papers.merge(known, record)[0], query)
    if not matches:
        fail(f"no paper matches '{query}'; give its arXiv id, its DOI or words of its title")
    if len(matches) > 1:
        for paper in matches[:10]:
            click.echo(f"{paper.slug}  {paper.title.plain}", err=True)
        fail(f"{len(matches)} papers match '{query}'; name one by the first word of its line")
    paper = matches[0]
    path = contributing.new_note_path(paper.slug, {file.path for file in sources.notes})
    text = contributing.new_note_text(
        paper.slug,
        paper.title.plain,
        author or _git_name(root),
        dt.date.today().isoformat(),
        json_schemas.modeline("note", path),
    )
    files.write_text(root / path, text)
    click.echo(root / path)


@main.command()
@click.argument("before", metavar="OLD", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("after", metavar="NEW", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--url", default="", help="Where the site stands, for links to its pages.")
def compare(before: Path, after: Path, url: str) -> None:
    """Print as Markdown which pages differ between two build/docs, with their words before and after."""
    click.echo(page_diff.compare(files.read_tree(before), files.read_tree(after), url), nl=False)


@main.command()
@archive_option
def schemas(directory: Path | None) -> None:
    """Write the JSON Schemas by which editors complete and check the archive's files."""
    root = archive_of(directory)
    written = sum(files.write_text(root / path, text) for path, text in json_schemas.files().items())
    click.echo(f"{json_schemas.FOLDER}: {written} files written", err=True)


def _print_moved(moved: Mapping[str, tuple[list[str], list[str]]]) -> None:
    """What a change to the vocabulary, or to a note, would move."""
    if moved:
        click.echo(f"Since the last build, {len(moved)} paper{'s' * (len(moved) != 1)} would change tags:")
    for slug, (gained, lost) in list(moved.items())[:_MOVED_SHOWN]:
        click.echo(f"  {slug}: " + " ".join([*(f"+{tag}" for tag in gained), *(f"-{tag}" for tag in lost)]))
    if len(moved) > _MOVED_SHOWN:
        click.echo(f"  … and {len(moved) - _MOVED_SHOWN} more")


def _git_name(root: Path) -> str:
    try:
        asked = subprocess.run(
            ["git", "config", "user.name"],  # noqa: S607 (whichever git the person has)
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:  # git is not installed
        return os.environ.get("USER", "") or "your-name"
    return asked.stdout.strip() or os.environ.get("USER", "") or "your-name"


main.add_command(add_)
main.add_command(build_)
main.add_command(contribution_)
main.add_command(fetch_)
main.add_command(import_)
main.add_command(keywords_)
main.add_command(newsletter_)
main.add_command(tags_)
main.add_command(upgrade_)
