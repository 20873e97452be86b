"""Pages: the archive as Markdown files and redirect stubs, by their path below `build/docs`.

A page is front matter and blocks of HTML, which Markdown passes through untouched: so an abstract's `MCTS*` or `G_F`
needs no escaping and cannot be taken for markup. The templates escape whatever is not known to be safe HTML.
"""

from __future__ import annotations

import datetime as dt
import html
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from generator import channels, citations, contributing, metadata
from generator.channels import Channel, Channels
from generator.citations import FORMATS, Format, Reference
from generator.model import Archive, DigestDay, Paper, Tag, Text
from generator.records import SCHEMAS
from generator.text import first_sentence

_MANY_AUTHORS = 12
"""Names shown before the rest of a long list folds."""

_MONTHS_IN_CHART = 36

ASSIGNMENTS = "tags/assignments.json"


def render(archive: Archive) -> Iterator[tuple[str, str]]:
    """Every page of the site, as path and text."""
    cited = citations.references(archive)
    templates = _templates(archive, cited)
    feeds = channels.find(archive)
    yield "index.md", _home(archive, feeds.archive, templates)
    for paper in archive.papers:
        yield f"papers/{paper.slug}.md", _paper(archive, paper, cited[paper.slug], templates)
        for slug in paper.former_slugs:
            yield f"papers/{slug}/index.html", _redirect(archive, f"papers/{paper.slug}/", templates)
    yield "tags/index.md", _tags(archive, templates)
    yield ASSIGNMENTS, _assignments(archive)
    for tag in archive.tags:
        yield f"tags/{tag.slug}.md", _tag(archive, tag, feeds, templates)
        for slug in tag.former_slugs:
            yield f"tags/{slug}/index.html", _redirect(archive, f"tags/{tag.slug}/", templates)
    yield "digests/index.md", _digests(archive, feeds.sources, templates)
    for newer, day, older in _neighbours(archive.days):
        yield f"digests/{day.date}.md", _digest(archive, day, newer, older, templates)
    yield "feeds.md", _feeds(archive, feeds, templates)
    yield "data.md", _data(archive, templates)
    for page in archive.pages:
        if page.path != "index":
            front = {"title": page.title, "description": page.description}
            yield f"{page.path}.md", _front_matter(front) + templates.get_template("page.html").render(page=page)


def _home(archive: Archive, channel: Channel, templates: Environment) -> str:
    intro = next((page for page in archive.pages if page.path == "index"), None)
    settings = archive.settings
    front = {"title": settings.site_name, "description": settings.site_description, "feeds": _announced([channel])}
    newest = archive.papers[: settings.newest_on_home]
    by_day = [(day, list(papers)) for day, papers in groupby(newest, key=lambda paper: paper.newest.date)]
    body = templates.get_template("home.html").render(
        root="", intro=intro, archive=archive, channel=channel, by_day=by_day
    )
    return _front_matter(front) + body


def _assignments(archive: Archive) -> str:
    """The tags of every paper as JSON, so that the next build, and anyone else, can see what has moved."""
    tags_of = {slug: [assignment.tag for assignment in found] for slug, found in archive.assignments.items()}
    return json.dumps(tags_of, sort_keys=True, indent=0) + "\n"


def _paper(archive: Archive, paper: Paper, cited: Reference, templates: Environment) -> str:
    lead = first_sentence(paper.abstract[0].plain) if paper.abstract else ""
    front = {
        "title": paper.title.plain,
        "description": lead,
        "citation": metadata.citation(cited),
        "json_ld": metadata.json_ld(cited, f"{archive.settings.site_url}papers/{paper.slug}/", lead),
    }
    body = templates.get_template("paper.html").render(
        root="../../",
        paper=paper,
        assignments=archive.assignments[paper.slug],
        shown=paper.authors[:_MANY_AUTHORS],
        folded=paper.authors[_MANY_AUTHORS:],
        citations=_citations(cited),
        new_note=contributing.new_note_address(archive.settings, paper),
        edit=contributing.edit_address(archive.settings),
    )
    return _front_matter(front) + body


