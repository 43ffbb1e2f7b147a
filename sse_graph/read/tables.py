"""Tables in a text: lines of cells between bars, tabs or semicolons.

Input: lines. Output: where a table ends, and the cells of a row. It does **not** draw or align them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from sse_graph.read.labels import is_known
from sse_graph.read.lines import Line

_BAR = re.compile(r"(?<!\\)\||\t+")
_ROW: Final = 2_000
"""A longer line is text, whatever signs it holds."""
_CELL: Final = 120
"""A longer first cell is a sentence that happens to be followed by a bar."""
_SEMICOLONS: Final = 2
_FEWEST_ROWS: Final = 3
_HEADER: Final = re.compile(
    r"(?i)(?:"
    r"name|names|type|types|city|town|country|region|organization|organisation|institution|body|"
    r"function|role|position|remark|remarks|status|n°|no|#|nom|ville|pays|organisme|fonction|"
    r"rôle|remarque|remarques|statut|nombre|ciudad|país|entidad|organización|función|cargo|"
    r"observaciones|estado|año|year|année|date|fecha|email|e-mail|website|web|tel|theme|event"
    r")"
)


def cells(content: str) -> list[tuple[int, int]]:
    """The (start, end) of each cell of a row that has content, without the white space around it."""
    found, begin = [], 0
    for border in [*_BAR.finditer(content), None]:
        end = border.start() if border else len(content)
        cell = content[begin:end]
        if cell.strip():
            found.append((begin + len(cell) - len(cell.lstrip()), begin + len(cell.rstrip())))
        begin = border.end() if border else end
    return found


def is_header(cell: str, *, table: bool = False) -> bool:
    """Whether a cell names what stands beside it, or (``table``) below it."""
    words = cell.strip("*_ :")
    if is_known(words):
        return True
    return table and (_HEADER.fullmatch(words) is not None or (cell.isupper() and not any(map(str.isdigit, cell))))


def _bars(content: str) -> int:
    """Borders between cells of a line; 0 for one that is too long or has none."""
    if len(content) > _ROW or not ("|" in content or "\t" in content):
        return 0
    found = cells(content)
    return len(found) - 1 if found and found[0][1] - found[0][0] <= _CELL else 0


def table_end(text: str, lines: Sequence[Line], at: int) -> int:
    """The line after the last row of the table that begins with line ``at``; ``at`` if none does."""
    if lines[at].marker or not lines[at].first:
        return at
    bars = _bars(text[lines[at].start : lines[at].end])
    if bars > 0:
        end = at + 1
        while end < len(lines) and not lines[end].blank and not lines[end].marker and lines[end].first:
            if _bars(text[lines[end].start : lines[end].end]) < 1:
                break
            end += 1
        first = cells(text[lines[at].start : lines[at].end])[0]
        named = is_header(text[lines[at].start + first[0] : lines[at].start + first[1]])
        return end if bars > 1 or end > at + 1 or named else at
    count = _semicolons(text, lines[at])
    if count < _SEMICOLONS:
        return at
    end = at + 1
    while end < len(lines) and not lines[end].blank and not lines[end].marker:
        if _semicolons(text, lines[end]) != count:
            break
        end += 1
    return end if end - at >= _FEWEST_ROWS else at


def _semicolons(text: str, line: Line) -> int:
    return text.count(";", line.start, line.end) if line.end - line.start <= _ROW else 0
