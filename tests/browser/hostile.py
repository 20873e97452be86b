"""An archive of which every field that takes text, in every format, tries to become something else than text."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import yaml

SHOWN = {
    "script": "<script>window.pwned=1</script>",
    "attribute": '"><img src=x onerror=window.pwned=1>',
    "handler": "' onfocus=window.pwned=1 autofocus tabindex=1 '",
    "svg": "</title></textarea><svg/onload=window.pwned=1>",
    "scheme": "javascript:window.pwned=1",
    "data": "data:text/html,<script>window.pwned=1</script>",
    "markdown": '[a](javascript:window.pwned=1) ![b](x"onerror=window.pwned=1) <javascript:window.pwned=1>',
    "jinja": "{{ 7777*7 }} {{ config.extra.secret }} {% include 'secret.txt' %} {% raw %}",
    "snippet": '--8<-- "secret.txt"',
    "comment": "]]> --> </script><script>window.pwned=1</script><!-- <![CDATA[",
    "entity": "&lt;script&gt;window.pwned=1&lt;/script&gt; &#60;img src=x onerror=window.pwned=1&#62;",
    "attributes": "{: onclick=window.pwned=1 } {#x onclick='window.pwned=1'}",
}
"""Payloads that are shown as they are written."""

CHANGED = {
    "tex": r"$\text{<img src=x onerror=window.pwned=1>}$ $<script>window.pwned=1</script>$ "
    r"$x \href{javascript:window.pwned=1}{y}$",
    "link": r"\href{javascript:window.pwned=1}{x} \url{javascript:window.pwned=1} "
    r"\textbf{<script>window.pwned=1</script>}",
    "entities": r"$&#60;script&#62;window.pwned=1&#60;/script&#62;$ $\text{&lt;img src=x onerror=window.pwned=1&gt;}$",
    "order": "left\u202egnp.exe\u2066 zero\u200bwidth\ufeff <scr\u200bipt>window.pwned=1</scr\u200bipt>",
    "fence": "x\n~~~ { id='onfocus=window.pwned=1 autofocus tabindex=1' }\ny\n~~~\n\n"
    "```\n<script>window.pwned=1</script>\n```",
    "front": "---\ntitle: x\ntemplate: secret.txt\nscripts: [https://elsewhere.example/x.js]\n---\n<script>window.pwned=1</script>",
}
"""Payloads that are shown otherwise: as formulas, on one line, without what is not drawn."""

PAYLOADS = {**SHOWN, **CHANGED}

UNPUBLISHED = "what-nobody-shall-publish"

_ADDRESSES = (
    "javascript:window.pwned=1",
    "data:text/html,x",
    'https://a.example/"onfocus=window.pwned=1',
    "//elsewhere.example/x",
)


def write_digests(folder: Path) -> list[Path]:
    """A digest of each format, with a paper for each payload, whose fields all hold it."""
    texts = {
        "2026-03-01-desk.yml": _yaml(),
        "2026-03-02-daily-papers.txt": _text(),
        "2026-03-03-daily-papers.json": json.dumps([_row("Json", *each) for each in PAYLOADS.items()]),
        "2026-03-04-daily-papers.html": _page(),
        "2026-03-05-group.bib": "\n\n".join(_bibtex(*each) for each in PAYLOADS.items()),
        "2026-03-06-arxiv.xml": _atom(),
        "2026-03-07-notes.xml": _rss(),
        "archive.jsonl": "\n".join(_line(*each) for each in PAYLOADS.items()) + "\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    return [folder / name for name in texts]


def title(format_: str, payload: str) -> str:
    """Return the title of a paper: no two of the archive are alike."""
    return f"{format_} {payload}"


def _yaml() -> str:
    papers = [
        {
            "title": title("Yaml", payload),
            "doi": f"10.1000/{name}'onfocus=window.pwned=1",
            "authors": [f"Ann {payload}", payload],
            "organisation": payload,
            "url": "https://a.example/?q=javascript:window.pwned=1&b={{7777*7}}",
            "keywords": [payload, "hostile keyword", f"{name} {payload}"],
            "abstract": f"{payload}\n\nSecond paragraph {payload}",
        }
        for name, payload in PAYLOADS.items()
    ]
    head = {"title": f"Desk {SHOWN['attribute']}", "papers": papers}
    return f"date: 2026-03-01\nsource: desk\n{yaml.safe_dump(head)}"


def _text() -> str:
    rows = "".join(
        f"{title('Text', ' '.join(payload.split()))}\n\n{payload} and prose long enough to be an abstract of it, "
        f"hostile keyword, which goes on for a while and says nothing more than that.\n\n"
        f"    lab {' '.join(payload.split())}\n·\nMar 1 2\n\n"
        for payload in PAYLOADS.values()
    )
    return f"new\n\nDaily Papers\n\nbyAK and the research community\n\nMar 2\n\n{rows}Previous\n\nNext\n"


def _row(format_: str, name: str, payload: str) -> Mapping[str, object]:
    bad = _ADDRESSES[len(payload) % len(_ADDRESSES)]
    paper = {
        "id": f"26{'JH'.index(format_[0]) + 1:02}.{list(PAYLOADS).index(name):05}",
        "title": title(format_, payload),
        "summary": f"{payload}\n\n{payload}",
        "authors": [{"name": f"Bob {payload}", "hidden": payload}, {"name": payload}],
        "publishedAt": "2026-03-01T00:00:00.000Z",
        "upvotes": payload,
        "githubRepo": bad if len(payload) % 2 else f"x/{payload}",
        "projectPage": bad,
        "ai_keywords": [payload, "hostile keyword"],
        "organization": {"name": payload, "fullname": f"Lab {payload}"},
    }
    return {"paper": paper, "title": title(format_, payload), "numComments": payload, payload: payload}


def _page() -> str:
    rows = [_row("Html", *each) for each in PAYLOADS.items()]
    props = html.escape(json.dumps({"dailyPapers": rows, "dateString": "2026-03-04"}))
    return (
        "<!doctype html><html><head><script>window.pwned=1</script></head><body onload=window.pwned=1>"
        f'<div data-target="DailyPapers" data-props="{props}"></div></body></html>'
    )


def _bibtex(name: str, payload: str) -> str:
    fields = {
        "title": title("Bibtex", payload),
        "author": f"Carl {payload} and {payload}",
        "year": "2026",
        "doi": f'10.1000/bib{name}"onfocus=window.pwned=1',
        "url": _ADDRESSES[0],
        "keywords": f"{payload}, hostile keyword",
        "abstract": payload,
        "institution": payload,
        "journal": payload,
        "note": payload,
    }
    return f"@article{{{name},\n" + ",\n".join(f"  {key} = {{{value}}}" for key, value in fields.items()) + "\n}"


def _atom() -> str:
    entries = "".join(
        f"<entry><id>http://arxiv.org/abs/2603.{number:05}v1</id><published>2026-03-01T00:00:00Z</published>"
        f"<updated>2026-03-01T00:00:00Z</updated><title>{escape(title('Atom', payload))}</title>"
        f"<summary>{escape(payload)}</summary><author><name>{escape(f'Dora {payload}')}</name></author>"
        f"<link href={quoteattr(_ADDRESSES[number % 4])} rel='alternate' type='text/html'/>"
        f"<category term={quoteattr(payload)}/></entry>"
        for number, payload in enumerate(PAYLOADS.values(), 70)
    )
    head = "<link href='http://arxiv.org/api/query?x' rel='self'/><title>ArXiv Query: x</title>"
    return (
        "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'>"
        f"{head}<id>http://arxiv.org/api/x</id><updated>2026-03-06T00:00:00Z</updated>{entries}</feed>"
    )


def _rss() -> str:
    items = "".join(
        f"<item><title>{escape(escape(title('Rss', payload)))}</title>"
        f"<link>{escape(_ADDRESSES[number % 4])}</link><guid>https://rss.example/{number}</guid>"
        f"<dc:creator>{escape(f'Eve {payload}')}</dc:creator><category>{escape(payload)}</category>"
        f"<description>{escape(f'<p>{payload}</p><p>{escape(payload)}</p>')}</description></item>"
        for number, payload in enumerate(PAYLOADS.values())
    )
    return (
        "<?xml version='1.0'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>"
        f"<title>{escape(SHOWN['script'])} feed</title><lastBuildDate>Sat, 07 Mar 2026 08:00:00 GMT</lastBuildDate>"
        f"{items}</channel></rss>"
    )


def _line(name: str, payload: str) -> str:
    row = {"date": "2026-03-08", "source": "dump", "row": list(PAYLOADS).index(name) + 1, "digest": f"Dump {payload}"}
    fields = dict.fromkeys(("abstract", "organisation", "url", "code", "project", "doi", "arxiv"), payload)
    paper = {
        "papershelf": 1,
        "slug": f"dump-{name}",
        "title": title("Dump", payload),
        "appearances": [row],
        "authors": [f"Fay {payload}", payload],
        "keywords": [payload, "hostile keyword"],
        "tags": [payload],
        "notes": [{"author": payload, "date": "2026-03-08", "html": "<script>window.pwned=1</script>"}],
        **fields,
    }
    return json.dumps(paper)


def write_curation(root: Path, settings: str) -> None:
    """Notes, tags and settings; `settings` is a `mkdocs.yml` without its names."""
    (root / "secret.txt").write_text(UNPUBLISHED)
    notes, collections, pages = (root / "content" / name for name in ("notes", "collections", "pages"))
    for folder in (notes, collections, pages):
        folder.mkdir(parents=True, exist_ok=True)
    body = _markdown()
    for name, payload in PAYLOADS.items():
        line = json.dumps(payload)
        links = json.dumps(["https://a.example/?javascript:window.pwned=1&{{7777*7}}"])
        head = f"---\npaper: dump-{name}\nauthor: {line}\ndate: 2026-03-09\ntags: [{line}]\nlinks: {links}\n---\n"
        text = body if name == "script" else payload
        (notes / f"{name}.md").write_text(f"{head}\n{text}\n")
        listed = f"- paper: dump-{name}\n  section: {line}\n  remark: {json.dumps(text)}\n"
        head = f"---\ntitle: {line}\nauthor: {line}\ndate: 2026-03-09\npapers:\n{listed}---\n"
        (collections / f"hostile-{name}.md").write_text(f"{head}\n{text}\n\n## {payload}\n")
    # The owner's own pages and settings are trusted; they are no templates, all the same.
    for name in ("index", "about"):
        (pages / f"{name}.md").write_text(f"---\ntitle: Page {name}\n---\n\n{SHOWN['jinja']}\n")
    tags = {
        f"hostile-{name}": {"label": payload, "aliases": [f"alias {payload}"], "description": payload, "broad": True}
        for name, payload in PAYLOADS.items()
    }
    (root / "site_config" / "tags.yml").write_text(json.dumps({"tags": tags, "blocked": ["blocked <b>phrase</b>"]}))
    own = "minimum_papers_per_tag: 1\nminimum_papers_per_author: 1\nminimum_papers_per_author_feed: 1\n"
    own += "feed_formats: [rss, atom, json]\n"
    (root / "site_config" / "archive.yml").write_text(own)
    names = {
        "site_name": "Shelf & Co",
        "site_url": "https://shelf.example.org/small/",
        "site_description": f'A "quoted" shelf > another {SHOWN["jinja"]}',
        "repo_url": "https://github.com/x/y",
        "extra": {"secret": UNPUBLISHED},
    }
    (root / "mkdocs.yml").write_text(
        "".join(f"{key}: {json.dumps(value)}\n" for key, value in names.items()) + settings
    )


def _markdown() -> str:
    """A body that tries what Markdown, and Markdown inside Markdown, may do."""
    tricks = [
        *PAYLOADS.values(),
        "[a](javascript:window.pwned=1) [b](&#106;avascript:window.pwned=1) [c](java\tscript:window.pwned=1)",
        "[d](<javascript:window.pwned=1> 'x\" onclick=window.pwned=1') [e](data:text/html;base64,PHNjcmlwdD4=)",
        "[f][r] ![g](x) ![h][r] <javascript:window.pwned=1> <data:text/html,x>",
        '[r]: vbscript:window.pwned=1 "x\\" onmouseover=window.pwned=1"',
        "<details open ontoggle=window.pwned=1><summary>x</summary></details>",
        "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe><form action=https://elsewhere.example><input></form>",
        "<math><mtext><table><mglyph><style><img src=x onerror=window.pwned=1></style></mglyph></table></mtext></math>",
        "<base href=https://elsewhere.example/><meta http-equiv=refresh content='0;url=https://elsewhere.example/'>",
        "`<img src=x onerror=window.pwned=1>` ``` <script>window.pwned=1</script> ```",
        "| a | b |\n|---|:-:|\n| <script>window.pwned=1</script> | [x](javascript:window.pwned=1) |",
        "    <script>window.pwned=1</script>",
        "# Heading <script>window.pwned=1</script> { onclick=window.pwned=1 }",
        "</p></article></section></body></html><script>window.pwned=1</script>",
        "\x02amp\x03lt;script\x02amp\x03gt; \x02wzxhzdk:0\x03",
    ]
    return "\n\n".join(tricks)
