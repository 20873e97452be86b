"""The archive's boundary: nothing is read, written or deleted through a symbolic link that leaves it.

Pipes, sockets and devices are refused as well: whoever reads one waits for ever.

A repository can hold links, and `git clone` makes them. Every command looks for links before it reads or writes what
may be one, in `build` and the site under the lock of builds, and stops with an error for each that is refused:

- In `content/` and `site_config/`, a link to a file that is in one of the two is read as that file. Any other link is
  refused, such as one to a folder, to a file elsewhere, or to nothing.
- Everywhere else, every link is refused, also one that stays inside the archive. Papershelf replaces and deletes
  what is there, so `build/docs -> ../content` would empty `content/`.

A site replaces only a site, see `why_not_replace`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.model import Problem
from generator.system import files
from generator.text.messages import without_controls

_SOURCES = ("content", "site_config")

_WRITTEN = ("build", "site")

_PATHS = (
    "mkdocs.yml",
    *_SOURCES,
    *_WRITTEN,
    ".cache",
    ".github",
    ".gitignore",
    "requirements.txt",
    "requirements.lock",
)
"""The entries of an archive that Papershelf reads and writes, except those that begin with `_OWN`."""

_OWN = ".papershelf"
"""Prefix of the program's own files: its folder, and files and folders that are about to replace others."""

_HINT = "replace it by the file or folder itself, or delete it"

_LONGEST_TARGET = 80

_SITE_MARK = "api/v1/schema/papers-index.json"
"""A file that every site of Papershelf has, and no other."""


def refused_links(root: Path, paths: Iterable[str] | None = None, *, below: bool = True) -> list[Problem]:
    """Return an error for each symbolic link, pipe, socket or device that is refused on the way to these paths or,
    unless `below` is False, below them.

    Without `paths`, these are all that Papershelf reads and writes. Folders that cannot be listed hold no links here;
    whoever reads them reports why.
    """
    links = {link for path in (paths or _own_paths(root)) for link in _unusual_entries(root, path, below=below)}
    messages = ((link, _refusal(root, link)) for link in links)
    return sorted(Problem(_printable(link), 1, 1, message, _HINT) for link, message in messages if message)


def refused_inputs(root: Path) -> list[Problem]:
    """Return the errors of `refused_links` but for `build` and the site, at which whoever writes there looks later."""
    return refused_links(root, [path for path in _own_paths(root) if path not in _WRITTEN])


def refused_site(root: Path, site: Path, *, below: bool = True) -> list[Problem]:
    """Return an error for each link that is refused on the way from an archive to its site, and `below` it."""
    if not site.is_relative_to(root):
        return []
    return refused_links(root, [site.relative_to(root).as_posix()], below=below)


def why_not_replace(site: Path) -> str:
    """Return why a folder must not be replaced by a site: it is none that Papershelf made. "" if it may be.

    No site has a hidden file but those in `.well-known`: one with `.git` is a branch that sites are published from.
    """
    if not site.exists():
        return ""
    names = sorted(os.listdir(site)) if site.is_dir() else []
    if not site.is_dir() or (names and not (site / _SITE_MARK).is_file()):
        hint = "name an empty folder with --site-dir, or move what is there away"
        return f"{site}: holds something else than a site of Papershelf; {hint}"
    if hidden := [name for name in names if name.startswith(".") and name != files.WELL_KNOWN]:
        hint = "name an empty folder with --site-dir, and copy the site from there"
        return f"{site}: holds {hidden[0]}, which is no part of a site and would be lost; {hint}"
    return ""


def _own_paths(root: Path) -> list[str]:
    try:
        names = os.listdir(root)
    except OSError:
        return []
    return [name for name in names if name in _PATHS or name.startswith(_OWN)]


def _unusual_entries(root: Path, start: str, *, below: bool) -> Iterator[str]:
    """Yield what is neither a folder nor a regular file from `root` to `start`, and `below` it. No link is followed."""
    parts = start.split("/")
    for number in range(1, len(parts) + 1):
        path = "/".join(parts[:number])
        if (root / path).is_symlink() or _is_special(root / path):
            yield path
            return
    todo = [start] if below else []
    while todo:
        folder = todo.pop()
        try:
            with os.scandir(f"{root}/{folder}") as entries:
                listed = list(entries)
        except OSError:
            continue
        for entry in [each for each in listed if not each.is_file(follow_symlinks=False)]:
            path = f"{folder}/{entry.name}"
            if not entry.is_dir(follow_symlinks=False):
                yield path
            # A checkout of its own, such as the one that a pull request is compared with, is another archive.
            elif not (folder == ".cache" and (root / path / ".git").exists()):
                todo.append(path)


def _refusal(root: Path, link: str) -> str:
    """Return why a link or a special file is refused, or ""."""
    if not (root / link).is_symlink():
        return "is a pipe, a socket or a device"
    target = str((root / link).readlink())
    shown = _printable(target if len(target) <= _LONGEST_TARGET else f"{target[:_LONGEST_TARGET]}…")
    is_link = f"is a symbolic link to '{shown}'"
    try:
        there = (root / link).resolve(strict=True)
    except (OSError, RuntimeError):  # what Python raises of a link to itself depends on its version
        # Emacs marks a file that somebody edits with a link that leads nowhere.
        return "" if Path(link).name.startswith(".#") else f"{is_link}, which does not exist"
    if not there.is_relative_to(root.resolve()):
        return f"{is_link}, which is outside of the archive"
    if link.partition("/")[0] not in _SOURCES:
        return f"{is_link}, and Papershelf would replace or delete what is there"
    if there.is_dir():
        return f"{is_link}, which is a folder"
    if there.relative_to(root.resolve()).parts[0] not in _SOURCES:
        return f"{is_link}, which is outside of content/ and site_config/"
    return ""


def _is_special(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()


def _printable(path: str) -> str:
    return without_controls(path.encode(errors="backslashreplace").decode())
