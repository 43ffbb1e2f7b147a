"""Answers in every format: read back by others' parsers, safe where they go, written as the rows come."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_graph.query import Answer, ask, run
from sse_graph.query.terms import display_width
from sse_graph.query.write import Layout, write_rows

TERMS = [
    ox.NamedNode("https://w3id.org/sse-graph/ontology#partOf"),
    ox.NamedNode("https://e.org/é?a=1&b=2"),
    ox.Literal('a "b" \\ <c> & d\te\nf\rg'),
    ox.Literal("é", language="fr"),
    ox.Literal("1.50", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
    ox.Literal("=1+1"),
    ox.BlankNode("b1"),
    None,
]
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
ROWS = tuple((term, other) for term in TERMS for other in TERMS)
PARSERS = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML, "tsv": ox.QueryResultsFormat.TSV}


@pytest.mark.parametrize("form", sorted(PARSERS))
def test_a_standard_format_is_read_back_as_the_same_terms(form):
    text = Answer(("a", "b"), ROWS).write(form)
    back = ox.parse_query_results(text, PARSERS[form])
    assert [variable.value for variable in back.variables] == ["a", "b"]
    found = [(row["a"], row["b"]) for row in back]
    if form == "tsv":  # a number stands in TSV by its value where the parser reads it so
        assert [tuple(map(str, row)) for row in found] == [tuple(map(str, row)) for row in ROWS]
    else:
        assert found == list(ROWS)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=1))
def test_any_text_comes_back_from_json_tsv_and_xml(values):
    answer = Answer(("v",), tuple((ox.Literal(value),) for value in values))
    for form in ("json", "tsv"):
        assert [row["v"].value for row in ox.parse_query_results(answer.write(form), PARSERS[form])] == values
    # (Oxigraph's reader of XML trims blanks)
    read = ET.fromstring(answer.write("xml")).iter("{http://www.w3.org/2005/sparql-results#}literal")
    assert [element.text or "" for element in read] == [_NOT_XML.sub("\ufffd", value) for value in values]


@given(st.text())
def test_xml_is_always_well_formed(value):
    term = ox.Literal(value.encode("utf-8", "replace").decode())
    ET.fromstring(Answer(("v",), ((term,),)).write("xml"))


def test_triple_terms_stand_in_json_and_xml():
    triple = ox.Triple(ox.NamedNode("https://e.org/s"), ox.NamedNode("https://e.org/p"), ox.Literal("o"))
    answer = Answer(("t",), ((triple,),))
    for form in ("json", "xml"):
        (row,) = ox.parse_query_results(answer.write(form), PARSERS[form])
        assert row["t"] == triple


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("a|b", "a\\|b"),
        ("<img src=x onerror=alert(1)>", "\\<img src=x onerror=alert\\(1\\)\\>"),
        ("[x](javascript:alert(1))", "\\[x\\]\\(javascript:alert\\(1\\)\\)"),
        ("a\nb", "a b"),
        ("`code` *b*", "\\`code\\` \\*b\\*"),
    ],
)
def test_markdown_shows_a_text_and_never_runs_it(value, cell):
    lines = Answer(("v",), ((ox.Literal(value),),)).write("markdown").splitlines()
    assert lines == ["| v |", "| --- |", f"| {cell} |"]


def test_markdown_links_web_addresses_only():
    rows = tuple(
        (ox.NamedNode(iri),)
        for iri in ("https://e.org/a?b=c", "javascript:alert(1)", "https://w3id.org/sse-graph/ontology#Event")
    )
    cells = Answer(("v",), rows).write("markdown").splitlines()[2:]
    assert cells == ["| <https://e.org/a?b=c> |", "| \\<javascript:alert\\(1\\)\\> |", "| sse:Event |"]


def test_triples_are_written_in_four_syntaxes(story):
    answer = run(story, "CONSTRUCT WHERE { ?s sse:memberOf ?o }")
    syntaxes = {
        "turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES,
        "jsonld": ox.RdfFormat.JSON_LD, "rdfxml": ox.RdfFormat.RDF_XML,
    }  # fmt: skip
    for form, syntax in syntaxes.items():
        back = [quad.triple for quad in ox.parse(answer.write(form), format=syntax)]
        assert tuple(back) == answer.triples


def test_a_truth_is_xml_too(story):
    assert bool(ox.parse_query_results(run(story, "ASK {}").write("xml"), ox.QueryResultsFormat.XML))


def test_wide_characters_take_two_columns():
    assert [display_width(text) for text in ("ab", "é", "e\u0301", "日本", "ＡＢ")] == [2, 1, 1, 4, 4]
    rows = tuple((ox.Literal(text), ox.Literal("x")) for text in ("日本語の団体の名前", "plain", "e\u0301e\u0301"))
    for width in (13, 40):
        lines = Answer(("name", "b"), rows).write("table", width).splitlines()[:-1]
        assert len({display_width(line) for line in lines[1:]}) == 1
        assert all(display_width(line) <= max(width, 15) for line in lines)


def test_a_table_is_cut_only_when_it_may_be(story):
    found = ask(story, "SELECT ?q { ?x nif:anchorOf ?q } ORDER BY DESC(STRLEN(?q)) LIMIT 1")
    whole, cut = io.BytesIO(), io.BytesIO()
    assert found.write(whole, width=30, truncate=False) == 1
    assert ask(story, "SELECT ?q { ?x nif:anchorOf ?q } ORDER BY DESC(STRLEN(?q)) LIMIT 1").write(cut, width=30) == 1
    assert max(len(line) for line in cut.getvalue().decode().splitlines()) == 30
    assert "…" not in whole.getvalue().decode()
    assert len(whole.getvalue()) > 60


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "xml", "markdown"])
def test_rows_are_written_as_they_come(form):
    """Nothing holds them: when row 200,000 is made, all but the last of the former are in the file."""
    written = io.BytesIO()
    behind = []

    def rows():
        for number in range(200_000):
            if number == 199_999:
                behind.append(written.tell())
            yield (ox.Literal(f"row {number:07}"),)

    assert write_rows(("v",), rows(), written, form, Layout({}, 80)) == 200_000
    assert written.tell() - behind[0] < 200_000
    assert behind[0] > 2_000_000


def test_a_long_table_keeps_the_columns_of_its_beginning():
    rows = [(ox.Literal("short"), ox.Literal(str(number))) for number in range(600)]
    rows.append((ox.Literal("a name that is longer than all before"), ox.Literal("600")))
    lines = Answer(("name", "number"), tuple(rows)).write("table", 80).splitlines()
    assert lines[-2] == "a n…   600" or lines[-2].startswith("a na…  600")
    assert lines[-1] == "601 rows"
