"""The ontology against the catalogue of pitfalls, a reasoner and its own data; its pages are those of the file.

Source: M. Poveda-Villalón, A. Gómez-Pérez, M. C. Suárez-Figueroa, OOPS! (2014), whose numbers the checks bear. Each
check is tried on an ontology that falls into it, so that none of them can only pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import owlrl
import pyoxigraph as ox
import pytest
import rdflib
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD

from sse_graph.ontology_docs import PAGES, pages, write_pages
from sse_graph.resources import ontology_path
from sse_graph.vocab import SSE

ROOT = Path(__file__).resolve().parent.parent
NS = str(SSE)
SDO = rdflib.Namespace("https://schema.org/")
DOMAINS, RANGES = (RDFS.domain, SDO.domainIncludes), (RDFS.range, SDO.rangeIncludes)
LANGUAGES = {"en", "fr", "es"}
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty)

Check = Callable[[rdflib.Graph], Iterable[str]]


def own(graph: rdflib.Graph, *kinds: rdflib.URIRef) -> list[rdflib.URIRef]:
    found = {s for kind in kinds for s in graph.subjects(RDF.type, kind) if str(s).startswith(NS)}
    return sorted(found)


def local(term: rdflib.term.Node) -> str:
    return str(term).removeprefix(NS)


def properties(graph: rdflib.Graph) -> list[rdflib.URIRef]:
    return own(graph, *PROPERTIES)


def classes(graph: rdflib.Graph) -> list[rdflib.URIRef]:
    return own(graph, OWL.Class)


def labels(graph: rdflib.Graph, term: rdflib.URIRef, language: str = "en") -> list[str]:
    return [str(label) for label in graph.objects(term, RDFS.label) if label.language == language]


def p02_synonyms_as_classes(graph):
    return [local(t) for t in classes(graph) if list(graph.objects(t, OWL.equivalentClass))]


def p04_unconnected(graph):
    links = {RDFS.subClassOf, RDFS.seeAlso, OWL.disjointWith, *DOMAINS, *RANGES}
    joined = {end for s, p, o in graph if p in links for end in (s, o)}
    return [local(t) for t in classes(graph) if t not in joined]


def p05_wrong_inverses(graph):
    def ends(term, kinds):
        return {o for kind in kinds for o in graph.objects(term, kind)}

    return [
        local(s)
        for s, o in graph.subject_objects(OWL.inverseOf)
        if ends(s, DOMAINS) != ends(o, RANGES) or ends(s, RANGES) != ends(o, DOMAINS)
    ]


def p06_cycles(graph):
    above = {t: set(graph.transitive_objects(t, RDFS.subClassOf)) - {t} for t in classes(graph)}
    return [local(t) for t in above if any(t in above.get(other, ()) for other in above[t])]


def p07_merged_concepts(graph):
    return [local(t) for t in classes(graph) if re.search(r"[a-z](And|Or)[A-Z]", local(t))]


def p08_missing_annotations(graph):
    return [
        f"{local(t)} {local(p)}"
        for t in (*classes(graph), *properties(graph))
        for p in (RDFS.label, RDFS.comment)
        if sorted(o.language for o in graph.objects(t, p)) != sorted(LANGUAGES) or not all(graph.objects(t, p))
    ]


def p11_missing_domain_or_range(graph):
    return [
        f"{local(t)} {side}"
        for t in properties(graph)
        for side, kinds in (("domain", DOMAINS), ("range", RANGES))
        if not any(list(graph.objects(t, kind)) for kind in kinds)
    ]


def p13_inverses_not_declared(graph):
    """All or none: a graph that asks half of its relations backwards by name and half with ``^`` is a trap."""
    relations = [t for t in own(graph, OWL.ObjectProperty) if (t, RDF.type, OWL.SymmetricProperty) not in graph]
    without = [
        t for t in relations if not list(graph.objects(t, OWL.inverseOf)) + list(graph.subjects(OWL.inverseOf, t))
    ]
    return [local(t) for t in without] if len(without) < len(relations) else []


def p19_several_domains_or_ranges(graph):
    return [
        local(t) for t in properties(graph) for p in (RDFS.domain, RDFS.range) if len(list(graph.objects(t, p))) > 1
    ]


def p21_miscellaneous(graph):
    return [local(t) for t in classes(graph) if re.search(r"^(Other|Misc|Unknown)", local(t))]


def p22_naming(graph):
    wrong = [local(t) for t in classes(graph) if not re.fullmatch(r"([A-Z][a-z]+)+", local(t))]
    return wrong + [
        local(t) for t in properties(graph) if not re.fullmatch(r"[a-z]+[0-9]*([A-Z][a-z]+[0-9]*)*", local(t))
    ]


def p24_recursive_definition(graph):
    return [local(t) for t in classes(graph) if (t, RDFS.subClassOf, t) in graph]


def p25_inverse_to_itself(graph):
    return [local(t) for t in properties(graph) if (t, OWL.inverseOf, t) in graph]


def p28_symmetric_between_different_classes(graph):
    return [
        local(t)
        for t in own(graph, OWL.SymmetricProperty)
        if {o for k in DOMAINS for o in graph.objects(t, k)} != {o for k in RANGES for o in graph.objects(t, k)}
    ]


def p32_same_label(graph):
    found: dict[str, list[str]] = {}
    for term in (*classes(graph), *properties(graph)):
        for label in labels(graph, term):
            found.setdefault(label, []).append(local(term))
    return [" ".join(terms) for terms in found.values() if len(terms) > 1]


def p34_untyped_classes(graph):
    used = {
        o for p in (RDFS.subClassOf, OWL.disjointWith, RDFS.domain, SDO.domainIncludes) for o in graph.objects(None, p)
    }
    used |= set(graph.subjects(RDFS.subClassOf))
    builtin = {RDF.Statement, RDF.Property}
    return [local(t) for t in sorted(used) if (t, RDF.type, OWL.Class) not in graph and t not in builtin]


def p35_untyped_properties(graph):
    known = {*PROPERTIES, OWL.AnnotationProperty}
    used = {p for p in graph.predicates() if not str(p).startswith((str(RDF), str(RDFS), str(OWL)))}
    used |= set(graph.objects(None, RDFS.subPropertyOf))
    return [local(t) for t in sorted(used) if not known & set(graph.objects(t, RDF.type))]


def p36_file_extension_in_iri(graph):
    terms = own(graph, OWL.Ontology, OWL.Class, *PROPERTIES)
    names = {str(s) for s in graph.subjects(RDF.type, OWL.Ontology)} | {str(t) for t in terms}
    return [name for name in sorted(names) if re.search(r"\.(owl|rdf|ttl|n3|xml|rdfxml|jsonld)\b", name)]


def p38_no_ontology(graph):
    return [] if len(list(graph.subjects(RDF.type, OWL.Ontology))) == 1 else ["no owl:Ontology, or several"]


def p41_no_licence(graph):
    return [str(o) for o in graph.subjects(RDF.type, OWL.Ontology) if not list(graph.objects(o, DCTERMS.license))]


def dangling(graph):
    """IRIs of ours that stand somewhere and are declared nowhere, and external ones that are not typed."""
    ontology = next(iter(graph.subjects(RDF.type, OWL.Ontology)), None)
    ends = {term for triple in graph for term in triple if isinstance(term, rdflib.URIRef) and str(term).startswith(NS)}
    undeclared = [local(t) for t in sorted(ends) if not list(graph.objects(t, RDF.type))]
    others = {o for o in graph.objects(None, RDFS.seeAlso) if isinstance(o, rdflib.URIRef) and o != ontology}
    return undeclared + [str(t) for t in sorted(others) if not list(graph.objects(t, RDF.type))]


HEAD = (
    f"@prefix : <{NS}> . @prefix owl: <{OWL}> . @prefix rdfs: <{RDFS}> . @prefix schema: <{SDO}> . "
    f"@prefix dcterms: <{DCTERMS}> . @prefix xsd: <{XSD}> . @prefix skos: <{SKOS}> . "
)
LABELLED = 'rdfs:label "a"@en , "a"@fr , "a"@es ; rdfs:comment "c"@en , "c"@fr , "c"@es '
BROKEN: list[tuple[Check, str]] = [
    (p02_synonyms_as_classes, ":A a owl:Class ; owl:equivalentClass :B . :B a owl:Class ."),
    (p04_unconnected, ":A a owl:Class ."),
    (p05_wrong_inverses, ":p owl:inverseOf :q ; rdfs:domain :A ; rdfs:range :B . :q rdfs:domain :A ; rdfs:range :B ."),
    (p06_cycles, ":A a owl:Class ; rdfs:subClassOf :B . :B a owl:Class ; rdfs:subClassOf :A ."),
    (p07_merged_concepts, ":CityAndRegion a owl:Class ."),
    (p08_missing_annotations, ':A a owl:Class ; rdfs:label "a"@en ; rdfs:comment "c"@en , "c"@fr , "c"@es .'),
    (p11_missing_domain_or_range, ":p a owl:DatatypeProperty ; rdfs:domain :A ."),
    (
        p13_inverses_not_declared,
        ":p a owl:ObjectProperty ; owl:inverseOf :q . :q a owl:ObjectProperty . :r a owl:ObjectProperty .",
    ),
    (p19_several_domains_or_ranges, ":p a owl:ObjectProperty ; rdfs:domain :A , :B ."),
    (p21_miscellaneous, ":OtherBody a owl:Class ."),
    (p22_naming, ":small_class a owl:Class . :Has a owl:ObjectProperty ."),
    (p24_recursive_definition, ":A a owl:Class ; rdfs:subClassOf :A ."),
    (p25_inverse_to_itself, ":p a owl:ObjectProperty ; owl:inverseOf :p ."),
    (p28_symmetric_between_different_classes, ":p a owl:SymmetricProperty ; rdfs:domain :A ; rdfs:range :B ."),
    (p32_same_label, f":A a owl:Class ; {LABELLED} . :B a owl:Class ; {LABELLED} ."),
    (p34_untyped_classes, ":A a owl:Class ; rdfs:subClassOf :B ."),
    (p35_untyped_properties, ":A skos:note :B ."),
    (p36_file_extension_in_iri, "<https://e.org/o.ttl> a owl:Ontology ."),
    (p38_no_ontology, ":A a owl:Class ."),
    (p41_no_licence, "<https://e.org/o> a owl:Ontology ."),
    (dangling, ":A a owl:Class ; rdfs:subClassOf :B ."),
]  # fmt: skip


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology_path("sse.ttl"))


def test_every_check_is_tried():
    checks = {value for name, value in globals().items() if re.match(r"p\d\d_", name)} | {dangling}
    assert {check for check, _ in BROKEN} == checks
    assert len(checks) >= 20


@pytest.mark.parametrize(("check", "broken"), BROKEN, ids=[check.__name__ for check, _ in BROKEN])
def test_the_ontology_falls_into_no_pitfall(check, broken, ontology):
    assert len(classes(ontology)) >= 20
    assert len(properties(ontology)) >= 25
    assert list(check(ontology)) == []
    assert list(check(rdflib.Graph().parse(data=HEAD + broken, format="turtle")))


def errors_of(graph: rdflib.Graph) -> list[str]:
    """What OWL 2 RL concludes that cannot be: its rules that end in *false*, and instances of nothing."""
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, datatype_axioms=False).expand(graph)
    daml = rdflib.Namespace("http://www.daml.org/2002/03/agents/agent-ont#")
    return [str(o) for o in graph.objects(None, daml.error)] + [str(s) for s in graph.subjects(RDF.type, OWL.Nothing)]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_ontology_and_data_are_consistent_in_owl_rl(ontology):
    data = rdflib.Graph().parse(Path(__file__).parent / "data" / "conforming.ttl")
    both = rdflib.Graph()
    both += ontology
    both += data
    assert errors_of(both) == []
    kinds = {local(kind) for kind in both.objects(None, RDF.type) if str(kind).startswith(NS)}
    assert {"Organization", "Event", "Place"} <= kinds


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "statement",
    [
        ":x a :Organization , :Place .",
        ":x :organizes :y . :y a :Person .",
        ":x a :City , :Concept .",
        ":x :partnerOf :y . :x a :Event .",
    ],
)
def test_a_statement_that_cannot_be_is_found_by_the_reasoner(statement, ontology):
    graph = rdflib.Graph()
    graph += ontology
    graph.parse(data=HEAD + statement, format="turtle")
    assert errors_of(graph)


def test_no_class_is_empty_by_definition(ontology):
    graph = rdflib.Graph()
    graph += ontology
    for term in classes(ontology):
        graph.add((rdflib.URIRef(f"https://e.org/{local(term)}"), RDF.type, term))
    assert errors_of(graph) == []


def test_the_values_in_our_files_are_of_the_declared_ranges(ontology):
    ranges = {
        str(p): str(o) for p, o in ontology.subject_objects(RDFS.range) if str(o).startswith((str(XSD), str(RDF)))
    }
    seen = 0
    for path in sorted(ontology_path().glob("*.ttl")):
        for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            wanted = ranges.get(triple.predicate.value)
            if wanted and isinstance(triple.object, ox.Literal):
                seen += 1
                assert triple.object.datatype.value == wanted, f"{path.name}: {triple}"
    assert seen >= 200


def test_every_iri_of_ours_in_every_file_is_declared(ontology):
    declared = {str(s) for s in ontology.subjects(RDF.type)}
    for path in sorted(ontology_path().glob("*.ttl")):
        for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            for term in (triple.subject, triple.predicate, triple.object):
                if isinstance(term, ox.NamedNode) and term.value.startswith(NS):
                    assert term.value in declared, f"{path.name}: {term}"


def test_the_pages_of_the_ontology_are_those_of_the_file(tmp_path):
    """After a change of ``ontology/``: ``make ontology-docs``."""
    write_pages(tmp_path)
    for name in PAGES.values():
        committed = (ROOT / "docs" / "ontology" / name).read_text(encoding="utf-8")
        assert (tmp_path / name).read_text(encoding="utf-8") == committed, "run `make ontology-docs`"


def test_the_pages_name_every_term_and_link_to_it_in_each_language(ontology):
    for language, name in PAGES.items():
        text = pages()[name]
        anchors = {title.lower() for title in re.findall(r"^### (\w+)$", text, re.MULTILINE)}
        assert anchors == {local(t).lower() for t in (*classes(ontology), *properties(ontology))}
        assert set(re.findall(r"\]\(#(\w+)\)", text)) <= anchors
        for term in (*classes(ontology), *properties(ontology)):
            assert f"**{labels(ontology, term, language)[0]}**: " in text
