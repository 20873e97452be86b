"""Building a site whose files are not all as the last build left them."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from pathlib import Path

import click

from generator import build
from generator.commands.archive_lock import build_lock
from generator.commands.terminal import GITHUB, annotate, archive_of, fail, lines_of, print_problems, stop_at_links
from generator.model import Severity
from generator.site import builder, hosting_limits, last_build
from generator.site.last_build import LastBuild
from generator.site.pagefind import SearchIndexError
from generator.system import dask_cluster, files, parallel
from generator.system.progress import progress_on
from generator.text.messages import counted


@dataclass(frozen=True, slots=True)
class Options:
    """The options of `papershelf build`."""

    strict: bool
    site_dir: Path | None
    plain: bool
    dask: str | None
    style: str


def build_site(directory: Path | None, options: Options, day: str) -> None:
    """Build the site, and print what came of it. `day` is the date that it may show."""
    root, strict, style = archive_of(directory, outputs=False), options.strict, options.style
    target = options.site_dir.resolve() if options.site_dir else None
    with build_lock(root):
        stop_at_links(root)
        if restored := builder.put_back(root, target):
            click.echo(f"{restored}: restored the previous site; an earlier build was interrupted", err=True)
        read = last_build.inputs(root, day)
        try:
            workers = functools.partial(dask_cluster.executor, options.dask) if options.dask else parallel.pool
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
            site = builder.build(root, target, strict=strict, plain=options.plain)
        except builder.SiteError as error:
            fail(str(error), style)
        sizes = hosting_limits.sizes(site.states)
        report = [f"The site is in {site.folder}", hosting_limits.report(sizes, hosting_limits.papers_in(sizes))]
        if warning := hosting_limits.excess(sizes):
            report.append(f"papershelf: {warning}")
        if not (target or options.plain) and site.is_repeatable:
            states = site.states if site.folder == root / last_build.SITE else {}
            last_build.keep(root, day, read, states, LastBuild(tuple(lines_of(outcome.problems)), tuple(report)))
    click.echo("\n".join(report), err=True)
