"""One connection of a client, with clocks: whoever sends or reads too slowly is sent away.

Input: bytes of a connection. Output: requests for the application (uvicorn's own protocol does that). It does **not**
look into requests. uvicorn waits for a client's head, body and reading as long as it likes; here each has its time.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS: Final = 10.0
"""Time for a request's first line and headers."""
BODY_SECONDS: Final = 30.0
"""Time for its body."""
READ_SECONDS: Final = 60.0
"""Time in which a client must take something of what it asked for."""
MOST_HEAD: Final = 64 * 1024
"""Bytes of first line and headers."""


class Connection(HttpToolsProtocol):
    """uvicorn's HTTP/1.1 protocol with the times above."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._clock: asyncio.TimerHandle | None = None
        self._reading: asyncio.TimerHandle | None = None
        self._in_head, self._head, self._fields = True, 0, 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._start(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.parser is None:  # closed already
            return
        if self._clock is None and (self.cycle is None or self.cycle.response_complete):
            self._start(HEAD_SECONDS)
        self._head += len(data)
        super().data_received(data)
        if self._in_head and self._head > MOST_HEAD:
            long_url = not self.headers
            self._refuse("414 URI Too Long" if long_url else "431 Request Header Fields Too Large")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._head, self._fields = True, 0, 0

    def on_header(self, name: bytes, value: bytes) -> None:
        self._fields += len(name) + len(value) + 4
        if self._fields <= MOST_HEAD:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._stop()
        self._start(BODY_SECONDS)
        app = self.app
        if self._fields > MOST_HEAD:  # all of it came at once, before anything could be closed
            self.app = _too_large
        super().on_headers_complete()
        self.app = app

    def on_message_complete(self) -> None:
        self._stop()
        super().on_message_complete()

    def pause_writing(self) -> None:
        if self._reading is None:
            self._reading = self.loop.call_later(READ_SECONDS, self.transport.abort)
        super().pause_writing()

    def resume_writing(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        super().resume_writing()

    def _start(self, seconds: float) -> None:
        self._clock = self.loop.call_later(seconds, self._refuse, "408 Request Timeout")

    def _stop(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _refuse(self, status: str) -> None:
        self._stop()
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            self.transport.write(f"HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode())
        self.transport.close()


async def _too_large(scope: Any, receive: Any, send: Any) -> None:
    headers = [(b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 431, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
