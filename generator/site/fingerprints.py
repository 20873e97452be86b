"""Fingerprints: whether an output is made of the same as last time can be told without making it.

What a paper, and a tag, are shown with goes into their fingerprints: the labels of their tags, which of their authors
have a page. So whatever has a paper among what it is made of may show any of that.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import is_dataclass
from enum import Enum
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from types import FunctionType
from typing import Any

from generator.archive.timeline import Span
from generator.exports.channels import Channel
from generator.model import Archive, Assignment, Credit, DigestDay, Neighbour, Paper, Row, StaticFile, Tag

_RENDERERS = ("babel", "feedgen", "jinja2", "lxml", "markupsafe", "pydantic")
"""Packages whose next release may write something else."""

_SHARED = (Archive, Channel, Credit, DigestDay, Span, Tag)
"""What many outputs are made of, and which is there as long as they are."""

_PLAIN = (str, int, float, dt.date, Enum, Assignment, Neighbour, StaticFile)
"""What Python writes whole: there are no papers in it."""


class Fingerprints:
    """Fingerprints of values that outputs of one archive are made of."""

    def __init__(self, archive: Archive, program: str) -> None:
        """`program` stands for whatever makes texts of values: see `program`."""
        self._archive = archive
        self._tags = {tag.slug: tag for tag in archive.tags}
        self._pages = _pages_of((*archive.authors, *archive.organisations))
        self._known: dict[int | str, bytes] = {}
        self._ways: dict[type, Callable[[Any], bytes]] = {}
        self._base = _hash(f"{program}{archive.settings!r}".encode())

    def of(self, value: object) -> str:
        """The fingerprint of anything made of values of `model`, texts, numbers, dates and collections of these.

        Raises:
            TypeError: when there is something else in it.
        """
        return _hash(self._base + self._bytes(value)).hex()

    def _bytes(self, value: Any) -> bytes:
        try:
            way = self._ways[type(value)]
        except KeyError:
            way = self._ways[type(value)] = self._way(value)
        return way(value)

    def _way(self, value: object) -> Callable[[Any], bytes]:
        """How values of this one's type are written."""
        match value:
            case _ if value is None or isinstance(value, _PLAIN):
                return _written
            case Paper():
                return lambda paper: self._once(paper.slug, self._paper, paper)
            case Row():
                # A row has a whole abstract, and the dump has all rows: their hashes are put together, not their texts.
                return lambda row: self._once(id(row), _hash_of, row)
            case Mapping():
                return self._pairs
            case Set():
                return lambda found: b"{" + b",".join(sorted(map(self._bytes, found))) + b"}"
            case Sequence():
                return lambda found: b"(" + b",".join(map(self._bytes, found)) + b")"
            case _ if isinstance(value, _SHARED):
                return lambda shared: self._once(id(shared), self._shared, shared)
            case _ if is_dataclass(value):
                return self._fields
            case FunctionType():
                return lambda function: f"{function.__module__}.{function.__qualname__}".encode()
        raise TypeError(f"no fingerprint can be taken of {type(value).__name__}")

    def _pairs(self, found: Mapping[Any, Any]) -> bytes:
        pairs = [_hash(self._bytes(key) + b":" + self._bytes(inner)) for key, inner in found.items()]
        return b"{" + b",".join(pairs) + b"}"

    def _once(self, key: int | str, make: Callable[[Any], bytes], value: object) -> bytes:
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = make(value)
        return found

    def _shared(self, value: Any) -> bytes:
        text = self._fields(value)
        if isinstance(value, Tag):
            slugs = (value.parent, *value.children, *(slug for slug, _ in value.related))
            text += repr([self._tags[slug].label for slug in slugs if slug in self._tags]).encode()
        return _hash(text)

    def _fields(self, value: Any) -> bytes:
        inner = [self._bytes(getattr(value, name)) for name in type(value).__dataclass_fields__]
        return type(value).__name__.encode() + b"(" + b",".join(inner) + b")"

    def _paper(self, paper: Paper) -> bytes:
        assigned = self._archive.assignments.get(paper.slug, ())
        tags = (self._tags[assignment.tag] for assignment in assigned)
        shown = [(tag.label, tag.is_broad, tag.is_curated) for tag in tags]
        pages = [self._pages.get(name) for name in (*paper.authors, paper.organisation)]
        keywords = self._archive.keywords.get(paper.slug, ())
        return _hash(repr((paper, assigned, shown, pages, keywords)).encode())


def _written(value: object) -> bytes:
    return repr(value).encode()


def _hash_of(value: object) -> bytes:
    return _hash(_written(value))


def program() -> str:
    """What stands for the generator as it is installed: its modules, templates, catalogues, and what writes them."""
    found = hashlib.blake2b(digest_size=16)
    for name in _RENDERERS:
        found.update(f"{name} {metadata.version(name)}\n".encode())
    for text in _texts(resources.files("generator")):
        found.update(_hash(text))
    return found.hexdigest()


def _texts(folder: Traversable) -> Iterable[bytes]:
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        if each.is_dir():
            yield from _texts(each)
        elif each.name.endswith((".html", ".po", ".py")):
            yield each.read_bytes()


def _pages_of(credited: Iterable[Credit]) -> dict[str, str]:
    return {spelling: credit.slug for credit in credited if credit.has_page for spelling in credit.spellings}


def _hash(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()
