"""The page on which one asks: an editor, the named queries, the answer as a table and, where it fits, as a chart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, cast
from urllib.parse import urlencode

import pyoxigraph as ox

from sse_graph.html import shown
from sse_graph.query import NamedQuery, bound, named_queries
from sse_graph.serve.answers import RefusedError, Reply, ask
from sse_graph.serve.pages.render import View, rendered, short
from sse_graph.vocab import (
    DCTERMS,
    FOAF,
    ITSRDF,
    NIF,
    ORG,
    OWL,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    SSE,
    WGS84,
    XSD,
)

MOST: Final = 1000
"""Rows of the table; the download has all up to --max-rows."""
_BARS: Final = 40
_EXAMPLE: Final = """SELECT ?class (COUNT(DISTINCT ?thing) AS ?things) WHERE {
  ?document sse:mentions ?thing .
  ?thing a ?class .
}
GROUP BY ?class
ORDER BY DESC(?things)
LIMIT 20"""
_SPACES: Final = (DCTERMS, FOAF, ITSRDF, NIF, ORG, OWL, PROV, RDF, RDFS, SCHEMA, SKOS, SSE, WGS84, XSD)


@dataclass(frozen=True, slots=True)
class Cell:
    """A term as it is shown: its text, where it leads, its language."""

    text: str
    link: str = ""
    lang: str = ""


def editor(view: View) -> Reply:
    """The answer to ``query``, or to the named query ``name`` with its parameters ``p.…``; without, an example."""
    named = {query.name: query for query in named_queries()}
    chosen = named.get(view.values.get("name", ""))
    if view.values.get("name") and chosen is None:
        raise RefusedError(404, "there is no named query of that name")
    text, missing = view.values.get("query", ""), False
    given: dict[str, str] = {}
    if chosen is not None and not text:
        text, given, missing = _filled(chosen, view.values)
    found: dict[str, Any] = {
        "error": "",
        "columns": (),
        "rows": (),
        "truth": None,
        "more": False,
        "bars": (),
        "ran": False,
    }
    if text and not missing:
        found |= _answered(view, text)
    return rendered(
        view,
        "editor",
        status=400 if found["error"] else 200,
        text=text or _EXAMPLE,
        queries=list(named.values()),
        chosen=chosen,
        given=given,
        missing=missing,
        downloads=_downloads(text, found) if text and not missing and not found["error"] else (),
        data={"prefixes": PREFIXES, "terms": _terms()},
        most=MOST,
        **found,
    )


def _filled(query: NamedQuery, values: dict[str, str]) -> tuple[str, dict[str, str], bool]:
    """The text with its parameters, their values, and whether one is missing."""
    given = {}
    for name, _, default in query.parameters:
        given[name] = values.get(f"p.{name}", "") or default
    missing = not all(given.values())
    text = query.text if missing else bound(query.text, {key: ox.Literal(value) for key, value in given.items()})
    return text, given, missing


def _answered(view: View, text: str) -> dict[str, Any]:
    try:
        found = ask(view.store, text)
        if isinstance(found, ox.QueryBoolean):
            return {"truth": bool(found), "ran": True}
        if isinstance(found, ox.QueryTriples):
            triples = list(islice(found, MOST + 1))
            rows = [[_cell(view, term) for term in triple] for triple in triples[:MOST]]
            return {
                "columns": ("subject", "predicate", "object"),
                "rows": rows,
                "more": len(triples) > MOST,
                "ran": True,
            }
        columns = tuple(shown(variable.value) for variable in found.variables)
        solutions = [tuple(row) for row in islice(found, MOST + 1)]
        rows = [[_cell(view, term) for term in row] for row in solutions[:MOST]]
        bars = _bars(solutions, rows)
        return {"columns": columns, "rows": rows, "more": len(solutions) > MOST, "bars": bars, "ran": True}
    except RefusedError as refusal:
        return {"error": refusal.message, "ran": True}
    except (ValueError, RuntimeError) as error:
        return {"error": str(error), "ran": True}


def _cell(view: View, term: Any) -> Cell:
    if term is None:
        return Cell("")
    if isinstance(term, ox.NamedNode):
        return Cell(short(term.value), view.link(term.value))
    if isinstance(term, ox.Literal):
        return Cell(shown(term.value) if term.value else "", "", term.language or "")
    return Cell(shown(str(term)))


def _bars(solutions: list[tuple[Any, ...]], rows: list[list[Cell]]) -> list[tuple[str, str, float]]:
    """(name, number, share of the longest) where the last column counts what the others name."""
    if not 2 <= len(solutions) <= _BARS or len(rows[0]) < 2:
        return []
    numbers = []
    for row in solutions:
        term = row[-1]
        if not isinstance(term, ox.Literal) or not term.datatype.value.startswith(str(XSD)):
            return []
        try:
            numbers.append(float(term.value))
        except ValueError:
            return []
    if min(numbers) < 0 or not max(numbers) < float("inf") or not max(numbers):
        return []
    return [
        (" · ".join(cell.text for cell in row[:-1]), row[-1].text, round(100 * value / max(numbers), 1))
        for row, value in zip(rows, numbers, strict=True)
    ]


def _downloads(text: str, found: dict[str, Any]) -> list[tuple[str, str]]:
    """(format, address)."""
    triples = found["columns"] == ("subject", "predicate", "object") and found["truth"] is None
    forms = [("Turtle", "turtle", "ttl"), ("N-Triples", "ntriples", "nt"), ("JSON-LD", "jsonld", "jsonld")]
    if not triples:
        forms = [("CSV", "csv", "csv"), ("TSV", "tsv", "tsv"), ("JSON", "json", "json"), ("XML", "xml", "xml")]
    return [
        (label, f"/sparql?{urlencode({'query': text, 'format': form, 'download': f'answer.{ending}'})}")
        for label, form, ending in forms
    ]


def _terms() -> list[str]:
    """The terms of all known vocabularies with their prefixes, sorted."""
    by_iri = {iri: prefix for prefix, iri in PREFIXES.items()}
    return sorted(
        f"{by_iri[str(space)]}:{str(iri).removeprefix(str(space))}"
        for space in _SPACES
        if str(space) in by_iri
        for iri in cast("Iterable[str]", space)
    )
