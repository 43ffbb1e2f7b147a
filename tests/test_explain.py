"""What a graph says about a thing, and what it holds in numbers."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from annotated import PAGED, STORY, annotation, write_graph

from sse_graph.errors import QueryError
from sse_graph.explain import explain
from sse_graph.info import info
from sse_graph.store import open_store


@pytest.mark.parametrize("name", ["Vela Network", "vela network", "VN", "Réseau Vela", "RÉSEAU VELA"])
def test_any_name_in_any_case_explains_the_thing(story, name):
    (thing,) = explain(story, name)
    assert thing.iri == "https://w3id.org/sse-graph/id/organization/vela-network"
    assert (thing.name, thing.label, thing.classes) == ("Vela Network", "Organization", ("Network",))
    assert set(thing.names) == {"Vela Network", "VN", "Réseau Vela"}
    assert thing.mentions == (("2026/forum.txt", 2), ("membres.txt", 2), ("news.md", 2))
    assert ("Vela Network", "Réseau Vela", "translated-acronym") in thing.merges


def test_every_fact_has_its_quote_document_rule_and_confidence(story):
    (thing,) = explain(story, "VN")
    facts = {(fact.subject, fact.predicate, fact.object): fact for fact in thing.facts}
    assert facts.keys() == {
        ("Ora Coop", "partnerOf", "Vela Network"),
        ("Ora Coop", "memberOf", "Vela Network"),
        ("Vela Network", "organizes", "Solidarity Forum"),
        ("Vela Network", "locatedIn", "Togo"),
        ("Lago Fund", "supports", "Vela Network"),
    }
    fact = facts["Lago Fund", "supports", "Vela Network"]
    assert (fact.quote, fact.document, fact.rule, fact.confidence) == (STORY[2].document.text, "news.md", "verb", 0.9)


def test_two_things_of_one_name_are_both_explained(tmp_path):
    store = open_store(write_graph(tmp_path / "kg", [annotation("a.txt", "[Quito](p1) and [Quito](o1)")]))
    assert [thing.label for thing in explain(store, "quito")] == ["Organization", "Place"]


def test_a_quote_of_a_document_with_pages_has_its_page(tmp_path, story):
    (thing,) = explain(open_store(write_graph(tmp_path / "kg", [PAGED])), "Vela")
    assert [(fact.quote, fact.page) for fact in thing.facts] == [("Vela joins Ora.", 1)]
    assert {fact.page for fact in explain(story, "VN")[0].facts} == {0}


def test_an_unknown_name_is_refused_with_near_ones(story):
    with pytest.raises(QueryError, match="nothing is named 'Vela Netwrk' in this graph; did you mean Vela Network"):
        explain(story, "Vela Netwrk")
    with pytest.raises(QueryError, match=r"in this graph$"):
        explain(ox.Store(), 'x" } #')


def test_numbers_are_those_of_the_annotations(story):
    numbers = info(story)
    assert numbers.documents == 3
    assert numbers.mentions == sum(len(text.mentions) for text in STORY)
    assert numbers.evidence == sum(len(text.relations) for text in STORY)
    assert dict(numbers.things) == {"Organization": 3, "Place": 3, "Event": 1, "Person": 1, "Concept": 1}
    relations = dict(numbers.relations)
    assert (relations["organizes"], relations["locatedIn"], relations["partOf"]) == (2, 2, 0)
    assert sum(relations.values()) == numbers.evidence
    assert numbers.languages == (("en", 2), ("fr", 1))
    assert numbers.pipelines == ("hand 1",)
    assert numbers.warnings == ()
    assert numbers.statements == len(story)


def test_an_empty_store_has_zeros():
    numbers = info(ox.Store())
    assert (numbers.documents, numbers.mentions, numbers.statements) == (0, 0, 0)
    assert all(count == 0 for _, count in (*numbers.things, *numbers.relations))
