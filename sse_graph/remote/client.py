"""HTTP to a SPARQL server: credentials, timeouts, retries, and errors in one line.

Input: requests. Output: responses, read as they come. It does **not** know SPARQL. Certificates are always verified
(REQUESTS_CA_BUNDLE names others), proxies are those of HTTPS_PROXY, HTTP_PROXY and NO_PROXY, a redirect is refused:
what is sent stays with the server that was named. Every request may be repeated, so all are idempotent.

Credentials: SSE_GRAPH_TOKEN (sent as Bearer), or SSE_GRAPH_USER and SSE_GRAPH_PASSWORD, or the server's entry in
~/.netrc (or the file of NETRC), as Basic or Digest, whichever the server asks for. They go to the servers that the user
names, and in clear only to this computer; SSE_GRAPH_PLAIN_HTTP=1 allows it elsewhere.
"""

from __future__ import annotations

import io
import os
import re
import time
from collections.abc import Mapping
from typing import Any, Final, Self

import requests
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth
from requests.utils import get_netrc_auth
from urllib3.exceptions import HTTPError

from sse_graph import __version__
from sse_graph.errors import InputError, StoreError
from sse_graph.remote.address import check_address, is_loopback, shown

CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 300.0
TRIES: Final = 4
"""A request is sent again after 1, 2 and 4 seconds, or after what the server says, up to a minute."""
_BUSY: Final = frozenset({429, 502, 503, 504})
_LONGEST_WAIT: Final = 60.0
_LONGEST_MESSAGE: Final = 200
_READ: Final = 64 * 1024


class Client:
    """One server; use as a context manager. ``seconds``: how long it may be silent before an answer is given up.

    Raises:
        InputError: the address is none, or credentials would go in clear over a network.
    """

    def __init__(self, address: str, *, seconds: float | None = None, wait: float = 1.0) -> None:
        self.address = check_address(address)
        self.name = shown(address)
        self._seconds = READ_SECONDS if seconds is None else seconds
        self._wait = wait
        self._session = requests.Session()
        self._session.headers["User-Agent"] = f"sse-graph/{__version__}"
        # requests would send those of netrc at once and as Basic; here they answer a server that asks
        self._session.auth = _no_auth
        self._token = os.environ.get("SSE_GRAPH_TOKEN", "")
        self._login = _login(address)
        self._allowed = (
            address.startswith("https:") or is_loopback(address) or os.environ.get("SSE_GRAPH_PLAIN_HTTP") == "1"
        )
        if self._token:
            self._check_allowed()
            if re.search(r"[^\x21-\x7e]", self._token):
                raise InputError("SSE_GRAPH_TOKEN holds a blank or a character that no token has; mend it")
            self._session.auth = _Bearer(self._token)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def _check_allowed(self) -> None:
        if not self._allowed:
            raise InputError(
                f"{self.name}: a password or token would go over the network in clear; use https, or set "
                "SSE_GRAPH_PLAIN_HTTP=1 if the network is your own"
            )

    def send(
        self,
        method: str,
        address: str,
        *,
        data: bytes | Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        missing_is_fine: bool = False,
    ) -> requests.Response:
        """The server's response, its body not yet read; ``missing_is_fine``: a 404 is an answer.

        Raises:
            StoreError: the server cannot be reached, is silent, refuses, or fails.
        """
        wait = self._wait
        for attempt in range(TRIES):
            last = attempt == TRIES - 1
            try:
                response = self._send_once(method, address, data, headers)
            except requests.exceptions.SSLError as error:
                raise StoreError(
                    f"{self.name}: its certificate cannot be verified ({_reason(error)}); REQUESTS_CA_BUNDLE names the "
                    "certificates of your own authority"
                ) from error
            except requests.exceptions.InvalidURL as error:
                raise InputError(f"{self.name}: the address cannot be used; check it") from error
            except (requests.exceptions.ConnectionError, requests.exceptions.Timeout) as error:
                if last:
                    raise StoreError(
                        f"{self.name} does not answer ({_reason(error)}); check the address and the server"
                    ) from error
            except requests.exceptions.RequestException as error:
                raise StoreError(f"{self.name}: the request failed ({_reason(error)}); check the address") from error
            else:
                if response.status_code not in _BUSY or last:
                    return self._checked(response, missing_is_fine)
                wait = max(wait, _asked_wait(response))
                response.close()
            time.sleep(min(wait, _LONGEST_WAIT))
            wait *= 2
        raise AssertionError("the last attempt returns or raises")

    def _send_once(
        self, method: str, address: str, data: bytes | Mapping[str, str] | None, headers: Mapping[str, str] | None
    ) -> requests.Response:
        def once() -> requests.Response:
            return self._session.request(
                method, address, data=data, headers=dict(headers or {}), stream=True, allow_redirects=False,
                timeout=(CONNECT_SECONDS, self._seconds),
            )  # fmt: skip

        response = once()
        if response.status_code == 401 and not self._token and self._login and self._session.auth is _no_auth:
            asked = response.headers.get("WWW-Authenticate", "").lower()
            response.close()
            digest = "digest" in asked
            if not digest:
                self._check_allowed()
            self._session.auth = HTTPDigestAuth(*self._login) if digest else HTTPBasicAuth(*map(_latin, self._login))
            response = once()
        return response

    def _checked(self, response: requests.Response, missing_is_fine: bool) -> requests.Response:
        status = response.status_code
        if 200 <= status < 300 or (status == 404 and missing_is_fine):
            return response
        said = self.said(response)
        if 300 <= status < 400:
            place = shown(response.headers.get("Location", "")) or "another address"
            raise StoreError(f"{self.name} sends to {place}; give that address if you trust it")
        if status in {401, 403}:
            given = "the ones given are refused" if self._token or self._login else "none are given"
            raise StoreError(
                f"{self.name} wants credentials ({status}, {given}); set SSE_GRAPH_USER and SSE_GRAPH_PASSWORD, or "
                f"SSE_GRAPH_TOKEN, or write them into ~/.netrc{said}"
            )
        if status == 404:
            raise StoreError(f"{self.name}: there is no such thing at that address (404); check its path{said}")
        if status == 405:
            raise StoreError(
                f"{self.name} does not take this kind of request (405); check the path of the address{said}"
            )
        if status in _BUSY:
            raise StoreError(f"{self.name} is busy or down ({status}) after {TRIES} tries; try again later{said}")
        raise ServerError(status, f"{self.name} answers {status}{said}")

    def said(self, response: requests.Response) -> str:
        """The first of what the server says about an error, as ``: …``; nothing that it could not be trusted with."""
        try:
            text = Body(response).read(4096).decode("utf-8", "replace")
        except OSError:
            text = ""
        finally:
            response.close()
        if "html" in response.headers.get("Content-Type", ""):
            text = re.sub(r"<[^>]*>", " ", text)
        flat = " ".join("".join(c if c.isprintable() else " " for c in text).split())
        flat = flat if len(flat) <= _LONGEST_MESSAGE else flat[: _LONGEST_MESSAGE - 1] + "…"
        return f": {flat}" if flat else ""


