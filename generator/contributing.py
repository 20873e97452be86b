"""Ways from a page of the site to the repository's own forms, filled in for the contributor."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Container
from urllib.parse import urlencode

from generator.model import Paper, Settings


def new_note_address(settings: Settings, paper: Paper) -> str:
    """GitHub's form for a new file, with its name and front matter; '' where `repo_url` is unset or elsewhere."""
    if not is_github(settings.repo_url):
        return ""
    query = {
        "filename": new_note_path(paper.slug, {note.path for note in paper.notes}),
        "value": new_note_text(paper.slug, paper.title.plain),
    }
    return f"{settings.repo_url}/new/{settings.branch}?{urlencode(query)}"


def edit_address(settings: Settings) -> str:
    """What a file's path is appended to for GitHub's form to edit it; '' where there is none."""
    return f"{settings.repo_url}/edit/{settings.branch}/" if is_github(settings.repo_url) else ""


def new_note_path(slug: str, taken: Container[str]) -> str:
    """A free file name for a note on the paper at `slug`: `content/notes/<slug>.md`, then `<slug>-2.md`, …"""
    names = (f"content/notes/{slug}{f'-{number}' if number > 1 else ''}.md" for number in itertools.count(1))
    return next(name for name in names if name not in taken)


def new_note_text(slug: str, title: str, author: str = "your-name", date: str = "YYYY-MM-DD") -> str:
    """The text of a new note, front matter filled in as far as is known."""
    return (
        f"---\npaper: {slug}\nauthor: {json.dumps(author, ensure_ascii=False)}\ndate: {date}\n---\n\n"
        f"What a reader of “{title}” should know, in Markdown.\n"
    )


def is_untouched(body: str) -> bool:
    """Whether a note's body is still the one that `new_note_text` gives."""
    return re.fullmatch(r"\s*What a reader of “.*” should know, in Markdown\.\s*", body, re.S) is not None


def is_github(repo_url: str) -> bool:
    """Whether an address is a repository's on GitHub, whose forms we know."""
    return re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+", repo_url, re.ASCII) is not None
