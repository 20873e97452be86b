"""Writing into an archive: one command at a time, and all files of a change together."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from generator.commands.terminal import fail
from generator.system import transactions
from generator.text.messages import counted

_WRITE_TIMEOUT = 60.0
"""Seconds to wait for another command; the largest real import took a few."""

_BUILD_TIMEOUT = 600.0
"""Seconds to wait for another build; 20,000 papers take fewer."""


@contextlib.contextmanager
def write_lock(root: Path) -> Iterator[None]:
    """Hold the archive's write lock. Writes that a killed command had begun are finished first."""
    try:
        with transactions.archive_lock(root, _WRITE_TIMEOUT):
            if finished := transactions.finish(root):
                files = counted(finished, "file")
                click.echo(f"{root}: finished the interrupted write of an earlier command ({files})", err=True)
            yield
    except transactions.Busy:
        fail(f"{root}: another command has been writing for {_WRITE_TIMEOUT:.0f} s. Wait until it ends, then try again")


@contextlib.contextmanager
def build_lock(root: Path) -> Iterator[None]:
    """Hold the archive's build lock: another build would change the files that this one reads."""
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(transactions.build_lock(root, 0))
        except transactions.Busy:
            click.echo(f"{root}: waiting for another build of this archive", err=True)
            try:
                stack.enter_context(transactions.build_lock(root, _BUILD_TIMEOUT))
            except transactions.Busy:
                seconds = f"{_BUILD_TIMEOUT:.0f} s"
                fail(f"{root}: another build has been running for {seconds}. Wait until it ends, then try again")
        yield


def write_together(root: Path, texts: Mapping[str, str | None], read: Mapping[str, str]) -> None:
    """Write or delete (None) all of these files, or exit if one of those that were `read` has changed since."""
    try:
        transactions.write_together(root, texts, read)
    except transactions.Changed as changed:
        fail(f"{changed}: changed while this command ran. Nothing was written; run the same command again")
