from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import upgrade
from generator.model import Severity, SourceFile
from generator.upgrade import Upgrade, plan, read_record, record

THEME, HOOK, FORM, GONE, MORE, SAME = (
    "site_config/overrides/main.html",
    "site_config/hook.py",
    ".github/ISSUE_TEMPLATE/note.yml",
    "site_config/overrides/gone.html",
    "site_config/overrides/assets/more.js",
    "mkdocs.yml",
)

TEXTS = st.dictionaries(st.sampled_from([THEME, HOOK, FORM]), st.sampled_from(["1", "2", "3"]))


def hashes(texts: dict[str, str]) -> upgrade.Hashes:
    return read_record(SourceFile(upgrade.RECORD, record(texts, "1.0")))[0]


def test_what_nobody_changed_becomes_this_version_s() -> None:
    there = {THEME: "old", GONE: "old", SAME: "same"}
    made = plan(there, hashes(there), {THEME: "new", MORE: "new", SAME: "same"})

    assert made == Upgrade({MORE: "new", THEME: "new"}, [GONE], [])


def test_what_somebody_changed_stays_and_is_told_when_there_is_something_new() -> None:
    was = {THEME: "old", GONE: "old", HOOK: "old"}
    made = plan(dict.fromkeys(was, "mine"), hashes(was), {THEME: "new", HOOK: "old"})

    assert made == Upgrade({}, [], [GONE, THEME])


def test_what_somebody_deleted_stays_away() -> None:
    assert plan({}, hashes({FORM: "old", GONE: "old"}), {FORM: "new"}) == Upgrade()


def test_without_a_record_nothing_is_replaced() -> None:
    given, problems = read_record(None)

    assert problems == []
    assert plan({THEME: "old"}, given, {THEME: "new", MORE: "new"}) == Upgrade({MORE: "new"}, [], [THEME])


@given(there=TEXTS, was=TEXTS, new=TEXTS)
def test_nothing_that_a_person_wrote_is_lost_and_a_second_time_changes_nothing(
    there: dict[str, str], was: dict[str, str], new: dict[str, str]
) -> None:
    made = plan(there, hashes(was), new)
    after = {path: text for path, text in (there | made.write).items() if path not in made.delete}

    for path, text in there.items():
        assert after.get(path) == text or was.get(path) == text
    for path in new:
        assert after.get(path) == new[path] or path in made.kept or path in was
    again = plan(after, hashes(new), new)
    assert (again.write, again.delete) == ({}, [])


def test_an_archive_of_another_version_is_told() -> None:
    file = SourceFile(upgrade.RECORD, record({THEME: "old"}, "1.0"))
    (problem,) = upgrade.problems(file, {THEME: "new"})

    assert (problem.path, problem.severity, problem.hint) == (
        "site_config/papershelf.json",
        Severity.WARNING,
        "run `papershelf upgrade`",
    )
    assert list(upgrade.problems(file, {THEME: "old"})) == []
    assert list(upgrade.problems(None, {THEME: "new"})) == []


@pytest.mark.parametrize(
    "path",
    [
        "../elsewhere.txt",
        "/etc/hosts",
        "site_config/overrides/../../content/notes/mine.md",
        "content/notes/mine.md",
        "site_config/tags.yml",
        ".git/config",
        "README.md",
    ],
)
def test_a_record_names_nothing_but_what_papershelf_gives(path: str) -> None:
    """It comes by pull request: what it names may be deleted."""
    given, (problem,) = read_record(SourceFile(upgrade.RECORD, record({THEME: "old", path: "old"}, "1.0")))

    assert given == {}
    assert problem.path == upgrade.RECORD


@pytest.mark.parametrize("text", ["{", "[]", '{"files": []}', '{"files": {"a": 1}}', "[" * 100_000, json.dumps("x")])
def test_a_broken_record_is_told_and_says_nothing(text: str) -> None:
    given, (problem,) = read_record(SourceFile(upgrade.RECORD, text))

    assert given == {}
    assert "is not the record that `papershelf upgrade` keeps" in problem.message
