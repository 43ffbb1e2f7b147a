"""Questions of two columns to a store.

Input: an open store and a graph pattern. Output: the values of ``?b`` by those of ``?a``. It does **not** know what
they mean.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

import pyoxigraph as ox

from sse_graph.readable import Readable
from sse_graph.vocab import PREFIXES

_HEAD: Final = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())


def pairs(store: Readable, pattern: str) -> dict[str, set[str]]:
    """``?b`` by ``?a`` of the pattern over all graphs, each once."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = store.query(f"{_HEAD} SELECT DISTINCT ?a ?b {{ {pattern} }}", use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    for row in rows:
        found[row["a"].value].add(row["b"].value)
    return dict(found)
