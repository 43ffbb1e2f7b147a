"""Rows of plain Python values, for notebooks and for pandas.

Input: an ``Answer`` of ``query.py``, or names and values. Output: ``Rows``, a sequence of dictionaries that
``pandas.DataFrame`` takes as it is. It does **not** ask anything. The terms themselves, with their languages and
datatypes, stay in ``Rows.answer``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias, overload

import pyoxigraph as ox

from sse_graph import inline
from sse_graph.errors import InputError, QueryError
from sse_graph.export import write_whole
from sse_graph.query import Answer, Term, plain

if TYPE_CHECKING:
    import pandas

Value: TypeAlias = str | int | float | bool | date | tuple[str, ...] | None
"""What a cell holds; an unbound variable is ``None``."""
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS: Final = frozenset({"decimal", "double", "float"})


def value(term: Term | None) -> Value:
    """The term as Python has it: whole numbers, numbers, truth values, days and times as such; all else as text, an IRI
    in full. A literal that is not what its datatype says stays text.
    """
    if not isinstance(term, ox.Literal) or not term.datatype.value.startswith(_XSD):
        return plain(term) if term is not None else None
    kind = term.datatype.value.removeprefix(_XSD)
    try:
        if kind == "integer":
            return int(term.value)
        if kind in _NUMBERS:
            return float(term.value)
        if kind == "date":
            return date.fromisoformat(term.value)
        if kind == "dateTime":
            return datetime.fromisoformat(term.value)
    except ValueError:
        return term.value
    if kind == "boolean":
        return term.value in {"true", "1"}
    return term.value


class Rows(Sequence[dict[str, Any]]):
    """A sequence of dictionaries, all with the same keys: ``columns``.

    True when there is a row; of an ASK query (one row, column ``answer``) when the answer is yes. ``answer``: the terms
    behind the values, ``None`` when they come from no query.
    """

    def __init__(self, columns: Sequence[str], values: Sequence[Sequence[Value]], answer: Answer | None = None) -> None:
        self.columns = tuple(columns)
        self.answer = answer
        self._values = tuple(tuple(row) for row in values)

    @classmethod
    def of(cls, answer: Answer) -> Rows:
        """The rows of a SELECT; the triples of a CONSTRUCT or DESCRIBE as ``subject``, ``predicate``, ``object``; the
        truth of an ASK as ``answer``.
        """
        if answer.truth is not None:
            return cls(("answer",), ((answer.truth,),), answer)
        if answer.triples is not None:
            triples = [(t.subject, t.predicate, t.object) for t in answer.triples]
            return cls(("subject", "predicate", "object"), [[value(term) for term in row] for row in triples], answer)
        return cls(answer.variables, [[value(term) for term in row] for row in answer.rows], answer)

    def __len__(self) -> int:
        return len(self._values)

    def __bool__(self) -> bool:
        if self.answer is not None and self.answer.truth is not None:
            return self.answer.truth
        return bool(self._values)

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> Rows: ...
    def __getitem__(self, index: int | slice) -> dict[str, Any] | Rows:
        if isinstance(index, int):
            return dict(zip(self.columns, self._values[index], strict=True))
        answer = self.answer
        if answer is not None and answer.triples is not None:
            answer = replace(answer, triples=answer.triples[index])
        elif answer is not None and answer.truth is None:
            answer = replace(answer, rows=answer.rows[index])
        return Rows(self.columns, self._values[index], answer)

    def column(self, name: str) -> list[Any]:
        """The values of one column, in order.

        Raises:
            InputError: there is no such column.
        """
        if name not in self.columns:
            raise InputError(f"no column {name!r}; there are {', '.join(self.columns)}")
        at = self.columns.index(name)
        return [row[at] for row in self._values]

    def to_dataframe(self) -> pandas.DataFrame:
        """The rows as a pandas ``DataFrame``, with its columns also when there is no row.

        Raises:
            InputError: pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise InputError("pandas is not installed; run `pip install 'sse-graph[notebook]'`") from error
        return pandas.DataFrame([*self._values], columns=list(self.columns))

    def to_parquet(self, path: Path | str) -> None:
        """Write the rows to a Parquet file; a column of one kind of values keeps it, one of several is text.

        Raises:
            InputError: pyarrow is not installed, or the file cannot be written.
        """
        try:
            import pyarrow
            from pyarrow import parquet
        except ImportError as error:
            raise InputError("pyarrow is not installed; run `pip install 'sse-graph[pandas]'`") from error

        def array(values: list[Any]) -> Any:
            kinds = {type(value) for value in values} - {type(None)}
            whole = len(kinds) == 1 and kinds <= {int, float, bool, date, datetime, str}
            if not whole:
                values = [None if value is None else str(value) for value in values]
            try:
                return pyarrow.array(values, None if whole else pyarrow.string())
            except (pyarrow.ArrowInvalid, OverflowError, TypeError):  # whole numbers of more than 64 bits, mixed times
                return pyarrow.array([None if value is None else str(value) for value in values], pyarrow.string())

        table = pyarrow.table({name: array(self.column(name)) for name in self.columns})
        out = BytesIO()
        parquet.write_table(table, out)
        write_whole(Path(path), out.getvalue())

    def write(self, form: str = "table") -> str:
        """The answer as text in one of the formats of ``sse-graph query --format``.

        Raises:
            QueryError: no such format, or the rows come from no query.
        """
        if self.answer is None:
            raise QueryError("these rows come from no query; use to_dataframe() and the writers of pandas")
        return self.answer.write(form)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Rows):
            return self.columns == other.columns and self._values == other._values
        return NotImplemented

    def __repr__(self) -> str:
        if self.answer is not None and len(self) <= inline.SHOWN:
            return self.answer.write("turtle" if self.answer.triples is not None else "table").rstrip("\n")
        return f"<Rows: {len(self)} of {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        if self.answer is not None and self.answer.truth is not None:
            return f"<p>{'yes' if self.answer.truth else 'no'}</p>"
        return inline.table(self.columns, self._values)


def rows_of(records: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> Rows:
    """``Rows`` of dictionaries that all have the keys ``columns``."""
    return Rows(columns, [[record[name] for name in columns] for record in records])
