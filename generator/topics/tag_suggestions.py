"""Suggestions for the vocabulary, with their evidence, and statistics on how well tags cover the archive."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, takewhile
from typing import TypeAlias

from generator.model import Archive, Keyword, Paper, Tag
from generator.text.phrases import Words, fold
from generator.topics.automatic_tags import BROAD_SHARE
from generator.topics.curated_tags import FEW_TAGS, MAXIMUM_TAGS
from generator.topics.keyword_candidates import Acronyms
from generator.topics.keyword_ranking import defined_acronyms
from generator.topics.tags import specific_tags
from generator.vocabulary import Assignment, Vocabulary

_EXAMPLES = 3
_STRONG = 5
"""Papers from which on an automatic tag is worth a line of the vocabulary without a curator's look."""

_PARTS = 3
"""Phrases that a suggestion to split a tag names, each of at least this number of papers."""

_CLOSE = 0.6
"""Two tags may be one concept if at least this share of the smaller tag's papers has the larger one as well."""


@dataclass(frozen=True, slots=True)
class NewTag:
    """An automatic tag that may belong in the vocabulary: its number of papers, and titles of some as `examples`.

    A weak suggestion is shown and never written.
    """

    slug: str
    label: str
    papers: int
    examples: tuple[str, ...]
    is_weak: bool = False


@dataclass(frozen=True, slots=True)
class NewAlias:
    """A spelling that may belong to the curated tag with the slug `tag`, and the reason."""

    tag: str
    spelling: str
    papers: int
    reason: str
    is_weak: bool = False


Addition: TypeAlias = NewAlias | NewTag
"""A suggestion that can be written into the vocabulary automatically."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A tag to split or block, its number of papers, and the reason."""

    tag: str
    label: str
    papers: int
    reason: str


