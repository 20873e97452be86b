"""Vectors of papers: TF-IDF of the terms in title, abstract and tags; nearest vectors, and positions on a plane.

Only this module imports scikit-learn, and only when there is something to compute, since the import takes a second.
The same descriptions give the same numbers in any order, with any number of threads and any library of linear algebra:
numbers are rounded before they are compared or returned.
"""

from __future__ import annotations

import functools
import itertools
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

from generator.text.phrases import ends_phrase, fold, fold_word, is_concept, located_clauses, plainest, slices

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Value = TypeVar("Value")

VERSION = "2"
"""Changes whenever the same text would give other terms."""

_TITLE = 3
"""One occurrence in the title counts as much as this many in the abstract; so does a tag."""

_LONGEST = 3
"""Maximum number of words in a term. A tag's label is one term of any length."""

_ROWS_AT_A_TIME = 256
"""Papers compared with all others at a time: 25 MB at 10,000 papers."""

_TEXTS_AT_A_TIME = 10_000
"""Papers whose terms are in memory at a time: 80 MB."""

_DECIMALS = 4

_COMPONENTS, _PERPLEXITY, _ITERATIONS, _STEP = 50, 30, 500, 1 / 4096
"""Parameters of maps: components of the SVD, perplexity and iterations of t-SNE, and the step that components are
rounded to. With half of the usual 1,000 iterations the map is as good and takes half the time.
"""

_FEWEST_ROWS = 5
"""With fewer rows or terms than this there is nothing to map, and the rows stand in a line."""

_JOINTS = frozenset("and for in on the to with".split())
"""Words that join two names. The "of" in "chain of thought" is part of one."""

_HYPHENS = "-/\u2010\u2011\u2012\u2013"

_MINIMUM_WHOLE, _MINIMUM_WHOLE_OF_WORD = 0.25, 0.4
"""A phrase, or a word, names something on its own if it is a whole noun phrase in this share of its mentions."""

TermsJson: TypeAlias = tuple[str, str, Sequence[int]]
"""The terms of a text as JSON values, for the cache: the three columns of `Terms`."""


def version() -> str:
    """Return a version that changes whenever the same descriptions would give other vectors or positions."""
    return f"scikit-learn {metadata.version('scikit-learn')}, 1"


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
class Vectors:
    """TF-IDF vectors of texts. `matrix` is a sparse matrix of scipy (CSR) with a row per slug, of length 1 or 0, and a
    column per term, both in alphabetical order. `names` has each term as people write it, "" if it names nothing on its
    own.
    """

    slugs: tuple[str, ...]
    terms: tuple[str, ...]
    names: tuple[str, ...]
    matrix: Any


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of one text, once for each of their spellings, in columns.

    `numbers` has three for each: the weight of its mentions, their number, and at how many of them the term is whole.
    It is whole if it ends a noun phrase and does not continue a hyphenated word ("time scaling" in "test-time scaling"
    is not whole).
    """

    terms: tuple[str, ...]
    spellings: tuple[str, ...]
    numbers: array[int]

    def rows(self) -> Iterator[tuple[str, str, int, int, int]]:
        """Yield each term, its spelling and its three numbers."""
        return zip(self.terms, self.spellings, *(self.numbers[index::3] for index in range(3)), strict=True)


def terms_of_text(text: str) -> TermsJson:
    """Return the terms of a text whose first line is the title: the words and phrases that `term_of` accepts."""
    numbers_of: dict[tuple[str, str], list[int]] = {}
    for line, paragraph in enumerate(text.split("\n")):
        for clause in located_clauses(paragraph):
            words = [word.text for word in clause]
            for begin, end in slices(words, _LONGEST):
                if term := term_of(tuple(words[begin:end])):
                    first, last = clause[begin].begin, clause[end - 1].end
                    following = words[end].lower() if end < len(words) else None
                    is_whole = ends_phrase(following) and not (begin and paragraph[first - 1] in _HYPHENS)
                    numbers = numbers_of.setdefault((term, " ".join(paragraph[first:last].split())), [0, 0, 0])
                    numbers[0] += 1 if line else _TITLE
                    numbers[1] += 1
                    numbers[2] += is_whole
    terms = "\n".join(term for term, _ in numbers_of)
    spellings = "\n".join(spelling for _, spelling in numbers_of)
    return terms, spellings, list(itertools.chain.from_iterable(numbers_of.values()))


def _hashes(value: TermsJson) -> array[int]:
    """Return this process's hash of each term of a text. There are millions of terms, most of them in one text only."""
    return array("q", [hash(term) for term in dict.fromkeys(value[0].split("\n"))])


