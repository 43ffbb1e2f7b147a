"""Tasks on a cluster of machines, by dask.distributed: lost workers are made up for, results stream back.

Input: a scheduler's address, a job, tasks. Output: (task, event) pairs. It does **not** write anything: the machine
that builds does. The workers need this version of sse_graph, and see the files under the same paths (a shared folder,
or addresses such as ``s3://…`` that fsspec opens).
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

import sse_graph
from sse_graph.errors import InputError, SSEGraphError
from sse_graph.work import Part, Task, Work
from sse_graph.workers import Ended, Lost

_AHEAD = 3
"""Tasks that are given out for each thread of the cluster: enough that none waits, few enough to keep memory flat."""
_PATIENCE = 60.0
"""Seconds that a cluster without any worker is waited for."""
_RETRIES = 3


class Cluster:
    """The workers of the scheduler at ``address``. Use as a context manager. ``seconds``: how long a task may take.

    Raises:
        InputError: the extra is not installed, there is no scheduler at that address, or its workers have another
            version of sse_graph.
    """

    def __init__(self, address: str, work: Work, seconds: Callable[[Task], float]) -> None:
        try:
            import distributed
        except ImportError as error:
            raise InputError(f"--dask {address}: the extra is missing; pip install 'sse-graph[cluster]'") from error
        self._address, self._work, self._seconds = address, work, seconds
        self._again: deque[Task] = deque()
        self._tries: dict[int, int] = {}
        try:
            make: Any = distributed.Client
            self._client = make(address, timeout=10, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise InputError(
                f"--dask {address}: no scheduler answers there ({error}); start one with `dask scheduler`"
            ) from error

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close(timeout=5)

    def run(self, next_task: Callable[[], Task | None]) -> Iterator[tuple[Task, Any]]:
        """Do tasks until ``next_task`` has none and none is being done.

        Raises:
            InputError: the workers cannot do it, or none is left.
        """
        import distributed

        self._check()
        running: dict[Any, tuple[Task, float]] = {}
        ordered: Any = distributed.as_completed
        finished = ordered(loop=self._client.loop, with_results=False, raise_errors=False)
        while True:
            self._hand_out(next_task, running, finished)
            if not running:
                return
            yield from self._late(running)
            for future in self._ready(running, finished):
                if future not in running:  # it came too late
                    continue
                task, _ = running.pop(future)
                yield from self._told(task, future)
                self._hand_out(next_task, running, finished)

    def _check(self) -> None:
        waited = time.monotonic() + _PATIENCE
        while not self._client.nthreads():
            if time.monotonic() > waited:
                raise InputError(f"--dask {self._address}: it has no workers; start some with `dask worker`")
            time.sleep(0.2)
        try:
            versions = self._client.run(_version)
        except ModuleNotFoundError as error:
            raise InputError(f"--dask {self._address}: sse_graph is not installed on its workers") from error
        for worker, found in sorted(versions.items()):
            if found != sse_graph.__version__:
                raise InputError(
                    f"--dask {self._address}: {worker} has sse_graph {found}, here it is {sse_graph.__version__};"
                    " install the same version everywhere"
                )

    def _hand_out(self, next_task: Callable[[], Task | None], running: dict[Any, tuple[Task, float]], to: Any) -> None:
        most = _AHEAD * max(1, sum(self._client.nthreads().values()))
        while len(running) < most:
            task = self._again.popleft() if self._again else next_task()
            if task is None:
                return
            future = self._client.submit(_perform, self._work, task, pure=False, retries=_RETRIES)
            # it may wait its turn behind all others that were given out
            running[future] = (task, time.monotonic() + _AHEAD * self._seconds(task) + _PATIENCE)
            to.add(future)

    def _ready(self, running: dict[Any, tuple[Task, float]], finished: Any) -> list[Any]:
        """What has finished; waits for a second at most, so that what is late is seen."""
        until = time.monotonic() + 1.0
        while time.monotonic() < until:
            if finished.has_ready():
                return list(finished.next_batch(block=False))
            time.sleep(0.01)
        return []

    def _late(self, running: dict[Any, tuple[Task, float]]) -> Iterator[tuple[Task, Any]]:
        now = time.monotonic()
        for future in [future for future, (_, deadline) in running.items() if deadline < now]:
            task, _ = running.pop(future)
            self._client.cancel([future], force=True)
            yield task, Lost(f"it took longer than {self._seconds(task):g} seconds (see --timeout)")

    def _told(self, task: Task, future: Any) -> Iterator[tuple[Task, Any]]:
        from distributed import KilledWorker

        error = future.exception() if future.status == "error" else None
        if isinstance(error, SSEGraphError):
            raise error
        if isinstance(error, KilledWorker):
            yield task, Lost("each worker that took it was lost; it may need more memory than there is")
        elif error is not None:
            yield task, Lost(f"{type(error).__name__}: {error}"[:300])
        elif future.status != "finished":
            # done, but its worker was lost before the result was fetched
            tries = self._tries.pop(id(task), 0) + 1
            if tries > _RETRIES:
                yield task, Lost(f"the cluster gave it up ({future.status})")
            else:
                self._tries[id(task)] = tries
                self._again.append(task)
        else:
            for event in future.result():
                yield task, event
            yield task, Ended()


_turn = threading.Lock()
"""A pipeline serves one thread at a time: start `dask worker` with --nthreads 1 and a process a core."""
_here: dict[str, Work] = {}
"""On a worker: the job of each fingerprint, with the pipelines that it has loaded."""


def _perform(work: Work, task: Task) -> list[Any]:
    """On a worker: all that ``task`` tells."""
    mine = _here.setdefault(work.fingerprint, work)
    told: list[Any] = []

    def send(event: Any) -> None:
        if not isinstance(event, Part):
            told.append(event)

    with _turn:
        mine(task, send)
    return told


def _version() -> str:
    return sse_graph.__version__
