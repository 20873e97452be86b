"""A Hugo project that does what Papershelf does by default, made from the rows of the site that Papershelf built.

`hugo/` has its settings, templates and lists; here its papers are written: the abstract as Markdown, facts as front
matter. What Hugo cannot compute (lead, keywords, tags and their reasons, related papers, citation keys, names by
letter) it gets as data, never as text of a page. Papershelf's frame is its base template, Papershelf's assets and
JSON schemas are its static files. README.md has what each makes of it, and what still differs.
"""

from __future__ import annotations

import datetime as dt
import gzip
import html
import json
import re
import shutil
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any

_TEMPLATES = Path(__file__).with_name("hugo")
_FIRST_MINUTES = dt.timedelta(minutes=15)
_ONE_PAGE = 75
"""Papers up to which Papershelf's lists have no page of all: a page and a half."""

_REASON = re.compile(r"<dt>(.*?)</dt><dd>“(.*?)” (\d+) times in the (\w+)</dd>")
_RELATED_GROUP = re.compile(r"<p>([\w ]+)</p>\n<ul>\n(.*?)</ul>", re.DOTALL)
_RELATED = re.compile(r'<li><a href="\.\./([^/]+)/">.*?</a> <em>[^·<]*(?: · (.*?))?</em>')
_NEIGHBOURS = re.compile(r'<figure class=ps-near>.*?<path d="(.*?)"/><path d="M(\d+)')

Json = dict[str, Any]


def write(project: Path, site: Path) -> None:
    """Bring the Hugo project up to date with the papers of Papershelf's `site`; unchanged files are not touched.

    Raises:
        ValueError: when a page of a paper with tags has no reasons for them where they are looked for.
    """
    for source in sorted(path for path in _TEMPLATES.rglob("*") if path.is_file()):
        _write(project / source.relative_to(_TEMPLATES), source.read_text("utf-8"))
    for folder in ("assets", "api/v1/schema"):
        if not (project / "static" / folder).exists():
            shutil.copytree(site / folder, project / "static" / folder)
    with gzip.open(site / "api" / "v1" / "archive.jsonl.gz", "rt", encoding="utf-8") as dump:
        records = [json.loads(line) for line in dump]
    tags = json.loads((site / "api/v1/tags.json").read_text("utf-8"))["tags"]
    labels = {tag["slug"]: tag["label"] for tag in tags}
    page = ""
    for record in records:
        page = (site / "papers" / record["slug"] / "index.html").read_text("utf-8")
        front = _front(record, labels) | _relations(page)
        if front["tags"] and not front["reasons"]:
            raise ValueError(f"papers/{record['slug']}: no reasons of tags. Have its pages changed? Then adapt _REASON")
        text = f"{json.dumps(front, ensure_ascii=False)}\n{record.get('abstract', '')}"
        _write(project / "content" / "papers" / f"{record['slug']}.md", text)
    for tag in tags:
        front = {"title": tag["label"], "related": tag.get("related", [])}
        _write(project / "content" / "tags" / tag["slug"] / "_index.md", json.dumps(front) + "\n")
    _write(project / "data" / "authors.json", json.dumps(_names_by_letter(records), ensure_ascii=False))
    frame = _frame(page, records[-1]["title"])
    _write(project / "layouts" / "baseof.html", frame)
    _write(project / "layouts" / "baseof.all.html", f"{{{{ if gt (len .Pages) {_ONE_PAGE} }}}}{frame}{{{{ end }}}}")


def _front(record: Json, labels: dict[str, str]) -> Json:
    """Return the front matter of a paper: facts, and the names of the lists that have it."""
    appearances = record["appearances"]
    days = {row["date"]: _periods(dt.date.fromisoformat(row["date"])) for row in appearances}
    first = appearances[0]
    # As in Papershelf's feeds: a digest's first row is its newest.
    time = dt.datetime.fromisoformat(first["date"]) + _FIRST_MINUTES - dt.timedelta(seconds=first["row"])
    authors = record.get("authors", [])
    return {
        "title": record["title"],
        "date": f"{time.isoformat()}Z",
        "description": re.split(r"(?<=\.) ", record.get("abstract", ""), maxsplit=1)[0],
        "authors": authors,
        "names": [_inverted(name) for name in authors],
        "tags": [labels[tag] for tag in record.get("tags", []) if tag in labels],
        "digests": [period for periods in days.values() for period in periods],
        "periods": days,
        "keywords": record.get("extracted_keywords", []),
        "appearances": appearances,
        "citation_key": record["citation_key"],
    }


