"""What was sent where: the hash and size of each graph that a target was given, kept in the graph folder.

Input and output: rows of one target. It does **not** ask the target. One SQLite database; a row goes before its graph
is sent and comes back when the target has it, so that a push that was broken off knows what it cannot trust.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from sse_graph.errors import StoreError

PUSHED = "pushed.sqlite"
_SCHEMA = """CREATE TABLE IF NOT EXISTS pushed
  (target TEXT, graph TEXT, hash TEXT NOT NULL, statements INTEGER NOT NULL,
  PRIMARY KEY (target, graph)) WITHOUT ROWID"""


class PushedGraphs:
    """The graphs that ``target`` was given from ``folder``. Use as a context manager.

    Raises:
        StoreError: the file cannot be opened or written, or is no database.
    """

    def __init__(self, folder: Path, target: str) -> None:
        self._path, self._target = folder / PUSHED, target
        try:
            self._database = sqlite3.connect(self._path, isolation_level=None)
            self._database.execute(_SCHEMA)
        except sqlite3.Error as error:
            raise self._trouble(error) from error

    def __enter__(self) -> PushedGraphs:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(sqlite3.Error):
            self._database.close()

    def all(self) -> dict[str, tuple[str, int]]:
        """(hash, statements) of each graph that the target has, as far as is known."""
        return {
            row[0]: (row[1], row[2]) for row in self._do("SELECT graph, hash, statements FROM pushed WHERE target = ?")
        }

    def forget(self, graphs: Iterable[str]) -> None:
        """These graphs may be anything now."""
        for graph in graphs:
            self._do("DELETE FROM pushed WHERE target = ? AND graph = ?", graph)

    def keep(self, graphs: Iterable[tuple[str, str, int]]) -> None:
        """The target has these: (graph, hash, statements)."""
        self._do("BEGIN", target=False)
        for row in graphs:
            self._do("INSERT OR REPLACE INTO pushed VALUES (?, ?, ?, ?)", *row)
        self._do("COMMIT", target=False)

    def _do(self, statement: str, *values: str | int, target: bool = True) -> list[tuple[str, str, int]]:
        try:
            return self._database.execute(statement, ((self._target,) if target else ()) + values).fetchall()
        except sqlite3.Error as error:
            raise self._trouble(error) from error

    def _trouble(self, error: sqlite3.Error) -> StoreError:
        return StoreError(
            f"{self._path}: {error}; check the folder's permissions, or delete this file to send all anew"
        )
