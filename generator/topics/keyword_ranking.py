"""A paper's keywords, best first: its candidates, weighed by statistics of each phrase in the archive's baseline.

A paper outside the baseline is weighed as if it were added to it, alone: so no paper's keywords depend on a later one.

The weights are fitted to the author keywords of 1,284 ICLR and 1,330 WWW papers (`bench/keywords.py` measures them).
Three rules improved the result most: prefer phrases that many papers share, count the occurrences of a phrase outside
longer ones, and refuse phrases that rarely end a noun phrase ("deep", "recurrent neural").

A large archive has millions of candidates, most of them in one paper only. They are therefore weighed in columns of
numbers, and phrases are distinguished by Python's 64-bit hash. With three million phrases, one build in four million
confuses two of them.
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
from typing import TYPE_CHECKING

from generator.model import Keyword
from generator.text.phrases import Words, fold, plainest, short_form
from generator.topics import keyword_trees
from generator.topics.keyword_candidates import Candidates

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Integers = NDArray[np.integer]
    Floats = NDArray[np.float64]

_LENGTH_PRIOR = {1: 0.0, 2: 1.3, 3: 0.9, 4: -0.7, 5: -2.5}
"""Score by number of words: authors choose two words most often, five almost never."""

_YAKE_WEIGHT = 0.2
_ALONE_WEIGHT = 0.6
_TITLE_WEIGHT = 0.6
_PAPERS_WEIGHT, _PAPERS_LIMIT = 0.3, 200
_ENDS_WEIGHT, _BEGINS_WEIGHT = 0.15, 0.25
"""Weights of YAKE's rank, the count outside longer phrases, an occurrence in the title, the number of papers (counted
up to the limit), and the shares of occurrences that end and begin a noun phrase.
"""

_KNOWN_WEIGHT = 0.8
"""Weight of a phrase that the vocabulary names: somebody found papers by it."""

_TREES_WEIGHT = 0.75
"""Weight of the log odds of `keyword_trees`. Alone, the trees find less in sets that they were not fitted to."""

_MINIMUM_ENDS_OF_WORD, _MINIMUM_ENDS_OF_PHRASE = 0.2, 0.15
"""The share of its occurrences in the archive at which a word or phrase must end a noun phrase."""

_BOILERPLATE = 0.2
"""A phrase in a larger share of the archive's papers distinguishes none of them …"""
_FEW_PAPERS = 50
"""… unless the archive has fewer papers than this: shares of few papers are chance."""

KEPT = 15
"""Keywords kept per paper."""


