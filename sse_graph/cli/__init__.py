"""The command line: parse, call, print, exit code.

Input: arguments. Output: data on stdout, everything else on stderr. Exit codes: 0 done, 1 the answer is no, 2 bad input
or usage (one line says what, where, what to do), 3 built without some files that could not be read, 130 interrupted. It
does **not** do any work: each command is the thin twin of one function, in the module of its name or its family.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from sse_graph.cli.build import build
from sse_graph.cli.doctor import doctor
from sse_graph.cli.evaluate import evaluate
from sse_graph.cli.export import export
from sse_graph.cli.look import explain, info
from sse_graph.cli.network import network, report, view
from sse_graph.cli.push import push
from sse_graph.cli.query import queries, query
from sse_graph.cli.review import review
from sse_graph.cli.serve import serve
from sse_graph.cli.shared import one_line, say
from sse_graph.cli.validate import validate
from sse_graph.cli.vocabulary import vocabulary
from sse_graph.errors import SSEGraphError

app = typer.Typer(
    name="sse-graph",
    help="A knowledge graph of the Social and Solidarity Economy from documents, with evidence for every fact.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
_ASKING = (query, queries, export, push, view, network, report, review, validate, explain, info, serve)
for command in (build, *_ASKING, evaluate, doctor):
    app.command()(command)
app.add_typer(vocabulary, name="vocabulary")


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
        say(f"sse-graph: {one_line(str(error))}")
        for line in getattr(error, "excerpt", ()):
            say(f"  {line}")
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
    except MemoryError:
        say("sse-graph: out of memory; split the largest documents or give fewer")
        sys.exit(2)


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