def _terms_with(wanted: Container[int], value: TermsJson) -> Terms:
    """Return the terms of a text whose hash is wanted."""
    terms, spellings, numbers = value[0].split("\n"), value[1].split("\n"), value[2]
    kept = [index for index, term in enumerate(terms) if term and hash(term) in wanted]
    return Terms(
        tuple(sys.intern(terms[index]) for index in kept),
        tuple(sys.intern(spellings[index]) for index in kept),
        array("i", [number for index in kept for number in numbers[3 * index : 3 * index + 3]]),
    )


@functools.lru_cache(maxsize=1 << 17)
def term_of(words: tuple[str, ...]) -> str:
    """Return the words folded and joined by spaces, or "" if they can name no concept ("we propose a novel method").

    >>> term_of(("Reward", "Models")), term_of(("novel", "method"))
    ('reward model', '')
    """
    lower = [word.lower() for word in words]
    return " ".join(map(fold_word, words)) if is_concept(lower) and _JOINTS.isdisjoint(lower) else ""


def folded(label: str) -> str:
    """Return the term of a tag's label."""
    return " ".join(fold(label))


def _count_terms(decode: Callable[[TermsJson], Value], texts: Iterable[str]) -> dict[str, Value]:
    return {text: decode(terms_of_text(text)) for text in texts}


def vectorise(descriptions: Mapping[str, Description], count_terms: TermCounter = _count_terms) -> Vectors:
    """Return the vectors of papers, described by slug. A term of one paper only is left out: it makes no neighbours.

    `count_terms` may know the terms of texts from an earlier build. It is called twice for each text: first to find the
    shared terms, then to read those alone, for `_TEXTS_AT_A_TIME` texts, so that memory stays small.
    """
    slugs = tuple(sorted(descriptions))
    labels = {label: folded(label) for slug in slugs for label in descriptions[slug].labels}
    wanted = _hashes_of_shared(descriptions, labels, count_terms)
    number_of: defaultdict[str, int] = defaultdict()
    number_of.default_factory = number_of.__len__
    spellings: list[dict[str, int]] = []
    whole: list[int] = []
    counts: list[tuple[array[int], array[float]]] = []
    for slug, terms_of_paper in _terms_by_slug(
        functools.partial(_terms_with, wanted), descriptions, slugs, count_terms
    ):
        mentions = ((labels[label], label, _TITLE, 1, 1) for label in descriptions[slug].labels)
        weights: dict[int, int] = {}
        for term, spelling, weight, times, wholes in itertools.chain(mentions, terms_of_paper.rows()):
            number = number_of[term]
            if number == len(whole):
                spellings.append({})
                whole.append(0)
            weights[number] = weights.get(number, 0) + weight
            spellings[number][spelling] = spellings[number].get(spelling, 0) + times
            whole[number] += wholes
        counts.append((array("i", weights), array("d", weights.values())))
    papers = Counter(itertools.chain.from_iterable(numbers for numbers, _ in counts))
    terms = tuple(sorted(term for term, number in number_of.items() if papers[number] > 1))
    numbers = [number_of[term] for term in terms]
    names = tuple(_name(term, spellings[number], whole[number]) for term, number in zip(terms, numbers, strict=True))
    return Vectors(slugs, terms, names, _tf_idf(counts, numbers))


def _hashes_of_shared(
    descriptions: Mapping[str, Description], labels: Mapping[str, str], count_terms: TermCounter
) -> set[int]:
    """Return the hashes of terms of several papers. By collision, some of one paper only may be among them."""
    import numpy as np

    hashes = array("q")
    for slug, hashes_of_paper in _terms_by_slug(_hashes, descriptions, descriptions, count_terms):
        hashes.extend(hashes_of_paper)
        hashes.extend(hash(labels[label]) for label in descriptions[slug].labels)
    unique, times = np.unique(np.asarray(hashes), return_counts=True)
    return set(unique[times > 1].tolist())


