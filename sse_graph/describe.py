"""Annotations and entities as RDF quads: the shape of the data that DESIGN.md promises.

Input: annotations and the entities that their mentions name. Output: pyoxigraph ``Quad`` objects, without blank nodes,
clock or chance. It does **not** store or sort them. A document's facts stand in the graph named by the document; what
only the whole corpus can tell (preferred names, coordinates, merges) in the corpus graph.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import PurePosixPath

import pyoxigraph as ox

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

_node = lru_cache(maxsize=50_000)(ox.NamedNode)
_NUMBER = ox.NamedNode(XSD.integer)  # NIF says nonNegativeInteger; Oxigraph keeps every whole number as this
_DECIMAL = ox.NamedNode(XSD.decimal)
_XSD_DATE = ox.NamedNode(XSD.date)
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


def describe(
    annotations: Iterable[Annotation],
    entities: Sequence[Entity],
    place: Callable[[str], Term | None] = lambda iri: None,
    base: str = BASE,
    names: Iterable[str] | None = None,
) -> Iterator[ox.Quad]:
    """The quads of all documents and the corpus graph; a few may be repeated. ``place``: a place's term by its IRI;
    ``names``: of all documents. When they are given, ``annotations`` are taken one at a time and never held.
    """
    if names is None:
        annotations = tuple(annotations)
        names = [annotation.document.name for annotation in annotations]
    iris = document_iris(names, base)
    of_mention = {key: entity for entity in entities for key in entity.mentions}
    for annotation in annotations:
        yield from _document(annotation, iris[annotation.document.name], of_mention)
    yield from _corpus(entities, place, base)


def seats(terms: Iterable[Term], base: str = BASE) -> Iterator[ox.Quad]:
    """The seats of bodies, in the graph of the authority file: those of a user's vocabulary too."""
    graph = _node(graph_iri(base, "organizations"))
    for term in terms:
        for predicate, name in zip((SSE.seatCity, SSE.seatCountry), term.seat, strict=True):
            if name:
                yield ox.Quad(_node(term.iri), _node(predicate), ox.Literal(name, language="en"), graph)


def _document(annotation: Annotation, iri: str, of_mention: Mapping[tuple[str, int], Entity]) -> Iterator[ox.Quad]:
    document, graph = annotation.document, _node(iri)

    def quad(subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Quad:
        return ox.Quad(_node(subject), _node(predicate), value, graph)

    yield quad(iri, RDF.type, _node(SSE.Document))
    yield quad(iri, DCTERMS.identifier, ox.Literal(document.name))
    yield quad(iri, DCTERMS.title, _text(document.title or document.name, document.language if document.title else ""))
    yield quad(iri, DCTERMS.language, ox.Literal(document.language))
    yield quad(iri, SSE.sha256, ox.Literal(document.sha256))
    yield quad(iri, SSE.pipeline, ox.Literal(annotation.pipeline))
    for warning in document.warnings:
        yield quad(iri, SSE.warning, ox.Literal(warning))
    for name, value in document.metadata:
        if name not in {"identifier", "title", "language"}:
            yield quad(iri, DCTERMS[name], _told(name, value))
    if document.pages:
        yield quad(iri, SCHEMA.numberOfPages, _whole(len(document.pages)))
    things = [of_mention[document.name, index] for index in range(len(annotation.mentions))]
    for mention, thing in zip(annotation.mentions, things, strict=True):
        yield quad(iri, SSE.mentions, _node(thing.iri))
        yield quad(thing.iri, RDF.type, _node(SSE[thing.label]))
        for name in thing.classes:
            yield quad(thing.iri, RDF.type, _node(SSE[name]))
        if thing.label == "Concept":
            yield quad(thing.iri, RDF.type, _node(SKOS.Concept))
        yield quad(thing.iri, SKOS.altLabel, _name(annotation.name(mention), document.language))
        place = char_iri(iri, mention.start, mention.end)
        yield from _range(quad, place, NIF.Phrase, document, mention.start, mention.end, iri)
        yield quad(place, ITSRDF.taIdentRef, _node(thing.iri))
        yield quad(place, SSE.rule, ox.Literal(mention.source))
        yield quad(place, SSE.confidence, _decimal(mention.confidence))
    for (subject, predicate, object_, start, end, rule), confidence in _facts(annotation.relations, things).items():
        yield quad(subject, predicate, _node(object_))
        quote = char_iri(iri, start, end)
        yield from _range(quad, quote, NIF.String, document, start, end, iri)
        fact = fact_iri(iri, subject, predicate, object_, start, end, rule)
        yield quad(fact, RDF.type, _node(RDF.Statement))
        yield quad(fact, RDF.subject, _node(subject))
        yield quad(fact, RDF.predicate, _node(predicate))
        yield quad(fact, RDF.object, _node(object_))
        yield quad(fact, PROV.wasQuotedFrom, _node(quote))
        yield quad(fact, SSE.rule, ox.Literal(rule))
        yield quad(fact, SSE.confidence, _decimal(confidence))


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
    quad: Callable[[str, str, ox.NamedNode | ox.Literal], ox.Quad],
    place: str,
    kind: str,
    document: Document,
    start: int,
    end: int,
    iri: str,
) -> Iterator[ox.Quad]:
    """Characters ``[start, end)`` of a document as NIF 2.0 has them, and the page they begin on, if it has pages."""
    yield quad(place, RDF.type, _node(kind))
    yield quad(place, NIF.anchorOf, ox.Literal(document.text[start:end]))
    yield quad(place, NIF.beginIndex, _whole(start))
    yield quad(place, NIF.endIndex, _whole(end))
    yield quad(place, NIF.referenceContext, _node(iri))
    if document.pages:
        yield quad(place, SSE.page, _whole(document.page(start)))


