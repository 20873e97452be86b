from __future__ import annotations

from pathlib import Path

import pytest

from generator.model import Page, Problem, SourceFile
from generator.sources.page_files import is_placeholder, read_page
from generator.sources.static_files import read_static_files


def read(text: str, path: str = "guide/install.md") -> tuple[Page | None, list[Problem]]:
    return read_page(SourceFile(f"content/pages/{path}", text))


def page(text: str, path: str = "guide/install.md") -> Page:
    found, problems = read(text, path)
    assert problems == []
    assert found is not None
    return found


def test_a_page_keeps_its_file_as_it_is() -> None:
    text = "---\ntitle: Install\ndescription: How to.\nmine: {a: [1, 2.5, null]}\n---\n<b>x</b> ![p](p.png)\n"
    found = page(text)
    assert (found.path, found.title, found.description, found.text) == ("guide/install.md", "Install", "How to.", text)
    assert found.front["mine"] == {"a": [1, 2.5, None]}
    assert found.markdown == "<b>x</b> ![p](p.png)\n"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# How to *install* it { #top }\n\nText\n", "How to install it"),
        ("How to\n======\n\nText\n", "How to"),
        ("---\nhide: [toc]\n---\n\n# A & B #\n", "A & B"),
        ("Text\n\n# Later\n", "Install"),
        ("---\n---\ntext\n", "Install"),
    ],
)
def test_a_page_without_a_title_has_that_of_its_heading_or_file(text: str, title: str) -> None:
    assert page(text).title == title


def test_front_matter_may_use_all_of_yaml() -> None:
    found = page("---\na: &x {title: no}\nb: *x\ntitle: >\n  A long\n  title\nhide:\n  - toc\n...\nText [a](b.md)\n")
    assert found.title == "A long title"
    assert [(link.line, link.column, link.target) for link in found.mentions] == [(10, 10, "b.md")]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("---\ntitle: Mine\n", 1, "the front matter is not closed"),
        ("---\ntitle: Mine\nhide: [a\n---\n", 4, "not valid YAML"),
        ("---\ntitle:\n---\n", 2, "'title' is empty"),
        ("---\ntitle: a\ntitle: b\n---\n", 3, "repeats the key 'title' of line 2"),
        ("---\ntitle: a\nhide: [navigaton]\n---\n", 3, "'hide[1]' ('navigaton') is none of"),
        ("---\ntitle: a\nhide: toc\n---\n", 3, "'hide' ('toc') is not a list"),
        ("---\ntitle: a\nmine: !x b\n---\n", 3, "has a tag of YAML"),
        ("---\ntags: AI\n---\n", 2, "'tags' ('AI') is not a list"),
    ],
)
def test_a_mistake_in_front_matter_is_reported_at_its_line(text: str, line: int, message: str) -> None:
    _, [problem] = read(text)
    assert problem.line == line
    assert problem.message.startswith(message)


@pytest.mark.parametrize("path", ["papers.md", "tags/mine.md", "digests/2026.md", "api/v1/mine.md", "social.md"])
def test_the_archive_s_own_addresses_are_reserved(path: str) -> None:
    found, [problem] = read("# Mine\n", path)
    assert found is None
    assert "belongs to the archive itself" in problem.message


@pytest.mark.parametrize("path", ["about us.md", "über.md", "a/b c/d.md", "a?.md"])
def test_a_page_whose_address_would_need_escapes_is_refused(path: str) -> None:
    found, [problem] = read("# Mine\n", path)
    assert (found, problem.path) == (None, f"content/pages/{path}")


def test_a_page_may_ask_to_be_left_out_of_the_search() -> None:
    assert page("# A\n").is_searchable
    assert not page("---\nsearch:\n  exclude: true\n---\n# A\n").is_searchable


def test_nested_lists_beyond_python_s_stack_are_no_obstacle() -> None:
    assert page("- " * 2000 + "x\n").body == ""


def test_files_that_are_not_markdown_are_read_with_those_of_plugins(tmp_path: Path) -> None:
    folder = tmp_path / "content" / "pages"
    (folder / "blog").mkdir(parents=True)
    (folder / "assets").mkdir()
    names = ["blog/.authors.yml", "assets/a b.png", "about.md", ".DS_Store", "x.bak", "y~", ".gitignore"]
    for name in names:
        (folder / name).write_bytes(name.encode())
    problems: list[Problem] = []
    found = list(read_static_files(tmp_path, problems))
    assert {file.path: file.read() for file in found} == {
        "assets/a b.png": b"assets/a b.png",
        "blog/.authors.yml": b"blog/.authors.yml",
    }
    assert problems == []


def test_files_that_would_be_lost_are_reported(tmp_path: Path) -> None:
    for name in ("a.markdown", "papers/x.png"):
        path = tmp_path / "content" / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    problems: list[Problem] = []
    assert list(read_static_files(tmp_path, problems)) == []
    assert [(problem.path, problem.message) for problem in problems] == [
        ("content/pages/a.markdown", "is Markdown under another name"),
        ("content/pages/papers/x.png", "the address papers/ belongs to the archive itself"),
    ]


def test_files_of_the_owner_are_read_with_well_known_ones_and_their_mistakes_reported(tmp_path: Path) -> None:
    for name in (
        "files/CNAME", "files/.well-known/security.txt", "files/slides/may.pdf", "files/.DS_Store", "files/.htaccess",
        "files/notes.md", "files/tags/x.png", "pages/slides/may.pdf",
    ):  # fmt: skip
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    problems: list[Problem] = []
    found = list(read_static_files(tmp_path, problems))
    assert [file.path for file in found] == [".well-known/security.txt", "CNAME", "slides/may.pdf"]
    assert [(problem.path, problem.message) for problem in problems] == [
        ("content/files/.htaccess", "is hidden, and no hidden file is published"),
        ("content/files/notes.md", "is Markdown, which is published as a page"),
        ("content/files/tags/x.png", "the address tags/ belongs to the archive itself"),
        ("content/pages/slides/may.pdf", "is published at the same address as content/files/slides/may.pdf"),
    ]


@pytest.mark.parametrize(
    ("text", "is_empty"),
    [
        ("<!-- a --> <!-- b\n -->\n", True),
        ("<!-- a -->\nx\n<!-- b -->", False),
        ("<!-- a --> x <!--", False),
        ("<!--" * 100_000, False),  # in linear time
    ],
)
def test_a_home_page_of_comments_alone_has_no_text(text: str, is_empty: bool) -> None:
    assert is_placeholder(text) is is_empty
