"""The words of a language in templates and scripts."""

from __future__ import annotations

import gettext
import json
import re

import pytest
from babel.messages.plurals import PLURALS
from jinja2 import DictLoader, Environment

from generator.pages.theme_files import theme_files
from generator.pages.theme_words import TEMPLATE, jinja_form

USE = '{% from "words" import t, n, day, weekdays, attributes, marks %}'


def rendered(language: str, template: str, **values: object) -> str:
    """A template that uses the words of a site in a language, as MkDocs renders it."""
    words = theme_files({}, language)[TEMPLATE].decode()
    environment = Environment(loader=DictLoader({"words": words, "x": USE + template}))  # noqa: S701 (as MkDocs has it)
    return environment.get_template("x").render(values)


def test_english_words_are_those_of_the_source() -> None:
    template = '{{ t("Published {date}") }}|{{ n("{n} vote", "{n} votes", 1) }}|{{ n("{n} vote", "{n} votes", 2) }}'

    assert rendered("en", template) == "Published {date}|1 vote|2 votes"
    assert (
        rendered("en", "{{ day('2026-05-09') }}|{{ day('2026-05') }}|{{ day('2026') }}") == "9 May 2026|May 2026|2026"
    )
    assert rendered("en", "{{ weekdays | join(' ') }}{{ attributes }}") == "Mo Tu We Th Fr Sa Su"


def test_words_of_another_language_are_those_of_its_catalogue() -> None:
    template = (
        '{{ t("Cite") }}|{{ n("{n} upvote", "{n} upvotes", 1) }}|{{ n("{n} upvote", "{n} upvotes", 2) }}|{{ t("x") }}'
    )

    assert rendered("de", template) == "Zitieren|1 Stimme|2 Stimmen|x"
    assert rendered("ja", template) == "引用|1 票|2 票|x"
    assert (
        rendered("de", "{{ day('2026-05-09') }}|{{ day('2026-03') }}|{{ day('2026') }}") == "9. Mai 2026|März 2026|2026"
    )
    assert rendered("ja", "{{ day('2026-05-28') }}|{{ day('2026-05') }}") == "2026年5月28日|2026年5月"
    assert rendered("de", "{{ weekdays | join(' ') }}{{ attributes }}") == "Mo Di Mi Do Fr Sa So"


def test_a_language_without_a_catalogue_has_marked_english_words() -> None:
    assert (
        rendered("he", '{{ attributes }}|{{ t("Cite") }}|{{ day("2026-05-09") }}')
        == ' lang="en" dir="ltr"|Cite|9 May 2026'
    )
    assert rendered("pt-BR", "{{ attributes }}") == ' lang="en" dir="ltr"'


def test_what_a_text_is_marked_with_is_escaped() -> None:
    assert rendered("en", "{{ marks(of) }}", of={"lang": 'a"><b', "dir": "rtl"}) == ' lang="a&#34;&gt;&lt;b" dir="rtl"'
    assert rendered("en", "{{ marks(of) }}", of={}) == ""


@pytest.mark.parametrize("plural", sorted({expression for _, expression in PLURALS.values()}))
def test_forms_are_chosen_as_gettext_chooses_them(plural: str) -> None:
    form = Environment().from_string(f"{{{{ {jinja_form(plural)} }}}}")  # noqa: S701 (numbers)
    choose = gettext.c2py(plural)

    numbers = [*range(130), 200, 1000, 1_000_000]
    assert [form.render(number=number) for number in numbers] == [str(choose(number)) for number in numbers]


def test_a_script_has_the_messages_that_it_asks_for_and_no_others() -> None:
    script = theme_files({}, "de")["assets/papershelf.js"].decode()
    tables = re.search(r"const \{ messages, \.\.\.rest \} = (\{.*\});\n", script)
    assert tables
    found = json.loads(tables[1])

    assert (found["language"], found["locale"], found["direction"]) == ("de", "de", "ltr")
    assert found["messages"]["Copy BibTeX"] == "BibTeX kopieren"
    assert found["messages"]["{n} name"] == ["{n} Name", "{n} Namen"]
    assert "Best match" not in found["messages"]


def test_scripts_of_the_archive_s_own_are_left_as_they_are() -> None:
    own = {"assets/mine.js": b"t('x') \xff"}

    assert theme_files(own, "de")["assets/mine.js"] == own["assets/mine.js"]


def test_every_script_with_messages_brings_their_translations() -> None:
    scripts = {path: text.decode() for path, text in theme_files({}, "de").items() if path.endswith(".js")}
    with_messages = {path for path, text in scripts.items() if re.search(r"\bt\(\s*\"", text)}
    assert {"assets/shelf.js", "assets/map.js"} <= with_messages
    assert [path for path in sorted(with_messages) if not scripts[path].startswith("var psWords = ")] == []
    assert "Als gesehen markieren" in scripts["assets/shelf.js"]
