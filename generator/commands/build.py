"""The command `papershelf build`. If nothing is new it ends before most of the program is loaded."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import click

from generator.commands.terminal import archive_option, root_of, source_date, style_option
from generator.site import last_build


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
    day = f"{source_date(os.environ) or dt.datetime.now(dt.UTC):%Y-%m-%d}"
    last = None if site_dir or plain else last_build.find(root_of(directory), day)
    if last and not (strict and last.problems):
        nothing_new = ("build/docs: 0 files written, 0 deleted", "INFO    -  Nothing is new: the site stays as it is")
        click.echo("\n".join((*last.problems, *nothing_new, *last.report)), err=True)
        return
    from generator.commands.build_site import Options, build_site  # which takes most of a second

    build_site(directory, Options(strict, site_dir, plain, dask, style), day)
