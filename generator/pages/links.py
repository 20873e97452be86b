"""Checks of links in notes and the curator's pages, and of the entries of MkDocs' navigation."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from urllib.parse import unquote

from generator.addresses import address_of
from generator.model import Archive, Link, Note, Problem, Severity
from generator.outputs import Output, PageText
from generator.text.markup import keeps_address
from generator.text.suggest import did_you_mean

_WRITTEN_LATER = re.compile(r"/(?:sitemap[^/]*|archive\.sqlite|404\.html|(?:assets|pagefind|search)/.*)")
"""Addresses of files that the theme, or the last steps of a build, add to the site."""

_ID = re.compile(r'\bid="([^"]+)"')

_CORRECT = "correct the address, or remove the link"

_MAXIMUM_SUGGESTIONS = 50
"""Broken links for which the closest address is suggested. Each takes 0.1 s."""


def broken(
    archive: Archive,
    outputs: Mapping[str, Output],
    navigation: Iterable[Link],
    recorded: Collection[str] = (),
    *,
    plugins_add_pages: bool = False,
) -> list[Problem]:
    """Return a problem for each link that is broken, or that leads to an `http://` address.

    `outputs` are the files of `build/docs` by path. `recorded` are addresses that exist without a file in `outputs`.
    Where plugins of MkDocs add pages, missing pages are not reported here: MkDocs reports them when it builds the site.
    """
    site = _Site(archive, outputs, recorded, plugins_add_pages)
    problems = [problem for page, link in _note_links(archive) for problem in _in_note(site, page, link)]
    for path, link in _page_links(archive):
        problems += _on_page(site, path, link)
    if not plugins_add_pages:
        problems += [_missing(entry, outputs) for entry in navigation if entry.target not in outputs]
    return problems


class _Site:
    """The files and addresses that links may lead to."""

    def __init__(
        self, archive: Archive, outputs: Mapping[str, Output], recorded: Collection[str], plugins_add_pages: bool
    ) -> None:
        self.plugins_add_pages = plugins_add_pages
        self.url = archive.settings.site_url
        self.outputs = outputs
        self.paths = {address_of(path): path for path in outputs}
        self.known = {*self.paths, *recorded}
        self._curated = {page.path for page in archive.pages}
        self._folders = {path.partition("/")[0] for path in outputs if path not in self._curated}
        self._guesses = 0

    def own_target(self, link: Link) -> str:
        """Return the target of a link, without `site_url` where it begins with that."""
        return link.target.removeprefix(self.url.rstrip("/")) if link.target.startswith(self.url) else link.target

    def ids(self, path: str) -> list[str] | None:
        """Return the ids on a page, or None where only MkDocs knows them, as on the curator's pages."""
        if not path.endswith(".md") or path in self._curated:
            return None
        content = self.outputs[path].content()
        html = content.html if isinstance(content, PageText) else self.outputs[path].text
        return _ID.findall(html)

    def may_come(self, address: str) -> bool:
        """Return True if a plugin may add a page at this address, because it is in no folder of generated pages."""
        return self.plugins_add_pages and address.split("/")[1] not in self._folders

    def closest(self, address: str) -> str:
        """Return a hint with the closest address in the same top folder, such as `/tags/search/` for `/tags/serch/`."""
        folder = address[: address.find("/", 1) + 1] or "/"
        return self._closest(address, (each for each in self.known if each.startswith(folder)))

    def closest_file(self, file: str, page: str) -> str:
        """Return a hint with the closest file, as a link relative to the file `page`."""
        folder, top = posixpath.dirname(page), file.partition("/")[0] + "/" if "/" in file else ""
        paths = (posixpath.relpath(each, folder) for each in self.outputs if each.startswith(top))
        return self._closest(posixpath.relpath(file, folder), paths)

    def _closest(self, text: str, known: Iterator[str]) -> str:
        """Return a hint with the closest of the `known`, which are not sought for more than 50 links."""
        self._guesses += 1
        return did_you_mean(text, list(known), _CORRECT) if self._guesses <= _MAXIMUM_SUGGESTIONS else _CORRECT


def _in_note(site: _Site, page: str, link: Link) -> Iterator[Problem]:
    target = site.own_target(link)
    if target.startswith("http://"):
        yield _unencrypted(link)
    elif not keeps_address(target):
        yield _lost(link)
    elif target.startswith(("/", "#")):
        yield from _internal(site, page, link, target)


def _on_page(site: _Site, page: str, link: Link) -> Iterator[Problem]:
    target = site.own_target(link)
    if target.startswith("http://"):
        yield _unencrypted(link)
    elif target.startswith("/") and not target.startswith("//"):
        if _file("", target[1:]) not in site.outputs:
            yield from _internal(site, address_of(page), link, target)
    elif _names_file(target):
        file = _file(page, target)
        if file in site.outputs:
            yield from _missing_id(site, link, file, target.partition("#")[2])
        elif not site.plugins_add_pages and not _WRITTEN_LATER.fullmatch(f"/{file}"):
            yield _no_file(site, page, link, file)


