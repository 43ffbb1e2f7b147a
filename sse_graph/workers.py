"""Tasks in several processes: each takes one at a time and tells what happens; the lost and the stuck are replaced.

Input: a callable, tasks for it. Output: (task, event) pairs, of each task in order. It does **not** know what a task
is. Processes are forked, so that what is loaded before is in memory once; where there is no fork they are spawned.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Generic, Protocol, TypeVar

from sse_graph.errors import SSEGraphError

T = TypeVar("T")
_Given = TypeVar("_Given", contravariant=True)
_TRIES = 2
"""How often a task may lose its process: the first loss may be another's fault (memory), the second is its own."""
_PR_SET_PDEATHSIG = 1
CAN_FORK = sys.platform != "darwin" and hasattr(os, "fork")  # macOS's own libraries do not survive a fork


@dataclass(frozen=True, slots=True)
class Lost:
    """The task came to no end, and why. What it had told before holds."""

    why: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The task came to its end."""


@dataclass(frozen=True, slots=True)
class _Refused:
    """The task cannot be done here or anywhere: an error that the user must mend."""

    error: SSEGraphError


class Job(Protocol[_Given]):
    """What is done to a task. Forked processes have what ``prepare`` loaded before they were started."""

    def __call__(self, task: _Given, send: Callable[[Any], None]) -> None: ...
    def prepare(self, need: str) -> None: ...
    def needs(self, task: _Given) -> str: ...


class _Worker(Generic[T]):
    """A process, the task that it has, when that must be done, and what was prepared when it was started."""

    def __init__(self, job: Job[T], ready: frozenset[str]) -> None:
        context: Any = multiprocessing.get_context("fork" if CAN_FORK else "spawn")
        self.connection, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_work, args=(job, theirs), daemon=True)
        self.process.start()
        theirs.close()
        self.ready = ready
        self.task: T | None = None
        self.deadline = 0.0

    def kill(self) -> int:
        """End it now; the number of the signal that had ended it before, else 0."""
        before = self.process.exitcode
        self.process.kill()
        self.process.join()
        self.connection.close()
        return -before if before and before < 0 else 0


class Workers(Generic[T]):
    """``number`` processes that do ``job``. Use as a context manager. ``seconds``: how long a task may take."""

    def __init__(self, job: Job[T], number: int, seconds: Callable[[T], float]) -> None:
        self._job = job
        self._number = number
        self._seconds = seconds
        self._ready: frozenset[str] = frozenset()
        self._workers: list[_Worker[T]] = []
        self._again: deque[T] = deque()
        self._tries: dict[int, int] = {}

    def __enter__(self) -> Workers[T]:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for worker in self._workers:
            worker.kill()
        self._workers.clear()
        gc.unfreeze()

    def run(self, next_task: Callable[[], T | None]) -> Iterator[tuple[T, Any]]:
        """Do tasks until ``next_task`` has none (``None``) and none is being done; it is asked again after each event.

        Raises:
            SSEGraphError: ``prepare`` failed, or a process met an error that the user must mend.
        """
        while True:
            self._hand_out(next_task)
            busy = {worker.connection: worker for worker in self._workers if worker.task is not None}
            if not busy:
                return
            first = min(worker.deadline for worker in busy.values())
            for connection in wait(list(busy), max(0.0, first - time.monotonic())):
                assert isinstance(connection, Connection)
                yield from self._hear(busy[connection])
            now = time.monotonic()
            for worker in list(self._workers):
                if worker.task is not None and worker.deadline < now and not worker.connection.poll():
                    task = worker.task
                    self._replace(worker)
                    yield task, Lost(f"it took longer than {self._seconds(task):g} seconds (see --timeout)")

    def _hand_out(self, next_task: Callable[[], T | None]) -> None:
        idle = [worker for worker in self._workers if worker.task is None]
        while idle or len(self._workers) < self._number:
            task = self._again.popleft() if self._again else next_task()
            if task is None:
                return
            need = self._job.needs(task) if CAN_FORK else ""
            if need and need not in self._ready:
                self._job.prepare(need)
                self._ready |= {need}
                # what all share is looked at for garbage by none: looking writes on it, and so copies it
                gc.freeze()
            worker = idle.pop() if idle else self._start()
            if need and need not in worker.ready:
                worker = self._replace(worker)
            worker.task, worker.deadline = task, time.monotonic() + self._seconds(task)
            # one that died idle is found out when its answer is awaited
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                worker.connection.send(task)

    def _hear(self, worker: _Worker[T]) -> Iterator[tuple[T, Any]]:
        task = worker.task
        assert task is not None
        try:
            event = worker.connection.recv()
        except (EOFError, ConnectionResetError):
            tries = self._tries.pop(id(task), 0) + 1
            worker.process.join()
            killed = worker.kill()
            self._replace(worker)
            if tries < _TRIES:
                self._tries[id(task)] = tries
                self._again.append(task)
            else:
                by = f"by signal {killed} " if killed else ""
                yield task, Lost(f"its process was ended {by}{tries} times; it may need more memory than there is")
            return
        if isinstance(event, _Refused):
            raise event.error
        if isinstance(event, Ended | Lost):
            worker.task = None
            self._tries.pop(id(task), None)
        yield task, event

    def _start(self) -> _Worker[T]:
        worker = _Worker(self._job, self._ready)
        self._workers.append(worker)
        return worker

    def _replace(self, worker: _Worker[T]) -> _Worker[T]:
        self._workers.remove(worker)
        if not worker.connection.closed:
            worker.kill()
        return self._start()


def _work(job: Job[T], connection: Connection) -> None:
    """What a process does: tasks, one after the other, until the pipe is closed."""
    # Ctrl-C reaches all processes of a terminal: the parent decides
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if CAN_FORK:
        _die_with_parent()
        _close_others(connection.fileno())
    # the parent has gone when the pipe is closed
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            _perform(job, connection)


def _perform(job: Job[T], connection: Connection) -> None:
    task = connection.recv()
    try:
        job(task, connection.send)
    except (BrokenPipeError, ConnectionResetError):
        raise
    except SSEGraphError as error:
        connection.send(_Refused(error))
    except Exception as error:
        # whatever a hostile document does to a library must not end the others
        connection.send(Lost(f"{type(error).__name__}: {error}"[:300]))
    else:
        connection.send(Ended())


def _die_with_parent() -> None:
    """A parent that is killed takes its children along, also one that is stuck (Linux only)."""
    with contextlib.suppress(OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _close_others(mine: int) -> None:
    """Close what a fork inherited: an orphan must hold neither the folder's lock nor its sisters' pipes."""
    folder = "/proc/self/fd"
    numbers = map(int, os.listdir(folder)) if os.path.isdir(folder) else range(os.sysconf("SC_OPEN_MAX"))
    for number in sorted(numbers):
        if number > 2 and number != mine:
            with contextlib.suppress(OSError):
                os.close(number)
