"""`use_directory_urls: false`: links name files, so that a site can be read from a disk, without a server.

MkDocs would also move pages, from `papers/traces/index.html` to `papers/traces.html`. Here they stay, and so do the
addresses that feeds, citations and other sites have.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from functools import partial
from pathlib import Path
from urllib.parse import quote

import jinja2
from mkdocs.structure.files import Files
from mkdocs.utils.templates import TemplateContext, url_filter

_INDEX = "index.html"
_LINK = re.compile(r'(href="|content="0; url=)([^":?#]+/)(?=["?#])')


def name_files(files: Files) -> None:
    """Leave pages where they are with `use_directory_urls`, and have links to them name their files."""
    for file in files.documentation_pages():
        file.dest_uri = file._get_dest_path(use_directory_urls=True)
        file.url = quote(file.dest_uri)


def complete(env: jinja2.Environment, files: Files, written: Path) -> None:
    """Make links in templates lead to files as well, and let pages announce their addresses on a server.

    `written` is the folder of what people wrote.
    """
    pages = [file.page for file in files.documentation_pages() if file.page]
    addresses = {page.url.removesuffix(_INDEX) for page in pages} - {""}
    for page in pages:
        page.canonical_url = (page.canonical_url or "").removesuffix(_INDEX) or None
        page.content = _LINK.sub(partial(_with_file, page.url, addresses), page.content or "")
    for file in files:
        # Addresses that have moved. A page of HTML that somebody wrote stays as it is.
        if file.src_uri.endswith(f"/{_INDEX}") and not (written / file.src_uri).exists():
            file.content_string = _LINK.sub(partial(_with_file, file.src_uri, addresses), file.content_string)

    @jinja2.pass_context
    def url(context: TemplateContext, value: object) -> str:
        path, rest = re.fullmatch(r"([^?#]*)(.*)", str(value), re.S).groups()  # type: ignore[union-attr]
        return url_filter(context, f"{path}{_INDEX if path in addresses else ''}{rest}")

    env.filters["url"] = url


def _with_file(page: str, addresses: Collection[str], link: re.Match[str]) -> str:
    """Return a relative link in a page's HTML, such as one of a note, changed to name a file."""
    address = posixpath.normpath(posixpath.join(posixpath.dirname(page), link[2])) + "/"
    return f"{link[0]}{_INDEX}" if address in addresses else link[0]
