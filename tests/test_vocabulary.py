"""Turtle files as terms."""

from __future__ import annotations

import os

import pytest

from sse_graph.aligned import ESSGLOBAL
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


def test_what_is_read_again_is_what_stands_there_now(write):
    """Terms are remembered by what the files hold, so a file that is as large and as old as before is read too."""
    path = write(':a a sse:Event ; skos:prefLabel "One"@en .')
    first = read_terms([path])
    assert read_terms([path]) is first
    times = path.stat().st_mtime_ns
    path.write_text(path.read_text(encoding="utf-8").replace("One", "Two"), encoding="utf-8")
    os.utime(path, ns=(times, times))
    assert [term.names for term in read_terms([path])] == [(("Two", "en"),)]
    path.unlink()
    with pytest.raises(OntologyError):
        read_terms([path])


def test_files_of_other_names_are_not_taken_for_one_another(write):
    body = ':v a <https://schema.org/Organization> ; <https://schema.org/name> "Vela" ; <https://schema.org/address> ['
    body += ' <https://schema.org/addressLocality> "Lyme" ] .'
    one, other = write(body, "one.ttl"), write(body, "other.ttl")
    assert read_terms([one]) == read_terms([other]) == read_terms([one, other])
    for number in range(6):  # more than are remembered
        assert len(read_terms([one, write(f':n{number} a sse:Event ; skos:prefLabel "N"@en .', "more.ttl")])) == 2
    assert read_terms([one]) == read_terms([other])


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


SE_OPEN_DATA = """@prefix gr: <http://purl.org/goodrelations/v1#> .
@prefix ess: <{namespace}vocab/> .
@prefix standard: <{namespace}standard/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
:100 a ess:SSEInitiative ; gr:name "Vela Wind Co-operative" ;
    ess:organisationalStructure <{namespace}standard/organisational-structure/OS60> ;
    ess:hasAddress <https://example.org/100#Address> ;
    owl:sameAs <https://other.example/vela> .
<https://example.org/100#Address> a ess:Address ; vcard:locality "Lyme" ;
    vcard:country-name "United Kingdom" .
:200 a ess:Network ; gr:name "Vela Federation" ; ess:country_id "GB" .
"""


@pytest.mark.parametrize("namespace", [*ESSGLOBAL, "https://lod.coop/essglobal/V2a/"])
def test_data_of_essglobal_is_read_in_every_namespace(write, namespace):
    initiative, network = read_terms([write(SE_OPEN_DATA.replace("{namespace}", namespace))])
    assert initiative.names == (("Vela Wind Co-operative", ""),)
    assert initiative.classes == ("Cooperative",)
    assert initiative.seat == ("Lyme", "United Kingdom")
    assert initiative.matches == (("exactMatch", "https://other.example/vela"),)
    assert (network.label, network.classes, network.seat) == ("Organization", ("Network",), ("", "GB"))


@pytest.mark.parametrize(
    ("typed", "classes"),
    [
        ("<http://www.w3.org/ns/org#FormalOrganization>", ()),
        ("<http://xmlns.com/foaf/0.1/Organization>", ()),
        ("<https://schema.org/NGO>", ("Association",)),
        ("<http://schema.org/GovernmentOrganization>", ("PublicAuthority",)),
    ],
)
@pytest.mark.parametrize(
    "name",
    [
        "<http://www.w3.org/2004/02/skos/core#prefLabel>",
        "<http://www.w3.org/2000/01/rdf-schema#label>",
        "<http://xmlns.com/foaf/0.1/name>",
        "<https://schema.org/name>",
        "<http://schema.org/legalName>",
    ],
)
def test_bodies_of_other_vocabularies_are_read_by_any_name(write, typed, classes, name):
    (term,) = read_terms([write(f':vela a {typed} ; {name} "Vela"@EN-gb ; <https://schema.org/alternateName> "V" .')])
    assert (term.label, term.classes, term.preferred) == ("Organization", classes, (("Vela", "en"),))
    assert term.names == (("Vela", "en"), ("V", ""))


def test_an_empty_name_is_none(write):
    (term,) = read_terms([write(':b a skos:Concept ; skos:prefLabel "barter"@en , ""@fr , " "@es .')])
    assert term.names == (("barter", "en"),)


def test_an_address_without_name_of_its_own_is_read(write):
    body = ':v a <https://schema.org/Organization> ; <https://schema.org/name> "Vela" ; <https://schema.org/address> ['
    (term,) = read_terms([write(body + ' <https://schema.org/addressLocality> "Lyme" ] .')])
    assert term.seat == ("Lyme", "")


OURS = '<https://w3id.org/sse-graph/id/organization/vela> a sse:Organization ; skos:prefLabel "Vela Network"@en'


@pytest.mark.parametrize(
    "theirs",
    [
        ':v a sse:Organization ; skos:prefLabel "Other"@en ; skos:exactMatch ' + OURS.split()[0] + " .",
        ':v a <https://schema.org/Organization> ; <https://schema.org/name> "The Vela network" ; '
        'skos:altLabel "Other"@en .',
    ],
)
def test_what_is_said_or_named_to_be_the_same_is_one_term_with_our_iri(write, theirs):
    (term,) = read_terms([write(OURS + " .", "one.ttl"), write(theirs, "two.ttl")])
    assert term.iri == "https://w3id.org/sse-graph/id/organization/vela"
    assert ("Other", "en") in term.names
    assert ("exactMatch", "https://example.org/v") in term.matches
    assert ("Vela Network", "en") in term.preferred


def test_what_has_its_seat_elsewhere_or_another_class_is_another(write):
    ours = write(OURS + ' ; sse:seatCountry "Spain"@en .', "one.ttl")
    elsewhere = ':v a sse:Organization ; skos:prefLabel "Vela Network"@en ; sse:seatCountry "Chile"@en .'
    assert len(read_terms([ours, write(elsewhere, "two.ttl")])) == 2
    concept = ':v a skos:Concept ; skos:prefLabel "Vela Network"@en .'
    assert len(read_terms([ours, write(concept, "two.ttl")])) == 2


def test_the_entries_of_our_own_files_are_never_joined(write):
    other = OURS.replace("/vela>", "/vela-2>")
    assert len(read_terms([write(f"{OURS} . {other} .")])) == 2


def test_a_chain_of_sames_is_one_term(write):
    body = "".join(
        f':{name} a sse:Organization ; skos:prefLabel "Name {name}"@en ; skos:exactMatch :{other} .'
        for name, other in ("ab", "bc", "cd", "da")
    )
    (term,) = read_terms([write(body)])
    assert term.iri == "https://example.org/a"
    assert len(term.names) == 4
