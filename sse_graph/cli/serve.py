"""``serve``: the graph as a SPARQL endpoint and a web site."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from sse_graph.cli.shared import KG, Graph, say


def serve(
    graph: Graph = KG,
    host: Annotated[str, typer.Option(help="The address to listen on; others than this machine's are open to all.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 8000,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds after which a query is cancelled.")] = 30.0,
    max_rows: Annotated[int, typer.Option(min=1, help="Rows or triples of an answer; the rest is cut.")] = 100_000,
    workers: Annotated[int, typer.Option(min=0, max=64, help="Processes that answer; 0: one a core.")] = 0,
    queue: Annotated[int, typer.Option(min=0, help="Requests that may wait; more are told to come again.")] = 256,
    max_request: Annotated[int, typer.Option(min=1000, help="Bytes of a request.")] = 1_000_000,
    cache: Annotated[int, typer.Option(min=0, help="MiB of answers to keep; 0: none.")] = 16,
    memory: Annotated[int, typer.Option(min=0, help="MiB that one request may take; 0: no limit.")] = 2048,
    in_memory: Annotated[int, typer.Option(min=0, help="MiB of store up to which it is read into memory.")] = 192,
    cors: Annotated[bool, typer.Option(help="Let pages of other web sites read the graph.")] = True,
    log: Annotated[bool, typer.Option(help="One line a request on standard error.")] = True,
    writable: Annotated[
        bool, typer.Option("--writable", help="Take SPARQL updates that show the token in SSE_GRAPH_TOKEN.")
    ] = False,
) -> None:
    """Serve the graph: SPARQL for programs, pages for people."""
    from sse_graph.serve import TOKEN, Options
    from sse_graph.serve.server import serve as run

    options = Options(
        folder=graph,
        host=host,
        port=port,
        timeout=timeout,
        max_rows=max_rows,
        workers=workers,
        queue=queue,
        max_request=max_request,
        cache=cache,
        memory=memory,
        in_memory=in_memory,
        cors=cors,
        log=log,
        writable=writable,
        token=os.environ.get(TOKEN, "") if writable else "",
    )

    def ready(address: str, listening: int) -> None:
        where = f"[{address}]" if ":" in address else address
        say(f"{graph} is served at http://{where}:{listening}/ (SPARQL at /sparql); Ctrl-C stops it")
        if not options.on_loopback:
            say("warning: other machines can reach it, without password or encryption")

    run(options, ready)
