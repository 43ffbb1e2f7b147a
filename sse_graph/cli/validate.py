"""``validate``: the graph against its shapes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sse_graph.cli.shared import AnyGraph, one_line, opened


def validate(
    graph: AnyGraph = "kg",
    shapes: Annotated[Path | None, typer.Option(help="Other SHACL shapes than ours.")] = None,
) -> None:
    """Check the graph against the SHACL shapes; exit code 1 if it breaks them."""
    from sse_graph.validate import validate as run

    with opened(graph) as store:
        report = run(store, shapes)
    for violation in report.violations:
        print(f"{violation.shape}\n  {one_line(violation.focus)}\n  {one_line(violation.message)}")
    verdict = "conforms" if report.conforms else f"{len(report.violations)} violations"
    print(f"{verdict} ({report.statements} statements checked)")
    if not report.conforms:
        raise typer.Exit(1)
