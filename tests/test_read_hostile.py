"""Documents made to break readers: each is left out or read with a warning, and the good ones come through."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import samples
from hostile import HOSTILE, write_hostile

from sse_graph.read import Limits, read_documents
from sse_graph.records import Document


@pytest.fixture(scope="module")
def outcome(tmp_path_factory) -> tuple[list[Document], list[tuple[str, str]]]:
    """The folder of all of them, between a good document at the beginning and one at the end, read once."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "0-good.txt").write_text(samples.EN, encoding="utf-8")
    (folder / "zz-good.html").write_text(samples.HTML, encoding="utf-8")
    assert len(list(write_hostile(folder))) >= 40
    skipped: list[tuple[str, str]] = []
    documents = list(
        read_documents([folder], lambda path, why: skipped.append((str(Path(path).relative_to(folder)), why)))
    )
    return documents, skipped


def test_the_good_documents_come_through(outcome):
    documents, _ = outcome
    texts = {document.name: document.text for document in documents}
    assert texts["0-good.txt"] == samples.EN
    assert "Ora Coop" in texts["zz-good.html"]


@pytest.mark.parametrize("name", HOSTILE)
def test_each_is_left_out_or_read_and_what_is_doubtful_is_said(outcome, name):
    documents, skipped = outcome
    _, expected, said = HOSTILE[name]
    read = [document for document in documents if document.name == name or document.name.startswith(f"{name}/")]
    reasons = [why for path, why in skipped if path == name or path.startswith((f"{name}/", f"{name}:", f"{name},"))]
    if expected == "read":
        assert read, reasons
    else:
        assert not read
        assert reasons
    told = [*reasons, *(warning for document in read for warning in document.warnings)]
    assert said == "" or any(said in reason for reason in told), told
    assert not any("\n" in reason for reason in told)


def test_nothing_that_is_read_holds_what_cannot_be_written(outcome):
    documents, _ = outcome
    for document in documents:
        document.text.encode("utf-8")
        assert not any(sign < " " and sign not in "\n\t" for sign in document.text), document.name
        assert "root:" not in document.text


def test_paths_in_archives_are_names_only(outcome):
    documents, _ = outcome
    names = {document.name for document in documents if document.name.startswith("climbing.zip")}
    assert names == {"climbing.zip/C:/win.txt", "climbing.zip/absolute.txt", "climbing.zip/etc/climbed.txt"}


def test_a_document_beyond_the_limits_is_left_out(tmp_path):
    (tmp_path / "good.txt").write_text(samples.EN, encoding="utf-8")
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(500_000_000)  # sparse: it takes no room
    (tmp_path / "small.pdf").write_bytes(samples.pdf_story())
    skipped: dict[str, str] = {}
    limits = Limits(megabytes=0.002)
    found = list(read_documents([tmp_path], lambda path, why: skipped.update({Path(path).name: why}), limits=limits))
    assert [document.name for document in found] == ["good.txt"]
    assert skipped["large.txt"].startswith("500 MB are more than the limit of 0.002 MB")
    assert "--max-document-mb" in skipped["small.pdf"]


def test_a_text_of_too_many_characters_is_cut_with_a_warning(tmp_path):
    for name, data in (("a.txt", (samples.FR + "\n").encode() * 100), ("b.html", b"<p>" + samples.EN.encode() * 99)):
        (tmp_path / name).write_bytes(data)
    for document in read_documents([tmp_path], limits=Limits(characters=1_000)):
        assert 800 < len(document.text) <= 1_000
        assert document.warnings == ("the text is longer than 1000 characters; the rest was left out: split the file",)


@pytest.mark.model
def test_a_build_of_them_makes_the_graph_says_what_was_left_out_and_ends_with_3(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.txt").write_text("The Lago Seed Union is based in Nairobi, Kenya.\n", encoding="utf-8")
    for name in ("binary.txt", "encrypted.pdf", "cut.docx", "half-scanned.pdf", "one-null.txt"):
        (tmp_path / "in" / name).write_bytes(HOSTILE[name][0]())
    (tmp_path / "in" / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    command = [sys.executable, "-m", "sse_graph.cli", "build", str(tmp_path / "in"), "--graph", str(tmp_path / "kg")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 3, ended.stderr
    assert ended.stdout.startswith("3 documents (0 unchanged), ")
    for part in (
        "binary.txt: not a text file",
        "encrypted.pdf: encrypted",
        "cut.docx: broken",
        "half-scanned.pdf: no text on page(s) 2-3",
        "one-null.txt: 1 control character(s) were removed",
        "passed over 1 file(s) that are no documents: .jpg 1",
        "3 document(s) were left out",
    ):
        assert part in ended.stderr, part
    from sse_graph.info import info
    from sse_graph.store import open_store

    warned = {document for document, _ in info(open_store(tmp_path / "kg")).warnings}
    assert warned == {"half-scanned.pdf", "one-null.txt"}
