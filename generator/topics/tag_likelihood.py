"""How likely a paper is about a tag whose spellings it has: where they stand, and how close its words are to the tag's.

A tag's words are those of its papers, so that "tree search" in a paper on forests counts for little. Only papers of the
baseline teach them, each all papers but itself: no paper's tags depend on a later one.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from generator.text.english import FUNCTION_WORDS
from generator.text.phrases import Clauses

_MINIMUM_OF_TAG, _MINIMUM = 4, 100
"""Papers of a tag, and of the baseline, from which words are learned; with fewer, closeness is 0."""

_MINIMUM_WITH_WORD, _MAXIMUM_SHARE = 3, 0.5
"""A word counts if at least so many papers have it, and at most this share of them."""

_KEPT = 300
"""Words of a tag that are kept: more do not change which tags are given."""


class Evidence(NamedTuple):
    """What speaks for a tag of a paper.

    `title` is 1 if the title has a spelling; `enough` if a mention is decisive or enough sentences have one; `central`
    if the main sentence has one, or one names what the paper makes; `several` if the paper has more than one in
    different sentences, or one in both title and abstract; `is_whole` for the whole of another tag that it mentions.
    `closeness` is ten times the cosine that `TagWords.closeness` returns.
    """

    title: float = 0
    enough: float = 0
    central: float = 0
    several: float = 0
    is_whole: float = 0
    closeness: float = 0


WEIGHTS = Evidence(1.34, 1.09, 0.26, 1.27, 1.11, 1.07)
BIAS = -0.1
"""Logistic regression, fitted by `bench/fit_tags.py` to pairs of paper and tag in `bench/judged_tags.jsonl`.

They were fitted to papers of parts 2, 3 and newest before the vocabulary was tuned on these: see docs/decisions/0092.
"""


def log_odds(evidence: Evidence, weights: Evidence = WEIGHTS, bias: float = BIAS) -> float:
    """Return the log odds that a reader of the whole abstract calls the tag right."""
    return bias + sum(weight * value for weight, value in zip(weights, evidence, strict=True))


Weights: TypeAlias = Mapping[str, float]
"""Words with their weights."""

TagWordsJson: TypeAlias = tuple[Weights, Weights, Mapping[str, tuple[int, float, Weights]]]
"""The fields of `TagWords` as JSON values, for the cache."""


class Centroid(NamedTuple):
    """The mean of a tag's papers without the mean of all: the number of papers, its length, and its strongest words."""

    papers: int
    length: float
    words: Weights


@dataclass(frozen=True, slots=True)
class TagWords:
    """The words of each tag's papers.

    Texts are sets of words weighed by their `rarity` (inverse document frequency) and brought to length 1. `mean` is
    the mean of all texts.
    """

    rarity: Weights = field(default_factory=dict)
    mean: Weights = field(default_factory=dict)
    centroids: Mapping[str, Centroid] = field(default_factory=dict)

    def closeness(self, text: Clauses, tags: Collection[str], own: Collection[str] = ()) -> dict[str, float]:
        """Return the cosines between a text and the centroids of tags: from -1 to 1, mostly below 0.3.

        `own` are the tags whose words were learned from this text, too: it is left out there. A text without a word
        that counts is close to no tag.
        """
        vector = _vector(text, self.rarity)
        if not vector:
            return dict.fromkeys(tags, 0.0)
        of_mean = sum(weight * self.mean[word] for word, weight in vector.items())
        return {tag: self._cosine(vector, of_mean, tag, is_own=tag in own) for tag in tags}

    def _cosine(self, vector: Weights, of_mean: float, tag: str, *, is_own: bool) -> float:
        centroid = self.centroids.get(tag)
        if centroid is None or centroid.papers - is_own < _MINIMUM_OF_TAG:
            return 0
        product = sum(weight * centroid.words.get(word, 0) for word, weight in vector.items())
        if is_own:
            product = (centroid.papers * (product + of_mean) - 1) / (centroid.papers - 1) - of_mean
        return product / centroid.length


def learn(texts: Sequence[Clauses], certain: Sequence[Collection[str]]) -> TagWordsJson:
    """Learn the words of tags from texts and the tags that each has for certain; see `from_json`."""
    if len(texts) < _MINIMUM:
        return {}, {}, {}
    papers = Counter(word for text in texts for word in _words(text))
    maximum = _MAXIMUM_SHARE * len(texts)
    rarity = {
        word: round(math.log(len(texts) / n), 4) for word, n in papers.items() if _MINIMUM_WITH_WORD <= n <= maximum
    }
    sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    mean: dict[str, float] = defaultdict(float)
    for text, tags in zip(texts, certain, strict=True):
        for word, weight in _vector(text, rarity).items():
            mean[word] += weight / len(texts)
            for tag in tags:
                sums[tag][word] += weight
    members = Counter(tag for tags in certain for tag in tags)
    known = {tag: _centroid(sums[tag], mean, n) for tag, n in members.items() if n >= _MINIMUM_OF_TAG}
    return rarity, {word: round(weight, 6) for word, weight in mean.items()}, known


def from_json(value: TagWordsJson) -> TagWords:
    """Return what `learn` has learned."""
    rarity, mean, centroids = value
    return TagWords(rarity, mean, {tag: Centroid(*centroid) for tag, centroid in centroids.items()})


def _centroid(sums: Weights, mean: Weights, papers: int) -> tuple[int, float, Weights]:
    weights = {word: sums.get(word, 0) / papers - weight for word, weight in mean.items()}
    strongest = sorted(weights, key=lambda word: (-abs(weights[word]), word))[:_KEPT]
    length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1
    return papers, round(length, 6), {word: round(weights[word], 6) for word in strongest}


def _vector(text: Clauses, rarity: Weights) -> dict[str, float]:
    weights = {word: rarity[word] for word in _words(text) if word in rarity}
    length = math.sqrt(sum(weight**2 for weight in weights.values()))
    return {word: weight / length for word, weight in weights.items()}


def _words(text: Clauses) -> list[str]:
    """Return the words of a text, each once, in an order that is the same in every process, as sums depend on it."""
    different = dict.fromkeys(text.folded.split())
    return [word for word in different if len(word) > 1 and word not in FUNCTION_WORDS and not word.isdigit()]
