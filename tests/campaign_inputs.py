"""The hostile inputs of `campaign`, by the way in which they come. Each was written to break, exhaust or mislead."""

from __future__ import annotations

import json
from collections.abc import Mapping

BIG = 1_000_000
"""Characters of a large input."""

HEAD = "date: 2026-04-01\nsource: desk\npapers:\n"
NOTE = "---\npaper: lemma-gardens\nauthor: Eve\ndate: 2026-04-01\n{front}---\n\n{body}\n"
ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'><id>http://arxiv.org/api/x</id>{}</feed>"
RSS = "<rss version='2.0'><channel><title>c</title>{}</channel></rss>"
ITEM = "<item><title>T</title><link>http://a.example/1</link><description>{}</description></item>"


def aliases(levels: int = 12) -> str:
    return "\n".join(["l0: &l0 [a]", *(f"l{n}: &l{n} [{f'*l{n - 1}, ' * 10}]" for n in range(1, levels))])


def merges(levels: int = 12) -> str:
    return "\n".join(["l0: &l0 {a: b}", *(f"l{n}: &l{n} {{<<: [{f'*l{n - 1}, ' * 10}]}}" for n in range(1, levels))])


LAUGHS = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 12))

REFUSED_DIGESTS: Mapping[str, str] = {
    "tag.yml": f"{HEAD}  - title: !!python/object/apply:os.system [id]\n",
    "alias.yml": f"{HEAD}  - &a {{title: A}}\n  - *a\n",
    "aliases.yml": f"{HEAD}  - title: A\n{aliases()}\n",
    "merge.yml": f"{HEAD}  - <<: {{title: A}}\n",
    "deep-flow.yml": f"{HEAD}  - title: {'[' * 5000}{']' * 5000}\n",
    "deep-block.yml": f"{HEAD}  {'- ' * 100_000}x\n",
    "key.yml": f"{HEAD}  - ? [a]\n    : b\n",
    "unknown-key.yml": f"{HEAD}  - title: A\n    onload: x\n",
    "no-title.yml": f"{HEAD}  - abstract: A\n",
    "empty-title.yml": f"{HEAD}  - title: ''\n",
    "list-title.yml": f"{HEAD}  - title: [A]\n",
    "long-title.yml": f"{HEAD}  - title: {'x' * 100_000}\n",
    "long-abstract.yml": f"{HEAD}  - title: A\n    abstract: {'x ' * 100_000}\n",
    "second-document.yml": f"{HEAD}  - title: A\n---\npapers: []\n",
    "control.yml": f"{HEAD}  - title: A\x07\n",
    "tab.yml": f"{HEAD}\t- title: A\n",
    "climbing-source.yml": "date: 2026-04-01\nsource: ../../x\npapers:\n  - title: A\n",
    "shouting-source.yml": "date: 2026-04-01\nsource: A B\npapers:\n  - title: A\n",
    "year-zero.yml": "date: 0000-01-01\nsource: desk\npapers:\n  - title: A\n",
    "no-date.yml": "source: desk\npapers:\n  - title: A\n",
    "no-papers.yml": "date: 2026-04-01\nsource: desk\npapers: []\n",
    "papers-text.yml": "date: 2026-04-01\nsource: desk\npapers: x\n",
    "bad-url.yml": f"{HEAD}  - title: A\n    url: javascript:alert(1)\n",
    "bad-host.yml": f"{HEAD}  - title: A\n    url: 'https://[e/'\n",
    "bad-port.yml": f"{HEAD}  - title: A\n    url: 'https://a.example:99999/'\n",
    "bad-arxiv.yml": f"{HEAD}  - title: A\n    arxiv: ../../x\n",
    "bad-doi.yml": f"{HEAD}  - title: A\n    doi: <script>\n",
    "bad-upvotes.yml": f"{HEAD}  - title: A\n    upvotes: {'9' * 5000}\n",
    "bad-published.yml": f"{HEAD}  - title: A\n    published: 2026-13-45\n",
    "dtd.xml": f"<!DOCTYPE feed [<!ENTITY l0 'lol'>{LAUGHS}]>{ATOM.format('<title>&l11;</title>')}",
    "file.xml": f"<!DOCTYPE feed [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>{ATOM.format('<title>&x;</title>')}",
    "address.xml": f"<!DOCTYPE feed SYSTEM 'http://127.0.0.1:1/x.dtd'>{ATOM.format('<title>x</title>')}",
    "cut.xml": ATOM.format("<entry><title>A").removesuffix("</feed>"),
    "no-entry.xml": ATOM.format(""),
    "deep.xml": ATOM.format("<a>" * 50_000 + "</a>" * 50_000),
    "empty.xml": "<a/>",
    "deep.json": '[{"paper":' + "[" * 100_000 + "]" * 100_000 + "}]",
    "cut.json": '[{"paper":{"id":"2604.00001","title":"A"',
    "number.json": "9" * 5000,
    "null.json": "null",
    "text.json": '"text"',
    "no-title.json": '[{"paper":{"id":"2604.00001"}}]',
    "long.json": json.dumps([{"paper": {"id": "2604.00001", "title": "A", "summary": "x " * 100_000}}]),
    "braces.bib": "@misc{a, title={" + "{" * 50_000 + "}" * 50_000 + "}}\n",
    "open.bib": "@misc{a, title={A}\n" * 1000,
    "many.bib": "@misc{" * 50_000,
    "prose.txt": "This is no digest. " * 10,
    "dashes.txt": "-" * 10_000,
    "blank.txt": "x" + " " * 200_000 + "x",
    "page.html": "<html><body><p>no papers</p></body></html>",
    "open.html": "<title " * 50_000,
    "cut.mhtml": "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n",
    "dump.jsonl": '{"papershelf":1,"slug":"../x","title":"A"}\n',
    "dump-deep.jsonl": '{"papershelf":1,"slug":"x","title":' + "[" * 100_000 + "]" * 100_000 + "}\n",
    "cut.ris": "TY  - JOUR\n",
    "empty.nbib": "PMID- \n",
}
"""Files of `content/digests/` that are refused, by name."""

