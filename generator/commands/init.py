"""The command `papershelf init`."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import click

import generator
from generator.commands.changes import remember
from generator.commands.terminal import archive_option, fail, root_of, stop_at_links, warn_of_source
from generator.edits import new_archive, undo
from generator.edits.new_archive import Choices
from generator.sources import permalinks
from generator.system import files, installation
from generator.text import web

_URL = "https://example.org/"

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,8})?")


@click.command(name="init")
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", help="Name of the archive.  [default: the folder's name]")
@click.option("--url", metavar="URL", help=f"Address of the site.  [default: {_URL}]")
@click.option("--repo", metavar="URL", help="Its repository on GitHub, to which pages link for notes and fixes.")
@click.option("--language", metavar="CODE", help="Language of the site, such as de.  [default: en]")
@click.option("--subject", help="What the papers are about, in a few words, for the home page.")
@click.option(
    "--vocabulary", type=click.Choice(["ml", "none"]), help="Begin with tags for machine learning.  [default: none]"
)
@click.option("--example", is_flag=True, help="Begin with a digest of papers that do not exist.")
@archive_option
def init_(
    target: Path,
    name: str | None,
    url: str | None,
    directory: Path | None,
    vocabulary: str | None,
    **answers: str | bool | None,
) -> None:
    """Start a new archive in DIR.

    On a terminal it asks for what no option says. With -C, DIR is relative to that folder. Existing files are never
    overwritten.
    """
    target = root_of(directory) / target if directory or click.get_current_context().obj else target
    if target.exists() and not target.is_dir():
        fail(f"{target}: is a file. Name a folder for the new archive")
    stop_at_links(target)
    default_name = target.resolve().name.replace("-", " ").title()
    title = _answer("Name of the archive", name, default_name)
    address = _answer("Address of the site", url, _URL)
    if not web.is_address(address):
        fail(f"--url {address}: is not the address of a site. Write one such as https://you.github.io/papers/")
    choices = _choices(answers, vocabulary)
    source = installation.find(Path(generator.__file__).parent, generator.__version__)
    outputs = new_archive.new_archive(title, address, source.requirement, choices)
    present = [path for path in outputs if (target / path).exists()]
    if present:
        fail(f"{target / present[0]}: already exists. Choose an empty folder, or move that file away")
    for path, text in outputs.items():
        files.write_text(target / path, text)
    if choices.has_example:
        example = {path: outputs[path] for path in (new_archive.EXAMPLE, permalinks.PATH)}
        remember(target, undo.done("init --example", {}, example))
    click.echo(f"Started a new archive in {target}")
    if source.reason:
        click.echo(warn_of_source(target / new_archive.REQUIREMENTS, source.reason), err=True)
    for line in _next_steps(shlex.quote(str(target)), address, choices):
        click.echo(line)


def _choices(answers: dict[str, str | bool | None], vocabulary: str | None) -> Choices:
    """Return what the options say, and the answers to questions for the others; exit if one is not valid."""
    repository = _answer("Its repository on GitHub", answers["repo"], "").rstrip("/")
    if repository and not web.is_github(repository):
        fail(f"--repo {repository}: is not a repository on GitHub. Write it as https://github.com/you/your-archive")
    language = _answer("Language of the site", answers["language"], "en")
    if not _LANGUAGE.fullmatch(language):
        fail(f"--language {language}: is not the code of a language. Write one such as en, de or pt-BR")
    subject = " ".join(_answer("The papers are about", answers["subject"], "").split())
    vocabulary = _answer("Tags to begin with (ml: for machine learning)", vocabulary, "none")
    if vocabulary not in ("ml", "none"):
        fail(f"--vocabulary {vocabulary}: is none that Papershelf has. Answer ml or none")
    return Choices(repository, language, subject, vocabulary == "ml", bool(answers["example"]))


def _answer(question: str, given: object, default: str) -> str:
    """Return the value of an option, or else the answer of a person at a terminal, or else the default."""
    if given is not None:
        return str(given)
    if not _is_terminal():
        return default
    answer: str = click.prompt(question, default=default, show_default=bool(default))
    return answer


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _next_steps(folder: str, address: str, choices: Choices) -> list[str]:
    """Return what to do next, a line for each step."""
    steps = [f"cd {folder}"]
    if not choices.has_example:
        steps.append("papershelf import FILE              # or: papershelf fetch --day 2026-04-20")
    steps += [
        "papershelf serve                    # read it at http://127.0.0.1:8000",
        "git init && git add . && git commit -m Begin",
    ]
    lines = ["Next:", *(f"  {step}" for step in steps)]
    if choices.has_example:
        lines.append(f"The papers of {new_archive.EXAMPLE} do not exist. `papershelf undo` takes them out again")
    if address == _URL:
        lines.append("Before you publish, write the site's own address as site_url in mkdocs.yml")
    pages = f"{choices.repo_url}/settings/pages" if choices.repo_url else "the repository's Settings → Pages"
    lines.append(f"To publish with GitHub, push to the branch main, and choose GitHub Actions as the source at {pages}")
    return lines
