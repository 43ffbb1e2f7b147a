"""One process that answers: it holds the store open, reads requests from its connection, writes replies.

Input: frames ``{"op": …}``. Output: one frame a request; a body that is large goes into a file whose name the frame
tells. It does **not** speak HTTP and has no time limit of its own: the server ends it when it takes too long, and
starts another. A query that breaks the engine ends only this process.
"""

from __future__ import annotations

import gzip
import os
import resource
import socket
import tempfile
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from sse_graph.errors import SSEGraphError
from sse_graph.serve import graphs
from sse_graph.serve.answers import Dataset, RefusedError, Reply, answer
from sse_graph.serve.frames import Header, frame, read_frame
from sse_graph.serve.guard import deny_network, end_with_parent, limit_memory
from sse_graph.store import open_store

IN_MEMORY: Final = 512 * 1024
"""Bytes of a body up to which it goes through the pipe; a larger one becomes a file, so that a client that reads slowly
holds neither the worker nor the server's memory."""
_LEAST_ZIPPED: Final = 600
_GROWTH: Final = 256 * 1024
"""KiB of peak memory above that of the first reply, after which a worker gives way to a fresh one."""


def serve(connection: socket.socket, folder: Path, files: Path, memory: int, store: ox.Store | None) -> None:
    """Answer until the connection ends. ``store``: a graph in memory; ``None``: the one in ``folder`` is opened."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    end_with_parent()
    denied = deny_network()
    requests = connection.makefile("rb")
    try:
        limit_memory(memory)
        opened = open_store(folder) if store is None else store
    except SSEGraphError as error:
        connection.sendall(frame({"error": str(error)}))
        return
    connection.sendall(frame({"ready": True, "pid": os.getpid(), "network": not denied}))
    least = 0
    while (message := read_frame(requests)) is not None:
        header, body = message
        head, content = _reply(opened, folder, header, body, files)
        peak = _peak()
        least = least or peak
        if peak > least + _GROWTH:
            head["retire"] = True
        connection.sendall(frame(head, content))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _reply(store: ox.Store, folder: Path, header: Header, body: bytes, files: Path) -> tuple[Header, bytes]:
    try:
        reply = _work(store, folder, header, body)
    except RefusedError as refusal:
        return {"status": refusal.status, "message": refusal.message}, b""
    except SSEGraphError as error:
        return {"status": 400, "message": str(error)}, b""
    except OSError as error:  # of the store: it was replaced, or the disk failed
        return {"status": 500, "message": "the store cannot be read", "lost": True, "detail": str(error)}, b""
    except MemoryError:
        return {"status": 503, "message": "the answer needs more memory than a request may take", "retire": True}, b""
    except Exception as error:  # a fault of ours must not end the worker, nor tell a client how we are built
        return {
            "status": 500,
            "message": "the server could not answer",
            "detail": f"{type(error).__name__}: {error}",
        }, b""
    head: Header = {"status": reply.status, "type": reply.content_type, "headers": dict(reply.headers)}
    content = reply.body
    if header.get("gzip") and len(content) >= _LEAST_ZIPPED:
        content = gzip.compress(content, compresslevel=5, mtime=0)
        head["headers"]["Content-Encoding"] = "gzip"
    if len(content) <= IN_MEMORY:
        return head, content
    handle, name = tempfile.mkstemp(dir=files)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    return {**head, "file": name, "size": len(content)}, b""


def _work(store: ox.Store, folder: Path, header: Header, body: bytes) -> Reply:
    op, accept, named = header["op"], str(header.get("accept", "")), str(header.get("format", ""))
    if op == "query":
        dataset = Dataset(tuple(header["default"]), tuple(header["named"]))
        return answer(store, body.decode("utf-8"), dataset, accept, named, int(header["most"]))
    if op == "graph":
        return graphs.graph(store, str(header["iri"]), accept, named)
    if op == "about":
        return graphs.about(store, str(header["iri"]), accept, named)
    if op == "void":
        return graphs.void(store, str(header["base"]), str(header["site"]), accept, named)
    if op == "service":
        return graphs.service(store, str(header["site"]), accept, named)
    if op == "update":
        from sse_graph.serve.update import update

        return update(folder, body.decode("utf-8"))
    from sse_graph.serve.pages import page

    return page(store, folder, op, header)
