"""Commands that are stopped, are ended, or run at once: nothing is left behind, and nothing is lost."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import signal
import subprocess
import sys
import termios
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import made_papers

HIDE, SHOW = b"\x1b[?25l", b"\x1b[?25h"


def test_a_build_stopped_while_it_extracts_keywords_leaves_the_cursor_shown(archive: Path) -> None:
    rows = [{"paper": {"title": paper.title, "summary": paper.abstract}} for paper in made_papers.papers(600, 3)]
    (archive / "content/digests/2026-03-20-made.json").write_text(json.dumps(rows))
    # xterm: rich draws no bar on a terminal that it takes for a dumb one.
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    terminal, stderr = pty.openpty()
    build = subprocess.Popen(
        [sys.executable, "-m", "generator", "-C", archive, "build"],
        env=environment,
        stdin=stderr,
        stdout=stderr,
        stderr=stderr,
        start_new_session=True,
        preexec_fn=_take_terminal,
        cwd=Path(__file__).resolve().parents[2],
    )
    os.close(stderr)
    shown = b""
    try:
        while b"Extracting keywords" not in shown:
            shown += os.read(terminal, 4096)
        os.write(terminal, b"\x03")
        while chunk := _read(terminal):
            shown += chunk
        assert build.wait(60) == 1
    finally:
        build.kill()
        build.wait()
        os.close(terminal)
    assert shown.rfind(SHOW) > shown.rfind(HIDE) > -1
    assert shown.endswith(b"Aborted!\r\n")


def _take_terminal() -> None:
    """Have the new session's terminal be standard input, so that Ctrl-C there reaches every process of the build."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux' way to say that the last process has closed its end
        return b""


def test_a_server_that_is_ended_leaves_nothing_behind(archive: Path, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with _started(archive, "serve", "--dev-addr", "127.0.0.1:0", environment=environment) as server:
        while b"Serving on" not in _of(server.stderr).readline():
            assert server.poll() is None
        assert list(temporary.glob("papershelf-*/1/index.html"))
        server.terminate()
        assert server.wait(60) == 128 + signal.SIGTERM
    assert list(temporary.glob("papershelf-*/*")) == []
    assert list(archive.glob(".papershelf-*")) == []


def test_who_reads_only_the_beginning_of_the_output_is_told_of_no_disk(archive: Path) -> None:
    (archive / "content/published.txt").write_text("junk\n" * 30_000)
    with _started(archive, "check", "--all") as check:
        _of(check.stdout).readline()
        _of(check.stdout).close()
        assert _of(check.stderr).read() == b""
        assert check.wait(60) == 128 + signal.SIGPIPE


def _started(archive: Path, *arguments: str, environment: Mapping[str, str] = os.environ) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "generator", "-C", archive, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[2],
    )


def _of(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


def test_notes_begun_at_once_are_all_kept(archive: Path) -> None:
    before = {path.name for path in (archive / "content/notes").iterdir()}
    commands = [
        subprocess.Popen(
            [sys.executable, "-m", "generator", "-C", archive, "note", "lemma-gardens", "--author", f"Ann {number}"],
            cwd=Path(__file__).resolve().parents[2],
            stdout=subprocess.DEVNULL,
        )
        for number in range(4)
    ]
    assert [command.wait(60) for command in commands] == [0, 0, 0, 0]
    notes = [path for path in (archive / "content/notes").iterdir() if path.name not in before]
    authors = {line for note in notes for line in note.read_text().splitlines() if line.startswith("author:")}
    assert len(authors) == len(notes) == 4
