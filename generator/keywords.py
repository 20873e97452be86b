"""Keywords of a paper, by YAKE (Campos et al., 2020, https://doi.org/10.1016/j.ins.2019.09.013). Only this module imports it."""

from __future__ import annotations

import re
from functools import cache

import yake

from generator.model import Paper

VERSION = f"yake-{yake.__version__}-1"
"""Changes whenever the same text would give other keywords; part of the cache's keys."""

_PER_PAPER = 20


def text_of(paper: Paper) -> str:
    """What a paper's keywords come from: its title and abstract as plain text."""
    return "\n".join((paper.title.plain + ".", *(paragraph.plain for paragraph in paper.abstract)))


def keywords_of_text(text: str) -> list[str]:
    """Keywords of one text, best first, spelt as the text spells them (YAKE gives them in lower case)."""
    found = _extractor().extract_keywords(text)
    return [_spelling(keyword, text) for keyword, _ in found]


@cache
def _extractor() -> yake.KeywordExtractor:
    # The option is dedup_lim: YAKE ignores dedupLim, as its own documentation spells it, without a word.
    return yake.KeywordExtractor(lan="en", n=3, dedup_lim=0.9, top=_PER_PAPER)


def _spelling(keyword: str, text: str) -> str:
    """The keyword as it stands in the text first."""
    pattern = r"\W+".join(re.escape(word) for word in keyword.split())
    found = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.I)
    return " ".join(found[0].split()) if found else keyword
