"""The application: asks the routes, the cache and the workers, and writes what comes out.

Input: ASGI messages. Output: ASGI messages and a line of log. It does **not** read the graph: workers do.
"""

from __future__ import annotations

import asyncio
import hashlib
import html
import os
import time
from contextlib import suppress
from typing import Any, Final

from sse_graph.errors import SSEGraphError
from sse_graph.serve import log
from sse_graph.serve.answers import TRUNCATED, RefusedError
from sse_graph.serve.cache import Cache
from sse_graph.serve.media import prefers_page, takes_gzip
from sse_graph.serve.options import Options
from sse_graph.serve.pool import Pool
from sse_graph.serve.protocol import Job
from sse_graph.serve.requests import GoneError, Receive, Request, Scope, Send, parse
from sse_graph.serve.routes import route
from sse_graph.serve.static import STATIC
from sse_graph.serve.version import stamp, store_version
from sse_graph.store import graph_base

_LOOK: Final = 0.25
"""Seconds after which a request looks whether a build has replaced the store."""
_PIECE: Final = 64 * 1024
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS: Final = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
_CORS: Final = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": f"ETag, {TRUNCATED}"}
_ALLOW: Final = {"/sparql": "GET, HEAD, POST, OPTIONS", "/query": "GET, HEAD, POST, OPTIONS"}
_READ: Final = "GET, HEAD, OPTIONS"


class Out:
    """An answer on its way: status, headers, body or the file that holds it."""

    __slots__ = ("body", "file", "headers", "status")

    def __init__(self, status: int, headers: dict[str, str], body: bytes = b"", file: str = "") -> None:
        self.status, self.headers, self.body, self.file = status, headers, body, file


