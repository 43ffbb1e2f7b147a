"""The graph folder: an Oxigraph store on disk, replaced as a whole and never half.

Input: named graphs. Output: an open store. It does **not** make statements or ask questions. The folder holds
``sse-graph.json`` (which store is the present one), the store's own folder, kept annotations, and what was pushed
where; every other file in it is the user's.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from sse_graph.errors import StoreError
from sse_graph.lines import NamedGraph
from sse_graph.statements import Statements

MARKER = "sse-graph.json"
LOCK = "lock"
ANNOTATIONS = "annotations.sqlite"
_FORMAT = 1


def read_marker(folder: Path) -> dict[str, Any] | None:
    """What the folder says about itself; ``None`` when it is no graph folder.

    Raises:
        StoreError: the marker cannot be read, or another version of sse_graph wrote it.
    """
    path = folder / MARKER
    try:
        content = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}; check the folder's permissions") from error
    try:
        marker = json.loads(content)
        version = marker["format"]
        _ = marker["store"], marker["base"]
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path} is damaged; delete it and build again") from error
    if version != _FORMAT:
        raise StoreError(f"{folder} was built in format {version}, this sse-graph reads {_FORMAT}; build it again")
    return dict(marker)


def check_folder(folder: Path) -> None:
    """Nothing, when a graph may be built in ``folder``.

    Raises:
        StoreError: it is a file, or holds things and is no graph folder, or cannot be made.
    """
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder} is a file; give a folder for the graph with --graph")
    if folder.is_dir() and read_marker(folder) is None and not (folder / LOCK).exists():
        inside = next((path.name for path in sorted(folder.iterdir())), None)
        if inside is not None:
            raise StoreError(
                f"{folder} is not a graph folder (it holds {inside}); give an empty or new one with --graph"
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror}; give a folder that can be written with --graph") from error


@contextmanager
def building(folder: Path) -> Iterator[None]:
    """Hold ``folder`` for one build; a second one is told who holds it. The lock ends with the process, however it
    ends.

    Raises:
        StoreError: another build holds it, or it cannot be written.
    """
    check_folder(folder)
    path = folder / LOCK
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}; check the folder's permissions") from error
    try:
        if not _lock(handle):
            holder = os.read(handle, 400).decode("utf-8", "replace").strip() or "unknown"
            raise StoreError(f"{folder} is being built by process {holder}; wait for it to end or give another --graph")
        os.ftruncate(handle, 0)
        since = time.strftime("%Y-%m-%d %H:%M:%S %z")
        os.write(handle, f"{os.getpid()} on {socket.gethostname()} since {since}".encode())
        yield
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    try:
        import fcntl
    except ImportError:  # no such locks on this system: builds are not kept apart there
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def write_store(folder: Path, graphs: Iterable[NamedGraph], base: str, state: str = "") -> int:
    """Make ``graphs``, each of which comes once, the graph of ``folder`` and return how many statements there are.
    Until the last moment the old graph stays. ``state``: a hash of what it was made from, for ``graph_state``.

    Raises:
        StoreError: the store cannot be written; the old graph is untouched.
    """
    from sse_graph.load import make_store  # threads and all: only a build needs it

    marker = read_marker(folder)
    number = int(str(marker["store"]).rpartition("-")[2], 16) + 1 if marker else 1
    name = f"store-{number:06x}"
    _remove_stale(folder, keep=str(marker["store"]) if marker else "")
    try:
        count = make_store(folder / name, graphs, folder / str(marker["store"]) if marker else None)
        _write_atomically(
            folder / MARKER,
            json.dumps({"format": _FORMAT, "base": base, "store": name, "state": state}, indent=1) + "\n",
        )
    except BaseException as error:
        shutil.rmtree(folder / name, ignore_errors=True)
        if not isinstance(error, OSError):
            raise
        raise StoreError(f"{folder}: the graph could not be written ({error}); the former one is untouched") from error
    _remove_stale(folder, keep=name)
    return count


def graph_state(folder: Path) -> str:
    """The hash of what the present graph was made from; ``""`` when there is none, or it is not known.

    Raises:
        StoreError: the marker cannot be read.
    """
    marker = read_marker(folder)
    return str(marker.get("state", "")) if marker and (folder / str(marker["store"])).is_dir() else ""


def _remove_stale(folder: Path, keep: str) -> None:
    for path in folder.glob("store-*"):
        if path.name != keep and path.is_dir():
            shutil.rmtree(path, ignore_errors=True)


def _write_atomically(path: Path, content: str) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


class GraphFolder:
    """The graph of a folder as it is now: a ``Readable`` whose store is opened when it is first asked.

    Raises:
        StoreError: there is no graph; (all methods) it cannot be opened.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.exists():
            raise StoreError(f"no graph at {folder}; run `sse-graph build SOURCES --graph {folder}` first")
        marker = read_marker(folder)
        if marker is None:
            raise StoreError(f"{folder} is not a graph folder; give the one that `sse-graph build` wrote with --graph")
        self._path = folder / str(marker["store"])
        if not self._path.is_dir():
            raise StoreError(f"{folder}: its store {self._path.name} is missing; build the graph again")

    @cached_property
    def statements(self) -> Statements | None:
        """The file of its statements; ``None``, when there is none that can be trusted."""
        return Statements.beside(self._path)

    @cached_property
    def store(self) -> ox.Store:
        """The store, for reading."""
        try:
            return ox.Store.read_only(str(self._path))
        except OSError as error:
            raise StoreError(f"{self._path}: {error}; build the graph again") from error

    def query(
        self, query: str, *, use_default_graph_as_union: bool = False
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        return self.store.query(query, use_default_graph_as_union=use_default_graph_as_union)

    def quads_for_pattern(
        self,
        subject: ox.NamedNode | None,
        predicate: ox.NamedNode | None,
        object: None,
        graph_name: ox.NamedNode | ox.BlankNode | None = None,
    ) -> Iterator[ox.Quad]:
        return self.store.quads_for_pattern(subject, predicate, object, graph_name)

    def named_graphs(self) -> Iterator[ox.NamedNode | ox.BlankNode]:
        return self.store.named_graphs()

    def __len__(self) -> int:
        return len(self.store)


def open_store(folder: Path) -> ox.Store:
    """The present store of a graph folder, for reading.

    Raises:
        StoreError: there is no graph, or it cannot be opened.
    """
    return GraphFolder(folder).store


def graph_base(folder: Path) -> str:
    """The base IRI that the graph's things are named under.

    Raises:
        StoreError: there is no graph.
    """
    marker = read_marker(folder)
    if marker is None:
        raise StoreError(f"no graph at {folder}; run `sse-graph build SOURCES --graph {folder}` first")
    return str(marker["base"])


def as_rdflib(store: ox.Store) -> Any:
    """The store as an rdflib ``Dataset`` whose default graph is the union of all graphs (through oxrdflib)."""
    import oxrdflib
    import rdflib

    return rdflib.Dataset(store=oxrdflib.OxigraphStore(store=store), default_union=True)
