"""A new archive: the files `papershelf init` writes, by path."""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from generator import json_schemas

MARKER = "# Below this line every archive is the same: `papershelf init` copies it.\n"

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
    """The files of an empty archive called `name`.

    Its own parts are in `generator/template/`. What it shares with Papershelf's own archive (the theme's overrides,
    the hook, the settings, the forms, the lower part of `mkdocs.yml`) is that archive's: the wheel carries a copy, a
    checkout has it at its top.
    """
    template = files("generator") / "template"
    shared = template / "shared"
    if not shared.is_dir():
        shared = Path(__file__).parent.parent
    found = dict(_texts(template, skip="shared"))
    for path in ("site_config/hook.py", "site_config/archive.yml"):
        found[path] = (shared / path).read_text("utf-8")
    for folder in ("site_config/overrides", ".github/ISSUE_TEMPLATE"):
        found |= {f"{folder}/{path}": text for path, text in _texts(shared / folder)}
    found |= json_schemas.files()
    machinery = (shared / "mkdocs.yml").read_text("utf-8").partition(MARKER)[2]
    own = f"site_name: {json.dumps(name, ensure_ascii=False)}\nsite_url: {json.dumps(site_url)}\n"
    hint = "# repo_url: https://github.com/you/your-archive    # set it, and pages link to its forms for notes\n"
    found["mkdocs.yml"] = f"{own}{hint}\n{_NAV}\n{MARKER}{machinery}"
    return found


def _texts(folder: Traversable, skip: str = "", prefix: str = "") -> list[tuple[str, str]]:
    """The files below `folder`. What is called `dot.gitignore` here is a `.gitignore` there, and none of ours."""
    found: list[tuple[str, str]] = []
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        path = prefix + item.name.replace("dot.", ".", 1)
        if item.is_file():
            found.append((path, item.read_text("utf-8")))
        elif item.name not in (skip, "__pycache__"):
            found += _texts(item, prefix=f"{path}/")
    return found
