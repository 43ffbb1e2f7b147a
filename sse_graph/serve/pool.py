"""Workers that answer one request each at a time.

Input: a request as a frame. Output: a worker's reply. It does **not** know what is asked. A request that takes longer
than ``LONG`` no longer counts as one of the workers: another is started for it, so that short requests do not wait
behind long ones. Of those there are no more than workers; one more is cancelled at that point.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Final

from sse_graph.errors import StoreError
from sse_graph.serve.answers import RefusedError
from sse_graph.serve.child import Answer, Job, Mother, Worker
from sse_graph.serve.frames import Header, frame

LONG: Final = 1.0
"""Seconds after which a request is a long one."""
_STUCK: Final = 0.05
"""Seconds of one request after which those behind it are given to another worker."""
_TICK: Final = 0.05
_DEPTH: Final = 3
"""Requests that a worker is given at once: to wake a sleeping process costs as much as a short query."""
_AT_ONCE: Final = 16 * 1024 * 1024
"""Bytes of a store up to which it is read into memory before anything is answered: about half a second."""
_OPEN: Final = 60.0
"""Seconds a worker may take to open the store."""


class Pool:
    """``size`` workers over the store of ``folder``; ``files``: where large bodies go; ``hold``: bytes of a store on
    disk up to which it is read into memory."""

    def __init__(self, folder: Path, files: Path, *, size: int, queue: int, memory: int, hold: int) -> None:
        self.loop = asyncio.get_running_loop()
        self.size, self.in_memory = size, False
        self._folder, self._files, self._memory, self._hold = folder, files, memory, hold
        self._queue = queue
        self._mother: Mother | None = None
        self._workers: set[Worker] = set()
        self._former: set[Worker] = set()
        self._idle: list[Worker] = []
        self._waiting: deque[tuple[float, Job]] = deque()
        self._clock: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._starting, self._failures, self._closing = 0, 0, False
        self._changing = asyncio.Lock()

    async def renew(self, size: int) -> None:
        """Open the store as it is now, ``size`` bytes on disk: from here on no reply is of a former one. A store that
        is small enough is also read into memory, at once or while the disk already answers.

        Raises:
            StoreError: the store cannot be opened; what answered before goes on.
        """
        async with self._changing:
            await self._change(hold=size <= min(self._hold, _AT_ONCE))
        if not self.in_memory and size <= self._hold:
            self._later(self._read_into_memory(self._mother))

    async def _read_into_memory(self, present: Mother | None) -> None:
        async with self._changing:
            if present is self._mother and not self._closing:
                await self._change(hold=True)

    async def _change(self, hold: bool) -> None:
        mother = await Mother.start(self._folder, self._files, memory=self._memory, hold=hold)
        former, self._mother = self._mother, mother
        try:
            first = await asyncio.gather(*(self._open(mother) for _ in range(self.size)))
        except BaseException:
            self._mother = former
            mother.close()
            raise
        self.in_memory = hold
        idle, self._idle = self._idle, []
        self._former |= self._workers - set(idle)  # they answer what they have, and are watched until then
        self._workers = set(first)
        for worker in idle:
            worker.close()
        if former is not None:
            former.supersede()
        for worker in first:
            self.freed(worker, False)

    async def _open(self, mother: Mother) -> Worker:
        worker = await mother.fork(self)
        try:
            said = await asyncio.wait_for(asyncio.shield(worker.ready), _OPEN)
        except TimeoutError:
            said = {"error": f"the store did not open within {_OPEN:g} s"}
        if "error" in said:
            worker.kill()
            raise StoreError(str(said["error"]))
        return worker

    async def ask(
        self,
        header: Header,
        body: bytes,
        seconds: float,
        on_long: Callable[[], None] | None = None,
        alone: bool = False,
    ) -> Answer:
        """What a worker replies. ``on_long`` is called when the request has become a long one. ``alone``: the request
        changes something, so it is never given to two.

        Raises:
            RefusedError: too many wait already (503), it takes too long (503), or it breaks the worker (500).
        """
        if self._closing or len(self._waiting) >= self._queue:
            raise RefusedError(503, "too many requests wait already; try again in a few seconds")
        job = Job(frame(header, body), seconds, self.loop.create_future(), alone, on_long)
        self._give(job)
        if self._clock is None:
            self._clock = self.loop.call_later(_TICK, self._tick)
        try:
            return await job.reply
        except asyncio.CancelledError:  # the client is gone: nobody wants the answer
            worker = job.worker
            if worker is not None and worker.long and worker.jobs and worker.jobs[0] is job:
                worker.kill()
            raise

    def _give(self, job: Job) -> None:
        """To an idle worker; else behind what one has just begun, so that it need not be woken for each; else wait."""
        if self._idle:
            self._idle.pop().give(job)
            return
        if not job.alone and not self._waiting:
            soon = self.loop.time() - _STUCK
            for worker in self._workers:
                if len(worker.jobs) < _DEPTH and worker.since > soon and not worker.long and not worker.jobs[0].alone:
                    worker.give(job)
                    return
        self._waiting.append((self.loop.time() + job.seconds, job))

    def freed(self, worker: Worker, retire: bool) -> None:
        """Give a worker that has answered to who waits first, or let it go when it is old or one too many."""
        retire = retire or worker.long  # another has its place, and it was made to let others go first
        if worker.ended or self._closing or retire or worker.mother is not self._mother:
            self._displace(worker, 0)
            worker.close()
            self._workers.discard(worker)
            self._former.discard(worker)
            self._fill()
            return
        while self._waiting and not worker.jobs:
            _, job = self._waiting.popleft()
            if not job.reply.done():
                worker.give(job)
        if not worker.jobs:
            self._idle.append(worker)

    def _displace(self, worker: Worker, first: int) -> None:
        """Give to others what waits behind the work of ``worker``, from its ``first`` job on. It may still answer it;
        whoever is first is heard."""
        behind = [job for job in list(worker.jobs)[first:] if not job.reply.done() and job.worker is worker]
        for job in reversed(behind):
            job.worker = None
            self._waiting.appendleft((self.loop.time() + job.seconds, job))
        while self._waiting and self._idle:
            _, job = self._waiting.popleft()
            if not job.reply.done():
                self._idle.pop().give(job)

    def _tick(self) -> None:
        """Look at the clock: who takes too long, who has waited too long."""
        now = self.loop.time()
        busy = False
        for worker in [*self._workers, *self._former]:
            if not worker.jobs or worker.ended:
                continue
            busy = True
            job, spent = worker.jobs[0], now - worker.since
            if spent >= job.seconds:
                why = f"the request took longer than {job.seconds:g} s and was cancelled; make it narrower"
                worker.kill(RefusedError(503, why))
                continue
            if spent >= _STUCK and len(worker.jobs) > 1:
                self._displace(worker, 1)
            if spent >= LONG and not worker.long and worker in self._workers:
                self._grew_long(worker)
        while self._waiting and (self._waiting[0][0] <= now or self._waiting[0][1].reply.done()):
            _, job = self._waiting.popleft()
            if not job.reply.done():
                job.reply.set_exception(RefusedError(503, "no worker was free in time; try again in a few seconds"))
        self._clock = self.loop.call_later(_TICK, self._tick) if busy or self._waiting else None

    def _grew_long(self, worker: Worker) -> None:
        """Count the worker as one of the long ones and start another in its place."""
        if sum(other.long for other in self._workers) >= self.size:
            why = f"{self.size} long requests run already, so this one was cancelled after {LONG:g} s"
            worker.kill(RefusedError(503, why))
            return
        worker.long = True
        worker.lower()
        on_long = worker.jobs[0].on_long
        if on_long is not None:
            on_long()
        self._fill()

    def gone(self, worker: Worker) -> None:
        """Forget a worker that has ended, and start another."""
        self._displace(worker, 0)
        self._former.discard(worker)
        if worker in self._workers:
            self._workers.discard(worker)
            if worker in self._idle:
                self._idle.remove(worker)
            self._fill()

    def _fill(self) -> None:
        missing = self.size - sum(not worker.long for worker in self._workers) - self._starting
        for _ in range(0 if self._closing else missing):
            self._starting += 1
            self._later(self._another())

    async def _another(self) -> None:
        """One more worker; where that fails (a build replaces the store just now), a little later."""
        try:
            while not self._closing:
                mother = self._mother
                try:
                    assert mother is not None
                    worker = await self._open(mother)
                except OSError:  # she has ended
                    await self._mend(mother)
                except StoreError:
                    self._failures += 1
                    await asyncio.sleep(min(0.1 * 2**self._failures, 5.0))
                else:
                    self._failures = 0
                    self._workers.add(worker)
                    self.freed(worker, False)
                    return
        finally:
            self._starting -= 1

    async def _mend(self, ended: Mother | None) -> None:
        async with self._changing:
            if ended is self._mother and not self._closing:
                await asyncio.sleep(0.2)
                self._mother = await Mother.start(self._folder, self._files, memory=self._memory, hold=self.in_memory)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self, seconds: float = 5.0) -> None:
        """Let what runs be answered for so long, then end all."""
        self._closing = True
        for task in self._tasks:
            task.cancel()
        every = [*self._workers, *self._former]
        running = [job.reply for worker in every for job in worker.jobs if not job.reply.done()]
        if running:
            await asyncio.wait(running, timeout=seconds)
        for worker in every:
            worker.kill(RefusedError(503, "the server is being stopped"))
        if self._mother is not None:
            self._mother.close()

    @property
    def pids(self) -> list[int]:
        """The processes of the workers, for tests and measurements."""
        return sorted(worker.pid for worker in self._workers if not worker.ended)
