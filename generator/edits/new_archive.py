"""A new archive: the files `papershelf init` writes, by path."""

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

_OURS = (".yml",)
"""Ends of the names of forms: an editor's own files may stand beside, in a checkout."""

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

    Its own parts are in `generator/edits/template/`, and it has a record of what it shares with all others.
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
    """The files that all archives of this version have, beside schemas, by path; of `mkdocs.yml`, the lower part.

    The hook and the forms are those of Papershelf's own archive: the wheel carries a copy, a checkout has them at its
    top. Workflows install this version: another may want other files.
    """
    checkout = _checkout()
    found = {"mkdocs.yml": shared_part((checkout / "mkdocs.yml").read_text("utf-8"))}
    found["site_config/hook.py"] = (checkout / "site_config/hook.py").read_text("utf-8")
    found["build/theme/.gitignore"] = (_TEMPLATE / "build/theme/dot.gitignore").read_text("utf-8")
    forms = ".github/ISSUE_TEMPLATE"
    found |= {f"{forms}/{path}": text for path, text in _texts(checkout / forms, ends=_OURS)}
    for path, text in _texts(_TEMPLATE / "dot.github" / "workflows"):
        found[f".github/workflows/{path}"] = text.replace(_INSTALL, f"{_INSTALL}=={__version__}")
    return found


def shared_part(mkdocs: str) -> str:
    """What an archive's `mkdocs.yml` has below the marker; "" without one."""
    return mkdocs.partition(MARKER)[2]


def with_shared_part(mkdocs: str, part: str) -> str:
    """An archive's `mkdocs.yml` with another part below the marker."""
    return "".join((*mkdocs.partition(MARKER)[:2], part))


def _checkout() -> Traversable:
    copy = _TEMPLATE / "shared"
    return copy if copy.is_dir() else Path(__file__).parents[2]


def _texts(
    folder: Traversable, skip: str = "", prefix: str = "", ends: tuple[str, ...] = ("",)
) -> list[tuple[str, str]]:
    """The files below `folder` with such ends of names. What is `dot.gitignore` here is `.gitignore` there, and none of
    ours.
    """
    found: list[tuple[str, str]] = []
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        path = prefix + item.name.replace("dot.", ".", 1)
        if not item.is_file():
            found += _texts(item, prefix=f"{path}/", ends=ends) if item.name not in (skip, "__pycache__") else []
        elif item.name.endswith(ends):
            found.append((path, item.read_text("utf-8")))
    return found