def _corpus(entities: Iterable[Entity], place: Callable[[str], Term | None], base: str) -> Iterator[ox.Quad]:
    graph = _node(graph_iri(base, "corpus"))
    known = {entity.iri for entity in entities}
    for entity in entities:
        node = _node(entity.iri)
        for name, language in entity.preferred:
            yield ox.Quad(node, _node(SKOS.prefLabel), _text(name, language), graph)
        for relation, other in entity.matches:
            yield ox.Quad(node, _node(SKOS[relation]), _node(other), graph)
        if entity.latitude is not None and entity.longitude is not None:
            yield ox.Quad(node, _node(WGS84.lat), _decimal(entity.latitude), graph)
            yield ox.Quad(node, _node(WGS84.long), _decimal(entity.longitude), graph)
        term = place(entity.identifier) if entity.label == "Place" and entity.identifier else None
        if term:
            yield from _place(node, term, place, known, graph)
        for merge in entity.merges:
            reason = _node(merge_iri(entity.iri, merge.first, merge.second, merge.rule))
            yield ox.Quad(reason, _node(RDF.type), _node(SSE.Merge), graph)
            yield ox.Quad(reason, _node(SSE.mergedInto), node, graph)
            yield ox.Quad(reason, _node(SSE.firstName), ox.Literal(merge.first), graph)
            yield ox.Quad(reason, _node(SSE.secondName), ox.Literal(merge.second), graph)
            yield ox.Quad(reason, _node(SSE.rule), ox.Literal(merge.rule), graph)


def _place(
    node: ox.NamedNode, term: Term, place: Callable[[str], Term | None], known: Collection[str], graph: ox.NamedNode
) -> Iterator[ox.Quad]:
    """A place's codes, what it may be, and all that contains it, nearest first: region and country whether or not a
    text names them, larger ones where one does.
    """
    for local, code in term.codes:
        yield ox.Quad(node, _node(SSE[local]), ox.Literal(code), graph)
    for iri in term.candidates:
        yield ox.Quad(node, _node(SSE.candidate), _node(iri), graph)
    seen, inside = {term.iri}, "Country" not in term.classes
    while term.within and term.within not in seen and (container := place(term.within)):
        seen.add(container.iri)
        if inside or container.iri in known:
            yield ox.Quad(node, _node(SSE.within), _node(container.iri), graph)
        if inside and container.iri not in known:
            yield from _container(container, graph)
        inside = inside and "Country" not in container.classes
        term = container


def _container(term: Term, graph: ox.NamedNode) -> Iterator[ox.Quad]:
    node = _node(term.iri)
    for name in (term.label, *term.classes):
        yield ox.Quad(node, _node(RDF.type), _node(SSE[name]), graph)
    for name, language in term.preferred:
        yield ox.Quad(node, _node(SKOS.prefLabel), _text(name, language), graph)
    for relation, other in term.matches:
        yield ox.Quad(node, _node(SKOS[relation]), _node(other), graph)
    for local, code in term.codes:
        yield ox.Quad(node, _node(SSE[local]), ox.Literal(code), graph)
    if term.latitude is not None and term.longitude is not None:
        yield ox.Quad(node, _node(WGS84.lat), _decimal(term.latitude), graph)
        yield ox.Quad(node, _node(WGS84.long), _decimal(term.longitude), graph)


def _told(term: str, value: str) -> ox.NamedNode | ox.Literal:
    """What a document says about itself: a date and an address as such, where they are whole; else its words."""
    if term in _DATES and _DATE.fullmatch(value):
        with suppress(ValueError):
            return ox.Literal(date.fromisoformat(value).isoformat(), datatype=_XSD_DATE)
    if term in _ADDRESSES and value.startswith(("http://", "https://")):
        with suppress(ValueError):
            return ox.NamedNode(value)
    return ox.Literal(value)


def _whole(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=_NUMBER)


def _name(name: str, language: str) -> ox.Literal:
    return _text(name, "" if is_acronym(name) else language)


def _text(text: str, language: str) -> ox.Literal:
    return ox.Literal(text, language=language) if language and language != "und" else ox.Literal(text)


def _decimal(value: float) -> ox.Literal:
    """The number to six places as ``xsd:decimal``, which has no exponent."""
    text = format(Decimal(str(round(value, 6))).normalize(), "f")
    return ox.Literal(text if "." in text else f"{text}.0", datatype=_DECIMAL)
