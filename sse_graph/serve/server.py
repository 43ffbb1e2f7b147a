"""A graph served until it is told to stop.

Input: ``Options``. Output: a listening server. It does **not** know what is asked (``site.py``). Stopped by SIGINT or
SIGTERM: no new connections, what runs is answered for a few seconds, workers end, files go.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from sse_graph.errors import InputError
from sse_graph.serve.options import Options
from sse_graph.serve.pool import Pool
from sse_graph.serve.site import Site

_CONNECTIONS: Final = 1000
"""Connections at once; one more is told 503."""
_KEEP_ALIVE: Final = 20
_GRACE: Final = 5
Told = Callable[[str, int], None]


def serve(options: Options, ready: Told = lambda host, port: None) -> None:
    """Serve the graph until the process is told to stop. ``ready``: called with host and port when it listens.

    Raises:
        StoreError: there is no graph, or it cannot be opened.
        InputError: the address cannot be listened on.
    """
    if sys.platform == "win32":
        raise InputError("serve needs a system with fork (Linux, macOS); on Windows run it in WSL")
    import uvloop

    site = Site(options)
    listening = _listen(options)
    with (
        tempfile.TemporaryDirectory(prefix="sse-graph-", ignore_cleanup_errors=True) as files,
        listening,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        runner.run(_run(site, listening, Path(files), ready))


def _listen(options: Options) -> socket.socket:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    try:
        return socket.create_server((options.host, options.port), family=family, backlog=1024)
    except (OSError, OverflowError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"cannot listen on {options.host} port {options.port}: {why}; give another with --host or --port"
        ) from error


async def _run(site: Site, listening: socket.socket, files: Path, ready: Told) -> None:
    import uvicorn

    from sse_graph.serve.connection import Connection

    class Server(uvicorn.Server):
        """uvicorn, which is stopped by a signal without dying of it."""

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGINT, signal.SIGTERM):
                with suppress(NotImplementedError, ValueError, RuntimeError):
                    loop.add_signal_handler(number, self.handle_exit, number, None)
            yield

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            host, port = listening.getsockname()[:2]
            ready(str(host), int(port))

    options = site.options
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)  # it would print what clients send
    site.pool = Pool(
        options.folder,
        files,
        size=options.processes,
        queue=options.queue,
        memory=options.memory,
        hold=options.in_memory * 1024 * 1024,
    )
    try:
        await site.pool.renew(site.size)
        application: Any = site
        await Server(
            uvicorn.Config(
                application,
                http=Connection,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                limit_concurrency=_CONNECTIONS,
                timeout_keep_alive=_KEEP_ALIVE,
                timeout_graceful_shutdown=_GRACE,
            )
        ).serve([listening])
    finally:
        await site.pool.close()
