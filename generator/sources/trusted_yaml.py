"""YAML that the owner of an archive wrote for MkDocs: `mkdocs.yml` and the front matter of `content/pages/`.

Unlike `located_yaml`, which reads files of strangers, this supports all of YAML: anchors, merged mappings and tags.
`!ENV` is replaced by the variable's value; values with other tags, such as `!!python/name:…`, are for MkDocs and left
out. As in `located_yaml`, every scalar is text, and every value has its position.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from generator.model import Problem, SourceFile
from generator.sources.located_yaml import SYNTAX_HINT, Document, Path, Position

_STANDARD = "tag:yaml.org,2002:"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_DIGITS = 1_000
_MAX_VALUES = 20_000
"""Values of a document with its anchors resolved: a hundred times those of the longest mkdocs.yml seen."""

_LEFT_OUT = object()


def parse(file: SourceFile, environment: Mapping[str, str], first_line: int = 1) -> Document:
    """Compose the YAML document in `file`; `first_line` is where it begins there.

    Never raises: when the text is not YAML, the document has a problem and its value is None.
    """
    document = Document(file.path)
    composer = _Composer(document, environment, first_line)
    try:
        node = yaml.compose(file.text, Loader=_LOADER)
        value = None if node is None else composer.value(node, ())
        document.value = None if value is _LEFT_OUT else value
    except yaml.MarkedYAMLError as error:
        position = composer.position(error.problem_mark or error.context_mark)
        document.problems.append(
            Problem(file.path, position.line, position.column, f"not valid YAML: {error.problem}", SYNTAX_HINT)
        )
    except yaml.reader.ReaderError:
        message = "holds a character that YAML does not allow"
        document.problems.append(Problem(file.path, first_line, 1, message, "delete the character"))
    except (RecursionError, _TooLarge):
        message = f"is nested too deeply, or has more than {_MAX_VALUES:,} values"
        document.problems.append(Problem(file.path, first_line, 1, message, "flatten it"))
    return document


def parse_inheriting(files: Sequence[SourceFile], environment: Mapping[str, str]) -> Document:
    """Compose `mkdocs.yml` with the files it inherits from by `INHERIT`, the nearest first, as MkDocs merges them:
    mappings key by key, anything else as a whole.
    """
    documents = [parse(file, environment) for file in files]
    merged = documents[0]
    for parent in documents[1:]:
        merged.problems += parent.problems
        if isinstance(merged.value, dict) and isinstance(parent.value, dict):
            _inherit(merged, parent, merged.value, parent.value, ())
    return merged


def _inherit(
    document: Document, parent: Document, own: dict[str, object], theirs: dict[str, object], path: Path
) -> None:
    for key, value in theirs.items():
        inner = (*path, key)
        if key not in own and inner not in document.refused:
            own[key] = value
            _take_places(document, parent, inner)
        elif isinstance(own_value := own.get(key), dict) and isinstance(value, dict):
            _inherit(document, parent, own_value, value, inner)


def _take_places(document: Document, parent: Document, path: Path) -> None:
    for inner in [inner for inner in parent.values if inner[: len(path)] == path]:
        document.values[inner] = parent.values[inner]
        document.files[inner] = parent.files.get(inner, parent.path)
        if inner in parent.keys:
            document.keys[inner] = parent.keys[inner]
        if inner in parent.nulls:
            document.nulls[inner] = parent.nulls[inner]


class _TooLarge(Exception):
    pass


class _Composer:
    """Builds a document's value from the nodes of PyYAML."""

    def __init__(self, document: Document, environment: Mapping[str, str], first_line: int) -> None:
        self.document = document
        self.environment = environment
        self.first_line = first_line

    def position(self, mark: Any) -> Position:
        """Return the position of one of PyYAML's marks."""
        return Position(self.first_line, 1) if mark is None else Position(mark.line + self.first_line, mark.column + 1)

    def value(self, node: yaml.Node, path: Path) -> object:
        """Return the value of a node, `_LEFT_OUT` where a tag makes it something else than text, lists and mappings."""
        if len(self.document.values) > _MAX_VALUES:
            raise _TooLarge
        self.document.values[path] = self.position(node.start_mark)
        if node.tag == "!ENV":
            return self._variable(node, path)
        if not node.tag.startswith(_STANDARD) or node.tag.startswith(f"{_STANDARD}python/"):
            self.document.refused.add(path)
            return _LEFT_OUT
        if isinstance(node, yaml.SequenceNode):
            items = [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
            return [None if item is _LEFT_OUT else item for item in items]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if node.tag == f"{_STANDARD}int" and len(node.value) > _MAX_DIGITS:  # Python writes no longer number
            hint = "put it into quotes"
            self.document.problems.append(self.document.problem(path, "is a number of thousands of digits", hint))
        return self._scalar(node.value, is_null=node.tag == f"{_STANDARD}null", path=path)

    def _scalar(self, text: str, *, is_null: bool, path: Path) -> str | None:
        if "\0" in text:  # no path, address or page can have it, and what gets it stops with an error of its own
            self.document.problems.append(self.document.problem(path, "holds a NUL character", "delete it"))
        if is_null:
            self.document.nulls[path] = text
        return None if is_null else text

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, object]:
        mapping: dict[str, object] = {}
        own, merged = _pairs(node)
        for key, inner in [*own, *merged]:
            at = (*path, key.value)
            if at not in self.document.keys:
                self.document.keys[at] = self.position(key.start_mark)
                value = self.value(inner, at)
                if value is not _LEFT_OUT:
                    mapping[key.value] = value
            elif (key, inner) in own:
                position = self.position(key.start_mark)
                message = f"repeats the key '{key.value}' of line {self.document.keys[at].line}"
                self.document.problems.append(
                    Problem(self.document.path, position.line, position.column, message, "keep one of the two")
                )
        return mapping

    def _variable(self, node: yaml.Node, path: Path) -> object:
        """Return the value of `!ENV NAME` or `!ENV [NAME, OTHER, default]`; None where no variable is set."""
        names, default = _names(node)
        for name in names:
            if name in self.environment:
                return self.environment[name]
        return None if default is None else self.value(default, path)


