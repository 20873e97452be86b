"""The commands `papershelf keywords`, `papershelf tags suggest` and `papershelf tags stats`."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path

import click

from generator import assemble
from generator.commands import edit_tags, review_tags, suggestions
from generator.commands.terminal import (
    archive_of,
    archive_option,
    fail,
    print_problems,
    root_of,
    stop_at_links,
)
from generator.edits import vocabulary_edits
from generator.model import Problem
from generator.sources import vocabulary
from generator.system import files, jobs, parallel
from generator.system.cache import Cache
from generator.system.progress import progress_on
from generator.text.clean import clean_text
from generator.text.messages import counted
from generator.text.phrases import Words
from generator.text.tidy import tidy
from generator.topics import keyword_ranking, tag_suggestions, tags
from generator.topics.tag_suggestions import NewTag, Statistics, Suggestions


@click.command(name="keywords")
@click.argument("path", metavar="FILE.jsonl", type=click.Path(path_type=Path))
@archive_option
def keywords_(path: Path, directory: Path | None) -> None:
    """Rank keywords of titles and abstracts in a JSONL file.

    Each row has an id, a title and an abstract; each printed row has an id and keywords, best first. A keyword is the
    list of its spellings. All rows are ranked together, as the papers of an archive are, by the vocabulary of the
    archive that the command is used in, if any.
    """
    texts, known = _texts(path), _known_phrases(root_of(directory))
    with closing(Cache(None)) as results, jobs.runner(results, parallel.pool, progress_on()) as runner:
        candidates = assemble.find_candidates(texts, runner)
    for name, keywords in keyword_ranking.rank(candidates, known).items():
        row = {"id": name, "keywords": [list(keyword.spellings) for keyword in keywords]}
        click.echo(json.dumps(row, ensure_ascii=False))


def _known_phrases(root: Path) -> list[Words]:
    if not (root / vocabulary.PATH).is_file():
        return []
    stop_at_links(root)
    problems: list[Problem] = []
    curated, faults = vocabulary.read_vocabulary(files.read_text(root, vocabulary.PATH, problems))
    if problems or faults:
        print_problems([*problems, *faults])
        fail(f"correct {vocabulary.PATH} first")
    return list(tags.phrases(curated))


def _texts(path: Path) -> dict[str, str]:
    problems: list[Problem] = []
    file = files.read_text(Path(), str(path), problems)
    texts: dict[str, str] = {}
    for number, line in enumerate(file.text.split("\n") if file else (), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            json.dumps(row, ensure_ascii=False).encode()  # fails on a lone surrogate
            title, abstract = clean_text(tidy(row["title"])), clean_text(tidy(row.get("abstract") or ""))
            if str(row["id"]) in texts:
                problems.append(
                    Problem(str(path), number, 1, f"repeats the id '{row['id']}'", "give each row an id of its own")
                )
            texts[str(row["id"])] = f"{title.plain}\n{abstract.plain}"
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            hint = 'write one JSON object per line: {"id": …, "title": …, "abstract": …}'
            problems.append(Problem(str(path), number, 1, "is not a row with id, title and abstract", hint))
    if problems:
        print_problems(problems)
        sys.exit(1)
    return texts


_WEAK = ", weak: not written"


@click.group(name="tags")
@archive_option
@click.pass_context
def tags_(context: click.Context, directory: Path | None) -> None:
    """Show and improve the vocabulary of tags."""
    context.obj = directory or context.obj


for _command in (
    edit_tags.adopt_,
    edit_tags.block_,
    edit_tags.rename_,
    edit_tags.drop_,
    edit_tags.add_,
    edit_tags.remove_,
    review_tags.review_,
):
    tags_.add_command(_command)


@tags_.command(name="stats")
@archive_option
def stats_(directory: Path | None) -> None:
    """Show how well the tags cover the archive."""
    collected = suggestions.load(archive_of(directory))
    _print_statistics(tag_suggestions.statistics(collected.archive, collected.vocabulary))


@tags_.command(name="suggest")
@click.option("--write", is_flag=True, help=f"Apply the patch to {vocabulary.PATH}.")
@archive_option
def suggest_(write: bool, directory: Path | None) -> None:
    """Suggest tags to add, merge, split or block.

    Every suggestion names the papers behind it. New tags and aliases are also printed as a patch to the vocabulary,
    which --write applies, but for weak ones.
    """
    root = archive_of(directory)
    collected = suggestions.load(root)
    suggested = tag_suggestions.suggest(collected.archive, collected.vocabulary, collected.keywords, collected.acronyms)
    _print_suggestions(suggested)
    before = suggestions.text_of(root, vocabulary.PATH)
    after, skipped = vocabulary_edits.apply(before, suggested)
    suggestions.print_patch(vocabulary.PATH, before, after)
    for addition in skipped:
        name = (
            f"the tag '{addition.slug}'"
            if isinstance(addition, NewTag)
            else f"the alias '{addition.spelling}' of '{addition.tag}'"
        )
        hint = "Add it by hand, or put each key of the tag on a line of its own"
        click.echo(f"{vocabulary.PATH}: {name} cannot be added without changing other lines. {hint}", err=True)
    if write and after != before:
        suggestions.apply_patch(root, vocabulary.PATH, after)


def _print_statistics(stats: Statistics) -> None:
    click.echo(f"{stats.papers:,} papers, {stats.tags:,} tags, {stats.curated:,} of them curated")
    click.echo(f"{stats.covered:.1%} of papers have 2 to 6 specific tags, {stats.mean:.1f} on average")
    for count, papers in stats.papers_by_tags:
        click.echo(f"  {counted(count, 'tag')}: {counted(papers, 'paper')}")
    click.echo(f"tags with one paper: {', '.join(stats.singletons) or 'none'}")
    click.echo("broad tags: " + (", ".join(f"{slug} ({papers:,})" for slug, papers in stats.broad) or "none"))
    click.echo(f"curated tags with too few papers for a page: {', '.join(stats.unused) or 'none'}")


def _print_suggestions(suggested: Suggestions) -> None:
    suggestions.print_list(
        "New tags to add",
        [
            f"{tag.label} ({tag.papers} papers{_WEAK if tag.is_weak else ''}): {'; '.join(tag.examples)}"
            for tag in suggested.new_tags
        ],
    )
    suggestions.print_list(
        "Aliases to merge",
        [
            f"{alias.spelling} → {alias.tag} ({alias.papers} papers{_WEAK if alias.is_weak else ''}): {alias.reason}"
            for alias in suggested.new_aliases
        ],
    )
    pairs = [f"{one} / {other}" for one, other in suggested.near_duplicates]
    suggestions.print_list("Tags with nearly the same name", pairs)
    suggestions.print_list("Tags to split", [f"{doubt.tag}: {doubt.reason}" for doubt in suggested.to_split])
    suggestions.print_list("Tags to block", [f"{doubt.label}: {doubt.reason}" for doubt in suggested.to_block])
    suggestions.print_list("Papers with too few tags", [f"{title} ({count})" for title, count in suggested.poor_papers])
    shared = [f"{one.phrase} ({one.papers} papers): {'; '.join(one.examples)}" for one in suggested.shared]
    suggestions.print_list("What these papers share", shared)
