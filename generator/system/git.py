"""Facts that git knows of an archive: the texts that were pushed, and the name of its user."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_TIMEOUT = 10.0
"""Seconds; git reads one file."""


def pushed_text(root: Path, path: str) -> str:
    """Return the text of the file at `root`/`path` as the upstream of the current branch has it, "" if it has none."""
    command = ["git", "--no-pager", "show", "--no-textconv", "--no-ext-diff", f"@{{upstream}}:./{path}"]
    try:
        git = subprocess.run(command, cwd=root, capture_output=True, check=False, timeout=_TIMEOUT)  # noqa: S603 (no shell)
    except (OSError, subprocess.TimeoutExpired):  # git is not installed, or waits for a disk
        return ""
    return git.stdout.decode("utf-8", "replace").replace("\r\n", "\n") if git.returncode == 0 else ""


def user_name(root: Path) -> str:
    try:
        git = subprocess.run(
            ["git", "config", "user.name"],  # noqa: S607 (any git on the path)
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:  # git is not installed
        return os.environ.get("USER", "") or "your-name"
    return git.stdout.strip() or os.environ.get("USER", "") or "your-name"


def is_repository(root: Path) -> bool:
    """Return whether the folder is in a git repository."""
    return any((folder / ".git").exists() for folder in (root.resolve(), *root.resolve().parents))
