"""Rows in a Parquet file: read back by others, each column of the kind of its values."""

from __future__ import annotations

import sys

import pandas
import pyoxigraph as ox
import pytest
from pyarrow import parquet

from sse_graph.errors import InputError
from sse_graph.query import run
from sse_graph.rows import Rows

QUERY = """SELECT * { VALUES (?text ?whole ?number ?truth ?day ?mixed ?big ?none) {
  ("=é" 1 0.5 true "2016-10-17"^^xsd:date 1 12345678901234567890 UNDEF)
  (UNDEF 2 1.5 false "2017-01-02"^^xsd:date "x" 1 UNDEF) } }"""


def test_columns_keep_their_kinds(tmp_path):
    rows = Rows.of(run(ox.Store(), QUERY))
    path = tmp_path / "rows.parquet"
    rows.to_parquet(path)
    table = parquet.read_table(path)
    assert {field.name: str(field.type) for field in table.schema} == {
        "text": "string", "whole": "int64", "number": "double", "truth": "bool", "day": "date32[day]",
        "mixed": "string", "big": "string", "none": "string",
    }  # fmt: skip
    assert table.column("text").to_pylist() == ["=é", None]
    assert table.column("mixed").to_pylist() == ["1", "x"]
    assert table.column("big").to_pylist() == ["12345678901234567890", "1"]
    assert list(pandas.read_parquet(path)["whole"]) == [1, 2]


def test_no_rows_are_a_file_with_columns(tmp_path):
    Rows.of(run(ox.Store(), "SELECT ?a ?b { ?a ?b ?c }")).to_parquet(tmp_path / "empty.parquet")
    table = parquet.read_table(tmp_path / "empty.parquet")
    assert (table.column_names, table.num_rows) == (["a", "b"], 0)


def test_what_cannot_be_written_is_one_clear_error(tmp_path, monkeypatch):
    rows = Rows.of(run(ox.Store(), QUERY))
    with pytest.raises(InputError, match="No such file or directory"):
        rows.to_parquet(tmp_path / "gone" / "rows.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match=r"pip install 'sse-graph\[pandas\]'"):
        rows.to_parquet(tmp_path / "rows.parquet")
