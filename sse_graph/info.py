"""What a graph holds, in numbers.

Input: an open store. Output: an ``Info``. It does **not** print.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from sse_graph.readable import Readable
from sse_graph.records import LABELS, SIGNATURES
from sse_graph.vocab import PREFIXES

_HEAD = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
_LANGUAGES = """SELECT ?l (COUNT(DISTINCT ?d) AS ?n) WHERE { ?d a sse:Document ; dcterms:language ?l }
  GROUP BY ?l ORDER BY ?l"""
_PIPELINES = "SELECT DISTINCT ?p WHERE { ?d sse:pipeline ?p } ORDER BY ?p"
_WARNINGS = "SELECT ?n ?w WHERE { ?d sse:warning ?w ; dcterms:identifier ?n } ORDER BY ?n ?w"


@dataclass(frozen=True, slots=True)
class Info:
    """Counts. ``things``: by main class; ``relations``: different facts by predicate; ``languages``: documents by
    language; ``warnings``: (document, warning) pairs.
    """

    documents: int
    mentions: int
    evidence: int
    things: tuple[tuple[str, int], ...]
    relations: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]
    pipelines: tuple[str, ...]
    warnings: tuple[tuple[str, str], ...]
    statements: int


def info(store: Readable) -> Info:
    """The numbers of the graph in ``store``."""

    def count(pattern: str) -> int:
        rows = _rows(store, f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}")
        return int(rows[0][0])

    def pairs(predicate: str) -> int:
        pattern = f"SELECT DISTINCT ?s ?o WHERE {{ ?s sse:{predicate} ?o }}"
        return int(_rows(store, f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")[0][0])

    return Info(
        documents=count("?x a sse:Document"),
        mentions=count("GRAPH ?g { ?x a nif:Phrase }"),
        evidence=count("GRAPH ?g { ?x a rdf:Statement }"),
        things=tuple((label, count(f"?d sse:mentions ?x . GRAPH ?d {{ ?x a sse:{label} }}")) for label in LABELS),
        relations=tuple((predicate, pairs(predicate)) for predicate in SIGNATURES),
        languages=tuple((language, int(number)) for language, number in _rows(store, _LANGUAGES)),
        pipelines=tuple(pipeline for (pipeline,) in _rows(store, _PIPELINES)),
        warnings=tuple((document, warning) for document, warning in _rows(store, _WARNINGS)),
        statements=len(store),
    )


def _rows(store: Readable, query: str) -> list[tuple[str, ...]]:
    found = store.query(_HEAD + query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(term.value for term in row) for row in found]
