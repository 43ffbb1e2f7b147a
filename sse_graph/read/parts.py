"""What a format tells of its layout, put together as a ``Document``.

Input: ``Part`` records in reading order, as the readers of HTML, PDF and office files make them. Output: a ``Document``
whose blocks come from the parts. It does **not** know any format. Paragraphs, headings and table rows stand on a line
of their own; items begin with ``- ``, cells are parted by `` | ``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from sse_graph.errors import InputError
from sse_graph.read.blocks import find_blocks
from sse_graph.read.decode import clean, dropped_controls
from sse_graph.read.language import identify
from sse_graph.read.limits import LIMITS, Limits
from sse_graph.read.lines import Line
from sse_graph.read.text import LONGEST_TITLE, cut_off, first_title, language_sample, stated_language
from sse_graph.records import Document

PAGE: Final = "\f"
"""Inside the text of a part: here a page begins."""
_SPACES = re.compile(r"[^\S\n\f]+")
_BREAKS = re.compile(r" ?\n[\n ]*")
_INDENT: Final = "  "
_SURE_SAMPLE: Final = 300
"""Characters of running text from which on a stated language that the text is not in is not believed."""


@dataclass(slots=True)
class Part:
    """One piece of a document. ``kind``: ``title``, ``heading``, ``item``, ``row`` or ``paragraph``.

    ``text``: white space counts once, ``\\n`` is a line break that the document asks for, ``PAGE`` the beginning of a
    page; of a row: its cells with `` | `` between them. ``level``: depth of a heading or of an item's list, from 1.
    ``header``: the row names the columns. ``bold``: all of it is emphasised; of a row of two cells: the first names the
    second. ``marker``: an item's bullet or number.
    """

    kind: str
    text: str
    level: int = 1
    header: bool = False
    bold: bool = False
    marker: str = "-"


def make_document(
    parts: Iterable[Part],
    data: bytes,
    name: str,
    where: str,
    *,
    title: str = "",
    language: str = "",
    metadata: Mapping[str, str] | None = None,
    warnings: Iterable[str] = (),
    limits: Limits = LIMITS,
) -> Document:
    """The document of ``parts``; ``data``: the bytes they were read from, ``title`` and ``language``: as stated there.

    Raises:
        InputError: there is no letter or digit in it.
    """
    said = list(warnings)
    writer = _Writer(limits.characters)
    for part in parts:
        if not writer.add(part):
            said.append(cut_off(limits))
            break
    text = writer.text
    if not any(map(str.isalnum, text)):
        raise InputError(f"{where}: there is no text in it; leave the file out")
    if writer.dropped:
        said.append(dropped_controls(writer.dropped))
    blocks = find_blocks(text, writer.lines, writer.title)
    sample = language_sample(text, blocks)
    stated, found = stated_language(language), identify(sample)
    if stated and found not in (stated, "und") and len(sample) >= _SURE_SAMPLE:
        said.append(f"it says that its language is {stated!r}, but its text is in {found!r}; the text was believed")
        stated = found
    shown = " ".join(clean(title)[0].split()) or first_title(text, blocks) or PurePosixPath(name).stem
    return Document(
        name=name,
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=blocks,
        language=stated or found,
        title=shown[:LONGEST_TITLE].rstrip(),
        metadata=clean_metadata(metadata or {}),
        warnings=tuple(said),
        pages=tuple(writer.pages),
    )


def clean_metadata(metadata: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """(dcterms local name, value) pairs on one line each, sorted; empty values are left out."""
    pairs = ((key, " ".join(clean(value)[0].split())) for key, value in metadata.items())
    return tuple(sorted((key, value) for key, value in pairs if value))


class _Writer:
    """The text so far, its lines and pages."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._pieces: list[str] = []
        self._length = 0
        self._last = ""
        self._pending = 0
        self.lines: list[Line] = []
        self.pages: list[int] = []
        self.title = -1
        self.dropped = 0

    @property
    def text(self) -> str:
        self._begin_pages(self._pending)
        self._pending = 0
        return "".join(self._pieces)

    def add(self, part: Part) -> bool:
        """Add a part; whether all of it found room."""
        marks: list[int] = []
        text: list[str] = []
        for number, piece in enumerate(part.text.split(PAGE)):
            cleaned, dropped = clean(piece)
            self.dropped += dropped
            if number:
                marks.append(len(text))
            text.append(_SPACES.sub(" ", cleaned))
        folded = _BREAKS.sub("\n", "".join(text) if not marks else PAGE.join(text)).strip(" \n")
        if not folded.strip(PAGE + " \n"):
            self._pending += len(marks)
            return True
        room = self._most - self._length
        fits = len(folded) <= room
        if not fits:
            folded = folded[: max(0, room)]
            if not folded.strip(PAGE + " \n"):
                return False
        self._write(part, folded)
        return fits

    def _write(self, part: Part, text: str) -> None:
        close = part.kind == self._last and part.kind in {"item", "row"}
        if self._pieces:
            self._put("\n" if close else "\n\n")
        self._begin_pages(self._pending)
        self._pending = 0
        indent = len(_INDENT) * (max(1, part.level) - 1) if part.kind == "item" else 0
        for number, line in enumerate(text.split("\n")):
            if number:
                self._put("\n")
            if part.kind == "item":
                self._put(" " * indent + (part.marker + " " if not number else _INDENT))
            start = self._length
            for piece_number, piece in enumerate(line.split(PAGE)):
                if piece_number:
                    self._begin_pages(1)
                self._put(piece)
            start, end = self._trimmed(start, line.replace(PAGE, ""))
            if start < end:
                self._line(part, start, end, indent + (2 if number else 0), number == 0, not close and number == 0)
        self._last = part.kind

    def _trimmed(self, start: int, line: str) -> tuple[int, int]:
        return start + len(line) - len(line.lstrip()), start + len(line.rstrip())

    def _line(self, part: Part, start: int, end: int, indent: int, first: bool, blank: bool) -> None:
        marker, number = "", 0
        if part.kind == "heading":
            marker, number = "#", part.level
        elif part.kind == "row":
            marker = "|"
        elif part.kind == "item" and first:
            marker = "1" if part.marker[:1].isdigit() else "-"
        if part.kind == "title" and self.title < 0:
            self.title = len(self.lines)
        header = part.header and part.kind == "row"
        self.lines.append(Line(start, end, indent, marker, number, blank, True, part.bold, header, told=True))

    def _begin_pages(self, count: int) -> None:
        self.pages.extend([self._length if self.pages else 0] * count)

    def _put(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)
