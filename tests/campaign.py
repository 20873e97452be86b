"""The campaign: hostile inputs by every way into an archive, each of which must hold.

    .venv/bin/python tests/campaign.py [WAY …]

An input holds when nothing but a located problem, or a site in which it does no harm, comes of it, soon. The number of
inputs is printed for each way; the exit status is 1 when one does not hold.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from types import FrameType

import campaign_inputs as inputs
import campaign_texts
from browser import hostile
from click.testing import CliRunner

from generator import build
from generator.commands.main import main
from generator.edits import import_plan
from generator.model import Problem, SourceFile
from generator.sources import api_answers, digests, fetch, notes
from generator.sources.api_answers import ARXIV, DAILY_PAPERS, Answer, Api
from generator.sources.issue_forms import FORMS
from generator.system.cache import Cache
from generator.system.progress import Lines
from generator.text.messages import as_text

SECONDS = 20
"""CPU seconds for one input; each takes under two on a machine of today, and a run on a busy one must not fail."""

TODAY = dt.date(2026, 11, 1)
DIGEST = """\
date: 2026-04-01
source: desk
papers:
  - title: Lemma gardens
    arxiv: "2604.00001"
    abstract: We grow proofs with small language models in a garden of lemmas.
  - title: Searching by traces
    arxiv: "2604.00002"
    abstract: A search for programs that is guided by their traces.
"""


@dataclass(frozen=True, slots=True)
class Result:
    """An input and what came of it: "" where it held."""

    way: str
    name: str
    fault: str = ""


class TooLong(Exception):
    """An input took more than `SECONDS`."""


@contextlib.contextmanager
def limited() -> Iterator[None]:
    """Raise `TooLong` in a block that takes more than `SECONDS` of this process's CPU time."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooLong(f"takes more than {SECONDS} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def result(way: str, name: str, hold: Callable[..., str], *arguments: object) -> Result:
    """Return what came of an input; `hold`, called with the arguments, returns a fault, or ""."""
    try:
        with limited():
            return Result(way, name, hold(*arguments))
    except (Exception, SystemExit) as error:
        return Result(way, name, f"{type(error).__name__}: {str(error)[:200]}")


def checked(root: Path) -> tuple[Problem, ...]:
    return build.check(root, Lines(io.StringIO()), TODAY).problems


def fault_of(problems: Iterable[Problem], path: str, *, errors: bool = True) -> str:
    """Return why these problems do not tell of what is wrong with the file at `path`, or ""."""
    told = [problem for problem in problems if problem.path == path and (problem.is_error or not errors)]
    if not told:
        return "is not reported"
    line = as_text(told[0])
    if not line.isprintable() or len(line) > 2_000 or told[0].line < 1 or told[0].column < 1:
        return f"is reported badly: {line[:200]!r}"
    unforeseen = next((problem for problem in told if problem.message.startswith("cannot be read (")), None)
    return f"was not foreseen: {unforeseen.message}" if unforeseen else ""


def new_archive(folder: Path) -> Path:
    """An archive of two papers, as `init` begins it, built once."""
    done = CliRunner().invoke(main, ["init", str(folder)])
    assert done.exit_code == 0, done.output
    (folder / "content/digests/2026-04-01-desk.yml").write_text(DIGEST)
    return folder


def put(root: Path, path: str, text: str) -> None:
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


@contextlib.contextmanager
def copied(root: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=root.parent) as folder:
        copy = Path(folder) / "archive"
        shutil.copytree(root, copy, symlinks=True)
        yield copy


# The ways in. Each takes the archive, which it must not change, and yields results.


def refused_files(root: Path) -> Iterator[Result]:
    """Digests, notes and pages that are refused: all in one archive, each reported at its place."""
    paths = {
        **{f"content/digests/{_dated(name)}": text for name, text in inputs.REFUSED_DIGESTS.items()},
        **{f"content/notes/{name}.md": text for name, text in inputs.REFUSED_NOTES.items()},
        **{f"content/collections/{name}.md": text for name, text in inputs.REFUSED_COLLECTIONS.items()},
        **{f"content/pages/{name}": text for name, text in inputs.REFUSED_PAGES.items()},
    }
    with copied(root) as copy:
        for path, text in paths.items():
            put(copy, path, text)
        try:
            problems = checked(copy)
        except Exception as error:
            problems = ()
            yield Result("files", "all together", f"{type(error).__name__}: {error}")
        for path in paths:
            yield result("files", path, fault_of, problems, path)


