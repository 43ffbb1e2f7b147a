"""Which mentions, over all documents, are the same thing.

Input: the annotations of all documents, the terms of authority file and thesaurus, the user's decisions. Output:
``Entity`` records, sorted by IRI, the same whatever the order of the documents. It does **not** write RDF
(``describe.py``).

Each document by itself (``local.py``), then all together (``across.py``), then named (``entities.py``). Of a document
only names and numbers of mentions are kept in memory, so that the annotations may stream from a database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sse_graph.authority import Authority
from sse_graph.decisions import NO_DECISIONS, Decisions
from sse_graph.garbage import no_collection
from sse_graph.records import Annotation, Entity, Term
from sse_graph.resolve.across import cluster
from sse_graph.resolve.entities import entities
from sse_graph.resolve.local import things_of
from sse_graph.vocab import BASE


def resolve(
    annotations: Iterable[Annotation],
    terms: Iterable[Term] = (),
    place: Callable[[str], Term | None] = lambda iri: None,
    base: str = BASE,
    decisions: Decisions = NO_DECISIONS,
) -> tuple[Entity, ...]:
    """The things that the documents name. ``terms``: authority file and thesaurus; ``place``: a place's term by its
    IRI; ``decisions``: what the user has decided. ``annotations`` is gone through once, in any order.
    """
    with no_collection():  # a fifth of the time
        authority = Authority(terms)
        things = {
            thing.key: thing
            for annotation in annotations
            for thing in things_of(annotation, authority, decisions, place)
        }
        return entities(things, cluster(things, authority), authority, place, base, decisions)
