"""TODO text.note_template."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Container

_LONGEST = 200
"""Characters of a title in a sentence of ours."""


def new_note_path(slug: str, taken: Container[str]) -> str:
    """A free file name for a note on the paper at `slug`: `content/notes/<slug>.md`, then `<slug>-2.md`, …"""
    names = (f"content/notes/{slug}{f'-{number}' if number > 1 else ''}.md" for number in itertools.count(1))
    return next(name for name in names if name not in taken)


def new_note_text(
    slug: str, title: str = "", author: str = "your-name", date: str = "YYYY-MM-DD", modeline: str = ""
) -> str:
    """The text of a new note, front matter filled in as far as is known. `modeline` is for an editor on a machine."""
    subject = f"“{_shortened(title)}”" if title else "this paper"
    return (
        f"---\n{modeline}paper: {slug}\nauthor: {json.dumps(author, ensure_ascii=False)}\ndate: {date}\n---\n\n"
        f"What a reader of {subject} should know, in Markdown.\n"
    )


def _shortened(title: str) -> str:
    """A title that leaves a sentence readable."""
    return title if len(title) <= _LONGEST else f"{title[: _LONGEST - 1]}…"


def is_untouched(body: str) -> bool:
    """Whether a note's body is still the one that `new_note_text` gives."""
    return re.fullmatch(r"\s*What a reader of (“.*”|this paper) should know, in Markdown\.\s*", body, re.S) is not None
