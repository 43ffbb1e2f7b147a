"""``validate``: the graph against its shapes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from sse_graph.cli.shared import AnyGraph, opened, say


def validate(
    graph: AnyGraph = "kg",
    shapes: Annotated[
        list[Path] | None, typer.Option(help="SHACL shapes of your own, in place of ours; may be repeated.")
    ] = None,
    with_ours: Annotated[bool, typer.Option("--with-ours", help="Check ours besides --shapes.")] = False,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the findings to a file that ends in .sarif or .json.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit code 1 for warnings and infos too.")] = False,
) -> None:
    """Check the graph against the SHACL shapes; exit code 1 if it breaks them."""
    from sse_graph.findings import as_text, check_ending, write_report
    from sse_graph.resources import ontology_path
    from sse_graph.validate import validate as run

    if report:
        check_ending(report)
    files = [*(shapes or ()), *([ontology_path("shapes.ttl")] if with_ours or not shapes else ())]
    with opened(graph) as store:
        found = run(store, files)
    sys.stdout.write(as_text(found))
    if report:
        write_report(found, report)
        say(f"{report} written")
    if not found.conforms or (strict and found.violations):
        raise typer.Exit(1)
