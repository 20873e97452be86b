from __future__ import annotations

import pytest

from generator.edits.change import Refused
from generator.edits.digest_files import RowEdit, edited
from generator.model import SourceFile
from generator.sources.digests import read_digest

PATH = "content/digests/2026-04-01-desk.yml"
TEXT = """\
# Chosen by hand.
date: 2026-04-01
source: desk
papers:
  # The first of two.
  - title: On Traces   # as it is written
    arxiv: "2401.10000"
    abstract: >-
      Old words
      in two lines.

  # The second.
  - arxiv: "2401.10001"
    title: Other
    code: https://a.org/code
title: A day
"""


def edit(edits: dict[int, RowEdit], text: str = TEXT) -> str | None:
    file = SourceFile(PATH, text)
    digest = read_digest(file).digest
    assert digest is not None
    return edited(file, digest, edits)


@pytest.mark.parametrize(
    ("edits", "before", "after"),
    [
        ({0: {"arxiv": "2401.10009"}}, 'arxiv: "2401.10000"', "arxiv: '2401.10009'"),
        ({0: {"title": "New"}}, "title: On Traces   # as it is written", "title: New"),
        ({0: {"abstract": None}}, "    abstract: >-\n      Old words\n      in two lines.\n", ""),
        ({1: {"code": None}}, "    code: https://a.org/code\n", ""),
        ({1: {"authors": ["Ann", "Bo"]}}, "title: Other\n", "title: Other\n    authors:\n      - Ann\n      - Bo\n"),
        ({1: None}, TEXT[TEXT.index("  - arxiv") : TEXT.index("title: A day")], ""),
        ({0: None}, TEXT[TEXT.index("  - title") : TEXT.index("\n  # The second")], ""),
    ],
)
def test_an_edit_changes_its_lines_and_no_other(edits: dict[int, RowEdit], before: str, after: str) -> None:
    assert TEXT.count(before) == 1
    assert edit(edits) == TEXT.replace(before, after)


def test_several_rows_are_edited_at_once_also_where_a_dash_is_alone() -> None:
    text = "date: 2026-04-01\nsource: desk\npapers:\n  -\n    title: A\n  # on B\n  - title: B\n\n  -\n    title: C\n"
    assert edit({0: {"doi": "10.1000/a"}, 1: None, 2: {"doi": "10.1000/c", "venue": "V"}}, text) == (
        "date: 2026-04-01\nsource: desk\npapers:\n  -\n    title: A\n    doi: 10.1000/a\n  # on B\n\n  -\n"
        "    title: C\n    doi: 10.1000/c\n    venue: V\n"
    )


def test_a_digest_without_rows_is_deleted() -> None:
    assert edit({0: None, 1: None}) is None


@pytest.mark.parametrize(
    ("edits", "text", "message"),
    [
        (
            {0: {"arxiv": None}},
            "date: 2026-04-01\nsource: desk\npapers: [{title: A, arxiv: '2401.10000'}]\n",
            "cannot be changed",
        ),
        ({1: {"arxiv": None}}, TEXT, "cannot be changed without other lines"),
        ({0: {"url": "ftp://x"}}, TEXT, "is not an address"),
        ({0: None}, "@article{a, title = {On Traces}}\n", "is not a digest in YAML"),
    ],
)
def test_what_cannot_be_edited_is_refused_with_the_place(edits: dict[int, RowEdit], text: str, message: str) -> None:
    with pytest.raises(Refused, match=message):
        edit(edits, text)
