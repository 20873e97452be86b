"""A paper of which nothing is known but its slug, for tests of stages that need one or two of its fields."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from generator.model import Appearance, Paper, Text
from generator.text.leads import lead
from generator.text.names import split_name


def plain_paper(slug: str, **known: Any) -> Paper:
    """A paper in a digest of 20 April 2026, with these fields."""
    bare = Paper(
        slug=slug,
        keys=(f"title:{slug}",),
        title=Text(slug, slug),
        abstract=(),
        authors=(),
        author_count=None,
        organisation="",
        published=None,
        arxiv="",
        doi="",
        url="",
        code="",
        project="",
        keywords=(),
        appearances=(Appearance(dt.date(2026, 4, 20), "desk"),),
    )
    persons = tuple(map(split_name, known.get("authors", ())))
    paper = replace(bare, **{"persons": persons} | known)
    return replace(paper, lead=known.get("lead", lead(paper.text)))
