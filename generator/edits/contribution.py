"""From a filled-in form to the files that a pull request changes, or the reasons why it changes none."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from generator.archive import papers, references
from generator.edits import import_plan
from generator.model import Digest, Paper, Problem, SourceFile
from generator.sources import digest_writer, digests, json_schemas, notes, permalinks
from generator.sources.issue_forms import FIX_FIELDS, Submission
from generator.sources.source_files import Sources
from generator.sources.yaml_writer import Folded, Plain, dump
from generator.text import note_template
from generator.text.identifiers import keys_of
from generator.text.messages import as_text

SOURCE = "readers"
"""The source of the digests into which submitted papers go."""


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """What a pull request says and does: its title, and the text of files by path."""

    title: str
    files: Mapping[str, str]


class Refused(ValueError):
    """A form that cannot become a file; its text says why, a reason to a line."""


def change_of(submission: Submission, sources: Sources) -> Change:
    """The files that `submission` adds to an archive or changes there.

    Raises:
        Refused: when its answers are wrong, name no paper, or concern a file that a person wrote.
    """
    read = [
        (file, reading)
        for file in sorted(sources.digests, key=lambda file: file.path)
        for reading in digests.read_digests(file)
    ]
    _refuse_for(problem for _, reading in read for problem in reading.problems if problem.is_error)
    known = [(file, reading.digest) for file, reading in read if reading.digest]
    merged = papers.merge([digest for _, digest in known], permalinks.parse_record(sources.permalinks)[0])
    if submission.form == "paper":
        return _new_paper(submission, sources, [digest for _, digest in known], merged.papers)
    paper = _paper_named(submission.answers["paper"], merged.papers)
    if submission.form == "fix":
        return _fixed(submission, sources.permalinks, paper, _rows_of(paper, known, merged.slug_at))
    return _new_note(submission, sources, paper)


def _paper_named(reference: str, merged: Iterable[Paper]) -> Paper:
    by_reference = references.references(merged)
    if paper := references.named(reference, by_reference):
        return paper
    hint = references.closest(references.canonical_reference(reference), by_reference)
    raise Refused(f"'{reference[:60]}' is no paper of this archive: {hint}")


def _new_note(submission: Submission, sources: Sources, paper: Paper) -> Change:
    answers = submission.answers
    path = note_template.new_note_path(paper.slug, {file.path for file in sources.notes})
    front: dict[str, Any] = {
        "paper": paper.slug,
        "author": answers["author"] or submission.login,
        "date": Plain(submission.date.isoformat()),
        "tags": _listed(answers.get("add", "")),
        "remove_tags": _listed(answers.get("remove", "")),
        "links": answers.get("links", "").split(),
    }
    head = dump({key: value for key, value in front.items() if value})
    text = f"---\n{json_schemas.modeline('note', path)}{head}---\n\n{answers['text']}\n"
    _refuse_for(notes.read_note(SourceFile(path, text))[1])
    kind = "Tags of" if submission.form == "tags" else "A note on"
    return Change(f"{kind} “{paper.title.plain}”", {path: text})


def _new_paper(submission: Submission, sources: Sources, known: list[Digest], merged: Iterable[Paper]) -> Change:
    answers = submission.answers
    fields = {
        "title": answers["name"],
        "arxiv": answers["arxiv"],
        "doi": answers["doi"],
        "authors": _listed(answers["authors"]),
        "published": _as_written("published", answers["published"]),
        "url": answers["url"],
        "abstract": answers["text"] and _as_written("abstract", answers["text"]),
    }
    row = {key: value for key, value in fields.items() if value}
    head = {"date": Plain(submission.date.isoformat()), "source": SOURCE}
    path = f"content/digests/{submission.date}-{SOURCE}.yml"
    read = digests.read_digest(SourceFile(path, dump({**head, "papers": [row]})))
    _refuse_for(read.problems)
    if read.digest is None:
        raise Refused("the form names no paper")
    by_reference = references.references(merged)
    [entry] = read.digest.entries
    for key in keys_of(entry):
        if key in by_reference:
            raise Refused(f"the archive has this paper already, at papers/{by_reference[key].slug}/")
    changed = import_plan.changed_files({file.path: file for file in sources.digests}, [read.digest])
    record = import_plan.with_papers(sources.permalinks, [*known, read.digest])
    return Change(f"The paper “{entry.title}”", {**changed, permalinks.PATH: record})


_Rows = tuple[SourceFile, Digest, list[int]]
"""Rows of a digest by their places, and the file that the digest is in."""


def _rows_of(
    paper: Paper, known: Sequence[tuple[SourceFile, Digest]], slug_at: Mapping[tuple[int, int], str]
) -> list[_Rows]:
    """A paper's rows, digest by digest."""
    found = [
        (file, digest, [row for row in range(len(digest.entries)) if slug_at[number, row] == paper.slug])
        for number, (file, digest) in enumerate(known)
    ]
    return [each for each in found if each[2]]


def _fixed(submission: Submission, record: str, paper: Paper, rows_of: Sequence[_Rows]) -> Change:
    wrong = submission.answers["field"]
    if wrong not in FIX_FIELDS:
        raise Refused(f"'{wrong[:60]}' is none of {', '.join(FIX_FIELDS)}")
    field, value = FIX_FIELDS[wrong], submission.answers["text"]
    changed: dict[str, str] = {}
    keys = set(paper.keys)
    for file, digest, rows in _saying(field, rows_of):
        if not digest_writer.is_unedited(file.text, digest):
            raise Refused(f"{file.path} was not written by `papershelf import`; correct it there by hand")
        data = digest_writer.as_data(digest)
        for row in rows:
            data["papers"][row][field] = _as_written(field, value)
        read = digests.read_digest(SourceFile(file.path, dump(data)))
        _refuse_for(read.problems)
        if read.digest is None:
            raise Refused("nothing would be left of the digest")
        keys.update(key for row in rows for key in keys_of(read.digest.entries[row]))
        if read.digest != digest:
            changed[file.path] = digest_writer.write_digest(read.digest)
    if not changed:
        raise Refused(f"the archive says just that: {wrong} is the same")
    changed[permalinks.PATH] = permalinks.add_keys(record, paper.slug, keys)
    return Change(f"{wrong} of “{paper.title.plain}”", changed)


def _saying(field: str, rows_of: Sequence[_Rows]) -> list[_Rows]:
    """Of a paper's rows those that say something of `field`; its newest row when none does."""
    found = [
        (file, digest, [row for row in rows if getattr(digest.entries[row], field)]) for file, digest, rows in rows_of
    ]
    file, digest, rows = rows_of[-1]
    return [each for each in found if each[2]] or [(file, digest, rows[:1])]


def _as_written(field: str, value: str) -> Any:
    if field == "authors":
        return _listed(value)
    if field == "published":
        return Plain(value) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else value
    return Folded(value) if field == "abstract" else " ".join(value.split())


def _listed(answer: str) -> list[str]:
    """`search, tree search` or a line for each: what stands between commas, semicolons and ends of lines."""
    return [part.strip() for part in re.split(r"[,;\n]", answer) if part.strip()]


def _refuse_for(problems: Iterable[Problem]) -> None:
    if told := [as_text(problem) for problem in problems]:
        raise Refused("\n".join(told))
