"""SPARQL: text, file, named question; parameters that cannot break out; forms of answers; clear refusals."""

from __future__ import annotations

import csv
import io
import json

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_graph.errors import QueryError
from sse_graph.query import FORMATS, Answer, bound, csv_cell, named_queries, run

WORDS = {"name": "VN", "first": "Vela Network", "second": "Ora Coop", "limit": "1"}
"""A value for each parameter of the named questions."""


def cells(answer: Answer) -> list[tuple[str, ...]]:
    return [tuple(term.value if term else "" for term in row) for row in answer.rows]


def test_text_is_run_over_the_union_with_the_known_prefixes(story):
    answer = run(story, "SELECT ?o WHERE { ?o sse:memberOf ?n . ?n skos:prefLabel 'Vela Network'@en }")
    assert answer.variables == ("o",)
    assert cells(answer) == [("https://w3id.org/sse-graph/id/organization/ora-coop",)]


def test_a_prefix_of_the_users_own_wins(story):
    answer = run(story, "PREFIX sse: <https://example.org/> SELECT ?o { ?o a sse:Organization }")
    assert answer.rows == ()


def test_a_file_is_run(story, tmp_path):
    path = tmp_path / "mine.rq"
    path.write_text("# mine\nASK { ?x a sse:Network }", encoding="utf-8")
    assert run(story, str(path)).truth is True


def test_one_document_can_be_asked_with_graph_and_from(story):
    doc = "https://w3id.org/sse-graph/doc/membres"
    for query in (
        f"SELECT ?o {{ GRAPH <{doc}> {{ ?o sse:memberOf ?n }} }}",
        f"SELECT ?o FROM <{doc}> {{ ?o sse:memberOf ?n }}",
    ):
        assert len(run(story, query).rows) == 1
    assert not run(story, f"SELECT ?o FROM <{doc}> {{ ?o sse:organizes ?n }}").rows


@pytest.mark.parametrize("question", named_queries(), ids=lambda question: question.name)
def test_every_named_question_runs(story, question):
    assert question.title
    needed = {name: WORDS[name] for name, _, _ in question.parameters}
    answer = run(story, question.name, needed)
    assert answer.variables
    assert answer.write("table", 80)


def test_there_are_enough_named_questions():
    assert len(named_queries()) >= 12


@pytest.mark.parametrize(
    ("name", "parameters", "rows"),
    [
        pytest.param("partners-of", {"name": "vn"}, [("Ora Coop", "1")], id="partners-in-any-case"),
        pytest.param("members-of", {"name": "Réseau Vela"}, [("Ora Coop", "1")], id="members-by-french-name"),
        pytest.param("memberships-of", {"name": "Ora Coop"}, [("Vela Network", "1")], id="memberships"),
        pytest.param(
            "who-organizes",
            {},
            [("Solidarity Forum", "Ora Coop"), ("Solidarity Forum", "Vela Network")],
            id="organizers",
        ),
        pytest.param("events-by-place", {}, [("Quito", "Solidarity Forum")], id="events"),
        pytest.param("organizations-by-country", {}, [("Togo", "Vela Network")], id="countries"),
        pytest.param("concepts-by-organization", {}, [("Ora Coop", "barter")], id="concepts"),
        pytest.param("people-by-organization", {}, [("Ora Coop", "Ada Reed")], id="people"),
        pytest.param("who-supports", {}, [("Lago Fund", "Vela Network")], id="supporters"),
        pytest.param("partners-in-events", {}, [], id="no-partners-in-events"),
        pytest.param("most-connected", {"limit": "3"}, [("Vela Network", "3")], id="most-connected"),
        pytest.param(
            "documents-naming",
            {"name": "Ora Coop"},
            [("About 2026/forum.txt", "2026/forum.txt", "2"), ("About membres.txt", "membres.txt", "1")],
            id="documents",
        ),
    ],
)
def test_named_questions_are_answered(story, name, parameters, rows):
    assert cells(run(story, name, parameters)) == rows


def test_the_shortest_chain_and_the_evidence_of_a_pair(story):
    pair = {"first": "Lago Fund", "second": "Vela Network"}
    assert [row[0] for row in cells(run(story, "evidence-for-a-pair", pair))] == [
        "https://w3id.org/sse-graph/ontology#supports"
    ]
    chain = cells(run(story, "shortest-chain", {"first": "Ora Coop", "second": "Vela Network"}))
    assert chain[0][0] == "1"


HOSTILE = [
    '"',
    "'",
    "\\",
    '" } # ',
    "'''",
    '"""',
    "\n",
    "?x",
    "<a>",
    "}\nDROP ALL",
    "\u2028",
    "𝄞",
    "\\u0022",
    "{",
    "x\\",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_parameter_is_a_literal_whatever_it_holds(value):
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("https://e.org/a"), ox.NamedNode("https://e.org/b"), ox.Literal(value)))
    assert len(run(store, "SELECT ?s { ?s ?p ?o FILTER (STR(?o) = ?word) }", {"word": value}).rows) == 1
    assert not run(store, "SELECT ?s { ?s ?p ?o FILTER (STR(?o) = ?word) }", {"word": value + "x"}).rows


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_no_text_breaks_out_of_its_literal(value):
    answer = run(ox.Store(), "SELECT (?word AS ?back) {}", {"word": value})
    assert cells(answer) == [(value,)]


