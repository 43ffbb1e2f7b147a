"""The SPARQL 1.1 Protocol: from a request to what a worker is asked.

Input: a ``Request`` with its body. Output: a ``Job``. It does **not** run it, and does not read the query: a worker
does, where a text that breaks a parser breaks nothing else.
Sources: SPARQL 1.1 Protocol §2; SPARQL 1.1 Graph Store HTTP Protocol §4, §5.2.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import Any, Final

from sse_graph.serve.answers import RefusedError
from sse_graph.serve.guard import changes
from sse_graph.serve.options import Options
from sse_graph.serve.requests import Pairs, Request, decoded, read_body

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
_MOST_GRAPHS: Final = 100


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is asked. ``key``: everything that the reply depends on besides the store; "" when the next reply
    may differ. ``changing``: whether it changes the graph."""

    header: dict[str, Any]
    body: bytes = b""
    key: str = ""
    changing: bool = False
    vary: str = "Accept, Accept-Encoding"
    headers: dict[str, str] = field(default_factory=dict)


async def sparql(request: Request, options: Options) -> Job | None:
    """The job of a request at the endpoint; ``None`` when it asks nothing (and so for the endpoint's description).

    Raises:
        RefusedError: the request is none of the protocol's (400, 405, 413, 415), or an update that may not be (401,
            403).
    """
    if request.method in {"GET", "HEAD"}:
        if any(name == "update" for name, _ in request.pairs):
            raise RefusedError(400, "an update is sent with POST, never with GET")
        return _query(request, request.pairs, options) if _given(request.pairs, "query") else None
    if request.method != "POST":
        raise RefusedError(405, "the endpoint takes GET, HEAD, POST and OPTIONS")
    kind, charset = _content_type(request)
    if kind not in {FORM, QUERY, UPDATE}:
        raise RefusedError(415, f"POST needs a Content-Type: {FORM}, {QUERY} or {UPDATE}")
    if charset not in {"", "utf-8", "utf8"}:
        raise RefusedError(415, f"charset {charset!r} is not taken; send UTF-8")
    if kind == UPDATE:  # the token first: who may not change anything need not send anything
        _allowed(request, options)
    body = await read_body(request, options.max_request)
    if kind == FORM:
        pairs = (*request.pairs, *decoded(body.strip(b"\r\n")))
        if _given(pairs, "update"):
            if _given(pairs, "query"):
                raise RefusedError(400, "a request is a query or an update, not both")
            _allowed(request, options)
            return _update(pairs, _once(pairs, "update"))
        if not _given(pairs, "query"):
            raise RefusedError(400, "the form has no field query=")
        return _query(request, pairs, options)
    for name in ("query", "update"):
        if _given(request.pairs, name):
            raise RefusedError(400, f"{name}= in the address and a body as {kind}: give one of them")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(400, "the body is not UTF-8") from error
    if kind == UPDATE:
        return _update(request.pairs, text)
    return _query(request, (*request.pairs, ("query", text)), options)


def _query(request: Request, pairs: Pairs, options: Options) -> Job:
    text = _once(pairs, "query")
    default, named = _all(pairs, "default-graph-uri"), _all(pairs, "named-graph-uri")
    form, accept = _once(pairs, "format") if _given(pairs, "format") else "", request.header(b"accept")
    key = "" if changes(text) else "\0".join(("query", text, *default, "\1", *named, "\1", accept, form))
    header = {
        "op": "query",
        "default": default,
        "named": named,
        "accept": accept,
        "format": form,
        "most": options.max_rows,
    }
    return Job(header, text.encode("utf-8", "surrogatepass"), key, headers=_download(pairs))


def _download(pairs: Pairs) -> dict[str, str]:
    """With ``?download=NAME`` the answer is saved under that name."""
    name = "".join(
        c for value in _all(pairs, "download")[:1] for c in value if c.isascii() and (c.isalnum() or c in ".-_")
    )
    return {"Content-Disposition": f'attachment; filename="{name[:80]}"'} if name.strip(".") else {}


def _update(pairs: Pairs, text: str) -> Job:
    if _given(pairs, "using-graph-uri") or _given(pairs, "using-named-graph-uri"):
        raise RefusedError(400, "using-graph-uri is not taken; write USING in the update")
    return Job({"op": "update"}, text.encode("utf-8", "surrogatepass"), changing=True)


def _allowed(request: Request, options: Options) -> None:
    if not options.writable:
        raise RefusedError(403, "updates are refused: this server only reads, unless it is started with --writable")
    scheme, _, token = request.header(b"authorization").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(token.strip().encode(), options.token.encode()):
        raise RefusedError(401, "an update needs the header `Authorization: Bearer TOKEN` with this server's token")


def _content_type(request: Request) -> tuple[str, str]:
    kind, *parameters = request.header(b"content-type").lower().split(";")
    charset = next((p.partition("=")[2] for p in map(str.strip, parameters) if p.startswith("charset=")), "")
    return kind.strip(), charset.strip(' "')


def _given(pairs: Pairs, name: str) -> bool:
    return any(key == name for key, _ in pairs)


def _all(pairs: Pairs, name: str) -> list[str]:
    values = [value for key, value in pairs if key == name]
    if len(values) > _MOST_GRAPHS:
        raise RefusedError(400, f"{name}= is given {len(values)} times; {_MOST_GRAPHS} are taken")
    return values


def _once(pairs: Pairs, name: str) -> str:
    values = _all(pairs, name)
    if len(values) != 1:
        raise RefusedError(400, f"{name}= is given {len(values)} times; give it once")
    return values[0]


def graph_store(request: Request) -> Job:
    """The job of an indirect Graph Store read: ``?graph=IRI`` or ``?default`` (the union of all graphs).

    Raises:
        RefusedError: neither or both are given (400), or it would write (405).
    """
    if request.method not in {"GET", "HEAD"}:
        raise RefusedError(405, "graphs are read here (GET, HEAD); change them with a SPARQL update")
    default, graph = _given(request.pairs, "default"), _given(request.pairs, "graph")
    if default == graph:
        raise RefusedError(400, "give ?graph=IRI for a named graph, or ?default for all of them together")
    iri = request.one("graph")
    if graph and not iri:
        raise RefusedError(400, "?graph= needs an IRI")
    return rdf_job(request, "graph", iri=iri)


def rdf_job(request: Request, op: str, **values: str) -> Job:
    """The job of a request for RDF of one of the kinds of ``graphs.py``."""
    accept, form = request.header(b"accept"), request.one("format")
    header = {"op": op, "accept": accept, "format": form, **values}
    return Job(header, key="\0".join((op, accept, form, *values.values())), headers=_download(request.pairs))
