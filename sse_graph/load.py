"""A new store: a snapshot of the former one with what differs, or all statements loaded.

Input: named graphs, and the former store where there is one. Output: a store with the file of its statements beside it.
It does **not** say which store is the present one (``store.py``), and never writes into the former one: the snapshot
shares its files, which do not change (hard links).
"""

from __future__ import annotations

import os
import re
import shutil
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from sse_graph.lines import NamedGraph
from sse_graph.statements import Statements, Writing

AT_ONCE: Final = 150_000
"""Statements that a thread loads at once: 150 MB of memory. 250,000 take as long, 200 MB more, a quarter less disk."""
LOADERS: Final = min(2, os.cpu_count() or 1)
"""Threads that load: two take six tenths of the time of one."""
SHARE: Final = 5
"""A store is loaded anew when more than one in so many statements has been added or removed since it last was. One
statement costs 10 to 14 µs to change and 8 to load (measured); what was removed leaves its names on the disk, and what
was added lies in files of its own.
"""
_BLANK: Final = re.compile(rb"(?:^|\n|> )_:")


class _Difference:
    """What is to be removed and added; nothing of it is held any more once it is more than ``most`` statements."""

    def __init__(self, most: int) -> None:
        self.count, self._most = 0, most
        self.gone: list[str] = []
        self.removed: list[bytes] = []
        self.added: list[bytes] = []

    @property
    def small(self) -> bool:
        return self.count <= self._most

    def compare(self, before: bytes, now: bytes) -> None:
        """The lines of one graph, before and now."""
        if not self.small or before == now:
            return
        old, new = set(before.splitlines(True)), set(now.splitlines(True))
        self._hold(sorted(old - new), sorted(new - old), (), 0)

    def drop(self, graph: str, count: int) -> None:
        """A graph of ``count`` statements is gone."""
        self._hold((), (), (graph,), count)

    def _hold(self, removed: Iterable[bytes], added: Iterable[bytes], gone: Iterable[str], count: int) -> None:
        before = len(self.removed) + len(self.added)
        self.removed += removed
        self.added += added
        self.gone += gone
        self.count += len(self.removed) + len(self.added) - before + count
        if not self.small:
            self.removed, self.added, self.gone = [], [], []


class _Loading:
    """A store that is loaded while its lines are still made: Oxigraph's loader lets Python go on, and loads two pieces
    side by side.
    """

    def __init__(self, path: Path) -> None:
        self._store = ox.Store(str(path))
        self._loaders = ThreadPoolExecutor(LOADERS, "load")
        self._busy: deque[Future[None]] = deque()
        self._held: list[bytes] = []
        self._count = 0

    def add(self, lines: bytes) -> None:
        """Load ``lines``, which are held until there are enough."""
        self._held.append(lines)
        self._count += lines.count(b"\n")
        if self._count >= AT_ONCE:
            self._give()

    def _give(self) -> None:
        if len(self._busy) == LOADERS:
            self._busy.popleft().result()
        self._busy.append(self._loaders.submit(_add, self._store, b"".join(self._held)))
        self._held, self._count = [], 0

    def finish(self) -> None:
        """Have all of it on the disk."""
        self._give()
        for piece in self._busy:
            piece.result()
        self._store.flush()

    def end(self) -> None:
        """Close the store. What has not begun to be loaded will not be."""
        self._loaders.shutdown(cancel_futures=True)
        self._busy.clear()
        del self._store


def make_store(path: Path, graphs: Iterable[NamedGraph], former: Path | None = None) -> int:
    """Make a store of ``graphs``, each of which comes once, at ``path`` and return how many statements it holds.

    Raises:
        OSError: it cannot be written; parts of it may be there.
        StoreError: the former store's file of statements cannot be read.
    """
    part = path.with_name(f"{path.name}.new")
    part.mkdir()
    known = Statements.beside(former) if former else None
    loading = None if known else _Loading(path)
    try:
        with Writing(part) as file:
            difference = _write(file, graphs, known, loading)
            changed = difference.count + (known.changed if known else 0)
            little = former and known and difference.small
            if not (former and little and _change(path, former, difference) == file.count):
                if loading is None:
                    shutil.rmtree(path, ignore_errors=True)
                    loading = _Loading(path)
                    _load(loading, file.written())
                loading.finish()
                loading.end()
                loading, changed = None, 0
            file.finish(path, changed)
            return file.count
    finally:
        if loading:
            loading.end()
        if known:
            known.close()
        shutil.rmtree(part, ignore_errors=True)


def _write(
    file: Writing, graphs: Iterable[NamedGraph], known: Statements | None, loading: _Loading | None
) -> _Difference:
    """Write the lines of ``graphs``, those of the same origin as they were, and tell what is not as it was; or load
    them.
    """
    difference = _Difference(known.count // SHARE - known.changed if known else 0)
    gone = dict(known.places) if known else {}
    for graph in graphs:
        before = gone.get(graph.iri)
        if known and before and graph.origin and graph.origin == before.origin:
            lines = known.lines(graph.iri)
        else:
            lines = graph.lines()
            if known and lines:
                difference.compare(known.lines(graph.iri), lines)
        file.add(graph, lines)
        if loading and lines:
            loading.add(lines)
        if lines:
            gone.pop(graph.iri, None)
    for iri, place in gone.items():
        difference.drop(iri, place.number)
    return difference


def _change(path: Path, former: Path, difference: _Difference) -> int:
    ox.Store.read_only(str(former)).backup(str(path))
    store = ox.Store(str(path))
    for iri in difference.gone:
        store.remove_graph(ox.NamedNode(iri))
    for quad in ox.parse(b"".join(difference.removed), format=ox.RdfFormat.N_QUADS, lenient=True):
        store.remove(quad)
    _add(store, b"".join(difference.added))
    store.flush()
    return len(store)


def _load(loading: _Loading, statements: Statements) -> None:
    try:
        for iri in statements.places:
            loading.add(statements.lines(iri))
    finally:
        statements.close()


def _add(store: ox.Store, lines: bytes) -> None:
    if b"_:" in lines and _BLANK.search(lines):  # blank nodes, which the loader would name anew
        store.bulk_extend(ox.parse(lines, format=ox.RdfFormat.N_QUADS, lenient=True))
    elif lines:
        store.bulk_load(lines, format=ox.RdfFormat.N_QUADS, lenient=True)
