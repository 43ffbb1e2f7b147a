"""The partner network: its nodes, edges and evidence, selections, joint participation, measures, files."""

from __future__ import annotations

import csv
import io

import networkx as nx
import numpy as np
import pytest
from network_stores import Story, forum

from sse_graph.errors import InputError
from sse_graph.layout import communities
from sse_graph.partners import (
    MEASURES,
    community_names,
    find_node,
    flat,
    joint_participation,
    measures,
    metrics_csv,
    partner_network,
)
from sse_graph.partners.gazetteer import city_point, continent, country_codes
from sse_graph.partners.measure import eigenvector, simple_graph
from sse_graph.partners.paths import betweenness

ID = "https://w3id.org/sse-graph/id/"
VALLEY = ID + "event/valley-forum"


@pytest.fixture(scope="module")
def graph() -> nx.MultiDiGraph:
    return partner_network(forum().store)


def test_bodies_are_joined_by_what_documents_state(graph):
    assert graph.number_of_edges() == 24
    assert graph.has_edge(ID + "organization/alder-union", VALLEY, key="organizes")
    assert {key for *_, key in graph.edges(keys=True)} <= set(graph.graph["predicates"])
    assert "locatedIn" not in {key for *_, key in graph.edges(keys=True)}


def test_a_symmetric_relation_stated_both_ways_is_one_edge(graph):
    edges = [edge for edge in graph.edges(keys=True) if edge[2] == "partnerOf"]
    assert len(edges) == 1
    data = graph.edges[edges[0]]
    assert (data["weight"], data["confidence"]) == (2, 0.77)
    assert [item.rule for item in data["evidence"]] == ["works-with", "agreement"]


def test_evidence_marks_both_names(graph):
    (item,) = graph.edges[ID + "organization/cedar-asia", ID + "organization/cedar", "partOf"]["evidence"]
    said = [(role, item.quote[start:end]) for start, end, role in item.marks]
    assert ("s", "CEDAR Asia") in said
    assert ("o", "CEDAR") in said


def test_isolated_bodies_are_kept_without_edges(graph):
    assert [graph.nodes[iri]["label"] for iri in graph if not graph.degree(iri)] == [
        "General Assembly of Valleys",
        "Harbour Workers Library",
        "Quito",
    ]


def test_names_classes_and_themes(graph):
    union = graph.nodes[ID + "organization/alder-union"]
    assert union["names"] == ("Alder Union of Credit Cooperatives", "AUCC")
    assert (union["main_class"], union["classes"]) == ("Organization", ("Network",))
    assert graph.nodes[ID + "organization/ginkgo"]["themes"] == ("solidarity finance",)
    assert graph.nodes[VALLEY]["within"] == (ID + "place/quito",)


def test_around_hops_and_top():
    store = forum().store
    near = partner_network(store, around="rsle")
    assert sorted(near.nodes[iri]["label"] for iri in near) == [
        "Birch Fund for Cities Development",
        "River School of Local Economy",
        "Solidarity Economy Course 2021",
    ]
    assert len(partner_network(store, around="RSLE", hops=2)) > 3
    best = partner_network(store, top=5)
    assert sum(1 for iri in best if best.degree(iri)) <= 5
    assert best.graph["left_out"] == sum(1 for iri in partner_network(store) if partner_network(store).degree(iri)) - 5
    assert VALLEY in partner_network(store, top=1, by="betweenness")


def test_place_and_concept_keep_the_lines_of_what_is_there():
    store = forum().store
    there = partner_network(store, place="Quito")
    assert all(VALLEY in edge for edge in there.edges())
    assert there.number_of_edges() == 15
    theme = partner_network(store, concept="solidarity finance")
    assert all(ID + "organization/ginkgo" in edge for edge in theme.edges())
    assert theme.number_of_edges() == 4


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"predicates": ["knows"]}, "relation 'knows' is none of partnerOf"),
        ({"classes": ["Thing"]}, "class 'Thing' is none of"),
        ({"around": "Nobody"}, "no thing in the graph is called 'Nobody'"),
        ({"around": "Valley Forun"}, "near names are 'valley forum'"),
        ({"place": "Alder Union of Credit Cooperatives"}, "no place in the graph is called"),
        ({"hops": -1}, "must be 0 or more"),
        ({"top": 0}, "must be 1 or more"),
        ({"top": 3, "by": "fame"}, "measure 'fame' is none of degree"),
    ],
    ids=["relation", "class", "unknown", "misspelt", "not-a-place", "hops", "top", "measure"],
)
def test_a_bad_choice_is_told_with_the_good_ones(options, said):
    with pytest.raises(InputError, match=said):
        partner_network(forum().store, **options)


def test_a_name_of_two_things_is_not_guessed():
    story = Story()
    page = story.document("page", "Page")
    one, other = story.thing("organization/one", "Union", "U"), story.thing("organization/two", "Other", "U")
    story.fact(page, one, "partnerOf", other, "Union and Other are partners.")
    graph = partner_network(story.store)
    with pytest.raises(InputError, match="several things; give one of these"):
        find_node(graph, "u")
    assert find_node(graph, "union") == ID + "organization/one"


def test_countries_come_from_statements_not_names():
    story = Story()
    page = story.document("page", "Page")
    italy = story.thing("place/italy", "Italy", also=("Country",))
    turin = story.thing("place/turin", "Turin", also=("City",))
    body = story.thing("organization/body", "Body of France")
    story.fact(page, turin, "locatedIn", italy, "Turin, Italy")
    story.fact(page, italy, "locatedIn", turin, "a circle: Italy, Turin")
    story.fact(page, body, "locatedIn", turin, "Body of France is based in Turin.")
    graph = partner_network(story.store)
    assert graph.nodes[ID + "organization/body"]["countries"] == ("Italy",)
    assert partner_network(story.store, place="Italy").nodes[ID + "organization/body"]["within"] == (
        ID + "place/turin",
        ID + "place/italy",
    )


