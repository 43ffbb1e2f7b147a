"""Files, folders and standard input as Documents; one module a format.

Input: paths. Output: ``Document`` records, in order of their names. It does **not** annotate.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sse_graph.errors import InputError
from sse_graph.read.text import read_text
from sse_graph.records import Document

SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown", ""})
"""Endings of the files that a folder is searched for; a file that is named itself is read whatever it is called."""
STDIN = "-"

Skip = Callable[[str, str], None]
"""Told of each file of a folder that was left out: its path and why."""


def read_documents(sources: Sequence[str], on_skip: Skip = lambda path, why: None) -> Iterator[Document]:
    """The documents of files, folders (with the folders in them) and standard input (``-``), sorted by name.

    A document is named by its path below its source folder; two of one name get the folder's name before it. A file of a
    folder that is no text is left out and told to ``on_skip``; the same of a file that was named is an error.

    Raises:
        InputError: a source is missing or cannot be read, a named file is no text, or there is nothing to read.
    """
    named = _named_files(sources, on_skip)
    found = 0
    for name, path, asked in named:
        try:
            document = read_text(_bytes(path), name)
        except InputError as error:
            if asked:
                raise InputError(str(error).replace(name, str(path), 1)) from error
            on_skip(str(path), str(error).partition(": ")[2])
            continue
        found += 1
        yield replace(document, name=name)
    if not found:
        raise InputError(f"{', '.join(sources) or 'no source'}: no text to read there; give .txt or .md files or a folder of them")


def _bytes(path: Path | None) -> bytes:
    try:
        return sys.stdin.buffer.read() if path is None else path.read_bytes()
    except OSError as error:
        raise InputError(f"{path or 'standard input'}: {error.strerror}; check its permissions") from error


def _named_files(sources: Sequence[str], on_skip: Skip) -> list[tuple[str, Path | None, bool]]:
    """(name, path or ``None`` for standard input, whether it was named itself), sorted by name; a file counts once."""
    found: dict[Path | None, tuple[str, str, bool]] = {}
    for source in sources:
        if source == STDIN:
            found[None] = ("stdin.txt", "stdin", True)
            continue
        path = Path(source)
        if not path.exists():
            raise InputError(f"{source}: no such file or folder; check the path")
        if path.is_dir():
            for file in _files_below(path, on_skip):
                found.setdefault(file.resolve(), (file.relative_to(path).as_posix(), path.resolve().name, False))
        else:
            found[path.resolve()] = (path.name, path.resolve().parent.name, True)
    names = [name for name, _, _ in found.values()]
    clear = []
    for path, (name, folder, asked) in found.items():
        clear.append((_printable(name if names.count(name) == 1 else f"{folder}/{name}"), path, asked))
    if len({name for name, _, _ in clear}) < len(clear):
        clear = [(str(path.as_posix() if path else name).lstrip("/"), path, asked) for name, path, asked in clear]
    return sorted(clear, key=lambda entry: entry[0])


def _printable(name: str) -> str:
    """A file name that is no valid UTF-8 shown with escapes, so that it can be written anywhere."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _files_below(folder: Path, on_skip: Skip) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        on_skip(str(error.filename), error.strerror or "cannot be opened")

    for parent, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(parent, name)
            if name.startswith("."):
                continue
            if path.suffix.lower() in SUFFIXES and path.is_file():
                yield path
            else:
                on_skip(str(path), f"files that end in {path.suffix or 'nothing'} are not read")
