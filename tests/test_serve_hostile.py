"""Requests that mean no good: nothing gets in, nothing breaks, the next request is answered."""

from __future__ import annotations

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from annotated import annotation, write_graph
from serving import JSON, TOKEN, served

from sse_graph.serve import connection
from sse_graph.serve.guard import asks_elsewhere, loads

PARTNERS = "SELECT ?a ?b { GRAPH ?g { ?a sse:partnerOf ?b } }"
SCRIPT = "<script>window.ran=1</script>"
HOSTILE = annotation(
    'x"><img src=x onerror=alert(1)>.txt',
    f"[{SCRIPT} Union](o1) and [javascript:alert`1` Coop](o2) organize the "
    "[A\u202e\u2066 'quoted\" </title> Forum](v1) in [Quito](p1).",
    "o1 partnerOf o2; o1 organizes v1",
)


class Trap:
    """A server that should never be asked."""

    def __init__(self) -> None:
        hits = self.hits = []

        class Handler(BaseHTTPRequestHandler):
            def handle_one_request(self):
                self.raw_requestline = self.rfile.readline(65537)
                if not self.raw_requestline or not self.parse_request():
                    self.close_connection = True
                    return
                hits.append(self.path)
                self.send_response(200)
                self.send_header("Content-Type", JSON)
                self.end_headers()
                self.wfile.write(b'{"head":{"vars":["x"]},"results":{"bindings":[]}}')

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/"


@pytest.fixture(scope="module")
def trap():
    trap = Trap()
    yield trap
    trap.server.shutdown()
    trap.server.server_close()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = write_graph(tmp_path_factory.mktemp("hostile") / "kg", [HOSTILE])
    with served(folder, "--timeout", "5") as running:
        yield running


@pytest.fixture(autouse=True)
def still_there(server):
    yield
    answer = server.query(PARTNERS)
    assert answer.status == 200
    assert len(json.loads(answer.body)["results"]["bindings"]) == 1
    assert not [line for line in server.lines if "Traceback" in line]


# --- reaching out of the graph

SERVICES = [
    "SELECT * { SERVICE <URL> { ?a ?b ?c } }",
    "SELECT * { SERVICE SILENT <URL> { ?a ?b ?c } }",
    "SELECT * { sErViCe <URL> { ?a ?b ?c } }",
    "SELECT * { SERVICE<URL>{ ?a ?b ?c } }",
    "SELECT * { SERVICE#x\n<URL> { ?a ?b ?c } }",
    "PREFIX t: <URL> SELECT * { SERVICE t: { ?a ?b ?c } }",
    "SELECT * { VALUES ?s { <URL> } SERVICE ?s { ?a ?b ?c } }",
    "SELECT * { { SELECT * { SERVICE <URL> { ?a ?b ?c } } } }",
    "ASK { FILTER EXISTS { SERVICE <URL> { ?a ?b ?c } } }",
    "CONSTRUCT { ?a ?b ?c } WHERE { SERVICE <URL> { ?a ?b ?c } }",
    "SELECT * { BIND(1 AS ?c) VALUES ?s { <URL> } FILTER(?c<2)SERVICE?s#>\n{ ?x ?y ?z } }",
    "SELECT * { VALUES ?s { <URL> } ?a <http://x#p> ?c FILTER(?c<1)SERVICE?s#>\n{ ?x ?y ?z } }",
    "SELECT * { BIND('''it's # \" ''' AS ?q) SERVICE <URL> { ?a ?b ?c } }",
    'SELECT * { BIND("\\\\" AS ?q) SERVICE <URL> { ?a ?b ?c } }',
    "# ''' \nSELECT * { SERVICE <URL> { ?a ?b ?c } } # '''",
    "SELECT * { \\u0053ERVICE <URL> { ?a ?b ?c } }",
]


@pytest.mark.parametrize("query", SERVICES)
@pytest.mark.parametrize("way", ["/sparql", "/query"])
def test_no_other_server_is_asked(server, trap, query, way):
    text = query.replace("URL", trap.url)
    answer = server.get(f"{way}?{urlencode({'query': text})}", JSON if way == "/sparql" else "text/html")
    assert answer.status == 400
    assert trap.hits == []


