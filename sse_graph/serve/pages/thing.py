"""The page of one thing: its names, what the documents say of it with their words, its neighbours."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

import pyoxigraph as ox

from sse_graph.html import shown
from sse_graph.records import LABELS, SIGNATURES, SYMMETRIC
from sse_graph.serve.answers import RefusedError, Reply, one_line
from sse_graph.serve.graphs import node
from sse_graph.serve.pages.render import View, rendered, short
from sse_graph.serve.pages.star import star
from sse_graph.vocab import DCTERMS, RDF, RDFS, SKOS, SSE

MOST: Final = 200
"""Neighbours, documents and further statements on a page at most; the data has all."""
_EVIDENCE: Final = 20
_FACTS: Final = """SELECT DISTINCT ?s ?p ?o ?quote ?range ?doc ?rule ?confidence WHERE { GRAPH ?doc {
    { ?fact rdf:subject ?thing } UNION { ?fact rdf:object ?thing }
    ?fact rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; prov:wasQuotedFrom ?range ; sse:rule ?rule ;
    sse:confidence ?confidence . ?range nif:anchorOf ?quote } } ORDER BY ?p ?s ?o DESC(?confidence) ?range LIMIT 5000"""
_MENTIONS: Final = """SELECT ?doc (COUNT(DISTINCT ?m) AS ?n) WHERE {
  GRAPH ?doc { ?m itsrdf:taIdentRef ?thing } } GROUP BY ?doc ORDER BY DESC(?n) ?doc"""
_MERGES: Final = """SELECT DISTINCT ?first ?second ?rule WHERE { ?m sse:mergedInto ?thing ; sse:firstName ?first ;
  sse:secondName ?second ; sse:rule ?rule } ORDER BY ?rule ?first ?second LIMIT 100"""
_TOLD: Final = {RDF.type, SKOS.prefLabel, SKOS.altLabel, RDFS.label, DCTERMS.title}


def thing(view: View) -> Reply:
    """Everything the graph says of what has the IRI ``iri``.

    Raises:
        RefusedError: nothing (404).
    """
    iri = view.values["iri"]
    own = list(view.store.quads_for_pattern(node(iri), None, None, None))
    if not own:
        raise RefusedError(404, f"nothing is said of <{one_line(iri)}> in this graph")
    types = {q.object.value for q in own if q.predicate.value == RDF.type and isinstance(q.object, ox.NamedNode)}
    classes = [value.removeprefix(str(SSE)) for value in sorted(types) if value in SSE]
    main = next((label for label in LABELS if label in classes), "")
    facts = _facts(view, iri)
    documents = [(row[0].value, int(row[1].value)) for row in view.select(_MENTIONS, thing=node(iri))]
    others = {fact["other"] for fact in facts}
    names = view.names(
        {iri, *others, *(doc for doc, _ in documents[:MOST]), *(e["doc"] for f in facts for e in f["evidence"])}
    )
    for fact in facts:
        fact["name"], fact["link"] = names[fact["other"]], view.link(fact["other"])
        for piece in fact["evidence"]:
            piece["title"], piece["link"] = names[piece["doc"]], view.link(piece["range"])
    kinds = _kinds(view, others)
    name = names[iri]
    return rendered(
        view,
        "thing",
        iri=iri,
        name=name,
        main=main,
        classes=[view.words.get(f"class_{key}", key) for key in sorted(set(classes) - {main})],
        names=_names(own, name),
        groups=_grouped(view, facts[:MOST]),
        left=max(len(facts) - MOST, 0),
        documents=[(view.link(doc), names[doc], count) for doc, count in documents[:MOST]],
        more_documents=max(len(documents) - MOST, 0),
        merges=[tuple(shown(cell.value) for cell in row) for row in view.select(_MERGES, thing=node(iri))],
        further=_further(view, own),
        star=star(
            name, main, [(f["name"], f["link"], kinds.get(f["other"], ""), f["said"]) for f in facts], view.words
        ),
        data=f"/data/{iri.removeprefix(view.base + 'id/')}" if iri.startswith(f"{view.base}id/") else "",
    )


def _facts(view: View, iri: str) -> list[dict[str, Any]]:
    """One entry a neighbour and relation, with its evidence; the surest first within a relation."""
    found: dict[tuple[str, bool, str], list[dict[str, Any]]] = defaultdict(list)
    for s, p, o, quote, range_, doc, rule, confidence in view.select(_FACTS, thing=node(iri)):
        relation = p.value.removeprefix(str(SSE))
        outward = s.value == iri
        other = o.value if outward else s.value
        found[relation, outward or relation in SYMMETRIC, other].append(
            {
                "quote": shown(quote.value.replace("\n", " ")),
                "range": range_.value,
                "doc": doc.value,
                "rule": shown(rule.value),
                "confidence": float(confidence.value),
            }
        )
    order = list(SIGNATURES)
    entries = [
        {
            "relation": relation,
            "outward": outward,
            "said": view.words.get(relation if outward else f"{relation}_inverse", relation),
            "other": other,
            "evidence": evidence[:_EVIDENCE],
            "more": max(len(evidence) - _EVIDENCE, 0),
            "best": max(piece["confidence"] for piece in evidence),
        }
        for (relation, outward, other), evidence in found.items()
    ]
    rank = {relation: index for index, relation in enumerate(order)}
    entries.sort(key=lambda e: (rank.get(e["relation"], 99), not e["outward"], -e["best"], e["other"]))
    return entries


def _grouped(view: View, facts: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for fact in facts:
        groups[fact["said"]].append(fact)
    return list(groups.items())


def _names(own: list[ox.Quad], name: str) -> list[tuple[str, str]]:
    """(name, language) of every other name, each once."""
    labels = {SKOS.prefLabel, SKOS.altLabel, RDFS.label}
    found = {
        (shown(quad.object.value), quad.object.language or "")
        for quad in own
        if quad.predicate.value in labels and isinstance(quad.object, ox.Literal)
    }
    return sorted((text, tag) for text, tag in found if text != name)[:MOST]


def _kinds(view: View, iris: set[str]) -> dict[str, str]:
    from sse_graph.serve.pages.search import kind

    return {iri: kind(view, iri) for iri in sorted(iris)[:MOST]}


def _further(view: View, own: list[ox.Quad]) -> list[tuple[str, str, str]]:
    """(property, value, address or "") of what is said in no other part of the page."""
    relations = {SSE[key] for key in SIGNATURES}
    rows = set()
    for quad in own:
        property_ = quad.predicate.value
        if property_ in _TOLD or property_ in relations:
            continue
        if isinstance(quad.object, ox.NamedNode):
            rows.add((short(property_), short(quad.object.value), view.link(quad.object.value)))
        else:
            rows.add((short(property_), shown(getattr(quad.object, "value", str(quad.object))), ""))
    return sorted(rows)[:MOST]
