"""The curator's decisions on doubtful tags, read from `site_config/tag_reviews.txt`: a line for each.

    searching-for-programs-by-their-traces program-synthesis no Ann

The paper's slug, the tag's, `yes` or `no`, and who decided it. `papershelf tags review` writes the file.
"""

from __future__ import annotations

import datetime as dt
import re

from generator.model import Note, Problem, SourceFile
from generator.text.safe_html import escaped

PATH = "site_config/tag_reviews.txt"

HEADER = """\
# Decisions of the curator in `papershelf tags review`: a paper, a tag, yes or no, and the name of who decided.
# Delete a line to be asked again.
"""

_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_LINE = re.compile(rf"({_SLUG}) +({_SLUG}) +(yes|no)(?: +(\S.*))?")

_UNSIGNED = "The curator"


def read_reviews(file: SourceFile | None) -> tuple[list[Note], list[Problem]]:
    """Return each decision as a note without text, which adds or removes a tag, and a problem for each other line.

    The notes are older than any other, so that a tag given or taken in a note counts more.
    """
    notes: list[Note] = []
    problems: list[Problem] = []
    for number, line in enumerate(file.text.splitlines() if file else (), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            hint = "a line is '<paper> <tag> yes' or '<paper> <tag> no', then who decided it"
            problems.append(Problem(PATH, number, 1, "is not a decision on a tag", hint))
            continue
        paper, tag, word, author = match.groups()
        key = "tags" if word == "yes" else "remove_tags"
        positions = {("paper",): (number, 1), (key, 0): (number, match.start(2) + 1)}
        given, taken = ((tag,), ()) if word == "yes" else ((), (tag,))
        note = Note(PATH, paper, author or _UNSIGNED, dt.date.min, escaped(""), given, taken, positions=dict(positions))
        notes.append(note)
    return notes, problems


def with_decision(text: str, paper: str, tag: str, word: str, author: str) -> str:
    """Return the file's text with one more decision."""
    ended = text if text.endswith("\n") else f"{text}\n"
    return f"{ended if text else HEADER}{paper} {tag} {word} {' '.join(author.split())}\n"


def without_tag(text: str, tag: str) -> str:
    """Return the file's text without the decisions on a tag."""
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if line.startswith("#") or line.split()[1:2] != [tag])
