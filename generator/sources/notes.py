"""Curated notes and pages: Markdown files with front matter, written by people we need not trust."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from generator.model import Link, Note, Page, Paper, Permalink, Problem, Severity, SourceFile
from generator.sources import contributing, located_yaml, schemas
from generator.sources.located_yaml import Document
from generator.text import identifiers, markup

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|$)", re.S)

RESERVED = frozenset(
    "api assets authors data digests feeds map organisations papers search sitemap sources tags trending".split()
)
"""Names that pages of the curator's cannot have."""

_MOST_MARKS = 500
"""Python-Markdown's time grows with the square of the number of brackets, quotations or lines: 500 take it 0.1 s."""

_MOST_BARS = 100
"""Of a line: a table's rows are filled up to its widest one, and 500 rows of that many cells take half a second."""

_MOST_MEANT = 50
_CLOSE, _CLOSE_ID = 0.75, 0.88
"""How alike two spellings are for one to be meant by the other; of ids nine characters of ten."""

Schema = TypeVar("Schema", schemas.NoteFile, schemas.PageFile)


def read_note(file: SourceFile) -> tuple[Note | None, list[Problem]]:
    """A note, with its body as safe HTML for a page two levels below the site's root.

    Beside problems it is what has none, so that what else is wrong, with its paper or its tags, can be told as well.
    """
    parts, problems = _split(file, schemas.NoteFile)
    if parts is None:
        return None, problems
    front = parts.front
    if not parts.body.strip() or contributing.is_untouched(parts.body):
        message = "the note says nothing yet, and is left out"
        hint = "write it below the second '---', or delete the file"
        return None, [*problems, Problem(file.path, parts.first_line, 1, message, hint, Severity.WARNING)]
    rendered = _rendered(file, parts, "../../", 3, problems)
    if rendered is None:
        return None, problems
    note = Note(file.path, front.paper, front.author, front.date, rendered.html)
    return replace(
        note,
        tags=front.tags,
        remove_tags=front.remove_tags,
        links=front.links,
        places={path: (place.line, place.column) for path, place in parts.document.values.items()},
        mentions=tuple(_mentions(file.path, parts, rendered.targets)),
    ), problems


def read_page(file: SourceFile) -> tuple[Page | None, list[Problem]]:
    """A page of the curator's, `content/pages/about.md`; its address is its path. Beside problems, what has none."""
    path = file.path.removeprefix("content/pages/").removesuffix(".md")
    parts, problems = _split(file, schemas.PageFile)
    if parts is None:
        return None, problems
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", path):
        hint = "rename it, such as how-to-subscribe.md"
        message = "the file's name is not lower-case letters, digits and single hyphens"
        return None, [*problems, Problem(file.path, 1, 1, message, hint)]
    if path in RESERVED:
        hint = "give the page another name"
        return None, [*problems, Problem(file.path, 1, 1, f"the address {path}/ belongs to the archive itself", hint)]
    rendered = _rendered(file, parts, "" if path == "index" else "../", 2, problems)
    if rendered is None:
        return None, problems
    mentions = tuple(_mentions(file.path, parts, rendered.targets))
    return Page(path, parts.front.title, parts.front.description or "", rendered.html, mentions), problems


def _rendered(
    file: SourceFile, parts: _Parts[Schema], root: str, top_heading: int, problems: list[Problem]
) -> markup.Rendered | None:
    """The body as HTML, or None and a problem where Python-Markdown gives up on nested lists and quotations."""
    try:
        rendered = markup.render(parts.body, root, top_heading)
    except RecursionError:
        message = "lists or quotations are nested too deeply"
        problems.append(Problem(file.path, parts.first_line, 1, message, "flatten them"))
        return None
    for line, column, tex in _placed(parts, rendered.unset):
        message = f"the formula '{' '.join(tex.split())[:60]}' cannot be set, and is shown as it stands"
        hint = "mend its TeX, or write \\$ for a dollar"
        problems.append(Problem(file.path, line, column, message, hint, Severity.WARNING))
    return rendered


