"""``build``: documents to a graph."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from sse_graph.cli.push import PushTo, send
from sse_graph.cli.shared import KG, Graph, one_line, say
from sse_graph.errors import InputError


def build(
    sources: Annotated[list[str], typer.Argument(help="Files, folders, or - for standard input.")],
    graph: Graph = KG,
    base: Annotated[str, typer.Option(help="The IRI that things are named under.")] = "https://w3id.org/sse-graph/",
    pipeline: Annotated[str, typer.Option(help="An installed spaCy pipeline to use instead of ours.")] = "",
    vocabulary: Annotated[
        list[Path] | None, typer.Option(help="A SKOS or authority Turtle file besides ours; may be repeated.")
    ] = None,
    decisions: Annotated[
        list[Path] | None,
        typer.Option(help="A file of your decisions on what is one thing, besides decisions.csv beside the sources."),
    ] = None,
    authority: Annotated[bool, typer.Option(help="Look for the bodies of the authority file.")] = True,
    min_confidence: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help="Leave out relations below this confidence.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Annotate everything anew.")] = False,
    push: PushTo = "",
) -> None:
    """Read documents and make their graph, in place of the one that was there."""
    from sse_graph.build import build as run

    # a missing source is told before spaCy is loaded
    for source in sources:
        if source != "-" and not Path(source).exists():
            raise InputError(f"{source}: no such file or folder; check the path")
    if push:
        from sse_graph.remote.target import target_of

        target_of(push)
    from sse_graph.annotate.pipeline import Settings

    started = time.monotonic()
    on_terminal = sys.stderr.isatty()

    def progress(done: int, name: str, anew: bool) -> None:
        if on_terminal:
            print(f"\r\x1b[K{done} documents  {one_line(name)[:60]}", end="", file=sys.stderr, flush=True)
        elif anew and done % 100 == 0:
            say(f"{done} documents")

    settings = Settings(pipeline, authority, tuple(vocabulary or ()), min_confidence)
    try:
        summary = run(
            sources, graph, base=base, settings=settings, decisions=decisions or (), force=force, progress=progress
        )
    except KeyboardInterrupt:
        say("sse-graph: interrupted; what was annotated is kept, the former graph is untouched")
        raise typer.Exit(130) from None
    if on_terminal:
        print("\r\x1b[K", end="", file=sys.stderr)
    for path, why in summary.skipped:
        say(f"left out {one_line(path)}: {why}")
    for document, warning in summary.warnings:
        say(f"{one_line(document)}: {warning}")
    kept = summary.documents - summary.annotated
    print(
        f"{summary.documents} documents ({kept} unchanged), {summary.entities} things, {summary.relations} relations, "
        f"{summary.statements} statements in {graph}"
    )
    say(f"{time.monotonic() - started:.1f} s")
    if push:
        send(graph, push)
