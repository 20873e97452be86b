"""`papershelf newsletter` as a person and the workflow run it, against a real server."""

from __future__ import annotations

import email
import email.policy
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from post_office import PASSWORD, USER, PostOffice, knows, opened

SINCE = ("--since", "2026-02-01")
ISSUE = "2026-02-01-to-2026-03-18"
ADA, BOB, CLEO = "ada@example.org", "bob@example.org", "cleo@example.org"


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PAPERSHELF_SMTP_")]:
        monkeypatch.delenv(name)


def environment(office: PostOffice, **changed: str) -> dict[str, str]:
    values = {
        "HOST": "127.0.0.1",
        "PORT": str(office.port),
        "SECURITY": "none",
        "FROM": "The shelf <shelf@example.org>",
        "TO": f"{ADA}, {BOB}, {CLEO}",
    }
    mine = {f"PAPERSHELF_SMTP_{name}": value for name, value in (values | changed).items()}
    return {**os.environ, **mine, "SOURCE_DATE_EPOCH": "1774000000"}


def command(archive: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-W", "error", "-m", "generator", "-C", str(archive), "newsletter", *SINCE, *arguments]


def send(archive: Path, office: PostOffice, *arguments: str, status: int = 0, **changed: str) -> str:
    done = subprocess.run(
        command(archive, "--send", *arguments), env=environment(office, **changed), capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == status, done.stderr
    assert done.stdout == ""
    return done.stderr


def journal(archive: Path) -> list[tuple[str, str]]:
    lines = (archive / ".papershelf" / f"newsletter-{ISSUE}.journal").read_text().splitlines()
    return [(row["address"], row["state"]) for row in map(json.loads, lines[1:])]


def test_an_issue_is_printed(archive: Path, run_papershelf) -> None:
    printed = run_papershelf("-C", archive, "newsletter", *SINCE).stdout
    assert printed == run_papershelf("-C", archive, "newsletter", *SINCE).stdout
    mail = email.message_from_string(printed, policy=email.policy.default.clone(raise_on_defect=True))
    assert mail["Date"].datetime.timestamp() == 1774000000
    assert mail["From"] == "A small shelf <newsletter@shelf.example.org>"
    assert mail["Subject"] == "A small shelf: 16 new papers, 1 February – 18 March 2026"
    assert list((archive / ".papershelf").glob("*.journal")) == []


def test_an_issue_is_written_and_named_for_scripts(archive: Path, tmp_path: Path, run_papershelf) -> None:
    done = run_papershelf("-C", archive, "newsletter", *SINCE, "--tag", "tree-search", "--output", tmp_path / "a.eml")
    assert done.stdout == f"{ISSUE}-tree-search\n"
    assert b"List-Id: <tree-search.newsletter.small.shelf.example.org>\r\n" in (tmp_path / "a.eml").read_bytes()


def test_papers_that_came_late_are_those_that_the_last_record_lacks(
    archive: Path, tmp_path: Path, run_papershelf
) -> None:
    run_papershelf("-C", archive, "record")
    record = (archive / "content" / "permalinks.txt").read_text()
    lines = [line for line in record.splitlines(True) if not line.startswith("proofs-on-a-postcard")]
    (tmp_path / "record.txt").write_text("".join(lines))
    since = ("--since", "2026-03-16")
    before = run_papershelf("-C", archive, "newsletter", *since).stdout
    after = run_papershelf("-C", archive, "newsletter", *since, "--last-record", tmp_path / "record.txt").stdout
    slug = "papers/proofs-on-a-postcard"
    assert (slug in before, slug in after) == (False, True)
    (tmp_path / "record.txt").write_text("not one\n")
    told = run_papershelf("-C", archive, "newsletter", *since, "--last-record", tmp_path / "record.txt", status=1)
    assert f"{tmp_path}/record.txt:1:1: is not a line of the record of addresses" in told.stderr


def test_without_new_papers_there_is_no_issue(archive: Path, tmp_path: Path, run_papershelf) -> None:
    done = run_papershelf("-C", archive, "newsletter", "--since", "2026-03-19", "--output", tmp_path / "a.eml")
    assert done.stdout == ""
    assert "No paper is new" in done.stderr
    assert not (tmp_path / "a.eml").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--tag", "tree-serach"), "--tag tree-serach: there is no such tag (did you mean 'tree-search'?)"),
        (("--send", "--output", "a.eml"), "--output and --send exclude each other"),
        (("--since", "2026-02-02", "--until", "2026-02-01"), "is after --until 2026-02-01"),
        (("--again", "ada@example.org"), "--journal and --again need --send"),
        (("--send",), "PAPERSHELF_SMTP_TO: is not set"),
    ],
)
def test_impossible_combinations_of_options_are_reported(
    archive: Path, run_papershelf, arguments: tuple[str, ...], told: str
) -> None:
    assert told in run_papershelf("-C", archive, "newsletter", *arguments, status=1).stderr