def test_joint_participation_is_counted_from_events(graph):
    joint = joint_participation(graph)
    birch, school = ID + "organization/birch", ID + "organization/river-school"
    assert joint.edges[ID + "organization/alder-union", birch]["events"] == (VALLEY,)
    assert not joint.has_edge(birch, school)  # BIRCH funds the course, it is not in it
    present = {
        s for s, o, key in graph.edges(keys=True) if o == VALLEY and graph.nodes[s]["main_class"] == "Organization"
    }
    pairs = [edge for edge in joint.edges(data=True) if VALLEY in edge[2]["events"]]
    assert len(pairs) == len(present) * (len(present) - 1) // 2
    assert pairs[0][2]["closeness"] == pytest.approx(1 / (len(present) - 1), abs=1e-6)
    assert joint_participation(graph, largest=3).graph["left_out"] == (VALLEY,)


def test_measures_agree_with_networkx(graph):
    values = measures(graph)
    assert set(values) == set(MEASURES)
    simple = simple_graph(graph)
    assert values["betweenness"] == pytest.approx(nx.betweenness_centrality(simple))
    assert values["clustering"] == pytest.approx(nx.clustering(simple))
    assert values["degree"] == dict(graph.degree())
    parts = sorted(nx.connected_components(simple), key=len, reverse=True)
    assert {iri for iri, part in values["component"].items() if part == 0} == parts[0]
    assert values["broker"][VALLEY] > 0
    assert all(values["broker"][iri] == 0 for iri in graph if graph.degree(iri) < 2)


@pytest.mark.parametrize("make", [lambda: nx.star_graph(9), lambda: nx.gnm_random_graph(30, 80, seed=1)])
def test_eigenvector_centrality_is_the_leading_eigenvector(make):
    plain = nx.relabel_nodes(make(), str)
    graph = nx.MultiDiGraph(plain.edges())
    found = eigenvector(graph)
    matrix = nx.to_numpy_array(simple_graph(graph), nodelist=sorted(graph))
    leading = np.abs(np.linalg.eigh(matrix)[1][:, -1])
    assert [found[iri] for iri in sorted(graph)] == pytest.approx(list(leading / leading.max()), abs=1e-4)


def test_measures_of_nothing():
    empty = nx.MultiDiGraph()
    assert measures(empty) == {name: {} for name in MEASURES}
    assert metrics_csv(empty).count("\n") == 1


def test_communities_are_named_by_member_and_theme(graph):
    drawing = graph.subgraph([iri for iri in graph if graph.degree(iri)])
    names = community_names(drawing, communities(drawing))
    assert len(names) >= 2
    assert ("Ginkgo Leading Group on Social Economy", "solidarity finance") in names
    assert all(name in {data["label"] for _, data in graph.nodes(data=True)} for name, _ in names)


def test_a_table_of_measures_runs_no_formula():
    story = Story()
    page = story.document("page", "Page")
    one = story.thing("organization/one", '=HYPERLINK("x")')
    story.fact(page, one, "partnerOf", story.thing("organization/two", "Two"), "words")
    rows = list(csv.DictReader(io.StringIO(metrics_csv(partner_network(story.store)))))
    assert {row["label"] for row in rows} == {'\'=HYPERLINK("x")', "Two"}
    assert all(float(row[name]) >= 0 for row in rows for name in MEASURES)


def test_a_flat_copy_drops_what_xml_cannot_hold():
    story = Story()
    page = story.document("page", "Page")
    one = story.thing("organization/one", "Bell\x07 and \ufffe")
    story.fact(page, one, "partnerOf", story.thing("organization/two", "Two"), "words\x00")
    copy = flat(partner_network(story.store))
    assert copy.nodes[ID + "organization/one"]["label"] == "Bell and "
    assert list(nx.generate_graphml(copy))


def test_the_public_function_reads_a_graph_folder(story_folder):
    import sse_graph

    graph = sse_graph.network(story_folder, predicates=["partnerOf"])
    assert [data["predicate"] for *_, data in graph.edges(data=True)] == ["partnerOf"]


def test_countries_are_known_by_name_and_iri_and_lie_on_continents():
    assert country_codes(["Nowhere", "france", "https://sws.geonames.org/3017382/", "Senegal"]) == ["250", "686"]
    assert [continent("250", lang) for lang in ("en", "fr", "es")] == ["Europe", "Europe", "Europa"]
    assert continent("686", "fr") == "Afrique"
    assert continent("999", "en") == ""
    assert city_point("Paris", "France") == pytest.approx((48.85, 2.35), abs=0.1)
    assert city_point("Paris", "United States") == pytest.approx((33.66, -95.56), abs=0.1)
    assert city_point("Paris", "Atlantis") is None


@pytest.mark.parametrize("pivots", [None, 1, 2, 7, 90, 500])
@pytest.mark.parametrize(("count", "density"), [(0, 0), (1, 0), (2, 1), (3, 1), (30, 0), (60, 0.04), (150, 0.02)])
def test_betweenness_is_that_of_networkx(count, density, pivots):
    graph = nx.gnp_random_graph(count, density, seed=count)
    if count > 2:
        graph.add_edge(1, 1)
    found = betweenness(graph, pivots, seed=3)
    plain = nx.Graph(graph)
    plain.remove_edges_from(nx.selfloop_edges(graph))
    expected = nx.betweenness_centrality(plain, k=None if pivots is None else min(pivots, count), seed=3)
    # of a single pivot nothing is known, and there it has no number
    assert found == pytest.approx({node: 0.0 if value != value else value for node, value in expected.items()})
