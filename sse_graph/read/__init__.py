"""Files, folders, archives and standard input as Documents; one module a format.

Input: paths. Output: ``Document`` records, in order of their names. It does **not** annotate.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

from sse_graph.errors import InputError
from sse_graph.read.containers import Member, Opening, members
from sse_graph.read.formats import CONTAINERS, format_of, is_read, unread
from sse_graph.read.guard import Guard, guard_of_process
from sse_graph.read.limits import LIMITS, Limits
from sse_graph.read.sources import DECISIONS, STDIN, Skip, Source, find_sources, listed_paths, printable
from sse_graph.read.text import read_text
from sse_graph.records import Document

__all__ = [
    "DECISIONS",
    "LIMITS",
    "STDIN",
    "Limits",
    "Skip",
    "Source",
    "find_sources",
    "is_read",
    "listed_paths",
    "read_documents",
    "read_source",
    "read_text",
    "unread",
]

_HEAD: Final = 4096


def read_documents(
    sources: Sequence[str | Path],
    on_skip: Skip = lambda path, why: None,
    *,
    limits: Limits = LIMITS,
    on_other: Skip = lambda path, why: None,
) -> Iterator[Document]:
    """The documents of files, folders (with the folders in them) and standard input (``-``), sorted by file name.

    A document is named by its path below its source folder; where two would have one name, folders above are put before
    it until they differ. The documents of an archive, a mail or a table are named ``file/inside`` and stand in its
    order. The order of ``sources`` makes no difference. They are read one after the other, while they are asked for.

    Hidden files are passed over. ``on_skip`` is told of each document that cannot be read or goes beyond ``limits``,
    ``on_other`` of each file of a folder or archive that is no document (pictures, programs).

    Raises:
        InputError: a source is missing or cannot be opened, or nothing at all could be read.
    """
    found, last, asked = 0, None, False
    files = find_sources(sources, on_skip, on_other)
    for source in files:
        try:
            for document in read_source(source, on_skip, limits=limits, on_other=on_other):
                yield document
                found += 1
        except InputError as error:
            last, asked = error, source.asked
            on_skip(source.shown, str(error).removeprefix(f"{source.shown}: "))
    if found:
        return
    if last and asked and len(files) == 1:
        raise last
    shown = ", ".join(printable(str(source)) for source in sources) or "no source"
    first = f" ({last})" if last and asked else ""
    raise InputError(f"{shown}: no text to read there{first}; give documents or a folder of them")


def read_source(
    source: Source,
    on_skip: Skip = lambda path, why: None,
    *,
    limits: Limits = LIMITS,
    on_other: Skip = lambda path, why: None,
) -> Iterator[Document]:
    """The documents of one file. ``on_skip`` and ``on_other`` are told of what is left out inside of it.

    Raises:
        InputError: it cannot be read, or is no text.
        OSError: the system has no room or process left for it.
    """
    opening = Opening(source.name, source.shown, limits, on_skip, on_other)
    guard = guard_of_process(limits)
    form, data = _opened(source, limits)
    if form not in CONTAINERS:
        yield from guard.read(data, source.name, source.shown, form)
    elif source.path:
        with source.path.open("rb") as file:
            yield from _inside(members(file, form, opening), guard, on_skip)
    else:
        yield from _inside(members(BytesIO(data), form, opening), guard, on_skip)


def _opened(source: Source, limits: Limits) -> tuple[str, bytes]:
    """The format of a file and its bytes; of a container on disk none, for it need not fit into memory.

    Raises:
        InputError: it cannot be opened, or is larger than the limits allow.
    """
    try:
        if source.path is None:
            data = sys.stdin.buffer.read(limits.bytes + 1)
            form = format_of("", data[:_HEAD])
        else:
            with source.path.open("rb") as file:
                form = format_of(source.name, file.read(_HEAD))
            if form in CONTAINERS:
                return form, b""
            why = limits.too_large(source.path.stat().st_size)
            if why:
                raise InputError(f"{source.shown}: {why}")
            data = source.path.read_bytes()
    except OSError as error:
        raise InputError(f"{source.shown}: {error.strerror or error}; check its permissions") from error
    if limits.too_large(len(data)):
        raise InputError(f"{source.shown}: more than the limit of {limits.megabytes:g} MB; raise --max-document-mb")
    return form, data


def _inside(found: Iterator[Member], guard: Guard, on_skip: Skip) -> Iterator[Document]:
    """The documents of the members of a container that can be read."""
    for member in found:
        try:
            yield from guard.read(member.data, member.name, member.shown, member.form)
        except InputError as error:
            on_skip(member.shown, str(error).removeprefix(f"{member.shown}: "))
