"""Annotations and entities as RDF quads: the shape of the data that DESIGN.md promises.

Input: annotations and the entities that their mentions name. Output: named graphs as lines of N-Quads, or pyoxigraph
``Quad`` objects, without blank nodes, clock or chance. It does **not** store them. A document's facts stand in the
graph named by the document; what only the whole corpus can tell (preferred names, coordinates, merges) in the corpus
graph.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from pathlib import PurePosixPath

import pyoxigraph as ox

from sse_graph.lines import NamedGraph, by_subject, in_order
from sse_graph.literals import decimal, literal, name_of, ref, text_in, told, whole, word
from sse_graph.records import SYMMETRIC, Annotation, Document, Entity, Mention, Relation, Term
from sse_graph.vocab import (
    BASE,
    DCTERMS,
    ITSRDF,
    NIF,
    PROV,
    RDF,
    SCHEMA,
    SKOS,
    SSE,
    WGS84,
    char_iri,
    document_iri,
    fact_iri,
    graph_iri,
    merge_iri,
    slugify,
)


def document_iris(names: Iterable[str], base: str = BASE) -> dict[str, str]:
    """The IRI of each document by its name: its path without ending; where two would share one, with a hash of the
    name.
    """
    unique = sorted(set(names))
    slugs = {
        name: slugify(str(PurePosixPath(name).with_suffix("")) if PurePosixPath(name).suffix else name)
        for name in unique
    }
    shared = Counter(slugs.values())
    return {
        name: document_iri(
            base, slug if shared[slug] == 1 else f"{slug}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
        )
        for name, slug in slugs.items()
    }


class Description:
    """What is said of documents that name ``entities``. ``place``: a place's term by its IRI; ``names``: of all
    documents.
    """

    def __init__(
        self,
        entities: Sequence[Entity],
        names: Iterable[str],
        place: Callable[[str], Term | None] = lambda iri: None,
        base: str = BASE,
    ) -> None:
        self._entities, self._place, self._corpus = entities, place, graph_iri(base, "corpus")
        self._iris = document_iris(names, base)
        self._things: dict[str, dict[int, Entity]] = {}
        for entity in entities:
            for document, index in entity.mentions:
                self._things.setdefault(document, {})[index] = entity

    def document(self, name: str, annotation: Callable[[], Annotation], origin: str = "") -> NamedGraph:
        """The graph of the document of that name. ``origin``: a hash of all that its statements depend on besides the
        entities, or ``""``.
        """
        iri, found = self._iris[name], self._things.get(name, {})
        things = [found[index] for index in range(len(found))]  # every mention is one of a thing
        if origin:
            digest = hashlib.sha256(f"{origin}\0{iri}\0".encode())
            digest.update("\n".join(f"{t.iri} {t.label} {t.classes}" for t in things).encode())
            origin = digest.hexdigest()
        return NamedGraph(iri, lambda: by_subject(_document(annotation(), iri, things)), origin)

    def corpus(self) -> NamedGraph:
        """The graph of what only the whole corpus can tell."""
        node, known = ref(self._corpus), {entity.iri for entity in self._entities}

        def lines() -> Iterator[str]:
            for entity in self._entities:
                yield from _entity(entity, self._place, known, node)

        return NamedGraph(self._corpus, lambda: in_order(lines()))


def named_graphs(
    annotations: Iterable[Annotation],
    entities: Sequence[Entity],
    place: Callable[[str], Term | None] = lambda iri: None,
    base: str = BASE,
) -> Iterator[NamedGraph]:
    """The graph of each document, then that of the corpus."""
    annotations = tuple(annotations)
    description = Description(entities, (annotation.document.name for annotation in annotations), place, base)
    for annotation in annotations:
        yield description.document(annotation.document.name, partial(_same, annotation))
    yield description.corpus()


def _same(annotation: Annotation) -> Annotation:
    return annotation


def describe(
    annotations: Iterable[Annotation],
    entities: Sequence[Entity],
    place: Callable[[str], Term | None] = lambda iri: None,
    base: str = BASE,
) -> Iterator[ox.Quad]:
    """``named_graphs`` as quads, which take four times as long to make."""
    for graph in named_graphs(annotations, entities, place, base):
        yield from ox.parse(graph.lines(), format=ox.RdfFormat.N_QUADS)


def seats(terms: Iterable[Term], base: str = BASE) -> Iterator[ox.Quad]:
    """The seats of bodies, in the graph of the authority file: those of a user's vocabulary too."""
    graph = ox.NamedNode(graph_iri(base, "organizations"))
    for term in terms:
        for predicate, name in zip((SSE.seatCity, SSE.seatCountry), term.seat, strict=True):
            if name:
                yield ox.Quad(ox.NamedNode(term.iri), ox.NamedNode(predicate), ox.Literal(name, language="en"), graph)


