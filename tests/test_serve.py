"""The server beyond the protocol's own cases: negotiation, graphs, things, limits, caching, restarts, its end."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import signal
import threading
import time
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
from annotated import STORY, write_graph
from serving import JSON, served
from tools import unavailable

from sse_graph.errors import InputError, StoreError
from sse_graph.serve import Options
from sse_graph.serve.server import serve
from sse_graph.vocab import BASE

VELA = "organization/vela-network"
PARTNERS = "SELECT ?a ?b { GRAPH ?g { ?a sse:partnerOf ?b } }"
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"
RDF_TYPES = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/trig": ox.RdfFormat.TRIG,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/n-quads": ox.RdfFormat.N_QUADS,
}


def rows(answer):
    assert answer.status == 200, answer.text
    return json.loads(answer.body)["results"]["bindings"]


# --- what form an answer has


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/json", JSON),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        ("text/*", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("image/png, text/csv;q=0.1", "text/csv"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/sparql-results+xml"),
    ],
)
def test_rows_come_as_the_client_likes_best(site, accept, kind):
    answer = site.query(PARTNERS, accept)
    assert answer.status == 200
    assert answer.kind == kind
    assert "Accept" in answer.headers["vary"]


def test_the_syntaxes_of_rows_say_the_same(site):
    expected = {(row["a"]["value"], row["b"]["value"]) for row in rows(site.query(PARTNERS))}
    assert expected
    table = list(csv.reader(io.StringIO(site.query(PARTNERS, "text/csv").text)))
    assert table[0] == ["a", "b"]
    assert {tuple(row) for row in table[1:]} == expected
    for kind, form in (("xml", ox.QueryResultsFormat.XML), ("tsv", ox.QueryResultsFormat.TSV)):
        found = ox.parse_query_results(site.query(PARTNERS, format=kind).body, format=form)
        assert {(row["a"].value, row["b"].value) for row in found} == expected


@pytest.mark.parametrize("accept", RDF_TYPES)
def test_triples_come_as_the_client_likes_best(site, accept):
    query = "CONSTRUCT { ?a sse:partnerOf ?b } WHERE { ?a sse:partnerOf ?b }"
    answer = site.query(query, accept)
    assert answer.kind == accept
    triples = {quad.triple for quad in ox.parse(answer.body, format=RDF_TYPES[accept])}
    assert triples == {quad.triple for quad in ox.parse(site.query(query, "").body, format=ox.RdfFormat.TURTLE)}
    assert triples


def test_an_answer_that_the_client_does_not_take_is_406(site):
    assert site.query(PARTNERS, "image/png").status == 406
    assert site.query(PARTNERS, "text/turtle").status == 406
    assert site.query(PARTNERS, "*/*;q=0").status == 406
    assert site.query(PARTNERS, format="docx").status == 406
    assert "text/csv (csv)" in site.query(PARTNERS, "image/png").text


def test_format_goes_before_accept(site):
    assert site.query(PARTNERS, "application/sparql-results+xml", format="csv").kind == "text/csv"
    answer = site.query(PARTNERS, format="csv", download="partners.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="partners.csv"'
    answer = site.query(PARTNERS, format="csv", download='x"\r\nSet-Cookie: a=b/../')
    assert answer.headers["content-disposition"] == 'attachment; filename="xSet-Cookieab.."'


def test_named_prefixes_need_no_declaration_and_can_be_declared_otherwise(site):
    assert rows(site.query("SELECT * { ?d a sse:Document }"))
    assert not rows(site.query("PREFIX sse: <http://elsewhere/> SELECT * { ?d a sse:Document }"))


def test_head_says_what_get_would(site):
    path = f"/sparql?{urlencode({'query': PARTNERS})}"
    got, head = site.get(path, JSON), site.ask("HEAD", path, headers={"Accept": JSON})
    assert head.status == 200
    assert head.body == b""
    assert {**head.headers, "date": ""} == {**got.headers, "date": ""}


def test_options_and_cors(site):
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    answer = site.ask("OPTIONS", "/sparql", headers=asked)
    assert answer.status == 204
    assert answer.headers["allow"] == "GET, HEAD, POST, OPTIONS"
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, POST, OPTIONS"
    assert "Content-Type" in answer.headers["access-control-allow-headers"]
    assert "uthorization" not in answer.headers["access-control-allow-headers"]  # no other site may update
    for path in ("/sparql", "/health", "/nothing-here", f"/sparql?{urlencode({'query': 'ASK {'})}"):
        assert site.get(path, Origin="https://example.org").headers["access-control-allow-origin"] == "*"
    assert "SSE-Graph-Truncated" in site.get("/sparql").headers["access-control-expose-headers"]


# --- graphs, things, descriptions


def test_graphs_can_be_had_by_their_name_and_all_together(site, story):
    iri = f"{BASE}doc/2026-forum"
    indirect = site.get(f"/graphs?{urlencode({'graph': iri})}", "application/n-triples")
    direct = site.get("/doc/2026-forum", "application/n-triples")
    assert indirect.status == direct.status == 200
    expected = {quad.triple for quad in story.quads_for_pattern(None, None, None, ox.NamedNode(iri))}
    for answer in (indirect, direct):
        assert {quad.triple for quad in ox.parse(answer.body, format=ox.RdfFormat.N_TRIPLES)} == expected
    everything = site.get("/graphs?default", "application/n-quads")
    assert set(ox.parse(everything.body, format=ox.RdfFormat.N_QUADS)) == set(story)
    union = site.get("/graphs?default", "text/turtle")
    assert {q.triple for q in ox.parse(union.body, format=ox.RdfFormat.TURTLE)} == {quad.triple for quad in story}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/graphs", 400),
        ("/graphs?graph=", 400),
        ("/graphs?graph=relative", 400),
        ("/graphs?graph=http://nowhere/", 404),
        ("/graphs?default&graph=http://nowhere/", 400),
        ("/doc/none", 404),
        ("/graph/none", 404),
        ("/data/organization/none", 404),
        ("/resource?iri=http://nowhere/", 404),
        ("/resource", 400),
        ("/search?class=Robot", 400),
        ("/search?class=Event&page=0", 400),
        ("/search?class=Event&page=x", 400),
        ("/query?name=no-such", 404),
        ("/network?around=Nobody", 404),
        ("/network?by=size", 404),
        ("/anything", 404),
        ("/static/../../../etc/passwd", 404),
    ],
)
def test_what_is_not_there_is_told(site, path, status):
    answer = site.get(
        path, "text/turtle" if path.startswith(("/graphs", "/doc", "/graph/", "/data", "/res")) else "text/html"
    )
    assert answer.status == status
    assert len(answer.body) > 10


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_graphs_are_read_only(site, method):
    answer = site.ask(method, "/graphs?default", "<a:a> <a:b> <a:c> .", {"Content-Type": "text/turtle"})
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_a_thing_leads_to_its_page_or_its_data(site):
    page = site.get(f"/id/{VELA}", "text/html,*/*;q=0.8")
    assert (page.status, page.headers["location"]) == (303, f"/page/{VELA}")
    data = site.get(f"/id/{VELA}", "text/turtle")
    assert (data.status, data.headers["location"]) == (303, f"/data/{VELA}")
    assert data.headers["vary"] == "Accept"
    assert site.get(f"/id/{VELA}?format=jsonld", "text/html").headers["location"] == f"/data/{VELA}?format=jsonld"
    turtle = site.get(data.headers["location"], "text/turtle")
    triples = {quad.triple for quad in ox.parse(turtle.body, format=ox.RdfFormat.TURTLE)}
    iri = ox.NamedNode(f"{BASE}id/{VELA}")
    assert any(triple.subject == iri for triple in triples)
    assert any(triple.object == iri for triple in triples)
    assert any(triple.predicate.value.endswith("wasQuotedFrom") for triple in triples)  # evidence comes along


def test_the_service_describes_itself(site):
    answer = site.get("/sparql", "text/turtle")
    quads = list(ox.parse(answer.body, format=ox.RdfFormat.TURTLE))
    sd = "http://www.w3.org/ns/sparql-service-description#"
    objects = {(quad.predicate.value, quad.object.value) for quad in quads}
    assert (f"{sd}endpoint", f"{site.url}/sparql") in objects
    assert (f"{sd}supportedLanguage", f"{sd}SPARQL11Query") in objects
    assert (f"{sd}name", f"{BASE}doc/2026-forum") in objects
    assert site.get("/sparql", "application/ld+json").kind == "application/ld+json"
    assert site.get("/sparql", "text/html").kind == "text/html"
    assert site.get("/sparql", "image/png").status == 406


def test_void(site, story):
    quads = list(ox.parse(site.get("/.well-known/void", "text/turtle").body, format=ox.RdfFormat.TURTLE))
    said = {quad.predicate.value.rpartition("#")[2]: quad.object.value for quad in quads}
    assert said["triples"] == str(len(story))
    assert said["sparqlEndpoint"] == f"{site.url}/sparql"
    assert said["uriSpace"] == BASE


# --- caching and compression


def test_what_the_client_has_is_not_sent_again(site):
    first = site.query(PARTNERS)
    tag = first.headers["etag"]
    path = f"/sparql?{urlencode({'query': PARTNERS})}"
    again = site.get(path, JSON, If_None_Match=tag)
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert site.get(path, JSON, If_None_Match=f'"x", {tag}').status == 304
    assert site.get(path, JSON, If_None_Match='"x"').status == 200
    assert site.get(path, "text/csv", If_None_Match=tag).status == 200  # another form is another answer
    assert site.query(f"{PARTNERS} LIMIT 1").headers["etag"] != tag
    page = site.get("/", "text/html")
    assert site.get("/", "text/html", If_None_Match=page.headers["etag"]).status == 304
    assert site.get("/", "text/html", If_None_Match=page.headers["etag"], Accept_Language="fr").status == 200


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID()"])
def test_what_changes_is_never_kept(site, call):
    one, other = (site.query(f"SELECT ({call} AS ?x) {{}}") for _ in range(2))
    assert "etag" not in one.headers
    assert one.headers["cache-control"] == "no-store"
    assert one.body != other.body


def test_gzip(site):
    query = "SELECT * { GRAPH ?g { ?s ?p ?o } }"
    path = f"/sparql?{urlencode({'query': query})}"
    plain, zipped = site.get(path, JSON), site.get(path, JSON, Accept_Encoding="gzip, br")
    assert "content-encoding" not in plain.headers
    assert zipped.headers["content-encoding"] == "gzip"
    assert len(zipped.body) < len(plain.body) / 4
    assert gzip.decompress(zipped.body) == plain.body
    assert "Accept-Encoding" in zipped.headers["vary"]


def test_a_large_answer_is_whole(site, story):
    """It goes through a file, whose name nobody sees."""
    query = "SELECT * { GRAPH ?g { ?s ?p ?o } GRAPH ?g2 { ?s2 ?p2 ?o2 } } LIMIT 20000"
    assert len(rows(site.query(query))) == 20000
    assert len(site.query(query, "text/csv").text.splitlines()) == 20001


# --- limits


@pytest.fixture(scope="module")
def strict(story_folder):
    options = ("--timeout", "2", "--max-rows", "10", "--max-request", "2000", "--workers", "2", "--no-cors", "--no-log")
    with served(story_folder, *options) as server:
        yield server


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_rows_beyond_the_limit_are_cut_and_told(strict, form):
    every = "SELECT ?s ?o { GRAPH ?g { ?s ?p ?o } }"
    answer = strict.query(every, format=form)
    assert answer.headers["sse-graph-truncated"] == "rows=10"
    if form == "csv":
        assert len(list(csv.reader(io.StringIO(answer.text)))) == 11
    else:
        known = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML, "tsv": ox.QueryResultsFormat.TSV}
        assert len(list(ox.parse_query_results(answer.body, format=known[form]))) == 10
    exactly = strict.query(f"{every} LIMIT 10", format=form)
    assert "sse-graph-truncated" not in exactly.headers


def test_triples_beyond_the_limit_are_cut_and_told(strict):
    answer = strict.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "application/n-triples")
    assert answer.headers["sse-graph-truncated"] == "triples=10"
    assert len(answer.body.splitlines()) == 10


def test_a_request_that_is_too_long(strict):
    query = f"ASK {{}} # {'x' * 3000}"
    answer = strict.ask("POST", "/sparql", query, {"Content-Type": "application/sparql-query"})
    assert answer.status == 413
    assert strict.get(f"/sparql?query={'x' * 40_000}").status == 414


def test_a_product_is_cancelled_while_others_are_answered(strict):
    """The engine itself cannot stop: without the limit this query runs for days."""
    done = {}

    def heavy(number):
        started = time.monotonic()
        done[number] = (strict.query(PRODUCT), time.monotonic() - started)

    threads = [threading.Thread(target=heavy, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    answered = 0
    while any(thread.is_alive() for thread in threads):
        assert len(rows(strict.query("SELECT ?d { ?d a sse:Document }"))) == 3
        answered += 1
    assert answered >= 3
    for answer, seconds in done.values():
        assert answer.status == 503
        assert "longer than 2 s" in answer.text
        assert answer.headers["retry-after"]
        assert seconds >= 1.9
    assert strict.alive()


def test_long_queries_beyond_the_limit_are_told_to_come_again(story_folder):
    with served(story_folder, "--timeout", "5", "--workers", "1", "--queue", "4") as server:
        results = []
        threads = [threading.Thread(target=lambda: results.append(server.query(PRODUCT))) for _ in range(8)]
        for thread in threads:
            thread.start()
        time.sleep(2.5)
        assert server.get("/health").status == 200
        for thread in threads:
            thread.join()
        assert {answer.status for answer in results} == {503}
        told = " ".join(answer.text for answer in results)
        assert "too many requests wait already" in told
        assert "1 long requests run already" in told
        assert rows(server.query(PARTNERS))


def test_nobody_computes_for_a_client_that_has_gone(story_folder):
    with served(story_folder, "--timeout", "60", "--workers", "1") as server:
        path = f"/sparql?{urlencode({'query': PRODUCT})}".encode()
        assert server.raw(b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", seconds=2) == b""
        end = time.monotonic() + 20
        while not any('" 499 ' in line for line in server.lines):
            assert time.monotonic() < end
            time.sleep(0.1)
        assert server.alive()


def test_a_query_that_breaks_the_engine_breaks_nothing_else(site):
    """Nested so deeply that the parser's stack runs over."""
    deep = f"ASK {{ FILTER({'(' * 100_000}1{')' * 100_000}) }}"
    answer = site.post([("query", deep)])
    assert answer.status == 500
    assert "broke the engine" in answer.text
    assert rows(site.query(PARTNERS))
    assert site.alive()


