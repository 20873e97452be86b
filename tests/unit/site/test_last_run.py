"""What the last run told is told again only when a run would make the same of the same."""

from __future__ import annotations

import sys

import pytest

from generator.model import Problem, Severity, SourceFile
from generator.site import last_run
from generator.sources.source_files import Sources
from generator.system.cache import Cache

NOTHING = Sources(None, None, None, "", (), (), ())
TOLD = (Problem("content/x", 1, 2, "is wrong", "mend it", Severity.WARNING),)


def test_what_the_last_run_told_is_known() -> None:
    results = Cache(None)
    assert last_run.problems_of_same(results, "inputs", "outputs") is None
    last_run.remember(results, "inputs", "outputs", TOLD)
    (told,) = last_run.problems_of_same(results, "inputs", "outputs") or ()
    assert (told, told.severity) == (TOLD[0], Severity.WARNING)


@pytest.mark.parametrize(("made_of", "left"), [("others", "outputs"), ("inputs", "others")])
def test_of_something_else_nothing_is_known(made_of: str, left: str) -> None:
    results = Cache(None)
    last_run.remember(results, "inputs", "outputs", TOLD)
    assert last_run.problems_of_same(results, made_of, left) is None


def test_a_run_is_made_of_what_is_read_and_of_what_is_wrong_with_it() -> None:
    digest = SourceFile("content/digests/a.yml", "date: 2026-03-20")
    of = [(NOTHING, ()), (Sources(None, None, None, "", (digest,), (), ()), ()), (NOTHING, TOLD)]
    assert len({last_run.made_of(sources, problems) for sources, problems in of}) == 3
    assert last_run.made_of(NOTHING, TOLD) == last_run.made_of(NOTHING, TOLD)


def test_a_run_is_made_of_what_is_installed(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = last_run.made_of(NOTHING, ())
    (tmp_path / "another_library-1.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert last_run.made_of(NOTHING, ()) != before


def test_what_is_installed_in_the_current_folder_counts(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`python -c` and `python -i` look for modules there first, and call it ""."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.path", ["", "no-such-folder", *sys.path])
    before = last_run.installation()
    (tmp_path / "another_library-1.0.dist-info").mkdir()
    assert last_run.installation() != before
