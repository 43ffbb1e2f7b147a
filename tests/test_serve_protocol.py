"""The SPARQL 1.1 Protocol against a running server: the cases of the W3C's test list for it, under their names.

Source: https://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/ (query cases; of the update cases those that
need no data set in the protocol). The data stands in three small graphs, as there.
"""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from serving import FORM, JSON, TOKEN, served

from sse_graph.lines import graphs_of
from sse_graph.store import building, graph_state, write_store
from sse_graph.vocab import BASE

DATA = "http://example.net/data"
QUERY = {"Content-Type": "application/sparql-query"}
UPDATE = {"Content-Type": "application/sparql-update"}
ROWS = {JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values"}


def graph(number: int) -> ox.NamedNode:
    return ox.NamedNode(f"{DATA}/{number}.rdf")


@pytest.fixture(scope="module")
def graphs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("protocol") / "kg"
    about = ox.NamedNode("http://xmlns.com/foaf/0.1/name")
    quads = [
        ox.Quad(ox.NamedNode(f"http://example.net/person/{number}"), about, ox.Literal(f"Name {number}"), graph(number))
        for number in (1, 2, 3)
    ]
    with building(folder):
        write_store(folder, graphs_of(quads), BASE)
    return folder


@pytest.fixture(scope="module")
def server(graphs):
    with served(graphs) as running:
        yield running


def truth(answer):
    assert answer.status == 200, answer.text
    return json.loads(answer.body)["boolean"]


def in_default(number: int) -> str:
    return f'?p{number} foaf:name "Name {number}" .'


def in_named(*numbers: int) -> str:
    return " ".join(f"GRAPH <{DATA}/{number}.rdf> {{ ?n{number} ?q{number} ?o{number} }}" for number in numbers)


# --- requests that must be refused


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "FOO"])
def test_bad_query_method(server, method):
    answer = server.ask(method, "/sparql?query=ASK%20%7B%7D")
    assert answer.status in {400, 405}
    if answer.status == 405:
        assert answer.headers["allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize("way", ["get", "form"])
def test_bad_multiple_queries(server, way):
    pairs = [("query", "ASK {}"), ("query", "SELECT * {}")]
    answer = server.get(f"/sparql?{urlencode(pairs)}") if way == "get" else server.post(pairs)
    assert answer.status == 400


def test_bad_query_wrong_media_type(server):
    assert server.ask("POST", "/sparql", "ASK {}", {"Content-Type": "text/plain"}).status == 415


def test_bad_query_missing_form_type(server):
    assert server.ask("POST", "/sparql", "query=ASK%20%7B%7D").status == 415


def test_bad_query_missing_direct_type(server):
    assert server.ask("POST", "/sparql", "ASK {}").status == 415


@pytest.mark.parametrize("body", [b"ASK { ?s ?p '\xe9' }", "ASK {}".encode("utf-16")], ids=["latin-1", "utf-16"])
def test_bad_query_non_utf8(server, body):
    assert server.ask("POST", "/sparql", body, QUERY).status == 400


def test_bad_query_non_utf8_declared(server):
    answer = server.ask(
        "POST", "/sparql", "ASK {}".encode("utf-16"), {"Content-Type": f"{QUERY['Content-Type']}; charset=UTF-16"}
    )
    assert answer.status == 415


def test_bad_query_syntax(server):
    answer = server.query("ASK {")
    assert answer.status == 400
    assert answer.kind == "text/plain"
    assert answer.text.startswith("the query is not SPARQL 1.1: error at 1:6")


# --- requests that must be answered


def test_query_get(server):
    assert truth(server.query("ASK {}"))


def test_query_post_form(server):
    assert truth(server.post([("query", "ASK {}")]))


def test_query_post_direct(server):
    assert truth(server.ask("POST", "/sparql", "ASK {}", {**QUERY, "Accept": JSON}))
    assert truth(
        server.ask(
            "POST", "/sparql", "ASK {}", {"Content-Type": "application/sparql-query;charset=utf-8", "Accept": JSON}
        )
    )


def ways(server, query, pairs):
    """The query with a data set of the protocol in each of the three ways."""
    yield server.get(f"/sparql?{urlencode([('query', query), *pairs])}", JSON)
    yield server.post([("query", query), *pairs])
    yield server.ask("POST", f"/sparql?{urlencode(pairs)}", query, {**QUERY, "Accept": JSON})


def test_query_dataset_default_graph(server):
    pairs = [("default-graph-uri", f"{DATA}/1.rdf")]
    for answer in ways(server, f"ASK {{ {in_default(1)} }}", pairs):
        assert truth(answer)
    for answer in ways(server, f"ASK {{ {in_default(2)} }}", pairs):
        assert not truth(answer)
    for answer in ways(server, "ASK { GRAPH ?g { ?s ?p ?o } }", pairs):
        assert not truth(answer)  # a data set is all of it: no named graph is named


def test_query_dataset_default_graphs(server):
    pairs = [("default-graph-uri", f"{DATA}/{number}.rdf") for number in (1, 2)]
    for answer in ways(server, f"ASK {{ {in_default(1)} {in_default(2)} }}", pairs):
        assert truth(answer)
    for answer in ways(server, f"ASK {{ {in_default(3)} }}", pairs):
        assert not truth(answer)


def test_query_dataset_named_graphs(server):
    pairs = [("named-graph-uri", f"{DATA}/{number}.rdf") for number in (1, 2)]
    for answer in ways(server, f"ASK {{ {in_named(1, 2)} }}", pairs):
        assert truth(answer)
    for answer in ways(server, f"ASK {{ {in_named(3)} }}", pairs):
        assert not truth(answer)
    for answer in ways(server, "ASK { ?s ?p ?o }", pairs):
        assert not truth(answer)  # the default graph is empty then


def test_query_dataset_full(server):
    pairs = [("default-graph-uri", f"{DATA}/3.rdf"), *(("named-graph-uri", f"{DATA}/{n}.rdf") for n in (1, 2))]
    query = f"ASK {{ {in_default(3)} {in_named(1, 2)} FILTER NOT EXISTS {{ {in_default(1)} }} }}"
    for answer in ways(server, query, pairs):
        assert truth(answer)


def test_query_multiple_dataset(server):
    """The protocol's data set goes before the query's own."""
    query = f"ASK FROM <{DATA}/2.rdf> {{ {in_default(1)} FILTER NOT EXISTS {{ {in_default(2)} }} }}"
    for answer in ways(server, query, [("default-graph-uri", f"{DATA}/1.rdf")]):
        assert truth(answer)


def test_dataset_of_the_query_itself(server):
    assert truth(server.query(f"ASK FROM <{DATA}/1.rdf> {{ {in_default(1)} FILTER NOT EXISTS {{ {in_default(2)} }} }}"))
    assert truth(
        server.query(f"ASK FROM NAMED <{DATA}/1.rdf> {{ {in_named(1)} FILTER NOT EXISTS {{ {in_named(2)} }} }}")
    )


def test_without_a_dataset_it_is_the_union_of_all_graphs(server):
    assert truth(server.query(f"ASK {{ {in_default(1)} {in_default(2)} {in_default(3)} {in_named(1, 2, 3)} }}"))
    # a variable, a prefixed name or a string called from is no data set
    assert truth(server.query(f'PREFIX from: <http://x/> ASK {{ {in_default(1)} BIND("FROM <x>" AS ?from) }}'))


def test_bad_dataset(server):
    assert server.query("ASK {}", **{"default-graph-uri": "not an iri"}).status == 400


def test_query_content_type_select(server):
    assert server.query("SELECT * { ?s ?p ?o }", accept="").kind in ROWS


def test_query_content_type_ask(server):
    assert server.query("ASK {}", accept="").kind in ROWS


@pytest.mark.parametrize(
    "query", ["DESCRIBE <http://example.net/person/1>", "CONSTRUCT { ?s ?p 1 } WHERE { ?s ?p ?o }"]
)
def test_query_content_type_describe_and_construct(server, query):
    answer = server.query(query, accept="")
    assert answer.kind == "text/turtle"
    assert list(ox.parse(answer.body, format=ox.RdfFormat.TURTLE))


# --- updates


UPDATES = [
    ("application/sparql-update", "CLEAR ALL", ""),
    ("application/x-www-form-urlencoded", urlencode({"update": "CLEAR ALL"}), ""),
    ("application/sparql-update", "INSERT DATA { <a:a> <a:b> <a:c> }", "?x=1"),
]


@pytest.mark.parametrize(("kind", "body", "rest"), UPDATES)
def test_updates_are_refused_by_a_server_that_only_reads(server, kind, body, rest):
    answer = server.ask("POST", f"/sparql{rest}", body, {"Content-Type": kind, "Authorization": f"Bearer {TOKEN}"})
    assert answer.status == 403
    assert "--writable" in answer.text


def test_bad_update_get(server):
    assert server.get(f"/sparql?{urlencode({'update': 'CLEAR ALL'})}").status == 400


def test_a_query_may_not_update(server):
    for text in (
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "DROP ALL",
        "LOAD <file:///etc/passwd>",
    ):
        assert server.query(text).status == 400
        assert server.post([("query", text)]).status == 400
    assert len(json.loads(server.query("SELECT * { ?s ?p ?o }").body)["results"]["bindings"]) == 3


def test_updates_with_the_token(tmp_path):
    folder = tmp_path / "kg"
    with building(folder):
        write_store(folder, graphs_of([ox.Quad(graph(1), graph(2), graph(3), graph(1))]), BASE, "made of something")
    names = f"INSERT DATA {{ GRAPH <{DATA}/9.rdf> {{ <{DATA}#a> skos:prefLabel 'Æther' }} }}"
    asks = f"ASK {{ GRAPH <{DATA}/9.rdf> {{ <{DATA}#a> skos:prefLabel 'Æther' }} }}"
    right = {"Authorization": f"Bearer {TOKEN}"}
    with served(folder, "--writable", token=TOKEN) as server:
        tag = server.query(asks).headers["etag"]
        for wrong in ({}, {"Authorization": "Bearer no"}, {"Authorization": f"Basic {TOKEN}"}):
            answer = server.ask("POST", "/sparql", names, {**UPDATE, **wrong})
            assert answer.status == 401
            assert answer.headers["www-authenticate"] == "Bearer"
        assert not truth(server.query(asks))
        assert server.ask("POST", "/sparql", names, {**UPDATE, **right}).status == 204  # update_post_direct
        assert truth(server.query(asks))  # at once
        assert server.get(f"/sparql?{urlencode({'query': asks})}", JSON, If_None_Match=tag).status == 200
        bad = [("update", "CLEAR ALL"), ("update", "CLEAR ALL")]
        assert server.ask("POST", "/sparql", urlencode(bad), {**FORM, **right}).status == 400  # bad_multiple_updates
        both = [("update", "CLEAR ALL"), ("query", "ASK {}")]
        assert server.ask("POST", "/sparql", urlencode(both), {**FORM, **right}).status == 400
        assert server.ask("POST", "/sparql", "CLEAR ALL", {"Content-Type": "text/plain", **right}).status == 415
        assert server.ask("POST", "/sparql", "CLEAR", {**UPDATE, **right}).status == 400  # bad_update_syntax
        assert server.ask("POST", "/sparql", b"CLEAR ALL #\xe9", {**UPDATE, **right}).status == 400
        for text in (
            "LOAD <http://127.0.0.1:9/x>",
            "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        ):
            assert server.ask("POST", "/sparql", text, {**UPDATE, **right}).status == 400
        assert truth(server.query(asks))
        form = urlencode({"update": f"CLEAR GRAPH <{DATA}/9.rdf>"})
        assert server.ask("POST", "/sparql", form, {**FORM, **right}).status == 204  # update_post_form
        assert not truth(server.query(asks))
        assert graph_state(folder) == ""  # so that a build makes it anew
        with building(folder):  # a build holds the folder
            answer = server.ask("POST", "/sparql", "CLEAR ALL", {**UPDATE, **right})
        assert answer.status == 503
        assert "is being built" in answer.text
        assert truth(server.query("ASK { ?s ?p ?o }"))
        assert not any(TOKEN in line for line in server.lines)
    assert len([path for path in folder.glob("store-*") if path.is_dir()]) == 1