class _Folder:
    """Folds the phrases of candidates; acronyms that the archive agrees on become their long forms."""

    def __init__(self, synonyms: Mapping[str, Words]) -> None:
        self._synonyms = synonyms
        self._short_forms = {spelling for short in synonyms for spelling in (short, f"{short}s")}

    def fold(self, candidates: Candidates) -> list[str]:
        """Return the folded phrase of each candidate of a paper; the paper's own definitions of acronyms win."""
        folded, own = _lines(candidates.folded), dict(candidates.acronyms)
        for index, spelling in enumerate(_lines(candidates.spellings)):
            # The set of short forms is asked first: of millions of candidates, few are acronyms.
            if spelling in self._short_forms and (short := short_form(spelling)) in self._synonyms and short not in own:
                folded[index] = " ".join(self._synonyms[short])
        return folded


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The phrases of all candidates, in columns: the number of each candidate's phrase, and its length in words.

    Candidates are numbered consecutively over all papers; `begins` has each paper's first, and the total at its end.
    `hashes` has that of each phrase, in the order of their numbers.
    """

    of_candidate: Integers
    hashes: Integers
    length: Integers
    begins: Sequence[int]


@dataclass(frozen=True, slots=True)
class _PhraseTable:
    """A row for each phrase of each paper, in columns and ordered by paper.

    A row's candidates, the spellings of one concept, are `members[begins[row] : begins[row + 1]]`, and `first` is the
    first of them. `papers` is the number of papers with the phrase, as far as the baseline has them.
    """

    paper: Integers
    first: Integers
    count: Integers
    in_title: NDArray[np.bool_]
    log_odds: Floats
    score: Floats
    papers: Integers
    members: Integers
    begins: Integers

    def rows(self, chosen: Integers) -> Iterator[tuple[int, bool, int, float, list[int]]]:
        """Yield count, whether it is in the title, number of papers, log odds and members of each chosen row."""
        columns = (self.count[chosen], self.in_title[chosen], self.papers[chosen], self.log_odds[chosen])
        ends = (self.begins[chosen], self.begins[chosen + 1])
        for *row, begin, end in zip(*(column.tolist() for column in (*columns, *ends)), strict=True):
            yield (*row, self.members[begin:end].tolist())


class _SpellingsOfPaper:
    """The spellings that one paper, whose candidates are numbered from `first` on, has for its phrases."""

    def __init__(
        self,
        candidates: Candidates,
        first: int,
        synonyms: Mapping[str, Words],
        short_forms: Mapping[str, Sequence[str]],
    ) -> None:
        self.candidates, self.first, self.synonyms, self.short_forms = candidates, first, synonyms, short_forms
        self.spellings, self.own = _lines(candidates.spellings), dict(candidates.acronyms)

    def spellings_of(self, phrase: str, members: Iterable[int]) -> tuple[str, ...]:
        """Return the spellings of a phrase that has these candidates; the first is its label."""
        written: dict[str, int] = {}
        for candidate in members:
            index = candidate - self.first
            spelling = self.spellings[index]
            written[spelling] = written.get(spelling, 0) + self.candidates.numbers[index * len(Candidates.NUMBERS)]
        # The long form labels a concept, even if this paper uses only its acronym.
        long = {spelling: times for spelling, times in written.items() if self._is_long(spelling, phrase)}
        label = plainest(long) if long else phrase
        if len(written) == len(long) == 1 and phrase not in self.short_forms:
            return (label,)
        return (label, *sorted({*written, *self.short_forms.get(phrase, ())} - {label}))

    def _is_long(self, spelling: str, phrase: str) -> bool:
        short = short_form(spelling)
        return (short not in self.own and short not in self.synonyms) or " ".join(fold(spelling)) == phrase


def rank(
    candidates: Mapping[str, Candidates], known: Iterable[Words] = (), baseline: int | None = None
) -> dict[str, tuple[Keyword, ...]]:
    """Return the keywords of each paper, at most `KEPT` and best first, by the keys of `candidates`.

    `known` are folded phrases that the vocabulary names. The first `baseline` papers, or all, make the statistics.
    """
    import numpy as np

    baseline = len(candidates) if baseline is None else baseline
    synonyms = agreed_acronyms(of_paper.acronyms for of_paper in islice(candidates.values(), baseline))
    folder = _Folder(synonyms)
    phrases = _number(candidates, folder)
    if not phrases.begins[-1]:
        return dict.fromkeys(candidates, ())
    table = _weigh(_gather(candidates, phrases, known, baseline), baseline)
    order = np.flatnonzero(table.score > -math.inf)
    order = order[np.lexsort((table.first[order], -table.score[order], table.paper[order]))]
    rows_of_paper = np.bincount(table.paper[order], minlength=len(candidates))
    rank_in_paper = np.arange(len(order)) - np.repeat(np.cumsum(rows_of_paper) - rows_of_paper, rows_of_paper)
    best = table.rows(order[rank_in_paper < KEPT])
    short_forms = _by_long_form(synonyms)
    # Interned, because papers share phrases, and phrases share words.
    words_of = cache(lambda phrase: tuple(map(sys.intern, phrase.split(" "))))
    ranked = {}
    for name, number, begin in zip(candidates, np.minimum(rows_of_paper, KEPT).tolist(), phrases.begins, strict=False):
        paper = _SpellingsOfPaper(candidates[name], begin, synonyms, short_forms)
        folded = folder.fold(candidates[name])
        ranked[name] = tuple(
            Keyword(words_of(phrase), paper.spellings_of(phrase, members), count, in_title, papers, log_odds)
            for count, in_title, papers, log_odds, members in islice(best, number)
            for phrase in [folded[members[0] - begin]]
        )
    return ranked


def agreed_acronyms(defined: Iterable[Iterable[tuple[str, str]]]) -> dict[str, Words]:
    """Return the acronyms that papers agree on, with their folded long forms: see `defined_acronyms`."""
    return {short: words for short, (words, _) in defined_acronyms(defined).items()}


def defined_acronyms(defined: Iterable[Iterable[tuple[str, str]]]) -> dict[str, tuple[Words, int]]:
    """Return the acronyms that at least two papers define, and 70 % of them alike, with long form and number of papers.

    `defined` has, for each paper, its acronyms with their long forms, which are folded here.
    """
    meanings: dict[str, Counter[Words]] = defaultdict(Counter)
    for acronyms in defined:
        for short, words in {(short, fold(long)) for short, long in acronyms}:
            meanings[short][words] += 1
    agreed = {}
    for short, counts in sorted(meanings.items()):
        words, papers = min(counts.items(), key=lambda item: (-item[1], item[0]))
        if papers >= 2 and papers >= 0.7 * counts.total():
            agreed[short] = words, papers
    return agreed


def _number(candidates: Mapping[str, Candidates], folder: _Folder) -> _Phrases:
    """Number the distinct folded phrases, in no particular order."""
    import numpy as np

    hashes, lengths = array("q"), array("b")
    for paper_candidates in candidates.values():
        phrases = folder.fold(paper_candidates)
        hashes.extend(map(hash, phrases))
        lengths.extend(phrase.count(" ") + 1 for phrase in phrases)
    unique, of_candidate = np.unique(np.asarray(hashes), return_inverse=True)
    sizes = (len(paper_candidates.numbers) // len(Candidates.NUMBERS) for paper_candidates in candidates.values())
    return _Phrases(of_candidate.astype(np.int32), unique, np.asarray(lengths), list(accumulate(sizes, initial=0)))


@dataclass(frozen=True, slots=True)
class Evidence:
    """The statistics of each phrase of each paper, in columns with a row for each, ordered by paper.

    `paper`, `phrase` and `first`, the phrase's first candidate, are numbers; `row_of` has the row of each candidate.
    The columns from `length` to `own_beginning` are what phrases are weighed by, as `keyword_trees` names them.
    """

    paper: Integers
    phrase: Integers
    first: Integers
    row_of: Integers
    length: Integers
    yake_rank: Integers
    alone: Floats
    count: Integers
    in_title: Integers
    papers: Integers
    ending: Floats
    beginning: Floats
    is_known: Integers
    per_paper: Floats
    own_ending: Floats
    own_beginning: Floats

    def table(self, papers: int) -> Floats:
        """Return the columns that `keyword_trees` weighs, in an archive of so many papers, as one table."""
        import numpy as np

        table = np.column_stack([getattr(self, name) for name in keyword_trees.COLUMNS]).astype(np.float64)
        table[:, keyword_trees.COLUMNS.index("papers")] *= min(1.0, keyword_trees.PAPERS_FITTED / papers)
        return table


def gather(candidates: Mapping[str, Candidates], known: Iterable[Words] = ()) -> Evidence:
    """Return the evidence of every phrase of every paper, of which there is at least one; `known` as for `rank`."""
    folder = _Folder(agreed_acronyms(paper_candidates.acronyms for paper_candidates in candidates.values()))
    return _gather(candidates, _number(candidates, folder), known, len(candidates))


def _gather(candidates: Mapping[str, Candidates], phrases: _Phrases, known: Iterable[Words], baseline: int) -> Evidence:
    import numpy as np

    named = np.array(sorted({hash(" ".join(words)) for words in known}), np.int64)
    numbers = array("i")
    for paper_candidates in candidates.values():
        numbers.extend(paper_candidates.numbers)
    count, alone, in_title, begins, ends = np.asarray(numbers).reshape(-1, len(Candidates.NUMBERS)).T
    papers = np.repeat(np.arange(len(candidates), dtype=np.int32), np.diff(phrases.begins))
    all_phrases = len(phrases.hashes)
    _, first, row_of = np.unique(
        papers.astype(np.int64) * all_phrases + phrases.of_candidate, return_index=True, return_inverse=True
    )
    first, row_of = first.astype(np.int32), row_of.astype(np.int32)
    paper, phrase = papers[first], phrases.of_candidate[first]

    def total(column: Integers, groups: Integers) -> Integers:
        return np.bincount(groups, weights=column).astype(np.int32)

    is_outside = paper >= baseline
    in_baseline = phrases.of_candidate[: phrases.begins[baseline]]

    def of_archive(column: Integers, own: Integers) -> Integers:
        """Return, for each row, a phrase's total in the baseline, and in the paper itself if that is outside."""
        known_total = np.bincount(in_baseline, weights=column[: len(in_baseline)], minlength=all_phrases)
        archive_total: Integers = known_total.astype(np.int32)[phrase] + own * is_outside
        return archive_total

    counted, ending, beginning = (total(column, row_of) for column in (count, ends, begins))
    occurrences = of_archive(count, counted)
    papers_with = np.bincount(phrase[~is_outside], minlength=all_phrases)[phrase] + is_outside
    return Evidence(
        paper,
        phrase,
        first,
        row_of,
        length=phrases.length[first],
        yake_rank=first - np.take(phrases.begins, paper),
        alone=total(alone, row_of) / 100,
        count=counted,
        in_title=np.minimum(total(in_title, row_of), 1),
        papers=papers_with,
        ending=_share(of_archive(ends, ending), occurrences),
        beginning=_share(of_archive(begins, beginning), occurrences),
        is_known=np.isin(phrases.hashes, named).astype(np.int32)[phrase],
        per_paper=occurrences / papers_with,
        own_ending=_share(ending, counted),
        own_beginning=_share(beginning, counted),
    )


