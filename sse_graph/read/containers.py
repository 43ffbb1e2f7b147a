"""Files that hold many documents: ZIP archives, tables and JSON lines.

Input: an open file. Output: its members, one after the other. It does **not** read them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from sse_graph.errors import InputError
from sse_graph.read.limits import Limits
from sse_graph.read.sources import Skip


@dataclass(frozen=True, slots=True)
class Member:
    """The bytes of one document of a container. ``form``: their format; ``shown``: what messages call it."""

    name: str
    shown: str
    data: bytes
    form: str


@dataclass(frozen=True, slots=True)
class Opening:
    """How a container is read: what it is called, its limits, who is told of what is left out, how deep it lies."""

    name: str
    shown: str
    limits: Limits
    on_skip: Skip
    on_other: Skip
    depth: int = 0


def members(file: BinaryIO, form: str, opening: Opening) -> Iterator[Member]:
    """The members of a file in the format ``form`` (``zip``, ``csv`` or ``jsonl``), in its order.

    ``on_skip`` is told of members that are left out, ``on_other`` of those that are no documents.

    Raises:
        InputError: the file itself cannot be read.
    """
    try:
        yield from _members(file, form, opening)
    except (InputError, MemoryError, OSError):
        raise
    except Exception as error:  # as in ``formats.read_bytes``: a broken file must not stop the others
        told = " ".join(str(error).split())[:120]
        raise InputError(
            f"{opening.shown}: broken or no {form.upper()} ({type(error).__name__}: {told}); save it anew"
        ) from error


def _members(file: BinaryIO, form: str, opening: Opening) -> Iterator[Member]:
    if form == "zip":
        from sse_graph.read.archive import archive_members

        yield from archive_members(file, opening)
    elif form == "csv":
        from sse_graph.read.table import table_members

        yield from table_members(file, opening)
    else:
        from sse_graph.read.record import record_members

        yield from record_members(file, opening)
