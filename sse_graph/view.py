"""The network page: one HTML file that a browser opens from disk, offline, and in which nothing from a text can run.

Input: a pyoxigraph Store in the shape of the data contract. Output: a file, byte for byte the same for the same graph.
It does **not** decide what is joined (``network.py``) or where it is drawn (``layout.py``), and the page asks for nothing
from elsewhere: the drawing library comes from the installed pyvis and stands inside the file.

Texts of documents reach the page in two ways only: as JSON in a block that is no script, shown through ``textContent``,
and as escaped text of the template. The page's own policy allows no script but the two whose hash it names.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

import networkx as nx
import pyoxigraph as ox

from sse_graph.errors import InputError
from sse_graph.layout import LABELLED, communities, label_lines, positions, radius
from sse_graph.network import PREDICATES, Evidence, Source, partner_network
from sse_graph.records import LABELS, SIGNATURES, SYMMETRIC

LANGUAGES: Final = ("en", "fr", "es")
_BASE: Final = "https://w3id.org/sse-graph/id/"

_SHAPES: Final = {
    "Organization": "dot",
    "Event": "diamond",
    "Place": "square",
    "Person": "triangle",
    "Concept": "hexagon",
}
_DASHES: Final[dict[str, bool | list[int]]] = {
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

_UNSHOWN: Final = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Control characters and overrides of writing direction: a name with them could make its neighbours read otherwise."""


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
    store: ox.Store,
    path: Path | str,
    *,
    around: str | None = None,
    hops: int = 1,
    relations: Sequence[str] | None = None,
    limit: int | None = None,
    lang: str = "en",
    title: str | None = None,
) -> ViewSummary:
    """Write the page and say what it shows; an existing file is replaced whole or not at all.

    ``around``, ``hops``, ``limit``: see ``partner_network``. ``relations``: the predicates drawn as lines, by default
    ``PREDICATES``; the others are told on the cards. ``lang``: of the page and, where there is a choice, of the names.

    Raises:
        InputError: an unknown language, relation or name, or a path that cannot be written.
    """
    page, counts = render_view(
        store, around=around, hops=hops, relations=relations, limit=limit, lang=lang, title=title
    )
    target = Path(path)
    encoded = page.encode("utf-8")
    _replace(target, encoded)
    return ViewSummary(target, *counts, size=len(encoded))


