"""``python -m sse_graph.annotate.training --lang en …``: training of a recogniser (``ner.py``)."""

from sse_graph.annotate.training.ner import main

main()
