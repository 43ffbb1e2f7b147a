"""What an engine has to do for a query: its algebra, how many statements each pattern meets, how long it took.

Input: a graph, a query, parameters. Output: lines of text. It does **not** show the order in which an engine joins:
Oxigraph tells nobody. The algebra is that of the standard, made by rdflib; the numbers are the graph's own.
Source: SPARQL 1.1 Query Language, section 18.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pyoxigraph as ox

from sse_graph.query.answer import Found
from sse_graph.query.terms import visible
from sse_graph.query.text import Prepared, prepare
from sse_graph.readable import Readable

_MOST: Final = 1_000_000
"""A pattern's statements are counted up to here."""
_OPERATORS: Final = {"ConditionalAndExpression": "&&", "ConditionalOrExpression": "||"}


def plan(graph: Readable, query: str, parameters: Mapping[str, str] | None = None) -> str:
    """The plan as text, the outermost operation first, and what running the query took.

    Raises:
        QueryError: the query cannot be asked.
    """
    prepared = prepare(query, parameters)
    started = time.perf_counter()
    found = Found(prepared, graph)
    if found.variables:
        count, first = 0, 0.0
        for _ in found.rows():
            count += 1
            first = first or time.perf_counter() - started
        what = f"{count} row{'s' * (count != 1)}" + (f", the first after {first * 1000:.1f} ms" if count else "")
    else:
        answer = found.answer()
        what = ("yes" if answer.truth else "no") if answer.triples is None else f"{len(answer.triples)} triples"
    took = time.perf_counter() - started
    asked = "the union of all graphs" if isinstance(graph, ox.Store) else "its default graph"
    asked = asked if prepared.union else "the graphs that it names with FROM"
    where = "the embedded store" if isinstance(graph, ox.Store) else str(graph)
    lines = [f"asked: {where}, {asked}", *_algebra(graph, prepared)]
    lines.append(f"found: {what}, all after {took * 1000:.1f} ms")
    return "\n".join(lines) + "\n"


def _algebra(graph: Readable, prepared: Prepared) -> list[str]:
    from pyparsing import ParseException
    from rdflib.plugins.sparql import prepareQuery
    from rdflib.plugins.sparql.sparql import SPARQLError

    try:
        algebra = prepareQuery(prepared.sent).algebra
    except (ParseException, SPARQLError, ValueError, RecursionError) as error:
        return [f"(rdflib cannot read it, so its algebra is not shown: {visible(str(error))})"]
    return list(_operation(algebra, 0, "", _Counter(graph, prepared)))


class _Counter:
    """How many statements a pattern meets; a path of any length is not walked for that."""

    def __init__(self, graph: Readable, prepared: Prepared) -> None:
        self._graph, self._union = graph, prepared.union
        self.spaces = [(iri, name) for name, iri in prepared.prefixes.items()]

    def text(self, term: Any) -> str:
        """The term as the user would write it."""
        if isinstance(term, str) and not hasattr(term, "n3"):
            return visible(term)
        written = visible(str(term.n3()))
        for iri, name in self.spaces:
            written = re.sub(rf"<{re.escape(iri)}([\w-]+)>", rf"{name}:\1", written)
        return written

    def count(self, triple: tuple[Any, Any, Any], inside: str) -> str:
        pattern = " ".join(str(term.n3()).replace("_:", "?b_") for term in triple)
        if re.search(r">\)?[*+]", pattern):
            return "any length"
        wrapped = f"GRAPH {inside} {{ {pattern} }}" if inside else pattern
        question = f"SELECT (COUNT(*) AS ?n__) {{ SELECT * {{ {wrapped} }} LIMIT {_MOST} }}"
        found = self._graph.query(question, use_default_graph_as_union=self._union)
        assert isinstance(found, ox.QuerySolutions)
        number = int(next(found)[0].value)
        return f"{number:,}{' or more' if number == _MOST else ''}"


def _operation(node: Any, depth: int, inside: str, counter: _Counter) -> Iterator[str]:
    margin = "  " * depth
    if node.name == "BGP":
        for triple in node.triples:
            met = counter.count(triple, inside)
            yield f"{margin}{' '.join(map(counter.text, triple))}   [{met}]"
        return
    yield f"{margin}{_title(node, counter)}".rstrip()
    if node.name == "Graph":
        inside = node.term.n3()
    for key in ("p", "p1", "p2"):
        if key in node and hasattr(node[key], "name"):
            yield from _operation(node[key], depth + 1, inside, counter)


def _title(node: Any, counter: _Counter) -> str:
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", node.name).lower().removesuffix(" query")
    expression: Any = node["expr"] if "expr" in node else None  # noqa: SIM401 - rdflib's get() answers with the key
    if node.name == "Project":
        return f"{name} {' '.join(counter.text(variable) for variable in node.PV)}"
    if node.name == "Extend":
        return f"{name} {counter.text(node.var)} := {_expression(expression, counter)}"
    if node.name == "OrderBy":
        return f"{name} {' '.join(_expression(condition.expr, counter) for condition in expression)}"
    if node.name == "Slice":
        return f"{name} from {node.start}, {node.length if node.length is not None else 'all'}"
    if node.name == "Graph":
        return f"{name} {counter.text(node.term)}"
    if node.name == "AggregateJoin":
        return f"{name} {' '.join(_expression(aggregate, counter) for aggregate in node.A)}"
    if expression is not None:
        parts = expression if isinstance(expression, list) else [expression]
        return f"{name} {' '.join(_expression(part, counter) for part in parts)}"
    return name


def _expression(node: Any, counter: _Counter) -> str:
    """A filter, function or condition, near to what the user wrote."""
    if isinstance(node, list):
        return ", ".join(_expression(part, counter) for part in node)
    if not hasattr(node, "name"):
        return counter.text(node) if isinstance(node, str) or hasattr(node, "n3") else visible(str(node))
    if node.name == "RelationalExpression":
        return f"{_expression(node.expr, counter)} {node.op} {_expression(node.other, counter)}"
    if node.name in _OPERATORS:
        operator = f" {_OPERATORS[node.name]} "
        return f"({operator.join(_expression(part, counter) for part in (node.expr, *node.other))})"
    if node.name.startswith(("Builtin_", "Aggregate_")):
        keys = ("arg", "arg1", "arg2", "arg3", "start", "length", "text", "pattern", "flags", "replacement", "vars")
        parts = [node[key] for key in keys if key in node and node[key] is not None]
        inner = ", ".join(_expression(part, counter) for part in parts)
        return f"{node.name.partition('_')[2].upper()}({inner})"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", node.name).lower()
