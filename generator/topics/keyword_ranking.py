"""A paper's keywords, best first: its candidates, weighed by statistics of each phrase in the archive's baseline.

A paper outside the baseline is weighed as if it were added to it, alone: so no paper's keywords depend on a later one.

The weights are fitted to the author keywords of 1,284 ICLR and 1,330 WWW papers (`bench/keywords.py` measures them).
Three rules improved the result most: prefer phrases that many papers share, count the occurrences of a phrase outside
longer ones, and refuse phrases that rarely end a noun phrase ("deep", "recurrent neural").

A large archive has millions of candidates, most of them in one paper only. They are therefore weighed in columns of
numbers, and phrases are distinguished by Python's 64-bit hash. With three million phrases, one build in four million
confuses two of them.

Statistics and keywords are values that a cache can keep: with both, only new papers are weighed.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, compress, islice
from typing import TYPE_CHECKING, TypeAlias

from generator.model import Keyword
from generator.text.phrases import Words, fold, plainest, short_form
from generator.topics import keyword_trees
from generator.topics.keyword_candidates import Acronyms, Candidates

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


StatisticsJson: TypeAlias = tuple[int, Sequence[tuple[str, Words]], str, Sequence[Sequence[int]]]
"""The number of papers, the acronyms that they agree on with their long forms, all phrases, a line for each, and the
columns of `Statistics` in the order of the phrases.
"""

KeywordsJson: TypeAlias = tuple[Sequence[tuple[str, Sequence[str], int, bool, int, float]], Sequence[tuple[str, str]]]
"""The fields of each `Keyword` of a paper, and the acronyms that it defines."""

KeywordsAndAcronyms: TypeAlias = tuple[tuple[Keyword, ...], Acronyms]


@dataclass(frozen=True, slots=True)
class Statistics:
    """How the papers of a baseline use phrases: a row for each phrase, in columns and ordered by its hash.

    `with_phrase` is the number of papers that have it, `counts` that of its occurrences, of which `ends` and `begins`
    end and begin a noun phrase. `acronyms` are those that the papers agree on, with their folded long forms.
    """

    papers: int
    acronyms: Mapping[str, Words]
    hashes: Integers
    with_phrase: Integers
    counts: Integers
    ends: Integers
    begins: Integers

    def of_phrases(self, column: Integers, hashes: Integers) -> Integers:
        """Return the values that a column has for the phrases with these hashes, 0 for those in no paper."""
        import numpy as np

        if not len(self.hashes):
            return np.zeros(len(hashes), np.int32)
        rows = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        return np.where(self.hashes[rows] == hashes, column[rows], 0)


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
    `hashes` has that of each phrase, in the order of their numbers, and `first` its first candidate.
    """

    of_candidate: Integers
    hashes: Integers
    first: Integers
    length: Integers
    begins: Sequence[int]

    def paper_of_candidate(self) -> Integers:
        import numpy as np

        return np.repeat(np.arange(len(self.begins) - 1, dtype=np.int32), np.diff(self.begins))


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


def read_statistics(candidates: Sequence[Candidates]) -> StatisticsJson:
    """Return the statistics of the papers with these candidates, for `statistics_from_json`."""
    import numpy as np

    acronyms = agreed_acronyms(of_paper.acronyms for of_paper in candidates)
    folder = _Folder(acronyms)
    phrases = _number(candidates, folder)
    count, _, _, begins, ends, _ = _columns(candidates)
    paper, all_phrases = phrases.paper_of_candidate(), len(phrases.hashes)
    pairs = np.unique(paper.astype(np.int64) * all_phrases + phrases.of_candidate)
    with_phrase = np.bincount(pairs % max(all_phrases, 1), minlength=all_phrases)
    totals = (np.bincount(phrases.of_candidate, column, all_phrases) for column in (count, ends, begins))
    # In the order of their first candidates, since hashes differ between processes.
    order = np.argsort(phrases.first)
    is_first = np.zeros(phrases.begins[-1], np.bool_)
    is_first[phrases.first] = True
    written = compress(chain.from_iterable(map(folder.fold, candidates)), is_first.tolist())
    columns = [column[order].astype(np.int32).tolist() for column in (with_phrase, *totals)]
    return len(candidates), sorted(acronyms.items()), "\n".join(written), columns


