"""SPARQL over a graph: the user's own text, a file, or one of the named questions in ``ontology/queries``.

Input: an open store, a query, parameters. Output: an ``Answer``, which can be written as table, CSV, JSON or Turtle. It
does **not** change the graph: updates and calls to other servers are refused. The project's prefixes need no
declaration, and a query without GRAPH or FROM sees the union of all graphs.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

from sse_graph.errors import QueryError
from sse_graph.resources import ontology_path
from sse_graph.vocab import PREFIXES

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
"""What an answer's cells hold."""
FORMATS = ("table", "csv", "json", "turtle")
_UPDATE = re.compile(r"\b(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD)\b(?=[\s<{])", re.IGNORECASE)
_QUOTED = re.compile(
    r'"""(?:.|\n)*?"""|\'\'\'(?:.|\n)*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|<[^<>"{}|^`\\\s]*>|#[^\n]*'
)
_HEADER = re.compile(r"^#\s*(title|parameter):\s*(.+?)\s*$", re.MULTILINE)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NARROWEST = 12
_LONGEST_MESSAGE = 160


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question of ``ontology/queries``: its name, its title, its parameters (name, meaning, default or "") and its
    text.
    """

    name: str
    title: str
    parameters: tuple[tuple[str, str, str], ...]
    text: str


@dataclass(frozen=True)
class Answer:
    """What a query found: ``rows`` of terms under ``variables``, or ``triples``, or a ``truth``; rows are in a fixed
    order.
    """

    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    triples: tuple[ox.Triple, ...] | None = None
    truth: bool | None = None
    prefixes: Mapping[str, str] = field(default_factory=lambda: PREFIXES)

    def write(self, form: str = "table", width: int | None = None) -> str:
        """The answer as text in one of ``FORMATS``; ``width``: columns of a table, by default those of the terminal.

        Raises:
            QueryError: the answer cannot be written in that format.
        """
        if form not in FORMATS:
            raise QueryError(f"--format {form}: there are {', '.join(FORMATS)}")
        if self.truth is not None:
            return (
                json.dumps({"head": {}, "boolean": self.truth}) + "\n"
                if form == "json"
                else ("yes\n" if self.truth else "no\n")
            )
        if self.triples is not None:
            if form not in {"table", "turtle"}:
                raise QueryError(f"--format {form}: CONSTRUCT and DESCRIBE answer with triples; use --format turtle")
            turtle = ox.serialize(self.triples, format=ox.RdfFormat.TURTLE, prefixes=dict(self.prefixes))
            return (turtle or b"").decode()
        if form == "turtle":
            raise QueryError("--format turtle: SELECT answers with rows; use CONSTRUCT, or --format table, csv or json")
        return {"table": self._table, "csv": self._csv, "json": self._json}[form](width)

    def _json(self, _: int | None) -> str:
        bindings = [
            {name: _json_term(term) for name, term in zip(self.variables, row, strict=True) if term is not None}
            for row in self.rows
        ]
        return (
            json.dumps(
                {"head": {"vars": self.variables}, "results": {"bindings": bindings}}, ensure_ascii=False, indent=1
            )
            + "\n"
        )

    def _csv(self, _: int | None) -> str:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(self.variables)
        writer.writerows([csv_cell(plain(term)) for term in row] for row in self.rows)
        return out.getvalue()

    def _table(self, width: int | None) -> str:
        if not self.rows:
            return "no rows\n"
        cells = [[_visible(self._short(term)) for term in row] for row in self.rows]
        room = width or shutil.get_terminal_size((100, 24)).columns
        columns = [max(len(name), *(len(row[i]) for row in cells)) for i, name in enumerate(self.variables)]
        while sum(columns) + 2 * (len(columns) - 1) > room and max(columns) > _NARROWEST:
            columns[columns.index(max(columns))] -= 1
        lines = [_line(self.variables, columns), _line(["─" * column for column in columns], columns)]
        return (
            "\n".join([*lines, *(_line(row, columns) for row in cells)])
            + f"\n{len(cells)} row{'s' * (len(cells) != 1)}\n"
        )

    def _short(self, term: Term | None) -> str:
        if isinstance(term, ox.NamedNode):
            for prefix, iri in self.prefixes.items():
                rest = term.value[len(iri) :]
                if term.value.startswith(iri) and re.fullmatch(r"[\w-]+", rest):
                    return f"{prefix}:{rest}"
            return f"<{term.value}>"
        return plain(term)


def plain(term: Term | None) -> str:
    """The text of a term without datatype or language; empty for an unbound one."""
    if isinstance(term, ox.NamedNode | ox.Literal):
        return str(term.value)
    return "" if term is None else str(term)


def csv_cell(text: str) -> str:
    """``text`` as a spreadsheet shows and never runs it: one that begins like a formula gets a leading apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _visible(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


def _line(cells: Sequence[str], columns: Sequence[int]) -> str:
    cut = [
        cell if len(cell) <= column else cell[: column - 1] + "…" for cell, column in zip(cells, columns, strict=True)
    ]
    return "  ".join(cell.ljust(column) for cell, column in zip(cut, columns, strict=True)).rstrip()


def _json_term(term: Term) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.Literal):
        extra = {"xml:lang": term.language} if term.language else {}
        if not term.language and term.datatype.value != "http://www.w3.org/2001/XMLSchema#string":
            extra = {"datatype": term.datatype.value}
        return {"type": "literal", "value": term.value, **extra}
    return {"type": "bnode", "value": str(term)}


def named_queries() -> tuple[NamedQuery, ...]:
    """The named questions, sorted by name."""
    return tuple(_named(path) for path in sorted(ontology_path("queries").glob("*.rq")))


