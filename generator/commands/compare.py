"""The command `papershelf compare`."""

from __future__ import annotations

import posixpath
from collections.abc import Collection
from pathlib import Path

import click

from generator.commands.terminal import fail
from generator.site import page_diff, source_diff
from generator.sources import code_in_settings, trusted_yaml
from generator.system import files, git
from generator.text import web
from generator.text.messages import counted

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_NOT_SOURCES = frozenset({".git", ".venv", ".cache", ".papershelf", "build", "site"})
"""Folders that no repository has. They are skipped where git does not list the files."""


@click.command(name="compare")
@click.argument("before", metavar="OLD", type=_FOLDER)
@click.argument("after", metavar="NEW", type=_FOLDER)
@click.option("--url", default="", metavar="URL", help="Link pages to the site at URL.  [default: its site_url]")
def compare_(before: Path, after: Path, url: str) -> None:
    """Compare two builds, or two archives, in Markdown.

    Of build/docs, each page that differs is listed with its words before and after, and the exit status is 1 if the
    address of a paper would lead to another paper. Of archives, changed files are listed that run, that are published
    as they are, or that are records.
    """
    if (before / "mkdocs.yml").is_file() and (after / "mkdocs.yml").is_file():
        code = {*_code(before), *_code(after)}
        old, new = (_files(root, code) for root in (before, after))
        click.echo(source_diff.compare(old, new, code), nl=False)
        return
    old, new = files.read_tree(before), files.read_tree(after)
    click.echo(page_diff.compare(old, new, url or _site_url(after)), nl=False)
    if moved := page_diff.moved_addresses(old, new):
        fail(f"{counted(len(moved), 'address')} would lead to another paper, such as papers/{moved[0][0]}/")


def _site_url(docs: Path) -> str:
    """Return the address of the site of the archive whose build/docs this is, "" if there is none."""
    file = files.read_text(docs.resolve().parents[1], "mkdocs.yml", [])
    document = trusted_yaml.parse(file, {}) if file else None
    url = document.mapping.get("site_url") if document else None
    return url if isinstance(url, str) and web.is_address(url) else ""


def _code(root: Path) -> set[str]:
    """Return the files that the settings of an archive run."""
    file = files.read_text(root, "mkdocs.yml", [])
    document = trusted_yaml.parse(file, {}) if file else None
    named = code_in_settings.named_files(document) if document else ()
    return {posixpath.normpath(str(name)) for _, name in named}


def _files(root: Path, code: Collection[str]) -> dict[str, str]:
    """Return the files of an archive that `source_diff` compares, by path: of a checkout, those that git has."""
    paths = git.files_of_checkout(root)
    if paths is None:
        paths = [path for path in files.files_below(root) if path.partition("/")[0] not in _NOT_SOURCES]
    return files.describe_files(root, (path for path in paths if source_diff.kind_of(path, code)))
