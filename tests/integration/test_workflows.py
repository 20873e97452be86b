"""The workflows: their rules, and their steps as a runner runs them."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import workflows
import yaml
from library_desk import Desk, opened, says
from workflows import OURS, ROOT, THEIRS, Runner

from generator.sources.issue_forms import FORMS
from generator.system import seals
from generator.system.files import CACHE
from generator.system.seals import Sealer

SECRET = seals.VARIABLE
ALL = sorted([*OURS.glob("*.yml"), *THEIRS.glob("*.yml")])
INSTALL = (
    "python -m pip install --require-hashes -r requirements.lock",
    "python -m pip install --no-deps --no-build-isolation -r requirements.txt",
    "python -m pip check",
)
HOSTILE = '$(touch pwned) `touch pwned` "; touch pwned; " ${{ github.token }} \' @everyone'


def names(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", ALL, ids=names)
def test_a_workflow_holds_to_the_rules(path: Path) -> None:
    text = path.read_text()
    found = yaml.safe_load(text)
    assert found["permissions"] == {}
    for job in found["jobs"].values():
        assert set(job["permissions"]) <= {
            *("contents", "issues", "pull-requests", "pages", "id-token", "attestations")
        }
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
            if "uses" in step:
                assert re.search(rf"{re.escape(step['uses'])} # v\d+\.\d+\.\d+\n", text), "say which version a pin is"
                assert len(step["uses"].partition("@")[2]) == 40
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False
        scripts = [step.get("run", "") for step in job["steps"]]
        runs = [
            number for number, script in enumerate(scripts) if re.search(r"papershelf (?!\|)\w|papershelf add", script)
        ]
        if runs:
            assert "rm -rf .cache .papershelf" in scripts[: runs[0]], "a cache may come with the checkout"
    for script in workflows.scripts(path):
        subprocess.run(["bash", "-n", "-c", script], check=True)


def test_zizmor_finds_nothing() -> None:
    inputs = [*ALL, ROOT / ".github" / "dependabot.yml", THEIRS.parent / "dependabot.yml"]
    zizmor = [Path(sys.executable).with_name("zizmor"), "--offline", "--quiet", "--no-progress"]
    done = subprocess.run([*zizmor, *inputs], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["contribute", "enrich", "import", "labels", "newsletter", "pull-request"])
def test_a_new_archive_s_workflows_differ_from_ours_in_the_installation_alone(name: str) -> None:
    ours = (OURS / f"{name}.yml").read_text()
    install = "\n".join(["run: |", *(f"          {line}" for line in INSTALL)])
    expected = ours.replace("run: make .venv/ready", install).replace(".venv/bin/", "")
    assert (THEIRS / f"{name}.yml").read_text() == expected


def test_a_pull_request_s_workflow_can_change_nothing() -> None:
    for path in (OURS / "pull-request.yml", OURS / "test.yml"):
        assert all(job["permissions"] == {"contents": "read"} for job in workflows.jobs(path).values())
        assert "secrets." not in path.read_text()
        assert "pull_request_target" not in path.read_text()


def test_nothing_is_published_unless_all_passed() -> None:
    jobs = workflows.jobs(OURS / "publish.yml")
    assert (jobs["build"]["needs"], jobs["deploy"]["needs"]) == ("test", "build")
    for path in (OURS / "publish.yml", THEIRS / "publish.yml"):
        text = path.read_text()
        assert "if:" not in text
        assert "continue-on-error" not in text
        assert yaml.safe_load(text)["concurrency"] == {"group": "publish", "cancel-in-progress": False}
        assert sum("papershelf build" in script for script in workflows.scripts(path)) == 1
        assert [step["uses"].partition("@")[0] for step in workflows.jobs(path)["deploy"]["steps"]] == [
            "actions/deploy-pages"
        ]


@pytest.mark.parametrize("folder", [OURS, THEIRS], ids=["ours", "theirs"])
def test_publishing_alone_keeps_results_and_has_their_key(folder: Path) -> None:
    for path in folder.glob("*.yml"):
        is_publish = path.name == "publish.yml"
        caches = [step for job in workflows.jobs(path).values() for step in job["steps"] if is_cache(step)]
        assert [".cache/papershelf.sqlite3" in step["with"]["path"] for step in caches] == [True] * is_publish
        assert (SECRET in path.read_text()) == is_publish
    steps = workflows.jobs(folder / "publish.yml")["build"]["steps"]
    [removed] = [number for number, step in enumerate(steps) if step.get("run") == "rm -rf .cache .papershelf"]
    [restored] = [number for number, step in enumerate(steps) if is_cache(step)]
    having = [number for number, step in enumerate(steps) if SECRET in step.get("env", {})]
    assert removed < restored < min(having)
    assert [steps[number]["name"] for number in having] == ["Keep every address that is online", "Check", "Build"]


def is_cache(step: dict[str, Any]) -> bool:
    return step.get("uses", "").startswith("actions/cache") and "newsletter" not in step["with"]["path"]


def test_the_second_run_uses_the_results_of_the_first_and_none_of_another_key(runner: Runner, tmp_path: Path) -> None:
    """A runner forgets all but the paths of the cache. That the secret may be the key, a test of `seals` shows."""
    build = workflows.step(THEIRS / "publish.yml", "build", "Build")
    [kept] = filter(is_cache, workflows.jobs(THEIRS / "publish.yml")["build"]["steps"])
    second = Runner(tmp_path / "second" / "archive", tmp_path / "second" / "runner")
    subprocess.run(["git", "clone", "--quiet", runner.folder, second.folder], check=True)
    runner.run(build, **{SECRET: ""})
    for path in kept["with"]["path"].split():
        copy(runner.place(path), second.place(path))
    key = (second.place("~/.cache/papershelf") / "key").read_bytes()
    exchange(second.folder, "usual compute", "compute of the first run", Sealer(key, "results"))
    exchange(second.folder, "removing it twice helps nobody", "came from a stranger", Sealer(b"s" * 32, "results"))

    second.run(build, **{SECRET: ""})

    pages = "".join(path.read_text() for path in (second.folder / "site" / "papers").glob("*/index.html"))
    assert "compute of the first run" in pages
    assert "came from a stranger" not in pages
    assert "removing it twice helps nobody" in pages


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    (shutil.copytree if source.is_dir() else shutil.copy)(source, target)


def exchange(archive: Path, words: str, others: str, sealer: Sealer) -> None:
    """Exchange words of a cached digest, in a pack of its own, which this sealer seals."""
    with closing(sqlite3.connect(archive / CACHE)) as database, database:
        packs = database.execute("SELECT key, content FROM kept JOIN packs ON id = pack").fetchall()
        values = {key: json.dumps(json.loads(content)[key]) for key, content in packs}
        [(key, value)] = [(key, value) for key, value in values.items() if words in value and "desk-picks" in value]
        content = f"{{{json.dumps(key)}: {value.replace(words, others)}}}".encode()
        row = (content, sealer.seal("pack", content))
        pack = database.execute("INSERT INTO packs (content, seal) VALUES (?, ?)", row).lastrowid
        database.execute("UPDATE kept SET pack = ? WHERE key = ?", (pack, key))


def test_a_release_is_what_was_tested() -> None:
    jobs = workflows.jobs(OURS / "release.yml")
    assert (jobs["index"]["needs"], jobs["github"]["needs"]) == ("build", ["build", "index"])
    scripts = [step.get("run", "") for step in jobs["build"]["steps"]]
    assert scripts.index("make test") < scripts.index(".venv/bin/python -m hatchling build")
    assert "id-token" not in jobs["build"]["permissions"], "what runs tests signs nothing"
    assert not any("run" in step for step in jobs["index"]["steps"])
    assert "secrets." not in (OURS / "release.yml").read_text()


@pytest.mark.parametrize(
    ("tag", "changelog", "error"),
    [
        ("v0.1.0", "## Unreleased\n\n- no\n\n## 0.1.0 (2026-05-01)\n\n- yes\n\n## 0.0.9\n\n- no\n", ""),
        ("v0.1.0", "## Unreleased\n\n- yes\n\n## 0.1.0\n\n## 0.0.9\n\n- no\n", "There is nothing below a heading"),
        ("v0.1.0", "## 0.1.0.1\n\n- no\n", "There is nothing below a heading '## 0.1.0'"),
        ("v0.1.1", "## 0.1.1\n\n- yes\n", "The tag is v0.1.1, but __version__ is '0.1.0'"),
    ],
)
def test_a_release_has_its_tag_s_version_and_its_changes(tag: str, changelog: str, error: str, tmp_path: Path) -> None:
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "CHANGELOG.md").write_text(f"# Changelog\n\n{changelog}")
    step = workflows.step(OURS / "release.yml", "build", "Take the version")
    done = Runner(folder, tmp_path / "runner").run(step, 1 if error else 0, GITHUB_REF_NAME=tag)
    if error:
        assert error in done.stdout
    else:
        assert (folder / "release-notes.md").read_text().strip() == "- yes"


@pytest.fixture
def site() -> Iterator[Desk]:
    """The archive's site before it is first published."""
    with opened(Desk(otherwise=says("Not found", 404))) as desk:
        yield desk


