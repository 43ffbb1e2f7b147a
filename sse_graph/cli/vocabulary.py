"""``vocabulary``: what a user's own authority file or thesaurus is worth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sse_graph.cli.shared import one_line

vocabulary = typer.Typer(help="Authority files and thesauri of one's own.", no_args_is_help=True, rich_markup_mode=None)


@vocabulary.callback()
def _group() -> None:
    pass


@vocabulary.command()
def check(
    file: Annotated[Path, typer.Argument(help="A Turtle file of bodies or concepts.")],
) -> None:
    """Check a vocabulary before it is built with; exit code 1 if it is broken."""
    from sse_graph.check import check_vocabulary

    found = check_vocabulary(file)
    for finding in found.findings:
        place = f"{file}:{finding.line}" if finding.line else str(file)
        kind = "error" if finding.error else "note"
        print(f"{one_line(place)}: {kind} ({finding.rule}): {one_line(finding.message)}")
    things = ", ".join(f"{label} {number}" for label, number in found.things) or "nothing"
    languages = ", ".join(f"{language} {number}" for language, number in found.languages) or "none"
    errors = sum(finding.error for finding in found.findings)
    verdict = "sound" if found.sound else "broken"
    print(f"{verdict}: {things}; names by language: {languages}; {errors} errors, {len(found.findings) - errors} notes")
    if not found.sound:
        raise typer.Exit(1)
