"""``python -m sse_graph.cli``."""

from sse_graph.cli import main

main()
