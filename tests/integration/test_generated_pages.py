"""A site whose pages we render has the bytes of the site that MkDocs builds page by page."""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path

import pytest

from generator import build
from generator.exports import api
from generator.site import builder, pages
from generator.system import files
from generator.system.files import states_below
from generator.system.progress import Silent

from .reading import tree

WHEN = "1774000000"


@pytest.fixture
def plain_archive(archive: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive without plugins, which may want to see each page, whose folders of two pages have frames."""
    settings = archive / "mkdocs.yml"
    settings.write_text(settings.read_text().partition("plugins:")[0] + "plugins: []\n")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", WHEN)
    monkeypatch.setattr(pages, "MIN_PAGES", 2)
    return archive


def override(root: Path, template: str, text: str) -> None:
    """A file of the archive's own over one of the theme."""
    path = root / "site_config/overrides" / template
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    assert build.build_docs(root, Silent()).written is not None


def both(root: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    plain = builder.build(root, root / "plain", strict=True, plain=True).folder
    return tree(plain), tree(builder.build(root, root / "ours", strict=True).folder)


def messages(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "mkdocs.papershelf"]


def test_every_file_is_the_same(plain_archive: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "mkdocs")
    plain, ours = both(plain_archive)

    assert ours.keys() == plain.keys()
    assert [path for path in plain if ours[path] != plain[path]] == []
    assert messages(caplog) == []


def test_a_second_build_links_only_unchanged_pages(plain_archive: Path) -> None:
    root = plain_archive
    first = builder.build(root, None, strict=True).folder.rename(root / "first")
    shutil.copytree(first, root / "site", copy_function=os.link)
    edited, deleted, kept, *_ = (
        root / "site/papers" / page.stem / "index.html" for page in sorted((root / "build/docs/papers").glob("*.md"))
    )
    edited.unlink()
    edited.write_text("somebody's")
    deleted.unlink()
    names = [path.relative_to(root / "site") for path in (edited, deleted, kept)]
    second = builder.build(root, None, strict=True).folder

    assert tree(second) == tree(builder.build(root, root / "plain", strict=True, plain=True).folder)
    assert [(second / name).samefile(first / name) for name in names] == [False, False, True]
    assert (second / api.DATABASE).samefile(first / api.DATABASE)

    override(root, "partials/copyright.html", "<p>Ours alone</p>")
    third = builder.build(root, None, strict=True).folder
    assert tree(third) == tree(builder.build(root, root / "plain", strict=True, plain=True).folder)
    assert "Ours alone" in (third / names[2]).read_text()


@pytest.mark.parametrize("printed", ["{{ pages | length }}", "{{ build_date_utc }}", "{{ page.update_date }}"])
def test_no_page_is_linked_if_the_theme_prints_data_of_other_pages(
    plain_archive: Path, monkeypatch: pytest.MonkeyPatch, printed: str
) -> None:
    root = plain_archive
    override(root, "partials/copyright.html", printed)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1674000000")
    builder.build(root, None, strict=True)
    (root / "content/pages/another.md").write_text("---\ntitle: Another\n---\n\nAnother.\n")
    build.build_docs(root, Silent())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", WHEN)
    second = builder.build(root, None, strict=True).folder
    assert tree(second) == tree(builder.build(root, root / "plain", strict=True, plain=True).folder)


def test_pages_that_differ_outside_of_the_open_blocks_are_rendered_whole(
    plain_archive: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "mkdocs")
    override(plain_archive, "partials/copyright.html", "{{ page.content | length }}")
    plain, ours = both(plain_archive)

    assert [path for path in plain if ours[path] != plain[path]] == []
    assert any("is rendered whole for each page like papers/" in message for message in messages(caplog))


def test_mkdocs_builds_pages_whose_bodies_are_lost(plain_archive: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "mkdocs")
    (plain_archive / files.BODIES).write_bytes(b"damaged" * 1000)
    plain, ours = both(plain_archive)
    assert [path for path in plain if ours[path] != plain[path]] == []


def test_a_hook_may_take_pages_away_from_the_site(plain_archive: Path) -> None:
    root = plain_archive
    settings = root / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("hooks: [", "hooks: [site_config/away.py, "))
    (root / "site_config/away.py").write_text(
        "import pathlib\n\n\ndef on_post_build(config):\n"
        '    next(pathlib.Path(config.site_dir, "papers").glob("*/index.html")).unlink()\n'
    )
    for _ in range(2):
        site = builder.build(root, None, strict=False)
        assert site.states.keys() == states_below(site.folder).keys()


def test_files_are_links_only_where_nobody_edits_them(plain_archive: Path) -> None:
    root = plain_archive
    built = builder.build(root, None, strict=True).folder
    style = "assets/papershelf.css"
    assert (built / api.DUMP).samefile(root / "build/docs" / api.DUMP)
    assert not (built / style).samefile(root / files.THEME / style)

    elsewhere = builder.build(root, root / "elsewhere", strict=True).folder
    assert not (elsewhere / api.DUMP).samefile(built / api.DUMP)


def test_a_file_of_the_theme_is_known_by_more_than_its_time(plain_archive: Path) -> None:
    own = plain_archive / files.THEME / "assets/papershelf.css"
    builder.build(plain_archive, None, strict=True)
    before = own.stat()
    with own.open("r+b") as file:
        file.write(b"/*")
    os.utime(own, ns=(before.st_atime_ns, before.st_mtime_ns))
    built = builder.build(plain_archive, None, strict=True).folder / "assets/papershelf.css"
    assert built.read_bytes() == own.read_bytes()


def test_a_plugin_that_wants_pages_gets_them(plain_archive: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "mkdocs")
    settings = plain_archive / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("plugins: []", "plugins: [search]"))
    built = builder.build(plain_archive, None, strict=True).folder

    assert messages(caplog) == [
        "MkDocs builds all pages itself, which takes longer: a plugin or hook has on_page_context"
    ]
    assert "a-clock-for-every-agent" in (built / "search/search_index.json").read_text()
