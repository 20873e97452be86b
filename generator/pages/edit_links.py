"""Links from pages to GitHub's forms for notes, corrections and new papers."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from generator.model import Paper, Settings
from generator.text import web
from generator.text.note_template import new_note_path, new_note_text


def ways_of(settings: Settings, paper: Paper) -> dict[str, str]:
    """Return the addresses of the forms for a paper: a new file for a `note`, and issues for a note, a fix and tags.

    The result is empty if `repo_url` is unset or not on GitHub.

    An address has the paper's slug and no title. A title takes up to twelve bytes a character in an address, and four
    of them would add half a kilobyte to each page. `papershelf.js` adds the title to the issues.
    """
    if not web.is_github(settings.repo_url):
        return {}
    return {
        "note": new_note_address(settings, paper),
        "note_form": _form(settings, "note", paper=paper.slug),
        "fix": _form(settings, "fix", paper=paper.slug),
        "tags": _form(settings, "tags", paper=paper.slug),
    }


def submit_address(settings: Settings) -> str:
    """Return the address of GitHub's form to submit a paper, "" without a repository on GitHub."""
    return _form(settings, "paper") if web.is_github(settings.repo_url) else ""


def collection_address(settings: Settings) -> str:
    """Return the address of GitHub's form to propose a collection, "" without a repository on GitHub."""
    return _form(settings, "collection") if web.is_github(settings.repo_url) else ""


def _form(settings: Settings, name: str, **fields: str) -> str:
    """Return the address of an issue form. Its query has the values of the form's fields by their ids."""
    return f"{settings.repo_url}/issues/new?{urlencode({'template': f'{name}.yml', **fields})}"


def new_note_address(settings: Settings, paper: Paper) -> str:
    """Return the address of GitHub's form for a new file, with its name and front matter, "" without a repository."""
    if not web.is_github(settings.repo_url):
        return ""
    query = {
        "filename": new_note_path(paper.slug, {note.path for note in (*paper.notes, *paper.tag_notes)}),
        "value": new_note_text(paper.slug),
    }
    return f"{settings.repo_url}/new/{quote(settings.branch)}?{urlencode(query, safe='/:,')}"


def edit_address(settings: Settings) -> str:
    """Return the address to which a file's path is appended for GitHub's editor, "" without a repository."""
    return f"{settings.repo_url}/edit/{quote(settings.branch)}/" if web.is_github(settings.repo_url) else ""
