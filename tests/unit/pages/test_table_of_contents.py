from __future__ import annotations

import pytest

from generator.pages import table_of_contents
from generator.text.markup import render


def test_a_text_with_few_headings_stays_as_it_is() -> None:
    text = "<h2>A</h2><p>a</p><h2>B</h2><h3>C</h3><h3>D</h3>"
    assert table_of_contents.find(text, 2) == table_of_contents.Contents(text, ())


def test_headings_get_ids_that_nothing_else_has() -> None:
    found = table_of_contents.find("<h2>Notes</h2><p>a</p><h2>Notes</h2><h3>C</h3><h2>???</h2>", 2, {"notes"})
    assert found.headings == (("notes-2", "Notes"), ("notes-3", "Notes"), ("part-3", "???"))
    assert found.html == (
        '<h2 id="notes-2">Notes</h2><p>a</p><h2 id="notes-3">Notes</h2><h3>C</h3><h2 id="part-3">???</h2>'
    )


@pytest.mark.parametrize("title", ['<img src=x onerror="alert(1)">', '" onclick="alert(1)', "`<h2>` & *more*"])
def test_no_heading_says_more_in_its_id_than_a_slug(title: str) -> None:
    html = render("\n\n".join(f"## {title}" for _ in range(3)), "../").html
    found = table_of_contents.find(html, 2)
    assert len(found.headings) == 3
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for name, _ in found.headings)
    assert found.html.count("<h2 id=") == 3
