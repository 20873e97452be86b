"""Diagnosis: whether an archive can be published, and its faults, the weightiest first, each with its remedy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.model import Archive, Paper, Problem, Severity
from generator.text.messages import as_text, counted
from generator.topics.tag_suggestions import Suggestions

_SHOWN = 3
"""Papers or problems that a finding names."""

_CHECK = "papershelf check"


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a diagnosis. `archive` and `suggestions` are None if the archive cannot be read.

    `names` counts names with several spellings. `excess` says that the built site is too large for GitHub Pages, ""
    otherwise. `is_recorded` is True if its record of published addresses has any.
    """

    problems: Sequence[Problem]
    archive: Archive | None = None
    suggestions: Suggestions | None = None
    names: int = 0
    excess: str = ""
    is_recorded: bool = False
    is_in_git: bool = False
    has_licence: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault or an omission, the command or act that corrects it, and some cases of it."""

    text: str
    remedy: str
    cases: tuple[str, ...] = ()


def would_publish(facts: Facts) -> bool:
    """Return whether the archive can be published as it is: without errors, warnings, or a size beyond the limit."""
    return facts.archive is not None and not facts.excess and not any(map(_stops, facts.problems))


def _stops(problem: Problem) -> bool:
    return problem.severity is not Severity.NOTICE


def diagnose(facts: Facts) -> Iterator[Finding]:
    """Yield findings, the weightiest first: those that prevent publishing before those that readers miss."""
    yield from _of_problems(facts.problems)
    if facts.excess:
        yield Finding(facts.excess[0].upper() + facts.excess[1:], "see docs/guide/growing.md")
    if not facts.is_in_git:
        yield Finding("The archive is not under git, so nothing keeps its former states", "git init")
    archive = facts.archive
    if archive is None:
        return
    if not archive.papers:
        yield Finding("The archive has no papers yet", "papershelf import FILE")
        return
    if not facts.is_recorded:
        text = "No published address is recorded, so a build may drop one without a word"
        yield Finding(text, "papershelf record")
    if not archive.settings.repo_url:
        text = "Pages have no forms for notes and fixes, because mkdocs.yml names no repository"
        yield Finding(text, "write repo_url: https://github.com/you/your-archive in mkdocs.yml")
    if not facts.has_licence:
        text = "Nothing says under what licence the archive's contents may be used"
        yield Finding(text, "write content/LICENSE.md, and name it on a page")
    yield from _of_papers(archive.papers)
    if facts.names:
        yield Finding(f"{counted(facts.names, 'name')} may have several spellings", "papershelf people suggest")
    yield from _of_tags(facts.suggestions)


def _of_problems(problems: Sequence[Problem]) -> Iterator[Finding]:
    for severity, text in (
        (Severity.ERROR, "{} would stop every build"),
        (Severity.WARNING, "{} would stop a strict build, as the publishing workflow runs it, or mislead readers"),
        (Severity.NOTICE, "{}"),
    ):
        of_kind = [problem for problem in problems if problem.severity is severity]
        if of_kind:
            first_of_file: dict[str, Problem] = {}
            for problem in of_kind:
                first_of_file.setdefault(problem.path, problem)
            cases = tuple(map(as_text, first_of_file.values()))
            yield Finding(text.format(counted(len(of_kind), severity.value)), _CHECK, cases[:_SHOWN])


def _of_papers(papers: Sequence[Paper]) -> Iterator[Finding]:
    lacking = (
        ("neither an arXiv id nor a DOI", [one for one in papers if not (one.arxiv or one.doi)]),
        ("no authors", [one for one in papers if not (one.authors or one.author_count)]),
        ("no abstract", [one for one in papers if not one.abstract]),
    )
    for lack, of_kind in lacking:
        if of_kind:
            have = "has" if len(of_kind) == 1 else "have"
            text = f"{len(of_kind):,} of {counted(len(papers), 'paper')} {have} {lack}"
            yield Finding(text, "papershelf enrich", tuple(one.slug for one in of_kind[:_SHOWN]))


def _of_tags(suggestions: Suggestions | None) -> Iterator[Finding]:
    if suggestions is None:
        return
    numbers = (
        (len(suggestions.new_tags), "tag", "to add"),
        (len(suggestions.new_aliases), "spelling", "to merge"),
        (len(suggestions.to_split), "tag", "to split"),
        (len(suggestions.to_block), "tag", "to block"),
    )
    parts = [f"{counted(number, noun)} {act}" for number, noun, act in numbers if number]
    if parts:
        yield Finding(f"The vocabulary may be improved: {', '.join(parts)}", "papershelf tags suggest")
