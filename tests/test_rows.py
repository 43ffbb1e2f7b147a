"""Rows: Python's values, pandas's frames, and HTML in which nothing runs."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime

import pandas
import pyoxigraph as ox
import pytest

from sse_graph.errors import InputError, QueryError
from sse_graph.inline import SHOWN
from sse_graph.query import run
from sse_graph.rows import Rows, rows_of, value

XSD = "http://www.w3.org/2001/XMLSchema#"


def ask(text: str, store: ox.Store | None = None) -> Rows:
    return Rows.of(run(store or ox.Store(), text))


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (None, None),
        (ox.NamedNode("https://e.org/é"), "https://e.org/é"),
        (ox.BlankNode("b"), "_:b"),
        (ox.Literal("deux", language="fr"), "deux"),
        (ox.Literal(7), 7),
        (ox.Literal("12345678901234567890", datatype=ox.NamedNode(XSD + "integer")), 12345678901234567890),
        (ox.Literal("0.87", datatype=ox.NamedNode(XSD + "decimal")), 0.87),
        (ox.Literal("1.5e3", datatype=ox.NamedNode(XSD + "double")), 1500.0),
        (ox.Literal(True), True),
        (ox.Literal("0", datatype=ox.NamedNode(XSD + "boolean")), False),
        (ox.Literal("2016-10-17", datatype=ox.NamedNode(XSD + "date")), date(2016, 10, 17)),
        (
            ox.Literal("2016-10-17T09:00:00Z", datatype=ox.NamedNode(XSD + "dateTime")),
            datetime(2016, 10, 17, 9, tzinfo=UTC),
        ),
        (ox.Literal("2016", datatype=ox.NamedNode(XSD + "gYear")), "2016"),
        (ox.Literal("-0044-03-15", datatype=ox.NamedNode(XSD + "date")), "-0044-03-15"),
        (ox.Literal("many", datatype=ox.NamedNode(XSD + "integer")), "many"),
        (ox.Literal("7", datatype=ox.NamedNode("https://e.org/type")), "7"),
    ],
    ids=str,
)
def test_a_term_is_what_python_has_for_it(term, expected):
    found = value(term)
    assert found == expected
    assert type(found) is type(expected)


def test_rows_are_dictionaries_in_the_order_of_the_answer():
    rows = ask("SELECT ?n ?t { VALUES (?n ?t) { (1 'a') (2 UNDEF) } } ORDER BY ?n")
    assert rows.columns == ("n", "t")
    assert list(rows) == [{"n": 1, "t": "a"}, {"n": 2, "t": None}]
    assert rows[-1] == {"n": 2, "t": None}
    assert rows.column("n") == [1, 2]
    with pytest.raises(InputError, match="no column 'x'; there are n, t"):
        rows.column("x")


def test_a_part_of_rows_is_rows_with_their_terms():
    rows = ask("SELECT ?n { VALUES ?n { 1 2 3 } } ORDER BY ?n")
    assert rows[1:] == ask("SELECT ?n { VALUES ?n { 2 3 } } ORDER BY ?n")
    assert rows[1:] != rows
    assert rows[1:].write("csv") == "n\r\n2\r\n3\r\n"
    triples = ask("CONSTRUCT { <a:b> <a:c> ?n } { VALUES ?n { 1 2 3 } }")
    assert len(triples[:2].answer.triples) == 2


def test_pandas_takes_rows_as_they_are():
    rows = ask("SELECT ?name ?n ?x { VALUES (?name ?n ?x) { ('é' 1 0.5) ('z' 2 1.5) } } ORDER BY ?n")
    frame = pandas.DataFrame(rows)
    assert frame.equals(rows.to_dataframe())
    assert list(frame.columns) == ["name", "n", "x"]
    assert [str(kind) for kind in frame.dtypes[1:]] == ["int64", "float64"]
    assert frame["x"].sum() == 2.0


def test_a_frame_without_rows_has_its_columns():
    rows = ask("SELECT ?a ?b { ?a <x:y> ?b }")
    assert not rows
    assert list(rows.to_dataframe().columns) == ["a", "b"]
    assert len(rows.to_dataframe()) == 0


def test_without_pandas_one_is_told_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(InputError, match=r"pip install 'sse-graph\[notebook\]'"):
        ask("SELECT ?a { VALUES ?a { 1 } }").to_dataframe()


@pytest.mark.parametrize(("pattern", "truth"), [("{}", True), ("{ ?a <x:y> ?b }", False)])
def test_yes_and_no_are_true_and_false(pattern, truth):
    rows = ask(f"ASK {pattern}")
    assert bool(rows) is truth
    assert list(rows) == [{"answer": truth}]
    assert rows._repr_html_() == f"<p>{'yes' if truth else 'no'}</p>"
    assert bool(rows[:0]) is truth  # what was answered stays answered


def test_triples_are_rows_and_turtle():
    rows = ask("CONSTRUCT { <https://e.org/a> <https://e.org/p> 'x'@fr } {}")
    assert list(rows) == [{"subject": "https://e.org/a", "predicate": "https://e.org/p", "object": "x"}]
    assert '"x"@fr' in rows.write("turtle")
    assert '"x"@fr' in repr(rows)


def test_a_long_answer_is_cut_and_says_so():
    rows = ask(f"SELECT ?n {{ VALUES ?n {{ {' '.join(map(str, range(SHOWN + 1)))} }} }} ORDER BY ?n")
    page = rows._repr_html_()
    assert page.count("<tr>") == SHOWN + 1
    assert f"<p>{SHOWN + 1} rows, the first {SHOWN} shown</p>" in page
    assert repr(rows) == f"<Rows: {SHOWN + 1} of n>"
    assert repr(rows[:1]).endswith("1 row")
    assert "1 row</p>" in rows[:1]._repr_html_()


def test_names_of_texts_cannot_run_in_a_notebook():
    hostile = "<img src=x onerror=alert(1)>\u202e&\"'"
    page = ask(f"SELECT ?n {{ VALUES ?n {{ {json.dumps(hostile)} }} }}")._repr_html_()
    assert "<img" not in page
    assert "\u202e" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;&amp;&quot;&#x27;" in page


def test_rows_of_no_query_have_no_text_of_an_answer():
    rows = rows_of([{"b": 2, "a": 1}], ("a", "b"))
    assert rows[0] == {"a": 1, "b": 2}
    assert repr(rows) == "<Rows: 1 of a, b>"
    with pytest.raises(QueryError, match="come from no query"):
        rows.write("csv")
