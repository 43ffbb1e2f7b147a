"""What every command that reads asks of a graph, wherever it is kept.

Input: nothing. Output: the ``Readable`` protocol, which pyoxigraph's ``Store`` keeps and so does a SPARQL server behind
``remote.RemoteStore``. It does **not** open anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, runtime_checkable

import pyoxigraph as ox


class Readable(Protocol):
    """A graph that can be asked: SPARQL, patterns, the names of its graphs, the number of its statements."""

    def query(
        self, query: str, *, use_default_graph_as_union: bool = False
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """The answer to a SPARQL query; of a server the default graph is what the server makes it."""

    def quads_for_pattern(
        self,
        subject: ox.NamedNode | None,
        predicate: ox.NamedNode | None,
        object: None,
        graph_name: ox.NamedNode | ox.BlankNode | None = None,
    ) -> Iterator[ox.Quad]:
        """The statements of that form, in the graphs that have names."""

    def named_graphs(self) -> Iterator[ox.NamedNode | ox.BlankNode]:
        """The names of the graphs."""

    def __len__(self) -> int:
        """The number of statements in all graphs."""


@runtime_checkable
class Watched(Protocol):
    """A graph that wants to be told when an answer has been read to its end, because it may have been cut."""

    def ended(self, query: str, rows: int) -> None:
        """``rows`` were read of the answer to ``query``."""
