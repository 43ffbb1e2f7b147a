"""The network page: who is joined to whom, drawn, searched, filtered, and with the sentence that says so.

Input: a pyoxigraph Store in the shape of the data contract. Output: one HTML file, byte for byte the same for the same
graph. It does **not** decide what is joined (``partners``) or where it is drawn (``layout.py``, ``worldmap.py``).
"""

from sse_graph.html import LANGUAGES
from sse_graph.view.network import Network
from sse_graph.view.page import ViewSummary, render_view, write_view

__all__ = ["LANGUAGES", "Network", "ViewSummary", "render_view", "write_view"]