REFUSED_NOTES: Mapping[str, str] = {
    "alias": NOTE.format(front="tags: [&a x, *a]\n", body="x"),
    "aliases": NOTE.format(front=f"{aliases()}\n", body="x"),
    "tag": NOTE.format(front="tags: !!python/name:os.system\n", body="x"),
    "template": NOTE.format(front="template: evil.html\n", body="x"),
    "scripts": NOTE.format(front="scripts: [x.js]\n", body="x"),
    "hide": NOTE.format(front="hide: [navigation]\n", body="x"),
    "many-tags": NOTE.format(front=f"tags: [{'x, ' * 1000}]\n", body="x"),
    "long-tag": NOTE.format(front=f"tags: [{'x' * 100_000}]\n", body="x"),
    "bad-link": NOTE.format(front="links: ['javascript:alert(1)']\n", body="x"),
    "bad-host": NOTE.format(front="links: ['https://[e/']\n", body="x"),
    "no-paper": NOTE.replace("lemma-gardens", "nothing-of-that-name").format(front="", body="x"),
    "climbing": NOTE.replace("lemma-gardens", "../../x").format(front="", body="x"),
    "no-date": NOTE.replace("2026-04-01", "yesterday").format(front="", body="x"),
    "no-author": NOTE.replace("Eve", "''").format(front="", body="x"),
    "long-author": NOTE.replace("Eve", "x" * 10_000).format(front="", body="x"),
    "long-body": NOTE.format(front="", body="x " * 100_000),
    "brackets": NOTE.format(front="", body="[" * 15_000),
    "table": NOTE.format(front="", body="|a" * 4000 + "\n" + "|-" * 4000),
    "open": "---\npaper: lemma-gardens\n",
    "no-front": "x\n",
    "list-front": "---\n- a\n---\nx\n",
    "deep-front": f"---\n{'[' * 5000}\n---\nx\n",
}
"""Notes that are refused, by name."""


def _collection(remark: str, body: str = "") -> str:
    papers = f"- paper: lemma-gardens\n  remark: '{remark}'\n" * 299
    return f"---\ntitle: A\nauthor: Eve\ndate: 2026-04-01\npapers:\n{papers}---\n{body}"


