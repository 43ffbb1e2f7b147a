"""``query``, ``queries`` and ``push`` as a user runs them."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from servers import oxigraph_server
from tools import PEAK

from sse_graph.lines import graphs_of
from sse_graph.query import named_queries
from sse_graph.store import building, write_store
from sse_graph.vocab import BASE


@pytest.fixture
def ask(cli, story_folder):
    return lambda *arguments: cli("query", *arguments, "--graph", story_folder)


def test_queries_lists_the_named_ones_with_titles_and_parameters(cli):
    code, out, err = cli("queries")
    assert (code, err) == (0, "")
    for question in named_queries():
        assert re.search(rf"^{question.name} +{re.escape(question.title)}$", out, re.MULTILINE)
        for name, meaning, default in question.parameters:
            assert f"--with {name}=…  {meaning}{f' (else {default})' if default else ''}\n" in out
    assert cli("query", "--list")[1] == out
    code, out, _ = cli("queries", "partners-of")
    assert "SELECT" in out
    code, out, err = cli("queries", "partner-of")
    assert (code, out) == (2, "")
    assert "did you mean partners-of" in err


@pytest.mark.parametrize(
    ("query", "line", "mark"),
    [
        ("SELECT ?x {", "SELECT ?x {", 12),
        ("SELECT ?x\nWHERE { ?x a sse:Event ;; ?y }", "WHERE { ?x a sse:Event ;; ?y }", None),
        ("SELECT ?x { ?x a dc:title }", "SELECT ?x { ?x a dc:title }", 18),
        ("SELCT ?x { ?x a sse:Event }", "SELCT ?x { ?x a sse:Event }", None),
    ],
)
def test_a_broken_query_is_shown_with_a_mark_at_the_place(ask, query, line, mark):
    code, out, err = ask(query)
    assert (code, out) == (2, "")
    message, shown, caret = err.splitlines()
    assert message.startswith("sse-graph: ")
    assert shown == f"  {line}"
    assert caret.strip() == "^"
    assert mark is None or len(caret) == 2 + mark


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("SELECT ?x { ?x a dc:title }", "the prefix dc: is not declared; .*did you mean dcterms:"),
        ("SELECT ?x { ?x a dcterm:title }", "did you mean dcterms:"),
        ("SELECT ?x { ?x a xyzzy:title }", "one of dcterms, .*xsd$"),
        ("SELCT ?x { ?x a sse:Event }", "did you mean SELECT"),
        (
            "SELECT ?x { ?x a sse:Event FILTER (CONTANS(?x, 'a')) }",
            "there is no function CONTANS, did you mean CONTAINS",
        ),
    ],
)
def test_what_may_have_been_meant_is_said(ask, query, hint):
    code, _, err = ask(query)
    assert code == 2
    assert re.search(hint, err.splitlines()[0])


@pytest.mark.parametrize(
    ("query", "hints"),
    [
        ("SELECT ?x { ?x sse:partnrOf ?y }", ["sse:partnrOf is no term of the ontology; did you mean sse:partnerOf"]),
        ("SELECT ?x { ?x a sse:event }", ["sse:event is no term of the ontology; did you mean sse:Event"]),
        (
            "SELECT ?x { ?x <https://w3id.org/sse-graph/ontology#memberof> ?y }",
            ["sse:memberof is no term of the ontology; did you mean sse:memberOf"],
        ),
        ("ASK { ?x a sse:Trigger }", ["no statement of this graph uses sse:Trigger"]),
        (
            "SELECT ?x { ?x skos:prefLabl ?y }",
            ["no statement of this graph uses skos:prefLabl; did you mean skos:prefLabel"],
        ),
        ("SELECT ?x { ?x foaf:knows ?y }", ["no statement of this graph uses foaf:knows"]),
        ("SELECT ?x { ?x dcterms:title 'no such title' }", []),
        ("SELECT ?x { ?x a sse:Event ; skos:prefLabel 'sse:Evnt' } # sse:Evnt", []),
        ("PREFIX my: <https://example.org/> SELECT ?x { ?x a my:Evnt }", []),
        (
            "PREFIX sse: <https://example.org/> SELECT ?x { ?x a sse:Event }",
            ["sse: is <https://example.org/> in this query, and <https://w3id.org/sse-graph/ontology#> in the graph"],
        ),
        (
            "PREFIX my: <https://w3id.org/sse-graph/ontology#> ASK { ?x a my:Evnt }",
            ["sse:Evnt is no term of the ontology"],
        ),
    ],
)  # fmt: skip
def test_an_empty_answer_says_why_it_may_be_empty(ask, query, hints):
    code, out, err = ask(query)
    assert code == 0
    assert out in {"no rows\n", "no\n"}
    lines = err.splitlines()
    assert len(lines) == len(hints)
    for line, hint in zip(lines, hints, strict=True):
        assert line.startswith(f"note: {hint}")


def test_an_answer_with_rows_has_no_notes(ask):
    assert ask("SELECT ?x { { ?x a sse:Event } UNION { ?x a sse:Evnt } }")[2] == ""


def test_explain_shows_what_the_engine_has_to_do(ask):
    code, out, err = ask("partners-of", "--with", "name=VN", "--explain")
    assert (code, err) == (0, "")
    assert out.startswith("asked: the embedded store, the union of all graphs\nselect\n")
    assert re.search(r"^ +\?body sse:partnerOf \?p   \[1\]$", out, re.MULTILINE)
    assert 'filter LCASE(STR(?bodyName)) = LCASE("VN")' in out
    assert re.search(r"^found: 1 row, the first after [\d.]+ ms, all after [\d.]+ ms$", out, re.MULTILINE)
    assert "found: yes" in ask("ASK { ?x a sse:Event }", "--explain")[1]
    assert "[any length]" in ask("SELECT * { ?x sse:within+ ?y } LIMIT 3", "--explain")[1]
    assert ask("SELECT ?x {", "--explain")[0] == 2


def test_a_table_is_not_cut_when_it_must_not_be(ask, monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")
    query = "SELECT ?q { ?x nif:anchorOf ?q } ORDER BY DESC(STRLEN(?q)) LIMIT 1"
    assert "…" in ask(query)[1]
    assert "…" not in ask(query, "--no-truncate")[1]


@pytest.mark.parametrize("asked", [True, False])
def test_a_pager_is_used_on_a_terminal_when_asked(asked, story_folder, tmp_path):
    program = tmp_path / "pager.sh"
    program.write_text('#!/bin/sh\necho "PAGED $1"\ncat\n', encoding="utf-8")
    program.chmod(0o755)
    leader, follower = pty.openpty()
    arguments = [sys.executable, "-m", "sse_graph.cli", "query", "who-supports", "--graph", str(story_folder)]
    ended = subprocess.run(
        [*arguments, *(["--pager"] if asked else [])],
        stdout=follower, stderr=follower, check=False, env={**os.environ, "PAGER": f"{program} 'a b'"},
    )  # fmt: skip
    os.close(follower)
    shown = os.read(leader, 65536).decode()
    os.close(leader)
    assert ended.returncode == 0
    assert ("PAGED a b" in shown) is asked
    assert "Lago Fund" in shown
    piped = subprocess.run([*arguments, "--pager"], capture_output=True, text=True, check=False)
    assert "PAGED" not in piped.stdout


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Path:
    """A graph of 60,000 statements; three of them joined freely give more rows than anybody can hold."""
    folder = tmp_path_factory.mktemp("large") / "kg"
    graph, predicate = ox.NamedNode("https://e.org/g"), ox.NamedNode("https://e.org/p")
    with building(folder):
        write_store(
            folder,
            graphs_of(
                ox.Quad(ox.NamedNode(f"https://e.org/{n}"), predicate, ox.Literal(f"value {n}"), graph)
                for n in range(60_000)
            ),
            BASE,
        )
    return folder


def _peak(folder: Path, rows: int, form: str) -> int:
    """Kilobytes at most, of a query that gives so many rows."""
    query = f"SELECT ?a ?b {{ ?s <https://e.org/p> ?a . ?t <https://e.org/p> ?b }} LIMIT {rows}"
    program = f"""{PEAK}
