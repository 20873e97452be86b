"""Tags of papers: the curated vocabulary first, then keywords that enough papers share.

A paper's curated tags depend on its own words and the vocabulary alone, so that no later digest can change
them. Automatic tags are the archive's suggestions; the curator adopts or blocks them.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from generator.model import Assignment, Keyword, Match, Note, Paper, Problem, Severity, Tag, Vocabulary, VocabularyTag
from generator.text.english import GENERIC_NOUNS, LOOSE_ADJECTIVES
from generator.text.phrases import (
    LONGEST,
    Clauses,
    Words,
    ends_phrase,
    fold,
    fold_word,
    is_name,
    longest_by_first_word,
    occurrences,
    plainest,
    read_clauses,
)
from generator.text.slugs import LONGEST_SLUG, slugify
from generator.text.suggest import did_you_mean

MOST = 6
"""Tags on a paper, broad ones not counted."""

_SHORT = 120
"""Words in title and abstract together; abstracts on arXiv have 200 in the mean, a curator's summary 70."""

FEW = 2
"""Tags below which a single mention in the abstract is enough for a curated tag."""

ENOUGH = 4
"""Tags above which no automatic tag is added."""

BROAD = 0.25
"""A tag on a larger share of the papers helps nobody to find one; an automatic one does not become a tag."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

_BOUND = 0.6
"""A phrase with one neighbour at more of its occurrences than this is part of a longer name: "large language"."""

_LEAST_ENDS, _LEAST_ENDS_OF_WORD, _LEAST_TITLES_OF_WORD = 0.25, 0.4, 2
_MOST_RELATED = 8


@dataclass(frozen=True, slots=True)
class Tagging:
    """The archive's tags by label, each paper's assignments by slug, best first, and what is wrong with notes' tags."""

    tags: tuple[Tag, ...]
    assignments: Mapping[str, tuple[Assignment, ...]]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A way to write a curated tag. An acronym (`exact`) matches only as it is written, `LoRA` but not `lora`."""

    slug: str
    written: str
    exact: bool
    title_only: bool


@dataclass(slots=True)
class _Match:
    """Where a tag was found in a paper: the spellings in its title, and how often each stands in its abstract."""

    title: dict[str, None] = field(default_factory=dict)
    abstract: dict[str, int] = field(default_factory=dict)
    length: int = 0

    @property
    def in_title(self) -> bool:
        return bool(self.title)

    @property
    def count(self) -> int:
        return sum(self.abstract.values())

    def add(self, written: str, *, in_title: bool) -> None:
        if in_title:
            self.title[written] = None
        else:
            self.abstract[written] = self.abstract.get(written, 0) + 1

    def is_strong(self, enough: int) -> bool:
        return self.in_title or self.count >= enough


def assign(
    papers: Sequence[Paper],
    keywords: Mapping[str, Sequence[Keyword]],
    vocabulary: Vocabulary,
    minimum_papers: int,
    kept: Collection[str] = (),
    read: Callable[[Paper], Clauses] = lambda paper: read_clauses(paper.text),
) -> Tagging:
    """Tags for all papers. `keywords` are a paper's, best first, by slug; `read` may know what `read_clauses` gives.

    An automatic tag is a keyword that at least `minimum_papers` share and that can stand as a name of its own. One that
    was published, those being the slugs in `kept`, stays while a paper has it: which keywords pass is decided anew with
    every digest, and its readers have its address.
    """
    by_slug = {tag.slug: tag for tag in vocabulary.tags}
    spellings = _spellings(vocabulary)
    longest = longest_by_first_word(spellings, max(map(len, spellings), default=0))
    texts = {paper.slug: read(paper) for paper in papers}
    chosen: dict[str, dict[str, Assignment]] = {}
    places: dict[str, int] = {}
    for paper in papers:
        text = texts[paper.slug]
        matches = _strongest(_curated(text, spellings, longest), _enough(text), by_slug)
        found = {tag: Assignment(tag, _reason(match)) for tag, match in matches.items()}
        chosen[paper.slug] = _with_parents(found, by_slug)
        places[paper.slug] = ENOUGH - sum(not by_slug[tag].broad for tag in chosen[paper.slug])
    added, labels = _automatic(papers, keywords, vocabulary, spellings, texts, places, minimum_papers, kept)
    chosen = {slug: found | added.get(slug, {}) for slug, found in chosen.items()}
    chosen, problems = _as_notes_want(papers, vocabulary, labels, chosen)
    tags = _build(papers, by_slug, labels, vocabulary.redirects, chosen, minimum_papers, kept)
    known = {tag.slug for tag in tags}
    assignments = {
        slug: tuple(assignment for assignment in found.values() if assignment.tag in known)
        for slug, found in chosen.items()
    }
    return Tagging(tags, assignments, tuple(problems))


def _enough(text: Clauses) -> int:
    """How often an abstract must say what it is about: once does in a short one, where every word counts."""
    words = text.written.count(" ") + text.written.count("\n") + bool(text.written)
    return 1 if words <= _SHORT else 2


def _spelt(written: str, source: str, begin: int, end: int) -> str:
    """The words of a clause, which is `written`, from one to another, with the hyphens that its source has between."""
    words = written.split(" ")
    if written == source:
        return " ".join(words[begin:end])
    start = source.index(words[begin], _end_of(words[:begin], source))
    return " ".join(source[start : _end_of(words[begin:end], source, start)].split())


def _end_of(words: Sequence[str], source: str, at: int = 0) -> int:
    """Where the last of the words ends that follow each other in `source` from `at` on, only hyphens between them."""
    for word in words:
        at = source.index(word, at) + len(word)
    return at


def _spellings(vocabulary: Vocabulary) -> dict[Words, list[_Spelling]]:
    """The spellings to look for, by their folded words; none where they are known but not looked for."""
    found: dict[Words, list[_Spelling]] = defaultdict(list)
    for tag in vocabulary.tags:
        for spelling in dict.fromkeys((tag.label, *tag.aliases, *tag.hidden)):
            known = found[fold(spelling)]
            if tag.match is not Match.NEVER:
                known.append(_Spelling(tag.slug, spelling, is_name(spelling), tag.match is Match.TITLE))
    return found


def _curated(
    text: Clauses, spellings: Mapping[Words, Sequence[_Spelling]], longest: Mapping[str, int]
) -> dict[str, _Match]:
    """The curated tags whose spellings stand in a text, by slug."""
    matches: dict[str, _Match] = defaultdict(_Match)
    for number, (folded, written, source) in enumerate(text.lines()):
        in_title = number < text.in_title
        for begin, words in occurrences(tuple(folded.split(" ")), spellings, longest):
            end = begin + len(words)
            for spelling in spellings[words]:
                if spelling.title_only and not in_title:
                    continue
                if spelling.exact and not _same_acronym(" ".join(written.split(" ")[begin:end]), spelling.written):
                    continue
                match = matches[spelling.slug]
                match.add(_spelt(written, source, begin, end), in_title=in_title)
                match.length = max(match.length, len(words))
    return matches


def _same_acronym(written: str, spelling: str) -> bool:
    """`RNNs` is RNN: the plural's s aside, an acronym is written as the vocabulary has it."""
    return written == spelling or written.removesuffix("s") == spelling.removesuffix("s")