def test_cors_can_be_closed(strict):
    answer = strict.get("/sparql", Origin="https://example.org")
    assert "access-control-allow-origin" not in answer.headers


# --- its life


def test_a_build_is_served_without_a_restart(tmp_path):
    folder = write_graph(tmp_path / "kg", STORY[:1])
    with served(folder) as server:
        documents = "SELECT ?d { ?d a sse:Document }"
        tag = server.query(documents).headers["etag"]
        assert len(rows(server.query(documents))) == 1
        write_graph(folder)
        end = time.monotonic() + 30
        while len(rows(server.query(documents))) != 3:
            assert time.monotonic() < end
            time.sleep(0.1)
        assert server.get(f"/sparql?{urlencode({'query': documents})}", JSON, If_None_Match=tag).status == 200


@pytest.mark.parametrize("in_memory", ["0", "192"])
def test_from_disk_and_from_memory_the_answers_are_the_same(story_folder, site, in_memory):
    with served(story_folder, "--in-memory", in_memory, "--cache", "0") as server:
        for query in (PARTNERS, "SELECT * { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s ?p ?o"):
            key = json.dumps
            assert sorted(map(key, rows(server.query(query)))) == sorted(map(key, rows(site.query(query))))


def test_a_query_of_a_former_store_is_still_cancelled(tmp_path):
    folder = write_graph(tmp_path / "kg")
    with served(folder, "--timeout", "4") as server:
        done = []
        thread = threading.Thread(target=lambda: done.append(server.query(PRODUCT)))
        thread.start()
        time.sleep(1)
        write_graph(folder, STORY[:1])
        while len(rows(server.query("SELECT ?d { ?d a sse:Document }"))) != 1:
            time.sleep(0.1)
        thread.join(30)
        assert "longer than 4 s" in done[0].text


