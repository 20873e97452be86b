"""Problems in the forms that people, editors, GitHub and programs read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a build that has nothing to do prints no problem, and loads no model
    from generator.model import Problem, Severity

_ALL_LISTED, _LISTED_PER_KIND = 100, 10
"""Up to so many problems are all listed; of more, so many of each kind."""

MAXIMUM_ANNOTATIONS = 10
"""Annotations of one severity that GitHub keeps per step."""

_MAXIMUM_SUMMARY = 900_000
"""Characters; GitHub drops a step's summary of more than 1 MiB."""


def summarised(problems: Iterable[Problem]) -> tuple[list[Problem], list[str]]:
    """Return the problems to list, in order, and a line for each kind that has more than are listed.

    Problems are of one kind if their messages differ only in quoted words and in numbers.
    """
    problems = list(problems)
    by_kind: dict[tuple[Severity, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        by_kind[problem.severity, _kind(problem.message)].append(problem)
    if len(problems) <= _ALL_LISTED:
        return problems, []
    listed = sorted(problem for alike in by_kind.values() for problem in alike[:_LISTED_PER_KIND])
    rest = []
    for (_, kind), alike in by_kind.items():
        if more := alike[_LISTED_PER_KIND:]:
            files = len({problem.path for problem in more})
            where = f"in {files:,} files" if files > 1 else f"in {more[0].path}"
            rest.append(printable(f"… and {len(more):,} more like this {where}: {kind}"))
    return listed, rest


def _kind(message: str) -> str:
    return re.sub(r"\d+", "1", re.sub(r"'[^']*'", "'…'", message))


def as_text(problem: Problem) -> str:
    """Return `path:line:column: message (hint)`: editors and terminals make a link of it."""
    severity = "" if problem.is_error else f"{problem.severity.value}: "
    hint = f" ({problem.hint})" if problem.hint else ""
    where = f"{problem.path}:{max(problem.line, 1)}:{max(problem.column, 1)}"
    return printable(f"{where}: {severity}{problem.message}{hint}")


def as_annotation(problem: Problem) -> str:
    """Return a GitHub workflow command that marks the line in a pull request.

    Its syntax: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands.
    """
    where = f"file={_property(problem.path)},line={max(problem.line, 1)},col={max(problem.column, 1)}"
    hint = f" ({problem.hint})" if problem.hint else ""
    return printable(f"::{problem.severity.value} {where}::{_data(problem.message + hint)}")


def as_error(message: str) -> str:
    """Return a GitHub workflow command for an error that has no line.

    >>> as_error("100 % lost")
    '::error::100 %25 lost'
    """
    return printable(f"::error::{_data(message)}")


def as_annotations(problems: Iterable[Problem]) -> tuple[list[str], list[Problem]]:
    """Return the annotations that GitHub keeps, errors first, and the problems that get none."""
    from generator.model import Severity

    order = list(Severity)
    lines: list[str] = []
    rest: list[Problem] = []
    by_severity = sorted(problems, key=lambda problem: order.index(problem.severity))
    for _, alike in groupby(by_severity, key=lambda problem: problem.severity):
        of_severity = list(alike)
        lines += map(as_annotation, of_severity[:MAXIMUM_ANNOTATIONS])
        rest += of_severity[MAXIMUM_ANNOTATIONS:]
    return lines, rest


def as_summary(problems: Sequence[Problem]) -> str:
    """Return all problems as Markdown, one table per file, for the summary of a run on GitHub."""
    parts = [f"## {totals(problems)}\n"]
    length, listed = 0, 0
    for path, of_file in groupby(problems, key=lambda problem: problem.path):
        parts.append(f"\n### {as_markdown(path)}\n\n| line | | what is wrong | what to do |\n|--:|--|--|--|\n")
        for problem in of_file:
            position = f"{max(problem.line, 1)}:{max(problem.column, 1)}"
            cells = (position, problem.severity.value, as_markdown(problem.message), as_markdown(problem.hint))
            parts.append(f"| {' | '.join(cells)} |\n")
            length += len(parts[-1])
            listed += 1
            if length > _MAXIMUM_SUMMARY:
                parts.append(f"\n… and {len(problems) - listed:,} more; `papershelf check --all` lists them all.\n")
                return "".join(parts)
    return "".join(parts)


def as_json(problems: Iterable[Problem]) -> list[dict[str, str | int]]:
    """Return the problems as values for JSON."""
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


def totals(problems: Iterable[Problem]) -> str:
    """Return `1 error, 2 warnings`, and notices if there are any."""
    from generator.model import Severity

    severities = [problem.severity for problem in problems]
    counts = [(severities.count(severity), severity) for severity in Severity]
    return ", ".join(
        counted(count, severity.value) for count, severity in counts if count or severity is not Severity.NOTICE
    )


def counted(number: int, noun: str) -> str:
    """Return the number with its noun.

    >>> counted(1, "file"), counted(2000, "file")
    ('1 file', '2,000 files')
    """
    return f"{number:,} {noun}{'s' * (number != 1)}"


_INERT = str.maketrans({"[": "(", "]": ")", "#": "♯", "@": "＠", "`": "'", "<": "‹", ">": "›"})
_LONGEST_SUBJECT = 200


def as_markdown(text: str) -> str:
    """Return text with character references for Markdown's special characters, so that it formats and links nothing."""
    return re.sub(r"[^A-Za-z0-9 ,()/-]", lambda char: f"&#{ord(char[0])};", printable(text))


def as_subject(text: str) -> str:
    """Return a title for a commit or pull request in which GitHub finds no reference, mention or instruction.

    >>> as_subject("Fixes #1, GH-2 and a/b#3: C# [skip ci] for @ann")
    'Fixes ♯1, GH 2 and a/b♯3: C♯ (skip ci) for ＠ann'
    """
    line = " ".join(printable(text).translate(_INERT).replace("://", ": ").split())
    line = re.sub(r"\bGH-(?=\d)", "GH ", line, flags=re.I)
    return line if len(line) <= _LONGEST_SUBJECT else f"{line[: _LONGEST_SUBJECT - 1]}…"


def printable(text: str) -> str:
    """Return one line with control characters escaped. They might control a terminal or begin a GitHub command."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def without_controls(text: str) -> str:
    """Return the text with a replacement character for each that is not printable."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def as_diff(text: str) -> str:
    """Return the lines of a difference as a code block of Markdown, whose fence is longer than any in the text."""
    fence = "`" * (max(map(len, re.findall("`{3,}", text)), default=2) + 1)
    return f"{fence}diff\n{text}\n{fence}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