def _strongest(matches: Mapping[str, _Match], said: int, by_slug: Mapping[str, VocabularyTag]) -> dict[str, _Match]:
    """The matches that make tags, best first: those in the title or `said` often enough, single mentions while few."""
    ordered = sorted(matches.items(), key=lambda item: _rank(item[0], item[1]))
    kept: dict[str, _Match] = {}
    specific = 0
    for only_strong in (True, False):
        for slug, match in ordered:
            is_broad = by_slug[slug].broad
            enough = specific >= (MOST if only_strong else FEW)
            if match.is_strong(said) is not only_strong or (enough and not is_broad):
                continue
            kept[slug] = match
            specific += not is_broad
    return kept


def _with_parents(found: dict[str, Assignment], by_slug: Mapping[str, VocabularyTag]) -> dict[str, Assignment]:
    """A paper with fewer than `FEW` tags also gets their parents: what is about a part is about the whole."""
    specific = sum(not by_slug[slug].broad for slug in found)
    for slug in list(found):
        parent = by_slug[slug].parent
        if parent and parent not in found and specific < FEW:
            found[parent] = Assignment(parent, f"“{by_slug[slug].label}” is a part of it")
            specific += not by_slug[parent].broad
    return found


def _rank(slug: str, match: _Match) -> tuple[int, int, int, str]:
    """A sort key: in the title before not, then more often, then longer names."""
    return (not match.in_title, -match.count, -match.length, slug)


