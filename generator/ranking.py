"""A paper's keywords, best first: its candidates weighed with what the whole archive knows of each phrase.

Fitted on the author keywords of 1,284 ICLR and 1,330 WWW papers (`bench/keywords.py` measures it); what moved the
figure most was rewarding phrases that many papers share, asking how often a phrase stands free of a longer one, and
refusing phrases that rarely end where a noun phrase ends ("deep", "recurrent neural").
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from generator.model import Candidate, Candidates, Keyword
from generator.phrases import Words, fold, plainest

_LENGTH_PRIOR = {1: 0.0, 2: 1.3, 3: 0.9, 4: -0.7, 5: -2.5}
"""Authors choose two words most often, five almost never."""
_BY_YAKE = 0.2
_BY_STANDING_ALONE = 0.6
_IN_TITLE = 0.6
_BY_PAPERS, _MOST_PAPERS = 0.3, 200
_BY_ENDS, _BY_BEGINS = 0.15, 0.25

_LEAST_ENDS_OF_WORD, _LEAST_ENDS_OF_PHRASE = 0.2, 0.15
"""The share of a phrase's occurrences in the archive at which it must end a noun phrase."""

_BOILERPLATE = 0.2
"""A phrase in a larger share of the archive's papers distinguishes none of them …"""
_FEW_PAPERS = 50
"""… unless the archive is smaller than this, where any share is chance."""

KEPT = 15
"""Keywords kept per paper."""


@dataclass(slots=True)
class _Phrase:
    """What one paper says of a folded phrase."""

    spellings: Counter[str] = field(default_factory=Counter)
    rank: int = 10**6
    count: int = 0
    alone: float = 0.0
    in_title: bool = False


@dataclass(slots=True)
class _Known:
    """What the archive says of a folded phrase."""

    papers: int = 0
    count: int = 0
    begins: int = 0
    ends: int = 0


def rank(candidates: Mapping[str, Candidates]) -> dict[str, tuple[Keyword, ...]]:
    """The keywords of each paper, best first, by the same keys as its candidates."""
    synonyms = agreed_acronyms(found.acronyms for found in candidates.values())
    # Two passes over the papers, and only the folded words kept between them: a million candidates must fit.
    kept: dict[Words, Words] = {}
    words_of = {name: _folded(found, synonyms, kept) for name, found in candidates.items()}
    known = _what_is_known(candidates, words_of)
    at_most = _BOILERPLATE * len(candidates) if len(candidates) >= _FEW_PAPERS else math.inf
    refused = {words for words, seen in known.items() if seen.papers > at_most or not _ends_phrases(words, seen)}
    short_forms = _by_long_form(synonyms)
    ranked = {}
    for name, found in candidates.items():
        phrases = _phrases(found, words_of[name])
        scored = sorted(
            (-_score(words, phrase, known[words]), words) for words, phrase in phrases.items() if words not in refused
        )
        ranked[name] = tuple(
            _keyword(words, phrases[words], known[words], short_forms.get(words, ())) for _, words in scored[:KEPT]
        )
    return ranked


def agreed_acronyms(defined: Iterable[Iterable[tuple[str, str]]]) -> dict[str, Words]:
    """Short forms that two papers or more define, seven in ten alike, with their folded long forms."""
    meanings: dict[str, Counter[Words]] = defaultdict(Counter)
    for of_paper in defined:
        for short, words in {(short, fold(long)) for short, long in of_paper}:
            meanings[short][words] += 1
    agreed = {}
    for short, counts in sorted(meanings.items()):
        words, papers = min(counts.items(), key=lambda item: (-item[1], item[0]))
        if papers >= 2 and papers >= 0.7 * counts.total():
            agreed[short] = words
    return agreed


def _folded(found: Candidates, synonyms: Mapping[str, Words], kept: dict[Words, Words]) -> list[Words]:
    """The folded words of a paper's candidates, in their order; equal words are the same object, found in `kept`."""
    own = {short: fold(long) for short, long in found.acronyms}
    both = {**synonyms, **own}
    folded = (_canonical(candidate, both) for candidate in found.candidates)
    return [kept.setdefault(words, words) for words in folded]


def _what_is_known(
    candidates: Mapping[str, Candidates], words_of: Mapping[str, Sequence[Words]]
) -> dict[Words, _Known]:
    known: dict[Words, _Known] = defaultdict(_Known)
    for name, found in candidates.items():
        for candidate, words in zip(found.candidates, words_of[name], strict=True):
            seen = known[words]
            seen.count += candidate.count
            seen.begins += candidate.begins
            seen.ends += candidate.ends
        for words in set(words_of[name]):
            known[words].papers += 1
    return known


def _phrases(found: Candidates, folded: Sequence[Words]) -> dict[Words, _Phrase]:
    """A paper's candidates by folded words, spellings of one concept together."""
    phrases: dict[Words, _Phrase] = defaultdict(_Phrase)
    for candidate, words in zip(found.candidates, folded, strict=True):
        phrase = phrases[words]
        phrase.spellings[candidate.spelling] += candidate.count
        phrase.rank = min(phrase.rank, candidate.rank)
        phrase.count += candidate.count
        phrase.alone += candidate.alone
        phrase.in_title |= candidate.in_title
    return phrases


def _canonical(candidate: Candidate, synonyms: Mapping[str, Words]) -> Words:
    short = candidate.spelling.removesuffix("s") if candidate.spelling[:-1].isupper() else candidate.spelling
    return synonyms.get(short) or fold(candidate.spelling)


def _ends_phrases(words: Words, seen: _Known) -> bool:
    least = _LEAST_ENDS_OF_WORD if len(words) == 1 else _LEAST_ENDS_OF_PHRASE
    return _share(seen.ends, seen.count) >= least


def _score(words: Words, phrase: _Phrase, seen: _Known) -> float:
    return (
        _LENGTH_PRIOR.get(len(words), _LENGTH_PRIOR[5])
        - _BY_YAKE * math.log1p(phrase.rank)
        + _BY_STANDING_ALONE * math.log(max(phrase.alone, 0.5))
        + _IN_TITLE * phrase.in_title
        + _BY_PAPERS * math.log(min(seen.papers, _MOST_PAPERS))
        + _BY_ENDS * math.log(_share(seen.ends, seen.count))
        + _BY_BEGINS * math.log(_share(seen.begins, seen.count))
    )


def _share(part: int, whole: int) -> float:
    """A share that one occurrence does not make certain: never 0 or 1."""
    return (part + 0.5) / (whole + 1)


def _keyword(words: Words, phrase: _Phrase, seen: _Known, short_forms: Iterable[str]) -> Keyword:
    # The long form labels a concept, also where this paper calls it by its acronym alone.
    long = {spelling: count for spelling, count in phrase.spellings.items() if fold(spelling) == words}
    label = plainest(long) if long else " ".join(words)
    others = sorted({*phrase.spellings, *short_forms} - {label})
    return Keyword(words, (label, *others), phrase.count, phrase.in_title, seen.papers)


def _by_long_form(synonyms: Mapping[str, Words]) -> dict[Words, list[str]]:
    found: dict[Words, list[str]] = defaultdict(list)
    for short, words in synonyms.items():
        found[words].append(short)
    return found
