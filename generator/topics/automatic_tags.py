"""Automatic tags: keywords that enough papers share, half of them in their titles, and that can stand as names of their
own. Papers with enough curated tags get none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from generator.model import Keyword
from generator.text.english import GENERIC_NOUNS, LOOSE_ADJECTIVES
from generator.text.phrases import (
    Clauses,
    Words,
    all_occurrences,
    ends_phrase,
    fold,
    fold_word,
    index_phrases,
    is_name,
    plainest,
)
from generator.topics.tag_matches import SearchedText, TagMatch, TagRules, reason, slug_of, weight_needed
from generator.vocabulary import Assignment

BROAD_SHARE = 0.25
"""A keyword of a larger share of the papers does not become a tag: it would narrow no search."""

_BOUND = 0.6
"""A phrase is part of a longer name ("large language") if one word adjoins it in a larger share of its occurrences."""

_MINIMUM_ENDS, _MINIMUM_ENDS_OF_WORD = 0.25, 0.4
"""The share of occurrences at which a phrase, or a single word, must end a noun phrase."""


_EQUIPMENT = frozenset(
    """
    a100 arxiv cpu epoch fps github gigabyte google gpu h100 hour huggingface kaggle leaderboard megabyte microsecond
    millisecond minute nvidia parameter percent percentage point rtx score second step sota stackoverflow token tpu
    twitter wikipedia youtube
    """.split()
)
"""Units, hardware, sites and measures: a phrase with one of them is no concept."""

_PARTS_OF_EXPERIMENTS = frozenset(
    """
    ablation accuracy backbone base baseline batch checkpoint codebase cost dataset evaluation evidence experiment
    fidelity figure gain hyperparameter latency layer loss metric number overhead pipeline quality rate recipe report
    resolution result rollout run sample seed set setting size split stage state suite table target throughput truth
    """.split()
)
"""Last words of phrases that name a part of an experiment or a property of a result."""


@dataclass(slots=True)
class _Context:
    """The words around a phrase in the archive: `before` and `after` it, with their counts.

    Of its `count` occurrences, `ends` end a noun phrase and `names` are spelt as a name that is no acronym.
    """

    count: int = 0
    ends: int = 0
    names: int = 0
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)


def assign_keywords(
    keywords: Mapping[str, Sequence[Keyword]],
    rules: TagRules,
    texts: Mapping[str, Clauses],
    free_slots: Mapping[str, int],
) -> tuple[dict[str, dict[str, Assignment]], dict[str, str]]:
    """Return the automatic tags that fill the papers' free slots, by paper slug, and the labels of these tags by slug.

    `keywords` has a paper's keywords by its slug, best first; `texts` and `free_slots` have every paper.
    """
    offers = {
        paper: {
            words: keyword
            for keyword in keywords.get(paper, ())
            if (keyword.in_title or keyword.count >= 2) and (words := keyword.words) not in rules.spellings
        }
        for paper in texts
    }
    eligible = _eligible(offers, free_slots, rules, texts)
    found = {paper: _strong_matches(offered, eligible, texts[paper]) for paper, offered in offers.items()}
    # A keyword with enough papers may lose its page again because some have no free slot. Its slots then go to others.
    while True:
        chosen = {
            paper: _chosen((words for words in matches if words in eligible), free_slots[paper], rules)
            for paper, matches in found.items()
        }
        papers_of = Counter(chain.from_iterable(chosen.values()))
        without_page = {words for words in eligible if not rules.has_page(slug_of(words), papers_of[words])}
        if not without_page:
            break
        eligible -= without_page
    assigned: dict[str, dict[str, Assignment]] = defaultdict(dict)
    spellings: dict[Words, Counter[str]] = defaultdict(Counter)
    for paper, phrases in chosen.items():
        for words in phrases:
            tag = slug_of(words)
            assigned[paper][tag] = Assignment(tag, reason(found[paper][words]))
            spellings[words][offers[paper][words].spellings[0]] += 1
    return assigned, {slug_of(words): _label(counts) for words, counts in sorted(spellings.items())}


def _chosen(phrases: Iterable[Words], slots: int, rules: TagRules) -> list[Words]:
    """Return the first phrases, as many as there are slots, and those whose tags were published: readers know them."""
    return [words for number, words in enumerate(phrases) if number < slots or slug_of(words) in rules.published]


def _strong_matches(
    offered: Mapping[Words, Keyword], eligible: Collection[Words], text: Clauses
) -> dict[Words, TagMatch]:
    """Return where a paper has those of its keywords that it is about, best first."""
    needed = weight_needed(text)
    matches = {words: _find(keyword, text) for words, keyword in offered.items() if words in eligible}
    return {words: match for words, match in matches.items() if match.is_strong(needed)}


def _find(keyword: Keyword, text: Clauses) -> TagMatch:
    """Return where a paper has a keyword, in any of its spellings or as its acronym."""
    spellings = {fold(spelling) for spelling in keyword.spellings} | {keyword.words}
    match = TagMatch()
    searched = SearchedText(text)
    for mention in searched.mentions(index_phrases(spellings)):
        match.add(searched.spelling(mention), text, mention.clause)
    return match


def _eligible(
    offers: Mapping[str, Mapping[Words, Keyword]],
    free_slots: Mapping[str, int],
    rules: TagRules,
    texts: Mapping[str, Clauses],
) -> set[Words]:
    """Return the phrases that may become automatic tags: enough papers that offer them have a free slot."""
    papers_of = Counter(chain.from_iterable(offers.values()))
    takers_of = Counter(chain.from_iterable(offered for paper, offered in offers.items() if free_slots[paper] > 0))
    titles_of = Counter(words for offered in offers.values() for words, keyword in offered.items() if keyword.in_title)
    blocked = {fold(phrase) for phrase in rules.vocabulary.blocked}
    curated_slugs = {tag.slug for tag in rules.vocabulary.tags} | set(rules.vocabulary.redirects)
    maximum = max(BROAD_SHARE * len(offers), rules.minimum_papers)
    shared = {
        words
        for words, papers in papers_of.items()
        if slug_of(words) in rules.published
        or (
            rules.minimum_papers <= takers_of[words]
            and papers <= maximum
            and 2 * titles_of[words] >= papers
            and not _is_equipment(words)
        )
        if words not in blocked
        and slug_of(words) not in curated_slugs | {"", "index"}
        and not _adds_nothing(words, rules)
    }
    contexts = _contexts(shared, texts)
    return {words for words in shared if slug_of(words) in rules.published or _stands_alone(words, contexts[words])}


def _is_equipment(words: Words) -> bool:
    """Return True for units, hardware, sites and parts of experiments: "A100 GPU", "batch size"."""
    return words[-1] in _PARTS_OF_EXPERIMENTS or not _EQUIPMENT.isdisjoint(words)


def _adds_nothing(words: Words, rules: TagRules) -> bool:
    """Return True for generic words, alone or around a curated spelling: "reinforcement learning framework"."""
    vague = GENERIC_NOUNS | LOOSE_ADJECTIVES
    for begin in range(len(words)):
        for end in range(begin + 1, len(words) + 1):
            around = words[:begin] + words[end:]
            if around and words[begin:end] in rules.spellings and all(word in vague for word in around):
                return True
    return all(word in vague or fold_word(word) in vague for word in words)


def _contexts(phrases: set[Words], texts: Mapping[str, Clauses]) -> dict[Words, _Context]:
    contexts: dict[Words, _Context] = defaultdict(_Context)
    index = index_phrases(phrases)
    for text in texts.values():
        folded = text.words()
        found = list(all_occurrences(folded, index))
        written = text.written_words() if found else []
        for begin, words in found:
            _add_context(contexts[words], folded, written, begin, begin + len(words))
    return contexts


def _add_context(context: _Context, folded: Sequence[str], written: Sequence[str], begin: int, end: int) -> None:
    following = written[end].lower() if end < len(written) and written[end] != "\n" else None
    context.count += 1
    context.ends += ends_phrase(following)
    word = written[begin].removesuffix("s")
    context.names += is_name(word) and not word.isupper()
    if begin and folded[begin - 1] != "\n":
        context.before[folded[begin - 1]] += 1
    if following is not None:
        context.after[folded[end]] += 1


def _stands_alone(words: Words, context: _Context) -> bool:
    """Return True unless the phrase is part of a longer name ("carlo tree search") or a modifier ("end to end").

    A single common word ("score", "dynamics") is too vague without a curator's decision, so a single word must usually
    be spelt as a name, `OpenClaw`. An acronym stands here only if papers do not agree on its meaning: otherwise its
    words are those of its long form.
    """
    if not context.count:
        return False
    if len(words) == 1 and (context.ends < _MINIMUM_ENDS_OF_WORD * context.count or 2 * context.names < context.count):
        return False
    largest = max(max(side.values(), default=0) for side in (context.before, context.after))
    return context.ends >= _MINIMUM_ENDS * context.count and largest <= _BOUND * context.count


def _label(spellings: Counter[str]) -> str:
    """Return the plainest spelling with a capital first letter, unless its first word has capitals, as `mRNA` has."""
    spelling = plainest(spellings)
    first = spelling.split()[0]
    return spelling[0].upper() + spelling[1:] if first.islower() else spelling
