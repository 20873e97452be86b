"""Compiled templates, kept in a cache: compiling those of a site takes 0.2 s, loading them 0.01 s.

They are code, so nothing is loaded but what this user's Papershelf has sealed (see `seals`), and they have a file of
their own, which publishing workflows do not keep. Jinja compares the texts
of templates and the version of Python.
"""

from __future__ import annotations

import base64
import contextlib
from pathlib import Path

import mkdocs
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from generator.site.fingerprints import program
from generator.system.cache import Cache

_NAME = "compiled templates"


class CompiledTemplates(BytecodeCache):
    """The templates that earlier builds compiled, in the cache at `path`, for one version of Papershelf and MkDocs."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._programs = f"{mkdocs.__version__} {program()}"
        self._codes: dict[str, str] = {}
        self._has_new = False
        with contextlib.closing(Cache(path)) as cache:
            match cache.get([_NAME]).get(_NAME):
                case {"programs": self._programs, "codes": dict(codes)}:
                    self._codes = {key: code for key, code in codes.items() if isinstance(code, str)}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._codes.get(bucket.key):
            bucket.bytecode_from_string(base64.b64decode(code))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key] = base64.b64encode(bucket.bytecode_to_string()).decode()
        self._has_new = True

    def keep(self) -> None:
        """Store the templates, if any had to be compiled."""
        if self._has_new:
            with contextlib.closing(Cache(self._path)) as cache:
                cache.put([(_NAME, {"programs": self._programs, "codes": self._codes})])
