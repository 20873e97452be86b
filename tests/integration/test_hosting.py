"""A build of a site that is larger than its host takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.commands.main import main
from generator.site import hosting_limits
from generator.system.files import plain_states_below

MAXIMUM = {
    "papers' pages": 18_500,
    "papers' Markdown": 6_000,
    "papers' records": 1_800,
    "citations": 2_500,
    "feeds": 10_500,
    "search": 12_000,
    "social cards": 6_500,
    "lists": 16_500,
}
"""Bytes of a file of each kind, on average: a tenth more than today. bench/README.md has those of large archives."""


def test_no_kind_of_file_grows_unnoticed(built_archive: Path) -> None:
    found = hosting_limits.sizes(plain_states_below(built_archive / "site") or {})

    means = {kind: found[kind].bytes // found[kind].files for kind in MAXIMUM}
    assert {kind: mean for kind, mean in means.items() if mean > MAXIMUM[kind]} == {}
    papers = hosting_limits.papers_in(found)
    moved, pages_of_index = 3, 2
    assert found["papers' pages"].files == papers + moved
    assert found["papers' records"].files == papers + moved + pages_of_index


def test_a_build_warns_of_a_site_that_is_too_large(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosting_limits, "PAGES_BYTES", 1_000_000)

    done = CliRunner().invoke(main, ["-C", str(archive), "build"])

    assert done.exit_code == 0
    assert "and GitHub Pages publishes 1.0 MB at most; most is in " in done.output
    assert (archive / "site" / "index.html").exists()


def test_doctor_says_what_the_last_site_weighs(built_archive: Path) -> None:
    done = CliRunner().invoke(main, ["-C", str(built_archive), "doctor"])

    found = hosting_limits.sizes(plain_states_below(built_archive / "site") or {})
    assert hosting_limits.report(found, 16) in done.stdout
