from __future__ import annotations

import io

from generator.system.progress import Bar, Lines, progress_on


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def lines_of(total: int) -> list[str]:
    stream = io.StringIO()
    progress = Lines(stream)
    progress.start("Work", total)
    for _ in range(total):
        progress.advance()
    progress.stop()
    return stream.getvalue().splitlines()


def test_long_work_tells_each_tenth() -> None:
    told = lines_of(1000)
    assert told[:2] == ["Work: 1,000 to do", "Work: 100 of 1,000"]
    assert told[-1] == "Work: 1,000 of 1,000"
    assert len(told) == 11


def test_the_end_is_told_when_tenths_do_not_meet_it() -> None:
    assert lines_of(55)[-1] == "Work: 55 of 55"


def test_short_work_is_silent() -> None:
    assert lines_of(49) == lines_of(3) == lines_of(0) == []


def test_a_terminal_gets_a_bar_and_a_pipe_gets_lines() -> None:
    assert isinstance(progress_on(Terminal()), Bar)
    assert isinstance(progress_on(io.StringIO()), Lines)


def test_a_bar_can_start_again() -> None:
    bar = Bar(Terminal())
    for total in (0, 3):
        bar.start("Work", total)
        for _ in range(total):
            bar.advance()
        bar.stop()
