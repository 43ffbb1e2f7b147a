"""The graph folder: replaced whole, held by one build at a time, never lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from annotated import STORY, write_graph

from sse_graph import store as module
from sse_graph.errors import StoreError
from sse_graph.lines import graphs_of
from sse_graph.store import (
    MARKER,
    as_rdflib,
    building,
    graph_base,
    graph_state,
    open_store,
    read_marker,
    write_store,
)
from sse_graph.vocab import BASE

QUAD = ox.Quad(
    ox.NamedNode("https://e.org/a"), ox.NamedNode("https://e.org/b"), ox.Literal("c"), ox.NamedNode("https://e.org/g")
)
OTHER = ox.Quad(
    ox.NamedNode("https://e.org/z"), ox.NamedNode("https://e.org/b"), ox.Literal("c"), ox.NamedNode("https://e.org/g")
)


def write(folder: Path, *quads: ox.Quad) -> int:
    with building(folder):
        return write_store(folder, graphs_of(quads), BASE)


def test_what_is_written_is_read_and_counted(tmp_path):
    folder = tmp_path / "new" / "kg"
    assert write(folder, QUAD, QUAD, OTHER) == 2
    assert set(open_store(folder)) == {QUAD, OTHER}
    assert graph_base(folder) == BASE


def test_a_second_build_replaces_the_first_and_leaves_one_store(tmp_path):
    write(tmp_path / "kg", QUAD)
    write(tmp_path / "kg", OTHER)
    assert set(open_store(tmp_path / "kg")) == {OTHER}
    assert len(list((tmp_path / "kg").glob("store-*"))) == 1


def test_a_reader_keeps_its_graph_while_another_is_built(tmp_path):
    write(tmp_path / "kg", QUAD)
    reader = open_store(tmp_path / "kg")
    write(tmp_path / "kg", OTHER)
    assert set(reader) == {QUAD}


def test_a_build_that_fails_in_the_middle_leaves_the_former_graph(tmp_path):
    write(tmp_path / "kg", QUAD)

    def quads():
        yield OTHER
        raise OSError(28, "No space left on device")

    with pytest.raises(StoreError, match=r"could not be written .*the former one is untouched"):
        write_store(tmp_path / "kg", graphs_of(quads()), BASE)
    assert set(open_store(tmp_path / "kg")) == {QUAD}
    assert len(list((tmp_path / "kg").glob("store-*"))) == 1


def test_a_build_that_is_killed_leaves_the_former_graph_and_the_next_one_tidies(tmp_path):
    write(tmp_path / "kg", QUAD)
    (tmp_path / "kg" / "store-00ffff").mkdir()
    assert set(open_store(tmp_path / "kg")) == {QUAD}
    write(tmp_path / "kg", OTHER)
    assert [path.name for path in (tmp_path / "kg").glob("store-*")] == [read_marker(tmp_path / "kg")["store"]]


def test_the_marker_appears_whole_or_not(tmp_path, monkeypatch):
    write(tmp_path / "kg", QUAD)

    def refuse(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(module.os, "replace", refuse)
    with pytest.raises(StoreError):
        write(tmp_path / "kg", OTHER)
    monkeypatch.undo()
    assert set(open_store(tmp_path / "kg")) == {QUAD}
    assert not list((tmp_path / "kg").glob("*.tmp"))


def test_two_builds_do_not_meet_in_one_folder(tmp_path):
    with (
        building(tmp_path / "kg"),
        pytest.raises(StoreError, match=rf"being built by process {os.getpid()} on \S+ since 20\S+ .*; wait for it"),
        building(tmp_path / "kg"),
    ):
        pytest.fail("two builds hold one folder")
    with building(tmp_path / "kg"):
        pass


def test_the_lock_of_a_killed_build_is_free(tmp_path):
    program = f"""
import os, signal
from pathlib import Path
from sse_graph.store import building
with building(Path({str(tmp_path / "kg")!r})):
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -9
    with building(tmp_path / "kg"):
        pass


def test_a_graph_knows_what_it_was_made_from(tmp_path):
    assert graph_state(tmp_path / "kg") == ""
    with building(tmp_path / "kg"):
        write_store(tmp_path / "kg", graphs_of([QUAD]), BASE, "abc")
    assert graph_state(tmp_path / "kg") == "abc"
    shutil.rmtree(tmp_path / "kg" / read_marker(tmp_path / "kg")["store"])
    assert graph_state(tmp_path / "kg") == ""


def test_other_files_of_the_folder_are_the_users(tmp_path):
    write(tmp_path / "kg", QUAD)
    (tmp_path / "kg" / "partners.html").write_text("mine", encoding="utf-8")
    write(tmp_path / "kg", OTHER)
    assert (tmp_path / "kg" / "partners.html").read_text(encoding="utf-8") == "mine"


def test_a_folder_of_other_things_is_never_written_into(tmp_path):
    (tmp_path / "thesis.odt").write_text("mine", encoding="utf-8")
    with pytest.raises(StoreError, match=r"not a graph folder \(it holds thesis\.odt\)"):
        write(tmp_path, QUAD)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.odt"]


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "kg").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="is a file"):
        write(tmp_path / "kg", QUAD)
    with pytest.raises(StoreError, match="not a graph folder"):
        open_store(tmp_path / "kg")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("{", "is damaged", id="half"),
        pytest.param("[]", "is damaged", id="list"),
        pytest.param('{"format": 1}', "is damaged", id="without-store"),
        pytest.param(json.dumps({"format": 99, "store": "s", "base": "b"}), "in format 99", id="of-the-future"),
        pytest.param(json.dumps({"format": 1, "store": "store-1", "base": "b"}), "store-1 is missing", id="store-gone"),
    ],
)
def test_a_marker_that_cannot_be_used_is_one_clear_error(tmp_path, content, message):
    (tmp_path / MARKER).write_text(content, encoding="utf-8")
    with pytest.raises(StoreError, match=message):
        open_store(tmp_path)


def test_no_graph_is_told_with_the_command_that_makes_one(tmp_path):
    for ask in (open_store, graph_base):
        with pytest.raises(StoreError, match="run `sse-graph build SOURCES"):
            ask(tmp_path / "gone")


@pytest.mark.parametrize("call", ["mkdir", "open"])
def test_a_folder_that_may_not_be_written_is_one_clear_error(tmp_path, monkeypatch, call):
    def refuse(*_, **__):
        raise PermissionError(13, os.strerror(13))

    # root may write everywhere, and tests may be run by root
    if call == "mkdir":
        monkeypatch.setattr(Path, "mkdir", refuse)
    else:
        monkeypatch.setattr(module.os, "open", refuse)
    with pytest.raises(StoreError, match="Permission denied"):
        write(tmp_path / "kg", QUAD)


def test_the_store_cannot_be_changed_through_what_is_opened(story_folder):
    with pytest.raises(RuntimeError, match="read-write"):
        open_store(story_folder).add(QUAD)


def test_rdflib_sees_the_union_of_the_graphs(story_folder):
    dataset = as_rdflib(open_store(story_folder))
    found = dataset.query("SELECT (COUNT(*) AS ?n) WHERE { ?d a <https://w3id.org/sse-graph/ontology#Document> }")
    assert [int(row.n) for row in found] == [len(STORY)]


def test_the_same_annotations_are_the_same_graph(tmp_path):
    one, two = write_graph(tmp_path / "one"), write_graph(tmp_path / "two", tuple(reversed(STORY)))
    assert set(open_store(one)) == set(open_store(two))
