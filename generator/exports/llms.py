"""`llms.txt` and `llms-full.txt`: an index of the archive's Markdown for language models (https://llmstxt.org/).

They are for programs, and therefore in English on every site.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from generator.exports.api import DATABASE, DUMP, ROOT
from generator.model import Archive, Paper, Settings
from generator.outputs import Output, output
from generator.text import markdown_writer as writer
from generator.text.wording import ENGLISH, words_of

INDEX, FULL = "llms.txt", "llms-full.txt"

LISTED = 500
"""The newest papers in the index, about 120 KB. The data files that it names have all papers."""

WHOLE = 200
"""The newest papers in `llms-full.txt`, with abstracts, about 400 KB."""


def render(archive: Archive) -> Iterator[Output]:
    """Yield both files."""
    settings, total = archive.settings, len(archive.papers)
    yield output(INDEX, partial(_index, settings), archive.papers[:LISTED], total)
    yield output(FULL, partial(_full, settings), archive.papers[:WHOLE], total)


def _index(settings: Settings, papers: Sequence[Paper], total: int) -> str:
    site, words = settings.site_url, words_of(ENGLISH)
    lists = [("Tags", "tags/", "all subjects"), ("Digests", "digests/", "all days"), ("Feeds", "feeds/", "new papers")]
    data = [
        ("archive.jsonl.gz", DUMP, "all papers, one per line, compressed"),
        ("archive.sqlite", DATABASE, "the same with full-text search"),
        ("index.json", f"{ROOT}index.json", "where the other files are, and their schemas"),
        (FULL, FULL, "the newest papers with their abstracts"),
    ]
    return "\n".join(
        [
            *_head(settings),
            words.n("{n} paper", "{n} papers", total) + ". "
            "The page of each is also a Markdown file; its front matter has what is known",
            f"of the paper: {site}papers/SLUG.md, where SLUG is the last part of the page's address.",
            "\n## Lists\n",
            *(f"- [{name}]({site}{path}): {meaning}" for name, path, meaning in lists),
            "\n## Data\n",
            *(f"- [{name}]({site}{path}): {meaning}" for name, path, meaning in data),
            f"\n## {_heading(papers, total)}\n",
            *(_line(settings, paper) for paper in papers),
            "",
        ]
    )


def _head(settings: Settings) -> list[str]:
    description = [f"> {writer.text(settings.site_description).markdown}", ""] if settings.site_description else []
    return [f"# {writer.text(settings.site_name).markdown}", "", *description]


def _heading(papers: Sequence[Paper], total: int) -> str:
    if len(papers) == total:
        return "All papers"
    newest = words_of(ENGLISH).n("{n} paper", "{n} papers", len(papers))
    return f"The newest {newest} of {total:,}"


def _line(settings: Settings, paper: Paper) -> str:
    title = writer.text(paper.title.plain, in_label=True).markdown
    summary = writer.text(paper.lead).markdown
    return f"- [{title}]({settings.site_url}papers/{paper.slug}.md)" + (f": {summary}" if summary else "")


def _full(settings: Settings, papers: Sequence[Paper], total: int) -> str:
    return "\n".join(
        [*_head(settings), f"{_heading(papers, total)}.", *(_paper(settings, paper) for paper in papers), ""]
    )


def _paper(settings: Settings, paper: Paper) -> str:
    """Return a paper with title, byline, address and abstract."""
    day = words_of(ENGLISH).date(paper.published or paper.newest.date)
    date = f"published {day}" if paper.published else f"seen {day}"
    facts = [writer.text(", ".join(paper.authors)).markdown, writer.text(paper.organisation).markdown, date]
    address = f"<{settings.site_url}papers/{paper.slug}.md>"
    abstract = [writer.paragraph(writer.sentences(paragraph)).markdown for paragraph in paper.abstract]
    heading = writer.headings()(2, writer.title(paper.title)).markdown
    parts = [f"\n{heading}", " · ".join(filter(None, [*facts, address])), *abstract]
    return "\n\n".join(parts)
