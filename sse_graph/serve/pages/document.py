"""The page of a document: its text with the mentions marked, and what it states; and the list of all documents."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import pyoxigraph as ox

from sse_graph.html import shown
from sse_graph.records import LABELS
from sse_graph.serve.answers import RefusedError, Reply, one_line
from sse_graph.serve.graphs import node
from sse_graph.serve.pages.render import View, number, rendered, short
from sse_graph.serve.pages.search import kind
from sse_graph.serve.pages.texts import text_of
from sse_graph.vocab import DCTERMS, RDF, SSE

_A_PAGE: Final = 100
_META: Final = """SELECT ?p ?o WHERE { GRAPH ?doc { ?doc ?p ?o FILTER (isLiteral(?o)) } } ORDER BY ?p ?o"""
_PLACES: Final = """SELECT ?start ?end ?thing ?name WHERE { GRAPH ?doc { ?m itsrdf:taIdentRef ?thing ;
  nif:beginIndex ?start ; nif:endIndex ?end ; nif:anchorOf ?name } } ORDER BY ?start DESC(?end)"""
_FACTS: Final = """SELECT DISTINCT ?s ?p ?o ?quote ?range ?start ?rule ?confidence WHERE { GRAPH ?doc {
  ?f a rdf:Statement ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; prov:wasQuotedFrom ?range ; sse:rule ?rule ;
  sse:confidence ?confidence . ?range nif:anchorOf ?quote ; nif:beginIndex ?start } } ORDER BY ?start ?p ?s ?o"""
_ALL: Final = """SELECT ?doc (SAMPLE(?i) AS ?id) (COUNT(DISTINCT ?x) AS ?n) WHERE { GRAPH ?doc { ?doc a sse:Document ;
  dcterms:identifier ?i . OPTIONAL { ?doc sse:mentions ?x } } } GROUP BY ?doc ORDER BY ?doc"""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text: plain, or the mention of a thing; ``anchors``: the places that begin before it."""

    text: str
    anchors: tuple[str, ...] = ()
    anchor: str = ""
    link: str = ""
    main: str = ""
    title: str = ""


def document(view: View) -> Reply:
    """The document with the IRI ``iri``.

    Raises:
        RefusedError: there is none (404).
    """
    iri = view.values["iri"]
    graph = node(iri)
    if not any(view.store.quads_for_pattern(graph, ox.NamedNode(RDF.type), ox.NamedNode(SSE.Document), graph)):
        raise RefusedError(404, f"there is no document <{one_line(iri)}> in this graph")
    meta = [(p.value, o.value) for p, o in view.select(_META, doc=graph)]
    known = dict(meta)
    identifier, sha256 = known.get(DCTERMS.identifier, ""), known.get(SSE.sha256, "")
    places = [
        (int(start.value), int(end.value), thing.value, name.value)
        for start, end, thing, name in view.select(_PLACES, doc=graph)
    ]
    facts = [_fact(view, row) for row in view.select(_FACTS, doc=graph)]
    things = Counter(place[2] for place in places)
    names = view.names({*things, *(end for fact in facts for end in fact["ends"])})
    for fact in facts:
        fact["subject"], fact["object"] = ((names[end], view.link(end)) for end in fact["ends"])
    kinds = {thing: kind(view, thing) for thing in things}
    text = text_of(view.folder, identifier, sha256)
    grouped = [
        (label, sorted(((names[t], view.link(t), n) for t, n in things.items() if kinds[t] == label), key=_by_name))
        for label in LABELS
    ]
    return rendered(
        view,
        "document",
        iri=iri,
        name=names.get(iri) or view.names([iri])[iri],
        identifier=shown(identifier),
        meta=[(short(p), shown(o)) for p, o in meta if p not in {DCTERMS.title, DCTERMS.identifier}],
        pieces=_pieces(view, text, places, facts, names, kinds) if text is not None else None,
        facts=facts,
        things=[(label, rows) for label, rows in grouped if rows],
    )


def _by_name(row: tuple[str, str, int]) -> tuple[str, str]:
    return row[0].casefold(), row[1]


def _fact(view: View, row: tuple[Any, ...]) -> dict[str, Any]:
    s, p, o, quote, range_, _, rule, confidence = row
    relation = p.value.removeprefix(str(SSE))
    return {
        "ends": (s.value, o.value),
        "said": view.words.get(relation, relation),
        "quote": shown(quote.value.replace("\n", " ")),
        "anchor": range_.value.partition("#")[2],
        "rule": shown(rule.value),
        "confidence": float(confidence.value),
    }


def _pieces(
    view: View,
    text: str,
    places: list[tuple[int, int, str, str]],
    facts: list[dict[str, Any]],
    names: dict[str, str],
    kinds: dict[str, str],
) -> list[Piece]:
    """The text cut at its mentions; of those that overlap the first and longest stays, the others stay anchors."""
    starts: dict[int, list[str]] = {}
    drawn, last = [], 0
    for start, end, thing, name in places:
        if start >= last and text[start:end] == name:
            drawn.append((start, end, thing))
            last = end
    own = {f"char={start},{end}" for start, end, _ in drawn}
    for anchor in sorted({fact["anchor"] for fact in facts} | {f"char={s},{e}" for s, e, *_ in places}):
        begin = anchor.removeprefix("char=").partition(",")[0]
        if anchor not in own and begin.isdigit():
            starts.setdefault(int(begin), []).append(anchor)
    marks = {start: (end, thing) for start, end, thing in drawn}
    cuts = sorted({0, len(text), *marks, *(end for end, _ in marks.values()), *(at for at in starts if at < len(text))})
    pieces, inside = [], 0
    for begin, end in pairwise(cuts):
        anchors = tuple(starts.get(begin, ()))
        if begin in marks:
            inside, thing = marks[begin]
            main = kinds.get(thing, "") or "Other"
            pieces.append(
                Piece(
                    _clean(text[begin:inside]), anchors, f"char={begin},{inside}", view.link(thing), main, names[thing]
                )
            )
        elif begin >= inside:
            pieces.append(Piece(_clean(text[begin:end]), anchors))
        elif anchors:
            pieces.append(Piece("", anchors))
    return pieces


def _clean(text: str) -> str:
    return "\n".join(shown(line) if line.strip() else "" for line in text.split("\n"))


def documents(view: View) -> Reply:
    """All documents, a hundred a page."""
    page = number(view.values["page"])
    every = [(doc.value, shown(id_.value), int(n.value)) for doc, id_, n in view.select(_ALL)]
    first = (page - 1) * _A_PAGE
    part = every[first : first + _A_PAGE]
    names = view.names(iri for iri, _, _ in part)
    return rendered(
        view,
        "documents",
        rows=[(view.link(iri), names[iri], identifier, count) for iri, identifier, count in part],
        count=len(every),
        page=page,
        pages=(len(every) + _A_PAGE - 1) // _A_PAGE,
    )
