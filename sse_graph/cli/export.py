"""``export``: the graph as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sse_graph.cli.shared import AnyGraph, opened
from sse_graph.errors import InputError


def export(
    file: Annotated[Path, typer.Argument(help="Ends in .ttl .trig .nt .nq .jsonld .rdf .graphml .gexf or .csv.")],
    graph: AnyGraph = "kg",
    with_vocabularies: Annotated[
        bool, typer.Option("--with-vocabularies", help="Write ontology, thesaurus and authority file too.")
    ] = False,
    profile: Annotated[
        str, typer.Option(help="essglobal: the initiatives in the vocabulary of ESSGlobal, as .ttl or .csv.")
    ] = "",
) -> None:
    """Write the graph to a file, in the format of its ending."""
    from sse_graph.export import ENDINGS
    from sse_graph.export import export as run

    if file.suffix.lower() not in ENDINGS:
        raise InputError(
            f"{file}: no format for {file.suffix or 'a name without ending'}; use one of {' '.join(ENDINGS)}"
        )
    with opened(graph, lazily=True) as source:
        size = run(source, file, with_vocabularies=with_vocabularies, profile=profile)
    print(f"{file} ({size:,} bytes)")
