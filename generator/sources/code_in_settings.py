"""Code that `mkdocs.yml` names: objects of Python in its tags, hooks, templates and modules.

MkDocs reads its settings with a loader that calls whatever a tag names, and runs hooks before any of ours.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace

from generator.model import Problem, Severity, SourceFile
from generator.sources import trusted_yaml
from generator.sources.located_yaml import Document, Path

_PREFIX = "tag:yaml.org,2002:python/"
_DOCUMENTED = re.compile(r"name:(?:material|materialx|pymdownx)(?:\.\w+)+|object/apply:pymdownx\.slugs\.slugify")
"""The tags that https://squidfunk.github.io/mkdocs-material/ has settings with, after `!!python/`."""

_OWN = "site_config/"


def refused_tags(file: SourceFile) -> list[Problem]:
    """Return an error for each tag of a file that makes an object of Python, unless Material documents it."""
    problems = {}
    for node in trusted_yaml.nodes_of(file.text):
        name = node.tag.removeprefix(_PREFIX)
        if name != node.tag and not _DOCUMENTED.fullmatch(name):
            position = node.start_mark.line + 1, node.start_mark.column + 1
            message = f"the tag !!python/{name[:60]} runs code when MkDocs reads the settings"
            hint = "remove it; settings of Material need names of material and pymdownx only"
            problems[position] = Problem(file.path, *position, message, hint)
    return [problems[position] for position in sorted(problems)]


def named_files(document: Document) -> Iterator[tuple[Path, str]]:
    """Yield the files and folders of code that the settings name, relative to the archive, each with its key's path."""
    settings = document.mapping
    hooks = settings.get("hooks")
    for index, hook in enumerate(hooks if isinstance(hooks, list) else []):
        if isinstance(hook, str):
            yield ("hooks", index), hook
    theme = settings.get("theme")
    if isinstance(theme, dict) and isinstance(theme.get("custom_dir"), str):
        yield ("theme", "custom_dir"), theme["custom_dir"]
    plugins = settings.get("plugins")
    entries: list[tuple[Path, object]] = [((), plugins)]
    if isinstance(plugins, list):
        entries = [((index,), entry) for index, entry in enumerate(plugins)]
    for at, entry in entries:
        macros = entry.get("macros") if isinstance(entry, dict) else None
        if isinstance(macros, dict) and isinstance(macros.get("module_name"), str):
            yield ("plugins", *at, "macros", "module_name"), macros["module_name"]
    if isinstance(parent := settings.get("INHERIT"), str):
        yield ("INHERIT",), parent


def warnings(document: Document) -> Iterator[Problem]:
    """Warn of hooks outside of `site_config/`, and of other code in `content/`, where nobody looks for it."""
    for path, name in named_files(document):
        place = posixpath.normpath(name)
        if place.startswith(_OWN) or (path[0] != "hooks" and not place.startswith("content/")):
            continue
        message = f"'{name[:60]}' runs with every build, and is not in {_OWN}"
        problem = document.problem(path, message, f"move it to {_OWN}, where reviewers look for code")
        yield replace(problem, severity=Severity.WARNING)
