"""Facts that git knows of a folder: its files, the texts that were pushed, and the name of its user."""

from __future__ import annotations

import subprocess
from pathlib import Path

_TIMEOUT = 10.0
"""Seconds; git reads a few files."""


def output(root: Path, *arguments: str, errors: str = "replace") -> str | None:
    """Return what a command of git prints in the folder `root`; None if it fails, or git is not installed."""
    try:
        git = subprocess.run(  # noqa: S603 (no shell)
            ["git", "--no-pager", *arguments],  # noqa: S607 (any git on the path)
            cwd=root,
            capture_output=True,
            check=False,
            timeout=_TIMEOUT,
        )
    except (OSError, subprocess.TimeoutExpired):  # git is not installed, or waits for a disk
        return None
    return git.stdout.decode("utf-8", errors) if git.returncode == 0 else None


def pushed_text(root: Path, path: str) -> str:
    """Return the text of the file at `root`/`path` as the upstream of the current branch has it, "" if it has none."""
    text = output(root, "show", "--no-textconv", "--no-ext-diff", f"@{{upstream}}:./{path}") or ""
    return text.replace("\r\n", "\n")


def files_of_checkout(root: Path) -> list[str] | None:
    """Return the paths of the files that git has of the checkout at `root`; None if the folder is no checkout."""
    listed = output(root, "ls-files", "-z", errors="surrogateescape") if (root / ".git").exists() else None
    return None if listed is None else [path for path in listed.split("\0") if path]


def user_name(root: Path) -> str:
    """Return the name with which commits are signed, "" if none is set."""
    return (output(root, "config", "user.name") or "").strip()


def is_repository(root: Path) -> bool:
    """Return whether the folder is in a git repository."""
    return any((folder / ".git").exists() for folder in (root.resolve(), *root.resolve().parents))
