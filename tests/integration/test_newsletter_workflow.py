"""The newsletter's workflow: its steps as the scripts they are, on an archive and with a real mail server.

`gh` alone is a stub, and what GitHub would fill in is given. A step runs as on a runner: in bash, to the first error.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from post_office import PostOffice, opened

ADA, BOB, CLEO = "ada@example.org", "Bob@Example.org", "cleo@example.org"
ISSUE = "2026-02-01-to-2026-03-18"
KEY = "a long random key"

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def jobs(repository: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((repository / ".github/workflows/newsletter.yml").read_text())["jobs"]
    return found


@pytest.fixture
def run(jobs: dict[str, Any], repository: Path, tmp_path: Path) -> Run:
    """Run the one step of a job whose script has `part`, in `folder`."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name, script in {
        "papershelf": f'exec "{sys.executable}" -P -W error -m generator "$@"',
        "gh": f'printf "%s\\n" "$@" > "{tmp_path}/asked"; cat "{tmp_path}/told"',
    }.items():
        (tools / name).write_text(f"#!/bin/sh\n{script}\n")
        (tools / name).chmod(0o755)

    def run(job: str, part: str, folder: Path, status: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
        [step] = [step for step in jobs[job]["steps"] if part in step.get("run", "")]
        assert set(step.get("env", {})) - {"GH_TOKEN"} <= environment.keys()
        told = {
            "PATH": f"{tools}:/usr/bin:/bin",
            "PYTHONPATH": str(repository),
            "RUNNER_TEMP": str(tmp_path),
            "GITHUB_OUTPUT": str(tmp_path / "output"),
            "GITHUB_REPOSITORY": "you/papers",
            "GITHUB_SHA": "0" * 40,
        }
        done = subprocess.run(
            ["bash", "-e", "-c", step["run"].replace(".venv/bin/", "")],
            cwd=folder, env=told | environment, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == status, done.stdout + done.stderr
        return done

    return run


def output(tmp_path: Path) -> str:
    return (tmp_path / "output").read_text()


def secrets(office: PostOffice) -> dict[str, str]:
    values = {
        "HOST": "127.0.0.1",
        "PORT": str(office.port),
        "SECURITY": "none",
        "USER": "",
        "PASSWORD": "",
        "FROM": "The shelf <shelf@example.org>",
        "TO": f"Ada Lovelace <{ADA}>, {BOB}\n{CLEO}",
    }
    return {f"PAPERSHELF_SMTP_{name}": value for name, value in values.items()} | {"NAME": ISSUE, "LAST": ""}


def test_without_secrets_nothing_happens_and_says_so(run: Run, tmp_path: Path, jobs: dict[str, Any]) -> None:
    assert "::notice::" in run("issue", "present=", tmp_path, PRESENT="false").stdout
    assert output(tmp_path) == "present=false\n"
    _, *others = jobs["issue"]["steps"]
    assert {step["if"] for step in others} == {"steps.secrets.outputs.present == 'true'"}
    assert jobs["claim"]["if"] == "needs.issue.outputs.name != ''"
    assert jobs["send"]["needs"] == ["issue", "claim"]


@pytest.mark.parametrize(
    ("refs", "since"),
    [
        ("", ""),
        (
            "newsletter-2026-02-03-to-2026-02-28\nnewsletter-2026-01-01-to-2026-02-02\n",
            "since=2026-03-01\ntag=newsletter-2026-02-03-to-2026-02-28\n",
        ),
        (
            "newsletter-2026-02-03-to-2026-02-09\nnewsletter-2026-03-01-to-2026-03-07-tree-search\n",
            "since=2026-02-10\ntag=newsletter-2026-02-03-to-2026-02-09\n",
        ),
        ("newsletter-soon\n", ""),
    ],
)
def test_an_issue_begins_on_the_day_after_the_last(run: Run, tmp_path: Path, refs: str, since: str) -> None:
    (tmp_path / "output").touch()
    (tmp_path / "told").write_text("".join(f"refs/tags/{line}\n" for line in refs.splitlines()))

    run("issue", "matching-refs", tmp_path)

    assert output(tmp_path) == since
    assert "repos/you/papers/git/matching-refs/tags/newsletter-" in (tmp_path / "asked").read_text()


@pytest.mark.parametrize(
    ("since", "name"), [("2026-02-01", ISSUE), ("", "2026-03-12-to-2026-03-18"), ("2026-03-19", "")]
)
def test_the_issue_is_named(run: Run, archive: Path, tmp_path: Path, since: str, name: str) -> None:
    """Of the last issue's day no record of addresses can be had."""
    run("issue", "newsletter.eml", archive, SINCE=since, LAST="newsletter-x" if since else "")
    assert output(tmp_path) == f"name={name}\n"


def test_late_papers_are_recognised_by_the_record_of_the_last_issue(
    run: Run, run_papershelf: Callable[..., object], archive: Path, tmp_path: Path
) -> None:
    run_papershelf("-C", archive, "record")
    record = (archive / "content" / "permalinks.txt").read_text().splitlines(True)
    (tmp_path / "told").write_text("".join(line for line in record if not line.startswith("proofs-on-a-postcard")))
    last = {"LAST": "newsletter-2026-03-09-to-2026-03-15"}
    run("issue", "newsletter.eml", archive, SINCE="2026-03-16", **last)
    asked = "repos/you/papers/contents/content/permalinks.txt?ref=newsletter-2026-03-09-to-2026-03-15"
    assert asked in (tmp_path / "asked").read_text().splitlines()
    assert "papers/proofs-on-a-postcard" in (tmp_path / "newsletter.eml").read_text()

    with opened(PostOffice()) as office:
        sent = secrets(office) | last | {"NAME": output(tmp_path).removeprefix("name=").strip()}
        run("send", "--send", archive, **sent)
    assert all("papers/proofs-on-a-postcard" in letter.as_string() for _, letter in office.letters)
    assert len(office.letters) == 3


def test_an_issue_is_begun_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "told").touch()
    run("claim", "git/refs", tmp_path, NAME=ISSUE)
    assert f"ref=refs/tags/newsletter-{ISSUE}" in (tmp_path / "asked").read_text().splitlines()

    (tmp_path / "told").unlink()  # then the stub fails, as `gh` does where there is the tag
    assert "nothing was sent" in run("claim", "git/refs", tmp_path, status=1, NAME=ISSUE).stdout


def shown(log: str) -> str:
    """What of a step's log anyone may read: without commands to the runner, and without what they mask."""
    lines = log.splitlines()
    rest = "\n".join(line for line in lines if not line.startswith("::add-mask::"))
    for line in lines:
        rest = rest.replace(line.removeprefix("::add-mask::"), "***") if line.startswith("::add-mask::") else rest
    return rest


def test_what_was_cut_off_goes_on_with_the_journal(run: Run, archive: Path, tmp_path: Path) -> None:
    """Three attempts, each on a runner that has only what the cache kept."""
    refusal = f"550 5.1.1 <{BOB.lower()}>: no such user"
    with opened(PostOffice(refuses={BOB: refusal}, drops=CLEO)) as office:
        run("send", "touch newsletter.journal", archive)
        first = run("send", "--send", archive, status=1, **secrets(office))
        run("send", "-salt", archive, PAPERSHELF_JOURNAL_KEY=KEY)
        assert ADA.encode() not in (archive / "newsletter.journal.enc").read_bytes()
        (archive / "newsletter.journal").unlink()
        office.refuses, office.drops = {}, ""

        run("send", "enc -d", archive, NAME=ISSUE, PAPERSHELF_JOURNAL_KEY=KEY)
        second = run("send", "--send", archive, status=1, **secrets(office))

    assert office.reached == [ADA, CLEO, BOB]
    assert "no such user" in first.stderr
    assert "sending was interrupted" in second.stderr
    for log in (first, second):
        assert "@example" not in shown(log.stdout + log.stderr).lower()


def test_an_attempt_that_failed_before_any_message_is_taken_up(run: Run, archive: Path) -> None:
    """A wrong secret: nobody has the issue, and the next attempt knows that."""
    run("send", "touch newsletter.journal", archive)
    with opened(PostOffice()) as office:
        wrong = secrets(office) | {"PAPERSHELF_SMTP_SECURITY": "ssl"}
        assert "Choose one of" in run("send", "--send", archive, status=1, **wrong).stderr
        run("send", "-salt", archive, PAPERSHELF_JOURNAL_KEY=KEY)
        (archive / "newsletter.journal").unlink()
        run("send", "enc -d", archive, NAME=ISSUE, PAPERSHELF_JOURNAL_KEY=KEY)
        run("send", "--send", archive, **secrets(office))
    assert office.reached == [ADA, BOB, CLEO]


@pytest.mark.parametrize("kept", [None, b"", b"damaged"])
def test_without_its_journal_nothing_is_sent(run: Run, tmp_path: Path, kept: bytes | None) -> None:
    if kept is not None:
        (tmp_path / "newsletter.journal.enc").write_bytes(kept)
    told = run("send", "enc -d", tmp_path, status=1, NAME=ISSUE, PAPERSHELF_JOURNAL_KEY=KEY).stdout
    assert f"delete the tag newsletter-{ISSUE}" in told


def test_the_journal_is_read_only_after_an_attempt_and_always_kept(jobs: dict[str, Any]) -> None:
    steps = {str(step.get("uses", step.get("run"))).split("@")[0]: step.get("if") for step in jobs["send"]["steps"]}
    later = "github.run_attempt > 1"
    assert steps["touch newsletter.journal"] == "github.run_attempt == 1"
    assert steps["actions/cache/restore"] == later
    assert [condition for name, condition in steps.items() if "enc -d" in name] == [later]
    always = "always() && hashFiles('newsletter.journal') != ''"
    assert steps["actions/cache/save"] == always
    assert [condition for name, condition in steps.items() if "-salt" in name] == [always]