def _citations(cited: Reference) -> list[tuple[Format, str]]:
    """The paper in each format, without its abstract: the page has it once, in its head, and the script puts it in."""
    short = citations.without_abstract(cited)
    return [(format_, format_.file([format_.record(short)])) for format_ in FORMATS]


def _tags(archive: Archive, templates: Environment) -> str:
    front = {"title": "Tags", "description": f"All tags of {archive.settings.site_name}."}
    letters = [(letter, list(tags)) for letter, tags in groupby(archive.tags, key=lambda tag: _letter(tag.label))]
    body = templates.get_template("tags.html").render(root="../", letters=letters, roots=_roots(archive.tags))
    return _front_matter(front) + body


def _roots(tags: Sequence[Tag]) -> list[Tag]:
    """The tags at the top of the tree: those without a parent, but with children."""
    return [tag for tag in tags if tag.children and not tag.parent]


def _tag(archive: Archive, tag: Tag, feeds: Channels, templates: Environment) -> str:
    channel = feeds.by_tag.get(tag.slug)
    description = tag.description or f"{counted(len(tag.papers), 'paper')} on {tag.label}."
    front = {
        "title": tag.label,
        "description": description,
        "feeds": _announced([channel] if channel else []),
    }
    body = templates.get_template("tag.html").render(
        root="../../",
        tag=tag,
        archive=archive,
        channel=channel,
        pairs=[pair for pair in feeds.pairs if tag.slug in pair.tags],
        bars=_bars(tag.papers, archive),
    )
    return _front_matter(front) + body


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: how many papers a span of time brought, and its height from 0 to 100."""

    label: str
    papers: int
    height: int


def _bars(papers: Sequence[Paper], archive: Archive) -> list[Bar]:
    """Papers by when they first appeared: by month, or by year when the archive spans more than three years."""
    months = [min(seen.date for seen in paper.appearances).replace(day=1) for paper in archive.papers]
    if not months:
        return []
    first, last = min(months), max(months)
    by_year = (last.year - first.year) * 12 + last.month - first.month >= _MONTHS_IN_CHART
    spans = _years(first, last) if by_year else _months(first, last)
    begins = Counter(_span(min(seen.date for seen in paper.appearances), by_year) for paper in papers)
    most = max(begins.values(), default=1)
    return [
        Bar(str(begin.year) if by_year else _month(begin), begins[begin], round(100 * begins[begin] / most))
        for begin in spans
    ]


def _span(date: dt.date, by_year: bool) -> dt.date:
    return date.replace(month=1, day=1) if by_year else date.replace(day=1)


def _years(first: dt.date, last: dt.date) -> list[dt.date]:
    return [dt.date(year, 1, 1) for year in range(first.year, last.year + 1)]


def _months(first: dt.date, last: dt.date) -> list[dt.date]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [dt.date(number // 12, number % 12 + 1, 1) for number in numbers]


def _digests(archive: Archive, sources: Sequence[Channel], templates: Environment) -> str:
    front = {
        "title": "Digests",
        "description": f"All digests of {archive.settings.site_name}, by day.",
        "feeds": _announced(sources),
    }
    months = [(month, list(days)) for month, days in groupby(archive.days, key=lambda day: day.date.replace(day=1))]
    body = templates.get_template("digests.html").render(root="../", months=months, sources=sources)
    return _front_matter(front) + body


def _digest(
    archive: Archive, day: DigestDay, newer: DigestDay | None, older: DigestDay | None, templates: Environment
) -> str:
    title = f"Papers of {long_date(day.date)}"
    front = {"title": title, "description": f"{len(day.papers)} papers, from {', '.join(day.sources)}."}
    body = templates.get_template("digest.html").render(
        root="../../", title=title, day=day, newer=newer, older=older, archive=archive
    )
    return _front_matter(front) + body


def _feeds(archive: Archive, feeds: Channels, templates: Environment) -> str:
    front = {"title": "Feeds", "description": f"All feeds of {archive.settings.site_name}, and how to follow them."}
    return _front_matter(front) + templates.get_template("feeds.html").render(
        root="../", feeds=feeds, least=channels.LEAST_PAPERS_OF_AUTHOR
    )


def _data(archive: Archive, templates: Environment) -> str:
    front = {"title": "Data", "description": f"All of {archive.settings.site_name} as data: JSON, JSON Lines, SQLite."}
    return _front_matter(front) + templates.get_template("data.html").render(
        root="../", archive=archive, schemas=list(SCHEMAS)
    )


def _announced(feeds: Sequence[Channel]) -> list[dict[str, str]]:
    """The feeds of a page, as its front matter tells the theme."""
    return [{"title": feed.title, "rss": feed.rss, "atom": feed.atom, "json": feed.json} for feed in feeds]


def moved(archive: Archive) -> dict[str, str]:
    """The former folders of papers and tags, with those they are in now, as addresses: `/tags/old/`, `/tags/new/`."""
    papers = ((f"/papers/{slug}/", f"/papers/{paper.slug}/") for paper in archive.papers for slug in paper.former_slugs)
    tags = ((f"/tags/{slug}/", f"/tags/{tag.slug}/") for tag in archive.tags for slug in tag.former_slugs)
    return {**dict(papers), **dict(tags)}


def redirects(archive: Archive, leading: Mapping[str, str], outputs: Mapping[str, str]) -> dict[str, str]:
    """What stands at addresses that lead elsewhere: a page that leads there, or, of a file, the other file again."""
    template = _templates(archive, {}).get_template("redirect.html")
    found = {}
    for old, new in leading.items():
        if old.endswith("/"):
            root = "../" * (old.count("/") - 1)
            address = archive.settings.site_url + new[1:]
            found[f"{old[1:]}index.html"] = template.render(target=root + new[1:], address=address)
        else:
            found[old[1:]] = outputs[new[1:]]
    return found


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


def _front_matter(values: Mapping[str, object]) -> str:
    """Front matter with text that a template may print unescaped, as MkDocs' do. JSON is YAML, too."""
    lines = [f"{key}: {json.dumps(_escaped(value), ensure_ascii=False)}\n" for key, value in values.items() if value]
    return "---\n" + "".join(lines) + "hide: [navigation, toc]\n---\n\n"


