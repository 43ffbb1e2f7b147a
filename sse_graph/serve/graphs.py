"""Graphs and things as RDF: Graph Store Protocol reads, descriptions of IRIs, VoID, the Service Description.

Input: an open store, an IRI, what the client accepts. Output: a ``Reply``. It does **not** know of pages.
Sources: SPARQL 1.1 Graph Store HTTP Protocol; SPARQL 1.1 Service Description; VoID (W3C Interest Group Note).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from sse_graph.info import info
from sse_graph.serve.answers import RefusedError, Reply, chosen, one_line, written
from sse_graph.serve.media import ROWS, TRIPLES
from sse_graph.vocab import DCTERMS, PREFIXES, RDF

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
VOID: Final = "http://rdfs.org/ns/void#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES: Final = {
    "json": "SPARQL_Results_JSON", "xml": "SPARQL_Results_XML", "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV", "turtle": "Turtle", "ntriples": "N-Triples", "jsonld": "JSON-LD", "trig": "TriG",
    "rdfxml": "RDF_XML", "nquads": "N-Quads",
}  # fmt: skip
Triples = Iterator[ox.Triple]


def graph(store: ox.Store, iri: str, accept: str, named: str) -> Reply:
    """A named graph, or the union of all for an ``iri`` of "".

    Raises:
        RefusedError: there is no such graph (404), the IRI is none (400), or no syntax fits (406).
    """
    form = chosen(accept, named, TRIPLES)
    if iri:
        name = node(iri)
        if not store.contains_named_graph(name):
            raise RefusedError(404, f"there is no graph <{one_line(iri)}>; /sparql?query=… lists them with GRAPH ?g")
        quads = store.quads_for_pattern(None, None, None, name)
        return Reply(200, form.content_type, written((quad.triple for quad in quads), form))
    with_graphs = form.name in {"trig", "nquads", "jsonld"}
    every = store.quads_for_pattern(None, None, None, None)
    if with_graphs:
        return Reply(200, form.content_type, written(every, form))
    return Reply(200, form.content_type, written(dict.fromkeys(quad.triple for quad in every), form))


def node(iri: str) -> ox.NamedNode:
    """``iri`` as a term.

    Raises:
        RefusedError: it is not an absolute IRI (400).
    """
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise RefusedError(400, f"<{one_line(iri)}> is not an absolute IRI") from error


def about(store: ox.Store, iri: str, accept: str, named: str) -> Reply:
    """What the graph says of ``iri``: every statement it is the subject or object of, and the evidence of its facts.

    Raises:
        RefusedError: nothing is said of it (404), or no syntax fits (406).
    """
    form = chosen(accept, named, TRIPLES)
    thing = node(iri)
    own = {quad.triple for quad in store.quads_for_pattern(thing, None, None, None)}
    if not own:
        raise RefusedError(404, f"nothing is said of <{one_line(iri)}> in this graph")
    statement, referred = ox.NamedNode(RDF.Statement), set()
    kind = ox.NamedNode(RDF.type)
    for quad in store.quads_for_pattern(None, None, thing, None):
        if any(store.quads_for_pattern(quad.subject, kind, statement, None)):  # a piece of evidence: all of it
            referred |= {of.triple for of in store.quads_for_pattern(quad.subject, None, None, None)}
        else:
            referred.add(quad.triple)
    for role in (RDF.subject, RDF.object):
        for quad in store.quads_for_pattern(None, ox.NamedNode(role), thing, None):
            referred |= {of.triple for of in store.quads_for_pattern(quad.subject, None, None, None)}
    return Reply(200, form.content_type, written(sorted(own | referred, key=str), form))


def void(store: ox.Store, base: str, site: str, accept: str, named: str) -> Reply:
    """The description of the data set: its size, vocabularies, where it can be asked and had whole."""
    form = chosen(accept, named, TRIPLES)
    return Reply(200, form.content_type, written(list(_void(store, base, site)), form))


def _void(store: ox.Store, base: str, site: str) -> Triples:
    data = ox.NamedNode(f"{site}/.well-known/void")
    numbers = info(store)

    def say(predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
        return ox.Triple(data, ox.NamedNode(predicate), value)

    yield say(RDF.type, ox.NamedNode(f"{VOID}Dataset"))
    yield say(DCTERMS.title, ox.Literal("Social and Solidarity Economy knowledge graph", language="en"))
    yield say(f"{VOID}sparqlEndpoint", ox.NamedNode(f"{site}/sparql"))
    yield say(f"{VOID}dataDump", ox.NamedNode(f"{site}/graphs?default"))
    yield say(f"{VOID}uriSpace", ox.Literal(base))
    yield say(f"{VOID}triples", ox.Literal(numbers.statements))
    yield say(f"{VOID}documents", ox.Literal(numbers.documents))
    yield say(f"{VOID}entities", ox.Literal(sum(count for _, count in numbers.things)))
    for form in TRIPLES:
        yield say(f"{VOID}feature", ox.NamedNode(f"{_FORMATS}{_FORMAT_NAMES[form.name]}"))
    for prefix in sorted(PREFIXES):
        yield say(f"{VOID}vocabulary", ox.NamedNode(PREFIXES[prefix]))


def service(store: ox.Store, site: str, accept: str, named: str) -> Reply:
    """The Service Description of the endpoint."""
    form = chosen(accept, named, TRIPLES)
    return Reply(200, form.content_type, written(list(_service(store, site)), form))


def _service(store: ox.Store, site: str) -> Triples:
    endpoint, data = ox.NamedNode(f"{site}/sparql"), ox.NamedNode(f"{site}/sparql#dataset")
    default = ox.NamedNode(f"{site}/graphs?default")
    kind = ox.NamedNode(RDF.type)

    def sd(name: str) -> ox.NamedNode:
        return ox.NamedNode(f"{SD}{name}")

    yield ox.Triple(endpoint, kind, sd("Service"))
    yield ox.Triple(endpoint, sd("endpoint"), endpoint)
    yield ox.Triple(endpoint, sd("supportedLanguage"), sd("SPARQL11Query"))
    yield ox.Triple(endpoint, sd("feature"), sd("UnionDefaultGraph"))
    for form in (*ROWS, *TRIPLES):
        yield ox.Triple(endpoint, sd("resultFormat"), ox.NamedNode(f"{_FORMATS}{_FORMAT_NAMES[form.name]}"))
    yield ox.Triple(endpoint, sd("defaultDataset"), data)
    yield ox.Triple(data, kind, sd("Dataset"))
    yield ox.Triple(data, sd("defaultGraph"), default)
    yield ox.Triple(default, kind, sd("Graph"))
    for name in sorted(store.named_graphs(), key=str)[:1000]:
        if isinstance(name, ox.NamedNode):
            part = ox.NamedNode(f"{site}/sparql#graph-{_slug(name.value)}")
            yield ox.Triple(data, sd("namedGraph"), part)
            yield ox.Triple(part, kind, sd("NamedGraph"))
            yield ox.Triple(part, sd("name"), name)


def _slug(iri: str) -> str:
    return hashlib.sha256(iri.encode()).hexdigest()[:16]
