from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.config.base import load_config
from mkdocs.structure.nav import Navigation

from generator.site import inputs
from generator.site.inputs import frame_key


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "main.html").write_text("{{ page.content }}")
    (tmp_path / "mkdocs.yml").write_text("site_name: A\ntheme: {name: material, custom_dir: own}\n")
    return tmp_path


def _key(archive: Path) -> str:
    return frame_key(load_config(str(archive / "mkdocs.yml")), Navigation([], []))


def test_the_key_of_frames_has_the_files_of_the_archives_theme_and_the_version_of_material(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [_key(archive), _key(archive)]
    (archive / "own" / "main.html").write_text("<p>{{ page.content }}</p>")
    keys.append(_key(archive))
    monkeypatch.setattr(inputs, "version_of", lambda *names: f"0.{names.index('mkdocs-material')}")
    keys.append(_key(archive))
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


def test_templates_that_may_print_other_pages_have_no_key(archive: Path) -> None:
    (archive / "own" / "main.html").write_text("{% for page in pages %}{{ page.title }}{% endfor %}")
    assert _key(archive) == ""