def test_it_recovers_when_its_processes_are_killed(story_folder):
    with served(story_folder) as server:
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
        if not children.exists():
            unavailable("/proc with lists of children (Linux)")
        for pid in children.read_text().split():
            os.kill(int(pid), signal.SIGKILL)
        end = time.monotonic() + 30
        while server.query(PARTNERS).status != 200:
            assert time.monotonic() < end
            time.sleep(0.2)
        assert server.stop() == 0


def test_it_ends_cleanly(story_folder):
    with served(story_folder) as server:
        workers = server.process.pid
        assert rows(server.query(PARTNERS))
        assert server.stop() == 0
        assert not [line for line in server.lines if "Traceback" in line or "Error" in line]
        assert workers


def test_the_access_log(site):
    site.get("/health?x=1", User_Agent='say "hi"')
    time.sleep(0.2)
    line = next(line for line in reversed(site.lines) if "/health?x=1" in line)
    when = r"\[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d \+0000\]"
    assert re.fullmatch(rf'127\.0\.0\.1 - - {when} "GET /health\?x=1" 200 3 \d+ms "say \\x22hi\\x22"', line)


def test_health(site):
    answer = site.get("/health")
    assert (answer.status, answer.body, answer.headers["cache-control"]) == (200, b"ok\n", "no-store")


