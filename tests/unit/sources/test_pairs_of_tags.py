"""`feeds_of_tag_pairs` of the settings, once the tags are known."""

from __future__ import annotations

from generator.model import Severity, SourceFile
from generator.sources.settings import pair_problems


def test_a_pair_that_names_no_tag_is_a_warning_at_its_place() -> None:
    file = SourceFile("site_config/archive.yml", "feeds_of_tag_pairs:\n  - [agents, search]\n  - [serch, agents]\n")

    [problem] = pair_problems(file, ["agents", "search"])

    assert (problem.path, problem.line, problem.column) == (file.path, 3, 6)
    assert (problem.severity, problem.message) == (Severity.WARNING, "no tag 'serch'")
    assert problem.hint == "did you mean 'search'?"


def test_an_empty_list_of_pairs_is_none() -> None:
    assert list(pair_problems(SourceFile("site_config/archive.yml", "feeds_of_tag_pairs:\n"), ["agents"])) == []
