"""What several commands need: the option that names a graph, an open store, and how a line is said."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sse_graph.errors import InputError

if TYPE_CHECKING:
    from sse_graph.readable import Readable


def _folder(text: str | Path) -> Path:
    from sse_graph.remote.address import is_address, shown

    if is_address(str(text)):
        raise InputError(f"--graph {shown(str(text))}: this command needs a graph folder, not the address of a server")
    return Path(text)


Graph = Annotated[Path, typer.Option("--graph", help="The graph folder.", parser=_folder, metavar="PATH")]
AnyGraph = Annotated[
    str, typer.Option("--graph", help="The graph folder, or the address of a SPARQL server.", metavar="PATH|URL")
]
KG = Path("kg")


def one_line(message: str) -> str:
    """``message`` without line breaks and control characters: a text must not steer the terminal."""
    return " ".join("".join(character if character.isprintable() else " " for character in message).split())


def say(line: str) -> None:
    """Print ``line`` on stderr."""
    print(line, file=sys.stderr)


@contextmanager
def opened(
    graph: str | Path, *, stream: bool = False, seconds: float | None = None, lazily: bool = False
) -> Iterator[Readable]:
    """The store in a folder, or the server at an address. ``stream``: what is read of a server comes as it is read, and
    an answer that was cut is told on stderr; else it is an error. ``seconds``: how long a server may be silent.
    ``lazily``: the store in a folder is opened when it is first asked, for what can be done without.

    Raises:
        StoreError: there is no graph, or it cannot be read.
        InputError: the address is none.
    """
    from sse_graph.remote.address import is_address

    if not is_address(str(graph)):
        from sse_graph.store import GraphFolder

        folder = GraphFolder(Path(graph))
        yield folder if lazily else folder.store
        return
    from sse_graph.remote.store import RemoteStore

    remote = RemoteStore(
        str(graph), seconds=seconds, whole=not stream, warn=lambda line: say(f"warning: {one_line(line)}")
    )
    try:
        yield remote
    finally:
        remote.close()
