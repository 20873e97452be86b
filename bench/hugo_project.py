"""A Hugo project that does what Papershelf does by default, made from the site that Papershelf built.

Each paper has its page (the same frame, head and sections) and its JSON record; tags, authors, organisations and days
have lists of 50 papers, cards with COinS on the first page and lines on the others; the archive, tags, organisations
and authors of five papers have RSS of the newest 50 whole abstracts or more, the archive Atom and JSON Feed as well.
What Hugo cannot compute (reasons of tags, keywords, related papers, BibTeX) it gets as finished HTML within the text
of a page. It makes neither Markdown beside the pages nor citations of lists nor whole-archive files.
"""

from __future__ import annotations

import datetime as dt
import gzip
import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SITE = "https://example.org/"
_RECENT = dt.timedelta(days=14)

_MINIMUM_PAPERS = 5
"""Authors and organisations with fewer papers have no list, as with Papershelf's `minimum_papers_per_author`."""

_SETTINGS = f"""\
baseURL = "{SITE}"
title = "Made"
disableKinds = []
[services.rss]
limit = -1
[pagination]
pagerSize = 50
[taxonomies]
tag = "tags"
author = "authors"
organisation = "organisations"
digest = "digests"
[outputFormats.atom]
mediaType = "application/atom+xml"
baseName = "atom"
[outputFormats.feedjson]
mediaType = "application/feed+json"
baseName = "feed"
isPlainText = true
[outputFormats.record]
mediaType = "application/json"
baseName = "record"
isPlainText = true
[mediaTypes."application/atom+xml"]
suffixes = ["xml"]
[mediaTypes."application/feed+json"]
suffixes = ["json"]
[outputs]
page = ["HTML", "record"]
section = ["HTML"]
taxonomy = ["HTML"]
home = ["HTML", "RSS", "atom", "feedjson"]
term = ["HTML", "RSS"]
[security]
allowContent = [".*"]
"""

_HEAD = """\
{{ define "head" }}<meta name="description" property="og:description" content="{{ .Params.lead }}">
<link rel="canonical" href="{{ .Permalink }}"><link rel="icon" href="/assets/papershelf.svg">
<meta name="DC.type" content="preprint"><meta name="citation_title" property="og:title" content="{{ .Title }}">
{{ range .Params.reversed }}<meta name="citation_author" content="{{ . }}">
{{ end }}<meta name="citation_keywords" content="{{ delimit .Params.keywords "; " }}">
<meta name="citation_abstract" content="{{ .Params.abstract }}">
<meta name="citation_abstract_html_url" property="og:url" content="{{ .Permalink }}">
<meta property="og:type" content="article">
<script type="application/ld+json">{{ dict "@context" "https://schema.org" "@type" "ScholarlyArticle"
"headline" .Title "url" .Permalink "author" .Params.people "abstract" .Params.abstract | jsonify | safeJS }}</script>
<meta property="og:image" content="/social/site.png"><meta name="twitter:card" content="summary_large_image">
<meta property="og:site_name" content="{{ site.Title }}">{{ end }}
"""

_PAPER = """\
{{ define "main" }}<header class="ps-head"><h1>{{ .Title }}</h1><p class="ps-lead">{{ .Params.lead }}</p>
<p class="ps-authors">{{ delimit .Params.people ", " }}</p><p class="ps-facts"><span>In the digest of
{{ range .GetTerms "digests" }}<a href="{{ .RelPermalink }}"><time datetime="{{ .Title }}">{{ .Title }}</time></a>
{{ end }}</span></p><ul class="ps-chips" aria-label="Tags">
{{ range .GetTerms "tags" }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>
{{ end }}</ul><ul class="ps-links" aria-label="Links"><li><a href="https://arxiv.org/search/?{{
querify "searchtype" "title" "query" .Title }}">Look for it on arXiv</a></li></ul></header>
{{ .Content }}<nav class="ps-pager" aria-label="Papers by newest appearance">
{{ with .PrevInSection }}<a rel="prev" href="{{ .RelPermalink }}">← {{ .Title | truncate 44 }}</a>{{ end }}
<span class="ps-facts">{{ .Date.Format "2 January 2006" }}</span>
{{ with .NextInSection }}<a rel="next" href="{{ .RelPermalink }}">{{ .Title | truncate 44 }} →</a>{{ end }}
</nav>{{ end }}
"""

