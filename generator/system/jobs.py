"""Jobs: functions of one text, done on many texts, each result kept in the cache by the hash of its text."""

from __future__ import annotations

import contextlib
import functools
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import chain
from typing import Generic, TypeAlias, TypeVar

from generator.system.cache import Cache, batches
from generator.system.progress import Progress

Result = TypeVar("Result")
Json: TypeAlias = object
"""A value that JSON has."""

_CHUNK = 10
"""Texts that a worker gets at a time: to send one costs as much as to send ten."""

Workers = Callable[[], AbstractContextManager[Executor]]
"""Starts an executor, such as a pool of processes or a cluster. While it runs, this process has threads and may not
fork.
"""


@dataclass(frozen=True, slots=True)
class Job(Generic[Result]):
    """`function` of a text, which must be importable, gives a JSON value; `decode` makes a compact result of it.

    `version` is part of the cache's keys: it changes whenever the same text gives another value. Up to `few` texts are
    done in this process, since starting another would take longer. `label` names the job in the progress shown.
    """

    label: str
    function: Callable[[str], Json]
    decode: Callable[..., Result]
    version: Callable[[], str]
    few: int = 50


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs jobs with what they share."""

    cache: Cache
    executor: Executor
    progress: Progress

    def run(self, job: Job[Result], texts: Iterable[str]) -> dict[str, Result]:
        """Return the results by text, from the cache where it has them."""
        version = job.version()
        keys = {text: hashlib.sha256(f"{version}\0{text}".encode()).hexdigest() for text in texts}
        results = {key: job.decode(value) for key, value in self.cache.items(keys.values())}
        todo = [text for text, key in keys.items() if key not in results]
        with self.progress.task(job.label, len(todo)) as task:
            # A batch at a time: a pool keeps every result until all results before it are taken.
            for batch in batches(todo):
                values = _counted(self._values(job, batch, in_workers=len(todo) > job.few), task.advance)
                fresh = [(keys[text], value) for text, value in zip(batch, values, strict=True)]
                self.cache.put(fresh)
                results.update((key, job.decode(value)) for key, value in fresh)
        return {text: results[key] for text, key in keys.items()}

    def _values(self, job: Job[Result], texts: Sequence[str], *, in_workers: bool) -> Iterable[Json]:
        if not in_workers:
            return map(job.function, texts)
        chunks = [texts[begin : begin + _CHUNK] for begin in range(0, len(texts), _CHUNK)]
        return chain.from_iterable(self.executor.map(functools.partial(_values, job.function), chunks))


@contextlib.contextmanager
def runner(cache: Cache, workers: Workers, progress: Progress) -> Iterator[Runner]:
    """A runner whose workers end with the block."""
    with workers() as executor:
        yield Runner(cache, executor, progress)


def _values(function: Callable[[str], Json], texts: Sequence[str]) -> list[Json]:
    return [function(text) for text in texts]


def _counted(items: Iterable[Result], advance: Callable[[], None]) -> Iterator[Result]:
    for item in items:
        advance()
        yield item