def test_the_kernel_refuses_sockets_to_a_worker(server, trap, monkeypatch, story_folder):
    """Behind the check of the text, which is switched off here, in the worker's own process."""
    import subprocess
    import sys

    program = f"""
import pyoxigraph as ox
from sse_graph.serve import answers, guard
assert guard.deny_network()
answers.asks_elsewhere = lambda text: False
try:
    list(answers.ask(ox.Store(), "SELECT * {{ SERVICE <{trap.url}> {{ ?a ?b ?c }} }}"))
except (OSError, answers.RefusedError) as error:
    print("refused", error)
import subprocess
try:
    subprocess.run(["/bin/true"])
except OSError as error:
    print("refused", error)
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.stdout.count("refused") == 2, ended.stderr
    assert trap.hits == []


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p "a social service <b>" }',
        "SELECT ?service { ?service a sse:Network }",
        "PREFIX service: <http://x/service/> SELECT * { ?s service:service ?o }",
        "SELECT * { ?s <http://x/service> <http://x/#SERVICE> } # no service here",
        "SELECT * { ?s ?p 'load' . FILTER(CONTAINS(?p, \"SERVICE <x>\")) }",
    ],
)
def test_who_only_speaks_of_services_is_answered(query):
    assert not asks_elsewhere(query)
    assert not loads(query)


def test_names_of_files_lead_nowhere(server):
    for query in (
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM <http://127.0.0.1:1/> { ?s ?p ?o }",
    ):
        answer = server.query(query)
        assert (answer.status, json.loads(answer.body)["results"]["bindings"]) == (200, [])
    assert (
        json.loads(server.query("SELECT * { ?s ?p ?o }", **{"default-graph-uri": "file:///etc/passwd"}).body)[
            "results"
        ]["bindings"]
        == []
    )


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../pyproject.toml",
        "/static/..%2f..%2f..%2fetc%2fpasswd",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static//etc/passwd",
        "/static/site.css%00.js",
        "/..%5c..%5cwindows",
        "/doc/../../../../etc/passwd",
        "/doc/..%2f..%2fgraph",
        "/page/../../etc/passwd",
        "/graph/../sse-graph.json",
        "/id/",
        "//evil.example/",
        "/page/a%0d%0aSet-Cookie:%20a=b",
        "/resource?iri=javascript:alert(1)",
        "/resource?iri=file:///etc/passwd",
        "/graphs?graph=file:///etc/passwd",
        "/health/../health%2f..",
    ],
)
def test_no_path_leads_out(server, path):
    for accept in ("text/html", "text/turtle"):
        answer = server.get(path, accept)
        assert answer.status in {400, 404, 406}
        assert b"root:" not in answer.body


def test_redirects_stay_here(server):
    for path in (
        "/id//evil.example/x",
        "/id/%2f%2fevil.example",
        "/id/\\evil",
        "/id/a%0aLocation:%20http://evil",
        "/id/x%22%3e",
    ):
        answer = server.get(path, "text/html")
        assert answer.status in {303, 400}
        assert answer.headers.get("location", "/page/").startswith("/page/")
        assert "set-cookie" not in answer.headers


# --- markup in names, addresses and messages


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/documents",
        "/search?class=Organization",
        f"/search?{urlencode({'q': SCRIPT})}",
        f"/search?{urlencode({'q': chr(34) + ' autofocus onfocus=alert(1) x=' + chr(34)})}",
        "/doc/x-img-src-x-onerror-alert-1",
        f"/query?{urlencode({'query': 'SELECT ?n { ?x skos:prefLabel|skos:altLabel|dcterms:identifier ?n }'})}",
        f"/query?{urlencode({'query': 'SELECT (' + chr(34) + '</textarea>' + SCRIPT + chr(34) + ' AS ?x) {}'})}",
        f"/query?{urlencode({'query': '</textarea>' + SCRIPT})}",
        f"/query?{urlencode({'query': 'SELECT (COUNT(*) AS ?n) (' + chr(34) + SCRIPT + chr(34) + ' AS ?s) {}'})}",
        f"/query?{urlencode({'query': 'SELECT (<javascript:alert(1)> AS ?x) {}'})}",
        f"/query?name=partners-of&{urlencode({'p.name': chr(34) + '>' + SCRIPT})}",
        f"/resource?{urlencode({'iri': 'http://x/' + SCRIPT})}",
        f"/network?{urlencode({'around': SCRIPT})}",
        f"/{quote(SCRIPT)}",
        f"/?lang={quote(SCRIPT)}",
        f"/?x={quote(chr(34) + '>' + SCRIPT)}",
        "/network",
    ],
)
def test_no_text_becomes_markup(server, path):
    answer = server.get(path, "text/html")
    assert answer.status in {200, 400, 404}
    assert answer.kind == "text/html"
    assert answer.headers["x-content-type-options"] == "nosniff"
    text = answer.text.lower()
    for live in ("<script>window", "<img", 'href="javascript:', '" autofocus', "</title> forum"):
        assert live not in text
    if path != "/network":
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "\u202e" not in text
        assert "<style" not in text
        assert " style=" not in text


def test_messages_for_programs_are_no_markup(server):
    for query in (f"SELECT {SCRIPT}", f"PREFIX x: <{SCRIPT}> ASK {{}}"):
        answer = server.query(query, "text/html,*/*")
        assert answer.status == 400
        assert answer.kind == "text/plain"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_names_in_data_stay_names(server):
    assert (
        server.query("SELECT ?n { ?x skos:altLabel ?n }", "application/sparql-results+xml").text.count("<script") == 0
    )
    assert SCRIPT in "".join(
        row["n"]["value"]
        for row in json.loads(server.query("SELECT ?n { ?x skos:altLabel ?n }").body)["results"]["bindings"]
    )


# --- bytes that are no request

POST = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\n"
BYTES = [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1@evil.example\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost:99999\r\n\r\n",
    b'GET / HTTP/1.1\r\nHost: localhost"><script>\r\n\r\n',
    b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /%ff%fe HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /sparql?query=%ff%fe HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /sparql?query=%u0041 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /sparql?query=ASK%20%7B%7D%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /sparql?" + b"a=b&" * 500 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /health HTTP/9.9\r\nHost: localhost\r\n\r\n",
    b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\nCONNECT x:1 HTTP/1.1\r\n\r\n",
    b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    POST + b"Content-Length: -1\r\n\r\n",
    POST + b"Content-Length: 99999999999999999999\r\nCT\r\n\r\n",
    POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\nCT\r\n\r\n0\r\n\r\nGET /evil HTTP/1.1\r\n\r\n",
    POST + b"Transfer-Encoding: chunked\r\nCT\r\n\r\nZZ\r\nASK{}\r\n0\r\n\r\n",
    POST + b"Content-Encoding: gzip\r\nContent-Length: 3\r\nCT\r\n\r\nabc",
    b"GET /health HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
    b"GET /" + b"a" * 200_000,
    b"GET /health HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 50_000,
    b"GET /health HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"\r\n" * 1000,
    b"\x00" * 1000,
]


BYTES = [data.replace(b"CT\r\n", b"Content-Type: application/sparql-query\r\n") for data in BYTES]


@pytest.mark.parametrize("data", BYTES, ids=range(len(BYTES)))
def test_bytes_that_are_no_sound_request(server, data):
    got = server.raw(data, seconds=1)
    first = got.partition(b"\r\n")[0].split(b" ")
    if first != [b""]:
        assert first[0] == b"HTTP/1.1"
        accepted = (
            {b"200"}
            if b"Upgrade" in data or b"HTTP/9.9" in data or b"%u0041" in data or b"http://evil" in data
            else set()
        )
        assert first[1][:1] == b"4" or first[1] in accepted, got[:200]
    assert b"Traceback" not in got


def test_nothing_of_a_request_begins_a_header_or_a_line_of_the_log(server):
    server.get("/health?x=%0d%0aSet-Cookie:%20a=b%1b%5b31m")
    server.raw(
        b"GET /health?y\x1b[31m\x85 HTTP/1.1\r\nHost: localhost\r\nUser-Agent: a\x1b]0;b\x07\xe9\r\n\r\n", seconds=0.5
    )
    answer = server.get("/sparql?query=ASK%7B%7D&format=x%0d%0aSet-Cookie:%20a=b")
    assert answer.status == 406
    assert "set-cookie" not in answer.headers
    time.sleep(0.3)
    for line in server.lines[1:]:
        assert line.isascii()
        assert line.isprintable()
        assert line.startswith("127.0.0.1 - - [") or line.startswith("sse-graph serve: ")


# --- too much, too slow


def test_ten_megabytes(server):
    query = f'ASK {{ ?s ?p "{"x" * 10_000_000}" }}'
    got = server.raw(
        POST + b"Content-Type: application/sparql-query\r\nContent-Length: "
        + str(len(query)).encode() + b"\r\n\r\n" + query.encode()
    )  # fmt: skip
    assert got.startswith(b"HTTP/1.1 413 ") or got == b""  # the connection may be closed before the answer is read
    chunks = b"".join(b"ffff\r\n" + b"x" * 0xFFFF + b"\r\n" for _ in range(40))
    got = server.raw(
        POST + b"Content-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n"
    )
    assert got.startswith(b"HTTP/1.1 413 ") or got == b""


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { " + "?a ?b ?c . " * 5000 + "}",
        "SELECT * { " + "OPTIONAL { ?a ?b ?c " * 3000 + "}" * 3000 + "}",
        "ASK { FILTER(" + "!" * 50_000 + "true) }",
        "SELECT * { ?a " + "(" * 20_000 + "sse:partnerOf" + ")*" * 20_000 + " ?b }",
        'SELECT * { ?s ?p ?o FILTER(REGEX(?o, "(a+)+$")) FILTER(REGEX(STR(?s), "' + "(x*)*" * 200 + '")) }',
        'SELECT (REPLACE("' + "a" * 10_000 + '", "a", "' + "b" * 10_000 + '") AS ?x) {}',
        "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d), STR(?g))) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "CONSTRUCT { ?a ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i",
    ],
    ids=["wide", "deep", "nots", "paths", "regex", "replace", "concat", "construct", "sort"],
)
def test_queries_that_ask_for_too_much(server, query):
    started = time.monotonic()
    answer = server.post([("query", query)])
    assert answer.status in {200, 400, 406, 500, 503}
    assert time.monotonic() - started < 30


def test_an_answer_that_needs_too_much_memory_is_told(story_folder):
    with served(story_folder, "--memory", "64", "--timeout", "60") as small:
        text = "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d), STR(?g))) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        answer = small.query(text)
        assert answer.status in {500, 503}
        assert "memory" in answer.text
        assert small.query("ASK {}").status == 200


def test_who_sends_too_slowly_is_sent_away(server, monkeypatch):
    """Twenty clients that send a byte now and then hold nobody up and are closed after ten seconds."""
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(20)]
    started = time.monotonic()
    for one in slow[:10]:
        one.sendall(b"GET /sparql?query=")
    for one in slow[10:]:
        one.sendall(b"POST /query HTTP/1.1\r\nHost: localhost\r\nX-")
    while time.monotonic() - started < 3:
        assert server.query("ASK {}").status == 200
        for one in slow:
            one.sendall(b"a")
        time.sleep(0.2)
    for one in slow:
        one.settimeout(connection.HEAD_SECONDS + 5)
        assert one.recv(100).startswith(b"HTTP/1.1 408 ")
        one.close()
    assert time.monotonic() - started < connection.HEAD_SECONDS + 5


def test_who_says_nothing_is_sent_away(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=connection.HEAD_SECONDS + 5) as one:
        assert one.recv(100).startswith(b"HTTP/1.1 408 ")


def test_a_thousand_connections(server):
    many = []
    try:
        for _ in range(1100):
            many.append(socket.create_connection(("127.0.0.1", server.port)))
        got = server.get("/health")
        assert got.status in {200, 503}
    finally:
        for one in many:
            one.close()
    end = time.monotonic() + 10
    while server.get("/health").status != 200:
        assert time.monotonic() < end
        time.sleep(0.1)


def test_the_token_is_known_to_the_server_alone(story_folder):
    with served(story_folder, "--writable", token=TOKEN) as writable:
        assert writable.query("ASK {}").status == 200
        children = Path(f"/proc/{writable.process.pid}/task/{writable.process.pid}/children")
        if not children.exists():
            return
        pids = children.read_text().split()
        pids += [pid for mother in pids for pid in Path(f"/proc/{mother}/task/{mother}/children").read_text().split()]
        assert len(pids) >= 3
        for pid in pids:
            assert TOKEN.encode() not in Path(f"/proc/{pid}/environ").read_bytes()
            assert TOKEN.encode() not in Path(f"/proc/{pid}/cmdline").read_bytes()