class ServerError(StoreError):
    """An HTTP status that says that the request itself is bad, or that the server failed on it."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Body(io.RawIOBase):
    """The body of a response, unpacked and read as it comes; a broken connection is an ``OSError``."""

    def __init__(self, response: requests.Response) -> None:
        super().__init__()
        self._response = response

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        try:
            got = self._response.raw.read(size if size and size > 0 else None, decode_content=True)
        except (HTTPError, OSError) as error:
            raise OSError(f"the server broke off or fell silent ({_reason(error)})") from error
        return bytes(got)

    def readinto(self, buffer: Any, /) -> int:
        got = self.read(len(buffer))
        buffer[: len(got)] = got
        return len(got)

    def close(self) -> None:
        self._response.close()
        super().close()


class _Bearer(AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _no_auth(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _login(address: str) -> tuple[str, str] | None:
    user, password = os.environ.get("SSE_GRAPH_USER", ""), os.environ.get("SSE_GRAPH_PASSWORD", "")
    if user or password:
        if not user or not password:
            raise InputError("SSE_GRAPH_USER and SSE_GRAPH_PASSWORD go together; set both or neither")
        return user, password
    found = get_netrc_auth(address)
    return (str(found[0]), str(found[1])) if found else None


def _latin(text: str) -> bytes:
    return text.encode("utf-8")


def _asked_wait(response: requests.Response) -> float:
    asked = response.headers.get("Retry-After", "")
    return float(asked) if asked.isdigit() else 0.0


def _reason(error: BaseException) -> str:
    """The innermost cause, short: requests wraps urllib3, which wraps what happened, and both print addresses."""
    inner: BaseException = error
    while True:
        deeper = getattr(inner, "reason", None) or next((a for a in inner.args if isinstance(a, BaseException)), None)
        if not isinstance(deeper, BaseException):
            break
        inner = deeper
    if isinstance(error, requests.exceptions.Timeout):
        return "it was silent too long"
    text = re.sub(r"^.*?: (?=\S)", "", str(inner)) if "object at 0x" in str(inner) else str(inner)
    text = re.sub(r"^HTTPS?Connection(?:Pool)?\([^)]*\): ", "", re.sub(r"https?://\S+", "…", text))
    return " ".join(text.split())[:_LONGEST_MESSAGE] or type(inner).__name__
