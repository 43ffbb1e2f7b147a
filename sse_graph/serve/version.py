"""Which store a folder holds just now.

Input: a graph folder. Output: a short text that is another one whenever the store is. It does **not** open the store.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from sse_graph.errors import StoreError
from sse_graph.store import MARKER, read_marker


def store_version(folder: Path) -> tuple[str, int]:
    """A hash over the folder's marker and the names, sizes and times of the store's files, which never change; and
    how many bytes they have.

    Raises:
        StoreError: there is no graph.
    """
    marker = read_marker(folder)
    if marker is None:
        raise StoreError(f"no graph at {folder}; run `sse-graph build SOURCES --graph {folder}` first")
    seal = hashlib.sha256((folder / MARKER).read_bytes())
    size = 0
    try:
        for path in sorted((folder / str(marker["store"])).glob("*.sst")):
            known = path.stat()
            size += known.st_size
            seal.update(f"{path.name} {known.st_size} {known.st_mtime_ns}\n".encode())
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror}; build the graph again") from error
    return seal.hexdigest()[:32], size


def stamp(folder: Path) -> tuple[int, int]:
    """What tells cheaply that the folder may hold another store: inode and time of its marker."""
    try:
        known = (folder / MARKER).stat()
    except OSError:
        return 0, 0
    return known.st_ino, known.st_mtime_ns
