"""``push``: the graph to a SPARQL server."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from sse_graph.cli.shared import KG, Graph, say

PushTo = Annotated[str, typer.Option("--push", metavar="URL", help="Send the graph to this server when it is built.")]


def push(
    address: Annotated[str, typer.Argument(metavar="URL", help="Where the server takes graphs or updates.")],
    graph: Graph = KG,
    protocol: Annotated[str, typer.Option(help="graph-store or update, where the address does not tell.")] = "",
    query: Annotated[
        str, typer.Option("--query", metavar="URL", help="Where the server is asked, if not beside the address.")
    ] = "",
    batch: Annotated[int, typer.Option(min=1, max=100_000, help="Statements a request.")] = 1000,
    force: Annotated[bool, typer.Option("--force", help="Send the graphs that have not changed too.")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Read everything back and compare it.")] = False,
    timeout: Annotated[
        float | None, typer.Option(min=1, metavar="SECONDS", help="How long the server may be silent (else 300).")
    ] = None,
) -> None:
    """Send the graphs that have changed to a SPARQL server (Graph Store Protocol or SPARQL Update)."""
    send(graph, address, protocol=protocol, query=query, batch=batch, force=force, verify=verify, timeout=timeout)


def send(
    graph: Path,
    address: str,
    *,
    protocol: str = "",
    query: str = "",
    batch: int = 1000,
    force: bool = False,
    verify: bool = False,
    timeout: float | None = None,
) -> None:
    """Push, with its progress on stderr and its sum on stdout."""
    from sse_graph.remote.address import shown
    from sse_graph.remote.push import push as run

    on_terminal = sys.stderr.isatty()

    def progress(done: int, of: int) -> None:
        if on_terminal:
            print(f"\r\x1b[K{done} of {of} graphs", end="", file=sys.stderr, flush=True)

    try:
        done = run(
            graph, address, protocol=protocol, query_address=query, batch=batch, force=force, verify=verify,
            seconds=timeout, progress=progress,
        )  # fmt: skip
    except KeyboardInterrupt:
        say("sse-graph: interrupted; the same command goes on where it stopped")
        raise typer.Exit(130) from None
    finally:
        if on_terminal:
            print("\r\x1b[K", end="", file=sys.stderr)
    print(
        f"{done.sent} graphs sent ({done.statements} statements), {done.unchanged} unchanged, {done.removed} removed: "
        f"{shown(address)}"
    )
