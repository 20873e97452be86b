"""MkDocs' own verdict on `mkdocs.yml`, with the lines that MkDocs does not name, and all of it at once."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path

from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.plugins import get_plugins

from generator.model import Problem, Severity
from generator.sources.located_yaml import Document
from generator.sources.located_yaml import Path as KeyPath
from generator.system import files
from generator.text.suggest import closest, did_you_mean

_QUOTED = re.compile(r"""["']([^"']+)["']""")

_INSTALL = "correct it, or install its package: `mkdocs get-deps` names it"
_THEMES = "material/"
"""Before the names of plugins that Material gives."""


def problems(root: Path, document: Document) -> list[Problem]:
    """Return what MkDocs holds against the settings of the archive at `root`, whose `mkdocs.yml` is `document`.

    Plugins, extensions and hooks are loaded for that, as they are for every build.
    """
    if not isinstance(document.value, dict):
        return []
    found = [*_plugins(document), *_extensions(document), *_hooks(root, document)]
    known = {"plugins", "markdown_extensions", "hooks"} if found else set()
    return sorted([*found, *_verdict(root, document, known)])


def _plugins(document: Document) -> Iterator[Problem]:
    installed = {name.removeprefix(_THEMES) for name in get_plugins()} | {*get_plugins()}
    for path, name in _names(document, "plugins"):
        if name not in installed:
            hint = did_you_mean(name, installed, _INSTALL) if closest(name, installed) else _INSTALL
            yield document.problem(path, f"the plugin '{name}' is not installed", hint)


def _extensions(document: Document) -> Iterator[Problem]:
    for path, name in _names(document, "markdown_extensions"):
        try:
            Markdown(extensions=[name])
        except Exception as error:  # extensions are anybody's code
            yield document.problem(path, f"the extension '{name}' cannot be loaded: {_one_line(error)}", _INSTALL)


def _hooks(root: Path, document: Document) -> Iterator[Problem]:
    for path, name in _names(document, "hooks"):
        if not (root / name).is_file():
            hint = "correct the path, which begins at the archive's folder"
            yield document.problem(path, f"the hook '{name}' is not a file", hint)


def failed_hook(root: Path, error: BaseException) -> Problem | None:
    """Return a problem at the line of the archive's own code at which it failed, None if it is not the archive's."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(root) and not _is_installed(path):
            message = f"{type(error).__name__}: {_one_line(error)}"
            return Problem(path.relative_to(root).as_posix(), frame.lineno or 1, 1, message, "correct the hook")
    if isinstance(error, SyntaxError) and error.filename and Path(error.filename).is_relative_to(root):
        position = Path(error.filename).relative_to(root).as_posix(), error.lineno or 1, error.offset or 1
        return Problem(*position, f"SyntaxError: {error.msg}", "correct the hook")
    return None


def _is_installed(path: Path) -> bool:
    """Return True for a file of this program or of another package, as an environment in the archive's folder has."""
    return "site-packages" in path.parts or path.is_relative_to(Path(__file__).parents[1])


def _names(document: Document, key: str) -> Iterator[tuple[KeyPath, str]]:
    """Yield the names in a list or mapping of names, with or without options, with their positions."""
    entries = document.mapping.get(key)
    if isinstance(entries, dict):
        yield from (((key, name), name) for name in entries)
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        names = [entry] if isinstance(entry, str) else list(entry) if isinstance(entry, dict) else []
        for name in names:
            yield ((key, index) if isinstance(entry, str) else (key, index, name)), name


def _verdict(root: Path, document: Document, skipped: set[str]) -> Iterator[Problem]:
    """Yield the errors and warnings of MkDocs itself. It stops at the first error, so each error takes another run.

    Keys that are `skipped` have the values they have by default.
    """
    skipped = set(skipped)
    for _ in document.mapping:
        config = MkDocsConfig(config_file_path=str(root / document.path))
        try:
            with (root / document.path).open("rb") as file:
                config.load_file(file)
            defaults: Mapping[str, object] = MkDocsConfig()
            config.update({key: defaults[key] for key in skipped if key in defaults})
            _without_missing_folders(root, config)
            errors, warnings = config.validate()
        except MkDocsException as error:
            yield Problem(document.path, 1, 1, _one_line(error), "correct it")
            return
        except Exception as error:  # hooks are anybody's code
            yield failed_hook(root.absolute(), error) or Problem(document.path, 1, 1, _one_line(error), "correct it")
            return
        yield from (_located(document, key, error, Severity.ERROR) for key, error in errors if key not in skipped)
        if not errors:
            # `settings` reports unknown keys.
            unreported = ((key, warning) for key, warning in warnings if key in defaults)
            yield from (_located(document, key, warning, Severity.WARNING) for key, warning in unreported)
            return
        if {key for key, _ in errors} <= skipped:
            return
        skipped |= {key for key, _ in errors}


def _without_missing_folders(root: Path, config: MkDocsConfig) -> None:
    """Put others in the place of folders that the next build makes: anybody may delete `build/`."""
    if config.get("docs_dir") == files.DOCS and not (root / files.DOCS).exists():
        config["docs_dir"] = str(root / "content")
    theme = config.get("theme")
    if isinstance(theme, dict) and theme.get("custom_dir") == files.THEME and not (root / files.THEME).exists():
        config["theme"] = {key: value for key, value in theme.items() if key != "custom_dir"}


def _located(document: Document, key: str, error: object, severity: Severity) -> Problem:
    message = _one_line(error)
    path = _path(document, key, message)
    position = document.keys.get(path) or document.position(path)
    return Problem(document.file(path), position.line, position.column, f"'{key}': {message}", "correct it", severity)


def _path(document: Document, key: str, message: str) -> KeyPath:
    """Return the path of the value or key that a message quotes, else of the key that MkDocs names."""
    quoted = set(_QUOTED.findall(message))
    for path in sorted(document.values, key=document.place_order):
        if path[:1] == (key,) and len(path) > 1 and (path[-1] in quoted or _text(document.value, path) in quoted):
            return path
    return (key,)


def _text(value: object, path: KeyPath) -> str | None:
    for part in path:
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int):
            value = value[part]
        else:
            return None
    return value if isinstance(value, str) else None


def _one_line(error: object) -> str:
    return " ".join(str(error).split())
