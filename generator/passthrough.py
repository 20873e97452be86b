"""What MkDocs makes of a page of ours, without the YAML and Markdown that it would run: a page passes through both.

A page is front matter whose lines are JSON, and a body of HTML blocks, which Python-Markdown hands on as they are. Here
the text is only looked through for anything that would be read otherwise; a page that has such a thing is left to
MkDocs. That the two agree is tested on hostile bodies and on whole archives.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml
from markdown import Markdown

EXTENSIONS = frozenset({"toc", "tables", "fenced_code"})
"""Extensions of Markdown that leave such a body alone, when no line of it begins with a fence."""

_BLOCKS = frozenset(Markdown().block_level_elements) - {"hr"}
_ENTERED_AS_TEXT = frozenset({"script", "style", "textarea", "iframe", "noembed", "noframes", "plaintext", "xmp"})
"""Elements after whose start tag a parser of HTML does not look for tags."""

_FRONT_MATTER = re.compile(r"---\n((?:[a-z_]+: .*\n)+)---\n+")
_NOT_ALIKE = re.compile(r"[^\x20-\x7e\xa1-\u2027\u2030-\ud7ff\uf900-\ufefe\uff00-\uffef\U00010000-\U0010ffff]")
"""What YAML and JSON may read differently in quotes: line breaks, and characters that YAML refuses."""

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)(?: [a-zA-Z:_][-.:\w]*(?:="[^"<>]*")?)* ?(/?)>', re.ASCII)
_CONTROLS = re.compile(r"[\t\r\x00-\x08\x0b-\x1f]")
"""Tabs become spaces, and some control characters are Markdown's own marks."""
_SPACES = re.compile(r"\n +\n")
_ENTITY = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z][-.a-zA-Z0-9]*);")


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's front matter, read, and its body as HTML."""

    meta: Mapping[str, Any]
    html: str


def read(text: str) -> PageText | None:
    """The page as MkDocs would read it; None when that would take MkDocs."""
    found = _FRONT_MATTER.match(text)
    if not found:
        return None
    body = text[found.end() :].rstrip()
    try:
        meta = dict(_entry(line) for line in found[1][:-1].split("\n"))
    except (ValueError, TypeError, yaml.YAMLError):
        return None
    return PageText(meta, body) if isinstance(meta.get("title"), str) and passes(body) else None


def _entry(line: str) -> tuple[str, Any]:
    """A key and its value.

    Raises:
        ValueError, TypeError, yaml.YAMLError: when JSON, or a line alone, is not how YAML reads the line.
    """
    key, _, value = line.partition(": ")
    if not value.startswith(('"', '["', '[{"', '{"')):
        return _yaml_entry(line)
    if "\\ud" in value or (not value.isprintable() and _NOT_ALIKE.search(value)):
        raise ValueError(line)
    return key, json.loads(value, parse_float=_refuse, parse_constant=_refuse)


@lru_cache(maxsize=64)
def _yaml_entry(line: str) -> tuple[str, Any]:
    ((key, value),) = yaml.safe_load(line).items()
    return key, value


def _refuse(number: str) -> None:
    raise ValueError(number)


def passes(body: str) -> bool:
    """Whether Python-Markdown hands the body, which has no white space around it, on as it is.

    It does when the body is block-level elements alone, each beginning a line, with at most one blank line between
    them. Which tag ends a block is found as `markdown.htmlparser.HTMLExtractor` finds it.
    """
    if _is_read_otherwise(body):
        return False
    first, *pieces = _TAG.split(body)
    open_tags: list[str] = []
    before = first
    between: tuple[str, ...] = ("",)  # what may stand before a block
    for closes, tag, empty, after in zip(*(pieces[place::4] for place in range(4)), strict=True):
        if not open_tags:
            if before not in between or closes or empty or tag not in _BLOCKS:
                return False
            open_tags.append(tag)
            between = ("\n", "\n\n")
        elif closes:
            if tag in open_tags:
                while open_tags.pop() != tag:  # what is open inside it closes with it
                    pass
        elif not empty and tag != "hr":
            open_tags.append(tag)
        if tag in _ENTERED_AS_TEXT:
            return False
        before = after
    return not before and not open_tags and len(pieces) == 4 * body.count("<")


def _is_read_otherwise(body: str) -> bool:
    """Whether there is something in a body that is not handed on as it is, wherever it stands."""
    return bool(
        (not body.replace("\n", "").isprintable() and _CONTROLS.search(body))
        or (" \n" in body and _SPACES.search(body))
        or any(sign in body for sign in ("\n```", "\n~~~", "<!", "<?"))
        or body.count("&") != len(_ENTITY.findall(body))
    )
