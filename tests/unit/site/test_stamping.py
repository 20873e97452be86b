"""Shells, traced from templates that ask, filter, loop, inherit and include."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import DictLoader, Environment, pass_context
from jinja2.runtime import Context
from mkdocs.utils import get_relative_url

from generator.site.stamping import Block, Shell, Tracer, Untraceable


def page(slug: str = "a", content: str = "<p>A</p>", **meta: Any) -> SimpleNamespace:
    meta = {"title": slug.upper(), **meta}
    return SimpleNamespace(
        url=f"papers/{slug}/",
        content=content,
        title=meta["title"],
        meta=meta,
        toc=[],
        previous_page=None,
        file=SimpleNamespace(src_uri=f"papers/{slug}.md"),
    )


@pass_context
def url(context: Context, value: str) -> str:
    """As MkDocs' own."""
    return get_relative_url(value, context["page"].url)


def environment(**templates: str) -> Environment:
    made = Environment(loader=DictLoader(templates))  # noqa: S701 (as MkDocs': its templates do not escape)
    made.filters["url"] = url
    return made


def shell_of(sample: SimpleNamespace, **templates: str) -> tuple[Shell, Environment]:
    traced = environment(**templates)
    return Tracer(traced).shell(traced.get_template("main"), {"page": sample, "site": "S & co"}), environment(
        **templates
    )


def stamped_as_rendered(sample: SimpleNamespace, other: SimpleNamespace, **templates: str) -> Shell:
    shell, plain = shell_of(sample, **templates)
    for each in (sample, other):
        assert shell.stamp(each) == plain.get_template("main").render(page=each, site="S & co")
    return shell


@pytest.mark.parametrize(
    "template",
    [
        "{{ page.title }} of {{ site|e }}",
        "{{ page.meta.title|e }}{{ page.title|striptags }}{{ page.title|upper|e }}{{ page.title ~ '!' }}",
        "{{ page.content }}{% if '<p>' in page.content %}paragraph{% endif %}",
        "{% if page.meta and page.meta.description %}{{ page.meta.description }}{% else %}none{% endif %}",
        "{% if 'toc' in page.meta.hide %}hidden{% endif %}{% if page.toc %}{{ page.toc|first }}{% endif %}",
        "{% set x = page.meta.title %}<b title=\"{{ x|e }}\">{{ x|d('none', true) }}</b>",
        "{{ page.url|url }} {{ 'style.css'|url }} {{ page.file.src_uri }} {{ page.previous_page }}",
        "{% macro m(x) %}[{{ x }}]{% endmacro %}{{ m(page.title) }}{% filter upper %}x{% endfilter %}",
        "{% if page.title is string and page.title == 'S' %}S{% else %}{{ page.title }}{% endif %}",
    ],
)
def test_what_is_printed_and_asked_is_stamped(template: str) -> None:
    sample = page(hide=["toc"], description="D")
    other = page("b", "<p>x</p>", title='<i>T</i> &amp; "u"', hide=["toc"], description="<E>")

    shell = stamped_as_rendered(sample, other, main=template)

    assert not any(isinstance(part, Block) for part in shell.parts)


def test_a_block_that_loops_is_rendered_for_each_page() -> None:
    base = (
        "<head>{% block head %}{{ page.title }}{% endblock %}</head>{% set of = site %}"
        "{% block body %}{{ page.content }}{% endblock %}"
    )
    main = (
        '{% extends "base" %}{% block head %}{{ super() }}'
        "{% for feed in page.meta.feeds %}{{ feed.title|e }} {{ of }}{% endfor %}{% endblock %}"
    )
    sample = page(feeds=[{"title": "one"}])

    shell = stamped_as_rendered(sample, page("b", feeds=[{"title": "<1>"}, {"title": "2"}]), main=main, base=base)
    stamped_as_rendered(sample, page("b"), main=main, base=base)

    assert [part.name for part in shell.parts if isinstance(part, Block)] == ["head"]


@pytest.mark.parametrize(
    ("template", "other"),
    [
        pytest.param("{% if page.meta.description %}x{% endif %}", page("b"), id="missing"),
        pytest.param("{% if page.meta.author %}x{% endif %}", page("b", author="A"), id="more"),
        pytest.param("{% if page.title == 'B' %}x{% endif %}", page("b"), id="equal"),
        pytest.param("{% if '<h1' in page.content %}x{% endif %}", page("b", "<h1>"), id="in the text"),
        pytest.param("{{ 'papers/b/'|url }}", page("b"), id="linked from every page"),
        pytest.param("{{ page.title }}", page("b", title="\ue0000\ue001"), id="marks of its own"),
    ],
)
def test_a_page_of_another_kind_is_refused(template: str, other: SimpleNamespace) -> None:
    shell, _ = shell_of(page(description="D"), main=template)

    assert shell.stamp(page("c", description="E")) is not None
    assert shell.stamp(other) is None


def at(url: str) -> SimpleNamespace:
    found = page()
    found.url = url
    return found


LINKS = "{{ 'tags/'|url }} {{ 'tags/y/page/2/'|url }} {{ 'style.css'|url }} {{ page.url|url }}"


@pytest.mark.parametrize("url", ["tags/x/page/2/", "tags/z/page/12/", "digests/2026/w/03/"])
def test_pages_in_other_folders_are_stamped_where_links_are_the_same(url: str) -> None:
    """None of them is in a folder that the sample is not in and that holds something linked."""
    sample = at("tags/x/page/3/" if url.startswith("tags/") else "papers/2026/w/04/")
    stamped_as_rendered(sample, at(url), main=LINKS)


@pytest.mark.parametrize("url", ["tags/y/page/3/", "tags/y/page/2/", "tags/x/", "digests/2026/w/03/"])
def test_a_page_from_which_links_are_others_is_refused(url: str) -> None:
    shell, _ = shell_of(at("tags/x/page/2/"), main=LINKS)
    assert shell.stamp(at(url)) is None


@pytest.mark.parametrize(
    "template",
    [
        "{% for letter in page.title %}{{ letter }}{% endfor %}",
        "{{ page.title|length }}",
        "{{ page.title.upper() }}",
        "{{ page.title[:3] }}",
        "{{ page.meta.hide }}",
        "{{ {'t': page.title}|tojson }}",
        "{{ site|replace('S', page.title) }}",
        "{% set x %}{{ page.title }}{% endset %}{{ x|upper }}",
        "{% for key in page.meta %}{{ key }}{% endfor %}",
        "{{ page.meta.items()|list }}",
        "{% if page.title < 'b' %}x{% endif %}",
        "{{ '%s' % page.title|list }}",
    ],
)
def test_what_cannot_be_traced_outside_of_blocks_is_told(template: str) -> None:
    with pytest.raises(Untraceable):
        shell_of(page(hide=["toc"]), main=template)


def test_rendering_is_as_it_was_when_nothing_is_traced() -> None:
    traced = environment(main="{{ page.title|upper }} {{ 'x'|url }} {{ page.title is string }}")
    Tracer(traced)

    assert traced.get_template("main").render(page=page()) == "A ../../x True"
