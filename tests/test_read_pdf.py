"""PDF: reading order, running lines, hyphens, headings and items, and the page of every character."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import EN, LONG, pdf_lines, pdf_story, read_or_refused

from sse_graph.errors import InputError
from sse_graph.read.pdf import read_pdf
from sse_graph.records import Document


def read(data: bytes) -> Document:
    return read_pdf(data, "a.pdf", "a.pdf")


@pytest.fixture(scope="module", params=[1, 2], ids=["one column", "two columns"])
def report(request) -> Document:
    return read(pdf_story(columns=request.param))


def test_paragraphs_are_whole_and_in_reading_order(report):
    paragraphs = [report.text[b.start : b.end] for b in report.blocks if b.kind == "paragraph"]
    wanted = [f"Part {chapter}.{number}. {LONG.strip()}" for chapter in range(1, 5) for number in range(4)]
    assert paragraphs == wanted


def test_title_headings_items_and_rows_are_blocks(report):
    kinds = {
        kind: [report.text[b.start : b.end] for b in report.blocks if b.kind == kind]
        for kind in ("title", "heading", "item", "row")
    }
    assert kinds["title"] == ["Annual Report of the Vela Network"]
    assert kinds["heading"] == [f"Chapter {chapter}: Banks" for chapter in range(1, 5)]
    assert kinds["item"] == [name for n in range(1, 5) for name in (f"Ora Cooperative {n}", "Lago Fund", "Blue Bank")]
    assert kinds["row"] == ["Name | City | Year", "Ora | Quito | 1990", "Lago | Lima | 1953"] * 4
    below = [report.blocks[b.parent] for b in report.blocks if b.kind == "item"]
    assert all(report.text[b.start : b.end].startswith("Chapter") for b in below)


def test_running_headers_footers_and_page_numbers_are_left_out(report):
    assert "Annual Report 2025" not in report.text
    assert "Page " not in report.text


def test_every_character_has_its_page(report):
    assert len(report.pages) >= 4
    if len(report.pages) == 4:  # a chapter a page
        for chapter in range(1, 5):
            assert report.page(report.text.index(f"Chapter {chapter}:")) == chapter
            assert report.page(report.text.index(f"Ora Cooperative {chapter}")) == chapter
    assert report.page(0) == 1
    assert report.page(len(report.text) - 1) == len(report.pages)


def test_what_the_file_says_about_itself_is_metadata(report):
    assert (report.title, report.language) == ("Annual Report", "en")
    assert dict(report.metadata)["creator"] == "Ada Reed"
    assert report.warnings == ()


def column(lines: list[str], x: float = 72, top: float = 700, step: float = 14) -> list[tuple[float, float, str]]:
    return [(x, top - step * number, line) for number, line in enumerate(lines)]


WRAPPED = [
    "The network of the coast has for many years brought together coopera-",
    "tives and mutual societies of the six towns, among them the co-",
    "operative banks of Merrow, the co-operative mills and the bakers of all",
    "the villages around.",
]


def test_hyphens_at_line_ends_are_undone_but_for_words_that_have_one():
    text = read(pdf_lines([column(WRAPPED)])).text
    assert text == (
        "The network of the coast has for many years brought together cooperatives and mutual societies of the six "
        "towns, among them the co-operative banks of Merrow, the co-operative mills and the bakers of all the "
        "villages around."
    )


def test_a_paragraph_that_goes_on_over_the_page_is_one_and_both_pages_are_known():
    document = read(pdf_lines([column(WRAPPED[:2], top=120), column(WRAPPED[2:], top=760)]))
    assert len(document.blocks) == 1
    at = document.text.index("operative banks")
    assert (document.page(0), document.page(at - 10), document.page(at + 5)) == (1, 1, 2)


def test_short_lines_stay_lines():
    names = ["Ora Cooperative", "Lago Fund of the Coast", "Blue Bank"]
    document = read(pdf_lines([[(72, 760, "Members:"), *column(names)]]))
    assert [document.text[b.start : b.end] for b in document.blocks] == ["Members:", *names]


def test_columns_drawn_row_by_row_are_read_column_by_column():
    left = [
        "The network of the north coast has",
        "long held that fair trade and local",
        "banks belong together, and acts so",
        "in all of its many daughter bodies.",
    ]
    right = [
        "Its members in the southern islands",
        "founded a union of their own when",
        "the ferry was sold, and run it with",
        "the towns and their inhabitants.",
    ]
    rows = [line for a, b in zip(column(left), column(right, x=320), strict=True) for line in (a, b)]
    document = read(pdf_lines([rows]))
    assert " ".join(document.text.split()) == " ".join(left + right)


def test_cells_side_by_side_are_rows():
    rows = [
        (x, 700 - 14 * n, cell)
        for n, row in enumerate(["Name City", "Ora Quito", "Lago Lima", "Kora Merrow", "Vela Ostera"])
        for x, cell in zip((72, 250), row.split(), strict=True)
    ]
    document = read(pdf_lines([rows]))
    assert document.text.splitlines() == ["Name | City", "Ora | Quito", "Lago | Lima", "Kora | Merrow", "Vela | Ostera"]
    assert {block.kind for block in document.blocks} == {"row"}


def test_a_chapter_s_name_beside_the_page_number_is_a_running_line():
    pages = [[(72, 800, f"Chapter {n // 2}: Banks"), (500, 800, str(n)), *column([f"{EN} {n}"])] for n in range(1, 7)]
    text = read(pdf_lines(pages)).text
    assert "Chapter" not in text
    assert text.count(EN) == 6


def test_turned_text_does_not_get_between():
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    for x, y, line in column(WRAPPED):
        canvas.drawString(x, y, line)
    canvas.rotate(90)
    canvas.drawString(300, -300, "DRAFT of the year")
    canvas.save()
    text = read(out.getvalue()).text
    assert text.endswith("villages around.\n\nDRAFT of the year")


def test_a_page_that_is_turned_as_a_whole_is_read():
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    canvas.rotate(90)
    for number, line in enumerate(WRAPPED):
        canvas.drawString(100, -100 - 14 * number, line)
    canvas.setPageRotation(90)
    canvas.save()
    assert read(out.getvalue()).text.startswith(
        "The network of the coast has for many years brought together cooperatives"
    )


def test_pages_without_text_are_said():
    document = read(pdf_lines([column([EN]), [], column([EN]), [], []]))
    assert document.warnings == ("no text on page(s) 2, 4-5 of 5: pictures or scans, which are not read",)
    assert document.pages[0] == 0
    assert document.page(document.text.rindex("network")) == 3
    assert len(document.pages) == 5


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7", "broken or no PDF"),
        (b"text", "broken or no PDF"),
        (pdf_lines([[], []]), r"none of its 2 page\(s\) has text: scanned"),
    ],
    ids=["cut off", "text", "scanned"],
)
def test_what_cannot_be_read_is_an_error(data, said):
    with pytest.raises(InputError, match=f"a.pdf: {said}"):
        read(data)


LETTERS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)
spots = st.tuples(st.floats(0, 600), st.floats(0, 850), LETTERS)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(spots, max_size=12), min_size=1, max_size=4), st.floats(1, 40))
def test_text_anywhere_on_a_page_is_read_or_refused(pages, size):
    try:
        document = read(pdf_lines(pages, size=size))
    except InputError:
        return
    assert len(document.pages) == len(pages)
    assert all(document.text[block.start : block.end].strip() for block in document.blocks)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=8))
def test_a_damaged_file_is_read_or_refused(at, piece):
    data = pdf_lines([column(WRAPPED)])
    at %= len(data)
    found, why = read_or_refused(data[:at] + piece + data[at + len(piece) :], "a.pdf")
    assert found or why.startswith("a.pdf: ")
