"""The statements of a store in a file beside it, graph by graph, in the order in which exports write them.

Input: named graphs. Output: the file, and each graph's lines again, at the speed of the disk. It does **not** ask the
store: that remains the truth. When the store has been changed by anything but the build that wrote both, the file is
not used.

``statements.nq`` holds the lines, ``statements.tsv`` where each graph begins, in order of the graphs' IRIs.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import IO, Any, Final, NamedTuple
from weakref import finalize

from sse_graph.errors import StoreError
from sse_graph.lines import NamedGraph

LINES: Final = "statements.nq"
INDEX: Final = "statements.tsv"
_FORMAT: Final = 1
_PASSING: Final = ("LOG", "LOCK", "IDENTITY", "OPTIONS", "statements.")
"""How the names of files begin that tell nothing of what a store holds."""


class Place(NamedTuple):
    """Where a graph's lines are: their first byte, bytes, number; and its ``NamedGraph.origin``."""

    start: int
    size: int
    number: int
    origin: str


class Statements:
    """The file beside a store, open for reading; it can be read to its end when it has been replaced meanwhile.

    ``places``: of each graph by its IRI, sorted; ``count``: how many statements there are; ``changed``: how many were
    removed or added since the store was loaded as a whole.
    """

    def __init__(self, file: IO[bytes], places: dict[str, Place], changed: int) -> None:
        self._file, self.places, self.changed = file, places, changed
        self.count = sum(place.number for place in places.values())
        self._reading = Lock()
        self._close = finalize(self, file.close)

    @classmethod
    def beside(cls, store: Path) -> Statements | None:
        """Those in the folder of ``store``; ``None`` when there are none, or they may not be what the store holds."""
        try:
            with (store / INDEX).open(encoding="utf-8") as index:
                head = json.loads(index.readline())
                if head["format"] != _FORMAT or head["seal"] != seal(store):
                    return None
                places = dict(_places(index))
            file = (store / LINES).open("rb")
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if os.fstat(file.fileno()).st_size != head["bytes"] or len(places) != head["graphs"]:
            file.close()
            return None
        return cls(file, places, int(head["changed"]))

    def lines(self, graph: str) -> bytes:
        """The lines of a graph; none, when there is no such graph.

        Raises:
            StoreError: the file cannot be read.
        """
        place = self.places.get(graph)
        if place is None:
            return b""
        try:
            with self._reading:
                self._file.seek(place.start)
                lines = self._file.read(place.size)
        except OSError as error:
            raise StoreError(f"{self._file.name}: {error.strerror}; build the graph again") from error
        if len(lines) != place.size:
            raise StoreError(f"{self._file.name} is cut short; build the graph again")
        return lines

    def close(self) -> None:
        """Nothing can be read any more; else it ends with the object."""
        self._close()


class Writing:
    """A new file of statements in ``folder``; a context manager. Graphs come in any order, each once. ``count``: how
    many statements have been written.

    Raises:
        OSError: (all methods) it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._places, self._end, self.count = folder, dict[str, Place](), 0, 0
        self._file = (folder / LINES).open("wb")

    def __enter__(self) -> Writing:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, graph: NamedGraph, lines: bytes) -> None:
        """Write ``lines``, which are those of ``graph``; a graph of none is left out."""
        if graph.iri in self._places:
            raise ValueError(f"<{graph.iri}> came twice")
        if lines:
            place = Place(self._end, len(lines), lines.count(b"\n"), graph.origin)
            self._places[graph.iri] = place
            self._file.write(lines)
            self._end += place.size
            self.count += place.number

    def written(self) -> Statements:
        """What has been written, to be read while this is open."""
        self._file.flush()
        return Statements((self._folder / LINES).open("rb"), dict(self._places), 0)

    def finish(self, store: Path, changed: int) -> None:
        """Make the file that of ``store``, which is closed and holds the same statements."""
        self._file.flush()
        os.fsync(self._file.fileno())
        head = {"format": _FORMAT, "seal": seal(store), "bytes": self._end, "graphs": len(self._places)}
        with (self._folder / INDEX).open("w", encoding="utf-8") as index:
            index.write(json.dumps({**head, "changed": changed}) + "\n")
            for iri in sorted(self._places):
                index.write("\t".join((iri, *map(str, self._places[iri]))) + "\n")
            index.flush()
            os.fsync(index.fileno())
        for name in (LINES, INDEX):
            os.replace(self._folder / name, store / name)


def _places(index: IO[str]) -> Iterator[tuple[str, Place]]:
    for row in index:
        iri, start, size, number, origin = row.rstrip("\n").split("\t")
        yield iri, Place(int(start), int(size), int(number), origin)


def seal(store: Path) -> str:
    """A hash over the names and sizes of the files that hold a store: whoever opens it to write makes others. (Times
    are left out: a copied folder is the same graph.)
    """
    known: list[tuple[str, Any]] = []
    for path in sorted(store.iterdir()):
        if not path.name.startswith(_PASSING):
            known.append((path.name, path.stat().st_size))
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()
