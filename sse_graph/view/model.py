"""The data of the page: rows of numbers and names, small enough for five thousand organizations.

Input: the drawn network and the facts that are only told on cards. Output: a ``Picture``. It does **not** write HTML.
The node and edge lists are those of a pyvis ``Network``; the page gets them as rows, without the keys.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import networkx as nx

from sse_graph.html import shown
from sse_graph.layout import LABELLED, communities, label_lines, positions, radius
from sse_graph.partners import Evidence, Source, community_names, joint_participation
from sse_graph.partners.measure import centrality
from sse_graph.records import LABELS, SIGNATURES, SYMMETRIC
from sse_graph.view.worldmap import place_on_map

SHAPES: Final = {
    "Organization": "dot",
    "Event": "diamond",
    "Place": "square",
    "Person": "triangle",
    "Concept": "hexagon",
}
DASHES: Final[dict[str, bool | list[int]]] = {
    "partnerOf": False,
    "memberOf": [9, 5],
    "partOf": [2, 4],
    "supports": [12, 4, 2, 4],
    "organizes": False,
    "partnerIn": [6, 4],
    "participatesIn": [2, 5],
    "locatedIn": False,
    "affiliatedWith": [6, 4],
    "promotes": [2, 4],
}
"""Line patterns in px (false: unbroken): with the colour they tell relations apart, without it they still do."""
FOLDED: Final = 220
"""With more joined nodes the page opens on communities, which unfold: so many names cannot be read at once."""
_JOINT_MOST: Final = 5000
"""Pairs of joint participation in a page at most, the strongest first: more are neither seen nor worth the bytes."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The page's data and its numbers: joined nodes, edges, isolated nodes, documents behind the edges."""

    data: dict[str, Any]
    nodes: int
    edges: int
    isolated: int
    documents: int


class _Table:
    """Values by number, in the order they were first asked for."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._numbers: dict[Any, int] = {}

    def number(self, value: Any) -> int:
        if value not in self._numbers:
            self._numbers[value] = len(self.values)
            self.values.append(value)
        return self._numbers[value]


def model(graph: nx.MultiDiGraph, told: nx.MultiDiGraph, *, by: str = "degree", as_map: bool = False) -> Picture:
    """The picture of ``graph``; ``told``: the facts that only cards tell. ``by``: what the size of nodes shows."""
    from pyvis.edge import Edge
    from pyvis.network import Network
    from pyvis.node import Node

    net = Network(directed=True, cdn_resources="in_line")
    degrees = dict(graph.degree())
    joined = [iri for iri in sorted(graph) if degrees[iri]]
    drawing = graph.subgraph(joined).copy()  # a view asks its filter at every step
    every = communities(drawing)
    groups = [group for group in every if len(group) > 2] if len(joined) > LABELLED else []
    home = {iri: number for number, group in enumerate(groups) for iri in group}
    sizes = {iri: round(size * (0.7 if as_map else 1.0), 1) for iri, size in _sizes(drawing, by).items()}
    world = place_on_map(graph, joined, sizes) if as_map else None
    drawn = [iri for iri in joined if world is None or iri in world.points]
    places = positions(drawing, every) if world is None else world.points
    facts = [
        (subject, object_, key)
        for subject, object_, key in sorted(told.edges(keys=True))
        if subject in graph or object_ in graph
    ]
    ends = {iri for fact in facts for iri in fact[:2]}
    isolated = [iri for iri in sorted(graph) if not degrees[iri]]
    unplaced = [iri for iri in joined if iri not in places]
    order = [*drawn, *unplaced, *isolated, *sorted(ends - set(graph))]
    number = {iri: index for index, iri in enumerate(order)}
    documents = sorted(graph.graph["documents"].values())
    rank = {source.iri: index for index, source in enumerate(documents)}
    tables = {name: _Table() for name in ("kinds", "countries", "themes", "rules", "quotes")}
    for iri in drawn:
        (x, y), label = places[iri], shown(graph.nodes[iri]["label"])
        node = Node(number[iri], SHAPES[graph.nodes[iri]["main_class"]], label, x=x, y=y, size=sizes[iri])
        net.nodes.append(node.options)  # not add_node, add_edge: they search lists, quadratic in the network
    for subject, object_, key in sorted(graph.edges(keys=True)):
        edge = Edge(number[subject], number[object_], True, predicate=key)
        edge.options["evidence"] = _evidence(graph.edges[subject, object_, key]["evidence"], rank, tables)
        net.edges.append(edge.options)
    relations = list(SIGNATURES)
    rows = [[edge["from"], edge["to"], relations.index(edge["predicate"]), edge["evidence"]] for edge in net.edges]
    rows += [
        [
            number[subject],
            number[object_],
            relations.index(key),
            _evidence(told.edges[subject, object_, key]["evidence"], rank, tables),
        ]
        for subject, object_, key in facts
    ]
    prefix = _common_prefix(order)
    behind = {item.document for *_, items in graph.edges(data="evidence") for item in items}
    data = {
        "prefix": prefix,
        "bodies": [
            _body(iri, graph.nodes[iri] if iri in graph else told.nodes[iri], prefix, rank, tables) for iri in order
        ],
        "spots": [[node["x"], node["y"], node["size"], home.get(order[node["id"]], -1)] for node in net.nodes],
        "unplaced": len(unplaced),
        "isolated": len(isolated),
        "facts": rows,
        "drawn": len(net.edges),
        "joint": _joint(graph, number) if len(joined) else [],
        "documents": [_document(source) for source in documents],
        "groups": [[shown(name), shown(theme) if theme else ""] for name, theme in community_names(graph, groups)],
        "classes": [{"key": key, "shape": SHAPES[key]} for key in LABELS],
        "relations": [
            {
                "key": key,
                "dashes": DASHES[key],
                "symmetric": key in SYMMETRIC,
                "drawn": key in graph.graph["predicates"],
            }
            for key in relations
        ],
        "labelled": LABELLED,
        "folded": FOLDED,
        "map": world.outlines if world is not None else None,
    } | {name: [list(value) if isinstance(value, tuple) else value for value in tables[name].values] for name in tables}
    return Picture(data, len(drawn), len(net.edges), len(isolated), len(behind))


def _sizes(graph: nx.MultiDiGraph, by: str) -> dict[str, float]:
    """The radius of each node in px; its area grows with the measure ``by``."""
    if by == "degree":
        return {iri: radius(degree) for iri, degree in graph.degree()}
    values = centrality(graph, by)
    most = max(values.values(), default=0.0) or 1.0
    return {iri: round(7.0 + 21.0 * math.sqrt(values[iri] / most), 1) for iri in graph}


def _common_prefix(iris: list[str]) -> str:
    """What all IRIs begin with, up to a slash: the page's permalinks do without it."""
    first, last = (min(iris), max(iris)) if iris else ("", "")
    length = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    shared = first[: first[:length].rfind("/") + 1]
    return shared if shared.endswith("/id/") else shared.partition("/id/")[0] + "/id/" if "/id/" in shared else shared


