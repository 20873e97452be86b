"""Fit the trees of `generator/topics/keyword_trees.json`: `python bench/fit_keywords.py SCORE.py GOLD.jsonl …`.

GOLD rows have id, title, abstract and the authors' keywords; `SCORE.py` has the function `key`, by which two phrases
are one. The vocabulary is that of `site_config/tags.yml`. `bench/keywords.py` measures the result.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from keywords import known_phrases, read_rows
from sklearn.ensemble import GradientBoostingClassifier

from generator.topics import keyword_candidates, keyword_ranking, keyword_trees

TREES = Path(keyword_trees.__file__).with_suffix(".json")
_NUMBER_OF_TREES, _LEARNING_RATE, _MINIMUM_IN_LEAF, _SHARE_OF_ROWS = 50, 0.12, 100, 0.7
"""Chosen on each set by its figures when fitted to the other: 20 to 100 trees differ by 0.2 F1."""


def examples(gold: Path, key: Callable[[str], str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the table of all phrases that may be keywords, and whether each is one of its authors'."""
    rows = read_rows(gold)
    wanted = {
        row["id"]: set(map(key, row["keywords"])) for row in map(json.loads, gold.read_text("utf-8").splitlines())
    }
    candidates = {
        name: keyword_candidates.from_json(keyword_candidates.candidates_of_text(text)) for name, text in rows
    }
    found = keyword_ranking.gather(candidates, known_phrases())
    is_authors = [
        key(spelling) in wanted[name] or key(folded) in wanted[name]
        for name, phrases in candidates.items()
        for spelling, folded in zip(phrases.spellings.split("\n"), phrases.folded.split("\n"), strict=True)
        if spelling
    ]
    is_keyword = np.zeros(len(found.first), bool)
    np.logical_or.at(is_keyword, found.row_of, is_authors)
    accepted = ~keyword_ranking.refused(found, len(candidates))
    return found.table(len(candidates))[accepted], is_keyword[accepted]


def fit(table: np.ndarray, is_keyword: np.ndarray) -> dict[str, object]:
    """Return fitted trees as `keyword_trees.from_json` reads them."""
    model = GradientBoostingClassifier(
        n_estimators=_NUMBER_OF_TREES,
        max_depth=keyword_trees.DEPTH,
        learning_rate=_LEARNING_RATE,
        min_samples_leaf=_MINIMUM_IN_LEAF,
        subsample=_SHARE_OF_ROWS,
        random_state=0,
    ).fit(table, is_keyword)
    share = is_keyword.mean()
    trees = [_complete(estimator.tree_) for [estimator] in model.estimators_]
    columns, thresholds, leaves = (list(part) for part in zip(*trees, strict=True))
    return {
        "bias": round(float(np.log(share / (1 - share))), 4),
        "columns": columns,
        "thresholds": thresholds,
        "leaves": leaves,
    }


def _complete(tree: object) -> tuple[list[int], list[float], list[float]]:
    """Return a tree's columns, thresholds and leaves; a branch that ends early decides nothing further down."""
    columns, thresholds, leaves = [], [], []
    level = [0]
    for _ in range(keyword_trees.DEPTH):
        for node in level:
            is_leaf = tree.children_left[node] < 0  # type: ignore[attr-defined]
            columns.append(0 if is_leaf else int(tree.feature[node]))  # type: ignore[attr-defined]
            thresholds.append(0.0 if is_leaf else round(float(tree.threshold[node]), 4))  # type: ignore[attr-defined]
        level = list(_below(tree, level))
    leaves = [round(_LEARNING_RATE * float(tree.value[node][0][0]), 4) for node in level]  # type: ignore[attr-defined]
    return columns, thresholds, leaves


def _below(tree: object, level: list[int]) -> Iterator[int]:
    for node in level:
        left, right = tree.children_left[node], tree.children_right[node]  # type: ignore[attr-defined]
        yield from (node, node) if left < 0 else (int(left), int(right))


def main(arguments: list[str]) -> None:
    score = next(Path(argument) for argument in arguments if argument.endswith(".py"))
    spec = importlib.util.spec_from_file_location("score", score)
    scorer = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
    spec.loader.exec_module(scorer)  # type: ignore[union-attr]
    parts = [examples(Path(gold), scorer.key) for gold in arguments if gold.endswith(".jsonl")]
    table, is_keyword = np.vstack([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    trees = fit(table, is_keyword)
    lines = [f'"{name}": {json.dumps(value)}' for name, value in trees.items()]
    TREES.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
