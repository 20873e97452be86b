"""Everything that our templates print is escaped, or HTML by its name: MkDocs' templates do not escape by themselves.

`title` and `description` are HTML in front matter, as MkDocs' own templates print them; see `generator/outputs.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

THEME = Path(__file__).parents[3] / "generator/pages/theme"
OURS = sorted(
    path.relative_to(THEME).as_posix()
    for path in THEME.rglob("*.html")
    if path.name.startswith("papershelf-") or path.parent == THEME
)
FRAME = {"papershelf.html", "404.html", "main.html", "partials/papershelf-words.html"}
"""Templates that put the pieces of Material's own frame together, and that of our own messages, which are HTML."""

_SAFE_FILTERS = {"e", "url", "int", "length", "round", "tojson", "urlencode"}
_NUMBERS = {"level", "height", "number"}
_SAFE_NAMES = {"title", "description", "content", "canonical_url", "site_url"}


def _printed(template: str) -> Iterator[nodes.Expr]:
    tree = Environment(autoescape=False).parse((THEME / template).read_text())  # noqa: S701 (as MkDocs has it)
    for output in tree.find_all(nodes.Output):
        yield from (node for node in output.nodes if not isinstance(node, nodes.TemplateData))


def _captured(template: str) -> set[str]:
    """The names of blocks of output, whose parts are looked at one by one."""
    tree = Environment(autoescape=False).parse((THEME / template).read_text())  # noqa: S701 (as MkDocs has it)
    return {block.target.name for block in tree.find_all(nodes.AssignBlock) if isinstance(block.target, nodes.Name)}


def _is_safe(node: nodes.Expr, captured: set[str]) -> bool:
    match node:
        case (
            nodes.Const()
            | nodes.Call(node=nodes.Name(name="t" | "n" | "day" | "link" | "marks" | "quoted" | "persons" | "article"))
            | nodes.Getitem(node=nodes.Name(name="link_names" | "types"))
            # Texts of JSON, after other signs.
            | nodes.Filter(name="replace", args=[nodes.Const(value=">"), nodes.Const(value="\\u003e")])
        ):
            return True
        case nodes.Filter(name=name):
            if name == "replace":
                return all(_is_safe(each, captured) for each in (node.node, *node.args))
            return name in _SAFE_FILTERS
        case nodes.Getattr(attr=attr):
            return attr.endswith("_html") or attr in _SAFE_NAMES or attr.startswith("index")
        case nodes.Name(name=name):
            return name in _NUMBERS | captured | {"attributes"}
        case nodes.CondExpr(expr1=yes, expr2=no):
            return _is_safe(yes, captured) and (no is None or _is_safe(no, captured))
        case nodes.Or(left=left, right=right) | nodes.Concat(nodes=[left, right]):
            return _is_safe(left, captured) and _is_safe(right, captured)
        case nodes.BinExpr(left=left, right=right):
            return (
                True
                if isinstance(node, nodes.Add | nodes.Sub | nodes.Mul)
                else (_is_safe(left, captured) and _is_safe(right, captured))
            )
    return False


@pytest.mark.parametrize("template", [path for path in OURS if path not in FRAME])
def test_every_value_is_escaped(template: str) -> None:
    captured = _captured(template)
    unsafe = [node for node in _printed(template) if not _is_safe(node, captured)]
    assert [f"{template}:{node.lineno}" for node in unsafe] == []