def _dated(name: str) -> str:
    return name if name.startswith(("no-date", "dump")) else f"2026-04-01-{name}"


def settings(root: Path) -> Iterator[Result]:
    """`mkdocs.yml`: what MkDocs would run, unfold or stop at without a line."""
    written = (root / "mkdocs.yml").read_text()
    for severity, texts in (("error", inputs.REFUSED_SETTINGS), ("warning", inputs.WARNED_SETTINGS)):
        for name, text in texts.items():
            with copied(root) as copy:
                keys = "|".join(re.escape(key) for key in re.findall(r"^(\w+):", text, re.M) if key != "site_dir")
                kept = re.sub(rf"^(?:{keys}):.*\n(?:[ \t-].*\n|\n)*", "", written, flags=re.M) if keys else written
                (copy / "mkdocs.yml").write_text(f"{text}{kept}" if text.startswith("---") else f"{kept}\n{text}")
                is_error = severity == "error"
                yield result("settings", name, _fault_of_settings, copy, is_error)


def _fault_of_settings(root: Path, is_error: bool) -> str:
    problems = checked(root)
    if fault := fault_of(problems, "mkdocs.yml", errors=is_error):
        return fault
    outcome = build.build_docs(root, Lines(io.StringIO()), strict=True)
    at_build = fault_of(outcome.problems, "mkdocs.yml", errors=is_error)
    return "is built" if outcome.written is not None and not at_build else ""


def records(root: Path) -> Iterator[Result]:
    """Records of addresses and of given files, tags and settings of the archive."""
    for name, (path, text) in inputs.REFUSED_RECORDS.items():
        with copied(root) as copy:
            put(copy, path, text)
            is_error = not path.endswith(".json")  # a record of given files that is none is warned of
            yield result("records", name, _fault_of_check, copy, path, is_error)


def _fault_of_check(root: Path, path: str, is_error: bool) -> str:
    return fault_of(checked(root), path, errors=is_error)


def large_digests(_root: Path) -> Iterator[Result]:
    """Digests of a megabyte, which are imported."""
    for name, text in inputs.LARGE.items():
        yield result("megabytes", name, _imported, text)


def _imported(text: str) -> str:
    read = digests.read_digests(SourceFile("content/digests/2026-04-01-x.txt", text))
    import_plan.plan({}, [], "", [("x.txt", parsed) for parsed in read])
    for parsed in read:
        for problem in parsed.problems[:50]:
            if problem.message.startswith("cannot be read ("):
                return f"was not foreseen: {problem.message}"
    return ""


def rows(_root: Path) -> Iterator[Result]:
    """Digests of every format of which a row may get lost: each is read or reported."""
    for name, (text, count) in campaign_texts.ROWS.items():
        yield result("rows", name, _accounted, text, count)


def _accounted(text: str, count: int) -> str:
    read = digests.read_digests(SourceFile("content/digests/2026-04-01-x.txt", text))
    found = sum(len(parsed.entries) + parsed.rejected for parsed in read)
    is_reported = any(parsed.problems for parsed in read)
    titles = [entry.title for parsed in read for entry in parsed.entries]
    if wrong := [title for title in titles if title not in ("A", "B", "C", "D")]:
        return f"has the titles {wrong}"
    return "" if found >= count or is_reported else f"loses {count - found} of {count} rows"


def note_bodies(_root: Path) -> Iterator[Result]:
    """Notes of 20,000 characters that are slow, large or run something."""
    for name, body in campaign_texts.NOTE_BODIES.items():
        yield result("notes", name, _shown_note, body)


def _shown_note(body: str) -> str:
    text = inputs.NOTE.format(front="", body=body)
    note, problems = notes.read_note(SourceFile("content/notes/x.md", text))
    if note is None:
        return "" if problems else "is not reported"
    page = str(note.body)
    return "; ".join(traces(page)) or ("" if len(page) < 1_000_000 else f"makes {len(page):,} characters")