def _periods(day: dt.date) -> list[str]:
    """Return the names of a day, its week, its month and its year."""
    year, week, _ = day.isocalendar()
    return [day.isoformat(), f"{year}-W{week:02}", f"{day:%Y-%m}", f"{day:%Y}"]


def _inverted(name: str) -> str:
    return ", ".join(reversed(name.rsplit(" ", 1)))


def _relations(page: str) -> Json:
    """Return what Papershelf computed of a paper, from its page: reasons of tags, related papers, their places."""
    reasons = [
        {"tag": html.unescape(tag), "words": html.unescape(words), "times": int(times), "place": place}
        for tag, words, times, place in _REASON.findall(page)
    ]
    related = [
        {
            "label": label,
            "papers": [{"slug": slug, "reason": html.unescape(reason)} for slug, reason in _RELATED.findall(listed)],
        }
        for label, listed in _RELATED_GROUP.findall(page)
    ]
    computed: Json = {"reasons": reasons, "related": related}
    if figure := _NEIGHBOURS.search(page):
        places = [[int(x), int(y)] for x, y in re.findall(r"M(\d+) (\d+)", figure[1])]
        computed["neighbours"] = {"papers": places, "paper": int(figure[2])}
    return computed


def _names_by_letter(records: list[Json]) -> Json:
    """Return the slugs of all papers, and by letter the names of authors with the places of their papers."""
    papers: dict[str, list[int]] = defaultdict(list)
    for place, record in enumerate(records):
        for name in record.get("authors", []):
            papers[_inverted(name)].append(place)
    letters: dict[str, list[list[Any]]] = defaultdict(list)
    for name in sorted(papers):
        letters[unicodedata.normalize("NFD", name)[0].lower()].append([name, *papers[name]])
    return {
        "papers": [record["slug"] for record in records],
        "letters": [{"letter": letter, "names": names} for letter, names in sorted(letters.items())],
    }


def _frame(page: str, title: str) -> str:
    """Return Hugo's base template: what stands around the content of one of Papershelf's pages."""
    before = re.split('<meta name="?description', page, maxsplit=1)[0]
    head = page[page.index("</title>") + len("</title>") : page.index("<article")]
    end = page[page.index("</article>") :]
    frame = (
        '{{ $title := .Title }}{{ with .Params.period }}{{ $title = partial "title.html" $ }}{{ end }}'
        f'{before}{{{{ block "head" . }}}}{_LIST_HEAD}{{{{ end }}}}'
        '<meta property=og:image content="{{ site.BaseURL }}social/site.png">'
        '<meta name=twitter:card content=summary_large_image><meta property=og:site_name content="{{ site.Title }}">'
        f"<title>{{{{ $title }}}} - {{{{ site.Title }}}}</title>"
        f'{head.replace(title, "{{ $title }}")}<article class="md-content__inner md-typeset">'
        f'{{{{ block "main" . }}}}{{{{ end }}}}{end}'
    )
    return re.sub(r'(=|= *")\.\./\.\.(/|(?="))', r"\1/", frame)


_LIST_HEAD = (
    '<meta name=description property=og:description content="{{ len .Pages }} papers on {{ .Title }}.">'
    '<link rel=canonical href="{{ .Permalink }}"><link rel=icon href="/assets/papershelf.svg">'
    '{{ with .OutputFormats.Get "rss" }}<link rel=alternate type=application/rss+xml href="{{ .RelPermalink }}">'
    '{{ end }}<meta property=og:title content="{{ .Title }}"><meta property=og:url content="{{ .Permalink }}">'
)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")
