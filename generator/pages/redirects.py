"""Redirects: the present addresses of pages that have moved, and the pages at their former addresses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from generator.addresses import LISTING, PUBLISHED_RECORD, address_of, fits, folders_of, is_lasting
from generator.archive import people
from generator.exports.citations import LIST_FILE
from generator.exports.former_files import FORMER_FILE
from generator.model import Archive, Problem, PublishedAddress, Severity
from generator.outputs import Output
from generator.pages.layout import Layout

_OF_MKDOCS = ("404.html", "sitemap.xml", "sitemap.xml.gz")
"""Files of the site that MkDocs writes, and no output is."""

MAX_STEPS = 10
"""Maximum number of redirects to follow in a row. The page at the first address leads directly to the last."""


def listing(outputs: Iterable[str]) -> str:
    """Return the list of the site's permanent addresses, its own included, for the paths of `build/docs`."""
    addresses = sorted(map(address_of, {*outputs, LISTING}))
    return "".join(f"{address}\n" for address in addresses if is_lasting(address))


def resolve(
    record: Iterable[PublishedAddress], outputs: Iterable[str], moved: Mapping[str, str]
) -> tuple[dict[str, str], list[Problem]]:
    """Return the target of each recorded address without a page, and a problem for each address that is lost.

    `moved` are the folders for which the archive itself knows a new address. A folder takes along what was below it:
    with `/tags/old/ -> /tags/new/`, the feed `/tags/old/feed.xml` is the one of the new tag.
    """
    record, outputs = list(record), list(outputs)
    taken = {address_of(path) for path in (*outputs, LISTING)}
    known = dict(moved) | {published.address: published.target for published in record if published.target}
    recorded = {published.address for published in record}
    targets: dict[str, str] = {}
    problems = []
    files = {path for output in outputs for path in _files_of(output)} | {LISTING, *_OF_MKDOCS}
    folders = {folder for path in files for folder in folders_of(path)}
    for published in record:
        if published.address in taken:
            if published.target and published.address not in moved:
                message = f"{published.address} is published again, so that it leads nowhere else"
                hint = f"remove ' -> {published.target}' from the line"
                problems.append(Problem(PUBLISHED_RECORD, published.line, 1, message, hint, Severity.WARNING))
            continue
        target = _follow(published.address, known, taken)
        path = f"{published.address[1:]}{'index.html' if published.address.endswith('/') else ''}"
        if target is None:
            problems.append(_lost(published, taken, taken - recorded))
        elif path in folders or not files.isdisjoint(folders_of(path)):
            message = f"{published.address} would be a file and a folder of the site at once"
            problems.append(Problem(PUBLISHED_RECORD, published.line, 1, message, "delete the line"))
        else:
            files.add(path)
            folders.update(folders_of(path))
            targets[published.address] = target
    return targets, problems


def _files_of(output: str) -> list[str]:
    """Return the files of the site that come from an output: of a page, its Markdown as well."""
    return [output, f"{address_of(output)[1:]}index.html"] if output.endswith(".md") else [output]


def _follow(address: str, known: Mapping[str, str], taken: Collection[str]) -> str | None:
    """Return the published address to which this one redirects, None if there is none or the redirects form a circle.

    A file is only replaced by a file, not the list of addresses: programs that read feeds or data do not follow a page
    that redirects.
    """
    target = address
    # Redirects without an end form a circle, or an address that grows with each step: `/a/ -> /a/b/`.
    for _ in range(MAX_STEPS):
        step = _step(target, known)
        if step is None or not fits(step):
            return None
        target = step
        if target in taken:
            is_copied = not target.endswith("/") and target != f"/{LISTING}"
            return target if address.endswith("/") or is_copied else None
    return None


def _step(address: str, known: Mapping[str, str]) -> str | None:
    """Follow one redirect: that of the address itself, or of the closest folder above it that has one."""
    folder, rest = address, ""
    while folder:
        if folder in known and (not rest or known[folder].endswith("/")):
            return known[folder] + rest
        above = folder.rstrip("/").rpartition("/")[0]
        folder, rest = (f"{above}/", folder[len(above) + 1 :] + rest) if above else ("", "")
    return None


