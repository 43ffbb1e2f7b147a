"""Known names in texts: what is looked for, in which spelling and language."""

from __future__ import annotations

import pytest
import spacy

from sse_graph.annotate.gazetteer import Gazetteer, spellings
from sse_graph.records import Term
from sse_graph.resources import ontology_path
from sse_graph.vocabulary import read_terms

CARE = Term(
    iri="https://example.org/care",
    label="Concept",
    names=(("workers' care", "en"), ("cuidados", "es"), ("care", "en")),
    preferred=(("workers' care", "en"), ("cuidados", "es")),
    ambiguous=("care",),
)
VELA = Term(
    iri="https://example.org/vela",
    label="Organization",
    names=(("Réseau d’Entraide Vela", "fr"), ("UNE", "en"), ("RV", ""), ("Vela", "")),
    preferred=(("Réseau d’Entraide Vela", "fr"),),
    ambiguous=("RV",),
)


def found(text: str, language: str, *terms: Term) -> list[str]:
    nlp = spacy.blank(language)
    doc = nlp(text)
    return [doc[span.start : span.end].text for span in Gazetteer(nlp, terms, language).find(doc)]


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_an_apostrophe_is_an_apostrophe_however_it_is_typed(language):
    for text in ("Réseau d'Entraide Vela", "Réseau d’Entraide Vela"):
        assert text in found(f"Le {text} agit.", language, VELA)
    for text in ("Workers' care", "workers’ care"):
        assert found(f"The {text} grows.", "en", CARE) == [text]


def test_spellings_are_one_where_there_is_no_apostrophe():
    assert spellings("Vela") == ("Vela",)
    assert spellings("L’Atelier d'Or") == ("L'Atelier d'Or", "L’Atelier d’Or")


def test_a_name_that_is_marked_is_not_looked_for():
    assert found("Who cares for care? RV does.", "en", CARE, VELA) == []


def test_a_concept_is_looked_for_in_its_language_in_any_case():
    assert found("CUIDADOS y cuidados", "es", CARE) == ["CUIDADOS", "cuidados"]
    assert found("CUIDADOS y cuidados", "en", CARE) == []


def test_a_body_is_looked_for_in_any_language_but_only_with_a_capital():
    assert found("Vela and vela", "en", VELA) == ["Vela"]
    text = "RÉSEAU D'ENTRAIDE VELA, réseau d'entraide vela"
    assert found(text, "es", VELA) == ["VELA", "RÉSEAU D'ENTRAIDE VELA"]


def test_an_acronym_with_a_language_is_looked_for_in_that_language_only():
    assert found("UNE", "en", VELA) == ["UNE"]
    assert found("UNE FÊTE", "fr", VELA) == []


def test_names_that_differ_in_case_alone_are_one_name_of_two_bearers():
    """Wherever they begin: a name that two things bear finds none, also when both are looked for late."""
    one, other = (
        Term(iri=f"https://example.org/{name}", label="Place", names=((name, ""),), weight=5.0, classes=("City",))
        for name in ("Kırka", "Kirka")
    )
    assert found("KIRKA", "en", one) == ["KIRKA"]
    assert found("KIRKA", "en", one, other) == []
    assert found("Kırka, Kirka", "en", one, other) == ["Kırka", "Kirka"]


def test_a_word_that_the_tokenizer_divides_begins_a_name_too():
    cannot = Term(iri="https://example.org/c", label="Organization", names=(("Cannot Wait Network", "en"),))
    assert found("We met Cannot Wait Network.", "en", cannot) == ["Cannot Wait Network"]
    assert found("We met Cannot Wait Network.", "fr", cannot) == ["Cannot Wait Network"]


def test_a_name_that_the_text_breaks_off_is_none():
    care = Term(iri="https://example.org/c", label="Concept", names=(("care work", "en"), ("care work now", "en")))
    assert found("It is care work", "en", care) == ["care work"]
    assert found("It is care", "en", care) == []


def test_the_capital_letters_of_a_heading_are_not_the_united_nations():
    terms = read_terms([ontology_path("organizations.ttl")])
    assert found("UN AÑO DE REDES EN LA ONU", "es", *terms) == ["ONU"]
    assert found("UN RÉSEAU À L'ONU", "fr", *terms) == ["ONU"]
    assert found("A YEAR AT THE UN", "en", *terms) == ["UN"]
