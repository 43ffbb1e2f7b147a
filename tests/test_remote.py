"""A SPARQL server through the door of the embedded store: the same answers, care with credentials, clear failures."""

from __future__ import annotations

import gzip
import io
import json
import time

import pyoxigraph as ox
import pytest
from servers import oxigraph_server, reply, scripted_server, virtuoso_server

from sse_graph.errors import InputError, QueryError, StoreError
from sse_graph.explain import explain
from sse_graph.export import export, facts_csv
from sse_graph.info import info
from sse_graph.partners import partner_network
from sse_graph.query import ask, plan, run
from sse_graph.remote.address import check_address, is_address, is_loopback, shown
from sse_graph.remote.client import Body, Client
from sse_graph.remote.store import RemoteStore
from sse_graph.validate import validate

JSON = "application/sparql-results+json"
ROWS = json.dumps(
    {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "literal", "value": "é"}}]}}, ensure_ascii=False
).encode()
ASK = "ASK { ?s ?p ?o }"
HOSTS = ("127.0.0.1:80", "localhost", "[::1]:1", "e.org", "10.0.0.1")


@pytest.fixture(scope="module")
def quads(story, tmp_path_factory):
    path = tmp_path_factory.mktemp("quads") / "story.nq"
    story.dump(str(path), format=ox.RdfFormat.N_QUADS)
    return path


@pytest.fixture(scope="module")
def oxigraph(quads, tmp_path_factory):
    with oxigraph_server(tmp_path_factory.mktemp("oxigraph"), quads) as server:
        yield server


@pytest.fixture(scope="module")
def split(quads, tmp_path_factory):
    """An Oxigraph server whose default graph is no union."""
    with oxigraph_server(tmp_path_factory.mktemp("split"), quads, union=False) as server:
        yield server


@pytest.fixture(scope="module")
def virtuoso(quads, tmp_path_factory):
    with virtuoso_server(tmp_path_factory.mktemp("virtuoso"), quads) as server:
        yield server


@pytest.fixture(scope="module")
def narrow(quads, tmp_path_factory):
    """A Virtuoso that gives at most 20 rows, and says so only in a header."""
    with virtuoso_server(tmp_path_factory.mktemp("narrow"), quads, rows=20) as server:
        yield server


