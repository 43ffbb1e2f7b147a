"""A request as the endpoints see it: path, parameters, headers, body, all of bounded size and sound encoding.

Input: an ASGI scope and its messages. Output: a ``Request``. It does **not** answer.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qsl

from sse_graph.serve.answers import RefusedError

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Pairs = tuple[tuple[str, str], ...]

MOST_URL: Final = 32 * 1024
_MOST_FIELDS: Final = 200
_HOST: Final = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?::([0-9]{1,5}))?")
_LOCAL: Final = re.compile(r"localhost|127(?:\.[0-9]{1,3}){3}|\[::1\]", re.IGNORECASE)


class GoneError(Exception):
    """The client has closed the connection."""


@dataclass(slots=True)
class Request:
    """``pairs``: the parameters of the URL in order, decoded. ``host``: as the client wrote it, checked."""

    method: str
    path: str
    pairs: Pairs
    headers: dict[bytes, bytes]
    host: str
    target: str
    client: str
    receive: Receive
    body: bytes = field(default=b"")

    def one(self, name: str, default: str = "") -> str:
        """The value of a parameter that may be given once.

        Raises:
            RefusedError: it is given more often (400).
        """
        values = [value for key, value in self.pairs if key == name]
        if len(values) > 1:
            raise RefusedError(400, f"{name}= is given {len(values)} times; give it once")
        return values[0] if values else default

    def header(self, name: bytes) -> str:
        """A header's value; "" when it is not there."""
        return self.headers.get(name, b"").decode("latin-1")


def parse(scope: Scope, receive: Receive, *, local: bool) -> Request:
    """The request of ``scope``, without its body. ``local``: only this machine's names are taken as ``Host``, so that
    no web site can have its own name point here.

    Raises:
        RefusedError: an unsound URL or header (400, 414, 421).
    """
    if len(scope["raw_path"]) + len(scope["query_string"]) > MOST_URL:
        raise RefusedError(414, "the address is too long; send the query with POST")
    headers: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name == b"host" and name in headers:
            raise RefusedError(400, "more than one Host header")
        headers[name] = headers[name] + b", " + value if name in headers else value
    return Request(
        method=scope["method"],
        path=_path(scope["raw_path"]),
        pairs=decoded(scope["query_string"]) if scope["query_string"] else (),
        headers=headers,
        host=_host(headers.get(b"host", b""), local),
        target="",
        client=scope["client"][0] if scope.get("client") else "-",
        receive=receive,
    )


def decoded(content: bytes) -> Pairs:
    """The fields of a query string or form.

    Raises:
        RefusedError: it is not UTF-8, or has too many fields (400).
    """
    try:
        return tuple(
            parse_qsl(content.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
        )
    except UnicodeError as error:
        raise RefusedError(400, "the parameters are not percent-encoded UTF-8") from error
    except ValueError as error:
        raise RefusedError(400, f"more than {_MOST_FIELDS} parameters") from error


def _path(raw: bytes) -> str:
    from urllib.parse import unquote_to_bytes

    if b"%" not in raw:
        return raw.decode("latin-1")
    try:
        path = unquote_to_bytes(raw).decode("utf-8")
    except UnicodeError as error:
        raise RefusedError(400, "the path is not percent-encoded UTF-8") from error
    if any(not character.isprintable() for character in path):
        raise RefusedError(400, "the path holds control characters")
    return path


@lru_cache(maxsize=256)
def _host(value: bytes, local: bool) -> str:
    text = value.decode("latin-1")
    found = _HOST.fullmatch(text)
    if not found or int(found[2] or 0) > 65535:
        raise RefusedError(400, "the Host header is missing or no host")
    if local and not _LOCAL.fullmatch(found[1]):
        raise RefusedError(421, "this server answers to localhost only; --host lets it be reached by other names")
    return text


async def read_body(request: Request, most: int) -> bytes:
    """The whole body.

    Raises:
        RefusedError: it is longer than ``most`` bytes (413), or compressed (415).
        GoneError: the client is.
    """
    if request.header(b"content-encoding") not in {"", "identity"}:
        raise RefusedError(415, "a compressed body is not taken; send it as it is")
    told = request.header(b"content-length")
    if told and (not told.isdigit() or int(told) > most):
        raise RefusedError(413, f"a request may have {most} bytes")
    pieces, size = [], 0
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise GoneError
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        if size > most:
            raise RefusedError(413, f"a request may have {most} bytes")
        if not message.get("more_body"):
            return b"".join(pieces)
