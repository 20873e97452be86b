"""Problems as people and GitHub read them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from generator.model import Problem, Severity

_FEW, _EACH = 100, 10
"""Problems that are told one by one; of more than these, so many of each kind."""

MOST_ANNOTATIONS = 10
"""Annotations of one severity that GitHub keeps of a step."""

_LONGEST_SUMMARY = 900_000
"""Characters; GitHub drops a step's summary of more than 1 MiB."""


def in_few_words(problems: Iterable[Problem]) -> tuple[list[Problem], list[str]]:
    """The problems to tell, in their order, and a line for each kind of which there are more than are told.

    Problems are of one kind when their messages differ only in what they quote, and in numbers.
    """
    problems = list(problems)
    by_kind: dict[tuple[Severity, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        by_kind[problem.severity, _kind(problem.message)].append(problem)
    if len(problems) <= _FEW:
        return problems, []
    told = sorted(problem for alike in by_kind.values() for problem in alike[:_EACH])
    rest = []
    for (_, kind), alike in by_kind.items():
        if more := alike[_EACH:]:
            files = len({problem.path for problem in more})
            where = f"in {files:,} files" if files > 1 else f"in {more[0].path}"
            rest.append(printable(f"… and {len(more):,} more like this {where}: {kind}"))
    return told, rest


def _kind(message: str) -> str:
    return re.sub(r"\d+", "1", re.sub(r"'[^']*'", "'…'", message))


def as_text(problem: Problem) -> str:
    """`path:line:column: message (hint)`, which editors and terminals turn into a link."""
    severity = "" if problem.is_error else f"{problem.severity.value}: "
    hint = f" ({problem.hint})" if problem.hint else ""
    where = f"{problem.path}:{max(problem.line, 1)}:{max(problem.column, 1)}"
    return printable(f"{where}: {severity}{problem.message}{hint}")


def as_annotation(problem: Problem) -> str:
    """A GitHub workflow command that marks the line in a pull request.

    Its syntax: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands.
    """
    where = f"file={_property(problem.path)},line={max(problem.line, 1)},col={max(problem.column, 1)}"
    hint = f" ({problem.hint})" if problem.hint else ""
    return printable(f"::{problem.severity.value} {where}::{_data(problem.message + hint)}")


def as_annotations(problems: Iterable[Problem]) -> tuple[list[str], list[Problem]]:
    """The annotations that GitHub will keep, errors first, and the problems without one."""
    order = list(Severity)
    lines: list[str] = []
    rest: list[Problem] = []
    by_severity = sorted(problems, key=lambda problem: order.index(problem.severity))
    for _, alike in groupby(by_severity, key=lambda problem: problem.severity):
        found = list(alike)
        lines += map(as_annotation, found[:MOST_ANNOTATIONS])
        rest += found[MOST_ANNOTATIONS:]
    return lines, rest


def as_summary(problems: Sequence[Problem]) -> str:
    """All problems as Markdown, a table for each file, as GitHub shows it on the page of a run."""
    parts = [f"## {counted(problems)}\n"]
    length, told = 0, 0
    for path, of_file in groupby(problems, key=lambda problem: problem.path):
        parts.append(f"\n### {as_markdown(path)}\n\n| line | | what is wrong | what to do |\n|--:|--|--|--|\n")
        for problem in of_file:
            place, said = (
                f"{max(problem.line, 1)}:{max(problem.column, 1)}",
                map(as_markdown, (problem.message, problem.hint)),
            )
            parts.append(f"| {place} | {problem.severity.value} | {' | '.join(said)} |\n")
            length += len(parts[-1])
            told += 1
            if length > _LONGEST_SUMMARY:
                parts.append(f"\n… and {len(problems) - told:,} more, which `papershelf check --all` tells.\n")
                return "".join(parts)
    return "".join(parts)


def as_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """The problems as values for JSON."""
    return [
        {
            "path": problem.path,
            "line": max(problem.line, 1),
            "column": max(problem.column, 1),
            "severity": problem.severity.value,
            "message": problem.message,
            "hint": problem.hint,
        }
        for problem in problems
    ]


def counted(problems: Iterable[Problem]) -> str:
    """`1 error, 2 warnings`, and the notices, if there are any."""
    found = [problem.severity for problem in problems]
    counts = [(found.count(severity), severity) for severity in Severity]
    return ", ".join(
        f"{count:,} {severity.value}{'s' * (count != 1)}"
        for count, severity in counts
        if count or severity is not Severity.NOTICE
    )


def as_markdown(text: str) -> str:
    """Text that Markdown shows as it is: a file's content formats no summary and links to nothing."""
    return re.sub(r"[^A-Za-z0-9 ,()/-]", lambda char: f"&#{ord(char[0])};", printable(text))


def printable(text: str) -> str:
    """One line without control characters: a file's content commands neither a terminal nor, by `::`, GitHub."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
