"""Documents from files, folders and standard input."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_graph.errors import InputError
from sse_graph.read import read_documents, read_text
from sse_graph.read.language import identify

EN = "The network brings together cooperatives and associations that work for a fair economy in the cities."
FR = "Le réseau rassemble des coopératives et des associations qui défendent une économie juste dans les villes."
ES = "La red reúne a cooperativas y asociaciones que trabajan por una economía justa en las ciudades del país."


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def names(*sources: str | Path) -> list[str]:
    return [document.name for document in read_documents(sources)]


def test_a_folder_is_read_with_the_folders_in_it_in_order_of_names(tmp_path: Path) -> None:
    write(tmp_path, {"b.txt": EN, "a/z.md": EN, "a/c.text": EN, "README": EN, "a.markdown": EN})
    assert names(tmp_path) == ["README", "a.markdown", "a/c.text", "a/z.md", "b.txt"]


def test_hidden_files_are_passed_over_and_other_endings_are_told(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": EN, ".hidden.txt": EN, ".git/x.txt": EN, "b.png": "x", "c.doc": "x", "d.xlsx": "x"})
    skipped: list[tuple[str, str]] = []
    passed: list[tuple[str, str]] = []
    documents = list(
        read_documents(
            [tmp_path],
            lambda path, why: skipped.append((Path(path).name, why)),
            on_other=lambda path, why: passed.append((Path(path).name, why)),
        )
    )
    assert [document.name for document in documents] == ["a.txt"]
    assert skipped == [
        ("c.doc", "an old Word document, which is not read; save it as PDF, DOCX or text first"),
        ("d.xlsx", "a spreadsheet, which is not read; save it as CSV first"),
    ]
    assert passed == [("b.png", "files that end in .png are not read")]


def test_what_a_browser_saved_beside_a_page_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, {"Page.html": f"<p>{EN}", "Page_files/frame.html": f"<p>{FR}", "other_files/a.txt": ES})
    passed: list[str] = []
    documents = read_documents([tmp_path], on_other=lambda path, why: passed.append(Path(path).name))
    assert [document.name for document in documents] == ["Page.html", "other_files/a.txt"]
    assert passed == ["Page_files"]


def test_a_bad_file_that_was_named_does_not_stop_the_others(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": EN, "b.txt": ""})
    skipped: list[str] = []
    documents = read_documents([tmp_path / "a.txt", tmp_path / "b.txt"], lambda path, why: skipped.append(path))
    assert [document.name for document in documents] == ["a.txt"]
    assert skipped == [str(tmp_path / "b.txt")]


def test_a_bad_file_does_not_stop_the_good_ones_of_a_folder(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": EN, "empty.txt": ""})
    (tmp_path / "binary.txt").write_bytes(b"\0\1\2")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    skipped: dict[str, str] = {}
    documents = list(read_documents([tmp_path], lambda path, why: skipped.update({Path(path).name: why})))
    assert [document.name for document in documents] == ["a.txt"]
    assert skipped == {
        "binary.txt": "not a text file; leave it out or save it as UTF-8 text",
        "empty.txt": "there is no text in it; leave the file out",
        "gone.txt": "not a file, or a link to nothing",
    }


def test_a_named_file_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    write(tmp_path, {"letter.draft": EN})
    assert names(str(tmp_path / "letter.draft")) == ["letter.draft"]


@pytest.mark.parametrize("turn", [False, True], ids=["one order", "other order"])
def test_equal_names_are_told_apart_whatever_the_order_of_sources(tmp_path: Path, turn: bool) -> None:
    write(tmp_path, {"x/in/a.txt": EN, "y/in/a.txt": EN, "y/in/b.txt": EN})
    sources = [tmp_path / "x" / "in", tmp_path / "y" / "in"]
    assert names(*(reversed(sources) if turn else sources)) == ["b.txt", "x/in/a.txt", "y/in/a.txt"]


@pytest.mark.parametrize("turn", [False, True], ids=["one order", "other order"])
def test_a_file_that_two_sources_hold_is_read_once(tmp_path: Path, turn: bool) -> None:
    write(tmp_path, {"x/a.txt": EN})
    sources = [tmp_path, tmp_path / "x", tmp_path / "x" / "a.txt"]
    assert names(*(reversed(sources) if turn else sources)) == ["x/a.txt"]


def test_standard_input_is_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(FR.encode("utf-16"))))
    (document,) = read_documents(["-"])
    assert (document.name, document.text, document.language) == ("stdin.txt", FR, "fr")


def test_a_name_in_decomposed_letters_is_composed(tmp_path: Path) -> None:
    write(tmp_path, {"e\u0301te\u0301.txt": FR})
    assert names(tmp_path) == ["été.txt"]


def test_a_name_that_is_no_utf_8_can_be_written(tmp_path: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), b"caf\xe9.txt")
    with open(path, "wb") as file:
        file.write(EN.encode())
    (name,) = names(tmp_path)
    assert name == r"caf\xe9.txt"


@pytest.mark.parametrize(
    ("files", "source", "said"),
    [
        ({}, "missing.txt", "no such file or folder; check the path"),
        ({"folder/.hidden": ""}, "folder", "no text to read in this folder"),
        ({"folder/a.png": "x"}, "folder", "no text to read in this folder"),
        ({"folder/a.txt": " "}, "folder", "no text to read there"),
        ({"a.txt": ""}, "a.txt", "there is no text in it"),
        ({"a.txt": "--- … ---"}, "a.txt", "there is no text in it"),
        ({"a.txt": "a\0b\0\0"}, "a.txt", "not a text file"),
        ({"a.pdf": "%PDF-1.4"}, "a.pdf", "broken or no PDF"),
        ({"a.pdf": EN}, "a.pdf", "broken or no PDF"),
        ({}, "a\0b", "cannot be opened|no such file"),
    ],
    ids=[
        "missing",
        "empty folder",
        "nothing known",
        "empty files",
        "empty",
        "no letter",
        "binary",
        "PDF",
        "no PDF",
        "null",
    ],
)
def test_bad_input_is_one_line_with_what_and_where(
    tmp_path: Path, files: dict[str, str], source: str, said: str
) -> None:
    write(tmp_path, files)
    with pytest.raises(InputError, match=said) as error:
        list(read_documents([tmp_path / source]))
    assert str(error.value).startswith(str(tmp_path / source))
    assert "\n" not in str(error.value)


def test_no_source_is_an_error() -> None:
    with pytest.raises(InputError, match="no source"):
        list(read_documents([]))


def test_an_unreadable_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    write(tmp_path, {"a.txt": EN})
    monkeypatch.setattr(Path, "read_bytes", refuse)  # the tests may run as root, whom no permission stops
    with pytest.raises(InputError, match=r"a\.txt: Permission denied; check its permissions"):
        list(read_documents([tmp_path / "a.txt"]))


FIELDS = "title: 'Our Forum'\nlang: es\nauthor: A. B.\nurl: https://x.example\ntags:\n  - a"
FRONT = f"---\n{FIELDS}\n---\n\n# Heading\n\n{EN}\n"


def test_front_matter_is_metadata_and_no_text() -> None:
    document = read_text(FRONT.encode(), "a.md")
    assert document.text == f"# Heading\n\n{EN}\n"
    assert (document.title, document.language) == ("Our Forum", "es")
    assert document.metadata == (("creator", "A. B."), ("source", "https://x.example"))


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    text = f"---\n{EN}\n---\nmore"
    assert read_text(text.encode(), "a.md").text == text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Forum of Alps\n\n{EN}", "Forum of Alps"),
        (f"# Forum\n\n{EN}", "Forum"),
        (f"{EN}\n\n## Members\n\n- A", "Members"),
        (EN, "alps"),
    ],
    ids=["first line", "Markdown", "first heading", "name of the file"],
)
def test_title(text: str, title: str) -> None:
    assert read_text(text.encode(), "in/alps.txt").title == title


@pytest.mark.parametrize(
    ("text", "language"),
    [(EN, "en"), (FR, "fr"), (ES, "es"), (FR.upper(), "fr"), ("ICA", "und"), ("12 / 7", "und")],
    ids=["English", "French", "Spanish", "capitals", "too short", "no letters"],
)
def test_language(text: str, language: str) -> None:
    assert identify(text) == language


def test_a_stated_language_that_is_none_is_not_believed() -> None:
    assert read_text(f"---\nlanguage: spanish\n---\n{FR}".encode(), "a.md").language == "fr"


def test_same_bytes_give_the_same_record() -> None:
    assert read_text(FRONT.encode(), "a.md") == read_text(FRONT.encode(), "a.md")


@given(st.text(min_size=1, max_size=200))
def test_blocks_of_any_text_lie_in_the_kept_text(text: str) -> None:
    try:
        document = read_text(text.encode("utf-8", "replace"), "a.txt")
    except InputError:
        return
    assert all(document.text[block.start : block.end].strip() for block in document.blocks)
