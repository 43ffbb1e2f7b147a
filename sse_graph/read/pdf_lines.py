"""The lines of a page of a PDF: what stands side by side without a wide gap.

Input: a page that PDFium has opened. Output: ``PageLines``, in the order in which the page draws them. It does **not**
put them into reading order or join them.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from pypdfium2 import raw

_GAP: Final = 1.0
"""Widths of a line's height from which on a gap parts two lines side by side (columns, cells of a table)."""
_WORD_GAP: Final = 0.16
_SAME_LINE: Final = 0.45
"""Shares of a height: between words, and between the base lines of two pieces of one line."""
_UNMAPPED: Final = frozenset({0, 0xFFFD})
_HYPHENS: Final = frozenset({0x2, 0xAD, 0xFFFE})
"""What PDFium gives for a hyphen at the end of a line. Source: PDFium, fpdf_text.h, FPDFText_IsHyphen."""
_LIGATURES: Final = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_BOLD_WEIGHT: Final = 600
_BOLD: Final = re.compile(rb"(?i)bold|black|heavy|demi")
_LONGEST_NAME: Final = 200
_MOST: Final = 200_000
"""Characters of a page that are looked at; more are drawn, not written."""
HYPHEN: Final = "\xad"
"""At the end of a line's text: a hyphen that parts a word."""


@dataclass(frozen=True, slots=True)
class PdfLine:
    """One line, or one cell or column of it. ``x0, x1, top, bottom``: in points from the left and top edge of the page,
    as it is shown; ``size``: of the letters, in points; ``bold``: most letters are."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool = False

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page of ``width`` and ``height`` points. ``unread``: characters without a meaning."""

    lines: tuple[PdfLine, ...]
    width: float
    height: float
    unread: int = 0


@dataclass(slots=True)
class _Glyph:
    sign: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool


@dataclass(slots=True)
class _Style:
    """What all characters of one text object share. ``turn``: quarters of a circle, against the clock."""

    size: float
    bold: bool
    turn: int


def page_lines(page: Any) -> PageLines:
    """The lines of ``page``. What most of its text is turned by is taken for upright; other text (watermarks, labels of
    axes) comes last, as one line.

    Raises:
        PdfiumError: the page is broken.
    """
    width, height = page.get_size()
    textpage = page.get_textpage()
    try:
        drawn, unread = _drawn(textpage)
    finally:
        textpage.close()
    turns = Counter(style.turn for _, _, style in drawn if style)
    upright = min(turns, key=lambda turn: (-turns[turn], turn), default=0)
    left, bottom, right, top = page.get_bbox()
    shown = _turned((left, bottom, right, top), upright)
    glyphs, others = [], []
    for sign, box, style in drawn:
        if style is None:
            glyphs.append(_Glyph("\n", 0.0, 0.0, 0.0, 0.0, 0.0, False))
        elif style.turn == upright:
            glyphs.append(_Glyph(sign, *shown(box), style.size, style.bold))
        else:
            others.append(sign)
    lines = _merged([line for run in _runs(glyphs) for line in _cut(run)])
    aside = " ".join("".join(others).split())
    if aside:
        low = max((line.bottom for line in lines), default=0.0)
        lines.append(PdfLine(aside, 0.0, width, low + 100.0, low + 110.0, 1.0))
    return PageLines(tuple(lines), width, height, unread)


Box = tuple[float, float, float, float]


def _drawn(textpage: Any) -> tuple[list[tuple[str, Box, _Style | None]], int]:
    """Each character with its box (left, bottom, right, top) and style, ``None`` for the end of a line; and how many
    have no meaning."""
    found: list[tuple[str, Box, _Style | None]] = []
    unread, last, style = 0, None, _Style(0.0, False, 0)
    box = raw.FS_RECTF()
    for index in range(min(textpage.count_chars(), _MOST)):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if raw.FPDFText_IsGenerated(textpage, index) == 1:
            if code == 0x0A:
                found.append(("\n", (0.0, 0.0, 0.0, 0.0), None))
            continue
        if code in _UNMAPPED or raw.FPDFText_HasUnicodeMapError(textpage, index) == 1:
            unread += 1
            continue
        if not raw.FPDFText_GetLooseCharBox(textpage, index, box):
            continue
        drawn = ctypes.cast(raw.FPDFText_GetTextObject(textpage, index), ctypes.c_void_p).value
        if drawn != last or drawn is None:
            last, style = drawn, _style(textpage, index)
        sign = HYPHEN if code in _HYPHENS else _LIGATURES.get(code) or chr(code)
        found.append((" " if sign.isspace() else sign, (box.left, box.bottom, box.right, box.top), style))
    return found, unread


