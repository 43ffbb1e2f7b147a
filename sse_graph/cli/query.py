"""``query`` and ``queries``: questions in SPARQL."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from contextlib import suppress
from typing import Annotated

import typer

from sse_graph.cli.shared import AnyGraph, one_line, opened, say
from sse_graph.errors import InputError


def query(
    text: Annotated[
        str, typer.Argument(metavar="QUERY", help="SPARQL, a file of it (.rq), or the name of a query.")
    ] = "",
    graph: AnyGraph = "kg",
    with_: Annotated[
        list[str] | None, typer.Option("--with", metavar="NAME=VALUE", help="A parameter; may be repeated.")
    ] = None,
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            help="table, csv, tsv, json, xml or markdown; of CONSTRUCT turtle, ntriples, jsonld or rdfxml.",
        ),
    ] = "table",
    truncate: Annotated[bool, typer.Option("--truncate/--no-truncate", help="Cut a table to the terminal.")] = True,
    pager: Annotated[bool, typer.Option("--pager", help="Show the answer in $PAGER, on a terminal.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show what the engine has to do instead.")] = False,
    timeout: Annotated[
        float | None, typer.Option(min=1, metavar="SECONDS", help="How long a server may be silent (else 300).")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the named queries, as `sse-graph queries` does.")] = False,
) -> None:
    """Ask the graph with SPARQL."""
    from sse_graph.query import FORMATS, ask, plan

    if list_:
        queries()
        return
    if format_ not in FORMATS:
        raise InputError(f"--format {format_}: there are {', '.join(FORMATS)}")
    parameters = {}
    for pair in with_ or ():
        name, sign, value = pair.partition("=")
        if not sign:
            raise InputError(f"--with {pair}: give it as NAME=VALUE")
        parameters[name] = value
    with opened(graph, stream=True, seconds=timeout) as store:
        if explain:
            sys.stdout.write(plan(store, text, parameters))
            return
        found = ask(store, text, parameters)
        sys.stdout.flush()
        if pager and sys.stdout.isatty():
            with (
                subprocess.Popen(shlex.split(os.environ.get("PAGER") or "less -FRSX"), stdin=subprocess.PIPE) as reader,
                suppress(BrokenPipeError),
            ):
                assert reader.stdin is not None
                count = found.write(reader.stdin, format_, truncate=False)
        else:
            count = found.write(sys.stdout.buffer, format_, truncate=truncate)
            sys.stdout.buffer.flush()
        if not count:
            for hint in found.hints():
                say(f"note: {one_line(hint)}")


def queries(
    name: Annotated[str, typer.Argument(help="Print the SPARQL of this one instead.")] = "",
) -> None:
    """List the named queries with their titles and parameters."""
    from sse_graph.query import named_queries, named_query

    if name:
        sys.stdout.write(named_query(name).text)
        return
    for named in named_queries():
        print(f"{named.name:30} {named.title}")
        for parameter, meaning, default in named.parameters:
            print(f"{'':30}   --with {parameter}=…  {meaning}{f' (else {default})' if default else ''}")
