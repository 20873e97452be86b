from __future__ import annotations

import io

import pytest

from generator.system.progress import Bar, Lines, progress_on, show_cursor

HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def lines_of(total: int) -> list[str]:
    stream = io.StringIO()
    with Lines(stream).task("Work", total) as task:
        for _ in range(total):
            task.advance()
    return stream.getvalue().splitlines()


def test_a_long_task_prints_a_line_at_each_tenth() -> None:
    lines = lines_of(1000)
    assert lines[:2] == ["Work: 1,000 to do", "Work: 100 of 1,000"]
    assert lines[-1] == "Work: 1,000 of 1,000"
    assert len(lines) == 11


def test_the_last_step_has_a_line_also_where_tenths_do_not_meet_it() -> None:
    assert lines_of(55)[-1] == "Work: 55 of 55"


def test_a_short_task_prints_nothing() -> None:
    assert lines_of(49) == lines_of(3) == lines_of(0) == []


def test_a_terminal_gets_a_bar_and_a_pipe_gets_lines() -> None:
    assert isinstance(progress_on(Terminal()), Bar)
    assert isinstance(progress_on(io.StringIO()), Lines)


def test_one_bar_after_the_other_is_shown_and_a_task_of_no_steps_is_not() -> None:
    terminal = Terminal()
    bar = Bar(terminal)
    for label, total in (("Nothing", 0), ("First", 2), ("Second", 3)):
        with bar.task(label, total) as task:
            for _ in range(total):
                task.advance()
    shown = terminal.getvalue()
    assert "First" in shown
    assert "Second" in shown
    assert "Nothing" not in shown


def test_a_task_that_is_interrupted_shows_the_cursor_again() -> None:
    terminal = Terminal()
    with pytest.raises(KeyboardInterrupt), Bar(terminal).task("Work", 3):
        raise KeyboardInterrupt
    assert terminal.getvalue().rfind(SHOW) > terminal.getvalue().rfind(HIDE) > -1


def test_the_cursor_is_shown_on_terminals_alone() -> None:
    terminal, pipe = Terminal(), io.StringIO()
    show_cursor(terminal)
    show_cursor(pipe)
    assert (terminal.getvalue(), pipe.getvalue()) == (SHOW, "")
