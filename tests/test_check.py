"""What is broken in a user's vocabulary is found, with the line and the condition; ours are sound."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sse_graph.check import check_vocabulary
from sse_graph.errors import InputError
from sse_graph.resources import ontology_path

HEAD = """@prefix : <https://example.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix sse: <https://w3id.org/sse-graph/ontology#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""
BROKEN = [
    pytest.param(':a a skos:Concept , skos:ConceptScheme ; skos:prefLabel "A"@en .', "S9", 6, id="concept and scheme"),
    pytest.param(':a a skos:Concept ; skos:prefLabel "A"@en ; skos:altLabel "A"@en .', "S13", 6, id="label twice"),
    pytest.param(':a a skos:Concept ; skos:prefLabel "A"@en , "B"@EN .', "S14", 6, id="two preferred labels"),
    pytest.param(
        ':a a skos:Concept ; skos:prefLabel "A"@en .\n'
        ':b a skos:Concept ; skos:prefLabel "B"@en ; skos:broader :a .\n'
        ':c a skos:Concept ; skos:prefLabel "C"@en ; skos:broader :b ; skos:related :a .',
        "S27",
        8,
        id="related to what is above",
    ),
    pytest.param(
        ':a a skos:Concept ; skos:prefLabel "A"@en ; skos:exactMatch :x ; skos:broadMatch :x .', "S46", 6, id="matches"
    ),
    pytest.param(
        ':a a skos:Concept ; skos:prefLabel "A"@en ; skos:broader :b .\n'
        ':b a skos:Concept ; skos:prefLabel "B"@en ; skos:broader :a .',
        "cycle",
        6,
        id="circle",
    ),
    pytest.param(':a a skos:Concept ; skos:prefLabel "A"@en .\n:b a skos:Concept', "syntax", 7, id="no full stop"),
    pytest.param(":a a sse:Organization .", "name", 6, id="no name"),
    pytest.param(':a a sse:Organisation ; skos:prefLabel "A"@en .', "iri", 6, id="no such class of ours"),
    pytest.param(':a a sse:Organization ; skos:prefLabel "A"@en ; sse:seatTown "B" .', "iri", 6, id="no such property"),
    pytest.param('[] a foaf:Organization ; foaf:name "A" .', "iri", 0, id="no IRI"),
    pytest.param('<vela> a foaf:Organization ; foaf:name "A" .', "iri", 0, id="relative IRI"),
    pytest.param(':a foaf:name "A" .', "class", 0, id="no class"),
    pytest.param("", "class", 0, id="nothing"),
    pytest.param(':a a skos:Concept ; skos:prefLabel "A"@en , ""@fr .', "shape", 6, id="empty label"),
    pytest.param(':a a skos:Concept ; skos:prefLabel "A"@en ; skos:broader "B" .', "shape", 6, id="broader is a text"),
    pytest.param(':a a foaf:Organization ; foaf:name "A" ; foaf:homepage "vela" .', "shape", 6, id="no address"),
    pytest.param(
        ':a a sse:Organization ; skos:prefLabel "A"@en ; sse:seatCity "B" , "C" .', "shape", 6, id="two seats"
    ),
]


@pytest.fixture
def write(tmp_path):
    def write(body: str, name: str = "own.ttl"):
        path = tmp_path / name
        path.write_text(HEAD + body, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(("body", "rule", "line"), BROKEN)
def test_what_breaks_a_vocabulary_is_found_at_its_line(write, body, rule, line):
    found = check_vocabulary(write(body))
    assert not found.sound
    assert (rule, line) in {(finding.rule, finding.line) for finding in found.findings if finding.error}


@pytest.mark.parametrize("name", ["organizations.ttl", "concepts.ttl"])
def test_what_ships_is_sound_and_leaves_nothing_to_know(name):
    found = check_vocabulary(ontology_path(name))
    assert found.sound
    assert found.findings == ()
    assert sum(number for _, number in found.things) >= 500


def test_a_sound_file_is_told_what_it_holds(write):
    found = check_vocabulary(
        write(':a a skos:Concept ; skos:prefLabel "truck"@en , "troc vif"@fr ; skos:altLabel "trucking"@en .')
    )
    assert found.sound
    assert found.things == (("Concept", 1),)
    assert found.languages == (("en", 2), ("fr", 1))
    assert found.findings == ()


def test_names_of_ours_are_told_apart_by_what_will_be_done_with_them(write):
    found = check_vocabulary(
        write(
            ':a a sse:Organization ; skos:prefLabel "Oxfam International"@en ; skos:altLabel "OI" .\n'
            ':b a sse:Organization ; skos:prefLabel "World Bank"@en ; sse:seatCountry "Chile"@en .\n'
            ':c a sse:Organization ; skos:prefLabel "Vela"@en ; skos:altLabel "UNDP" ; sse:ambiguousLabel "UNDP" .'
        )
    )
    assert found.sound
    told = {
        (finding.line, finding.message.split(">: ")[1].split(",")[0].split(" too")[0]) for finding in found.findings
    }
    assert (6, "is taken for ours") in told
    assert (7, '"World Bank" is a name of <https://w3id.org/sse-graph/id/organization/world-bank>') in told
    assert not [finding for finding in found.findings if finding.line == 8]


def test_a_label_without_language_and_a_target_elsewhere_are_to_be_known(write):
    found = check_vocabulary(
        write(':a a skos:Concept ; skos:prefLabel "plain barter" ; skos:broader <https://other.example/x> .')
    )
    assert found.sound
    assert {finding.rule for finding in found.findings} == {"language", "iri"}


def test_a_file_that_cannot_be_read_is_an_error_that_names_it(tmp_path):
    with pytest.raises(InputError, match=r"gone\.ttl: No such file"):
        check_vocabulary(tmp_path / "gone.ttl")
    latin = tmp_path / "latin.ttl"
    latin.write_bytes(HEAD.encode() + ':a a sse:Organization ; skos:prefLabel "Fédération" .'.encode("latin-1"))
    with pytest.raises(InputError, match=r"latin\.ttl: not UTF-8 at byte"):
        check_vocabulary(latin)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=80))
def test_no_text_makes_it_fall(tmp_path, body):
    path = tmp_path / "any.ttl"
    path.write_text(body, encoding="utf-8", errors="replace")
    check_vocabulary(path)
