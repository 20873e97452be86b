"""Vectors of papers: TF-IDF of the terms in title, abstract and tags, and the nearest vectors.

The same descriptions give the same numbers in any order, with any number of threads and any library of linear algebra:
numbers are rounded before they are compared or returned.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import itertools
import math
import sys
from array import array
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

from generator.text.phrases import plainest
from generator.topics import text_terms
from generator.topics.text_terms import TITLE, Terms, TermsJson, folded, terms_of_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Value = TypeVar("Value")

VECTORS = "3"
"""Changes whenever the same descriptions would give other vectors."""

_ROWS_AT_A_TIME = 256
"""Papers compared with all others at a time: 25 MB at 10,000 papers."""

_TEXTS_AT_A_TIME = 10_000
"""Papers whose terms are in memory at a time: 80 MB."""

_DECIMALS = 4

_MINIMUM_WHOLE, _MINIMUM_WHOLE_OF_WORD = 0.25, 0.4
"""A phrase, or a word, names something on its own if it is a whole noun phrase in this share of its mentions."""

_SLIP = 20
"""A spelling of fewer than one in so many mentions is a slip: "asr" beside "ASR"."""

_UNIT = 1 / (1 << 16)
"""Weights are multiples of this."""

_LONE_SHARE = 0.1
"""The share of a paper's terms without others in the baseline that another of its papers would have, about."""

BaselineJson: TypeAlias = tuple[Sequence[str], Sequence[str], Sequence[int], Sequence[int], str, str]