def render_view(
    store: ox.Store,
    *,
    around: str | None = None,
    hops: int = 1,
    relations: Sequence[str] | None = None,
    limit: int | None = None,
    lang: str = "en",
    title: str | None = None,
) -> tuple[str, tuple[int, int, int, int]]:
    """The page as text, and its numbers of joined nodes, edges, isolated nodes and documents behind the edges."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    if lang not in LANGUAGES:
        raise InputError(f"language {lang!r} of the page is none of {', '.join(LANGUAGES)}")
    drawn = tuple(relations) if relations is not None else PREDICATES
    if not drawn:
        raise InputError(f"no relation to draw; name at least one of {', '.join(SIGNATURES)}")
    graph = partner_network(store, predicates=drawn, around=around, hops=hops, limit=limit, lang=lang)
    told = partner_network(store, predicates=[key for key in SIGNATURES if key not in drawn], lang=lang, classes=LABELS)
    strings = _strings(lang)
    model, counts = _model(graph, told)
    heading = title or (
        strings["title_around"].format(name=graph.nodes[graph.graph["around"]]["label"])
        if graph.graph["around"]
        else strings["title"]
    )
    heading = " ".join(heading.translate(_UNSHOWN).split())
    model |= {"strings": strings, "lang": lang, "title": heading}
    left_out = graph.graph["left_out"]
    css, script, library = _template("network.css"), _template("network.js"), _library()
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    page = environment.from_string(_template("network.html")).render(
        lang=lang,
        title=heading,
        intro=_intro(graph, strings),
        left_out=strings["left_out"].format(count=left_out) if left_out else "",
        t=strings,
        policy=_policy([library, script], [css]),
        data=Markup(json_block(model)),
        # Files of this package and of pyvis, not texts of users: they go in as they are, and by hash.
        css=Markup(css),
        library=Markup(library),
        script=Markup(script),
    )
    return page, counts


def json_block(value: Any) -> str:
    """JSON that can stand in a ``<script type="application/json">`` whatever its strings hold, keys sorted."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _model(graph: nx.MultiDiGraph, told: nx.MultiDiGraph) -> tuple[dict[str, Any], tuple[int, int, int, int]]:
    """The data of the page, its node and edge lists from a pyvis ``Network``; and the numbers of ``render_view``."""
    from pyvis.edge import Edge
    from pyvis.network import Network
    from pyvis.node import Node

    net = Network(directed=True, cdn_resources="in_line")
    joined = [iri for iri in sorted(graph) if graph.degree(iri)]
    drawing = graph.subgraph(joined)
    places = positions(drawing)
    groups = [group for group in communities(drawing) if len(group) > 2] if len(joined) > LABELLED else []
    home = {iri: number for number, group in enumerate(groups) for iri in group}
    facts = [
        (subject, object_, key)
        for subject, object_, key in sorted(told.edges(keys=True))
        if subject in graph or object_ in graph
    ]
    others = sorted((set(graph) | {iri for fact in facts for iri in fact[:2]}) - set(joined))
    number = {iri: index for index, iri in enumerate([*joined, *others])}
    documents = sorted(graph.graph["documents"].values())
    rank = {source.iri: index for index, source in enumerate(documents)}
    for iri in joined:
        x, y = places[iri]
        data, size = graph.nodes[iri], radius(graph.degree(iri))
        extra = _body(iri, data, rank) | {"group": home.get(iri, -1), "lines": label_lines(_shown(data["label"]))}
        node = Node(number[iri], _SHAPES[data["main_class"]], _shown(data["label"]), x=x, y=y, size=size, **extra)
        net.nodes.append(node.options)  # not add_node, add_edge: they search lists, quadratic in the network
    lanes: Counter[tuple[str, str]] = Counter()
    for subject, object_, key in sorted(graph.edges(keys=True)):
        pair = (min(subject, object_), max(subject, object_))
        fact = _fact(graph.edges[subject, object_, key], rank) | {
            "id": len(net.edges),
            "lane": lanes[pair],
            "dashes": _DASHES[key],
            "arrows": "" if key in SYMMETRIC else "to",
        }
        lanes[pair] += 1
        net.edges.append(Edge(number[subject], number[object_], True, **fact).options)
    told_facts = [
        _fact(told.edges[subject, object_, key], rank)
        | {"id": len(net.edges) + index, "from": number[subject], "to": number[object_]}
        for index, (subject, object_, key) in enumerate(facts)
    ]
    behind = {item.document for *_, items in graph.edges(data="evidence") for item in items}
    isolated = [iri for iri in others if iri in graph]
    model = {
        "nodes": net.nodes,
        "edges": net.edges,
        "others": [
            {"id": number[iri], "label": _shown(data["label"]), "isolated": iri in graph} | _body(iri, data, rank)
            for iri in others
            for data in (graph.nodes[iri] if iri in graph else told.nodes[iri],)
        ],
        "facts": told_facts,
        "documents": [_document(source) for source in documents],
        "groups": len(groups),
        "classes": [{"key": key, "shape": _SHAPES[key]} for key in LABELS],
        "relations": [
            {
                "key": key,
                "dashes": _DASHES[key],
                "symmetric": key in SYMMETRIC,
                "drawn": key in graph.graph["predicates"],
            }
            for key in SIGNATURES
        ],
        "labelled": LABELLED,
    }
    return model, (len(joined), len(net.edges), len(isolated), len(behind))


def _shown(text: str) -> str:
    return text.translate(_UNSHOWN) or "?"


def _body(iri: str, data: dict[str, Any], rank: dict[str, int]) -> dict[str, Any]:
    return {
        "iri": iri,
        "key": iri.removeprefix(_BASE),
        "names": [_shown(name) for name in data["names"][1:]],
        "main": data["main_class"],
        "classes": list(data["classes"]),
        "documents": [rank[document] for document in data["documents"]],
    }


def _document(source: Source) -> dict[str, str]:
    return {
        "identifier": _shown(source.identifier),
        "title": _shown(source.title),
        "language": source.language,
        "date": source.date,
    }


