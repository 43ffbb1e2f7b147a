"""A SPARQL 1.1 server through the door of the embedded store: ``Readable``, for every command that reads.

Input: the address of a query endpoint. Output: answers as the embedded store gives them, read as they come. It does
**not** write. What a query without GRAPH sees is the server's choice (see docs/servers.md); a server whose default
graph is empty although it has named graphs is told of, and so is an answer that the server cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, cast

import pyoxigraph as ox

from sse_graph.errors import StoreError
from sse_graph.query.text import without_quoted
from sse_graph.remote.client import Body, Client, ServerError

_RESULTS: Final = "application/sparql-results+json"
_TRIPLES: Final = "application/n-triples, text/turtle;q=0.8"
_ROUND: Final = 1000
"""An answer of a whole multiple of so many rows may have been cut by the server; then the rows are counted there."""


class RemoteStore:
    """The server at ``address``. ``whole``: each answer is read to its end before it is given, and one that the server
    cut is an error; else whoever reads it says so with ``ended``, and ``warn`` is told of it in one line.

    Raises:
        InputError: the address is none.
    """

    def __init__(
        self,
        address: str,
        *,
        seconds: float | None = None,
        whole: bool = False,
        warn: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.client = Client(address, seconds=seconds)
        self._whole = whole
        self._warn = warn
        self._limit = ""
        self._checked = not whole

    def __str__(self) -> str:
        return self.client.name

    def close(self) -> None:
        """Let go of the connection."""
        self.client.__exit__()

    def query(
        self, query: str, *, use_default_graph_as_union: bool = False
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """The server's answer.

        Raises:
            SyntaxError: the query cannot be parsed, here or there.
            StoreError: the server cannot be asked, or what it answers cannot be read.
        """
        if use_default_graph_as_union and not self._checked:
            self._checked = True
            if self._only_named():
                raise StoreError(self._without_union())
        triples = re.search(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", without_quoted(query), re.IGNORECASE)
        if triples and triples[1].upper() in {"CONSTRUCT", "DESCRIBE"}:
            return self._triples(query)
        response = self._post(query, _RESULTS)
        kind = _media_type(response)
        form = ox.QueryResultsFormat.from_media_type(kind)
        if form is None:
            raise StoreError(self._unreadable(kind))
        self._limit = response.headers.get("X-SPARQL-MaxRows", "")
        try:
            if not self._whole:
                return ox.parse_query_results(cast("Any", Body(response)), format=form)
            content = Body(response).read()
            found = ox.parse_query_results(content, format=form)
            if isinstance(found, ox.QueryBoolean):
                return found
            cut = self._cut(query, sum(1 for _ in found))
        except (SyntaxError, ValueError, OSError) as error:
            raise StoreError(f"{self}: its answer cannot be read ({error}); is this a SPARQL endpoint?") from error
        if cut:
            raise StoreError(cut)
        return ox.parse_query_results(content, format=form)

    def _triples(self, query: str) -> ox.QueryTriples:
        response = self._post(query, _TRIPLES)
        kind = _media_type(response)
        syntax = ox.RdfFormat.from_media_type(kind)
        if syntax is None:
            raise StoreError(self._unreadable(kind))
        held = ox.Store()
        try:
            held.load(cast("Any", Body(response)), format=syntax)
        except (SyntaxError, ValueError, OSError) as error:
            raise StoreError(f"{self}: its answer cannot be read ({error}); is this a SPARQL endpoint?") from error
        if len(held) and len(held) % _ROUND == 0:  # Virtuoso cuts triples without a word
            self._warn(f"{self} gave exactly {len(held)} triples, which may be its limit; see docs/servers.md")
        found = held.query("CONSTRUCT WHERE { ?s ?p ?o }")
        assert isinstance(found, ox.QueryTriples)
        return found

    def ended(self, query: str, rows: int) -> None:
        """Told by whoever has read an answer to its end: warns of one that was cut, or that is empty because the server
        asks no union.
        """
        cut = self._cut(query, rows)
        if cut:
            self._warn(cut)
        elif not rows and self._only_named():
            self._warn(self._without_union())

    def _post(self, query: str, accept: str) -> Any:
        try:
            return self.client.send("POST", self.client.address, data={"query": query}, headers={"Accept": accept})
        except ServerError as error:
            if error.status == 400:
                try:
                    ox.Store().query(query)  # our own parser says where the error is, if it finds one
                except SyntaxError:
                    raise
                except (ValueError, OSError, RuntimeError):
                    pass
            raise

    def _unreadable(self, kind: str) -> str:
        return (
            f"{self} answers with {kind or 'no content type'}, not with SPARQL results; give the address of its query "
            "endpoint (often …/sparql or …/query)"
        )

    def _without_union(self) -> str:
        return (
            f"{self} asks its default graph, which is empty, and not the union of its graphs; docs/servers.md says how "
            "to have it ask the union"
        )

    def _cut(self, query: str, rows: int) -> str:
        if self._limit.isdigit() and rows >= int(self._limit) > 0:
            return f"{self} cut the answer at {rows} rows; raise its limit (Virtuoso: ResultSetMaxRows) or ask for less"
        own = without_quoted(query).rpartition("}")[2]  # a LIMIT further in is of a part
        if rows and rows % _ROUND == 0 and not re.search(r"\bLIMIT\b", own, re.IGNORECASE):
            there = self._count_of(query)
            if there is not None and there != rows:
                return (
                    f"{self} cut the answer: {rows} rows of {there}; raise its limit (Virtuoso: ResultSetMaxRows) or "
                    "ask for less"
                )
        return ""

    def _count_of(self, query: str) -> int | None:
        found = re.match(r"((?:\s*PREFIX\s+[\w.-]*:\s*<[^<>]*>|\s*#[^\n]*\n)*)(.*)\Z", query, re.DOTALL | re.IGNORECASE)
        if not found or not re.match(r"\s*SELECT\b", found[2], re.IGNORECASE):
            return None
        try:
            return self._number(f"{found[1]} SELECT (COUNT(*) AS ?n) WHERE {{ {{ {found[2]}\n}} }}")
        except (StoreError, SyntaxError):
            return None

    def _only_named(self) -> bool:
        def yes(pattern: str) -> bool:
            return bool(self.query(f"ASK {{ {pattern} }}"))

        try:
            return not yes("?s ?p ?o") and yes("GRAPH ?g { ?s ?p ?o }")
        except (StoreError, SyntaxError):
            return False

    def quads_for_pattern(
        self,
        subject: ox.NamedNode | None,
        predicate: ox.NamedNode | None,
        object: None,
        graph_name: ox.NamedNode | ox.BlankNode | None = None,
    ) -> Iterator[ox.Quad]:
        """The statements of that form in the named graphs, all of them.

        Raises:
            StoreError: the server cannot be asked, or cut its answer.
        """
        s, p, g = (
            str(term) if term else f"?{name}" for term, name in ((subject, "s"), (predicate, "p"), (graph_name, "g"))
        )
        body = f"WHERE {{ GRAPH {g} {{ {s} {p} ?o }} }}"
        expected = self._number(f"SELECT (COUNT(*) AS ?n) {body}")
        variables = [name for name in (s, p, "?o", g) if name.startswith("?")]
        count = 0
        for row in cast("ox.QuerySolutions", self.query(f"SELECT {' '.join(variables)} {body}")):
            values: dict[str, Any] = dict(zip(variables, row, strict=True))
            count += 1
            yield ox.Quad(subject or values["?s"], predicate or values["?p"], values["?o"], graph_name or values["?g"])
        if count != expected:
            raise StoreError(
                f"{self} gave {count} of {expected} statements: it cuts its answers; raise its limit (Virtuoso: "
                "ResultSetMaxRows)"
            )

    def named_graphs(self) -> Iterator[ox.NamedNode]:
        """The graphs of the server that hold documents or that stand beside them; others on the same server are
        left out.
        """
        from sse_graph.vocab import SSE

        documents = [
            row[0] for row in self._rows(f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?g a <{SSE.Document}> }} }}")
        ]
        bases = {document.value.rpartition("/doc/")[0] for document in documents}
        others = [row[0] for row in self._rows("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")]
        own = {graph for graph in others if any(graph.value.startswith(f"{base}/graph/") for base in bases)}
        return iter(sorted({*documents, *own}, key=lambda graph: graph.value))

    def __len__(self) -> int:
        """The number of statements in those graphs."""
        graphs = " ".join(map(str, self.named_graphs()))
        return self._number(f"SELECT (COUNT(*) AS ?n) WHERE {{ VALUES ?g {{ {graphs} }} GRAPH ?g {{ ?s ?p ?o }} }}")

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in cast("ox.QuerySolutions", self.query(query))]

    def _number(self, query: str) -> int:
        return int(self._rows(query)[0][0].value)


def _media_type(response: Any) -> str:
    return str(response.headers.get("Content-Type", "")).partition(";")[0].strip().lower()
