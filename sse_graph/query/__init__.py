"""Questions to a graph in SPARQL: the user's own text, a file, or one of the named questions in ``ontology/queries``.

``text`` makes a query ready, ``answer`` asks it, ``terms`` and ``write`` write what is found, ``hints`` says what may
have been meant, ``plan`` shows what an engine has to do. The names below are all that other modules need.
"""

from __future__ import annotations

from sse_graph.query.answer import Answer, Found, ask, run
from sse_graph.query.named import NamedQuery, named_queries, named_query
from sse_graph.query.plan import plan
from sse_graph.query.terms import Term, csv_cell, plain
from sse_graph.query.text import bound
from sse_graph.query.write import FORMATS

__all__ = [
    "FORMATS",
    "Answer",
    "Found",
    "NamedQuery",
    "Term",
    "ask",
    "bound",
    "csv_cell",
    "named_queries",
    "named_query",
    "plain",
    "plan",
    "run",
]
