"""The initiatives in the field's own vocabulary: what is written, and that it is read back as it was."""

from __future__ import annotations

import csv
import io

import pyoxigraph as ox
import pytest
import rdflib

from sse_graph.errors import InputError
from sse_graph.essglobal import HEADER, initiatives, table, triples
from sse_graph.export import export
from sse_graph.vocabulary import read_terms

ESS = "http://purl.org/essglobal/vocab/"
STANDARD = "http://purl.org/essglobal/standard/"
HEAD = """@prefix : <https://w3id.org/sse-graph/id/organization/> .
@prefix c: <https://w3id.org/sse-graph/id/concept/> .
@prefix place: <https://w3id.org/sse-graph/id/place/> .
@prefix d: <https://w3id.org/sse-graph/doc/> .
@prefix g: <https://w3id.org/sse-graph/graph/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix sse: <https://w3id.org/sse-graph/ontology#> .
@prefix wgs84: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
GRAPH = """d:one {
  d:one a sse:Document ; sse:mentions :vela , :federation , :ministry , :paper , :union , :grocer , place:quito .
  :vela a sse:Organization , sse:Cooperative ; skos:altLabel "Vela"@es ; sse:memberOf :federation ; sse:promotes c:sub ;
    sse:locatedIn place:quito .
  :federation a sse:Organization , sse:Network .
  :ministry a sse:Organization , sse:PublicAuthority ; sse:promotes c:sub .
  :paper a sse:Organization .
  :union a sse:Organization ; sse:memberOf :federation .
  :grocer a sse:Organization ; sse:promotes c:fair .
}
g:corpus {
  :vela skos:prefLabel "Vela Co-operative"@en , "Cooperativa Vela"@es ; skos:exactMatch <https://other.example/vela> .
  :federation skos:prefLabel "=cmd|' /C calc'!A0"@en .
  :ministry skos:prefLabel "Ministry"@en . :paper skos:prefLabel "Paper"@en . :union skos:prefLabel "Union"@en .
  :grocer skos:prefLabel "Grocer"@en .
  place:quito a sse:Place , sse:City ; skos:prefLabel "Quito" ; wgs84:lat -0.22985 ; wgs84:long -78.52495 ;
    skos:exactMatch <https://sws.geonames.org/3652462/> ; sse:within place:pichincha , place:ecuador .
  place:pichincha a sse:Place , sse:Region ; skos:prefLabel "Pichincha" .
  place:ecuador a sse:Place , sse:Country ; skos:prefLabel "Ecuador"@en ; sse:countryCode "EC" .
}
g:organizations {
  :federation sse:seatCity "Paris"@en ; sse:seatCountry "France"@en ; foaf:homepage <https://vela.example/> .
}
g:concepts {
  c:sub skos:broader c:food-systems ; skos:prefLabel "seeds"@en .
  c:fair skos:closeMatch <http://purl.org/essglobal/standard/qualifiers/Fairtrade> ; skos:broader c:fair-trade .
}
"""


@pytest.fixture
def store() -> ox.Store:
    found = ox.Store()
    found.load(input=(HEAD + GRAPH).encode(), format=ox.RdfFormat.TRIG)
    return found


def test_the_bodies_of_the_field_are_initiatives_and_others_are_not(store):
    assert [one.name for one in initiatives(store)] == ["=cmd|' /C calc'!A0", "Grocer", "Union", "Vela Co-operative"]


def test_an_initiative_has_its_address_sector_form_and_network(store):
    vela = initiatives(store)[-1]
    assert (vela.locality, vela.region, vela.country, vela.country_code) == ("Quito", "Pichincha", "Ecuador", "EC")
    assert (vela.container, vela.point) == ("https://sws.geonames.org/3652462/", ("-0.22985", "-78.52495"))
    assert (vela.sectors, vela.structures) == (("AM60",), ("OS115",))
    assert vela.part_of == ["https://w3id.org/sse-graph/id/organization/federation"]
    federation = initiatives(store)[0]
    assert (federation.locality, federation.country, federation.country_code) == ("Paris", "France", "FR")
    assert federation.container == "https://sws.geonames.org/2988507/"


def test_a_body_in_two_countries_has_no_address(store):
    store.update("""PREFIX sse: <https://w3id.org/sse-graph/ontology#> INSERT DATA {
      GRAPH <https://w3id.org/sse-graph/doc/one> { <https://w3id.org/sse-graph/id/organization/vela> sse:locatedIn
        <https://w3id.org/sse-graph/id/place/peru> }
      GRAPH <https://w3id.org/sse-graph/graph/corpus> { <https://w3id.org/sse-graph/id/place/peru> a sse:Country } }""")
    vela = initiatives(store)[-1]
    assert (vela.locality, vela.country, vela.point) == ("", "", None)


