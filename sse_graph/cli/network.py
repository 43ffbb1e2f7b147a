"""``view``, ``network`` and ``report``: the partner network as a page, a table and numbers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from sse_graph.cli.shared import AnyGraph, opened


def view(
    out: Annotated[Path, typer.Option("--out", help="The HTML file to write.")] = Path("partners.html"),
    graph: AnyGraph = "kg",
    around: Annotated[str | None, typer.Option(help="Only what is joined to the thing of this name.")] = None,
    hops: Annotated[int, typer.Option(min=1, max=10, help="How many steps around it.")] = 1,
    relation: Annotated[list[str] | None, typer.Option(help="Only these relations; may be repeated.")] = None,
    place: Annotated[str | None, typer.Option(help="Only lines of which one end is or lies there.")] = None,
    concept: Annotated[str | None, typer.Option(help="Only lines of which one end promotes this theme.")] = None,
    top: Annotated[int | None, typer.Option(min=1, help="Draw at most so many things, the first by --by.")] = None,
    by: Annotated[str, typer.Option(help="degree, weighted_degree, betweenness or eigenvector.")] = "degree",
    as_map: Annotated[bool, typer.Option("--map", help="Draw on a map of the world.")] = False,
    language: Annotated[str, typer.Option("--lang", help="Language of the page: en, fr or es.")] = "en",
) -> None:
    """Write the partner network as one page that a browser opens offline."""
    from sse_graph.view import write_view

    with opened(graph) as store:
        summary = write_view(
            store,
            out,
            around=around,
            hops=hops,
            relations=relation,
            place=place,
            concept=concept,
            top=top,
            by=by,
            as_map=as_map,
            lang=language,
        )
    size = f"{summary.size:,} bytes"
    print(f"{out}: {summary.nodes} things, {summary.edges} relations, {summary.documents} documents ({size})")


def network(
    metrics: Annotated[Path, typer.Option("--metrics", help="The CSV file to write, or - for standard output.")],
    graph: AnyGraph = "kg",
    relation: Annotated[list[str] | None, typer.Option(help="Only these relations; may be repeated.")] = None,
) -> None:
    """Measure the partner network: one row a thing, with its centralities, community and broker score."""
    from sse_graph.export import write_whole
    from sse_graph.partners import PREDICATES, metrics_csv, partner_network

    with opened(graph) as store:
        joined = partner_network(store, predicates=relation or PREDICATES)
    table = metrics_csv(joined)
    if str(metrics) == "-":
        sys.stdout.write(table)
    else:
        write_whole(metrics, table.encode("utf-8-sig"))
        print(f"{metrics}: {joined.number_of_nodes()} things, {joined.number_of_edges()} relations")


def report(
    out: Annotated[Path, typer.Option("--out", help="The HTML file to write.")] = Path("report.html"),
    graph: AnyGraph = "kg",
    language: Annotated[str, typer.Option("--lang", help="Language of the page: en, fr or es.")] = "en",
) -> None:
    """Write one page of numbers for a board, each with the SPARQL behind it."""
    from sse_graph.report import write_report

    with opened(graph) as store:
        size = write_report(store, out, lang=language)
    print(f"{out} ({size:,} bytes)")
