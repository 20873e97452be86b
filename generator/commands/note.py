"""The command `papershelf note`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from generator import assemble
from generator.archive import papers, references
from generator.commands.archive_lock import write_lock, write_together
from generator.commands.find_paper import only_match
from generator.commands.terminal import archive_of, archive_option, author_of, stop_at_errors
from generator.edits import import_plan
from generator.sources import json_schemas, notes, permalinks, source_files
from generator.system import files
from generator.text import note_template

_FOLDER = "content/notes"


@click.command(name="note")
@click.argument("query")
@click.option("--author", metavar="NAME", help="Author of the note.  [default: git's user.name]")
@archive_option
def note_(query: str, author: str | None, directory: Path | None) -> None:
    """Start a note on a paper, or go on with the one begun.

    QUERY is the paper's arXiv id, DOI, address, or words of its title. The path of the note's file is printed: a new
    one, or that of your note on the paper that has no text yet.
    """
    root = archive_of(directory)
    with write_lock(root):  # another command may take the next free name, or record addresses, as well
        sources, problems = source_files.read_sources(root)
        digests = assemble.read_digests(sources.digests, problems)
        record, record_problems = permalinks.parse_record(sources.permalinks)
        stop_at_errors([*problems, *record_problems])
        works = papers.merge(digests, record).papers
        paper = only_match(references.search(works, query, record), query)
        author = author or author_of(root)
        by_reference = references.references(works, record)
        for file in source_files.read_notes(root, []):
            begun = notes.paper_and_author_without_text(file)
            if begun[1] == author and references.named(begun[0], by_reference) == paper:
                click.echo(root / file.path)
                return
        path = note_template.new_note_path(
            paper.slug, {f"{_FOLDER}/{name}" for name in files.files_below(root / _FOLDER)}
        )
        day, modeline = dt.date.today().isoformat(), json_schemas.modeline("note", path)
        text = note_template.new_note_text(paper.slug, paper.title.plain, author, day, modeline)
        addresses, word = import_plan.with_unrecorded(sources.permalinks, works)
        before = {permalinks.PATH: sources.permalinks}
        write_together(root, {path: text} | ({permalinks.PATH: addresses} if word else {}), before)
    if word:
        click.echo(word, err=True)
    click.echo(root / path)