def test_only_variables_are_replaced():
    text = "SELECT ?name { ?s <http://e.org/?name> '?name' . # ?name\n ?s ?p $name . ?s ?p ?names }"
    assert bound(text, {"name": ox.Literal("x")}) == (
        'SELECT "x" { ?s <http://e.org/?name> \'?name\' . # ?name\n ?s ?p "x" . ?s ?p ?names }'
    )


@pytest.mark.parametrize(
    ("query", "parameters", "message"),
    [
        pytest.param("partner-of", {}, "no named query 'partner-of'; did you mean partners-of", id="near-name"),
        pytest.param("zzzz", {}, "did you mean concepts-by-organization", id="far-name"),
        pytest.param("partners-of", {}, "partners-of needs name=", id="missing-parameter"),
        pytest.param("partners-of", {"name": "x", "nam": "y"}, "no variable \\?nam", id="unknown-parameter"),
        pytest.param("gone.rq", {}, "gone.rq: ", id="missing-file"),
        pytest.param("", {}, "query is empty", id="empty"),
        pytest.param("SELECT ?x WHERE {\n ?x a sse:Network ", {}, "line 2 column", id="unfinished"),
        pytest.param(
            "SELECT ?x WHERE { ?x a foo:Bar }", {}, "the prefix foo: is not declared; declare it", id="prefix"
        ),
        pytest.param("DELETE WHERE { ?s ?p ?o }", {}, "updates are refused", id="delete"),
        pytest.param("drop all <x>", {}, "cannot be run|updates are refused", id="drop"),
        pytest.param(
            "SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }", {}, "SERVICE is refused", id="another-server"
        ),
    ],
)
def test_what_cannot_be_asked_is_one_clear_error(story, query, parameters, message):
    with pytest.raises(QueryError, match=message):
        run(story, query, parameters)


def test_words_of_updates_may_stand_in_strings(story):
    assert run(story, "ASK { ?s ?p 'DELETE WHERE { SERVICE <x> }' }").truth is False


def test_a_table_fits_its_width_and_counts_its_rows(story):
    table = run(story, "who-organizes").write("table", 26)
    lines = table.splitlines()
    assert lines[0].split() == ["event", "organizer"]
    assert lines[-1] == "2 rows"
    assert all(len(line) <= 26 for line in lines)
    assert "…" in table
    assert run(story, "SELECT ?x { ?x a sse:Nothing }").write() == "no rows\n"


def test_a_table_shortens_iris_and_shows_no_control_characters():
    answer = Answer(
        ("a",), ((ox.NamedNode("https://w3id.org/sse-graph/ontology#partOf"),), (ox.Literal("a\x1b[31mb\nc"),))
    )
    assert answer.write("table", 80).splitlines()[2:4] == ["sse:partOf", "a [31mb c"]


def test_csv_is_read_back_and_runs_nothing_in_a_spreadsheet():
    values = ["=1+1", "+1", "-1", "@SUM", "\tx", "a,b", 'say "x"', "é\n"]
    answer = Answer(("v",), tuple((ox.Literal(value),) for value in values))
    rows = list(csv.reader(io.StringIO(answer.write("csv"))))
    assert [row[0] for row in rows[1:]] == ["'=1+1", "'+1", "'-1", "'@SUM", "'\tx", *values[5:]]
    assert csv_cell("a=b") == "a=b"


def test_json_is_the_standard_results_format(story):
    answer = run(
        story, "SELECT ?n ?b ?e ?none { ?m nif:anchorOf ?n ; nif:beginIndex ?b ; sse:confidence ?e } ORDER BY ?b"
    )
    result = json.loads(answer.write("json"))
    assert result["head"] == {"vars": ["n", "b", "e", "none"]}
    first = result["results"]["bindings"][0]
    assert first.keys() == {"n", "b", "e"}
    assert first["b"] == {"type": "literal", "value": "0", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}
    language = json.loads(run(story, "SELECT ?n { ?x skos:prefLabel ?n FILTER (LANG(?n) = 'fr') }").write("json"))
    assert language["results"]["bindings"][0]["n"]["xml:lang"] == "fr"


def test_construct_is_turtle_and_ask_is_yes_or_no(story):
    answer = run(story, "CONSTRUCT { ?s sse:memberOf ?o } WHERE { ?s sse:memberOf ?o }")
    assert "sse:memberOf" in answer.write("turtle")
    assert answer.write("table") == answer.write("turtle")
    assert len(list(ox.parse(answer.write("turtle"), format=ox.RdfFormat.TURTLE))) == 1
    asked = run(story, "ASK { ?s sse:memberOf ?o }")
    assert asked.write() == "yes\n"
    assert json.loads(asked.write("json")) == {"head": {}, "boolean": True}


def test_an_answer_that_has_no_such_form_says_which_it_has(story):
    rows = run(story, "SELECT * { ?s sse:memberOf ?o }")
    triples = run(story, "CONSTRUCT WHERE { ?s sse:memberOf ?o }")
    truth = run(story, "ASK {}")
    unsuited = {
        "rows": ("turtle", "ntriples", "jsonld", "rdfxml", "pdf"),
        "triples": ("csv", "tsv", "json", "xml", "markdown", "pdf"),
        "truth": ("turtle", "ntriples", "jsonld", "rdfxml", "pdf"),
    }
    for kind, answer in (("rows", rows), ("triples", triples), ("truth", truth)):
        for form in unsuited[kind]:
            with pytest.raises(QueryError, match=f"--format {form}: "):
                answer.write(form)
        for form in set(FORMATS) - set(unsuited[kind]):
            assert answer.write(form)
