"""The network as GraphML and GEXF that keep to their schemas, as network tools read them.

Input: a graph of ``partner_network``. Output: the bytes of a file, the same for the same graph. It does **not** write
it. networkx writes both; what it writes otherwise than the schemas want, or differently from day to day, is put right.

Source: http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd, https://gexf.net/schema.html (1.3)
"""

from __future__ import annotations

import io
import re

import networkx as nx

from sse_graph.layout import communities, positions
from sse_graph.partners.flat import flat


def graphml(graph: nx.MultiDiGraph) -> bytes:
    """GraphML 1.0; a node's IRI is its attribute ``iri``, as an id has no slashes there (``xs:NMTOKEN``)."""
    groups = communities(graph)
    copy = flat(graph, positions(graph, groups), groups)
    nx.set_node_attributes(copy, {iri: iri for iri in copy}, "iri")
    out = io.BytesIO()
    nx.write_graphml(nx.relabel_nodes(copy, {iri: f"n{number}" for number, iri in enumerate(copy)}), out)
    content = out.getvalue()
    # truth values as XML Schema has them; only elements begin with a bare "<"
    for key in re.findall(rb'<key id="(\w+)" for="\w+" attr.name="\w+" attr.type="boolean"', content):
        content = re.sub(
            rb'(<data key="' + key + rb'">)(True|False)<', lambda match: match[1] + match[2].lower() + b"<", content
        )
    return content


def gexf(graph: nx.MultiDiGraph) -> bytes:
    """GEXF 1.3 with its ``viz`` elements; a node's id is its IRI."""
    groups = communities(graph)
    out = io.BytesIO()
    nx.write_gexf(flat(graph, positions(graph, groups), groups, viz=True), out, version="1.3")
    content = re.sub(rb'(<meta) lastmodifieddate="[^"]*"', rb"\1", out.getvalue(), count=1)
    # networkx 3.6 misspells the namespace of its schemaLocation
    content = content.replace(b"http://w3.org/2001/XMLSchema-instance", b"http://www.w3.org/2001/XMLSchema-instance", 1)
    content = re.sub(rb"<creator>[^<]*</creator>", b"<creator>sse-graph</creator>", content, count=1)
    return re.sub(rb'(<graph\b[^>]*?) name="[^"]*"', rb"\1", content, count=1)


NETWORK_FILES = {".graphml": graphml, ".gexf": gexf}
"""Ending of a file -> what makes it."""
