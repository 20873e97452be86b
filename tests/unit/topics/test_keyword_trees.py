from __future__ import annotations

import numpy as np
import pytest

from generator.topics import keyword_trees


def test_each_tree_adds_the_leaf_that_its_decisions_lead_to() -> None:
    """The first tree asks column 0, then column 1 on both sides, then column 2; the second always goes left."""
    trees = keyword_trees.from_json(
        {
            "bias": 10.0,
            "columns": [[0, 1, 1, 2, 2, 2, 2], [0, 0, 0, 0, 0, 0, 0]],
            "thresholds": [[0.5] * 7, [9.0] * 7],
            "leaves": [[1, 2, 3, 4, 5, 6, 7, 8], [100, 0, 0, 0, 0, 0, 0, 0]],
        }
    )
    table = np.array([[0, 0, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0], [1, 1, 1], [0.5, 0.5, 0.5]])

    assert keyword_trees.log_odds(table, trees).tolist() == [111, 112, 113, 115, 118, 111]


@pytest.mark.parametrize(
    ("column", "low", "high"), [("papers", 1, 60), ("is_known", 0, 1), ("words_before", 150, 0), ("count", 1, 6)]
)
def test_what_authors_choose_is_likelier(column: str, low: float, high: float) -> None:
    usual = {"length": 2, "yake_rank": 5, "alone": 1, "count": 2, "papers": 5, "ending": 0.8, "beginning": 0.8}
    usual |= {"in_title": 0, "is_known": 0, "per_paper": 1.5, "own_ending": 0.8, "own_beginning": 0.8}
    usual["words_before"] = 20
    table = np.array([[(usual | {column: value})[name] for name in keyword_trees.COLUMNS] for value in (low, high)])

    less, more = keyword_trees.log_odds(table)
    assert more > less
