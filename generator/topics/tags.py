"""Tags of papers: curated tags first, then keywords that enough papers share.

A paper's curated tags depend on its own words, the vocabulary and the baseline, so a later digest changes none until
the baseline grows. Automatic tags depend on the whole archive; a curator adopts or blocks them.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, permutations
from typing import TypeAlias

from generator.model import Archive, Keyword, Note, Paper, Problem, Severity, Tag
from generator.text.phrases import Clauses, Words, fold, read_clauses
from generator.text.slugs import slugify
from generator.text.suggest import did_you_mean
from generator.topics import curated_tags, tag_likelihood
from generator.topics.automatic_tags import assign_keywords
from generator.topics.curated_tags import FEW_TAGS
from generator.topics.tag_likelihood import TagWords, TagWordsJson
from generator.topics.tag_matches import TagRules
from generator.vocabulary import (
    Assignment,
    Context,
    Match,
    Mentions,
    NoteAdds,
    PartAssigned,
    PendingTag,
    Vocabulary,
    VocabularyTag,
)

ENOUGH_TAGS = 4
"""Tags up to which automatic ones are added to a paper that has fewer than `FEW_TAGS` curated ones."""

_RELATED_TAGS = 8
"""Related tags of a tag that are kept."""


AssignmentJson: TypeAlias = tuple[
    str, str | None, Sequence[str], Sequence[tuple[str, int]], Sequence[tuple[str, str, Sequence[str]]]
]
"""A curated tag of a text: slug, the label of the part that is assigned, if any, and the fields of `Mentions`."""


@dataclass(frozen=True, slots=True)
class ReadText:
    """The clauses of a paper's text, and its curated tags by slug, best first, without what notes add and remove."""

    clauses: Clauses
    curated: Mapping[str, Assignment]


@dataclass(frozen=True, slots=True)
class Tagging:
    """The archive's tags ordered by label, the assignments of papers by slug and best first, the problems of notes'
    tags, the curated tags of each paper that have no page yet, and the names of all tags.
    """

    tags: tuple[Tag, ...]
    assignments: Mapping[str, tuple[Assignment, ...]]
    problems: tuple[Problem, ...]
    pending: Mapping[str, tuple[PendingTag, ...]] = field(default_factory=dict)
    names: TagNames = field(default_factory=lambda: TagNames({}, frozenset()))


@dataclass(frozen=True, slots=True)
class TagNames:
    """The slugs of tags by their folded names, and those names that are slugs or labels."""

    slugs: Mapping[Words, str]
    own: frozenset[Words]

    def problems(self, note: Note) -> Iterator[Problem]:
        """Yield a warning for each name in a note that no tag has, and a notice for each other name of a tag."""
        for position, name in _names_in(note):
            slug = self.slugs.get(fold(name))
            if slug is None:
                hint = did_you_mean(name.lower(), self.slugs.values(), "site_config/tags.yml has the tags there are")
                yield note.problem(position, f"there is no tag '{name}'", hint, Severity.WARNING)
            elif fold(name) not in self.own:
                message = f"'{name}' is another name of the tag '{slug}'"
                yield note.problem(position, message, f"write {slug}", Severity.NOTICE)


def assign(
    papers: Sequence[Paper],
    keywords: Mapping[str, Sequence[Keyword]],
    vocabulary: Vocabulary,
    minimum_papers: int,
    published: Collection[str] = (),
    texts: Mapping[str, ReadText] | None = None,
) -> Tagging:
    """Assign tags to all papers.

    `keywords` has the keywords of each paper by slug, best first. An automatic tag is one that at least
    `minimum_papers` papers share and that can be a name of its own. `published` has slugs of tags whose pages were
    published: such a tag keeps its page while any paper has it, although keywords are chosen anew with every digest,
    because readers have its address. `texts` has the papers' texts by slug; if it is None, they are read here.
    """
    texts = (
        read_texts({paper.slug: read_clauses(paper.text) for paper in papers}, vocabulary) if texts is None else texts
    )
    rules = TagRules(vocabulary, curated_tags.spellings_of(vocabulary), minimum_papers, published)
    curated = {tag.slug: tag for tag in vocabulary.tags}
    by_paper = {paper.slug: dict(texts[paper.slug].curated) for paper in papers}
    specific = {slug: sum(not curated[tag].broad for tag in assigned) for slug, assigned in by_paper.items()}
    free_slots = {slug: ENOUGH_TAGS - count if count < FEW_TAGS else 0 for slug, count in specific.items()}
    clauses = {slug: texts[slug].clauses for slug in by_paper}
    automatic, labels = assign_keywords(keywords, rules, clauses, free_slots)
    by_paper = {slug: assigned | automatic.get(slug, {}) for slug, assigned in by_paper.items()}
    names = _tag_names(vocabulary, labels)
    by_paper = _apply_notes(papers, names, by_paper)
    problems = [problem for paper in papers for note in _notes(paper) for problem in names.problems(note)]
    tags = _build(papers, rules, labels, by_paper)
    with_page = {tag.slug for tag in tags}
    assignments = {
        slug: tuple(assignment for assignment in assigned.values() if assignment.tag in with_page)
        for slug, assigned in by_paper.items()
    }
    pending = _pending(by_paper, with_page, curated, minimum_papers)
    return Tagging(tags, assignments, tuple(problems), pending, names)


