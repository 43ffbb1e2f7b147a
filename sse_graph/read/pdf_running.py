"""What stands at the head and foot of every page: running titles and page numbers.

Input: the lines of all pages. Output: the same without them. It does **not** look at what stands elsewhere on a page. A
row is a running one when its words stand at the same height on other pages, with the same numbers or with numbers that
count the pages; or when a page number stands in it. Rows are taken from the edge inwards, up to the first that is none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sse_graph.read.pdf_lines import PageLines, PdfLine

_EDGE: Final = 0.14
"""Share of a page's height at its top and bottom where running lines are looked for."""
_DEEPEST: Final = 3
"""Rows from the edge inwards that may be running ones."""
_SHARE: Final = 0.3
"""Share of the pages that a running line stands on: there may be one for left and one for right pages."""
_FEWEST: Final = 3
_NUMBERED: Final = 0.5
"""Share of the pages with a number in the outermost row from which on that row is a running one."""
_COUNTED: Final = 0.6
"""Share of the lines that differ in a number only, in which that number counts the pages."""
_LARGEST: Final = 1.15
"""How many times larger than the text a running line may be: chapters that begin on a new page have headings."""
_RASTER: Final = 8.0
"""Points by which the height of a running line may vary."""
_DIGITS: Final = re.compile(r"\d+")
_NUMBER: Final = re.compile(
    r"(?i)[\s\-–—|·•]*(?:(?:page|página|pág\.?|p\.|seite)\s*)?(?:\d{1,4}|[ivx]{1,6}|[xl][ivxl]{1,6})"
    r"(?:\s*(?:/|of|sur|de|von)\s*\d{1,4})?[\s\-–—|·•]*"
)
_SIDES: Final = ("top", "bottom")

Key = tuple[str, str, int]
"""Side of the page, words with ``#`` for each number, height in steps of the raster."""


def without_running(pages: Sequence[PageLines]) -> list[PageLines]:
    """The pages without running headers and footers; a number alone at the edge of a page is one of them."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[line.size] += len(line.text)
    largest = _LARGEST * min(sizes, key=lambda size: (-sizes[size], size), default=0.0)
    seen: dict[tuple[str, str], dict[int, list[tuple[int, list[int]]]]] = defaultdict(lambda: defaultdict(list))
    for number, page in enumerate(pages):
        for side in _SIDES:
            for row in _rows(page, side):
                for line in row:
                    if line.size > largest:
                        continue
                    _, words, height = _key(line, side)
                    found = [int(digits) for digits in _DIGITS.findall(line.text)]
                    seen[side, words][height].append((number, found))
    needed = max(_FEWEST, _SHARE * len(pages)) if len(pages) > 2 else 2
    running: set[Key] = set()
    for (side, words), heights in seen.items():
        for height in heights:
            near = [entry for step in (-1, 0, 1) for entry in heights.get(height + step, ())]
            if len({page for page, _ in near}) >= needed and _counts_pages(near):
                running.add((side, words, height))
    numbered = {side: sum(_has_number(page, side) for page in pages) for side in _SIDES}
    return [_cleared(page, running, numbered, len(pages)) for page in pages]


def _cleared(page: PageLines, running: set[Key], numbered: dict[str, int], count: int) -> PageLines:
    gone: set[PdfLine] = set()
    for side in _SIDES:
        for depth, row in enumerate(_rows(page, side)):
            named = [
                line for line in row if _key(line, side) in running or (depth == 0 and len(row) == 1 and _alone(line))
            ]
            if depth == 0 and _has_number(page, side) and numbered[side] >= max(_FEWEST, _NUMBERED * count):
                named = row  # a chapter's name beside the number
            gone.update(named)
            if len(named) < len(row):
                break
    return replace(page, lines=tuple(line for line in page.lines if line not in gone))


def _alone(line: PdfLine) -> bool:
    return _NUMBER.fullmatch(line.text) is not None


def _key(line: PdfLine, side: str) -> Key:
    words = " ".join(_DIGITS.sub("#", line.text.casefold()).split())
    return side, words, round(line.top / _RASTER)


def _counts_pages(lines: Sequence[tuple[int, list[int]]]) -> bool:
    """Whether the numbers in lines with equal words are the same everywhere, or one of them counts the pages."""
    for place in range(len(lines[0][1])):
        values = [numbers[place] for _, numbers in lines]
        if len(set(values)) == 1:
            continue
        steps = Counter(value - page for (page, _), value in zip(lines, values, strict=True))
        if max(steps.values()) < _COUNTED * len(lines):
            return False
    return True


def _has_number(page: PageLines, side: str) -> bool:
    """Whether a page number stands in the outermost row."""
    return any(_alone(line) for row in _rows(page, side)[:1] for line in row)


def _rows(page: PageLines, side: str) -> list[list[PdfLine]]:
    """The rows near an edge of the page, from there inwards."""
    rows: list[list[PdfLine]] = []
    inwards = sorted(page.lines, key=lambda line: line.top if side == "top" else -line.bottom)
    for line in inwards:
        near = line.bottom < _EDGE * page.height if side == "top" else line.top > (1 - _EDGE) * page.height
        if not near:
            break
        first = rows[-1][0] if rows else None
        if first and abs((line.top + line.bottom) - (first.top + first.bottom)) < first.height:
            rows[-1].append(line)
        elif len(rows) == _DEEPEST:
            break
        else:
            rows.append([line])
    return rows