def _terms_by_slug(
    decode: Callable[[TermsJson], Value],
    descriptions: Mapping[str, Description],
    slugs: Iterable[str],
    count_terms: TermCounter,
) -> Iterator[tuple[str, Value]]:
    """Yield each slug with the decoded terms of its text."""
    remaining = iter(slugs)
    while batch := list(itertools.islice(remaining, _TEXTS_AT_A_TIME)):
        texts = {slug: "\n".join((descriptions[slug].title, *descriptions[slug].abstract)) for slug in batch}
        terms = count_terms(decode, texts.values())
        yield from ((slug, terms[text]) for slug, text in texts.items())


def _name(term: str, spellings: Mapping[str, int], whole: int) -> str:
    """Return the term as people write it, "" if it is rarely whole.

    "preserves", "automatic", and "aligning language" out of "aligning language models", explain nothing.
    """
    minimum = _MINIMUM_WHOLE if " " in term else _MINIMUM_WHOLE_OF_WORD
    return plainest(spellings) if whole >= minimum * sum(spellings.values()) else ""


def _tf_idf(counts: Sequence[tuple[array[int], array[float]]], numbers: Sequence[int]) -> Any:
    """Return a sparse matrix with a row per paper and a column for each of the terms `numbers`.

    `counts` has the numbers of each paper's terms, and their weights.
    """
    import numpy as np
    from scipy.sparse import csr_array
    from sklearn.feature_extraction.text import TfidfTransformer

    column = np.full(1 + max((max(row, default=0) for row, _ in counts), default=0), -1)
    column[np.asarray(numbers, int)] = np.arange(len(numbers))
    rows = np.repeat(np.arange(len(counts)), [len(row) for row, _ in counts])
    columns = column[np.fromiter(itertools.chain.from_iterable(row for row, _ in counts), int)]
    data = np.fromiter(itertools.chain.from_iterable(weights for _, weights in counts), float)
    shared = columns >= 0
    matrix = csr_array((data[shared], (rows[shared], columns[shared])), shape=(len(counts), len(numbers)))
    matrix.sort_indices()
    return TfidfTransformer(sublinear_tf=True).fit_transform(matrix) if numbers else matrix


def nearest(
    vectors: Vectors, rows: Sequence[int], minimum: float, maximum_rows: int
) -> Iterator[tuple[int, list[tuple[int, float]]]]:
    """Yield each of these consecutive rows with the rows most similar to it and their cosines, best first.

    They are at most `maximum_rows`, none below the cosine `minimum`. Cosines are rounded, and equal ones ordered by
    slug. Only a block of the matrix of all cosines is in memory at a time.
    """
    import numpy as np

    matrix, others = vectors.matrix, vectors.matrix.T.tocsr()
    for begin in rows[::_ROWS_AT_A_TIME]:
        block = (matrix[begin : min(begin + _ROWS_AT_A_TIME, rows[-1] + 1)] @ others).tocsr()
        # Few cosines are large, and only those are rounded and sorted.
        large = np.flatnonzero(block.data >= minimum - 10**-_DECIMALS)
        offsets = np.searchsorted(block.indptr, large, side="right") - 1
        columns, cosines = block.indices[large], np.round(block.data[large], _DECIMALS)
        similar = (cosines >= minimum) & (columns != begin + offsets)
        offsets, columns, cosines = offsets[similar], columns[similar], cosines[similar]
        best = np.lexsort((columns, -cosines, offsets))
        ends = np.searchsorted(offsets[best], np.arange(block.shape[0] + 1))
        for offset in range(block.shape[0]):
            nearest_rows = best[ends[offset] : ends[offset + 1]][:maximum_rows]
            yield begin + offset, list(zip(columns[nearest_rows].tolist(), cosines[nearest_rows].tolist(), strict=True))


def shared(vectors: Vectors, one: int, other: int) -> list[tuple[int, float]]:
    """Return the columns of the terms that two rows share, in order, with their contributions to the cosine."""
    import numpy as np

    (left, of_left), (right, of_right) = _row(vectors, one), _row(vectors, other)
    columns, at_left, at_right = np.intersect1d(left, right, assume_unique=True, return_indices=True)
    parts = np.round(of_left[at_left] * of_right[at_right], 2 + _DECIMALS)
    return [(int(column), float(part)) for column, part in zip(columns, parts, strict=True)]


