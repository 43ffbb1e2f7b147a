"""A new store from the former one: the same as one that is loaded as a whole, and the former one is as it was."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest
from annotated import STORY
from hypothesis import given, settings
from hypothesis import strategies as st
from test_properties import annotations
from test_turtle import quads

from sse_graph import load as module
from sse_graph.describe import named_graphs
from sse_graph.export import RDF_FORMATS, rdf
from sse_graph.lines import NamedGraph, graphs_of, lines_of
from sse_graph.load import make_store
from sse_graph.records import Annotation
from sse_graph.resolve import resolve
from sse_graph.statements import Statements
from sse_graph.store import GraphFolder, building, read_marker, write_store
from sse_graph.vocab import BASE

G = [ox.NamedNode(f"https://e.org/doc/{name}") for name in "abcdefgh"]


def block(graph: ox.NamedNode, *values: str) -> NamedGraph:
    made = [ox.Quad(graph, ox.NamedNode("https://e.org/p"), ox.Literal(value), graph) for value in values]
    return NamedGraph(graph.value, lambda: b"".join(sorted(f"{quad} .\n".encode() for quad in made)))


def files(folder: Path) -> dict[str, tuple[str, int]]:
    """The bytes and times of the files of a store."""
    return {
        path.name: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in sorted(folder.iterdir())
    }


def agree(store: Path, count: int) -> None:
    """The store, the file beside it and what was told of it are one."""
    statements, opened = Statements.beside(store), ox.Store.read_only(str(store))
    assert statements is not None
    assert {graph.value for graph in opened.named_graphs()} == statements.places.keys()
    for iri in statements.places:
        assert statements.lines(iri) == lines_of(opened, ox.NamedNode(iri))
    assert statements.count == len(opened) == count


def test_little_that_differs_is_changed_in_a_snapshot_and_the_former_store_is_as_it_was(tmp_path):
    many = [str(number) for number in range(100)]
    first = [block(graph, *many) for graph in G[:6]]
    assert make_store(tmp_path / "one", first) == 600
    before = files(tmp_path / "one")
    second = [*first[1:5], block(G[5], *many[:-1], "new"), block(G[6], "more")]
    assert make_store(tmp_path / "two", second, tmp_path / "one") == 501
    assert files(tmp_path / "one") == before
    agree(tmp_path / "one", 600)
    agree(tmp_path / "two", 501)
    assert Statements.beside(tmp_path / "two").changed == 100 + 1 + 1 + 1
    shared = {path.stat().st_ino for path in (tmp_path / "one").glob("*.sst")}
    assert shared & {path.stat().st_ino for path in (tmp_path / "two").glob("*.sst")}
    shutil.rmtree(tmp_path / "one")
    agree(tmp_path / "two", 501)
    assert not list(tmp_path.glob("*.new"))


def test_when_much_has_changed_since_the_store_was_loaded_it_is_loaded_anew(tmp_path):
    graphs = [block(graph, *(str(number) for number in range(100))) for graph in G]
    make_store(tmp_path / "0", graphs)
    changed = []
    for turn in range(1, 10):
        graphs[turn % len(G)] = block(G[turn % len(G)], *(f"{turn} {number}" for number in range(40)))
        make_store(tmp_path / str(turn), graphs, tmp_path / str(turn - 1))
        changed.append(Statements.beside(tmp_path / str(turn)).changed)
    assert max(changed) <= 800 // module.SHARE
    assert {0, 140} <= set(changed)


def test_a_graph_of_the_same_origin_is_taken_as_it_was(tmp_path):
    def refuse() -> bytes:
        pytest.fail("what is known was made again")

    lines = block(G[0], "a", "b").lines
    make_store(tmp_path / "one", [NamedGraph(G[0].value, lines, "abc")])
    assert make_store(tmp_path / "two", [NamedGraph(G[0].value, refuse, "abc")], tmp_path / "one") == 2
    agree(tmp_path / "two", 2)
    other = block(G[0], "c").lines
    assert make_store(tmp_path / "three", [NamedGraph(G[0].value, other, "abd")], tmp_path / "two") == 1
    agree(tmp_path / "three", 1)


def test_what_is_large_is_loaded_in_pieces_and_none_is_lost(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "AT_ONCE", 3)
    assert make_store(tmp_path / "store", [block(graph, "a", "b", "c", "d") for graph in G]) == 32
    agree(tmp_path / "store", 32)


def test_a_graph_that_comes_twice_is_a_fault_of_the_program(tmp_path):
    with pytest.raises(ValueError, match="came twice"):
        make_store(tmp_path / "store", [block(G[0], "a"), block(G[0], "b")])


def test_a_statement_without_a_graph_is_a_fault_of_the_program():
    with pytest.raises(ValueError, match="in no named graph"):
        list(graphs_of([ox.Quad(G[0], G[0], G[0])]))


@settings(max_examples=20, deadline=None)
@given(quads, st.lists(quads, min_size=1, max_size=3))
def test_whatever_the_statements_file_and_store_are_one(first, further):
    share, module.SHARE = module.SHARE, 1
    try:
        with tempfile.TemporaryDirectory() as name:
            former = None
            for turn, found in enumerate([first, *further]):
                store = Path(name) / str(turn)
                agree(store, make_store(store, graphs_of(found), former))
                former = store
    finally:
        module.SHARE = share


def exports(folder: Path) -> dict[str, bytes]:
    graph = GraphFolder(folder)
    assert graph.statements is not None
    return {
        ending: rdf(graph, form, named=ending in {".trig", ".nq", ".jsonld"}, with_vocabularies=True)
        for ending, form in RDF_FORMATS.items()
    }


def write(folder: Path, corpus: Sequence[Annotation]) -> None:
    with building(folder):
        write_store(folder, named_graphs(corpus, resolve(corpus)), BASE)


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_after_any_changes_of_the_documents_exports_are_those_of_a_fresh_graph(data):
    """Documents are added, changed and removed in any order; now little, now much of the graph differs."""
    names = [f"{number}.txt" for number in range(4)]
    corpus = {text.document.name: text for text in STORY}
    share = module.SHARE
    with tempfile.TemporaryDirectory() as name:
        try:
            for turn in range(data.draw(st.integers(2, 4))):
                module.SHARE = data.draw(st.sampled_from([1, 5]))
                write(Path(name) / "kg", [corpus[name] for name in sorted(corpus)])
                write(Path(name) / f"fresh{turn}", [corpus[name] for name in sorted(corpus)])
                assert exports(Path(name) / "kg") == exports(Path(name) / f"fresh{turn}")
                store = Path(name) / "kg" / str(read_marker(Path(name) / "kg")["store"])
                agree(store, len(ox.Store.read_only(str(store))))
                for document in data.draw(st.lists(st.sampled_from(names), max_size=2)):
                    if data.draw(st.booleans()):
                        corpus[document] = data.draw(annotations(document))
                    else:
                        corpus.pop(document, None)
        finally:
            module.SHARE = share
