"""Docstrings of fields as descriptions in JSON Schemas: pydantic's `use_attribute_docstrings`, when a schema is made.

pydantic reads them at each import, by the source of each class, which takes 55 ms of every start.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import sys
from collections.abc import Iterator
from functools import cache

from pydantic import BaseModel, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


def described(model: type[BaseModel], schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
    """Return the JSON Schema of a model with the docstring of each field as its description."""
    shape = handler(schema)
    properties = handler.resolve_ref_schema(shape).get("properties", {})
    for base in model.__mro__[: model.__mro__.index(BaseModel)]:
        for field, docstring in _docstrings(base.__module__).get(base.__name__, {}).items():
            properties[model.model_fields[field].alias or field].setdefault("description", docstring)
    return shape


@cache
def _docstrings(module: str) -> dict[str, dict[str, str]]:
    """Return the docstrings of fields by the name of their class in a module."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: dict(_of_class(node)) for node in tree.body if isinstance(node, ast.ClassDef)}


def _of_class(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for statement, following in itertools.pairwise(node.body):
        match statement, following:
            case ast.AnnAssign(target=ast.Name(field)), ast.Expr(ast.Constant(str(docstring))):
                yield field, inspect.cleandoc(docstring)
