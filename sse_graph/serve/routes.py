"""Which address is which: from a request to a job for a worker, or to an answer at once.

Input: a ``Request``. Output: a ``Job`` or a ``Plain`` reply. It does **not** run jobs. A thing's IRI is
``BASE/id/…``; here it is ``/id/…``, which leads (303) to the page of the thing or to its data, as the client prefers. A
document's IRI names the document and its graph: there the one or the other is the answer.
Sources: Cool URIs for the Semantic Web §4; SPARQL 1.1 Graph Store HTTP Protocol §4.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, urlencode

from sse_graph.serve.answers import RefusedError
from sse_graph.serve.media import HTML, choose, prefers_page
from sse_graph.serve.options import Options
from sse_graph.serve.protocol import FORM, Job, graph_store, rdf_job, sparql
from sse_graph.serve.requests import Pairs, Request, decoded, read_body
from sse_graph.serve.static import STATIC

LANGUAGES: Final = ("en", "fr", "es")
_SAFE: Final = "/:@!$&'()*+,;=-._~"
_VARY_PAGE: Final = "Accept, Accept-Encoding, Accept-Language"
_PAGES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "/": ("home", ()),
    "/search": ("search", ("q", "class", "page")),
    "/documents": ("documents", ("page",)),
    "/query": ("editor", ("query", "name")),
    "/network": ("network", ("around", "hops", "place", "concept", "top", "by", "map")),
}
"""Address -> page and the parameters it takes."""


@dataclass(frozen=True, slots=True)
class Plain:
    """An answer that needs no worker."""

    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


async def route(request: Request, options: Options, base: str, site: str) -> Job | Plain:
    """What answers ``request``. ``base``: the IRI that things are named under; ``site``: this server's own address.

    Raises:
        RefusedError: the request is refused.
    """
    path = request.path
    if path == "/sparql":
        job = await sparql(request, options)
        if job is not None:
            return job
        if prefers_page(request.header(b"accept")) and not request.one("format"):
            return _page(request, "editor", query="", name="")
        return rdf_job(request, "service", site=site)
    if path == "/graphs":
        return graph_store(request)
    if path == "/query" and request.method == "POST":
        return await _posted_query(request, options)
    if request.method not in {"GET", "HEAD"}:
        raise RefusedError(405, "only GET and HEAD are taken here")
    if path == "/health":
        return Plain(200, b"ok\n", headers={"Cache-Control": "no-store"})
    if path == "/.well-known/void":
        return rdf_job(request, "void", base=base, site=site)
    if path.startswith("/static/"):
        return _static(path.removeprefix("/static/"))
    if path in _PAGES:
        return _known_page(request, path)
    return _thing(request, path, base)


def _known_page(request: Request, path: str) -> Job:
    name, taken = _PAGES[path]
    values = {key: request.one(key) for key in taken}
    if name == "editor":
        values |= {f"p.{key.removeprefix('p.')}": value for key, value in request.pairs if key.startswith("p.")}
    return _page(request, name, **values)


async def _posted_query(request: Request, options: Options) -> Job:
    """The editor's form: a query may be longer than an address."""
    if request.header(b"content-type").partition(";")[0].strip().lower() != FORM:
        raise RefusedError(415, f"POST needs a Content-Type: {FORM}")
    pairs: Pairs = decoded(await read_body(request, options.max_request))
    values = dict(pairs)
    return _page(request, "editor", query=values.get("query", ""), name="")


def _thing(request: Request, path: str, base: str) -> Job | Plain:
    page = prefers_page(request.header(b"accept")) and not request.one("format")
    kind, _, rest = path.removeprefix("/").partition("/")
    if kind == "id" and rest:
        form = {"format": request.one("format")} if request.one("format") else {}
        where = f"/{'page' if page else 'data'}/{quote(rest, safe=_SAFE)}{'?' + urlencode(form) if form else ''}"
        return Plain(303, f"see {where}\n".encode(), headers={"Location": where, "Vary": "Accept"})
    if kind == "page" and rest:
        return _page(request, "thing", iri=f"{base}id/{rest}")
    if kind == "data" and rest:
        return rdf_job(request, "about", iri=f"{base}id/{rest}")
    if kind == "doc" and rest:
        iri = f"{base}doc/{rest}"
        return _page(request, "document", iri=iri) if page else rdf_job(request, "graph", iri=iri)
    if kind == "graph" and rest:
        return rdf_job(request, "graph", iri=f"{base}graph/{rest}")
    if path == "/ontology":
        return Plain(303, b"see /graph/ontology\n", headers={"Location": "/graph/ontology"})
    if path == "/resource":
        iri = request.one("iri")
        return _page(request, "thing", iri=iri) if page else rdf_job(request, "about", iri=iri)
    raise RefusedError(404, "there is nothing at this address")


def _page(request: Request, page: str, /, **values: str) -> Job:
    accept = request.header(b"accept")
    if choose(accept, "", (HTML,)) is None:
        raise RefusedError(406, "this address answers with text/html")
    lang, asked = language(request)
    here = urlencode([pair for pair in request.pairs if pair[0] != "lang"])
    header = {"op": page, "lang": lang, "asked": asked, "here": here, "values": values}
    key = "\0".join((page, lang, str(asked), here, *(f"{key}={value}" for key, value in sorted(values.items()))))
    return Job(header, key=key, vary=_VARY_PAGE)


def language(request: Request) -> tuple[str, bool]:
    """The language of pages, and whether the address says it: ``?lang=``, else the browser's, else English."""
    asked = request.one("lang")
    if asked in LANGUAGES:
        return asked, True
    best, chosen = 0.0, "en"
    for part in request.header(b"accept-language").split(",")[:32]:
        tag, _, parameter = part.strip().partition(";")
        name = tag.split("-")[0].strip().lower()
        try:
            quality = float(parameter.partition("=")[2]) if parameter else 1.0
        except ValueError:
            quality = 0.0
        if name in LANGUAGES and quality > best:
            best, chosen = quality, name
    return chosen, False


def _static(name: str) -> Plain:
    if name not in STATIC:
        raise RefusedError(404, "there is nothing at this address")
    file = STATIC[name]
    return Plain(200, file.content, file.content_type, {"Cache-Control": "max-age=3600", "ETag": f'"{file.seal}"'})