def targets_of_lost(
    addresses: Iterable[str], outputs: Iterable[str], moved: Mapping[str, str], record: Iterable[PublishedAddress]
) -> dict[str, str]:
    """Return the target of each of these addresses that would no longer be published.

    It is the closest folder above that has a page, or file of that name; of BibTeX, the file that names the archive's.
    """
    outputs, addresses = list(outputs), list(addresses)
    known = {published.address: published for published in record}
    wanted = [known.get(address, PublishedAddress(address)) for address in addresses]
    taken = {address_of(path) for path in (*outputs, LISTING)}
    lost = {published.address for published in wanted} - taken - resolve(wanted, outputs, moved)[0].keys()
    return {address: _closest(address, taken) for address in sorted(lost)}


def _lost(published: PublishedAddress, taken: Collection[str], new: Collection[str]) -> Problem:
    if published.target:
        message = f"{published.address} leads to {published.target}, where nothing is published that could stand for it"
        return Problem(
            PUBLISHED_RECORD, published.line, 1, message, f"correct the address; {_example(published, taken)}"
        )
    message = f"nothing is published at {published.address} any more"
    if moved_to := _moved_to(published.address, new):
        hint = f"if it moved, write '{published.address} -> {moved_to}' in this line, or else bring back what was there"
        return Problem(PUBLISHED_RECORD, published.line, 1, message, hint)
    hint = f"bring back what was there, or lead its readers on: write '{_example(published, taken)}' in this line"
    if not is_lasting(published.address):
        hint = "bring back what was there, or delete the line"
    return Problem(PUBLISHED_RECORD, published.line, 1, message, hint)


def _moved_to(address: str, new: Collection[str]) -> str:
    """Return the one new address to which a page or a day may have moved: in its folder, or of its name; "" if unsure.

    >>> _moved_to("/about/", {"/colophon/", "/feed.xml"}), _moved_to("/about/", {"/more/about/"})
    ('/colophon/', '/more/about/')
    """
    folder, _, name = address.rstrip("/").rpartition("/")
    if folder not in ("", "/digests") or not address.endswith("/"):
        return ""
    pages = [other for other in new if other.endswith("/")]
    same_name = [other for other in pages if other.rstrip("/").rpartition("/")[2] == name]
    candidates = same_name or [other for other in pages if other.rstrip("/").rpartition("/")[0] == folder]
    return candidates[0] if len(candidates) == 1 else ""


def _example(published: PublishedAddress, taken: Collection[str]) -> str:
    """Return a valid line for a hint."""
    return f"{published.address} -> {_closest(published.address, taken)}"


def _closest(address: str, taken: Collection[str]) -> str:
    """Return the closest existing folder above the address, or a file of that name."""
    folder, _, name = address.rpartition("/")
    above = [f"{folder[:end]}/" for end, char in enumerate(f"{folder}/") if char == "/"][::-1]
    candidates = [place + name for place in above]
    if name == LIST_FILE:
        return FORMER_FILE  # is there once an address leads to it
    return next((candidate for candidate in candidates if candidate in taken), "/another/file" if name else "/")


def moved(archive: Archive) -> dict[str, str]:
    """Return former addresses of papers and tags with the current ones, such as (`/tags/old/`, `/tags/new/`)."""
    papers = ((f"/papers/{slug}/", f"/papers/{paper.slug}/") for paper in archive.papers for slug in paper.former_slugs)
    tags = ((f"/tags/{slug}/", f"/tags/{tag.slug}/") for tag in archive.tags for slug in tag.former_slugs)
    credits_ = (
        (f"/{folder}/{slug}/", f"/{folder}/{credit.slug}/")
        for folder, credited in ((people.AUTHORS, archive.authors), (people.ORGANISATIONS, archive.organisations))
        for credit in credited
        if credit.has_page
        for slug in credit.former_slugs
    )
    return {**dict(papers), **dict(tags), **dict(credits_)}


def render(layout: Layout, targets: Mapping[str, str], outputs: Mapping[str, Output]) -> Iterator[Output]:
    """Yield the files at former addresses: a redirect to a page, or a copy of a file."""
    for old, new in targets.items():
        if old.endswith("/"):
            yield layout.redirect(f"{old[1:]}index.html", new[1:])
        else:
            yield replace(outputs[new[1:]], path=old[1:])
