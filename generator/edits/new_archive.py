"""New archives: the files that `papershelf init` writes, by path."""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from generator import __version__
from generator.edits import upgrade
from generator.sources import json_schemas, source_files

MARKER = "# Below this line every archive is the same: `papershelf init` copies it.\n"

_TEMPLATE = files("generator.edits") / "template"

_INSTALL = "pip install papershelf"

_FORM_SUFFIXES = (".yml",)
"""Suffixes of forms. In a checkout, an editor may leave its own files beside them."""

_NAV = """\
nav:
  - Home: index.md
  - Trending: trending.md
  - Tags: tags/index.md
  - Map: map/index.md
  - Digests: digests/index.md
  - Authors: authors/index.md
  - Feeds: feeds.md
"""


def new_archive(name: str, site_url: str) -> dict[str, str]:
    """Return the files of an empty archive called `name`, by path.

    Its own files come from `generator/edits/template/`. A record lists the files that it shares with other archives.
    """
    given = shared() | json_schemas.files()
    own = f"site_name: {json.dumps(name, ensure_ascii=False)}\nsite_url: {json.dumps(site_url)}\n"
    hint = "# repo_url: https://github.com/you/your-archive    # set it, and pages link to its forms for notes\n"
    return {
        **dict(_texts(_TEMPLATE, skip="shared")),
        "site_config/archive.yml": (_checkout() / "site_config/archive.yml").read_text("utf-8"),
        **given,
        "mkdocs.yml": with_shared_part(f"{own}{hint}\n{_NAV}\n{MARKER}", given["mkdocs.yml"]),
        source_files.GIVEN_RECORD: upgrade.record(given, __version__),
    }


def shared() -> dict[str, str]:
    """Return the files that all archives of this version have, by path: the lower part of `mkdocs.yml`, the hook, the
    forms and the workflows, but not the schemas.

    The hook and the forms are those of Papershelf's own archive: a checkout has them at its top, the wheel a copy.
    Workflows install exactly this version, since another may need other files.
    """
    checkout = _checkout()
    texts = {"mkdocs.yml": shared_part((checkout / "mkdocs.yml").read_text("utf-8"))}
    texts["site_config/hook.py"] = (checkout / "site_config/hook.py").read_text("utf-8")
    texts["build/theme/.gitignore"] = (_TEMPLATE / "build/theme/dot.gitignore").read_text("utf-8")
    forms = ".github/ISSUE_TEMPLATE"
    texts |= {f"{forms}/{path}": text for path, text in _texts(checkout / forms, suffixes=_FORM_SUFFIXES)}
    for path, text in _texts(_TEMPLATE / "dot.github" / "workflows"):
        texts[f".github/workflows/{path}"] = text.replace(_INSTALL, f"{_INSTALL}=={__version__}")
    return texts


def shared_part(mkdocs: str) -> str:
    """Return the part of an archive's `mkdocs.yml` below the marker; "" if the marker is missing."""
    return mkdocs.partition(MARKER)[2]


def with_shared_part(mkdocs: str, part: str) -> str:
    """Return an archive's `mkdocs.yml` with another part below the marker."""
    return "".join((*mkdocs.partition(MARKER)[:2], part))


def _checkout() -> Traversable:
    copy = _TEMPLATE / "shared"
    return copy if copy.is_dir() else Path(__file__).parents[2]


def _texts(
    folder: Traversable, skip: str = "", prefix: str = "", suffixes: tuple[str, ...] = ("",)
) -> list[tuple[str, str]]:
    """Return path and text of the files below `folder` with these suffixes.

    `dot.gitignore` here becomes `.gitignore` there, since git would obey the latter in Papershelf's own repository.
    """
    texts: list[tuple[str, str]] = []
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        path = prefix + item.name.replace("dot.", ".", 1)
        if not item.is_file():
            is_skipped = item.name in (skip, "__pycache__")
            texts += [] if is_skipped else _texts(item, prefix=f"{path}/", suffixes=suffixes)
        elif item.name.endswith(suffixes):
            texts.append((path, item.read_text("utf-8")))
    return texts
