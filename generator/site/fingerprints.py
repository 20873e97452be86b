"""Fingerprints: hashes of an output's inputs, which show without rendering it whether it would change.

The fingerprint of a paper or tag includes what is shown with it: the labels of its tags, its citation key, and which of
its authors, organisation and venue have a page.
So an output with a paper among its inputs may show any of these.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import is_dataclass
from enum import Enum
from types import FunctionType
from typing import Any

from generator.archive import people
from generator.archive.timeline import Span
from generator.exports.channels import Channel
from generator.model import Archive, Collection, DigestDay, Note, Page, Paper, Row, StaticFile, Tag
from generator.system.cache import version_of

_RENDERERS = ("babel", "feedgen", "jinja2", "lxml", "markupsafe", "pydantic")
"""Packages whose next release may produce different output."""


class Fingerprints:
    """Computes the fingerprints of the inputs of one archive's outputs: hashes of these as JSON."""

    def __init__(self, archive: Archive, program: str) -> None:
        """`program` identifies the code that renders outputs: see the function `program`."""
        self._archive = archive
        self._tags = {tag.slug: tag for tag in archive.tags}
        self._pages = _pages_by_paper(archive)
        self._known: dict[int, str] = {}
        self._encode = json.JSONEncoder(check_circular=False, default=self._as_json).encode
        self._base = f"{program}{archive.settings!r}"

    def of(self, value: object) -> str:
        """Return the fingerprint of a value of `model`, a text, number, date or function, or a collection of these.

        Raises:
            TypeError: when the value contains anything else.
        """
        return _hash(f"{self._base}{self._encode(value)}".encode())

    def _as_json(self, value: object) -> object:
        """Describe a value that JSON lacks."""
        if known := self._known.get(id(value)):
            return known
        match value:
            case Paper() | Row():  # a paper has a whole abstract, and the dump has all rows
                return self._keep(value, repr((value, *self._shown_with(value))))
            case (
                dt.date() | Enum() | Collection() | Note() | Page() | StaticFile()
            ):  # whose `repr` is complete and stable and has no papers
                return repr(value)
            case FunctionType():
                return f"{value.__module__}.{value.__qualname__}"
            case Mapping():
                return dict(value)
            case Set():
                return sorted(map(self._encode, value))
            case Archive() | Channel() | DigestDay() | Span() | Tag():
                return self._keep(value, self._encode((_fields(value), *self._shown_with(value))))
            case _ if is_dataclass(value):
                return _fields(value)
        raise TypeError(f"no fingerprint can be taken of {type(value).__name__}")

    def _keep(self, value: object, described: str) -> str:
        """Hash what describes a value that many outputs share, and that lives as long as they do."""
        known = self._known[id(value)] = _hash(described.encode())
        return known

    def _shown_with(self, value: object) -> Iterator[object]:
        """Yield what is shown with a value: the labels of other tags with a tag, and with a paper more."""
        if isinstance(value, Tag):
            slugs = (value.parent, *value.children, *(slug for slug, _ in value.related))
            yield [self._tags[slug].label for slug in slugs if slug in self._tags]
        if isinstance(value, Paper):
            archive, slug = self._archive, value.slug
            yield (assigned := archive.assignments.get(slug, ()))
            yield [(tag.label, tag.is_broad, tag.is_curated) for tag in (self._tags[one.tag] for one in assigned)]
            yield from (of.get(slug) for of in (archive.keywords, archive.cites, archive.pending_tags, self._pages))
            yield archive.citation_keys.get(slug)


def _fields(value: Any) -> list[object]:
    return [type(value).__name__, *(getattr(value, name) for name in type(value).__dataclass_fields__)]


@functools.cache
def program() -> str:
    """Return a hash of the installed generator: modules, templates, catalogues, and the versions of its renderers."""
    return _hash(f"zlib {zlib.ZLIB_RUNTIME_VERSION}, {version_of(*_RENDERERS)}".encode())


def _pages_by_paper(archive: Archive) -> Mapping[str, Sequence[str]]:
    """Return the pages of authors, organisations and venues by the slugs of their papers."""
    pages: dict[str, list[str]] = defaultdict(list)
    for folder, credited in people.by_folder(archive):
        for credit in credited:
            for paper in credit.papers if credit.has_page else ():
                pages[paper.slug].append(f"{folder}/{credit.slug}")
    return pages


def _hash(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()
