"""Archives with other settings of MkDocs and Material than ours: each module builds one or two, with many settings."""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest

Archive = Callable[..., Path]

HOOK = Path(__file__).parents[3] / "site_config/hook.py"

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A picture."""


@pytest.fixture(scope="module")
def archive_with(built_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Copies of the small archive with other settings and files.

    `settings` is YAML: each of its top-level keys takes the place of that of `mkdocs.yml`. `files` are texts, or bytes,
    by path.
    """

    def make(settings: str = "", files: Mapping[str, str | bytes] | None = None) -> Path:
        root = tmp_path_factory.mktemp("settings") / "archive"
        shutil.copytree(built_archive, root, ignore=shutil.ignore_patterns("site"))
        config = root / "mkdocs.yml"
        config.write_text(with_settings(config.read_text(), dedent(settings)))
        for path, content in (files or {}).items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            data = content if isinstance(content, bytes) else dedent(content).encode()
            (root / path).write_bytes(data)
        return root

    return make


def with_settings(config: str, settings: str) -> str:
    r"""The text of a `mkdocs.yml` with other values for some top-level keys.

    >>> with_settings("a: 1\nb:\n  c: 2\nd: 3\n", "b: 4\ne: 5\n")
    'a: 1\nd: 3\nb: 4\ne: 5\n'
    """
    for key in re.findall(r"^([\w-]+):", settings, re.M):
        config = re.sub(rf"^{key}:.*\n(?:(?:[ \t#-].*)?\n)*", "", config, flags=re.M)
    return config + settings