REFUSED_COLLECTIONS: Mapping[str, str] = {
    "brackets": _collection("[" * 200),
    "quotations": _collection("> " * 90),
    "formulas": _collection("$a$ " * 49),
    "long-remarks": _collection("x " * 200),
    "brackets-below": _collection("x", "[" * 15_000),
    "index": _collection("x"),
}
"""Collections that are refused, by name."""

REFUSED_PAGES: Mapping[str, str] = {
    "brackets.md": "[" * 20_000,
    "addresses.md": "[a](" * 10_000,
    "notes.md": "[^1]: " * 3_000,
    "abbreviations.md": "*[A]: b\n" * 3_000,
    "tags.md": "<a " * 10_000,
    "code.md": "``a`" * 10_000,
    "headings.md": "a\n=\n" * 20_000,
    "A b.md": "# A\n",
    "papers.md": "# A\n",
    "tags/x.md": "# A\n",
    "open.md": "---\ntitle: A\n",
    "date.md": "---\nupdated: 2026-13-01\n---\n# A\n",
    "digits.md": f"---\nnumber: {'9' * 5000}\n---\n# A\n",
    "aliases.md": f"---\n{aliases()}\n---\n# A\n",
    "merges.md": f"---\n{merges()}\n---\n# A\n",
    "object.md": "---\nx: !!python/object/apply:os.system [id]\n---\n# A\n",
    "nul.md": '---\nx: "a\\0b"\n---\n# A\n',
    "template.md": "---\ntemplate: ../../../etc/passwd\n---\n# A\n",
    "icon.md": "---\nicon: ../../x\n---\n# A\n",
    "x.mdown": "# A\n",
    f"{'deep/' * 40}a.md": "# A\n",
}
"""Files of `content/pages/` that are refused, by path."""

REFUSED_SETTINGS: Mapping[str, str] = {
    "address": "site_url: https://[e/\n",
    "port": "site_url: https://a.example:99999/\n",
    "scheme": "site_url: javascript:alert(1)\n",
    "no address": "site_url: ''\n",
    "no name": "site_name: ''\n",
    "theme elsewhere": "theme: {name: material, custom_dir: /etc}\n",
    "pages elsewhere": "docs_dir: /etc\n",
    "pages of its own": "docs_dir: content\n",
    "empty plugin": "plugins: [null]\n",
    "empty extension": "markdown_extensions: [null]\n",
    "social": "extra: {social: 5}\n",
    "number": f"extra: {{a: 0x{'f' * 5000}}}\n",
    "nul": 'site_dir: "a\\0b"\n',
    "nul in a list": 'nav: ["a\\0.md"]\n',
    "nesting": f"extra: {'[' * 5000}{']' * 5000}\n",
    "blocks": f"extra:\n  {'- ' * 5000}x\n",
    "aliases": f"{aliases()}\n",
    "merges": f"{merges()}\n",
    "itself": "extra: &a [*a]\n",
    "merged itself": "extra: &a {<<: *a, b: c}\nsite_url: ''\n",
    "object": "extra: !!python/object/apply:os.system [id]\n",
    "new object": "extra: !!python/object/new:os.system [id]\n",
    "name": "extra: !!python/name:os.system\n",
    "module": "extra: !!python/module:os\n",
    "object as a key": "extra: {? !!python/object/apply:os.system [id] : b}\n",
    "full tag": "extra: !<tag:yaml.org,2002:python/object/apply:os.system> [id]\n",
    "no theme": "theme: {name: material, custom_dir: /nowhere}\n",
    "theme with nul": 'theme: {name: material, custom_dir: "a\\0"}\n',
    "overrides": "theme: {name: material, custom_dir: site_config/overrides}\n",
    "no hook": "hooks: [site_config/none.py]\n",
    "no plugin": "plugins: [nothing-of-that-name]\n",
    "no extension": "markdown_extensions: [nothing_of_that_name]\n",
    "no icon": "theme: {name: material, custom_dir: build/theme, icon: {logo: ../../x}}\n",
    "no language": "theme: {name: material, custom_dir: build/theme, language: ../../x}\n",
    "no inheritance": "INHERIT: ../../../../etc/passwd\n",
    "inherits itself": "INHERIT: mkdocs.yml\n",
    "inherits a folder": "INHERIT: content\n",
    "repeated": "site_name: B\nsite_name: C\n",
    "second document": "x: y\n---\nsite_name: B\n",
    "broken": "x: [\n",
    "control": "x: \x07\n",
}
"""Lines added to, or put in place of those in, `mkdocs.yml`, that are errors."""

