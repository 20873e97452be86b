"""Whether what people wrote leads somewhere: the links of notes and pages, and the entries of MkDocs' navigation."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from urllib.parse import unquote

from generator.addresses import address_of
from generator.model import Archive, Link, Problem, Severity
from generator.outputs import Output
from generator.text.markup import keeps_address
from generator.text.suggest import did_you_mean

_LATER = re.compile(r"/(?:sitemap[^/]*|archive\.sqlite|404\.html|(?:assets|pagefind|search)/.*)")
"""Files that the theme, or the end of a build, adds to the site."""

_CORRECT = "correct the address, or remove the link"

_MOST_MEANT = 50
"""Broken links for which the closest address is looked for, in 0.1 s each."""


def broken(
    archive: Archive, outputs: Mapping[str, Output], navigation: Iterable[Link], recorded: Collection[str] = ()
) -> list[Problem]:
    """A problem for each link that leads nowhere, or to the web without encryption.

    `outputs` are the files of `build/docs` by path; `recorded` are addresses that are there although they are not.
    """
    pages = {address_of(path): path for path in outputs}
    known = {*pages, *recorded}
    asked: list[str] = []
    problems = []
    for page, link in _links(archive):
        target = (
            link.target.removeprefix(archive.settings.site_url.rstrip("/")) if _is_own(archive, link) else link.target
        )
        if target.startswith("http://"):
            problems.append(_problem(link, "is not encrypted", "write https://, if the site has it", Severity.NOTICE))
        elif not keeps_address(target):
            problems.append(_lost(link))
        elif target.startswith(("/", "#")):
            problems += _internal(page, link, target, pages, known, outputs, asked)
    return problems + [_missing(entry, outputs) for entry in navigation if entry.target not in outputs]


def _links(archive: Archive) -> Iterator[tuple[str, Link]]:
    """Every link that a person wrote, with the address of the page on which it stands."""
    for paper in archive.papers:
        for note in paper.notes:
            page = f"/papers/{paper.slug}/"
            for index, target in enumerate(note.links):
                yield page, Link(note.path, *note.places.get(("links", index), (1, 1)), target)
            yield from ((page, link) for link in note.mentions)
    for written in archive.pages:
        address = address_of(f"{written.path}.md")
        yield from ((address, link) for link in written.mentions)


def _is_own(archive: Archive, link: Link) -> bool:
    """Whether a link names a page of this site by its whole address."""
    return link.target.startswith(archive.settings.site_url)


def _internal(
    page: str,
    link: Link,
    target: str,
    pages: Mapping[str, str],
    known: Collection[str],
    outputs: Mapping[str, Output],
    asked: list[str],
) -> Iterator[Problem]:
    """A problem when there is no such page, or no such place on it."""
    path, _, fragment = target.partition("#")
    address = unquote(path.partition("?")[0]) or page
    # A host adds the slash that ends the address of a page.
    address = address if address in known or f"{address}/" not in known else f"{address}/"
    if address not in known:
        if not _LATER.fullmatch(address):
            asked.append(address)
            hint = _meant(address, known) if len(asked) <= _MOST_MEANT else ""
            yield _problem(link, "leads to no page of this site", hint or _CORRECT)
    elif (
        fragment
        and pages.get(address, "").endswith(".md")
        and f'id="{unquote(fragment)}"' not in outputs[pages[address]].text
    ):
        places = re.findall(r'\bid="([^"]+)"', outputs[pages[address]].text)
        yield _problem(
            link, f"leads to no place on the page {address}", did_you_mean(fragment, places, "remove the '#…'")
        )


def _meant(address: str, known: Iterable[str]) -> str:
    """The closest address with the same first folder: `/tags/serch/` is some tag's."""
    folder = address[: address.find("/", 1) + 1] or "/"
    return did_you_mean(address, [each for each in known if each.startswith(folder)], _CORRECT)


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