LaterRowJson: TypeAlias = tuple[str, str, Sequence[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Description:
    """The text that similarity is computed from: a paper's title and paragraphs in plain text, and its tags' labels."""

    title: str
    abstract: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


class TermCounter(Protocol):
    """A function that applies `terms_of_text` to each text, or looks the result up, and decodes it; results by text."""

    def __call__(self, decode: Callable[[TermsJson], Value], texts: Iterable[str]) -> Mapping[str, Value]: ...


@dataclass(frozen=True, slots=True)
class Rows:
    """Vectors of papers, one after the other: those of paper n are `columns` and `weights` from `begins[n]` on.

    A column is the number of a term of the baseline, or a hash of a term that at most one of its papers has. Weights
    are in units of `_UNIT`, so that sums of their products are exact in any order.
    """

    begins: Sequence[int]
    columns: NDArray[np.int64]
    weights: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Baseline:
    """The terms that several of the baseline's papers have, in alphabetical order, and the vectors of these papers.

    `names` has each term as people write it, "" if it names nothing on its own; `papers` is the number of papers that
    have it.
    """

    terms: tuple[str, ...]
    names: tuple[str, ...]
    papers: tuple[int, ...]
    rows: Rows


@dataclass(frozen=True, slots=True)
class LaterRow:
    """The vector of a paper outside the baseline, with the terms that the baseline does not have, in the order of their
    columns, and their names.
    """

    row: Rows
    terms: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vectors:
    """TF-IDF vectors of papers, those of the baseline first. `matrix` is a sparse matrix of scipy (CSR) with a row per
    slug and a column per term, `transposed` one with a row per term. `names` has each term as people write it, "" if it
    names nothing on its own, and `papers` the number of papers of the baseline that have it, for its own terms, which
    come first.
    """

    slugs: tuple[str, ...]
    baseline: int
    terms: tuple[str, ...]
    names: tuple[str, ...]
    papers: tuple[int, ...]
    matrix: Any
    transposed: Any


def _hashes(value: TermsJson) -> array[int]:
    """Return this process's hash of each term of a text. There are millions of terms, most of them in one text only."""
    return array("q", [hash(term) for term in dict.fromkeys(value[0].split("\n"))])


def _split(shared: Container[int], value: TermsJson) -> tuple[Terms, array[int], array[int]]:
    """Return the terms of a text whose hash is in `shared`, and the columns of the others with their weights."""
    terms, spellings, numbers = value[0].split("\n"), value[1].split("\n"), value[2]
    kept: list[int] = []
    lone: dict[int, int] = {}
    for index, term in enumerate(terms):
        if hash(term) in shared:
            kept.append(index)
        elif term:
            number = _hashed(term)
            lone[number] = lone.get(number, 0) + numbers[3 * index]
    found = Terms(
        tuple(sys.intern(terms[index]) for index in kept if terms[index]),
        tuple(sys.intern(spellings[index]) for index in kept if terms[index]),
        array("i", [number for index in kept if terms[index] for number in numbers[3 * index : 3 * index + 3]]),
    )
    return found, array("q", lone), array("i", lone.values())


def _count_terms(decode: Callable[[TermsJson], Value], texts: Iterable[str]) -> dict[str, Value]:
    return {text: decode(terms_of_text(text)) for text in texts}


def read_baseline(descriptions: Mapping[str, Description], count_terms: TermCounter = _count_terms) -> Baseline:
    """Return the terms and vectors of the baseline, whose papers are described by slug.

    `count_terms` may know the terms of texts from an earlier build. It is called twice for each text: first to find the
    shared terms, then to read those alone, for `_TEXTS_AT_A_TIME` texts, so that memory stays small.
    """
    shared = _hashes_of_shared(descriptions, count_terms)
    uses: dict[str, _Uses] = {}
    papers: list[tuple[dict[str, int], array[int], array[int]]] = []
    for slug, (found, lone, counts) in _terms_by_slug(functools.partial(_split, shared), descriptions, count_terms):
        papers.append((_add_uses(uses, descriptions[slug].labels, found), lone, counts))
    for weights, _, _ in papers:
        for term in weights:
            uses[term].papers += 1
    terms = tuple(sorted(term for term, use in uses.items() if use.papers > 1))
    table = _Table(len(papers), terms, [uses[term].papers for term in terms])
    rows = [table.row(weights, zip(lone, counts, strict=True), is_outside=False) for weights, lone, counts in papers]
    names = tuple(uses[term].name(term) for term in terms)
    return Baseline(terms, names, tuple(table.papers), _joined(rows))


def later_rows(
    descriptions: Mapping[str, Description], baseline: Baseline, count_terms: TermCounter = _count_terms
) -> dict[str, LaterRow]:
    """Return the vectors of papers outside the baseline, each of which depends on its paper and the baseline alone.

    A term that the baseline does not have counts as if two of its papers had it.
    """
    table = _Table(len(baseline.rows.begins) - 1, baseline.terms, baseline.papers)
    rows = {}
    for slug, terms_of_paper in _terms_by_slug(text_terms.decoded, descriptions, count_terms):
        uses: dict[str, _Uses] = {}
        row = table.row(_add_uses(uses, descriptions[slug].labels, terms_of_paper), (), is_outside=True)
        others = {_hashed(term): (term, use.name(term)) for term, use in uses.items() if term not in table.column}
        terms, names = zip(*(others[column] for column in sorted(others)), strict=True) if others else ((), ())
        rows[slug] = LaterRow(row, terms, names)
    return rows


def vectorise(slugs: Sequence[str], baseline: Baseline, later: Sequence[LaterRow]) -> Vectors:
    """Return the vectors of papers: those of the baseline, then the later ones.

    A term that the baseline does not have is spelt as in the first paper that has it.
    """
    import numpy as np
    from scipy.sparse import csr_array

    size, own = len(baseline.rows.begins) - 1, len(baseline.terms)
    rows = _joined([baseline.rows, *(row.row for row in later)])
    known = rows.columns < own
    outside = rows.columns[rows.begins[size] :]
    numbers, first = np.unique(outside[outside >= own], return_index=True)
    others = rows.columns[~known]
    place = np.searchsorted(numbers, others)
    columns, kept = rows.columns.copy(), known.copy()
    columns[~known], kept[~known] = own + place, np.append(numbers, -1)[place] == others
    begins = np.concatenate(([0], np.cumsum(kept)))[np.asarray(rows.begins)]
    shape = (len(slugs), own + len(numbers))
    matrix = csr_array((rows.weights[kept] * _UNIT, columns[kept].astype(np.int32), begins), shape=shape)
    terms = [*itertools.chain.from_iterable(row.terms for row in later)]
    names = [*itertools.chain.from_iterable(row.names for row in later)]
    kept_terms = (*baseline.terms, *(terms[index] for index in first.tolist()))
    kept_names = (*baseline.names, *(names[index] for index in first.tolist()))
    return Vectors(tuple(slugs), size, kept_terms, kept_names, baseline.papers, matrix, matrix.T.tocsr())


class _Uses:
    """How texts use a term: the times of each spelling, how often it is a whole phrase, and in how many papers."""

    __slots__ = ("papers", "spellings", "whole")

    def __init__(self) -> None:
        self.spellings: dict[str, int] = {}
        self.whole = self.papers = 0

    def name(self, term: str) -> str:
        """Return the term as people write it, "" if it is rarely whole.

        "preserves", "automatic", and "aligning language" out of "aligning language models", explain nothing.
        """
        minimum = _MINIMUM_WHOLE if " " in term else _MINIMUM_WHOLE_OF_WORD
        mentions = sum(self.spellings.values())
        usual = {spelling: times for spelling, times in self.spellings.items() if times * _SLIP >= mentions}
        return plainest(usual or self.spellings) if self.whole >= minimum * mentions else ""


def _add_uses(uses: dict[str, _Uses], labels: Iterable[str], terms: Terms) -> dict[str, int]:
    """Add the uses of a paper's terms and labels, and return the weight of each term's mentions."""
    mentions = ((folded(label), label, TITLE, 1, 1) for label in labels)
    weights: dict[str, int] = {}
    for term, spelling, weight, times, wholes in itertools.chain(mentions, terms.rows()):
        use = uses.get(term) or uses.setdefault(term, _Uses())
        weights[term] = weights.get(term, 0) + weight
        use.spellings[spelling] = use.spellings.get(spelling, 0) + times
        use.whole += wholes
    return weights


class _Table:
    """The weights of terms by the number of the baseline's papers that have them."""

    def __init__(self, size: int, terms: Sequence[str], papers: Sequence[int]) -> None:
        self.size, self.terms, self.papers = size, terms, papers
        self.column = {term: number for number, term in enumerate(terms)}
        self._rarity = [self._rarity_of(number) for number in papers]
        self._rarity_of_others = self._rarity_of(2)

    def _rarity_of(self, papers: int) -> float:
        return math.log((1 + self.size) / (1 + papers)) + 1

    def row(self, weights: Mapping[str, int], lone: Iterable[tuple[int, int]], *, is_outside: bool) -> Rows:
        """Return a paper's vector, of length 1 as far as the baseline has its terms.

        `lone` has the columns of terms that no other paper of the baseline has, with their weights. Outside the
        baseline, `_LONE_SHARE` of the squares of such terms count in the length.
        """
        import numpy as np

        known: dict[int, float] = {}
        others = {number: _sublinear(weight) * self._rarity_of_others for number, weight in lone}
        for term, weight in weights.items():
            column = self.column.get(term)
            if column is None:
                others[_hashed(term)] = _sublinear(weight) * self._rarity_of_others
            else:
                known[column] = _sublinear(weight) * self._rarity[column]
        squares = math.fsum(value * value for value in known.values())
        lone_squares = _LONE_SHARE * math.fsum(value * value for value in others.values())
        squares = squares + lone_squares if is_outside else max(squares, lone_squares)
        scale = 1 / (_UNIT * math.sqrt(squares)) if squares else 0.0
        found = sorted((known | others).items())
        columns = np.array([column for column, _ in found], np.int64)
        return Rows((0, len(found)), columns, np.array([round(value * scale) for _, value in found], np.int32))


@functools.lru_cache(maxsize=1 << 12)
def _sublinear(weight: int) -> float:
    return 1 + math.log(weight)


def _hashed(term: str) -> int:
    """Return the column of a term that the baseline does not have, which no number of a term is as large as."""
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=7).digest(), "little") | 1 << 60