def statistics_from_json(value: StatisticsJson) -> Statistics:
    import numpy as np

    papers, acronyms, phrases, columns = value
    hashes = np.array([*map(hash, _lines(phrases))], np.int64)
    order = np.argsort(hashes)
    by_hash = (np.array(column, np.int32)[order] for column in columns)
    return Statistics(papers, {short: tuple(words) for short, words in acronyms}, hashes[order], *by_hash)


def rank(
    candidates: Mapping[str, Candidates],
    known: Iterable[Words] = (),
    statistics: Statistics | None = None,
    outside: Collection[str] = (),
) -> dict[str, tuple[Keyword, ...]]:
    """Return the keywords of each paper, at most `KEPT` and best first, by the keys of `candidates`.

    `known` are folded phrases that the vocabulary names. `statistics` are those of the baseline, by default of these
    papers; those papers that are not in it are `outside`.
    """
    import numpy as np

    statistics = statistics or statistics_from_json(read_statistics([*candidates.values()]))
    folder = _Folder(statistics.acronyms)
    phrases = _number([*candidates.values()], folder)
    if not phrases.begins[-1]:
        return dict.fromkeys(candidates, ())
    is_outside = np.array([name in outside for name in candidates], np.bool_)
    table = _weigh(_gather([*candidates.values()], phrases, known, statistics, is_outside), statistics.papers)
    order = np.flatnonzero(table.score > -math.inf)
    order = order[np.lexsort((table.first[order], -table.score[order], table.paper[order]))]
    rows_of_paper = np.bincount(table.paper[order], minlength=len(candidates))
    rank_in_paper = np.arange(len(order)) - np.repeat(np.cumsum(rows_of_paper) - rows_of_paper, rows_of_paper)
    best = table.rows(order[rank_in_paper < KEPT])
    short_forms = _by_long_form(statistics.acronyms)
    ranked = {}
    for name, number, begin in zip(candidates, np.minimum(rows_of_paper, KEPT).tolist(), phrases.begins, strict=False):
        paper = _SpellingsOfPaper(candidates[name], begin, statistics.acronyms, short_forms)
        folded = folder.fold(candidates[name])
        ranked[name] = tuple(
            Keyword(phrase, paper.spellings_of(phrase, members), count, in_title, papers, log_odds)
            for count, in_title, papers, log_odds, members in islice(best, number)
            for phrase in [folded[members[0] - begin]]
        )
    return ranked


def to_json(keywords: Iterable[Keyword], acronyms: Acronyms) -> KeywordsJson:
    """Return the keywords of a paper and the acronyms that it defines, for `from_json`."""
    rows = [(each.phrase, each.spellings, each.count, each.in_title, each.papers, each.log_odds) for each in keywords]
    return rows, acronyms


def from_json(value: KeywordsJson) -> KeywordsAndAcronyms:
    rows, acronyms = value
    keywords = tuple(
        Keyword(phrase, tuple(spellings), count, in_title, papers, log_odds)
        for phrase, spellings, count, in_title, papers, log_odds in rows
    )
    return keywords, tuple((short, long) for short, long in acronyms)


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


