"""The log odds that a phrase is a keyword, by gradient-boosted trees (Friedman, 2001, doi:10.1214/aos/1013203451).

The trees are fitted to the author keywords of 1,284 ICLR and 1,330 WWW papers by `bench/fit_keywords.py`, which writes
their numbers to `keyword_trees.json`. Fitted to one of the two sets and blended with the formula of `keyword_ranking`,
they find 21.5 of ICLR (F1@5) and 18.0 of WWW; fitted to both, 22.4 and 18.7.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

COLUMNS = (
    "length",
    "yake_rank",
    "alone",
    "count",
    "in_title",
    "papers",
    "ending",
    "beginning",
    "is_known",
    "per_paper",
    "own_ending",
    "own_beginning",
    "words_before",
)
"""The columns of a table of phrases, in the order in which the trees number them; see `keyword_ranking`."""

PAPERS_FITTED = 1_300
"""Papers in each of the sets that the trees are fitted to. Phrases of a larger archive are in more papers."""

DEPTH = 3
"""Decisions from the root of a tree to a leaf."""


@dataclass(frozen=True, slots=True)
class Trees:
    """Complete binary trees: a row each, its decisions from the root down and from left to right, then its leaves.

    A decision goes right if the value in its column is above its threshold.
    """

    bias: float
    columns: Integers
    thresholds: Floats
    leaves: Floats


def from_json(value: Mapping[str, Any]) -> Trees:
    """Return the trees of `keyword_trees.json`."""
    import numpy as np

    columns, thresholds, leaves = (np.array(value[name]) for name in ("columns", "thresholds", "leaves"))
    return Trees(value["bias"], columns, thresholds, leaves)


@cache
def _fitted() -> Trees:
    return from_json(json.loads(resources.files(__package__).joinpath("keyword_trees.json").read_text("utf-8")))


def log_odds(phrases: Floats, trees: Trees | None = None) -> Floats:
    """Return the log odds of each row of a table with `COLUMNS`, by the fitted trees or others."""
    import numpy as np

    trees = trees or _fitted()
    rows = np.arange(len(phrases))
    total = np.full(len(phrases), trees.bias)
    for columns, thresholds, leaves in zip(trees.columns, trees.thresholds, trees.leaves, strict=True):
        node = np.zeros(len(phrases), np.int64)
        for _ in range(DEPTH):
            node = 2 * node + 1 + (phrases[rows, columns[node]] > thresholds[node])
        total += leaves[node - (2**DEPTH - 1)]
    return total
