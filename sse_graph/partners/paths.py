"""How many shortest paths lead through each node of a network.

Input: a simple networkx graph, undirected. Output: betweenness by node. It does **not** weigh edges. The breadth-first
searches of many sources go through the network together, a level at a time, in matrices: several times as fast as
networkx, with its results.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, Final

import networkx as nx
import numpy as np
from numpy.typing import NDArray

_TOGETHER: Final = 64
"""Sources searched at once: the matrices then have some tens of megabytes at 10,000 nodes."""

Matrix = NDArray[np.float64]


def betweenness(graph: nx.Graph, pivots: int | None = None, seed: int = 0) -> dict[Any, float]:
    """The share of shortest paths between two others that lead through each node, in [0, 1].

    ``pivots``: estimate it from the paths of so many nodes only, chosen by ``seed``.

    Source: Brandes 2001, https://doi.org/10.1080/0022250X.2001.9990249; Brandes, Pich 2007,
    https://doi.org/10.1142/S0218127407018403
    """
    names = list(graph)
    count = len(names)
    chosen = names if pivots is None or pivots >= count else random.Random(seed).sample(names, pivots)
    linked = [name for name in names if any(other != name for other in graph[name])]
    index = {name: number for number, name in enumerate(linked)}
    through = np.zeros(len(linked))
    sources = [index[name] for name in chosen if name in index]
    if linked and count > 2:
        rows = [sorted(index[other] for other in graph[name] if other != name) for name in linked]
        neighbours = np.array([other for row in rows for other in row], dtype=np.intp)
        starts = np.cumsum([0, *(len(row) for row in rows[:-1])])
        for first in range(0, len(sources), _TOGETHER):
            through += _dependencies(neighbours, starts, sources[first : first + _TOGETHER])
    own = set(chosen)
    values = {}
    for name in names:
        # a path that begins at a node does not lead through it
        begun = len(chosen) - (name in own)
        paths = begun * (count - 2)
        values[name] = float(through[index[name]]) / paths if name in index and paths > 0 else 0.0
    return values


def _dependencies(neighbours: NDArray[np.intp], starts: NDArray[np.intp], sources: Sequence[int]) -> Matrix:
    """Per node, the paths through it that begin at one of ``sources``, each as the share it has of its pair's paths."""

    def summed(values: Matrix) -> Matrix:
        return np.add.reduceat(values[neighbours], starts, axis=0)

    columns = np.arange(len(sources))
    paths = np.zeros((len(starts), len(sources)))
    paths[sources, columns] = 1.0
    front, levels = paths.copy(), [paths > 0]
    seen = levels[0].copy()
    while True:
        front = np.where(seen, 0.0, summed(front))
        reached = front > 0
        if not reached.any():
            break
        levels.append(reached)
        seen |= reached
        paths += front
    share = np.zeros_like(paths)
    for nearer, level in zip(levels[-2::-1], levels[:0:-1], strict=True):
        sent = np.divide(1.0 + share, paths, out=np.zeros_like(paths), where=level)
        share += np.where(nearer, paths * summed(sent), 0.0)
    share[sources, columns] = 0.0
    through: Matrix = share.sum(axis=1)
    return through