class Site:
    """One graph as a web site. Call ``opened`` with the pool before the first request."""

    def __init__(self, options: Options) -> None:
        self.options, self.base = options, graph_base(options.folder)
        self._stamp, self._looked = stamp(options.folder), 0.0
        self.version, self.size = store_version(options.folder)
        self.cache = Cache(options.cache * 1024 * 1024)
        self.pool: Pool | None = None
        self._renewing: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        started, status, size = time.perf_counter(), 499, 0
        request: Request | None = None
        try:
            try:
                request = parse(scope, receive, local=self.options.on_loopback)
                out = await self._answer(request)
            except RefusedError as refusal:
                out = self._refused(refusal, request)
            except (GoneError, asyncio.CancelledError):
                raise
            except Exception as error:  # a fault of ours: the client learns no more than that
                log.trouble(f"{type(error).__name__}: {error}")
                out = self._refused(RefusedError(500, "the server could not answer"), request)
            status, size = out.status, await _write(out, scope["method"], send)
        except (GoneError, asyncio.CancelledError):
            pass
        finally:
            if self.options.log:
                target = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
                agent = next((value for name, value in scope["headers"] if name == b"user-agent"), b"-")
                client = scope["client"][0] if scope.get("client") else "-"
                spent = time.perf_counter() - started
                log.access(client, scope["method"], target, status, size, spent, agent.decode("latin-1"))

    async def _answer(self, request: Request) -> Out:
        await self._look()
        if request.method == "OPTIONS":
            return self._options(request)
        try:
            found = await route(request, self.options, self.base, f"http://{request.host}")
        except RefusedError:
            raise
        except SSEGraphError as error:
            raise RefusedError(400, str(error)) from error
        if isinstance(found, Job):
            return await self._job(request, found)
        headers = {"Content-Type": found.content_type, **self._common(), **found.headers}
        if found.headers.get("ETag") and _same(request, found.headers["ETag"]):
            return Out(304, headers)
        return Out(found.status, headers, found.body)

    async def _job(self, request: Request, job: Job) -> Out:
        zipped = takes_gzip(request.header(b"accept-encoding"))
        key = hashlib.sha256(f"{self.version}\0{zipped:d}\0{request.host}\0{job.key}".encode("utf-8", "replace"))
        tag = f'W/"{key.hexdigest()[:32]}"' if job.key else ""
        headers = {**self._common(), "Vary": job.vary, "Cache-Control": "no-cache" if tag else "no-store"}
        if tag and _same(request, tag):
            return Out(304, {**headers, "ETag": tag})
        known = self.cache.get(tag) if tag else None
        if known is None:
            known = await self._asked(request, {**job.header, "base": self.base, "gzip": zipped}, job.body)
            if tag:
                self.cache.put(tag, *known)
        head, body = known
        status = int(head["status"])
        if "message" in head:
            raise RefusedError(status, str(head["message"]))
        if job.changing:
            await self._look(now=True)
        if status == 200:
            headers |= {"ETag": tag} if tag else {}
            headers |= job.headers
        headers |= head["headers"]
        if head["type"]:
            headers["Content-Type"] = head["type"]
        if head["type"].startswith("text/html") and "Content-Security-Policy" not in headers:
            headers["Content-Security-Policy"] = _POLICY
        return Out(status, headers, body, str(head.get("file", "")))

    async def _asked(self, request: Request, header: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        """What a worker replies; asked again once when the store was replaced under it."""
        assert self.pool is not None
        watching: list[asyncio.Task[None]] = []
        asking, alone = asyncio.current_task(), header["op"] == "update"

        pool = self.pool

        def on_long() -> None:
            watching.append(pool.loop.create_task(_watch(request, asking)))

        try:
            for again in (True, False):
                head, content = await pool.ask(header, body, self.options.timeout, on_long, alone)
                if head.get("detail"):
                    log.trouble(str(head["detail"]))
                if not head.get("lost") or not again or alone:
                    break
                await self._look(now=True)
        finally:
            for task in watching:
                task.cancel()
        return head, content

    async def _look(self, now: bool = False) -> None:
        """Notice that a build or an update has replaced the store, and serve the new one: at once when ``now``, else
        as soon as it is open."""
        clock = time.monotonic()
        if not now and clock - self._looked < _LOOK:
            return
        self._looked = clock
        present = stamp(self.options.folder)
        if present == self._stamp or self.pool is None:
            return
        self._stamp = present
        renewing = self.pool.loop.create_task(self._renew())
        self._renewing.add(renewing)
        renewing.add_done_callback(self._renewing.discard)
        if now:
            await asyncio.wait({renewing})

    async def _renew(self) -> None:
        assert self.pool is not None
        try:
            version, size = store_version(self.options.folder)
            base = graph_base(self.options.folder)
            await self.pool.renew(size)
        except SSEGraphError as error:  # in the middle of being replaced, or gone: what is open still answers
            log.trouble(str(error))
            self._stamp = (0, 0)
            return
        self.version, self.size, self.base = version, size, base
        self.cache.clear()

    def _common(self) -> dict[str, str]:
        return {**_ALWAYS, **(_CORS if self.options.cors else {})}

    def _options(self, request: Request) -> Out:
        allowed = _ALLOW.get(request.path, _READ)
        headers = {**self._common(), "Allow": allowed}
        if self.options.cors and request.header(b"access-control-request-method"):
            headers |= {
                "Access-Control-Allow-Methods": allowed,
                "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match",
                "Access-Control-Max-Age": "86400",
            }
        return Out(204, headers)

    def _refused(self, refusal: RefusedError, request: Request | None) -> Out:
        headers = {**self._common(), "Cache-Control": "no-store", "Content-Type": "text/plain; charset=utf-8"}
        path = request.path if request else ""
        if refusal.status == 405:
            headers["Allow"] = _ALLOW.get(path, _READ)
        if refusal.status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        if refusal.status == 503:
            headers["Retry-After"] = "5"
        if refusal.status in {413, 414}:
            headers["Connection"] = "close"
        if request and path != "/sparql" and prefers_page(request.header(b"accept")):
            headers |= {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": _POLICY}
            return Out(refusal.status, headers, _error_page(refusal))
        return Out(refusal.status, headers, f"{refusal.message}\n".encode("utf-8", "replace"))


def _error_page(refusal: RefusedError) -> bytes:
    message = html.escape(refusal.message)
    css = f"/static/site.css?{STATIC['site.css'].seal}"
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{refusal.status}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="/static/icon.svg"><link rel="stylesheet" href="{css}"></head>'
        f'<body class="report site"><main><h1>{refusal.status}</h1><p class="intro">{message}</p>'
        '<p><a href="/">sse-graph</a></p></main></body></html>\n'
    ).encode("utf-8", "replace")


def _same(request: Request, tag: str) -> bool:
    """Whether the client has this very answer already. Source: RFC 9110 §13.1.2 (weak comparison)."""
    header = request.header(b"if-none-match")
    if not header or request.method not in {"GET", "HEAD"}:
        return False
    return header.strip() == "*" or tag.removeprefix("W/") in {
        part.strip().removeprefix("W/") for part in header.split(",")
    }


async def _watch(request: Request, asking: asyncio.Task[Any] | None) -> None:
    """Stop asking when the client has gone: nobody would read the answer."""
    while (await request.receive())["type"] != "http.disconnect":
        await asyncio.sleep(0.05)
    if asking is not None:
        asking.cancel()


async def _write(out: Out, method: str, send: Send) -> int:
    """Send the answer; how many bytes of body."""
    body, size = out.body, len(out.body)
    handle = None
    if out.file:
        handle = os.open(out.file, os.O_RDONLY)
        with suppress(OSError):  # it has no name from now on, and goes with the last who reads it
            os.unlink(out.file)
        size = os.fstat(handle).st_size
    try:
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in out.headers.items()]
        if out.status not in {204, 304}:
            headers.append((b"content-length", str(size).encode()))
        await send({"type": "http.response.start", "status": out.status, "headers": headers})
        if handle is None or method == "HEAD":
            await send({"type": "http.response.body", "body": body})
            return size
        while piece := os.read(handle, _PIECE):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
        return size
    finally:
        if handle is not None:
            os.close(handle)
