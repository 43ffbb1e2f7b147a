"""Points that attract and repel: the arithmetic below ``layout.py``.

Input: distances, edges or boxes as numbers. Output: points, the same for the same input. It does **not** know graphs'
names, labels or pixels.
"""

from __future__ import annotations

import math
from typing import Final

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

SEED: Final = 20160317


def distances(graph: nx.Graph, nodes: list[int]) -> Points:
    """Lengths of shortest paths; pairs without a path are a little further apart than the longest."""
    index = {node: i for i, node in enumerate(nodes)}
    count = len(nodes)
    joined = np.zeros((count, count), dtype=np.float32)
    for first, second in graph.edges():
        joined[index[first], index[second]] = joined[index[second], index[first]] = 1.0
    matrix = np.full((count, count), -1.0)
    np.fill_diagonal(matrix, 0.0)
    reached = np.eye(count, dtype=np.float32)
    for step in range(1, count):
        reached = ((reached @ joined) > 0).astype(np.float32)
        new = (reached > 0) & (matrix < 0)
        if not new.any():
            break
        matrix[new] = step
        reached = new.astype(np.float32)
    matrix[matrix < 0] = matrix.max() + 1
    return matrix


def stress(lengths: Points, iterations: int = 250) -> Points:
    """Points whose distances are as near as can be to ``lengths``, the longer axis across.

    Source: Gansner, Koren, North 2004, Graph drawing by stress majorization, https://doi.org/10.1007/978-3-540-31843-9_25
    """
    count = len(lengths)
    points = np.random.default_rng(SEED).uniform(-1, 1, (count, 2)) * math.sqrt(count)
    weights = 1.0 / np.maximum(lengths, 1e-9) ** 2
    np.fill_diagonal(weights, 0.0)
    total, wanted = weights.sum(1), weights * lengths
    for _ in range(iterations if count <= 80 else 80):
        square = (points**2).sum(1)
        length = np.sqrt(np.maximum(square[:, None] + square[None, :] - 2 * points @ points.T, 1e-12))
        factor = wanted / length
        np.fill_diagonal(factor, 0.0)
        moved = (weights @ points + factor.sum(1)[:, None] * points - factor @ points) / total[:, None]
        change, points = float(np.abs(moved - points).max()), moved
        if change < 1e-3:
            break
    points = points - points.mean(0)
    xx, yy, xy = (points[:, 0] ** 2).sum(), (points[:, 1] ** 2).sum(), (points[:, 0] * points[:, 1]).sum()
    angle = 0.5 * math.atan2(2 * xy, xx - yy)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    turned: Points = points @ turn
    return turned


def springs(graph: nx.Graph, nodes: list[int], iterations: int = 120, sample: int = 200) -> Points:
    """Fruchterman-Reingold with repulsion from a sample of the nodes: its time grows with nodes and edges only.

    Source: Fruchterman, Reingold 1991, https://doi.org/10.1002/spe.4380211102
    """
    index = {node: i for i, node in enumerate(nodes)}
    count, random = len(nodes), np.random.default_rng(SEED)
    ends = np.array(sorted((index[a], index[b]) for a, b in graph.edges())).reshape(-1, 2)
    points = random.uniform(-1, 1, (count, 2)) * math.sqrt(count) / 2
    for step in range(iterations):
        others = np.sort(random.choice(count, min(sample, count), replace=False))
        delta = points[:, None, :] - points[None, others, :]
        square = np.maximum((delta**2).sum(2), 0.01)
        force = (delta / square[:, :, None]).sum(1) * (count / len(others))
        along = points[ends[:, 0]] - points[ends[:, 1]]
        pull = along * np.sqrt((along**2).sum(1))[:, None]
        for axis in (0, 1):
            force[:, axis] -= np.bincount(ends[:, 0], pull[:, axis], count)
            force[:, axis] += np.bincount(ends[:, 1], pull[:, axis], count)
        length = np.maximum(np.sqrt((force**2).sum(1)), 1e-9)
        heat = math.sqrt(count) / 5 * (1 - step / iterations) + 0.02
        points = points + force * (np.minimum(length, heat) / length)[:, None]
    return points


def push_apart(points: Points, boxes: Points, rounds: int) -> Points:
    """Move the centres of overlapping boxes apart, each time along the shorter way, until none overlap."""
    offset = np.stack([np.zeros(len(boxes)), boxes[:, 2]], axis=1)
    centres = points + offset
    width = (boxes[:, 0][:, None] + boxes[:, 0][None, :]) / 2
    height = (boxes[:, 1][:, None] + boxes[:, 1][None, :]) / 2
    order = np.sign(np.arange(len(boxes))[:, None] - np.arange(len(boxes))[None, :]).astype(float)
    for _ in range(rounds):
        dx = centres[:, None, 0] - centres[None, :, 0]
        dy = centres[:, None, 1] - centres[None, :, 1]
        over_x, over_y = width - np.abs(dx), height - np.abs(dy)
        hit = (over_x > 0) & (over_y > 0)
        np.fill_diagonal(hit, False)
        if not hit.any():
            break
        sideways = over_x < over_y
        push_x = np.where(hit & sideways, over_x * np.where(dx != 0, np.sign(dx), order), 0.0)
        push_y = np.where(hit & ~sideways, over_y * np.where(dy != 0, np.sign(dy), order), 0.0)
        centres = centres + 0.35 * np.stack([push_x.sum(1), push_y.sum(1)], axis=1)
    result: Points = centres - offset
    return result
