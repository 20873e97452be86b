"""Curated tags of one paper: the spellings of the vocabulary that its words match, and the tags they are enough for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from generator.text.phrases import Clauses, Words, fold, is_name, occurrences
from generator.topics.tag_matches import Spelling, TagMatch, as_written, reason, weight_needed
from generator.vocabulary import Assignment, Context, Match, PartAssigned, Vocabulary, VocabularyTag

MAXIMUM_TAGS = 6
"""Specific tags of a paper; broad tags are not counted."""

FEW_TAGS = 2
"""Up to this number of tags, a single mention in the abstract is enough for a curated tag."""


def spellings_of(vocabulary: Vocabulary) -> dict[Words, list[Spelling]]:
    """Return the vocabulary's spellings by their folded words; the list of one that never matches is empty."""
    spellings: dict[Words, list[Spelling]] = defaultdict(list)
    for tag in vocabulary.tags:
        where = {fold(written): match for written, match in tag.where.items()}
        context, excluded = (
            {fold(written): phrases for written, phrases in rule.items()} for rule in (tag.context, tag.excluded)
        )
        for written in (*tag.matching, *tag.shared):
            words = fold(written)
            same_words = spellings[words]
            match = where.get(words, tag.match)
            if match is not Match.NEVER:
                rules = (context.get(words, ()), excluded.get(words, ()))
                same_words.append(Spelling(tag.slug, written, is_name(written), match, *rules))
    return spellings


def assign(
    text: Clauses,
    spellings: Mapping[Words, Sequence[Spelling]],
    longest: Mapping[str, int],
    tags: Mapping[str, VocabularyTag],
) -> dict[str, Assignment]:
    """Return the curated tags of a text by slug, the one that it is most about first.

    `spellings` are those of the vocabulary, whose `tags` are given by slug; `longest` has the length of the longest
    spelling by its first word.
    """
    matches = find_matches(text, spellings, longest)
    strong = _strong(matches, weight_needed(text), tags)
    strong |= _akin(matches, strong, text.main, tags)
    chosen = sorted(strong, key=lambda slug: _rank(slug, matches[slug]))
    chosen += _earliest(matches, strong, tags)
    return _with_parents({slug: Assignment(slug, reason(matches[slug])) for slug in chosen}, tags)


def find_matches(
    text: Clauses, spellings: Mapping[Words, Sequence[Spelling]], longest: Mapping[str, int]
) -> dict[str, TagMatch]:
    """Return the curated tags whose spellings occur in a text, by slug."""
    matches: dict[str, TagMatch] = defaultdict(TagMatch)
    contexts = _Contexts(text)
    for number, (folded, written, source) in enumerate(text.lines()):
        sentence = text.sentences[number]
        for begin, words in occurrences(tuple(folded.split(" ")), spellings, longest):
            end = begin + len(words)
            for spelling in spellings[words]:
                if sentence and (
                    spelling.where is Match.TITLE or (spelling.where is Match.MAIN and sentence != text.main)
                ):
                    continue
                if spelling.exact and not _same_acronym(" ".join(written.split(" ")[begin:end]), spelling.written):
                    continue
                if not contexts.allow(spelling):
                    continue
                match = matches[spelling.slug]
                mention = as_written(written, source, begin, end)
                match.add(mention, text, number)
                match.length = max(match.length, len(words))
                if spelling.context or spelling.excluded:
                    match.contexts[mention] = contexts.reason(spelling, mention)
    return matches


class _Contexts:
    """The phrases in a text that decide whether an ambiguous spelling counts there. The text is searched if asked."""

    def __init__(self, text: Clauses) -> None:
        self._text = text
        self._spaced = ""

    def allow(self, spelling: Spelling) -> bool:
        if spelling.context and not any(self._present(spelling.context)):
            return False
        return not any(self._present(spelling.excluded))

    def reason(self, spelling: Spelling, mention: str) -> Context:
        return Context(mention, next(self._present(spelling.context), ""), spelling.excluded)

    def _present(self, phrases: Sequence[str]) -> Iterator[str]:
        if phrases and not self._spaced:
            self._spaced = " " + self._text.folded.replace("\n", " \n ") + " "
        return (phrase for phrase in phrases if f" {' '.join(fold(phrase))} " in self._spaced)


def _same_acronym(written: str, spelling: str) -> bool:
    """Return True if both are the same acronym, with or without a plural s: `RNNs` is `RNN`."""
    return written == spelling or written.removesuffix("s") == spelling.removesuffix("s")


def _strong(matches: Mapping[str, TagMatch], needed: float, tags: Mapping[str, VocabularyTag]) -> set[str]:
    """Return the tags in the title or with the weight `needed`, the specific ones up to `MAXIMUM_TAGS`."""
    ordered = sorted(matches, key=lambda slug: _rank(slug, matches[slug]))
    strong = [slug for slug in ordered if matches[slug].is_strong(needed)]
    specific = [slug for slug in strong if not tags[slug].broad]
    return set(strong) - set(specific[MAXIMUM_TAGS:])


def _akin(
    matches: Mapping[str, TagMatch], strong: Collection[str], main: int, tags: Mapping[str, VocabularyTag]
) -> set[str]:
    """Return the weak specific tags that are a part or the whole of a strong one, and in the `main` sentence."""
    wholes = {tags[slug].parent for slug in strong}
    akin = [
        slug
        for slug in _weak(matches, strong, tags)
        if main in matches[slug].sentences and (slug in wholes or tags[slug].parent in strong)
    ]
    return set(akin[: max(0, MAXIMUM_TAGS - _count_specific(strong, tags))])


def _earliest(matches: Mapping[str, TagMatch], strong: Collection[str], tags: Mapping[str, VocabularyTag]) -> list[str]:
    """Return the weak specific tags that make up `FEW_TAGS`, those that the abstract has first."""
    return _weak(matches, strong, tags)[: max(0, FEW_TAGS - _count_specific(strong, tags))]


def _weak(matches: Mapping[str, TagMatch], strong: Collection[str], tags: Mapping[str, VocabularyTag]) -> list[str]:
    weak = [slug for slug in matches if slug not in strong and not tags[slug].broad]
    return sorted(weak, key=lambda slug: (min(matches[slug].sentences, default=0), -matches[slug].weight, slug))


def _count_specific(slugs: Collection[str], tags: Mapping[str, VocabularyTag]) -> int:
    return sum(not tags[slug].broad for slug in slugs)


def _with_parents(assigned: dict[str, Assignment], tags: Mapping[str, VocabularyTag]) -> dict[str, Assignment]:
    """Add specific parents of tags to a paper with fewer than `FEW_TAGS`: one on a part is also on the whole."""
    specific = _count_specific(assigned, tags)
    for slug in list(assigned):
        parent = tags[slug].parent
        if parent and parent not in assigned and specific < FEW_TAGS and not tags[parent].broad:
            assigned[parent] = Assignment(parent, PartAssigned(tags[slug].label))
            specific += 1
    return assigned


def _rank(slug: str, match: TagMatch) -> tuple[int, float, int, int, str]:
    """Return a sort key: matches in the title first, then more sentences, more mentions, and longer names."""
    return (not match.in_title, -match.weight, -sum(match.abstract.values()), -match.length, slug)
