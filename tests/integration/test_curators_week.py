"""A curator's week in an archive under git: each act is one command, and what was published goes on answering."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

from generator import build
from generator.addresses import address_of
from generator.sources import permalinks
from generator.sources import published as record
from generator.system.progress import Silent

DIGEST = """\
date: 2026-04-{day}
source: desk
papers:
{papers}"""

MONDAY = {
    "Traces of Programs": "arxiv: '2604.00001'\n    authors: [Ann Lee, Bo Ek]",
    "Lanterns for Tree Search": "arxiv: '2604.00002'\n    authors: [Cy Dee]",
    "Postcards as Proofs": "authors: [Di Fox]",
    "Gardens of Lemmas": "arxiv: '2604.00004'",
    "Quiet Rewards": "authors: [Ed Gale]",
}
TUESDAY = {
    "Traces of Programms": "arxiv: '2604.00001'",
    "Lanterns, Revisited": "authors: [Cy Dee]",
    "A Work of Its Own": "arxiv: '2604.00004'\n    authors: [Flo Hay]",
    "Sheep Counted": "authors: [Gus Ivy]",
}
WEDNESDAY = {"The Only Paper of Its Day": "authors: [Hal Jay]"}
WRONG = {"Nobody Asked for This": "authors: [Ida Kay]", "Nor for This": "authors: [Jo Lim]"}

ACTS = [
    [
        ("import", "{files}/wrong.yml"),
        ("undo",),
        ("import", "{files}/monday.yml"),
        ("tags", "add", "quiet rewards", "Rewards", "--create", "--author", "Ann"),
        ("import", "{files}/wrong.yml"),
        ("remove", "nobody asked", "nor for this"),
    ],
    [
        ("import", "{files}/tuesday.yml"),
        ("fix", "2604.00001", "title=Traces of Programs"),
        ("merge", "lanterns for", "lanterns, revisited"),
        ("split", "2604.00004", "2026-04-21-desk"),
        ("tags", "rename", "rewards", "Reward models"),
        ("import", "{files}/wednesday.yml"),
    ],
    [
        ("remove", "sheep"),
        ("remove", "postcards", "--to", "2604.00001"),
        ("hide", "gardens"),
        ("remove", "only paper"),
        ("fix", "quiet rewards", "arxiv=2604.00005", "authors=Gale, Ed; Hay, Flo"),
    ],
    [
        ("hide", "--undo", "gardens-of-lemmas"),
        ("merge", "2604.00002", "a work of its own"),
        ("tags", "add", "2604.00001", "Programs", "--create", "--author", "Ann"),
        ("tags", "drop", "rewards", "--to", "programs"),
        ("tags", "remove", "quiet rewards", "programs"),
    ],
    [
        ("tags", "drop", "programs"),
        ("undo",),
    ],
]  # fmt: skip


def git(root: Path, *arguments: str | Path) -> None:
    identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


def addresses(site: Path) -> set[str]:
    return set((site / "published.txt").read_text().splitlines())


def unanswered(site: Path, published: set[str]) -> set[str]:
    return {
        address
        for address in published
        if not (site / address[1:] / "index.html" if address.endswith("/") else site / address[1:]).is_file()
    }


def lost(root: Path, published: set[str]) -> set[str]:
    """The published addresses at which a build would publish nothing now, had the workflow recorded them before."""
    sources, _ = build.read_sources(root)
    slugs = {permalink.slug for permalink in permalinks.parse_record(sources.permalinks)[0]}
    recorded = replace(sources, published=record.extend(sources.published, published, slugs))
    _, outputs, _ = build.trial(root, recorded, Silent())
    return published - {address_of(path) for path in outputs}


def test_every_act_of_a_week_is_one_command_and_no_published_address_is_lost(tmp_path: Path, run_papershelf) -> None:
    root, remote = tmp_path / "shelf", tmp_path / "remote.git"
    digests = {"monday": (20, MONDAY), "tuesday": (21, TUESDAY), "wednesday": (22, WEDNESDAY), "wrong": (20, WRONG)}
    for name, (day, papers) in digests.items():
        rows = "".join(f"  - title: {title}\n    {facts}\n    abstract: Of it.\n" for title, facts in papers.items())
        (tmp_path / f"{name}.yml").write_text(DIGEST.format(day=day, papers=rows))
    run_papershelf("init", root)
    settings = root / "site_config" / "archive.yml"
    settings.write_text(settings.read_text().replace("minimum_papers_per_tag: 3", "minimum_papers_per_tag: 1"))
    git(tmp_path, "init", "--quiet", "--bare", remote)
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "remote", "add", "origin", remote)

    published: set[str] = set()
    for acts in ACTS:
        for act in acts:
            run_papershelf("-C", root, *(word.format(files=tmp_path) for word in act))
            assert lost(root, published) == set(), act
        if published:
            # The publishing workflow records what is online before it builds.
            run_papershelf("-C", root, "record", root / "site" / "published.txt")
        run_papershelf("-C", root, "build", "--strict")
        assert unanswered(root / "site", published) == set()
        published |= addresses(root / "site")
        git(root, "add", "--all")
        git(root, "commit", "--quiet", "--message", "A day")
        git(root, "push", "--quiet", "--set-upstream", "origin", "main")

    pages = {path.parent.name: path.read_text() for path in (root / "site" / "papers").glob("*/index.html")}
    removed = {name for name, text in pages.items() if "This paper was removed" in text}
    assert removed == {"sheep-counted", "the-only-paper-of-its-day"}
    assert "traces-of-programs" in pages["postcards-as-proofs"]
    assert "lanterns-for-tree-search" in pages["a-work-of-its-own"]
    assert not {name for name in pages if name.startswith(("nobody", "nor-for"))}
