"""ZIP archives, tables, JSON lines and lists of paths: many documents from one file."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import EN, ES, FR, HTML, archive, docx, json_lines, mail

from sse_graph.errors import InputError
from sse_graph.read import Limits, listed_paths, read_documents
from sse_graph.records import Document

Outcome = tuple[dict[str, Document], dict[str, str]]


def read(path: Path, **options: Limits) -> Outcome:
    """The documents by name, and the reasons by what was left out, without the folder."""
    skipped: dict[str, str] = {}
    documents = read_documents([path], lambda shown, why: skipped.update({shown.rpartition("/in/")[2]: why}), **options)
    return {document.name: document for document in documents}, skipped


@pytest.fixture
def file(tmp_path):
    def make(name: str, data: bytes) -> Path:
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_bytes(data)
        return tmp_path / "in" / name

    return make


# archives


def test_an_archive_is_read_with_archives_and_tables_in_it(file):
    inner = archive({"x.txt": FR.encode(), "t.csv": f"text,id\n{EN},one\n".encode()})
    files = {
        "b/page.html": HTML.encode(),
        "a.txt": EN.encode(),
        "in.zip": inner,
        "r.docx": docx(),
        "m.eml": mail(attachments=[("n.txt", ES.encode())]),
        ".hidden.txt": EN.encode(),
        "__MACOSX/._a.txt": b"x",
    }
    documents, skipped = read(file("a.zip", archive(files)))
    assert list(documents) == [
        "a.zip/a.txt",
        "a.zip/b/page.html",
        "a.zip/in.zip/t.csv/one",
        "a.zip/in.zip/x.txt",
        "a.zip/m.eml",
        "a.zip/m.eml/n.txt",
        "a.zip/r.docx",
    ]
    assert skipped == {}


def test_what_is_bad_in_an_archive_does_not_stop_the_rest(file):
    path = file("a.zip", archive({"a.txt": b"", "b.txt": EN.encode(), "c.doc": b"x", "d.png": b"x"}))
    documents, skipped = read(path)
    assert list(documents) == ["a.zip/b.txt"]
    assert skipped == {
        "a.zip/a.txt": "there is no text in it; leave the file out",
        "a.zip/c.doc": "an old Word document, which is not read; save it as PDF, DOCX or text first",
    }


def test_an_archive_is_read_from_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(archive({"a.txt": EN.encode()}))))
    (document,) = read_documents(["-"])
    assert (document.name, document.text) == ("stdin.txt/a.txt", EN)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(members=2), "3 files are more than the limit of 2"),
        (Limits(megabytes=0.00005), "more than the limit"),
        (Limits(unpacked=200), "unpacks to more than the limit"),
    ],
    ids=["members", "size", "unpacked"],
)
def test_the_limits_of_an_archive_are_kept(file, limits, said):
    path = file("a.zip", archive({f"{n}.txt": EN.encode() for n in range(3)}))
    file("b.txt", b"The network.")
    documents, skipped = read(path.parent, limits=limits)
    assert "b.txt" in documents
    assert any(said in why for why in skipped.values())


def test_two_members_of_one_name_are_not_mixed_up(file, recwarn):
    out = io.BytesIO()
    import zipfile

    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.txt", EN)
        with pytest.warns(UserWarning, match="Duplicate name"):
            package.writestr("a.txt", FR)
    documents, skipped = read(file("a.zip", out.getvalue()))
    assert len(documents) == 1
    assert "two files of this name" in skipped["a.zip/a.txt"]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 600), st.binary(min_size=1, max_size=6))
def test_a_damaged_archive_is_read_or_refused(tmp_path_factory, at, piece):
    data = archive({"a.txt": EN.encode(), "b.html": HTML.encode()})
    at %= len(data)
    folder = tmp_path_factory.mktemp("damaged")
    (folder / "a.zip").write_bytes(data[:at] + piece + data[at + len(piece) :])
    (folder / "good.txt").write_text(EN, encoding="utf-8")
    documents, _ = read(folder, limits=Limits(seconds=0))
    assert documents["good.txt"].text == EN


# tables


@pytest.mark.parametrize(
    ("table", "texts"),
    [
        (f"id,text,note\n1,{EN},x\n2,{FR},y\n", [EN, FR]),
        (f"title;contenu\nA;{FR}\n", [FR]),
        (f"a\tb\nshort\t{EN}\n", [EN]),
        (f'id,text\n1,"{EN}\n\n{ES}"\n', [f"{EN}\n\n{ES}"]),
        (f"\ufeffid,text\r\n1,{EN}\r\n", [EN]),
    ],
    ids=["named", "French, semicolons", "longest, tabs", "line breaks", "mark and CR LF"],
)
def test_each_row_of_a_table_of_texts_is_a_document(file, table, texts):
    documents, _ = read(file("t.csv", table.encode()))
    assert [document.text for document in documents.values()] == texts


def test_the_other_columns_are_metadata_where_they_have_a_meaning(file):
    table = f"id,title,author,date,url,city,text\nx 1,Forum,Ada Reed,2025-01-02,https://x.example,Quito,{EN}\n"
    documents, _ = read(file("t.csv", table.encode()))
    (document,) = documents.values()
    assert (document.name, document.title) == ("t.csv/x-1", "Forum")
    assert document.metadata == (("creator", "Ada Reed"), ("date", "2025-01-02"), ("source", "https://x.example"))


def test_a_table_of_names_is_one_document_with_a_row_each(file):
    documents, _ = read(file("members.csv", b"Name,City\nOra Coop,Quito\nLago Fund,Lima\n"))
    document = documents["members.csv"]
    assert document.text == "Name | City\nOra Coop | Quito\nLago Fund | Lima"
    assert [(block.kind, block.parent) for block in document.blocks] == [("row", -1), ("row", 0), ("row", 0)]


def test_a_row_without_text_is_told_and_equal_identifiers_are_told_apart(file):
    documents, skipped = read(file("t.csv", f"id,text\na,{EN}\na,{FR}\nb,\n,{ES}\n".encode()))
    assert list(documents) == ["t.csv/a", "t.csv/a-2", "t.csv/4"]
    assert skipped == {"t.csv, row 3": "there is no text in column 'text'"}


# JSON lines


def test_each_line_of_json_is_a_document(file):
    lines = json_lines(
        {"text": EN, "title": "Forum", "author": ["Ada", {"name": "Ben"}], "language": "en-GB", "tags": ["x"]},
        {"body": FR, "id": "a/b", "publisher": None},
    )
    documents, skipped = read(file("a.jsonl", lines + b"\n\n"))
    assert list(documents) == ["a.jsonl/1", "a.jsonl/a-b"]
    first = documents["a.jsonl/1"]
    assert (first.text, first.title, first.language) == (EN, "Forum", "en")
    assert first.metadata == (("creator", "Ada; Ben"),)
    assert skipped == {}


def test_a_bad_line_of_json_does_not_stop_the_rest(file):
    data = b'{"text": "cut\n[1]\n{"n": 1}\n' + json_lines({"text": EN}) + b'\n{"text": " "}'
    documents, skipped = read(file("a.jsonl", data))
    assert list(documents) == ["a.jsonl/4"]
    assert list(skipped) == ["a.jsonl:1", "a.jsonl:2", "a.jsonl:3", "a.jsonl:5"]


def test_a_line_beyond_the_limit_is_passed_without_being_kept(file):
    data = json_lines({"text": EN * 100}, {"text": EN}) + b"\n"
    documents, skipped = read(file("a.jsonl", data), limits=Limits(megabytes=0.001))
    assert list(documents) == ["a.jsonl/2"]
    assert "more than the limit" in skipped["a.jsonl:1"]


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["a.csv", "a.jsonl"]))
def test_any_bytes_are_rows_or_refused(tmp_path_factory, data, name):
    folder = tmp_path_factory.mktemp("any")
    (folder / name).write_bytes(data)
    (folder / "good.txt").write_text(EN, encoding="utf-8")
    documents, _ = read(folder, limits=Limits(seconds=0))
    assert documents["good.txt"].text == EN


# lists of paths


@pytest.mark.parametrize("end", ["\n", "\r\n", "\0"])
def test_paths_are_listed_in_a_file_or_on_standard_input(tmp_path, monkeypatch, end):
    listing = end.join(["a b.txt", "c/é.md", ""])
    (tmp_path / "list").write_bytes(listing.encode())
    assert listed_paths(tmp_path / "list") == ["a b.txt", "c/é.md"]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(listing.encode())))
    assert listed_paths("-") == ["a b.txt", "c/é.md"]


def test_a_list_that_is_missing_or_empty_is_an_error(tmp_path):
    (tmp_path / "list").write_text("\n \n", encoding="utf-8")
    with pytest.raises(InputError, match="there is no path in it"):
        listed_paths(tmp_path / "list")
    with pytest.raises(InputError, match="No such file"):
        listed_paths(tmp_path / "gone")
