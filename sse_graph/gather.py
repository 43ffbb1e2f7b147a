"""Every document of the sources annotated and kept: what is known from before is not done again.

Input: sources, the kept annotations, a way to have tasks done. Output: the database holds exactly the annotations of
the sources; ``Gathered`` says what was done. It does **not** resolve or describe (``build.py``). The parent process
alone writes, each result when it comes, so that a build that is killed goes on where it stopped.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from sse_graph.kept import KeptAnnotations
from sse_graph.read import Source
from sse_graph.records import Annotation
from sse_graph.work import Annotated, Finished, Part, Problem, Read, Task, Work, stamp
from sse_graph.workers import Ended, Lost


@dataclass(frozen=True, slots=True)
class Step:
    """How far it is: ``done`` of ``total`` files and documents, the last one's ``name``, and the ``share`` of it that
    is done.
    """

    done: int
    total: int
    name: str
    share: float = 1.0


Progress = Callable[[Step], None]


class Engine(Protocol):
    """Does tasks somewhere: ``workers.Workers`` or ``cluster.Cluster``."""

    def run(self, next_task: Callable[[], Task | None]) -> Iterator[tuple[Task, Any]]: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build would do. ``changed``: files to read; ``unchanged``: how many need not be; ``gone``: names of
    documents whose file is no longer among the sources; ``waiting``: documents that were read and not annotated when a
    build was interrupted.
    """

    changed: tuple[Source, ...]
    unchanged: int
    gone: tuple[str, ...]
    waiting: int

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.changed or self.gone or self.waiting)


@dataclass(slots=True)
class Gathered:
    """What was done. ``annotated``: documents; ``left_out``: (name, why) of what took too long or ended its process."""

    annotated: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)


def plan(sources: Sequence[Source], kept: KeptAnnotations, fingerprint: str, force: bool = False) -> Plan:
    """What of ``sources`` must be read; each file's bytes are looked at, none is parsed. The sources are named to
    ``kept``.
    """
    changed, unchanged = [], 0
    for source in sources:
        kept.name_source(source.name)
        before = "" if force else kept.stamp(source.name)
        try:
            now = stamp(fingerprint, source) if before else ""
        except OSError:
            now = ""  # whoever reads it says why it cannot be read
        if now and now == before:
            unchanged += 1
        else:
            changed.append(source)
    return Plan(tuple(changed), unchanged, tuple(kept.unnamed()), kept.count_waiting())


def state(sources: Sequence[Source], kept: KeptAnnotations, fingerprint: str) -> str:
    """A hash of all that the graph depends on, as it was read; ``""`` when something is to be tried again.
    ``fingerprint``: of the graph.
    """
    digest = hashlib.sha256(fingerprint.encode())
    for source in sources:
        known = kept.stamp(source.name)
        if not known:
            return ""
        digest.update(f"{source.name}\0{known}\0".encode())
    return digest.hexdigest()


def gather(
    planned: Plan, kept: KeptAnnotations, work: Work, engine: Engine, progress: Progress, force: bool = False
) -> Gathered:
    """Do what was planned.

    Raises:
        SSEGraphError: the database cannot be written, or a pipeline or vocabulary cannot be used.
    """
    return _Gathering(planned, kept, work, progress, force).run(engine)


class _Gathering:
    """The state of ``gather``: files still to read, problems of those being read, how far it is."""

    def __init__(self, planned: Plan, kept: KeptAnnotations, work: Work, progress: Progress, force: bool) -> None:
        self._kept, self._work, self._progress, self._force = kept, work, progress, force
        self._sources = deque(planned.changed)
        self._by_name = {source.name: source for source in planned.changed}
        self._problems: dict[str, dict[str, None]] = {}
        self._done = planned.unchanged
        self._total = planned.unchanged + len(planned.changed) + planned.waiting
        self._gathered = Gathered()
        self._lost_in: set[str] = set()

    def run(self, engine: Engine) -> Gathered:
        for source in self._sources:
            self._kept.drop_waiting(source.name)
        for source in [source for source in self._sources if source.path is None]:
            # only this process has the standard input
            self._sources.remove(source)
            task = Task(source, 0)
            self._work(task, partial(self._take, task))
            self._take(task, Ended())
        for task, event in engine.run(self._next):
            self._take(task, event)
        self._kept.keep_only_named()
        return self._gathered

    def _next(self) -> Task | None:
        waiting = self._kept.take_waiting()
        if waiting:
            name, document = waiting
            source = self._by_name.get(name) or Source(name, None, asked=False)
            return Task(source, len(document.text.encode("utf-8", "replace")), document)
        if self._sources:
            source = self._sources.popleft()
            try:
                size = source.path.stat().st_size if source.path else 0
            except OSError:
                size = 0
            return Task(source, size)
        return None

    def _take(self, task: Task, event: object) -> None:
        name = task.source.name
        match event:
            case Read(document, under):
                if self._force or not self._kept.known(document.name, under):
                    self._kept.put(name, under, Annotation(document), waits=True)
                    self._total += 1
            case Annotated(annotation, under):
                self._kept.put(name, under, annotation)
                self._gathered.annotated += 1
            case Part(end, length):
                self._progress(Step(self._done, self._total, task.name, share=end / length))
            case Problem(why):
                self._problems.setdefault(name, {})[why] = None
            case Finished(read):
                self._kept.finish_source(name, "" if name in self._lost_in else read, self._problems.pop(name, ()))
            case Ended():
                if name in self._problems:  # it could not even be opened
                    self._kept.finish_source(name, "", self._problems.pop(name))
                self._step(task)
            case Lost(why):
                self._lost(task, why)
                self._step(task)

    def _step(self, task: Task) -> None:
        self._done += 1
        self._progress(Step(self._done, self._total, task.name))

    def _lost(self, task: Task, why: str) -> None:
        """It is left out of this graph and tried again by the next build."""
        self._gathered.left_out.append((task.name, why))
        self._lost_in.add(task.source.name)
        if task.document:
            self._kept.drop(task.document.name)
            self._kept.forget_source(task.source.name)
        else:
            self._kept.finish_source(task.source.name, "", self._problems.pop(task.source.name, ()))
