"""SPARQL 1.1 servers: asked through the door of the embedded store, and given a graph.

``address`` says what an address may be, ``client`` speaks HTTP, ``store`` is a server to be read, ``push`` sends it the
graphs that have changed. Nothing here imports a language pipeline.
"""

from __future__ import annotations

from sse_graph.remote.address import is_address
from sse_graph.remote.client import Client
from sse_graph.remote.store import RemoteStore

__all__ = ["Client", "RemoteStore", "is_address"]
