"""Candidates for a paper's keywords, by YAKE (Campos et al., 2020, https://doi.org/10.1016/j.ins.2019.09.013).

Only this module imports yake, and lazily, since the import takes a third of a second. Candidates depend on one text
alone, so they can be cached by content and computed on any machine. `keyword_ranking` then chooses among them by
statistics of the whole archive.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from generator.text.phrases import (
    LONGEST,
    Word,
    acronyms,
    begins_phrase,
    clauses,
    ends_phrase,
    fold,
    is_concept,
    is_generic,
    located_clauses,
    plainest,
    short_form,
    slices,
)

if TYPE_CHECKING:
    import yake

VERSION = f"yake {metadata.version('yake')}, 9"
"""Changes whenever the same text would give other candidates; part of the cache's keys."""

_MAXIMUM = 60
"""Candidates kept per text, by YAKE's rank; the keywords an author would choose are nearly always among them."""

_WORDS_OF_NAMES = frozenset("example inner mean next self sub value zero".split())
"""Stop words of YAKE's that stand at the edges of concepts: adversarial examples, value iteration, mean field."""

_LONG_NUMBER = re.compile(r"\d{100,}")
"""Python converts no more than 4,300 digits to a number, and YAKE finds no keyword in a text with more."""

Span = tuple[int, int, int]
"""A clause's number, and the begin and end of a run of its words."""

Acronyms: TypeAlias = tuple[tuple[str, str], ...]
"""The acronyms that a text defines, with their long forms."""

CandidatesJson: TypeAlias = tuple[str, str, Sequence[int], Sequence[tuple[str, str]]]
"""The fields of `Candidates` in their order, as JSON values for the cache."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that may be a keyword of one text, with counts of its occurrences.

    `folded` has its folded words with spaces between, those of its long form if the text defines it as an acronym.
    `alone` is `count` less the mean count of longer phrases that contain it, in hundredths. `in_title` is 0 or 1.
    `begins` and `ends` count the occurrences that begin or end a noun phrase, and `words_before` the words of the text
    before the first.
    """

    spelling: str
    folded: str
    count: int
    alone: int
    in_title: int
    begins: int
    ends: int
    words_before: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates of one text, best first by YAKE, and the acronyms it defines with their long forms.

    A large archive has millions, so they are stored in columns: `spellings` and `folded` have a line for each, and
    `numbers` has its six `NUMBERS`, candidate after candidate.
    """

    spellings: str
    folded: str
    numbers: array[int]
    acronyms: Acronyms

    NUMBERS: ClassVar[tuple[str, ...]] = ("count", "alone", "in_title", "begins", "ends", "words_before")


def candidates_of_text(text: str) -> CandidatesJson:
    """Return the candidates of a text whose first line is the title, for `from_json`."""
    title, _, abstract = text.partition("\n")
    prose = _without_formulas(f"{title}.\n{abstract}")
    words = located_clauses(prose)
    lower = [[word.text.lower() for word in clause] for clause in words]
    proposed = _concepts(prose)
    spans = _spans(lower, set(proposed))
    in_title = _spans(_lower(title), set(proposed))
    ranked = [phrase for phrase in proposed if phrase in spans][:_MAXIMUM]
    alone = _counts_alone(spans, ranked)
    short_forms = acronyms(prose)
    long_forms = {short: fold(long) for short, long in short_forms}
    words_before_clause = [*accumulate(map(len, lower), initial=0)]
    candidates = []
    for phrase in ranked:
        occurrences = spans[phrase]
        ends = sum(ends_phrase(_word(lower, clause, end)) for clause, _, end in occurrences)
        begins = sum(begins_phrase(_word(lower, clause, begin - 1)) for clause, begin, _ in occurrences)
        spelling = _spelling(occurrences, words, prose)
        folded = " ".join(long_forms.get(short_form(spelling)) or fold(spelling))
        hundredths = round(100 * alone[phrase])
        in_title_count = int(phrase in in_title)
        words_before = min(words_before_clause[clause] + begin for clause, begin, _ in occurrences)
        counts = len(occurrences), hundredths, in_title_count, begins, ends, words_before
        candidates.append(Candidate(spelling, folded, *counts))
    return in_columns(candidates, short_forms)


def in_columns(candidates: Sequence[Candidate], short_forms: Sequence[tuple[str, str]] = ()) -> CandidatesJson:
    """Return candidates, best first, for `from_json`; `short_forms` are the text's acronyms with their long forms."""
    spellings = "\n".join(candidate.spelling for candidate in candidates)
    folded = "\n".join(candidate.folded for candidate in candidates)
    numbers = [getattr(candidate, name) for candidate in candidates for name in Candidates.NUMBERS]
    return spellings, folded, numbers, list(short_forms)