@pytest.fixture
def no_credentials(monkeypatch, tmp_path):
    for name in ("SSE_GRAPH_USER", "SSE_GRAPH_PASSWORD", "SSE_GRAPH_TOKEN", "SSE_GRAPH_PLAIN_HTTP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    return tmp_path / "netrc"


pytestmark = pytest.mark.usefixtures("no_credentials")


@pytest.mark.parametrize("name", ["oxigraph", "virtuoso"])
def test_every_reading_command_answers_as_over_the_embedded_store(name, story, request, tmp_path):
    remote = RemoteStore(request.getfixturevalue(name).query, whole=True)
    assert run(remote, "who-organizes").rows == run(story, "who-organizes").rows
    assert info(remote) == info(story)
    assert explain(remote, "VN") == explain(story, "VN")
    assert facts_csv(remote) == facts_csv(story)
    assert validate(remote) == validate(story)
    here, there = partner_network(story), partner_network(remote)
    assert sorted(there.nodes(data="label")) == sorted(here.nodes(data="label"))
    assert sorted(there.edges()) == sorted(here.edges())
    for ending in (".nq", ".ttl", ".jsonld", ".graphml"):
        export(story, tmp_path / f"here{ending}")
        export(remote, tmp_path / f"there{ending}")
        assert (tmp_path / f"there{ending}").read_bytes() == (tmp_path / f"here{ending}").read_bytes()
    remote.close()


@pytest.mark.parametrize("name", ["oxigraph", "virtuoso"])
def test_rows_triples_and_truths_are_read(name, story, request):
    remote = RemoteStore(request.getfixturevalue(name).query)
    assert run(remote, "ASK { ?x a sse:Event }").truth is True
    assert run(remote, "ASK { ?x a sse:Trigger }").truth is False
    query = "CONSTRUCT { ?s sse:memberOf ?o } WHERE { ?s sse:memberOf ?o }"
    assert run(remote, query).triples == run(story, query).triples
    query = "SELECT ?n ?b ?none { ?m nif:anchorOf ?n ; nif:beginIndex ?b } ORDER BY ?b ?n"
    assert sorted(map(str, run(remote, query).rows)) == sorted(map(str, run(story, query).rows))
    out = io.BytesIO()
    assert ask(remote, "SELECT ?s { ?s a sse:Document }").write(out, "csv") == 3
    assert "asked: http://127.0.0.1" in plan(remote, "who-organizes")


def test_an_error_of_syntax_has_its_place_in_the_users_own_text(oxigraph, virtuoso):
    for server in (oxigraph, virtuoso):
        with pytest.raises(QueryError, match="line 2 column 10: ") as caught:
            run(RemoteStore(server.query), "SELECT ?x {\n ?x a ?y ")
        assert caught.value.excerpt == (" ?x a ?y ", "         ^")


def test_an_answer_that_the_server_cut_is_told(narrow):
    told: list[str] = []
    out = io.BytesIO()
    assert ask(RemoteStore(narrow.query, warn=told.append), "SELECT ?s { GRAPH ?g { ?s a ?o } }").write(out) == 20
    (line,) = told
    assert "cut the answer at 20 rows" in line
    run(RemoteStore(narrow.query, warn=told.append), "SELECT ?s { ?s a sse:Document }")
    assert len(told) == 1
    whole = RemoteStore(narrow.query, whole=True)
    with pytest.raises(StoreError, match="cut the answer at 20 rows; raise its limit"):
        whole.query("SELECT ?s { ?s ?p ?o }")
    with pytest.raises(StoreError, match="cut"):
        list(whole.quads_for_pattern(None, None, None))


def test_a_round_number_of_rows_is_counted_at_the_server():
    """A server that cuts without a word."""
    cell = {"x": {"type": "literal", "value": "1"}}
    there = {"n": 1001}

    def answer(handler, body):
        rows = [cell] * 1000 if b"COUNT" not in body else [{"n": {"type": "literal", "value": str(there["n"])}}]
        reply(
            handler,
            200,
            json.dumps({"head": {"vars": list(rows[0])}, "results": {"bindings": rows}}).encode(),
            Content_Type=JSON,
        )

    with scripted_server(answer) as address:
        told: list[str] = []
        run(RemoteStore(address, warn=told.append), "SELECT ?x { ?s ?p ?x }")
        assert ["1000 rows of 1001" in line for line in told] == [True]
        there["n"] = 1000
        run(RemoteStore(address, warn=told.append), "SELECT ?x { ?s ?p ?x }")
        run(RemoteStore(address, warn=told.append), "SELECT ?x { ?s ?p ?x } LIMIT 1000")
        assert len(told) == 1
        there["n"] = 1001
        run(RemoteStore(address, warn=told.append), "SELECT ?x { { SELECT ?x { ?s ?p ?x } LIMIT 5000 } }")
        assert len(told) == 2


def test_a_server_that_asks_no_union_is_told_of(split, story):
    told: list[str] = []
    assert run(RemoteStore(split.query, warn=told.append), "who-organizes").rows == ()
    assert ["default graph, which is empty" in line for line in told] == [True]
    with pytest.raises(StoreError, match=r"default graph, which is empty.*servers\.md"):
        info(RemoteStore(split.query, whole=True))
    union = RemoteStore(split.query + "?union-default-graph", whole=True)
    assert info(union) == info(story)


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("https://e.org/sparql", True), ("http:/e.org", True), ("HTTPS://E.org/x", True), ("ftp://e.org", True),
        ("kg", False), ("./a/b", False), ("C:\\kg", False), ("C:/kg", False), ("a:b", False), ("/data/kg", False),
    ],
)  # fmt: skip
def test_what_means_a_server(text, server):
    assert is_address(text) is server


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("https://ada:secret@e.org/sparql", "holds a user name or password"),
        ("https://secret@e.org/sparql", "holds a user name or password"),
        ("ftp://e.org/sparql", "is no address of a server"),
        ("https:///sparql", "is no address of a server"),
        ("https://e.org:99999/sparql", "cannot be read"),
        ("https://[::1/sparql", "cannot be read"),
        ("https://e.org/a b", "a character that no address has"),
        ("https://e.org/a\r\nX: y", "a character that no address has"),
        ("https://e.org/\x1b[31m", "a character that no address has"),
        ("https://e.org/sparql#x", "no part after '#'"),
    ],
)
def test_what_is_no_address_is_refused_and_no_secret_repeated(address, message):
    with pytest.raises(InputError, match=message) as caught:
        check_address(address)
    assert "secret" not in str(caught.value)
    assert str(caught.value).isprintable()


