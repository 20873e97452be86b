"""Jobs: functions of one text, applied to many texts; each result is cached by the hash of its text."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import chain
from typing import Generic, TypeVar

from generator.model import Json
from generator.system.cache import Cache, batches, key_of_text, of_version
from generator.system.progress import Progress

Result = TypeVar("Result")

_CHUNK = 10
"""Texts that a worker gets at a time: sending ten costs as much as sending one."""

Workers = Callable[[], AbstractContextManager[Executor]]
"""A function that starts an executor, such as a pool of processes or a cluster. While it runs, this process has threads
and must not fork.
"""


@dataclass(frozen=True, slots=True)
class Job(Generic[Result]):
    """A computation on texts: `function` returns a JSON value for a text, and `decode` makes a compact result of it.

    `function` must be importable by name, for other processes. `version` changes whenever the same text gives another
    value: only the last value of a text is kept. Up to `few` texts are computed in this process, since starting others
    would take longer. `label` names the job in the progress shown and in the cache; no other has it.
    """

    label: str
    function: Callable[[str], Json]
    decode: Callable[..., Result]
    version: Callable[[], str]
    few: int = 50


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs jobs with one cache, executor and progress."""

    cache: Cache
    executor: Executor
    progress: Progress

    def run(self, job: Job[Result], texts: Iterable[str]) -> dict[str, Result]:
        """Return the results by text, from the cache where it has them."""
        version = job.version()
        keys = {text: key_of_text(job.label, text) for text in texts}
        results = {key: job.decode(value) for key, value in of_version(version, self.cache.items(keys.values()))}
        todo = [text for text, key in keys.items() if key not in results]
        with self.progress.task(job.label, len(todo)) as task:
            # One batch at a time, because a pool keeps each result in memory until all before it are consumed.
            for batch in batches(todo):
                values = _counted(self._values(job, batch, in_workers=len(todo) > job.few), task.advance)
                fresh = [(keys[text], value) for text, value in zip(batch, values, strict=True)]
                self.cache.put((key, [version, value]) for key, value in fresh)
                results.update((key, job.decode(value)) for key, value in fresh)
        return {text: results[key] for text, key in keys.items()}

    def _values(self, job: Job[Result], texts: Sequence[str], *, in_workers: bool) -> Iterable[Json]:
        if not in_workers:
            return map(job.function, texts)
        chunks = [texts[begin : begin + _CHUNK] for begin in range(0, len(texts), _CHUNK)]
        return chain.from_iterable(self.executor.map(functools.partial(_values, job.function), chunks))


@contextlib.contextmanager
def runner(cache: Cache, workers: Workers, progress: Progress) -> Iterator[Runner]:
    """Yield a runner whose workers end with the block."""
    with workers() as executor:
        yield Runner(cache, executor, progress)


def _values(function: Callable[[str], Json], texts: Sequence[str]) -> list[Json]:
    return [function(text) for text in texts]


def _counted(items: Iterable[Result], advance: Callable[[], None]) -> Iterator[Result]:
    for item in items:
        advance()
        yield item
