"""An existing Dask cluster as an executor that gives the same results as this machine's own cores."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor
from typing import Any

from generator.system import cache

_TIMEOUT = 10
"""Seconds to wait for the scheduler, and for the workers' versions."""

_LIBRARIES = (
    "yake", "pyyaml", "pydantic", "beautifulsoup4", "defusedxml", "pylatexenc", "latex2mathml", "nh3",
    "scikit-learn", "scipy", "numpy",
)  # fmt: skip


class ClusterError(Exception):
    """The cluster cannot be used. The text says why, and what to do."""


def version() -> str:
    """Return the versions of Python, our code and the libraries: where they agree, results agree."""
    return f"Python {sys.version_info[:2]}, {cache.version_of(*_LIBRARIES)}"


@contextlib.contextmanager
def executor(address: str) -> Iterator[Executor]:
    """Yield an executor of the scheduler at `address`. The work of a worker that dies is done again by the others.

    Raises:
        ClusterError: when there is no scheduler or worker, when versions differ, or when all workers are lost.
    """
    try:
        import distributed
    except ImportError as error:
        raise ClusterError("--dask needs Dask: pip install 'papershelf[dask]'") from error
    try:
        client = distributed.Client(address, timeout=_TIMEOUT, set_as_default=False)
    except (OSError, ValueError) as error:
        hint = "Start one with `dask scheduler`, or correct the address, such as tcp://127.0.0.1:8786"
        raise ClusterError(f"{address}: no Dask scheduler answers. {hint}") from error
    with client:
        _check_versions(client, address)
        try:
            yield client.get_executor(pure=False)
        except (distributed.KilledWorker, CancelledError, distributed.comm.CommClosedError) as error:
            hint = "Read the workers' logs, then build again; finished results are cached"
            raise ClusterError(f"{address}: the cluster was lost or its workers died ({error}). {hint}") from error


def _check_versions(client: Any, address: str) -> None:
    """Check that there are workers, all with the versions of this machine.

    Raises:
        ClusterError: when there are none, or versions differ.
    """
    try:
        client.wait_for_workers(1, timeout=_TIMEOUT)
        versions = client.run(version, on_error="return")
    except (OSError, TimeoutError) as error:
        raise ClusterError(f"{address}: has no workers. Start some with `dask worker {address}`") from error
    others = sorted(worker for worker, worker_version in versions.items() if worker_version != version())
    if others:
        which = f"{len(others)} of {len(versions)} workers ({others[0]} …)"
        hint = "Install the same version of Papershelf, Python and the libraries on all"
        raise ClusterError(f"{address}: the versions of {which} differ from this machine's. {hint}")
