"""The map of the archive: positions of papers, or of tags, on a plane, with similar ones close together.

Only papers of the baseline, or tags that it has, are laid out. Others are placed among them, so that no position moves
with a new paper. Only this module imports scikit-learn, and only to lay out, since the import takes a second.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from importlib import metadata
from typing import Any

from generator.relations import Position
from generator.topics import similarity
from generator.topics.similarity import Vectors

MAXIMUM_PAPERS = 12_000
"""Above this number of papers the map shows tags: a layout would take longer than a minute of CPU time
(docs/decisions/0085-related-papers-stand-still.md has figures).
"""

_COMPONENTS, _PERPLEXITY, _ITERATIONS, _STEP = 50, 30, 500, 1 / 4096
"""Parameters of maps: components of the SVD, perplexity and iterations of t-SNE, and the step that components are
rounded to. With half of the usual 1,000 iterations the map is as good and takes half the time.
"""

_FEWEST_ROWS = 5
"""With fewer rows or terms than this there is nothing to map, and the rows stand in a line."""

_NEIGHBOURS, _MINIMUM_COSINE = 5, 0.02
"""A paper outside the baseline is placed among so many papers of it, that are at least so similar …"""

_APART = 12
"""… and at most so far from their middle, so that no two points are one."""


def version() -> str:
    """Return a version that changes whenever the same vectors would give another map."""
    return f"scikit-learn {metadata.version('scikit-learn')}, 3"


def shows_tags(papers: int) -> bool:
    """Return True if the map of an archive of so many papers shows tags."""
    return papers > MAXIMUM_PAPERS


def established(oldest: Collection[str], tags: Mapping[str, Collection[str]], minimum: int) -> dict[str, list[str]]:
    """Return the tags that at least `minimum` papers of the baseline have, with the slugs of these, in their order.

    `oldest` has the slugs of the baseline, `tags` those of each tag's papers.
    """
    own = dict.fromkeys(oldest)
    members = {tag: sorted(own.keys() & set(tags[tag])) for tag in sorted(tags)}
    return {tag: slugs for tag, slugs in members.items() if len(slugs) >= minimum}


def lay_out(vectors: Vectors, tags: Mapping[str, Collection[str]] | None) -> list[Position]:
    """Return the positions of the baseline's papers or, if there are tags, of these in the middle of their papers.

    `tags` has the slugs of each tag's papers in the baseline.
    """
    papers = vectors.matrix[: vectors.baseline, : len(vectors.papers)]
    return positions(papers if tags is None else _centres(vectors, papers, tags.values()))


def among_papers(vectors: Vectors, rows: Sequence[int], laid_out: Mapping[str, Position]) -> dict[str, Position]:
    """Return the position of each paper in these consecutive rows, among the papers laid out that are most similar."""
    nearest = similarity.nearest(vectors, rows, vectors.baseline, _MINIMUM_COSINE, _NEIGHBOURS)
    slugs = vectors.slugs
    return {
        slugs[row]: _middle(slugs[row], [(laid_out[slugs[other]], cosine**2) for other, cosine in found])
        for row, found in nearest
    }


def among_tags(tags: Mapping[str, Collection[str]], laid_out: Mapping[str, Position]) -> dict[str, Position]:
    """Return the position of each tag that is not laid out, among those that its papers have besides."""
    found = {}
    members = {tag: set(tags[tag]) for tag in laid_out}
    for tag in sorted(tags.keys() - laid_out.keys()):
        shared = ((laid_out[other], float(len(papers & set(tags[tag])))) for other, papers in members.items())
        found[tag] = _middle(tag, [(position, weight) for position, weight in shared if weight])
    return found


def _middle(slug: str, weighted: Sequence[tuple[Position, float]]) -> Position:
    """Return the weighted middle of positions, moved a little by a hash of the slug."""
    total = sum(weight for _, weight in weighted)
    middle = [
        sum(position[axis] * weight for position, weight in weighted) / total if total else 500 for axis in (0, 1)
    ]
    moved = [byte * 2 * _APART / 255 - _APART for byte in hashlib.sha256(slug.encode()).digest()[:2]]
    x, y = (min(max(round(value + away), 0), 1000) for value, away in zip(middle, moved, strict=True))
    return x, y


def _centres(vectors: Vectors, matrix: Any, groups: Iterable[Collection[str]]) -> Any:
    """Return a sparse matrix with a row for each group of slugs: the mean of their rows."""
    from scipy.sparse import csr_array

    row = {slug: number for number, slug in enumerate(vectors.slugs)}
    members = [sorted(row[slug] for slug in group) for group in groups]
    shares = [1 / len(rows) for rows in members for _ in rows]
    begins = list(itertools.accumulate(map(len, members), initial=0))
    weights = csr_array((shares, list(itertools.chain(*members)), begins), shape=(len(members), matrix.shape[0]))
    return weights @ matrix


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
