"""Issue forms: the answers in a submitted form, parsed from the issue that GitHub makes of it.

An issue's body has `### Label`, an empty line and the answer for each field of `.github/ISSUE_TEMPLATE/<form>.yml`.
Anyone can write anything there. So fields are searched in their order, only the last may contain a line that looks like
a heading, and every answer is checked again as part of a file.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, Field, ValidationError

_EMPTY = "_No response_"
"""GitHub's text for a field that was left empty."""

FORMS: Mapping[str, Mapping[str, str]] = {
    "note": {"paper": "Paper", "author": "Your name", "links": "Links", "text": "Note"},
    "fix": {"paper": "Paper", "field": "What is wrong", "text": "What it should be"},
    "tags": {
        "paper": "Paper",
        "author": "Your name",
        "add": "Tags to add",
        "remove": "Tags to remove",
        "text": "Why",
    },
    "collection": {"name": "Title", "author": "Your name", "about": "What it is for", "text": "Papers"},
    "paper": {
        "name": "Title",
        "arxiv": "arXiv id",
        "doi": "DOI",
        "url": "Link",
        "authors": "Authors",
        "published": "Published",
        "text": "Summary",
    },
}
"""The labels of each form's fields, by id and in their order. Only the last, `text`, has several lines."""

FIX_FIELDS: Mapping[str, str] = {
    "Title": "title",
    "Summary": "abstract",
    "Authors": "authors",
    "Organisation": "organisation",
    "Date of publication": "published",
    "arXiv id": "arxiv",
    "DOI": "doi",
    "Link to the paper": "url",
    "Link to the code": "code",
    "Link to the project": "project",
}
"""The choices of the form `fix`, with the keys of a digest that they stand for."""


class _User(BaseModel):
    login: str = Field(pattern=r"^[A-Za-z0-9_-]+(\[bot\])?$", max_length=60)  # with "_" for users of a company's own


class _Issue(BaseModel):
    number: int = Field(ge=1)
    body: str | None
    user: _User
    created_at: dt.datetime


class _Event(BaseModel):
    issue: _Issue


@dataclass(frozen=True, slots=True)
class Submission:
    """A submitted form: its name in `FORMS`, the answers by field id, and the issue's number, author and date."""

    form: str
    answers: Mapping[str, str]
    number: int
    login: str
    date: dt.date


class NotAForm(ValueError):
    """An event or issue without one of our forms. The message says what to do."""


def read_event(text: str) -> Submission:
    """Return the form in a workflow's event, the JSON of `GITHUB_EVENT_PATH`.

    Raises:
        NotAForm: when the event is not about an issue, or the issue was not made with one of our forms.
    """
    try:
        issue = _Event.model_validate_json(text).issue
    except ValidationError:
        message = "the event is not about an issue by a user of GitHub; give the file that GITHUB_EVENT_PATH names"
        raise NotAForm(message) from None
    # A file with a NUL would be binary.
    body = (issue.body or "").replace("\r\n", "\n").replace("\0", "\N{REPLACEMENT CHARACTER}")
    for form, fields in FORMS.items():
        answers = _answers(body, fields)
        if answers is not None:
            return Submission(form, answers, issue.number, issue.user.login, issue.created_at.date())
    raise NotAForm("the issue was not made with one of this archive's forms, or its headings were changed")


def _answers(body: str, fields: Mapping[str, str]) -> dict[str, str] | None:
    """Return the answers to a form's fields, None if the body is not this form's."""
    text = f"\n{body}"
    spans: list[tuple[int, int]] = []
    for label in fields.values():
        heading = re.compile(rf"\n### {re.escape(label)} *\n").search(text, spans[-1][1] - 1 if spans else 0)
        if heading is None:
            return None
        spans.append(heading.span())
    ends = [*(begin for begin, _ in spans[1:]), len(text)]
    answers = [text[begin:end].strip() for (_, begin), end in zip(spans, ends, strict=True)]
    if text[: spans[0][0]].strip() or any("\n" in answer for answer in answers[:-1]):
        return None
    return {name: "" if answer == _EMPTY else answer for name, answer in zip(fields, answers, strict=True)}
