"""Web pages: what they say is read, their furniture is left out, and what they say about themselves is metadata."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import EN, FR

from sse_graph.errors import InputError
from sse_graph.read.html import read_html
from sse_graph.records import Document

PAGES = Path(__file__).parent / "data" / "pages"
EXPECTED = sorted(PAGES.glob("*.txt"))


def read(page: str) -> Document:
    return read_html(page.encode(), "a.html", "a.html")


def blocks(page: str) -> list[tuple[str, str]]:
    document = read(page)
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def test_there_are_pages_of_every_kind():
    assert len(EXPECTED) >= 10
    lines = [line for path in EXPECTED for line in path.read_text(encoding="utf-8").splitlines()]
    assert sum(line.startswith("+ ") for line in lines) >= 110
    assert sum(line.startswith("- ") for line in lines) >= 60


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.stem)
def test_what_a_page_says_is_read_and_its_furniture_is_not(expected):
    """Lines with ``+`` stand in the page's own words, lines with ``-`` in its menus, notices and margins."""
    page = expected.with_suffix(".html")
    document = read_html(page.read_bytes(), page.name, page.name)
    text = " ".join(document.text.split())
    wrong = [
        line
        for line in expected.read_text(encoding="utf-8").splitlines()
        if (line[2:] in text) != (line.startswith("+ "))
    ]
    assert wrong == []


def test_headings_lists_and_tables_are_blocks():
    page = f"""<h1>Forum</h1><p>{EN}</p><h2>Members</h2><ul><li><a href=a>Ora</a><ul><li>its branch</li></ul></li>
    <li>Lago</li></ul><table><tr><th>Name<th>City<tr><td>Ora<td>Quito</table>
    <dl><dt>Venue<dd>Town Hall</dl><p><b>Organizers:</b> Ora, Lago</p>"""
    document = read(page)
    found = [(b.kind, b.level, b.parent, document.text[b.start : b.end]) for b in document.blocks]
    assert found == [
        ("title", 0, -1, "Forum"),
        ("paragraph", 0, -1, EN),
        ("heading", 2, -1, "Members"),
        ("item", 1, 2, "Ora"),
        ("item", 2, 3, "its branch"),
        ("item", 1, 2, "Lago"),
        ("row", 0, 2, "Name | City"),
        ("row", 0, 6, "Ora | Quito"),
        ("label", 0, 2, "Venue"),
        ("value", 0, 8, "Town Hall"),
        ("label", 0, 2, "Organizers:"),
        ("value", 0, 10, "Ora, Lago"),
    ]


@pytest.mark.parametrize(
    ("page", "items"),
    [
        (
            '<div><img alt="Ora Cooperative logo"><img alt="Logo of the Lago Fund"></div>',
            ["Ora Cooperative", "Lago Fund"],
        ),
        ('<p><a><img alt="Logotipo de Banca Sur"></a></p>', ["Banca Sur"]),
        ('<img alt="IMG_2231.jpg"><img alt="people at a meeting in the hall"><img alt="">', []),
        ('<img alt="Ora Coop"><h3>Ora Coop</h3><p>It bakes.</p>', []),
        ('<figure><img alt="Ora Coop"><figcaption>The founders</figcaption></figure>', []),
        ('<img src="x" title="Kora Institute" alt="kora-institute.png">', ["Kora Institute"]),
    ],
    ids=["logos", "Spanish", "no names", "said beside it", "caption", "title"],
)
def test_a_name_that_stands_only_in_a_picture_is_read(page, items):
    found = blocks(f"<h1>Partners</h1><p>{EN}</p><h2>Pictures</h2>{page}")
    assert [text for kind, text in found if kind == "item"] == items


def test_words_that_a_page_shows_apart_do_not_run_together():
    apart = "<div><span>Ada Reed</span><span>Director</span></div>"
    page = f"<p>{EN}</p>{apart}<p>W<b>or</b>d and <i>Vela</i><sup>2</sup></p>"
    text = read(page).text
    assert "Ada Reed\nDirector" in text
    assert "Word and Vela2" in text


