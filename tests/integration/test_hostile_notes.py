"""What a stranger's note becomes after MkDocs' own Markdown has had its turn."""

from __future__ import annotations

from pathlib import Path

from bs4 import BeautifulSoup

FENCE = "See [x](http://a.b \"foo&#10;~~~ { id='onfocus=document.title=1337 autofocus' }&#10;c&#10;~~~&#10;z\")."


def test_a_fence_hidden_in_an_attribute_stays_in_it(archive: Path, run_papershelf) -> None:
    slug = "lantern-tree-search-by-the-light-of-a-small-verifier"
    front = f"---\npaper: {slug}\nauthor: eve\ndate: 2026-04-20\n---\n"
    (archive / "content" / "notes" / "eve.md").write_text(f"{front}{FENCE}\n\n```\ncode\n~~~\nmore\n```\n")
    run_papershelf("-C", archive, "build")
    page = BeautifulSoup((archive / "site" / "papers" / slug / "index.html").read_text(), "html.parser")
    (article,) = [note for note in page.select(".ps-note") if "eve" in note.get_text()]
    assert not [tag for tag in article.find_all(True) if set(tag.attrs) - {"href", "title", "rel", "class", "datetime"}]
    (pre,) = article.select("pre")
    assert pre.get_text() == "code\n~~~\nmore\n"
