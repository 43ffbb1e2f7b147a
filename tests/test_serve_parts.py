"""The parts of the server that can be looked at alone: what is cut, chosen, kept, framed, logged."""

from __future__ import annotations

import csv
import io

import pyoxigraph as ox
import pytest
from annotated import STORY
from hypothesis import given
from hypothesis import strategies as st

from sse_graph.html import LANGUAGES
from sse_graph.kept import KeptAnnotations
from sse_graph.serve.answers import Dataset, answer
from sse_graph.serve.cache import Cache
from sse_graph.serve.cut import cut
from sse_graph.serve.frames import Unframer, frame
from sse_graph.serve.log import safe
from sse_graph.serve.media import ROWS, TRIPLES, choose, prefers_page, takes_gzip
from sse_graph.serve.pages.render import words
from sse_graph.serve.pages.search import fold
from sse_graph.serve.pages.star import star
from sse_graph.serve.pages.texts import text_of
from sse_graph.serve.routes import LANGUAGES as SPOKEN
from sse_graph.store import ANNOTATIONS

FORMS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "tsv": ox.QueryResultsFormat.TSV,
    "csv": ox.QueryResultsFormat.CSV,
}
values = st.lists(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('",{}[]\\\n\r\t<>')), max_size=8
)


def result(texts: list[str], form: str) -> bytes:
    store = ox.Store()
    for number, text in enumerate(texts):
        store.add(ox.Quad(ox.NamedNode(f"http://x/{number:03}"), ox.NamedNode("http://x/p"), ox.Literal(text)))
    found = store.query("SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s")
    return found.serialize(format=FORMS[form])


def rows(content: bytes, form: str) -> list[tuple[str, ...]]:
    if form == "csv":
        return [tuple(row) for row in csv.reader(io.StringIO(content.decode(), newline=""), strict=True)][1:]
    return [tuple(term.value for term in row) for row in ox.parse_query_results(content, format=FORMS[form])]


@pytest.mark.parametrize("form", FORMS)
@given(texts=values, most=st.integers(1, 9))
def test_a_cut_result_has_the_first_rows_and_is_well_formed(form, texts, most):
    whole = result(texts, form)
    content, shortened = cut(whole, form, most, True)
    assert shortened == (len(texts) > most)
    assert rows(content, form) == rows(whole, form)[:most]


@pytest.mark.parametrize("form", FORMS)
@given(texts=values.filter(lambda texts: len(texts) > 1), share=st.floats(0.5, 1))
def test_of_the_first_bytes_of_a_result_the_whole_rows_stay(form, texts, share):
    whole = result(texts, form)
    head = len(result([], form))
    part = whole[: max(int(len(whole) * share), head)]
    content, shortened = cut(part, form, 100, False)
    if shortened:
        found = rows(content, form)
        assert found == rows(whole, form)[: len(found)]


def test_long_rows_are_cut_by_bytes():
    store = ox.Store()
    for number in range(30):
        quad = ox.Quad(ox.NamedNode(f"http://x/{number}"), ox.NamedNode("http://x/p"), ox.Literal("x" * 100_000))
        store.add(quad)
    got = answer(store, "SELECT ?o { ?s ?p ?o }", Dataset(), "", "json", 20)
    assert got.headers == {"SSE-Graph-Truncated": "rows=20"}
    assert 5 <= len(rows(got.body, "json")) <= 20


@given(st.text(max_size=60))
def test_no_accept_header_breaks_the_choice(accept):
    for forms in (ROWS, TRIPLES):
        assert choose(accept, "", forms) in {*forms, None}
    assert prefers_page(accept) in {True, False}


def test_what_browsers_and_programs_prefer():
    assert prefers_page("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    assert not prefers_page("text/turtle, text/html;q=0.5")
    assert not prefers_page("*/*")
    assert not prefers_page("")


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("gzip; q=1.0", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("br", False),
        ("", False),
    ],
)
def test_gzip_is_sent_to_who_takes_it(header, taken):
    assert takes_gzip(header) is taken


def test_the_cache_never_grows_beyond_its_size():
    cache = Cache(100_000)
    for number in range(1000):
        cache.put(str(number), {"status": 200}, b"x" * 1000)
    assert cache.get("999") is not None
    assert cache.get("0") is None
    assert len(cache._kept) <= 100_000 // 2000
    cache.put("large", {"status": 200}, b"x" * 200_000)
    cache.put("bad", {"status": 400}, b"x")
    cache.put("file", {"status": 200, "file": "/x"}, b"")
    assert cache.get("large") is cache.get("bad") is cache.get("file") is None
    cache.clear()
    assert cache.get("999") is None


@given(st.lists(st.binary(max_size=50), max_size=5), st.integers(1, 20))
def test_messages_come_out_as_they_went_in(bodies, step):
    data = b"".join(frame({"number": number, "é": "ü"}, body) for number, body in enumerate(bodies))
    unframer, found = Unframer(), []
    for start in range(0, len(data), step):
        found += unframer.feed(data[start : start + step])
    assert found == [({"number": number, "é": "ü"}, body) for number, body in enumerate(bodies)]


@given(st.text())
def test_a_line_of_the_log_is_one_line_of_ascii(text):
    line = safe(text)
    assert line.isascii()
    assert line.isprintable()
    assert '"' not in line


def test_the_pages_have_all_words_in_all_languages():
    assert SPOKEN == LANGUAGES
    keys = {lang: set(words(lang)) for lang in LANGUAGES}
    assert keys["en"] == keys["fr"] == keys["es"]
    assert len(keys["en"]) > 200


def test_a_text_is_shown_only_when_it_is_the_one_that_was_annotated(tmp_path):
    one = STORY[0]
    assert text_of(tmp_path, one.document.name, one.document.sha256) is None
    with KeptAnnotations(tmp_path / ANNOTATIONS) as kept:
        kept.put("source", "key", one)
    assert text_of(tmp_path, "other.txt", one.document.sha256) is None
    assert text_of(tmp_path, one.document.name, "another hash") is None
    with KeptAnnotations(tmp_path / ANNOTATIONS, read_only=True) as kept:
        assert kept.annotation(one.document.name) == one
    text_of.cache_clear()
    assert text_of(tmp_path, one.document.name, one.document.sha256) == one.document.text


def test_names_are_compared_without_case_accents_and_blanks():
    assert fold("  Réseau   ÉCONOMIE ") == "reseau economie"


def test_the_drawing_has_each_neighbour_once_and_a_room():
    many = [(f"Neighbour with a rather long name {n % 20}", f"/page/{n % 20}", "Event", "organizes") for n in range(40)]
    drawn = star("Middle", "Organization", many, words("en"))
    assert len(drawn["spots"]) == 16
    assert drawn["more"] == 4
    places = {(spot.x, spot.y) for spot in drawn["spots"]}
    assert len(places) == 16
    assert all(0 < y < drawn["height"] for _, y in places)
    assert all(len(spot.name) <= 30 for spot in drawn["spots"])
