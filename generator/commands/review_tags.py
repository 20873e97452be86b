"""The command `papershelf tags review`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from generator.commands import suggestions
from generator.commands.archive_lock import write_lock
from generator.commands.terminal import archive_of, archive_option, author_of
from generator.model import Archive
from generator.pages import tag_reasons
from generator.sources import tag_reviews
from generator.system import files
from generator.text.messages import counted
from generator.text.wording import ENGLISH, words_of
from generator.topics import doubtful_tags
from generator.topics.doubtful_tags import DoubtfulTag

_WORDS = {"y": "yes", "n": "no"}


@click.command(name="review")
@click.option("--list", "lists", is_flag=True, help="Show them, and ask nothing.")
@click.option("--author", metavar="NAME", help="Who decides it.  [default: git's user.name]")
@archive_option
def review_(lists: bool, author: str | None, directory: Path | None) -> None:
    """Walk through doubtful tags of papers, the most doubtful first.

    Each is shown with the sentence that it rests on. What you decide is a line in site_config/tag_reviews.txt: the
    paper keeps or loses the tag for good, and you are not asked again. Nothing else is written.
    """
    root = archive_of(directory)
    archive = suggestions.load(root).archive
    doubtful = doubtful_tags.find(archive, _decided(archive))
    if lists or not sys.stdin.isatty():
        suggestions.print_list("Doubtful tags", [_line(one) for one in doubtful])
        return
    click.echo(f"{counted(len(doubtful), 'doubtful tag')}; each answer is kept at once in {tag_reviews.PATH}")
    _ask(root, doubtful, author or author_of(root))


def _decided(archive: Archive) -> set[tuple[str, str]]:
    """Return the pairs of papers and tags that the file of decisions has."""
    return {
        (paper.slug, tag)
        for paper in archive.papers
        for note in paper.tag_notes
        if note.path == tag_reviews.PATH
        for tag in (*note.tags, *note.remove_tags)
    }


def _ask(root: Path, doubtful: Sequence[DoubtfulTag], author: str) -> None:
    for number, one in enumerate(doubtful, 1):
        click.echo(f"\n{number} of {len(doubtful)}: {click.style(one.label, bold=True)}?\n  {_line(one)}")
        for sentence in one.sentences:
            click.echo(f"  > {sentence}")
        answer = click.prompt("Is it right? [y]es, [n]o, [s]kip, [q]uit", type=click.Choice("ynsq"), show_choices=False)
        if answer == "q":
            return
        if answer in _WORDS:
            with write_lock(root):
                text = suggestions.text_of(root, tag_reviews.PATH)
                changed = tag_reviews.with_decision(text, one.paper.slug, one.tag, _WORDS[answer], author)
                files.write_text(root / tag_reviews.PATH, changed)


def _line(one: DoubtfulTag) -> str:
    reason = tag_reasons.in_words(one.reason, words_of(ENGLISH))
    return f"{one.paper.title.plain} → {one.tag} (about {one.chance:.0%} of such are right): {reason}"