def _joined(parts: Sequence[Rows]) -> Rows:
    import numpy as np

    begins = [0]
    for part in parts:
        begins += [begins[-1] + begin for begin in part.begins[1:]]
    columns = [np.asarray(part.columns, np.int64) for part in parts]
    weights = [np.asarray(part.weights, np.int32) for part in parts]
    empty = (np.array([], np.int64), np.array([], np.int32))
    return Rows(begins, np.concatenate([empty[0], *columns]), np.concatenate([empty[1], *weights]))


def baseline_as_json(baseline: Baseline) -> BaselineJson:
    """Return a baseline as JSON values, for the cache; its arrays as base64."""
    begins = list(baseline.rows.begins)
    return list(baseline.terms), list(baseline.names), list(baseline.papers), begins, *_arrays_as_json(baseline.rows)


def baseline_from_json(value: BaselineJson) -> Baseline:
    terms, names, papers, begins, columns, weights = value
    return Baseline(tuple(terms), tuple(names), tuple(papers), Rows(begins, *_arrays_from_json(columns, weights)))


def later_row_as_json(later: LaterRow) -> LaterRowJson:
    return *_arrays_as_json(later.row), later.terms, later.names


def later_row_from_json(value: LaterRowJson) -> LaterRow:
    columns, weights = _arrays_from_json(value[0], value[1])
    return LaterRow(Rows((0, len(columns)), columns, weights), tuple(value[2]), tuple(value[3]))