def test_each_reader_gets_one(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "readers.txt").write_text(f"# Readers\n{ADA}\n{BOB}\n{ADA.upper()}\n")
    with opened(PostOffice()) as office:
        told = send(archive, office, TO=str(tmp_path / "readers.txt"))
        assert told == f"Issue {ISSUE}: 2 sent\n"
        assert send(archive, office, TO=str(tmp_path / "readers.txt")) == f"Issue {ISSUE}: 0 sent, 2 sent before\n"
    assert office.reached == [ADA, BOB]
    assert [letter["To"] for _, letter in office.letters] == [ADA, BOB]
    assert (archive / ".papershelf" / ".gitignore").read_text() == "*\n"


def test_addresses_that_are_not_in_ascii_are_reached(archive: Path) -> None:
    to = f"{ADA}, bob@exämple.org, zoë@exämple.org"
    with opened(PostOffice()) as office:
        told = send(archive, office, status=1, TO=to)
    assert office.reached == [ADA, "bob@xn--exmple-cua.org"]
    assert "zoë@xn--exmple-cua.org: refused (the address is not in ASCII before" in told

    with opened(PostOffice(), enable_SMTPUTF8=True) as office:
        told = send(archive, office, "--again", "bob@exämple.org", TO=to)
    assert office.reached == ["zoë@xn--exmple-cua.org"]
    [(_, letter)] = office.letters
    assert letter["To"] == "zoë@xn--exmple-cua.org"
    assert letter["Subject"].startswith("A small shelf: 16 new papers")


def test_a_refused_reader_is_reported(archive: Path) -> None:
    with opened(PostOffice(refuses={BOB: "550 5.1.1 no such user"})) as office:
        told = send(archive, office, status=1)
    assert f"{BOB}: refused (550 5.1.1 no such user). Remove it from the list" in told
    assert office.reached == [ADA, CLEO]


def test_a_wrong_password_is_reported(archive: Path) -> None:
    with opened(PostOffice(), authenticator=knows, auth_require_tls=False) as office:
        told = send(archive, office, status=1, USER=USER, PASSWORD="wr0ng")  # noqa: S106 (not one)
        assert "refuses the user or password (535" in told
        assert "wr0ng" not in told
        assert "Traceback" not in told
        send(archive, office, USER=USER, PASSWORD=PASSWORD)
    assert office.reached == [ADA, BOB, CLEO]


def test_a_dropped_connection_is_taken_up_again(archive: Path) -> None:
    with opened(PostOffice(drops=BOB)) as office:
        told = send(archive, office, status=1)
        assert "the connection broke" in told
        assert "1 not tried" in told
        assert "To continue, run the same command with --since 2026-02-01 --until 2026-03-18" in told
        office.drops = ""
        told = send(archive, office, status=1)
        assert f"1 sent, 1 sent before\n{BOB}: sending was interrupted" in told
    assert office.reached == [ADA, BOB, CLEO]


def kill_while_it_sends(archive: Path, office: PostOffice) -> None:
    with subprocess.Popen(command(archive, "--send"), env=environment(office), stderr=subprocess.PIPE) as process:
        try:
            assert office.stalled.wait(60)
        finally:
            os.kill(process.pid, signal.SIGKILL)


def test_a_killed_run_sends_nobody_a_second_time(archive: Path) -> None:
    """Bob's message was taken, and the program killed before it heard so."""
    with opened(PostOffice(stalls=BOB)) as office:
        kill_while_it_sends(archive, office)
        assert journal(archive) == [(ADA, "sending"), (ADA, "sent"), (BOB, "sending")]
        office.stalls = ""
        told = send(archive, office, status=1)
        assert f"{BOB}: sending was interrupted, so it may or may not have the issue" in told
        assert f"--again {BOB}" in told
        send(archive, office, status=1)
        assert office.reached == [ADA, BOB, CLEO]
        send(archive, office, "--again", BOB)
        assert office.reached == [ADA, BOB, CLEO, BOB]
        assert send(archive, office, "--again", BOB) == f"Issue {ISSUE}: 0 sent, 3 sent before\n"


def test_a_run_killed_between_two_readers_is_taken_up_again(archive: Path) -> None:
    """Nothing of Bob's message had gone out, so he is sent it."""
    with opened(PostOffice(stalls_before=BOB)) as office:
        kill_while_it_sends(archive, office)
        assert journal(archive) == [(ADA, "sending"), (ADA, "sent")]
        office.stalls_before = ""
        assert send(archive, office) == f"Issue {ISSUE}: 2 sent, 1 sent before\n"
    assert office.reached == [ADA, BOB, CLEO]


def test_the_workflow_holds_to_its_rules(repository: Path) -> None:
    text = (repository / ".github/workflows/newsletter.yml").read_text()
    jobs = yaml.safe_load(text)["jobs"]
    assert yaml.safe_load(text)["permissions"] == {}
    assert {name: job["permissions"] for name, job in jobs.items()} == {
        "issue": {"contents": "read"},
        "claim": {"contents": "write"},
        "send": {"contents": "read"},
    }
    steps = [step for job in jobs.values() for step in job["steps"]]
    pins = [step["uses"].partition("@")[2] for step in steps if "uses" in step]
    assert all(len(pin) == 40 for pin in pins)
    assert all(step["with"]["persist-credentials"] is False for step in steps if "checkout" in step.get("uses", ""))
    assert not any("uses" in step for step in jobs["claim"]["steps"])
    assert not any("${{" in step.get("run", "") for step in steps)
