"""Changes to the files of an archive that review must not miss: what runs, what is shown as it is, and records."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from generator.text.messages import as_diff, as_markdown, without_controls

RUNS, SHOWN, RECORDS, NEVER = "runs", "shown", "records", "never"

_KINDS = (
    (NEVER, re.compile(r"\.cache/.*|\.papershelf[^/]*(?:/.*)?|site/.*|build/(?!(?:docs|theme)/\.gitignore$).*", re.S)),
    (RECORDS, re.compile(r"content/(?:permalinks|published|citations)\.txt|site_config/papershelf\.json")),
    (SHOWN, re.compile(r"(?:content/(?:pages|files)|site_config/overrides)/.*", re.S)),
    (RUNS, re.compile(r"(?!content/)[^/]*|site_config/.*|\.github/.*|(?:.*/)?[^/]*\.py", re.S)),
)
"""The kinds of files by path, the first that matches. Files at the top are settings, or of the tools of a workflow."""

_HEADINGS = {
    RUNS: "Run or decide what runs: with every build, or with the tokens of workflows",
    SHOWN: "Published as they are, with HTML and scripts",
    RECORDS: "Records of addresses and of given files, which imports and upgrades write",
    NEVER: "Belong in no repository: caches, locks and output",
}
_BEFORE_A_BUILD = """\
Read them before you check or build this branch on your machine: hooks and plugins run, and `mkdocs build` also runs \
what tags of `mkdocs.yml` name, before Papershelf can refuse them.

"""
_FILES_LISTED = 200
_LINES_SHOWN = 40
_LONGEST_LINE = 200


def compare(before: Mapping[str, str], after: Mapping[str, str], code: Collection[str] = ()) -> str:
    """Return the files that differ, by kind, as Markdown; the lines of records and of what runs are shown.

    Both map paths of an archive to texts. `code` are further paths that run, such as hooks in `content/`.
    """
    changed = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
    parts = []
    for kind, heading in _HEADINGS.items():
        if paths := [path for path in changed if kind_of(path, code) == kind]:
            parts += [f"### {heading}\n\n", *_list(paths, before, after), "\n"]
            parts += [_BEFORE_A_BUILD] if kind == RUNS else []
            parts += _differences(paths, before, after) if kind in (RUNS, RECORDS) else ()
    return "".join(["## Files to look at closely\n\n", *(parts or ["None has changed.\n\n"])])


def kind_of(path: str, code: Collection[str] = ()) -> str:
    """Return the kind of a file, "" for digests and notes, which can do no harm, and for files of other tools."""
    if path in code:
        return RUNS
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(path)), "")


def _list(paths: Sequence[str], before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for path in paths[:_FILES_LISTED]:
        verb = "added" if path not in before else "removed" if path not in after else "changed"
        yield f"- {as_markdown(path)}: {verb}\n"
    if len(paths) > _FILES_LISTED:
        yield f"- … and {len(paths) - _FILES_LISTED:,} more\n"


def _differences(paths: Sequence[str], before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines that went and came. No line of them can end the block of code that they are in."""
    lines: list[str] = []
    for path in paths[:_FILES_LISTED]:
        old, new = before.get(path, "").splitlines(), after.get(path, "").splitlines()
        gone, come = _without_common(old, new)
        difference = difflib.unified_diff(gone, come, lineterm="", n=0) if len(gone) + len(come) < 2_000 else ()
        shown = [line for line in difference if not line.startswith(("---", "+++", "@@"))]
        more = shown or [f"-{line}" for line in gone] + [f"+{line}" for line in come]
        lines += [f" {path}", *more[:_LINES_SHOWN]]
        lines += [f" … and {len(more) - _LINES_SHOWN:,} more lines"] if len(more) > _LINES_SHOWN else []
    text = "\n".join(without_controls(line[:_LONGEST_LINE]) for line in lines)
    yield f"<details><summary>Lines</summary>\n\n{as_diff(text)}\n</details>\n\n"


def _without_common(old: Sequence[str], new: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Return both without the lines that they begin and end with alike; records grow at their end."""
    shorter = min(len(old), len(new))
    start = next((number for number in range(shorter) if old[number] != new[number]), shorter)
    rest = shorter - start
    end = next((number for number in range(rest) if old[-1 - number] != new[-1 - number]), rest)
    return old[start : len(old) - end], new[start : len(new) - end]
