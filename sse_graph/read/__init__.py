"""Files, folders and standard input as Documents; one module a format.

Input: paths. Output: ``Document`` records, in order of their names. It does **not** annotate.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sse_graph.errors import InputError
from sse_graph.read.text import read_text
from sse_graph.records import Document

__all__ = ["STDIN", "SUFFIXES", "Skip", "Source", "find_sources", "read_documents", "read_source", "read_text"]

SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown", ""})
"""Endings of the files that a folder is searched for; a file that is named itself is read whatever it is called."""
STDIN = "-"
_STDIN_NAME = "stdin.txt"
DECISIONS = "decisions.csv"
"""The user's decisions beside the sources: a file of this name is no document."""

Skip = Callable[[str, str], None]
"""Told of each file of a folder that was left out: its path and why."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read. ``path``: ``None`` for standard input; ``asked``: it was named itself, not found in a folder."""

    name: str
    path: Path | None
    asked: bool

    @property
    def shown(self) -> str:
        return _printable(str(self.path)) if self.path else "standard input"


def read_documents(sources: Sequence[str | Path], on_skip: Skip = lambda path, why: None) -> Iterator[Document]:
    """The documents of files, folders (with the folders in them) and standard input (``-``), sorted by name.

    A document is named by its path below its source folder; where two would have one name, folders above are put before
    it until they differ. The order of ``sources`` makes no difference. Hidden files are passed over; a file of a folder
    that is no text is left out and told to ``on_skip``; the same of a file that was named is an error.

    Raises:
        InputError: a source is missing or cannot be read, a named file is no text, or a folder holds nothing to read.
    """
    found = 0
    for source in find_sources(sources, on_skip):
        try:
            for document in read_source(source):
                yield document
                found += 1
        except InputError as error:
            if source.asked:
                raise
            on_skip(source.shown, str(error).removeprefix(f"{source.shown}: "))
    if not found:
        asked = ", ".join(_printable(str(source)) for source in sources) or "no source"
        raise InputError(f"{asked}: no text to read there; give .txt or .md files or a folder of them")


def find_sources(sources: Sequence[str | Path], on_skip: Skip = lambda path, why: None) -> list[Source]:
    """The files of ``sources``, named as ``read_documents`` names them and sorted by name; none is opened.

    Raises:
        InputError: a source is missing or a folder holds nothing to read.
    """
    return _named(_sources(sources, on_skip))


def read_source(source: Source) -> Iterator[Document]:
    """The documents of one file.

    Raises:
        InputError: it cannot be read or is no text.
    """
    yield read_text(_bytes(source), source.name, source.shown)


def _bytes(source: Source) -> bytes:
    try:
        return source.path.read_bytes() if source.path else sys.stdin.buffer.read()
    except OSError as error:
        raise InputError(f"{source.shown}: {error.strerror or error}; check its permissions") from error


def _sources(sources: Sequence[str | Path], on_skip: Skip) -> list[Source]:
    """Each file once, under its longest name, whatever the order of ``sources``."""
    found: dict[Path | None, Source] = {}
    for source in sources:
        if str(source) == STDIN:
            found[None] = Source(_STDIN_NAME, None, asked=True)
            continue
        path = Path(source)
        for name, file, asked in _files(path, on_skip):
            key = _resolved(file)
            clean = unicodedata.normalize("NFC", _printable(name))
            new, old = Source(clean, file, asked), found.get(key)
            best = new if old is None else min(old, new, key=lambda entry: (-entry.name.count("/"), entry.name))
            found[key] = Source(best.name, best.path, asked or (old is not None and old.asked))
    return list(found.values())


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a loop of links
        return path.absolute()


def _files(path: Path, on_skip: Skip) -> list[tuple[str, Path, bool]]:
    """(name, path, whether named itself) of one source."""
    try:
        if path.is_dir():
            files = [(file.relative_to(path).as_posix(), file, False) for file in _below(path, on_skip)]
            if not files:
                raise InputError(
                    f"{_printable(str(path))}: no text to read in this folder; put .txt or .md files there"
                )
            return files
        if path.exists():
            return [(path.name, path, True)] if path.name != DECISIONS else []
    except (OSError, ValueError) as error:  # ValueError: a null character in the path
        raise InputError(f"{_printable(str(path))}: cannot be opened ({error}); check the path") from error
    raise InputError(f"{_printable(str(path))}: no such file or folder; check the path")


def _below(folder: Path, on_skip: Skip) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        on_skip(_printable(str(error.filename)), error.strerror or "cannot be opened")

    for parent, folders, files in os.walk(folder, onerror=unreadable):
        for name in sorted(folders):
            if not name.startswith(".") and Path(parent, name).is_symlink():
                on_skip(_printable(str(Path(parent, name))), "links to other folders are not followed")
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(parent, name)
            if name.startswith("."):
                continue
            if path == folder / DECISIONS:
                continue
            if path.name == DECISIONS:
                on_skip(_printable(str(path)), "decisions count beside the sources only; give it with --decisions")
            elif not path.is_file():
                on_skip(_printable(str(path)), "not a file, or a link to nothing")
            elif path.suffix.lower() in SUFFIXES:
                yield path
            else:
                on_skip(_printable(str(path)), f"files that end in {_printable(path.suffix)} are not read")


def _named(sources: Sequence[Source]) -> list[Source]:
    """The sources sorted by name, every name different from the others."""
    above: list[list[str]] = []
    for source in sources:
        parts = _resolved(source.path).parent.parts if source.path else ("standard input",)
        below = source.name.count("/")
        above.append([_printable(part).strip("/\\:") for part in parts[: len(parts) - below]])
    names = [source.name for source in sources]
    while True:
        groups: dict[str, list[int]] = {}
        for index, name in enumerate(names):
            groups.setdefault(name, []).append(index)
        clashing = [index for group in groups.values() if len(group) > 1 for index in group if above[index]]
        if not clashing:
            break
        for index in clashing:
            names[index] = f"{above[index].pop()}/{names[index]}".lstrip("/")
    named = [Source(name, source.path, source.asked) for name, source in zip(names, sources, strict=True)]
    return sorted(named, key=lambda source: (source.name, str(source.path)))


def _printable(name: str) -> str:
    """A file name that is no valid UTF-8 shown with escapes, so that it can be written anywhere."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
