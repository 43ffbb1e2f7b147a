"""What can be chosen when a graph is served, and the limits that hold whatever is asked.

Input: values of the command line. Output: one frozen record, checked. It does **not** open anything.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sse_graph.errors import InputError

TOKEN: Final = "SSE_GRAPH_TOKEN"
"""The environment variable that holds the token which allows updates; never an option, which others could read."""
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_SHORTEST_TOKEN: Final = 16


@dataclass(frozen=True, slots=True)
class Options:
    """How a graph is served. ``timeout``: seconds a query may take; ``max_rows``: rows (or triples) of an answer;
    ``workers``: processes that answer; ``queue``: requests that may wait for one of them; ``max_request``: bytes of a
    request's body; ``cache``: MiB of answers that are kept, 0 for none; ``memory``: MiB a worker may take, 0 for no
    limit; ``in_memory``: MiB of a store on disk up to which it is read into memory; ``token``: what an update must
    show, "" where updates are refused."""

    folder: Path
    host: str = "127.0.0.1"
    port: int = 8000
    timeout: float = 30.0
    max_rows: int = 100_000
    workers: int = 0
    queue: int = 256
    max_request: int = 1_000_000
    cache: int = 16
    memory: int = 2048
    in_memory: int = 192
    cors: bool = True
    log: bool = True
    writable: bool = False
    token: str = ""

    def __post_init__(self) -> None:
        """Raises:
        InputError: ``writable`` without a token that is long enough.
        """
        if self.writable and len(self.token) < _SHORTEST_TOKEN:
            raise InputError(
                f"--writable needs a token of at least {_SHORTEST_TOKEN} characters in the environment variable "
                f"{TOKEN}; clients send it as `Authorization: Bearer …`"
            )

    @property
    def processes(self) -> int:
        """How many workers answer at once: as many as asked, else one a core, and two at least."""
        return self.workers or min(max(os.cpu_count() or 2, 2), 8)

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in LOOPBACK or self.host.startswith("127.")
