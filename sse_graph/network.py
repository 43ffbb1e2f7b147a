"""The partner network of a graph: who is joined to whom, by which relation, and which sentence says so.

Input: a pyoxigraph Store in the shape of the data contract. Output: a networkx ``MultiDiGraph``, its measures, and a
copy whose attributes GraphML and GEXF can hold. It does **not** compute positions (``layout.py``), write files or draw.

Node: IRI; attributes ``label``, ``names``, ``main_class``, ``classes``, ``documents`` (IRIs of those that name it).
Edge key: the predicate; attributes ``predicate``, ``confidence`` (the highest of its evidence, in [0, 1]), ``weight``
(number of documents that state it), ``evidence``. Graph attributes: ``documents`` (IRI -> Source of all documents),
``predicates``, ``lang``, ``left_out`` (number of joined things that ``limit`` removed).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

import networkx as nx
import pyoxigraph as ox

from sse_graph.errors import InputError
from sse_graph.layout import communities, positions
from sse_graph.records import LABELS, SIGNATURES, SYMMETRIC

__all__ = [
    "BODIES",
    "PREDICATES",
    "Evidence",
    "Source",
    "communities",
    "find_node",
    "measures",
    "partner_network",
    "positions",
    "to_graphml_ready",
]

PREDICATES: Final = ("partnerOf", "memberOf", "partOf", "supports", "organizes", "partnerIn", "participatesIn")
"""The relations of a partner network; the other predicates describe a body without joining it to a partner."""

BODIES: Final = ("Organization", "Place", "Event", "Person")

_PREFIXES: Final = """
PREFIX sse: <https://w3id.org/sse-graph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#>
PREFIX itsrdf: <http://www.w3.org/2005/11/its/rdf#>
"""
_SSE: Final = "https://w3id.org/sse-graph/ontology#"
_CORPUS: Final = "https://w3id.org/sse-graph/graph/corpus"
_PIVOT_SEED: Final = 20160317
_BETWEENNESS_EXACT: Final = 600
"""Up to this many nodes betweenness is exact; above it is estimated from 300 pivots (exact takes minutes at 5,000)."""


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A document as it is shown beside a quote. ``date``: as the document states it, or ""."""

    iri: str
    identifier: str
    title: str
    language: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """One passage that states an edge. ``start, end``: its characters in the document. ``marks``: (start, end, role)
    of the names of the subject (``"s"``) and the object (``"o"``) inside ``quote``, in order, disjoint."""

    document: str
    start: int
    end: int
    quote: str
    rule: str
    confidence: float
    marks: tuple[tuple[int, int, str], ...] = ()


def partner_network(
    store: ox.Store,
    *,
    predicates: Sequence[str] = PREDICATES,
    around: str | None = None,
    hops: int = 1,
    limit: int | None = None,
    lang: str = "en",
    classes: Sequence[str] = BODIES,
) -> nx.MultiDiGraph:
    """The network of what documents state with ``predicates``, isolated bodies included, in the order of IRIs.

    ``around``: a name or IRI; only what is reached from it in ``hops`` steps along edges is kept. ``limit``: keep this
    many joined nodes, those with the most edges. Ends of an edge are kept whatever their class.

    Raises:
        InputError: an unknown predicate or class; ``around`` names nothing or several things; a negative number.
    """
    for predicate in predicates:
        if predicate not in SIGNATURES:
            raise InputError(f"relation {predicate!r} is none of {', '.join(SIGNATURES)}")
    for name in classes:
        if name not in LABELS:
            raise InputError(f"class {name!r} is none of {', '.join(LABELS)}")
    if hops < 0 or (limit is not None and limit < 1):
        raise InputError(f"hops {hops} must be 0 or more and limit {limit} must be 1 or more")
    facts = _facts(store, predicates)
    nodes = _nodes(store, lang)
    ends = {iri for subject, _, object_ in facts for iri in (subject, object_)}
    graph = nx.MultiDiGraph(
        documents=_documents(store), predicates=tuple(predicates), lang=lang, left_out=0, around=None
    )
    for iri, attributes in nodes.items():
        if iri in ends or attributes["main_class"] in classes:
            graph.add_node(iri, **attributes)
    for (subject, predicate, object_), evidence in facts.items():
        if subject in graph and object_ in graph and subject != object_:
            documents = {item.document for item in evidence}
            graph.add_edge(
                subject,
                object_,
                key=predicate,
                predicate=predicate,
                confidence=max((item.confidence for item in evidence), default=0.0),
                weight=len(documents) or 1,
                evidence=tuple(sorted(evidence)),
            )
    if around is not None:
        centre = find_node(graph, around)
        near = nx.single_source_shortest_path_length(graph.to_undirected(as_view=True), centre, cutoff=hops)
        graph.remove_nodes_from([iri for iri in graph if iri not in near])
        graph.graph["around"] = centre
    if limit is not None:
        joined = sorted((iri for iri in graph if graph.degree(iri)), key=lambda iri: (-graph.degree(iri), iri))
        graph.graph["left_out"] = len(joined[limit:])
        graph.remove_nodes_from(joined[limit:])
    return graph


