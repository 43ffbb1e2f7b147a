"""The command line: parse, call, print, exit code.

Input: arguments. Output: data on stdout, everything else on stderr. Exit codes: 0 done, 1 the answer is no, 2 bad input
or usage (one line says what, where, what to do), 130 interrupted. It does **not** do any work: each command is the thin
twin of one function.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sse_graph.errors import InputError, SSEGraphError

if TYPE_CHECKING:
    import pyoxigraph as ox

app = typer.Typer(
    name="sse-graph",
    help="A knowledge graph of the Social and Solidarity Economy from documents, with evidence for every fact.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Graph = Annotated[Path, typer.Option("--graph", help="The graph folder.")]
_KG = Path("kg")


def main() -> None:
    """The ``sse-graph`` command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            # names of all scripts, on consoles of any encoding
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except SSEGraphError as error:
        _say(f"sse-graph: {_one_line(str(error))}")
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
    except MemoryError:
        _say("sse-graph: out of memory; split the largest documents or give fewer")
        sys.exit(2)


def _one_line(message: str) -> str:
    return " ".join("".join(character if character.isprintable() else " " for character in message).split())


def _say(line: str) -> None:
    print(line, file=sys.stderr)


def _show_version(asked: bool) -> None:
    if asked:
        import sse_graph

        print(f"sse-graph {sse_graph.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@contextmanager
def _opened(folder: Path) -> Iterator[ox.Store]:
    from sse_graph.store import open_store

    yield open_store(folder)


@app.command()
def build(
    sources: Annotated[list[str], typer.Argument(help="Files, folders, or - for standard input.")],
    graph: Graph = _KG,
    base: Annotated[str, typer.Option(help="The IRI that things are named under.")] = "https://w3id.org/sse-graph/",
    pipeline: Annotated[str, typer.Option(help="An installed spaCy pipeline to use instead of ours.")] = "",
    vocabulary: Annotated[
        list[Path] | None, typer.Option(help="A SKOS or authority Turtle file besides ours; may be repeated.")
    ] = None,
    authority: Annotated[bool, typer.Option(help="Look for the bodies of the authority file.")] = True,
    min_confidence: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help="Leave out relations below this confidence.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Annotate everything anew.")] = False,
) -> None:
    """Read documents and make their graph, in place of the one that was there."""
    from sse_graph.build import build as run

    # a missing source is told before spaCy is loaded
    for source in sources:
        if source != "-" and not Path(source).exists():
            raise InputError(f"{source}: no such file or folder; check the path")
    from sse_graph.annotate.pipeline import Settings

    started = time.monotonic()
    on_terminal = sys.stderr.isatty()

    def progress(done: int, name: str, anew: bool) -> None:
        if on_terminal:
            print(f"\r\x1b[K{done} documents  {_one_line(name)[:60]}", end="", file=sys.stderr, flush=True)
        elif anew and done % 100 == 0:
            _say(f"{done} documents")

    settings = Settings(pipeline, authority, tuple(vocabulary or ()), min_confidence)
    try:
        summary = run(sources, graph, base=base, settings=settings, force=force, progress=progress)
    except KeyboardInterrupt:
        _say("sse-graph: interrupted; what was annotated is kept, the former graph is untouched")
        raise typer.Exit(130) from None
    if on_terminal:
        print("\r\x1b[K", end="", file=sys.stderr)
    for path, why in summary.skipped:
        _say(f"left out {_one_line(path)}: {why}")
    for document, warning in summary.warnings:
        _say(f"{_one_line(document)}: {warning}")
    kept = summary.documents - summary.annotated
    print(
        f"{summary.documents} documents ({kept} unchanged), {summary.entities} things, {summary.relations} relations, "
        f"{summary.statements} statements in {graph}"
    )
    _say(f"{time.monotonic() - started:.1f} s")


@app.command()
def query(
    text: Annotated[
        str, typer.Argument(metavar="QUERY", help="SPARQL, a file of it (.rq), or the name of a query.")
    ] = "",
    graph: Graph = _KG,
    with_: Annotated[
        list[str] | None, typer.Option("--with", metavar="NAME=VALUE", help="A parameter; may be repeated.")
    ] = None,
    format_: Annotated[str, typer.Option("--format", help="table, csv, json or turtle.")] = "table",
    list_: Annotated[bool, typer.Option("--list", help="List the named queries.")] = False,
) -> None:
    """Ask the graph with SPARQL."""
    from sse_graph.query import FORMATS, named_queries, run

    if list_:
        for named in named_queries():
            needs = "".join(f" --with {name}=…" for name, _, _ in named.parameters)
            print(f"{named.name:30} {named.title}{'  (' + needs.strip() + ')' if needs else ''}")
        return
    if format_ not in FORMATS:
        raise InputError(f"--format {format_}: there are {', '.join(FORMATS)}")
    parameters = {}
    for pair in with_ or ():
        name, sign, value = pair.partition("=")
        if not sign:
            raise InputError(f"--with {pair}: give it as NAME=VALUE")
        parameters[name] = value
    with _opened(graph) as store:
        sys.stdout.write(run(store, text, parameters).write(format_))


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Ends in .ttl .trig .nt .nq .jsonld .rdf .graphml .gexf or .csv.")],
    graph: Graph = _KG,
    with_vocabularies: Annotated[
        bool, typer.Option("--with-vocabularies", help="Write ontology, thesaurus and authority file too.")
    ] = False,
) -> None:
    """Write the graph to a file, in the format of its ending."""
    from sse_graph.export import ENDINGS
    from sse_graph.export import export as run

    if file.suffix.lower() not in ENDINGS:
        raise InputError(
            f"{file}: no format for {file.suffix or 'a name without ending'}; use one of {' '.join(ENDINGS)}"
        )
    with _opened(graph) as store:
        size = run(store, file, with_vocabularies=with_vocabularies)
    print(f"{file} ({size:,} bytes)")


