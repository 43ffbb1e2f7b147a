"""The field's knowledge as data: ontology and code agree; thesaurus and authority file are complete and sound."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from sse_graph.annotate.places import place_table
from sse_graph.query import named_queries
from sse_graph.records import LABELS, SIGNATURES, SYMMETRIC
from sse_graph.resources import ontology_path
from sse_graph.vocab import PREFIXES, SSE
from sse_graph.vocabulary import read_terms

FILES = sorted(ontology_path().glob("*.ttl"))
HEAD = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
LANGUAGES = {"en", "fr", "es"}


def store(*names: str) -> ox.Store:
    found = ox.Store()
    for name in names:
        found.bulk_load(path=str(ontology_path(name)), format=ox.RdfFormat.TURTLE)
    return found


@pytest.fixture(scope="module")
def ontology() -> ox.Store:
    return store("sse.ttl")


@pytest.fixture(scope="module")
def thesaurus() -> ox.Store:
    return store("concepts.ttl")


@pytest.fixture(scope="module")
def authority() -> ox.Store:
    return store("organizations.ttl")


def column(found: ox.Store, query: str) -> list[str]:
    return [row[0].value for row in found.query(HEAD + query)]


def count(found: ox.Store, pattern: str) -> int:
    return int(column(found, f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {pattern} }}")[0])


def own(iris: list[str]) -> set[str]:
    return {iri for iri in iris if iri.startswith(str(SSE))}


def test_the_terms_of_the_code_are_those_of_the_ontology(ontology):
    assert own(column(ontology, "SELECT ?x { ?x a ?type }")) == set(SSE)


def test_every_file_uses_only_terms_of_the_ontology():
    assert len(FILES) >= 7
    for path in FILES:
        if path.name != "shapes.ttl":
            used = {
                term.value
                for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
                for term in (triple.predicate, triple.object)
                if isinstance(term, ox.NamedNode)
            }
            assert own(list(used)) <= set(SSE), path.name


@pytest.mark.parametrize("term", sorted(SSE))
def test_every_term_has_a_label_and_a_comment_in_three_languages(ontology, term):
    for predicate in ("label", "comment"):
        languages = column(ontology, f"SELECT (LANG(?l) AS ?n) {{ <{term}> rdfs:{predicate} ?l }}")
        assert Counter(languages) == Counter(LANGUAGES)


@pytest.mark.parametrize("predicate", sorted(SIGNATURES))
def test_signatures_are_the_domains_and_ranges(ontology, predicate):
    for side, labels in zip(("domain", "range"), SIGNATURES[predicate], strict=True):
        said = column(ontology, f"SELECT ?c {{ sse:{predicate} rdfs:{side}|schema:{side}Includes ?c }}")
        assert {iri.removeprefix(str(SSE)) for iri in said} == labels
    symmetric = count(ontology, f"sse:{predicate} a owl:SymmetricProperty . BIND (1 AS ?x)")
    assert bool(symmetric) == (predicate in SYMMETRIC)


def test_a_union_is_never_an_rdfs_domain(ontology):
    """Two ``rdfs:domain`` mean both at once: a reasoner would make every member an organization and a place."""
    assert not column(ontology, "SELECT ?p { ?p rdfs:domain ?a , ?b FILTER (?a != ?b) }")
    assert not column(ontology, "SELECT ?p { ?p rdfs:range ?a , ?b FILTER (?a != ?b) }")


@pytest.mark.parametrize(
    "alignment",
    [
        "ess:SSEInitiative rdfs:subClassOf sse:Organization",
        "ess:Network rdfs:subClassOf sse:Network",
        "sse:Organization rdfs:subClassOf org:Organization , schema:Organization",
        "sse:Event rdfs:subClassOf schema:Event",
        "sse:Concept rdfs:subClassOf skos:Concept",
        "sse:Person rdfs:subClassOf foaf:Person",
        "sse:partnerOf rdfs:subPropertyOf org:linkedTo",
        "sse:partOf rdfs:subPropertyOf org:subOrganizationOf",
        "sse:memberOf rdfs:seeAlso org:memberOf",
        "sse:organizes rdfs:seeAlso schema:organizer",
        "sse:Document rdfs:seeAlso prov:Entity , nif:Context",
    ],
)
def test_the_ontology_is_aligned(ontology, alignment):
    assert bool(ontology.query(f"{HEAD} ASK {{ {alignment} }}"))


def test_nothing_is_called_equivalent(ontology):
    assert not column(ontology, "SELECT ?x { ?x owl:equivalentClass|owl:equivalentProperty|owl:sameAs ?y }")


def test_the_thesaurus_has_500_concepts_with_names_definitions_and_a_place(thesaurus):
    concepts = count(thesaurus, "?x a skos:Concept")
    assert concepts >= 500
    for language in {*LANGUAGES, "pt"}:
        assert count(thesaurus, f"?x skos:prefLabel ?l FILTER (LANG(?l) = '{language}')") >= concepts
    assert count(thesaurus, "?x a skos:Concept , sse:Concept ; skos:definition ?d ; skos:inScheme ?s") == concepts
    assert count(thesaurus, "?x skos:broader|skos:topConceptOf ?y") == concepts
    assert count(thesaurus, "?x skos:altLabel ?l") >= 400
    assert count(thesaurus, "?x skos:related ?y") >= 80


def test_the_thesaurus_is_a_sound_hierarchy(thesaurus):
    assert not column(
        thesaurus, "SELECT ?x { ?x skos:broader|skos:related ?y FILTER NOT EXISTS { ?y a skos:Concept } }"
    )
    assert not column(thesaurus, "SELECT ?x { ?x skos:broader+ ?x }")
    assert not column(thesaurus, "SELECT ?x { ?x skos:related ?y FILTER NOT EXISTS { ?y skos:related ?x } }")
    assert not column(thesaurus, "SELECT ?x { ?x skos:related ?y . ?x skos:broader+ ?y }"), "SKOS S27"
    doubled = "SELECT ?x { ?x skos:prefLabel ?a , ?b FILTER (LANG(?a) = LANG(?b) && ?a != ?b) }"
    assert not column(thesaurus, doubled), "SKOS S14"
    assert not column(thesaurus, "SELECT ?x { ?x skos:prefLabel ?l ; skos:altLabel ?l }"), "SKOS S13"


def test_the_thesaurus_is_matched_to_the_goals_and_to_essglobal(thesaurus):
    goals = column(thesaurus, "SELECT DISTINCT ?g { ?x skos:exactMatch ?g }")
    assert {goal.rsplit("/", 1)[1] for goal in goals} >= {str(number) for number in range(1, 18)}
    matches = column(thesaurus, "SELECT DISTINCT ?m { ?x skos:closeMatch ?m }")
    schemes = Counter(iri.removeprefix("http://purl.org/essglobal/standard/").split("/")[0] for iri in matches)
    assert schemes["themes"] >= 15
    assert schemes["qualifiers"] >= 10
    assert schemes["legal-form"] >= 3
    assert set(schemes) <= {"themes", "qualifiers", "legal-form", "organisational-structure"}


def test_the_authority_file_has_1300_bodies_with_names_class_homepage_and_seat(authority):
    bodies = count(authority, "?x a sse:Organization")
    assert bodies >= 1300
    assert count(authority, "?x a sse:Organization ; skos:prefLabel ?l") == bodies
    assert count(authority, "?x a sse:Organization , ?c FILTER (?c != sse:Organization)") >= bodies - 5
    assert count(authority, "?x foaf:homepage ?h") >= 1000
    assert count(authority, "?x sse:seatCity ?c ; sse:seatCountry ?d") >= 1100
    assert count(authority, "?x skos:altLabel ?l FILTER (LANG(?l) = '')") >= 500
    assert not column(authority, "SELECT ?x { ?x foaf:homepage ?h FILTER (!STRSTARTS(STR(?h), 'http')) }")


def test_a_name_that_two_bodies_bear_is_called_ambiguous_of_both(authority):
    shared = """SELECT DISTINCT ?n { ?a skos:prefLabel|skos:altLabel ?l . ?b skos:prefLabel|skos:altLabel ?m .
      FILTER (?a != ?b && STR(?l) = STR(?m)) BIND (STR(?l) AS ?n)
      FILTER NOT EXISTS { ?a sse:ambiguousLabel ?x FILTER (STR(?x) = ?n) } }"""
    assert column(authority, shared) == []


def test_what_a_body_belongs_to_is_a_body_of_the_file(authority):
    belongs = "?x org:memberOf|org:subOrganizationOf ?y"
    assert count(authority, belongs) >= 140
    assert not column(authority, f"SELECT ?y {{ {belongs} FILTER NOT EXISTS {{ ?y a sse:Organization }} }}")
    assert not column(authority, "SELECT ?x { ?x (org:memberOf|org:subOrganizationOf)+ ?x }")


def test_every_seat_is_a_country_of_the_table_of_places(authority):
    for name in set(column(authority, "SELECT ?c { ?x sse:seatCountry ?c }")):
        assert any("Country" in place.classes for place in place_table().find(name)), name


def test_no_body_is_looked_for_by_the_name_of_a_place():
    """Acronyms are looked for as they are written: the ILO is not Ilo in Peru."""
    main_names = {name for term in place_table().well_known(0) for name, _ in term.preferred}
    assert len(main_names) > 30_000
    for term in read_terms([ontology_path("organizations.ttl")]):
        assert not ({name for name, _ in term.names} - set(term.ambiguous)) & main_names, term.iri


def test_terms_are_read_from_the_files_that_ship():
    terms = read_terms([ontology_path("organizations.ttl"), ontology_path("concepts.ttl")])
    assert {term.label for term in terms} <= set(LABELS)
    assert len(terms) >= 1800
    assert len({term.iri for term in terms}) == len(terms)


def test_named_questions_say_what_they_answer_and_use_known_terms():
    questions = named_queries()
    assert len(questions) >= 12
    for question in questions:
        assert question.title[0].isupper()
        assert not question.title.endswith(".")
        for name, meaning, _ in question.parameters:
            assert f"?{name}" in question.text
            assert meaning


def test_the_header_of_a_file_says_what_it_is():
    for path in (*FILES, *sorted(Path(ontology_path("queries")).glob("*.rq"))):
        assert path.read_text(encoding="utf-8").startswith("# "), path.name
