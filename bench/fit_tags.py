"""Fit the weights of `generator/topics/tag_likelihood.py`: `python -m bench.fit_tags ARCHIVE [PART …]`.

`judged_tags.jsonl` has, by arXiv id, tags of the repository's vocabulary that readers of whole abstracts gave: those
that a librarian `must` give, and further ones that are right (`ok`). ARCHIVE has these papers and the vocabulary. The
script prints fitted weights, and for several thresholds: tags a paper, the share of right ones (strict), the share of a
librarian's tags that is given, and the share of papers with two to six specific tags.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Collection
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from generator import build
from generator.system.progress import Lines
from generator.text.phrases import read_clauses
from generator.topics import baseline, curated_tags, tags
from generator.topics.tag_likelihood import BIAS, WEIGHTS, Evidence, from_json, log_odds

JUDGED = Path(__file__).with_name("judged_tags.jsonl")
_THRESHOLDS = (0.1, 0.4, curated_tags.NEEDED, 1, 1.3)


class Judged:
    """The judged papers of an archive: by slug, their evidence for each tag, and the tags that readers gave."""

    def __init__(self, archive: Path, parts: Collection[str]) -> None:
        """With `parts`, read only papers of these: the vocabulary was tuned on 1, 2, 3, newest, 4, 5, in this order."""
        assembled, problems = build.load_archive(archive, Lines(io.StringIO()))
        if assembled is None:
            raise SystemExit(f"{archive} cannot be read: {problems[0]}")
        by_slug = {paper.slug: paper for paper in assembled.archive.papers}
        texts = {slug: read_clauses(by_slug[slug].text) for slug in assembled.archive.arrivals}
        oldest = dict.fromkeys([*texts][: baseline.size(len(texts))])
        curated = curated_tags.curated(assembled.vocabulary)
        self.tags = curated.tags
        words = from_json(tags.learn_words((texts[slug] for slug in oldest), assembled.vocabulary))
        read = map(json.loads, JUDGED.read_text("utf-8").splitlines())
        rows = {row["arxiv"]: row for row in read if not parts or row["part"] in parts}
        self.rows = {slug: rows[paper.arxiv] for slug, paper in by_slug.items() if paper.arxiv in rows}
        self.matches = {
            slug: curated_tags.find_matches(texts[slug], curated.spellings, curated.index) for slug in self.rows
        }
        self.evidence = {
            slug: curated_tags.evidence_of(texts[slug], found, self.tags, words, is_training=slug in oldest)
            for slug, found in self.matches.items()
        }

    def examples(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the evidence of all pairs of paper and tag, whether each is right, and the number of its paper."""
        pairs = [(slug, tag) for slug in self.rows for tag in self.evidence[slug]]
        number = {slug: n for n, slug in enumerate(self.rows)}
        return (
            np.array([self.evidence[slug][tag] for slug, tag in pairs], float),
            np.array([tag in self.rows[slug]["must"] + self.rows[slug]["ok"] for slug, tag in pairs]),
            np.array([number[slug] for slug, _ in pairs]),
        )

    def report(self, weights: Evidence, bias: float, needed: float) -> str:
        """Return a line of figures for these weights."""
        given = right = must = hit = covered = 0
        for slug, row in self.rows.items():
            odds = {tag: log_odds(found, weights, bias) for tag, found in self.evidence[slug].items()}
            chosen = set(curated_tags.choose(self.matches[slug], odds, self.tags, needed))
            given += len(chosen)
            right += len(chosen & {*row["must"], *row["ok"]})
            must += len(row["must"])
            hit += len(chosen & set(row["must"]))
            covered += 2 <= sum(not self.tags[tag].broad for tag in chosen) <= curated_tags.MAXIMUM_TAGS
        papers = len(self.rows)
        shares = f"strict {right / given:.1%}, a librarian's {hit / must:.1%}, covered {covered / papers:.1%}"
        return f"{needed:5.1f}: {given / papers:.2f} tags a paper, {shares}"


def main() -> None:
    """Print the figures of the present weights, then fitted weights and their figures."""
    judged = Judged(Path(sys.argv[1]), sys.argv[2:])
    table, is_right, paper = judged.examples()
    model = LogisticRegression(C=0.3, max_iter=5000)
    folds = GroupKFold(9)
    unseen = cross_val_predict(model, table, is_right, groups=paper, cv=folds, method="decision_function")
    model.fit(table, is_right)
    fitted, bias = Evidence(*map(float, model.coef_[0].round(2))), round(float(model.intercept_[0]), 2)
    share = ((unseen > 0) == is_right).mean()
    print(f"{len(judged.rows)} papers, {len(is_right)} pairs; fitted to other papers, {share:.1%} are predicted")
    for name, weights, its_bias in (("present", WEIGHTS, BIAS), ("fitted", fitted, bias)):
        print(name, weights, its_bias)
        for needed in _THRESHOLDS:
            print(judged.report(weights, its_bias, needed))


if __name__ == "__main__":
    main()
