"""Faster lookups of keys in templates, as in front matter.

For `meta.title`, Jinja asks the mapping for an attribute first, and for the key after Python has raised an error: 0.7
µs, and 2 µs for a missing key. A paper's page looks up 370 values, most of which its front matter lacks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, Undefined
from jinja2.utils import missing

_METHODS = frozenset(dir(dict))


def look_for_keys_first(environment: Environment) -> None:
    """Have the templates of an environment look for keys of mappings first. They find the same values as before."""
    for name in ("getattr", "getitem"):
        setattr(environment, name, _keys_first(getattr(environment, name), environment.undefined))


def _keys_first(by_jinja: Callable[[Any, Any], Any], undefined: type[Undefined]) -> Callable[[Any, Any], Any]:
    def look_up(owner: Any, name: Any) -> Any:
        if type(owner) is not dict or type(name) is not str or name in _METHODS:
            return by_jinja(owner, name)
        value = owner.get(name, missing)
        return undefined(obj=owner, name=name) if value is missing else value

    return look_up
