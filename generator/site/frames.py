"""Frames: a template of the theme rendered once for many pages, without the blocks in which they differ.

Material's frame (header, navigation, footer, scripts) is the same for all generated pages of one folder and template,
except for the blocks `OPEN`, the title in its header and the link that skips the navigation. So it is rendered once,
and then each page renders only its own blocks: 0.5 ms instead of 3 to 4. The caller checks a frame made from one page
with another page.
"""

from __future__ import annotations

import contextlib
import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from jinja2 import Template
from jinja2.runtime import Context
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

OPEN = ("site_meta", "htmltitle", "extrahead", "content")
"""The blocks of Material's base template in which generated pages differ."""

_FROZEN = ("policy",)
"""Blocks inside open ones that are the same for all pages of a frame and slow to render."""

_TITLE, _SKIP = "title", "skip"
"""Mark in a frame the title of a page's front matter, and the id of its first heading, where the skip link leads."""

_MARK = re.compile("\x00([a-z_]+)\x00")
"""Marks an open block. No template and no text contains NUL."""

Block: TypeAlias = Callable[[Context], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Frame:
    """A template with its frame: `names` of open blocks and titles, and `parts` before, between and after them.

    `blocks` has the functions of all blocks, those of child templates first; `exported` the variables that the
    templates set at top level.
    """

    template: Template
    parts: tuple[str, ...]
    names: tuple[str, ...]
    blocks: Mapping[str, list[Block]]
    exported: Mapping[str, Any]

    def context(self, values: dict[str, Any]) -> Context:
        """Return the context in which the blocks of a page are rendered."""
        context = self.template.new_context(values)
        context.blocks = dict(self.blocks)
        context.vars.update(self.exported)
        context.exported_vars.update(self.exported)
        return context

    def fill(self, values: dict[str, Any]) -> str:
        """Return the page that the template renders with these values."""
        context = self.context(values)
        page = [self.parts[0]]
        with _placed(self.template):
            for name, part in zip(self.names, self.parts[1:], strict=True):
                page.extend(self._pieces(name, values["page"], context))
                page.append(part)
        return "".join(page)

    def _pieces(self, name: str, page: Page, context: Context) -> Iterable[str]:
        if name == _TITLE:
            return (str(page.meta[_TITLE]),)
        return (page.toc.items[0].id,) if name == _SKIP else self.blocks[name][0](context)


def frame_of(template: Template, values: dict[str, Any]) -> Frame:
    """Return the frame of a template, made from a page with these values."""
    page = copy.copy(values["page"])
    page.meta = {**page.meta, _TITLE: f"\x00{_TITLE}\x00"} if page.meta.get(_TITLE) else page.meta
    if first := next(iter(page.toc), None):
        page.toc = TableOfContents([AnchorLink(first.title, f"\x00{_SKIP}\x00", first.level), *page.toc.items[1:]])
    context = template.new_context({**values, "page": page})
    for name in OPEN:
        context.blocks.setdefault(name, []).insert(0, _mark(name))
    with _placed(template):
        text = "".join(template.root_render_func(context))
    pieces = _MARK.split(text)
    blocks = {
        name: [block for block in functions if not hasattr(block, "is_mark")]
        for name, functions in context.blocks.items()
    }
    frame = Frame(template, tuple(pieces[::2]), tuple(pieces[1::2]), blocks, dict(context.vars))
    whole = frame.context(values)
    frozen = {name: [_constant("".join(blocks[name][0](whole)))] for name in _FROZEN if name in blocks}
    return replace(frame, blocks=blocks | frozen)


@contextlib.contextmanager
def _placed(template: Template) -> Iterator[None]:
    """Have the tracebacks of errors name lines of templates, as when Jinja renders a whole one."""
    try:
        yield
    except Exception:
        template.environment.handle_exception()


def _constant(text: str) -> Block:
    def constant(_: Context) -> Iterator[str]:
        yield text

    return constant


def _mark(name: str) -> Block:
    def mark(_: Context) -> Iterator[str]:
        yield f"\x00{name}\x00"

    mark.is_mark = True  # type: ignore[attr-defined]
    return mark