def _number(candidates: Sequence[Candidates], folder: _Folder) -> _Phrases:
    """Number the distinct folded phrases, in no particular order."""
    import numpy as np

    hashes, lengths = array("q"), array("b")
    for of_paper in candidates:
        phrases = folder.fold(of_paper)
        hashes.extend(map(hash, phrases))
        lengths.extend(phrase.count(" ") + 1 for phrase in phrases)
    unique, first, of_candidate = np.unique(np.asarray(hashes), return_index=True, return_inverse=True)
    sizes = (len(of_paper.numbers) // len(Candidates.NUMBERS) for of_paper in candidates)
    begins = list(accumulate(sizes, initial=0))
    return _Phrases(of_candidate.astype(np.int32), unique, first, np.asarray(lengths), begins)


def _columns(candidates: Iterable[Candidates]) -> Iterable[Integers]:
    """Return the `NUMBERS` of all candidates, a column for each."""
    import numpy as np

    numbers = array("i")
    for of_paper in candidates:
        numbers.extend(of_paper.numbers)
    return np.asarray(numbers).reshape(-1, len(Candidates.NUMBERS)).T


@dataclass(frozen=True, slots=True)
class Evidence:
    """The statistics of each phrase of each paper, in columns with a row for each, ordered by paper.

    `paper`, `phrase` and `first`, the phrase's first candidate, are numbers; `row_of` has the row of each candidate.
    The columns from `length` on are what phrases are weighed by, as `keyword_trees` names them.
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
    words_before: Integers

    def table(self, papers: int) -> Floats:
        """Return the columns that `keyword_trees` weighs, in an archive of so many papers, as one table."""
        import numpy as np

        table = np.column_stack([getattr(self, name) for name in keyword_trees.COLUMNS]).astype(np.float64)
        table[:, keyword_trees.COLUMNS.index("papers")] *= min(1.0, keyword_trees.PAPERS_FITTED / papers)
        return table


def gather(candidates: Mapping[str, Candidates], known: Iterable[Words] = ()) -> Evidence:
    """Return the evidence of every phrase of every paper, of which there is at least one; `known` as for `rank`."""
    import numpy as np

    papers = [*candidates.values()]
    statistics = statistics_from_json(read_statistics(papers))
    phrases = _number(papers, _Folder(statistics.acronyms))
    return _gather(papers, phrases, known, statistics, np.zeros(len(papers), np.bool_))


def _gather(
    candidates: Sequence[Candidates],
    phrases: _Phrases,
    known: Iterable[Words],
    statistics: Statistics,
    outside: NDArray[np.bool_],
) -> Evidence:
    """Return the evidence by the statistics of a baseline; `outside` is True for each paper that is not in it."""
    import numpy as np

    named = np.array(sorted({hash(" ".join(words)) for words in known}), np.int64)
    count, alone, in_title, begins, ends, words_before = _columns(candidates)
    papers = phrases.paper_of_candidate()
    _, first, row_of = np.unique(
        papers.astype(np.int64) * len(phrases.hashes) + phrases.of_candidate, return_index=True, return_inverse=True
    )
    first, row_of = first.astype(np.int32), row_of.astype(np.int32)
    paper, phrase = papers[first], phrases.of_candidate[first]
    is_outside = outside[paper]

    def total(column: Integers, groups: Integers) -> Integers:
        return np.bincount(groups, weights=column).astype(np.int32)

    def of_archive(column: Integers, own: Integers | int) -> Integers:
        """Return, for each row, a phrase's total in the baseline, and in the paper itself if that is outside."""
        return statistics.of_phrases(column, phrases.hashes)[phrase] + own * is_outside

    earliest = np.full(len(first), words_before.max())
    np.minimum.at(earliest, row_of, words_before)
    counted, ending, beginning = (total(column, row_of) for column in (count, ends, begins))
    occurrences = of_archive(statistics.counts, counted)
    papers_with = of_archive(statistics.with_phrase, 1)
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
        ending=_share(of_archive(statistics.ends, ending), occurrences),
        beginning=_share(of_archive(statistics.begins, beginning), occurrences),
        is_known=np.isin(phrases.hashes, named).astype(np.int32)[phrase],
        per_paper=occurrences / papers_with,
        own_ending=_share(ending, counted),
        own_beginning=_share(beginning, counted),
        words_before=earliest,
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
