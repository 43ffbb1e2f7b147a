"""Spellings of one name compare equal, and letters stand for the words they come from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_graph.names import folded, is_acronym, is_acronym_of, normal_form


@pytest.mark.parametrize(
    ("one", "other", "label"),
    [
        pytest.param("Vela Network", "VELA NETWORK", "Organization", id="case"),
        pytest.param("The Vela Network", "Vela Network", "Organization", id="english-article"),
        pytest.param("La Red Vela", "Red Vela", "Organization", id="spanish-article"),
        pytest.param("L'Atelier Vela", "Atelier Vela", "Organization", id="elided-article"),
        pytest.param("L’Atelier Vela", "L'Atelier Vela", "Organization", id="quotes"),
        pytest.param("Vela–Ora Network", "Vela-Ora Network", "Organization", id="dashes"),
        pytest.param("Vela  Ora Network", "Vela-Ora Network", "Organization", id="hyphen-and-blank"),
        pytest.param("Social & Solidarity Fund", "Social and Solidarity Fund", "Organization", id="ampersand"),
        pytest.param("Économie Plus", "Economie Plus", "Organization", id="accents"),
        pytest.param("Vela Co-operative", "Vela Cooperative", "Organization", id="co-operative"),
        pytest.param("Centre for Labour", "Center for Labor", "Organization", id="british-spelling"),
        pytest.param("Growers' Federation", "Growers’ Federation", "Organization", id="apostrophe"),
        pytest.param("Vela Ltd", "Vela", "Organization", id="legal-form"),
        pytest.param("credit unions", "credit union", "Concept", id="plural-of-concept"),
        pytest.param("CSOs", "CSO", "Concept", id="plural-of-acronym"),
        pytest.param("the Solidarity Forum", "Solidarity Forum", "Event", id="event-article"),
    ],
)
def test_spellings_of_one_name_are_equal(one, other, label):
    assert normal_form(one, label) == normal_form(other, label) != ""


@pytest.mark.parametrize(
    ("one", "other", "label"),
    [
        pytest.param("Vela Network", "Vela Networks", "Organization", id="plural-of-body"),
        pytest.param("Vela Network Asia", "Vela Network Africa", "Organization", id="region"),
        pytest.param("La Paz", "Paz", "Place", id="article-of-place"),
        pytest.param("First Forum", "Second Forum", "Event", id="ordinal"),
    ],
)
def test_names_of_different_things_are_not(one, other, label):
    assert normal_form(one, label) != normal_form(other, label)


def test_a_lone_article_or_sign_is_kept_or_empty():
    assert normal_form("The") == "the"
    assert normal_form("–") == ""


@pytest.mark.parametrize("name", ["RIPESS", "UNTFSSE", "ACI", "UN", "SSE", "R&D", "CSOs"])
def test_acronyms(name):
    assert is_acronym(name)


@pytest.mark.parametrize("name", ["Vela", "VELA NETWORK", "a", "Quito", "éco", "", "123"])
def test_what_is_no_acronym(name):
    assert not is_acronym(name)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        pytest.param("VN", "Vela Network", id="initials"),
        pytest.param(
            "INPSSE", "Intercontinental Network for the Promotion of Social Solidarity Economy", id="small-words"
        ),
        pytest.param("UNTFSSE", "UN Task Force on Social and Solidarity Economy", id="word-gives-two-letters"),
        pytest.param("SDGs", "Sustainable Development Goals", id="plural"),
        pytest.param("ÉSS", "Économie sociale et solidaire", id="accent"),
        pytest.param("CV2C", "Centre des vergers et circuits courts", id="figure-before"),
        pytest.param("V3O", "Vela Vida Verde Ora", id="figure-after"),
    ],
)
def test_letters_that_stand_for_words(short, long):
    assert is_acronym_of(short, long)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        pytest.param("VN", "Ora Network", id="other-letter"),
        pytest.param("V", "Vela Network", id="one-letter"),
        pytest.param("VE", "Vela", id="one-word"),
        pytest.param("VNX", "Vela Network", id="letter-left-over"),
        pytest.param("NV", "Vela Network", id="order"),
        pytest.param("V2N", "Vela Network", id="figure-too-many"),
    ],
)
def test_letters_that_do_not(short, long):
    assert not is_acronym_of(short, long)


@given(st.text(max_size=40), st.sampled_from(["Organization", "Place", "Event", "Person", "Concept"]))
def test_folding_is_idempotent_and_nothing_crashes(name, label):
    assert folded(folded(name)) == folded(name)
    assert normal_form(name, label) == normal_form(name, label)
    assert isinstance(is_acronym(name), bool)
    assert isinstance(is_acronym_of(name, name), bool)