def _reason(match: _Match) -> str:
    """The words that matched, as written there: `“MCTS” in the title; “tree search” twice in the abstract`."""
    spelt = [f"“{written}”" for written in match.title]
    parts = [f"{' and '.join(spelt)} in the title"] if spelt else []
    counts = [f"“{written}” {_times(count)}" for written, count in match.abstract.items()]
    if counts:
        parts.append(f"{', '.join(counts)} in the abstract")
    return "; ".join(parts)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _automatic(
    papers: Sequence[Paper],
    keywords: Mapping[str, Sequence[Keyword]],
    vocabulary: Vocabulary,
    spellings: Mapping[Words, object],
    texts: Mapping[str, Clauses],
    places: Mapping[str, int],
    minimum_papers: int,
    kept: Collection[str],
) -> tuple[dict[str, dict[str, Assignment]], dict[str, str]]:
    """The automatic tags that fill papers' free places, by the papers' slugs, and the labels of those tags by slug."""
    offers = {
        paper.slug: [
            keyword
            for keyword in keywords.get(paper.slug, ())
            if (keyword.in_title or keyword.count >= 2) and keyword.words not in spellings
        ]
        for paper in papers
    }
    eligible = _eligible(offers, vocabulary, spellings, texts, minimum_papers, kept)
    # A keyword may earn its page on paper and lose it when papers have no free place; then its places go to others.
    while True:
        given = {
            slug: [keyword for keyword in offered if keyword.words in eligible][: max(places[slug], 0)]
            for slug, offered in offers.items()
        }
        papers_of = Counter(keyword.words for taken in given.values() for keyword in taken)
        lost = {words for words in eligible if papers_of[words] < minimum_papers and _slug(words) not in kept}
        if not lost:
            break
        eligible -= lost
    added: dict[str, dict[str, Assignment]] = defaultdict(dict)
    spelt: dict[Words, Counter[str]] = defaultdict(Counter)
    for slug, taken in given.items():
        for keyword in taken:
            tag = _slug(keyword.words)
            added[slug][tag] = Assignment(tag, _reason(_where(keyword, texts[slug])))
            spelt[keyword.words][keyword.spellings[0]] += 1
    return added, {_slug(words): _label(spelling) for words, spelling in sorted(spelt.items())}


def _slug(words: Words) -> str:
    joined = "-".join(words)
    # Most phrases are their own slugs, and there are many.
    is_slug = len(joined) <= LONGEST_SLUG and _SLUG.fullmatch(joined)
    return joined if is_slug else slugify(" ".join(words))


def _where(keyword: Keyword, text: Clauses) -> _Match:
    """Where a keyword's spellings stand in a paper, its acronym among them."""
    known = {fold(spelling) for spelling in keyword.spellings} | {keyword.words}
    longest = longest_by_first_word(known)
    match = _Match()
    phrases = [" ".join(words) for words in known]
    for number, (folded, written, source) in enumerate(text.lines()):
        if not any(phrase in folded for phrase in phrases):
            continue
        for begin, words in occurrences(tuple(folded.split(" ")), known, longest):
            spelt = _spelt(written, source, begin, begin + len(words))
            match.add(spelt, in_title=number < text.in_title)
    return match


@dataclass(slots=True)
class _Surroundings:
    """What stands around a phrase in the archive."""

    count: int = 0
    ends: int = 0
    names: int = 0
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)


