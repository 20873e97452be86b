from __future__ import annotations

import pytest

from generator.text.author_lists import AuthorList, author_list


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Ada Hill*", "†Bo Dale", "Cy Brook ‡§"], ("Ada Hill", "Bo Dale", "Cy Brook")),
        (["Ada Hill¹", "Bo Dale²³"], ("Ada Hill", "Bo Dale")),
        (["Ada Hill1,2", "Bo Dale2"], ("Ada Hill", "Bo Dale")),
        (["Ada Hill$^{1,*}$", r"Bo Dale\textsuperscript{2}", r"Cy\thanks{x}"], ("Ada Hill", "Bo Dale", "Cy")),
        (["Studio 54", "Ada Hill"], ("Studio 54", "Ada Hill")),
        (["Room101", "Ada Hill"], ("Room101", "Ada Hill")),
        (["Ada Hill and", "and Bo Dale", "& Cy Brook;"], ("Ada Hill", "Bo Dale", "Cy Brook")),
        ([":", "", "*", "Ada Hill"], ("Ada Hill",)),
        (["Hill, A.", "Hill, A."], ("Hill, A.", "Hill, A.")),
        (["The Others", "Andrea And"], ("The Others", "Andrea And")),
        (["{Hill and Dale, Inc.}"], ("{Hill and Dale, Inc.}",)),
    ],
)  # fmt: skip
def test_names_lose_marks_and_separators_and_nothing_else(names: list[str], expected: tuple[str, ...]) -> None:
    assert author_list(names) == AuthorList(expected)


@pytest.mark.parametrize(
    "last", ["et al.", "et al", "Et. al.", "others", "Others", "and others", "Bo Dale et al.", "Bo Dale, et al", "…"]
)
def test_et_al_is_recognised_and_is_no_name(last: str) -> None:
    found = author_list(["Ada Hill", last])
    assert found.et_al
    assert found.authors in (("Ada Hill",), ("Ada Hill", "Bo Dale"))


def test_a_list_without_names_is_empty() -> None:
    assert author_list(["...", "1"]) == AuthorList((), True)
