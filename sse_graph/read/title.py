"""Which line of a text is its title.

Input: the text and its lines. Output: the number of a line. It does **not** make blocks.
"""

from __future__ import annotations

from collections.abc import Sequence

from sse_graph.read.labels import first_sure_label, is_known, is_title_with_colon, label_end
from sse_graph.read.lines import Line
from sse_graph.read.prose import is_breadcrumb, is_byline, is_capitals, is_sentence

_TITLE_WORDS = 32
_TITLE_LINES = 6
"""How many lines at the top are looked at for a title."""


def title_line(text: str, lines: Sequence[Line]) -> int:
    """Which of the first lines is the title: the first that is no date, breadcrumb, field or text; -1 for none."""

    def words_of(at: int) -> str:
        return text[lines[at].start : lines[at].end]

    def begins(at: int) -> bool:
        return at >= len(lines) or lines[at].blank or at == 0

    fallback = -1
    for at in range(min(_TITLE_LINES, len(lines))):
        line, words = lines[at], words_of(at)
        if line.marker == "#":
            return at if line.number == 1 else fallback
        if line.told and line.marker:  # a row, or an item of a list
            return fallback
        words = words[: first_sure_label(words)].rstrip()
        if len(words) > 300 or len(words.split()) > _TITLE_WORDS or words.endswith((".", ";", ",")):
            return fallback
        if line.marker and line.first and at and not lines[at - 1].marker and fallback != at - 1:
            return fallback  # a list has begun
        colon = label_end(words)
        named = bool(colon) and is_known(words[:colon].rstrip(": \xa0\u202f"))
        if (
            colon
            and (named or at)
            and not (is_title_with_colon(words) and (begins(at) or line.marker or fallback == at - 1))
        ):
            return fallback
        if fallback >= 0 and (words.endswith("?") or words.count(";") > 1):
            return fallback
        strip = is_breadcrumb(words) or (at + 1 < len(lines) and not lines[at + 1].first)
        if not strip and not is_byline(words) and line.first:
            # below a strip of keywords only a line of its own is the title, not the first words of a section
            below = "" if begins(at + 1) else words_of(at + 1)
            alone = not is_sentence(below) or label_end(below) > 0
            return at if fallback < 0 or alone or is_capitals(words) else fallback
        if fallback < 0 and line.first and not (line.marker and is_byline(words)):
            fallback = at
    return fallback
