"""Where a graph can be sent: the protocol of an address, and how graphs are replaced and dropped there.

Input: an address, as its server's handbook gives it. Output: a ``Target`` and its writer. It does **not** decide what
is sent. Sources: SPARQL 1.1 Graph Store HTTP Protocol; SPARQL 1.1 Protocol, section 2.2 (update); the handbooks of
Oxigraph, Virtuoso, Fuseki and GraphDB for the paths.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

import pyoxigraph as ox

from sse_graph.errors import InputError
from sse_graph.remote.address import check_address, shown
from sse_graph.remote.client import Client

PROTOCOLS: Final = ("graph-store", "update")
_PATHS: Final = (
    # (end of the path, protocol, what takes its place to ask there)
    ("/sparql-graph-crud-auth", "graph-store", "/sparql"),
    ("/sparql-graph-crud", "graph-store", "/sparql"),
    ("/rdf-graphs/service", "graph-store", ""),
    ("/store", "graph-store", "/query"),
    ("/data", "graph-store", "/query"),
    ("/statements", "update", ""),
    ("/update", "update", "/query"),
    ("/sparql-auth", "update", "/sparql-auth"),
    ("/sparql", "update", "/sparql"),
)


@dataclass(frozen=True, slots=True)
class Target:
    """``address`` of writing, its ``protocol``, and ``query``: where it is asked what it has."""

    address: str
    protocol: str
    query: str

    @property
    def key(self) -> str:
        """What the target is remembered by."""
        return f"{self.protocol} {self.address}"

    def writer(self, seconds: float | None = None) -> GraphStore | Updates:
        """What sends to it; a context manager."""
        return (GraphStore if self.protocol == "graph-store" else Updates)(self.address, seconds=seconds)


def target_of(address: str, protocol: str = "", query: str = "") -> Target:
    """The target at ``address``; protocol and query address are told by its path where they are not given.

    Raises:
        InputError: an address or the protocol is none, or the path tells nothing.
    """
    check_address(address)
    if protocol and protocol not in PROTOCOLS:
        raise InputError(f"--protocol {protocol}: there are {' and '.join(PROTOCOLS)}")
    parts = urlsplit(address)
    path = parts.path.rstrip("/")
    known = next(((end, kind, ask) for end, kind, ask in _PATHS if path.endswith(end)), None)
    if known is None and not protocol:
        raise InputError(
            f"{shown(address)}: its path does not tell how it is written to; add --protocol graph-store or --protocol "
            "update"
        )
    kind = protocol or (known[1] if known else "")
    if not query:
        if known:
            query = urlunsplit((parts.scheme, parts.netloc, path.removesuffix(known[0]) + known[2], "", ""))
        elif kind == "update":
            query = address
        else:
            raise InputError(f"{shown(address)}: add --query with the address where the server is asked")
    return Target(address, kind, check_address(query))


class GraphStore(Client):
    """Graphs by the Graph Store Protocol: the first batch takes the place of what was there, the others are added."""

    def replace(self, graph: ox.NamedNode, batches: Iterable[bytes]) -> None:
        """Send the statements, in N-Triples.

        Raises:
            StoreError: the server cannot be reached or refuses.
        """
        method = "PUT"
        for batch in batches:
            # N-Triples are Turtle, which every server takes
            headers = {"Content-Type": "text/turtle; charset=utf-8"}
            self.send(method, self._at(graph), data=batch, headers=headers).close()
            method = "POST"

    def drop(self, graph: ox.NamedNode) -> None:
        """Remove the graph; one that is not there is removed already.

        Raises:
            StoreError: the server cannot be reached or refuses.
        """
        self.send("DELETE", self._at(graph), missing_is_fine=True).close()

    def _at(self, graph: ox.NamedNode) -> str:
        sign = "&" if urlsplit(self.address).query else "?"
        return f"{self.address}{sign}graph={quote(graph.value, safe='')}"


class Updates(Client):
    """Graphs by SPARQL Update."""

    def replace(self, graph: ox.NamedNode, batches: Iterable[bytes]) -> None:
        """Send the statements, in N-Triples.

        Raises:
            StoreError: the server cannot be reached or refuses.
        """
        before = f"DROP SILENT GRAPH {graph} ;\n"
        for batch in batches:
            self._update(f"{before}INSERT DATA {{ GRAPH {graph} {{\n".encode() + batch + b"} }")
            before = ""

    def drop(self, graph: ox.NamedNode) -> None:
        """Remove the graph; one that is not there is removed already.

        Raises:
            StoreError: the server cannot be reached or refuses.
        """
        self._update(f"DROP SILENT GRAPH {graph}".encode())

    def _update(self, text: bytes) -> None:
        headers = {"Content-Type": "application/sparql-update; charset=utf-8"}
        self.send("POST", self.address, data=text, headers=headers).close()
