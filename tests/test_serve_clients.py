"""The clients that people have, against a running server: SPARQLWrapper, rdflib, curl, Comunica."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from tools import unavailable

from sse_graph.query import run

PREFIX = "PREFIX sse: <https://w3id.org/sse-graph/ontology#>"
MEMBERS = f"{PREFIX} SELECT ?a ?b {{ GRAPH ?g {{ ?a sse:memberOf ?b }} }}"
COMUNICA = "@comunica/query-sparql@4.5.0"  # the last that runs on Node 20, which Debian has


@pytest.fixture(scope="module")
def expected(story):
    rows = {tuple(term.value for term in row) for row in run(story, MEMBERS).rows}
    assert rows
    return rows


def test_sparqlwrapper(site, expected):
    from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, TURTLE, XML, SPARQLWrapper

    client = SPARQLWrapper(f"{site.url}/sparql")
    client.setQuery(MEMBERS)
    client.setReturnFormat(JSON)
    for method, encoding in (("GET", "urlencoded"), (POST, "urlencoded"), (POST, POSTDIRECTLY)):
        client.setMethod(method)
        client.setRequestMethod(encoding)
        found = client.query().convert()["results"]["bindings"]
        assert {(row["a"]["value"], row["b"]["value"]) for row in found} == expected
    client.setMethod("GET")
    client.setReturnFormat(XML)
    assert len(client.query().convert().getElementsByTagName("result")) == len(expected)
    client.setReturnFormat(CSV)
    assert len(client.query().convert().splitlines()) == len(expected) + 1
    client.setQuery(f"{PREFIX} CONSTRUCT {{ ?a sse:memberOf ?b }} WHERE {{ ?a sse:memberOf ?b }}")
    client.setReturnFormat(TURTLE)
    assert b"memberOf" in client.query().convert()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_sparqlstore(site, expected, method):
    from rdflib import Dataset, Graph, URIRef
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    graph = Graph(SPARQLStore(f"{site.url}/sparql", method=method))
    assert {(str(row.a), str(row.b)) for row in graph.query(MEMBERS)} == expected
    member = URIRef("https://w3id.org/sse-graph/ontology#memberOf")
    assert {(str(a), str(b)) for a, _, b in graph.triples((None, member, None))} == expected
    assert bool(graph.query(f"{PREFIX} ASK {{ ?a sse:memberOf ?b }}"))
    made = graph.query(f"{PREFIX} CONSTRUCT {{ ?a sse:memberOf ?b }} WHERE {{ ?a sse:memberOf ?b }}")
    assert len(made.graph) == len(expected)
    named = Dataset(SPARQLStore(f"{site.url}/sparql", method=method, context_aware=True))
    assert any(str(graph.identifier).endswith("/doc/membres") for graph in named.graphs())


def test_rdflib_reads_things_and_graphs(site):
    from rdflib import Graph

    thing = Graph().parse(f"{site.url}/id/organization/vela-network")
    assert len(thing) > 5
    assert len(Graph().parse(f"{site.url}/doc/membres", format="turtle")) > 5


def test_curl(site, expected):
    curl = shutil.which("curl")
    if not curl:
        unavailable("curl")

    def ask(*arguments: str) -> str:
        ended = subprocess.run(
            [curl, "--silent", "--show-error", "--fail", "--location", "--compressed", *arguments],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    found = json.loads(ask("--data-urlencode", f"query={MEMBERS}", f"{site.url}/sparql"))["results"]["bindings"]
    assert {(row["a"]["value"], row["b"]["value"]) for row in found} == expected
    assert (
        len(
            ask(
                "--get", "-H", "Accept: text/csv", "--data-urlencode", f"query={MEMBERS}", f"{site.url}/sparql"
            ).splitlines()
        )
        == 2
    )
    assert "sse:memberOf" in ask("-H", "Accept: text/turtle", f"{site.url}/id/organization/vela-network")


@pytest.fixture(scope="session")
def comunica(tmp_path_factory) -> Path:
    """The folder of node_modules with Comunica's SPARQL engine, from npm."""
    folder = tmp_path_factory.mktemp("comunica")
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        unavailable("npm and node, which bring and run Comunica")
    (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", COMUNICA]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=280)
    if ended.returncode:
        unavailable(f"{COMUNICA} from npm ({ended.stderr.strip()[-200:]})")
    return folder


def test_comunica(site, comunica, expected):
    program = comunica / "ask.js"
    program.write_text(
        """const { QueryEngine } = require("@comunica/query-sparql");
        (async () => {
          const [source, query] = process.argv.slice(2);
          const context = { sources: [{ type: "sparql", value: source }] };
          const engine = new QueryEngine();
          const rows = await (await engine.queryBindings(query, context)).toArray();
          const truth = await engine.queryBoolean("ASK { ?s ?p ?o }", context);
          const found = rows.map((row) => [row.get("a").value, row.get("b").value]);
          console.log(JSON.stringify({ found, truth }));
        })();""",
        encoding="utf-8",
    )
    ended = subprocess.run(
        ["node", str(program), f"{site.url}/sparql", MEMBERS],
        cwd=comunica,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    said = json.loads(ended.stdout)
    assert {tuple(row) for row in said["found"]} == expected
    assert said["truth"] is True