def _fact(data: dict[str, Any], rank: dict[str, int]) -> dict[str, Any]:
    evidence: Iterable[Evidence] = sorted(data["evidence"], key=lambda item: (-item.confidence, item))
    return {
        "predicate": data["predicate"],
        "confidence": data["confidence"],
        "evidence": [
            {
                "document": rank[item.document],
                "start": item.start,
                "end": item.end,
                "rule": item.rule,
                "confidence": item.confidence,
                "parts": _parts(item),
            }
            for item in evidence
        ],
    }


def _parts(evidence: Evidence) -> list[list[str]]:
    """The quote cut at its marks: [text, "" or "s" or "o"] (so the page need not count characters as Python does)."""
    parts, last = [], 0
    for start, end, role in evidence.marks:
        if start < last:
            continue
        parts += [[evidence.quote[last:start], ""], [evidence.quote[start:end], role]]
        last = end
    return [part for part in [*parts, [evidence.quote[last:], ""]] if part[0]]


def _intro(graph: nx.MultiDiGraph, strings: dict[str, Any]) -> str:
    def counted(key: str, count: int) -> str:
        return f"{count} {strings['n_' + key][0 if count == 1 else 1]}"

    every = graph.graph["documents"]
    behind = sorted({item.document for *_, items in graph.edges(data="evidence") for item in items})
    if not graph.number_of_edges():
        return str(strings["intro_none"].format(documents=len(every)))
    classes = Counter(graph.nodes[iri]["main_class"] for iri in graph if graph.degree(iri))
    bodies = [counted(label, classes[label]) for label in LABELS if classes[label]]
    said = ", ".join(bodies[:-1]) + strings["and"] + bodies[-1] if len(bodies) > 1 else bodies[0]
    part = strings["of"].format(count=len(behind), all=len(every)) if len(behind) < len(every) else str(len(every))
    documents = f"{part} {strings['n_document'][0 if len(every) == 1 else 1]}"
    years = sorted({every[iri].date[:4] for iri in behind if every[iri].date[:4].isdigit()})
    dates = ""
    if years:
        dates = strings["dates" if len(years) > 1 else "date"].format(first=years[0], last=years[-1])
    key = "intro_one" if len(behind) == 1 else "intro"
    relations = counted("relation", graph.number_of_edges())
    return str(strings[key].format(bodies=said, relations=relations, documents=documents, dates=dates))


def _template(name: str) -> str:
    text = (resources.files("sse_graph") / "templates" / name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


def _strings(lang: str) -> dict[str, Any]:
    return {key: texts[lang] for key, texts in json.loads(_template("strings.json")).items()}


def _library() -> str:
    """The minified vis-network of the installed pyvis, the newest it brings, without the link to its source map."""
    folders = sorted(
        (folder for folder in (resources.files("pyvis") / "lib").iterdir() if folder.name.startswith("vis-")),
        key=lambda folder: [int(part) for part in folder.name.removeprefix("vis-").split(".") if part.isdigit()],
    )
    files = [file for folder in reversed(folders) for file in folder.iterdir() if file.name == "vis-network.min.js"]
    if not files:
        raise InputError("the installed pyvis brings no vis-network.min.js; install pyvis 0.3.2 or newer again")
    lines = files[0].read_text(encoding="utf-8").replace("\r\n", "\n").split("\n")
    text = "\n".join(line for line in lines if not line.startswith("//# sourceMappingURL"))
    if "</script" in text.lower() or "<!--" in text:
        raise InputError("the vis-network of the installed pyvis cannot stand inside a page; install pyvis 0.3.2")
    return text


def _policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """Source: https://www.w3.org/TR/CSP3/"""

    def hashes(texts: Iterable[str]) -> str:
        digests = (hashlib.sha256(text.encode("utf-8")).digest() for text in texts)
        return " ".join(f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests)

    return (
        f"default-src 'none'; script-src {hashes(scripts)}; style-src {hashes(styles)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _replace(target: Path, content: bytes) -> None:
    part = target.with_name(target.name + ".part")
    try:
        part.write_bytes(content)
        os.replace(part, target)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        reason = error.strerror or type(error).__name__
        raise InputError(
            f"{target}: the page cannot be written ({reason}); give a file in a folder that exists"
        ) from error
