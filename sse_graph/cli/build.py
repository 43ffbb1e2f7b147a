"""``build``: documents to a graph."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sse_graph.cli.progress import Bar
from sse_graph.cli.push import PushTo, send
from sse_graph.cli.shared import KG, Graph, one_line, say
from sse_graph.errors import InputError
from sse_graph.machine import cores

if TYPE_CHECKING:
    from sse_graph.settings import Settings


def build(
    sources: Annotated[list[str], typer.Argument(help="Files, folders, addresses (s3://…), or - for standard input.")],
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
    force: Annotated[bool, typer.Option("--force", help="Read and annotate everything anew.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done and do nothing.")] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that annotate (default: one a core).")] = None,
    timeout: Annotated[
        float, typer.Option(help="Seconds that a file may take for each megabyte of it that is begun.")
    ] = 120.0,
    dask: Annotated[str, typer.Option(help="Annotate on the workers of this scheduler (tcp://host:8786).")] = "",
    push: PushTo = "",
) -> None:
    """Read documents and make their graph, in place of the one that was there.

    What has not changed since the build before is not read again. Exit code 3: the graph is built, but without some
    files that could not be read; they are named.
    """
    # a missing source is told before anything is loaded
    for source in sources:
        if source != "-" and "://" not in source and not Path(source).exists():
            raise InputError(f"{source}: no such file or folder; check the path")
    if push:
        from sse_graph.remote.target import target_of

        target_of(push)
    from sse_graph.build import build as run
    from sse_graph.build import on_cluster
    from sse_graph.settings import Means, Settings

    settings = Settings(pipeline, authority, tuple(vocabulary or ()), min_confidence)
    means = Means(timeout=timeout, workers=workers or cores())
    if dry_run:
        _say_what_to_do(sources, graph, settings, force)
        return
    started = time.monotonic()
    try:
        with Bar() as bar:
            summary = run(
                sources, graph, base=base, settings=settings, means=means, decisions=decisions or (), force=force,
                progress=bar,
                engines=on_cluster(dask) if dask else None,
            )  # fmt: skip
    except KeyboardInterrupt:
        say("sse-graph: interrupted; what was annotated is kept, the former graph is untouched")
        raise typer.Exit(130) from None
    for path, why in (*summary.skipped, *summary.left_out):
        say(f"left out {one_line(path)}: {one_line(why)}")
    for document, warning in summary.warnings:
        say(f"{one_line(document)}: {one_line(warning)}")
    kept = summary.documents - summary.annotated
    print(
        f"{summary.documents} documents ({kept} unchanged), {summary.entities} things, {summary.relations} relations, "
        f"{summary.statements} statements in {graph}"
    )
    say(f"{time.monotonic() - started:.1f} s")
    if push:
        send(graph, push)
    if summary.left_out:
        raise typer.Exit(3)


def _say_what_to_do(sources: list[str], graph: Path, settings: Settings, force: bool) -> None:
    from sse_graph.build import what_to_do

    planned = what_to_do(sources, graph, settings=settings, force=force)
    for source in planned.changed:
        print(f"read and annotate {one_line(source.name)}")
    for name in planned.gone:
        print(f"remove {one_line(name)}")
    if planned.waiting:
        print(f"annotate {planned.waiting} documents that an interrupted build has read")
    print(
        f"{len(planned.changed)} files to read and annotate, {planned.unchanged} unchanged, "
        f"{len(planned.gone)} documents to remove; nothing was written"
    )