def test_an_address_is_shown_without_what_may_be_secret():
    assert shown("https://ada:secret@e.org:8080/a?key=secret#x") == "https://e.org:8080/a"
    assert [is_loopback(f"http://{host}/") for host in HOSTS] == [
        True, True, True, False, False,
    ]  # fmt: skip


def guarded(scheme: str, seen: list[str | None]):
    def answer(handler, body):
        seen.append(handler.headers.get("Authorization"))
        if seen[-1] is None:
            reply(handler, 401, WWW_Authenticate=f'{scheme} realm="x", nonce="abc", qop="auth"')
        else:
            reply(handler, 200, ROWS, Content_Type=JSON)

    return answer


def test_credentials_answer_a_server_that_asks(monkeypatch, no_credentials):
    seen: list[str | None] = []
    with scripted_server(guarded("Basic", seen)) as address:
        with pytest.raises(StoreError, match=r"wants credentials \(401, none are given\); set SSE_GRAPH_USER"):
            run(RemoteStore(address), "SELECT ?x {}")
        monkeypatch.setenv("SSE_GRAPH_USER", "ada")
        with pytest.raises(InputError, match="go together"):
            RemoteStore(address)
        monkeypatch.setenv("SSE_GRAPH_PASSWORD", "sécret")
        remote = RemoteStore(address)
        for _ in range(2):
            assert run(remote, "SELECT ?x {}").rows == ((ox.Literal("é"),),)
    assert seen == [None, None, "Basic YWRhOnPDqWNyZXQ=", "Basic YWRhOnPDqWNyZXQ="]


def test_credentials_are_read_from_netrc_and_sent_as_digest(no_credentials):
    no_credentials.write_text("machine 127.0.0.1 login ada password secret\n", encoding="utf-8")
    no_credentials.chmod(0o600)
    seen: list[str | None] = []
    with scripted_server(guarded("Digest", seen)) as address:
        assert run(RemoteStore(address), "SELECT ?x {}").rows
    assert seen[0] is None
    assert seen[-1].startswith('Digest username="ada"')
    assert "secret" not in seen[-1]


def test_a_token_is_sent_as_bearer(monkeypatch):
    seen: list[str | None] = []
    with scripted_server(guarded("Bearer", seen)) as address:
        monkeypatch.setenv("SSE_GRAPH_TOKEN", "abc.def")
        assert run(RemoteStore(address), "SELECT ?x {}").rows
        monkeypatch.setenv("SSE_GRAPH_TOKEN", "abc\r\nX-Evil: 1")
        with pytest.raises(InputError, match="SSE_GRAPH_TOKEN holds a blank"):
            RemoteStore(address)
    assert seen == ["Bearer abc.def"]


def test_a_secret_never_goes_in_clear_over_a_network(monkeypatch):
    monkeypatch.setenv("SSE_GRAPH_TOKEN", "secret")
    with pytest.raises(InputError, match="would go over the network in clear; use https"):
        Client("http://sparql.example.org/query")
    Client("https://sparql.example.org/query")
    monkeypatch.setenv("SSE_GRAPH_PLAIN_HTTP", "1")
    Client("http://sparql.example.org/query")


def test_a_redirect_is_not_followed(monkeypatch):
    seen: list[str] = []

    def answer(handler, body):
        seen.append(handler.path)
        reply(handler, 302, Location="http://ada:secret@127.0.0.1:9/other?key=secret")

    monkeypatch.setenv("SSE_GRAPH_TOKEN", "abc")
    with (
        scripted_server(answer) as address,
        pytest.raises(StoreError, match=r"sends to http://127\.0\.0\.1:9/other; give") as e,
    ):
        run(RemoteStore(address), ASK)
    assert "secret" not in str(e.value)
    assert seen == ["/sparql"]