@app.command()
def view(
    out: Annotated[Path, typer.Option("--out", help="The HTML file to write.")] = Path("partners.html"),
    graph: Graph = _KG,
    around: Annotated[str | None, typer.Option(help="Only what is joined to the thing of this name.")] = None,
    hops: Annotated[int, typer.Option(min=1, max=10, help="How many steps around it.")] = 1,
    relation: Annotated[list[str] | None, typer.Option(help="Only these relations; may be repeated.")] = None,
    place: Annotated[str | None, typer.Option(help="Only lines of which one end is or lies there.")] = None,
    concept: Annotated[str | None, typer.Option(help="Only lines of which one end promotes this theme.")] = None,
    top: Annotated[int | None, typer.Option(min=1, help="Draw at most so many things, the first by --by.")] = None,
    by: Annotated[str, typer.Option(help="degree, weighted_degree, betweenness or eigenvector.")] = "degree",
    as_map: Annotated[bool, typer.Option("--map", help="Draw on a map of the world.")] = False,
    language: Annotated[str, typer.Option("--lang", help="Language of the page: en, fr or es.")] = "en",
) -> None:
    """Write the partner network as one page that a browser opens offline."""
    from sse_graph.view import write_view

    with _opened(graph) as store:
        summary = write_view(
            store,
            out,
            around=around,
            hops=hops,
            relations=relation,
            place=place,
            concept=concept,
            top=top,
            by=by,
            as_map=as_map,
            lang=language,
        )
    size = f"{summary.size:,} bytes"
    print(f"{out}: {summary.nodes} things, {summary.edges} relations, {summary.documents} documents ({size})")


@app.command()
def network(
    metrics: Annotated[Path, typer.Option("--metrics", help="The CSV file to write, or - for standard output.")],
    graph: Graph = _KG,
    relation: Annotated[list[str] | None, typer.Option(help="Only these relations; may be repeated.")] = None,
) -> None:
    """Measure the partner network: one row a thing, with its centralities, community and broker score."""
    from sse_graph.export import write_whole
    from sse_graph.partners import PREDICATES, metrics_csv, partner_network

    with _opened(graph) as store:
        joined = partner_network(store, predicates=relation or PREDICATES)
    table = metrics_csv(joined)
    if str(metrics) == "-":
        sys.stdout.write(table)
    else:
        write_whole(metrics, table.encode("utf-8-sig"))
        print(f"{metrics}: {joined.number_of_nodes()} things, {joined.number_of_edges()} relations")


@app.command()
def report(
    out: Annotated[Path, typer.Option("--out", help="The HTML file to write.")] = Path("report.html"),
    graph: Graph = _KG,
    language: Annotated[str, typer.Option("--lang", help="Language of the page: en, fr or es.")] = "en",
) -> None:
    """Write one page of numbers for a board, each with the SPARQL behind it."""
    from sse_graph.report import write_report

    with _opened(graph) as store:
        size = write_report(store, out, lang=language)
    print(f"{out} ({size:,} bytes)")


@app.command()
def validate(
    graph: Graph = _KG,
    shapes: Annotated[Path | None, typer.Option(help="Other SHACL shapes than ours.")] = None,
) -> None:
    """Check the graph against the SHACL shapes; exit code 1 if it breaks them."""
    from sse_graph.validate import validate as run

    with _opened(graph) as store:
        report = run(store, shapes)
    for violation in report.violations:
        print(f"{violation.shape}\n  {_one_line(violation.focus)}\n  {_one_line(violation.message)}")
    verdict = "conforms" if report.conforms else f"{len(report.violations)} violations"
    print(f"{verdict} ({report.statements} statements checked)")
    if not report.conforms:
        raise typer.Exit(1)


@app.command()
def explain(
    name: Annotated[str, typer.Argument(help="A name of a thing, in any language.")],
    graph: Graph = _KG,
) -> None:
    """Print everything the graph says about a thing, each fact with its quote."""
    from sse_graph.explain import explain as run

    with _opened(graph) as store:
        for thing in run(store, name):
            kinds = f"{thing.label}{' (' + ', '.join(thing.classes) + ')' if thing.classes else ''}"
            print(f"{_one_line(thing.name)}: {kinds}\n  {thing.iri}")
            print(f"  names: {'; '.join(map(_one_line, thing.names))}")
            print(f"  named in: {', '.join(f'{_one_line(document)} ({count})' for document, count in thing.mentions)}")
            for first, second, rule in thing.merges:
                print(f"  one thing: {_one_line(first)} = {_one_line(second)} ({rule})")
            for fact in thing.facts:
                print(f"  {_one_line(fact.subject)} — {fact.predicate} → {_one_line(fact.object)}")
                print(f"      “{_one_line(fact.quote)}”")
                print(f"      {_one_line(fact.document)}, {fact.rule}, confidence {fact.confidence:.2f}")


@app.command()
def info(graph: Graph = _KG) -> None:
    """Print what the graph holds, in numbers."""
    from sse_graph.info import info as run

    with _opened(graph) as store:
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
        print(f"warning: {_one_line(document)}: {warning}")


@app.command()
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
    from sse_graph.evaluate import below_floor, evaluate_corpus, table

    result = evaluate_corpus(corpus, language=language, settings=Settings(pipeline=pipeline, authority=authority))
    print(table(result))
    if errors:
        print("\n".join(result.errors))
    if floor:
        missed = below_floor(result, floor, corpus)
        for line in missed:
            print(line)
        if missed:
            raise typer.Exit(1)


if __name__ == "__main__":
    main()
