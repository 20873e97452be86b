from __future__ import annotations

import pytest

from generator.archive.name_suggestions import NameSuggestion
from generator.edits.name_edits import apply
from generator.sources import located_yaml
from generator.sources.name_lists import PEOPLE

JANE = NameSuggestion("Jane Doe", ("J. Doe",), 3, "2 co-authors in common")
ODD = NameSuggestion("Ann: #Roe", ("yes", "A, Roe"), 2, "1 co-author in common")


@pytest.mark.parametrize(
    "before",
    [
        "",
        "# mine\n",
        "people:\n",
        "people:\n- name: Bo Dale  # mine\n  spellings: [B. Dale]\n\n# and\ndifferent:\n- [A, B]\n",
        "different: [[A, B]]\npeople:\n    - name: Bo Dale",
    ],
)
def test_suggestions_are_added_and_nothing_else_is_changed(before: str) -> None:
    after, skipped = apply(before, PEOPLE, "people", [JANE, ODD])
    assert skipped == ()
    was, now = (located_yaml.parse(text, PEOPLE).mapping for text in (before, after))
    added = [{"name": one.name, "spellings": list(one.spellings)} for one in (JANE, ODD)]
    assert now == {**was, "people": [*(was.get("people") or []), *added]}
    assert all(line in after.splitlines() for line in before.splitlines())
    assert "# 2 co-authors in common" in after


@pytest.mark.parametrize(
    "before", ["people: []\n", "people: [{name: Bo Dale}]\n", "people: {\n", "people:\n- name: J. Doe\n"]
)
def test_what_cannot_be_added_is_left_to_the_curator(before: str) -> None:
    assert apply(before, PEOPLE, "people", [JANE]) == (before, (JANE,))
