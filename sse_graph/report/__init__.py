"""The report: one page of numbers that a board would read, each with the SPARQL behind it.

Input: a pyoxigraph Store in the shape of the data contract. Output: one HTML file without scripts, byte for byte the
same for the same graph. ``figures`` asks and counts, ``page`` writes.
"""

from sse_graph.report.page import render_report, write_report

__all__ = ["render_report", "write_report"]
