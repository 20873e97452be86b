"""Links from pages to the forms on GitHub with which notes, corrections and papers are sent in."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from generator.model import Paper, Settings
from generator.text import web
from generator.text.note_template import new_note_path, new_note_text


def ways_of(settings: Settings, paper: Paper) -> dict[str, str]:
    """The forms that a paper's page leads to, filled in: a new `note` as a file, and issues as a `note_form`, to `fix`
    the paper and to suggest `tags`. None where `repo_url` is unset or elsewhere.

    They know the paper by its slug. Its title, in an address up to twelve bytes a character and in each of the four,
    took half a kilobyte of the page: `papershelf.js` gives it to the issues.
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
    """GitHub's form to submit a paper; '' where there is none."""
    return _form(settings, "paper") if web.is_github(settings.repo_url) else ""


def _form(settings: Settings, name: str, **fields: str) -> str:
    """An issue's form, filled in: its fields' ids are the names in the query."""
    return f"{settings.repo_url}/issues/new?{urlencode({'template': f'{name}.yml', **fields})}"


def new_note_address(settings: Settings, paper: Paper) -> str:
    """GitHub's form for a new file, with its name and front matter; '' where `repo_url` is unset or elsewhere."""
    if not web.is_github(settings.repo_url):
        return ""
    query = {
        "filename": new_note_path(paper.slug, {note.path for note in paper.notes}),
        "value": new_note_text(paper.slug),
    }
    return f"{settings.repo_url}/new/{quote(settings.branch)}?{urlencode(query, safe='/:,')}"


def edit_address(settings: Settings) -> str:
    """Return the address to which a file's path is appended for GitHub's editor, "" without a repository."""
    return f"{settings.repo_url}/edit/{quote(settings.branch)}/" if web.is_github(settings.repo_url) else ""
