"""The lines of a page in the order in which they are read, column after column.

Input: ``PageLines``. Output: ``TextLine`` records. It does **not** join lines to paragraphs. Two blocks of text side by
side are columns when their lines fill them, or when their base lines differ; else they are rows of a table. Limits: a
cell of several lines becomes several rows, and columns are told from at least four lines each.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from sse_graph.read.pdf_lines import PageLines, PdfLine

_FEWEST: Final = 4
"""Lines of a column."""
_GUTTER: Final = 6.0
"""Points between two columns, at least."""
_NEAR: Final = 2.0
"""Points by which the beginnings of the lines of a column may differ."""
_NARROWEST: Final = 0.12
"""Share of the width of both that a column has."""
_FILLED: Final = 0.55
"""Share of a column's width that its lines have, if it holds running text."""
_ALIGNED: Final = 0.8
_MOST_SPANNING: Final = 0.5
"""Lines that cross the gutter, for each line of the shorter column, at most."""
_LOOSEST: Final = 6.0
"""Sizes of a letter between the words of a justified line, at most."""
_INDENTED: Final = 3.0
_DEPTH: Final = 4
"""Columns in columns."""
_BULLETS: Final = frozenset("•●▪■◦○‣▸►▹▶➢➤➔→✓✔✅☐☑☒★☆∙◆◇❖⁃-–—*·o§")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line in reading order. ``cells``: what stands side by side on it. ``left, right``: the edges of its column;
    ``region``: the number of the column on the page."""

    cells: tuple[PdfLine, ...]
    left: float
    right: float
    region: int

    @property
    def text(self) -> str:
        return self.cells[0].text

    @property
    def x0(self) -> float:
        return self.cells[0].x0

    @property
    def x1(self) -> float:
        return self.cells[-1].x1

    @property
    def size(self) -> float:
        return self.cells[0].size

    @property
    def bottom(self) -> float:
        return self.cells[0].bottom

    @property
    def bold(self) -> bool:
        return all(cell.bold for cell in self.cells)


def ordered(page: PageLines) -> list[TextLine]:
    """The lines of ``page`` as they are read."""
    found: list[TextLine] = []
    for number, region in enumerate(_regions(list(page.lines), 0)):
        left, right = min(line.x0 for line in region), max(line.x1 for line in region)
        for row in _rows(region):
            cells = [_spaced(row)] if _is_justified(row, left, right) else row
            found.append(TextLine(tuple(cells), left, right, number))
    return found


def _regions(lines: list[PdfLine], depth: int) -> Iterator[list[PdfLine]]:
    """Blocks of lines, each read from top to bottom before the next."""
    gutter = _gutter(lines) if depth < _DEPTH else None
    if gutter is None:
        if lines:
            yield lines
        return
    band: list[PdfLine] = []
    alone: list[PdfLine] = []
    for line in sorted(lines, key=lambda line: (line.top, line.x0)):
        if _crosses(line, gutter):
            yield from _columns(band, gutter, depth)
            band = []
            alone.append(line)
        else:
            if alone:
                yield alone
                alone = []
            band.append(line)
    if alone:
        yield alone
    yield from _columns(band, gutter, depth)


def _columns(band: Sequence[PdfLine], gutter: float, depth: int) -> Iterator[list[PdfLine]]:
    yield from _regions([line for line in band if line.x1 <= gutter - _GUTTER], depth + 1)
    yield from _regions([line for line in band if line.x1 > gutter - _GUTTER], depth + 1)


def _crosses(line: PdfLine, gutter: float) -> bool:
    return line.x0 < gutter - _NEAR and line.x1 > gutter - _GUTTER


def _gutter(lines: Sequence[PdfLine]) -> float | None:
    """Where the right one of two columns begins; ``None`` for a single column."""
    starts = sorted(line.x0 for line in lines)
    best, most = None, 0.0
    at = 0
    while at < len(starts):
        begin, end = starts[at], at
        while end < len(starts) and starts[end] - begin <= _NEAR:
            end += 1
        if end - at >= _FEWEST:
            score = _score(lines, begin)
            if score > most:
                best, most = begin, score
        at = end
    return best


def _score(lines: Sequence[PdfLine], gutter: float) -> float:
    """How many lines speak for columns that part at ``gutter``; 0 if they are none."""
    left = [line for line in lines if line.x1 <= gutter - _GUTTER]
    right = [line for line in lines if line.x0 >= gutter - _NEAR]
    spanning = len(lines) - len(left) - len(right)
    shorter = min(len(left), len(right))
    if shorter < _FEWEST:
        return 0.0
    top = max(min(line.top for line in left), min(line.top for line in right))
    bottom = min(max(line.bottom for line in left), max(line.bottom for line in right))
    beside = [line for line in lines if top <= line.bottom and line.top <= bottom]
    across = sum(_crosses(line, gutter) for line in beside)
    if bottom <= top or across > _MOST_SPANNING * shorter:
        return 0.0
    begin, end = min(line.x0 for line in left), max(line.x1 for line in right)
    if min(gutter - _GUTTER - begin, end - gutter) < _NARROWEST * (end - begin):
        return 0.0
    filled = [
        median(line.x1 - line.x0 for line in left) / (gutter - _GUTTER - begin),
        median(line.x1 - line.x0 for line in right) / max(1.0, end - gutter),
    ]
    levels = sorted(line.bottom for line in left)
    aligned = sum(_has_near(levels, line.bottom) for line in right)
    if min(filled) < _FILLED and aligned >= _ALIGNED * min(len(right), len(left)):
        return 0.0
    return shorter - 0.5 * spanning / len(lines)


def _has_near(levels: Sequence[float], level: float) -> bool:
    at = bisect_left(levels, level - _NEAR)
    return at < len(levels) and levels[at] <= level + _NEAR


def _rows(region: Sequence[PdfLine]) -> Iterator[list[PdfLine]]:
    """The lines from top to bottom, those on one base line together, a bullet joined to its text."""
    row: list[PdfLine] = []
    for line in sorted(region, key=lambda line: (line.bottom, line.x0)):
        if row and line.bottom - row[0].bottom > 0.4 * min(line.height, row[0].height):
            yield _with_bullet(row)
            row = []
        row.append(line)
    if row:
        yield _with_bullet(row)


def _is_justified(row: Sequence[PdfLine], left: float, right: float) -> bool:
    """Whether the words of a row stand apart only to fill the line: each alone, with equal gaps, from edge to edge."""
    if len(row) < 2 or any(" " in cell.text for cell in row):
        return False
    gaps = [after.x0 - before.x1 for before, after in pairwise(row)]
    if max(gaps) - min(gaps) > 1.0 or max(gaps) > _LOOSEST * row[0].size:
        return False
    return row[0].x0 - left <= _INDENTED * row[0].size and right - row[-1].x1 <= _NEAR


def _spaced(row: Sequence[PdfLine]) -> PdfLine:
    first, last = row[0], row[-1]
    text = " ".join(cell.text for cell in row)
    return PdfLine(text, first.x0, last.x1, first.top, first.bottom, first.size, first.bold)


def _with_bullet(row: Sequence[PdfLine]) -> list[PdfLine]:
    cells = sorted(row, key=lambda line: line.x0)
    first = cells[0]
    if len(cells) > 1 and is_mark(first.text):
        text = cells[1]
        joined = PdfLine(f"{first.text} {text.text}", first.x0, text.x1, text.top, text.bottom, text.size, text.bold)
        return [joined, *cells[2:]]
    return cells


def is_mark(text: str) -> bool:
    """Whether a piece of text is a bullet or a number before an item."""
    if len(text) == 1 and (text in _BULLETS or "\ue000" <= text <= "\uf8ff"):
        return True
    digits = text.strip("().")
    return (
        len(text) <= 4 and len(digits) < len(text) and (digits.isdecimal() or (len(digits) == 1 and digits.isalpha()))
    )
