"""The whole pipeline on one screen: read, annotate, resolve, describe, store.

Input: sources and a graph folder. Output: a graph in that folder and a ``Summary`` of it. It does **not** do any of it
itself. What has not changed is not done again; when nothing has, the graph is left as it is.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

import sse_graph
from sse_graph.addresses import find_remote, is_address, join
from sse_graph.decisions import Decisions, beside, read_decisions
from sse_graph.describe import Description, seats
from sse_graph.errors import InputError
from sse_graph.gather import Engine, Gathered, Plan, Progress, gather, plan, state
from sse_graph.kept import KeptAnnotations
from sse_graph.lines import NamedGraph, graphs_of
from sse_graph.read import LIMITS, Limits, Skip, Source, find_sources
from sse_graph.records import Annotation
from sse_graph.resolve import resolve
from sse_graph.resources import ontology_path
from sse_graph.settings import Means, Settings, annotation_fingerprint, graph_fingerprint
from sse_graph.store import ANNOTATIONS, LOCK, building, graph_state, read_marker, write_store
from sse_graph.vocab import BASE, check_base, graph_iri
from sse_graph.vocabulary import read_terms
from sse_graph.work import Task, Work
from sse_graph.workers import Workers

VOCABULARIES = ("ontology", "concepts", "organizations")
"""The graphs that hold files of ``ontology/``; the ontology's file is ``sse.ttl``, the others are named alike."""
_SUMMARY = "summary"