def _weigh(evidence: Evidence, papers: int) -> _PhraseTable:
    """Return every paper's phrases with their scores, by a baseline of so many papers.

    The score of a refused phrase is -infinity.
    """
    import numpy as np

    prior = np.array(
        [_LENGTH_PRIOR[min(words, max(_LENGTH_PRIOR))] for words in range(1, 1 + int(evidence.length.max()))]
    )
    # The order of these additions is part of the result: floating-point sums depend on it.
    score = prior[evidence.length - 1] - _YAKE_WEIGHT * _map(math.log1p, evidence.yake_rank)
    score = score + _ALONE_WEIGHT * _map(math.log, np.maximum(evidence.alone, 0.5))
    score = score + _TITLE_WEIGHT * evidence.in_title
    score = score + _PAPERS_WEIGHT * _map(math.log, np.minimum(evidence.papers, _PAPERS_LIMIT))
    score = score + _ENDS_WEIGHT * _map(math.log, evidence.ending) + _BEGINS_WEIGHT * _map(math.log, evidence.beginning)
    score = score + _KNOWN_WEIGHT * evidence.is_known
    accepted = np.flatnonzero(~refused(evidence, papers))
    log_odds, weighed = np.full(len(score), -math.inf), np.full(len(score), -math.inf)
    log_odds[accepted] = keyword_trees.log_odds(evidence.table(papers)[accepted])
    weighed[accepted] = score[accepted] + _TREES_WEIGHT * log_odds[accepted]
    members = np.argsort(evidence.row_of, kind="stable").astype(np.int32)
    row_begins = np.searchsorted(evidence.row_of[members], np.arange(len(evidence.first) + 1))
    titled = evidence.in_title > 0
    columns = (evidence.paper, evidence.first, evidence.count, titled, log_odds)
    return _PhraseTable(*columns, weighed, evidence.papers, members, row_begins)


