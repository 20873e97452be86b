"""Owners of names, as the curator lists them: spellings of one name, and names that several people share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from generator.archive.references import canonical_reference, closest, named, references
from generator.model import NameRule, Namesakes, Paper, Permalink, Problem
from generator.text.slugs import name_slug


@dataclass(frozen=True, slots=True)
class Owner:
    """The person or organisation of a name: the slug of its page, the name to show, and the slugs of its spellings."""

    slug: str
    name: str
    spellings: tuple[str, ...] = ()
    is_namesake: bool = False


@dataclass(frozen=True, slots=True)
class Owners:
    """The owners of names by the slug of a spelling, and by that and the slug of a paper."""

    by_spelling: Mapping[str, Owner] = field(default_factory=dict)
    by_paper: Mapping[tuple[str, str], Owner] = field(default_factory=dict)

    def owner(self, spelling: str, paper: str) -> Owner | None:
        """Return the owner of a spelling on a paper, both by slug; None if the curator lists none."""
        return self.by_paper.get((spelling, paper)) or self.by_spelling.get(spelling)


def owners(
    namesakes: Namesakes, papers: Sequence[Paper], record: Iterable[Permalink] = ()
) -> tuple[Owners, list[Problem]]:
    """Return the owners of the listed names, and a problem for each listed paper that is not in the archive."""
    by_spelling: dict[str, Owner] = {}
    by_paper: dict[tuple[str, str], Owner] = {}
    problems: list[Problem] = []
    by_reference = references(papers, record) if any(rule.papers for rule in namesakes.rules) else {}
    for rule in namesakes.rules:
        slugs = tuple(dict.fromkeys(map(name_slug, (rule.name, *rule.spellings))))
        if not rule.papers:
            by_spelling |= dict.fromkeys(slugs, Owner(slugs[0], rule.name, slugs))
            continue
        shown = f"{rule.name} ({rule.label})"
        owner = Owner(name_slug(f"{rule.name} {rule.label}"), shown, is_namesake=True)
        for paper in _papers(namesakes.path, rule, by_reference, problems):
            by_paper |= {(slug, paper.slug): owner for slug in slugs}
    return Owners(by_spelling, by_paper), problems


def _papers(path: str, rule: NameRule, by_reference: Mapping[str, Paper], problems: list[Problem]) -> Iterator[Paper]:
    """Yield the papers of a rule; add a problem for each reference to none."""
    for reference, position in zip(rule.papers, rule.positions, strict=True):
        if paper := named(reference, by_reference):
            yield paper
        else:
            message = f"'{reference[:60]}' is no paper of this archive"
            hint = closest(canonical_reference(reference), by_reference, len(problems) + 1)
            problems.append(Problem(path, *position, message, hint))
