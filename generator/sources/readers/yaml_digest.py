"""Our own digest format: YAML, checked against `schemas.DigestSchema`."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import Any

from generator.model import Problem, Reading, Severity, SourceFile
from generator.sources import located_yaml, schemas
from generator.sources.entries import entry_of
from generator.sources.located_yaml import Document, Path
from generator.sources.readers.reader import Reader

_TOP_KEY = re.compile(r"^(?:papers|date|source)\s*:", re.M)


def recognises(text: str) -> bool:
    return _TOP_KEY.search(text) is not None


def read(file: SourceFile, date: dt.date | None = None) -> Reading:
    """A person edits these files, so one error anywhere rejects the whole file and all problems are told."""
    document = located_yaml.parse(file.text, file.path)
    digest, problems = schemas.validate(document, schemas.DigestSchema)
    warnings = tuple(_warn_of_numbers(document))
    if digest is None:
        wrong = {(problem.line, problem.column) for problem in problems}
        warnings = tuple(warning for warning in warnings if (warning.line, warning.column) not in wrong)
        papers = document.value.get("papers") if isinstance(document.value, dict) else None
        return Reading(rejected=len(papers) if isinstance(papers, list) else 0, problems=(*problems, *warnings))
    return Reading(
        entries=tuple(entry_of(paper) for paper in digest.papers),
        problems=warnings,
        date=digest.date,
        source=digest.source,
        title=digest.title or "",
        lines=tuple(document.place(("papers", row)).line for row in range(len(digest.papers))),
        places={key: dataclasses.astuple(document.place((key,))) for key in ("date", "source")},
    )


def _warn_of_numbers(document: Document) -> list[Problem]:
    """Unquoted arXiv ids: text to us, but other YAML tools read `2401.10000` as the number 2401.1 and write that."""
    papers = document.value.get("papers") if isinstance(document.value, dict) else None
    if not isinstance(papers, list):
        return []
    found = []
    for path in sorted(document.unquoted, key=document.place_order):
        if len(path) == 3 and path[0] == "papers" and path[2] == "arxiv" and _is_number(papers, path):
            message = "the arXiv id is not quoted, so other YAML tools take it for a number and drop its last zeros"
            problem = document.problem(path, message, "put it in quotes")
            found.append(dataclasses.replace(problem, severity=Severity.WARNING))
    return found


def _is_number(papers: list[Any], path: Path) -> bool:
    _, row, key = path
    # A repeated key has a path, too: ("papers", "repeated", …).
    paper = papers[row] if isinstance(row, int) else None
    return isinstance(paper, dict) and re.fullmatch(r"[0-9.]+", str(paper.get(str(key), ""))) is not None


READER = Reader("YAML digest", "digest", recognises, read)
