from __future__ import annotations

import pytest

from generator.model import Page, SafeHtml, Settings, SourceFile
from generator.sources import trusted_yaml
from generator.sources.located_yaml import Document
from generator.sources.settings import pages_of_site, plugins_add_pages, read_settings, theme_problems, unknown_keys


def mkdocs(text: str = "site_name: A\nsite_url: https://a.org/b\n", **environment: str) -> Document:
    return trusted_yaml.parse(SourceFile("mkdocs.yml", text), environment)


def archive(text: str) -> SourceFile:
    return SourceFile("site_config/archive.yml", text)


def test_settings_come_from_both_files() -> None:
    found, problems = read_settings(mkdocs(), archive("feed_entries: 7\nbranch: trunk\n"))
    assert problems == []
    assert found == Settings("A", "https://a.org/b/", feed_entries=7, branch="trunk")


def test_without_our_own_file_defaults_hold() -> None:
    assert read_settings(mkdocs(), None)[0] == Settings("A", "https://a.org/b/")


def test_a_trailing_slash_of_the_repository_does_not_matter() -> None:
    text = "site_name: A\nsite_url: https://a.org/\nrepo_url: https://github.com/a/b/\n"
    found, _ = read_settings(mkdocs(text), None)
    assert found is not None
    assert found.repo_url == "https://github.com/a/b"


def test_missing_settings_are_reported_together() -> None:
    found, problems = read_settings(mkdocs("theme: material\n"), None)
    assert found is None
    assert ["site_name" in problems[0].message, "site_url" in problems[1].message] == [True, True]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "a.org", "''", "[1]"])
def test_a_site_needs_a_web_address(url: str) -> None:
    found, [problem] = read_settings(mkdocs(f"site_name: A\nsite_url: {url}\n"), None)
    assert found is None
    assert "site_url" in problem.message


def test_tags_on_keys_of_mkdocs_own_are_its_business() -> None:
    text = "site_name: A\nsite_url: https://a.org/\nextra: {x: !ENV [A, b], y: !!python/name:a.b ''}\n"
    assert read_settings(mkdocs(text), None)[1] == []


def test_names_may_come_from_the_environment() -> None:
    text = "site_name: !ENV [NAME, A]\nsite_url: !ENV URL\n"
    found, problems = read_settings(mkdocs(text, URL="https://b.org/c"), None)
    assert (found, problems) == (Settings("A", "https://b.org/c/"), [])
    _, [problem] = read_settings(mkdocs(text), None)
    assert (problem.line, problem.message) == (2, "'site_url' is missing or not an address")


@pytest.mark.parametrize(("text", "count"), [("site_name: A\nnav: [\n", 1), ("nav: []\nnav: []\n", 3)])
def test_invalid_yaml_is_reported_first(text: str, count: int) -> None:
    found, problems = read_settings(mkdocs(text), None)
    assert (found, len(problems)) == (None, count)


@pytest.mark.parametrize("text", ["", "[\n", "- a\n"])
def test_a_file_without_a_mapping_is_reported(text: str) -> None:
    found, problems = read_settings(mkdocs(text), None)
    assert found is None
    assert problems


@pytest.mark.parametrize("text", ["feed_entries: 0", "feed_entries: 501", "newest_on_home: x", "feed_entrys: 7"])
def test_mistakes_in_our_own_file_are_reported(text: str) -> None:
    found, [problem] = read_settings(mkdocs(), archive(text))
    assert found is None
    assert (problem.path, problem.line) == ("site_config/archive.yml", 1)


def test_the_name_loses_characters_that_no_feed_can_hold() -> None:
    found, _ = read_settings(mkdocs('site_name: "A\\x01\\u202e B"\nsite_url: https://a.org/\n'), None)
    assert found is not None
    assert found.site_name == "A B"


def test_readers_may_leave_the_newsletter_by_mail_or_on_the_web() -> None:
    text = 'unsubscribe: ["https://a.org/leave?who={address}", "mailto:b@a.org?subject=leave"]\n'
    found, problems = read_settings(mkdocs(), archive(text))
    assert problems == []
    assert found is not None
    assert found.unsubscribe == ("https://a.org/leave?who={address}", "mailto:b@a.org?subject=leave")


@pytest.mark.parametrize(
    "address",
    ["http://a.org/leave", "a.org", "https://a.org/>x", "https://a.org/{who}", "https://a.org/ö", "mailto:a b"],
)
def test_invalid_addresses_for_unsubscribing_are_reported(address: str) -> None:
    found, [problem] = read_settings(mkdocs(), archive(f'unsubscribe: ["{address}"]\n'))
    assert found is None
    assert (problem.line, "unsubscribe[1]" in problem.message) == (1, True)