def answers(_root: Path) -> Iterator[Result]:
    """Answers of the two APIs."""
    for name, text in inputs.ANSWERS.items():
        for api in (DAILY_PAPERS, ARXIV):
            yield result("answers", f"{api.name}: {name}", _fetched, api, text)


def _fetched(api: Api, text: str) -> str:
    now = dt.datetime(2026, 4, 30, tzinfo=dt.UTC)
    with contextlib.closing(Cache(None)) as cache:
        context = fetch.FetchContext(
            lambda _url: Answer(200, text.encode()), lambda: now, lambda _s: None, lambda _m: None, cache,
            contextlib.nullcontext,
        )  # fmt: skip
        client = fetch.ApiClient(api, context)
        if api is ARXIV:
            fetched = fetch.fetch_papers(client, ["2604.00001"], now.date(), lambda: None)
        else:
            fetched = fetch.fetch_days(client, [dt.date(2026, 4, 20)], lambda: None)
    entries = [entry for _, parsed in fetched.readings for entry in parsed.entries]
    if api is ARXIV and any(entry.arxiv != "2604.00001" for entry in entries):
        return "gives papers that nobody asked for"
    rejected = sum(parsed.rejected for _, parsed in fetched.readings)
    problems = [problem for _, parsed in fetched.readings for problem in parsed.problems]
    return "" if entries or rejected or problems or fetched.missed or fetched.notes else "is not reported"


def redirects(_root: Path) -> Iterator[Result]:
    """Answers that lead elsewhere."""
    now = dt.datetime(2026, 4, 30, tzinfo=dt.UTC)
    for location in (
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "\x1b[2J",
        "//e.example",
        "x" * 99_999,
    ):
        error = api_answers.error_in(ARXIV, Answer(302, b"", location=location), now)
        fault = "" if error and error.reason.isprintable() and len(error.reason) < 500 else f"is {error}"
        yield Result("redirects", location[:40], fault)


def issues(root: Path) -> Iterator[Result]:
    """Forms of strangers, which become files or are refused, and what GitHub then reads in the message."""
    import json

    texts = {
        **hostile.PAYLOADS,
        "commands": "Fixes #1 [skip ci] @everyone GH-2 <!--",
        "long": "x" * 200_000,
        "nul": "a\0b",
    }
    for name, text in texts.items():
        answers_of = {
            "note": {"paper": "lemma-gardens", "author": text, "links": "https://a.example/", "text": text},
            "paper": {"name": f"New {name} {text}", "arxiv": "", "authors": text, "text": text},
        }
        for form, given in answers_of.items():
            body = "\n\n".join(
                f"### {label}\n\n{given.get(key) or '_No response_'}" for key, label in FORMS[form].items()
            )
            issue = {"number": 7, "body": body, "user": {"login": "ann"}, "created_at": "2026-04-01T10:00:00Z"}
            with copied(root) as copy:
                put(copy, "event.json", json.dumps({"issue": issue}))
                yield result("issues", f"{form}: {name}", _contributed, copy)
    for name, event in {"nothing": "", "list": "[]", "deep": "[" * 100_000, "no issue": "{}"}.items():
        with copied(root) as copy:
            put(copy, "event.json", event)
            yield result("issues", name, _contributed, copy)


def _contributed(root: Path) -> str:
    message = root / "message.md"
    arguments = ["-C", str(root), "contribution", str(root / "event.json"), "--message", str(message)]
    done = CliRunner().invoke(main, arguments)
    if fault := _fault_of_command(done.exit_code, done.exception, done.output):
        return fault
    if done.exit_code:
        return ""
    subject = message.read_text().partition("\n")[0]
    if re.search(r"[\[\]#@<>`]|GH-\d|://", subject) or not subject.isprintable():
        return f"reaches the commit: {subject[:100]}"
    return "" if not any(problem.is_error for problem in checked(root)) else "breaks the archive"


def _fault_of_command(status: int, error: BaseException | None, output: str) -> str:
    if error is not None and not isinstance(error, SystemExit):
        return f"{type(error).__name__}: {str(error)[:200]}"
    if status not in (0, 1, 2):
        return f"exits with {status}"
    return "" if all(line.isprintable() for line in output.splitlines()) else f"prints {output[:200]!r}"