Engines = Callable[[Work, Means], AbstractContextManager[Engine]]
"""Makes what annotates: processes on this machine, or a cluster."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did. ``annotated``: documents read by the pipeline, the others were kept from before; ``skipped``:
    (path, why) of files of a folder that are no documents; ``left_out``: (name or path, why) of those that should have
    been read and could not; ``warnings``: (document, or line of a decisions file; warning).
    """

    documents: int
    annotated: int
    entities: int
    relations: int
    statements: int
    skipped: tuple[tuple[str, str], ...] = ()
    warnings: tuple[tuple[str, str], ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()


def build(
    sources: Sequence[str],
    folder: Path,
    *,
    base: str = BASE,
    settings: Settings | None = None,
    decisions: Sequence[Path] = (),
    means: Means | None = None,
    force: bool = False,
    limits: Limits = LIMITS,
    progress: Progress = lambda step: None,
    engines: Engines | None = None,
) -> Summary:
    """Make the graph of ``sources`` in ``folder`` in place of the one that was there. ``decisions``: files of the
    user's decisions, besides a ``decisions.csv`` beside a source; ``force``: annotate everything anew; ``limits``:
    what one document may cost to read; ``engines``: where to annotate (default: ``means.workers`` processes).

    Raises:
        SSEGraphError: a source, the folder, a vocabulary or an option cannot be used; the former graph is untouched.
    """
    check_base(base)
    settings, means = settings or Settings(), means or Means()
    decisions = (*decisions, *beside(sources))
    decided = read_decisions(decisions)
    skipped: list[tuple[str, str]] = []
    unread: list[tuple[str, str]] = []
    found = _found(sources, lambda path, why: unread.append((path, why)), lambda path, why: skipped.append((path, why)))
    work = Work(settings, annotation_fingerprint(settings), limits=limits)
    whole = graph_fingerprint(settings, base, decisions)
    fresh = not folder.exists()
    try:
        with building(folder), KeptAnnotations(folder / ANNOTATIONS) as kept:
            planned = plan(found, kept, work.stamping, force)
            if planned.nothing and (known := state(found, kept, whole)) and known == graph_state(folder):
                former = _former(kept)
                if former:
                    return _told(replace(former, annotated=0), skipped, unread)
            with (engines or _processes)(work, means) as engine:
                gathered = gather(planned, kept, work, engine, progress, force)
            work.forget()
            summary = _graph(folder, kept, settings, base, decided, gathered, whole, state(found, kept, whole))
            kept.write_note(_SUMMARY, json.dumps(asdict(summary)))
    except InputError:
        if fresh:
            _tidy(folder)
        raise
    return _told(summary, skipped, unread)


def _tidy(folder: Path) -> None:
    """Leave no folder behind that was made for a build of nothing."""
    with KeptAnnotations(folder / ANNOTATIONS, read_only=True) as kept:
        empty = read_marker(folder) is None and not kept.names()
    if empty:
        for path in folder.glob(f"{ANNOTATIONS}*"):
            path.unlink()
        (folder / LOCK).unlink(missing_ok=True)
        with suppress(OSError):
            folder.rmdir()


def _told(summary: Summary, skipped: list[tuple[str, str]], unread: list[tuple[str, str]]) -> Summary:
    """The summary with what was seen while the files were looked for."""
    left_out = sorted({*summary.left_out, *unread})
    return replace(summary, skipped=tuple(sorted(skipped)), left_out=tuple(left_out))


def what_to_do(
    sources: Sequence[str],
    folder: Path,
    *,
    settings: Settings | None = None,
    force: bool = False,
    limits: Limits = LIMITS,
) -> Plan:
    """What ``build`` with the same arguments would do; nothing is written.

    Raises:
        SSEGraphError: a source, the folder or a vocabulary cannot be used.
    """
    read_marker(folder)
    with KeptAnnotations(folder / ANNOTATIONS, read_only=True) as kept:
        settings = settings or Settings()
        work = Work(settings, annotation_fingerprint(settings), limits=limits)
        return plan(_found(sources), kept, work.stamping, force)


def _found(
    sources: Sequence[str], on_skip: Skip = lambda path, why: None, on_other: Skip = lambda path, why: None
) -> list[Source]:
    addresses = [source for source in sources if is_address(str(source))]
    if not addresses:
        return find_sources(sources, on_skip, on_other)
    paths = [source for source in sources if not is_address(str(source))]
    return join(find_sources(paths, on_skip, on_other) if paths else (), find_remote(addresses, on_skip, on_other))


def on_cluster(address: str) -> Engines:
    """``build(engines=on_cluster("tcp://scheduler:8786"))``: annotate on the workers of that scheduler."""

    def engine(work: Work, means: Means) -> AbstractContextManager[Engine]:
        from sse_graph.cluster import Cluster

        return Cluster(address, work, lambda task: means.seconds(task.size))

    return engine


def _processes(work: Work, means: Means) -> Workers[Task]:
    return Workers(work, means.workers, lambda task: means.seconds(task.size))


def _graph(
    folder: Path,
    kept: KeptAnnotations,
    settings: Settings,
    base: str,
    decided: Decisions,
    gathered: Gathered,
    whole: str,
    built_from: str,
) -> Summary:
    """The graph of all that is kept, written in place of the former one. ``whole``: a hash of all that it depends on
    besides the documents.
    """
    from sse_graph.annotate.places import place_table

    names = kept.names()
    left_out = tuple(sorted([*kept.problems(), *gathered.left_out]))
    if not names:
        why = f"{left_out[0][0]}: {left_out[0][1]}" if left_out else "no source has a text"
        raise InputError(f"nothing to build a graph from ({why}); the former graph, if there was one, is untouched")
    place = place_table().get
    terms = read_terms(settings.files)
    count = _Count()
    entities = resolve(map(count, map(decided.apply, kept)), terms, place, base, decided)
    description = Description(entities, names, place, base)

    def graphs() -> Iterator[NamedGraph]:
        for name, body in kept.bodies():
            origin = hashlib.sha256(whole.encode() + body).hexdigest()
            yield description.document(name, partial(_decided, kept, decided, body), origin)
        yield description.corpus()
        yield from graphs_of(chain(vocabulary_quads(base), seats(terms, base)))

    number = write_store(folder, graphs(), base, built_from)
    return Summary(
        documents=len(names),
        annotated=gathered.annotated,
        entities=len(entities),
        relations=count.relations,
        statements=number,
        warnings=(*count.warnings, *decided.unmatched()),
        left_out=left_out,
    )


def _decided(kept: KeptAnnotations, decided: Decisions, body: bytes) -> Annotation:
    return decided.apply(kept.read_body(body))


class _Count:
    """Looks at annotations as they pass."""

    def __init__(self) -> None:
        self.relations = 0
        self.warnings: list[tuple[str, str]] = []

    def __call__(self, annotation: Annotation) -> Annotation:
        self.relations += len(annotation.relations)
        self.warnings += [(annotation.document.name, warning) for warning in annotation.document.warnings]
        return annotation


def _former(kept: KeptAnnotations) -> Summary | None:
    """The summary of the build before, when this version wrote it."""
    try:
        data = json.loads(kept.note(_SUMMARY))
        pairs = {
            name: tuple((str(one), str(other)) for one, other in data[name])
            for name in ("skipped", "warnings", "left_out")
        }
        return Summary(**{**data, **pairs})
    except (ValueError, KeyError, TypeError):
        return None


def vocabulary_quads(base: str = BASE) -> Iterator[ox.Quad]:
    """The files of ``ontology/``, each in its own graph.

    Raises:
        InputError: a file is not Turtle.
    """
    for name in VOCABULARIES:
        path = ontology_path("sse.ttl" if name == "ontology" else f"{name}.ttl")
        graph = ox.NamedNode(graph_iri(base, name))
        try:
            for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
                yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)
        except SyntaxError as error:
            raise InputError(f"{path}: {error}; mend the file") from error


sys.modules[__name__].__class__ = sse_graph.Callable
