"""GraphML and GEXF: what their published schemas demand, written out, and what networkx reads back."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import networkx as nx
import pytest
from network_stores import Story, forum

from sse_graph.export import export
from sse_graph.layout import communities, positions
from sse_graph.partners import partner_network
from sse_graph.partners.flat import community_colour

ID = "https://w3id.org/sse-graph/id/"
VALLEY = ID + "event/valley-forum"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
GEXF, VIZ = "{http://gexf.net/1.3}", "{http://gexf.net/1.3/viz}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"

NMTOKEN = r"[\w:.\-·]+"
FLOAT = r"-?\d+(\.\d+)?([eE]-?\d+)?|NaN|-?INF"
BYTE = r"1?\d?\d|2[0-4]\d|25[0-5]"
TEXTS = {
    "boolean": r"true|false|0|1",
    "int": r"-?\d{1,9}",
    "long": r"-?\d{1,18}",
    "double": FLOAT,
    "float": FLOAT,
    "string": r"[\s\S]*",
}
"""What a value of each type looks like (XML Schema, part 2)."""

GRAPHML_SCHEMA = {
    # element: (children in order, with * for any number), {attribute: what its value looks like; required ones first}
    "graphml": ("(key )*(graph )*", {XSI: ".*"}, ()),
    "key": ("", {"id": NMTOKEN, "for": "all|graph|node|edge|hyperedge|port|endpoint", "attr.name": ".*",
                 "attr.type": "boolean|int|long|float|double|string"}, ("id",)),
    "graph": ("((data|node|edge) )*", {"id": NMTOKEN, "edgedefault": "directed|undirected"}, ("edgedefault",)),
    "node": ("(data )*", {"id": NMTOKEN}, ("id",)),
    "edge": ("(data )*", {"id": NMTOKEN, "source": NMTOKEN, "target": NMTOKEN, "directed": "true|false|0|1"},
             ("source", "target")),
    "data": ("", {"key": NMTOKEN, "id": NMTOKEN}, ("key",)),
}  # fmt: skip
GEXF_SCHEMA = {
    "gexf": ("(meta )?graph ", {XSI: ".*", "version": r"1\.3", "variant": ".*"}, ("version",)),
    "meta": ("((creator|keywords|description) )*", {"lastmodifieddate": r"\d{4}-\d\d-\d\d"}, ()),
    "creator": ("", {}, ()),
    "graph": ("(attributes )*((nodes|edges) )*", {"defaultedgetype": "directed|undirected|mutual",
              "idtype": "integer|string", "mode": "static|dynamic", "timeformat": "integer|double|date|dateTime"}, ()),
    "attributes": ("(attribute )*", {"class": "node|edge", "mode": "static|dynamic"}, ("class",)),
    "attribute": ("((default|options) )*", {"id": ".+", "title": ".*",
                  "type": "integer|long|double|float|boolean|string|anyURI"}, ("id", "title", "type")),
    "nodes": ("(node )*", {"count": r"\d+"}, ()),
    "edges": ("(edge )*", {"count": r"\d+"}, ()),
    "node": ("((attvalues|viz:color|viz:position|viz:size|viz:shape) )*", {"id": ".+", "label": ".*"}, ("id",)),
    "edge": ("((attvalues|viz:color|viz:thickness|viz:shape) )*", {"id": ".+", "label": ".*", "source": ".+",
             "target": ".+", "type": "directed|undirected|mutual", "weight": FLOAT}, ("source", "target")),
    "attvalues": ("(attvalue )*", {}, ()),
    "attvalue": ("", {"for": ".+", "value": r"[\s\S]*"}, ("for", "value")),
    "viz:color": ("", {"r": BYTE, "g": BYTE, "b": BYTE, "a": r"0?\.\d+|[01]\.0*|[01]"}, ("r", "g", "b")),
    "viz:position": ("", {"x": FLOAT, "y": FLOAT, "z": FLOAT}, ("x", "y")),
    "viz:size": ("", {"value": FLOAT}, ("value",)),
}  # fmt: skip


def unsound(element: ET.Element, schema: dict, space: str) -> list[str]:
    """What of the element and all below it the schema does not allow."""

    def name(of: ET.Element) -> str:
        return of.tag.replace(VIZ, "viz:").removeprefix(space)

    if name(element) not in schema:
        return [f"no element {element.tag}"]
    children, attributes, required = schema[name(element)]
    troubles = [f"{name(element)} lacks {key}" for key in required if key not in element.attrib]
    for key, value in element.attrib.items():
        if key not in attributes or not re.fullmatch(attributes[key], value):
            troubles.append(f'{name(element)} has {key}="{value}"')
    if not re.fullmatch(children, "".join(f"{name(child)} " for child in element)):
        troubles.append(f"{name(element)} holds {[name(child) for child in element][:9]}")
    return troubles + [trouble for child in element for trouble in unsound(child, schema, space)]


def hostile() -> Story:
    story = Story()
    page = story.document("page", "True <graph> & False")
    one = story.thing("organization/one", '<graph name="x"> & "]]>', "False", "Bell\x07 \U0001f33f", "True</data>")
    two = story.thing("organization/b%20/é", "")
    story.fact(page, one, "partnerOf", two, '<meta lastmodifieddate="2020-01-01"> True\nFalse <creator>me</creator>')
    story.fact(page, two, "memberOf", one, "words")
    return story


@pytest.fixture(params=[forum, hostile, Story], ids=["forum", "hostile", "empty"])
def store(request):
    return request.param().store


def written(store, path: Path) -> ET.Element:
    export(store, path)
    return ET.parse(path).getroot()


def test_graphml_is_what_its_schema_demands(store, tmp_path):
    root = written(store, tmp_path / "n.graphml")
    assert unsound(root, GRAPHML_SCHEMA, GRAPHML) == []
    keys = {key.get("id"): key for key in root.iter(GRAPHML + "key")}
    nodes = [node.get("id") for node in root.iter(GRAPHML + "node")]
    edges = list(root.iter(GRAPHML + "edge"))
    assert len(set(nodes)) == len(nodes)
    assert len({edge.get("id") for edge in edges}) == len(edges)
    assert {edge.get(end) for edge in edges for end in ("source", "target")} <= set(nodes)
    for part in ("node", "edge"):
        for element in root.iter(GRAPHML + part):
            data = element.findall(GRAPHML + "data")
            assert len({item.get("key") for item in data}) == len(data)
            for item in data:
                key = keys[item.get("key")]
                assert key.get("for") == part
                assert re.fullmatch(TEXTS[key.get("attr.type")], item.text or ""), item.text


def test_gexf_is_what_its_schema_demands(store, tmp_path):
    root = written(store, tmp_path / "n.gexf")
    assert unsound(root, GEXF_SCHEMA, GEXF) == []
    assert root.findtext(f"{GEXF}meta/{GEXF}creator") == "sse-graph"
    types = {
        (table.get("class"), attribute.get("id")): attribute.get("type")
        for table in root.iter(GEXF + "attributes")
        for attribute in table
    }
    nodes = {node.get("id") for node in root.iter(GEXF + "node")}
    edges = list(root.iter(GEXF + "edge"))
    assert len({edge.get("id") for edge in edges}) == len(edges)
    assert {edge.get(end) for edge in edges for end in ("source", "target")} <= nodes
    for part in ("node", "edge"):
        for element in root.iter(GEXF + part):
            for value in element.iter(GEXF + "attvalue"):
                assert re.fullmatch(TEXTS[types[part, value.get("for")]], value.get("value"))


def test_the_checks_find_what_is_wrong(tmp_path):
    root = written(forum().store, tmp_path / "n.gexf")
    graph = root.find(GEXF + "graph")
    graph.set("name", "")
    next(root.iter(VIZ + "color")).set("r", "256")
    next(root.iter(GEXF + "node")).attrib.pop("id")
    graph.append(graph[0])
    assert [trouble.partition(" [")[0] for trouble in unsound(root, GEXF_SCHEMA, GEXF)] == [
        'graph has name=""',
        "graph holds",
        "node lacks id",
        'viz:color has r="256"',
    ]
    root = written(forum().store, tmp_path / "n.graphml")
    next(root.iter(GRAPHML + "node")).set("id", VALLEY)
    assert unsound(root, GRAPHML_SCHEMA, GRAPHML) == [f'node has id="{VALLEY}"']


@pytest.mark.parametrize("ending", [".graphml", ".gexf"])
def test_networkx_reads_places_colours_labels_and_facts(tmp_path, ending):
    store, path = forum().store, tmp_path / f"network{ending}"
    export(store, path)
    read = nx.read_graphml(path, force_multigraph=True) if ending == ".graphml" else nx.read_gexf(path)
    if ending == ".graphml":
        read = nx.relabel_nodes(read, nx.get_node_attributes(read, "iri"))
    graph = partner_network(store)
    assert set(read) == set(graph)
    found = {(one, data["predicate"], other, data["symmetric"]) for one, other, data in read.edges(data=True)}
    assert {fact[:3] for fact in found} == {(one, key, other) for one, other, key in graph.edges(keys=True)}
    assert {(key, symmetric) for _, key, _, symmetric in found} >= {("partnerOf", True), ("partnerIn", False)}
    groups = communities(graph)
    places, home = positions(graph, groups), {iri: number for number, group in enumerate(groups) for iri in group}
    for iri, node in read.nodes(data=True):
        assert node["label"] == graph.nodes[iri]["label"]
        viz = node.get("viz")
        place = (viz["position"]["x"], viz["position"]["y"]) if viz else (node["x"], node["y"])
        assert place == (places[iri][0], -places[iri][1])
        colour = tuple(viz["color"][c] for c in "rgb") if viz else tuple(node[c] for c in "rgb")
        assert colour == community_colour(home[iri])
        assert (viz["size"] if viz else node["size"]) >= 7


@pytest.mark.parametrize("ending", [".graphml", ".gexf"])
def test_texts_stay_as_they_are(tmp_path, ending):
    path = tmp_path / f"n{ending}"
    export(hostile().store, path)
    read = nx.read_graphml(path, force_multigraph=True) if ending == ".graphml" else nx.read_gexf(path)
    assert {'<graph name="x"> & "]]>'} <= {data["label"] for _, data in read.nodes(data=True)}
    quotes = {data["quotes"] for *_, data in read.edges(data=True)}
    assert '<meta lastmodifieddate="2020-01-01"> True\nFalse <creator>me</creator>' in quotes
