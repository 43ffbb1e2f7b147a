"""What is kept comes back the same, and a broken database is one clear error."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from sse_graph.errors import StoreError
from sse_graph.kept import KeptAnnotations, from_json, key, to_json
from sse_graph.records import Alias, Annotation, Block, Document, Mention, Relation

TEXT = "Vela Network\nPartners: Ora Coop, Orá « Coop » \U0001f30d"
ANNOTATION = Annotation(
    Document(
        "a/b.txt",
        TEXT,
        "0" * 64,
        (Block("title", 0, 12), Block("label", 13, 22), Block("value", 23, 31, parent=1)),
        "en",
        "Vela Network",
        (("date", "2026"),),
        ("the encoding was guessed",),
    ),
    (
        Mention(0, 12, "Organization", identifier="https://example.org/vela"),
        Mention(23, 31, "Organization", "repeat", 0.5),
    ),
    (Alias(0, 1, "acronym-definition"),),
    (Relation(0, "partnerOf", 1, 0, 31, "list-under-label", 0.9),),
    "en 1",
)


def test_an_annotation_comes_back_equal() -> None:
    assert from_json(to_json(ANNOTATION)) == ANNOTATION


def named(name: str) -> Annotation:
    return replace(ANNOTATION, document=replace(ANNOTATION.document, name=name))


def test_kept_annotations_survive_reopening_in_order_and_forget_what_is_not_named(tmp_path: Path) -> None:
    path = tmp_path / "annotations.sqlite"
    with KeptAnnotations(path) as kept:
        for name in ("b", "a", "c"):
            kept.put(f"{name}.zip", "key", named(name))
            kept.finish_source(f"{name}.zip", "stamp")
    with KeptAnnotations(path) as kept:
        assert list(kept) == [named(name) for name in "abc"] == list(kept)
        assert kept.names() == ["a", "b", "c"]
        for source in ("a.zip", "c.zip"):
            kept.name_source(source)
        assert kept.unnamed() == ["b"]
        assert kept.keep_only_named() == 2
        assert list(kept) == [named("a"), named("c")]
        assert (kept.stamp("a.zip"), kept.stamp("b.zip")) == ("stamp", "")


def test_a_source_that_was_read_again_has_only_what_was_put_again(tmp_path: Path) -> None:
    path = tmp_path / "annotations.sqlite"
    with KeptAnnotations(path) as kept:
        for name in "abc":
            kept.put("s", name, named(name))
        kept.finish_source("s", "1", ["page 3 is torn"])
    with KeptAnnotations(path) as kept:
        assert kept.known("a", "a")
        assert not kept.known("b", "other key")
        assert not kept.known("d", "a")
        kept.put("s", "new", named("b"))
        kept.finish_source("s", "2")
        assert kept.names() == ["a", "b"]
        assert list(kept.problems()) == []


def test_problems_are_kept_until_their_source_is_read_again(tmp_path: Path) -> None:
    with KeptAnnotations(tmp_path / "annotations.sqlite") as kept:
        kept.finish_source("s", "1", ["page 3 is torn", "so is 4"])
        assert list(kept.problems()) == [("s", "page 3 is torn"), ("s", "so is 4")]
        kept.forget_source("s")
        assert kept.stamp("s") == ""


def test_what_waits_is_taken_once_and_again_by_the_next_build(tmp_path: Path) -> None:
    path = tmp_path / "annotations.sqlite"
    for _ in range(2):
        with KeptAnnotations(path) as kept:
            if not kept.unnamed():
                kept.put("s", "key", Annotation(ANNOTATION.document), waits=True)
            assert kept.take_waiting() is None  # its source is not named
            kept.name_source("s")
            assert kept.count_waiting() == 1
            assert kept.take_waiting() == ("s", ANNOTATION.document)
            assert kept.take_waiting() is None
            assert list(kept) == []
            assert not kept.known(ANNOTATION.document.name, "key")
    with KeptAnnotations(path) as kept:
        kept.put("s", "key", ANNOTATION)
        kept.name_source("s")
        assert kept.count_waiting() == 0
        assert list(kept) == [ANNOTATION]


def test_what_another_version_wrote_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "annotations.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE annotation (key TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID")
        database.execute("INSERT INTO annotation VALUES ('k', '{}')")
    database.close()
    with KeptAnnotations(path, read_only=True) as kept:
        assert kept.names() == []
    with KeptAnnotations(path) as kept:
        kept.put("s", "key", ANNOTATION)
    with KeptAnnotations(path, read_only=True) as kept:
        assert list(kept) == [ANNOTATION]


def test_reading_only_makes_no_file(tmp_path: Path) -> None:
    with KeptAnnotations(tmp_path / "gone" / "annotations.sqlite", read_only=True) as kept:
        assert kept.names() == []
    assert not list(tmp_path.iterdir())


def test_a_key_depends_on_where_its_parts_end() -> None:
    assert key("ab", "c") != key("a", "bc")


def test_a_file_that_is_no_database_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "annotations.sqlite"
    path.write_bytes(b"not a database at all, " * 100)
    with pytest.raises(StoreError, match=r"annotations\.sqlite.*delete this file"):
        KeptAnnotations(path)
