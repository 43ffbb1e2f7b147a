"""Where each node of a network is drawn, and which nodes belong together.

Input: a networkx graph. Output: positions in pixels (x to the right, y down) and communities, the same for the same
graph whatever the order of its nodes. It does **not** read stores, draw or write; no seed is left to chance.

Small components are laid out as a whole, with room for their labels; large ones community by community, so that groups
can be told apart: first the members of each, then the communities as discs, each turned towards its neighbours.
"""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from textwrap import wrap
from typing import Final

import networkx as nx
import numpy as np

from sse_graph.forces import SEED, Points, distances, push_apart, springs, stress

LABELLED: Final = 60
"""Up to this many joined nodes every label is shown at the first view without touching another."""

_WHOLE: Final = 60
"""Components of more nodes are laid out by community: as a whole their groups would overlap."""
_ROOMY: Final = 250
"""Up to this many joined nodes some room is kept for labels; with more, dots alone fill the picture."""
_STRESS_LIMIT: Final = 400
"""All-pairs distances of more nodes cost more than they show; springs with sampled repulsion from there."""
_LINE: Final = 17.0
_CHARACTER: Final = 7.4
"""Height of a line and mean width of a character of a 13 px sans-serif label, in px, on the generous side."""
_LABEL_COLUMNS: Final = 22
_LABEL_LINES: Final = 3
_GAP: Final = 16.0


def communities(graph: nx.Graph) -> list[list[str]]:
    """The groups of nodes that are joined more among themselves than to others, largest first, each sorted.

    Direction is ignored, parallel edges count together, isolated nodes stand alone. Louvain with a fixed seed.
    Source: Blondel et al. 2008, https://doi.org/10.1088/1742-5468/2008/10/P10008
    """
    names = sorted(graph)
    simple = _simple(graph, names)
    return [[names[i] for i in group] for group in _groups(simple)]


def radius(degree: int) -> float:
    """The radius of a node, in px: its area grows with the number of its edges, within limits."""
    return round(min(7.0 + 2.6 * math.sqrt(degree), 30.0), 1)


def label_lines(label: str) -> list[str]:
    """The label in at most three lines of about 22 columns; what does not fit is replaced by an ellipsis."""
    short = label[: _LABEL_COLUMNS * _LABEL_LINES * 2]
    lines = wrap(short, _LABEL_COLUMNS, max_lines=_LABEL_LINES, placeholder="…", break_on_hyphens=True) or [short]
    if len(short) < len(label) and not lines[-1].endswith("…"):
        lines[-1] += "…"
    return lines


def positions(graph: nx.Graph, groups: Sequence[Sequence[str]] | None = None) -> dict[str, tuple[float, float]]:
    """The place of each node, in whole pixels, centred on (0, 0); isolated nodes stand in rows below the others.

    Node attribute ``label`` (default: the node) decides the room of its label. ``groups``: the graph's
    ``communities``, where they are known already.
    """
    names = sorted(graph)
    simple = _simple(graph, names)
    labels = [str(graph.nodes[name].get("label", name)) for name in names]
    joined = sum(1 for _, degree in simple.degree() if degree)
    boxes = np.array([_box(labels[i], simple.degree(i), joined) for i in range(len(names))]).reshape(-1, 3)
    index = {name: number for number, name in enumerate(names)}
    numbered = _groups(simple) if groups is None else [[index[name] for name in group] for group in groups]
    home = {node: number for number, group in enumerate(numbered) for node in group}
    parts: list[tuple[list[int], Points]] = []
    for component in sorted((sorted(part) for part in nx.connected_components(simple)), key=lambda p: (-len(p), p)):
        points = _component(simple.subgraph(component), component, boxes[component], home)
        parts.append((component, points))
    placed = _pack(parts, boxes)
    return {name: (float(round(placed[i, 0])), float(round(placed[i, 1]))) for i, name in enumerate(names)}