def read_texts(
    clauses: Mapping[str, Clauses],
    vocabulary: Vocabulary,
    words: TagWords | None = None,
    training: Collection[str] | None = None,
) -> dict[str, ReadText]:
    """Return texts, by the keys of their `clauses`, with the curated tags that each gives its paper.

    `words` are those of each tag, learned from the texts with the keys `training`: by default, from all of these.
    """
    known = curated_tags.curated(vocabulary)
    if words is None:
        words = tag_likelihood.from_json(learn_words(clauses.values(), vocabulary))
    training = clauses.keys() if training is None else training
    assign = curated_tags.assign
    return {
        key: ReadText(text, assign(text, known, words, is_training=key in training)) for key, text in clauses.items()
    }


def learn_words(clauses: Iterable[Clauses], vocabulary: Vocabulary) -> TagWordsJson:
    """Learn the words of each curated tag from texts: see `tag_likelihood`."""
    known, texts = curated_tags.curated(vocabulary), list(clauses)
    return tag_likelihood.learn(texts, [curated_tags.certain(text, known) for text in texts])


def curated_as_json(curated: Mapping[str, Assignment]) -> list[AssignmentJson]:
    """Return the curated tags of a text, for `curated_from_json`."""
    rows: list[AssignmentJson] = []
    for slug, assignment in curated.items():
        match assignment.reason:
            case PartAssigned(label):
                rows.append((slug, label, (), (), ()))
            case Mentions(title, abstract, contexts):
                fields = [(context.spelling, context.present, context.absent) for context in contexts]
                rows.append((slug, None, title, abstract, fields))
    return rows


def curated_from_json(value: Iterable[AssignmentJson]) -> dict[str, Assignment]:
    """Read curated tags back. Slugs and spellings are interned, since each occurs many times."""
    assigned = {}
    for slug, part, title, abstract, fields in value:
        if part is None:
            contexts = tuple(Context(spelling, present, tuple(absent)) for spelling, present, absent in fields)
            in_abstract = tuple((sys.intern(spelling), count) for spelling, count in abstract)
            mentions = Mentions(tuple(map(sys.intern, title)), in_abstract, contexts)
        slug = sys.intern(slug)
        assigned[slug] = Assignment(slug, mentions if part is None else PartAssigned(part))
    return assigned


def _pending(
    by_paper: Mapping[str, Mapping[str, Assignment]],
    with_page: Collection[str],
    curated: Mapping[str, VocabularyTag],
    minimum: int,
) -> dict[str, tuple[PendingTag, ...]]:
    """Return the curated tags of papers, by paper, that have too few papers for a page."""
    counts = Counter(tag for assigned in by_paper.values() for tag in assigned)
    pending = {}
    for slug, assigned in by_paper.items():
        tags = [each for each in assigned.values() if each.tag in curated and each.tag not in with_page]
        if tags:
            pending[slug] = tuple(PendingTag(curated[each.tag].label, each, counts[each.tag], minimum) for each in tags)
    return pending


def phrases(vocabulary: Vocabulary) -> Iterator[Words]:
    """Yield the phrases that name a subject wherever they stand, folded: names of tags, and hidden spellings that count
    outside of titles and main sentences.
    """
    for tag in vocabulary.tags:
        where = {fold(written): match for written, match in tag.where.items()}
        yield from map(fold, (tag.label, *tag.spellings, *tag.aliases))
        for words in map(fold, tag.hidden):
            if where.get(words, tag.match) in (Match.NORMAL, Match.ONCE):
                yield words


def _tag_names(vocabulary: Vocabulary, labels: Mapping[str, str]) -> TagNames:
    by_name = {fold(slug): slug for slug in labels}
    by_name |= {fold(old): new for old, new in vocabulary.redirects.items()}
    for tag in vocabulary.tags:
        by_name |= {fold(name): tag.slug for name in (tag.slug, tag.label, *tag.matching)}
    own = {fold(name) for tag in vocabulary.tags for name in (tag.slug, tag.label)} | set(map(fold, labels))
    return TagNames(by_name, frozenset(own))


def _apply_notes(
    papers: Sequence[Paper], names: TagNames, by_paper: Mapping[str, dict[str, Assignment]]
) -> dict[str, dict[str, Assignment]]:
    """Return the assignments with the tags that notes add, and without those that they remove."""
    changed = dict(by_paper)
    for paper in papers:
        written = _notes(paper)
        assigned = dict(by_paper[paper.slug]) if written else {}
        for note in written:
            for position, name in _names_in(note):
                slug = names.slugs.get(fold(name))
                if slug is None:
                    continue
                if position[0] == "tags":
                    assigned.setdefault(slug, Assignment(slug, NoteAdds(note.author, bool(note.body))))
                elif name not in note.tags:
                    assigned.pop(slug, None)
        if written:
            changed[paper.slug] = assigned
    return changed