def find_node(graph: nx.MultiDiGraph, name: str) -> str:
    """The IRI of the one node that is called ``name`` (or has this IRI); case and white space do not count.

    Raises:
        InputError: no node or several nodes bear the name.
    """
    if name in graph:
        return name
    wanted = " ".join(name.split()).casefold()
    bearers: dict[str, list[str]] = defaultdict(list)
    for iri, attributes in graph.nodes(data=True):
        for known in {known.casefold() for known in attributes["names"]}:
            bearers[known].append(iri)
    found = bearers.get(wanted, [])
    if len(found) > 1:
        labelled = [iri for iri in found if graph.nodes[iri]["label"].casefold() == wanted]
        found = labelled if len(labelled) == 1 else found
    if len(found) > 1:
        raise InputError(f"{name!r} is the name of several things; give one of these instead: {', '.join(found)}")
    if not found:
        near = get_close_matches(wanted, sorted(bearers), n=3)
        hint = f"; near names are {', '.join(map(repr, near))}" if near else "; see the names with a query or `info`"
        raise InputError(f"nothing in the graph is called {name!r}{hint}")
    return found[0]


def measures(graph: nx.MultiDiGraph) -> dict[str, dict[str, float]]:
    """Per measure, the value of each node: ``degree`` (edges), ``weighted_degree`` (documents that state them),
    ``betweenness`` (in [0, 1], direction ignored, exact up to 600 nodes), ``community`` (0 is the largest)."""
    simple = nx.Graph()
    simple.add_nodes_from(sorted(graph))
    simple.add_edges_from(sorted({(min(a, b), max(a, b)) for a, b in graph.edges()}))
    pivots = None if len(simple) <= _BETWEENNESS_EXACT else 300
    between = nx.betweenness_centrality(simple, k=pivots, seed=_PIVOT_SEED)
    return {
        "degree": {iri: float(graph.degree(iri)) for iri in simple},
        "weighted_degree": {iri: float(graph.degree(iri, weight="weight")) for iri in simple},
        "betweenness": {iri: float(between[iri]) for iri in simple},
        "community": {iri: float(n) for n, group in enumerate(communities(graph)) for iri in group},
    }


def to_graphml_ready(graph: nx.MultiDiGraph, places: dict[str, tuple[float, float]] | None = None) -> nx.MultiDiGraph:
    """A copy whose attributes are plain strings and numbers, for ``networkx.write_graphml`` and ``write_gexf``.

    Lists are joined with `` | ``; quotes and documents of an edge become ``quotes`` and ``documents``; ``x`` and ``y``
    are added where ``places`` (of ``positions``) has them. Characters that XML cannot hold are dropped.
    """
    flat = nx.MultiDiGraph()
    for iri in sorted(graph):
        data = graph.nodes[iri]
        plain: dict[str, Any] = {
            "label": _xml_text(data["label"]),
            "names": _xml_text(" | ".join(data["names"])),
            "main_class": data["main_class"],
            "classes": " | ".join(data["classes"]),
            "documents": len(data["documents"]),
            "degree": graph.degree(iri),
        }
        if places is not None and iri in places:
            plain["x"], plain["y"] = (float(value) for value in places[iri])
        flat.add_node(iri, **plain)
    for subject, object_, key in sorted(graph.edges(keys=True)):
        data = graph.edges[subject, object_, key]
        flat.add_edge(
            subject,
            object_,
            key=key,
            predicate=key,
            symmetric=key in SYMMETRIC,
            confidence=data["confidence"],
            weight=data["weight"],
            documents=" | ".join(sorted({item.document for item in data["evidence"]})),
            quotes=_xml_text(" | ".join(item.quote for item in data["evidence"])),
        )
    return flat


def _xml_text(text: str) -> str:
    """Source: https://www.w3.org/TR/xml/#charsets"""
    return "".join(
        c for c in text if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )


def _select(store: ox.Store, pattern: str) -> Iterable[ox.QuerySolution]:
    result = store.query(_PREFIXES + pattern)
    assert isinstance(result, ox.QuerySolutions)  # a SELECT gives nothing else; tells mypy so
    return result


def _documents(store: ox.Store) -> dict[str, Source]:
    rows = _select(
        store,
        """SELECT ?doc (MIN(?i) AS ?identifier) (MIN(?t) AS ?title) (MIN(?l) AS ?language) (MIN(STR(?d)) AS ?date)
        WHERE { GRAPH ?doc { ?doc a sse:Document . OPTIONAL { ?doc dcterms:identifier ?i }
        OPTIONAL { ?doc dcterms:title ?t } OPTIONAL { ?doc dcterms:language ?l }
        OPTIONAL { ?doc dcterms:date|dcterms:issued|dcterms:created ?d } } } GROUP BY ?doc""",
    )
    found = []
    for row in rows:
        identifier = _text(row["identifier"]) or row["doc"].value
        found.append(
            Source(
                row["doc"].value,
                identifier,
                _text(row["title"]) or identifier,
                _text(row["language"]),
                _text(row["date"]),
            )
        )
    return {source.iri: source for source in sorted(found)}


