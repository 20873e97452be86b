"""The command `papershelf build`."""

from __future__ import annotations

import functools
import gc
from dataclasses import replace
from pathlib import Path

import click

from generator import build
from generator.commands.archive_lock import build_lock
from generator.commands.terminal import (
    GITHUB,
    annotate,
    archive_of,
    archive_option,
    fail,
    print_problems,
    style_option,
)
from generator.model import Severity
from generator.site import builder, hosting_limits
from generator.site.pagefind import SearchIndexError
from generator.system import dask_cluster, files, parallel
from generator.system.progress import progress_on
from generator.text.messages import counted


@click.command(name="build")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option(
    "--site-dir", type=click.Path(path_type=Path), metavar="DIR", help="Write the site to DIR.  [default: site]"
)
@click.option("--plain", is_flag=True, help="Let MkDocs render every page, as `mkdocs build` does.")
@click.option(
    "--dask",
    metavar="ADDRESS",
    help="Compute on the Dask cluster with this scheduler. Needs papershelf[dask].",
)
@style_option
@archive_option
def build_(
    strict: bool, site_dir: Path | None, plain: bool, dask: str | None, style: str, directory: Path | None
) -> None:
    """Build the site."""
    # An archive is millions of long-lived values: searching them for cycles at Python's usual rate takes a tenth of
    # the time.
    gc.set_threshold(200_000, 20, 100)
    root = archive_of(directory)
    target = site_dir.resolve() if site_dir else None
    with build_lock(root):
        if restored := builder.put_back(root, target):
            click.echo(f"{restored}: restored the previous site; an earlier build was interrupted", err=True)
        try:
            workers = functools.partial(dask_cluster.executor, dask) if dask else parallel.pool
            outcome = build.build_docs(root, progress_on(), strict=strict, workers=workers)
        except (SearchIndexError, dask_cluster.ClusterError) as error:
            fail(str(error), style)
        print_problems(outcome.problems)
        if outcome.written is None:
            if style == GITHUB:  # strict or not, each of them is a reason
                annotate([replace(problem, severity=Severity.ERROR) for problem in outcome.problems])
            fail(f"{counted(len(outcome.problems), 'problem')}; nothing was built")
        click.echo(f"{files.DOCS}: {outcome.written} files written, {outcome.deleted} deleted", err=True)
        builder.log_to_terminal()
        try:
            site = builder.build(root, target, strict=strict, plain=plain)
        except builder.SiteError as error:
            fail(str(error), style)
    click.echo(f"The site is in {site}", err=True)
    sizes = hosting_limits.sizes(site)
    click.echo(hosting_limits.report(sizes, hosting_limits.papers_in(sizes)), err=True)
    if warning := hosting_limits.excess(sizes):
        click.echo(f"papershelf: {warning}", err=True)
