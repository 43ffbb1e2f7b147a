"""The graph of a folder, sent to a SPARQL server: only the named graphs that are not there yet as they are here.

Input: an open store, the graph folder, a target. Output: a ``Pushed``. It does **not** touch graphs that it never sent.
What was sent is remembered in the folder, one row a graph and target, and held against what the target says it has;
so a push that was broken off goes on where it stopped. Readers may see a graph half sent, and old beside new ones,
until the push is done.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from sse_graph.errors import StoreError
from sse_graph.remote.pushed import PushedGraphs
from sse_graph.remote.store import RemoteStore
from sse_graph.remote.target import GraphStore, Updates, target_of
from sse_graph.store import building, graph_base, open_store

BATCH: Final = 1000
"""Statements a request. Virtuoso compiles an INSERT DATA to SQL and refuses one of more than 10,000 lines."""
_BYTES: Final = 1_000_000
_ASKED: Final = 100
"""Graphs of which the target is asked at once, and that are sent before it is asked."""

Progress = Callable[[int, int], None]
"""Told after each graph: how many of how many are done."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did: named graphs sent, unchanged and removed, statements sent."""

    sent: int
    unchanged: int
    removed: int
    statements: int


def push(
    folder: Path,
    address: str,
    *,
    protocol: str = "",
    query_address: str = "",
    batch: int = BATCH,
    force: bool = False,
    verify: bool = False,
    seconds: float | None = None,
    progress: Progress = lambda done, of: None,
) -> Pushed:
    """Make the target's graphs those of ``folder``.

    ``protocol``: ``graph-store`` or ``update``, by default told by the address; ``query_address``: where the target is
    asked what it has, by default found beside the address; ``batch``: statements a request; ``force``: send everything;
    ``verify``: read each graph back when all is sent, and compare it statement by statement.

    Raises:
        InputError: the address or protocol is none.
        StoreError: there is no graph, the target cannot be reached or asked, refuses, or has not what was sent.
    """
    target = target_of(address, protocol, query_address)
    graph_base(folder)  # told before the folder is touched
    with building(folder):
        store = open_store(folder)
        with target.writer(seconds) as writer, PushedGraphs(folder, target.key) as kept:
            remote = RemoteStore(target.query, seconds=seconds, whole=True)
            try:
                summary = _Push(store, kept, writer, remote, batch).run(force, progress)
                if verify:
                    _compare(store, remote)
                return summary
            finally:
                remote.close()


class _Push:
    """One push; what it sent waits in ``_pending`` until the target was asked whether it has it."""

    def __init__(
        self, store: ox.Store, kept: PushedGraphs, writer: GraphStore | Updates, remote: RemoteStore, batch: int
    ) -> None:
        self._store, self._kept, self._writer, self._remote, self._batch = store, kept, writer, remote, batch
        self._pending: list[tuple[str, str, int]] = []

    def run(self, force: bool, progress: Progress) -> Pushed:
        graphs = _named(self._store)
        known = {} if force else self._kept.all()
        gone = sorted(self._kept.all().keys() - {graph.value for graph in graphs})
        there = _sizes(self._remote, sorted(known.keys() - set(gone)))
        sent = statements = 0
        for done, graph in enumerate(graphs, 1):
            lines = _lines(self._store, graph)
            digest = hashlib.sha256(b"".join(lines)).hexdigest()
            row = known.get(graph.value)
            if row != (digest, len(lines)) or there.get(graph.value) != len(lines):
                self._kept.forget([graph.value])
                self._writer.replace(graph, _batches(lines, self._batch))
                self._pending.append((graph.value, digest, len(lines)))
                sent, statements = sent + 1, statements + len(lines)
                if len(self._pending) >= _ASKED:
                    self._settle()
            progress(done, len(graphs))
        self._settle()
        for iri in gone:
            self._writer.drop(ox.NamedNode(iri))
            self._kept.forget([iri])
        return Pushed(sent, len(graphs) - sent, len(gone), statements)

    def _settle(self) -> None:
        there = _sizes(self._remote, [graph for graph, _, _ in self._pending])
        for graph, _, count in self._pending:
            if there.get(graph, 0) != count:
                raise StoreError(
                    f"{self._remote} has {there.get(graph, 0)} statements in <{graph}> after {count} were sent; "
                    "is this where the target is asked (--query), and may it be read?"
                )
        self._kept.keep(self._pending)
        self._pending = []


def _named(store: ox.Store) -> list[ox.NamedNode]:
    names = [graph for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)]
    return sorted(names, key=lambda graph: graph.value)


def _lines(store: ox.Store, graph: ox.NamedNode) -> list[bytes]:
    """The statements of a graph in N-Triples, sorted, so that the same graph has the same hash."""
    return sorted(f"{quad.triple} .\n".encode() for quad in store.quads_for_pattern(None, None, None, graph))


def _batches(lines: list[bytes], most: int) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for line in lines:
        if held and (len(held) >= most or size + len(line) > _BYTES):
            yield b"".join(held)
            held, size = [], 0
        held.append(line)
        size += len(line)
    yield b"".join(held)


def _sizes(remote: RemoteStore, graphs: list[str]) -> dict[str, int]:
    """How many statements the target has in each of these graphs; those with none are left out."""
    found: dict[str, int] = {}
    for start in range(0, len(graphs), _ASKED):
        names = " ".join(f"<{graph}>" for graph in graphs[start : start + _ASKED])
        rows = remote.query(
            f"SELECT ?g (COUNT(*) AS ?n) WHERE {{ VALUES ?g {{ {names} }} GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g"
        )
        assert isinstance(rows, ox.QuerySolutions)
        found |= {row["g"].value: int(row["n"].value) for row in rows}
    return found


def _compare(store: ox.Store, remote: RemoteStore) -> None:
    for graph in _named(store):
        here = set(_lines(store, graph))
        there = {f"{quad.triple} .\n".encode() for quad in remote.quads_for_pattern(None, None, None, graph)}
        if here != there:
            example = min(here ^ there).decode().strip()
            side = "here" if min(here ^ there) in here else "there"
            raise StoreError(
                f"{remote} has <{graph.value}> otherwise: {len(here - there)} statements are missing and "
                f"{len(there - here)} are too many, the first ({side}) {example[:200]}"
            )