def _note_links(archive: Archive) -> Iterator[tuple[str, Link]]:
    """Yield every link of notes and collections with the address of its page."""
    for paper in archive.papers:
        for note in paper.notes:
            yield from ((f"/papers/{paper.slug}/", link) for link in _links_of(note))
    for collection in archive.collections:
        yield from ((f"/collections/{collection.slug}/", link) for link in collection.mentions)
    for note in archive.unattached_notes:
        yield from (("/", link) for link in _links_of(note) if not link.target.startswith("#"))


def _links_of(note: Note) -> Iterator[Link]:
    for index, target in enumerate(note.links):
        yield Link(note.path, *note.positions.get(("links", index), (1, 1)), target)
    yield from note.mentions


def _page_links(archive: Archive) -> Iterator[tuple[str, Link]]:
    """Return every link of the curator's pages with the path of its page."""
    return ((page.path, link) for page in archive.pages for link in page.mentions)


def _names_file(target: str) -> bool:
    """Return True if the link is a relative path to a file, without a scheme, host, query or macro.

    >>> [_names_file(each) for each in ("b.md#c", "../d.png", "mailto:e@f.org", "//g.org", "#h", "?i", "{{ j }}")]
    [True, True, False, False, False, False, False]
    """
    return bool(re.match(r"(?![\\/#?]|\{[{%]|[A-Za-z][A-Za-z0-9+.-]*:).", target))


def _file(page: str, target: str) -> str:
    """Return the path of the file to which a relative link of a page leads.

    >>> _file("guide/a.md", "../papers/b%20c.md#d")
    'papers/b c.md'
    """
    path = unquote(re.split("[#?]", target)[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), path))


def _no_file(site: _Site, page: str, link: Link, file: str) -> Problem:
    path = re.split("[#?]", link.target)[0]
    # A link may be written relative to the page's address, as browsers read it, instead of its file.
    addresses = (f"/{file}/", posixpath.normpath(address_of(page) + path) + "/")
    meant = next((site.paths[address] for address in addresses if address in site.paths), "")
    if meant:
        return _problem(link, "leads to no file", f"name the file: {posixpath.relpath(meant, posixpath.dirname(page))}")
    return _problem(link, "leads to no file", site.closest_file(file, page))


def _internal(site: _Site, page: str, link: Link, target: str) -> Iterator[Problem]:
    """Yield a problem if the site has no such address, or the page no such id."""
    path, _, fragment = target.partition("#")
    address = unquote(path.partition("?")[0]) or page
    # A host adds the slash that ends the address of a page.
    address = address if address in site.known or f"{address}/" not in site.known else f"{address}/"
    if address in site.known:
        yield from _missing_id(site, link, site.paths.get(address, ""), fragment)
    elif not site.may_come(address) and not _WRITTEN_LATER.fullmatch(address):
        yield _problem(link, "leads to no page of this site", site.closest(address))


def _missing_id(site: _Site, link: Link, path: str, fragment: str) -> Iterator[Problem]:
    """Yield a problem if no element of a page has this id."""
    ids = site.ids(path) if fragment else None
    if ids is not None and unquote(fragment) not in ids:
        hint = did_you_mean(fragment, ids, "remove the '#…'")
        yield _problem(link, f"leads to no place on the page {address_of(path)}", hint)


def _unencrypted(link: Link) -> Problem:
    return _problem(link, "is not encrypted", "write https://, if the site has it", Severity.NOTICE)


def _lost(link: Link) -> Problem:
    if re.match(r"[^/]*:", link.target) or not link.target:
        hint = "links may begin with https://, mailto:, / or #"
        return _problem(link, "loses its address, and only its text is shown", hint, Severity.NOTICE)
    hint = "begin the addresses of this site's pages with /, such as /tags/, and others with https://"
    return _problem(link, "is relative and loses its address", hint)


def _problem(link: Link, message: str, hint: str, severity: Severity = Severity.WARNING) -> Problem:
    return Problem(link.path, link.line, link.column, f"the link '{link.target[:80]}' {message}", hint, severity)


def _missing(entry: Link, outputs: Iterable[str]) -> Problem:
    message = f"the navigation leads to '{entry.target}', which is no page"
    pages = [path for path in outputs if path.endswith(".md") and path.count("/") < 2]
    hint = did_you_mean(entry.target, pages, "add the page to content/pages/, or remove the entry")
    return Problem(entry.path, entry.line, entry.column, message, hint, Severity.WARNING)
