"""What a change does to the pages of a site: two trees of `build/docs`, as a summary for whoever reviews it."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from generator.addresses import address_of
from generator.text.messages import as_markdown

_MOST_SHOWN = 30
"""Pages whose words are shown before and after; the others are only named."""

_MOST_AT_PLACES = 2_000
"""Lines of a page that are compared at their places: difflib's time grows with the square of those that are alike."""

_MOST_LISTED = 500
_MOST_LINES = 40
"""Lines of one page's difference."""

_LONGEST_LINE = 400

_BLOCKS = "article blockquote dd details dt h1 h2 h3 h4 h5 h6 li p pre section summary table td th".split()


def compare(before: Mapping[str, str], after: Mapping[str, str], site_url: str = "") -> str:
    """The pages that were added, changed and removed, as Markdown; those there are now link to `site_url`.

    Both map paths to texts. Other files, such as feeds and data, follow from pages and are counted by their ending.
    """
    added, removed = sorted(after.keys() - before.keys()), sorted(before.keys() - after.keys())
    changed = sorted(path for path in before.keys() & after.keys() if before[path] != after[path])
    pages = [[path for path in paths if path.endswith(".md")] for paths in (added, changed, removed)]
    others = [path for path in (*added, *changed, *removed) if not path.endswith(".md")]
    parts = ["## Pages that would change\n\n"]
    if not any(pages):
        parts.append("None.\n")
    for heading, paths in zip(("added", "changed", "removed"), pages, strict=True):
        parts += _list(heading, paths, site_url if heading != "added" else "")
    parts += _differences(pages[1], before, after)
    parts += _differences(pages[0], {}, after)
    if others:
        counts = Counter(path.rpartition(".")[2] for path in others)
        told = ", ".join(f"{count:,} {as_markdown(ending)}" for ending, count in counts.most_common())
        parts.append(f"\nOther files that would change: {told}.\n")
    return "".join(parts)


def _list(heading: str, paths: Sequence[str], site_url: str) -> Iterator[str]:
    if not paths:
        return
    yield f"\n### {len(paths):,} {heading}\n\n"
    for path in paths[:_MOST_LISTED]:
        address = address_of(path)
        name = as_markdown(address)
        yield f"- [{name}]({site_url.rstrip('/')}{address})\n" if site_url else f"- {name}\n"
    if len(paths) > _MOST_LISTED:
        yield f"- … and {len(paths) - _MOST_LISTED:,} more\n"


def _differences(paths: Sequence[str], before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """The words of pages before and after. Nothing in them can end the block of code they are in."""
    for path in paths[:_MOST_SHOWN]:
        shown = [_cut(line) for line in _changes(words(before.get(path, "")), words(after[path]))]
        if len(shown) > _MOST_LINES:
            shown = [*shown[:_MOST_LINES], f"… and {len(shown) - _MOST_LINES:,} more lines"]
        said = "\n".join(shown) or "Only what is not text."
        fence = "`" * (max(map(len, re.findall("`{3,}", said)), default=2) + 1)
        summary = f"<details><summary>{as_markdown(address_of(path))}</summary>"
        yield f"\n{summary}\n\n{fence}diff\n{said}\n{fence}\n\n</details>\n"


def _cut(line: str) -> str:
    """A line short enough that all of them fit into what GitHub shows of a step, 1 MiB."""
    return line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…"


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """Lines that went, with a minus, and that came, with a plus: of short pages each at its place."""
    if max(len(before), len(after)) > _MOST_AT_PLACES:
        gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
        yield from (f"-{line}" for line in gone.elements())
        yield from (f"+{line}" for line in come.elements())
        if not gone and not come and before != after:
            yield "Only the order of its lines."
        return
    lines = difflib.unified_diff(before, after, lineterm="", n=1)
    yield from (line for line in lines if not line.startswith(("---", "+++")))


def words(page: str) -> list[str]:
    """What a page of `build/docs` says, a line to each block of it, its title and description first."""
    from bs4 import BeautifulSoup

    front, _, body = page.removeprefix("---\n").partition("\n---\n")
    head = [line for line in front.splitlines() if line.startswith(("title:", "description:"))]
    soup = BeautifulSoup(body, "html.parser")
    for block in soup.find_all(_BLOCKS):
        # Inside of it: to put something beside it, Beautiful Soup looks for it among all that stand there.
        block.insert(0, "\0")
        block.append("\0")
    blocks = (" ".join(block.split()) for block in soup.get_text().split("\0"))
    return [*head, *(_printable(block) for block in blocks if block)]


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "�" for char in text)
