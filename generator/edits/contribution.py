"""Contributions: the files that a pull request for a submitted form changes, or the reasons to refuse the form."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence

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
"""The source of digests with submitted papers."""


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """The content of a pull request: its title, and the texts of files by path."""

    title: str
    files: Mapping[str, str]


class Refused(ValueError):
    """A form that cannot become a file. The message has a line for each reason."""


def change_of(submission: Submission, sources: Sources) -> Change:
    """Return the files that `submission` adds to an archive or changes there.

    Raises:
        Refused: when its answers are wrong, name no paper, or concern a file that a person wrote.
    """
    readings = [
        (file, parsed)
        for file in sorted(sources.digests, key=lambda file: file.path)
        for parsed in digests.read_digests(file)
    ]
    _refuse_for(problem for _, parsed in readings for problem in parsed.problems if problem.is_error)
    existing = [(file, parsed.digest) for file, parsed in readings if parsed.digest]
    merged = papers.merge([digest for _, digest in existing], permalinks.parse_record(sources.permalinks)[0])
    if submission.form == "paper":
        return _new_paper(submission, sources, [digest for _, digest in existing], merged.papers)
    paper = _paper_named(submission.answers["paper"], merged.papers)
    if submission.form == "fix":
        return _corrected(submission, sources.permalinks, paper, _rows_of(paper, existing, merged.slug_at))
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
    front: dict[str, object] = {
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


def _new_paper(submission: Submission, sources: Sources, existing: list[Digest], merged: Iterable[Paper]) -> Change:
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
    parsed = digests.read_digest(SourceFile(path, dump({**head, "papers": [row]})))
    _refuse_for(parsed.problems)
    if parsed.digest is None:
        raise Refused("the form names no paper")
    by_reference = references.references(merged)
    [entry] = parsed.digest.entries
    for key in keys_of(entry):
        if key in by_reference:
            raise Refused(f"the archive has this paper already, at papers/{by_reference[key].slug}/")
    changed = import_plan.changed_files({file.path: file for file in sources.digests}, [parsed.digest])
    record = import_plan.with_papers(sources.permalinks, [*existing, parsed.digest])
    return Change(f"The paper “{entry.title}”", {**changed, permalinks.PATH: record})


_Rows = tuple[SourceFile, Digest, list[int]]
"""A file, its digest, and the indices of some of its rows."""


def _rows_of(
    paper: Paper, existing: Sequence[tuple[SourceFile, Digest]], slug_at: Mapping[tuple[int, int], str]
) -> list[_Rows]:
    """Return a paper's rows, digest by digest."""
    rows_by_digest = [
        (file, digest, [row for row in range(len(digest.entries)) if slug_at[number, row] == paper.slug])
        for number, (file, digest) in enumerate(existing)
    ]
    return [(file, digest, rows) for file, digest, rows in rows_by_digest if rows]


def _corrected(submission: Submission, record: str, paper: Paper, rows_of: Sequence[_Rows]) -> Change:
    label = submission.answers["field"]
    if label not in FIX_FIELDS:
        raise Refused(f"'{label[:60]}' is none of {', '.join(FIX_FIELDS)}")
    field, value = FIX_FIELDS[label], submission.answers["text"]
    changed: dict[str, str] = {}
    keys = set(paper.keys)
    for file, digest, rows in _rows_with(field, rows_of):
        if not digest_writer.is_unedited(file.text, digest):
            raise Refused(f"{file.path} was not written by `papershelf import`; correct it there by hand")
        head, papers_in_file = digest_writer.head_and_rows(digest)
        for row in rows:
            papers_in_file[row][field] = _as_written(field, value)
        parsed = digests.read_digest(SourceFile(file.path, dump({**head, "papers": papers_in_file})))
        _refuse_for(parsed.problems)
        if parsed.digest is None:
            raise Refused("nothing would be left of the digest")
        keys.update(key for row in rows for key in keys_of(parsed.digest.entries[row]))
        if parsed.digest != digest:
            changed[file.path] = digest_writer.write_digest(parsed.digest)
    if not changed:
        raise Refused(f"nothing would change: the archive has this value of '{label}' already")
    changed[permalinks.PATH] = permalinks.add_keys(record, paper.slug, keys)
    return Change(f"{label} of “{paper.title.plain}”", changed)


def _rows_with(field: str, rows_of: Sequence[_Rows]) -> list[_Rows]:
    """Return those of a paper's rows that have a value of `field`; its newest row if none has."""
    rows_by_digest = [
        (file, digest, [row for row in rows if getattr(digest.entries[row], field)]) for file, digest, rows in rows_of
    ]
    file, digest, rows = rows_of[-1]
    return [(file, digest, rows) for file, digest, rows in rows_by_digest if rows] or [(file, digest, rows[:1])]


def _as_written(field: str, value: str) -> object:
    if field == "authors":
        return _listed(value)
    if field == "published":
        return Plain(value) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else value
    return Folded(value) if field == "abstract" else " ".join(value.split())


def _listed(answer: str) -> list[str]:
    """Split a list at commas, semicolons and line breaks.

    >>> _listed("search, tree search")
    ['search', 'tree search']
    """
    return [part.strip() for part in re.split(r"[,;\n]", answer) if part.strip()]


def _refuse_for(problems: Iterable[Problem]) -> None:
    if messages := [as_text(problem) for problem in problems]:
        raise Refused("\n".join(messages))
