"""Answers as text: table, CSV, TSV, JSON, XML and Markdown for rows; Turtle and its kin for triples.

Input: variables and rows, triples, or a truth. Output: bytes in UTF-8, written to a file as the rows come. It does
**not** hold the rows: of a table the first 500 decide how wide the columns are.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import IO, Final

import pyoxigraph as ox

from sse_graph.errors import QueryError
from sse_graph.query.terms import (
    Term,
    csv_cell,
    display_width,
    json_term,
    markdown,
    plain,
    short,
    visible,
    xml_term,
    xml_text,
)

_Row = Sequence[Term | None]
_NARROWEST: Final = 12
_MEASURED: Final = 500
_CHUNK: Final = 64 * 1024
_RDF: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
_ROWS: Final = ("table", "csv", "tsv", "json", "xml", "markdown")
_TRIPLES: Final = ("table", *_RDF)
FORMATS: Final = (*_ROWS, *_RDF)
"""What ``--format`` takes. Rows are written in the first six, triples in the last four, a truth in any but those."""
_RESULTS: Final = "http://www.w3.org/2005/sparql-results#"


@dataclass(frozen=True, slots=True)
class Layout:
    """``prefixes``: what shortens IRIs; ``width``: columns of a table, ``None`` for those of the terminal;
    ``truncate``: whether a table is cut to that width.
    """

    prefixes: Mapping[str, str]
    width: int | None = None
    truncate: bool = True


def check_format(form: str, kind: str) -> None:
    """Nothing, when an answer of that kind (``rows``, ``triples``, ``truth``) can be written in that format.

    Raises:
        QueryError: it cannot.
    """
    if form not in FORMATS:
        raise QueryError(f"--format {form}: there are {', '.join(FORMATS)}")
    if kind == "triples" and form not in _TRIPLES:
        raise QueryError(
            f"--format {form}: CONSTRUCT and DESCRIBE answer with triples; use --format {', '.join(_TRIPLES[1:])}"
        )
    if kind == "rows" and form not in _ROWS:
        raise QueryError(
            f"--format {form}: SELECT answers with rows; use CONSTRUCT, or --format {', '.join(_ROWS[:-1])} or markdown"
        )
    if kind == "truth" and form in _RDF:
        raise QueryError(f"--format {form}: ASK answers with yes or no; use --format table, json or xml")


def write_truth(truth: bool, out: IO[bytes], form: str) -> int:
    """Write yes or no; 1 or 0."""
    check_format(form, "truth")
    text = "yes\n" if truth else "no\n"
    if form == "json":
        text = json.dumps({"head": {}, "boolean": truth}) + "\n"
    elif form == "xml":
        word = "true" if truth else "false"
        text = f'<?xml version="1.0"?>\n<sparql xmlns="{_RESULTS}"><head/><boolean>{word}</boolean></sparql>\n'
    out.write(text.encode())
    return int(truth)


def write_triples(triples: Sequence[ox.Triple], out: IO[bytes], form: str, layout: Layout) -> int:
    """Write triples in the order given; how many there are."""
    check_format(form, "triples")
    syntax = _RDF["turtle" if form == "table" else form]
    prefixes = None if syntax == ox.RdfFormat.N_TRIPLES else dict(layout.prefixes)
    out.write(ox.serialize(triples, format=syntax, prefixes=prefixes) or b"")
    return len(triples)


def write_rows(variables: Sequence[str], rows: Iterable[_Row], out: IO[bytes], form: str, layout: Layout) -> int:
    """Write rows as they come; how many there were."""
    check_format(form, "rows")
    count = 0

    def counted() -> Iterator[_Row]:
        nonlocal count
        for row in rows:
            count += 1
            yield row

    pending: list[str] = []
    size = 0
    for piece in _WRITERS[form](variables, counted(), layout):
        pending.append(piece)
        size += len(piece)
        if size >= _CHUNK:
            out.write("".join(pending).encode())
            pending, size = [], 0
    out.write("".join(pending).encode())
    return count


def _json(variables: Sequence[str], rows: Iterable[_Row], _: Layout) -> Iterator[str]:
    yield f'{{"head": {{"vars": {json.dumps(list(variables), ensure_ascii=False)}}}, "results": {{"bindings": ['
    mark = "\n"
    for row in rows:
        cells = {name: json_term(term) for name, term in zip(variables, row, strict=True) if term is not None}
        yield mark + json.dumps(cells, ensure_ascii=False)
        mark = ",\n"
    yield "\n]}}\n"


def _xml(variables: Sequence[str], rows: Iterable[_Row], _: Layout) -> Iterator[str]:
    head = "".join(f'<variable name="{xml_text(name)}"/>' for name in variables)
    yield f'<?xml version="1.0"?>\n<sparql xmlns="{_RESULTS}"><head>{head}</head><results>\n'
    for row in rows:
        cells = "".join(
            f'<binding name="{xml_text(name)}">{xml_term(term)}</binding>'
            for name, term in zip(variables, row, strict=True)
            if term is not None
        )
        yield f"<result>{cells}</result>\n"
    yield "</results></sparql>\n"


def _csv(variables: Sequence[str], rows: Iterable[_Row], _: Layout) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for cells in chain([variables], ([csv_cell(plain(term)) for term in row] for row in rows)):
        writer.writerow(cells)
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def _tsv(variables: Sequence[str], rows: Iterable[_Row], _: Layout) -> Iterator[str]:
    # a term as Turtle writes it begins with <, " or _: and holds no bare tab: no spreadsheet takes it for a formula
    yield "\t".join(f"?{name}" for name in variables) + "\n"
    for row in rows:
        yield "\t".join("" if term is None else str(term) for term in row) + "\n"


def _markdown(variables: Sequence[str], rows: Iterable[_Row], layout: Layout) -> Iterator[str]:
    yield f"| {' | '.join(variables)} |\n|{' --- |' * len(variables)}\n"
    for row in rows:
        yield f"| {' | '.join(markdown(term, layout.prefixes) for term in row)} |\n"


def _table(variables: Sequence[str], rows: Iterable[_Row], layout: Layout) -> Iterator[str]:
    shown = ([visible(short(term, layout.prefixes)) for term in row] for row in rows)
    first = list(islice(shown, _MEASURED))
    if not first:
        yield "no rows\n"
        return
    columns = [max(display_width(name), *(display_width(row[i]) for row in first)) for i, name in enumerate(variables)]
    if layout.truncate:
        room = layout.width or shutil.get_terminal_size((100, 24)).columns
        while sum(columns) + 2 * (len(columns) - 1) > room and max(columns) > _NARROWEST:
            columns[columns.index(max(columns))] -= 1
    yield _line(variables, columns, layout.truncate)
    yield _line(["─" * column for column in columns], columns, layout.truncate)
    count = 0
    for row in chain(first, shown):
        count += 1
        yield _line(row, columns, layout.truncate)
    yield f"{count} row{'s' * (count != 1)}\n"


def _line(cells: Sequence[str], columns: Sequence[int], truncate: bool) -> str:
    fitted = [_fitted(cell, column, truncate) for cell, column in zip(cells, columns, strict=True)]
    return "  ".join(fitted).rstrip() + "\n"


def _fitted(cell: str, column: int, truncate: bool) -> str:
    width = display_width(cell)
    if width <= column or not truncate:
        return cell + " " * (column - width)
    kept, used = 0, 0
    while used + (size := display_width(cell[kept])) <= column - 1:
        used, kept = used + size, kept + 1
    return cell[:kept] + "…" + " " * (column - 1 - used)


_WRITERS: Final[dict[str, Callable[[Sequence[str], Iterable[_Row], Layout], Iterator[str]]]] = {
    "table": _table,
    "csv": _csv,
    "tsv": _tsv,
    "json": _json,
    "xml": _xml,
    "markdown": _markdown,
}