@pytest.fixture
def runner(archive: Path, tmp_path: Path, site: Desk) -> Runner:
    """The small archive as a repository, `gh` a stub, and a `git` that pushes nothing."""
    mkdocs = archive / "mkdocs.yml"
    mkdocs.write_text(mkdocs.read_text().replace("https://shelf.example.org/small/", f"http://127.0.0.1:{site.port}/"))
    shutil.rmtree(archive / "build")
    shutil.copytree(ROOT / "tests" / "archive" / "build", archive / "build")  # as git has it
    found = Runner(archive, tmp_path / "runner")
    found.recorded("gh")
    found.recorded("git", when='[ "$1" = push ]')
    for arguments in (["init", "--quiet", "-b", "main"], ["add", "."], ["commit", "--quiet", "-m", "All"]):
        identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"]
        subprocess.run(["git", *identity, *arguments], cwd=archive, check=True)
    return found


def event(folder: Path, form: str, **answers: str) -> str:
    body = "\n\n".join(f"### {label}\n\n{answers.get(name) or '_No response_'}" for name, label in FORMS[form].items())
    issue = {
        "number": 12,
        "title": HOSTILE,
        "body": body,
        "user": {"login": "ann"},
        "created_at": "2026-04-01T10:00:00Z",
    }
    path = folder / "event.json"
    path.write_text(json.dumps({"action": "labeled", "label": {"name": "approved"}, "issue": issue}))
    return str(path)


