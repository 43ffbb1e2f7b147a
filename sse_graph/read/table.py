"""Tables: CSV and TSV files.

Input: an open file. Output: one document a row, when the table has a column of texts, else one of all its rows, as
a list of members has them. It does **not** calculate. The column of texts is the one named so (``text`` …), else the
one with the longest texts; the other columns are metadata where they stand for a term of Dublin Core.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import BinaryIO, Final

from sse_graph.errors import InputError
from sse_graph.read.containers import Member, Opening
from sse_graph.read.decode import decoded
from sse_graph.read.limits import Limits
from sse_graph.read.parts import Part, make_document
from sse_graph.read.record import TEXT, Namer
from sse_graph.records import Document

_SAMPLE: Final = 200
"""Rows that are looked at."""
_LONG: Final = 80
"""Characters on the average from which on the cells of a column are texts, not names."""
_DELIMITERS: Final = ",;\t|"
_WIDEST: Final = 1000
"""Columns of a table; more are no table."""


def table_members(file: BinaryIO, opening: Opening) -> Iterator[Member]:
    """The rows of a table with a column of texts, or the whole table as one document.

    Raises:
        InputError: it is larger than the limits allow, or no table.
    """
    limits = opening.limits
    data = file.read(limits.bytes + 1)
    if len(data) > limits.bytes:
        raise InputError(f"{opening.shown}: more than the limit of {limits.megabytes:g} MB; split it")
    rows, _ = _rows(data, opening.shown, limits)
    header = next(rows)
    sample = [row for row, _ in zip(rows, range(_SAMPLE), strict=False)]
    column = _text_column(header, sample)
    if column < 0:
        yield Member(opening.name, opening.shown, data, "table")
        return
    keys = [*map(str.strip, header)]
    namer = Namer(opening.name)
    rows, _ = _rows(data, opening.shown, limits)
    next(rows)
    for number, row in enumerate(rows, start=1):
        if column >= len(row) or not row[column].strip():
            opening.on_skip(f"{opening.shown}, row {number}", f"there is no text in column {keys[column]!r}")
            continue
        record = {key.lower(): cell for key, cell in zip(keys, row, strict=False) if key}
        for key in TEXT:
            record.pop(key, None)
        record[TEXT[0]] = row[column]
        body = json.dumps(record, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
        yield Member(namer.name(record, number), f"{opening.shown}, row {number}", body, "record")


def read_table(data: bytes, name: str, where: str, limits: Limits) -> Document:
    """The document that all rows of a table are.

    Raises:
        InputError: it is no table, or there is nothing in it.
    """
    rows, warnings = _rows(data, where, limits)
    parts = (
        Part("row", " | ".join(filter(None, (" ".join(cell.split()) for cell in row))), header=number == 0)
        for number, row in enumerate(rows)
    )
    return make_document(parts, data, name, where, warnings=warnings, limits=limits)


def _rows(data: bytes, where: str, limits: Limits) -> tuple[Iterator[list[str]], list[str]]:
    """The rows that hold something, the header first, and doubts about their encoding."""
    text, warnings = decoded(data, where)
    text = text.replace("\0", "").removeprefix("\ufeff")
    if not any(map(str.isalnum, text)):
        raise InputError(f"{where}: there is no text in it; leave the file out")
    csv.field_size_limit(max(limits.bytes, 131_072))
    return _filled(csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text)), where), warnings


def _filled(rows: Iterator[list[str]], where: str) -> Iterator[list[str]]:
    try:
        for row in rows:
            if len(row) > _WIDEST:
                raise InputError(f"{where}: a row of {len(row)} columns; this is no table of texts")
            if any(map(str.strip, row)):
                yield row
    except csv.Error as error:
        raise InputError(f"{where}: broken table ({error}); save it as CSV anew") from error


def _delimiter(text: str) -> str:
    """What parts the cells: the sign that the first lines hold equally often, the most of it."""
    lines = [line for line in text[:20_000].split("\n")[:20] if line.strip()]
    counts = {sign: Counter(line.count(sign) for line in lines) for sign in _DELIMITERS}

    def rank(sign: str) -> tuple[int, int]:
        in_header = lines[0].count(sign)
        return (counts[sign][in_header] if in_header else 0, in_header)

    return max(_DELIMITERS, key=rank)


def _text_column(header: Sequence[str], sample: Sequence[Sequence[str]]) -> int:
    """Which column holds texts; -1 for none: a table of names, dates and numbers."""
    names = [name.strip().lower() for name in header]
    for name in TEXT:
        if name in names:
            return names.index(name)
    means = [
        sum(len(row[column]) for row in sample if column < len(row)) / max(1, len(sample))
        for column in range(len(header))
    ]
    best = max(range(len(means)), key=means.__getitem__, default=-1)
    return best if best >= 0 and means[best] >= _LONG else -1
