from __future__ import annotations

import yaml
from plain_paper import plain_paper

from generator import outputs
from generator.model import Archive, Settings
from generator.pages import paper
from generator.pages.layout import layout_of
from generator.site.markdown_files import note_of

HOSTILE = "\n---\ntemplate: other.html\n---\n"


def test_a_note_has_facts_and_text_and_nothing_that_only_templates_read() -> None:
    shown = plain_paper(
        "a", authors=("Bo Dale",), remark=HOSTILE, keywords=("gears", HOSTILE), arxiv="2602.00001", doi="10.1000/x"
    )
    settings = Settings("Shelf", "https://shelf.example.org/", None)
    archive = Archive(settings, (shown,), (), (), {"a": ()}, (), keywords={"a": ("wear",)})
    page = outputs.texts(paper.render(layout_of(archive)))["papers/a.md"]

    note = note_of(page.encode()).decode()

    facts, _, text = note.removeprefix("---\n").partition("\n---\n")
    names = "title authors remark arxiv doi links keywords source_keywords appearances"
    assert list(yaml.safe_load(facts)) == names.split()
    assert yaml.safe_load(facts)["source_keywords"] == ["gears", HOSTILE]
    assert page.endswith(f"\n---\n{text}")
    assert "\n## Notes\n" in text
