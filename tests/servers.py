"""Real SPARQL servers for the tests: on loopback, in a folder of their own, gone when the block ends."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tools import unavailable

_WAIT = 60.0
_VIRTUOSO_INI = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
ErrorLogLevel = 7
FileExtend = 200
Striping = 0
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
Striping = 0
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
MaxClientConnections = 10
CheckpointInterval = 0
CaseMode = 2
DirsAllowed = ., {folder}
NumberOfBuffers = 20000
MaxDirtyBuffers = 12000
MaxMemPoolSize = 200000000
MaxQueryMem = 1G
ThreadsPerQuery = 2
AsyncQueueMaxThreads = 4
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
MaxClientConnections = 10
ServerThreads = 10
KeepAliveTimeout = 10
HTTPThreadSize = 280000
Charset = UTF-8
EnabledGzipContent = 1
[Client]
SQL_QUERY_TIMEOUT = 0
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryCostEstimationTime = 4000
MaxQueryExecutionTime = 60
"""


@dataclass(frozen=True)
class Server:
    """Where a server answers: ``query``, ``update`` (SPARQL Update) and ``graphs`` (Graph Store Protocol)."""

    query: str
    update: str
    graphs: str
    folder: Path
    sql: str = ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _WAIT
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}: {log.read_text(errors='replace')[-2000:]}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"no server after {_WAIT} s: {log.read_text(errors='replace')[-2000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(20)


@contextlib.contextmanager
def oxigraph_server(folder: Path, quads: Path | None = None, *, union: bool = True) -> Iterator[Server]:
    """The Oxigraph server of PyPI's ``oxigraph``, which may be written to; ``quads``: N-Quads to begin with."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or unavailable("the Oxigraph server")
    folder.mkdir(parents=True, exist_ok=True)
    store = folder / "store"
    if quads:
        subprocess.run(
            [program, "load", "--location", str(store), "--file", str(quads)], check=True, capture_output=True
        )
    port, log = free_port(), folder / "log.txt"
    arguments = [program, "serve", "--location", str(store), "--bind", f"127.0.0.1:{port}"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*arguments, *(["--union-default-graph"] if union else [])], stdout=out, stderr=subprocess.STDOUT
        )
        try:
            _wait_for(port, process, log)
            root = f"http://127.0.0.1:{port}"
            yield Server(f"{root}/query", f"{root}/update", f"{root}/store", folder)
        finally:
            _stop(process)


@contextlib.contextmanager
def virtuoso_server(folder: Path, quads: Path | None = None, *, rows: int = 1_000_000) -> Iterator[Server]:
    """Debian's Virtuoso 7; ``quads``: N-Quads to begin with, ``rows``: its ResultSetMaxRows. User dba, password dba."""
    program, isql = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if not program or not isql:
        unavailable("Virtuoso 7 (virtuoso-opensource)")
    folder.mkdir(parents=True, exist_ok=True)
    http, sql = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(_VIRTUOSO_INI.format(folder=folder, http=http, sql=sql, rows=rows))
    log = folder / "out.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [program, "-f", "-c", str(folder / "virtuoso.ini")], cwd=folder, stdout=out, stderr=subprocess.STDOUT
        )
        try:
            _wait_for(sql, process, log)
            _wait_for(http, process, log)
            root, server = f"http://127.0.0.1:{http}", f"127.0.0.1:{sql}"
            if quads:
                load = folder / "load"
                load.mkdir()
                shutil.copy(quads, load / "data.nq")
                isql_run(isql, server, f"ld_dir('{load}', '*.nq', 'urn:x-test:default');")
                isql_run(isql, server, "rdf_loader_run(); checkpoint;")
                listed = isql_run(isql, server, "SELECT ll_state, ll_error FROM DB.DBA.load_list;")
                assert "2" in listed, listed
            yield Server(f"{root}/sparql", f"{root}/sparql-auth", f"{root}/sparql-graph-crud-auth", folder, server)
        finally:
            _stop(process)


def isql_run(program: str, server: str, statement: str) -> str:
    """What Virtuoso's own client prints; an error is raised."""
    ended = subprocess.run(
        [program, server, "dba", "dba", f"exec={statement}"], capture_output=True, text=True, check=False, timeout=120
    )
    if ended.returncode or "*** Error" in ended.stdout + ended.stderr:
        raise RuntimeError(f"{statement}: {ended.stdout} {ended.stderr}")
    return ended.stdout


@contextlib.contextmanager
def scripted_server(answer: Callable[[BaseHTTPRequestHandler, bytes], None]) -> Iterator[str]:
    """An HTTP server whose every request is answered by ``answer(handler, body)``; its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one(self) -> None:
            answer(self, self.rfile.read(int(self.headers.get("Content-Length") or 0)))

        do_GET = do_POST = do_PUT = do_DELETE = handle_one  # noqa: N815 - the names of http.server

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/sparql"
        finally:
            server.shutdown()
            thread.join()


def reply(handler: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    """A whole response; ``headers``: with ``_`` for ``-``."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
