"""Closed namespaces and minted IRIs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_graph.errors import InputError
from sse_graph.vocab import (
    BASE,
    PREFIXES,
    SSE,
    char_iri,
    check_base,
    document_iri,
    fact_iri,
    graph_iri,
    merge_iri,
    mint,
    slugify,
)


def test_a_term_is_its_iri_by_attribute_and_by_value():
    assert SSE.memberOf == SSE["memberOf"] == "https://w3id.org/sse-graph/ontology#memberOf"
    assert SSE.memberOf in SSE
    assert "https://w3id.org/sse-graph/ontology#memberOff" not in SSE
    assert str(SSE) == PREFIXES["sse"]
    assert SSE.partOf in list(SSE)


def test_a_mistyped_term_is_an_error_with_the_near_ones():
    with pytest.raises(AttributeError, match="no term 'memberOff'; did you mean memberOf"):
        SSE.memberOff  # noqa: B018
    with pytest.raises(KeyError, match="memberOff"):
        SSE["memberOff"]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        pytest.param("RIPESS", "ripess", id="case"),
        pytest.param("Économie  sociale", "economie-sociale", id="accents-and-blanks"),
        pytest.param("R&D Lab", "r-and-d-lab", id="ampersand"),
        pytest.param("Fédération « L'Étoile »", "federation-l-etoile", id="quotes"),
        pytest.param("Straße Ørsted Łódź œuvre", "strasse-orsted-lodz-oeuvre", id="letters-without-accent"),
        pytest.param("協同組合", "協同組合", id="other-script"),
        pytest.param("<script>alert(1)</script>", "script-alert-1-script", id="markup"),
    ],
)
def test_a_name_becomes_a_piece_of_an_iri(name, slug):
    assert slugify(name) == slug


def test_long_and_empty_names_keep_apart():
    assert slugify("a " * 60 + "x") != slugify("a " * 60 + "y")
    assert len(slugify("abc " * 60)) <= 80
    assert slugify("!!!") != slugify("???")
    assert re.fullmatch(r"[0-9a-f]{8}", slugify("!!!"))


@given(st.text(min_size=1))
def test_a_slug_never_holds_what_an_iri_may_not(name):
    slug = slugify(name)
    assert slug
    assert len(slug) <= 80
    assert not re.search(r"[\s<>\"{}|\\^`/#?%]", slug)
    assert slug == slugify(name)


def test_iris_of_things_documents_ranges_facts_and_graphs():
    document = document_iri(BASE, "side-event")
    assert mint(BASE, "Organization", "RIPESS") == "https://w3id.org/sse-graph/id/organization/ripess"
    assert char_iri(document, 310, 316) == "https://w3id.org/sse-graph/doc/side-event#char=310,316"
    assert graph_iri(BASE, "corpus") == "https://w3id.org/sse-graph/graph/corpus"
    fact = fact_iri(document, "s", "p", "o", 1, 2, "verb")
    assert re.fullmatch(re.escape(document) + r"#fact-[0-9a-f]{16}", fact)
    assert fact != fact_iri(document, "s", "p", "o", 1, 2, "list")
    assert merge_iri("e", "a", "b", "r") != merge_iri("e", "b", "a", "r")
    with pytest.raises(KeyError, match="no graph 'x'; the graphs are"):
        graph_iri(BASE, "x")


@pytest.mark.parametrize("base", ["https://example.org/", "http://example.org/kg/"])
def test_a_base_that_can_name_things_is_taken(base):
    assert check_base(base) == base


@pytest.mark.parametrize(
    "base",
    [
        "",
        "example.org/",
        "/kg/",
        "ftp://example.org/",
        "https://example.org",
        "https:///",
        "https://exa mple/",
        "https://a/<b>/",
        "https://a/b#",
        "https://a/?/",
        "https://[/",
    ],
)
def test_a_base_that_cannot_is_refused(base):
    with pytest.raises(InputError, match="--base"):
        check_base(base)
