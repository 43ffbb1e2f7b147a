"""The server's side of its processes: a worker that is asked, a mother that workers come from.

Input: frames for a worker, sockets for a mother. Output: replies as futures. It does **not** decide who is asked
(``pool.py``). The engine cannot stop a query, so a worker that takes too long is killed: that makes a time limit true.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Protocol

from sse_graph.errors import StoreError
from sse_graph.serve.answers import RefusedError
from sse_graph.serve.frames import Header, Unframer
from sse_graph.serve.mother import command, environment

_NICE: Final = 10
_START: Final = 600.0
"""Seconds that a large store may take to be read into memory."""
Answer = tuple[Header, bytes]


class Owner(Protocol):
    """What a worker tells: see ``Pool``."""

    loop: asyncio.AbstractEventLoop

    def freed(self, worker: Worker, retire: bool) -> None: ...
    def gone(self, worker: Worker) -> None: ...


class Job:
    """A request on its way: its frame, the seconds it may take, where its reply goes. ``alone``: no worker has it
    beside others, and none gets it twice."""

    __slots__ = ("alone", "data", "on_long", "reply", "seconds", "worker")

    def __init__(
        self,
        data: bytes,
        seconds: float,
        reply: asyncio.Future[Answer],
        alone: bool,
        on_long: Callable[[], None] | None,
    ) -> None:
        self.data, self.seconds, self.reply, self.alone, self.on_long = data, seconds, reply, alone, on_long
        self.worker: Worker | None = None


class Worker(asyncio.Protocol):
    """One process, seen from the server. ``jobs``: what it was given and has not answered, in that order; it works at
    the first, since ``since``."""

    def __init__(self, pool: Owner, mother: Mother) -> None:
        self.mother, self.long, self.ended, self.pid = mother, False, False, 0
        self.ready: asyncio.Future[Header] = pool.loop.create_future()
        self.jobs: deque[Job] = deque()
        self.since = 0.0
        self._pool, self._unframer = pool, Unframer()
        self._transport: Any = None  # uvloop's is no subclass of asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self.mother.workers.add(self)

    def data_received(self, data: bytes) -> None:
        for header, body in self._unframer.feed(data):
            if not self.ready.done():
                self.pid = int(header.get("pid", 0))
                self.ready.set_result(header)
            elif self.jobs:
                self.since = self._pool.loop.time()
                job = self.jobs.popleft()
                if not job.reply.done():
                    job.reply.set_result((header, body))
                elif header.get("file"):
                    with suppress(OSError):
                        os.unlink(header["file"])
                self._pool.freed(self, bool(header.get("retire") or header.get("lost")))

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended = True
        self.mother.left(self)
        if not self.ready.done():
            self.ready.set_result({"error": "the process that opens the store ended"})
        if self.jobs and not self.jobs[0].reply.done():
            broken = "the query broke the engine or took more memory than it may; make it smaller"
            self.jobs.popleft().reply.set_exception(RefusedError(500, broken))
        self._pool.gone(self)

    def give(self, job: Job) -> None:
        """One more job."""
        if not self.jobs:
            self.since = self._pool.loop.time()
        self.jobs.append(job)
        job.worker = self
        self._transport.write(job.data)

    def lower(self) -> None:
        """Let others go first."""
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, _NICE)

    def kill(self, reason: RefusedError | None = None) -> None:
        """End the process now; who waits for what it works at gets ``reason`` at once."""
        if self.jobs and reason is not None and not self.jobs[0].reply.done():
            self.jobs[0].reply.set_exception(reason)
        if self.pid and not self.ended:  # its connection still stands, so the number is still its own
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        if self._transport is not None:
            self._transport.abort()

    def close(self) -> None:
        """Let the process end: it has answered."""
        if not self.ended:
            self._transport.close()


class Mother:
    """A process that has the graph in memory (``hold``) or knows its folder, and makes workers."""

    def __init__(self, process: subprocess.Popen[bytes], control: socket.socket) -> None:
        self.workers: set[Worker] = set()
        self.superseded = False
        self._process, self._control = process, control

    @classmethod
    async def start(cls, folder: Path, files: Path, *, memory: int, hold: bool) -> Mother:
        """A mother that is ready.

        Raises:
            StoreError: the store cannot be read.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(command(folder, files, memory, hold), stdin=theirs.fileno(), env=environment())
        mother, unframer = cls(process, ours), Unframer()
        ours.setblocking(False)
        loop = asyncio.get_running_loop()
        try:
            while True:
                data = await asyncio.wait_for(loop.sock_recv(ours, 65536), _START)
                for header, _ in unframer.feed(data):
                    if "error" in header:
                        raise StoreError(str(header["error"]))
                    return mother
                if not data:
                    raise StoreError(f"{folder}: the process that reads the store ended; see above")
        except BaseException:
            mother.close()
            raise

    async def fork(self, pool: Owner) -> Worker:
        """A new worker, which may not be ready yet.

        Raises:
            OSError: this process has ended.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [b"w"], [theirs.fileno()])
        _, worker = await pool.loop.create_connection(lambda: Worker(pool, self), sock=ours)
        return worker

    def left(self, worker: Worker) -> None:
        """Take note that a worker has ended; the last one of a superseded mother takes her along."""
        self.workers.discard(worker)
        if self.superseded and not self.workers:
            self.close()

    def supersede(self) -> None:
        """No more workers are wanted; those that answer do so first."""
        self.superseded = True
        if not self.workers:
            self.close()

    def close(self) -> None:
        """End the process (its workers end with it)."""
        self._control.close()
        with suppress(ProcessLookupError):
            self._process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(2)

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid
