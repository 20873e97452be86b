"""A site of stamped pages has the bytes of the site that MkDocs builds page by page."""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path

import pytest

from generator.exports import api
from generator.site import builder, stamped_site

from .reading import tree

WHEN = "1774000000"


@pytest.fixture
def archive_without_plugins(archive: Path) -> Path:
    """Plugins that are told of pages keep MkDocs at building them."""
    settings = archive / "mkdocs.yml"
    settings.write_text(settings.read_text().partition("plugins:")[0] + "plugins: []\n")
    return archive


def both(root: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, bytes], dict[str, bytes]]:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", WHEN)
    return tree(builder.build(root, root / "plain", strict=True, plain=True)), tree(
        builder.build(root, root / "stamped", strict=True)
    )


def messages(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "mkdocs.papershelf"]


def test_every_file_is_the_same(
    archive_without_plugins: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "mkdocs")
    monkeypatch.setattr(stamped_site, "LEAST", 2)
    plain, stamped = both(archive_without_plugins, monkeypatch)

    assert stamped.keys() == plain.keys()
    assert [path for path in plain if stamped[path] != plain[path]] == []
    # Pages that the theme links to, as it may those beside the home page, are not like the others of their folder.
    assert [message for message in messages(caplog) if "the first folder" not in message] == []


