"""Occurrences of tags in a paper, and the reason that readers see; for curated and automatic tags."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from generator.text.phrases import Clauses, PhraseIndex, Words, occurrences
from generator.text.slugs import LONGEST_SLUG, slugify
from generator.vocabulary import Context, Match, Mentions, Vocabulary

_SHORT = 120
"""Words of title and abstract up to which a text is short. Abstracts on arXiv average 200, curators' summaries 70."""

_ASIDE_WEIGHT = 0.5
"""The weight of a sentence on the work of others or at the abstract's end, where experiments are; others weigh 1."""

_ENOUGH, _ENOUGH_IN_SHORT = 1.5, 1
"""The weight of the sentences that must mention a tag: two, one of which may be an aside."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A spelling of a curated tag, and where it matches.

    One with inner capitals has the words of its `name` as written, and matches only so: `LoRA` but not `lora`. With a
    `context`, it matches only in texts that have one of these phrases, and in none that has one of `excluded`; both
    have the folded words of each phrase, between spaces.
    """

    slug: str
    name: Words = ()
    where: Match = Match.NORMAL
    context: Mapping[str, str] = field(default_factory=dict)
    excluded: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TagRules:
    """The vocabulary, its spellings by their folded words, and the conditions for a tag's page.

    A tag has a page if at least `minimum_papers` have it or its slug is in `published`.
    """

    vocabulary: Vocabulary
    spellings: Mapping[Words, Sequence[Spelling]]
    minimum_papers: int
    published: Collection[str]

    def has_page(self, slug: str, papers: int) -> bool:
        return papers >= self.minimum_papers or slug in self.published


@dataclass(slots=True)
class TagMatch:
    """Occurrences of a tag in a paper: its spellings in the title, and the count of each spelling in the abstract.

    `title` is a dict used as an ordered set. `sentences` has the weight of each sentence of the abstract that
    mentions the tag. The match `is_central` if the main sentence mentions the tag or another names it as what the
    paper makes; it `is_enough` for the tag if the main sentence names it so or the spelling is decisive. `contexts`
    has the reasons why ambiguous spellings count. `length` is the number of words of the longest spelling.
    """

    title: dict[str, None] = field(default_factory=dict)
    abstract: dict[str, int] = field(default_factory=dict)
    sentences: dict[int, float] = field(default_factory=dict)
    contexts: dict[str, Context] = field(default_factory=dict)
    is_enough: bool = False
    is_central: bool = False
    length: int = 0

    @property
    def in_title(self) -> bool:
        return bool(self.title)

    @property
    def weight(self) -> float:
        """The number of sentences of the abstract that mention the tag, each by its weight."""
        return sum(self.sentences.values())

    @property
    def is_in_several_places(self) -> bool:
        """Whether both the title and the abstract mention the tag, or two sentences of the abstract."""
        return self.in_title + len(self.sentences) > 1

    def add(self, written: str, text: Clauses, clause: int) -> None:
        """Add an occurrence in a clause of the text. Further ones in its sentence add no weight."""
        sentence = text.sentences[clause]
        if not sentence:
            self.title[written] = None
            return
        self.abstract[written] = self.abstract.get(written, 0) + 1
        is_last = sentence == text.sentences[-1] > 1
        is_aside = sentence != text.main and (is_last or sentence in text.on_others)
        self.sentences[sentence] = _ASIDE_WEIGHT if is_aside else 1

    def is_strong(self, needed: float) -> bool:
        return self.in_title or self.is_enough or self.weight >= needed


class Mention(NamedTuple):
    """A known phrase in a text: its folded words, the position of the first, and the number of its clause."""

    words: Words
    position: int
    clause: int


class SearchedText:
    """The words of a text, folded and as written, with a line break between clauses."""

    def __init__(self, text: Clauses) -> None:
        self._folded, self._written = text.words(), text.written_words()
        self._sources = text.hyphenated.split("\n")
        self._breaks = [position for position, word in enumerate(self._folded) if word == "\n"]
        self._spans: dict[int, list[tuple[int, int]]] = {}

    def mentions(self, index: PhraseIndex) -> Iterator[Mention]:
        """Yield the known phrases in the text, the longest at each position, none inside another."""
        for position, words in occurrences(self._folded, index):
            yield Mention(words, position, bisect(self._breaks, position))

    def before(self, mention: Mention) -> Words:
        """Return the two folded words before a mention, or fewer at the beginning of its clause."""
        return tuple(self._folded[max(self._begin(mention.clause), mention.position - 2) : mention.position])

    def written(self, mention: Mention) -> list[str]:
        """Return the words of a mention as written, without hyphens."""
        return self._written[mention.position : mention.position + len(mention.words)]

    def spelling(self, mention: Mention) -> str:
        """Return a mention as it is in the text."""
        source = self._sources[mention.clause]
        if not source:
            return " ".join(self.written(mention))
        if mention.clause not in self._spans:
            self._spans[mention.clause] = _spans(self._written_clause(mention.clause), source)
        first = mention.position - self._begin(mention.clause)
        spans = self._spans[mention.clause][first : first + len(mention.words)]
        return " ".join(source[spans[0][0] : spans[-1][1]].split())

    def _written_clause(self, clause: int) -> list[str]:
        end = self._breaks[clause] if clause < len(self._breaks) else len(self._written)
        return self._written[self._begin(clause) : end]

    def _begin(self, clause: int) -> int:
        return self._breaks[clause - 1] + 1 if clause else 0


def _spans(words: Iterable[str], source: str) -> list[tuple[int, int]]:
    """Return the begin and end of each word of a clause in its `source`, which has them with hyphens.

    >>> _spans(["a", "test", "time", "method"], "a test-time method")
    [(0, 1), (2, 6), (7, 11), (12, 18)]
    """
    spans: list[tuple[int, int]] = []
    end = 0
    for word in words:
        begin = source.index(word, end)
        end = begin + len(word)
        spans.append((begin, end))
    return spans


def weight_needed(text: Clauses) -> float:
    """Return the weight of the sentences that must mention a tag, which is less in a short text."""
    words = text.written.count(" ") + text.written.count("\n") + bool(text.written)
    return _ENOUGH_IN_SHORT if words <= _SHORT else _ENOUGH


def reason(match: TagMatch) -> Mentions:
    """Return the matched spellings as the reason for the tag."""
    return Mentions(tuple(match.title), tuple(match.abstract.items()), tuple(match.contexts.values()))


def slug_of(words: Words) -> str:
    """Return the slug of a tag with these folded words."""
    joined = "-".join(words)
    # Most phrases need no transliteration, and there are many.
    is_slug = len(joined) <= LONGEST_SLUG and _SLUG.fullmatch(joined)
    return joined if is_slug else slugify(" ".join(words))
