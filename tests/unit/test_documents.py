"""The documents: every path, link and command that they name exists."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import click
import pytest
from mkdocs.config.defaults import MkDocsConfig

from generator.commands.main import main
from generator.sources import json_schemas

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "bench" / "README.md")
    if path.name != "CHANGELOG.md"
)
GOLDEN = ROOT / "tests" / "golden"
"""All that a build of the small archive writes to `build/docs`."""

AT_WORK = (
    ".cache/", ".cache/*", ".papershelf/", ".papershelf/*", ".papershelf-site", ".venv", ".bench/", "archive.sqlite",
    "build/", "build/docs", "build/docs/", "build/docs/.made",
    "build/docs/papers/*", "build/theme", "build/theme/", "site/", "site/*",
    "content/*", "site_config/*", "site/published.txt", "search/data/*", "search/", "words.json", "names.json",
    "papers/*", "digests/*", "tags/*", "llms.txt", "llms-full.txt", "requirements.txt",
)  # fmt: skip
"""Paths that exist only where Papershelf has been run, or that are examples of an archive's own files."""

_FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.S | re.M)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_SUFFIX = "py|md|yml|yaml|toml|txt|json|jsonl|xml|html|css|js|sqlite"
_PATH = re.compile(rf"[\w.<>*{{}}-]*\w[\w.<>*{{}}-]*/[\w./<>*{{}}-]*|[\w.<>*-]+\.(?:{_SUFFIX})")


def text_of(document: str) -> str:
    return (ROOT / document).read_text("utf-8")


def spans(document: str) -> Iterator[str]:
    """The document's inline code."""
    yield from _CODE.findall(_FENCE.sub("", text_of(document)))


def commands(document: str, program: str) -> Iterator[list[str]]:
    """The arguments of each call of a program in the document's code."""
    lines = [line for _, block in _FENCE.findall(text_of(document)) for line in block.splitlines()]
    for line in (*lines, *spans(document)):
        for part in re.split(r"&&|;|\|\s", line.removeprefix("$ ")):
            try:
                words = shlex.split(part, comments=True)
            except ValueError:  # a quotation mark of prose
                continue
            words = [word for word in words if not re.fullmatch(r"[A-Z_]+=.*", word)]
            if words and words[0].removeprefix(".venv/bin/") == program:
                yield words[1:]


def exists(path: str) -> bool:
    pattern = re.sub(r"<[^>]*>|\{[^}]*\}", "*", path).rstrip("/").removesuffix(".gz")  # golden files are not compressed
    if not path.endswith(".py") and any(fnmatch(path, known) for known in AT_WORK):
        return True
    places = (ROOT, ROOT / "generator", ROOT / "bench", GOLDEN, ROOT / "tests" / "archive")
    return any(any(place.glob(pattern)) for place in places) or any(GOLDEN.rglob(pattern))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_exists(document: str) -> None:
    paths = [span for span in spans(document) if _PATH.fullmatch(span) and not span.startswith(("/", "~", "http"))]
    assert [path for path in paths if not exists(path) and f"`{path}`:\n\n```python" not in text_of(document)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_to_a_file_or_heading(document: str) -> None:
    broken = []
    for link in _LINK.findall(_CODE.sub("", _FENCE.sub("", text_of(document)))):
        path, _, fragment = link.partition("#")
        if re.match(r"https?:", link):
            continue
        target = (ROOT / document).parent / path if path else ROOT / document
        if not target.exists() or (fragment and fragment not in headings(target)):
            broken.append(link)
    assert broken == []


def headings(path: Path) -> set[str]:
    """The ids that GitHub gives to the headings of a document."""
    titles = re.findall(r"^#+ (.*)$", _FENCE.sub("", path.read_text("utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", [path for path in DOCUMENTS if not path.startswith("docs/reference/")])
def test_every_command_and_option_exists(document: str) -> None:
    wrong = [" ".join(words) for words in commands(document, "papershelf") if not is_command(words)]
    assert wrong == []


def is_command(words: list[str]) -> bool:
    """Whether these words name a command, and options that it has."""
    command: click.Command = main
    context = click.Context(main)
    options = {option for param in main.get_params(context) for option in param.opts}
    rest = iter(words)
    for word in rest:
        if word == "-C":
            next(rest)
        elif word.startswith("-"):
            if word.partition("=")[0] not in options:
                return False
        elif isinstance(command, click.Group):
            found = command.get_command(context, word)
            if found is None:
                return False
            command = found
            options |= {option for param in command.get_params(context) for option in param.opts}
    return True


@pytest.mark.parametrize("document", [path for path in DOCUMENTS if path.startswith("docs/guide/")])
def test_every_setting_exists(document: str) -> None:
    """Keys of examples in YAML, and words with an underscore."""
    known = {key for text in json_schemas.files().values() for key in keys_in(json.loads(text))}
    known |= {key for key, _ in MkDocsConfig()._schema}
    blocks = [block for language, block in _FENCE.findall(text_of(document)) if language == "yaml"]
    used = {key for block in blocks for key in re.findall(r"^([\w-]+):", block, re.M)}
    used |= {span.partition(":")[0] for span in spans(document) if re.fullmatch(r"[a-z]+(?:_[a-z]+)+(?::.*)?", span)}
    assert used - known == set()


def keys_in(schema: object) -> Iterator[str]:
    """The names of all properties in a JSON Schema."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from keys_in(part)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_target_of_make_and_every_module_exists(document: str) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M)
    assert [words for words in commands(document, "make") if words and words[0] not in targets] == []
    for words in (*commands(document, "python"), *commands(document, ".venv/bin/python")):
        if words[:1] == ["-m"] and words[1].startswith("bench"):
            assert (ROOT / f"{words[1].replace('.', '/')}.py").exists(), words


def test_architecture_fits_two_pages() -> None:
    assert len(text_of("ARCHITECTURE.md")) <= 8192


def test_every_dependency_has_its_reason() -> None:
    declared = re.findall(r'^    "([a-z0-9-]+)[>=<\[",]', (ROOT / "pyproject.toml").read_text(), re.M)
    table = text_of("ARCHITECTURE.md").partition("## Dependencies")[2]
    tools = {"hatchling", "import-linter", "mypy", "ruff", "types-defusedxml", "zizmor", "pytest-xdist"}
    assert "click" in declared
    names = (name.removesuffix("-playwright-python") for name in declared if name not in tools)
    assert [name for name in names if name not in table] == []


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(_LINK.findall((folder / "README.md").read_text()))
    files = {path.name for path in folder.glob("[0-9]*.md")}
    assert files <= listed
    for path in folder.glob("[0-9]*.md"):
        text = path.read_text()
        assert text.startswith(f"# {path.name[:4]}. ")
        assert re.search(r"^Status: (accepted|proposed|superseded by \[)", text, re.M), path.name
        for part in ("Context", "Decision", "Consequences"):
            assert f"\n## {part}\n" in text, f"{path.name}: {part}"
