"""Candidates for a paper's keywords, by YAKE (Campos et al., 2020, https://doi.org/10.1016/j.ins.2019.09.013).

Only this module imports yake, lazily: that takes a third of a second. What it gives depends on one text alone, so that
it can be cached by content and computed on any machine; `ranking` then chooses among the candidates with what the whole
archive knows.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Container, Sequence
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING, Any

from generator.model import Candidate, Candidates
from generator.text.phrases import (
    LONGEST,
    Word,
    acronyms,
    begins_phrase,
    clauses,
    ends_phrase,
    fold,
    is_concept,
    located_clauses,
    plainest,
    short_form,
    slices,
)

if TYPE_CHECKING:
    import yake

VERSION = f"yake {metadata.version('yake')}, 5"
"""Changes whenever the same text would give other candidates; part of the cache's keys."""

_MOST = 60
"""Candidates kept per text, by YAKE's rank; the keywords an author would choose are nearly always among them."""

Span = tuple[int, int, int]
"""A clause's number, and begin and end of a run of its words."""


def candidates_of_text(text: str) -> list[Any]:
    """The candidates of a text whose first line is the title, as JSON values; `from_json` makes them `Candidates`."""
    title, _, abstract = text.partition("\n")
    prose = _without_formulas(f"{title}.\n{abstract}")
    words = located_clauses(prose)
    lower = [[word.text.lower() for word in clause] for clause in words]
    proposed = [phrase for phrase in _yake_phrases(prose) if is_concept(phrase)]
    spans = _spans(lower, set(proposed))
    in_title = _spans(_lower(title), set(proposed))
    ranked = [phrase for phrase in proposed if phrase in spans][:_MOST]
    standing = _standing_alone(spans, ranked)
    short_forms = acronyms(prose)
    long_forms = {short: fold(long) for short, long in short_forms}
    found = []
    for phrase in ranked:
        places = spans[phrase]
        ends = sum(ends_phrase(_word(lower, clause, end)) for clause, _, end in places)
        begins = sum(begins_phrase(_word(lower, clause, begin - 1)) for clause, begin, _ in places)
        spelling = _spelling(places, words, prose)
        folded = " ".join(long_forms.get(short_form(spelling)) or fold(spelling))
        alone = round(100 * standing[phrase])
        found.append(Candidate(spelling, folded, len(places), alone, int(phrase in in_title), begins, ends))
    return in_columns(found, short_forms)


def in_columns(found: Sequence[Candidate], short_forms: Sequence[tuple[str, str]] = ()) -> list[Any]:
    """Candidates, best first, as the JSON values that `from_json` reads."""
    spellings, folded = ("\n".join(each) for each in ((one.spelling for one in found), (one.folded for one in found)))
    numbers = [getattr(one, name) for one in found for name in Candidates.NUMBERS]
    return [spellings, folded, numbers, list(short_forms)]


def from_json(value: Sequence[Any]) -> Candidates:
    """What `candidates_of_text` gave, after a way through the cache."""
    spellings, folded, numbers, short_forms = value
    return Candidates(spellings, folded, array("i", numbers), tuple((short, long) for short, long in short_forms))


@cache
def _extractor() -> yake.KeywordExtractor:
    import yake

    # Without deduplication, YAKE's slowest part: it compares spellings, and we fold them. The option is dedup_lim;
    # YAKE ignores dedupLim, as older documentation spells it, without a word.
    return yake.KeywordExtractor(lan="en", n=LONGEST, dedup_lim=1.0, top=1000)


def _yake_phrases(prose: str) -> list[tuple[str, ...]]:
    """YAKE's phrases as lower-case words, best first, each once."""
    found = (tuple(word for clause in _lower(phrase) for word in clause) for phrase, _ in _extract(prose))
    return [phrase for phrase in dict.fromkeys(found) if 0 < len(phrase) <= LONGEST]


def _extract(prose: str) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = _extractor().extract_keywords(prose)
    return found


def _lower(text: str) -> list[list[str]]:
    return [[word.lower() for word in clause] for clause in clauses(text)]


def _spans(lower: Sequence[Sequence[str]], wanted: Container[tuple[str, ...]]) -> dict[tuple[str, ...], list[Span]]:
    """Where each of the wanted phrases stands; those that stand nowhere are left out."""
    found: dict[tuple[str, ...], list[Span]] = defaultdict(list)
    for number, clause in enumerate(lower):
        for begin, end in slices(clause):
            phrase = tuple(clause[begin:end])
            if phrase in wanted:
                found[phrase].append((number, begin, end))
    return dict(found)


def _standing_alone(
    spans: dict[tuple[str, ...], list[Span]], ranked: Sequence[tuple[str, ...]]
) -> dict[tuple[str, ...], float]:
    """How often each phrase occurs, less how often, on average, the longer candidates around it do.

    This is C-value's measure of nestedness (Frantzi et al., 2000, https://doi.org/10.1007/s007999900023) within one
    text: "language model" that only ever stands in "large language model" is worth nothing.
    """
    longer: dict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
    chosen = set(ranked)
    for phrase in ranked:
        for begin, end in slices(phrase):
            inner = phrase[begin:end]
            if inner in chosen and inner != phrase:
                longer[inner].add(phrase)
    alone = {}
    for phrase in ranked:
        around = [len(spans[outer]) for outer in longer[phrase]]
        alone[phrase] = len(spans[phrase]) - (sum(around) / len(around) if around else 0.0)
    return alone


def _spelling(found: Sequence[Span], words: Sequence[Sequence[Word]], prose: str) -> str:
    """A phrase as the text spells it, its hyphens and capitals kept."""
    written = (prose[words[clause][begin].begin : words[clause][end - 1].end] for clause, begin, end in found)
    return plainest(Counter(" ".join(spelling.split()) for spelling in written))


def _word(lower: Sequence[Sequence[str]], clause: int, at: int) -> str | None:
    return lower[clause][at] if 0 <= at < len(lower[clause]) else None


def _without_formulas(text: str) -> str:
    return re.sub(r"https?://\S+|\$[^$]*\$|\\[A-Za-z]+", " ", text)