@pytest.mark.parametrize(
    ("folder", "hint"),
    [
        ("site_config/overrides", "run `papershelf upgrade`, or write 'custom_dir: build/theme'"),
        ("./site_config/overrides/", "run `papershelf upgrade`, or write 'custom_dir: build/theme'"),
        ("/etc", "write 'custom_dir: build/theme', and put files of your own into site_config/overrides"),
        ("themes/../../x", "write 'custom_dir: build/theme', and put files of your own into site_config/overrides"),
        ("themes/mine", "write 'custom_dir: build/theme', and put files of your own into site_config/overrides"),
    ],
)
def test_a_theme_in_another_folder_is_reported_where_it_is_named(folder: str, hint: str) -> None:
    text = f"site_name: A\ntheme:\n  name: material\n  custom_dir: {folder}\n"
    [problem] = theme_problems(mkdocs(text), lambda _: False)
    assert (problem.line, problem.column, problem.hint) == (4, 15, hint)


def test_the_folder_that_the_theme_is_made_in_may_be_missing() -> None:
    assert list(theme_problems(mkdocs("theme:\n  custom_dir: ./build/theme/\n"), lambda _: False)) == []


@pytest.mark.parametrize("value", ["~", "[a]", "{}"])
def test_a_theme_s_folder_that_is_no_text_is_reported(value: str) -> None:
    [problem] = theme_problems(mkdocs(f"theme:\n  custom_dir: {value}\n"), lambda _: True)
    assert (problem.line, problem.message) == (2, "'custom_dir' is not text")


@pytest.mark.parametrize("text", ["theme: material\n", "theme:\n", "- a\n"])
def test_only_a_theme_s_own_folder_can_be_missing(text: str) -> None:
    assert list(theme_problems(mkdocs(text), lambda _: False)) == []
    assert list(theme_problems(mkdocs("theme: {custom_dir: there}\n"), lambda path: path == "there")) == []


@pytest.mark.parametrize(
    ("text", "adds"),
    [
        ("plugins: [search, material/tags, {macros: {}}]\nhooks: [site_config/hook.py]", False),
        ("plugins: {blog: {}}", True),
        ("plugins:\n  - tags\n  - gen-files", True),
        ("hooks: [site_config/hook.py, site_config/pages.py]", True),
        ("site_name: A", False),
    ],
)
def test_plugins_that_are_not_known_may_add_pages(text: str, adds: bool) -> None:
    assert plugins_add_pages(mkdocs(text)) is adds


def test_a_file_may_inherit_settings_and_has_no_other_key_that_mkdocs_does_not_know() -> None:
    [problem] = unknown_keys(mkdocs("INHERIT: base.yml\nsite_nam: A\n"))
    assert (problem.line, problem.message) == (2, "MkDocs knows no key 'site_nam'")


@pytest.mark.parametrize(
    ("text", "keeps"),
    [
        ("markdown_extensions: [tables, markdown.extensions.toc: {permalink: true}, pymdownx.emoji]", True),
        ("plugins: [blog, macros]", True),
        ("markdown_extensions: [pymdownx.blocks.html]", False),
        ("markdown_extensions: [pymdownx.superfences: {custom_fences: [{name: python, class: python}]}]", False),
        ("plugins: [markdown-exec]", False),
        ("hooks: [site_config/hook.py, site_config/shortcodes.py]", False),
    ],
)
def test_notes_stay_as_written_where_mkdocs_reads_nothing_else_in_them(text: str, keeps: bool) -> None:
    found, _ = read_settings(mkdocs(f"site_name: A\nsite_url: https://a.org/\n{text}\n"), None)
    assert found is not None
    assert found.keeps_markdown is keeps


def test_pages_that_mkdocs_leaves_out_are_no_part_of_the_archive_and_drafts_are_not_found() -> None:
    document = mkdocs("exclude_docs: |\n  *.txt.md\n  /private/\ndraft_docs: drafts/\n")
    paths = ("about.md", "a.txt.md", "private/b.md", "guide/private/c.md", "guide/drafts/d.md")
    kept = list(pages_of_site(document, [Page(path, "A", "", SafeHtml("")) for path in paths]))
    assert [page.path for page in kept] == ["about.md", "guide/private/c.md", "guide/drafts/d.md"]
    assert [(page.is_draft, page.is_searchable) for page in kept] == [(False, True), (False, True), (True, False)]
    pages = [Page("a.md", "A", "", SafeHtml(""))]
    assert list(pages_of_site(mkdocs("exclude_docs: [a.md]\n"), pages)) == pages