@dataclass(frozen=True, slots=True)
class SharedPhrase:
    """A phrase of several papers with too few tags, with titles of some."""

    phrase: str
    papers: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Suggested changes to the vocabulary; of each kind, those with the most papers first."""

    new_tags: tuple[NewTag, ...]
    new_aliases: tuple[NewAlias, ...]
    to_split: tuple[Doubt, ...]
    to_block: tuple[Doubt, ...]
    poor_papers: tuple[tuple[str, int], ...]
    """Papers with fewer than `FEW_TAGS` specific tags: title and number of specific tags."""
    shared: tuple[SharedPhrase, ...] = ()
    """Phrases that these papers share."""
    near_duplicates: tuple[tuple[str, str], ...] = ()
    """Labels of two tags that are nearly the same words."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """Figures on how well tags cover the archive. Shares are of all papers."""

    papers: int
    tags: int
    curated: int
    covered: float
    """Share of papers with `FEW_TAGS` to `MAXIMUM_TAGS` specific tags."""
    mean: float
    """Specific tags per paper."""
    papers_by_tags: tuple[tuple[int, int], ...]
    """A number of specific tags, and how many papers have it."""
    singletons: tuple[str, ...]
    """Slugs of tags with one paper."""
    broad: tuple[tuple[str, int], ...]
    """Slugs of tags that are broad or on more than `BROAD_SHARE` of the papers, and their numbers of papers."""
    unused: tuple[str, ...]
    """Slugs of curated tags without a page."""


def suggest(
    archive: Archive,
    vocabulary: Vocabulary,
    keywords: Mapping[str, Sequence[Keyword]],
    acronyms: Iterable[Acronyms],
) -> Suggestions:
    """Return suggestions for the vocabulary; `acronyms` has those that each paper defines."""
    known = _known_spellings(vocabulary)
    slugs = {words: slug for words, (slug, _) in known.items()}
    automatic = sorted((tag for tag in archive.tags if not tag.is_curated), key=_most_papers_first)
    aliases = [
        *_aliases_from_acronyms(defined_acronyms(acronyms), known),
        *_aliases_from_tags(automatic, archive, slugs),
    ]
    merged = {fold(alias.spelling) for alias in aliases}
    to_block = _vague(automatic, keywords)
    vague = {fold(doubt.label) for doubt in to_block}
    specific = specific_tags(archive)
    named = slugs.keys() | set(map(fold, vocabulary.blocked))
    poor = [paper for paper in archive.papers if specific[paper.slug] < FEW_TAGS]
    return Suggestions(
        new_tags=tuple(
            NewTag(tag.slug, tag.label, len(tag.papers), _titles(tag.papers), len(tag.papers) < _STRONG)
            for tag in automatic
            if fold(tag.label) not in merged | vague
        ),
        new_aliases=tuple(sorted(aliases, key=lambda alias: (-alias.papers, alias.tag, alias.spelling))),
        to_split=tuple(_to_split(archive, keywords, named)),
        to_block=tuple(to_block),
        poor_papers=tuple((paper.title.plain, specific[paper.slug]) for paper in poor),
        shared=tuple(_shared(poor, keywords, named)),
        near_duplicates=tuple(_near_duplicates(archive.tags)),
    )


def _to_split(archive: Archive, keywords: Mapping[str, Sequence[Keyword]], known: Container[Words]) -> Iterator[Doubt]:
    """Yield the tags without parts that too many papers have, with phrases that could be their parts."""
    for tag in sorted(archive.tags, key=_most_papers_first):
        share = len(tag.papers) / max(len(archive.papers), 1)
        if share <= BROAD_SHARE or tag.is_broad or tag.children:
            continue
        parts = [one for one in _shared(tag.papers, keywords, known) if one.papers >= _PARTS][:_PARTS]
        named = f"; its papers share {', '.join(f'“{one.phrase}” ({one.papers})' for one in parts)}" if parts else ""
        yield Doubt(tag.slug, tag.label, len(tag.papers), f"on {share:.0%} of all papers{named}")


def _shared(
    papers: Iterable[Paper], keywords: Mapping[str, Sequence[Keyword]], known: Container[Words]
) -> list[SharedPhrase]:
    """Return the phrases that at least two of these papers are about and that no tag has, the most frequent first."""
    with_phrase: dict[Words, list[Paper]] = defaultdict(list)
    spellings: dict[Words, str] = {}
    for paper in papers:
        for keyword in keywords.get(paper.slug, ()):
            if (keyword.in_title or keyword.count >= 2) and keyword.words not in known and len(keyword.words) > 1:
                with_phrase[keyword.words].append(paper)
                spellings.setdefault(keyword.words, keyword.spellings[0])
    shared = [
        SharedPhrase(spellings[words], len(found), _titles(found))
        for words, found in with_phrase.items()
        if len(found) >= 2
    ]
    return sorted(shared, key=lambda one: (-one.papers, one.phrase))


def _near_duplicates(tags: Sequence[Tag]) -> Iterator[tuple[str, str]]:
    """Yield pairs of labels whose words differ by their endings alone: "Math reasoning", "Mathematical reasoning"."""
    folded = [(tag.label, fold(tag.label)) for tag in tags]
    for (label, words), (other, other_words) in combinations(folded, 2):
        if words != other_words and len(words) == len(other_words) and all(map(_alike, words, other_words)):
            yield label, other


def _alike(word: str, other: str) -> bool:
    """Return True if two words have one beginning: `math` and `mathematical`, `generation` and `generative`."""
    if word == other:
        return True
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False)))
    return common >= 4 and (common == min(len(word), len(other)) or (common >= 6 and len(word) - common <= 4))


def statistics(archive: Archive, vocabulary: Vocabulary) -> Statistics:
    """Return statistics of an archive's tags."""
    by_slug = {tag.slug: tag for tag in archive.tags}
    counts = list(specific_tags(archive).values())
    papers = max(len(counts), 1)
    return Statistics(
        papers=len(counts),
        tags=len(archive.tags),
        curated=sum(tag.is_curated for tag in archive.tags),
        covered=sum(FEW_TAGS <= count <= MAXIMUM_TAGS for count in counts) / papers,
        mean=sum(counts) / papers,
        papers_by_tags=tuple(sorted(Counter(counts).items())),
        singletons=tuple(tag.slug for tag in archive.tags if len(tag.papers) == 1),
        broad=tuple(
            (tag.slug, len(tag.papers))
            for tag in archive.tags
            if tag.is_broad or len(tag.papers) > BROAD_SHARE * papers
        ),
        unused=tuple(tag.slug for tag in vocabulary.tags if tag.slug not in by_slug),
    )