def strongest(vectors: Vectors, maximum: int) -> Iterator[list[tuple[int, float]]]:
    """Yield the strongest terms of each row, as columns and weights, at most `maximum` of those with a name.

    A term of two papers has the largest weight and finds one paper. So the square of a weight, its part in a cosine, is
    multiplied by the square root of the number of papers that have the term.
    """
    import numpy as np

    papers = np.bincount(vectors.matrix.indices, minlength=len(vectors.terms))
    has_name = np.array([bool(name) for name in vectors.names], bool)
    for number in range(len(vectors.slugs)):
        columns, weights = _row(vectors, number)
        columns, weights = columns[has_name[columns]], weights[has_name[columns]]
        worth = np.round(weights**2 * np.sqrt(papers[columns]), _DECIMALS)
        best = np.lexsort((columns, -worth))[:maximum]
        yield list(zip(columns[best].tolist(), np.round(weights[best], _DECIMALS).tolist(), strict=True))


def mentions(vectors: Vectors, minimum: int) -> dict[str, tuple[str, list[str]]]:
    """Return the terms of at least so many papers, each as people write it and with the slugs of these papers.

    Terms that name nothing on their own are left out.
    """
    columns = vectors.matrix.tocsc()
    columns.sort_indices()
    begins = columns.indptr.tolist()
    found: dict[str, tuple[str, list[str]]] = {}
    for number, (term, name) in enumerate(zip(vectors.terms, vectors.names, strict=True)):
        begin, end = begins[number], begins[number + 1]
        if name and end - begin >= minimum:
            found[term] = name, [vectors.slugs[row] for row in columns.indices[begin:end]]
    return found


def _row(vectors: Vectors, number: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    matrix = vectors.matrix
    row = slice(matrix.indptr[number], matrix.indptr[number + 1])
    return matrix.indices[row], matrix.data[row]


def centres(vectors: Vectors, groups: Sequence[Collection[str]]) -> Any:
    """Return a sparse matrix with a row for each group of slugs: the mean of their vectors."""
    from scipy.sparse import csr_array

    row = {slug: number for number, slug in enumerate(vectors.slugs)}
    members = [sorted(row[slug] for slug in group) for group in groups]
    shares = [1 / len(rows) for rows in members for _ in rows]
    begins = list(itertools.accumulate(map(len, members), initial=0))
    weights = csr_array((shares, list(itertools.chain(*members)), begins), shape=(len(members), len(row)))
    return weights @ vectors.matrix


def positions(matrix: Any) -> list[tuple[int, int]]:
    """Return a position for each row, x and y from 0 to 1000, with similar rows close together.

    By t-SNE (van der Maaten & Hinton, 2008, https://jmlr.org/papers/v9/vandermaaten08a.html) on the 50 strongest
    components. t-SNE is chaotic: one different bit gives another map. So it runs on one thread, starts from the first
    two components, and gets numbers with so few bits that sums of their products are exact in any order.
    """
    import numpy as np
    from sklearn.decomposition import TruncatedSVD
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    rows, terms = matrix.shape
    if min(rows, terms) < _FEWEST_ROWS:
        return [(round(1000 * (number + 1) / (rows + 1)), 500) for number in range(rows)]
    with threadpool_limits(1):
        svd = TruncatedSVD(min(_COMPONENTS, rows - 1, terms - 1), random_state=0)
        exact = np.round(svd.fit_transform(matrix) / _STEP) * _STEP
        begin = exact[:, :2] / max(float(exact[:, 0].std()), _STEP) * 1e-4
        perplexity = min(_PERPLEXITY, (rows - 1) / 3)
        tsne = TSNE(init=begin, perplexity=perplexity, max_iter=_ITERATIONS, random_state=0, n_jobs=1)
        plane = tsne.fit_transform(exact).astype(np.float64)
    plane -= plane.min(axis=0)
    return [(int(x), int(y)) for x, y in np.round(plane * (1000 / max(float(plane.max()), 1e-9)))]
