"""The graph folder: an Oxigraph store on disk, replaced as a whole and never half.

Input: quads. Output: an open store. It does **not** make quads or ask questions. The folder holds ``sse-graph.json``
(which store is the present one), the store's own folder, kept annotations, and what was pushed where; every other file
in it is the user's.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from sse_graph.errors import StoreError

MARKER = "sse-graph.json"
LOCK = "lock"
ANNOTATIONS = "annotations.sqlite"
_FORMAT = 1
_AT_ONCE = 500_000
"""Quads that are loaded at once: 500 MB of memory. A quarter of it would take as long and nearly twice the disk."""


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


def write_store(folder: Path, quads: Iterable[ox.Quad], base: str, state: str = "", texts: Iterable[str] = ()) -> int:
    """Make ``quads``, and ``texts`` of N-Quads whose IRIs are known to be sound, the graph of ``folder`` and return how
    many statements there are. Until the last moment the old graph stays. ``state``: a hash of what it was made from,
    for ``graph_state``.

    Raises:
        StoreError: the store cannot be written; the old graph is untouched.
    """
    marker = read_marker(folder)
    number = int(str(marker["store"]).rpartition("-")[2], 16) + 1 if marker else 1
    name = f"store-{number:06x}"
    _remove_stale(folder, keep=str(marker["store"]) if marker else "")
    try:
        store = ox.Store(str(folder / name))
        for lines in _texts(texts):
            store.bulk_load(lines, format=ox.RdfFormat.N_QUADS, lenient=True)
        for some in _pieces(quads):
            store.bulk_extend(some)
        store.flush()
        count = len(store)
        del store
        _write_atomically(
            folder / MARKER,
            json.dumps({"format": _FORMAT, "base": base, "store": name, "state": state}, indent=1) + "\n",
        )
    except OSError as error:
        shutil.rmtree(folder / name, ignore_errors=True)
        raise StoreError(f"{folder}: the graph could not be written ({error}); the former one is untouched") from error
    _remove_stale(folder, keep=name)
    return count


def _pieces(quads: Iterable[ox.Quad]) -> Iterator[Iterator[ox.Quad]]:
    """``quads`` in pieces that are loaded one by one: the loader holds what it loads in memory."""
    rest = iter(quads)
    for first in rest:
        yield chain([first], islice(rest, _AT_ONCE - 1))


def _texts(texts: Iterable[str]) -> Iterator[BytesIO]:
    """``texts`` joined to such pieces."""
    lines, count = BytesIO(), 0
    for text in texts:
        lines.write(text.encode())
        count += text.count("\n")
        if count >= _AT_ONCE:
            lines.seek(0)
            yield lines
            lines, count = BytesIO(), 0
    if count:
        lines.seek(0)
        yield lines


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


def open_store(folder: Path) -> ox.Store:
    """The present store of a graph folder, for reading.

    Raises:
        StoreError: there is no graph, or it cannot be opened.
    """
    if not folder.exists():
        raise StoreError(f"no graph at {folder}; run `sse-graph build SOURCES --graph {folder}` first")
    marker = read_marker(folder)
    if marker is None:
        raise StoreError(f"{folder} is not a graph folder; give the one that `sse-graph build` wrote with --graph")
    path = folder / str(marker["store"])
    if not path.is_dir():
        raise StoreError(f"{folder}: its store {path.name} is missing; build the graph again")
    try:
        return ox.Store.read_only(str(path))
    except OSError as error:
        raise StoreError(f"{path}: {error}; build the graph again") from error


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