def _escaped(value: object) -> object:
    """Every text in the value escaped for HTML, but what is safe there already."""
    match value:
        case Markup():
            return str(value)
        case str():
            return html.escape(value)
        case dict():
            return {key: _escaped(inner) for key, inner in value.items()}
        case list():
            return [_escaped(inner) for inner in value]
    raise TypeError(f"front matter holds texts, lists and mappings, not {type(value).__name__}")


def _letter(label: str) -> str:
    first = label[0].upper()
    return first if first.isalpha() else "#"


def long_date(date: dt.date) -> str:
    """`20 April 2026`: no zero before the day, English whatever the machine's locale."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


_MONTHS = "January February March April May June July August September October November December".split()


def _month(date: dt.date) -> str:
    return f"{_MONTHS[date.month - 1]} {date.year}"


def counted(number: int, noun: str) -> str:
    """`1 comment`, `1,204 comments`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _markup(text: Text) -> Markup:
    """Text's HTML was escaped and sanitised when the text was understood."""
    return Markup(text.html)  # noqa: S704 (see the docstring)


def _templates(archive: Archive, cited: Mapping[str, Reference]) -> Environment:
    templates = Environment(
        loader=PackageLoader("generator"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters |= {
        "tag": {tag.slug: tag for tag in archive.tags}.__getitem__,
        "long_date": long_date,
        "month": _month,
        "counted": counted,
        "markup": _markup,
        "first_sentence": first_sentence,
        "safe_html": Markup,
        "as_text": lambda text: Markup(html.escape(text, quote=False)),  # noqa: S704 (escaped for between tags)
        "coins": lambda paper: metadata.coins(cited[paper.slug]),
    }
    templates.globals |= {
        "assignments_of": archive.assignments,
        "tags_by_slug": {tag.slug: tag for tag in archive.tags},
        "formats": FORMATS,
        "longest_list": citations.longest_list(archive.tags),
    }
    return templates
