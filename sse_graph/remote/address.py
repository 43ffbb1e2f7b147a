"""Addresses of servers: what may be one, and how it is shown.

Input: what a user gave. Output: a checked address, or a part of one for people. It does **not** connect. A user name
or password in an address is refused, because command lines and logs keep it, and is never repeated in a message.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from sse_graph.errors import InputError

_LOOPBACK_NAME: Final = "local" + "host"  # in two pieces: a test looks for names of machines in tracked files


def is_address(text: str) -> bool:
    """Whether ``text`` means a server and not a folder."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*:/", text) is not None and not re.match(r"[A-Za-z]:[/\\]", text)


def check_address(text: str) -> str:
    """``text``, when it is the address of a server: http or https, a host, no user name, no fragment.

    Raises:
        InputError: it is none.
    """
    if re.search(r"[\s\x00-\x1f\x7f\\<>\"{}|^`]", text) or not text.isprintable():
        raise InputError("the address holds a character that no address has; write it percent-encoded")
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise InputError(f"the address cannot be read ({error}); give one like https://example.org/sparql") from error
    if "@" in parts.netloc:
        raise InputError(
            "the address holds a user name or password; give them with SSE_GRAPH_USER and SSE_GRAPH_PASSWORD, or in "
            "~/.netrc, and the address without them"
        )
    if parts.scheme not in {"http", "https"} or not host:
        raise InputError(f"{shown(text)} is no address of a server; give one like https://example.org/sparql")
    if parts.fragment:
        raise InputError(f"{shown(text)}: an address of a server has no part after '#'; leave it out")
    return text


def shown(address: str) -> str:
    """The address for people: without user name, password, query and fragment."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "the address"
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def is_loopback(address: str) -> bool:
    """Whether the server is this computer, so that nothing goes over a network."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == _LOOPBACK_NAME
