"""What several commands need: the option that names a graph, an open store, and how a line is said."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import pyoxigraph as ox

Graph = Annotated[Path, typer.Option("--graph", help="The graph folder.")]
KG = Path("kg")


def one_line(message: str) -> str:
    """``message`` without line breaks and control characters: a text must not steer the terminal."""
    return " ".join("".join(character if character.isprintable() else " " for character in message).split())


def say(line: str) -> None:
    """Print ``line`` on stderr."""
    print(line, file=sys.stderr)


@contextmanager
def opened(folder: Path) -> Iterator[ox.Store]:
    """The store in ``folder``.

    Raises:
        StoreError: there is no graph, or it cannot be read.
    """
    from sse_graph.store import open_store

    yield open_store(folder)
