"""The first page: what the graph holds, a search, where to go."""

from __future__ import annotations

from sse_graph.info import info
from sse_graph.query import named_queries
from sse_graph.serve.answers import Reply
from sse_graph.serve.pages.render import View, rendered

_BEST = """SELECT ?x (COUNT(DISTINCT ?o) AS ?n) WHERE { GRAPH ?g { ?f a rdf:Statement .
  { ?f rdf:subject ?x ; rdf:object ?o } UNION { ?f rdf:object ?x ; rdf:subject ?o } . ?x a sse:Organization } }
GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT 12"""


def home(view: View) -> Reply:
    """Numbers, search, the best joined organizations, the named queries."""
    numbers = info(view.store)
    best = [(row[0].value, int(row[1].value)) for row in view.select(_BEST)]
    names = view.names(iri for iri, _ in best)
    return rendered(
        view,
        "home",
        numbers=numbers,
        relations=[(key, count) for key, count in numbers.relations if count],
        most=max((count for _, count in numbers.relations), default=0) or 1,
        best=[(view.link(iri), names[iri], count) for iri, count in best],
        queries=named_queries(),
    )
