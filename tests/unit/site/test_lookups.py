from __future__ import annotations

from typing import Any

import pytest
from jinja2 import Environment, StrictUndefined, UndefinedError

from generator.site.lookups import look_for_keys_first


class _Front(dict[str, Any]):
    title = "attribute"


FRONT: dict[str, Any] = {"title": "A", "items": 1, "none": None, "pages": {"a": {"address": "b"}}}


@pytest.mark.parametrize(
    "expression",
    [
        "meta.title ~ meta['title'] ~ meta.pages.a.address",
        "meta.items is callable ~ meta['items'] ~ meta.keys() | list",
        "[meta.none is none, meta.lost is defined, meta['lost'] is none, (meta.pages['lost'] or {}).a or 0]",
        "meta['get']('title') ~ meta.pages.get('lost', 2)",
        "own.title ~ own['title'] ~ text.upper() ~ text[0] ~ [1, 2][1] ~ [1, 2].index(2)",
    ],
)
def test_templates_find_what_jinja_finds(expression: str) -> None:
    plain, changed = Environment(), Environment()  # noqa: S701 (as MkDocs has it)
    look_for_keys_first(changed)
    values = {"meta": FRONT, "own": _Front(title="key"), "text": "text"}
    shown = [environment.from_string(f"{{{{ {expression} }}}}").render(values) for environment in (plain, changed)]
    assert shown[0] == shown[1] != ""


def test_what_a_mapping_lacks_is_named_in_errors() -> None:
    environment = Environment(undefined=StrictUndefined)  # noqa: S701 (as MkDocs has it)
    look_for_keys_first(environment)
    with pytest.raises(UndefinedError, match="'dict object' has no attribute 'lost'"):
        environment.from_string("{{ meta.lost }}").render(meta=FRONT)
