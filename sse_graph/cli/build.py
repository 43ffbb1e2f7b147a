"""``build``: documents to a graph."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sse_graph.cli.progress import Bar
from sse_graph.cli.push import PushTo, send
from sse_graph.cli.shared import KG, Graph, one_line, say
from sse_graph.errors import InputError
from sse_graph.machine import cores

if TYPE_CHECKING:
    from sse_graph.read.limits import Limits
    from sse_graph.settings import Settings

LARGEST = 100.0
"""Megabytes of a document, as ``read.limits`` has them: they are not imported only to be shown by ``--help``."""


def build(
    sources: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders, archives, addresses (s3://…), or - for a document on standard input."),
    ] = None,
    graph: Graph = KG,
    paths_from: Annotated[
        str, typer.Option("--paths-from", help="A file with paths to read, one a line; - for standard input.")
    ] = "",
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
    max_document_mb: Annotated[
        float, typer.Option("--max-document-mb", min=0.001, help="Leave out documents of more megabytes.")
    ] = LARGEST,
    dask: Annotated[str, typer.Option(help="Annotate on the workers of this scheduler (tcp://host:8786).")] = "",
    push: PushTo = "",
) -> None:
    """Read documents and make their graph, in place of the one that was there.

    What has not changed since the build before is not read again. Exit code 3: the graph is built, but without some
    files that could not be read; they are named.
    """
    sources = sources or []
    if "-" in sources and paths_from == "-":
        raise InputError("standard input cannot be a document and the list of paths; give one of them as a file")
    if paths_from:
        from sse_graph.read.sources import listed_paths

        sources += listed_paths(paths_from)
    if not sources:
        raise InputError("nothing to read; name files or folders, or give --paths-from a list of them")
    # a missing source is told before anything is loaded
    for source in sources:
        if source != "-" and "://" not in source and not Path(source).exists():
            raise InputError(f"{source}: no such file or folder; check the path")
    if push:
        from sse_graph.remote.target import target_of

        target_of(push)
    from sse_graph.build import build as run
    from sse_graph.build import on_cluster
    from sse_graph.read.limits import Limits
    from sse_graph.settings import Means, Settings

    limits = Limits(megabytes=max_document_mb, seconds=timeout if timeout > 0 else 1.0)
    settings = Settings(pipeline, authority, tuple(vocabulary or ()), min_confidence)
    means = Means(timeout=timeout, workers=workers or cores())
    if dry_run:
        _say_what_to_do(sources, graph, settings, force, limits)
        return
    started = time.monotonic()
    try:
        with Bar() as bar:
            summary = run(
                sources, graph, base=base, settings=settings, means=means, decisions=decisions or (), force=force,
                limits=limits, progress=bar,
                engines=on_cluster(dask) if dask else None,
            )  # fmt: skip
    except KeyboardInterrupt:
        say("sse-graph: interrupted; what was annotated is kept, the former graph is untouched")
        raise typer.Exit(130) from None
    for path, why in summary.left_out:
        say(f"left out {one_line(path)}: {one_line(why)}")
    if summary.skipped:
        endings = Counter(Path(path).suffix.lower() or "others" for path, _ in summary.skipped)
        counted = ", ".join(f"{one_line(ending)} {count}" for ending, count in sorted(endings.items()))
        say(f"passed over {len(summary.skipped)} file(s) that are no documents: {counted}")
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
        say(f"{len(summary.left_out)} document(s) were left out, see above")
        raise typer.Exit(3)


def _say_what_to_do(sources: list[str], graph: Path, settings: Settings, force: bool, limits: Limits) -> None:
    from sse_graph.build import what_to_do

    planned = what_to_do(sources, graph, settings=settings, force=force, limits=limits)
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
