"""YAML as we write it: in the order given, with long text folded, the same bytes for the same values everywhere."""

from __future__ import annotations

from typing import Any

import yaml


class Plain(str):
    """Text that YAML would take for something else, such as a date, to be written without quotes nevertheless."""


class Folded(str):
    """Text to be written as a folded block."""


class _Dumper(yaml.SafeDumper):
    """Python's own emitter, not libyaml's: the two fold long lines differently, and bytes must not depend on that."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 (PyYAML's signature)
        super().increase_indent(flow, False)


def _plain(dumper: yaml.SafeDumper, text: Plain) -> yaml.ScalarNode:
    """A scalar with the tag that YAML gives it by itself, a date's or a number's, so that none is written."""
    tag: str = dumper.resolve(yaml.ScalarNode, str(text), (True, False))  # type: ignore[no-untyped-call]
    return dumper.represent_scalar(tag, str(text))


_Dumper.add_representer(Plain, _plain)
_Dumper.add_representer(Folded, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), ">"))


def dump(value: Any) -> str:
    """A mapping as YAML."""
    text: str = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    return text
