"""SPARQL over a graph: asked at once in whole, or row by row.

Input: a graph (an open store, or a server), a query, parameters. Output: an ``Answer``, or a ``Found`` that is read as
it comes. It does **not** change the graph: updates and calls to other servers are refused. The project's prefixes need
no declaration, and a query without GRAPH or FROM sees the union of all graphs.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, TypeAlias

import pyoxigraph as ox

from sse_graph.errors import QueryError
from sse_graph.query.hints import explained
from sse_graph.query.hints import hints as hints_for
from sse_graph.query.terms import Term
from sse_graph.query.text import Prepared, prepare
from sse_graph.query.write import FORMATS, Layout, check_format, write_rows, write_triples, write_truth
from sse_graph.readable import Readable, Watched
from sse_graph.vocab import PREFIXES

__all__ = ["FORMATS", "Answer", "Found", "ask", "run"]

Row: TypeAlias = tuple[Term | None, ...]


@dataclass(frozen=True)
class Answer:
    """What a query found: ``rows`` of terms under ``variables``, or ``triples``, or a ``truth``; rows are in a fixed
    order.
    """

    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    triples: tuple[ox.Triple, ...] | None = None
    truth: bool | None = None
    prefixes: Mapping[str, str] = field(default_factory=lambda: PREFIXES)

    def write(self, form: str = "table", width: int | None = None) -> str:
        """The answer as text in one of ``FORMATS``; ``width``: columns of a table, by default those of the terminal.

        Raises:
            QueryError: the answer cannot be written in that format.
        """
        out = io.BytesIO()
        layout = Layout(self.prefixes, width)
        if self.truth is not None:
            write_truth(self.truth, out, form)
        elif self.triples is not None:
            write_triples(self.triples, out, form, layout)
        else:
            write_rows(self.variables, self.rows, out, form, layout)
        return out.getvalue().decode()


class Found:
    """An answer that is read as it comes, once: ``rows()`` or ``write()`` or ``answer()``.

    ``variables``: the names of the columns, empty when the answer is no table.
    """

    def __init__(self, prepared: Prepared, graph: Readable) -> None:
        self._prepared, self._graph = prepared, graph
        try:
            self._raw = graph.query(prepared.sent, use_default_graph_as_union=prepared.union)
        except SyntaxError as error:
            message, excerpt = explained(str(error), prepared)
            raise QueryError(message, excerpt) from error
        except (ValueError, RuntimeError, OSError) as error:
            raise QueryError(f"the query cannot be run: {error}") from error
        names = self._raw.variables if isinstance(self._raw, ox.QuerySolutions) else ()
        self.variables = tuple(variable.value for variable in names)

    def rows(self) -> Iterator[Row]:
        """The rows of a table, one by one.

        Raises:
            QueryError: the answer is no table, or the engine fails on the way.
        """
        if not isinstance(self._raw, ox.QuerySolutions):
            raise QueryError("the query gives no rows; ask with SELECT")
        solutions = iter(self._raw)
        for count in itertools.count():
            try:
                solution = next(solutions)
            except StopIteration:
                if isinstance(self._graph, Watched):
                    self._graph.ended(self._prepared.sent, count)
                return
            except (ValueError, RuntimeError, OSError, SyntaxError) as error:
                raise QueryError(f"the answer ended before its end: {error}") from error
            yield tuple(solution)

    def _triples(self) -> tuple[ox.Triple, ...]:
        assert isinstance(self._raw, ox.QueryTriples)  # neither a table nor a truth
        try:
            return tuple(sorted(set(self._raw), key=str))
        except (ValueError, RuntimeError, OSError, SyntaxError) as error:
            raise QueryError(f"the answer ended before its end: {error}") from error

    def answer(self) -> Answer:
        """All of it."""
        prefixes = self._prepared.prefixes
        if isinstance(self._raw, ox.QueryBoolean):
            return Answer(truth=bool(self._raw), prefixes=prefixes)
        if isinstance(self._raw, ox.QuerySolutions):
            return Answer(variables=self.variables, rows=tuple(self.rows()), prefixes=prefixes)
        return Answer(triples=self._triples(), prefixes=prefixes)

    def write(self, out: IO[bytes], form: str = "table", *, width: int | None = None, truncate: bool = True) -> int:
        """Write the answer to ``out`` in one of ``FORMATS``, in UTF-8; how many rows or triples there were (of a yes 1,
        of a no 0). The rows of a table are held one at a time; triples are sorted, and so held together.

        Raises:
            QueryError: the answer cannot be written in that format, or the engine fails on the way.
        """
        layout = Layout(self._prepared.prefixes, width, truncate)
        if isinstance(self._raw, ox.QueryBoolean):
            return write_truth(bool(self._raw), out, form)
        if isinstance(self._raw, ox.QuerySolutions):
            check_format(form, "rows")
            return write_rows(self.variables, self.rows(), out, form, layout)
        check_format(form, "triples")
        return write_triples(self._triples(), out, form, layout)

    def hints(self) -> tuple[str, ...]:
        """Why an empty answer may be empty: see ``hints.hints``."""
        return hints_for(self._prepared, self._graph)


def ask(graph: Readable, query: str, parameters: Mapping[str, str] | None = None) -> Found:
    """The answer to ``query``, to be read as it comes; arguments and errors are those of ``run``."""
    return Found(prepare(query, parameters), graph)


def run(graph: Readable, query: str, parameters: Mapping[str, str] | None = None) -> Answer:
    """The answer to ``query``: SPARQL text, the path of a file that holds it, or the name of a named question.

    ``parameters`` take the place of the query's variables of that name, as escaped literals.

    Raises:
        QueryError: no such question, a parameter missing or unknown, not SPARQL, an update, or a call to another
        server.
    """
    return ask(graph, query, parameters).answer()
