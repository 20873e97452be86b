from __future__ import annotations

import pytest

from generator.model import NameRule, Namesakes, SourceFile
from generator.sources import name_lists


def read(text: str) -> tuple[Namesakes, list[str]]:
    listed, problems = name_lists.read_people(SourceFile(name_lists.PEOPLE, text))
    return listed, [f"{problem.line}:{problem.column}: {problem.message}" for problem in problems]


def test_names_with_spellings_labels_and_papers() -> None:
    listed, problems = read(
        "people:\n- name: Jane Doe\n  spellings: [J. Doe]\n- name: Wei Wang\n  label: optics\n  papers: [on-kites]\n"
        "different:\n- [A. Roe, Ann Roe]\n"
    )
    assert problems == []
    assert listed == Namesakes(
        name_lists.PEOPLE,
        (NameRule("Jane Doe", ("J. Doe",)), NameRule("Wei Wang", label="optics", papers=("on-kites",))),
        (("A. Roe", "Ann Roe"),),
    )
    assert listed.rules[1].positions == ((6, 12),)


def test_no_file_lists_nothing() -> None:
    assert name_lists.read_organisations(None) == (Namesakes(name_lists.ORGANISATIONS), [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("people:\n- nam: A\n", "2:3: unknown key 'nam'"),
        (
            "people:\n- name: Jane Doe\n- name: Ann Roe\n  spellings: [jane doe]\n",
            "4:15: 'jane doe' is a spelling of 'Jane Doe' already",
        ),
        ("people:\n- name: Jane Doe\n- name: Jane Doe\n", "3:9: 'Jane Doe' is listed before"),
        (
            "people:\n- name: Jane Doe\n  papers: [on-kites]\n",
            "2:9: 'Jane Doe' has papers of its own, but nothing tells it from others of the name",
        ),
    ],
)
def test_mistakes_have_their_places(text: str, problem: str) -> None:
    listed, problems = read(text)
    assert problem in problems
    assert listed.rules == ()