def test_the_turtle_says_what_the_ecosystem_asks_for(store, tmp_path):
    size = export(store, tmp_path / "out.ttl", profile="essglobal")
    assert size == (tmp_path / "out.ttl").stat().st_size
    graph = rdflib.Graph().parse(tmp_path / "out.ttl")
    asked = """PREFIX ess: <http://purl.org/essglobal/vocab/> PREFIX gr: <http://purl.org/goodrelations/v1#>
      PREFIX vcard: <http://www.w3.org/2006/vcard/ns#> PREFIX geo: <http://www.w3.org/2003/01/geo/wgs84_pos#>
      PREFIX spatial: <http://data.ordnancesurvey.co.uk/ontology/spatialrelations/>
      SELECT ?name ?country ?lat ?form WHERE { ?one a ess:SSEInitiative ; gr:name ?name ; ess:hasAddress ?address .
        ?address a ess:Address ; vcard:country-name ?country . OPTIONAL { ?one ess:legalForm ?form }
        OPTIONAL { ?address spatial:within ?in . ?in geo:lat ?lat } } ORDER BY ?name"""
    rows = [[str(value) if value is not None else "" for value in row] for row in graph.query(asked)]
    assert rows == [
        ["=cmd|' /C calc'!A0", "France", "48.85341", ""],
        ["Vela Co-operative", "Ecuador", "-0.22985", f"{STANDARD}legal-form/L2"],
    ]
    assert not [term for triple in graph for term in triple if isinstance(term, rdflib.BNode)]
    networks = {str(one) for one in graph.subjects(rdflib.RDF.type, rdflib.URIRef(ESS + "Network"))}
    assert networks == {"https://w3id.org/sse-graph/id/organization/federation"}


def test_what_is_written_is_read_back_as_authority(store, tmp_path):
    export(store, tmp_path / "out.ttl", profile="essglobal")
    terms = {term.iri.rsplit("/", 1)[1]: term for term in read_terms([tmp_path / "out.ttl"])}
    assert set(terms) == {"federation", "grocer", "union", "vela"}
    assert set(terms["vela"].names) >= {("Vela Co-operative", "en"), ("Cooperativa Vela", "es"), ("Vela", "es")}
    assert terms["vela"].preferred == (("Vela Co-operative", "en"), ("Cooperativa Vela", "es"))
    assert terms["vela"].seat == ("Quito", "Ecuador")
    assert "Cooperative" in terms["vela"].classes
    assert ("exactMatch", "https://other.example/vela") in terms["vela"].matches
    assert terms["federation"].classes == ("Network",)


def test_the_table_has_the_standard_columns_and_runs_no_formula(store, tmp_path):
    export(store, tmp_path / "out.csv", profile="essglobal")
    text = (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert text.replace("\r\n", "\n") == table(store).replace("\r\n", "\n")
    federation, grocer, _, vela = csv.DictReader(io.StringIO(text))
    assert tuple(vela) == HEADER
    assert (vela["Identifier"], vela["Name"], vela["Country ID"]) == ("vela", "Vela Co-operative", "EC")
    assert (vela["Organisational Structure"], vela["Primary Activity"]) == ("OS115", "AM60")
    assert (vela["Geo Container"], vela["Geo Container Latitude"]) == ("https://sws.geonames.org/3652462/", "-0.22985")
    assert (vela["Latitude"], vela["Street Address"]) == ("", "")
    assert grocer["Qualifiers"] == "Fairtrade"
    assert federation["Name"].startswith("'=")
    assert federation["Website"] == "https://vela.example/"


def test_the_same_graph_is_the_same_file(store):
    assert sorted(map(str, triples(store))) == sorted(map(str, triples(store)))
    assert table(store) == table(store)


def test_a_graph_without_bodies_is_an_empty_table():
    assert table(ox.Store()).splitlines() == [",".join(HEADER)]
    assert list(triples(ox.Store())) == []


def test_what_the_profile_cannot_be_is_an_error(store, tmp_path):
    with pytest.raises(InputError, match=r"out\.gexf: the profile essglobal is written as \.ttl or \.csv"):
        export(store, tmp_path / "out.gexf", profile="essglobal")
    with pytest.raises(InputError, match=r"--profile dcat: no such profile; use one of essglobal"):
        export(store, tmp_path / "out.ttl", profile="dcat")
