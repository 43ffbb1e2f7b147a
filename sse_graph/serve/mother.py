"""The process that workers are forked from.

Input: on its standard input, a socket, one file descriptor for each worker that is wanted. Output: that worker, with
the descriptor as its connection. It does **not** answer anything itself.

A small graph is read into memory once, here; workers share that memory (copy on write), start in milliseconds and
answer in half the time. Of a large one each worker opens the folder's store. This process never opens a store on disk
itself: RocksDB has threads, and a process with threads must not fork.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from sse_graph.errors import SSEGraphError, StoreError
from sse_graph.serve.frames import frame
from sse_graph.serve.worker import serve
from sse_graph.store import open_store


def main(arguments: list[str]) -> None:
    """``FOLDER FILES MEMORY HOLD``; ``HOLD``: whether to read the graph into memory, 0 or 1."""
    folder, files, memory, hold = Path(arguments[0]), Path(arguments[1]), int(arguments[2]), arguments[3] == "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the server ends us when it is done
    os.dup2(2, 1)  # a stray print of a library is no data
    control = socket.socket(fileno=0)
    try:
        store = read_store(folder) if hold else None
    except SSEGraphError as error:
        control.sendall(frame({"error": str(error)}))
        return
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for workers: the server sees their connections end
    control.sendall(frame({"ready": True}))
    gc.freeze()
    while True:
        data, handles, _, _ = socket.recv_fds(control, 1, 1)
        if not data:
            return
        for handle in handles:
            sys.stdout.flush()
            if os.fork() == 0:
                code = 1
                try:
                    control.close()
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    serve(socket.socket(fileno=handle), folder, files, memory, store)
                    code = 0
                finally:
                    os._exit(code)
            os.close(handle)


def read_store(folder: Path) -> ox.Store:
    """The present store of a graph folder, in memory. Another process reads the disk and hands the quads over.

    Raises:
        StoreError: it cannot be opened or read.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(reading)
            with os.fdopen(writing, "wb") as out:
                open_store(folder).dump(out, format=ox.RdfFormat.N_QUADS)
            code = 0
        except (SSEGraphError, OSError) as error:
            print(f"sse-graph serve: {error}", file=sys.stderr)
        finally:
            os._exit(code)
    os.close(writing)
    store = ox.Store()
    with os.fdopen(reading, "rb") as quads:
        store.bulk_load(quads, format=ox.RdfFormat.N_QUADS)
    _, status = os.waitpid(pid, 0)
    if status:
        raise StoreError(f"{folder}: its store could not be read; build the graph again")
    return store


def command(folder: Path, files: Path, memory: int, hold: bool) -> list[str]:
    """The command line of a mother process. Not ``-m``: that would load the module twice."""
    program = "import sys; from sse_graph.serve.mother import main; main(sys.argv[1:])"
    return [sys.executable, "-c", program, str(folder), str(files), str(memory), "1" if hold else "0"]


_KEPT: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "PYTHONHASHSEED", "VIRTUAL_ENV")


_FASTER: Final = {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=4000"}
"""The engine takes and gives back many small pieces of memory: with more of them at hand in the allocator a short query
takes a quarter less time (measured: 205 to 160 µs). Other C libraries than glibc do not read it."""


def environment() -> dict[str, str]:
    """What workers may know: not the token, nor anything else that they do not need."""
    known = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**known, **_FASTER, "OPENBLAS_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}
