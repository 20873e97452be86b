"""An existing Dask cluster as an executor, with the same results as this machine's own cores to the byte."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor
from typing import Any

from generator.system import cache
from generator.topics import keyword_candidates

_PATIENCE = 10
"""Seconds to wait for the scheduler, and for the workers to tell what they are."""

_LIBRARIES = (
    "pyyaml", "pydantic", "beautifulsoup4", "bibtexparser", "defusedxml", "pylatexenc", "latex2mathml", "nh3",
    "scikit-learn", "scipy", "numpy",
)  # fmt: skip


class ClusterError(Exception):
    """Why the work cannot be done on the cluster, and what to do."""


def version() -> str:
    """What a worker must have in common with us, so that it computes the same."""
    return f"Python {sys.version_info[:2]}, {keyword_candidates.VERSION}, {cache.version_of(*_LIBRARIES)}"


@contextlib.contextmanager
def executor(address: str) -> Iterator[Executor]:
    """The workers of the scheduler at `address`. A worker that dies is made up for by the others.

    Raises:
        ClusterError: when there are none that compute what we would, or none is left.
    """
    try:
        import distributed
    except ImportError as error:
        raise ClusterError("--dask needs Dask: pip install 'papershelf[dask]'") from error
    try:
        client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        hint = "start one with `dask scheduler`, or correct the address, such as tcp://127.0.0.1:8786"
        raise ClusterError(f"no Dask scheduler answers at {address}; {hint}") from error
    with client:
        _check(client, address)
        try:
            yield client.get_executor(pure=False)
        except (distributed.KilledWorker, CancelledError, distributed.comm.CommClosedError) as error:
            hint = "what is computed is kept: see the workers' logs, then build again"
            raise ClusterError(f"the cluster at {address} was lost or its workers died ({error}); {hint}") from error


def _check(client: Any, address: str) -> None:
    """Whether there are workers, and all of them have what we have.

    Raises:
        ClusterError: when not.
    """
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
        found = client.run(version, on_error="return")
    except (OSError, TimeoutError) as error:
        raise ClusterError(f"{address} has no workers; start some with `dask worker {address}`") from error
    others = sorted(worker for worker, told in found.items() if told != version())
    if others:
        what = f"{len(others)} of its {len(found)} workers ({others[0]} …)"
        hint = "install the same version of Papershelf, Python and the libraries on all"
        raise ClusterError(f"{address}: {what} would not compute the same as this machine; {hint}")