import sys
sys.argv = ["sse-graph", "query", {query!r}, "--graph", {str(folder)!r}, "--format", {form!r}]
from sse_graph.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code
sys.stderr.write(str(peak()))
"""
    ended = subprocess.run(
        [sys.executable, "-c", program], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return int(ended.stderr)


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_a_million_rows_take_no_more_memory_than_ten_thousand(large, form):
    few, many = _peak(large, 10_000, form), _peak(large, 1_000_000, form)
    assert many < few + 30_000, f"{few} kB for 10,000 rows, {many} kB for 1,000,000"


def test_query_and_push_over_http(cli, story_folder, tmp_path, monkeypatch):
    folder = tmp_path / "kg"
    shutil.copytree(story_folder, folder)
    with oxigraph_server(tmp_path / "server") as server:
        code, out, err = cli("push", server.graphs, "--graph", folder)
        assert (code, err) == (0, "")
        assert re.match(r"4 graphs sent \(\d+ statements\), 0 unchanged, 0 removed: http://127", out)
        assert cli("push", server.graphs, "--graph", folder, "--verify")[1].startswith(
            "0 graphs sent (0 statements), 4 "
        )
        for command in (["query", "who-supports"], ["info"], ["explain", "VN"]):
            there, here = cli(*command, "--graph", server.query), cli(*command, "--graph", folder)
            assert there == here
        assert cli("export", tmp_path / "x.ttl", "--graph", server.query)[0] == 0
        assert cli("view", "--out", tmp_path / "x.html", "--graph", server.query)[0] == 0
        assert cli("validate", "--graph", server.query)[0] == 0
        code, out, err = cli("query", "SELECT ?x {", "--graph", server.query)
        assert (code, out, err.splitlines()[-1]) == (2, "", "             ^")
    code, out, err = cli("query", "ASK {}", "--graph", "https://ada:hunter22@e.org/sparql")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "hunter22" not in err
    code, out, err = cli("build", "seeds", "--graph", "https://ada:hunter22@e.org/sparql")
    assert (code, out) == (2, "")
    assert "needs a graph folder, not the address of a server" in err
    assert "hunter22" not in err
    code, out, err = cli("build", tmp_path, "--graph", folder, "--push", "https://ada:hunter22@e.org/sparql")
    assert (code, out) == (2, "")
    assert "user name or password" in err
    assert "hunter22" not in err


@pytest.mark.model
def test_build_pushes_when_it_is_asked_to(cli, tmp_path):
    (tmp_path / "one.txt").write_text("The Lago Seed Union is based in Nairobi, Kenya.\n", encoding="utf-8")
    with oxigraph_server(tmp_path / "server") as server:
        code, out, err = cli("build", tmp_path / "one.txt", "--graph", tmp_path / "kg", "--push", server.update)
        assert code == 0, err
        assert out.splitlines()[1].startswith("5 graphs sent (")
        assert cli("info", "--graph", server.query)[1] == cli("info", "--graph", tmp_path / "kg")[1]
