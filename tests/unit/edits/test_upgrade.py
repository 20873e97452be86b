from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.edits import upgrade
from generator.edits.upgrade import Given, Upgrade, plan, read_record, record
from generator.model import Severity, SourceFile
from generator.sources import source_files

TEXTS = st.dictionaries(st.sampled_from(["theme", "hook", "form"]), st.sampled_from(["1", "2", "3"]))


def given_to(texts: dict[str, str]) -> Given:
    return read_record(SourceFile(source_files.GIVEN_RECORD, record(texts, "1.0")))[0]


def test_unchanged_files_are_replaced() -> None:
    there = {"theme": "old", "same": "same"}
    made = plan(there, given_to(there), {"theme": "new", "more": "new", "same": "same"})

    assert made == Upgrade({"more": "new", "theme": "new"})


def test_changed_and_deleted_files_are_kept_and_listed() -> None:
    was = {"theme": "old", "hook": "old", "form": "old"}
    made = plan({"theme": "mine", "hook": "mine"}, given_to(was), {"theme": "new", "hook": "old", "form": "new"})

    assert made == Upgrade({}, ["hook", "theme"], ["form"])


def test_an_unchanged_file_is_not_listed_as_taken() -> None:
    there = {"theme": "old", "hook": "mine"}
    made = plan(there, given_to({"theme": "old", "hook": "old"}), dict.fromkeys(there, "new"), frozenset(there))
    assert made.taken == ["hook"]


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("site_config/hook.py", ["site_config/hook.py"]),
        ("site_config", ["site_config/hook.py", "site_config/overrides/main.html"]),
        ("site_config/overrides/", ["site_config/overrides/main.html"]),
        ("./site_config/../.github", [".github/labels.yml"]),
        (".", [".github/labels.yml", "site_config/hook.py", "site_config/overrides/main.html"]),
        ("", []),
        ("site", []),
        ("..", []),
        ("../site_config", []),
        ("/", []),
        ("site_config/hook.py/more", []),
    ],
)
def test_a_folder_stands_for_all_below_it(place: str, found: list[str]) -> None:
    given = [".github/labels.yml", "site_config/hook.py", "site_config/overrides/main.html"]
    assert upgrade.below(place, given) == found


def test_a_changed_file_is_replaced_if_asked() -> None:
    was = {"theme": "old", "hook": "old", "form": "old"}
    made = plan(
        {"theme": "mine", "hook": "mine"}, given_to(was), dict.fromkeys(was, "new"), frozenset({"hook", "form"})
    )

    assert made == Upgrade({"form": "new", "hook": "new"}, ["theme"], [], ["form", "hook"])


def test_without_a_record_nothing_is_replaced() -> None:
    nothing, problems = read_record(None)

    assert problems == []
    assert plan({"theme": "old"}, nothing, {"theme": "new", "more": "new"}) == Upgrade({"more": "new"}, ["theme"])


def test_files_that_papershelf_does_not_provide_are_ignored() -> None:
    """The record may come from a stranger."""
    there = {"../elsewhere": "a", "content/notes/mine.md": "b", "theme": "old"}

    assert plan(there, given_to(there), {"theme": "new"}) == Upgrade({"theme": "new"})


def test_copies_of_the_former_theme_are_deleted_where_nobody_changed_them() -> None:
    main, script, own = (
        f"site_config/overrides/{path}" for path in ("main.html", "assets/map.js", "partials/mine.html")
    )
    was = {main: "old", script: "old", own: "old"}

    made = plan({main: "mine", script: "old", own: "old"}, given_to(was), {})
    assert (made.write, made.delete, made.kept_copies) == ({}, [script], [main])

    made = plan({main: "mine"}, given_to({"hook": "new"}), {})
    assert (made.delete, made.kept_copies) == ([], []), "an override that is the archive's own is not mentioned"

    made = plan({main: "old"}, read_record(None)[0], {})
    assert (made.delete, made.kept_copies) == ([], [main]), "without a record nobody knows who wrote it"


@given(there=TEXTS, was=TEXTS, new=TEXTS)
def test_nothing_that_a_person_wrote_is_lost_and_a_second_time_changes_nothing(
    there: dict[str, str], was: dict[str, str], new: dict[str, str]
) -> None:
    made = plan(there, given_to(was), new)
    after = there | made.write

    for path, text in there.items():
        assert after[path] == text or was.get(path) == text
    for path in new:
        assert after.get(path) == new[path] or path in made.kept + made.left_out
    again = plan(after, given_to(new), new)
    assert again == Upgrade({}, made.kept, made.left_out)


@pytest.mark.parametrize(
    ("version", "message", "hint"),
    [
        ("0.2.0", "are those of Papershelf 0.1.0, and this is 0.2.0", "run `papershelf upgrade`"),
        ("0.1.0", "are not those of this Papershelf 0.1.0 and its settings", "run `papershelf upgrade`"),
        (
            "0.0.9",
            "are those of Papershelf 0.1.0, and this is 0.0.9",
            "install papershelf==0.1.0, or what requirements.txt names",
        ),
    ],
)
def test_an_archive_of_another_version_is_reported(version: str, message: str, hint: str) -> None:
    file = SourceFile(source_files.GIVEN_RECORD, record({"theme": "old"}, "0.1.0"))
    (problem,) = upgrade.problems(file, lambda: {"theme": "new"}, version)

    assert (problem.path, problem.severity, problem.hint) == ("site_config/papershelf.json", Severity.WARNING, hint)
    assert problem.message.endswith(message)
    assert list(upgrade.problems(file, lambda: {"theme": "old"}, version)) == []


def test_a_file_that_stays_keeps_its_place_in_the_record() -> None:
    before = read_record(SourceFile(source_files.GIVEN_RECORD, record({"a": "1", "b": "1"}, "0.1.0")))[0]
    after = read_record(SourceFile(source_files.GIVEN_RECORD, record({"a": "2"}, "0.2.0", before.hashes)))[0]
    assert after.hashes["b"] == before.hashes["b"]
    assert after.hashes["a"] != before.hashes["a"]


def test_an_archive_without_a_record_gives_no_warning() -> None:
    assert list(upgrade.problems(None, lambda: {"theme": str(1 / 0)}, "0.1.0")) == []


@pytest.mark.parametrize(
    "text",
    [
        '{"version": "1; rm -r", "files": {}}',
        "",
        "{",
        "[]",
        '{"version": "1", "files": []}',
        '{"files": {}}',
        "[" * 100_000,
        json.dumps("x"),
    ],
)
def test_a_broken_record_is_reported_and_ignored(text: str) -> None:
    nothing, (problem,) = read_record(SourceFile(source_files.GIVEN_RECORD, text))

    assert nothing == Given()
    assert "is not the record that `papershelf upgrade` keeps" in problem.message