def arguments(root: Path) -> Iterator[Result]:
    """Words and variables of the command line."""
    words = (
        "\x1b[2J",
        "../../x",
        "a\nb",
        "::error::x",
        "x" * 100_000,
        "\udcff",
        "",
        "https://[e/",
        "-1",
        "2401.99999999",
    )
    commands = (
        "note {}",
        "add {} --from http://127.0.0.1:1/x",
        "tags suggest {}",
        "fetch --day {}",
        "import {}",
        "newsletter --tag {}",
        "remove {}",
        "hide {}",
        "merge {} {}",
        "fix {} --title {}",
    )
    for command in commands:
        for word in words:
            line = [part.replace("{}", word) for part in command.split()]
            yield result("arguments", f"{command} {word[:20]!r}", _run, root, line)
    for epoch in ("", "x", "9" * 5000, "-99999999999999", "1e3", "\x1b[2J"):
        environment = {"SOURCE_DATE_EPOCH": epoch}
        yield result("arguments", f"SOURCE_DATE_EPOCH={epoch[:20]!r}", _run, root, ["check"], environment)


def _run(root: Path, line: list[str], environment: Mapping[str, str] | None = None) -> str:
    with copied(root) as copy:
        done = CliRunner().invoke(main, ["-C", str(copy), *line], env=environment)
    return _fault_of_command(done.exit_code, done.exception, done.output)


_PIPES = """
mkdocs.yml content/digests/a.yml content/notes/a.md content/pages/a.png site_config/overrides/a.html
site_config/tags.yml build/docs/index.md .papershelf/lock .cache/papershelf.sqlite3
""".split()

_LINKS = """
content/notes/a.md content/pages/a.md content/digests/a.yml content/permalinks.txt site_config/overrides/a.html
build/docs/a.md build/theme/a.html .cache .papershelf site requirements.txt requirements.lock content/files/a.pdf
content/collections/a.md .github/workflows
""".split()


def names(root: Path) -> Iterator[Result]:
    """Names of files and links."""
    for name in (
        "a\nb.yml",
        "\x1b[2J.yml",
        "::error::.yml",
        "a\u202eb.yml",
        "\udcff.yml",
        "%0A.yml",
        "<script>.yml",
        "a'b.yml",
    ):
        with copied(root) as copy:
            (copy / "content/digests" / name).write_text("x\n")
            yield result("names", repr(name), _printed, copy)
    for path in _PIPES:
        with copied(root) as copy:
            place = copy / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.unlink(missing_ok=True)
            os.mkfifo(place)
            yield result("pipes", path, _fault_of_check, copy, path, True)
    for link in _LINKS:
        for target in ("/etc/passwd", "../../..", "nowhere", "/"):
            with copied(root) as copy:
                place = copy / link
                shutil.rmtree(place, ignore_errors=True)
                place.unlink(missing_ok=True)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.symlink_to(target)
                yield result("links", f"{link} -> {target}", _fault_of_check, copy, link, True)


def _printed(root: Path) -> str:
    lines = [as_text(problem) for problem in checked(root) if problem.is_error]
    return "" if lines and all(map(str.isprintable, lines)) else f"is reported as {lines!r}"


def caches(root: Path) -> Iterator[Result]:
    """`.cache/` of somebody else: of another type, another shape, or with a page of its own."""
    with copied(root) as copy:
        _built(copy)
        wanted = _tree(copy / "build/docs")
        for file, table, change in _CHANGES:
            with copied(copy) as changed:
                with (
                    contextlib.suppress(sqlite3.IntegrityError),
                    contextlib.closing(sqlite3.connect(changed / ".cache" / file)) as database,
                    database,
                ):
                    database.executescript(change.format(table=table))
                yield result("caches", f"{table}: {change[:60]}", _same, changed, wanted)


