"""A small archive that is searched: two papers and a page."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from plain_paper import plain_paper

from generator.bibliography import PartialDate
from generator.model import Appearance, Archive, Note, Page, Settings, Text

OLD = plain_paper(
    "lantern",
    keys=("arxiv:2603.01234",),
    title=Text("Lantern: Tree Search", "Lantern: Tree Search"),
    abstract=(Text("One < two.", "One &lt; two."), Text("Three.", "Three.")),
    authors=("Łukasz Dvořák", "Ada Lovelace"),
    organisation="Harbour AI",
    published=PartialDate(2025, 12, 30),
    arxiv="2603.01234",
    doi="10.1000/182",
    keywords=("tree search",),
    appearances=(Appearance(dt.date(2026, 3, 10), "desk", upvotes=12), Appearance(dt.date(2026, 3, 2), "desk")),
    notes=(Note("n.md", "lantern", "m", dt.date(2026, 3, 3), "<p>Read <b>this</b>.</p>"),),
)
NEW = replace(
    OLD,
    slug="ada",
    title=Text("Ada Lovelace", "Ada Lovelace"),
    abstract=(),
    authors=(),
    organisation="",
    published=None,
    arxiv="",
    doi="",
    keywords=(),
    appearances=(Appearance(dt.date(2026, 3, 12), "reading-group"),),
    notes=(),
)
ARCHIVE = Archive(
    settings=Settings("A shelf", "https://shelf.example.org/"),
    papers=(NEW, OLD),
    days=(),
    tags=(),
    assignments={},
    pages=(Page("about.md", "About", "", "<p>Who &amp; why.</p>"),),
)
