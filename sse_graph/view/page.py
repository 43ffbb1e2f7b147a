"""The page as text and as file: what is chosen, the words of its head, the parts of its script in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import networkx as nx

from sse_graph.errors import InputError
from sse_graph.html import render, shown, strings, template, vis_network, write_page
from sse_graph.partners import PREDICATES, Reading, assemble, read
from sse_graph.readable import Readable
from sse_graph.records import LABELS, SIGNATURES
from sse_graph.view.model import Picture, model

SCRIPT: Final = (
    "data",
    "state",
    "drawing",
    "labels",
    "grounds",
    "camera",
    "glide",
    "card",
    "search",
    "legend",
    "groups",
    "table",
    "download",
    "link",
    "start",
)
"""The parts of the page's script, in the order they stand in; they share one scope."""


@dataclass(frozen=True, slots=True)
class ViewSummary:
    """What a page shows: joined nodes, edges, isolated nodes (listed, not drawn), documents that state the edges."""

    path: Path
    nodes: int
    edges: int
    isolated: int
    documents: int
    size: int


def write_view(
    store: Readable,
    path: Path | str,
    *,
    around: str | None = None,
    hops: int = 1,
    relations: Sequence[str] | None = None,
    place: str | None = None,
    concept: str | None = None,
    top: int | None = None,
    by: str = "degree",
    as_map: bool = False,
    lang: str = "en",
    title: str | None = None,
) -> ViewSummary:
    """Write the page and say what it shows; an existing file is replaced whole or not at all.

    ``around``, ``hops``, ``place``, ``concept``, ``top``, ``by``: see ``partner_network``; ``by`` is also what the size
    of a node shows. ``relations``: the predicates drawn as lines, by default ``PREDICATES``; the others are told on the
    cards. ``as_map``: on a map of the world. ``lang``: of the page and, where there is a choice, of the names.

    Raises:
        InputError: an unknown language, relation, measure or name, or a path that cannot be written.
    """
    page, picture = render_view(
        store,
        around=around,
        hops=hops,
        relations=relations,
        place=place,
        concept=concept,
        top=top,
        by=by,
        as_map=as_map,
        lang=lang,
        title=title,
    )
    size = write_page(page, path)
    return ViewSummary(Path(path), picture.nodes, picture.edges, picture.isolated, picture.documents, size)


def render_view(
    store: Readable,
    *,
    around: str | None = None,
    hops: int = 1,
    relations: Sequence[str] | None = None,
    place: str | None = None,
    concept: str | None = None,
    top: int | None = None,
    by: str = "degree",
    as_map: bool = False,
    lang: str = "en",
    title: str | None = None,
) -> tuple[str, Picture]:
    """The page as text, and what is in its picture."""
    drawn = tuple(relations) if relations is not None else PREDICATES
    if not drawn:
        raise InputError(f"no relation to draw; name at least one of {', '.join(SIGNATURES)}")
    reading = read(store, lang)
    graph = assemble(
        reading, predicates=drawn, around=around, hops=hops, place=place, concept=concept, top=top, by=by, lang=lang
    )
    return render_network(graph, reading, by=by, as_map=as_map, lang=lang, title=title)


def render_network(
    graph: nx.MultiDiGraph,
    reading: Reading,
    *,
    by: str = "degree",
    as_map: bool = False,
    lang: str = "en",
    title: str | None = None,
) -> tuple[str, Picture]:
    """The page of a network of ``reading``, and what is in its picture; the relations that are not among the graph's
    ``predicates`` are told on the cards."""
    words = strings(lang)
    drawn = graph.graph["predicates"]
    told = assemble(reading, predicates=[key for key in SIGNATURES if key not in drawn], lang=lang, classes=LABELS)
    picture = model(graph, told, by=by, as_map=as_map)
    heading = shown(" ".join((title or _heading(graph, words, as_map)).split()))
    left_out = graph.graph["left_out"]
    page = render(
        "network.html",
        css=template("base.css") + template("network.css"),
        scripts=[vis_network(), script()],
        data=picture.data | {"strings": words, "lang": lang, "title": heading},
        lang=lang,
        title=heading,
        intro=_intro(graph, words),
        left_out=words["left_out"].format(count=left_out) if left_out else "",
        as_map=as_map,
        t=words,
    )
    return page, picture


def script() -> str:
    """The page's own script, its parts in one closed scope."""
    parts = "".join(template(f"network/{name}.js") for name in SCRIPT)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


def _heading(graph: nx.MultiDiGraph, words: dict[str, Any], as_map: bool) -> str:
    if graph.graph["around"]:
        return str(words["title_around"].format(name=graph.nodes[graph.graph["around"]]["label"]))
    return str(words["title_map" if as_map else "title"])


def _intro(graph: nx.MultiDiGraph, words: dict[str, Any]) -> str:
    def counted(key: str, count: int) -> str:
        return f"{count} {words['n_' + key][0 if count == 1 else 1]}"

    every = graph.graph["documents"]
    behind = sorted({item.document for *_, items in graph.edges(data="evidence") for item in items})
    if not graph.number_of_edges():
        return str(words["intro_none"].format(documents=len(every)))
    classes = Counter(graph.nodes[iri]["main_class"] for iri in graph if graph.degree(iri))
    bodies = [counted(label, classes[label]) for label in LABELS if classes[label]]
    said = ", ".join(bodies[:-1]) + words["and"] + bodies[-1] if len(bodies) > 1 else bodies[0]
    part = words["of"].format(count=len(behind), all=len(every)) if len(behind) < len(every) else str(len(every))
    documents = f"{part} {words['n_document'][0 if len(every) == 1 else 1]}"
    years = sorted({every[iri].date[:4] for iri in behind if every[iri].date[:4].isdigit()})
    dates = words["undated"]
    if years:
        dates = words["dates" if len(years) > 1 else "date"].format(first=years[0], last=years[-1])
    key = "intro_one" if len(behind) == 1 else "intro"
    relations = counted("relation", graph.number_of_edges())
    return str(words[key].format(bodies=said, relations=relations, documents=documents, dates=dates))
