"""A graph at a server: sent once, then only what changed; broken off and gone on; never more removed than was sent."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from annotated import STORY, annotation, write_graph
from servers import Server, oxigraph_server, reply, scripted_server, virtuoso_server

from sse_graph.errors import InputError, StoreError
from sse_graph.remote.client import Client
from sse_graph.remote.push import _batches, push
from sse_graph.remote.store import RemoteStore
from sse_graph.remote.target import target_of
from sse_graph.store import building, open_store

EXTRA = annotation("extra.txt", "[Zed Union](o1) partners with [Ora Coop](o2).", "o1 partnerOf o2")
FOREIGN = ox.NamedNode("https://example.org/another's")


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory):
    with oxigraph_server(tmp_path_factory.mktemp("oxigraph")) as server:
        yield server


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory):
    with virtuoso_server(tmp_path_factory.mktemp("virtuoso")) as server:
        yield server


@pytest.fixture
def server(request, monkeypatch, tmp_path) -> Server:
    monkeypatch.setenv("SSE_GRAPH_USER", "dba")
    monkeypatch.setenv("SSE_GRAPH_PASSWORD", "dba")
    return request.getfixturevalue(request.param)


def address(server: Server, protocol: str) -> str:
    return server.graphs if protocol == "graph-store" else server.update


def held(server: Server, store: ox.Store) -> set[ox.Quad]:
    """What the server holds of the graphs of ``store``."""
    remote = RemoteStore(server.query, whole=True)
    return {quad for graph in store.named_graphs() for quad in remote.quads_for_pattern(None, None, None, graph)}


@pytest.mark.parametrize("protocol", ["graph-store", "update"])
@pytest.mark.parametrize("server", ["oxigraph", "virtuoso"], indirect=True)
def test_what_was_pushed_is_there_and_only_what_changed_is_sent_again(server, protocol, tmp_path):
    folder = write_graph(tmp_path / "kg")
    to = address(server, protocol)
    first = push(folder, to, batch=25, verify=True)
    assert (first.sent, first.unchanged, first.removed) == (4, 0, 0)
    assert first.statements == len(open_store(folder))
    assert held(server, open_store(folder)) == set(open_store(folder))
    again = push(folder, to, verify=True)
    assert (again.sent, again.unchanged, again.statements) == (0, 4, 0)

    before = open_store(folder)
    write_graph(folder, (*STORY[1:], EXTRA))
    changed = push(folder, to, verify=True)
    assert changed.removed == 1  # the first document
    assert 1 <= changed.sent <= 4
    assert changed.sent + changed.unchanged == 4
    now = open_store(folder)
    assert held(server, now) == set(now)
    former = {graph.value for graph in before.named_graphs()} - {graph.value for graph in now.named_graphs()}
    assert len(former) == 1
    remote = RemoteStore(server.query)
    assert not bool(remote.query(f"ASK {{ GRAPH <{former.pop()}> {{ ?s ?p ?o }} }}"))
    write_graph(folder)
    push(folder, to, force=True)


@pytest.mark.parametrize("server", ["oxigraph"], indirect=True)
def test_what_another_did_at_the_server_is_noticed_and_what_is_anothers_stays(server, tmp_path):
    folder = write_graph(tmp_path / "kg")
    push(folder, server.graphs)
    with Client(server.update) as client:
        for text in (
            "DELETE WHERE { GRAPH <https://w3id.org/sse-graph/doc/news> { ?s a ?o } }",
            f"INSERT DATA {{ GRAPH {FOREIGN} {{ {FOREIGN} {FOREIGN} 1 }} }}",
        ):
            client.send(
                "POST", server.update, data=text.encode(), headers={"Content-Type": "application/sparql-update"}
            )
    mended = push(folder, server.graphs, verify=True)
    assert (mended.sent, mended.unchanged) == (1, 3)
    write_graph(folder, [EXTRA])
    push(folder, server.graphs)
    assert bool(RemoteStore(server.query).query(f"ASK {{ GRAPH {FOREIGN} {{ ?s ?p ?o }} }}"))


@pytest.mark.parametrize("server", ["oxigraph"], indirect=True)
def test_a_change_that_keeps_the_number_of_statements_is_found_by_verify(server, tmp_path):
    folder = write_graph(tmp_path / "kg")
    push(folder, server.graphs)
    doc = "<https://w3id.org/sse-graph/doc/news>"
    text = f"""PREFIX dcterms: <http://purl.org/dc/terms/>
      DELETE {{ GRAPH {doc} {{ {doc} dcterms:title ?t }} }} INSERT {{ GRAPH {doc} {{ {doc} dcterms:title "other" }} }}
      WHERE {{ GRAPH {doc} {{ {doc} dcterms:title ?t }} }}"""
    with Client(server.update) as client:
        client.send("POST", server.update, data=text.encode(), headers={"Content-Type": "application/sparql-update"})
    assert push(folder, server.graphs).sent == 0
    with pytest.raises(StoreError, match=r"doc/news> otherwise: 1 statements are missing and 1 are too many"):
        push(folder, server.graphs, verify=True)
    assert push(folder, server.graphs, force=True, verify=True).sent == 4


@pytest.mark.parametrize("server", ["oxigraph"], indirect=True)
def test_a_push_that_was_broken_off_goes_on_where_it_stopped(server, tmp_path, monkeypatch):
    folder = write_graph(tmp_path / "kg")
    monkeypatch.setattr("sse_graph.remote.push._ASKED", 1)

    def stop(done: int, of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        push(folder, server.update, progress=stop)
    rest = push(folder, server.update, verify=True)
    assert (rest.sent, rest.unchanged) == (2, 2)


def test_a_server_that_fails_midway_leaves_nothing_that_is_taken_for_sent(tmp_path):
    folder = write_graph(tmp_path / "kg")
    fails = [True]
    stored: dict[str, int] = {}

    def answer(handler, body):
        if handler.command == "POST" and handler.path.startswith("/query"):
            rows = [
                {"g": {"type": "uri", "value": g}, "n": {"type": "literal", "value": str(n)}} for g, n in stored.items()
            ]
            found = {"head": {"vars": ["g", "n"]}, "results": {"bindings": rows}}
            reply(handler, 200, json.dumps(found).encode(), Content_Type="application/sparql-results+json")
        elif fails and handler.command == "POST":
            reply(handler, 500, b"disk full")
        else:
            graph = handler.path.partition("graph=")[2].replace("%3A", ":").replace("%2F", "/")
            stored[graph] = body.count(b"\n") + (stored.get(graph, 0) if handler.command == "POST" else 0)
            reply(handler, 204)

    with scripted_server(answer) as root:
        to = root.replace("/sparql", "/store")
        with pytest.raises(StoreError, match="answers 500: disk full"):
            push(folder, to, batch=10)
        fails.clear()
        assert push(folder, to, batch=10).sent == 4
        assert push(folder, to, batch=10).sent == 0
        stored.clear()
        assert push(folder, to, batch=10).sent == 4


def test_a_target_that_has_not_what_was_sent_is_an_error(tmp_path):
    folder = write_graph(tmp_path / "kg")

    def answer(handler, body):
        found = {"head": {"vars": ["g", "n"]}, "results": {"bindings": []}}
        reply(handler, 200, json.dumps(found).encode(), Content_Type="application/sparql-results+json")

    with scripted_server(answer) as root:
        for _ in range(2):
            with pytest.raises(StoreError, match=r"has 0 statements in <.*> after \d+ were sent; is this where"):
                push(folder, root.replace("/sparql", "/update"))


def test_two_pushes_do_not_meet_and_a_folder_is_needed(tmp_path):
    with pytest.raises(StoreError, match="no graph at"):
        push(tmp_path / "gone", "http://127.0.0.1:1/update")
    assert not (tmp_path / "gone").exists()
    folder = write_graph(tmp_path / "kg")
    with building(folder), pytest.raises(StoreError, match="is being built by process"):
        push(folder, "http://127.0.0.1:1/update")


def test_batches_are_bounded_in_statements_and_in_bytes():
    lines = [b"x" * 300_000 + b"\n"] * 7
    assert [len(batch) for batch in _batches(lines, 1000)] == [900_003, 900_003, 300_001]
    assert [batch.count(b"\n") for batch in _batches([b"a\n"] * 25, 10)] == [10, 10, 5]


@pytest.mark.parametrize(
    ("given", "protocol", "query"),
    [
        ("http://h/store", "graph-store", "http://h/query"),
        ("http://h/update", "update", "http://h/query"),
        ("http://h/ds/data", "graph-store", "http://h/ds/query"),
        ("http://h/ds/update", "update", "http://h/ds/query"),
        ("http://h:8890/sparql-auth", "update", "http://h:8890/sparql-auth"),
        ("http://h:8890/sparql", "update", "http://h:8890/sparql"),
        ("http://h:8890/sparql-graph-crud-auth", "graph-store", "http://h:8890/sparql"),
        ("http://h/repositories/sse/statements", "update", "http://h/repositories/sse"),
        ("http://h/repositories/sse/rdf-graphs/service", "graph-store", "http://h/repositories/sse"),
    ],
)
def test_the_address_tells_the_protocol_and_where_to_ask(given, protocol, query):
    target = target_of(given)
    assert (target.protocol, target.query) == (protocol, query)
    assert target_of(given, query="http://h/mine").query == "http://h/mine"


def test_an_address_that_tells_nothing_is_asked_about():
    with pytest.raises(InputError, match="add --protocol graph-store or --protocol update"):
        target_of("http://h/x")
    assert target_of("http://h/x", "update").query == "http://h/x"
    with pytest.raises(InputError, match="add --query"):
        target_of("http://h/x", "graph-store")
    with pytest.raises(InputError, match="there are graph-store and update"):
        target_of("http://h/x", "ftp")
    with pytest.raises(InputError, match="holds a user name or password"):
        target_of("http://a:b@h/update")
    with pytest.raises(InputError, match="holds a user name or password"):
        target_of("http://h/update", query="http://a:b@h/update")


def test_nothing_secret_is_remembered(tmp_path, monkeypatch):
    folder = write_graph(tmp_path / "kg")
    monkeypatch.setenv("SSE_GRAPH_USER", "ada")
    monkeypatch.setenv("SSE_GRAPH_PASSWORD", "hunter22")
    with pytest.raises(StoreError):
        push(folder, "http://127.0.0.1:1/update")
    for path in Path(folder).rglob("*"):
        assert not path.is_file() or b"hunter22" not in path.read_bytes()
