"""A SPARQL update over a copy of the store that then takes its place.

Input: a graph folder and an update's text. Output: the changed store. It does **not** touch the store that is being
read: the copy shares its immutable files (hard links), is changed, and the folder's marker names it in one step. A
build of the same documents makes the graph anew, without what updates have added.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyoxigraph as ox

from sse_graph.errors import SSEGraphError
from sse_graph.export import write_whole
from sse_graph.serve.answers import RefusedError, Reply, one_line
from sse_graph.serve.guard import asks_elsewhere, loads
from sse_graph.store import MARKER, building, open_store, read_marker
from sse_graph.vocab import PREFIXES


def update(folder: Path, text: str) -> Reply:
    """Change the graph, wholly or not at all.

    Raises:
        RefusedError: the update is malformed, or reads from elsewhere (400); a build or another update holds the folder
            (503).
    """
    if asks_elsewhere(text) or loads(text):
        raise RefusedError(400, "LOAD and SERVICE are refused: this server asks no other; use INSERT DATA")
    try:
        with building(folder):
            marker = read_marker(folder)
            if marker is None:
                raise RefusedError(503, "the graph is gone; build it again")
            former = str(marker["store"])
            name = f"store-{int(former.rpartition('-')[2], 16) + 1:06x}"
            shutil.rmtree(folder / name, ignore_errors=True)
            try:
                open_store(folder).backup(str(folder / name))
                store = ox.Store(str(folder / name))
                store.update(text, prefixes=dict(PREFIXES))
                store.flush()
                del store
                marker |= {"store": name, "state": ""}  # it is no longer what any documents make
                write_whole(folder / MARKER, f"{json.dumps(marker, indent=1)}\n".encode())
            except BaseException:
                shutil.rmtree(folder / name, ignore_errors=True)
                raise
            shutil.rmtree(folder / former, ignore_errors=True)
    except (SyntaxError, ValueError, RuntimeError) as error:
        raise RefusedError(400, f"the update cannot be run: {one_line(str(error))}") from error
    except RefusedError:
        raise
    except SSEGraphError as error:
        raise RefusedError(503, one_line(str(error))) from error
    return Reply(204, "", b"")