def from_json(value: CandidatesJson) -> Candidates:
    spellings, folded, numbers, short_forms = value
    return Candidates(spellings, folded, array("i", numbers), tuple((short, long) for short, long in short_forms))


@cache
def _extractor() -> yake.KeywordExtractor:
    import yake

    stop_words = yake.KeywordExtractor(lan="en").stopword_set - _WORDS_OF_NAMES
    # A limit of 1 switches off deduplication, YAKE's slowest part: it compares spellings, and we fold them. The option
    # is dedup_lim; YAKE silently ignores dedupLim, the spelling of older documentation.
    return yake.KeywordExtractor(lan="en", n=LONGEST, dedup_lim=1.0, top=1000, stopwords=stop_words)


def _concepts(prose: str) -> list[tuple[str, ...]]:
    """Return YAKE's phrases that can name a concept, as lower-case words, best first and without duplicates."""
    phrases = ([words for part in phrase.split() for words in _lower(part)] for phrase, _ in _extract(prose))
    concepts = (tuple(word for part in parts for word in part) for parts in phrases if _names_concept(parts))
    return [words for words in dict.fromkeys(concepts) if len(words) <= LONGEST]


def _names_concept(parts: Sequence[Sequence[str]]) -> bool:
    """Return whether lower-case words can name a concept; hyphens join the words of a part.

    They make one adjective before a noun: "few-shot learning" begins with no number, "user-generated content" has no
    verb. Alone, joined words are judged one by one, unless the first is a letter ("k-means").
    """
    words = [word for part in parts for word in part]
    if not words or is_generic(words):
        return False
    is_adjective = len(parts) == 1 and len(words[0]) > 1
    return is_concept(words if is_adjective else ["-".join(part) for part in parts])


def _extract(prose: str) -> list[tuple[str, float]]:
    scored: list[tuple[str, float]] = _extractor().extract_keywords(_LONG_NUMBER.sub("0", prose))
    return scored


def _lower(text: str) -> list[list[str]]:
    return [[word.lower() for word in clause] for clause in clauses(text)]


def _spans(lower: Sequence[Sequence[str]], wanted: Container[tuple[str, ...]]) -> dict[tuple[str, ...], list[Span]]:
    """Return the occurrences of each wanted phrase; phrases without any are left out."""
    spans: dict[tuple[str, ...], list[Span]] = defaultdict(list)
    for number, clause in enumerate(lower):
        for begin, end in slices(clause):
            phrase = tuple(clause[begin:end])
            if phrase in wanted:
                spans[phrase].append((number, begin, end))
    return dict(spans)


def _counts_alone(
    spans: dict[tuple[str, ...], list[Span]], ranked: Sequence[tuple[str, ...]]
) -> dict[tuple[str, ...], float]:
    """Return the count of each phrase, less the mean count of the longer candidates that contain it.

    This is C-value's measure of nestedness (Frantzi et al., 2000, https://doi.org/10.1007/s007999900023) within one
    text: "language model" scores 0 if it occurs only inside "large language model".
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


def _spelling(occurrences: Sequence[Span], words: Sequence[Sequence[Word]], prose: str) -> str:
    """Return the phrase as the text spells it, with its hyphens and capitals."""
    written = (prose[words[clause][begin].begin : words[clause][end - 1].end] for clause, begin, end in occurrences)
    return plainest(Counter(" ".join(spelling.split()) for spelling in written))


def _word(lower: Sequence[Sequence[str]], clause: int, index: int) -> str | None:
    return lower[clause][index] if 0 <= index < len(lower[clause]) else None


def _without_formulas(text: str) -> str:
    return re.sub(r"https?://\S+|\$[^$]*\$|\\[A-Za-z]+", " ", text)
