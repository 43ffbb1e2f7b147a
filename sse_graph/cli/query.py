"""``query``: questions in SPARQL."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from sse_graph.cli.shared import KG, Graph, opened
from sse_graph.errors import InputError


def query(
    text: Annotated[
        str, typer.Argument(metavar="QUERY", help="SPARQL, a file of it (.rq), or the name of a query.")
    ] = "",
    graph: Graph = KG,
    with_: Annotated[
        list[str] | None, typer.Option("--with", metavar="NAME=VALUE", help="A parameter; may be repeated.")
    ] = None,
    format_: Annotated[str, typer.Option("--format", help="table, csv, json or turtle.")] = "table",
    list_: Annotated[bool, typer.Option("--list", help="List the named queries.")] = False,
) -> None:
    """Ask the graph with SPARQL."""
    from sse_graph.query import FORMATS, named_queries, run

    if list_:
        for named in named_queries():
            needs = "".join(f" --with {name}=…" for name, _, _ in named.parameters)
            print(f"{named.name:30} {named.title}{'  (' + needs.strip() + ')' if needs else ''}")
        return
    if format_ not in FORMATS:
        raise InputError(f"--format {format_}: there are {', '.join(FORMATS)}")
    parameters = {}
    for pair in with_ or ():
        name, sign, value = pair.partition("=")
        if not sign:
            raise InputError(f"--with {pair}: give it as NAME=VALUE")
        parameters[name] = value
    with opened(graph) as store:
        sys.stdout.write(run(store, text, parameters).write(format_))
