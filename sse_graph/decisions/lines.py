"""The user's decisions as lines of a CSV file.

Input: the file. Output: ``Line`` records, and which mentions each speaks of. It does **not** apply them.

Columns, by the names of the first line: ``decision``, ``name``, ``other``, and if wanted ``type``, ``document``,
``language`` and ``note``. A line speaks of every mention of a name, compared without case, accents and leading article;
``type`` and ``document`` (that of ``name``) narrow it. There are no wildcards.

=========  =======================================================================================================
merge      ``name`` and ``other`` are one thing
separate   they are two, whatever else joins them
retype     what is called ``name`` is of the class ``other``
rename     the preferred name of what is called ``name`` is ``other`` (in ``language``; without one, in all)
reject     ``name`` names nothing: its mentions and their relations are left out
=========  =======================================================================================================
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sse_graph.errors import InputError
from sse_graph.names import normal_form
from sse_graph.records import LABELS

FILE: Final = "decisions.csv"
"""The file's name beside the sources."""
KINDS: Final = ("merge", "separate", "retype", "rename", "reject")
COLUMNS: Final = ("decision", "name", "other", "type", "document", "language")
NOTES: Final = ("note", "score", "reason", "quote", "other_quote")
"""Columns that are for the reader only."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Line:
    """One decision. ``where``: file and number of the line."""

    where: str
    decision: str
    name: str
    other: str = ""
    type: str = ""
    document: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Selector:
    """Which mentions a line speaks of; ``exact``: the name as written, where a line's two names differ only in that."""

    form: str
    exact: str
    type: str
    document: str

    def holds(self, name: str, label: str, document: str) -> bool:
        return (
            (not self.exact or self.exact == name)
            and (not self.type or self.type == label)
            and (not self.document or self.document == document)
        )

    def within(self, other: Selector) -> bool:
        """Whether all that this one speaks of, the other does too."""
        return (
            self.form == other.form
            and other.exact in {"", self.exact}
            and other.type in {"", self.type}
            and other.document in {"", self.document}
        )


def selectors(line: Line) -> tuple[Selector, ...]:
    """The mentions that ``line`` speaks of: by its name, and if it has two, by the other."""
    one, other = comparable(line.name), comparable(line.other)
    pair = line.decision in {"merge", "separate"}
    exact = not one or (pair and (one == other or not other))
    first = Selector(one, line.name if exact else "", line.type, line.document)
    return (first, Selector(other, line.other if exact else "", line.type, "")) if pair else (first,)


def comparable(name: str) -> str:
    """``name`` as lines and mentions are compared."""
    return normal_form(name, "Event")


def read_lines(path: Path) -> list[Line]:
    """The decisions of one file, in order; rows without a decision are passed over.

    Raises:
        InputError: the file cannot be read or a row is not as it must be.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}); save it as CSV in UTF-8") from error
    try:
        header, delimiter = header_of(text)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        next(reader, [])
        strange = [cell for cell in header if cell not in (*COLUMNS, *NOTES)]
        if strange or not {"decision", "name", "other"} <= set(header) or len(set(header)) != len(header):
            what = f"no column {strange[0]!r}" if strange else "the first line names the columns"
            raise InputError(f"{path}:1: {what}; columns are {', '.join(COLUMNS)} and for notes {', '.join(NOTES)}")
        lines = []
        for row in reader:
            if any(cell.strip() for cell in row):
                line = _line(f"{path}:{reader.line_num}", header, row)
                if line:
                    lines.append(line)
    except csv.Error as error:
        raise InputError(f"{path}:{reader.line_num}: {error}; mend the quotes of that row") from error
    return lines


def header_of(text: str) -> tuple[list[str], str]:
    """The columns that the first line of a decisions file names, and what stands between its cells: a spreadsheet of a
    country with decimal commas writes semicolons.
    """
    first = text.partition("\n")[0]
    delimiter = ";" if ";" in first else ","
    return [column.strip().lower() for column in next(csv.reader([first], delimiter=delimiter), [])], delimiter


def _line(where: str, header: Sequence[str], row: Sequence[str]) -> Line | None:
    if len(row) > len(header):
        raise InputError(f"{where}: {len(row)} cells under {len(header)} columns; put names with commas into quotes")
    cells = {column: " ".join(_plain(cell).split()) for column, cell in zip(header, row, strict=False)}
    values = {column: cells.get(column, "") for column in COLUMNS}
    kind = values["decision"].lower()
    if not kind:
        return None
    line = Line(where, **{**values, "decision": kind})
    if kind not in KINDS:
        raise InputError(f"{where}: no decision {kind!r}; decisions are {', '.join(KINDS)}")
    if not line.name or (kind != "reject" and not line.other):
        lacking = "name" if not line.name else "other"
        raise InputError(f"{where}: {kind} needs something under {lacking!r}")
    if kind == "retype" and line.other not in LABELS:
        raise InputError(f"{where}: no class {line.other!r} to retype to; classes are {', '.join(LABELS)}")
    if line.type and line.type not in LABELS:
        raise InputError(f"{where}: no type {line.type!r}; types are {', '.join(LABELS)}")
    if kind in {"merge", "separate"} and line.name == line.other:
        raise InputError(f"{where}: {kind} needs two different names, not {line.name!r} twice")
    return line


def cell(text: str) -> str:
    """``text`` as a cell that a spreadsheet shows and never runs; ``_plain`` takes the apostrophe off again."""
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def _plain(written: str) -> str:
    return written[1:] if written.startswith("'") and written.lstrip("'").startswith(_FORMULA) else written
