"""The command `papershelf init`."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

import generator
from generator.commands.terminal import archive_option, fail, root_of, stop_at_links, warn_of_source
from generator.edits import new_archive
from generator.sources import settings
from generator.system import files, installation


@click.command(name="init")
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", help="Name of the archive.  [default: the folder's name]")
@click.option("--url", default="https://example.org/", show_default=True, metavar="URL", help="Address of the site.")
@archive_option
def init_(target: Path, name: str | None, url: str, directory: Path | None) -> None:
    """Start a new, empty archive in DIR.

    With -C, DIR is relative to that folder. Existing files are never overwritten.
    """
    target = root_of(directory) / target if directory or click.get_current_context().obj else target
    if target.exists() and not target.is_dir():
        fail(f"{target}: is a file. Name a folder for the new archive")
    if not settings.is_site_url(url):
        fail(f"--url {url}: is not the address of a site. Write one such as https://you.github.io/papers/")
    stop_at_links(target)
    source = installation.find(Path(generator.__file__).parent, generator.__version__)
    title = name or target.resolve().name.replace("-", " ").title()
    outputs = new_archive.new_archive(title, url, source.requirement)
    present = [path for path in outputs if (target / path).exists()]
    if present:
        fail(f"{target / present[0]}: already exists. Choose an empty folder, or move that file away")
    for path, text in outputs.items():
        files.write_text(target / path, text)
    folder = shlex.quote(str(target))
    click.echo(f"Started a new archive in {target}")
    if source.reason:
        click.echo(warn_of_source(target / new_archive.REQUIREMENTS, source.reason), err=True)
    click.echo(f"Next: papershelf -C {folder} import FILE, then papershelf -C {folder} serve")
