"""The sizes that CONTRIBUTING.md sets for modules, scripts of the theme and functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

GENERATOR = Path(__file__).resolve().parents[2] / "generator"
THEME = GENERATOR / "pages" / "theme"
LINES_OF_MODULE, LINES_OF_FUNCTION, PARAMETERS = 520, 60, 6


def modules() -> list[Path]:
    return [path for path in sorted(GENERATOR.rglob("*.py")) if "template" not in path.relative_to(GENERATOR).parts]


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield f"{path.relative_to(GENERATOR)}:{node.lineno}", node


def test_a_module_can_be_read_in_one_sitting() -> None:
    scripts = sorted(THEME.rglob("*.js"))
    assert len(modules()) > 100
    assert len(scripts) > 20
    lengths = {
        str(path.relative_to(GENERATOR)): len(path.read_text("utf-8").splitlines()) for path in [*modules(), *scripts]
    }
    assert {name: lines for name, lines in lengths.items() if lines > LINES_OF_MODULE} == {}


def test_a_function_fits_on_a_screen() -> None:
    lengths = {place: (node.end_lineno or 0) - node.lineno + 1 for place, node in functions()}
    assert {place: lines for place, lines in lengths.items() if lines > LINES_OF_FUNCTION} == {}


def test_no_function_has_more_than_six_parameters() -> None:
    """Neither `self` nor what a command line gives counts."""
    wide = {}
    for place, node in functions():
        is_command = any("click" in ast.unparse(decorator) for decorator in node.decorator_list)
        names = [each.arg for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        if not is_command and len([name for name in names if name not in ("self", "cls")]) > PARAMETERS:
            wide[place] = names
    assert wide == {}
