"""SPARQL in, bytes out: what a worker does with a query.

Input: an open store, a query's text, its dataset, what the client accepts. Output: a ``Reply``. It does **not** know of
HTTP connections, time limits or pages. Without ``FROM`` and without a dataset of the protocol the union of all graphs
is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any, Final, cast

import pyoxigraph as ox

from sse_graph.errors import SSEGraphError
from sse_graph.serve.cut import cut
from sse_graph.serve.guard import asks_elsewhere, names_dataset
from sse_graph.serve.media import ROWS, TRIPLES, Form, choose
from sse_graph.vocab import PREFIXES

RDF_FORMATS: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "trig": ox.RdfFormat.TRIG,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "nquads": ox.RdfFormat.N_QUADS,
}
_ROW_FORMATS: Final = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_BYTES_A_ROW: Final = 1024
_LEAST_BYTES: Final = 1_000_000
_SORTED: Final = 5_000
"""Triples of an answer up to which they are put in order, for who reads them."""
TRUNCATED: Final = "SSE-Graph-Truncated"
_LONGEST_MESSAGE: Final = 300


@dataclass(frozen=True, slots=True)
class Reply:
    """What a request gets: status, content type, body, further headers."""

    status: int
    content_type: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dataset:
    """``default``, ``named``: IRIs of graphs as the protocol gives them; both empty: it gives none."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class RefusedError(SSEGraphError):
    """A request that is answered with an error: status and one sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


class _FullError(Exception):
    """The file is full."""


class _Bounded:
    """A file that takes so many bytes and no more."""

    def __init__(self, most: int) -> None:
        self.content, self._most = bytearray(), most

    def write(self, data: bytes) -> int:
        self.content += data
        if len(self.content) > self._most:
            raise _FullError
        return len(data)

    def flush(self) -> None:
        pass


def ask(store: ox.Store, text: str, dataset: Dataset | None = None) -> Any:
    """What the engine finds: ``QuerySolutions``, ``QueryTriples`` or a ``QueryBoolean``.

    Raises:
        RefusedError: the query is malformed (400) or asks another server (400).
    """
    dataset = dataset or Dataset()
    if asks_elsewhere(text):
        raise RefusedError(400, "SERVICE is refused: this server asks no other; load its data instead")
    given = dataset.default or dataset.named
    try:
        return store.query(
            text,
            prefixes=dict(PREFIXES),
            use_default_graph_as_union=not given and not names_dataset(text),
            default_graph=[ox.NamedNode(iri) for iri in dataset.default] if given else None,
            named_graphs=[ox.NamedNode(iri) for iri in dataset.named] if given else None,
        )
    except SyntaxError as error:
        raise RefusedError(400, explained(error)) from error
    except (ValueError, RuntimeError) as error:
        raise RefusedError(400, f"the query cannot be run: {one_line(str(error))}") from error


def answer(store: ox.Store, text: str, dataset: Dataset, accept: str, named: str, most: int) -> Reply:
    """The answer to a query in the syntax the client likes best, with ``most`` rows or triples at most.

    Raises:
        RefusedError: see ``ask``; also when the client takes no syntax of ours (406), or the evaluation fails (400).
    """
    found = ask(store, text, dataset)
    try:
        if isinstance(found, ox.QueryTriples):
            form = chosen(accept, named, TRIPLES)
            triples = list(dict.fromkeys(islice(found, most + 1)))
            body = written(triples[:most], form)
            return Reply(200, form.content_type, body, {TRUNCATED: f"triples={most}"} if len(triples) > most else {})
        form = chosen(accept, named, ROWS)
        if isinstance(found, ox.QueryBoolean):
            return Reply(200, form.content_type, _truth(found, form))
        body, shortened = _rows(found, form, most)
        return Reply(200, form.content_type, body, {TRUNCATED: f"rows={most}"} if shortened else {})
    except (ValueError, RuntimeError) as error:
        raise RefusedError(400, f"the query cannot be run: {one_line(str(error))}") from error


def chosen(accept: str, named: str, forms: tuple[Form, ...]) -> Form:
    """The form a client gets.

    Raises:
        RefusedError: it takes none (406).
    """
    form = choose(accept, named, forms)
    if form is None:
        what = f"format={named}" if named else "that Accept header"
        offered = ", ".join(f"{form.media[0]} ({form.name})" for form in forms)
        raise RefusedError(406, f"nothing to offer for {one_line(what)}; this answer can be had as {offered}")
    return form


def written(triples: Iterable[ox.Triple | ox.Quad], form: Form) -> bytes:
    """Triples or quads in that syntax; a few of them in a fixed order."""
    if isinstance(triples, Sequence) and len(triples) <= _SORTED:
        triples = sorted(triples, key=str)
    wanted = RDF_FORMATS[form.name]
    prefixes = None if form.name in {"ntriples", "nquads"} else dict(PREFIXES)
    return ox.serialize(cast("Iterable[ox.Triple]", triples), format=wanted, prefixes=prefixes) or b""


def _truth(found: ox.QueryBoolean, form: Form) -> bytes:
    if form.name in {"csv", "tsv"}:  # the standard has no such syntax for ASK; one cell is what others give
        return b"true" if found else b"false"
    return found.serialize(format=_ROW_FORMATS[form.name]) or b""


def _rows(found: ox.QuerySolutions, form: Form, most: int) -> tuple[bytes, bool]:
    file = _Bounded(max(most * _BYTES_A_ROW, _LEAST_BYTES))
    whole = True
    try:
        found.serialize(cast("IO[bytes]", file), format=_ROW_FORMATS[form.name])
    except _FullError:
        whole = False
    return cut(bytes(file.content), form.name, most, whole)


def explained(error: SyntaxError) -> str:
    """The parser's complaint in one line, without its classes of characters."""
    message = re.sub(r"\[[^\]]*\],? ?", "", one_line(str(error))).rstrip(", ")
    return f"the query is not SPARQL 1.1: {message}"


def one_line(text: str) -> str:
    """A message without line breaks and control characters, and not too long."""
    line = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return line if len(line) <= _LONGEST_MESSAGE else line[: _LONGEST_MESSAGE - 1] + "…"