def refused(evidence: Evidence, papers: int) -> NDArray[np.bool_]:
    """Return which phrases are no keywords: those in too many papers, and those that rarely end a noun phrase."""
    import numpy as np

    maximum_papers = _BOILERPLATE * papers if papers >= _FEW_PAPERS else math.inf
    minimum_ends = np.where(evidence.length == 1, _MINIMUM_ENDS_OF_WORD, _MINIMUM_ENDS_OF_PHRASE)
    is_boilerplate = (evidence.papers > maximum_papers) & (evidence.is_known == 0)
    is_refused: NDArray[np.bool_] = is_boilerplate | (evidence.ending < minimum_ends)
    return is_refused


def _share(part: Integers, whole: Integers) -> Floats:
    """Return `part / whole`, smoothed so that it is never 0 or 1: one occurrence makes nothing certain."""
    share: Floats = (part + 0.5) / (whole + 1)
    return share


def _map(function: Callable[[float], float], values: Integers | Floats) -> Floats:
    """Apply a function of `math` to each value. numpy's own logarithm differs between machines in its last bit."""
    import numpy as np

    unique, indices = np.unique(values, return_inverse=True)
    return np.take(np.asarray([function(value) for value in unique.tolist()], float), indices)


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _by_long_form(synonyms: Mapping[str, Words]) -> dict[str, list[str]]:
    short_forms: dict[str, list[str]] = defaultdict(list)
    for short, words in synonyms.items():
        short_forms[" ".join(words)].append(short)
    return short_forms
