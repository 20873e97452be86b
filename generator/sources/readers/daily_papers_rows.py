"""A row of Hugging Face's Daily Papers, as its API answers it and as its page carries it."""

from __future__ import annotations

from collections.abc import Mapping

from generator.model import Entry
from generator.sources.entries import Rejected, line, make_entry


def entry_of_row(row: object) -> Entry:
    """Return the entry in one row: `{"paper": {id, authors, title, summary, …}, "title": …, "numComments": …}`.

    The row's own title is the one the page shows, on one line; the paper's keeps arXiv's hard wraps.

    Raises:
        Rejected: when the row is no such mapping or has no title.
    """
    if not isinstance(row, Mapping):
        raise Rejected("is not a mapping")
    paper = row.get("paper")
    if not isinstance(paper, Mapping):
        raise Rejected("has no 'paper'")
    organisation = paper.get("organization") or row.get("organization")
    return make_entry(
        title=paper.get("title") or row.get("title"),
        abstract=paper.get("summary") or row.get("summary"),
        authors=_names(paper.get("authors")),
        organisation=_name(organisation),
        published=paper.get("publishedAt") or row.get("publishedAt"),
        arxiv=paper.get("id"),
        code=_repository(line(paper.get("githubRepo"))),
        project=paper.get("projectPage"),
        comments=row.get("numComments"),
        upvotes=paper.get("upvotes"),
        keywords=_list(paper.get("ai_keywords")),
    )


def _names(authors: object) -> list[object]:
    return [author.get("name") if isinstance(author, Mapping) else author for author in _list(authors)]


def _name(organisation: object) -> object:
    return organisation.get("fullname") or organisation.get("name") if isinstance(organisation, Mapping) else ""


def _repository(repository: str) -> str:
    """Return `owner/name` as its address; an address as it is."""
    return repository if not repository or "://" in repository else f"https://github.com/{repository}"


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
