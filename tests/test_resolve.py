"""Which mentions are one thing: spellings, acronyms, identifiers; and what stays two."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest
from annotated import STORY, annotation

from sse_graph.names import is_acronym_of
from sse_graph.records import Entity, Term
from sse_graph.resolve import resolve

RIPESS = "https://example.org/ripess"
QUITO = "https://example.org/quito"


def clusters(*annotations, terms=()) -> list[set[str]]:
    """The sets of names that were taken for one thing each, biggest first."""
    found = [{name for name, _ in entity.names} for entity in resolve(annotations, terms)]
    return sorted(found, key=lambda names: (-len(names), sorted(names)))


def entity(entities: tuple[Entity, ...], name: str) -> Entity:
    (found,) = [entity for entity in entities if any(name == borne for borne, _ in entity.names)]
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Vela Network", "VELA NETWORK", id="case"),
        pytest.param("Vela Network", "The Vela Network", id="article"),
        pytest.param("Vela-Ora Fund", "Vela–Ora Fund", id="dashes"),
        pytest.param("Growers' Union", "Growers’ Union", id="quotes"),
        pytest.param("Food & Land Union", "Food and Land Union", id="ampersand"),
        pytest.param("Réseau Vela", "Reseau Vela", id="accents"),
    ],
)
def test_spellings_are_one_thing_within_and_across_documents(one, other):
    within = annotation("a.txt", f"[{one}](o1) and [{other}](o1) meet.")
    assert clusters(within) == [{one, other}]
    across = [annotation("a.txt", f"[{one}](o1) meets."), annotation("b.txt", f"[{other}](o1) meets.")]
    assert clusters(*across) == [{one, other}]


def test_an_acronym_is_its_long_form_by_definition_by_initials_and_in_other_documents():
    defined = annotation("a.txt", "[Red Intercontinental](o1) ([RIPESS](o1)) meets.", aliases=[(0, 1)], language="es")
    initials = annotation("b.txt", "[Lago Seed Union](o1) meets. [LSU](o1) sings.")
    alone = annotation("c.txt", "[RIPESS](o1) and [LSU](o2) dance.")
    assert clusters(defined, initials, alone) == [{"Lago Seed Union", "LSU"}, {"Red Intercontinental", "RIPESS"}]


def test_an_acronym_of_two_long_forms_is_left_alone_elsewhere():
    one = annotation("a.txt", "[Lago Seed Union](o1) ([LSU](o1))", aliases=[(0, 1)])
    two = annotation("b.txt", "[Lima Social Unit](o1) ([LSU](o1))", aliases=[(0, 1)])
    alone = annotation("c.txt", "[LSU](o1) dances.")
    assert clusters(one, two, alone) == [{"Lago Seed Union", "LSU"}, {"Lima Social Unit", "LSU"}, {"LSU"}]


def test_a_long_form_with_the_acronym_of_another_language_is_a_translation():
    native = annotation("a.txt", "[Fonds mauve des vergers](o1) ([FMV](o1))", aliases=[(0, 1)], language="fr")
    foreign = annotation("b.txt", "[Purple Orchard Fund](o1) ([FMV](o1))", aliases=[(0, 1)])
    assert clusters(native, foreign) == [{"FMV", "Fonds mauve des vergers", "Purple Orchard Fund"}]
    rival = annotation("c.txt", "[Fondation molle verte](o1) ([FMV](o1))", aliases=[(0, 1)], language="fr")
    assert len(clusters(native, foreign, rival)) == 3
    same_language = annotation("d.txt", "[Fédération des moulins](o1) ([FMV](o1))", aliases=[(0, 1)], language="fr")
    assert len(clusters(native, same_language)) == 2


def test_a_long_form_that_says_the_same_under_the_same_acronym_is_a_translation_whoever_else_bears_it():
    native = annotation("a.txt", "[Fonds mondial des villes](o1) ([FMV](o1))", aliases=[(0, 1)], language="fr")
    foreign = annotation("b.txt", "[Global City Fund](o1) ([FMV](o1))", aliases=[(0, 1)])
    rival = annotation("c.txt", "[Fondation mauve verte](o1) ([FMV](o1))", aliases=[(0, 1)], language="fr")
    assert clusters(native, foreign, rival) == [
        {"FMV", "Fonds mondial des villes", "Global City Fund"},
        {"FMV", "Fondation mauve verte"},
    ]


def test_an_acronym_is_not_joined_to_one_of_two_candidates_in_its_document():
    assert clusters(annotation("a.txt", "[Vela Network](o1) and [Vida Nueva](o2) meet [VN](o3).")) == [
        {"VN"},
        {"Vela Network"},
        {"Vida Nueva"},
    ]


def test_same_named_things_of_different_type_stay_two():
    things = resolve([annotation("a.txt", "[Quito](p1) sent [Quito](o1) to [Quito](v1).")])
    assert sorted(thing.label for thing in things) == ["Event", "Organization", "Place"]
    assert len({thing.iri for thing in things}) == 3


def test_an_authority_identifier_joins_names_that_have_nothing_in_common():
    terms = [Term(RIPESS, "Organization", (("RIPESS", ""), ("Red Vela", "es")), (("Vela Network", "en"),))]
    found = resolve(
        [annotation("a.txt", "[RIPESS](o1) meets."), annotation("b.txt", "[Red Vela](o1) se reúne.", language="es")],
        terms,
    )
    assert [thing.iri for thing in found] == [RIPESS]
    assert found[0].identifier == RIPESS
    assert found[0].preferred == (("Vela Network", "en"),)


def test_two_identifiers_are_never_one_thing():
    text = annotation(
        "a.txt", "[Vela](o1) and [Vela](o2)", aliases=[(0, 1)], identifiers={"o1": RIPESS, "o2": RIPESS + "-asia"}
    )
    assert [thing.iri for thing in resolve([text])] == [RIPESS, RIPESS + "-asia"]


def test_an_ambiguous_name_identifies_nothing_by_itself():
    terms = [
        Term(RIPESS, "Organization", (("Lago Fund", "en"), ("LF", "")), (("Lago Fund", "en"),), ambiguous=("LF",)),
    ]
    (thing,) = resolve([annotation("a.txt", "[LF](o1) meets.")], terms)
    assert thing.identifier == ""


def test_a_name_of_two_terms_identifies_neither():
    terms = [
        Term(RIPESS, "Organization", (("Lago Fund", "en"),), (("Lago Fund", "en"),)),
        Term(RIPESS + "-2", "Organization", (("Lago Fund", "en"),), (("Lago Fund", "en"),)),
    ]
    (thing,) = resolve([annotation("a.txt", "[Lago Fund](o1) meets.")], terms)
    assert thing.identifier == ""


def test_a_place_takes_its_names_and_coordinates_from_the_table():
    table = {QUITO: Term(QUITO, "Place", (), (("Quito", "en"),), latitude=-0.2, longitude=-78.5, classes=("City",))}
    text = annotation("a.txt", "[San Francisco de Quito](p1)", identifiers={"p1": QUITO})
    (place,) = resolve([text], place=table.get)
    assert (place.iri, place.preferred, place.latitude, place.classes) == (QUITO, (("Quito", "en"),), -0.2, ("City",))


def test_a_surname_is_the_one_full_name_of_its_document():
    assert clusters(annotation("a.txt", "[Ada Reed](h1) speaks. [Reed](h1) sings.")) == [{"Ada Reed", "Reed"}]
    assert len(clusters(annotation("a.txt", "[Ada Reed](h1), [Ben Reed](h2), [Reed](h3)"))) == 3


def test_a_double_name_is_both_its_halves():
    text = annotation("a.txt", "[Vela Network – Red Vela](o1). [Vela Network](o1). [Red Vela](o1).")
    assert len(clusters(text)) == 1


def test_every_union_of_two_names_keeps_its_reason():
    thing = entity(resolve(STORY), "VN")
    assert {name for name, _ in thing.names} == {"Vela Network", "VN", "Réseau Vela"}
    assert {(merge.first, merge.second, merge.rule) for merge in thing.merges} == {
        ("Vela Network", "VN", "acronym-definition"),
        ("Réseau Vela", "VN", "acronym-definition"),
        ("Vela Network", "VN", "initials"),
        ("Vela Network", "Réseau Vela", "translated-acronym"),
    }


def test_preferred_names_are_full_and_one_a_language_and_acronyms_bear_none():
    thing = entity(resolve(STORY), "VN")
    assert thing.preferred == (("Vela Network", "en"), ("Réseau Vela", "fr"))
    assert ("VN", "") in thing.names
    (alone,) = resolve([annotation("a.txt", "[VN](o1)")])
    assert alone.preferred == (("VN", ""),)


def test_every_mention_belongs_to_one_entity():
    keys = [key for thing in resolve(STORY) for key in thing.mentions]
    assert sorted(keys) == sorted((a.document.name, i) for a in STORY for i in range(len(a.mentions)))


def test_the_order_of_documents_changes_nothing():
    expected = resolve(STORY)
    assert len(expected) == 9
    for order in itertools.permutations(STORY):
        assert resolve(order) == expected


def test_no_documents_are_no_entities():
    assert resolve([]) == ()


def test_four_times_the_names_take_about_four_times_the_comparisons(monkeypatch):
    """No step compares all mentions with all: acronyms are compared with each different long form once."""
    compared = 0

    def counting(short: str, long: str) -> bool:
        nonlocal compared
        compared += 1
        return is_acronym_of(short, long)

    for module in ("local", "across"):
        monkeypatch.setattr(sys.modules[f"sse_graph.resolve.{module}"], "is_acronym_of", counting)

    def comparisons(count: int) -> int:
        nonlocal compared
        compared = 0
        body = " ".join(f"[Lago Seed Union {i}](o{i}) and [LSU](o{i})." for i in range(count))
        resolve([annotation("a.txt", body)])
        return compared

    few = comparisons(100)
    assert few > 0
    assert comparisons(400) <= 6 * few


def test_the_hash_seed_changes_nothing():
    program = "from annotated import STORY; from sse_graph.resolve import resolve; print(resolve(STORY))"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "7")
    }
    assert len(outputs) == 1
    assert "Vela Network" in outputs.pop()


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        pytest.param("Grammeen Seed Bank", "Grameen Seed Bank", "misspelling", id="a-doubled-letter"),
        pytest.param("Global Ecovillage Network", "Global Eco-village Network", "spelling", id="spacing"),
        pytest.param("Seed Fund for Ora Growers", "Ora Growers Seed Fund", "same-words", id="order"),
        pytest.param(
            "World Seed Growers Fund", "Wrold Seed Growers Fund", "misspelling", id="letters-that-changed-places"
        ),
    ],
)
def test_names_that_are_alike_are_one_thing_with_the_reason(one, other, rule):
    (thing,) = resolve([annotation("a.txt", f"[{one}](o1)"), annotation("b.txt", f"[{other}](o1)")])
    assert {(*sorted((merge.first, merge.second)), merge.rule) for merge in thing.merges} == {
        (*sorted((one, other)), rule)
    }


def test_annotations_may_stream_and_are_gone_through_once():
    assert resolve(iter(STORY)) == resolve(STORY)


def test_what_is_a_names_own_is_the_one_body_of_that_name_in_its_document():
    both = annotation("a.txt", "[Fundación Vela para la Infancia](o1) and [Ora Collective](o2): [Vela](o3), [Ora](o4).")
    assert clusters(both) == [{"Fundación Vela para la Infancia", "Vela"}, {"Ora", "Ora Collective"}]
    two = annotation("b.txt", "[Fundación Vela](o1), [Vela Collective](o2), [Vela](o3).")
    assert {"Vela"} in clusters(two)
    kind = annotation("c.txt", "[Federation of Bakers](o1) and [Bakers](o2); [Women Network](o3), [Women](o4).")
    assert len(clusters(kind)) == 4
    place = annotation("d.txt", "[Chile Collective](o1) and [Chile](o2).")
    assert len(clusters(place)) == 2


@pytest.mark.parametrize(
    ("short", "full", "rule", "language"),
    [
        pytest.param("Rosa", "Rosa Lima Quispe", "given-name", "es", id="given-name"),
        pytest.param("Quispe", "Rosa Lima Quispe", "surname", "es", id="surname"),
        pytest.param("Lima Quispe", "Rosa Lima Quispe", "person-initials", "es", id="two-of-three-names"),
        pytest.param("R. Quispe", "Rosa Lima Quispe", "person-initials", "es", id="initial"),
        pytest.param("Federación", "Federación Aymara de Tejedoras", "kind", "es", id="kind-first"),
        pytest.param("Alliance", "Harbour Rowers Alliance", "kind", "en", id="kind-last"),
        pytest.param("Red Amaru", "Red Amaru de Semillas", "part", "es", id="goes-on-with-a-small-word"),
        pytest.param("Comité de Tierras", "Comité de Tierras Altas", "part", "es", id="three-words-go-on"),
        pytest.param("Vela Clara", "Colectivo Infantil Vela Clara", "part", "es", id="end"),
    ],
)
def test_a_short_name_is_the_one_longer_name_of_its_document(short, full, rule, language):
    letter = "h" if rule in {"given-name", "surname", "person-initials"} else "o"
    (found,) = resolve(
        [annotation("a.txt", f"[{full}]({letter}1) spoke. [{short}]({letter}2) sang.", language=language)]
    )
    assert [(merge.rule, {merge.first, merge.second}) for merge in found.merges] == [(rule, {short, full})]
    assert [name for name, _ in found.preferred] == [full]


@pytest.mark.parametrize(
    ("name", "other", "language"),
    [
        pytest.param("Vela Network", "Vela Network Europe", "en", id="branch"),
        pytest.param("Sula Vela", "Sula Vela Sur", "es", id="south"),
        pytest.param("Trades Union Congress", "Scottish Trades Union Congress", "en", id="region-before"),
        pytest.param("University of Vela", "School of Business, University of Vela", "en", id="unit-before"),
        pytest.param("Vela", "Comité du label Vela", "fr", id="one-word-at-the-end"),
    ],
)
def test_a_name_that_goes_on_may_be_another_body(name, other, language):
    found = resolve([annotation("a.txt", f"[{other}](o1) met. [{name}](o2) came.", language=language)])
    assert len(found) == 2


def test_a_short_name_of_two_things_of_a_document_is_neither():
    text = "[Ana Sala](h1) and [Luz Sala](h2) met [Sala](h3)."
    assert clusters(annotation("a.txt", text)) == [{"Ana Sala"}, {"Luz Sala"}, {"Sala"}]


@pytest.mark.parametrize(
    ("first", "second", "short", "letter"),
    [
        pytest.param("Ana Sala", "Luz Sala", "Sala", "h", id="surname"),
        pytest.param("Red Amaru de Semillas", "Red Amaru de Jóvenes", "Red Amaru", "o", id="part"),
        pytest.param("Federación de Mineros", "Federación de Tejedoras", "Federación", "o", id="kind"),
    ],
)
def test_short_names_of_two_documents_join_nothing(first, second, short, letter):
    one, two = (
        annotation(f"{at}.txt", f"[{full}]({letter}1) met. [{short}]({letter}2) sang.", language="es")
        for at, full in enumerate((first, second))
    )
    assert clusters(one, two) == sorted(
        [{first, short}, {second, short}], key=lambda names: (-len(names), sorted(names))
    )


def test_a_bodys_short_name_leads_to_the_one_body_known_by_it_and_a_persons_does_not():
    body = annotation("a.txt", "[Red Amaru de Semillas](o1) met. [Red Amaru](o2) sang.", language="es")
    person = annotation("b.txt", "[Ana Sala](h1) met. [Sala](h2) sang.", language="es")
    alone = annotation("c.txt", "[Red Amaru](o1) met [Sala](h1).", language="es")
    assert clusters(body, person, alone) == [{"Ana Sala", "Sala"}, {"Red Amaru", "Red Amaru de Semillas"}, {"Sala"}]
