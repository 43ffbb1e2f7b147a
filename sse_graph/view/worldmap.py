"""Things on a map of the world: outlines of countries, and a point in the picture for each thing that is somewhere.

Input: the network, and the outlines of ``world/`` (Natural Earth, public domain, as the npm package world-atlas has
them, TopoJSON). Output: a ``WorldMap``. It does **not** guess where a thing is (``partners/located.py`` tells).

The projection is Equal Earth: Šavrič, Patterson, Jenny 2018, https://doi.org/10.1080/13658816.2018.1504949
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any, Final

import networkx as nx

from sse_graph.partners.gazetteer import city_point, country_codes

Point = tuple[float, float]

_SCALE: Final = 420.0
"""Pixels per unit of the projection: the world is about 2,270 px wide."""
_ANTARCTICA: Final = "010"


@dataclass(frozen=True, slots=True)
class WorldMap:
    """``outlines``: an SVG path of all countries. ``points``: by IRI, pixels of the same plane, none upon another."""

    outlines: str
    points: dict[str, Point]


def place_on_map(graph: nx.MultiDiGraph, iris: Iterable[str], sizes: Mapping[str, float]) -> WorldMap:
    """Where ``iris`` are drawn: at their coordinates, else at their seat, else in their country; others have no point.

    Things at one point stand around it, the best joined in the middle. ``sizes``: their radii in px.
    """
    at: dict[Point, list[str]] = defaultdict(list)
    for iri in sorted(iris):
        spot = coordinates(graph.nodes[iri])
        if spot is not None:
            x, y = project(*spot)
            at[round(x / 8) * 8.0, round(y / 8) * 8.0].append(iri)
    points = {}
    for (x, y), members in at.items():
        step = 2.05 * max(sizes[iri] for iri in members)
        for number, iri in enumerate(sorted(members, key=lambda iri: (-sizes[iri], iri))):
            turn, reach = number * math.pi * (3 - math.sqrt(5)), step * math.sqrt(number)
            points[iri] = (float(round(x + reach * math.cos(turn))), float(round(y + reach * math.sin(turn))))
    return WorldMap(_outlines(), points)


def project(latitude: float, longitude: float) -> Point:
    """Degrees to pixels, x to the right, y down, (0, 0) where equator and prime meridian cross."""
    a1, a2, a3, a4, root = 1.340264, -0.081106, 0.000893, 0.003796, math.sqrt(3) / 2
    theta = math.asin(root * math.sin(math.radians(latitude)))
    square = theta * theta
    sixth = square**3
    x = math.radians(longitude) * math.cos(theta) / (root * (a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square)))
    y = theta * (a1 + a2 * square + sixth * (a3 + a4 * square))
    return _SCALE * x, -_SCALE * y


def coordinates(data: Mapping[str, Any]) -> Point | None:
    """Latitude and longitude of a thing: its own or its nearest place's, else its seat's, else its country's middle."""
    if data["coordinates"] is not None:
        return data["coordinates"][0], data["coordinates"][1]
    city, country = data["address"]
    if city and (spot := city_point(city, country)):
        return spot
    return next((_middles()[code] for code in country_codes(data["anchors"]) if code in _middles()), None)


@cache
def _countries() -> dict[str, list[list[Point]]]:
    """Rings of (longitude, latitude) by ISO 3166 numeric code (or name, where a territory has none).

    Source: https://github.com/topojson/topojson-specification
    """
    text = (resources.files("sse_graph") / "world" / "countries-110m.json").read_text(encoding="utf-8")
    topology = json.loads(text)
    (across, down), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[list[Point]] = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * across + left, y * down + bottom))
        arcs.append(points)
    rings: dict[str, list[list[Point]]] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        rings[str(shape.get("id", shape["properties"]["name"]))] = [
            _unwrapped(
                [point for number in ring for point in (arcs[number][:-1] if number >= 0 else arcs[~number][:0:-1])]
            )
            for polygon in polygons
            for ring in polygon
        ]
    return rings


def _unwrapped(ring: list[Point]) -> list[Point]:
    """The ring in one piece where it crosses the 180th meridian: beyond it longitudes go on, on its larger side."""
    points, turn = [ring[0]], 0.0
    for (before, _), (longitude, latitude) in pairwise(ring):
        turn += 360.0 if longitude - before < -180 else -360.0 if longitude - before > 180 else 0.0
        points.append((longitude + turn, latitude))
    middle = sum(longitude for longitude, _ in points) / len(points)
    shift = 360.0 * round(middle / 360.0)
    return [(longitude - shift, latitude) for longitude, latitude in points]


@cache
def _middles() -> dict[str, Point]:
    """Latitude and longitude of the middle of each country's largest piece."""
    return {code: max(map(_centroid, rings))[1] for code, rings in _countries().items()}


def _centroid(ring: list[Point]) -> tuple[float, Point]:
    """Area and (latitude, longitude) of the centroid. Source: https://en.wikipedia.org/wiki/Shoelace_formula"""
    double = x = y = 0.0
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x0 * y1 - x1 * y0
        double, x, y = double + cross, x + (x0 + x1) * cross, y + (y0 + y1) * cross
    if not double:
        return 0.0, (ring[0][1], ring[0][0])
    return abs(double / 2), (y / (3 * double), x / (3 * double))


@cache
def _outlines() -> str:
    path = []
    for code, rings in sorted(_countries().items()):
        if code == _ANTARCTICA:
            continue
        for ring in rings:
            points: list[Point] = []
            for longitude, latitude in ring:
                x, y = project(latitude, longitude)
                if not points or points[-1] != (round(x), round(y)):
                    points.append((round(x), round(y)))
            if len(points) > 2:
                path.append("M" + "L".join(f"{x} {y}" for x, y in points) + "Z")
    return "".join(path)
