"""Names as they are in the field: which are one thing and which are two, and how well a corpus is put together."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from names_set import pairs, things

from sse_graph.bcubed import b_cubed, measure_clusters
from sse_graph.corpus import read_corpus
from sse_graph.resolve import resolve
from sse_graph.resources import ontology_path
from sse_graph.vocabulary import read_terms

DEV = Path(__file__).resolve().parent.parent / "corpus" / "dev"
LEAST_PAIRS = 0.97
LEAST_DEV = 0.95


@pytest.fixture(scope="module")
def terms():
    return read_terms([ontology_path("organizations.ttl"), ontology_path("concepts.ttl")])


def test_the_names_set_is_large_and_has_every_trap():
    cases = pairs()
    assert len(cases) >= 300
    assert sum(case.same for case in cases) >= 100
    assert sum(not case.same for case in cases) >= 100
    assert {
        "acronym", "accent", "alike", "ambiguous-acronym", "ampersand", "article", "case", "edition", "initials",
        "legal-form", "misspelling", "number", "opposite", "parent-child", "place", "punctuation", "region", "spelling",
        "translation", "type", "word-order",
    } <= {case.trap for case in cases}  # fmt: skip
    assert len(set(things()[1].values())) >= 60


def test_no_two_bodies_are_taken_for_one_and_hardly_one_for_two(terms):
    measured, false = [], []
    for case in pairs():
        of_mention = {key: entity.iri for entity in resolve(case.documents, terms) for key in entity.mentions}
        one, other = (of_mention[mention] for mention in case.mentions)
        if one == other and not case.same:
            false.append(f"{case.line} {case.trap}: {[document.document.text for document in case.documents]}")
        measured += [((case.line, 0), (case.line, one)), ((case.line, int(not case.same)), (case.line, other))]
    assert not false
    assert b_cubed(measured).f1 >= LEAST_PAIRS


def test_all_things_of_the_names_set_together_keep_apart_and_whole(terms):
    documents, gold = things()
    of_mention = {key: entity.iri for entity in resolve(documents, terms) for key in entity.mentions}
    found = defaultdict(set)
    for mention, thing in gold.items():
        found[of_mention[mention]].add(thing)
    assert not [together for together in found.values() if len(together) > 1]
    assert b_cubed((thing, of_mention[mention]) for mention, thing in gold.items()).f1 >= LEAST_PAIRS


def test_the_corpus_is_put_together(terms):
    measured = measure_clusters(read_corpus(DEV), terms)
    assert measured.keys() == {"all", "en", "es", "fr"}
    assert measured["all"].mentions > 1000
    assert measured["all"].f1 >= LEAST_DEV
