"""The owner's pages and files as they are, which MkDocs renders or copies, but for `index.md`: see `home`."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from functools import partial
from urllib.parse import unquote

from generator.addresses import address_of
from generator.model import Archive, Page, Problem, StaticFile
from generator.outputs import Output, output
from generator.text import markdown_links

HOME = "index.md"

_REPLACEABLE = frozenset({"robots.txt", "llms.txt", "llms-full.txt"})
"""Files of ours that the curator may write instead."""


def render(archive: Archive, others: Mapping[str, Output]) -> tuple[list[Output], list[Problem]]:
    """Return the owner's files, and a problem for each whose address is that of one of the `others`."""
    pages = {page.path: page for page in archive.pages if page.path != HOME}
    files: dict[str, Page | StaticFile] = {**pages, **{file.path: file for file in archive.static_files}}
    addresses = {address_of(path) for path in others}
    taken = [path for path in files if address_of(path) in addresses and path not in _REPLACEABLE]
    paths = {address_of(path): path for path in (*others, *files)}
    made = (_output(file, paths) for path, file in files.items() if path not in taken)
    return list(made), [_taken(path, files[path]) for path in taken]


def _output(file: Page | StaticFile, paths: Mapping[str, str]) -> Output:
    if isinstance(file, StaticFile):
        return output(file.path, _bytes, file)
    text = file.text
    if any(link.target.startswith("/") for link in file.mentions):
        text = markdown_links.rewrite(text, partial(_to_file, file.path, paths))
    return output(file.path, str, text if text.endswith("\n") else f"{text}\n")


def _bytes(file: StaticFile) -> bytes:
    return file.read()


def _to_file(page: str, paths: Mapping[str, str], target: str) -> str:
    """Return an absolute link, such as `/tags/`, as a relative path from a page to the source file at that address.

    MkDocs makes a link of it that works wherever the site is published. Other targets stay as they are.

    >>> _to_file("guide/a.md", {"/tags/": "tags/index.md"}, "/tags/#x"), _to_file("a.md", {}, "b.md")
    ('../tags/index.md#x', 'b.md')
    """
    path, mark, rest = target.partition("#")
    name = unquote(path)
    if not name.startswith("/") or name.startswith("//"):
        return target
    file = paths.get(name) or paths.get(f"{name}/") or (name[1:] if name[1:] in paths.values() else None)
    return posixpath.relpath(file, posixpath.dirname(page)) + mark + rest if file else target


def _taken(path: str, file: Page | StaticFile) -> Problem:
    message = f"{address_of(path)} is written by the archive itself"
    return Problem(
        file.source if isinstance(file, StaticFile) else f"content/pages/{path}",
        1,
        1,
        message,
        "give the file another name",
    )
