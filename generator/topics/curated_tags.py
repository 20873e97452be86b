"""Curated tags of papers: those of the vocabulary whose spellings their words match and that are likely for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from generator.text.phrases import Clauses, PhraseIndex, Words, clauses, fold, index_phrases, is_name
from generator.topics.tag_likelihood import Evidence, TagWords, log_odds
from generator.topics.tag_matches import SearchedText, Spelling, TagMatch, reason, weight_needed
from generator.vocabulary import Assignment, Context, Match, PartAssigned, Vocabulary, VocabularyTag

MAXIMUM_TAGS = 6
"""Specific tags of a paper; broad tags are not counted."""

FEW_TAGS = 2
"""Up to this number of specific tags, a paper gets the likeliest of those it mentions, and wholes of its tags."""

NEEDED = 0.9
"""Log odds of a tag that is given: seven of ten tags with just these are right."""


def spellings_of(vocabulary: Vocabulary) -> dict[Words, list[Spelling]]:
    """Return the vocabulary's spellings by their folded words; the list of one that never matches is empty."""
    spellings: dict[Words, list[Spelling]] = defaultdict(list)
    for tag in vocabulary.tags:
        where = {fold(written): match for written, match in tag.where.items()}
        context, excluded = (
            {fold(written): _spaced_by_phrase(phrases) for written, phrases in rule.items()}
            for rule in (tag.context, tag.excluded)
        )
        for written in (*tag.matching, *tag.shared):
            words = fold(written)
            same_words = spellings[words]
            match = where.get(words, tag.match)
            if match is not Match.NEVER:
                name = tuple(chain(*clauses(written))) if is_name(written) else ()
                spelling = Spelling(tag.slug, name, match, context.get(words, {}), excluded.get(words, {}))
                if not any(_is_same(spelling, other) for other in same_words):
                    same_words.append(spelling)
    return spellings


def _spaced_by_phrase(phrases: Iterable[str]) -> dict[str, str]:
    """Return the folded words of phrases, each between spaces."""
    return {phrase: f" {' '.join(fold(phrase))} " for phrase in phrases}


def _is_same(one: Spelling, other: Spelling) -> bool:
    """Return True for the singular and plural of a spelling of one tag, which match the same words."""
    if one.slug != other.slug or bool(one.name) != bool(other.name):
        return False
    return not one.name or _same_name(one.name, other.name)


@dataclass(frozen=True, slots=True)
class Curated:
    """The curated tags of a vocabulary by slug, their spellings by folded words, and the index of these."""

    tags: Mapping[str, VocabularyTag]
    spellings: Mapping[Words, Sequence[Spelling]]
    index: PhraseIndex


def curated(vocabulary: Vocabulary) -> Curated:
    """Return the curated tags of a vocabulary."""
    spellings = spellings_of(vocabulary)
    index = index_phrases(spellings, max(map(len, spellings), default=0))
    return Curated({tag.slug: tag for tag in vocabulary.tags}, spellings, index)


def certain(text: Clauses, vocabulary: Curated) -> list[str]:
    """Return the tags that a text's mentions give it, whatever its other words are: those that teach a tag's words."""
    matches, needed = find_matches(text, vocabulary.spellings, vocabulary.index), weight_needed(text)
    return [slug for slug, match in matches.items() if match.is_strong(needed)]


def assign(text: Clauses, vocabulary: Curated, words: TagWords, *, is_training: bool) -> dict[str, Assignment]:
    """Return the curated tags of a text by slug, the one that it is most about first.

    `words` are those of each tag; `is_training` is True for a text from which they were learned.
    """
    matches = find_matches(text, vocabulary.spellings, vocabulary.index)
    evidence = evidence_of(text, matches, vocabulary.tags, words, is_training=is_training)
    odds = {slug: log_odds(found) for slug, found in evidence.items()}
    return choose(matches, odds, vocabulary.tags)


def evidence_of(
    text: Clauses,
    matches: Mapping[str, TagMatch],
    tags: Mapping[str, VocabularyTag],
    words: TagWords,
    *,
    is_training: bool,
) -> dict[str, Evidence]:
    """Return what speaks for each tag that a text mentions, by slug."""
    needed = weight_needed(text)
    own = [slug for slug, match in matches.items() if is_training and match.is_strong(needed)]
    closeness = words.closeness(text, matches, own)
    wholes = {tags[slug].parent for slug in matches}
    return {
        slug: Evidence(
            title=match.in_title,
            enough=match.is_enough or match.weight >= needed,
            central=match.is_central,
            several=match.is_in_several_places and len(match.title) + len(match.abstract) > 1,
            is_whole=slug in wholes,
            closeness=10 * closeness[slug],
        )
        for slug, match in matches.items()
    }