_Pairs = list[tuple[yaml.ScalarNode, yaml.Node]]


def _pairs(node: yaml.MappingNode) -> tuple[_Pairs, _Pairs]:
    """Return the keys and values of a mapping: its own, and those that `<<` merges into it, the strongest first."""
    own: _Pairs = []
    merged: _Pairs = []
    for key, value in node.value:
        if key.tag == f"{_STANDARD}merge":
            for mapping in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                merged += itertools.chain(*_pairs(mapping)) if isinstance(mapping, yaml.MappingNode) else []
                if len(merged) > _MAX_VALUES:
                    raise _TooLarge
        elif isinstance(key, yaml.ScalarNode):
            own.append((key, value))
    return own, merged


def _names(node: yaml.Node) -> tuple[list[str], yaml.Node | None]:
    """Return the variables that a node with `!ENV` names, and the node of its default."""
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    named, default = (nodes[:-1], nodes[-1]) if len(nodes) > 1 else (nodes, None)
    return [item.value for item in named if isinstance(item, yaml.ScalarNode)], default


def nodes_of(text: str) -> Iterator[yaml.Node]:
    """Yield every node of a YAML text once, also of one that several aliases name; none if it is not valid."""
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except (yaml.YAMLError, RecursionError):
        return  # reported by the reader of the file
    seen: set[int] = set()
    nodes = [root] if root else []
    while nodes:
        node = nodes.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, yaml.MappingNode):
            nodes += itertools.chain.from_iterable(node.value)
        elif isinstance(node, yaml.SequenceNode):
            nodes += node.value


def variables(file: SourceFile) -> frozenset[str]:
    """Return the names of the variables that `!ENV` asks for in a file."""
    return frozenset(name for node in nodes_of(file.text) if node.tag == "!ENV" for name in _names(node)[0])
