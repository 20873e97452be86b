"""Jobs compute each text once, in the order asked for, and show their progress."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import pytest

from generator.system.cache import Cache
from generator.system.jobs import Job, Runner
from generator.system.progress import Silent, Task


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[Runner]:
    cache = Cache(tmp_path / "cache.sqlite3")
    with ThreadPoolExecutor(1) as executor:
        yield Runner(cache, executor, Silent())
    cache.close()


class Upper:
    """A function that remembers the texts it was given."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, text: str) -> str:
        self.texts.append(text)
        return text.upper()


def job(function: Upper, version: str = "1") -> Job[str]:
    return Job("Raising", function, str, lambda: version)


def test_what_was_computed_is_not_computed_again(runner: Runner) -> None:
    function = Upper()
    assert runner.run(job(function), ["a", "b"]) == {"a": "A", "b": "B"}
    assert runner.run(job(function), ["b", "c"]) == {"b": "B", "c": "C"}
    assert function.texts == ["a", "b", "c"]


def test_another_version_computes_anew(runner: Runner) -> None:
    function = Upper()
    runner.run(job(function), ["a"])
    runner.run(job(function, version="2"), ["a"])
    assert function.texts == ["a", "a"]


def test_only_the_last_version_of_a_result_is_kept(runner: Runner) -> None:
    function = Upper()
    for version in ("1", "2", "1"):
        runner.run(job(function, version), ["a"])
    assert function.texts == ["a", "a", "a"]


def test_jobs_on_the_same_text_have_results_of_their_own(runner: Runner) -> None:
    other = Job("Lowering", str.lower, str, lambda: "1")
    assert runner.run(job(Upper()), ["a"]) == {"a": "A"}
    assert runner.run(other, ["a"]) == {"a": "a"}


def test_many_texts_go_through_the_pool_in_order(runner: Runner) -> None:
    texts = [f"t{number}" for number in range(600)]
    assert list(runner.run(job(Upper()), texts).values()) == [text.upper() for text in texts]


def test_progress_counts_computed_results(runner: Runner) -> None:
    steps: list[str] = []

    class Steps(Silent):
        def task(self, label: str, total: int) -> nullcontext[Task]:
            steps.append(f"{label}: {total}")
            return nullcontext(Task(lambda: steps.append("done")))

    shown = Runner(runner.cache, runner.executor, Steps())
    shown.run(job(Upper()), ["a"])
    shown.run(job(Upper()), ["a", "b", "c"])
    assert steps == ["Raising: 1", "done", "Raising: 2", "done", "done"]
