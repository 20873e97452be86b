"""The guide: every command in it runs, in the order of its pages, and the documents are a site of their own."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .reading import pages

ELSEWHERE = {
    "build": "is run by most tests",
    "undo": "undoes what was done last, here by another page: test_curators_week",
    "tags adopt": "needs an automatic tag: test_tag_edits",
    "tags review": "asks a person: tests of its own",
    "serve": "runs until it is stopped: test_serve",
    "fetch": "asks the Daily Papers: test_fetch",
    "add": "asks arXiv: test_fetch",
    "enrich": "asks arXiv, Crossref and others: tests of its own",
    "record --online": "asks the published site: test_published",
    "newsletter --send": "sends mail: test_newsletter",
}
"""Commands that tests with a server of their own run, and which."""

PAGES = (
    "first-archive importing curating tags names make-it-yours publishing newsletter data upgrading growing material "
    "notes"
).split()
"""Those with commands to run; the notes last, since a note that was only begun stops a strict build."""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, run_papershelf) -> Path:
    """The folder of an archive that was built, with what the guide's commands read beside it."""
    root = tmp_path_factory.mktemp("guide") / "my-papers"
    run_papershelf(
        "init", root, "--example", "--vocabulary", "ml", "--subject", "x", "--url", "https://ann.github.io/p/"
    )
    run_papershelf("-C", root, "build")
    (root / "list.bib").write_text("@misc{a, title={A Field Guide to Small Tables}, author={Haddad, Noor}}\n")
    row = {"paper": {"title": "Rows Without Columns", "summary": "Rows need no columns.", "authors": []}}
    (root / "2026-04-20.json").write_text(json.dumps([row]))
    (root / "papers.jsonl").write_text(json.dumps({"id": "1", "title": "On lamps", "abstract": "Lamps in the dark."}))
    shutil.copy(root / "site/api/v1/archive.jsonl.gz", root)
    shutil.copytree(root, root.parent / "before")
    return root


def commands(page: Path) -> Iterator[list[str]]:
    """The arguments of each call of `papershelf` in the blocks of a page."""
    is_shell = False
    for line in page.read_text("utf-8").splitlines():
        is_shell = line == "```sh" if line.startswith("```") else is_shell
        for call in line.split("&&") if is_shell else ():
            words = shlex.split(call, comments=True)
            if words[:1] == ["papershelf"]:
                yield words[1:]


def test_every_command_runs(shelf: Path, repository: Path, run_papershelf) -> None:
    here = {"PAPER": "quiet-tools-when-an-agent-should-not-call", "searching for programs": "Quiet Tools"}
    tags = json.loads((shelf / "site/api/v1/tags.json").read_text())["tags"]
    here |= {"my-papers": "another", "reasoning": tags[0]["slug"]}
    refused, ran = [], 0
    for page in [*(repository / f"docs/guide/{name}.md" for name in PAGES), repository / "README.md"]:
        for words in commands(page):
            if any(set(other.split()) <= set(words) for other in ELSEWHERE):
                continue
            given = [here.get(word, word.replace("~/Downloads/", "")) for word in words]
            shutil.rmtree(shelf / "another", ignore_errors=True)
            ran += 1
            try:
                run_papershelf(*given, cwd=shelf)
            except AssertionError as error:
                refused.append(f"{page.name}: papershelf {shlex.join(words)}: {str(error)[:300]}")
    assert refused == []
    assert ran > 20


def test_the_documents_are_a_site_without_a_broken_link(repository: Path, tmp_path: Path) -> None:
    config = repository / "docs/site/mkdocs.yml"
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", config, "--site-dir", tmp_path]
    done = subprocess.run(build, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    built = pages(tmp_path)
    assert {f"guide/{name}" for name in PAGES} <= built.keys()
    links = {str(link["href"]) for link in built["guide/growing"].select("article a[href]")}
    assert "https://github.com/papershelf/papershelf/blob/main/bench/README.md" in links
    assert "../../scaling/" in links