def _eligible(
    offers: Mapping[str, Sequence[Keyword]],
    vocabulary: Vocabulary,
    spellings: Mapping[Words, object],
    texts: Mapping[str, Clauses],
    minimum_papers: int,
    kept: Collection[str],
) -> set[Words]:
    """The phrases that may become automatic tags."""
    papers_of = Counter(keyword.words for offered in offers.values() for keyword in offered)
    titles_of = Counter(keyword.words for offered in offers.values() for keyword in offered if keyword.in_title)
    blocked = {fold(phrase) for phrase in vocabulary.blocked}
    curated_slugs = {tag.slug for tag in vocabulary.tags} | set(vocabulary.redirects)
    most = max(BROAD * len(offers), minimum_papers)
    shared = {
        words
        for words, papers in papers_of.items()
        if (minimum_papers <= papers <= most or _slug(words) in kept)
        and words not in blocked
        and _slug(words) not in curated_slugs | {"", "index"}
        and not _adds_nothing(words, spellings)
    }
    surroundings = _surroundings(shared, texts)
    return {
        words for words in shared if _slug(words) in kept or _stands_alone(words, surroundings[words], titles_of[words])
    }


def _adds_nothing(words: Words, spellings: Mapping[Words, object]) -> bool:
    """Whether a phrase is a curated spelling with generic words around: "reinforcement learning framework"."""
    vague = GENERIC_NOUNS | LOOSE_ADJECTIVES
    for begin in range(len(words)):
        for end in range(begin + 1, len(words) + 1):
            around = words[:begin] + words[end:]
            if around and words[begin:end] in spellings and all(word in vague for word in around):
                return True
    return all(word in vague or fold_word(word) in vague for word in words)


def _surroundings(phrases: set[Words], texts: Mapping[str, Clauses]) -> dict[Words, _Surroundings]:
    found: dict[Words, _Surroundings] = defaultdict(_Surroundings)
    lengths: dict[str, set[int]] = defaultdict(set)
    for words in phrases:
        if len(words) <= LONGEST:
            lengths[words[0]].add(len(words))
    for text in texts.values():
        for folded, written, _ in text.lines():
            clause = tuple(folded.split(" "))
            for begin, word in enumerate(clause):
                if word not in lengths:
                    continue
                for length in lengths[word]:
                    if (words := clause[begin : begin + length]) in phrases and len(words) == length:
                        _look_around(found[words], clause, written.split(" "), begin, begin + length)
    return found


def _look_around(seen: _Surroundings, clause: Words, written: Sequence[str], begin: int, end: int) -> None:
    following = written[end].lower() if end < len(written) else None
    seen.count += 1
    seen.ends += ends_phrase(following)
    seen.names += is_name(written[begin].removesuffix("s"))
    if begin:
        seen.before[clause[begin - 1]] += 1
    if end < len(clause):
        seen.after[clause[end]] += 1


def _stands_alone(words: Words, seen: _Surroundings, titles: int) -> bool:
    """Whether a phrase is a name of its own, not a part of one ("carlo tree search") or a modifier ("end to end").

    A single common word ("score", "dynamics") is too vague to be trusted without a curator; an acronym may do.
    """
    if not seen.count:
        return False
    if len(words) == 1 and (
        titles < _LEAST_TITLES_OF_WORD or seen.ends < _LEAST_ENDS_OF_WORD * seen.count or 2 * seen.names < seen.count
    ):
        return False
    neighbours = [max(side.values(), default=0) for side in (seen.before, seen.after)]
    return seen.ends >= _LEAST_ENDS * seen.count and max(neighbours) <= _BOUND * seen.count


def _label(spellings: Counter[str]) -> str:
    """The plainest spelling, its first letter a capital unless the word has capitals of its own, as `mRNA` has."""
    spelling = plainest(spellings)
    first = spelling.split()[0]
    return spelling[0].upper() + spelling[1:] if first.islower() else spelling


