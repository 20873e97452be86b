"""Contributions: the files that a pull request for a submitted form changes, or the reasons to refuse the form."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from generator.archive import references
from generator.archive.title_joins import gather
from generator.edits import import_plan, paper_edits
from generator.edits.archive_state import ArchiveState, read_state, refuse_for
from generator.edits.change import Refused
from generator.edits.row_values import as_written
from generator.model import Digest, Paper, SourceFile
from generator.sources import collections, digests, json_schemas, notes, permalinks
from generator.sources.issue_forms import FIX_FIELDS, Submission
from generator.sources.source_files import Sources
from generator.sources.yaml_writer import Folded, Plain, dump
from generator.text import note_template
from generator.text.identifiers import keys_of
from generator.text.slugs import slug_of_title

SOURCE = "readers"
"""The source of digests with submitted papers."""


@dataclass(frozen=True, slots=True)
class PullRequest:
    """The title of a pull request, and the texts of the files that it changes, by path (None deletes a file)."""

    title: str
    files: Mapping[str, str | None]


def pull_request_of(submission: Submission, sources: Sources) -> PullRequest:
    """Return the files that `submission` adds to an archive or changes there.

    Raises:
        Refused: when its answers are wrong, name no paper, or concern a digest that is not YAML.
    """
    state = read_state(sources)
    if submission.form == "paper":
        return _new_paper(submission, sources, state.digests, state.papers)
    if submission.form == "collection":
        return _new_collection(submission, sources, state.papers)
    paper = _paper_named(submission.answers["paper"], references.references(state.papers))
    if submission.form == "fix":
        return _corrected(submission, state, paper)
    return _new_note(submission, sources, paper)


def _paper_named(reference: str, by_reference: Mapping[str, Paper]) -> Paper:
    if paper := references.named(reference, by_reference):
        return paper
    hint = references.closest(references.canonical_reference(reference), by_reference)
    raise Refused(f"'{reference[:60]}' is no paper of this archive: {hint}")


def _new_note(submission: Submission, sources: Sources, paper: Paper) -> PullRequest:
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
    refuse_for(notes.read_note(SourceFile(path, text))[1])
    kind = "Tags of" if submission.form == "tags" else "A note on"
    return PullRequest(f"{kind} “{paper.title.plain}”", {path: text})


def _new_collection(submission: Submission, sources: Sources, merged: Iterable[Paper]) -> PullRequest:
    answers, by_reference = submission.answers, references.references(merged)
    path = _new_collection_path(answers["name"], {file.path for file in sources.collections})
    front: dict[str, object] = {
        "title": answers["name"],
        "author": answers["author"] or submission.login,
        "date": Plain(submission.date.isoformat()),
        "papers": list(_collected(answers["text"], by_reference)),
    }
    head = f"---\n{json_schemas.modeline('collection', path)}{dump(front)}---\n"
    text = f"{head}\n{answers['about']}\n" if answers["about"] else head
    refuse_for(collections.read_collection(SourceFile(path, text))[1])
    return PullRequest(f"The collection “{answers['name']}”", {path: text})


def _new_collection_path(title: str, taken: Set[str]) -> str:
    slug = slug_of_title(title)
    names = (f"{collections.FOLDER}/{slug}{f'-{number}' if number > 1 else ''}.md" for number in itertools.count(1))
    return next(name for name in names if name not in taken)


def _collected(text: str, by_reference: Mapping[str, Paper]) -> Iterator[dict[str, object]]:
    """Yield the papers of a form for the front matter of a collection, by their slugs.

    A line has a reference and a remark after a bar, or begins with `#` and is the title of a section.
    """
    section = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("#"):
            section = line.lstrip("# ")
            continue
        reference, _, remark = (part.strip() for part in line.removeprefix("- ").partition("|"))
        paper = {
            "paper": _paper_named(reference, by_reference).slug,
            "section": section,
            "remark": remark and Folded(remark),
        }
        yield {key: value for key, value in paper.items() if value}
        section = ""


def _new_paper(
    submission: Submission, sources: Sources, existing: Sequence[Digest], merged: Iterable[Paper]
) -> PullRequest:
    answers = submission.answers
    fields = {
        "title": answers["name"],
        "arxiv": answers["arxiv"],
        "doi": answers["doi"],
        "authors": _listed(answers["authors"]),
        "published": as_written("published", answers["published"]),
        "url": answers["url"],
        "abstract": answers["text"] and as_written("abstract", answers["text"]),
    }
    row = {key: value for key, value in fields.items() if value}
    head = {"date": Plain(submission.date.isoformat()), "source": SOURCE}
    path = f"content/digests/{submission.date}-{SOURCE}.yml"
    parsed = digests.read_digest(SourceFile(path, dump({**head, "papers": [row]})))
    refuse_for(parsed.problems)
    if parsed.digest is None:
        raise Refused("the form names no paper")
    by_reference = references.references(merged)
    [entry] = parsed.digest.entries
    for key in keys_of(entry):
        if key in by_reference:
            raise Refused(f"the archive has this paper already, at papers/{by_reference[key].slug}/")
    changed = import_plan.changed_files({file.path: file for file in sources.digests}, [parsed.digest])
    record = import_plan.with_papers(sources.permalinks, gather([*existing, parsed.digest]))
    return PullRequest(f"The paper “{entry.title}”", {**changed, permalinks.PATH: record})


def _corrected(submission: Submission, state: ArchiveState, paper: Paper) -> PullRequest:
    label = submission.answers["field"]
    if label not in FIX_FIELDS:
        raise Refused(f"'{label[:60]}' is none of {', '.join(FIX_FIELDS)}")
    if not submission.answers["text"]:
        raise Refused(f"the new '{label}' is empty")
    change = paper_edits.fix(state, paper, {FIX_FIELDS[label]: submission.answers["text"]})
    return PullRequest(f"{label} of “{paper.title.plain}”", change.files)


def _listed(answer: str) -> list[str]:
    """Split a list at commas, semicolons and line breaks.

    >>> _listed("search, tree search")
    ['search', 'tree search']
    """
    return [part.strip() for part in re.split(r"[,;\n]", answer) if part.strip()]
