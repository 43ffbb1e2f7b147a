"""Annotations that outlive a build: what was annotated once is not annotated again.

Input and output: ``Annotation`` records under a key. It does **not** decide what makes an annotation stale: whoever
asks puts all of that into the key (content, pipeline, vocabulary). One SQLite database, one transaction a document,
JSON inside.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sse_graph.errors import StoreError
from sse_graph.records import Alias, Annotation, Block, Document, Mention, Relation

_FORMAT = 1
_SCHEMA = "CREATE TABLE IF NOT EXISTS annotation (key TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID"


def key(*parts: str) -> str:
    """The key of an annotation: a hash over everything that its result depends on."""
    return hashlib.sha256("\0".join((str(_FORMAT), *parts)).encode("utf-8", "surrogatepass")).hexdigest()


class KeptAnnotations:
    """The annotations in the database at ``path``; made when missing. Use as a context manager.

    Raises:
        StoreError: the file cannot be opened or written, or is no database.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._database = sqlite3.connect(path, isolation_level=None)
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute("PRAGMA synchronous=NORMAL")
            self._database.execute(_SCHEMA)
        except sqlite3.Error as error:
            raise self._trouble(error) from error

    def __enter__(self) -> KeptAnnotations:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(sqlite3.Error):
            self._database.close()

    def get(self, wanted: str) -> Annotation | None:
        """The annotation under that key; ``None`` when there is none."""
        try:
            with closing(self._database.execute("SELECT body FROM annotation WHERE key = ?", (wanted,))) as rows:
                row = rows.fetchone()
        except sqlite3.Error as error:
            raise self._trouble(error) from error
        return from_json(row[0]) if row else None

    def put(self, under: str, annotation: Annotation) -> None:
        """Keep ``annotation`` from now on."""
        try:
            self._database.execute("INSERT OR REPLACE INTO annotation VALUES (?, ?)", (under, to_json(annotation)))
        except sqlite3.Error as error:
            raise self._trouble(error) from error

    def keep_only(self, keys: Iterable[str]) -> int:
        """Forget all but ``keys``; how many were forgotten."""
        try:
            self._database.execute("BEGIN")
            self._database.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (key TEXT PRIMARY KEY)")
            self._database.execute("DELETE FROM wanted")
            self._database.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", ((wanted,) for wanted in keys))
            gone = self._database.execute("DELETE FROM annotation WHERE key NOT IN (SELECT key FROM wanted)").rowcount
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._trouble(error) from error
        return gone

    def _trouble(self, error: sqlite3.Error) -> StoreError:
        return StoreError(
            f"{self._path}: {error}; check the folder's permissions and room, or delete this file and build again"
        )


def to_json(annotation: Annotation) -> str:
    """The annotation as JSON text, keys sorted."""
    return json.dumps(asdict(annotation), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(body: str) -> Annotation:
    """The annotation that ``to_json`` wrote."""
    data: dict[str, Any] = json.loads(body)
    document = data["document"]
    return Annotation(
        document=Document(
            **{
                **document,
                "blocks": tuple(Block(**block) for block in document["blocks"]),
                "metadata": tuple((name, value) for name, value in document["metadata"]),
                "warnings": tuple(document["warnings"]),
            }
        ),
        mentions=tuple(Mention(**{**mention, "classes": tuple(mention["classes"])}) for mention in data["mentions"]),
        aliases=tuple(Alias(**alias) for alias in data["aliases"]),
        relations=tuple(Relation(**relation) for relation in data["relations"]),
        pipeline=data["pipeline"],
    )
