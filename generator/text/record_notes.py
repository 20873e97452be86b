"""Notes of bibliographic records: facts without a field of their own, in words that our readers understand."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PARTS = re.compile(
    r"(?:(?P<count>\d{1,8}) authors?(?:; |$))?"
    r"(?P<withdrawn>(?:withdrawn|retracted)(?:; |$))?"
    r"(?:superseded by (?P<successor>\S+?)(?:; |$))?"
    r"(?:code: (?P<code>https?://\S+?)(?:; |$))?"
    r"(?:project: (?P<project>https?://\S+?)(?:; |$))?",
    re.I,
)
_WITHDRAWN = re.compile(r"(?:this (?:paper|article|work) (?:has been|was|is) )?(?:withdrawn|retracted)\b", re.I)


@dataclass(frozen=True, slots=True)
class RecordNote:
    """The number of unnamed authors, the state of a work, what replaces it, its addresses, and the source's remark."""

    author_count: int = 0
    withdrawn: bool = False
    superseded_by: str = ""
    remark: str = ""
    code: str = ""
    project: str = ""


def write_note(note: RecordNote) -> str:
    """Return the note as text.

    >>> write_note(RecordNote(3, True, "10.1000/x", "12 pages"))
    '3 authors; withdrawn; superseded by 10.1000/x; 12 pages'
    """
    count = f"{note.author_count} author{'' if note.author_count == 1 else 's'}" if note.author_count else ""
    state = "withdrawn" if note.withdrawn and not _WITHDRAWN.match(note.remark) else ""
    successor = f"superseded by {note.superseded_by}" if note.superseded_by else ""
    code, project = (f"{name}: {url}" if url else "" for name, url in (("code", note.code), ("project", note.project)))
    return "; ".join(filter(None, (count, state, successor, code, project, note.remark)))


def read_note(text: str) -> RecordNote:
    """Return the parts of a note; of a note in other words, all of it is the remark.

    >>> read_note("Withdrawn by the authors")
    RecordNote(author_count=0, withdrawn=True, superseded_by='', remark='Withdrawn by the authors', code='', project='')
    """
    parts = _PARTS.match(text)
    if parts is None:
        return RecordNote(remark=text)
    remark = text[parts.end() :].strip()
    withdrawn = parts["withdrawn"] is not None or _WITHDRAWN.match(remark) is not None
    code, project = parts["code"] or "", parts["project"] or ""
    return RecordNote(int(parts["count"] or 0), withdrawn, parts["successor"] or "", remark, code, project)