def changed_tags(
    before: Mapping[str, Sequence[str]], after: Mapping[str, Iterable[Assignment]]
) -> dict[str, tuple[list[str], list[str]]]:
    """Return the tags gained and lost, by paper slug, of papers that are in both builds and differ."""
    changes = {}
    for slug in sorted(before.keys() & after.keys()):
        old, new = set(before[slug]), {assignment.tag for assignment in after[slug]}
        if old != new:
            changes[slug] = (sorted(new - old), sorted(old - new))
    return changes


def _known_spellings(vocabulary: Vocabulary) -> dict[Words, tuple[str, str]]:
    """Return the tag and the written form of each spelling of the vocabulary."""
    return {
        fold(written): (tag.slug, written)
        for tag in vocabulary.tags
        for written in (tag.slug, tag.label, *tag.matching)
    }


def _aliases_from_acronyms(
    acronyms: Mapping[str, tuple[Words, int]], known: Mapping[Words, tuple[str, str]]
) -> list[NewAlias]:
    """Return acronyms that the vocabulary lacks although it has their long forms; two letters mean too much."""
    return [
        NewAlias(known[words][0], short, papers, f"{papers} papers define it as “{known[words][1]}”")
        for short, (words, papers) in sorted(acronyms.items())
        if words in known and fold(short) not in known and len(short) > 2
    ]


def _aliases_from_tags(automatic: Iterable[Tag], archive: Archive, known: Mapping[Words, str]) -> list[NewAlias]:
    """Return automatic tags that may be other names of curated ones.

    Such a tag has the same letters (words reordered or joined), or it contains a curated spelling and `_CLOSE` of its
    papers have the curated tag as well.
    """
    curated = {tag.slug: {paper.slug for paper in tag.papers} for tag in archive.tags if tag.is_curated}
    by_letters = {"".join(sorted("".join(words))): slug for words, slug in known.items()}
    aliases = []
    for tag in automatic:
        words = fold(tag.label)
        papers = {paper.slug for paper in tag.papers}
        same_letters = by_letters.get("".join(sorted("".join(words))))
        if same_letters in curated:
            aliases.append(NewAlias(same_letters, tag.label, len(papers), "the same words"))
            continue
        for inner, slug in known.items():
            shared = len(papers & curated.get(slug, set()))
            if set(inner) < set(words) and shared >= _CLOSE * len(papers):
                reason = f"{shared} of its {len(papers)} papers also have “{' '.join(inner)}”"
                aliases.append(NewAlias(slug, tag.label, len(papers), reason, is_weak=True))
                break
    return aliases


def _vague(automatic: Iterable[Tag], keywords: Mapping[str, Sequence[Keyword]]) -> list[Doubt]:
    """Return automatic tags that occur in no title, where authors name the concept of a paper."""
    in_titles = {
        keyword.words for paper_keywords in keywords.values() for keyword in paper_keywords if keyword.in_title
    }
    return [
        Doubt(tag.slug, tag.label, len(tag.papers), "in no title")
        for tag in automatic
        if fold(tag.label) not in in_titles
    ]


def _titles(papers: Sequence[Paper]) -> tuple[str, ...]:
    return tuple(paper.title.plain for paper in papers[:_EXAMPLES])


def _most_papers_first(tag: Tag) -> tuple[int, str]:
    return -len(tag.papers), tag.slug