def _mentions(path: str, parts: _Parts[Schema], targets: Iterable[str]) -> Iterator[Link]:
    """The links of a body with their places."""
    return (Link(path, line, column, target) for line, column, target in _placed(parts, targets))


def _placed(parts: _Parts[Schema], found: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Texts of a body with their lines and columns. Markdown tells none: each is looked for where the one before it
    ended, and from the beginning, as the address of a reference may stand anywhere.
    """
    at = 0
    for text in found:
        place = parts.body.find(text, at)
        place = place if place >= 0 else max(parts.body.find(text), 0)
        at = place + len(text)
        before = parts.body[:place]
        yield parts.first_line + before.count("\n"), place - before.rfind("\n"), text


def attach(
    papers: Iterable[Paper], notes: Iterable[Note], record: Iterable[Permalink] = ()
) -> tuple[tuple[Paper, ...], list[Problem]]:
    """The papers with their notes, oldest note first, and a problem for each note that is on none or says nothing new.

    A note on a paper that only the `record` knows is left out without a word: what lost the paper is told already.
    """
    papers, record = tuple(papers), tuple(record)
    by_reference = references(papers, record)
    recorded = {name for permalink in record for name in (f"slug:{permalink.slug}", *permalink.keys)}
    notes_of: dict[str, list[Note]] = {}
    problems = []
    unknown: Counter[str] = Counter()
    for note in sorted(notes, key=lambda note: (note.date, note.path)):
        name, paper = canonical_reference(note.paper), named(note.paper, by_reference)
        if paper is not None:
            others = notes_of.setdefault(paper.slug, [])
            problems += [_repeated(note, other) for other in others if other.body == note.body][:1]
            others.append(note)
        elif recorded.isdisjoint(_names(note.paper)):
            unknown[name] += 1
            message = f"'paper' ('{note.paper[:60]}') is no paper of this archive"
            problems.append(note.problem(("paper",), message, closest(name, by_reference, len(unknown))))
    attached = (
        replace(paper, notes=tuple(notes_of[paper.slug])) if paper.slug in notes_of else paper for paper in papers
    )
    return tuple(attached), problems


def _repeated(note: Note, other: Note) -> Problem:
    message = f"says of the same paper what {other.path} says, word for word"
    return Problem(note.path, 1, 1, message, "keep one of the two", Severity.WARNING)


def closest(name: str, by_reference: Mapping[str, Paper], asked: int = 1) -> str:
    """What a person may have meant by a reference that is none, as they would write it.

    The search takes 0.1 s in ten thousand papers: who names more unknown ones than `_MOST_MEANT` has another trouble.
    """
    hint = "give its arXiv id, its DOI, its title or the last part of its page's address"
    kind, _, written = name.partition(":")
    if asked > _MOST_MEANT:
        return hint
    known = {
        other.partition(":")[2]: by_reference[other].slug for other in by_reference if other.startswith(f"{kind}:")
    }
    close = difflib.get_close_matches(written, known, 1, _CLOSE if kind in ("slug", "title") else _CLOSE_ID)
    if not close:
        return hint
    meant = close[0] if kind in ("arxiv", "doi") else known[close[0]]
    return f"did you mean '{meant}'?"


def search(papers: Sequence[Paper], query: str) -> list[Paper]:
    """The papers a person may mean: the one that `query` names, else those whose titles have all its words."""
    if found := named(query, references(papers)):
        return [found]
    words = [identifiers.title_key(word) for word in query.split()]
    return [paper for paper in papers if all(word in identifiers.title_key(paper.title.plain) for word in words)]


def references(papers: Iterable[Paper], record: Iterable[Permalink] = ()) -> dict[str, Paper]:
    """Everything a note can call a paper by: its keys, its slugs and the keys that the `record` has of it, such as a
    title that was corrected since; as `canonical_reference` writes them.
    """
    known: dict[str, Paper] = {}
    for paper in papers:
        for name in (f"slug:{paper.slug}", *(f"slug:{slug}" for slug in paper.former_slugs), *paper.keys):
            known.setdefault(name, paper)
    for permalink in record:
        if owner := known.get(f"slug:{permalink.slug}"):
            for key in sorted(permalink.keys):
                known.setdefault(key, owner)
    return known


def named(reference: str, by_reference: Mapping[str, Paper]) -> Paper | None:
    """The paper that a person means with `reference`, if there is one; `by_reference` is what `references` gives."""
    return next((by_reference[name] for name in _names(reference) if name in by_reference), None)


def _names(reference: str) -> tuple[str, str]:
    """What a reference may stand for: forms write slugs, and one of a single word looks like a title."""
    return canonical_reference(reference), f"slug:{reference.strip()}"


def canonical_reference(reference: str) -> str:
    """What a person wrote to name a paper, as one of its keys: `arXiv:2401.10000v2` is `arxiv:2401.10000`.

    Text that is neither an arXiv id nor a DOI is a slug when it could be one, otherwise a title.
    """
    if arxiv := identifiers.arxiv_id(reference):
        return f"arxiv:{arxiv}"
    if doi := identifiers.doi(reference):
        return f"doi:{doi}"
    slug = re.sub(r"^.*/papers/", "", reference.strip()).strip("/")
    if re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug) and "-" in slug:
        return f"slug:{slug}"
    return f"title:{identifiers.title_key(reference)}"


@dataclass(frozen=True, slots=True)
class _Parts(Generic[Schema]):
    """A file's front matter, checked and as it stands there, and its body, which begins at `first_line`."""

    front: Schema
    document: Document
    body: str
    first_line: int


def _split(file: SourceFile, schema: type[Schema]) -> tuple[_Parts[Schema] | None, list[Problem]]:
    """Front matter and body, and what is wrong with them; parts of a file with problems are those that have none."""
    found = _FRONT_MATTER.match(file.text)
    if found is None and file.text.startswith("---"):
        hint = "end it with a line '---' of its own"
        return None, [Problem(file.path, 1, 1, "the front matter is not closed", hint)]
    if found is None:
        keys = ", ".join(name for name, field in schema.model_fields.items() if field.is_required())
        hint = f"begin the file with a line '---', then {keys}, then another line '---'"
        return None, [Problem(file.path, 1, 1, "the front matter is missing", hint)]
    document = located_yaml.parse(found[1] or "", file.path, first_line=2)
    front, problems = schemas.validate(document, schema)
    body, first_line = file.text[found.end() :], found[0].count("\n") + 1
    if too_much := list(_too_much(file.path, body, first_line)):
        return None, problems + too_much
    front = front or schemas.rest(document, schema)
    return (_Parts(front, document, body, first_line) if front else None), problems


def _too_much(path: str, body: str, first_line: int) -> Iterator[Problem]:
    """A problem at the line with which a body becomes more than we read."""
    most = max("[>\n", key=body.count)
    widest = max(body.split("\n"), key=lambda line: line.count("|"))
    if len(body) > schemas.MAX_BODY:
        end = schemas.MAX_BODY
        message = f"is longer than {schemas.MAX_BODY:,} characters"
    elif body.count(most) > _MOST_MARKS:
        end = [found.start() for found in re.finditer(re.escape(most), body)][_MOST_MARKS]
        name = {"[": "opening brackets", ">": "quotation marks (>)", "\n": "lines"}[most]
        message = f"has more than {_MOST_MARKS} {name}, which take Python-Markdown minutes to read"
    elif widest.count("|") > _MOST_BARS:
        end = body.index(widest)
        message = f"has more than {_MOST_BARS} bars (|) in a line, and each row of a table would have as many cells"
    else:
        return
    yield Problem(path, first_line + body.count("\n", 0, end), 1, message, "split it into several files")
