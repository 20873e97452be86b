from __future__ import annotations

from dataclasses import replace

import pytest
from plain_paper import plain_paper

from generator.edits.diagnosis import Facts, diagnose, would_publish
from generator.model import Archive, Paper, Problem, SafeHtml, Settings, Severity, Text
from generator.topics.tag_suggestions import NewTag, Suggestions

SETTINGS = Settings("A", "https://a.org/", repo_url="https://github.com/ann/shelf")


def facts(*papers: Paper) -> Facts:
    archive = Archive(SETTINGS, papers, (), (), {}, ())
    return Facts((), archive, is_recorded=True, is_in_git=True, has_licence=True)


KNOWN = plain_paper("known", arxiv="2401.10000", authors=("Ann",), abstract=(Text("Words.", SafeHtml("Words.")),))
PROBLEMS = [Problem(f"{name}.yml", 1, 1, name, "fix it", Severity(name)) for name in ("notice", "warning", "error")]


@pytest.mark.parametrize(
    ("changed", "is_ready"),
    [
        (facts(KNOWN), True),
        (replace(facts(KNOWN), problems=PROBLEMS[:1]), True),
        (replace(facts(KNOWN), problems=PROBLEMS[:2]), False),
        (replace(facts(KNOWN), excess="the site has 2 GB"), False),
        (Facts(()), False),
    ],
)
def test_an_archive_is_ready_without_warnings_and_within_limits(changed: Facts, *, is_ready: bool) -> None:
    assert would_publish(changed) is is_ready


def test_findings_come_by_weight_each_with_its_command() -> None:
    suggestions = Suggestions((NewTag("x", "X", 4, ()),), (), (), (), ())
    unknown = replace(KNOWN, slug="unknown", arxiv="")
    everything = Facts(PROBLEMS, facts(KNOWN, unknown).archive, suggestions, names=2, excess="the site has 2 GB")
    found = [(finding.text.partition(" ")[0], finding.remedy) for finding in diagnose(everything)]
    assert found[:3] == [("1", "papershelf check")] * 3
    remedies = [remedy for _, remedy in found if remedy.startswith(("papershelf", "git"))]
    assert remedies[3:6] == ["git init", "papershelf record", "papershelf enrich"]
    assert remedies[-2:] == ["papershelf people suggest", "papershelf tags suggest"]


def test_papers_without_ids_are_named() -> None:
    found = list(diagnose(facts(KNOWN, replace(KNOWN, slug="unknown", arxiv=""))))
    assert ("1 of 2 papers has neither an arXiv id nor a DOI", ("unknown",)) in [(one.text, one.cases) for one in found]
