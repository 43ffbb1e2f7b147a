"""The partner network of a graph: who is joined to whom, by which relation, and which sentence says so.

Input: a pyoxigraph Store in the shape of the data contract. Output: networkx graphs, their measures, and copies that
GraphML, GEXF and CSV can hold. It does **not** compute positions (``layout.py``), draw or write files. It is called
``partners`` and not ``network`` because a module of that name would hide the public function ``sse_graph.network``.

``read`` asks the store, ``graph`` joins and selects, ``joint`` projects events on who took part in them, ``measure``
counts, ``flat`` makes copies for files.
"""

from sse_graph.partners.flat import flat
from sse_graph.partners.graph import BODIES, PREDICATES, assemble, find_node, partner_network
from sse_graph.partners.joint import joint_participation
from sse_graph.partners.measure import MEASURES, community_names, measures, metrics_csv
from sse_graph.partners.read import Evidence, Reading, Source, read

__all__ = [
    "BODIES",
    "MEASURES",
    "PREDICATES",
    "Evidence",
    "Reading",
    "Source",
    "assemble",
    "community_names",
    "find_node",
    "flat",
    "joint_participation",
    "measures",
    "metrics_csv",
    "partner_network",
    "read",
]