def _notes(paper: Paper) -> tuple[Note, ...]:
    return (*paper.notes, *paper.tag_notes)


def _names_in(note: Note) -> Iterator[tuple[tuple[str, int], str]]:
    """Yield the names of tags in a note, each after its position in the front matter."""
    for key, names in (("tags", note.tags), ("remove_tags", note.remove_tags)):
        for index, name in enumerate(names):
            yield (key, index), name


def _build(
    papers: Sequence[Paper],
    rules: TagRules,
    labels: Mapping[str, str],
    by_paper: Mapping[str, Mapping[str, Assignment]],
) -> tuple[Tag, ...]:
    """Return the tags that have a page: with enough papers or published before. A tag has the papers of its parts."""
    curated = {tag.slug: tag for tag in rules.vocabulary.tags}
    members: dict[str, list[Paper]] = defaultdict(list)
    whole: dict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        for slug in by_paper[paper.slug]:
            members[slug].append(paper)
        for slug in _with_ancestors(by_paper[paper.slug], curated):
            whole[slug].append(paper)
    shown = {slug for slug, tagged in whole.items() if rules.has_page(slug, len(tagged))}
    related = _related(members, by_paper, {slug: _with_ancestors([slug], curated) for slug in shown})
    papers_of = {slug: {paper.slug for paper in whole[slug]} for slug in shown}
    former = _former_slugs(shown, rules, labels)
    tags = []
    for slug in sorted(shown):
        tag = curated.get(slug) or VocabularyTag(slug, labels.get(slug, slug))
        tags.append(
            Tag(
                slug=slug,
                label=tag.label,
                papers=tuple(whole[slug]),
                is_curated=slug in curated,
                is_broad=tag.broad,
                aliases=tag.aliases,
                description=tag.description,
                parent=tag.parent if tag.parent in shown else "",
                children=tuple(
                    child.slug for child in curated.values() if child.parent == slug and child.slug in shown
                ),
                related=tuple((other, len(papers_of[slug] & papers_of[other])) for other in related.get(slug, ())),
                former_slugs=former[slug],
            )
        )
    return tuple(sorted(tags, key=lambda tag: (tag.label.casefold(), tag.slug)))


def _with_ancestors(slugs: Iterable[str], curated: Mapping[str, VocabularyTag]) -> set[str]:
    """Return tags, and those that they are parts of."""
    reached: set[str] = set()
    for slug in slugs:
        while slug and slug not in reached:
            reached.add(slug)
            slug = curated[slug].parent if slug in curated else ""
    return reached


def _former_slugs(shown: Collection[str], rules: TagRules, labels: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the other addresses of each tag: slugs that the curator retired, then slugs of its label, present and
    former, and those of its aliases that were published.

    Of two tags with an address in common, the first in alphabetical order has it.
    """
    curated = {tag.slug: tag for tag in rules.vocabulary.tags}
    taken = {*shown, *labels}
    former = {}
    for slug in sorted(shown):
        tag = curated.get(slug) or VocabularyTag(slug, labels.get(slug, slug))
        names = [old for old, new in sorted(rules.vocabulary.redirects.items()) if new == slug]
        names += map(slugify, (tag.label, *tag.spellings))
        names += (alias for alias in map(slugify, tag.aliases) if alias in rules.published)
        former[slug] = tuple(name for name in dict.fromkeys(names) if name and name not in taken)
        taken.update(former[slug])
    return former


def _related(
    members: Mapping[str, Sequence[Paper]],
    by_paper: Mapping[str, Mapping[str, Assignment]],
    wholes: Mapping[str, Collection[str]],
) -> dict[str, list[str]]:
    """Return each tag's related tags, closest first. `wholes` has the tags with a page, each with those it is part of.

    Two papers or more have both tags themselves, and neither tag is part of the other. Closeness is the cosine of the
    two sets of papers.
    """
    together: dict[str, Counter[str]] = defaultdict(Counter)
    for pair, papers in Counter(chain.from_iterable(permutations(slugs, 2) for slugs in by_paper.values())).items():
        together[pair[0]][pair[1]] = papers

    def closeness(slug: str, other: str) -> float:
        return together[slug][other] / math.sqrt(len(members[slug]) * len(members[other]))

    def often_together(slug: str) -> Iterator[str]:
        for other, papers in together[slug].items():
            if papers >= 2 and other in wholes and other not in wholes[slug] and slug not in wholes[other]:
                yield other

    return {
        slug: sorted(often_together(slug), key=lambda other: (-closeness(slug, other), other))[:_RELATED_TAGS]
        for slug in together.keys() & wholes.keys()
    }


def specific_tags(archive: Archive) -> dict[str, int]:
    """Return the number of each paper's tags that are not broad, by its slug, with those that have no page yet."""
    broad = {tag.slug for tag in archive.tags if tag.is_broad}
    return {
        slug: sum(assignment.tag not in broad for assignment in assigned) + len(archive.pending_tags.get(slug, ()))
        for slug, assigned in archive.assignments.items()
    }
