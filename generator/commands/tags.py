"""Commands for keywords and tags: `papershelf keywords`, `papershelf tags suggest` and `papershelf tags stats`."""

from __future__ import annotations

import difflib
import json
import sys
from contextlib import closing
from pathlib import Path

import click

from generator import build, run
from generator.commands.terminal import archive_of, archive_option, fail, print_problems
from generator.edits import vocabulary_edits
from generator.model import Problem
from generator.sources import vocabulary
from generator.system import files
from generator.system.cache import Cache
from generator.system.progress import progress_on
from generator.text.clean import clean_text
from generator.text.tidy import tidy
from generator.topics import keyword_ranking, tag_suggestions
from generator.topics.tag_suggestions import NewTag, Statistics, Suggestions

_SHOWN = 25
"""Suggestions of a kind that are printed; the rest is counted."""


@click.command(name="keywords")
@click.argument("path", metavar="FILE.jsonl", type=click.Path(path_type=Path))
def keywords_(path: Path) -> None:
    """Print ranked keywords for rows of id, title and abstract, as rows of id and keywords.

    A keyword is a list of its spellings. Rows are judged together, as an archive's papers are.
    """
    texts = _texts(path)
    with closing(Cache(None)) as results, run.pool() as pool:
        candidates = build.find_candidates(texts, results, pool, progress_on())
    for name, found in keyword_ranking.rank(candidates).items():
        row = {"id": name, "keywords": [list(keyword.spellings) for keyword in found]}
        click.echo(json.dumps(row, ensure_ascii=False))


def _texts(path: Path) -> dict[str, str]:
    problems: list[Problem] = []
    file = files.read_text(Path(), str(path), problems)
    texts: dict[str, str] = {}
    for number, line in enumerate(file.text.split("\n") if file else (), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            title, abstract = clean_text(tidy(row["title"])), clean_text(tidy(row.get("abstract") or ""))
            if str(row["id"]) in texts:
                problems.append(Problem(str(path), number, 1, f"repeats the id '{row['id']}'", "give each row its own"))
            texts[str(row["id"])] = f"{title.plain}\n{abstract.plain}"
        except (ValueError, KeyError, TypeError, AttributeError):
            hint = 'write one JSON object per line: {"id": …, "title": …, "abstract": …}'
            problems.append(Problem(str(path), number, 1, "is not a row with id, title and abstract", hint))
    if problems:
        print_problems(problems)
        sys.exit(1)
    return texts


@click.group(name="tags")
@archive_option
@click.pass_context
def tags_(context: click.Context, directory: Path | None) -> None:
    """Look after the vocabulary of tags."""
    context.obj = directory or context.obj


@tags_.command()
@archive_option
def stats(directory: Path | None) -> None:
    """Print how well the tags cover the archive."""
    collected = _collect(archive_of(directory))
    _print_statistics(tag_suggestions.statistics(collected.archive, collected.vocabulary))


@tags_.command()
@click.option("--write", is_flag=True, help=f"Apply the patch to {vocabulary.PATH}.")
@archive_option
def suggest(write: bool, directory: Path | None) -> None:
    """Print what may be added, merged, split or blocked, and the patch to the vocabulary that would do it."""
    root = archive_of(directory)
    collected = _collect(root)
    found = tag_suggestions.suggest(collected.archive, collected.vocabulary, collected.keywords, collected.acronyms)
    _print_suggestions(found)
    problems: list[Problem] = []
    present = files.read_text(root, vocabulary.PATH, problems) if (root / vocabulary.PATH).exists() else None
    before = present.text if present else ""
    after, left = vocabulary_edits.apply(before, found)
    patch = difflib.unified_diff(
        before.splitlines(True), after.splitlines(True), f"a/{vocabulary.PATH}", f"b/{vocabulary.PATH}"
    )
    click.echo("".join(patch), nl=False)
    for each in left:
        addition = f"the tag {each.slug}" if isinstance(each, NewTag) else f"{each.tag}: the alias “{each.spelling}”"
        hint = "write it there by hand, or give the tag lines of its own"
        click.echo(f"{vocabulary.PATH}: {addition} cannot be added to what stands there; {hint}", err=True)
    if write and after != before:
        files.write_text(root / vocabulary.PATH, after)
        click.echo(f"{vocabulary.PATH} is changed; look it through, then run `papershelf check`", err=True)


def _collect(root: Path) -> build.Collected:
    collected, problems = run.collect(root, progress_on())
    print_problems(problem for problem in problems if collected is None or problem.is_error)
    if collected is None:
        fail("mend these first")
    return collected


def _print_statistics(found: Statistics) -> None:
    click.echo(f"{found.papers:,} papers, {found.tags:,} tags, {found.curated:,} of them curated")
    click.echo(f"{found.covered:.1%} of papers have 2 to 6 specific tags, {found.mean:.1f} on average")
    for count, papers in found.papers_by_tags:
        click.echo(f"  {count} tags: {papers:,} papers")
    click.echo(f"tags with one paper: {', '.join(found.singletons) or 'none'}")
    click.echo("broad tags: " + (", ".join(f"{slug} ({papers:,})" for slug, papers in found.broad) or "none"))
    click.echo(f"curated tags without a page, for want of papers: {', '.join(found.unused) or 'none'}")


def _print_suggestions(found: Suggestions) -> None:
    _print_list(
        "New tags worth adding",
        [f"{tag.label} ({tag.papers} papers): {'; '.join(tag.examples)}" for tag in found.new_tags],
    )
    _print_list(
        "Aliases worth merging",
        [f"{alias.spelling} → {alias.tag} ({alias.papers} papers): {alias.reason}" for alias in found.new_aliases],
    )
    _print_list("Tags worth splitting", [f"{doubt.tag}: {doubt.reason}" for doubt in found.to_split])
    _print_list("Tags worth blocking", [f"{doubt.label}: {doubt.reason}" for doubt in found.to_block])
    _print_list("Papers with too few tags", [f"{title} ({count})" for title, count in found.poor_papers])


def _print_list(heading: str, lines: list[str]) -> None:
    click.echo(f"{heading}: {len(lines) or 'none'}")
    for line in lines[:_SHOWN]:
        click.echo(f"  {line}")
    if len(lines) > _SHOWN:
        click.echo(f"  … and {len(lines) - _SHOWN} more")
