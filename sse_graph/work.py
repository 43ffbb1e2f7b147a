"""What is done to one file or document, in whichever process: read it, annotate it, tell what came of it.

Input: a ``Task``. Output: events, in the order in which things happen. It does **not** choose tasks, keep results
(``gather.py``) or start processes (``workers.py``, ``cluster.py``).
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sse_graph.errors import InputError
from sse_graph.kept import key, to_json
from sse_graph.read import LIMITS, Limits, Source, read_source
from sse_graph.records import Annotation, Document
from sse_graph.settings import Settings

if TYPE_CHECKING:
    from sse_graph.annotate.pipeline import Annotator


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read, or one of its documents to annotate (``document``). ``size``: bytes, for the time limit."""

    source: Source
    size: int
    document: Document | None = None

    @property
    def name(self) -> str:
        return self.document.name if self.document else self.source.name


@dataclass(frozen=True, slots=True)
class Read:
    """A document was read that another task is to annotate. ``key``: what its annotation is to be kept under."""

    document: Document
    key: str


@dataclass(frozen=True, slots=True)
class Annotated:
    annotation: Annotation
    key: str


@dataclass(frozen=True, slots=True)
class Part:
    """Of a long document ``end`` of ``length`` characters are annotated."""

    end: int
    length: int


@dataclass(frozen=True, slots=True)
class Problem:
    """The file, or something in it, cannot be read, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The file was read to its end; ``stamp`` is to be kept with it."""

    stamp: str


Event = Read | Annotated | Part | Problem | Finished
Send = Callable[[Event], None]


def stamp(fingerprint: str, source: Source) -> str:
    """A hash of a file's name and bytes and of what reads them; ``""`` for standard input, which is always read.

    Raises:
        OSError: the file cannot be read.
    """
    if source.path is None:
        return ""
    with source.path.open("rb") as file:
        return key(fingerprint, source.name, hashlib.file_digest(file, "sha256").hexdigest())


def document_key(fingerprint: str, document: Document) -> str:
    """What the annotation of ``document`` is kept under: a hash of all of it and of what annotates it."""
    return key(fingerprint, to_json(Annotation(document)))


@dataclass
class Work:
    """Performs tasks. ``ready``: the languages whose pipeline is loaded here; a document in another one is only read.
    ``None``: whatever is needed is loaded here (300 megabytes for the first language, 100 to 200 for each further).
    """

    settings: Settings
    fingerprint: str
    ready: set[str] | None = field(default_factory=set)
    limits: Limits = LIMITS
    _annotator: Annotator | None = field(default=None, repr=False)

    def __getstate__(self) -> dict[str, object]:
        # a process that does not share this one's memory loads its own
        return {**self.__dict__, "ready": None, "_annotator": None}

    @property
    def stamping(self) -> str:
        """What the stamps of files depend on: what a larger limit lets in is read when it is raised."""
        return f"{self.fingerprint} {self.limits.megabytes:g}"

    @property
    def annotator(self) -> Annotator:
        if self._annotator is None:
            from sse_graph.annotate.pipeline import Annotator

            self._annotator = Annotator(self.settings)
        return self._annotator

    def prepare(self, language: str) -> None:
        """Load the pipeline for ``language`` here, before other processes are forked from this one.

        Raises:
            SSEGraphError: there is none, or a vocabulary cannot be used.
        """
        self.annotator.prepare(language)
        if self.ready is not None:
            self.ready.add(language)

    def forget(self) -> None:
        """Give the memory of the pipelines back."""
        self._annotator = None
        gc.collect()  # a pipeline and its parts hold each other, and resolving does not look for garbage

    def needs(self, task: Task) -> str:
        """The language that must be prepared for ``task``, or ``""``."""
        return task.document.language if task.document and self.ready is not None else ""

    def __call__(self, task: Task, send: Send) -> None:
        """Perform ``task``; each event is sent when it happens."""
        if task.document:
            send(self._annotated(task.document, send))
        else:
            self._read(task.source, send)

    def _read(self, source: Source, send: Send) -> None:
        try:
            # before it is read: if it changes meanwhile, the next build reads it again
            read = stamp(self.stamping, source)

            def on_skip(shown: str, why: str) -> None:
                send(Problem(f"{shown.removeprefix(source.shown).lstrip('/:, ')}: {why}"))

            documents = iter(read_source(source, on_skip, limits=self.limits))
            first, second = next(documents, None), next(documents, None)
            if first and second is None and (self.ready is None or first.language in self.ready):
                send(self._annotated(first, send))
            else:
                for document in (first, second):
                    if document:
                        send(Read(document, document_key(self.fingerprint, document)))
                for document in documents:
                    send(Read(document, document_key(self.fingerprint, document)))
        except InputError as error:
            send(Problem(str(error).removeprefix(f"{source.shown}: ")))
        except OSError as error:
            send(Problem(error.strerror or str(error)))
            return
        send(Finished(read))

    def _annotated(self, document: Document, send: Send) -> Annotated:
        annotation = self.annotator.annotate(document, lambda end, length: send(Part(end, length)))
        return Annotated(annotation, document_key(self.fingerprint, document))
