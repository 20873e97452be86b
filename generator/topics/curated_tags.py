"""Curated tags of one paper: the spellings of the vocabulary that its words match, and the tags they are enough for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from generator.text.phrases import Clauses, PhraseIndex, Words, clauses, fold, is_name
from generator.topics.tag_matches import SearchedText, Spelling, TagMatch, reason, weight_needed
from generator.vocabulary import Assignment, Context, Match, PartAssigned, Vocabulary, VocabularyTag

MAXIMUM_TAGS = 6
"""Specific tags of a paper; broad tags are not counted."""

SOME_TAGS = 4
"""Up to this number of tags, a central mention is enough for a curated tag, or two in the first sentence."""

KINDRED_TAGS = 3
"""Up to this number of tags, a single mention is enough for a curated tag that is close to another one of the paper."""

FEW_TAGS = 2
"""Up to this number of tags, a single mention in the abstract is enough for a curated tag."""


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


def assign(
    text: Clauses,
    spellings: Mapping[Words, Sequence[Spelling]],
    index: PhraseIndex,
    tags: Mapping[str, VocabularyTag],
) -> dict[str, Assignment]:
    """Return the curated tags of a text by slug, the one that it is most about first.

    `spellings` are those of the vocabulary, whose `tags` are given by slug; `index` is the index of the spellings.
    """
    matches = find_matches(text, spellings, index)
    strong = _strong(matches, weight_needed(text), tags)
    strong |= _akin(matches, strong, text.main, tags)
    strong |= _central(matches, strong, tags)
    chosen = sorted(strong, key=lambda slug: _rank(slug, matches[slug]))
    assigned = {slug: Assignment(slug, reason(matches[slug])) for slug in chosen}
    for slug, part in _fill(matches, chosen, text.main, tags).items():
        assigned[slug] = Assignment(slug, PartAssigned(tags[part].label) if part else reason(matches[slug]))
    for slug in _kindred(matches, strong, assigned, tags):
        assigned[slug] = Assignment(slug, reason(matches[slug]))
    return _with_parents(assigned, tags)


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
        for spelling in counting:
            match = matches[spelling.slug]
            match.add(written, text, mention.clause)
            match.length = max(match.length, len(mention.words))
            match.in_main += in_main and spelling.where is Match.NORMAL
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


def _strong(matches: Mapping[str, TagMatch], needed: float, tags: Mapping[str, VocabularyTag]) -> set[str]:
    """Return the tags in the title or with the weight `needed`, specific ones up to `MAXIMUM_TAGS`: wholes of others go
    first, unless the title has them.
    """
    strong = [slug for slug in matches if matches[slug].is_strong(needed)]
    wholes = {tags[slug].parent for slug in strong}
    specific = [slug for slug in strong if not tags[slug].broad]
    specific.sort(key=lambda slug: (slug in wholes and not matches[slug].in_title, _rank(slug, matches[slug])))
    return set(strong) - set(specific[MAXIMUM_TAGS:])


def _akin(
    matches: Mapping[str, TagMatch], strong: Collection[str], main: int, tags: Mapping[str, VocabularyTag]
) -> set[str]:
    """Return the weak specific tags that the `main` sentence mentions and that are a part of a strong one, or that it
    mentions twice; and those that are the whole of a strong one, wherever they are mentioned.
    """
    wholes = {tags[slug].parent for slug in strong}
    akin = [
        slug
        for slug in _weak(matches, strong, tags)
        if slug in wholes
        or (main in matches[slug].sentences and (tags[slug].parent in strong or matches[slug].in_main > 1))
    ]
    return set(akin[: max(0, MAXIMUM_TAGS - _count_specific(strong, tags))])


def _central(matches: Mapping[str, TagMatch], strong: Collection[str], tags: Mapping[str, VocabularyTag]) -> set[str]:
    """Return the weak specific tags that make up `SOME_TAGS`: central ones, and those twice in the first sentence."""
    if (free := SOME_TAGS - _count_specific(strong, tags)) <= 0:
        return set()
    central = [
        slug
        for slug in _weak(matches, strong, tags)
        if (match := matches[slug]).is_central or (1 in match.sentences and sum(match.abstract.values()) > 1)
    ]
    return set(central[:free])


def _fill(
    matches: Mapping[str, TagMatch], strong: Collection[str], main: int, tags: Mapping[str, VocabularyTag]
) -> dict[str, str]:
    """Return specific tags that make up `FEW_TAGS`, each with the part that implies it or an empty string: weak ones of
    the first or the `main` sentence, then wholes of strong ones, then further weak ones.
    """
    if (free := FEW_TAGS - _count_specific(strong, tags)) <= 0:
        return {}
    weak = _weak(matches, strong, tags)
    early = [slug for slug in weak if not matches[slug].sentences.keys().isdisjoint((1, main))]
    wholes = {tags[slug].parent: slug for slug in strong}
    implied = [slug for slug in wholes if slug and slug not in strong and not tags[slug].broad]
    ordered = dict.fromkeys((*early, *implied, *weak))
    chosen = list(ordered)[:free]
    return {slug: "" if slug in matches else wholes[slug] for slug in chosen}


def _kindred(
    matches: Mapping[str, TagMatch],
    strong: Collection[str],
    assigned: Collection[str],
    tags: Mapping[str, VocabularyTag],
) -> list[str]:
    """Return weak specific tags that make up `KINDRED_TAGS`: parts of a strong one, those with the same whole, and
    those that the first sentence mentions unless it speaks of others.
    """
    if (free := KINDRED_TAGS - _count_specific(assigned, tags)) <= 0:
        return []
    wholes = {*strong, *(tags[slug].parent for slug in strong)} - {""}
    kindred = [
        slug
        for slug in _weak(matches, assigned, tags)
        if tags[slug].parent in wholes or matches[slug].sentences.get(1) == 1
    ]
    return kindred[:free]


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
