"""Checks: problems that only `papershelf check` reports, because they harm no page or depend on today's date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from generator.model import Note, Paper, Permalink, Problem, Severity, SourceFile
from generator.sources import located_yaml, permalinks, schemas, settings
from generator.sources.digests import date_and_source_of
from generator.sources.located_yaml import Document
from generator.sources.readers import yaml_digest
from generator.sources.source_files import Sources
from generator.text import clean, web
from generator.text.tidy import tidy_paragraphs

_ADDRESSES = ("url", "code", "project")


def digest_problems(files: Iterable[SourceFile], today: dt.date) -> Iterator[Problem]:
    """Report dates in the future, unencrypted addresses and TeX that is shown as written, in `content/digests/`."""
    for file in files:
        if not yaml_digest.recognises(file.text):
            date, _ = date_and_source_of(file.path)
            if date and _is_in_future(date, today):
                yield _in_future(Problem(file.path, 1, 1, ""), date)
            continue
        document = located_yaml.parse(file.text, file.path)
        yield from _dates(document, ("date",), document.mapping, today)
        papers = document.mapping.get("papers")
        for row, paper in enumerate(papers if isinstance(papers, list) else []):
            if isinstance(paper, dict):
                yield from _dates(document, ("papers", row, "published"), paper, today)
                yield from _plain_addresses(document, row, paper)
                yield from _remaining_tex(document, row, paper)


def note_problems(notes: Iterable[Note], today: dt.date) -> Iterator[Problem]:
    """Report notes with dates in the future."""
    for note in notes:
        if _is_in_future(note.date, today):
            yield _in_future(note.problem(("date",), "", ""), note.date)


def unrecorded(papers: Iterable[Paper], record: Iterable[Permalink]) -> Iterator[Problem]:
    """Report papers without a recorded address, which somebody added to `content/digests/` by hand."""
    known = {permalink.slug for permalink in record}
    new = sorted(paper.slug for paper in papers if paper.slug not in known)
    if new:
        count = f"{len(new):,} papers" if len(new) > 1 else "a paper"
        message = f"the address of {count}, such as papers/{new[0]}/, is not recorded, and changes with the title"
        yield Problem(permalinks.PATH, 1, 1, message, "run `papershelf record`", Severity.NOTICE)


def settings_problems(sources: Sources) -> Iterator[Problem]:
    """Report unknown keys of `mkdocs.yml`, and a repository that is not on GitHub."""
    document = sources.mkdocs_document()
    if document is None:
        return
    yield from settings.unknown_keys(document)
    repository = document.mapping.get("repo_url")
    if isinstance(repository, str) and repository and not web.is_github(repository.rstrip("/")):
        message = f"'repo_url' ('{repository[:60]}') is not a repository on GitHub, so pages link to no forms"
        hint = "write it as https://github.com/you/your-archive"
        yield replace(document.problem(("repo_url",), message, hint), severity=Severity.NOTICE)


def _is_in_future(date: dt.date, today: dt.date) -> bool:
    """Return True from the day after tomorrow on. In other time zones it may be tomorrow already."""
    return date > today + dt.timedelta(days=1)


def _in_future(place: Problem, date: dt.date) -> Problem:
    message, hint = f"{date} is in the future", "correct the date"
    return replace(place, message=message, hint=hint, severity=Severity.WARNING)


def _dates(
    document: Document, path: tuple[str | int, ...], values: Mapping[str, object], today: dt.date
) -> Iterator[Problem]:
    written = values.get(str(path[-1]))
    if isinstance(written, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
        try:
            date = dt.date.fromisoformat(written)
        except ValueError:  # reported with the file's other problems
            return
        if _is_in_future(date, today):
            yield _in_future(document.problem(path, ""), date)


def _plain_addresses(document: Document, row: int, paper: Mapping[str, object]) -> Iterator[Problem]:
    for key in _ADDRESSES:
        address = paper.get(key)
        if isinstance(address, str) and address.startswith("http://"):
            message = f"the address '{address[:80]}' is not encrypted"
            problem = document.problem(("papers", row, key), message, "write https://, if the site has it")
            yield replace(problem, severity=Severity.NOTICE)


def _remaining_tex(document: Document, row: int, paper: Mapping[str, object]) -> Iterator[Problem]:
    for key in ("title", "abstract"):
        text = paper.get(key)
        if isinstance(text, str) and len(text) <= schemas.MAX_TEXT:
            paragraphs = tidy_paragraphs(text).split("\n\n")
            words = dict.fromkeys(word for paragraph in paragraphs for word in clean.remaining_tex(paragraph))
            if words:
                shown = ", ".join(f"'{word[:40]}'" for word in [*words][:3])
                message = f"the {key} shows TeX as written: {shown}"
                hint = "write the word that is meant, or the formula between dollars"
                problem = document.problem(("papers", row, key), message, hint)
                yield replace(problem, severity=Severity.NOTICE)
