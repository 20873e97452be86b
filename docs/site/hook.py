"""A hook of MkDocs: links that leave `docs/` lead to the repository, as they do on GitHub."""

from __future__ import annotations

import posixpath
import re
from typing import Any

_LINK = re.compile(r"(?<=\]\()(?P<path>\.\./[^)#\s]*)")


def on_page_markdown(markdown: str, page: Any, config: Any, **_: Any) -> str:
    folder = posixpath.join("docs", posixpath.dirname(page.file.src_uri))

    def outside(match: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(folder, match["path"]))
        return match["path"] if path.startswith("docs/") else f"{config.repo_url}/blob/main/{path}"

    return _LINK.sub(outside, markdown)
