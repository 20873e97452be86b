from __future__ import annotations

import html
import time

import pytest

from generator.text import markdown_cost, markdown_links, markdown_writer, markup

QUADRATIC = ["[", "![", "[a](", '[a](b"c) ', "[[a] ", "a\n=\n"]


@pytest.mark.parametrize("unit", QUADRATIC)
def test_what_takes_python_markdown_long_is_counted(unit: str) -> None:
    assert markdown_cost.exceeded_at(unit * (30_000 // len(unit))) == 0


@pytest.mark.parametrize("unit", ["[^1]: ", "*[A]: b\n", "<a ", "``a`", "[a](", "(^a) "])
def test_what_takes_mkdocs_long_in_a_page_is_counted(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    assert markdown_cost.exceeded_in_page(text, markdown_links.without_code(text)) is not None


def test_the_signs_of_an_abstract_are_written_so_that_they_are_read_soon() -> None:
    text = "[^1]: " * 3_000
    written = markdown_writer.paragraph(markdown_writer.prose(text))
    start = time.process_time()
    assert text.strip() in html.unescape(markdown_writer.python_markdown().convert(written.markdown))
    assert time.process_time() - start < 1.5


def test_the_costly_paragraph_is_found() -> None:
    assert markdown_cost.exceeded_at(f"# A\n\n{'[' * 4_000}\n") == 5


def test_long_lists_of_links_are_read() -> None:
    line = '- [A paper of (some) length](https://a.example/x_(y)/z "Its title"), [code](<https://b.example>), [1][]\n'
    assert markdown_cost.exceeded_at(line * 1_500) is None
    page = "*[TLA]: An abbreviation\n[^1]: A note\n\nWhere x<y, ``code`` <b>stands</b>.\n\n" * 100
    assert markdown_cost.exceeded_in_page(page, page) is None
    assert markdown_cost.exceeded_at("See \\[ and `a[` [here](x).\n\n" * 5_000) is None


def test_the_limit_is_a_second_of_rendering() -> None:
    text = f"{'[' * 100}{'x' * 19_000}"
    assert markdown_cost.exceeded_at(text) is None
    start = time.process_time()
    markup.render(text, "")
    assert time.process_time() - start < 2


@pytest.mark.parametrize("unit", ["<!--", "<script>", "](a)", "[a](b) ", "\n\n[a](b)"])
def test_links_are_found_in_linear_time(unit: str) -> None:
    start = time.process_time()
    markdown_links.find(unit * (200_000 // len(unit)))
    assert time.process_time() - start < 3
