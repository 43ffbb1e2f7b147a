"""Statements as lines of N-Quads, in the order in which people read them.

Input: lines, or quads. Output: the lines of each named graph, sorted, each once. It does **not** read or write files.

Source: https://www.w3.org/TR/n-quads/ (written as Oxigraph writes it: a line feed stands nowhere but at a line's end)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

import pyoxigraph as ox

from sse_graph.readable import Readable
from sse_graph.vocab import RDF

_TYPE: Final = f"> <{RDF.type}> "


@dataclass(frozen=True, slots=True)
class NamedGraph:
    """The statements of one named graph. ``lines`` makes them (``in_order``), when they are wanted; ``origin``: a hash
    of all that they are made from, ``""`` when it is not known.
    """

    iri: str
    lines: Callable[[], bytes]
    origin: str = ""


def order(line: str) -> str:
    """By subject, then ``rdf:type`` before the other predicates, then object: the order people read in. (A text is made
    and compared in half the time of three.)
    """
    return line.replace(_TYPE, "> ! ", 1)


def in_order(lines: Iterable[str]) -> bytes:
    """``lines`` sorted, each once."""
    return "".join(sorted(set(lines), key=order)).encode()


def by_subject(about: Iterable[tuple[str, str]]) -> bytes:
    """``in_order`` of many lines of one graph in a third of the time. ``about``: (subject, lines of it in order, each
    once); of one subject there may be several.
    """
    found: dict[str, list[str]] = {}
    for subject, lines in about:
        found.setdefault(subject, []).append(lines)
    pieces: list[str] = []
    for subject in sorted(found):
        parts = found[subject]
        if len(parts) > 1:
            parts = sorted({line for part in parts for line in part.split("\n") if line}, key=order)
            parts.append("")
            pieces.append("\n".join(parts))
        else:
            pieces += parts
    return "".join(pieces).encode()


def lines_of(store: Readable, graph: ox.NamedNode | ox.BlankNode) -> bytes:
    """The lines of one graph of a store."""
    return in_order(f"{quad} .\n" for quad in store.quads_for_pattern(None, None, None, graph))


def graphs_of(quads: Iterable[ox.Quad]) -> Iterator[NamedGraph]:
    """The named graphs of ``quads``, which are held in memory: numbers and dates as a store keeps them.

    Raises:
        ValueError: a quad is in no named graph.
    """
    store = ox.Store()
    store.bulk_extend(quads)
    if next(store.quads_for_pattern(None, None, None, ox.DefaultGraph()), None):
        raise ValueError("a statement is in no named graph")
    for graph in store.named_graphs():
        yield NamedGraph(graph.value, partial(lines_of, store, graph))