def _document(annotation: Annotation, iri: str, things: Sequence[Entity]) -> Iterator[tuple[str, str]]:
    """(subject, lines about it in order), for ``by_subject``; of one subject there may be several."""
    document, node = annotation.document, ref(iri)

    def said(subject: str, predicate: str, value: str) -> tuple[str, str]:
        return subject, f"{subject} <{predicate}> {value} {node} .\n"

    yield said(node, RDF.type, ref(SSE.Document))
    yield said(node, DCTERMS.identifier, literal(document.name))
    yield said(
        node, DCTERMS.title, text_in(document.title or document.name, document.language if document.title else "")
    )
    yield said(node, DCTERMS.language, literal(document.language))
    yield said(node, SSE.sha256, literal(document.sha256))
    yield said(node, SSE.pipeline, literal(annotation.pipeline))
    for warning in document.warnings:
        yield said(node, SSE.warning, literal(warning))
    for name, value in document.metadata:
        if name not in {"identifier", "title", "language"}:
            yield said(node, DCTERMS[name], told(name, value))
    if document.pages:
        yield said(node, SCHEMA.numberOfPages, whole(len(document.pages)))
    for thing in {thing.iri: thing for thing in things}.values():
        yield from _thing(said, node, thing)
    names: set[tuple[str, str]] = set()
    for mention, thing in zip(annotation.mentions, things, strict=True):
        name, named = annotation.name(mention), ref(thing.iri)
        if (thing.iri, name) not in names:
            names.add((thing.iri, name))
            yield said(named, SKOS.altLabel, name_of(name, document.language))
        yield _mention(document, node, iri, mention, named)
    quotes: dict[tuple[int, int], str] = {}
    for (subject, predicate, object_, start, end, rule), confidence in _facts(annotation.relations, things).items():
        yield said(ref(subject), predicate, ref(object_))
        if (start, end) not in quotes:
            quotes[start, end], lines = _range(document, node, iri, start, end, NIF.String)
            yield quotes[start, end], lines
        fact = f"<{fact_iri(iri, subject, predicate, object_, start, end, rule)}>"
        yield (
            fact,
            f"{fact} <{RDF.type}> <{RDF.Statement}> {node} .\n"
            f"{fact} <{RDF.object}> {ref(object_)} {node} .\n"
            f"{fact} <{RDF.predicate}> {ref(predicate)} {node} .\n"
            f"{fact} <{RDF.subject}> {ref(subject)} {node} .\n"
            f"{fact} <{PROV.wasQuotedFrom}> {quotes[start, end]} {node} .\n"
            f"{fact} <{SSE.confidence}> {decimal(confidence)} {node} .\n"
            f"{fact} <{SSE.rule}> {word(rule)} {node} .\n",
        )


def _mention(document: Document, node: str, iri: str, mention: Mention, thing: str) -> tuple[str, str]:
    """A mention's characters and the thing that they name."""
    place, lines = _range(document, node, iri, mention.start, mention.end, NIF.Phrase)
    page = f"{place} <{SSE.page}> {whole(document.page(mention.start))} {node} .\n" if document.pages else ""
    return place, (
        f"{lines.removesuffix(page)}{place} <{ITSRDF.taIdentRef}> {thing} {node} .\n"
        f"{place} <{SSE.confidence}> {decimal(mention.confidence)} {node} .\n"
        f"{page}{place} <{SSE.rule}> {word(mention.source)} {node} .\n"
    )


def _range(document: Document, node: str, iri: str, start: int, end: int, kind: str) -> tuple[str, str]:
    """Characters ``[start, end)`` of a document as NIF 2.0 has them, and the page they begin on, if it has pages."""
    place = f"<{char_iri(iri, start, end)}>"
    page = f"{place} <{SSE.page}> {whole(document.page(start))} {node} .\n" if document.pages else ""
    return place, (
        f"{place} <{RDF.type}> <{kind}> {node} .\n"
        f"{place} <{NIF.anchorOf}> {literal(document.text[start:end])} {node} .\n"
        f"{place} <{NIF.beginIndex}> {whole(start)} {node} .\n"
        f"{place} <{NIF.endIndex}> {whole(end)} {node} .\n"
        f"{place} <{NIF.referenceContext}> {node} {node} .\n{page}"
    )


