from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest
from jinja2 import Environment

from generator.site.compact import Compact, compact, unquoted

THEME = Path(__file__).parents[3] / "generator/pages/theme"


def test_lines_of_tags_alone_go_and_what_a_blank_parts_stays_parted() -> None:
    assert (
        compact("""{#- A comment
  of two lines -#}
<div class="a"
  {% if b %}
    id="b"
  {% endif %}
>
  {% set c = 1 %}{% set d = 2 %}
  {% if c %}c{% endif %}
  {{ d }}
  <a href="d">
    {{ d }}
  </a>
  <em>e</em>
</div>
""")
        == """{#- A comment
of two lines -#}<div class=a
{% if b %}id="b"
{% endif %}>
{% set c = 1 %}{% set d = 2 %}{% if c %}c{% endif %}
{{ d }}
<a href=d>{{ d }}</a>
<em>e</em></div>"""
    )


@pytest.mark.parametrize(
    "kept",
    [
        '<a href="../.." class="one two" title="">',
        '{% set a="b" %}{{ t(a="b" ) }}{# a="b" #}',
        '<script>if (a ="b" ) c</script>',
        '<a href="{{ url }}" title="{{ word }}">',
    ],
)
def test_quotes_stay_where_they_are_needed(kept: str) -> None:
    assert compact(kept) == kept


def test_only_templates_of_material_are_compact() -> None:
    source, environment = '<p class="a">', Environment()  # noqa: S701
    material = resources.files("material").joinpath("templates", "base.html")
    assert Compact(environment).preprocess(source, "base.html", str(material)) == "<p class=a>"
    assert Compact(environment).preprocess(source, "base.html", "build/theme/base.html") == source


def test_templates_of_ours_are_written_without_quotes_that_need_not_be() -> None:
    assert [path.name for path in THEME.rglob("*.html") if unquoted(text := path.read_text()) != text] == []
