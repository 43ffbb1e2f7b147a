"""Recognised names that hold two bodies, or are no body by their head or by the table of places."""

from __future__ import annotations

import pytest
import spacy

from sse_graph.annotate.heads import head_class
from sse_graph.annotate.mentions import MentionMaker
from sse_graph.annotate.pieces import pieces
from sse_graph.annotate.places import place_table
from sse_graph.annotate.spans import Found


def parts(text: str, language: str, label: str = "Organization", bodies: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    doc = spacy.blank(language)(text)
    found = pieces(doc, Found(0, len(doc), label, "ner", 2, 0.85), frozenset(bodies), language)
    return [(doc[piece.start : piece.end].text, piece.label) for piece in found]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        pytest.param("ABC Alianza del Barrio Central", "es", ["ABC", "Alianza del Barrio Central"], id="acronym-first"),
        pytest.param("Lago Seed Union LSU", "en", ["Lago Seed Union", "LSU"], id="acronym-last"),
        pytest.param("Faculty of Law of the University of Vela", "en",
                     ["Faculty of Law", "University of Vela"], id="en"),
        pytest.param("Department of Law, Open University of Vela", "en",
                     ["Department of Law", "Open University of Vela"], id="comma"),
        pytest.param("Chaire Commune de l’Université de Vela", "fr", ["Chaire Commune", "Université de Vela"], id="fr"),
        pytest.param("Cátedra de Suelos del Instituto Vela", "es", ["Cátedra de Suelos", "Instituto Vela"], id="es"),
        pytest.param("Unité Jeunes de la VELA", "fr", ["Unité Jeunes", "VELA"], id="acronym-as-whole"),
        pytest.param("Board of VELA", "en", ["VELA"], id="board-alone"),
        pytest.param("Board of Directors of VELA", "en", ["VELA"], id="organ"),
        pytest.param("Ministro de Suelos del Gobierno Vela", "es", ["Gobierno Vela"], id="office"),
    ],
)  # fmt: skip
def test_a_name_that_holds_two_bodies_is_parted(text, language, expected):
    assert parts(text, language) == [(name, "Organization") for name in expected]


def test_a_body_that_the_text_names_elsewhere_may_be_the_whole():
    assert parts("Youth Council of Vela Seeds", "en") == [("Youth Council of Vela Seeds", "Organization")]
    both = [("Youth Council", "Organization"), ("Vela Seeds", "Organization")]
    assert parts("Youth Council of Vela Seeds", "en", bodies=("Vela Seeds",)) == both


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("Federation of Bakers of Vela", "en", id="no-unit"),
        pytest.param("Centre for Seeds of Vela", "en", id="no-body-behind"),
        pytest.param("Red de Escuelas del Instituto Vela", "es", id="network-of-units"),
        pytest.param("Alianza del Barrio", "es", id="no-acronym"),
        pytest.param("LSU Vela", "en", id="acronym-of-something-else"),
        pytest.param("Office", "en", id="one-word"),
    ],
)
def test_other_names_are_whole(text, language):
    assert parts(text, language) == [(text, "Organization")]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("Alcaldesa de Vela", "es", id="office"),
        pytest.param("Ministre de la Mer", "fr", id="minister"),
        pytest.param("Salle Vela", "fr", id="hall"),
        pytest.param("AUDITORIUM", "en", id="auditorium"),
        pytest.param("Conseil d’Administration", "fr", id="organ"),
        pytest.param("Steering Committee", "en", id="committee"),
    ],
)
def test_offices_halls_and_organs_are_no_bodies(text, language):
    assert parts(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        pytest.param("Ley de Semillas", "es", "Organization", id="law"),
        pytest.param("Vela Recommendation on Seeds 2030", "en", "Organization", id="recommendation"),
        pytest.param("Estrategia 2023-2027", "es", "Event", id="strategy"),
    ],
)
def test_laws_and_plans_are_concepts(text, language, label):
    assert parts(text, language, label) == [(text, "Concept")]


def test_what_is_neither_body_nor_event_is_not_looked_at():
    assert parts("Salle Vela", "fr", "Place") == [("Salle Vela", "Place")]
    assert parts("ABC Alianza del Barrio Central", "es", "Person") == [("ABC Alianza del Barrio Central", "Person")]


@pytest.mark.parametrize(
    ("name", "language", "kind"),
    [
        pytest.param("World Seed Day", "en", "Event", id="day"),
        pytest.param("Foire des Semences", "fr", "Event", id="fair"),
        pytest.param("2e Semaine de la Mer", "fr", "Event", id="week"),
        pytest.param("University of Vela 2030", "en", "ResearchInstitution", id="university"),
        pytest.param("Board", "en", "", id="one-word"),
        pytest.param("Department of Law", "en", "", id="unit"),
        pytest.param("Ley de Semillas", "es", "", id="law"),
    ],
)
def test_the_head_tells_the_class(name, language, kind):
    assert head_class(name, language) == kind


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        pytest.param("Buenos Aires", "Organization", "Place", id="city"),
        pytest.param("Andhra Pradesh", "Organization", "Place", id="region"),
        pytest.param("Región de Murcia", "Organization", "Organization", id="authority"),
        pytest.param("Union", "Organization", "Organization", id="one-word"),
        pytest.param("Santiago Belora", "Place", "Person", id="person"),
        pytest.param("Belora Santiago", "Place", "Place", id="no-given-name-first"),
        pytest.param("San José", "Place", "Place", id="listed-place"),
        pytest.param("Ana Buenos Aires Norte", "Place", "Place", id="too-long-for-a-person"),
    ],
)
def test_the_table_of_places_decides_between_body_place_and_person(text, label, expected):
    doc = spacy.blank("es")(text)
    maker = MentionMaker(place_table(), "es", {})
    assert maker._kind_by_table(doc, Found(0, len(doc), label, "ner", 2, 0.85)).label == expected