_ENDLESS = "WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n)"
_CHANGES = [  # a stranger's SQL, which no value of ours is part of
    (file, table, change)
    for file, table, columns in (
        ("papershelf.sqlite3", "packs", ("content", "seal")),
        ("papershelf.sqlite3", "kept", ("pack",)),
        ("pages.sqlite3", "bodies", ("data", "key")),
    )
    for change in (
        *(
            f"UPDATE {{table}} SET {column} = {value}"  # noqa: S608
            for column in columns
            for value in ("'<script>'", "NULL", "0", "x'00'", "'[]'", "'{{}}'", "1e300")
        ),
        f"UPDATE {{table}} SET {columns[0]} = (SELECT {columns[0]} FROM {{table}} LIMIT 1)",  # noqa: S608
        f"DROP TABLE {{table}}; CREATE VIEW {{table}} AS {_ENDLESS} SELECT a AS key, a AS {columns[0]} FROM n",  # noqa: S608
        "CREATE TRIGGER t AFTER INSERT ON {table} BEGIN DELETE FROM {table}; END",
        "CREATE TABLE more (x)",
    )
]
"""A file of `.cache/`, its table, and SQL that a stranger may have run on it."""


def state(root: Path) -> Iterator[Result]:
    """`.papershelf/` of somebody else: lists of files to replace, and of commands to undo."""
    digest = "content/digests/2026-04-01-desk.yml"
    for file in ("replacing.json", "undo.json", "lock", "building"):
        for text in inputs.STATES:
            with copied(root) as copy:
                put(copy, f".papershelf/{file}", text)
                put(copy, ".papershelf-x", "evil: 1\n")
                put(copy, "content/digests/.papershelf-x", "evil: 1\n")
                yield result("state", f"{file}: {text[:60]}", _kept, copy, digest)


def _kept(root: Path, digest: str) -> str:
    put(root.parent, "new.yml", DIGEST.replace("Lemma gardens", "Another").replace("00001", "00003"))
    for arguments in (["undo"], ["import", str(root.parent / "new.yml")], ["undo"], ["check"]):
        done = CliRunner().invoke(main, ["-C", str(root), *arguments])
        if fault := _fault_of_command(done.exit_code, done.exception, done.output):
            return f"{arguments[0]}: {fault}"
    if "Lemma gardens" not in (root / digest).read_text() or not (root / "mkdocs.yml").read_text().startswith(
        "site_name"
    ):
        return "changes what is in the archive"
    return ""


def _built(root: Path) -> None:
    outcome = build.build_docs(root, Lines(io.StringIO()))
    if outcome.written is None:
        raise AssertionError(f"is not built: {outcome.problems[:3]}")


def _same(root: Path, wanted: Mapping[str, bytes]) -> str:
    put(root, "content/notes/one.md", inputs.NOTE.format(front="", body="A note."))
    (root / "content/notes/one.md").unlink()
    (root / "build/docs/index.md").unlink()
    _built(root)
    built = _tree(root / "build/docs")
    return (
        ""
        if built == wanted
        else f"builds other files: {sorted(p for p in {*built, *wanted} if built.get(p) != wanted.get(p))[:3]}"
    )


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def outputs(root: Path) -> Iterator[Result]:
    """`build/`: files that no build made are named, those that one made are made again."""
    with copied(root) as copy:
        _built(copy)
        wanted = _tree(copy / "build/docs")
        for path in ("papers/evil.md", "evil.html", "assets/evil.js", "search/evil.md", ".evil"):
            with copied(copy) as changed:
                put(changed, f"build/docs/{path}", "<script>")
                yield result("outputs", f"new {path}", _foreign, changed, f"build/docs/{path}")
        search = sorted(path for path in wanted if path.startswith("search/data/"))
        for path in ("index.md", "feed.xml", "papers/lemma-gardens.md", "published.txt", *search[:3], *search[-2:]):
            for verb in ("changed", "deleted"):
                with copied(copy) as changed:
                    place = changed / "build/docs" / path
                    place.write_text("<script>") if verb == "changed" else place.unlink()
                    yield result("outputs", f"{verb} {path}", _healed, changed, wanted)
        for path in ("main.html", "papershelf.html", "assets/papershelf.js"):
            with copied(copy) as changed:
                (changed / "build/theme" / path).write_text("<script>evil()</script>")
                yield result("outputs", f"changed theme, {path}", _theme_healed, changed, path)


def _foreign(root: Path, path: str) -> str:
    outcome = build.build_docs(root, Lines(io.StringIO()))
    if path.endswith("/.evil"):
        return ""
    return fault_of(outcome.problems, path)


