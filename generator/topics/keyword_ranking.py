"""A paper's keywords, best first: its candidates weighed with what the whole archive knows of each phrase.

Fitted on the author keywords of 1,284 ICLR and 1,330 WWW papers (`bench/keywords.py` measures it); what moved the
figure most was rewarding phrases that many papers share, asking how often a phrase stands free of a longer one, and
refusing phrases that rarely end where a noun phrase ends ("deep", "recurrent neural").

A large archive has millions of candidates, most of them one paper's alone, so they are weighed in columns, and their
phrases are told from each other by Python's hash, which has 64 bits: among three million phrases, two are taken for one
in one build of four million.
"""

from __future__ import annotations

import math
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Any

from generator.model import Candidates, Keyword
from generator.text.phrases import Words, fold, plainest, short_form

if TYPE_CHECKING:
    from numpy.typing import NDArray

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


class _Folded:
    """The folded phrases of papers' candidates; acronyms that the archive agrees on are their long forms."""

    def __init__(self, synonyms: Mapping[str, Words]) -> None:
        self._synonyms = synonyms
        self._short_forms = {spelling for short in synonyms for spelling in (short, f"{short}s")}

    def of(self, found: Candidates) -> list[str]:
        folded, own = _lines(found.folded), dict(found.acronyms)
        for place, spelling in enumerate(_lines(found.spellings)):
            # Few candidates are acronyms, of millions.
            if spelling in self._short_forms and (short := short_form(spelling)) in self._synonyms and short not in own:
                folded[place] = " ".join(self._synonyms[short])
        return folded


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The phrase of each candidate: its number, and how many words it has.

    Candidates are numbered through; `begins` says where each paper's begin.
    """

    of_candidate: NDArray[Any]
    length: NDArray[Any]
    begins: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Said:
    """What papers say of phrases, in columns: a row for each phrase of each paper, by paper.

    A row's candidates, the spellings of one concept, are `members[begins[row] : begins[row + 1]]`, and `first` is the
    first of them; `papers` is how many papers have the phrase.
    """

    paper: NDArray[Any]
    first: NDArray[Any]
    count: NDArray[Any]
    in_title: NDArray[Any]
    score: NDArray[Any]
    papers: NDArray[Any]
    members: NDArray[Any]
    begins: NDArray[Any]

    def rows(self, chosen: NDArray[Any]) -> Iterator[tuple[int, bool, int, list[int]]]:
        """Of each chosen row, its count and whether it is in the title, its phrase's papers and its members."""
        columns = (self.count[chosen], self.in_title[chosen], self.papers[chosen])
        ends = (self.begins[chosen], self.begins[chosen + 1])
        for *row, begin, end in zip(*(column.tolist() for column in (*columns, *ends)), strict=True):
            yield (*row, self.members[begin:end].tolist())


class _Spelt:
    """How a paper, whose candidates are numbered from `first` on, spells its phrases."""

    def __init__(
        self, found: Candidates, first: int, synonyms: Mapping[str, Words], short_forms: Mapping[str, Sequence[str]]
    ) -> None:
        self.found, self.first, self.synonyms, self.short_forms = found, first, synonyms, short_forms
        self.spellings, self.own = _lines(found.spellings), dict(found.acronyms)

    def of(self, phrase: str, members: Iterable[int]) -> tuple[str, ...]:
        """The spellings of a phrase, the one to show first."""
        written: dict[str, int] = {}
        for candidate in members:
            place = candidate - self.first
            spelling = self.spellings[place]
            written[spelling] = written.get(spelling, 0) + self.found.numbers[place * len(Candidates.NUMBERS)]
        # The long form labels a concept, also where this paper calls it by its acronym alone.
        long = {spelling: times for spelling, times in written.items() if self._is_long(spelling, phrase)}
        label = plainest(long) if long else phrase
        if len(written) == len(long) == 1 and phrase not in self.short_forms:
            return (label,)
        return (label, *sorted({*written, *self.short_forms.get(phrase, ())} - {label}))

    def _is_long(self, spelling: str, phrase: str) -> bool:
        short = short_form(spelling)
        return (short not in self.own and short not in self.synonyms) or " ".join(fold(spelling)) == phrase


