"""``review``: the pairs of names that a person should decide on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from sse_graph.cli.shared import KG, Graph, one_line, opened, say
from sse_graph.errors import InputError


def review(
    graph: Graph = KG,
    decisions: Annotated[
        Path, typer.Option(help="Where the decisions are and go; beside the sources, builds find it by this name.")
    ] = Path("decisions.csv"),
    table: Annotated[
        Path | None, typer.Option(help="Write the pairs into this CSV file, to edit; nothing is asked.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many pairs at most.")] = 50,
) -> None:
    """List the names that may be one thing, or are one on weak grounds; on a terminal, ask and keep the answers."""
    from sse_graph.decisions import read_lines
    from sse_graph.export import write_whole
    from sse_graph.review import Doubt, decide, doubtful
    from sse_graph.review import table as as_table

    with opened(graph) as store:
        doubts = doubtful(store, read_lines(decisions) if decisions.exists() else (), limit)

    def show(number: int, doubt: Doubt) -> None:
        now = "one thing now" if doubt.together else "two things now"
        print(f"{number}. {one_line(doubt.name)} = {one_line(doubt.other)}?  ({doubt.type}, {now}, {doubt.score:.2f})")
        print(f"   {doubt.reason}")
        for quote in dict.fromkeys((doubt.quote, doubt.other_quote)):
            print(f"   {one_line(quote)}")

    if table:
        write_whole(table, as_table(doubts).encode("utf-8-sig"))
        print(f"{len(doubts)} pairs in {table}")
        return
    if not doubts:
        print("no doubtful pairs")
    asking = sys.stdin.isatty()
    written = 0
    for number, doubt in enumerate(doubts, start=1):
        show(number, doubt)
        answer = _answer() if asking else "skip"
        if answer == "quit":
            break
        if answer in {"merge", "separate"}:
            try:
                decide(decisions, answer, doubt)
                written += 1
            except InputError as error:
                say(f"sse-graph: {one_line(str(error))}")
    if written:
        print(f"{written} decisions added to {decisions}; build again to have them honoured")


def _answer() -> str:
    """merge, separate, skip or quit, as the user types it or its first letter; the end of the input is quit."""
    while True:
        try:
            typed = input("   [m]erge [s]eparate s[k]ip [q]uit: ").strip().lower()
        except EOFError:
            return "quit"
        for answer, letter in (("merge", "m"), ("separate", "s"), ("skip", "k"), ("quit", "q")):
            if typed in {answer, letter} or (not typed and answer == "skip"):
                return answer