def _thing(said: Callable[[str, str, str], tuple[str, str]], document: str, thing: Entity) -> Iterator[tuple[str, str]]:
    """What a document that names ``thing`` says of it, but for its names."""
    node = ref(thing.iri)
    yield said(document, SSE.mentions, node)
    yield said(node, RDF.type, ref(SSE[thing.label]))
    for name in thing.classes:
        yield said(node, RDF.type, ref(SSE[name]))
    if thing.label == "Concept":
        yield said(node, RDF.type, ref(SKOS.Concept))


def _facts(relations: Iterable[Relation], things: Sequence[Entity]) -> dict[tuple[str, str, str, int, int, str], float]:
    """(subject, predicate, object, start, end, rule) -> confidence: the highest, where a text states a fact twice
    in the same words (by a name and by its acronym).
    """
    facts: dict[tuple[str, str, str, int, int, str], float] = {}
    for relation in relations:
        subject, object_ = things[relation.subject].iri, things[relation.object].iri
        if subject == object_:
            continue
        if relation.predicate in SYMMETRIC and subject > object_:
            subject, object_ = object_, subject
        fact = (subject, SSE[relation.predicate], object_, relation.start, relation.end, relation.rule)
        facts[fact] = max(relation.confidence, facts.get(fact, 0.0))
    return facts


def _entity(entity: Entity, place: Callable[[str], Term | None], known: Collection[str], graph: str) -> Iterator[str]:
    """What only the whole corpus can tell of an entity."""
    node = ref(entity.iri)

    def quad(subject: str, predicate: str, value: str) -> str:
        return f"{subject} <{predicate}> {value} {graph} .\n"

    yield from _shared(quad, node, entity)
    term = place(entity.identifier) if entity.label == "Place" and entity.identifier else None
    if term:
        yield from _place(quad, node, term, place, known)
    for merge in entity.merges:
        reason = ref(merge_iri(entity.iri, merge.first, merge.second, merge.rule))
        yield quad(reason, RDF.type, ref(SSE.Merge))
        yield quad(reason, SSE.mergedInto, node)
        yield quad(reason, SSE.firstName, literal(merge.first))
        yield quad(reason, SSE.secondName, literal(merge.second))
        yield quad(reason, SSE.rule, literal(merge.rule))


def _shared(quad: Callable[[str, str, str], str], node: str, thing: Entity | Term) -> Iterator[str]:
    """Names, matches and coordinates."""
    for name, language in thing.preferred:
        yield quad(node, SKOS.prefLabel, text_in(name, language))
    for relation, other in thing.matches:
        yield quad(node, SKOS[relation], ref(other))
    if thing.latitude is not None and thing.longitude is not None:
        yield quad(node, WGS84.lat, decimal(thing.latitude))
        yield quad(node, WGS84.long, decimal(thing.longitude))


def _place(
    quad: Callable[[str, str, str], str],
    node: str,
    term: Term,
    place: Callable[[str], Term | None],
    known: Collection[str],
) -> Iterator[str]:
    """A place's codes, what it may be, and all that contains it, nearest first: region and country whether or not a
    text names them, larger ones where one does.
    """
    for local, code in term.codes:
        yield quad(node, SSE[local], literal(code))
    for iri in term.candidates:
        yield quad(node, SSE.candidate, ref(iri))
    seen, inside = {term.iri}, "Country" not in term.classes
    while term.within and term.within not in seen and (container := place(term.within)):
        seen.add(container.iri)
        if inside or container.iri in known:
            yield quad(node, SSE.within, ref(container.iri))
        if inside and container.iri not in known:
            yield from _container(quad, container)
        inside = inside and "Country" not in container.classes
        term = container


def _container(quad: Callable[[str, str, str], str], term: Term) -> Iterator[str]:
    node = ref(term.iri)
    for name in (term.label, *term.classes):
        yield quad(node, RDF.type, ref(SSE[name]))
    yield from _shared(quad, node, term)
    for local, code in term.codes:
        yield quad(node, SSE[local], literal(code))
