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

from generator.text import markdown_writer

EXTENSIONS = frozenset({"fenced_code", *markdown_writer.EXTENSIONS})
"""Extensions of Markdown that leave such a body alone, when no line of it begins with a fence."""

_BLOCKS = frozenset(Markdown().block_level_elements) - {"hr"}
_ENTERED_AS_TEXT = frozenset({"script", "style", "textarea", "iframe", "noembed", "noframes", "plaintext", "xmp"})
"""Elements after whose start tag a parser of HTML does not look for tags."""

_FRONT_MATTER = re.compile(r"---\n((?:[a-z_]+: .*\n)+)---\n+")
_NOT_ALIKE = re.compile(r"[^\x20-\x7e\xa1-\u2027\u2030-\ud7ff\uf900-\ufefe\uff00-\uffef\U00010000-\U0010ffff]")
"""What YAML and JSON may read differently in quotes: line breaks, and characters that YAML refuses."""

_TAG = re.compile(r'<(/?[a-z][a-z0-9]*)(?: [a-zA-Z:_][-.:\w]*+(?:="[^"<>]*+")?+)*+ ?(/?)>', re.ASCII)
_CONTROLS = bytes(number for number in range(0x20) if chr(number) != "\n")
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
    them.
    """
    if _is_read_otherwise(body):
        return False
    first, *pieces = _TAG.split(body)
    if not pieces:
        return not first
    # Many pages have the same tags in the same order, and only other words between them.
    starts = _starts_of_blocks(",".join(pieces[0::3]), ",".join(pieces[1::3]))
    if starts is None or first or pieces[-1] or len(pieces) != 3 * body.count("<"):  # as comments have one, too
        return False
    after = pieces[2::3]
    return all(after[start - 1] in ("\n", "\n\n") for start in starts[1:])


@lru_cache(maxsize=1000)
def _starts_of_blocks(tags: str, empty: str) -> tuple[int, ...] | None:
    """Which of a body's tags begin a block at the top, when there are nothing but whole blocks. `tags` are names, with
    a slash before those that close, `empty` a slash for each that closes itself, both between commas.

    Which tag ends a block is found as `markdown.htmlparser.HTMLExtractor` finds it.
    """
    starts: list[int] = []
    open_tags: list[str] = []
    for at, (tag, closes_itself) in enumerate(zip(tags.split(","), empty.split(","), strict=True)):
        if not open_tags:
            if closes_itself or tag not in _BLOCKS:
                return None
            starts.append(at)
            open_tags.append(tag)
        elif tag.startswith("/"):
            if tag[1:] in open_tags:
                while open_tags.pop() != tag[1:]:  # what is open inside it closes with it
                    pass
        elif not closes_itself and tag != "hr":
            open_tags.append(tag)
        if tag.removeprefix("/") in _ENTERED_AS_TEXT:
            return None
    return None if open_tags else tuple(starts)


def _is_read_otherwise(body: str) -> bool:
    """Whether there is something in a body, beside its tags, that is not handed on as it is, wherever it stands."""
    data = body.encode("utf-8", "surrogatepass")
    return bool(
        len(data.translate(None, _CONTROLS)) != len(data)
        or (" \n" in body and _SPACES.search(body))
        or any(fence in body for fence in ("\n```", "\n~~~"))
        or body.count("&") != len(_ENTITY.findall(body))
    )
