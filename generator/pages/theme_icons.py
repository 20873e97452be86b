"""The icons of Material's frame as masks in the style sheet."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from importlib import resources
from urllib.parse import quote

TEMPLATE = "partials/papershelf-icons.html"
"""The template with the names of the icons, and of their classes."""

STYLES = "assets/papershelf.css"

_MASKED = re.compile(r"(?<=\{%- set masked = )\{.*?\}(?= -%\})")

_RULE = """\
[class^="ps-icon-"] {
  background: currentcolor;
  mask: var(--ps-icon) center / contain no-repeat;
}

@media (forced-colors: active) {
  [class^="ps-icon-"] {
    background: CanvasText;
  }
}
"""


def masks(files: Mapping[str, bytes]) -> str:
    """Return the styles of the icons that `TEMPLATE` names. `files` are the theme's, among them the archive's icons."""
    named = _MASKED.search(files[TEMPLATE].decode())
    return "\n".join([_RULE, *_masks(json.loads(named[0]), files)]) if named else ""


def _masks(classes: Mapping[str, str], files: Mapping[str, bytes]) -> Iterator[str]:
    for name, icon in classes.items():
        path = f".icons/{name}.svg"
        picture = files[path] if path in files else (resources.files("material") / "templates" / path).read_bytes()
        address = f"data:image/svg+xml,{quote(picture.strip(), safe=' /:=<>')}"
        yield f'.ps-icon-{icon} {{\n  --ps-icon: url("{address}");\n}}\n'
