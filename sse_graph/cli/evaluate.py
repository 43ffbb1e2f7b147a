"""``evaluate``: extraction against annotated texts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def evaluate(
    corpus: Annotated[Path, typer.Argument(help="A folder of annotated texts, as corpus/dev.")],
    language: Annotated[str, typer.Option("--lang", help="Only texts in this language.")] = "",
    pipeline: Annotated[str, typer.Option(help="An installed spaCy pipeline to measure instead of ours.")] = "",
    authority: Annotated[bool, typer.Option(help="Look for the bodies of the authority file.")] = True,
    errors: Annotated[bool, typer.Option("--errors", help="List every miss and every false find.")] = False,
    floor: Annotated[
        Path | None, typer.Option(help="JSON of the lowest F1 that is good enough; exit code 1 below it.")
    ] = None,
) -> None:
    """Measure extraction on annotated texts: precision, recall and F1 a document."""
    from sse_graph.annotate.pipeline import Settings
    from sse_graph.evaluate import below_floor, evaluate_corpus, report

    result = evaluate_corpus(corpus, language=language, settings=Settings(pipeline=pipeline, authority=authority))
    print(report(result))
    if errors:
        print("\n".join(map(str, result.errors)))
    if floor:
        missed = below_floor(result.floored, floor, corpus)
        for line in missed:
            print(line)
        if missed:
            raise typer.Exit(1)