def test_a_second_build_links_what_did_not_change_and_nothing_else(
    archive_without_plugins: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = archive_without_plugins
    monkeypatch.setattr(stamped_site, "LEAST", 2)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", WHEN)
    first = builder.build(root, None, strict=True).rename(root / "first")
    shutil.copytree(first, root / "site", copy_function=os.link)
    edited, deleted, kept, *_ = (
        root / "site/papers" / page.stem / "index.html" for page in sorted((root / "build/docs/papers").glob("*.md"))
    )
    edited.unlink()
    edited.write_text("somebody's")
    deleted.unlink()
    changed = root / "build/docs/tags" / next(path.name for path in sorted((root / "build/docs/tags").glob("[!i]*.md")))
    changed.write_text(changed.read_text() + "\n<p>And more.</p>\n")
    names = [path.relative_to(root / "site") for path in (edited, deleted, kept)]
    second = builder.build(root, None, strict=True)

    assert tree(second) == tree(builder.build(root, root / "plain", strict=True, plain=True))
    assert [(second / name).samefile(first / name) for name in names] == [False, False, True]
    assert (second / api.DATABASE).samefile(first / api.DATABASE)
    assert "And more." in (second / "tags" / changed.stem / "index.html").read_text()

    template = root / theme_folder(root) / "main.html"
    overrides = Path(shutil.copytree(template.parent, root / "overrides"))
    (overrides / "main.html").write_text(template.read_text().replace("<title>", '<title lang="en">'))
    settings = root / "mkdocs.yml"
    settings.write_text(settings.read_text().replace(theme_folder(root), "overrides"))
    third = builder.build(root, None, strict=True)
    assert tree(third) == tree(builder.build(root, root / "plain", strict=True, plain=True))
    assert '<title lang="en">' in (third / names[2]).read_text()


@pytest.mark.parametrize("asked", ["{{ pages | length }}", "{{ build_date_utc }}", "{{ page.update_date }}"])
def test_no_page_is_linked_when_the_theme_tells_what_the_page_does_not_know(
    archive_without_plugins: Path, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    root = archive_without_plugins
    monkeypatch.setattr(stamped_site, "LEAST", 2)
    overrides = Path(shutil.copytree(root / theme_folder(root), root / "overrides"))
    template = overrides / "main.html"
    template.write_text(template.read_text() + f"{{% block announce %}}{asked}{{% endblock %}}")
    settings = root / "mkdocs.yml"
    settings.write_text(settings.read_text().replace(theme_folder(root), "overrides"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1674000000")
    builder.build(root, None, strict=True)
    (root / "build/docs/papers/another.md").write_text('---\ntitle: "Another"\n---\n\n<p>Another.</p>\n')
    monkeypatch.setenv("SOURCE_DATE_EPOCH", WHEN)
    second = builder.build(root, None, strict=True)
    assert tree(second) == tree(builder.build(root, root / "plain", strict=True, plain=True))


def test_a_page_that_is_more_than_blocks_is_built_by_mkdocs(
    archive_without_plugins: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "mkdocs")
    docs = archive_without_plugins / "build" / "docs" / "papers"
    (docs / "zz.md").write_text("---\ntitle: Z\n---\n\n# A *heading*\n\n[home](../index.md)\n")
    (docs / "zzz.md").write_text('---\ntitle: "Z"\ntemplate: 404.html\n---\n\n<p>other</p>\n')
    plain, stamped = both(archive_without_plugins, monkeypatch)

    assert stamped == plain
    assert b"<em>heading</em>" in stamped["papers/zz/index.html"]
    (message,) = messages(caplog)
    assert "papers/zz.md is more than front matter in JSON and blocks of HTML" in message


def test_a_template_that_cannot_be_stamped_is_left_to_mkdocs(
    archive_without_plugins: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "mkdocs")
    overrides = archive_without_plugins / "overrides"
    shutil.copytree(archive_without_plugins / theme_folder(archive_without_plugins), overrides)
    (overrides / "main.html").write_text(
        '{% extends "base.html" %}{% set long = page.title | length %}{% block announce %}{{ long }}{% endblock %}'
    )
    settings = archive_without_plugins / "mkdocs.yml"
    settings.write_text(settings.read_text().replace(theme_folder(archive_without_plugins), "overrides"))
    plain, stamped = both(archive_without_plugins, monkeypatch)

    assert stamped == plain
    assert any("main.html cannot be stamped" in message for message in messages(caplog))


def theme_folder(root: Path) -> str:
    lines = (root / "mkdocs.yml").read_text().splitlines()
    return next(line.partition("custom_dir: ")[2] for line in lines if "custom_dir: " in line)


def test_files_are_links_only_where_nobody_edits_them(
    archive_without_plugins: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = archive_without_plugins
    monkeypatch.setenv("SOURCE_DATE_EPOCH", WHEN)
    built = builder.build(root, None, strict=True)
    style = "assets/papershelf.css"
    assert (built / api.DUMP).samefile(root / "build/docs" / api.DUMP)
    assert not (built / style).samefile(root / theme_folder(root) / style)

    elsewhere = builder.build(root, root / "elsewhere", strict=True)
    assert not (elsewhere / api.DUMP).samefile(built / api.DUMP)

    settings = root / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("plugins: []", "plugins: [search]"))
    built = builder.build(root, None, strict=True)
    assert not (built / api.DUMP).samefile(root / "build/docs" / api.DUMP)


def test_a_file_of_the_theme_is_known_by_more_than_its_time(
    archive_without_plugins: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = archive_without_plugins
    monkeypatch.setenv("SOURCE_DATE_EPOCH", WHEN)
    name = "assets/papershelf.css"
    given = root / theme_folder(root)
    own = Path(shutil.copytree(given, root / "theme")) / name
    settings = root / "mkdocs.yml"
    settings.write_text(settings.read_text().replace(theme_folder(root), "theme"))
    builder.build(root, None, strict=True)
    before = own.stat()
    with own.open("r+b") as file:
        file.write(b"/*")
    os.utime(own, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (builder.build(root, None, strict=True) / name).read_bytes() == own.read_bytes()


def test_a_plugin_that_is_told_of_pages_keeps_mkdocs_at_building_them(
    archive_without_plugins: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "mkdocs")
    settings = archive_without_plugins / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("plugins: []", "plugins: [search]"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", WHEN)
    builder.build(archive_without_plugins, None, strict=True)

    assert messages(caplog) == [
        "MkDocs builds all pages itself, which takes longer: a plugin or hook has on_page_context"
    ]
