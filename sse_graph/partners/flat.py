"""The network with attributes that GraphML and GEXF can hold, and that Gephi reads as picture.

Input: a graph of ``partner_network``, positions, communities. Output: a copy. It does **not** write files.
"""

from __future__ import annotations

import colorsys
from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx

from sse_graph.layout import radius
from sse_graph.records import SYMMETRIC


def flat(
    graph: nx.MultiDiGraph,
    places: Mapping[str, tuple[float, float]] | None = None,
    groups: Sequence[Sequence[str]] = (),
    *,
    viz: bool = False,
) -> nx.MultiDiGraph:
    """A copy whose attributes are plain strings and numbers, for ``networkx.write_graphml`` and ``write_gexf``.

    Lists are joined with `` | ``; quotes and documents of an edge become ``quotes`` and ``documents``. With ``places``
    (of ``positions``) nodes get place (y upwards, as Gephi has it), size and the colour of their community: as
    attributes ``x y size r g b``, which Gephi reads from GraphML, or, if ``viz``, as GEXF's own. Characters that XML
    cannot hold are dropped.
    """
    home = {iri: number for number, group in enumerate(groups) for iri in group}
    copy = nx.MultiDiGraph()
    for iri in sorted(graph):
        data = graph.nodes[iri]
        plain: dict[str, Any] = {
            "label": _xml_text(data["label"]),
            "names": _xml_text(" | ".join(data["names"])),
            "main_class": data["main_class"],
            "classes": " | ".join(data["classes"]),
            "countries": _xml_text(" | ".join(data.get("countries", ()))),
            "themes": _xml_text(" | ".join(data.get("themes", ()))),
            "documents": len(data["documents"]),
            "degree": graph.degree(iri),
        }
        if iri in home:
            plain["community"] = home[iri]
        if places is not None and iri in places:
            (x, y), size, rgb = places[iri], radius(graph.degree(iri)), community_colour(home.get(iri, -1))
            if viz:
                plain["viz"] = {
                    "position": {"x": x, "y": -y, "z": 0.0},
                    "size": size,
                    "color": dict(zip("rgba", (*rgb, 1.0), strict=True)),
                }
            else:
                plain |= {"x": x, "y": -y, "size": size} | dict(zip("rgb", rgb, strict=True))
        copy.add_node(iri, **plain)
    for number, (subject, object_, key) in enumerate(sorted(graph.edges(keys=True))):
        data = graph.edges[subject, object_, key]
        # Keys become the ids of edges in the file, where they must differ.
        copy.add_edge(
            subject,
            object_,
            key=f"e{number}",
            label=key,
            predicate=key,
            symmetric=key in SYMMETRIC,
            confidence=data["confidence"],
            weight=data["weight"],
            documents=" | ".join(sorted({item.document for item in data["evidence"]})),
            quotes=_xml_text(" | ".join(item.quote for item in data["evidence"])),
        )
    return copy


def community_colour(number: int) -> tuple[int, int, int]:
    """Red, green, blue in [0, 255] of a community; -1 is grey. Hues a golden angle apart: neighbours differ."""
    if number < 0:
        return 150, 150, 150
    red, green, blue = colorsys.hls_to_rgb((number * 137.5 % 360) / 360, 0.48, 0.5)
    return round(red * 255), round(green * 255), round(blue * 255)


def _xml_text(text: str) -> str:
    """Source: https://www.w3.org/TR/xml/#charsets"""
    return "".join(
        c for c in text if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )
