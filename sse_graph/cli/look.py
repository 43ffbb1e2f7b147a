"""``explain`` and ``info``: what the graph says of a thing, and what it holds."""

from __future__ import annotations

from typing import Annotated

import typer

from sse_graph.cli.shared import AnyGraph, one_line, opened


def explain(
    name: Annotated[str, typer.Argument(help="A name of a thing, in any language.")],
    graph: AnyGraph = "kg",
) -> None:
    """Print everything the graph says about a thing, each fact with its quote."""
    from sse_graph.explain import explain as run

    with opened(graph) as store:
        for thing in run(store, name):
            kinds = f"{thing.label}{' (' + ', '.join(thing.classes) + ')' if thing.classes else ''}"
            print(f"{one_line(thing.name)}: {kinds}\n  {thing.iri}")
            print(f"  names: {'; '.join(map(one_line, thing.names))}")
            print(f"  named in: {', '.join(f'{one_line(document)} ({count})' for document, count in thing.mentions)}")
            for first, second, rule in thing.merges:
                print(f"  one thing: {one_line(first)} = {one_line(second)} ({rule})")
            for fact in thing.facts:
                print(f"  {one_line(fact.subject)} — {fact.predicate} → {one_line(fact.object)}")
                print(f"      “{one_line(fact.quote)}”")
                page = f", p. {fact.page}" if fact.page else ""
                print(f"      {one_line(fact.document)}{page}, {fact.rule}, confidence {fact.confidence:.2f}")


def info(graph: AnyGraph = "kg") -> None:
    """Print what the graph holds, in numbers."""
    from sse_graph.info import info as run

    with opened(graph) as store:
        numbers = run(store)
    print(
        f"{numbers.documents} documents, {numbers.mentions} mentions, {numbers.evidence} pieces of evidence, "
        f"{numbers.statements} statements"
    )
    for title, rows in (
        ("things", numbers.things),
        ("relations", numbers.relations),
        ("documents by language", numbers.languages),
    ):
        print(f"{title}: {', '.join(f'{name} {count}' for name, count in rows if count) or 'none'}")
    print(f"pipelines: {', '.join(numbers.pipelines)}")
    for document, warning in numbers.warnings:
        print(f"warning: {one_line(document)}: {warning}")
