"""The commands `papershelf tags adopt`, `block`, `rename`, `drop`, `add` and `remove`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from generator.commands import suggestions
from generator.commands.changes import dry_run_option, make_change
from generator.commands.find_paper import find_paper
from generator.commands.terminal import archive_of, archive_option, author_of, fail
from generator.edits import tag_edits
from generator.edits.tag_edits import Signature
from generator.text.phrases import fold
from generator.text.suggest import did_you_mean

_author_option = click.option("--author", metavar="NAME", help="Who decides it.  [default: git's user.name]")


@click.command(name="adopt")
@click.argument("tag")
@click.option("--under", "parent", default="", metavar="OTHER", help="Make it a part of this curated tag.")
@dry_run_option
@archive_option
def adopt_(tag: str, parent: str, dry_run: bool, directory: Path | None) -> None:
    """Write an automatic tag into the vocabulary.

    Its address stays. From then on it is on every paper whose words match, however many other tags that has.
    """
    root = archive_of(directory)
    automatic = [one for one in suggestions.load(root).archive.tags if not one.is_curated]
    adopted = next((one for one in automatic if tag == one.slug or fold(tag) == fold(one.label)), None)
    if adopted is None:
        hint = did_you_mean(tag, [one.slug for one in automatic], "`papershelf tags suggest` lists them")
        fail(f"there is no automatic tag '{tag[:60]}': {hint}")
    make_change(root, f"tags adopt {tag}", lambda state, _: tag_edits.adopt(state, adopted, parent), dry_run=dry_run)


@click.command(name="block")
@click.argument("phrase")
@dry_run_option
@archive_option
def block_(phrase: str, dry_run: bool, directory: Path | None) -> None:
    """Block a phrase, so that it never becomes an automatic tag."""
    root = archive_of(directory)
    words = " ".join(phrase.split())
    make_change(root, f"tags block {phrase}", lambda state, _: tag_edits.block(state, words), dry_run=dry_run)


@click.command(name="rename")
@click.argument("tag")
@click.argument("label")
@dry_run_option
@archive_option
def rename_(tag: str, label: str, dry_run: bool, directory: Path | None) -> None:
    """Give a curated tag another label.

    Its address, its papers and the spellings that match stay as they are.
    """
    make_change(
        archive_of(directory),
        f"tags rename {tag}",
        lambda state, _: tag_edits.rename(state, tag, label),
        dry_run=dry_run,
    )


@click.command(name="drop")
@click.argument("tag")
@click.option("--to", "successor", default="", metavar="OTHER", help="Give its papers and readers to this tag.")
@dry_run_option
@archive_option
def drop_(tag: str, successor: str, dry_run: bool, directory: Path | None) -> None:
    """Give up a curated tag.

    Its spellings are blocked, or become those of --to. Published addresses lead on, and notes that name it are
    corrected.
    """
    make_change(
        archive_of(directory),
        f"tags drop {tag}",
        lambda state, _: tag_edits.drop(state, tag, successor),
        dry_run=dry_run,
    )


@click.command(name="add")
@click.argument("paper")
@click.argument("tag")
@click.option("--create", is_flag=True, help="Add the tag to the vocabulary if it is new.")
@_author_option
@dry_run_option
@archive_option
def add_(paper: str, tag: str, create: bool, author: str | None, dry_run: bool, directory: Path | None) -> None:
    """Give a paper a tag, whatever its words say."""
    root = archive_of(directory)
    signature = Signature(author or author_of(root), dt.date.today())
    make_change(
        root,
        f"tags add {paper} {tag}",
        lambda state, _: tag_edits.assign(state, find_paper(state, paper), tag, signature, creates=create),
        dry_run=dry_run,
    )


@click.command(name="remove")
@click.argument("paper")
@click.argument("tag")
@_author_option
@dry_run_option
@archive_option
def remove_(paper: str, tag: str, author: str | None, dry_run: bool, directory: Path | None) -> None:
    """Take a tag from a paper, whatever its words say."""
    root = archive_of(directory)
    signature = Signature(author or author_of(root), dt.date.today())
    make_change(
        root,
        f"tags remove {paper} {tag}",
        lambda state, _: tag_edits.assign(state, find_paper(state, paper), tag, signature, action="remove"),
        dry_run=dry_run,
    )
