"""Data files that were published and are given up: each keeps a last file that names the one that follows.

They are RIS and CSL-JSON of lists, and BibTeX of weeks and months, which scripts make in the browser, and the files of
the whole archive before they were compressed. Programs do not follow a page that redirects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from generator.exports.api import DUMP
from generator.exports.citations import FORMATS, Format, Reference, archive_file, compact_json
from generator.model import Archive, Settings
from generator.outputs import Output, output
from generator.text.clean import text_as_written
from generator.text.wording import words_of

FORMER_FILE = "/archive.bib"
"""The address to which those of gone lists' BibTeX lead: a file that names the archive's."""

_FORMER_DUMP = DUMP.removesuffix(".gz")


def render(archive: Archive) -> Iterator[Output]:
    """Yield the last file of each recorded file that is no longer written."""
    if not archive.papers:
        return
    for path in sorted(archive.recorded_files):
        for format_ in FORMATS:
            if _former(format_).fullmatch(path):
                yield output(path, partial(_last_file, archive.settings, format_))
        if path == _FORMER_DUMP:
            yield output(path, partial(_last_line, archive.settings))


def _former(format_: Format) -> re.Pattern[str]:
    """Return a pattern of the paths of a format's files that are given up."""
    lists = r"digests/\d{4}-(?:W\d\d|\d\d)" if format_.ending == "bib" else r"(?:digests|tags|collections)/[^/]+"
    return re.compile(rf"(?:archive|{lists}/papers)\.{format_.ending}")


def _last_file(settings: Settings, format_: Format) -> Iterator[str]:
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
