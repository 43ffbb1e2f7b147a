"""The data contract of DESIGN.md, quad by quad."""

from __future__ import annotations

import random

import pyoxigraph as ox
import pytest
from annotated import PAGED, STORY, annotation

from sse_graph.describe import describe, document_iris, seats
from sse_graph.records import Mention, Relation, Term
from sse_graph.resolve import resolve
from sse_graph.vocab import BASE, DCTERMS, PREFIXES, SCHEMA, SSE

DOC = BASE + "doc/2026-forum"
VELA = BASE + "id/organization/vela-network"
ORA = BASE + "id/organization/ora-coop"
CORPUS = BASE + "graph/corpus"


def quads(annotations=STORY, terms=(), place=lambda iri: None) -> set[ox.Quad]:
    return set(describe(annotations, resolve(annotations, terms, place), place))


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    store.bulk_extend(quads())
    return store


def rows(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    head = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
    return [tuple(term.value for term in row) for row in store.query(head + query)]


def test_a_document_names_its_graph_and_says_what_it_is(store):
    assert rows(
        store,
        f"""SELECT ?identifier ?title ?language ?hash ?pipeline WHERE {{ GRAPH <{DOC}> {{ <{DOC}> a sse:Document ;
        dcterms:identifier ?identifier ; dcterms:title ?title ; dcterms:language ?language ; sse:sha256 ?hash ;
        sse:pipeline ?pipeline }} }}""",
    ) == [("2026/forum.txt", "About 2026/forum.txt", "en", STORY[0].document.sha256, "hand 1")]


def test_what_a_document_says_about_itself_are_statements_about_it():
    store = ox.Store()
    store.extend(describe([PAGED], resolve([PAGED])))
    told = dict(rows(store, f"SELECT ?p ?o WHERE {{ GRAPH ?g {{ <{BASE}doc/report> ?p ?o }} }}"))
    assert told[DCTERMS.creator] == "Ada"
    assert told[SCHEMA.numberOfPages] == "3"
    head = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
    for statement in (
        "dcterms:date '2025-03-14'^^xsd:date",
        "dcterms:created '2025-02-30'",  # no day of a calendar
        "dcterms:source <https://x.example/a>",
    ):
        assert store.query(f"{head} ASK {{ GRAPH ?g {{ <{BASE}doc/report> {statement} }} }}"), statement


def test_a_range_tells_the_page_on_which_it_begins_and_only_in_a_document_with_pages(store):
    paged = ox.Store()
    paged.extend(describe([PAGED], resolve([PAGED])))
    query = "SELECT ?begin ?page WHERE { GRAPH ?g { ?m nif:beginIndex ?begin ; sse:page ?page } } ORDER BY ?begin ?page"
    assert rows(paged, query) == [("0", "1"), ("0", "1"), ("11", "1"), ("17", "3")]
    assert rows(store, query) == []


def test_a_thing_bears_in_a_document_the_names_of_that_document(store):
    query = (
        f"SELECT ?n WHERE {{ GRAPH ?doc {{ ?doc dcterms:identifier '%s' . <{VELA}> skos:altLabel ?n }} }} ORDER BY ?n"
    )
    assert rows(store, query % "2026/forum.txt") == [("VN",), ("Vela Network",)]
    assert rows(store, query % "membres.txt") == [("Réseau Vela",), ("VN",)]


def test_preferred_names_and_merges_stand_in_the_corpus_graph_alone(store):
    assert rows(store, "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?x skos:prefLabel ?n } }") == [(CORPUS,)]
    assert rows(store, "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?x a sse:Merge } }") == [(CORPUS,)]
    assert rows(store, f"SELECT ?n WHERE {{ GRAPH ?g {{ <{VELA}> skos:prefLabel ?n }} }} ORDER BY ?n") == [
        ("Réseau Vela",),
        ("Vela Network",),
    ]


def test_a_mention_points_at_its_characters(store):
    text = STORY[0].document.text
    found = rows(
        store,
        f"""SELECT ?m ?anchor ?begin ?end ?thing WHERE {{ GRAPH <{DOC}> {{ ?m a nif:Phrase ; nif:anchorOf ?anchor ;
        nif:beginIndex ?begin ; nif:endIndex ?end ; nif:referenceContext <{DOC}> ; itsrdf:taIdentRef ?thing ;
        sse:rule "ner" ; sse:confidence 0.85 }} }} ORDER BY ?begin""",
    )
    assert len(found) == len(STORY[0].mentions) == 9
    for iri, anchor, begin, end, _ in found:
        assert text[int(begin) : int(end)] == anchor
        assert iri == f"{DOC}#char={begin},{end}"
    assert found[0][4] == found[1][4] == VELA


def test_a_relation_has_its_evidence_beside_it(store):
    text = STORY[0].document.text
    assert rows(
        store,
        f"""SELECT ?quote ?rule ?confidence WHERE {{ GRAPH <{DOC}> {{ <{ORA}> sse:partnerOf <{VELA}> .
        ?fact a rdf:Statement ; rdf:subject <{ORA}> ; rdf:predicate sse:partnerOf ; rdf:object <{VELA}> ;
        prov:wasQuotedFrom ?range ;
        sse:rule ?rule ; sse:confidence ?confidence . ?range a nif:String ; nif:anchorOf ?quote }} }}""",
    ) == [(text, "verb", "0.9")]


def test_every_thing_has_one_main_class_and_its_narrower_ones(store):
    things = resolve(STORY)
    assert len(things) == 9
    for thing in things:
        found = {iri for (iri,) in rows(store, f"SELECT ?t WHERE {{ GRAPH ?g {{ <{thing.iri}> a ?t }} }}")}
        wanted = {PREFIXES["sse"] + name for name in (thing.label, *thing.classes)}
        assert found == wanted | ({PREFIXES["skos"] + "Concept"} if thing.label == "Concept" else set())
    assert next(thing.classes for thing in things if thing.iri == VELA) == ("Network",)


def test_a_fact_stated_twice_in_the_same_words_keeps_its_highest_confidence():
    text = annotation("a.txt", "[Vela Network](o1) ([VN](o1)) and [Ora](o2)", aliases=[(0, 1)])
    relations = (Relation(0, "partnerOf", 2, 0, 20, "list", 0.4), Relation(1, "partnerOf", 2, 0, 20, "list", 0.8))
    changed = type(text)(text.document, text.mentions, text.aliases, relations, "hand 1")
    facts = [quad for quad in quads([changed]) if quad.subject.value.partition("#")[2].startswith("fact-")]
    assert [q.object.value for q in facts if q.predicate.value.endswith("confidence")] == ["0.8"]


def test_a_relation_of_a_thing_to_itself_is_left_out():
    text = annotation("a.txt", "[Vela Network](o1) ([VN](o1))", aliases=[(0, 1)])
    changed = type(text)(text.document, text.mentions, text.aliases, (Relation(0, "partnerOf", 1, 0, 10, "list"),), "x")
    assert not [quad for quad in quads([changed]) if quad.predicate.value.endswith("partnerOf")]


def test_a_place_has_coordinates_codes_and_what_contains_it_named_or_not():
    quito, pichincha, ecuador, america = (f"{BASE}id/place/{name}" for name in ("quito", "pichincha", "ecuador", "sa"))
    table = {
        quito: Term(quito, "Place", (), (("Quito", "en"),), within=pichincha, latitude=-0.22, longitude=-78.0),
        pichincha: Term(pichincha, "Place", (), (("Pichincha", ""),), classes=("Region",), within=ecuador),
        ecuador: Term(
            ecuador, "Place", (), (("Ecuador", "en"),), classes=("Country",), within=america,
            codes=(("countryCode", "EC"),),
        ),
        america: Term(america, "Place", (), (("South America", "en"),), classes=("Region",)),
    }  # fmt: skip
    both = annotation("a.txt", "[Quito](p1), [Ecuador](p2)", identifiers={"p1": quito, "p2": ecuador})
    alone = annotation("a.txt", "[Quito](p1)", identifiers={"p1": quito})
    for document in (both, alone):
        found = {(q.subject.value, _local(q.predicate), q.object.value) for q in quads([document], (), table.get)}
        assert {(quito, "lat", "-0.22"), (quito, "long", "-78"), (quito, "within", ecuador)} <= found
        assert {(quito, "within", pichincha), (pichincha, "prefLabel", "Pichincha")} <= found
        assert {
            (ecuador, "countryCode", "EC"),
            (pichincha, "type", SSE.Region),
            (pichincha, "type", SSE.Place),
        } <= found
        assert america not in {value for statement in found for value in statement}


def test_a_doubtful_place_has_candidates_and_is_said_to_be_none_of_them():
    doubtful, one, other = f"{BASE}id/place/x-undecided", "https://sws.geonames.org/1/", "https://sws.geonames.org/2/"
    table = {doubtful: Term(doubtful, "Place", (("x", ""),), candidates=(one, other))}
    found = quads([annotation("a.txt", "[X](p1)", identifiers={"p1": doubtful})], (), table.get)
    assert {q.object.value for q in found if q.predicate.value == SSE.candidate} == {one, other}
    assert {q.object.value for q in found if _local(q.predicate) == "prefLabel"} == {"X"}
    assert not [q for q in found if _local(q.predicate) in {"exactMatch", "lat", "within"}]


def test_the_seats_of_a_user_s_vocabulary_stand_beside_ours():
    term = Term("https://example.org/vela", "Organization", (("Vela", ""),), seat=("Lyme", ""))
    (quad,) = seats([term, Term("https://example.org/ora", "Organization", (("Ora", ""),))])
    assert quad.graph_name.value == BASE + "graph/organizations"
    assert (_local(quad.predicate), quad.object) == ("seatCity", ox.Literal("Lyme", language="en"))


def _local(predicate: ox.NamedNode) -> str:
    return predicate.value.split("#")[-1].split("/")[-1]


def test_there_are_no_blank_nodes_and_the_order_of_documents_is_nothing():
    expected = quads()
    assert not [q for q in expected if isinstance(q.subject, ox.BlankNode) or isinstance(q.object, ox.BlankNode)]
    for seed in range(3):
        shuffled = list(STORY)
        random.Random(seed).shuffle(shuffled)
        assert quads(shuffled) == expected


def test_another_base_names_everything():
    base = "https://example.org/kg/"
    for quad in describe(STORY, resolve(STORY, base=base), base=base):
        assert quad.graph_name.value.startswith(base)
        assert quad.subject.value.startswith(base)


def test_documents_of_one_slug_keep_apart():
    iris = document_iris(["a b.txt", "a-b.txt", "a-b.md", "c.txt"])
    assert len(set(iris.values())) == 4
    assert iris["c.txt"] == BASE + "doc/c"
    assert iris == document_iris(["c.txt", "a-b.md", "a-b.txt", "a b.txt"])


def test_metadata_and_warnings_of_a_document_are_kept():
    text = annotation("a.txt", "[Vela](o1)")
    document = type(text.document)(
        "a.txt", "Vela", "", (), "en", "", (("date", "2026-05-01"), ("title", "ignored")), ("odd bytes",)
    )
    found = {
        (quad.predicate.value.rsplit("/")[-1].rsplit("#")[-1], quad.object.value)
        for quad in quads([type(text)(document, (Mention(0, 4, "Organization"),))])
        if "#" not in quad.subject.value
    }
    assert {("date", "2026-05-01"), ("warning", "odd bytes"), ("title", "a.txt")} <= found
    assert ("title", "ignored") not in found
