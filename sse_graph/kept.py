"""What outlives a build: the annotation of every document, and which files have been read to their end.

Input and output: ``Annotation`` records by document, stamps by source. It does **not** decide what makes either stale:
whoever asks puts all of that into the stamp or key (content, pipeline, vocabulary). One SQLite database, one
transaction a document, JSON inside, compressed.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sse_graph.errors import StoreError
from sse_graph.records import Alias, Annotation, Block, Document, Mention, Relation

_FORMAT = 2
_SCHEMA = """
CREATE TABLE source (name TEXT PRIMARY KEY, stamp TEXT NOT NULL, problems TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE document (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, source TEXT NOT NULL, key TEXT NOT NULL,
                       run INTEGER NOT NULL, waits INTEGER NOT NULL);
CREATE INDEX document_source ON document (source);
CREATE INDEX document_waits ON document (waits, id) WHERE waits > 0;
CREATE TABLE body (id INTEGER PRIMARY KEY, annotation BLOB NOT NULL);
CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
"""``document.waits``: 0 it is annotated, 1 it is only read, 2 that and a worker has it."""
_CACHE_KILOBYTES = 16_000


def key(*parts: str) -> str:
    """The key of an annotation or the stamp of a source: a hash over everything that the result depends on."""
    return hashlib.sha256("\0".join((str(_FORMAT), *parts)).encode("utf-8", "surrogatepass")).hexdigest()


class KeptAnnotations:
    """The annotations in the database at ``path``; made when missing. Use as a context manager, from one process.

    ``read_only``: nothing is made or written; where there is no database, nothing is known.

    Raises:
        StoreError: (all methods) the file cannot be opened or written, or is no database.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._path = path
        with self._told():
            if read_only and not path.exists():
                self._database = sqlite3.connect(":memory:", isolation_level=None)
            elif read_only:
                self._database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", isolation_level=None, uri=True)
            else:
                self._database = sqlite3.connect(path, isolation_level=None)
                self._database.execute("PRAGMA journal_mode=WAL")
                self._database.execute("PRAGMA synchronous=NORMAL")
            self._database.execute(f"PRAGMA cache_size=-{_CACHE_KILOBYTES}")
            self._prepare(read_only)
            self._database.execute("CREATE TEMP TABLE named (name TEXT PRIMARY KEY) WITHOUT ROWID")
            if not read_only:
                self._database.execute("UPDATE document SET waits = 1 WHERE waits = 2")
            self._run = self._number("SELECT coalesce(max(run), 0) + 1 FROM document")

    def _prepare(self, read_only: bool) -> None:
        """The tables. What another version wrote is no use to this one: it starts anew."""
        if self._number("PRAGMA user_version") == _FORMAT:
            return
        if read_only:
            self._database.close()
            self._database = sqlite3.connect(":memory:", isolation_level=None)
        self._database.execute("BEGIN IMMEDIATE")
        names = [row[0] for row in self._database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for name in names:
            self._database.execute(f'DROP TABLE "{name}"')
        for statement in filter(str.strip, _SCHEMA.split(";\n")):
            self._database.execute(statement)
        self._database.execute(f"PRAGMA user_version={_FORMAT}")
        self._database.execute("COMMIT")

    def __enter__(self) -> KeptAnnotations:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(sqlite3.Error):
            self._database.close()

    # --- sources ---

    def stamp(self, source: str) -> str:
        """The stamp of a file that was read to its end, else ``""``."""
        with self._told():
            row = self._database.execute("SELECT stamp FROM source WHERE name = ?", (source,)).fetchone()
        return str(row[0]) if row else ""

    def name_source(self, source: str) -> None:
        """Say that ``source`` belongs to this build: it is not forgotten by ``keep_only_named``."""
        with self._told():
            self._database.execute("INSERT OR IGNORE INTO named VALUES (?)", (source,))

    def finish_source(self, source: str, stamp: str, problems: Iterable[str] = ()) -> None:
        """All documents of ``source`` have been put: earlier ones that were not put again are forgotten. ``problems``:
        why it, or something in it, could not be read.
        """
        with self._told(), self._transaction():
            gone = "SELECT id FROM document WHERE source = ? AND run <> ?"
            self._database.execute(f"DELETE FROM body WHERE id IN ({gone})", (source, self._run))
            self._database.execute("DELETE FROM document WHERE source = ? AND run <> ?", (source, self._run))
            self._database.execute(
                "INSERT OR REPLACE INTO source VALUES (?, ?, ?)", (source, stamp, json.dumps(list(problems)))
            )

    def forget_source(self, source: str) -> None:
        """``source`` is to be read again by the next build; the documents of it that are done are kept."""
        with self._told():
            self._database.execute("UPDATE source SET stamp = '' WHERE name = ?", (source,))

    def unnamed(self) -> list[str]:
        """The documents that no named source has, sorted."""
        with self._told():
            rows = self._database.execute(
                "SELECT name FROM document WHERE source NOT IN (SELECT name FROM named) ORDER BY name"
            )
            return [str(name) for (name,) in rows]

    def keep_only_named(self) -> int:
        """Forget the documents and sources of all but the named sources; how many of both were forgotten."""
        with self._told(), self._transaction():
            gone = "SELECT id FROM document WHERE source NOT IN (SELECT name FROM named)"
            self._database.execute(f"DELETE FROM body WHERE id IN ({gone})")
            documents = self._database.execute(f"DELETE FROM document WHERE id IN ({gone})").rowcount
            sources = self._database.execute("DELETE FROM source WHERE name NOT IN (SELECT name FROM named)").rowcount
        return int(documents) + int(sources)

    def problems(self) -> Iterator[tuple[str, str]]:
        """(source, why) of what could not be read, in order of the sources' names."""
        with self._told():
            rows = self._database.execute("SELECT name, problems FROM source WHERE problems <> '[]' ORDER BY name")
            for name, problems in rows:
                yield from ((str(name), str(problem)) for problem in json.loads(problems))

    # --- documents ---

    def known(self, document: str, under: str) -> bool:
        """Whether the annotation of ``document`` under that key is kept; if so, it belongs to this build."""
        with self._told():
            found = self._database.execute(
                "UPDATE document SET run = ? WHERE name = ? AND key = ? AND waits = 0", (self._run, document, under)
            )
        return bool(found.rowcount)

    def put(self, source: str, under: str, annotation: Annotation, *, waits: bool = False) -> None:
        """Keep ``annotation`` from now on. ``waits``: it is only the document, read and not yet annotated."""
        name, body = annotation.document.name, zlib.compress(to_json(annotation).encode("utf-8", "surrogatepass"), 1)
        with self._told(), self._transaction():
            (number,) = self._database.execute(
                "INSERT INTO document (name, source, key, run, waits) VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO"
                " UPDATE SET source = excluded.source, key = excluded.key, run = excluded.run, waits = excluded.waits"
                " RETURNING id",
                (name, source, under, self._run, waits),
            ).fetchone()
            self._database.execute("INSERT OR REPLACE INTO body VALUES (?, ?)", (number, body))

    def drop(self, document: str) -> None:
        """Forget ``document``."""
        with self._told(), self._transaction():
            self._database.execute("DELETE FROM body WHERE id IN (SELECT id FROM document WHERE name = ?)", (document,))
            self._database.execute("DELETE FROM document WHERE name = ?", (document,))

    def take_waiting(self) -> tuple[str, Document] | None:
        """A document of a named source that was read and not annotated, with its source; each is taken once. ``None``
        when there is none.
        """
        with self._told():
            row = self._database.execute(
                "SELECT id, source, annotation FROM document JOIN body USING (id)"
                " WHERE waits = 1 AND source IN (SELECT name FROM named) ORDER BY id LIMIT 1"
            ).fetchone()
            if row is None:
                return None
            self._database.execute("UPDATE document SET waits = 2 WHERE id = ?", (row[0],))
        return str(row[1]), _unpacked(row[2]).document

    def count_waiting(self) -> int:
        """How many documents ``take_waiting`` has yet to give."""
        with self._told():
            return self._number("SELECT count(*) FROM document WHERE waits = 1 AND source IN (SELECT name FROM named)")

    def drop_waiting(self, source: str) -> None:
        """Forget the documents of ``source`` that wait: it is read again."""
        with self._told(), self._transaction():
            gone = "SELECT id FROM document WHERE source = ? AND waits"
            self._database.execute(f"DELETE FROM body WHERE id IN ({gone})", (source,))
            self._database.execute("DELETE FROM document WHERE source = ? AND waits", (source,))

    def annotation(self, document: str) -> Annotation | None:
        """The annotation of the document of that name; ``None`` when there is none."""
        with self._told():
            row = self._database.execute(
                "SELECT annotation FROM document JOIN body USING (id) WHERE name = ? AND waits = 0", (document,)
            ).fetchone()
        return _unpacked(row[0]) if row else None

    def names(self) -> list[str]:
        """The names of all annotated documents, sorted."""
        with self._told():
            return [
                str(n) for (n,) in self._database.execute("SELECT name FROM document WHERE waits = 0 ORDER BY name")
            ]

    def __iter__(self) -> Iterator[Annotation]:
        """All annotations, in order of the documents' names, one in memory at a time; may be walked again."""
        with self._told(), closing(self._database.cursor()) as cursor:
            cursor.execute("SELECT annotation FROM document JOIN body USING (id) WHERE waits = 0 ORDER BY name")
            for (body,) in cursor:
                yield _unpacked(body)

    def bodies(self) -> Iterator[tuple[str, bytes]]:
        """(name, body) of all annotated documents, in order of the names; ``read_body`` reads a body, and the same body
        is the same annotation.
        """
        with self._told(), closing(self._database.cursor()) as cursor:
            cursor.execute("SELECT name, annotation FROM document JOIN body USING (id) WHERE waits = 0 ORDER BY name")
            yield from cursor

    def read_body(self, body: bytes) -> Annotation:
        """The annotation that ``bodies`` gave."""
        with self._told():
            return _unpacked(body)

    # --- notes ---

    def note(self, name: str) -> str:
        """What was written under that name; ``""`` when nothing was."""
        with self._told():
            row = self._database.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def write_note(self, name: str, value: str) -> None:
        with self._told():
            self._database.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, value))

    def _number(self, statement: str) -> int:
        return int(self._database.execute(statement).fetchone()[0])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            with suppress(sqlite3.Error):
                self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, zlib.error) as error:
            raise StoreError(
                f"{self._path}: {error}; check the folder's permissions and room, or delete this file and build again"
            ) from error


def _unpacked(body: bytes) -> Annotation:
    return from_json(zlib.decompress(body).decode("utf-8", "surrogatepass"))


def to_json(annotation: Annotation) -> str:
    """The annotation as JSON text, keys sorted."""
    return json.dumps(annotation, default=_fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _fields(record: Any) -> dict[str, Any]:
    # dataclasses.asdict copies deeply, which takes three times as long
    return {name: getattr(record, name) for name in record.__slots__}


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
                "pages": tuple(document.get("pages", ())),
            }
        ),
        mentions=tuple(Mention(**{**mention, "classes": tuple(mention["classes"])}) for mention in data["mentions"]),
        aliases=tuple(Alias(**alias) for alias in data["aliases"]),
        relations=tuple(Relation(**relation) for relation in data["relations"]),
        pipeline=data["pipeline"],
    )