def rank(candidates: Mapping[str, Candidates]) -> dict[str, tuple[Keyword, ...]]:
    """The keywords of each paper, best first, by the same keys as its candidates."""
    import numpy as np

    synonyms = agreed_acronyms(found.acronyms for found in candidates.values())
    folded = _Folded(synonyms)
    phrases = _number(candidates, folded)
    if not phrases.begins[-1]:
        return dict.fromkeys(candidates, ())
    said = _weigh(candidates, phrases)
    order = np.flatnonzero(said.score > -math.inf)
    order = order[np.lexsort((said.first[order], -said.score[order], said.paper[order]))]
    of_paper = np.bincount(said.paper[order], minlength=len(candidates))
    place = np.arange(len(order)) - np.repeat(np.cumsum(of_paper) - of_paper, of_paper)
    best = said.rows(order[place < KEPT])
    short_forms = _by_long_form(synonyms)
    # Papers share phrases, and phrases share words.
    words_of = cache(lambda phrase: tuple(map(sys.intern, phrase.split(" "))))
    ranked = {}
    for name, number, begin in zip(candidates, np.minimum(of_paper, KEPT).tolist(), phrases.begins, strict=False):
        spelt, own = _Spelt(candidates[name], begin, synonyms, short_forms), folded.of(candidates[name])
        ranked[name] = tuple(
            Keyword(words_of(phrase), spelt.of(phrase, members), count, in_title, papers)
            for count, in_title, papers, members in islice(best, number)
            for phrase in [own[members[0] - begin]]
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


def _number(candidates: Mapping[str, Candidates], folded: _Folded) -> _Phrases:
    """A number for each folded phrase, in no order."""
    import numpy as np

    hashes, lengths = array("q"), array("b")
    for found in candidates.values():
        phrases = folded.of(found)
        hashes.extend(map(hash, phrases))
        lengths.extend(phrase.count(" ") + 1 for phrase in phrases)
    _, of_candidate = np.unique(np.asarray(hashes), return_inverse=True)
    begins = accumulate((len(found.numbers) // len(Candidates.NUMBERS) for found in candidates.values()), initial=0)
    return _Phrases(of_candidate.astype(np.int32), np.asarray(lengths), list(begins))


def _weigh(candidates: Mapping[str, Candidates], phrases: _Phrases) -> _Said:
    """Every paper's phrases with their scores, -infinity for those that are no keywords."""
    import numpy as np

    numbers = array("i")
    for found in candidates.values():
        numbers.extend(found.numbers)
    count, alone, in_title, begins, ends = np.asarray(numbers).reshape(-1, len(Candidates.NUMBERS)).T
    papers = np.repeat(np.arange(len(candidates), dtype=np.int32), np.diff(phrases.begins))
    all_phrases = int(phrases.of_candidate.max()) + 1
    _, first, row_of = np.unique(
        papers.astype(np.int64) * all_phrases + phrases.of_candidate, return_index=True, return_inverse=True
    )
    first, row_of = first.astype(np.int32), row_of.astype(np.int32)
    paper, phrase = papers[first], phrases.of_candidate[first]

    def total(column: NDArray[Any], groups: NDArray[Any]) -> NDArray[Any]:
        return np.bincount(groups, weights=column).astype(np.int32)

    # What the archive says of each phrase.
    whole = total(count, phrases.of_candidate)
    ending, beginning = (_share(total(column, phrases.of_candidate), whole) for column in (ends, begins))
    known_by = np.bincount(phrase, minlength=all_phrases)
    length = phrases.length[first]
    prior = np.array([_LENGTH_PRIOR[min(words, max(_LENGTH_PRIOR))] for words in range(1, 1 + int(length.max()))])
    most = _BOILERPLATE * len(candidates) if len(candidates) >= _FEW_PAPERS else math.inf
    least = np.where(length == 1, _LEAST_ENDS_OF_WORD, _LEAST_ENDS_OF_PHRASE)
    refused = (known_by > most)[phrase] | (ending[phrase] < least)
    # The order of the sum is part of the result.
    titled = total(in_title, row_of) > 0
    score = prior[length - 1] - _BY_YAKE * _each(math.log1p, first - np.take(phrases.begins, paper))
    score = score + _BY_STANDING_ALONE * _each(math.log, np.maximum(total(alone, row_of) / 100, 0.5))
    score = score + _IN_TITLE * titled
    score = score + (_BY_PAPERS * _each(math.log, np.minimum(known_by, _MOST_PAPERS)))[phrase]
    score = score + (_BY_ENDS * _each(math.log, ending))[phrase] + (_BY_BEGINS * _each(math.log, beginning))[phrase]
    score[refused] = -math.inf
    members = np.argsort(row_of, kind="stable").astype(np.int32)
    row_begins = np.searchsorted(row_of[members], np.arange(len(first) + 1))
    return _Said(paper, first, total(count, row_of), titled, score, known_by[phrase], members, row_begins)


def _share(part: NDArray[Any], whole: NDArray[Any]) -> NDArray[Any]:
    """A share that one occurrence does not make certain: never 0 or 1."""
    share: NDArray[Any] = (part + 0.5) / (whole + 1)
    return share


def _each(function: Callable[[float], float], values: NDArray[Any]) -> NDArray[Any]:
    """A function of each value, by Python: numpy's own logarithm differs from machine to machine in its last bit."""
    import numpy as np

    unique, places = np.unique(values, return_inverse=True)
    found: NDArray[Any] = np.take([function(value) for value in unique.tolist()], places)
    return found


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _by_long_form(synonyms: Mapping[str, Words]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for short, words in synonyms.items():
        found[" ".join(words)].append(short)
    return found
