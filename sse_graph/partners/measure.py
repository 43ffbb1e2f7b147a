"""Numbers about the nodes of a partner network.

Input: a networkx ``MultiDiGraph`` of ``partner_network``. Output: values by IRI, names of communities, a CSV table. It
does **not** change the graph. Direction is ignored; parallel edges count once except in the degrees.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

import networkx as nx
import numpy as np

from sse_graph.errors import InputError
from sse_graph.layout import communities
from sse_graph.partners import paths
from sse_graph.query import csv_cell

_SEED: Final = 20160317
_EXACT: Final = 600
"""Up to this many nodes betweenness is exact; above it is estimated from 200 pivots (exact takes minutes at 5,000)."""
_PIVOTS: Final = 200

MEASURES: Final = (
    "degree",
    "weighted_degree",
    "betweenness",
    "eigenvector",
    "clustering",
    "component",
    "community",
    "broker",
)


def simple_graph(graph: nx.MultiDiGraph) -> nx.Graph:
    """The graph without direction and parallel edges, nodes and edges in order; itself, when it is one already."""
    if not graph.is_multigraph() and not graph.is_directed():
        return graph
    simple = nx.Graph()
    simple.add_nodes_from(sorted(graph))
    simple.add_edges_from(sorted({(min(a, b), max(a, b)) for a, b in graph.edges() if a != b}))
    return simple


def betweenness(graph: nx.MultiDiGraph) -> dict[str, float]:
    """The share of shortest paths that lead through each node, in [0, 1]; estimated above 600 nodes."""
    simple = simple_graph(graph)
    return paths.betweenness(simple, None if len(simple) <= _EXACT else _PIVOTS, _SEED)


def eigenvector(graph: nx.MultiDiGraph, rounds: int = 1000) -> dict[str, float]:
    """Centrality by the centrality of one's neighbours, the largest value being 1.

    Power iteration on A + I, which also converges where the graph is bipartite; of several components the one with the
    largest eigenvalue has values above 0. Source: Bonacich 1972, https://doi.org/10.1080/0022250X.1972.9989806
    """
    simple = simple_graph(graph)
    index = {iri: number for number, iri in enumerate(simple)}
    ends = np.array([(index[a], index[b]) for a, b in simple.edges()], dtype=np.intp).reshape(-1, 2)
    values = np.ones(len(index))
    for _ in range(rounds if len(ends) else 0):
        following = values + np.bincount(ends[:, 0], values[ends[:, 1]], len(index))
        following += np.bincount(ends[:, 1], values[ends[:, 0]], len(index))
        following /= following.max()
        change, values = float(np.abs(following - values).max()), following
        if change < 1e-9:
            break
    linked = {index[iri] for iri in simple if simple.degree(iri)}
    return {iri: round(float(values[row]), 6) if row in linked else 0.0 for iri, row in index.items()}


def degree(graph: nx.MultiDiGraph) -> dict[str, float]:
    """The number of edges of each node."""
    return {iri: float(count) for iri, count in sorted(graph.degree())}


def weighted_degree(graph: nx.MultiDiGraph) -> dict[str, float]:
    """The number of documents that state each edge, summed over the edges of a node."""
    return {iri: float(count) for iri, count in sorted(graph.degree(weight="weight"))}


CENTRALITIES: Final[dict[str, Callable[[nx.MultiDiGraph], dict[str, float]]]] = {
    "degree": degree,
    "weighted_degree": weighted_degree,
    "betweenness": betweenness,
    "eigenvector": eigenvector,
}


def centrality(graph: nx.MultiDiGraph, by: str) -> dict[str, float]:
    """One measure by name.

    Raises:
        InputError: there is no such measure.
    """
    if by not in CENTRALITIES:
        raise InputError(f"measure {by!r} is none of {', '.join(CENTRALITIES)}")
    return CENTRALITIES[by](graph)


def participation(graph: nx.MultiDiGraph, home: dict[str, int]) -> dict[str, float]:
    """How evenly the neighbours of a node are spread over communities: 0 all in one, near 1 over many.

    Source: Guimerà, Amaral 2005, https://doi.org/10.1038/nature03288
    """
    simple = simple_graph(graph)
    result = {}
    for iri in simple:
        counts = Counter(home[other] for other in simple[iri])
        total = sum(counts.values())
        result[iri] = 1.0 - sum((count / total) ** 2 for count in counts.values()) if total else 0.0
    return result


def measures(graph: nx.MultiDiGraph, groups: Sequence[Sequence[str]] | None = None) -> dict[str, dict[str, float]]:
    """Each of ``MEASURES`` for each node. ``component`` and ``community`` are numbers, 0 the largest; ``broker`` is
    betweenness times ``participation``: it is high for those through whom communities reach each other. ``groups``: the
    graph's ``communities``, where they are known already."""
    simple = simple_graph(graph)
    groups = communities(graph) if groups is None else groups
    home = {iri: number for number, group in enumerate(groups) for iri in group}
    parts = sorted(map(sorted, nx.connected_components(simple)), key=lambda part: (-len(part), part))
    between, spread = betweenness(simple), participation(simple, home)
    return {
        "degree": degree(graph),
        "weighted_degree": weighted_degree(graph),
        "betweenness": between,
        "eigenvector": eigenvector(simple),
        "clustering": {iri: float(value) for iri, value in nx.clustering(simple).items()},
        "component": {iri: float(number) for number, part in enumerate(parts) for iri in part},
        "community": {iri: float(number) for iri, number in sorted(home.items())},
        "broker": {iri: between[iri] * spread[iri] for iri in simple},
    }


def community_names(graph: nx.MultiDiGraph, groups: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """Per community: the label of its best joined member (inside it), and the theme most of its members promote, or
    ""; ties by label."""
    simple = simple_graph(graph)
    names = []
    for group in groups:
        inside = set(group)
        centre = min(
            group,
            key=lambda iri: (
                graph.nodes[iri]["main_class"] != "Organization",
                -sum(other in inside for other in simple[iri]),
                graph.nodes[iri]["label"],
                iri,
            ),
        )
        themes = Counter(theme for iri in group for theme in graph.nodes[iri].get("themes", ()))
        theme = min(themes, key=lambda name: (-themes[name], name), default="")
        names.append((str(graph.nodes[centre]["label"]), theme))
    return names


def metrics_csv(graph: nx.MultiDiGraph) -> str:
    """One row a node, the best joined first: IRI, label, class, countries, then ``MEASURES``; safe in a spreadsheet."""
    values = measures(graph)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("iri", "label", "class", "countries", *MEASURES))
    for iri in sorted(graph, key=lambda iri: (-values["degree"][iri], graph.nodes[iri]["label"], iri)):
        data = graph.nodes[iri]
        cells = (iri, data["label"], data["main_class"], "; ".join(data.get("countries", ())))
        writer.writerow([*map(csv_cell, cells), *(f"{round(values[name][iri], 6):g}" for name in MEASURES)])
    return out.getvalue()
