"""Pages: the archive as Markdown files and redirect stubs, by their path below `build/docs`.

A page is front matter and blocks of HTML, which Markdown passes through untouched: so an abstract's `MCTS*` or `G_F`
needs no escaping and cannot be taken for markup. The templates escape whatever is not known to be safe HTML.
"""

from __future__ import annotations

import datetime as dt
import html
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from generator import contributing
from generator.model import Archive, DigestDay, Paper, Tag, Text
from generator.text import first_sentence

_MANY_AUTHORS = 12
"""Names shown before the rest of a long list folds."""


def render(archive: Archive) -> Iterator[tuple[str, str]]:
    """Every page of the site, as path and text."""
    templates = _templates(archive)
    yield "index.md", _home(archive, templates)
    for paper in archive.papers:
        yield f"papers/{paper.slug}.md", _paper(archive, paper, templates)
        for slug in paper.former_slugs:
            yield f"papers/{slug}/index.html", _redirect(archive, f"papers/{paper.slug}/", templates)
    yield "tags/index.md", _tags(archive, templates)
    for tag in archive.tags:
        yield f"tags/{tag.slug}.md", _tag(archive, tag, templates)
    yield "digests/index.md", _digests(archive, templates)
    for newer, day, older in _neighbours(archive.days):
        yield f"digests/{day.date}.md", _digest(archive, day, newer, older, templates)
    for page in archive.pages:
        if page.path != "index":
            front = {"title": page.title, "description": page.description}
            yield f"{page.path}.md", _front_matter(front) + templates.get_template("page.html").render(page=page)


def _home(archive: Archive, templates: Environment) -> str:
    intro = next((page for page in archive.pages if page.path == "index"), None)
    settings = archive.settings
    front = {"title": settings.site_name, "description": settings.site_description, "feed": "feed.xml"}
    newest = archive.papers[: settings.newest_on_home]
    by_day = [(day, list(papers)) for day, papers in groupby(newest, key=lambda paper: paper.newest.date)]
    body = templates.get_template("home.html").render(root="", intro=intro, archive=archive, by_day=by_day)
    return _front_matter(front) + body


def _paper(archive: Archive, paper: Paper, templates: Environment) -> str:
    lead = first_sentence(paper.abstract[0].plain) if paper.abstract else ""
    front = {"title": paper.title.plain, "description": lead}
    body = templates.get_template("paper.html").render(
        root="../../",
        paper=paper,
        tags=archive.tags_of.get(paper.slug, ()),
        shown=paper.authors[:_MANY_AUTHORS],
        folded=paper.authors[_MANY_AUTHORS:],
        new_note=contributing.new_note_address(archive.settings, paper),
        edit=contributing.edit_address(archive.settings),
    )
    return _front_matter(front) + body


def _tags(archive: Archive, templates: Environment) -> str:
    front = {"title": "Tags", "description": f"All tags of {archive.settings.site_name}."}
    letters = [(letter, list(tags)) for letter, tags in groupby(archive.tags, key=lambda tag: _letter(tag.label))]
    return _front_matter(front) + templates.get_template("tags.html").render(root="../", letters=letters)


def _tag(archive: Archive, tag: Tag, templates: Environment) -> str:
    count = f"{len(tag.papers):,} paper{'s' if len(tag.papers) != 1 else ''}"
    front = {
        "title": tag.label,
        "description": tag.description or f"{count} on {tag.label}.",
        "feed": f"tags/{tag.slug}/feed.xml",
        "feed_title": f"{archive.settings.site_name}: {tag.label}",
    }
    by_slug = {other.slug: other for other in archive.tags}
    body = templates.get_template("tag.html").render(
        root="../../", tag=tag, archive=archive, parent=by_slug.get(tag.parent)
    )
    return _front_matter(front) + body


def _digests(archive: Archive, templates: Environment) -> str:
    front = {"title": "Digests", "description": f"All digests of {archive.settings.site_name}, by day."}
    months = [(month, list(days)) for month, days in groupby(archive.days, key=lambda day: day.date.replace(day=1))]
    return _front_matter(front) + templates.get_template("digests.html").render(root="../", months=months)


def _digest(
    archive: Archive, day: DigestDay, newer: DigestDay | None, older: DigestDay | None, templates: Environment
) -> str:
    title = f"Papers of {long_date(day.date)}"
    front = {"title": title, "description": f"{len(day.papers)} papers, from {', '.join(day.sources)}."}
    body = templates.get_template("digest.html").render(
        root="../../", title=title, day=day, newer=newer, older=older, archive=archive
    )
    return _front_matter(front) + body


def _redirect(archive: Archive, target: str, templates: Environment) -> str:
    return templates.get_template("redirect.html").render(
        target=f"../../{target}", address=archive.settings.site_url + target
    )


def _neighbours(days: Sequence[DigestDay]) -> Iterator[tuple[DigestDay | None, DigestDay, DigestDay | None]]:
    """Each day with the newer day before it and the older day after it, where there are any."""
    padded = [None, *days, None]
    for (newer, day), (_, older) in pairwise(pairwise(padded)):
        if day is not None:
            yield newer, day, older


def _front_matter(values: Mapping[str, str]) -> str:
    """Front matter with text that a template may print unescaped, as MkDocs' do. A JSON string is a YAML string, too."""
    lines = [f"{key}: {json.dumps(html.escape(value), ensure_ascii=False)}\n" for key, value in values.items() if value]
    return "---\n" + "".join(lines) + "hide: [navigation, toc]\n---\n\n"


def _letter(label: str) -> str:
    first = label[0].upper()
    return first if first.isalpha() else "#"


def long_date(date: dt.date) -> str:
    """`20 April 2026`: no zero before the day, English whatever the machine's locale."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


_MONTHS = "January February March April May June July August September October November December".split()


def _month(date: dt.date) -> str:
    return f"{_MONTHS[date.month - 1]} {date.year}"


def _counted(number: int, noun: str) -> str:
    """`1 comment`, `1,204 comments`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _markup(text: Text) -> Markup:
    """Text's HTML was escaped and sanitised when the text was understood."""
    return Markup(text.html)


def _templates(archive: Archive) -> Environment:
    templates = Environment(
        loader=PackageLoader("generator"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters |= {
        "long_date": long_date,
        "month": _month,
        "counted": _counted,
        "markup": _markup,
        "first_sentence": first_sentence,
        "safe_html": Markup,
    }
    templates.globals |= {"tags_of": archive.tags_of}
    return templates
