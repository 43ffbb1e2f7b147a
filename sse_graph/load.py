"""A new store: a snapshot of the former one with what differs, or all statements loaded.

Input: named graphs, and the former store where there is one. Output: a store with the file of its statements beside it.
It does **not** say which store is the present one (``store.py``), and never writes into the former one: the snapshot
shares its files, which do not change (hard links).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from sse_graph.lines import NamedGraph
from sse_graph.statements import Statements, Writing

AT_ONCE: Final = 500_000
"""Statements that are loaded at once: 500 MB of memory. A quarter of it would take as long and nearly twice the disk.
"""
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


def make_store(path: Path, graphs: Iterable[NamedGraph], former: Path | None = None) -> int:
    """Make a store of ``graphs``, each of which comes once, at ``path`` and return how many statements it holds.

    Raises:
        OSError: it cannot be written; parts of it may be there.
        StoreError: the former store's file of statements cannot be read.
    """
    part = path.with_name(f"{path.name}.new")
    part.mkdir()
    known = Statements.beside(former) if former else None
    try:
        with Writing(part) as file:
            difference = _write(file, graphs, known)
            changed = difference.count + (known.changed if known else 0)
            little = former and known and difference.small
            if not (former and little and _change(path, former, difference) == file.count):
                shutil.rmtree(path, ignore_errors=True)
                _load(path, file.written())
                changed = 0
            file.finish(path, changed)
            return file.count
    finally:
        if known:
            known.close()
        shutil.rmtree(part, ignore_errors=True)


def _write(file: Writing, graphs: Iterable[NamedGraph], known: Statements | None) -> _Difference:
    """Write the lines of ``graphs``, those of the same origin as they were, and tell what is not as it was."""
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


def _load(path: Path, statements: Statements) -> None:
    store = ox.Store(str(path))
    try:
        for lines in _pieces(statements):
            _add(store, lines)
    finally:
        statements.close()
    store.flush()


def _pieces(statements: Statements) -> Iterator[bytes]:
    """All lines, in pieces that are loaded one by one: the loader holds what it loads in memory."""
    held: list[bytes] = []
    count = 0
    for iri, place in statements.places.items():
        held.append(statements.lines(iri))
        count += place.number
        if count >= AT_ONCE:
            yield b"".join(held)
            held, count = [], 0
    yield b"".join(held)


def _add(store: ox.Store, lines: bytes) -> None:
    if b"_:" in lines and _BLANK.search(lines):  # blank nodes, which the loader would name anew
        store.bulk_extend(ox.parse(lines, format=ox.RdfFormat.N_QUADS, lenient=True))
    elif lines:
        store.bulk_load(lines, format=ox.RdfFormat.N_QUADS, lenient=True)
