"""Annotations and entities as RDF quads: the shape of the data that DESIGN.md promises.

Input: annotations and the entities that their mentions name. Output: named graphs as lines of N-Quads, or pyoxigraph
``Quad`` objects, without blank nodes, clock or chance. It does **not** store them. A document's facts stand in the
graph named by the document; what only the whole corpus can tell (preferred names, coordinates, merges) in the corpus
graph.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import PurePosixPath

import pyoxigraph as ox

from sse_graph.lines import NamedGraph, in_order
from sse_graph.names import is_acronym
from sse_graph.records import SYMMETRIC, Annotation, Document, Entity, Relation, Term
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
    XSD,
    char_iri,
    document_iri,
    fact_iri,
    graph_iri,
    merge_iri,
    slugify,
)

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_DATES = frozenset({"created", "date", "issued", "modified"})
_ADDRESSES = frozenset({"license", "source"})


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
        return NamedGraph(iri, lambda: in_order(_document(annotation(), iri, things)), origin)

    def corpus(self) -> NamedGraph:
        """The graph of what only the whole corpus can tell."""
        node, known = _node(self._corpus), {entity.iri for entity in self._entities}

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


def _document(annotation: Annotation, iri: str, things: Sequence[Entity]) -> Iterator[str]:
    document, node = annotation.document, _node(iri)

    def quad(subject: str, predicate: str, value: str) -> str:
        return f"{subject} <{predicate}> {value} {node} .\n"

    yield quad(node, RDF.type, _node(SSE.Document))
    yield quad(node, DCTERMS.identifier, _literal(document.name))
    yield quad(node, DCTERMS.title, _text(document.title or document.name, document.language if document.title else ""))
    yield quad(node, DCTERMS.language, _literal(document.language))
    yield quad(node, SSE.sha256, _literal(document.sha256))
    yield quad(node, SSE.pipeline, _literal(annotation.pipeline))
    for warning in document.warnings:
        yield quad(node, SSE.warning, _literal(warning))
    for name, value in document.metadata:
        if name not in {"identifier", "title", "language"}:
            yield quad(node, DCTERMS[name], _told(name, value))
    if document.pages:
        yield quad(node, SCHEMA.numberOfPages, _whole(len(document.pages)))
    for thing in {thing.iri: thing for thing in things}.values():
        yield from _thing(quad, node, thing)
    names: set[tuple[str, str]] = set()
    for mention, thing in zip(annotation.mentions, things, strict=True):
        name, named = annotation.name(mention), _node(thing.iri)
        if (thing.iri, name) not in names:
            names.add((thing.iri, name))
            yield quad(named, SKOS.altLabel, _name(name, document.language))
        place = f"<{char_iri(iri, mention.start, mention.end)}>"
        yield from _range(quad, place, NIF.Phrase, document, mention.start, mention.end, node)
        yield quad(place, ITSRDF.taIdentRef, named)
        yield quad(place, SSE.rule, _word(mention.source))
        yield quad(place, SSE.confidence, _decimal(mention.confidence))
    quotes: dict[tuple[int, int], str] = {}
    for (subject, predicate, object_, start, end, rule), confidence in _facts(annotation.relations, things).items():
        yield quad(_node(subject), predicate, _node(object_))
        if (start, end) not in quotes:
            quotes[start, end] = f"<{char_iri(iri, start, end)}>"
            yield from _range(quad, quotes[start, end], NIF.String, document, start, end, node)
        fact = f"<{fact_iri(iri, subject, predicate, object_, start, end, rule)}>"
        yield quad(fact, RDF.type, _node(RDF.Statement))
        yield quad(fact, RDF.subject, _node(subject))
        yield quad(fact, RDF.predicate, _node(predicate))
        yield quad(fact, RDF.object, _node(object_))
        yield quad(fact, PROV.wasQuotedFrom, quotes[start, end])
        yield quad(fact, SSE.rule, _word(rule))
        yield quad(fact, SSE.confidence, _decimal(confidence))


def _thing(quad: Callable[[str, str, str], str], document: str, thing: Entity) -> Iterator[str]:
    """What a document that names ``thing`` says of it, but for its names."""
    node = _node(thing.iri)
    yield quad(document, SSE.mentions, node)
    yield quad(node, RDF.type, _node(SSE[thing.label]))
    for name in thing.classes:
        yield quad(node, RDF.type, _node(SSE[name]))
    if thing.label == "Concept":
        yield quad(node, RDF.type, _node(SKOS.Concept))


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


def _range(
    quad: Callable[[str, str, str], str], place: str, kind: str, document: Document, start: int, end: int, node: str
) -> Iterator[str]:
    """Characters ``[start, end)`` of a document as NIF 2.0 has them, and the page they begin on, if it has pages."""
    yield quad(place, RDF.type, _node(kind))
    yield quad(place, NIF.anchorOf, _literal(document.text[start:end]))
    yield quad(place, NIF.beginIndex, _whole(start))
    yield quad(place, NIF.endIndex, _whole(end))
    yield quad(place, NIF.referenceContext, node)
    if document.pages:
        yield quad(place, SSE.page, _whole(document.page(start)))


def _entity(entity: Entity, place: Callable[[str], Term | None], known: Collection[str], graph: str) -> Iterator[str]:
    """What only the whole corpus can tell of an entity."""
    node = _node(entity.iri)

    def quad(subject: str, predicate: str, value: str) -> str:
        return f"{subject} <{predicate}> {value} {graph} .\n"

    yield from _shared(quad, node, entity)
    term = place(entity.identifier) if entity.label == "Place" and entity.identifier else None
    if term:
        yield from _place(quad, node, term, place, known)
    for merge in entity.merges:
        reason = _node(merge_iri(entity.iri, merge.first, merge.second, merge.rule))
        yield quad(reason, RDF.type, _node(SSE.Merge))
        yield quad(reason, SSE.mergedInto, node)
        yield quad(reason, SSE.firstName, _literal(merge.first))
        yield quad(reason, SSE.secondName, _literal(merge.second))
        yield quad(reason, SSE.rule, _literal(merge.rule))


def _shared(quad: Callable[[str, str, str], str], node: str, thing: Entity | Term) -> Iterator[str]:
    """Names, matches and coordinates."""
    for name, language in thing.preferred:
        yield quad(node, SKOS.prefLabel, _text(name, language))
    for relation, other in thing.matches:
        yield quad(node, SKOS[relation], _node(other))
    if thing.latitude is not None and thing.longitude is not None:
        yield quad(node, WGS84.lat, _decimal(thing.latitude))
        yield quad(node, WGS84.long, _decimal(thing.longitude))


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
        yield quad(node, SSE[local], _literal(code))
    for iri in term.candidates:
        yield quad(node, SSE.candidate, _node(iri))
    seen, inside = {term.iri}, "Country" not in term.classes
    while term.within and term.within not in seen and (container := place(term.within)):
        seen.add(container.iri)
        if inside or container.iri in known:
            yield quad(node, SSE.within, _node(container.iri))
        if inside and container.iri not in known:
            yield from _container(quad, container)
        inside = inside and "Country" not in container.classes
        term = container


def _container(quad: Callable[[str, str, str], str], term: Term) -> Iterator[str]:
    node = _node(term.iri)
    for name in (term.label, *term.classes):
        yield quad(node, RDF.type, _node(SSE[name]))
    yield from _shared(quad, node, term)
    for local, code in term.codes:
        yield quad(node, SSE[local], _literal(code))


def _told(term: str, value: str) -> str:
    """What a document says about itself: a date and an address as such, where they are whole; else its words."""
    if term in _DATES and _DATE.fullmatch(value):
        with suppress(ValueError):
            return f'"{date.fromisoformat(value).isoformat()}"^^<{XSD.date}>'
    if term in _ADDRESSES and value.startswith(("http://", "https://")):
        with suppress(ValueError):
            return str(ox.NamedNode(value))
    return _literal(value)


@lru_cache(maxsize=50_000)
def _node(iri: str) -> str:
    """An IRI that others may have chosen, checked; of ranges and facts only the document's is."""
    return str(ox.NamedNode(iri))


def _literal(text: str) -> str:
    return str(ox.Literal(text))


_word = lru_cache(maxsize=1_000)(_literal)


def _whole(number: int) -> str:
    """NIF says nonNegativeInteger; Oxigraph keeps every whole number as this."""
    return f'"{number}"^^<{XSD.integer}>'


def _name(name: str, language: str) -> str:
    return _text(name, "" if is_acronym(name) else language)


def _text(text: str, language: str) -> str:
    return str(ox.Literal(text, language=language)) if language and language != "und" else _literal(text)


@lru_cache(maxsize=10_000)
def _decimal(value: float) -> str:
    """The number to six places as ``xsd:decimal``, which has no exponent; as Oxigraph keeps it ("1", not "1.0")."""
    return f'"{Decimal(str(round(value, 6) + 0.0)).normalize():f}"^^<{XSD.decimal}>'
