"""Ctrl-C at a terminal, during the longest task of a build."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import subprocess
import sys
import termios
from pathlib import Path

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
