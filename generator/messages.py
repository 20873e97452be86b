"""Problems as people and GitHub read them."""

from __future__ import annotations

from generator.model import Problem


def as_text(problem: Problem) -> str:
    """`path:line:column: message (hint)`, which editors and terminals turn into a link."""
    severity = "" if problem.is_error else "warning: "
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


def printable(text: str) -> str:
    """One line without control characters: a file's content commands neither a terminal nor, by `::`, GitHub."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
