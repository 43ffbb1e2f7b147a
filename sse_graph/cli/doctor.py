"""``doctor``: what this machine has."""

from __future__ import annotations

import typer

from sse_graph.cli.shared import KG, Graph, one_line

_SIGNS = {"ok": "ok  ", "note": "note", "bad": "BAD "}


def doctor(graph: Graph = KG) -> None:
    """Look whether everything is there to build and ask, and how fast it is. Exit code 1: something is missing."""
    from sse_graph.doctor import examine

    bad = False
    for finding in examine(graph):
        advice = f" → {one_line(finding.advice)}" if finding.advice else ""
        print(f"{_SIGNS[finding.state]} {finding.what:16} {one_line(finding.found)}{advice}", flush=True)
        bad = bad or finding.state == "bad"
    if bad:
        raise typer.Exit(1)
