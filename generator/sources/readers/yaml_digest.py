"""The archive's own digest format: YAML, checked against `schemas.DigestSchema`."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator

from generator.model import Problem, Severity, SourceFile
from generator.sources import located_yaml, schemas
from generator.sources.entries import entry_of
from generator.sources.located_yaml import Document
from generator.sources.readers.reader import Reader, Reading
from generator.sources.readers.rows import max_papers

_KEY_FIRST = re.compile(r"\A\ufeff?(?:[ \t]*(?:#[^\n]*+|---[^\n]*+|%[^\n]*+)?\n)*+[\"']?\w[\w ]*+[\"']?\s*+:(?:\s|$)")
"""A text whose first line, apart from comments, is a key."""

_TOP_KEY = re.compile(r"^[\"']?(?:papers|date|source)[\"']?\s*:", re.M)


def recognises(text: str) -> bool:
    return _KEY_FIRST.match(text) is not None and _TOP_KEY.search(text) is not None


def read(file: SourceFile, date: dt.date | None = None) -> Reading:
    """Read a digest. People edit these files, so any error rejects the whole file, and all errors are reported."""
    document = located_yaml.parse(file.text, file.path, max_items=max_papers(file.text))
    digest, problems = schemas.validate(document, schemas.DigestSchema)
    warnings = tuple(_unquoted_ids(document))
    if digest is None:
        errors = {(problem.line, problem.column) for problem in problems}
        warnings = tuple(warning for warning in warnings if (warning.line, warning.column) not in errors)
        return Reading(rejected=len(_papers(document)), problems=(*problems, *warnings))
    return Reading(
        entries=tuple(entry_of(paper) for paper in digest.papers),
        problems=warnings,
        date=digest.date,
        source=digest.source,
        title=digest.title or "",
        lines=tuple(document.position(("papers", row)).line for row in range(len(digest.papers))),
        positions={key: dataclasses.astuple(document.position((key,))) for key in ("date", "source")},
    )


def _papers(document: Document) -> list[object]:
    papers = document.mapping.get("papers")
    return papers if isinstance(papers, list) else []


def _unquoted_ids(document: Document) -> Iterator[Problem]:
    """Warn of unquoted arXiv ids: other YAML tools read `2401.10000` as the number 2401.1 and write that."""
    for row, paper in enumerate(_papers(document)):
        path = ("papers", row, "arxiv")
        written = paper.get("arxiv") if isinstance(paper, dict) else None
        if path in document.unquoted and isinstance(written, str) and re.fullmatch(r"[0-9.]+", written):
            message = "the arXiv id is not quoted, so other YAML tools take it for a number and drop its last zeros"
            problem = document.problem(path, message, "put it in quotes")
            yield dataclasses.replace(problem, severity=Severity.WARNING)


READER = Reader("YAML digest", "digest", recognises, read)
