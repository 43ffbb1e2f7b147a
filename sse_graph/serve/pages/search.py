"""Finding things by name: every name they bear, in any case, with or without accents."""

from __future__ import annotations

import unicodedata
from typing import Final

import pyoxigraph as ox

from sse_graph.html import shown
from sse_graph.records import LABELS
from sse_graph.serve.answers import RefusedError, Reply
from sse_graph.serve.pages.render import View, number, rendered
from sse_graph.vocab import RDF, SKOS, SSE

_A_PAGE: Final = 50
_LONGEST: Final = 200


def search(view: View) -> Reply:
    """The things whose names hold the words of ``q``, the best fit first; without words all of ``class``."""
    words = fold(view.values["q"][:_LONGEST])
    label = view.values["class"]
    if label and label not in LABELS:
        raise RefusedError(400, f"class= is one of {', '.join(LABELS)}")
    page = number(view.values["page"])
    found = _found(view, words, label) if words or label else []
    first = (page - 1) * _A_PAGE
    part = found[first : first + _A_PAGE]
    names = view.names(iri for iri, _ in part)
    rows = [
        (view.link(iri), names[iri], shown(name) if name != names[iri] else "", kind(view, iri)) for iri, name in part
    ]
    return rendered(
        view,
        "search",
        q=view.values["q"][:_LONGEST],
        label=label,
        labels=LABELS,
        rows=rows,
        count=len(found),
        page=page,
        pages=(len(found) + _A_PAGE - 1) // _A_PAGE,
        searched=bool(words or label),
    )


def fold(text: str) -> str:
    """``text`` as names are compared: without case and accents, blanks as one."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def kind(view: View, iri: str) -> str:
    """The main class of a thing, or ""."""
    prefix = str(SSE)
    found = view.store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(RDF.type), None, None)
    types = {quad.object.value for quad in found if isinstance(quad.object, ox.NamedNode)}
    return next((label for label in LABELS if prefix + label in types), "")


def _found(view: View, words: str, label: str) -> list[tuple[str, str]]:
    """(IRI, the name that fits best), the best first: the whole name, its beginning, that of a word, inside."""
    named = {row[0].value for row in view.select("SELECT DISTINCT ?x WHERE { GRAPH ?d { ?d sse:mentions ?x } }")}
    if label:
        typed = view.select(f"SELECT DISTINCT ?x WHERE {{ GRAPH ?d {{ ?x a sse:{label} }} }}")
        named &= {row[0].value for row in typed}
    best: dict[str, tuple[int, int, str]] = {}
    for predicate in (SKOS.prefLabel, SKOS.altLabel):
        for quad in view.store.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
            if not isinstance(quad.subject, ox.NamedNode) or quad.subject.value not in named:
                continue
            name = quad.object.value if isinstance(quad.object, ox.Literal) else ""
            folded = fold(name)
            rank = _rank(folded, words)
            if rank is not None:
                entry = (rank, len(folded), name)
                best[quad.subject.value] = min(entry, best.get(quad.subject.value, entry))
    order = sorted(best.items(), key=lambda item: (*item[1][:2], fold(item[1][2]), item[0]))
    if not words:
        order.sort(key=lambda item: (fold(item[1][2]), item[0]))
    return [(iri, name) for iri, (_, _, name) in order]


def _rank(name: str, words: str) -> int | None:
    if not words:
        return 0
    if name == words:
        return 0
    if name.startswith(words):
        return 1
    if f" {words}" in f" {name}":
        return 2
    if words in name or all(word in name for word in words.split()):
        return 3
    return None
