"""Everything a graph says about a thing, each fact with its quote.

Input: an open store and a name. Output: ``Explanation`` records. It does **not** print.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from sse_graph.errors import QueryError
from sse_graph.export import preferred_names
from sse_graph.query import bound
from sse_graph.readable import Readable
from sse_graph.records import LABELS
from sse_graph.vocab import PREFIXES, SSE

_HEAD = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
_NEAR = 5


@dataclass(frozen=True, slots=True)
class Fact:
    """A relation with one piece of evidence; subject and object as preferred names. ``page``: that the quote begins
    on, 0 in a document without pages."""

    subject: str
    predicate: str
    object: str
    quote: str
    document: str
    rule: str
    confidence: float
    page: int = 0


@dataclass(frozen=True, slots=True)
class Explanation:
    """One thing: its IRI, main class, narrower classes, names, number of mentions a document, merges, facts."""

    iri: str
    name: str
    label: str
    classes: tuple[str, ...]
    names: tuple[str, ...]
    mentions: tuple[tuple[str, int], ...]
    merges: tuple[tuple[str, str, str], ...]
    facts: tuple[Fact, ...]


def explain(store: Readable, name: str) -> tuple[Explanation, ...]:
    """What is known of everything that bears ``name`` (any case) and that a document names, sorted by class and IRI.

    Raises:
        QueryError: nothing bears that name; near names are given.
    """
    things = sorted({row[0].value for row in _select(store, _BEARERS, name=name)})
    if not things:
        from rapidfuzz import process

        known = sorted({row[0].value for row in _select(store, _NAMES)})
        near = [match[0] for match in process.extract(name, known, limit=_NEAR)]
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise QueryError(f"nothing is named {name!r} in this graph{hint}")
    names = preferred_names(store)
    explanations = [_explanation(store, iri, names) for iri in things]
    return tuple(sorted(explanations, key=lambda thing: (LABELS.index(thing.label), thing.iri)))


_BEARERS = """SELECT DISTINCT ?thing WHERE { ?doc sse:mentions ?thing . ?thing skos:prefLabel|skos:altLabel ?n
  FILTER (LCASE(STR(?n)) = LCASE(?name)) }"""
_NAMES = """SELECT DISTINCT ?n WHERE { ?doc sse:mentions ?thing . ?thing skos:prefLabel|skos:altLabel ?l
  BIND (STR(?l) AS ?n) }"""
_TYPES = "SELECT DISTINCT ?type WHERE { ?doc sse:mentions ?thing . GRAPH ?doc { ?thing a ?type } }"
_LABELS = "SELECT DISTINCT ?l WHERE { ?thing skos:prefLabel|skos:altLabel ?l }"
_COUNTS = """SELECT ?name (COUNT(DISTINCT ?m) AS ?n) WHERE {
  GRAPH ?doc { ?m itsrdf:taIdentRef ?thing . ?doc dcterms:identifier ?name } } GROUP BY ?name"""
_MERGES = """SELECT ?first ?second ?rule WHERE { ?m sse:mergedInto ?thing ; sse:firstName ?first ; sse:secondName
?second ; sse:rule ?rule }"""
_FACTS = """SELECT DISTINCT ?s ?p ?o ?quote ?doc ?rule ?confidence ?page WHERE { GRAPH ?g {
    { ?fact rdf:subject ?thing } UNION { ?fact rdf:object ?thing }
    ?fact rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; prov:wasQuotedFrom ?range ; sse:rule ?rule ;
    sse:confidence ?confidence . ?range nif:anchorOf ?quote . ?g dcterms:identifier ?doc
    OPTIONAL { ?range sse:page ?page } } }"""
# sorted here: engines put accents and capitals in different places


def _select(
    store: Readable, query: str, **values: str | ox.NamedNode
) -> Iterator[tuple[ox.Literal | ox.NamedNode, ...]]:
    terms = {key: value if isinstance(value, ox.NamedNode) else ox.Literal(value) for key, value in values.items()}
    found = store.query(_HEAD + bound(query, terms), use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    for row in found:
        yield tuple(row)


def _explanation(store: Readable, iri: str, names: dict[str, str]) -> Explanation:
    thing = ox.NamedNode(iri)
    types = {
        row[0].value.removeprefix(str(SSE))
        for row in _select(store, _TYPES, thing=thing)
        if row[0].value.startswith(str(SSE))
    }
    label = next(label for label in LABELS if label in types)
    facts = [
        Fact(
            names.get(s.value, s.value), p.value.removeprefix(str(SSE)), names.get(o.value, o.value),
            quote.value, document.value, rule.value, float(confidence.value), int(page.value) if page else 0,
        )
        for s, p, o, quote, document, rule, confidence, page in sorted(
            _select(store, _FACTS, thing=thing), key=_fact_order
        )
    ]  # fmt: skip
    return Explanation(
        iri=iri,
        name=names.get(iri, iri),
        label=label,
        classes=tuple(sorted(types - {label})),
        names=tuple(sorted({row[0].value for row in _select(store, _LABELS, thing=thing)})),
        mentions=tuple(sorted((row[0].value, int(row[1].value)) for row in _select(store, _COUNTS, thing=thing))),
        merges=tuple(
            sorted(
                ((a.value, b.value, rule.value) for a, b, rule in _select(store, _MERGES, thing=thing)),
                key=lambda merge: (merge[2], *merge[:2]),
            )
        ),
        facts=tuple(facts),
    )


def _fact_order(row: tuple[ox.Literal | ox.NamedNode, ...]) -> tuple[str, ...]:
    # the page, last, may be missing; the document and the quote tell it
    subject, predicate, object_, quote, document, rule, confidence = (term.value for term in row[:-1])
    return predicate, subject, object_, document, quote, rule, confidence
