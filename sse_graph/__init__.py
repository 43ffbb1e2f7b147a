"""From the documents of the Social and Solidarity Economy to a knowledge graph with evidence for every fact."""

__version__ = "0.1.0"
