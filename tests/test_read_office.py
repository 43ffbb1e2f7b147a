"""DOCX and ODT: paragraphs, headings, lists and tables as the files tell them."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import EN, FR, ODT_BODY, docx, odt, read_or_refused

from sse_graph.errors import InputError
from sse_graph.read.docx import read_docx
from sse_graph.read.odt import read_odt
from sse_graph.records import Document


def blocks(document: Document) -> list[tuple[str, int, int, str]]:
    return [(b.kind, b.level, b.parent, document.text[b.start : b.end]) for b in document.blocks]


def test_a_word_file_tells_its_blocks_and_metadata():
    document = read_docx(docx(), "a.docx", "a.docx")
    assert blocks(document) == [
        ("title", 0, -1, "Annual Report"),
        ("heading", 1, -1, "Members"),
        ("paragraph", 0, 1, EN),
        ("item", 1, 1, "Ora Coop"),
        ("item", 2, 3, "its branch"),
        ("item", 1, 1, "Lago Fund"),
        ("item", 1, 1, "Vote"),
        ("row", 0, 1, "Name | City"),
        ("row", 0, 7, "Ora | Quito"),
        ("heading", 2, 1, "Partners"),
        ("paragraph", 0, 9, "Blue Bank and Kora Institute are its partners in the northern cities of the country."),
    ]
    assert (document.title, document.language) == ("Annual Report", "en")
    assert dict(document.metadata)["creator"] == "Ada Reed"
    assert document.pages == ()


def test_an_open_document_tells_its_blocks_and_metadata():
    document = read_odt(odt(), "a.odt", "a.odt")
    assert blocks(document) == [
        ("title", 0, -1, "Rapport annuel"),
        ("heading", 1, -1, "Membres"),
        ("paragraph", 0, 1, FR),
        ("paragraph", 0, 1, "Une note."),
        ("item", 1, 1, "Ora Coop"),
        ("item", 2, 4, "sa section"),
        ("item", 1, 1, "Lago Fonds"),
        ("row", 0, 1, "Nom | Ville"),
        ("row", 0, 7, "Ora | Quito"),
    ]
    assert (document.title, document.language) == ("Rapport annuel", "fr")
    assert dict(document.metadata) == {"creator": "Ada Reed", "modified": "2025-03-14"}


def word(body: str) -> bytes:
    """A Word file with that body."""
    names = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx())) as package, zipfile.ZipFile(out, "w") as copy:
        for name in package.namelist():
            data = package.read(name)
            if name == "word/document.xml":
                data = f"<w:document {names}><w:body>{body}</w:body></w:document>".encode()
            copy.writestr(name, data)
    return out.getvalue()


def paragraph(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


def run(text: str, name: str = "t") -> str:
    return f"<w:r><w:{name} xml:space='preserve'>{text}</w:{name}></w:r>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (paragraph(run("Ora ") + f"<w:ins>{run('Coop')}</w:ins><w:del>{run('Bank', 'delText')}</w:del>"), "Ora Coop"),
        (paragraph(f"<w:hyperlink>{run('Ora Coop')}</w:hyperlink>{run(' bakes')}"), "Ora Coop bakes"),
        (f"<w:sdt><w:sdtContent>{paragraph(run('Ora Coop'))}</w:sdtContent></w:sdt>", "Ora Coop"),
        (paragraph("<w:r><w:t>Ora</w:t><w:br/><w:t>Lago</w:t><w:tab/><w:t>Kora</w:t></w:r>"), "Ora\nLago Kora"),
        (paragraph(run("Ora") + f"<w:r><w:instrText>PAGE</w:instrText></w:r>{run(' Coop')}"), "Ora Coop"),
        (
            paragraph(
                run("Ora") + f"<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{paragraph(run('In a box'))}"
                f"</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>{paragraph(run('In a box'))}"
                "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
            ),
            "Ora\n\nIn a box",
        ),
        (
            f"<w:tbl><w:tr><w:tc>{paragraph(run('Left'))}{paragraph(run('below'))}</w:tc></w:tr></w:tbl>",
            "Left\n\nbelow",
        ),
    ],
    ids=["tracked changes", "link", "content control", "breaks", "field", "text box", "frame table"],
)
def test_text_in_every_wrapping_is_read_once(body, text):
    assert read_docx(word(body), "a.docx", "a.docx").text == text


def test_a_word_file_whose_main_part_is_no_document_is_an_error():
    """Found by fuzzing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx())) as package, zipfile.ZipFile(out, "w") as copy:
        for name in package.namelist():
            copy.writestr(name, b"<x/>" if name == "word/document.xml" else package.read(name))
    with pytest.raises(InputError, match="there is no text in it"):
        read_docx(out.getvalue(), "a.docx", "a.docx")


def test_numbered_lists_keep_their_numbers():
    document = read_docx(word(paragraph("<w:pPr><w:pStyle w:val='ListNumber'/></w:pPr>" + run("Vote"))), "a", "a")
    assert document.text == "- Vote"
    counted = "<w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='5'/></w:numPr></w:pPr>"
    document = read_docx(word(paragraph(counted + run("Vote")) + paragraph(counted + run("Dine"))), "a", "a")
    assert document.text in {"1. Vote\n2. Dine", "- Vote\n- Dine"}  # as the template numbers its fifth list
    assert [block.kind for block in document.blocks] == ["item", "item"]


def test_a_missing_style_or_odd_number_does_no_harm():
    odd = "<w:pPr><w:pStyle w:val='Gone'/><w:numPr><w:ilvl w:val='x'/><w:numId w:val='99999'/></w:numPr></w:pPr>"
    assert read_docx(word(paragraph(odd + run("Ora"))), "a", "a").text == "- Ora"


@pytest.mark.parametrize(
    ("read", "data", "said"),
    [
        (read_docx, b"PK\x03\x04" + b"x" * 100, "broken, or cut off"),
        (read_docx, odt(), "no DOCX"),
        (read_docx, word(""), "there is no text in it"),
        (read_odt, docx(), "no ODT"),
        (read_odt, odt("<text:p>"), "damaged inside"),
        (read_odt, odt(""), "there is no text in it"),
        (read_odt, odt(manifest="<encryption-data>"), "encrypted"),
    ],
    ids=["broken", "ODT as DOCX", "empty DOCX", "DOCX as ODT", "broken XML", "empty ODT", "encrypted"],
)
def test_what_cannot_be_read_is_an_error(read, data, said):
    with pytest.raises(InputError, match=said) as error:
        read(data, "a.x", "a.x")
    assert str(error.value).startswith("a.x: ")


@settings(max_examples=50, deadline=None)
@given(st.integers(0, len(ODT_BODY)), st.integers(0, 60), st.text(max_size=10))
def test_a_damaged_text_is_read_or_refused(at, gone, put):
    found, why = read_or_refused(odt(ODT_BODY[:at] + put + ODT_BODY[at + gone :]), "a.odt")
    assert found or why.startswith("a.odt: ")
    assert all(document.text[block.start : block.end].strip() for document in found for block in document.blocks)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 40_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_package_is_read_or_refused(at, piece):
    data = docx()
    at %= len(data)
    found, why = read_or_refused(data[:at] + piece + data[at + len(piece) :], "a.docx")
    assert found or why.startswith("a.docx: ")
