from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
import yaml

from generator.sources.issue_forms import FIX_FIELDS, FORMS, NotAForm, read_event

FOLDER = Path(__file__).resolve().parents[3] / ".github" / "ISSUE_TEMPLATE"


def event(body: str | None, login: str = "ann") -> str:
    issue = {"number": 7, "body": body, "user": {"login": login}, "created_at": "2026-04-20T10:00:00Z", "title": "x"}
    return json.dumps({"action": "labeled", "issue": issue})


def body_of(form: str, **answers: str) -> str:
    """An issue's body, as GitHub writes it."""
    return "\n\n".join(f"### {label}\n\n{answers.get(name) or '_No response_'}" for name, label in FORMS[form].items())


@pytest.mark.parametrize("form", FORMS)
def test_the_repository_s_forms_are_the_ones_we_read(form: str) -> None:
    written = yaml.safe_load((FOLDER / f"{form}.yml").read_text())
    assert {field["id"]: field["attributes"]["label"] for field in written["body"]} == FORMS[form]
    assert [field["id"] for field in written["body"]] == list(FORMS[form])
    assert [field["type"] == "textarea" for field in written["body"]] == [*[False] * (len(FORMS[form]) - 1), True]
    # Names in an address that GitHub itself understands can be no field's.
    assert not {"title", "body", "labels", "template", "assignees", "milestone", "projects"} & set(FORMS[form])


def test_the_form_offers_every_field_that_can_be_fixed() -> None:
    written = yaml.safe_load((FOLDER / "fix.yml").read_text())
    assert written["body"][1]["attributes"]["options"] == list(FIX_FIELDS)


@pytest.mark.parametrize("login", ["ann-b", "ann_company", "renovate[bot]"])
def test_every_kind_of_user_may_fill_in_a_form(login: str) -> None:
    assert read_event(event(body_of("note", paper="a", text="x"), login)).login == login


@pytest.mark.parametrize("form", FORMS)
def test_a_filled_in_form_is_read(form: str) -> None:
    answers = {name: f"answer {name}" for name in FORMS[form]}
    found = read_event(event(body_of(form, **answers)))
    assert (found.form, found.answers) == (form, answers)
    assert (found.number, found.login, found.date) == (7, "ann", dt.date(2026, 4, 20))


def test_what_was_left_out_is_empty() -> None:
    assert read_event(event(body_of("note", paper="a", text="T"))).answers == {
        "paper": "a",
        "author": "",
        "links": "",
        "text": "T",
    }


def test_lines_end_as_browsers_write_them() -> None:
    assert read_event(event(body_of("note", paper="a", text="1\n2").replace("\n", "\r\n"))).answers["text"] == "1\n2"


def test_headings_in_the_text_are_text() -> None:
    text = "One.\n\n### Paper\n\nanother\n\n### Note\n\nmore"
    found = read_event(event(body_of("note", paper="a", text=text)))
    assert (found.answers["paper"], found.answers["text"]) == ("a", text)


@pytest.mark.parametrize(
    "text",
    [
        event(None),
        event("Hello"),
        event("### Paper\n\na"),
        event("Before\n\n" + body_of("note", paper="a", text="x")),
        event(body_of("note", paper="a\n\nb", text="x")),
        event(body_of("note", paper="a", text="x"), login="a b; rm"),
        "{}",
        "no JSON",
        '{"pull_request": {}}',
    ],
)
def test_what_is_no_form_is_refused(text: str) -> None:
    with pytest.raises(NotAForm):
        read_event(text)