def test_a_busy_server_is_asked_again_and_a_broken_one_is_not():
    statuses = [503, 429, 200]
    seen: list[int] = []

    def answer(handler, body):
        seen.append(statuses[len(seen)])
        reply(handler, seen[-1], ROWS if seen[-1] == 200 else b"<html><b>\x1b[31mbusy\r\n</b>", Content_Type=JSON)

    with scripted_server(answer) as address:
        client = Client(address, wait=0.01)
        assert Body(client.send("POST", address)).read() == ROWS
        assert seen == statuses
        seen.clear()
        statuses[:] = [503] * 4
        with pytest.raises(StoreError, match=r"busy or down \(503\) after 4 tries"):
            client.send("POST", address)
        seen.clear()
        statuses[:] = [500]
        with pytest.raises(StoreError, match=r"answers 500: <html><b> \[31mbusy </b>") as caught:
            client.send("POST", address)
        assert str(caught.value).isprintable()
        for status, message in ((404, "no such thing"), (405, "does not take"), (403, "wants credentials")):
            seen.clear()
            statuses[:] = [status]
            with pytest.raises(StoreError, match=message):
                client.send("POST", address)


def test_a_server_that_is_not_there_or_silent_or_breaks_off_is_one_clear_error():
    with pytest.raises(StoreError, match=r"http://127\.0\.0\.1:1/x does not answer \(.*[Rr]efused"):
        Client("http://127.0.0.1:1/x", wait=0.01).send("GET", "http://127.0.0.1:1/x")

    def silent(handler, body):
        time.sleep(1.5)

    with scripted_server(silent) as address, pytest.raises(StoreError, match="silent too long"):
        Client(address, seconds=0.1, wait=0.01).send("GET", address)

    def breaks(handler, body):
        handler.send_response(200)
        handler.send_header("Content-Type", JSON)
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        handler.wfile.write(ROWS[:-3] + b"," + ROWS[-50:-3])
        handler.close_connection = True

    with (
        scripted_server(breaks) as address,
        pytest.raises((StoreError, QueryError), match=r"broke off|cannot be read|ended"),
    ):
        run(RemoteStore(address), "SELECT ?x {}")


@pytest.mark.parametrize(
    ("kind", "body", "message"),
    [
        ("text/html", b"<html>", "answers with text/html, not with SPARQL results"),
        ("", b"{}", "answers with no content type"),
        (JSON, b"<html>", "cannot be read|ended before"),
        (JSON, b"", "cannot be read|ended before"),
        (JSON, b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":1}]}}', "cannot be read|ended before"),
    ],
)
def test_what_is_no_answer_is_one_clear_error(kind, body, message):
    def answer(handler, _):
        reply(handler, 200, body, **({"Content_Type": kind} if kind else {}))

    with scripted_server(answer) as address:
        for whole in (False, True):
            with pytest.raises((StoreError, QueryError), match=message):
                run(RemoteStore(address, whole=whole), "SELECT ?x {}")


def test_a_packed_answer_is_unpacked():
    def answer(handler, body):
        assert "gzip" in handler.headers["Accept-Encoding"]
        reply(handler, 200, gzip.compress(ROWS), Content_Type=f"{JSON}; charset=utf-8", Content_Encoding="gzip")

    with scripted_server(answer) as address:
        assert run(RemoteStore(address), "SELECT ?x {}").rows == ((ox.Literal("é"),),)


def test_rows_are_read_as_they_come():
    """The first row is here while the server still writes the last."""
    moments: list[str] = []

    def answer(handler, body):
        handler.send_response(200)
        handler.send_header("Content-Type", JSON)
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(b'{"head":{"vars":["x"]},"results":{"bindings":[')
        for number in range(40):
            handler.wfile.write(b'%s{"x":{"type":"literal","value":"%s"}}' % (b"," if number else b"", b"x" * 65536))
            time.sleep(0.02)
        moments.append("written")
        handler.wfile.write(b"]}}")
        handler.close_connection = True

    with scripted_server(answer) as address:
        for count, _ in enumerate(ask(RemoteStore(address), "SELECT ?x {}").rows(), 1):
            if count == 1:
                moments.append("first row")
    assert count == 40
    assert moments == ["first row", "written"]


def test_a_proxy_of_the_environment_is_used(monkeypatch):
    seen: list[str] = []

    def answer(handler, body):
        seen.append(handler.path)
        reply(handler, 200, ROWS, Content_Type=JSON)

    with scripted_server(answer) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy)
        monkeypatch.setenv("http_proxy", proxy)
        monkeypatch.setenv("NO_PROXY", "")
        monkeypatch.setenv("no_proxy", "")
        assert run(RemoteStore("http://sparql.example.org/query"), "SELECT ?x {}").rows
    assert seen == ["http://sparql.example.org/query"]
