"""Writes YAML: keys in the given order, long text folded, and the same bytes for the same values everywhere."""

from __future__ import annotations

from collections.abc import Mapping

import yaml


class Plain(str):
    """Text to write without quotes although YAML reads it as another type, such as a date."""


class Folded(str):
    """Text to write as a folded block."""


class _Dumper(yaml.SafeDumper):
    """PyYAML's own emitter. libyaml's folds long lines differently and is not installed everywhere."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 (PyYAML's signature)
        super().increase_indent(flow, False)


def _plain(dumper: yaml.SafeDumper, text: Plain) -> yaml.ScalarNode:
    """Return a scalar with the tag that YAML gives it by itself, a date's or a number's, so that none is written."""
    tag: str = dumper.resolve(yaml.ScalarNode, str(text), (True, False))  # type: ignore[no-untyped-call]
    return dumper.represent_scalar(tag, str(text))


_Dumper.add_representer(Plain, _plain)
_Dumper.add_representer(Folded, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), ">"))


def dump(value: Mapping[str, object]) -> str:
    """Return a mapping as YAML."""
    text: str = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    return text
