"""Joint participation: which organizations took part in the same events. Computed, never stated by a document.

Input: the partner network. Output: a weighted networkx ``Graph`` of organizations. It does **not** say partnership:
two bodies that attend one congress need not know each other, which is why this is a graph of its own.

Source: Newman 2001, Scientific collaboration networks II, https://doi.org/10.1103/PhysRevE.64.016132
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import Final

import networkx as nx

TAKING_PART: Final = frozenset({"organizes", "partnerIn", "participatesIn"})
LARGEST: Final = 60
"""Events with more organizations join none: 60 give 1,770 pairs, and sharing a hall with hundreds says little."""


def joint_participation(graph: nx.MultiDiGraph, *, largest: int = LARGEST) -> nx.Graph:
    """Organizations that took part in an event together. Edge attributes: ``weight`` (number of events), ``closeness``
    (sum over the events of 1 / (organizations in it - 1)), ``events`` (IRIs). ``largest``: events with more
    organizations are left out; the graph attribute ``left_out`` has their IRIs.
    """
    present: dict[str, set[str]] = defaultdict(set)
    for subject, event, key in graph.edges(keys=True):
        if key in TAKING_PART and graph.nodes[subject]["main_class"] == "Organization":
            present[event].add(subject)
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    left_out = []
    for event in sorted(present):
        if len(present[event]) > largest:
            left_out.append(event)
            continue
        for pair in combinations(sorted(present[event]), 2):
            shared[pair].append(event)
    joint = nx.Graph(left_out=tuple(left_out))
    joint.add_nodes_from(sorted(iri for iri in graph if graph.nodes[iri]["main_class"] == "Organization"))
    for (first, second), events in sorted(shared.items()):
        closeness = round(sum(1.0 / (len(present[event]) - 1) for event in events), 6)
        joint.add_edge(first, second, weight=len(events), closeness=closeness, events=tuple(events))
    return joint
