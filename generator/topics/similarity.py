"""Papers as vectors: TF-IDF of what they name in title, abstract and tags; what is near in them, and their places
on a plane.

Only this module imports scikit-learn, and only when there is something to compute: the import takes a second.
The same descriptions give the same numbers, whatever their order, the number of threads or the library of linear
algebra: what is compared or handed on is rounded first.
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
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from generator.model import Description
from generator.text.phrases import ends_phrase, fold, fold_word, is_concept, located_clauses, plainest, slices

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Value = TypeVar("Value")

VERSION = "1"
"""Changes whenever the same text would give other terms."""

_TITLE = 3
"""A term of the title counts as often as this many in the abstract; so does a tag."""

_LONGEST = 3
"""Words in a term, but for a tag's label, which is one term whatever its length."""

_BLOCK = 256
"""Papers compared with all others at a time: some 25 MB at 10,000 papers."""

_SOME = 10_000
"""Papers whose terms are in memory at a time: some 80 MB."""

_DECIMALS = 4

_COMPONENTS, _PERPLEXITY, _ITERATIONS, _STEP = 50, 30, 500, 1 / 4096
"""How maps are made: strongest components of the vectors, neighbours that matter to t-SNE and its steps (half of the
usual thousand: the map is as good, and made in half the time), and what components are multiples of.
"""

_FEWEST_PLACES = 5
"""Rows or terms below which there is nothing to map: the rows stand in a line."""

_JOINTS = frozenset("and for in on the to with".split())
"""Words that join two names rather than being part of one, as the "of" in "chain of thought" is."""

_HYPHENS = "-/\u2010\u2011\u2012\u2013"

_LEAST_WHOLE, _LEAST_WHOLE_OF_WORD = 0.25, 0.4
"""Shares of its mentions in which a phrase, or a word, is whole: it then names something on its own."""


def version() -> str:
    """Changes whenever the same descriptions would give other vectors or places."""
    return f"scikit-learn {metadata.version('scikit-learn')}, 1"


class OfEach(Protocol):
    """What `terms_of_text` gives of each text, decoded, by text."""

    def __call__(self, decode: Callable[[Any], Value], texts: Iterable[str]) -> Mapping[str, Value]: ...


