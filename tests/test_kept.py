"""What is kept comes back the same, and a broken database is one clear error."""

from __future__ import annotations

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


def test_kept_annotations_survive_reopening_and_forget_what_is_not_wanted(tmp_path: Path) -> None:
    path = tmp_path / "annotations.sqlite"
    with KeptAnnotations(path) as kept:
        kept.put("one", ANNOTATION)
        kept.put("two", ANNOTATION)
    with KeptAnnotations(path) as kept:
        assert kept.get("one") == ANNOTATION
        assert kept.keep_only(["one"]) == 1
        assert kept.get("two") is None
        assert kept.get("one") == ANNOTATION


def test_a_key_depends_on_where_its_parts_end() -> None:
    assert key("ab", "c") != key("a", "bc")


def test_a_file_that_is_no_database_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "annotations.sqlite"
    path.write_bytes(b"not a database at all, " * 100)
    with pytest.raises(StoreError, match=r"annotations\.sqlite.*delete this file"):
        KeptAnnotations(path)
