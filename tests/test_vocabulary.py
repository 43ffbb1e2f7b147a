"""Turtle files as terms."""

from __future__ import annotations

import pytest

from sse_graph.errors import OntologyError
from sse_graph.records import Term
from sse_graph.vocabulary import read_terms

HEAD = """@prefix : <https://example.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix sse: <https://w3id.org/sse-graph/ontology#> .
"""


@pytest.fixture
def write(tmp_path):
    def write(body: str, name: str = "own.ttl"):
        path = tmp_path / name
        path.write_text(HEAD + body, encoding="utf-8")
        return path

    return write


def test_an_entry_is_a_term_with_all_its_names(write):
    path = write("""
:vela a sse:Organization , sse:Network ; skos:prefLabel "Vela Network"@en , "Réseau Vela"@fr ;
    skos:altLabel "VN" , "Vela"@en ; skos:hiddenLabel "Vella"@en ; sse:ambiguousLabel "VN" ;
    skos:exactMatch <https://other.example/vela> ; skos:closeMatch <https://other.example/near> .
""")
    assert read_terms([path]) == (
        Term(
            iri="https://example.org/vela",
            label="Organization",
            names=(
                ("Réseau Vela", "fr"),
                ("Vela Network", "en"),
                ("VN", ""),
                ("Vela", "en"),
                ("Vella", "en"),
            ),
            preferred=(("Vela Network", "en"), ("Réseau Vela", "fr")),
            ambiguous=("VN",),
            classes=("Network",),
            matches=(("exactMatch", "https://other.example/vela"), ("closeMatch", "https://other.example/near")),
        ),
    )


def test_a_plain_skos_thesaurus_is_read_too(write):
    (term,) = read_terms([write(':barter a skos:Concept ; skos:prefLabel "barter"@en ; sse:unmatchedLabel "truck" .')])
    assert (term.label, term.ambiguous) == ("Concept", ("truck",))


def test_one_thing_in_two_files_is_one_term_and_the_order_of_files_is_nothing(write):
    one = write(':b a sse:Event ; skos:prefLabel "B"@en . :a a sse:Event ; skos:prefLabel "A"@en .', "one.ttl")
    two = write(':a skos:altLabel "Ah"@en .', "two.ttl")
    terms = read_terms([one, two])
    assert [term.iri[-1] for term in terms] == ["a", "b"]
    assert terms[0].names == (("A", "en"), ("Ah", "en"))
    assert terms == read_terms([two, one])


def test_what_is_no_thing_is_left_out(write):
    assert read_terms([write(':scheme a skos:ConceptScheme ; skos:prefLabel "S"@en . :x skos:prefLabel "X" .')]) == ()
    assert read_terms([]) == ()


def test_a_thing_without_preferred_name_is_an_error_that_names_it(write):
    with pytest.raises(OntologyError, match=r"<https://example\.org/vela> has no skos:prefLabel; add one"):
        read_terms([write(':vela a sse:Organization ; skos:altLabel "VN" .')])


def test_a_file_that_cannot_be_read_is_an_error_that_names_it(write, tmp_path):
    with pytest.raises(OntologyError, match=r"gone\.ttl: "):
        read_terms([tmp_path / "gone.ttl"])
    with pytest.raises(OntologyError, match=r"own\.ttl: .*mend the file"):
        read_terms([write(":vela a sse:Organization")])