@dataclass(frozen=True, slots=True)
class Vectors:
    """TF-IDF of texts: `matrix` is sparse (CSR), with a row of length 1 (or 0) per slug and a column per term, both
    in order. `names` says how people write a term that names something on its own, and is '' for the others.
    """

    slugs: tuple[str, ...]
    terms: tuple[str, ...]
    names: tuple[str, ...]
    matrix: Any


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one text that other texts have, too, once for each of their spellings, in columns.

    `numbers` has of each how much its mentions count, how many they are, and at how many of them it is whole: a noun
    phrase ends with it, and no word goes on before it ("time scaling" in "test-time scaling").
    """

    terms: tuple[str, ...]
    spellings: tuple[str, ...]
    numbers: array[int]

    def rows(self) -> Iterator[tuple[str, str, int, int, int]]:
        """A term, its spelling and their three numbers."""
        return zip(self.terms, self.spellings, *(self.numbers[at::3] for at in range(3)), strict=True)


def terms_of_text(text: str) -> list[Any]:
    """The terms of a text whose first line is the title, as JSON values: each word or some of which `term_of` makes
    a term.
    """
    found: dict[tuple[str, str], list[int]] = {}
    for line, paragraph in enumerate(text.split("\n")):
        for clause in located_clauses(paragraph):
            words = [word.text for word in clause]
            for begin, end in slices(words, _LONGEST):
                if term := term_of(tuple(words[begin:end])):
                    first, last = clause[begin].begin, clause[end - 1].end
                    following = words[end].lower() if end < len(words) else None
                    is_whole = ends_phrase(following) and not (begin and paragraph[first - 1] in _HYPHENS)
                    numbers = found.setdefault((term, " ".join(paragraph[first:last].split())), [0, 0, 0])
                    numbers[0] += 1 if line else _TITLE
                    numbers[1] += 1
                    numbers[2] += is_whole
    terms, spellings = ("\n".join(one[at] for one in found) for at in (0, 1))
    return [terms, spellings, list(itertools.chain.from_iterable(found.values()))]


def _hashes(value: Sequence[Any]) -> array[int]:
    """A hash of each term that `terms_of_text` gave, in this process: most terms are one text's alone, and there are
    millions.
    """
    return array("q", [hash(term) for term in dict.fromkeys(value[0].split("\n"))])


def _shared_terms(wanted: Container[int], value: Sequence[Any]) -> Terms:
    """What `terms_of_text` gave of the terms with a wanted hash."""
    terms, spellings, numbers = value[0].split("\n"), value[1].split("\n"), value[2]
    kept = [place for place, term in enumerate(terms) if term and hash(term) in wanted]
    return Terms(
        tuple(sys.intern(terms[place]) for place in kept),
        tuple(sys.intern(spellings[place]) for place in kept),
        array("i", [number for place in kept for number in numbers[3 * place : 3 * place + 3]]),
    )


@functools.lru_cache(maxsize=1 << 17)
def term_of(words: tuple[str, ...]) -> str:
    """The term that the words are: folded, with a space between them, or '' when they can name nothing, as those of
    every abstract ("we propose a novel method").

    >>> term_of(("Reward", "Models")), term_of(("novel", "method"))
    ('reward model', '')
    """
    lower = [word.lower() for word in words]
    return " ".join(map(fold_word, words)) if is_concept(lower) and _JOINTS.isdisjoint(lower) else ""


def _of_each(decode: Callable[[Any], Value], texts: Iterable[str]) -> dict[str, Value]:
    return {text: decode(terms_of_text(text)) for text in texts}


def vectorise(descriptions: Mapping[str, Description], of_each: OfEach = _of_each) -> Vectors:
    """The vectors of papers by their slugs. A term that only one of them has is left out: it makes no neighbours.

    `of_each` gives what `terms_of_text` gives of each text, decoded; it may know it from before. It is asked twice, so
    that only shared terms are ever in memory, and only those of some texts at a time.
    """
    slugs = tuple(sorted(descriptions))
    labels = {label: " ".join(fold(label)) for slug in slugs for label in descriptions[slug].labels}
    wanted = _shared(descriptions, labels, of_each)
    number_of: defaultdict[str, int] = defaultdict()
    number_of.default_factory = number_of.__len__
    spellings: list[dict[str, int]] = []
    whole: list[int] = []
    counts: list[tuple[array[int], array[float]]] = []
    for slug, found in _each(functools.partial(_shared_terms, wanted), descriptions, slugs, of_each):
        mentions = ((labels[label], label, _TITLE, 1, 1) for label in descriptions[slug].labels)
        counted: dict[int, int] = {}
        for term, spelling, weight, times, wholes in itertools.chain(mentions, found.rows()):
            number = number_of[term]
            if number == len(whole):
                spellings.append({})
                whole.append(0)
            counted[number] = counted.get(number, 0) + weight
            spellings[number][spelling] = spellings[number].get(spelling, 0) + times
            whole[number] += wholes
        counts.append((array("i", counted), array("d", counted.values())))
    papers = Counter(itertools.chain.from_iterable(numbers for numbers, _ in counts))
    terms = tuple(sorted(term for term, number in number_of.items() if papers[number] > 1))
    numbers = [number_of[term] for term in terms]
    names = tuple(_name(term, spellings[number], whole[number]) for term, number in zip(terms, numbers, strict=True))
    return Vectors(slugs, terms, names, _tf_idf(counts, numbers))


def _shared(descriptions: Mapping[str, Description], labels: Mapping[str, str], of_each: OfEach) -> set[int]:
    """The hashes of terms that several papers have, and, by chance, of some that only one has."""
    import numpy as np

    everywhere = array("q")
    for slug, hashes in _each(_hashes, descriptions, descriptions, of_each):
        everywhere.extend(hashes)
        everywhere.extend(hash(labels[label]) for label in descriptions[slug].labels)
    found, times = np.unique(np.asarray(everywhere), return_counts=True)
    return set(found[times > 1].tolist())


def _each(
    decode: Callable[[Any], Value], descriptions: Mapping[str, Description], slugs: Iterable[str], of_each: OfEach
) -> Iterator[tuple[str, Value]]:
    """Each slug with what `terms_of_text` gives of its text, decoded."""
    remaining = iter(slugs)
    while some := list(itertools.islice(remaining, _SOME)):
        texts = {slug: "\n".join((descriptions[slug].title, *descriptions[slug].abstract)) for slug in some}
        found = of_each(decode, texts.values())
        yield from ((slug, found[text]) for slug, text in texts.items())


def _name(term: str, spellings: Mapping[str, int], whole: int) -> str:
    """The term as people write it, if it is whole often enough: "preserves", "automatic" and the "aligning language"
    of "aligning language models" explain nothing.
    """
    least = _LEAST_WHOLE if " " in term else _LEAST_WHOLE_OF_WORD
    return plainest(spellings) if whole >= least * sum(spellings.values()) else ""


def _tf_idf(counts: Sequence[tuple[array[int], array[float]]], numbers: Sequence[int]) -> Any:
    """The matrix of papers' terms, by number, with how much they count; a column for each of `numbers`."""
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
    vectors: Vectors, rows: Sequence[int], least: float, most: int
) -> Iterator[tuple[int, list[tuple[int, float]]]]:
    """Of each of these rows, which follow each other, the rows most like it with their cosines, best first: at most
    `most`, none below `least`.

    Of the whole matrix of cosines only a block of rows is in memory at a time. Cosines are rounded, and equals are in
    the order of their slugs.
    """
    import numpy as np

    matrix, others = vectors.matrix, vectors.matrix.T.tocsr()
    for begin in rows[::_BLOCK]:
        block = (matrix[begin : min(begin + _BLOCK, rows[-1] + 1)] @ others).tocsr()
        # Few cosines are large: all else is done with those alone.
        large = np.flatnonzero(block.data >= least - 10**-_DECIMALS)
        offsets = np.searchsorted(block.indptr, large, side="right") - 1
        columns, cosines = block.indices[large], np.round(block.data[large], _DECIMALS)
        likely = (cosines >= least) & (columns != begin + offsets)
        offsets, columns, cosines = offsets[likely], columns[likely], cosines[likely]
        best = np.lexsort((columns, -cosines, offsets))
        ends = np.searchsorted(offsets[best], np.arange(block.shape[0] + 1))
        for offset in range(block.shape[0]):
            near = best[ends[offset] : ends[offset + 1]][:most]
            yield begin + offset, list(zip(columns[near].tolist(), cosines[near].tolist(), strict=True))


