from __future__ import annotations

import dataclasses
from urllib.parse import parse_qs, urlsplit

import pytest
from plain_paper import plain_paper

from generator.model import Note, Paper, Settings, SourceFile, Text
from generator.pages import edit_links
from generator.sources import notes
from generator.sources.issue_forms import FORMS
from generator.text import note_template


def paper(*written: Note) -> Paper:
    return plain_paper("on-traces", keys=("title:ontraces",), title=Text("On “Traces” & more", ""), notes=written)


def settings(repo_url: str) -> Settings:
    return Settings("A", "https://a.org/", repo_url=repo_url)


def test_the_form_for_a_note_is_filled_in() -> None:
    address = edit_links.new_note_address(settings("https://github.com/a/b"), paper())
    assert address.startswith("https://github.com/a/b/new/main?")
    query = parse_qs(urlsplit(address).query)
    assert query["filename"] == ["content/notes/on-traces.md"]
    assert query["value"][0].startswith("---\npaper: on-traces\n")


@pytest.mark.parametrize(
    "repo_url", ["", "https://gitlab.com/a/b", "https://github.com/a", "https://github.com/a/b/'x"]
)
def test_elsewhere_there_is_no_form(repo_url: str) -> None:
    assert edit_links.new_note_address(settings(repo_url), paper()) == ""
    assert edit_links.edit_address(settings(repo_url)) == ""
    assert edit_links.submit_address(settings(repo_url)) == ""
    assert edit_links.ways_of(settings(repo_url), paper()) == {}


def test_every_way_in_is_filled_in() -> None:
    ways = edit_links.ways_of(settings("https://github.com/a/b"), paper())
    assert ways["note"] == edit_links.new_note_address(settings("https://github.com/a/b"), paper())
    for form, address in (("note", ways["note_form"]), ("fix", ways["fix"]), ("tags", ways["tags"])):
        assert address.startswith("https://github.com/a/b/issues/new?")
        query = parse_qs(urlsplit(address).query)
        assert (query["template"], query["paper"]) == ([f"{form}.yml"], ["on-traces"])
        assert set(query) - {"template"} <= set(FORMS[form])
    submit = edit_links.submit_address(settings("https://github.com/a/b"))
    assert submit == "https://github.com/a/b/issues/new?template=paper.yml"


def test_no_address_is_longer_than_github_takes() -> None:
    longest = dataclasses.replace(paper(), slug="a" * 200)
    ways = edit_links.ways_of(settings("https://github.com/a/b"), longest)
    assert 0 < max(map(len, ways.values())) < 8000


def test_a_second_note_gets_a_name_of_its_own() -> None:
    taken = {"content/notes/a.md", "content/notes/a-2.md"}
    assert note_template.new_note_path("a", taken) == "content/notes/a-3.md"


@pytest.mark.parametrize("author", ["Ann", 'A "B" C: D', "- Eve\n---\nx", "Zoë", "no"])
@pytest.mark.parametrize("title", ["", "On Traces", "\U0001f600" * 1000])
def test_a_new_note_of_any_author_is_valid(author: str, title: str) -> None:
    text = note_template.new_note_text("on-traces", title, author, "2026-04-20") + "Traces say more.\n"
    note, problems = notes.read_note(SourceFile("content/notes/a.md", text))
    assert problems == []
    assert note is not None
    assert (note.paper, note.author) == ("on-traces", " ".join(author.split()))
