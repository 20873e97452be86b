"""Curated notes and pages: Markdown files with front matter, written by people we need not trust."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from generator import contributing, identity, located_yaml, markup, schemas
from generator.model import Note, Page, Paper, Problem, SourceFile

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|$)", re.S)

RESERVED = frozenset(
    "api assets authors data digests feeds organisations papers search sitemap sources tags trending".split()
)
"""Names that pages of the curator's cannot have."""

_MOST_MARKS = 500
"""Python-Markdown's time grows with the square of the number of brackets, quotations or lines: 500 take it 0.1 s."""

Schema = TypeVar("Schema", schemas.NoteFile, schemas.PageFile)


def read_note(file: SourceFile) -> tuple[Note | None, list[Problem]]:
    """A note, with its body as safe HTML for a page two levels below the site's root."""
    front, body, problems = _split(file, schemas.NoteFile)
    if front is None:
        return None, problems
    if not body.strip() or contributing.is_untouched(body):
        message = "the note says nothing yet"
        return None, [Problem(file.path, 1, 1, message, "write it below the second '---', or delete the file")]
    html = _rendered(file, body, "../../", 3, problems)
    if html is None:
        return None, problems
    return Note(file.path, front.paper, front.author, front.date, html, front.tags, front.remove_tags, front.links), []


def read_page(file: SourceFile) -> tuple[Page | None, list[Problem]]:
    """A page of the curator's, `content/pages/about.md`; its address is its path."""
    path = file.path.removeprefix("content/pages/").removesuffix(".md")
    front, body, problems = _split(file, schemas.PageFile)
    if front is None:
        return None, problems
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", path):
        hint = "rename it, such as how-to-subscribe.md"
        message = "the file's name is not lower-case letters, digits and single hyphens"
        return None, [Problem(file.path, 1, 1, message, hint)]
    if path in RESERVED:
        hint = "give the page another name"
        return None, [Problem(file.path, 1, 1, f"the address {path}/ belongs to the archive itself", hint)]
    html = _rendered(file, body, "" if path == "index" else "../", 2, problems)
    if html is None:
        return None, problems
    return Page(path, front.title, front.description or "", html), []


def _rendered(file: SourceFile, body: str, root: str, top_heading: int, problems: list[Problem]) -> str | None:
    """The body as HTML, or None and a problem where Python-Markdown gives up on nested lists and quotations."""
    try:
        return markup.to_html(body, root, top_heading)
    except RecursionError:
        problems.append(Problem(file.path, 1, 1, "lists or quotations are nested too deeply", "flatten them"))
        return None


def attach(papers: Iterable[Paper], notes: Iterable[Note]) -> tuple[tuple[Paper, ...], list[Problem]]:
    """The papers with their notes, oldest note first, and a problem for each note whose paper is unknown."""
    papers = tuple(papers)
    by_reference = references(papers)
    notes_of: dict[str, list[Note]] = {}
    problems = []
    for note in sorted(notes, key=lambda note: (note.date, note.path)):
        paper = by_reference.get(canonical_reference(note.paper))
        if paper is None:
            message = f"'paper' ('{note.paper[:60]}') is no paper of this archive"
            hint = "give its arXiv id, its DOI, its title or the last part of its page's address"
            problems.append(Problem(note.path, 1, 1, message, hint))
        else:
            notes_of.setdefault(paper.slug, []).append(note)
    attached = (
        replace(paper, notes=tuple(notes_of[paper.slug])) if paper.slug in notes_of else paper for paper in papers
    )
    return tuple(attached), problems


def search(papers: Sequence[Paper], query: str) -> list[Paper]:
    """The papers a person may mean: the one that `query` names, else those whose titles have all its words."""
    if named := references(papers).get(canonical_reference(query)) or references(papers).get(f"slug:{query}"):
        return [named]
    words = [identity.title_key(word) for word in query.split()]
    return [paper for paper in papers if all(word in identity.title_key(paper.title.plain) for word in words)]


def references(papers: Iterable[Paper]) -> dict[str, Paper]:
    """Everything a note can call a paper by: its keys and its slugs, as `canonical_reference` writes them."""
    known: dict[str, Paper] = {}
    for paper in papers:
        for name in (f"slug:{paper.slug}", *(f"slug:{slug}" for slug in paper.former_slugs), *paper.keys):
            known.setdefault(name, paper)
    return known


def canonical_reference(reference: str) -> str:
    """What a person wrote to name a paper, as one of its keys: `arXiv:2401.10000v2` is `arxiv:2401.10000`.

    Text that is neither an arXiv id nor a DOI is a slug when it could be one, otherwise a title.
    """
    if arxiv := identity.arxiv_id(reference):
        return f"arxiv:{arxiv}"
    if doi := identity.doi(reference):
        return f"doi:{doi}"
    slug = re.sub(r"^.*/papers/", "", reference.strip()).strip("/")
    if re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug) and "-" in slug:
        return f"slug:{slug}"
    return f"title:{identity.title_key(reference)}"


def _split(file: SourceFile, schema: type[Schema]) -> tuple[Schema | None, str, list[Problem]]:
    found = _FRONT_MATTER.match(file.text)
    if found is None and file.text.startswith("---"):
        hint = "end it with a line '---' of its own"
        return None, "", [Problem(file.path, 1, 1, "the front matter is not closed", hint)]
    if found is None:
        keys = ", ".join(name for name, field in schema.model_fields.items() if field.is_required())
        hint = f"begin the file with a line '---', then {keys}, then another line '---'"
        return None, "", [Problem(file.path, 1, 1, "the front matter is missing", hint)]
    front, problems = schemas.validate(located_yaml.parse(found[1] or "", file.path, first_line=2), schema)
    body = file.text[found.end() :]
    if len(body) > schemas.MAX_BODY:
        message = f"is longer than {schemas.MAX_BODY:,} characters"
        problems.append(Problem(file.path, 1, 1, message, "split it into several files"))
        front = None
    elif (most := max("[>\n", key=body.count)) and body.count(most) > _MOST_MARKS:
        name = {"[": "opening brackets", ">": "quotation marks (>)", "\n": "lines"}[most]
        message = f"has more than {_MOST_MARKS} {name}, which take Python-Markdown minutes to read"
        problems.append(Problem(file.path, 1, 1, message, "split it into several files"))
        front = None
    return front, body, problems
