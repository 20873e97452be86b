"""Data files that were published and are given up: each keeps a last file that names the one that follows.

They are RIS and CSL-JSON of lists, and BibTeX of weeks and months, which scripts make in the browser, and the files of
the whole archive before they were compressed. Programs do not follow a page that redirects.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial

from generator.exports.api import DUMP
from generator.exports.citations import FORMATS, Format, Reference, archive_file, compact_json
from generator.model import Archive, Settings
from generator.outputs import Output, output
from generator.text.clean import text_as_written
from generator.text.wording import words_of

FORMER_FILE = "/archive.bib"
"""The address suggested for BibTeX of a list that is gone: a file that names the archive's."""

_FORMER_DUMP = DUMP.removesuffix(".gz")

_GIVEN_UP = re.compile(
    rf"archive\.(?:bib|ris|json)|{re.escape(_FORMER_DUMP)}|digests/\d{{4}}-(?:W\d\d|\d\d)/papers\.bib"
    r"|(?:digests|tags|collections)/[^/]+/papers\.(?:ris|json)"
)


def render(archive: Archive) -> Iterator[Output]:
    """Yield the last file of each recorded file that is no longer written."""
    for path in given_up(archive.recorded_files) if archive.papers else ():
        if path == _FORMER_DUMP:
            yield output(path, partial(_last_line, archive.settings))
        for format_ in FORMATS:
            if path.endswith(f".{format_.ending}"):
                yield output(path, partial(_last_file, archive.settings, format_))


def given_up(paths: Iterable[str]) -> list[str]:
    """Return those of these paths that are no longer written, sorted.

    >>> given_up(["archive.bib", "digests/2026-04/papers.bib", "digests/2026-04-20/papers.bib", "tags/a/papers.ris"])
    ['archive.bib', 'digests/2026-04/papers.bib', 'tags/a/papers.ris']
    """
    return sorted(filter(_GIVEN_UP.fullmatch, paths))


def _last_file(settings: Settings, format_: Format) -> str:
    address = settings.site_url + archive_file(format_)
    message = words_of(settings.language).t("This file has moved. Fetch {address} instead.", address=address)
    moved = Reference(
        key="moved",
        former_keys=(),
        title=text_as_written(message),
        authors=(),
        author_count=0,
        published=None,
        arxiv="",
        doi="",
        address=address,
        keywords=(),
        abstract=(),
    )
    return format_.file([format_.record(moved)])


def _last_line(settings: Settings) -> str:
    return compact_json({"papershelf": 1, "moved": settings.site_url + DUMP}) + "\n"
