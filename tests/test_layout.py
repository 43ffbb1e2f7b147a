"""Positions: the same whatever the order, finite, and without labels that touch."""

from __future__ import annotations

import random

import networkx as nx
import numpy as np
import pytest
from network_stores import forum

from sse_graph.forces import distances
from sse_graph.layout import LABELLED, communities, label_lines, positions, radius
from sse_graph.partners import partner_network


def shuffled(graph: nx.Graph, seed: int) -> nx.Graph:
    nodes, edges = list(graph.nodes(data=True)), list(graph.edges())
    generator = random.Random(seed)
    generator.shuffle(nodes)
    generator.shuffle(edges)
    copy = nx.Graph()
    copy.add_nodes_from(nodes)
    copy.add_edges_from((b, a) if generator.random() < 0.5 else (a, b) for a, b in edges)
    return copy


def named(graph: nx.Graph) -> nx.Graph:
    return nx.relabel_nodes(graph, {node: f"n{node:03}" for node in graph})


def boxes(graph: nx.Graph, places: dict[str, tuple[float, float]]) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of each label, with characters of 7 px in lines of 16 px."""
    found = []
    for name, (x, y) in places.items():
        lines = label_lines(str(graph.nodes[name].get("label", name)))
        half, top = max(map(len, lines)) * 3.5, y + radius(graph.degree(name)) + 3
        found.append((x - half, top, x + half, top + 16 * len(lines)))
    return found


def touching(rectangles: list[tuple[float, float, float, float]]) -> int:
    return sum(
        a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
        for i, a in enumerate(rectangles)
        for b in rectangles[:i]
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_nodes_and_edges_does_not_move_anything(seed):
    graph = named(nx.connected_watts_strogatz_graph(90, 4, 0.2, seed=1))
    assert positions(shuffled(graph, seed)) == positions(graph)
    assert communities(shuffled(graph, seed)) == communities(graph)


def test_labels_of_the_forum_do_not_touch():
    graph = partner_network(forum().store)
    drawing = graph.subgraph([iri for iri in graph if graph.degree(iri)])
    places = positions(drawing)
    assert len(places) == 19
    assert touching(boxes(drawing, places)) == 0


@pytest.mark.parametrize(
    "graph",
    [nx.star_graph(40), nx.path_graph(30), nx.barbell_graph(10, 5), nx.gnm_random_graph(LABELLED, 70, seed=5)],
    ids=["star", "path", "barbell", "random"],
)
def test_labels_do_not_touch_up_to_sixty_nodes(graph):
    graph = named(graph)
    nx.set_node_attributes(graph, {name: f"Federation of Cooperatives of {name}" for name in graph}, "label")
    assert touching(boxes(graph, positions(graph))) == 0


@pytest.mark.parametrize("count", [0, 1, 2, 61, 300])
def test_every_node_has_a_place_of_its_own(count):
    graph = named(nx.gnm_random_graph(count, count, seed=2))
    places = positions(graph)
    assert set(places) == set(graph)
    assert len(set(places.values())) == count
    assert np.isfinite(np.array(list(places.values()) or [(0, 0)])).all()


def test_planted_groups_are_found_and_kept_apart():
    graph = named(nx.planted_partition_graph(4, 40, 0.3, 0.004, seed=3))
    groups = communities(graph)
    assert [len(group) for group in groups] == [40] * 4
    places = positions(graph, groups)
    centres = [np.mean([places[name] for name in group], axis=0) for group in groups]
    reach = [max(np.hypot(*(np.array(places[n]) - centres[i])) for n in group) for i, group in enumerate(groups)]
    for i in range(4):
        for j in range(i):
            assert np.hypot(*(centres[i] - centres[j])) > reach[i] + reach[j]


def test_a_group_too_large_for_all_distances_is_laid_out_by_springs():
    graph = named(nx.star_graph(450))
    places = positions(graph)
    assert len(set(places.values())) == 451
    assert positions(shuffled(graph, 1)) == places
    centre = np.array(list(places.values())).mean(axis=0)
    reach = {name: np.hypot(*(np.array(place) - centre)) for name, place in places.items()}
    assert reach["n000"] < np.median(list(reach.values()))


def test_isolated_nodes_are_groups_of_one():
    assert communities(named(nx.empty_graph(3))) == [["n000"], ["n001"], ["n002"]]


def test_distances_are_shortest_paths():
    graph = nx.gnm_random_graph(40, 60, seed=4)
    found = distances(graph, list(graph))
    lengths = dict(nx.all_pairs_shortest_path_length(graph))
    longest = max(length for row in lengths.values() for length in row.values())
    for a in graph:
        for b in graph:
            assert found[a, b] == lengths[a].get(b, longest + 1)


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("RIPESS", ["RIPESS"]),
        ("Intercontinental Network for the Promotion", ["Intercontinental", "Network for the", "Promotion"]),
        ("x" * 300, ["x" * 22, "x" * 22, "x" * 21 + "…"]),
        ("", [""]),
    ],
    ids=["short", "wrapped", "endless", "empty"],
)
def test_a_label_has_three_lines_at_most(label, lines):
    found = label_lines(label)
    assert len(found) <= 3
    assert max(map(len, found)) <= 23
    if label != "x" * 300:
        assert found == lines