def propose(runner: Runner) -> None:
    step = workflows.step(OURS / "contribute.yml", "propose", "Open a pull request")
    runner.run(step, GH_TOKEN="t", NUMBER="12", BASE="main")  # noqa: S106 (no token)


def test_an_approved_note_becomes_a_pull_request(runner: Runner, site: Desk) -> None:
    path = event(runner.scratch, "note", paper="lemma-gardens", author=HOSTILE, text=f"Read it.\n\n{HOSTILE}")
    write, gate = (workflows.step(OURS / "contribute.yml", "propose", f"{name} ") for name in ("write", "gate"))

    site.answers["/published.txt"] = [says("/papers/lemma-gardens/\n")]
    runner.run(write, GITHUB_EVENT_PATH=path)
    runner.run(gate)
    propose(runner)

    written = (runner.folder / "content" / "notes" / "lemma-gardens.md").read_text()
    assert yaml.safe_load(written.split("---\n")[1])["author"] == HOSTILE
    git = ["git", "-C", str(runner.folder)]
    log = subprocess.run([*git, "log", "-1", "--format=%an|%B", "--stat"], capture_output=True, text=True, check=True)
    assert log.stdout.startswith("github-actions[bot]|A note on “")
    assert "Closes #12." in log.stdout
    assert "1 file changed" in log.stdout
    assert "git [push] [--force] [https://github.com/a/b] [contribution-12]" in runner.calls
    [created] = [call for call in runner.calls if call.startswith("gh [pr] [create]")]
    assert "[--base] [main] [--head] [contribution-12] [--title] [A note on “Lemma Gardens" in created
    assert (runner.scratch / "body.md").read_text().startswith("Written from the form in #12")
    assert not list(runner.folder.rglob("pwned"))


def test_a_submitted_paper_builds(runner: Runner) -> None:
    path = event(runner.scratch, "paper", name="A *New* Paper", arxiv="2604.00009", text="It is new.")
    runner.run(workflows.step(OURS / "contribute.yml", "propose", "write "), GITHUB_EVENT_PATH=path)
    propose(runner)
    assert (runner.folder / "content" / "digests" / "2026-04-01-readers.yml").exists()
    assert "\na-new-paper arxiv:2604.00009 " in (runner.folder / "content" / "permalinks.txt").read_text()


def test_an_open_pull_request_is_not_opened_again(runner: Runner) -> None:
    runner.recorded("gh", '[ "$2" != view ] || echo OPEN')
    path = event(runner.scratch, "tags", paper="lemma-gardens", add="search", text="It searches.")
    runner.run(workflows.step(OURS / "contribute.yml", "propose", "write "), GITHUB_EVENT_PATH=path)
    propose(runner)
    assert any(call.startswith("git [push]") for call in runner.calls)
    assert not any(call.startswith("gh [pr] [create]") for call in runner.calls)


def test_what_cannot_become_a_file_is_answered(runner: Runner) -> None:
    path = event(runner.scratch, "note", paper="../../.github/workflows/x", text=HOSTILE)
    done = runner.run(workflows.step(OURS / "contribute.yml", "propose", "write "), 1, GITHUB_EVENT_PATH=path)
    assert "is no paper of this archive" in done.stderr
    reply = workflows.step(OURS / "contribute.yml", "propose", "Reply that it cannot")
    runner.run(reply, GH_TOKEN="t", NUMBER="12")  # noqa: S106 (no token)
    assert runner.calls[0].startswith("gh [issue] [comment] [12] [--repo] [a/b] [--body-file]")
    message = (runner.scratch / "message.md").read_text()
    assert "is no paper of this archive" in message.replace("&#39;", "'")
    assert "../" not in message
    status = subprocess.run(["git", "status", "--short"], cwd=runner.folder, capture_output=True, text=True, check=True)
    assert status.stdout == ""


