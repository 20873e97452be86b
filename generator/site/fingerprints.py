"""Fingerprints: hashes of an output's inputs, which show without rendering it whether it would change.

The fingerprint of a paper or tag includes what is shown with it: the labels of its tags, its citation key, and which of
its authors, organisation and venue have a page.
So an output with a paper among its inputs may show any of these.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import is_dataclass
from enum import Enum
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from types import FunctionType
from typing import Any

from generator.archive import people
from generator.archive.timeline import Span
from generator.exports.channels import Channel
from generator.model import Archive, Credit, DigestDay, Paper, Row, StaticFile, Tag
from generator.relations import Neighbour
from generator.vocabulary import Assignment

_RENDERERS = ("babel", "feedgen", "jinja2", "lxml", "markupsafe", "pydantic")
"""Packages whose next release may produce different output."""

_SHARED = (Archive, Channel, Credit, DigestDay, Span, Tag)
"""Types of inputs that many outputs share. Their fingerprints are kept, and they live as long as the outputs."""

_PLAIN = (str, int, float, dt.date, Enum, Assignment, Neighbour, StaticFile)
"""Types whose `repr` is a complete and stable description. None of them contains papers."""


class Fingerprints:
    """Computes the fingerprints of the inputs of one archive's outputs."""

    def __init__(self, archive: Archive, program: str) -> None:
        """`program` identifies the code that renders outputs: see the function `program`."""
        self._archive = archive
        self._tags = {tag.slug: tag for tag in archive.tags}
        self._pages = _pages_by_paper(archive)
        self._known: dict[int | str, bytes] = {}
        self._encoders: dict[type, Callable[[Any], bytes]] = {}
        self._base = _hash(f"{program}{archive.settings!r}".encode())

    def of(self, value: object) -> str:
        """Return the fingerprint of a value of `model`, a text, number, date or function, or a collection of these.

        Raises:
            TypeError: when the value contains anything else.
        """
        return _hash(self._base + self._bytes(value)).hex()

    def _bytes(self, value: object) -> bytes:
        return (self._encoders.get(type(value)) or self._new_encoder(value))(value)

    def _new_encoder(self, value: object) -> Callable[[Any], bytes]:
        encode = self._encoders[type(value)] = self._encoder(value)
        return encode

    def _encoder(self, value: object) -> Callable[[Any], bytes]:
        """Return the function that encodes values of this value's type."""
        match value:
            case _ if value is None or isinstance(value, _PLAIN):
                return _written
            case Paper():
                known = self._known
                return lambda paper: known.get(paper.slug) or self._once(paper.slug, self._paper, paper)
            case Row():
                # A row has a whole abstract, and the dump has all rows: hashes are joined, since texts would be large.
                return lambda row: self._once(id(row), _hash_of, row)
            case Mapping():
                return self._pairs
            case Set():
                return lambda items: b"{" + b",".join(sorted(map(self._bytes, items))) + b"}"
            case Sequence():
                return self._sequence
            case _ if isinstance(value, _SHARED):
                return lambda shared: self._once(id(shared), self._shared, shared)
            case _ if is_dataclass(value):
                return self._fields
            case FunctionType():
                return lambda function: f"{function.__module__}.{function.__qualname__}".encode()
        raise TypeError(f"no fingerprint can be taken of {type(value).__name__}")

    def _sequence(self, items: Sequence[object]) -> bytes:
        # Without a call of `_bytes` for each, since most of all values are items of sequences.
        known = self._encoders
        return b"(" + b",".join([(known.get(type(item)) or self._new_encoder(item))(item) for item in items]) + b")"

    def _pairs(self, mapping: Mapping[object, object]) -> bytes:
        pairs = [_hash(self._bytes(key) + b":" + self._bytes(inner)) for key, inner in mapping.items()]
        return b"{" + b",".join(pairs) + b"}"

    def _once(self, key: int | str, encode: Callable[[Any], bytes], value: object) -> bytes:
        encoded = self._known.get(key)
        if encoded is None:
            encoded = self._known[key] = encode(value)
        return encoded

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
        pages = self._pages.get(paper.slug, ())
        keywords = self._archive.keywords.get(paper.slug, ())
        cites = self._archive.cites.get(paper.slug, ())
        pending = self._archive.pending_tags.get(paper.slug, ())
        key = self._archive.citation_keys.get(paper.slug, "")
        return _hash(repr((paper, assigned, shown, pages, keywords, pending, cites, key)).encode())


def _written(value: object) -> bytes:
    return repr(value).encode()


def _hash_of(value: object) -> bytes:
    return _hash(_written(value))


@functools.cache
def program() -> str:
    """Return a hash of the installed generator: modules, templates, catalogues, and the versions of its renderers."""
    digest = hashlib.blake2b(digest_size=16)
    for name in _RENDERERS:
        digest.update(f"{name} {metadata.version(name)}\n".encode())
    for text in _texts(resources.files("generator")):
        digest.update(_hash(text))
    return digest.hexdigest()


def _texts(folder: Traversable) -> Iterable[bytes]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _texts(item)
        elif item.name.endswith((".html", ".po", ".py")):
            yield item.read_bytes()


def _pages_by_paper(archive: Archive) -> Mapping[str, Sequence[str]]:
    """Return the pages of authors, organisations and venues by the slugs of their papers."""
    pages: dict[str, list[str]] = defaultdict(list)
    for folder, credited in people.by_folder(archive):
        for credit in credited:
            for paper in credit.papers if credit.has_page else ():
                pages[paper.slug].append(f"{folder}/{credit.slug}")
    return pages


def _hash(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()