def _named(path: Path) -> NamedQuery:
    text = path.read_text(encoding="utf-8")
    title, parameters = "", []
    for kind, value in _HEADER.findall(text):
        if kind == "title":
            title = value
        else:
            name, _, meaning = value.partition(" ")
            default = re.search(r"\[(.*)\]$", meaning)
            parameters.append((name, re.sub(r"\s*\[.*\]$", "", meaning), default[1] if default else ""))
    return NamedQuery(path.stem, title, tuple(parameters), text)


def run(store: ox.Store, query: str, parameters: Mapping[str, str] | None = None) -> Answer:
    """The answer to ``query``: SPARQL text, the path of a file that holds it, or the name of a named question.

    ``parameters`` take the place of the query's variables of that name, as escaped literals.

    Raises:
        QueryError: no such question, a parameter missing or unknown, not SPARQL, an update, or a call to another
        server.
    """
    given = dict(parameters or {})
    text = _text(query, given)
    bare = _QUOTED.sub(" ", text)
    if re.search(r"\bSERVICE\b", bare, re.IGNORECASE):
        raise QueryError("SERVICE is refused: a query of this graph calls no other server; load its data instead")
    if not re.search(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", bare, re.IGNORECASE) and _UPDATE.search(bare):
        raise QueryError(
            "updates are refused: the graph is made by `sse-graph build`; ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
        )
    unknown = sorted(name for name in given if not re.search(rf"[?$]{re.escape(name)}\b", bare))
    if unknown:
        raise QueryError(f"the query has no variable ?{unknown[0]}; its parameters must name variables")
    text = bound(text, {name: ox.Literal(value) for name, value in given.items()})
    own = {name.lower() for name in re.findall(r"\bPREFIX\s+([\w.-]*):", bare, re.IGNORECASE)}
    head = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items() if name.lower() not in own)
    try:
        # the prefixes stand on the query's first line, so that the line numbers of errors are those of the user's text
        found = store.query(
            head + text, use_default_graph_as_union=not re.search(r"(?<![?$\w])FROM\b", bare, re.IGNORECASE)
        )
        return _answer(found)
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        raise QueryError(_explained(str(error), text, len(head))) from error


def bound(text: str, values: Mapping[str, ox.Literal | ox.NamedNode]) -> str:
    """``text`` with its variables of those names replaced by the terms, as SPARQL writes them: nothing in a value can
    end its literal. Strings, IRIs and comments of the text stay as they are. (Oxigraph's own substitution wants them
    projected.)"""
    if not values:
        return text
    variable = re.compile(r"[?$](" + "|".join(map(re.escape, sorted(values, key=len, reverse=True))) + r")(?!\w)")
    out, at = [], 0
    for quoted in _QUOTED.finditer(text):
        out += [variable.sub(lambda match: str(values[match[1]]), text[at : quoted.start()]), quoted[0]]
        at = quoted.end()
    return "".join(out) + variable.sub(lambda match: str(values[match[1]]), text[at:])


def _text(query: str, given: dict[str, str]) -> str:
    if re.fullmatch(r"[a-z][a-z0-9-]*", query):
        questions = {question.name: question for question in named_queries()}
        if query not in questions:
            near = get_close_matches(query, questions, n=3) or sorted(questions)
            raise QueryError(f"no named query {query!r}; did you mean {', '.join(near)}?")
        question = questions[query]
        for name, meaning, default in question.parameters:
            if name not in given and not default:
                raise QueryError(f"{query} needs {name}={meaning!r}; add `--with {name}=…`")
            given.setdefault(name, default)
        return question.text
    if "\n" not in query and len(query) < 1000 and query.endswith((".rq", ".sparql")):
        try:
            return Path(query).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise QueryError(f"{query}: {error}; give a SPARQL text, a readable file or a named query") from error
    if not query.strip():
        raise QueryError("the query is empty; give a SPARQL text, a file that ends in .rq, or a named query")
    return query


def _explained(message: str, text: str, shift: int) -> str:
    """Oxigraph's message with the place in the user's own text, without the prefixes put before it."""

    def moved(match: re.Match[str]) -> str:
        line, column = int(match[1]), int(match[2])
        return f"line {line} column {column - shift if line == 1 else column}"

    if "Prefix not found" in message:
        used = re.findall(r"(?<![\w?$:.-])([A-Za-z][\w.-]*):", _QUOTED.sub(" ", text))
        unknown = next((name for name in used if name not in PREFIXES), "")
        return f"the prefix {unknown}: is not declared; declare it, or use one of {', '.join(sorted(PREFIXES))}"
    found = re.sub(r"(?:error at )?(\d+):(\d+)", moved, " ".join(message.split()), count=1)
    found = re.sub(r"\[[^\]]*\],? ?", "", found).rstrip(", ")  # classes of characters help nobody
    short = found if len(found) <= _LONGEST_MESSAGE else found[: _LONGEST_MESSAGE - 1] + "…"
    return f"the query cannot be run: {short}; see https://www.w3.org/TR/sparql11-query/"


def _answer(found: object) -> Answer:
    if isinstance(found, ox.QueryBoolean):
        return Answer(truth=bool(found))
    if isinstance(found, ox.QueryTriples):
        return Answer(triples=tuple(sorted(set(found), key=str)))
    assert isinstance(found, ox.QuerySolutions)
    names = tuple(variable.value for variable in found.variables)
    return Answer(variables=names, rows=tuple(_rows(found, len(names))))


def _rows(found: ox.QuerySolutions, width: int) -> Iterator[tuple[Term | None, ...]]:
    for solution in found:
        yield tuple(solution[index] for index in range(width))
