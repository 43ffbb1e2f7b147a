"""Where the files to read are, and what each is called.

Input: paths of files and folders. Output: ``Source`` records with unique names. It does **not** open the files.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sse_graph.errors import InputError
from sse_graph.read.formats import is_read, unread

STDIN: Final = "-"
DECISIONS: Final = "decisions.csv"
"""The user's decisions beside the sources: a file of this name is no document."""
_STDIN_NAME: Final = "stdin.txt"
_SAVED: Final = ("_files", "_fichiers", "_archivos", "_dateien")
"""How browsers end the name of the folder with the pictures and scripts of a page that they save."""
_KINDS: Final = "text, Markdown, HTML, PDF, DOCX, ODT, EML, CSV, JSON lines and ZIP"

Skip = Callable[[str, str], None]
"""Told of each file that is left out: its path and why."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read. ``path``: ``None`` for standard input; ``asked``: it was named itself, not found in a folder."""

    name: str
    path: Path | None
    asked: bool

    @property
    def shown(self) -> str:
        """The file as messages name it."""
        return printable(str(self.path)) if self.path else "standard input"


def listed_paths(listing: str | Path) -> list[str]:
    """The paths in a file, one a line, or between null characters (``find -print0``); ``-``: in standard input.

    Raises:
        InputError: it cannot be read, is not UTF-8, or is empty.
    """
    shown = "standard input" if str(listing) == STDIN else printable(str(listing))
    try:
        data = sys.stdin.buffer.read() if str(listing) == STDIN else Path(listing).read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise InputError(f"{shown}: the list of paths cannot be read ({why}); check the path") from error
    text = data.decode("utf-8", "surrogateescape")  # names of files need not be UTF-8
    lines = text.split("\0") if "\0" in text else [line.removesuffix("\r") for line in text.split("\n")]
    paths = [line for line in lines if line.strip()]
    if not paths:
        raise InputError(f"{shown}: there is no path in it; give one a line")
    return paths


def find_sources(
    sources: Sequence[str | Path],
    on_skip: Skip = lambda path, why: None,
    on_other: Skip = lambda path, why: None,
) -> list[Source]:
    """The files of files and folders sorted by name, every name different, whatever the order of ``sources``.

    ``on_skip`` is told of documents that are left out, ``on_other`` of files that are none.

    Raises:
        InputError: a source is missing or cannot be opened, or a folder holds nothing to read.
    """
    return _named(_sources(sources, on_skip, on_other))


def _sources(sources: Sequence[str | Path], on_skip: Skip, on_other: Skip) -> list[Source]:
    """Each file once, under its longest name, whatever the order of ``sources``."""
    found: dict[Path | None, Source] = {}
    for source in sources:
        if str(source) == STDIN:
            found[None] = Source(_STDIN_NAME, None, asked=True)
            continue
        path = Path(source)
        for name, file, asked in _files(path, on_skip, on_other):
            key = _resolved(file)
            clean = unicodedata.normalize("NFC", printable(name))
            new, old = Source(clean, file, asked), found.get(key)
            best = new if old is None else min(old, new, key=lambda entry: (-entry.name.count("/"), entry.name))
            found[key] = Source(best.name, best.path, asked or (old is not None and old.asked))
    return list(found.values())


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a loop of links
        return path.absolute()


def _files(path: Path, on_skip: Skip, on_other: Skip) -> list[tuple[str, Path, bool]]:
    """(name, path, whether named itself) of one source."""
    try:
        if path.is_dir():
            files = [(file.relative_to(path).as_posix(), file, False) for file in _below(path, on_skip, on_other)]
            if not files:
                raise InputError(f"{printable(str(path))}: no text to read in this folder; what is read: {_KINDS}")
            return files
        if path.exists():
            return [(path.name, path, True)] if path.name != DECISIONS else []
    except (OSError, ValueError) as error:  # ValueError: a null character in the path
        raise InputError(f"{printable(str(path))}: cannot be opened ({error}); check the path") from error
    raise InputError(f"{printable(str(path))}: no such file or folder; check the path")


def _below(folder: Path, on_skip: Skip, on_other: Skip) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        on_skip(printable(str(error.filename)), error.strerror or "cannot be opened")

    for parent, folders, files in os.walk(folder, onerror=unreadable):
        for name in sorted(folders):
            if not name.startswith(".") and Path(parent, name).is_symlink():
                on_skip(printable(str(Path(parent, name))), "links to other folders are not followed")
        pages = {Path(name).stem for name in files if Path(name).suffix.lower() in {".htm", ".html", ".xhtml"}}
        for name in sorted(folders):
            if any(name.endswith(ending) and name.removesuffix(ending) in pages for ending in _SAVED):
                on_other(printable(str(Path(parent, name))), "what a browser saved beside a page")
                folders.remove(name)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(parent, name)
            if name.startswith("."):
                continue
            if path == folder / DECISIONS:
                continue
            if path.name == DECISIONS:
                on_skip(printable(str(path)), "decisions count beside the sources only; give it with --decisions")
            elif not path.is_file():
                on_skip(printable(str(path)), "not a file, or a link to nothing")
            elif is_read(name):
                yield path
            elif unread(name):
                on_skip(printable(str(path)), unread(name))
            else:
                on_other(printable(str(path)), f"files that end in {printable(path.suffix)} are not read")


def _named(sources: Sequence[Source]) -> list[Source]:
    """The sources sorted by name, every name different from the others."""
    above: list[list[str]] = []
    for source in sources:
        parts = _resolved(source.path).parent.parts if source.path else ("standard input",)
        below = source.name.count("/")
        above.append([printable(part).strip("/\\:") for part in parts[: len(parts) - below]])
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


def printable(name: str) -> str:
    """A file name that is no valid UTF-8 shown with escapes, so that it can be written anywhere."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
