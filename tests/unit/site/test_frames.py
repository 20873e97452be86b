"""A page that is filled into a frame is the page that the template renders."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import DictLoader, Environment
from mkdocs.structure.toc import AnchorLink, TableOfContents

from generator.site.frames import frame_of

BASE = """{% import "words" as words %}<head>{% block site_meta %}<meta>{% endblock %}
{% block htmltitle %}{{ page.meta.title }} - {{ site }}{% endblock %}{% block extrahead %}{% endblock %}</head>
<a href="{{ (page.toc | first).url }}">Skip</a><header>{{ site }}: {{ page.meta.title }}</header>
{% block content %}{{ words.begin() }}{{ page.content }}{% endblock %}<footer>{{ words.end() }}</footer>"""
MAIN = """{% extends "base" %}{% block site_meta %}{{ super() }}<link href="{{ page.url }}">{% endblock %}"""
PAPER = """{% extends "main" %}{% set kind = "paper" %}
{% block content %}<article class="{{ kind }}">{{ super() }}</article>{% endblock %}
{% block extrahead %}<meta name="x" content="{{ page.meta.title }}">{% endblock %}"""
WORDS = "{% macro begin() %}Begin{% endmacro %}{% macro end() %}End{% endmacro %}"


@pytest.fixture
def environment() -> Environment:
    return Environment(  # noqa: S701 (as MkDocs has it)
        loader=DictLoader({"base": BASE, "main": MAIN, "paper": PAPER, "words": WORDS})
    )


def values(name: str) -> dict[str, Any]:
    toc = TableOfContents([AnchorLink(name, f"heading-{name}", 1), AnchorLink("Related", "related", 1)])
    page = SimpleNamespace(meta={"title": f"Title {name}"}, content=f"<p>{name}</p>", url=f"papers/{name}/", toc=toc)
    return {"site": "Shelf", "page": page}


@pytest.mark.parametrize("name", ["base", "main", "paper"])
def test_filled_pages_are_rendered_pages(environment: Environment, name: str) -> None:
    template = environment.get_template(name)
    frame = frame_of(template, values("a"))
    for page in "abc":
        assert frame.fill(values(page)) == template.render(values(page))


def test_a_frame_is_wrong_for_pages_that_differ_outside_its_open_blocks(environment: Environment) -> None:
    odd = environment.overlay(loader=DictLoader({"base": BASE + "{{ page.url }}", "words": WORDS}))
    template = odd.get_template("base")
    assert frame_of(template, values("a")).fill(values("b")) != template.render(values("b"))
