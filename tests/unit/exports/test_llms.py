from __future__ import annotations

import re

from plain_paper import plain_paper

from generator.exports import llms
from generator.model import Archive, Paper, Settings, Text
from generator.outputs import texts
from generator.text.clean import clean_text
from generator.text.safe_html import escaped


def rendered(*papers: Paper) -> dict[str, str]:
    settings = Settings("A *shelf*", "https://a.org/b/", site_description="Papers & more")
    untagged = {paper.slug: () for paper in papers}
    return texts(llms.render(Archive(settings, papers, (), (), untagged, ())))


def paper(slug: str, title: str, *abstract: str) -> Paper:
    return plain_paper(slug, title=clean_text(title), abstract=tuple(map(clean_text, abstract)), authors=("Ann", "Bo"))


def test_the_index_leads_to_the_markdown_of_each_paper() -> None:
    index = rendered(paper("a", "Of [x] and $x^2$", "We propose planting. It works."), paper("b", "B"))["llms.txt"]

    assert index.startswith("# A \\*shelf\\*\n\n> Papers & more\n\n2 papers. ")
    assert "\n## All papers\n\n- [Of \\[x&#93; and x²](https://a.org/b/papers/a.md): We propose planting.\n" in index
    assert index.endswith("\n- [B](https://a.org/b/papers/b.md)\n")
    assert "(https://a.org/b/llms-full.txt)" in index


def test_the_whole_papers_have_their_abstracts() -> None:
    full = rendered(paper("a", "# Of $x^2$", "1. One", "Two < three"))["llms-full.txt"]

    facts = "Ann, Bo · seen 20 April 2026 · <https://a.org/b/papers/a.md>"
    assert full.endswith(f"\n## \\# Of $x^2$\n\n{facts}\n\n1\\. One\n\nTwo &lt; three\n")


def test_both_have_limits() -> None:
    title = Text("A", escaped("A"))
    found = rendered(*(plain_paper(f"p{number}", title=title) for number in range(llms.LISTED + 1)))

    assert f"## The newest {llms.LISTED} papers of {llms.LISTED + 1}\n" in found["llms.txt"]
    assert len(re.findall(r"/papers/p\d+\.md\)", found["llms.txt"])) == llms.LISTED
    assert found["llms-full.txt"].count("\n## ") == llms.WHOLE