def _simple(graph: nx.Graph, names: list[str]) -> nx.Graph:
    """The graph over 0..n-1 in sorted order: undirected, parallel edges as one edge with their summed weight."""
    index = {name: number for number, name in enumerate(names)}
    weights: dict[tuple[int, int], float] = defaultdict(float)
    for first, second, weight in graph.edges(data="weight", default=1):
        if first != second:
            weights[min(index[first], index[second]), max(index[first], index[second])] += weight
    simple = nx.Graph()
    simple.add_nodes_from(range(len(names)))
    simple.add_weighted_edges_from((first, second, weight) for (first, second), weight in sorted(weights.items()))
    return simple


def _groups(simple: nx.Graph) -> list[list[int]]:
    if simple.number_of_edges() == 0:
        return [[node] for node in simple]
    groups = nx.community.louvain_communities(simple, seed=SEED)
    return sorted((sorted(group) for group in groups), key=lambda group: (-len(group), group))


def _box(label: str, degree: int, joined: int) -> tuple[float, float, float]:
    """Width, height and downward offset of the centre of a node with its label below it, in px."""
    size = radius(degree)
    if joined > _ROOMY:
        return 2 * size + 6, 2 * size + 6, 0.0
    lines = label_lines(label)
    columns = max(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in lines)
    width, below = columns * _CHARACTER + 8, 5 + len(lines) * _LINE
    if joined > LABELLED:
        width, below = width * 0.4, below * 0.4
    return max(width, 2 * size) + 4, 2 * size + below + 6, below / 2


def _component(graph: nx.Graph, nodes: list[int], boxes: Points, home: dict[int, int]) -> Points:
    count = len(nodes)
    if count == 1:
        return np.zeros((1, 2))
    if count <= _WHOLE:
        return _spread(stress(distances(graph, nodes)), boxes)
    index = {node: i for i, node in enumerate(nodes)}
    by_group: dict[int, list[int]] = defaultdict(list)
    for node in nodes:
        by_group[home[node]].append(node)
    ordered = [group for _, group in sorted(by_group.items())]
    if len(ordered) == 1:
        return _disc(graph, nodes, boxes)
    inner = [_disc(graph.subgraph(group), group, boxes[[index[n] for n in group]]) for group in ordered]
    radii = np.array([np.sqrt((points**2).sum(1)).max() + 30.0 for points in inner])
    home = {node: number for number, group in enumerate(ordered) for node in group}  # renumbered: 0, 1, 2 here
    between: dict[tuple[int, int], float] = defaultdict(float)
    for a, b in sorted((min(e), max(e)) for e in graph.edges()):
        if home[a] != home[b]:
            between[min(home[a], home[b]), max(home[a], home[b])] += 1
    centres = _place_discs(len(ordered), between, radii)
    result = np.zeros((count, 2))
    for number, group in enumerate(ordered):
        result[[index[n] for n in group]] = centres[number]
    for number, group in enumerate(ordered):
        points, cross, dot = inner[number], 0.0, 0.0
        for row, node in enumerate(group):
            for other in sorted(graph[node]):
                if home[other] != number:
                    towards = result[index[other]] - centres[number]
                    towards = towards / (np.hypot(*towards) or 1.0)
                    cross += float(points[row, 0] * towards[1] - points[row, 1] * towards[0])
                    dot += float(points[row] @ towards)
        angle = math.atan2(cross, dot)
        turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
        result[[index[n] for n in group]] = centres[number] + points @ turn
    return result


def _disc(graph: nx.Graph, nodes: list[int], boxes: Points) -> Points:
    """A community: its nodes around (0, 0), the best joined near the middle, without dots that touch."""
    count = len(nodes)
    if count == 1:
        return np.zeros((1, 2))
    points = stress(distances(graph, nodes)) if count <= _STRESS_LIMIT else springs(graph, nodes)
    points = points - points.mean(0)
    reach = np.sqrt((points**2).sum(1))
    # Equal area: the k-th nearest node to the middle goes to the radius that k nodes fill, so that nothing clumps.
    order = np.lexsort((np.arange(count), reach))
    wanted = np.empty(count)
    spacing = float(boxes[:, 0].mean()) * 0.95
    wanted[order] = spacing * np.sqrt(np.arange(count) + 0.25)
    with np.errstate(invalid="ignore", divide="ignore"):
        unit = np.where(reach[:, None] > 0, points / reach[:, None], 0.0)
    points = unit * (0.75 * wanted + 0.25 * reach * (wanted.max() / max(reach.max(), 1e-9)))[:, None]
    return push_apart(points, boxes, 60 if count <= 600 else 8)


