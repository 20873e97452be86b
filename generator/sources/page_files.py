"""The owner's own pages: `content/pages/`, which MkDocs renders with everything that `mkdocs.yml` gives it.

They are reviewed as code is, so that nothing in them is refused: any front matter, Markdown, HTML, pictures and
folders. Reported are mistakes that MkDocs would pass over.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

import yaml

from generator.addresses import MAX_DEPTH, MAX_LENGTH, fits
from generator.model import Link, Page, Problem, SafeHtml, SourceFile
from generator.sources import schemas, trusted_yaml
from generator.sources.located_yaml import Document
from generator.text import markdown_cost, markdown_links, markup
from generator.text.safe_html import escaped, plain_text

FOLDER = "content/pages"

RESERVED = frozenset(
    "api authors collections data digests feeds map organisations papers search shelf sitemap social sources tags "
    "trending venues with-code".split()
)
"""Names of folders and pages that belong to the archive itself."""

HOME = "index.md"

_COMMENT = re.compile(r"<!--.*?-->", re.S)
_FORMER_PLACEHOLDER = "Say here what these papers have in common and for whom they are kept:"
"""How the home page of a new archive began up to version 0.1. Since then its text is a comment."""

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)??(?:---|\.\.\.)[ \t]*(?:\n|$)", re.S)
_SEGMENT = re.compile(r"[A-Za-z0-9._~-]+")
_HEADING = re.compile(r"#[ \t]+([^\n]+)\n|([^\n]+)\n=++[ \t]*+\n")


def read_page(file: SourceFile) -> tuple[Page | None, list[Problem]]:
    """Return the page of a file such as `content/pages/guide/install.md`, or None when its address cannot be used."""
    path = file.path.removeprefix(f"{FOLDER}/")
    if problem := refused(path):
        return None, [problem]
    match = _FRONT_MATTER.match(file.text)
    if match is None and file.text.startswith("---\n"):
        hint = "end it with a line '---' of its own; a line across the page is ***"
        return None, [Problem(file.path, 1, 1, "the front matter is not closed", hint)]
    document = trusted_yaml.parse(SourceFile(file.path, (match and match[1]) or ""), {}, first_line=2)
    front, problems = schemas.validate(document, schemas.PageSchema)
    problems += _lost(document)
    values: dict[str, object] = {}
    if not document.problems:  # what was refused there, PyYAML takes any time and memory for
        values, unreadable = _values(file.path, (match and match[1]) or "")
        problems += unreadable
    front = front or schemas.rest(document, schemas.PageSchema) or schemas.PageSchema()
    start = match.end() if match else 0
    body = file.text[start:]
    first_line = file.text.count("\n", 0, start)
    costly = markdown_cost.exceeded_in_page(body, markdown_links.without_code(body))
    if costly is not None:
        message = "has more unclosed brackets, tags or code marks than Python-Markdown reads in a second"
        hint = "close each in its paragraph, or write \\[ and &lt; for what is none; put definitions and headings apart"
        return None, [*problems, Problem(file.path, first_line + body.count("\n", 0, costly) + 1, 1, message, hint)]
    mentions = (Link(file.path, first_line + link.line, link.column, link.target) for link in markdown_links.find(body))
    has_no_text = path == HOME and is_placeholder(body)
    page = Page(
        path,
        front.title or _title(path, body),
        front.description or "",
        _searchable(body, path),
        tuple(mentions),
        file.text,
        values,
        body,
        {path: (position.line, position.column) for path, position in document.values.items()},
        is_searchable=not (has_no_text or (front.search and front.search.exclude)),
        is_placeholder=has_no_text,
    )
    return page, problems


def is_placeholder(text: str) -> bool:
    """Return True if the text of the home page is that of a new archive.

    >>> is_placeholder("<!-- Say here … -->"), is_placeholder("Papers on tides.")
    (True, False)
    """
    # Without the text behind the last end, each beginning has an end, and the search takes linear time.
    head, end, rest = _FRONT_MATTER.sub("", text, 1).rpartition("-->")
    text = (_COMMENT.sub("", head + end) + rest).strip()
    return not text or text.startswith(_FORMER_PLACEHOLDER)


def refused(path: str, folder: str = FOLDER) -> Problem | None:
    """Return a problem if a file cannot have this path below its folder."""
    file = f"{folder}/{path}"
    first = path.partition("/")[0]
    name = first.removesuffix(".md")
    if name in RESERVED and (name != first or "/" in path):
        message = f"the address {name}/ belongs to the archive itself"
        return Problem(file, 1, 1, message, f"give the {'page' if name != first else 'folder'} another name")
    if not fits(f"/{path}"):
        message = f"its address would be longer than {MAX_LENGTH:,} characters or {MAX_DEPTH} folders deep"
        return Problem(file, 1, 1, message, "move it to a folder further up")
    if path.endswith(".md") and not all(map(_SEGMENT.fullmatch, path.split("/"))):
        message = "a page's address has only the letters a to z, digits and . _ ~ -"
        return Problem(file, 1, 1, message, "rename the file or its folder, such as how-to-subscribe.md")
    return None


def _values(path: str, front_matter: str) -> tuple[dict[str, object], list[Problem]]:
    """Return the values that MkDocs reads from front matter, and a problem if it would silently read none."""
    try:
        values = yaml.safe_load(front_matter)
    except yaml.YAMLError:
        return {}, []  # because of tags, which `_lost` reports at their positions
    except ValueError as error:  # dates such as 2026-13-01, and numbers of thousands of digits
        message = f"MkDocs cannot read the front matter ({error})"
        return {}, [Problem(path, 1, 1, message, "put the value that is no date or number into quotes")]
    return (values if isinstance(values, dict) else {}), []


def _lost(document: Document) -> Iterator[Problem]:
    """Yield a problem for a null title, which MkDocs shows as None, and for YAML tags, with which it reads nothing."""
    if ("title",) in document.nulls:
        yield document.problem(("title",), "'title' is empty", "fill it in, or remove the key", at_key=True)
    for path in document.refused:
        message = "has a tag of YAML, with which MkDocs does not read the front matter"
        yield document.problem(path, message, "write the value without '!'")


def _title(path: str, body: str) -> str:
    """Return the title that MkDocs gives a page without one: its heading of level 1, or the name of its file."""
    heading = _HEADING.match(f"{body.lstrip()}\n")
    if heading:
        return plain_text(markup.render(_without_end(heading[1]) if heading[1] else heading[2], "").html) or path
    name = posixpath.basename(path).removesuffix(".md").replace("-", " ").replace("_", " ")
    return name.capitalize() if name.lower() == name else name


def _without_end(heading: str) -> str:
    """Return a heading without its attributes and closing signs.

    >>> _without_end("How to *install* it ## { #top }")
    'How to *install* it'
    """
    text = heading.rstrip()
    if text.endswith("}"):
        text = text[: max(text.rfind("{"), 0)].rstrip() or text
    return text.rstrip("#").rstrip() or text


def _searchable(body: str, path: str) -> SafeHtml:
    """Return the body as safe HTML, or "" if it is nested too deeply."""
    depth = path.count("/") + (posixpath.basename(path) != "index.md")
    try:
        return markup.render(body, "../" * depth).html
    except RecursionError:
        return escaped("")