def test_line_breaks_of_the_page_stay_and_those_of_the_source_do_not():
    assert f"Ora Coop\nLago Fund\n\n{EN}" in read(f"<p>Ora\nCoop<br>Lago   Fund</p><p>{EN}</p>").text


HEAD = """<html lang="fr-CA"><head><title>Forum des Alpes | Réseau Vela</title>
<link rel="canonical" href="https://vela.example/forum">
<meta property="og:site_name" content="Réseau Vela"><meta name="author" content="Ada Reed">
<meta property="article:published_time" content="2025-03-14T09:00:00+00:00">
<meta name="description" content="Un forum.">
<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">
<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","dateModified":"2025-04-01",
"author":{"name":"B"}}]}</script></head>"""


def test_what_a_page_says_about_itself_is_metadata():
    document = read(f"{HEAD}<body><h1>Forum des Alpes</h1><p>{FR * 4}</p></body></html>")
    assert (document.title, document.language) == ("Forum des Alpes", "fr")
    assert dict(document.metadata) == {
        "creator": "Ada Reed",
        "date": "2025-03-14",
        "description": "Un forum.",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "modified": "2025-04-01",
        "publisher": "Réseau Vela",
        "source": "https://vela.example/forum",
    }
    assert document.warnings == ()


def test_a_page_without_a_heading_has_the_title_of_its_head_without_the_name_of_the_site():
    document = read(f"{HEAD}<body><p>{FR}</p></body></html>")
    assert document.title == "Forum des Alpes"
    assert document.text.startswith("Forum des Alpes\n\n")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "/forum", "https://vela.example/<b>", "ftp://x.example/"])
def test_an_address_that_is_none_is_not_believed(address):
    page = f'<link rel="canonical" href="{address}"><p>{EN}</p>'
    assert "source" not in dict(read(page).metadata)


def test_a_language_that_the_text_is_not_in_is_not_believed():
    document = read(f'<html lang="en"><body><p>{FR * 5}</p></body></html>')
    assert document.language == "fr"
    assert "'en'" in document.warnings[0]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<meta charset=iso-8859-1><p>Économie".encode("latin-1"), "Économie"),
        ("<meta charset=windows-1251><p>Кооперативы и ассоциации".encode("cp1251"), "Кооперативы и ассоциации"),
        ('<?xml version="1.0" encoding="utf-8"?><html xml:lang="fr"><p>Économie'.encode(), "Économie"),
        ("<p>Économie".encode("utf-16"), "Économie"),
        ("<meta charset=iso-8859-1><p>Économie, société".encode(), "Économie, société"),
        (b"<p>&Eacute;conomie &amp; soci&eacute;t&eacute; &#8211; 1", "Économie & société – 1"),
    ],
    ids=["Latin-1", "Cyrillic", "XML", "UTF-16", "stated wrongly", "entities"],
)
def test_the_encoding_is_the_one_that_the_page_is_in(data, text):
    assert read_html(data, "a.html", "a.html").text == text


@pytest.mark.parametrize("page", ["", "<html></html>", "<script>Vela</script>", "<p> – </p>", "<!-- Vela -->"])
def test_a_page_without_text_is_an_error(page):
    with pytest.raises(InputError, match=r"a\.html: there is no text in it"):
        read(page)


TAGS = [
    "p",
    "div",
    "ul",
    "li",
    "table",
    "tr",
    "td",
    "h1",
    "h2",
    "a",
    "b",
    "span",
    "dl",
    "dt",
    "dd",
    "nav",
    "main",
    "pre",
]
pieces = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
    st.sampled_from(
        ["<br>", '<img alt="Ora Coop">', "<p class=cookie>", "&amp;", "&#55296;", "<!--", "-->", "<", "\f"]
    ),
    st.text(max_size=20),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(pieces, max_size=30))
def test_any_page_is_read_or_refused(page):
    try:
        document = read("".join(page))
    except InputError:
        return
    for block in document.blocks:
        content = document.text[block.start : block.end]
        assert content == content.strip() != ""
