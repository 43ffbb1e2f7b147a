"""A real `sse-graph serve` on loopback, and plain HTTP as a test writes it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = "application/sparql-results+json"
TOKEN = "a-token-that-is-long-enough"


@dataclass
class Answer:
    """What came back; ``headers`` by lower-case name."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


class Served:
    """One running server. ``lines``: what it has said on standard error so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process, self.port, self.lines = process, 0, []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        end = time.monotonic() + 60
        while not self.port:
            assert time.monotonic() < end, f"it did not start: {self.lines}"
            assert process.poll() is None, f"it ended: {self.lines}"
            time.sleep(0.02)

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line.rstrip("\n"))
            found = re.search(r"is served at http://[^/]+:(\d+)/", line)
            if found and not self.port:
                self.port = int(found[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 60,
    ) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            data = body.encode() if isinstance(body, str) else body
            connection.request(method, path, data, dict(headers or {}))
            got = connection.getresponse()
            return Answer(got.status, {name.lower(): value for name, value in got.getheaders()}, got.read())
        finally:
            connection.close()

    def get(self, path: str, accept: str = "", **headers: str) -> Answer:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("GET", path, headers={**given, **({"Accept": accept} if accept else {})})

    def query(self, text: str, accept: str = JSON, **more: str) -> Answer:
        return self.get(f"/sparql?{urlencode({'query': text, **more})}", accept)

    def post(self, pairs: Sequence[tuple[str, str]], path: str = "/sparql", accept: str = JSON) -> Answer:
        return self.ask("POST", path, urlencode(pairs), {**FORM, "Accept": accept})

    def raw(self, data: bytes, seconds: float = 5) -> bytes:
        """What comes back for bytes as they are, until the server closes or is silent for so long."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connection:
            got = b""
            try:
                connection.sendall(data)
                while piece := connection.recv(65536):
                    got += piece
            except (TimeoutError, ConnectionError):
                pass
            return got

    def alive(self) -> bool:
        return self.process.poll() is None and self.get("/health").status == 200

    def stop(self) -> int:
        self.process.terminate()
        code = self.process.wait(30)
        self._reader.join(5)
        return code


@contextmanager
def served(folder: Path, *options: str, token: str = "") -> Iterator[Served]:
    """A server over ``folder`` on a free port, ended with the block."""
    command = [sys.executable, "-m", "sse_graph.cli", "serve", "--graph", str(folder), "--port", "0", *options]
    environment = {**os.environ, "SSE_GRAPH_TOKEN": token}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=environment)
    try:
        yield Served(process)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process.stderr is not None:
            process.stderr.close()