def _as_notes_want(
    papers: Sequence[Paper],
    vocabulary: Vocabulary,
    labels: Mapping[str, str],
    chosen: Mapping[str, dict[str, Assignment]],
) -> tuple[dict[str, dict[str, Assignment]], list[Problem]]:
    """What was `chosen` with the tags that notes add, without those they remove; a warning for each that is no tag."""
    by_name = {fold(slug): slug for slug in labels}
    by_name |= {fold(old): new for old, new in vocabulary.redirects.items()}
    for tag in vocabulary.tags:
        by_name |= {fold(name): tag.slug for name in (tag.slug, tag.label, *tag.aliases, *tag.hidden)}
    own_names = {fold(name) for tag in vocabulary.tags for name in (tag.slug, tag.label)} | set(map(fold, labels))
    wanted, problems = dict(chosen), []
    for paper in papers:
        found = dict(chosen[paper.slug]) if paper.notes else {}
        for note in paper.notes:
            for place, name in _names_in(note):
                slug = by_name.get(fold(name))
                if slug is None:
                    hint = did_you_mean(name.lower(), by_name.values(), "site_config/tags.yml has the tags there are")
                    problems.append(note.problem(place, f"there is no tag '{name}'", hint, Severity.WARNING))
                    continue
                if fold(name) not in own_names:
                    message = f"'{name}' is another name of the tag '{slug}'"
                    problems.append(note.problem(place, message, f"write {slug}", Severity.NOTICE))
                if place[0] == "tags":
                    found.setdefault(slug, Assignment(slug, f"a note by {note.author} adds it"))
                elif name not in note.tags:
                    found.pop(slug, None)
        if paper.notes:
            wanted[paper.slug] = found
    return wanted, problems


def _names_in(note: Note) -> Iterator[tuple[tuple[str, int], str]]:
    """The names of tags in a note, with their places there."""
    for key, names in (("tags", note.tags), ("remove_tags", note.remove_tags)):
        for index, name in enumerate(names):
            yield (key, index), name


def _build(
    papers: Sequence[Paper],
    curated: Mapping[str, VocabularyTag],
    labels: Mapping[str, str],
    redirects: Mapping[str, str],
    chosen: Mapping[str, Mapping[str, Assignment]],
    minimum_papers: int,
    kept: Collection[str],
) -> tuple[Tag, ...]:
    """The tags that have a page: with enough papers, or published before, or with parts that have one."""
    members: dict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        for slug in chosen[paper.slug]:
            members[slug].append(paper)
    shown = {slug for slug, tagged in members.items() if len(tagged) >= minimum_papers or slug in kept}
    for slug in sorted(shown):
        while slug in curated and (slug := curated[slug].parent):
            shown.add(slug)
    related = _related(members, chosen, shown)
    taken = shown | set(labels)
    tags = []
    for slug in sorted(shown):
        tag = curated.get(slug) or VocabularyTag(slug, labels.get(slug, slug))
        former = [old for old, new in sorted(redirects.items()) if new == slug]
        former += [name for name in map(slugify, (tag.label, *tag.aliases)) if name]
        former = [name for name in dict.fromkeys(former) if name not in taken]
        taken.update(former)
        tags.append(
            Tag(
                slug=slug,
                label=tag.label,
                papers=tuple(members[slug]),
                is_curated=slug in curated,
                is_broad=tag.broad,
                aliases=tag.aliases,
                description=tag.description,
                parent=tag.parent if tag.parent in shown else "",
                children=tuple(
                    child.slug for child in curated.values() if child.parent == slug and child.slug in shown
                ),
                related=related.get(slug, ()),
                former_slugs=tuple(former),
            )
        )
    return tuple(sorted(tags, key=lambda tag: (tag.label.casefold(), tag.slug)))


def _related(
    members: Mapping[str, Sequence[Paper]], chosen: Mapping[str, Mapping[str, Assignment]], shown: set[str]
) -> dict[str, tuple[tuple[str, int], ...]]:
    """Tags that share at least two papers, the closest first by the cosine of their sets of papers."""
    together: dict[str, Counter[str]] = defaultdict(Counter)
    for slugs in chosen.values():
        for slug in slugs:
            together[slug].update(other for other in slugs if other != slug)

    def closeness(slug: str, other: str) -> float:
        return together[slug][other] / math.sqrt(len(members[slug]) * len(members[other]))

    return {
        slug: tuple(
            (other, counts[other])
            for other in sorted(counts, key=lambda other: (-closeness(slug, other), other))
            if counts[other] >= 2 and other in shown
        )[:_MOST_RELATED]
        for slug, counts in together.items()
    }


def specific_tags(assignments: Iterable[Assignment], by_slug: Mapping[str, Tag]) -> int:
    """How many of a paper's tags are not broad."""
    return sum(not by_slug[assignment.tag].is_broad for assignment in assignments)
