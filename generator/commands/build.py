"""The command `papershelf build`."""

from __future__ import annotations

import contextlib
import functools
import gc
from collections.abc import Iterator
from pathlib import Path

import click

from generator import run
from generator.commands.terminal import archive_of, archive_option, fail, print_problems
from generator.site import builder, hosting
from generator.site.pagefind import SearchIndexError
from generator.system import dask_cluster, files, transactions
from generator.system.progress import progress_on

_PATIENCE = 600.0
"""Seconds to wait for another build to be done: more than one of 20,000 papers takes."""


@click.command(name="build")
@click.option("--strict", is_flag=True, help="Let a warning fail the build.")
@click.option(
    "--site-dir", type=click.Path(path_type=Path), help="Where the site goes; site/ of the archive if not given."
)
@click.option("--plain", is_flag=True, help="Have MkDocs build each page, as `mkdocs build` does: slower, same bytes.")
@click.option(
    "--dask",
    metavar="ADDRESS",
    help="Do what takes long on the Dask cluster with this scheduler; see papershelf[dask].",
)
@archive_option
def build_(strict: bool, site_dir: Path | None, plain: bool, dask: str | None, directory: Path | None) -> None:
    """Build the site."""
    # An archive is millions of values that all stay: to look through them for cycles as often as Python does by itself
    # is a tenth of the time.
    gc.set_threshold(200_000, 20, 100)
    root = archive_of(directory)
    target = site_dir.resolve() if site_dir else None
    with _alone(root):
        if restored := builder.put_back(root, target):
            click.echo(f"A build was cut off at its end; the site before it is back in {restored}", err=True)
        try:
            workers = functools.partial(dask_cluster.executor, dask) if dask else run.pool
            outcome = run.generate(root, progress_on(), strict=strict, workers=workers)
        except (SearchIndexError, dask_cluster.ClusterError) as error:
            fail(str(error))
        print_problems(outcome.problems)
        if outcome.written is None:
            fail(f"{len(outcome.problems)} problem{'s' * (len(outcome.problems) != 1)}; nothing was built")
        click.echo(f"{files.DOCS}: {outcome.written} files written, {outcome.deleted} deleted", err=True)
        builder.log_to_terminal()
        try:
            where = builder.build(root, target, strict=strict, plain=plain)
        except builder.SiteError as error:
            fail(str(error))
    click.echo(f"The site is in {where}", err=True)
    if too_much := hosting.excess(hosting.sizes(where)):
        click.echo(f"papershelf: {too_much}", err=True)


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Nobody else builds the archive's site meanwhile: others, who are waited for, might change what it is made of."""
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(transactions.only_one_build(root, 0))
        except transactions.Busy:
            click.echo("Another build of this archive is at work; waiting until it is done", err=True)
            try:
                stack.enter_context(transactions.only_one_build(root, _PATIENCE))
            except transactions.Busy:
                so_long = f"{_PATIENCE:.0f} s"
                fail(f"{root}: another build has been at work for {so_long}; wait until it is done, then try again")
        yield
