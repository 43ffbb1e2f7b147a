"""Lines of a PDF as paragraphs, headings, items and rows.

Input: the lines of each page in reading order. Output: ``Part`` records, with a mark where each page begins. It does
**not** know what stood at the head and foot of the pages. A line is joined to the next when the next one's first word
would not have fitted on it, or when it clearly goes on; what else follows within a paragraph stays a line of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from sse_graph.read.parts import PAGE, Part
from sse_graph.read.pdf_lines import HYPHEN
from sse_graph.read.pdf_order import TextLine, is_mark
from sse_graph.read.prose import is_capitals, runs_on

_LARGER: Final = 1.1
"""How many times larger than the text letters are in a heading; in a title:"""
_TITLE: Final = 1.25
_SAME_SIZE: Final = 0.08
_LONGEST_HEADING: Final = 200
_LONGEST_BOLD: Final = 120
_WIDER: Final = 1.25
"""How many times the usual distance of two lines parts paragraphs."""
_INDENT: Final = 0.9
"""Sizes of a letter by which the first line of a paragraph is indented, at least."""
_FULL: Final = 40
"""Characters of a line that may be full; shorter lines may only seem so, being the longest of a list."""
_NO_HEADING_END: Final = (".", ",", ";", ":")
_SENTENCE_ENDS: Final = (".", "!", "?", ":", "…", ".”", ".»", '."', ".)")
_COMPOUND: Final = re.compile(r"\w+(?:-\w+)+")
_LEADER: Final = re.compile(r"\s*(?:\.\s?){5,}\s*\d*(?=\n|$)")
"""Dots that lead to the number of a page, in a table of contents."""
_NUMBERED: Final = re.compile(r"\(?(?:\d{1,3}|[a-z])[.)]")


def page_parts(pages: Sequence[Sequence[TextLine]]) -> list[Part]:
    """The parts of a document from the lines of its pages."""
    return _Builder(pages).parts()


class _Builder:
    def __init__(self, pages: Sequence[Sequence[TextLine]]) -> None:
        self._pages = pages
        lines = [line for page in pages for line in page]
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[_rounded(line.size)] += sum(len(cell.text) for cell in line.cells)
        self._body = min(sizes, key=lambda size: (-sizes[size], size), default=10.0)
        self._pitch = _pitch(lines)
        self._compounds = {
            word.casefold() for line in lines for cell in line.cells for word in _COMPOUND.findall(cell.text)
        }
        larger = sorted({_rounded(line.size) for line in lines if line.size > _LARGER * self._body}, reverse=True)
        self._levels = {size: level for level, size in enumerate(larger, start=1)}
        self._largest = larger[0] if larger else 0.0
        self._titled = False
        self._full = _full_share(lines)

    def parts(self) -> list[Part]:
        found: list[Part] = []
        group: list[tuple[TextLine, int]] = []
        """The lines that are one paragraph so far, each with the number of pages that begin with it."""
        marks = 0
        for page in self._pages:
            marks += 1
            for line in page:
                if group and not self._belongs(group, line, marks > 0):
                    found.extend(self._made(group))
                    group = []
                group.append((line, marks))
                marks = 0
        if group:
            found.extend(self._made(group))
        if marks:
            found.append(Part("paragraph", PAGE * marks))
        return found

    def _belongs(self, group: Sequence[tuple[TextLine, int]], line: TextLine, turned: bool) -> bool:
        """Whether a line goes on with the paragraph; ``turned``: it is the first of its page."""
        first, last = group[0][0], group[-1][0]
        if len(line.cells) > 1 or len(last.cells) > 1:
            return False
        if abs(line.size - last.size) > _SAME_SIZE * last.size or line.bold != last.bold:
            return self._inside(last, line, turned) and self._size_of(line) == self._size_of(last) == 0
        if self._marked(line):
            return False
        if turned or line.region != last.region:
            if self._size_of(line) or (last.bold and line.bold):
                return False
            return runs_on(last.text, line.text) or (
                self._is_full(last, line) and not last.text.endswith(_SENTENCE_ENDS) and not is_capitals(line.text)
            )
        step = (line.bottom - last.bottom) / max(line.size, 1.0)
        if step <= 0 or step > _WIDER * self._pitch:
            return False
        if self._marked(first):
            return line.x0 > first.x0 + 1.0 or self._is_full(last, line)
        indented = line.x0 > line.left + _INDENT * line.size
        if indented and last.x0 <= last.left + _INDENT * last.size and not self._size_of(line):
            return not last.text.endswith(_SENTENCE_ENDS) and self._is_full(last, line)
        return self._is_full(last, line) or not last.text.endswith(_SENTENCE_ENDS) or self._size_of(line) > 0

    def _inside(self, last: TextLine, line: TextLine, turned: bool) -> bool:
        """Whether a change of letters happens within running text: a line that is bold by chance."""
        step = (line.bottom - last.bottom) / max(line.size, 1.0)
        near = not turned and line.region == last.region and 0 < step <= _WIDER * self._pitch
        return near and not self._marked(line) and self._is_full(last, line) and line.text[:1].islower()

    def _size_of(self, line: TextLine) -> float:
        """The size of a heading's letters, 0 of others."""
        return line.size if line.size > _LARGER * self._body else 0.0

    def _marked(self, line: TextLine) -> bool:
        mark, _, rest = line.text.partition(" ")
        return bool(rest) and is_mark(mark)

    def _is_full(self, last: TextLine, line: TextLine) -> bool:
        """Whether the first word of ``line`` would not have fitted on ``last``, so that it had to be broken there."""
        if last.text.endswith((HYPHEN, "-")):
            return True
        if len(last.text) < _FULL and self._full < 0.5:
            return False
        words = line.text.split(None, 1)
        width = (line.x1 - line.x0) * (len(words[0]) + 1) / max(1, len(line.text)) if words else 0.0
        return last.x1 + width >= last.right - 0.01 * (last.right - last.left)

    def _made(self, group: Sequence[tuple[TextLine, int]]) -> Iterator[Part]:
        first, marks = group[0]
        pages = PAGE * marks
        if len(first.cells) > 1:
            cells = " | ".join(_LEADER.sub("", cell.text.replace(HYPHEN, "-")) for cell in first.cells)
            yield Part("row", pages + cells, header=first.bold, bold=len(first.cells) == 2 and first.cells[0].bold)
            return
        text = pages + self._joined(group)
        plain = text.replace(PAGE, "")
        size = self._size_of(first)
        if size and len(plain) <= _LONGEST_HEADING and any(map(str.isalpha, plain)):
            title = not self._titled and size >= _TITLE * self._body and _rounded(size) == self._largest
            self._titled = self._titled or title
            yield Part("title" if title else "heading", text.replace("\n", " "), self._levels.get(_rounded(size), 1))
            return
        mark, _, rest = plain.partition(" ")
        if rest and is_mark(mark):
            numbered = _NUMBERED.fullmatch(mark) is not None
            if numbered and first.bold and "\n" not in rest and len(rest) <= _LONGEST_BOLD:
                yield Part("heading", text, len(self._levels) + 1)
                return
            yield Part("item", pages + rest, marker=mark if numbered else "-")
            return
        bold = all(line.bold for line, _ in group)
        if bold and len(plain) <= _LONGEST_BOLD and not plain.endswith(_NO_HEADING_END) and "\n" not in plain:
            yield Part("heading", text, len(self._levels) + 1)
            return
        yield Part("paragraph", text, bold=bold)

    def _joined(self, group: Iterable[tuple[TextLine, int]]) -> str:
        pieces: list[str] = []
        last: TextLine | None = None
        for line, marks in group:
            pages = PAGE * marks if last else ""
            text = line.text
            if last is None:
                pass
            elif pieces[-1].endswith((HYPHEN, "-")) and pieces[-1][-2:-1].isalpha() and text[:1].islower():
                before = pieces[-1].rstrip(HYPHEN + "-")
                compound = f"{before.rsplit(None, 1)[-1]}-{text.split(None, 1)[0].rstrip('.,;:!?)')}"
                pieces[-1] = before + ("-" if compound.casefold() in self._compounds else "") + pages
            elif self._is_full(last, line) or runs_on(last.text, text) or self._size_of(line):
                pieces[-1] += " " + pages
            else:
                pieces[-1] += "\n" + pages
            pieces.append(text)
            last = line
        return _LEADER.sub("", "".join(pieces).replace(HYPHEN, "-"))


def _rounded(size: float) -> float:
    return round(2 * size) / 2


def _pitch(lines: Sequence[TextLine]) -> float:
    """The usual distance between two lines of a paragraph, in sizes of their letters."""
    steps = [
        (after.bottom - before.bottom) / before.size
        for before, after in pairwise(lines)
        if before.region == after.region and before.size == after.size > 0 and after.bottom > before.bottom
    ]
    usual = [step for step in steps if 0.8 <= step <= 2.5]
    return median(usual) if usual else 1.2


def _full_share(lines: Sequence[TextLine]) -> float:
    """The share of lines that reach the right edge of their column."""
    full = sum(line.right - line.x1 < 0.12 * (line.right - line.left) for line in lines)
    return full / max(1, len(lines))