def test_what_cannot_be_served(tmp_path, story_folder, site):
    with pytest.raises(StoreError, match="sse-graph build"):
        serve(Options(tmp_path / "none"))
    with pytest.raises(InputError, match="give another with --host or --port"):
        serve(Options(story_folder, port=site.port))
    with pytest.raises(InputError, match="SSE_GRAPH_TOKEN"):
        Options(story_folder, writable=True, token="short")


# --- pages, as text


PAGES = [
    "/",
    "/search?q=vela",
    "/search?class=Event",
    "/documents",
    "/doc/2026-forum",
    f"/page/{VELA}",
    "/query",
    "/network",
    f"/query?{urlencode({'query': PARTNERS})}",
    "/query?name=partners-of&p.name=VN",
    f"/resource?iri={quote(BASE + 'id/' + VELA, safe='')}",
]


@pytest.mark.parametrize("lang", ["en", "fr", "es"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_speaks_the_language_asked_for(site, path, lang):
    answer = site.get(path, "text/html", Accept_Language=f"{lang}-XX,de;q=0.9")
    assert answer.status == 200
    assert f'<html lang="{lang}">' in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"] + unescape(answer.text)
    assert "Accept-Language" in answer.headers["vary"]
    joined = "&" if "?" in path else "?"
    other = site.get(f"{path}{joined}lang={lang}", "text/html", Accept_Language="de")
    assert f'<html lang="{lang}">' in other.text
    if "/network" not in path:
        assert f"lang={lang}" in re.search(r'href="(/documents[^"]*)"', other.text)[1]


def test_search_finds_by_any_name_without_case_and_accents(site):
    for name in ("VN", "vela network", "reseau VELA", "éseau"):
        assert f'href="/page/{VELA}"' in site.get(f"/search?{urlencode({'q': name})}", "text/html").text
    assert "No name contains this" in site.get("/search?q=zzzz", "text/html").text
    every = site.get("/search?class=Organization", "text/html").text
    assert "3 found" in every


def test_a_thing_shows_names_facts_quotes_and_documents(site):
    text = site.get(f"/page/{VELA}", "text/html").text
    facts = ("partner of", "has member", "Ora Coop", "About membres.txt", "parmi ses membres", "confidence 0.90")
    for shown in ("Vela Network", "VN", "Réseau Vela", *facts, "acronym-definition", "<svg"):
        assert shown in text
    for shown in (f'href="/data/{VELA}?format=turtle"',):
        assert shown in text


def test_a_document_without_its_text_shows_the_passages(site):
    text = site.get("/doc/membres", "text/html").text
    assert "The text is not kept beside this graph" in text
    assert "compte Ora Coop parmi ses membres" in text


def test_questions_are_asked_with_their_parameters(site):
    form = site.get("/query?name=partners-of", "text/html").text
    assert 'name="p.name"' in form
    assert "<table" not in form
    text = site.get("/query?name=partners-of&p.name=VN", "text/html").text
    assert "Ora Coop" in text
    pairs = {"name": "partners-of", "p.name": '") } DROP ALL #'}
    hostile = site.get(f"/query?{urlencode(pairs)}", "text/html")
    assert hostile.status == 200
    assert "Rows: 0" in hostile.text


def test_the_editor_shows_rows_a_chart_and_errors(site):
    counts = "SELECT ?c (COUNT(?x) AS ?n) { GRAPH ?g { ?x a ?c } } GROUP BY ?c"
    text = site.get(f"/query?{urlencode({'query': counts})}", "text/html").text
    assert "<figure" in text
    assert 'format=csv&amp;download=answer.csv"' in text
    assert "<figure" not in site.get(f"/query?{urlencode({'query': PARTNERS})}", "text/html").text
    assert ">yes<" in site.get(f"/query?{urlencode({'query': 'ASK {}'})}", "text/html").text
    broken = site.get(f"/query?{urlencode({'query': 'SELECT <b>'})}", "text/html")
    assert broken.status == 400
    assert "SELECT &lt;b&gt;</textarea>" in broken.text
    posted = site.ask(
        "POST", "/query", urlencode({"query": counts}), {"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert "<figure" in posted.text