def choose(
    matches: Mapping[str, TagMatch],
    odds: Mapping[str, float],
    tags: Mapping[str, VocabularyTag],
    needed: float = NEEDED,
) -> dict[str, Assignment]:
    """Return the likely tags of one paper, by the log odds of those that it mentions.

    Up to `MAXIMUM_TAGS` specific ones have at least the log odds `needed`; up to `FEW_TAGS`, others are given, too.
    """
    ordered = sorted(matches, key=lambda slug: (-odds[slug], slug))
    specific = [slug for slug in ordered if not tags[slug].broad]
    likely = [slug for slug in specific if odds[slug] >= needed][:MAXIMUM_TAGS]
    chosen = [*(likely if len(likely) >= FEW_TAGS else specific[:FEW_TAGS])]
    chosen += [slug for slug in ordered if tags[slug].broad and odds[slug] >= needed]
    chosen.sort(key=lambda slug: _rank(slug, matches[slug]))
    assigned = {slug: Assignment(slug, reason(matches[slug])) for slug in chosen}
    return _with_wholes(assigned, tags)


_TITLE = tuple(Match)
"""All values of `where`: in the title, each spelling counts."""


def find_matches(
    text: Clauses, spellings: Mapping[Words, Sequence[Spelling]], index: PhraseIndex
) -> dict[str, TagMatch]:
    """Return the curated tags whose spellings occur in a text, by slug."""
    matches: dict[str, TagMatch] = defaultdict(TagMatch)
    contexts = _Contexts(text)
    made = f" {text.made} ".replace("\n", " \n ")
    searched = SearchedText(text)
    for mention in searched.mentions(index):
        sentence = text.sentences[mention.clause]
        in_main = sentence == text.main > 0
        is_made = sentence > 0 and bool(text.made) and f" {' '.join(mention.words)} " in made
        places = _places(in_main, is_made) if sentence else _TITLE
        counting = [
            spelling
            for spelling in spellings[mention.words]
            if spelling.where in places
            and (not spelling.name or _same_name(searched.written(mention), spelling.name))
            and (not (spelling.context or spelling.excluded) or contexts.allow(spelling))
        ]
        if not counting or _is_denied(searched.before(mention)):
            continue
        written = searched.spelling(mention)
        for slug in dict.fromkeys(spelling.slug for spelling in counting):  # once, also with both `LoRA` and `lora`
            matches[slug].add(written, text, mention.clause)
            matches[slug].length = max(matches[slug].length, len(mention.words))
        for spelling in counting:
            match = matches[spelling.slug]
            match.is_enough |= (is_made and (in_main or spelling.where is Match.MADE)) or spelling.where is Match.ONCE
            match.is_central |= in_main or is_made
            if spelling.context or spelling.excluded:
                match.contexts[written] = contexts.reason(spelling, written)
    return matches


def _places(in_main: bool, is_made: bool) -> tuple[Match, ...]:
    """Return the values of `where` with which a spelling counts in a sentence of the abstract."""
    main = (Match.MAIN,) if in_main else ()
    made = (Match.MADE,) if is_made else ()
    return (Match.NORMAL, Match.ONCE, *main, *made)


class _Contexts:
    """The phrases in a text that decide whether an ambiguous spelling counts there. The text is searched if asked."""

    def __init__(self, text: Clauses) -> None:
        self._text = text
        self._spaced = ""
        self._is_present: dict[str, bool] = {}

    def allow(self, spelling: Spelling) -> bool:
        if spelling.context and not any(self._present(spelling.context)):
            return False
        return not any(self._present(spelling.excluded))

    def reason(self, spelling: Spelling, mention: str) -> Context:
        return Context(mention, next(self._present(spelling.context), ""), tuple(spelling.excluded))

    def _present(self, phrases: Mapping[str, str]) -> Iterator[str]:
        """Yield those phrases that the text has. `phrases` has the folded words of each, between spaces."""
        if phrases and not self._spaced:
            self._spaced = " " + self._text.folded.replace("\n", " \n ") + " "
        for phrase, spaced in phrases.items():
            if phrase not in self._is_present:
                self._is_present[phrase] = spaced in self._spaced
            if self._is_present[phrase]:
                yield phrase


_DENIALS = frozenset(("without", "no", "unlike"))
_ALTERNATIVES = frozenset((("rather", "than"), ("instead", "of")))


def _is_denied(before: Words) -> bool:
    """Return True if the two words before a mention say that the paper does without it: "requires no fine-tuning"."""
    return not _DENIALS.isdisjoint(before) or before in _ALTERNATIVES


def _same_name(written: Sequence[str], spelling: Sequence[str]) -> bool:
    """Return True if both are the same name, with or without a plural s: `RNNs` is `RNN`, and `MLLM-as-a-Judge` is
    `MLLM-as-a-judge`, since only words with inner capitals are names.
    """
    return all(
        one == other or one.removesuffix("s") == other.removesuffix("s") or not is_name(other)
        for one, other in zip(written, spelling, strict=True)
    )


def _count_specific(slugs: Collection[str], tags: Mapping[str, VocabularyTag]) -> int:
    return sum(not tags[slug].broad for slug in slugs)


def _with_wholes(assigned: dict[str, Assignment], tags: Mapping[str, VocabularyTag]) -> dict[str, Assignment]:
    """Add specific wholes of tags to a paper with fewer than `FEW_TAGS`: one on a part is also on the whole."""
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