def _healed(root: Path, wanted: Mapping[str, bytes]) -> str:
    _built(root)
    return "" if _tree(root / "build/docs") == wanted else "stays as it is"


def _theme_healed(root: Path, path: str) -> str:
    _built(root)
    return "stays as it is" if "evil" in (root / "build/theme" / path).read_text() else ""


def fields(root: Path) -> Iterator[Result]:
    """Every field of every format, with every payload, in one site: no element, address or script comes of one."""
    with copied(root) as copy:
        (copy / "content/digests/2026-04-01-desk.yml").unlink()
        hostile.write_curation(copy, "nav:" + (copy / "mkdocs.yml").read_text().partition("nav:")[2])
        folder = copy.parent / "digests"
        folder.mkdir()
        files = hostile.write_digests(folder)
        for command in (["import", *map(str, files)], ["build"]):
            told = _started(copy, *command)
            if "Traceback" in told or "nothing was" in told:
                yield Result("fields", " ".join(command)[:20], told[-500:])
                return
        found = {trace: page for page in sorted((copy / "site").rglob("*.html")) for trace in traces(page.read_text())}
    for payload in hostile.PAYLOADS:
        yield from (
            Result("fields", f"{place}: {payload}") for place in (*(file.name for file in files), "note", "tag")
        )
    named = "; ".join(f"{page.parent.name}: {trace}" for trace, page in list(found.items())[:5])
    yield Result("fields", "what any of them became", named)


def _started(root: Path, *arguments: str) -> str:
    """Run a command in a process of its own; return what it reports."""
    command = [sys.executable, "-m", "generator", "-C", str(root), *arguments]
    here = Path(__file__).resolve().parents[1]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=here, timeout=600).stderr


class _Traces(HTMLParser):
    """Finds what no page has beside the frame: handlers, addresses that run, and scripts with a payload in them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script" and "application/" not in (dict(attrs).get("type") or "")
        for name, value in attrs:
            scheme = re.sub(r"[\x00-\x20]", "", value or "").lower()
            if name.startswith("on") or (
                name in ("href", "src", "action", "data", "srcset")
                and re.match(r"(?:javascript:|vbscript:|data:text)", scheme)
            ):
                self.found.append(f"<{tag} {name}={(value or '')[:60]!r}>")
        if tag in ("iframe", "object", "embed", "base"):
            self.found.append(f"<{tag}>")

    def handle_data(self, data: str) -> None:
        if self._in_script and "pwned" in data:
            self.found.append(f"<script>{data[:60]}")
        self._in_script = False


def traces(page: str) -> list[str]:
    """Return what in a page a payload has become."""
    parser = _Traces()
    parser.feed(page)
    return parser.found


WAYS: Mapping[str, Callable[[Path], Iterator[Result]]] = {
    "files": refused_files,
    "settings": settings,
    "records": records,
    "megabytes": large_digests,
    "rows": rows,
    "notes": note_bodies,
    "answers": answers,
    "redirects": redirects,
    "issues": issues,
    "arguments": arguments,
    "names": names,
    "caches": caches,
    "state": state,
    "outputs": outputs,
    "fields": fields,
}


def run(ways: Iterable[str], folder: Path) -> dict[str, list[Result]]:
    """Run the campaign for these ways, in a folder that may be deleted."""
    root = new_archive(folder / "archive")
    return {way: list(WAYS[way](root)) for way in ways}


def report(results: Mapping[str, list[Result]]) -> str:
    """Return the number of inputs of each way, and a line for each that does not hold."""
    lines = [f"{way}: {len(found)} inputs" for way, found in results.items()]
    faults = [one for found in results.values() for one in found if one.fault]
    lines += [f"{one.way}: {one.name[:80]!r} {one.fault}" for one in faults]
    count = sum(map(len, results.values()))
    return "\n".join([*lines, f"{count} inputs, of which {count - len(faults)} hold"])


if __name__ == "__main__":
    os.environ.pop("SOURCE_DATE_EPOCH", None)
    with tempfile.TemporaryDirectory() as scratch:
        outcome = run(sys.argv[1:] or WAYS, Path(scratch))
    sys.stdout.write(f"{report(outcome)}\n")
    sys.exit(any(one.fault for found in outcome.values() for one in found))