def _spread(points: Points, boxes: Points) -> Points:
    """Scale to the size of the labels (wider than high), then push apart what still overlaps."""
    across, down = float(boxes[:, 0].mean()), float(boxes[:, 1].mean())
    return push_apart(points * np.array([across * 0.95, down * 1.25]), boxes, 400)


def _place_discs(count: int, between: dict[tuple[int, int], float], radii: Points) -> Points:
    """Centres of the communities: joined ones side by side, no two discs overlapping."""
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    for (a, b), weight in sorted(between.items()):
        # Strong ties count as short ways; the many weak ones would pull everything into one ball.
        graph.add_edge(a, b, length=1.0 + 2.0 / (1.0 + weight / 3.0))
    matrix = np.full((count, count), -1.0)
    for source, lengths in nx.all_pairs_dijkstra_path_length(graph, weight="length"):
        for other, length in lengths.items():
            matrix[source, other] = length
    matrix[matrix < 0] = matrix.max() + 1
    points = stress(matrix * (radii.mean() * 1.2))
    sizes = np.stack([2 * radii + 24, 2 * radii + 24, np.zeros(count)], axis=1)
    for step in range(400):
        delta = points[:, None, :] - points[None, :, :]
        length = np.sqrt((delta**2).sum(2))
        over = (sizes[:, 0][:, None] + sizes[:, 0][None, :]) / 2 - length
        np.fill_diagonal(over, 0.0)
        over = np.maximum(over, 0.0)
        # A weak pull to the middle keeps the discs together, the push keeps them apart.
        push = (over[:, :, None] * delta / np.maximum(length, 1.0)[:, :, None]).sum(1)
        points = points * (0.996 if step < 300 else 1.0) + 0.3 * push
    return points


def _pack(parts: list[tuple[list[int], Points]], boxes: Points) -> Points:
    """Components side by side in rows no wider than the whole should be; small ones stacked beside a high one."""
    placed = np.zeros((len(boxes), 2))
    framed = []
    for nodes, points in parts:
        half = boxes[nodes][:, :2] / 2
        centre = points + np.stack([np.zeros(len(nodes)), boxes[nodes][:, 2]], axis=1)
        low, high = (centre - half).min(0), (centre + half).max(0)
        framed.append((nodes, points - low, high - low))
    area = sum(float((size + _GAP).prod()) for *_, size in framed)
    widest = max((float(size[0]) for *_, size in framed), default=0.0)
    limit = max(widest, 1.35 * math.sqrt(area))
    top = 0.0
    rows: list[list[_Column]] = []
    for number, (_, _, size) in enumerate(framed):
        width, height = float(size[0]), float(size[1])
        if rows:
            row, last = rows[-1], rows[-1][-1]
            tall = row[0].height
            if last.height + _GAP + height <= tall and last.left + max(last.width, width) <= limit:
                last.add(number, width, height)
                continue
            if last.left + last.width + 2 * _GAP + width <= limit:
                row.append(_Column(last.left + last.width + 2 * _GAP, row[0].top))
                row[-1].add(number, width, height)
                continue
            top += max(column.height for column in row) + _GAP
        rows.append([_Column(0.0, top)])
        rows[-1][0].add(number, width, height)
    for row in rows:
        tall = max(column.height for column in row)
        for column in row:
            at = column.top + (tall - column.height) / 2
            for number in column.members:
                nodes, points, size = framed[number]
                placed[nodes] = points + np.array([column.left + (column.width - float(size[0])) / 2, at])
                at += float(size[1]) + _GAP
    if len(placed):
        placed = placed - (placed.min(0) + placed.max(0)) / 2
    return placed


class _Column:
    """A stack of components, by number, below each other."""

    def __init__(self, left: float, top: float) -> None:
        self.left, self.top, self.width, self.height = left, top, 0.0, 0.0
        self.members: list[int] = []

    def add(self, number: int, width: float, height: float) -> None:
        self.height += height + (_GAP if self.members else 0.0)
        self.width = max(self.width, width)
        self.members.append(number)