def _arrays_as_json(rows: Rows) -> tuple[str, str]:
    return base64.b64encode(rows.columns.tobytes()).decode(), base64.b64encode(rows.weights.tobytes()).decode()


def _arrays_from_json(columns: str, weights: str) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    import numpy as np

    return np.frombuffer(base64.b64decode(columns), np.int64), np.frombuffer(base64.b64decode(weights), np.int32)


def _hashes_of_shared(descriptions: Mapping[str, Description], count_terms: TermCounter) -> set[int]:
    """Return the hashes of terms of several papers. By collision, some of one paper only may be among them."""
    import numpy as np

    hashes = array("q")
    for slug, hashes_of_paper in _terms_by_slug(_hashes, descriptions, count_terms):
        hashes.extend(hashes_of_paper)
        hashes.extend(hash(folded(label)) for label in descriptions[slug].labels)
    unique, times = np.unique(np.asarray(hashes), return_counts=True)
    return set(unique[times > 1].tolist())


def _terms_by_slug(
    decode: Callable[[TermsJson], Value],
    descriptions: Mapping[str, Description],
    count_terms: TermCounter,
) -> Iterator[tuple[str, Value]]:
    """Yield each slug with the decoded terms of its text."""
    remaining = iter(descriptions)
    while batch := list(itertools.islice(remaining, _TEXTS_AT_A_TIME)):
        texts = {slug: "\n".join((descriptions[slug].title, *descriptions[slug].abstract)) for slug in batch}
        terms = count_terms(decode, texts.values())
        yield from ((slug, terms[text]) for slug, text in texts.items())


def nearest(
    vectors: Vectors, rows: Sequence[int], among: int, minimum: float, maximum_rows: int
) -> Iterator[tuple[int, list[tuple[int, float]]]]:
    """Yield each of these consecutive rows with the rows most similar to it and their cosines, best first.

    They are of the first `among` rows, at most `maximum_rows`, none below the cosine `minimum`. Equal cosines are
    ordered by row.
    """
    for begin, count, offsets, columns, cosines in _cosines(vectors, rows, among, minimum):
        yield from _best(begin, count, (offsets, columns, cosines), maximum_rows)


def _best(
    begin: int, count: int, found: tuple[Any, Any, Any], maximum_rows: int
) -> Iterator[tuple[int, list[tuple[int, float]]]]:
    import numpy as np

    offsets, columns, cosines = found
    best = np.lexsort((columns, -cosines, offsets))
    ends = np.searchsorted(offsets[best], np.arange(count + 1))
    for offset in range(count):
        nearest_rows = best[ends[offset] : ends[offset + 1]][:maximum_rows]
        yield begin + offset, list(zip(columns[nearest_rows].tolist(), cosines[nearest_rows].tolist(), strict=True))