WARNED_SETTINGS: Mapping[str, str] = {
    "hook in content": "hooks: [site_config/hook.py, content/notes/a.py]\n",
    "hook elsewhere": "hooks: [site_config/hook.py, ../a.py]\n",
    "hook that climbs": "hooks: [site_config/../content/a.py]\n",
    "unknown key": "site_nam: B\n",
    "feature": "theme: {name: material, custom_dir: build/theme, features: [navigation.tab]}\n",
}
"""The same, which are warned of, so that a strict build fails."""

REFUSED_RECORDS: Mapping[str, tuple[str, str]] = {
    "climbing slug": ("content/permalinks.txt", "../../x arxiv:2401.10000\n"),
    "no key": ("content/permalinks.txt", "a\n"),
    "unknown key": ("content/permalinks.txt", "a evil:x\n"),
    "index": ("content/permalinks.txt", "index arxiv:2401.10000\n"),
    "long slug": ("content/permalinks.txt", f"{'a' * 300} arxiv:2401.10000\n"),
    "shouting slug": ("content/permalinks.txt", "A arxiv:2401.10000\n"),
    "lost paper": ("content/permalinks.txt", "a arxiv:2401.10000\n"),
    "one address for two": ("content/permalinks.txt", "a arxiv:2604.00002\na arxiv:2604.00001\n"),
    "two keys of two": ("content/permalinks.txt", "a arxiv:2604.00002\na arxiv:2604.00001 arxiv:2604.00002\n"),
    "many addresses": ("content/permalinks.txt", "".join(f"s{n} arxiv:2604.00001\n" for n in range(20_000))),
    "many lines": ("content/permalinks.txt", "a arxiv:2604.00001\n" * 20_000),
    "many lost": ("content/permalinks.txt", "".join(f"s{n} arxiv:2601.{n:05}\n" for n in range(20_000))),
    "one line": ("content/permalinks.txt", "a " + " ".join(f"titled:t{n} by:b{n}" for n in range(40_000)) + "\n"),
    "deep": ("content/published.txt", "/" + "a/" * 1000 + "\n"),
    "long": ("content/published.txt", "/" + "a/" * 100_000 + "\n"),
    "long name": ("content/published.txt", "/" + "a" * 300 + "/\n"),
    "climbing": ("content/published.txt", "/../x/\n"),
    "elsewhere": ("content/published.txt", "/a/ -> //e.example/\n"),
    "script": ("content/published.txt", "/a/ -> javascript:alert(1)\n"),
    "data": ("content/published.txt", "/a/ -> data:text/html,x\n"),
    "tag in address": ("content/published.txt", "/<script>/\n"),
    "nowhere": ("content/published.txt", "/a/\n"),
    "to nowhere": ("content/published.txt", "/a/ -> /b/\n"),
    "circle": ("content/published.txt", "/a/ -> /b/\n/b/ -> /a/\n"),
    "growing": ("content/published.txt", "".join(f"/x{n}/ -> /x{n}/{'a/' * 20}\n" for n in range(15_000))),
    "chain": ("content/published.txt", "".join(f"/x{n}/ -> /x{n + 1}/\n" for n in range(30_000))),
    "many": ("content/published.txt", "".join(f"/digests/x{n}/papers.bib\n" for n in range(30_000))),
    "page for a file": ("content/published.txt", "/a.xml -> /tags/\n"),
    "given, no json": ("site_config/papershelf.json", "{"),
    "given, list": ("site_config/papershelf.json", "[]"),
    "given, deep": ("site_config/papershelf.json", "[" * 100_000),
    "tags, aliases": ("site_config/tags.yml", aliases()),
    "tags, climbing": ("site_config/tags.yml", "tags:\n  ../../x: {label: X}\n"),
    "tags, redirect": ("site_config/tags.yml", "tags: {a: {label: A}}\nredirects: {b: //e.example}\n"),
    "tags, climbing redirect": ("site_config/tags.yml", "tags: {a: {label: A}}\nredirects: {../x: a}\n"),
    "tags, circle": ("site_config/tags.yml", "tags: {a: {label: A, parent: b}, b: {label: B, parent: a}}\n"),
    "tags, long label": ("site_config/tags.yml", f"tags: {{a: {{label: {'x' * 100_000}}}}}\n"),
    "tags, index": ("site_config/tags.yml", "tags: {index: {label: A}}\n"),
    "archive, object": ("site_config/archive.yml", "branch: !!python/name:os.system\n"),
    "archive, branch": ("site_config/archive.yml", f"branch: {'x' * 100_000}\n"),
    "archive, number": ("site_config/archive.yml", f"feed_entries: {'9' * 5000}\n"),
    "archive, negative": ("site_config/archive.yml", "minimum_papers_per_tag: -1\n"),
    "archive, unsubscribe": ("site_config/archive.yml", "unsubscribe: ['javascript:alert(1)']\n"),
    "archive, unknown": ("site_config/archive.yml", "hooks: [x.py]\n"),
}
"""Texts of records and settings that are refused, each with its path. Some are a megabyte."""


