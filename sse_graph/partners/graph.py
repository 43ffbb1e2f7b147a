"""The network itself: things joined by what documents state, and selections of it.

Input: a ``Reading`` or a store. Output: a networkx ``MultiDiGraph``. It does **not** compute positions or measures
beyond the degree.

Node: IRI; attributes ``label``, ``names``, ``main_class``, ``classes``, ``documents`` (IRIs of those that name it),
``themes``, and the fields of ``Located``. Edge key: the predicate; attributes ``predicate``, ``confidence`` (the
highest of its evidence, in [0, 1]), ``weight`` (number of documents that state it), ``evidence``. Graph attributes:
``documents`` (IRI -> Source of all), ``predicates``, ``lang``, ``around`` (IRI or ``None``), ``left_out`` (number of
joined things that ``top`` removed).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final

import networkx as nx

from sse_graph.errors import InputError
from sse_graph.partners.measure import CENTRALITIES, centrality
from sse_graph.partners.read import Reading, read
from sse_graph.readable import Readable
from sse_graph.records import LABELS, SIGNATURES

PREDICATES: Final = ("partnerOf", "memberOf", "partOf", "supports", "organizes", "partnerIn", "participatesIn")
"""The relations of a partner network; the other predicates describe a body without joining it to a partner."""

BODIES: Final = ("Organization", "Place", "Event", "Person")


def partner_network(
    store: Readable,
    *,
    predicates: Sequence[str] = PREDICATES,
    around: str | None = None,
    hops: int = 1,
    place: str | None = None,
    concept: str | None = None,
    top: int | None = None,
    by: str = "degree",
    lang: str = "en",
    classes: Sequence[str] = BODIES,
) -> nx.MultiDiGraph:
    """The network of what documents state with ``predicates``, isolated things of ``classes`` included.

    ``around``: a name or IRI; only what is reached from it in ``hops`` steps along edges is kept. ``place``: only edges
    of which one end is or lies there. ``concept``: only edges of which one end promotes it. ``top``: this many joined
    things, the first by the measure ``by``. Ends of an edge are kept whatever their class. Nodes are in the order of
    IRIs.

    Raises:
        InputError: an unknown predicate, class or measure; a name that names nothing or several things; a bad number.
    """
    return assemble(
        read(store, lang),
        predicates=predicates,
        around=around,
        hops=hops,
        place=place,
        concept=concept,
        top=top,
        by=by,
        lang=lang,
        classes=classes,
    )


def assemble(
    reading: Reading,
    *,
    predicates: Sequence[str] = PREDICATES,
    around: str | None = None,
    hops: int = 1,
    place: str | None = None,
    concept: str | None = None,
    top: int | None = None,
    by: str = "degree",
    lang: str = "en",
    classes: Sequence[str] = BODIES,
) -> nx.MultiDiGraph:
    """``partner_network`` of what was read before."""
    _check(predicates, classes, hops, top, by)
    ends = {iri for subject, key, object_ in reading.facts if key in predicates for iri in (subject, object_)}
    graph = nx.MultiDiGraph(
        documents=reading.documents, predicates=tuple(predicates), lang=lang, left_out=0, around=None
    )
    for iri, attributes in reading.things.items():
        if iri in ends or attributes["main_class"] in classes:
            graph.add_node(iri, **attributes)
    for (subject, key, object_), evidence in reading.facts.items():
        if key in predicates and subject in graph and object_ in graph and subject != object_:
            graph.add_edge(
                subject,
                object_,
                key=key,
                predicate=key,
                confidence=max((item.confidence for item in evidence), default=0.0),
                weight=len({item.document for item in evidence}) or 1,
                evidence=evidence,
            )
    if place is not None:
        there = find(reading.things, place, "Place")
        _keep_edges_of(graph, {iri for iri in graph if iri == there or there in graph.nodes[iri]["within"]})
    if concept is not None:
        theme = find(reading.things, concept, "Concept")
        _keep_edges_of(
            graph, {subject for subject, key, object_ in reading.facts if (key, object_) == ("promotes", theme)}
        )
    if around is not None:
        centre = find_node(graph, around)
        near = nx.single_source_shortest_path_length(graph.to_undirected(as_view=True), centre, cutoff=hops)
        graph.remove_nodes_from([iri for iri in graph if iri not in near])
        graph.graph["around"] = centre
    if top is not None:
        values = centrality(graph, by)
        joined = sorted((iri for iri in graph if graph.degree(iri)), key=lambda iri: (-values[iri], iri))
        graph.graph["left_out"] = len(joined[top:])
        graph.remove_nodes_from(joined[top:])
    return graph


def _check(predicates: Sequence[str], classes: Sequence[str], hops: int, top: int | None, by: str) -> None:
    for predicate in predicates:
        if predicate not in SIGNATURES:
            raise InputError(f"relation {predicate!r} is none of {', '.join(SIGNATURES)}")
    for name in classes:
        if name not in LABELS:
            raise InputError(f"class {name!r} is none of {', '.join(LABELS)}")
    if hops < 0 or (top is not None and top < 1):
        raise InputError(f"hops {hops} must be 0 or more and top {top} must be 1 or more")
    if by not in CENTRALITIES:
        raise InputError(f"measure {by!r} is none of {', '.join(CENTRALITIES)}")


def _keep_edges_of(graph: nx.MultiDiGraph, bodies: set[str]) -> None:
    """Remove the edges without an end in ``bodies``, and every node that is then isolated and not one of them."""
    graph.remove_edges_from([edge for edge in graph.edges(keys=True) if not bodies & set(edge[:2])])
    graph.remove_nodes_from([iri for iri in graph if iri not in bodies and not graph.degree(iri)])


def find_node(graph: nx.MultiDiGraph, name: str) -> str:
    """The IRI of the one node that is called ``name`` (or has this IRI); case and white space do not count.

    Raises:
        InputError: no node or several nodes bear the name.
    """
    return find(dict(graph.nodes(data=True)), name)


def find(things: Mapping[str, Mapping[str, Any]], name: str, label: str = "") -> str:
    """``find_node`` among things by IRI; ``label``: only of that main class."""
    if name in things:
        return name
    wanted = " ".join(name.split()).casefold()
    bearers: dict[str, list[str]] = defaultdict(list)
    for iri, attributes in things.items():
        if not label or attributes["main_class"] == label:
            for known in {str(known).casefold() for known in attributes["names"]}:
                bearers[known].append(iri)
    found = bearers.get(wanted, [])
    if len(found) > 1:
        labelled = [iri for iri in found if str(things[iri]["label"]).casefold() == wanted]
        found = labelled if len(labelled) == 1 else found
    if len(found) > 1:
        raise InputError(f"{name!r} is the name of several things; give one of these instead: {', '.join(found)}")
    if not found:
        near = get_close_matches(wanted, sorted(bearers), n=3)
        hint = f"; near names are {', '.join(map(repr, near))}" if near else "; see the names with a query or `info`"
        raise InputError(f"no {label.lower() or 'thing'} in the graph is called {name!r}{hint}")
    return found[0]
