"""The command `papershelf serve`."""

from __future__ import annotations

from pathlib import Path

import click

from generator import build
from generator import serve as serving
from generator.commands.terminal import archive_of, archive_option, fail, stop_at_errors
from generator.site import builder
from generator.sources import source_files


@click.command(name="serve")
@click.option(
    "--dev-addr", metavar="IP:PORT", help="Address to serve at.  [default: dev_addr of mkdocs.yml, or 127.0.0.1:8000]"
)
@archive_option
def serve_(dev_addr: str | None, directory: Path | None) -> None:
    """Serve the site locally and rebuild it on every save.

    An edited note is shown at once; lists, the search and the map follow.
    """
    root = archive_of(directory)
    sources, problems = source_files.read_sources(root)
    problems += build.theme_problems(root, sources)
    document = sources.mkdocs_document()
    stop_at_errors([*(document.problems if document else ()), *(one for one in problems if one.path == "mkdocs.yml")])
    builder.log_to_terminal()
    try:
        serving.serve(root, dev_addr)
    except builder.SiteError as error:
        fail(str(error))