def _filled(line: str) -> str:
    return line * (BIG // len(line))


_UNITS = (
    *" \n\t-#@{[(<\"'\\$%&*:|,\u0301",
    *("a: ", "- ", "<b>", "@a{", "{a", "\n- ", "\n  ", "TY  - \n", "&amp;", "\\a ", "$a$ ", "<!--"),
)

LARGE: Mapping[str, str] = {
    "titles": HEAD + "".join(f"  - title: T{n}\n" for n in range(BIG // 20)),
    "titles in a row": HEAD.removesuffix("\n") + f" [{','.join(f'{{title: T{n}}}' for n in range(BIG // 20))}]\n",
    "titles by many": HEAD + "".join(f"  - title: T\n    authors: [A{n}, B{n}]\n" for n in range(BIG // 50)),
    "one title and id": HEAD + "".join(f"  - title: T\n    doi: 10.1000/{n}\n" for n in range(BIG // 40)),
    "titles as text": "Daily Papers\n\n" + "".join(f"Title T{n}\n\n" for n in range(BIG // 14)),
    "one id": HEAD + "".join(f"  - title: T{n}\n    arxiv: '2605.00001'\n" for n in range(BIG // 45)),
    "one title": HEAD + "".join(f"  - title: T\n    url: https://a.example/{n}\n" for n in range(BIG // 45)),
    "formulas": HEAD + "".join(f"  - title: T{n} {'$a$ ' * 40}\n" for n in range(BIG // 180)),
    "keywords": HEAD + "".join(f"  - title: T{n}\n    keywords: [{'a, ' * 99}a]\n" for n in range(BIG // 340)),
    "authors": HEAD + "".join(f"  - title: T{n}\n    authors: [{'A B, ' * 99}C D]\n" for n in range(BIG // 540)),
    "macros": HEAD + "".join(f"  - title: T{n}\n    abstract: '{chr(92) * 19_000}'\n" for n in range(BIG // 19_000)),
    "heading": f"# A{' ' * BIG}x\n\n- [A b](https://a.example/1)\n",
    "closed heading": f"# A {'#' * BIG}x\n\n- [A b](https://a.example/1)\n",
    "bold": RSS.format(ITEM.format(_filled("&lt;b&gt;"))),
    "reference": RSS.format(ITEM.format(f"&amp;#{'9' * BIG};")),
    **{
        f"creators, {unit!r}": RSS.format(
            "<item><title>T</title><dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>"
            f"Lee, Ann {_filled(unit)} x</dc:creator></item>"
        )
        for unit in (";", "and ", "et al. ")
    },
    "items": RSS.format("".join(f"<item><title>T{n}</title><guid>x:{n}</guid></item>" for n in range(9_000))),
    "entries": ATOM.format("".join(f"<entry><title>T{n}</title></entry>" for n in range(20_000))),
    "rows": json.dumps([{"paper": {"id": "2605.00001", "title": f"T{n}"}} for n in range(15_000)]),
    "library": json.dumps([{"id": f"{n}", "type": "book", "title": f"T{n}"} for n in range(15_000)]),
    "records": "".join(f"@article{{k{n}, title={{T{n}}}, author={{Lee, Ann}}, year=2020}}\n" for n in range(15_000)),
    "ris": "".join(f"TY  - JOUR\nTI  - T{n}\nER  - \n\n" for n in range(20_000)),
    "nbib": "".join(f"PMID- {n}\nTI  - T{n}\n\n" for n in range(20_000)),
    "list": "# Read\n\n" + "".join(f"- [T{n} of it](https://a.example/{n})\n" for n in range(15_000)),
    **{f"{unit!r} repeated": f"x{_filled(unit)}x" for unit in _UNITS},
}
"""Texts of a megabyte, as files of `content/digests/`."""

ANSWERS: Mapping[str, str] = {
    "nothing": "",
    "blank": " \n",
    "page": "<!doctype html><title>Sign in</title>",
    "titles": "<title " * 100_000,
    "page of titles": "<html>" + "<title " * 100_000,
    "error": '{"error":"no"}',
    "deep error": '{"error":' + "[" * 50_000 + "]" * 50_000 + "}",
    "long error": json.dumps({"error": "\x1b[2J::error::" + "x" * 100_000}),
    "cut": "[{",
    "deep": "[" * 100_000,
    "number": "9" * 5000,
    "text": '"x"',
    "null": "null",
    "objects": "{}",
    "xml": "<a/>",
    "cut xml": "<feed xmlns='http://www.w3.org/2005/Atom'><entry>",
    "deep xml": "<a>" * 100_000,
    "entities": f"<!DOCTYPE feed [<!ENTITY l0 'lol'>{LAUGHS}]><feed>&l11;</feed>",
    "arxiv error": ATOM.format(
        "<entry><id>http://arxiv.org/api/errors#x</id><summary>\x1b no</summary></entry>"
    ).replace("\x1b", "::error::"),
    "other papers": ATOM.format("<entry><id>http://arxiv.org/abs/9901.00001v1</id><title>T</title></entry>"),
    "surrogate": '[{"paper":{"id":"2604.00001","title":"\\ud800"}}]',
    "numbers": '[{"paper":{"id":1,"title":2}}]',
    "digits": '[{"paper":{"id":"2604.00001","title":"T","upvotes":' + "9" * 5000 + "}}]",
}
"""Texts with which an API answers 200."""

_ROW = {"path": "mkdocs.yml", "new": ".papershelf-x", "replaces": ""}
_DONE = {"command": "import x", "before": {"content/digests/2026-04-01-desk.yml": "evil"}, "after": {}}

STATES = (
    "",
    "{",
    "[]",
    "null",
    "5",
    "[5]",
    "[null]",
    "{}",
    '[{"path": 1}]',
    "[" * 100_000,
    "\x00\x01",
    json.dumps([_ROW]),
    json.dumps([_ROW | {"path": "../x"}]),
    json.dumps([_ROW | {"path": "content/digests/2026-04-01-desk.yml", "new": "../../.papershelf-x"}]),
    json.dumps([_ROW | {"path": "/etc/passwd"}]),
    json.dumps([_DONE]),
    json.dumps([_DONE | {"command": "\x1b[2J::error::", "after": {"content/digests/2026-04-01-desk.yml": ""}}]),
    json.dumps([_DONE | {"before": {"mkdocs.yml": "evil"}, "after": {"mkdocs.yml": ""}}]),
    json.dumps([_DONE | {"before": {"content/permalinks.txt": 5}, "after": {"content/permalinks.txt": ""}}]),
    '[{"command": "x", "before": {"content/permalinks.txt": "\\ud800"}, "after": {"content/permalinks.txt": ""}}]',
)
"""Texts of the files in `.papershelf/`."""
