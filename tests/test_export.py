"""Every ending: written whole, read back equal, the same bytes each time."""

from __future__ import annotations

import csv
import io
import os

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from annotated import STORY, annotation, write_graph

from sse_graph.errors import InputError
from sse_graph.export import ENDINGS, RDF_FORMATS, export, facts_csv, preferred_names, rdf, write_whole
from sse_graph.store import open_store

SYNTAXES = {
    ".ttl": "turtle",
    ".nt": "nt",
    ".rdf": "xml",
    ".xml": "xml",
    ".trig": "trig",
    ".nq": "nquads",
    ".jsonld": "json-ld",
}
"""What rdflib calls them."""
WITH_GRAPHS = {".trig", ".nq", ".jsonld"}


def triples(store: ox.Store) -> set[ox.Triple]:
    return {
        quad.triple for quad in store if "/graph/" not in quad.graph_name.value or "corpus" in quad.graph_name.value
    }


def test_there_are_ten_endings():
    assert len(ENDINGS) == 10


@pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")  # rdflib's parsers use them
@pytest.mark.parametrize("ending", sorted(RDF_FORMATS))
def test_what_is_written_is_read_back_by_oxigraph_and_rdflib(story, tmp_path, ending):
    path = tmp_path / f"graph{ending}"
    size = export(story, path)
    assert path.stat().st_size == size > 1000
    back = list(ox.parse(path=str(path), format=RDF_FORMATS[ending]))
    assert {quad.triple for quad in back} == triples(story)
    if ending in WITH_GRAPHS:
        dataset = rdflib.Dataset()
        dataset.parse(data=path.read_text(encoding="utf-8"), format=SYNTAXES[ending])
        assert len(list(dataset.quads())) == len(story)
    else:
        assert len(rdflib.Graph().parse(data=path.read_bytes(), format=SYNTAXES[ending])) == len(triples(story))


@pytest.mark.parametrize("ending", sorted(WITH_GRAPHS))
def test_named_graphs_are_kept(story, tmp_path, ending):
    export(story, tmp_path / f"graph{ending}")
    back = set(ox.parse(path=str(tmp_path / f"graph{ending}"), format=RDF_FORMATS[ending]))
    assert back == set(story)


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_graph_is_the_same_file(story, tmp_path, ending):
    other = open_store(write_graph(tmp_path / "kg", tuple(reversed(STORY))))
    for name, store in (("one", story), ("two", other)):
        export(store, tmp_path / f"{name}{ending}")
    assert (tmp_path / f"one{ending}").read_bytes() == (tmp_path / f"two{ending}").read_bytes()


def test_statements_are_in_the_order_that_people_read(story):
    lines = rdf(story, ox.RdfFormat.N_TRIPLES, named=False).decode().splitlines()
    subjects = [line.split(" ", 1)[0] for line in lines]
    assert subjects == sorted(subjects)
    first = [line for line in lines if line.startswith("<https://w3id.org/sse-graph/doc/news>")]
    assert "rdf-syntax-ns#type" in first[0]


def test_turtle_declares_its_prefixes_and_uses_them(story):
    text = rdf(story, ox.RdfFormat.TURTLE, named=False).decode()
    assert "@prefix sse: <https://w3id.org/sse-graph/ontology#> ." in text
    assert "sse:partnerOf" in text


def test_vocabularies_are_written_on_request_only(tmp_path):
    folder = write_graph(tmp_path / "kg")
    store = ox.Store(str(folder / next(folder.glob("store-*")).name))
    graph = ox.NamedNode("https://w3id.org/sse-graph/graph/concepts")
    extra = ox.Quad(ox.NamedNode("https://e.org/c"), ox.NamedNode("https://e.org/p"), ox.Literal("x"), graph)
    store.add(extra)
    assert "https://e.org/c" not in rdf(store, ox.RdfFormat.TRIG, named=True).decode()
    assert "https://e.org/c" in rdf(store, ox.RdfFormat.TRIG, named=True, with_vocabularies=True).decode()


def test_a_table_of_facts_has_a_row_a_piece_of_evidence(story):
    rows = list(csv.DictReader(io.StringIO(facts_csv(story))))
    assert len(rows) == sum(len(text.relations) for text in STORY) == 10
    assert rows[-1] == {
        "subject": "Lago Fund",
        "relation": "supports",
        "object": "Vela Network",
        "document": "news.md",
        "quote": STORY[2].document.text,
        "rule": "verb",
        "confidence": "0.9",
        "subject_iri": "https://w3id.org/sse-graph/id/organization/lago-fund",
        "object_iri": "https://w3id.org/sse-graph/id/organization/vela-network",
    }


def test_a_spreadsheet_runs_nothing_of_the_table(tmp_path):
    text = annotation("a.txt", "=[+Vela](o1) and [@Ora](o2)", "o1 partnerOf o2")
    export(open_store(write_graph(tmp_path / "kg", [text])), tmp_path / "facts.csv")
    raw = (tmp_path / "facts.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    for row in list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))[1:]:
        assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
        assert sorted((row[0], row[2])) == ["'+Vela", "'@Ora"]
        assert row[4] == "'=+Vela and @Ora"


@pytest.mark.parametrize(("ending", "read"), [(".graphml", nx.read_graphml), (".gexf", nx.read_gexf)])
def test_networks_are_read_by_networkx(story, tmp_path, ending, read):
    path = tmp_path / f"network{ending}"
    export(story, path)
    graph = read(path)
    names = {data.get("label") or data.get("name") for _, data in graph.nodes(data=True)}
    assert {"Vela Network", "Ora Coop", "Lago Fund"} <= names
    assert graph.number_of_edges() >= 3


@pytest.mark.parametrize("name", ["graph", "graph.pdf", "graph.TTLX", ".ttl.gz"])
def test_an_unknown_ending_is_refused_with_the_known_ones(story, tmp_path, name):
    with pytest.raises(InputError, match=r"no format for .*; use one of \.ttl \.trig"):
        export(story, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_an_ending_in_capitals_is_known(story, tmp_path):
    assert export(story, tmp_path / "GRAPH.TTL")


def test_a_file_that_cannot_be_written_is_one_clear_error_and_leaves_nothing(story, tmp_path, monkeypatch):
    with pytest.raises(InputError, match="No such file or directory; give a file in a folder that exists"):
        export(story, tmp_path / "gone" / "graph.ttl")
    (tmp_path / "folder.ttl").mkdir()
    with pytest.raises(InputError, match="Is a directory"):
        export(story, tmp_path / "folder.ttl")

    def full(*_):
        raise OSError(28, os.strerror(28))

    (tmp_path / "old.ttl").write_text("old", encoding="utf-8")
    monkeypatch.setattr("sse_graph.export.os.replace", full)
    with pytest.raises(InputError, match="No space left on device"):
        write_whole(tmp_path / "old.ttl", b"new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.ttl", "old.ttl"]
    assert (tmp_path / "old.ttl").read_text(encoding="utf-8") == "old"


def test_the_preferred_name_is_the_english_one(story):
    names = preferred_names(story)
    assert names["https://w3id.org/sse-graph/id/organization/vela-network"] == "Vela Network"
