"""The file beside a store is used as long as it is what the store holds, and never after."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from annotated import write_graph

from sse_graph.errors import StoreError
from sse_graph.export import rdf
from sse_graph.graph import open_graph
from sse_graph.serve.update import update
from sse_graph.statements import INDEX, LINES, Statements, seal
from sse_graph.store import GraphFolder, open_store, read_marker

QUAD = ox.Quad(*(ox.NamedNode(f"https://e.org/{name}") for name in "abcd"))


@pytest.fixture
def folder(tmp_path) -> Path:
    return write_graph(tmp_path / "kg")


def store(folder: Path) -> Path:
    return folder / str(read_marker(folder)["store"])


def n_quads(folder: Path) -> bytes:
    return rdf(GraphFolder(folder), ox.RdfFormat.N_QUADS, named=True)


def test_an_export_of_a_folder_does_not_open_its_store(folder):
    graph = GraphFolder(folder)
    written = rdf(graph, ox.RdfFormat.N_QUADS, named=True)
    assert "store" not in vars(graph)
    assert written == rdf(open_store(folder), ox.RdfFormat.N_QUADS, named=True)


def test_a_store_that_was_opened_to_be_changed_is_read_itself(folder):
    changed = ox.Store(str(store(folder)))
    changed.add(QUAD)
    changed.flush()
    del changed
    assert Statements.beside(store(folder)) is None
    assert f"{QUAD} .".encode() in n_quads(folder)


def test_a_store_that_an_update_has_changed_is_read_itself(folder):
    update(folder, f"INSERT DATA {{ GRAPH {QUAD.graph_name} {{ {QUAD.triple} }} }}")
    assert Statements.beside(store(folder)) is None
    assert f"{QUAD} .".encode() in n_quads(folder)
    write_graph(folder)
    assert Statements.beside(store(folder)) is not None
    assert f"{QUAD} .".encode() not in n_quads(folder)


@pytest.mark.parametrize("harm", ["no index", "no file", "half an index", "a file cut short", "of the future"])
def test_a_file_that_is_not_whole_is_not_used(folder, harm):
    index, file = store(folder) / INDEX, store(folder) / LINES
    whole = n_quads(folder)
    if harm == "no index":
        index.unlink()
    elif harm == "no file":
        file.unlink()
    elif harm == "half an index":
        index.write_bytes(index.read_bytes()[:-40])
    elif harm == "a file cut short":
        file.write_bytes(file.read_bytes()[:-1])
    else:
        index.write_text(index.read_text(encoding="utf-8").replace('"format": 1', '"format": 99'), encoding="utf-8")
    assert Statements.beside(store(folder)) is None
    assert n_quads(folder) == whole
    write_graph(folder)
    assert Statements.beside(store(folder)) is not None


def test_a_copied_folder_has_its_file(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "copy", copy_function=shutil.copyfile)
    assert GraphFolder(tmp_path / "copy").statements is not None


def test_to_read_a_store_changes_nothing(folder):
    before = seal(store(folder))
    opened = open_store(folder)
    list(opened)
    del opened
    assert seal(store(folder)) == before


def test_an_open_graph_is_exported_as_it_was_when_another_took_its_place(folder, tmp_path):
    graph = open_graph(folder)
    before = n_quads(folder)
    write_graph(folder, ())
    assert n_quads(folder) != before
    assert graph.export(tmp_path / "graph.nq").read_bytes() == before


def test_a_file_that_loses_its_end_while_it_is_open_is_one_clear_error(folder):
    statements = Statements.beside(store(folder))
    assert statements.lines("https://e.org/unknown") == b""
    os.truncate(store(folder) / LINES, 10)
    with pytest.raises(StoreError, match=r"is cut short; build the graph again"):
        statements.lines(max(statements.places))
