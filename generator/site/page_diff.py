"""Page differences: a summary of how the pages of two versions of `build/docs` differ, for reviewers of a change."""

from __future__ import annotations

import difflib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from generator.addresses import address_of
from generator.text.messages import as_diff, as_markdown, without_controls

_PAGES_SHOWN = 30
"""Pages whose differences are shown. Others are only listed."""

_MAXIMUM_COMPARED = 2_000
"""Lines up to which pages are compared in order. The time of difflib grows with the square of equal lines."""

_PAGES_LISTED = 500

_LINES_SHOWN = 40
"""Lines shown of one page's difference."""

_LONGEST_LINE = 400

_PAPER = re.compile(r"api/v1/papers/((?!index\b)[a-z0-9-]+)\.json")
"""The data of an address: that of the paper's own, and of each former one."""

_BLOCKS = "article blockquote dd details dt h1 h2 h3 h4 h5 h6 li p pre section summary table td th".split()


def moved_addresses(before: Mapping[str, str], after: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return the slugs of papers that lead to another work than before, each with the titles of both works.

    Works are the same if they share an id, their title or, where it was corrected, all their authors. A paper that was
    removed leads to no other.
    """
    found = []
    for path in sorted(before.keys() & after.keys()):
        if (match := _PAPER.fullmatch(path)) and before[path] != after[path]:
            old, new = _json(before[path]), _json(after[path])
            if not ("removed" in new or _is_same_work(old, new)):
                found.append((match[1], str(old.get("title")), str(new.get("title"))))
    return found


def _is_same_work(old: Mapping[str, object], new: Mapping[str, object]) -> bool:
    return any(old.get(key) and old[key] == new.get(key) for key in ("arxiv", "doi", "title", "authors"))


def _json(text: str) -> dict[str, object]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _addresses_that_move(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    moved = moved_addresses(before, after)
    if not moved:
        return
    yield "## Addresses that would lead to another paper\n\nReaders were promised that they do not.\n\n"
    for slug, old, new in moved[:_PAGES_LISTED]:
        yield f"- /papers/{slug}/ is that of “{as_markdown(old)}”, and would be that of “{as_markdown(new)}”\n"
    if len(moved) > _PAGES_LISTED:
        yield f"- … and {len(moved) - _PAGES_LISTED:,} more\n"
    yield "\n"


def compare(before: Mapping[str, str], after: Mapping[str, str], site_url: str = "") -> str:
    """Return the pages that were added, changed and removed, as Markdown; published ones link to `site_url`.

    `before` and `after` have texts by path. Other files, such as feeds and data, are counted by their suffix.
    """
    added, removed = sorted(after.keys() - before.keys()), sorted(before.keys() - after.keys())
    changed = sorted(path for path in before.keys() & after.keys() if before[path] != after[path])
    pages = [[path for path in paths if path.endswith(".md")] for paths in (added, changed, removed)]
    others = [path for path in (*added, *changed, *removed) if not path.endswith(".md")]
    parts = [*_addresses_that_move(before, after), "## Pages that would change\n\n"]
    if not any(pages):
        parts.append("None.\n")
    for heading, paths in zip(("added", "changed", "removed"), pages, strict=True):
        parts += _list(heading, paths, site_url if heading != "added" else "")
    parts += _differences(pages[1], before, after)
    parts += _differences(pages[0], {}, after)
    if others:
        counts = Counter(path.rpartition(".")[2] for path in others)
        listed = ", ".join(f"{count:,} {as_markdown(suffix)}" for suffix, count in counts.most_common())
        parts.append(f"\nOther files that would change: {listed}.\n")
    return "".join(parts)


def _list(heading: str, paths: Sequence[str], site_url: str) -> Iterator[str]:
    if not paths:
        return
    yield f"\n### {len(paths):,} {heading}\n\n"
    for path in paths[:_PAGES_LISTED]:
        address = address_of(path)
        name = as_markdown(address)
        yield f"- [{name}]({site_url.rstrip('/')}{address})\n" if site_url else f"- {name}\n"
    if len(paths) > _PAGES_LISTED:
        yield f"- … and {len(paths) - _PAGES_LISTED:,} more\n"


def _differences(paths: Sequence[str], before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """Yield the differences of pages, each in a fenced code block that no text in it can end."""
    for path in paths[:_PAGES_SHOWN]:
        shown = [_cut(line) for line in _changes(words(before.get(path, "")), words(after[path]))]
        if len(shown) > _LINES_SHOWN:
            shown = [*shown[:_LINES_SHOWN], f"… and {len(shown) - _LINES_SHOWN:,} more lines"]
        text = "\n".join(shown) or "Only what is not text."
        summary = f"<details><summary>{as_markdown(address_of(path))}</summary>"
        yield f"\n{summary}\n\n{as_diff(text)}\n</details>\n"


def _cut(line: str) -> str:
    """Shorten a line, so that the summary stays below GitHub's limit for a step, 1 MiB."""
    return line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…"


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """Yield removed lines with a minus and added ones with a plus; of long pages, without regard to their order."""
    if max(len(before), len(after)) > _MAXIMUM_COMPARED:
        removed, added = Counter(before) - Counter(after), Counter(after) - Counter(before)
        yield from (f"-{line}" for line in removed.elements())
        yield from (f"+{line}" for line in added.elements())
        if not removed and not added and before != after:
            yield "Only the order of its lines."
        return
    lines = difflib.unified_diff(before, after, lineterm="", n=1)
    yield from (line for line in lines if not line.startswith(("---", "+++")))


def words(page: str) -> list[str]:
    """Return the text of a page of `build/docs`, a line for each block, its title and description first."""
    from bs4 import BeautifulSoup

    front, _, body = page.removeprefix("---\n").partition("\n---\n")
    head = [line for line in front.splitlines() if line.startswith(("title:", "description:"))]
    soup = BeautifulSoup(body, "html.parser")
    for block in soup.find_all(_BLOCKS):
        # Inside the block: to insert something beside it, Beautiful Soup would search all its siblings.
        block.insert(0, "\0")
        block.append("\0")
    blocks = (" ".join(block.split()) for block in soup.get_text().split("\0"))
    return [*head, *(without_controls(block) for block in blocks if block)]
