from __future__ import annotations

import re

import pytest

from generator.model import Problem, Severity
from generator.text.messages import as_annotation, as_subject, as_text


def test_a_problem_is_a_line_that_editors_link() -> None:
    assert as_text(Problem("a.yml", 3, 5, "is wrong", "fix it")) == "a.yml:3:5: is wrong (fix it)"


def test_a_warning_says_so() -> None:
    problem = Problem("a.yml", 3, 5, "is odd", severity=Severity.WARNING)
    assert as_text(problem) == "a.yml:3:5: warning: is odd"
    assert as_annotation(problem) == "::warning file=a.yml,line=3,col=5::is odd"


def test_a_problem_of_the_whole_file_is_on_its_first_line() -> None:
    assert as_text(Problem("a.yml", 0, 0, "is wrong")) == "a.yml:1:1: is wrong"


def test_an_annotation_escapes_characters_that_github_interprets() -> None:
    problem = Problem("a,b:c.yml", 1, 1, "100% of\nlines::error::x")
    assert as_annotation(problem) == "::error file=a%2Cb%3Ac.yml,line=1,col=1::100%25 of%0Alines::error::x"


@pytest.mark.parametrize(
    "hostile", ["\n::add-mask::x", "\r::warning::x", "\x1b[2J", "\u202e", "\x9b2J", "\udc80", "\u2028x"]
)
def test_a_message_is_one_line_without_commands(hostile: str) -> None:
    for message in (as_text(Problem("a.yml", 1, 1, f"a{hostile}b")), as_text(Problem(f"a{hostile}", 1, 1, "b"))):
        assert message.isprintable()
        message.encode()


@pytest.mark.parametrize(
    "title",
    [
        "[skip ci]",
        "Search [ci skip]",
        "Fixes #1",
        "closes a/b#2",
        "Resolves GH-3",
        "fixes gh-4",
        "Fixes https://github.com/a/b/issues/1",
        "@everyone",
        "a\n\nskip-checks: true",
        "<!-- `x` -->",
        "\x1b[2J",
        "x" * 5000,
    ],
)
def test_a_subject_is_one_line_in_which_github_reads_nothing(title: str) -> None:
    subject = as_subject(title)
    assert subject.isprintable()
    assert len(subject) <= 200
    assert not re.search(r"[\[\]#@`<>]|://|GH-\d", subject, re.I)
