"""Files that one digest more changes, by kind and cause: `python bench/changes.py ARCHIVE DIGEST`; see README.md.

ARCHIVE is built, DIGEST is imported, and ARCHIVE is built again. With `--papers 2000` instead, an archive of so many
made papers gets a digest of 20.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import made_papers
from projects import PAPERS_A_DIGEST, SEED, contenders
from rich.console import Console
from rich.table import Table

FOLDERS = ("build/docs", "site")

State = tuple[int, int]

_KEYS = 40
"""An object of JSON with more keys than this is a table, whose keys name no parts."""


def states(folder: Path) -> dict[str, State]:
    """Return the inode and time of each file below a folder: both stay if a build leaves or links the file."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            status = path.stat()
            found[str(path.relative_to(folder))] = (status.st_ino, status.st_mtime_ns)
    return found


def link_tree(folder: Path, copy: Path) -> None:
    """Make a copy of a folder out of links to its files, which keep the text that a build replaces."""
    shutil.copytree(folder, copy, copy_function=os.link)


def kind_of(path: str) -> str:
    """Return a path with a star for each name of a paper, tag, person or number.

    >>> kind_of("papers/attention/index.html"), kind_of("tags/agents/3.md"), kind_of("feed.xml")
    ('papers/*/index.html', 'tags/*/*.md', 'feed.xml')
    """
    *folders, name = path.split("/")
    fixed = {"index", "feed", "papers", "names", "page", "api", "v1"}
    folders = [part if number == 0 or part in fixed else "*" for number, part in enumerate(folders)]
    stem, dot, ending = name.partition(".")
    return "/".join([*folders, f"{stem if stem in fixed or not folders else '*'}{dot}{ending}"])


def parts(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the parts of a file that can change on their own, each after its name: keys of YAML and JSON, and lines."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return
    if path.suffix == ".json":
        value = json.loads(text)
        rows = value.items() if isinstance(value, dict) and len(value) < _KEYS else [("", value)]
        yield from ((key, json.dumps(part)) for key, part in rows)
    elif path.suffix == ".md" and text.startswith("---\n"):
        front, _, body = text[4:].partition("\n---\n")
        for block in re.split(r"\n(?=\S)", front):
            key, _, value = block.partition(":")
            yield key, value
        yield "body", body
    elif path.suffix == ".html":
        for element in re.split(r"(?=<(?:section|nav|header|footer|aside|article|head|main)\b)", text):
            yield " ".join(element.split()[:2])[:40], element
    else:
        yield "", text


def causes(before: Path, after: Path) -> str:
    """Return the names of the parts that differ."""
    if not before.exists():
        return "new"
    old: dict[str, list[str]] = defaultdict(list)
    new: dict[str, list[str]] = defaultdict(list)
    for found, path in ((old, before), (new, after)):
        for name, part in parts(path):
            found[name].append(part)
    changed = sorted(name for name in old.keys() | new.keys() if old[name] != new[name])
    if changed:
        return ", ".join(changed)[:80]
    return "" if before.read_bytes() != after.read_bytes() else "same bytes"


def compare(before: Path, folder: Path, known: Mapping[str, State]) -> Counter[tuple[str, str]]:
    """Return how many files a build wrote, by kind and cause."""
    written: Counter[tuple[str, str]] = Counter()
    for path, state in sorted(states(folder).items()):
        if known.get(path) != state:
            written[kind_of(path), causes(before / path, folder / path)] += 1
    for path in known.keys() - states(folder).keys():
        written[kind_of(path), "deleted"] += 1
    return written


def build(root: Path) -> float:
    began = time.monotonic()
    _papershelf(root, "build")
    return time.monotonic() - began


def _papershelf(root: Path, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "generator", "-C", str(root), *arguments], check=True, stdout=subprocess.DEVNULL
    )


def made_archive(home: Path, papers: int) -> tuple[Path, Path]:
    """Return an archive of so many made papers below `home`, and a digest that it does not have.

    Its last digest is imported, which records the addresses of all, in the order in which papers count as old.
    """
    shutil.rmtree(home, ignore_errors=True)
    made = list(made_papers.papers(papers + PAPERS_A_DIGEST, SEED))
    ours = next(contenders(home, home, made[: papers - PAPERS_A_DIGEST]))
    known = set((ours.source / "digests").iterdir())
    ours.add(made[papers - PAPERS_A_DIGEST :])
    last, new = (
        Path(shutil.move(path, home / path.name)) for path in sorted(set((ours.source / "digests").iterdir()) - known)
    )
    _papershelf(ours.project, "import", str(last.resolve()))
    return ours.project, new


def main() -> None:
    """Build, import, build, and print a table for each folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path, nargs="?", help="an archive without the digest")
    parser.add_argument("digest", type=Path, nargs="?", help="the digest, a file that `papershelf import` reads")
    parser.add_argument("--papers", type=int, default=0, help="make an archive of so many papers")
    parser.add_argument("--home", type=Path, default=Path(".bench/changes"), help="where made archives are")
    given = parser.parse_args()
    root, digest = made_archive(given.home, given.papers) if given.papers else (given.archive, given.digest)
    console = Console(width=160)
    seconds = [build(root)]
    known = {name: states(root / name) for name in FOLDERS}
    with tempfile.TemporaryDirectory(dir=root, prefix=".papershelf-") as copies:
        for name in FOLDERS:
            link_tree(root / name, Path(copies) / name)
        _papershelf(root, "import", str(digest.resolve()))
        seconds.append(build(root))
        for name in FOLDERS:
            written = compare(Path(copies) / name, root / name, known[name])
            table = Table(f"{name}: {written.total():,} of {len(known[name]):,} files", "what changed", "files")
            for (kind, cause), files in sorted(written.items(), key=lambda item: (-item[1], item[0])):
                table.add_row(kind, cause, f"{files:,}")
            console.print(table)
    console.print(f"Seconds of the two builds: {seconds[0]:.1f}, {seconds[1]:.1f}")


if __name__ == "__main__":
    main()