def _body(iri: str, data: dict[str, Any], prefix: str, rank: dict[str, int], tables: dict[str, _Table]) -> list[Any]:
    label = shown(data["label"])
    lines = label_lines(label)
    return [
        iri.removeprefix(prefix),
        label,
        lines if lines != [label] else 0,
        [shown(name) for name in data["names"][1:]],
        LABELS.index(data["main_class"]),
        [tables["kinds"].number(name) for name in data["classes"]],
        [tables["countries"].number(shown(name)) for name in data["countries"]],
        [tables["themes"].number(shown(name)) for name in data["themes"]],
        [rank[document] for document in data["documents"]],
        shown(data["seat"]) if data["seat"] else "",
        data["homepage"] if data["homepage"].startswith(("https://", "http://")) else "",
    ]


def _document(source: Source) -> list[str]:
    return [shown(source.identifier), shown(source.title), source.language, shown(source.date) if source.date else ""]


def _joint(graph: nx.MultiDiGraph, number: dict[str, int]) -> list[list[Any]]:
    pairs = [
        [number[first], number[second], [number[event] for event in data["events"]], data["closeness"]]
        for first, second, data in joint_participation(graph).edges(data=True)
    ]
    pairs.sort(key=lambda pair: (-len(pair[2]), -pair[3], pair[0], pair[1]))
    return [pair[:3] for pair in pairs[:_JOINT_MOST]]


def _evidence(items: tuple[Evidence, ...], rank: dict[str, int], tables: dict[str, _Table]) -> list[list[Any]]:
    """Per passage, the surest first: number of the quote, number of the rule, confidence, marks."""
    ordered = sorted(items, key=lambda item: (-item.confidence, item))
    return [
        [
            tables["quotes"].number((rank[item.document], item.start, item.end, item.quote, item.page)),
            tables["rules"].number(item.rule),
            item.confidence,
            *_marks(item),
        ]
        for item in ordered
    ]


def _marks(evidence: Evidence) -> list[int]:
    """Start, end and role (0 subject, 1 object) of each marked name, one after another, in UTF-16 units as scripts
    count them; of marks that overlap the first and longest stays."""
    marks, last = [], 0
    wide = any(character > "\uffff" for character in evidence.quote)

    def units(position: int) -> int:
        return len(evidence.quote[:position].encode("utf-16-le", "surrogatepass")) // 2 if wide else position

    for start, end, role in sorted(evidence.marks, key=lambda mark: (mark[0], -mark[1], mark[2])):
        if start >= last:
            marks += [units(start), units(end), 0 if role == "s" else 1]
            last = end
    return marks
