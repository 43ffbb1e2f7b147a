"""The whole pipeline on one screen: read, annotate, resolve, describe, store.

Input: sources and a graph folder. Output: a graph in that folder and a ``Summary`` of it. It does **not** do any of it
itself.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

import sse_graph
from sse_graph.decisions import beside, read_decisions
from sse_graph.describe import describe, seats
from sse_graph.errors import InputError
from sse_graph.kept import KeptAnnotations, key
from sse_graph.read import read_documents
from sse_graph.records import Annotation, Document
from sse_graph.resolve import resolve
from sse_graph.resources import ontology_path
from sse_graph.store import ANNOTATIONS, building, write_store
from sse_graph.vocab import BASE, check_base, graph_iri
from sse_graph.vocabulary import read_terms

if TYPE_CHECKING:
    from sse_graph.annotate.pipeline import Settings

VOCABULARIES = ("ontology", "concepts", "organizations")
"""The graphs that hold files of ``ontology/``; the ontology's file is ``sse.ttl``, the others are named alike."""

Progress = Callable[[int, str, bool], None]
"""Told of each finished document: how many are done, its name, whether it was annotated anew."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did. ``annotated``: documents read by the pipeline, the others were kept from before; ``skipped``:
    (path, why) of files left out; ``warnings``: (document, or line of a decisions file; warning).
    """

    documents: int
    annotated: int
    entities: int
    relations: int
    statements: int
    skipped: tuple[tuple[str, str], ...]
    warnings: tuple[tuple[str, str], ...]


def build(
    sources: Sequence[str],
    folder: Path,
    *,
    base: str = BASE,
    settings: Settings | None = None,
    decisions: Sequence[Path] = (),
    force: bool = False,
    progress: Progress = lambda done, name, anew: None,
) -> Summary:
    """Make the graph of ``sources`` in ``folder`` in place of the one that was there. ``decisions``: files of the
    user's decisions, besides a ``decisions.csv`` beside a source; ``force``: annotate everything anew.

    Raises:
        SSEGraphError: a source, the folder, a vocabulary or an option cannot be used; the former graph is untouched.
    """
    check_base(base)
    decided = read_decisions((*decisions, *beside(sources)))
    skipped: list[tuple[str, str]] = []
    documents = list(read_documents(sources, lambda path, why: skipped.append((path, why))))
    with building(folder), KeptAnnotations(folder / ANNOTATIONS) as kept:
        # spaCy is loaded only when the sources and the folder can be used
        from sse_graph.annotate.pipeline import Annotator, Settings
        from sse_graph.annotate.places import place_table

        annotator = Annotator(settings or Settings())
        terms = read_terms(annotator.files)
        annotations, annotated = _annotations(documents, annotator.fingerprint, annotator.pipe, kept, force, progress)
        annotations = decided.applied(annotations)
        entities = resolve(annotations, terms, place_table().get, base, decided)
        described = describe(annotations, entities, place_table().get, base)
        quads = chain(described, vocabulary_quads(base), seats(terms, base))
        statements = write_store(folder, quads, base)
    return Summary(
        documents=len(annotations),
        annotated=annotated,
        entities=len(entities),
        relations=sum(len(annotation.relations) for annotation in annotations),
        statements=statements,
        skipped=tuple(sorted(skipped)),
        warnings=(
            *((a.document.name, warning) for a in annotations for warning in a.document.warnings),
            *decided.unmatched(),
        ),
    )


def _annotations(
    documents: Sequence[Document],
    fingerprint: str,
    pipe: Callable[[Sequence[Document]], Iterator[Annotation]],
    kept: KeptAnnotations,
    force: bool,
    progress: Progress,
) -> tuple[Collection[Annotation], int]:
    """The annotation of every document, from what is kept where nothing has changed; each new one is kept at once."""
    keys = {
        document.name: key(fingerprint, document.name, document.sha256, document.language) for document in documents
    }
    found = {} if force else {name: known for name, under in keys.items() if (known := kept.get(under))}
    for done, name in enumerate(sorted(found), start=1):
        progress(done, name, False)
    missing = sorted(
        (document for document in documents if document.name not in found), key=lambda d: (d.language, d.name)
    )
    for done, annotation in enumerate(pipe(missing), start=len(found) + 1):
        kept.put(keys[annotation.document.name], annotation)
        found[annotation.document.name] = annotation
        progress(done, annotation.document.name, True)
    kept.keep_only(keys.values())
    return [found[name] for name in sorted(found)], len(missing)


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