_LIST = """\
{{ define "main" }}<header class="ps-head"><h1>{{ .Title }}</h1></header>
{{ if eq .Kind "taxonomy" }}<ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{
len .Pages }}</li>{{ end }}</ul>{{ else }}<p>{{ len .Pages }} papers</p>
{{ $pager := .Paginate (cond .IsHome site.RegularPages .Pages) }}<ul>{{ range $pager.Pages }}<li>
{{ if gt $pager.PageNumber 1 }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> <em>{{
delimit (first 3 .Params.people) ", " }}</em>{{ else }}<p><a href="{{ .RelPermalink }}">{{ .Title }}</a></p>
<p><em>{{ delimit (first 3 .Params.people) ", " }}{{ with .Params.people }}{{ if gt (len .) 3 }} and {{
sub (len .) 3 }} others{{ end }}{{ end }}</em></p><p>{{ .Params.lead }}</p>
<p>{{ range $number, $tag := .GetTerms "tags" }}{{ if $number }} · {{ end }}<a href="{{ $tag.RelPermalink }}">{{
$tag.Title }}</a>{{ end }}</p><p>Digest of {{ range .GetTerms "digests" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>
{{ end }}</p>{{ end }}</li>
{{ end }}</ul>{{ with $pager.Prev }}<a href="{{ .URL }}">Newer</a>{{ end }}
{{ with $pager.Next }}<a href="{{ .URL }}">Older</a>{{ end }}
{{ if eq $pager.PageNumber 1 }}{{ range $pager.Pages }}
<span class="Z3988" title="{{ .Params.coins }}&amp;rft_id={{ .Permalink }}"></span>
{{ end }}{{ end }}{{ end }}{{ end }}
"""

_ENTRIES = '{{ range first (math.Max 50 (len (where .Pages "Params.recent" true))) .Pages }}'
_LISTED = "{{ $pages := cond .IsHome site.RegularPages .Pages }}" + _ENTRIES.replace(".Pages", "$pages")

_RSS = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>{{ .Title }}</title>'
    "<link>{{ .Permalink }}</link><description>{{ .Title }}</description>"
    + _LISTED
    + "<item><title>{{ .Title }}</title><link>{{ .Permalink }}</link><description>{{ .Params.lead }}</description>"
    "<content:encoded>{{ .Params.entry }}</content:encoded>"
    '<guid isPermaLink="true">{{ .Permalink }}</guid>{{ range .GetTerms "tags" }}<category>{{ .Title }}</category>'
    "{{ end }}{{ range first 3 .Params.keywords }}<category>{{ . }}</category>{{ end }}<dc:creator>"
    '{{ delimit .Params.people ", " }}</dc:creator>'
    '<pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</pubDate></item>\n'
    "{{ end }}</channel></rss>"
)

_ATOM = (
    '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>{{ .Title }}</title>'
    "<id>{{ .Permalink }}</id>" + _LISTED + "<entry><id>{{ .Permalink }}</id><title>{{ .Title }}</title>"
    '<updated>{{ .Date.Format "2006-01-02T15:04:05Z" }}</updated>{{ range .Params.people }}<author><name>{{ . }}</name>'
    '</author>{{ end }}<content type="html">{{ .Params.entry }}</content><link href="{{ .Permalink }}"/>'
    "<summary>{{ .Params.lead }}</summary></entry>\n{{ end }}</feed>"
)

_JSON_FEED = (
    '{"version":"https://jsonfeed.org/version/1.1","title":{{ .Title | jsonify }},"items":[{{ $pages := cond .IsHome '
    "site.RegularPages .Pages }}"
    '{{ range $number, $page := first (math.Max 50 (len (where $pages "Params.recent" true))) $pages }}'
    '{{ if $number }},{{ end }}{"id":{{ .Permalink | jsonify }},"title":{{ .Title | jsonify }},"summary":'
    '{{ .Params.lead | jsonify }},"content_html":{{ .Params.entry | jsonify }}}{{ end }}]}'
)

_RECORD = (
    '{"slug":{{ .Params.slug | jsonify }},"title":{{ .Title | jsonify }},"appearances":{{ .Params.appearances | jsonify'
    ' }},"abstract":{{ .Params.abstract | jsonify }},"authors":{{ .Params.people | jsonify }},"tags":{{ .Params.tags |'
    ' jsonify }},"extracted_keywords":{{ .Params.keywords | jsonify }}}'
)