def _style(textpage: Any, index: int) -> _Style:
    matrix, flags = raw.FS_MATRIX(), ctypes.c_int()
    scale, quarter = 1.0, 0
    if raw.FPDFText_GetMatrix(textpage, index, matrix):
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        quarter = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2))
    name = ctypes.create_string_buffer(_LONGEST_NAME)
    raw.FPDFText_GetFontInfo(textpage, index, name, _LONGEST_NAME, flags)
    bold = raw.FPDFText_GetFontWeight(textpage, index) >= _BOLD_WEIGHT or _BOLD.search(name.value) is not None
    size = raw.FPDFText_GetFontSize(textpage, index) * scale
    return _Style(size if math.isfinite(size) else 0.0, bold, quarter % 4)


def _turned(page: Box, turn: int) -> Callable[[Box], Box]:
    """From a box (left, bottom, right, top) to (x0, x1, top, bottom), measured from the top left when text that is
    turned by ``turn`` quarters stands upright."""
    left, bottom, right, top = page
    return (
        lambda box: (box[0] - left, box[2] - left, top - box[3], top - box[1]),
        lambda box: (box[1] - bottom, box[3] - bottom, box[0] - left, box[2] - left),
        lambda box: (right - box[2], right - box[0], box[1] - bottom, box[3] - bottom),
        lambda box: (top - box[3], top - box[1], right - box[2], right - box[0]),
    )[turn]


def _runs(glyphs: Sequence[_Glyph]) -> Iterator[list[_Glyph]]:
    """Characters that follow one another on one base line."""
    run: list[_Glyph] = []
    for glyph in glyphs:
        if glyph.sign == "\n":
            ends = True
        elif run:
            before = run[-1]
            height = max(before.bottom - before.top, glyph.bottom - glyph.top)
            ends = abs(glyph.bottom - before.bottom) > _SAME_LINE * height or glyph.x1 < before.x0 - height
        else:
            ends = False
        if ends and run:
            yield run
            run = []
        if glyph.sign != "\n":
            run.append(glyph)
    if run:
        yield run


def _cut(run: Sequence[_Glyph]) -> Iterator[PdfLine]:
    """The pieces of a run between wide gaps."""
    piece: list[_Glyph] = []
    for glyph in run:
        if glyph.sign == " ":
            continue
        if piece and glyph.x0 - piece[-1].x1 > _GAP * (glyph.bottom - glyph.top):
            yield _line(piece)
            piece = []
        piece.append(glyph)
    if piece:
        yield _line(piece)


def _line(glyphs: Sequence[_Glyph]) -> PdfLine:
    signs: list[str] = []
    for number, glyph in enumerate(glyphs):
        if number and glyph.x0 - glyphs[number - 1].x1 > _WORD_GAP * max(glyph.size, 0.7 * (glyph.bottom - glyph.top)):
            signs.append(" ")
        signs.append(glyph.sign)
    letters = [glyph for glyph in glyphs if glyph.sign.isalnum()] or list(glyphs)
    return PdfLine(
        "".join(signs),
        min(glyph.x0 for glyph in glyphs),
        max(glyph.x1 for glyph in glyphs),
        min(glyph.top for glyph in glyphs),
        max(glyph.bottom for glyph in glyphs),
        round(median(glyph.size for glyph in letters), 1),
        2 * sum(glyph.bold for glyph in letters) > len(letters),
    )


def _merged(lines: Sequence[PdfLine]) -> list[PdfLine]:
    """Pieces that were drawn one by one, though they stand side by side without a gap, as one line."""
    found: list[PdfLine] = []
    row: list[PdfLine] = []
    for line in sorted(lines, key=lambda line: (line.bottom, line.x0)):
        if row and line.bottom - row[0].bottom > _SAME_LINE * min(line.height, row[0].height):
            found.extend(_side_by_side(row))
            row = []
        row.append(line)
    found.extend(_side_by_side(row))
    return found


def _side_by_side(row: Sequence[PdfLine]) -> Iterator[PdfLine]:
    last: PdfLine | None = None
    for line in sorted(row, key=lambda line: (line.x0, line.x1, line.text)):
        if last is None:
            last = line
            continue
        gap = line.x0 - last.x1
        if -0.5 * last.height < gap <= _GAP * max(line.height, last.height):
            space = " " if gap > _WORD_GAP * last.size else ""
            longer = line if len(line.text) > len(last.text) else last
            last = PdfLine(
                last.text + space + line.text, last.x0, max(last.x1, line.x1), min(last.top, line.top),
                max(last.bottom, line.bottom), longer.size, longer.bold,
            )  # fmt: skip
        else:
            yield last
            last = line
    if last:
        yield last