def test_what_could_not_be_published_is_answered_with_the_reason(runner: Runner, site: Desk) -> None:
    site.answers["/published.txt"] = [says("/talks/\n")]
    done = runner.run(workflows.step(OURS / "contribute.yml", "propose", "gate "), 1)
    assert "::error file=content/published.txt,line=" in done.stdout
    reply = workflows.step(OURS / "contribute.yml", "propose", "Reply that the archive")
    runner.run(reply, GH_TOKEN="t", NUMBER="12")  # noqa: S106 (no token)
    assert runner.calls[0].startswith("gh [issue] [comment] [12] [--repo] [a/b] [--body-file]")
    answer = (runner.scratch / "reply.md").read_text()
    assert answer.startswith(
        "With this file the archive could not be published: https://github.com/a/b/actions/runs/99"
    )
    assert "nothing is published at /talks/ any more" in answer


def test_warnings_that_stop_a_strict_build_are_marked_as_its_errors(runner: Runner) -> None:
    note = "---\npaper: lemma-gardens\nauthor: Ann\ndate: 2026-03-20\ntags: [agnts]\n---\n\nRead it.\n"
    (runner.folder / "content" / "notes" / "new.md").write_text(note)
    done = runner.run(workflows.step(OURS / "pull-request.yml", "site", "Build"), 1)
    assert "::error file=content/notes/new.md,line=5," in done.stdout
    assert "agnts" in (runner.scratch / "summary.md").read_text()


def test_every_gate_demands_the_same() -> None:
    for folder in (OURS, THEIRS):
        for name in ("publish", "pull-request", "contribute", "import"):
            script = "\n".join(workflows.scripts(folder / f"{name}.yml")).replace(".venv/bin/", "")
            demands = ("record --online --format github", "check --format github", "build --strict --format github")
            places = [script.index(f"papershelf {demand}") for demand in demands]
            assert places == sorted(places), name


def test_every_label_is_made(runner: Runner) -> None:
    shutil.copytree(ROOT / ".github", runner.folder / ".github")
    runner.run(workflows.step(OURS / "labels.yml", "make", "gh label"), GH_TOKEN="t")  # noqa: S106 (no token)
    labels = yaml.safe_load((ROOT / ".github" / "labels.yml").read_text())
    assert runner.calls == [
        f"gh [label] [create] [{label['name']}] [--color] [{label['color']}] [--description] [{label['description']}] "
        "[--force] [--repo] [a/b]"
        for label in labels
    ]
    given = {name for path in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml") for name in _labels_of(path)}
    assert given | {"approved"} == {label["name"] for label in labels}


def _labels_of(form: Path) -> list[str]:
    return list(yaml.safe_load(form.read_text()).get("labels", []))


def test_a_pull_request_lists_the_pages_that_would_change(runner: Runner, site: Desk) -> None:
    base = runner.folder / ".cache" / "base"
    shutil.copytree(runner.folder, base, ignore=shutil.ignore_patterns(".git", ".cache"))
    note = "---\npaper: lemma-gardens\nauthor: Ann\ndate: 2026-03-20\n---\n\nRead it before supper.\n"
    (runner.folder / "content" / "notes" / "new.md").write_text(note)

    (runner.folder / "content" / "pages" / "about.md").write_text("# About\n\n<script>run()</script>\n")
    with (runner.folder / "content" / "permalinks.txt").open("a") as record:
        record.write("another-address arxiv:2604.00001\n")
    runner.run(workflows.step(OURS / "pull-request.yml", "site", "List the files"))
    summary = (runner.scratch / "summary.md").read_text()
    assert "- content/pages/about&#46;md: changed\n" in summary
    assert "\n+another-address arxiv:2604.00001\n" in summary
    subprocess.run(["git", "checkout", "--quiet", "content/permalinks.txt"], cwd=runner.folder, check=True)

    for name in ("Keep every address", "Check", "Build", "List the pages"):
        runner.run(workflows.step(OURS / "pull-request.yml", "site", name))

    summary = (runner.scratch / "summary.md").read_text()
    assert f"- [/papers/lemma-gardens/](http://127.0.0.1:{site.port}/papers/lemma-gardens/)\n" in summary
    assert any(line.startswith("+") and "Read it before supper." in line for line in summary.splitlines())
    assert (runner.folder / "site" / "index.html").exists()