def _text(term: Any) -> str:
    return "" if term is None else str(term.value)


def _nodes(store: ox.Store, lang: str) -> dict[str, dict[str, Any]]:
    documents: dict[str, set[str]] = defaultdict(set)
    for row in _select(store, "SELECT ?doc ?e WHERE { GRAPH ?doc { ?doc a sse:Document ; sse:mentions ?e } }"):
        documents[row["e"].value].add(row["doc"].value)
    classes: dict[str, set[str]] = defaultdict(set)
    for row in _select(
        store, "SELECT DISTINCT ?e ?c WHERE { GRAPH ?doc { ?doc a sse:Document ; sse:mentions ?e . ?e a ?c } }"
    ):
        if row["c"].value.startswith(_SSE):
            classes[row["e"].value].add(row["c"].value.removeprefix(_SSE))
    names: dict[str, set[tuple[bool, bool, str, str]]] = defaultdict(set)
    for row in _select(
        store,
        """SELECT DISTINCT ?e ?g ?p ?name WHERE { { SELECT DISTINCT ?e { GRAPH ?doc { ?doc sse:mentions ?e } } }
        GRAPH ?g { ?e ?p ?name . VALUES ?p { skos:prefLabel skos:altLabel } } }""",
    ):
        if isinstance(row["name"], ox.Literal) and row["name"].value.strip():
            preferred, own = row["p"].value.endswith("prefLabel"), row["g"].value == _CORPUS
            text = " ".join(row["name"].value.split())
            names[row["e"].value].add((not preferred, not own, row["name"].language or "", text))
    nodes: dict[str, dict[str, Any]] = {}
    for iri in sorted(documents):
        main = next((label for label in LABELS if label in classes[iri]), None)
        if main is None:
            continue
        label = _label(names[iri], lang) or iri.rsplit("/", 1)[-1]
        others = sorted({name for *_, name in names[iri]} - {label}, key=lambda name: (name.casefold(), name))
        nodes[iri] = {
            "label": label,
            "names": (label, *others),
            "main_class": main,
            "classes": tuple(sorted(classes[iri] - {main})),
            "documents": tuple(sorted(documents[iri])),
        }
    return nodes


def _label(names: set[tuple[bool, bool, str, str]], lang: str) -> str:
    """The preferred name in ``lang``, else English, else without language, else any; the corpus's own choice first."""

    def rank(item: tuple[bool, bool, str, str]) -> tuple[bool, int, bool, str, str]:
        alternative, foreign, language, name = item
        order = (lang, "en", "")
        return alternative, order.index(language) if language in order else 3, foreign, language, name

    return min(names, key=rank)[3] if names else ""


def _facts(store: ox.Store, predicates: Sequence[str]) -> dict[tuple[str, str, str], set[Evidence]]:
    values = "VALUES ?p { " + " ".join(f"sse:{predicate}" for predicate in predicates) + " }"
    facts: dict[tuple[str, str, str], set[Evidence]] = {}

    def key(row: ox.QuerySolution) -> tuple[str, str, str]:
        subject, predicate, object_ = row["s"].value, row["p"].value.removeprefix(_SSE), row["o"].value
        if predicate in SYMMETRIC and object_ < subject:
            subject, object_ = object_, subject
        return subject, predicate, object_

    for row in _select(store, f"SELECT ?s ?p ?o WHERE {{ {values} GRAPH ?doc {{ ?doc a sse:Document . ?s ?p ?o }} }}"):
        facts.setdefault(key(row), set())
    spans = _mention_spans(store)
    for row in _select(
        store,
        f"""SELECT ?s ?p ?o ?doc ?quote ?begin ?end ?rule ?confidence WHERE {{ {values} GRAPH ?doc {{
        ?fact rdf:predicate ?p ; rdf:subject ?s ; rdf:object ?o ; prov:wasQuotedFrom ?range ; sse:rule ?rule ;
        sse:confidence ?confidence . ?range nif:anchorOf ?quote ; nif:beginIndex ?begin ; nif:endIndex ?end }} }}""",
    ):
        fact = key(row)
        document, start, end = row["doc"].value, int(row["begin"].value), int(row["end"].value)
        roles = (("s", fact[0]), ("o", fact[2]))
        inside = sorted(
            (first - start, last - start, role)
            for role, iri in roles
            for first, last in spans.get((document, iri), ())
            if start <= first and last <= end
        )
        evidence = Evidence(
            document, start, end, row["quote"].value, row["rule"].value, float(row["confidence"].value), tuple(inside)
        )
        facts.setdefault(fact, set()).add(evidence)
    return dict(sorted(facts.items()))


def _mention_spans(store: ox.Store) -> dict[tuple[str, str], list[tuple[int, int]]]:
    spans: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for row in _select(
        store,
        """SELECT ?doc ?e ?begin ?end WHERE { GRAPH ?doc {
        ?m itsrdf:taIdentRef ?e ; nif:beginIndex ?begin ; nif:endIndex ?end } }""",
    ):
        spans[row["doc"].value, row["e"].value].append((int(row["begin"].value), int(row["end"].value)))
    return spans