_LAYOUTS = {
    "single.html": _HEAD + _PAPER,
    "list.html": _LIST,
    "list.rss.xml": _RSS,
    "list.atom.xml": _ATOM,
    "list.feedjson.json": _JSON_FEED,
    "single.record.json": _RECORD,
}


def write(project: Path, site: Path) -> None:
    """Bring the Hugo project up to date with the papers of Papershelf's `site`; unchanged files are not touched."""
    _write(project / "hugo.toml", _SETTINGS)
    _write(project / "content" / "digests" / "_index.md", '---\ntitle: Digests\ncascade:\n  outputs: ["HTML"]\n---\n')
    for name, text in _LAYOUTS.items():
        _write(project / "layouts" / "_default" / name, text)
    with gzip.open(site / "api" / "v1" / "archive.jsonl.gz", "rt", encoding="utf-8") as dump:
        records = [json.loads(line) for line in dump]
    labels = {each["slug"]: each["label"] for each in json.loads((site / "api/v1/tags.json").read_text())["tags"]}
    newest = max(dt.date.fromisoformat(each["appearances"][0]["date"]) for each in records)
    listed = {field: Counter(_names(records, field)) for field in ("authors", "organisation")}
    page = ""
    for record in records:
        page = (site / "papers" / record["slug"] / "index.html").read_text("utf-8")
        front = _front(record, labels, listed, newest - _RECENT)
        body = page[page.index("<div class=ps-text>") : page.index("<nav class=ps-pager ")]
        _write(project / "content" / "papers" / f"{record['slug']}.html", f"{json.dumps(front)}\n{body}")
    _write(project / "layouts" / "_default" / "baseof.html", _frame(page, records[-1]["title"]))


def _names(records: list[dict[str, Any]], field: str) -> Iterator[str]:
    for record in records:
        names = record.get(field, [])
        yield from [names] if isinstance(names, str) else names


def _front(
    record: dict[str, Any], labels: dict[str, str], listed: dict[str, Counter[str]], since: dt.date
) -> dict[str, Any]:
    """Return the front matter of a paper: facts, and the names of the lists that have it."""
    days = [each["date"] for each in record["appearances"]]
    people, organisation = record.get("authors", []), record.get("organisation", "")
    paragraphs = record.get("abstract", "").split("\n\n")
    reversed_names = [", ".join(reversed(name.rsplit(" ", 1))) for name in people]
    authors = "".join(f"&rft.au={name.replace(' ', '+')}" for name in reversed_names)
    title = record["title"]
    return {
        "title": title,
        "slug": record["slug"],
        "date": days[0],
        "lead": re.split(r"(?<=\.) ", paragraphs[0])[0],
        "people": people,
        "reversed": reversed_names,
        "tags": [labels[tag] for tag in record.get("tags", []) if tag in labels],
        "authors": [name for name in people if listed["authors"][name] >= _MINIMUM_PAPERS],
        "organisations": [organisation] if listed["organisation"][organisation] >= _MINIMUM_PAPERS else [],
        "digests": days,
        "keywords": record.get("extracted_keywords", []),
        "abstract": "\n\n".join(paragraphs),
        "appearances": record["appearances"],
        "entry": "".join(f"<p>{html.escape(each)}</p>" for each in paragraphs)
        + f'<p class="links"><a href="{SITE}papers/{record["slug"]}/">Made</a></p>',
        "recent": dt.date.fromisoformat(days[0]) >= since,
        "coins": "ctx_ver=Z39.88-2004&rft_val_fmt=info:ofi/fmt:kev:mtx:dc"
        f"&rft.title={title.replace(' ', '+')}{authors}",
    }


def _frame(page: str, title: str) -> str:
    """Return Hugo's base template: what stands around the content of one of Papershelf's pages."""
    before = re.split('<meta name="?description', page, maxsplit=1)[0]
    head = page[page.index("</title>") + len("</title>") : page.index("<article")]
    end = page[page.index("</article>") :]
    frame = (
        f'{before}{{{{ block "head" . }}}}{{{{ end }}}}<title>{{{{ .Title }}}} - {{{{ site.Title }}}}</title>'
        f'{head.replace(title, "{{ .Title }}")}<article class="md-content__inner md-typeset">'
        f'{{{{ block "main" . }}}}{{{{ end }}}}{end}'
    )
    return re.sub(r'(=|= *")\.\./\.\.(/|(?="))', r"\1/", frame)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")
