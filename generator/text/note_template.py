"""The text of a new note."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Container

_MAXIMUM_TITLE = 200
"""Characters of a title within a sentence of ours."""


def new_note_path(slug: str, taken: Container[str]) -> str:
    """Return a path that is not `taken` for a note on a paper: `content/notes/<slug>.md`, then `<slug>-2.md`, …"""
    names = (f"content/notes/{slug}{f'-{number}' if number > 1 else ''}.md" for number in itertools.count(1))
    return next(name for name in names if name not in taken)


def new_note_text(
    slug: str,
    title: str = "",
    author: str = "your-name",
    date: str = "YYYY-MM-DD",
    modeline: str = "",
    remark: str = "",
) -> str:
    """Return the text of a new note with its front matter, as far as known. `modeline` is a comment for editors.

    A `remark`, which somebody else made of the paper, is quoted below the sentence that the author replaces.
    """
    subject = f"“{_shortened(title)}”" if title else "this paper"
    return (
        f"---\n{modeline}paper: {slug}\nauthor: {json.dumps(author, ensure_ascii=False)}\ndate: {date}\n---\n\n"
        f"What a reader of {subject} should know, in Markdown.\n" + (f"\n> {remark}\n" if remark else "")
    )


def _shortened(title: str) -> str:
    """Return a title short enough for a sentence."""
    return title if len(title) <= _MAXIMUM_TITLE else f"{title[: _MAXIMUM_TITLE - 1]}…"


def is_untouched(body: str) -> bool:
    """Return whether a note's body is still the one of `new_note_text`, with or without a remark."""
    sentence = r"\s*What a reader of (“[^\n]*”|this paper) should know, in Markdown\.\s*(?:\n> [^\n]*\s*)?"
    return re.fullmatch(sentence, body) is not None