def closer(vectors: Vectors, rows: Sequence[int], best: Sequence[float]) -> Iterator[tuple[int, int, float]]:
    """Yield each of the first rows, another out of `rows`, and their cosine where that is above `best` of the first.

    `rows` are consecutive and come after the rows that `best` has a cosine for.
    """
    import numpy as np

    limits = np.asarray(best)
    for begin, _, offsets, columns, cosines in _cosines(vectors, rows, len(best), float(limits.min(initial=1.0))):
        above = np.flatnonzero(cosines > limits[columns])
        yield from zip(columns[above].tolist(), (begin + offsets[above]).tolist(), cosines[above].tolist(), strict=True)


def _cosines(
    vectors: Vectors, rows: Sequence[int], among: int, minimum: float
) -> Iterator[tuple[int, int, NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]]:
    """Yield blocks of these consecutive rows: the first row, their number, and the pairs with a cosine from `minimum`.

    A pair has its offset in the block, a row out of the first `among`, and the rounded cosine. Only a block of the
    matrix of all cosines is in memory at a time.
    """
    import numpy as np

    for begin in rows[::_ROWS_AT_A_TIME]:
        block = vectors.matrix[begin : min(begin + _ROWS_AT_A_TIME, rows[-1] + 1)] @ vectors.transposed
        # Few cosines are large, and only those are rounded and sorted.
        large = np.flatnonzero(block.data >= minimum - 10**-_DECIMALS)
        offsets = np.searchsorted(block.indptr, large, side="right") - 1
        columns, cosines = block.indices[large], np.round(np.minimum(block.data[large], 1.0), _DECIMALS)
        similar = (cosines >= minimum) & (columns < among) & (columns != begin + offsets)
        yield begin, block.shape[0], offsets[similar], columns[similar], cosines[similar]


def shared(vectors: Vectors, one: int, other: int) -> list[tuple[int, float]]:
    """Return the columns of the terms that two rows share, in order, with their contributions to the cosine."""
    import numpy as np

    (left, of_left), (right, of_right) = _row(vectors, one), _row(vectors, other)
    columns, at_left, at_right = np.intersect1d(left, right, assume_unique=True, return_indices=True)
    parts = np.round(of_left[at_left] * of_right[at_right], 2 + _DECIMALS)
    return [(int(column), float(part)) for column, part in zip(columns, parts, strict=True)]


def strongest(vectors: Vectors, rows: Iterable[int], maximum: int) -> Iterator[list[tuple[int, float]]]:
    """Yield the strongest terms of each of these rows, as columns and weights: at most `maximum`, terms of the baseline
    that have a name.

    A term of two papers has the largest weight and finds one paper. So the square of a weight, its part in a cosine, is
    multiplied by the square root of the number of papers that have the term.
    """
    import numpy as np

    for number in rows:
        columns, weights = _row(vectors, number)
        named = [column < len(vectors.papers) and vectors.names[column] != "" for column in columns.tolist()]
        columns, weights = columns[named], weights[named]
        papers = np.array([vectors.papers[column] for column in columns.tolist()], np.int64)
        worth = np.round(weights**2 * np.sqrt(papers), _DECIMALS)
        best = np.lexsort((columns, -worth))[:maximum]
        yield list(zip(columns[best].tolist(), np.round(weights[best], _DECIMALS).tolist(), strict=True))


def mentions(vectors: Vectors, minimum: int) -> dict[str, tuple[str, list[str]]]:
    """Return the terms of at least so many papers, each as people write it and with the slugs of these papers.

    Terms that name nothing on their own are left out.
    """
    begins = vectors.transposed.indptr.tolist()
    found: dict[str, tuple[str, list[str]]] = {}
    for number, (term, name) in enumerate(zip(vectors.terms, vectors.names, strict=True)):
        begin, end = begins[number], begins[number + 1]
        if name and end - begin >= minimum:
            found[term] = name, [vectors.slugs[row] for row in vectors.transposed.indices[begin:end]]
    return found


def _row(vectors: Vectors, number: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    matrix = vectors.matrix
    row = slice(matrix.indptr[number], matrix.indptr[number + 1])
    return matrix.indices[row], matrix.data[row]
