"""From the documents of the Social and Solidarity Economy to a knowledge graph with evidence for every fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    import networkx

__version__ = "0.1.0"


def network(graph: Path | str, **options: Any) -> networkx.MultiDiGraph:
    """The partner network of a graph folder as a networkx graph; options: see ``sse_graph.partners.partner_network``.

    Raises:
        StoreError: there is no graph in the folder.
        InputError: an option names something that is not there.
    """
    from pathlib import Path

    from sse_graph.partners import partner_network
    from sse_graph.store import open_store

    return partner_network(open_store(Path(graph)), **options)
