"""The command `papershelf init`."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from generator.commands.terminal import archive_option, fail, root_of, stop_at_links
from generator.edits import new_archive
from generator.sources import settings
from generator.system import files


@click.command(name="init")
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", help="The archive's name; the folder's unless given.")
@click.option("--url", default="https://example.org/", show_default=True, help="Where the site will stand.")
@archive_option
def init_(target: Path, name: str | None, url: str, directory: Path | None) -> None:
    """Start a new, empty archive in DIR, which is relative to the folder of -C."""
    target = root_of(directory) / target if directory or click.get_current_context().obj else target
    if target.exists() and not target.is_dir():
        fail(f"{target}: is a file; name a folder for the new archive")
    if not settings.is_site_url(url):
        fail(f"--url {url}: is no address of a site; it looks like https://you.github.io/papers/")
    stop_at_links(target)
    outputs = new_archive.new_archive(name or target.resolve().name.replace("-", " ").title(), url)
    present = [path for path in outputs if (target / path).exists()]
    if present:
        fail(f"{target / present[0]}: exists already; choose an empty folder, or move that file away")
    for path, text in outputs.items():
        files.write_text(target / path, text)
    named = shlex.quote(str(target))
    click.echo(
        f"A new archive is in {target}. Next: papershelf -C {named} import FILE, then papershelf -C {named} serve"
    )