def shared(vectors: Vectors, one: int, other: int) -> list[tuple[int, float]]:
    """The terms (columns) that two rows share, with what each adds to their cosine, in the order of the terms."""
    import numpy as np

    (left, of_left), (right, of_right) = _row(vectors, one), _row(vectors, other)
    columns, at_left, at_right = np.intersect1d(left, right, assume_unique=True, return_indices=True)
    parts = np.round(of_left[at_left] * of_right[at_right], 2 + _DECIMALS)
    return [(int(column), float(part)) for column, part in zip(columns, parts, strict=True)]


def _row(vectors: Vectors, number: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    matrix = vectors.matrix
    row = slice(matrix.indptr[number], matrix.indptr[number + 1])
    return matrix.indices[row], matrix.data[row]


def centres(vectors: Vectors, groups: Sequence[Collection[str]]) -> Any:
    """A row per group of slugs: the mean of its rows."""
    from scipy.sparse import csr_array

    row = {slug: number for number, slug in enumerate(vectors.slugs)}
    members = [sorted(row[slug] for slug in group) for group in groups]
    shares = [1 / len(rows) for rows in members for _ in rows]
    begins = list(itertools.accumulate(map(len, members), initial=0))
    weights = csr_array((shares, list(itertools.chain(*members)), begins), shape=(len(members), len(row)))
    return weights @ vectors.matrix


def places(matrix: Any) -> list[tuple[int, int]]:
    """Places on a plane for the rows, from 0 to 1000 each way, such that rows that are alike stand together.

    By t-SNE (van der Maaten & Hinton, 2008, https://jmlr.org/papers/v9/vandermaaten08a.html) on the 50 strongest
    components. t-SNE is chaotic: one bit makes another map. So it runs on one thread, begins at the first two
    components, and gets numbers of so few bits that sums of their products are exact in any order.
    """
    import numpy as np
    from sklearn.decomposition import TruncatedSVD
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    rows, terms = matrix.shape
    if min(rows, terms) < _FEWEST_PLACES:
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
