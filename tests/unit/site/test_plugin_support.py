"""An archive as plugins of MkDocs see it."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import get_files

from generator.site import plugin_support


@pytest.fixture
def root(tmp_path: Path) -> Path:
    written = {
        "build/docs/papers/a.md": "---\ntitle: A\n---\nText.\n",
        "build/docs/about.md": "---\ntitle: About\n---\nWith front matter of the build.\n",
        "content/pages/about.md": "As it was written.\n",
        "build/theme/assets/mark.svg": "<svg/>",
    }
    for path, text in written.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def config(root: Path, settings: str = "") -> MkDocsConfig:
    head = "site_name: A\ndocs_dir: build/docs\nrepo_url: https://github.com/a/b\nedit_uri: edit/main/content/pages/\n"
    theme = "theme: {name: material, custom_dir: build/theme, font: false, logo: assets/mark.svg}\n"
    (root / "mkdocs.yml").write_text(head + theme + settings)
    return load_config(str(root / "mkdocs.yml"))


def test_pages_of_the_archive_are_generated_and_those_of_people_are_where_they_wrote_them(root: Path) -> None:
    files = get_files(config(root))
    plugin_support.mark_pages(files, root)
    about, paper = files.get_file_from_path("about.md"), files.get_file_from_path("papers/a.md")
    assert about is not None
    assert paper is not None
    assert (about.generated_by, about.abs_src_path) == (None, str(root / "content/pages/about.md"))
    assert about.content_string == "---\ntitle: About\n---\nWith front matter of the build.\n"
    assert (paper.generated_by, paper.edit_uri) == ("papershelf", None)


def test_the_day_of_the_build_is_no_date_of_a_generated_page(root: Path) -> None:
    settings = "plugins: [git-revision-date-localized: {exclude: [drafts/*]}]\n"
    configured = config(root, settings)
    plugin_support.configure_plugins(configured)
    excluded = configured.plugins["git-revision-date-localized"].config["exclude"]
    assert excluded[0] == "drafts/*"
    assert {"papers/*", "search.md"} <= set(excluded)
    plugin_support.configure_plugins(configured)
    assert configured.plugins["git-revision-date-localized"].config["exclude"] == excluded


def test_cards_have_a_logo_that_is_in_the_theme_alone(root: Path) -> None:
    configured = config(root, "plugins: [material/social]\n")
    plugin_support.configure_plugins(configured)
    layout = configured.plugins["material/social"].config["cards_layout_options"]
    assert layout["logo"] == str(root / "build/theme/assets/mark.svg")


def test_without_a_repository_no_page_can_be_edited_there(root: Path) -> None:
    configured = config(root)
    configured.repo_url = None
    plugin_support.configure_plugins(configured)
    assert configured.edit_uri is None
