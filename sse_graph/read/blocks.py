"""The layout of a text: its title, headings, labels, lists, tables and paragraphs as blocks.

Input: plain text or Markdown. Output: ``Block`` records. It does **not** change the text: a block is a range of it.
What one line looks like is told by ``lines.py``, ``prose.py`` and ``labels.py``; here the lines are put together.
"""

from __future__ import annotations

from collections.abc import Sequence

from sse_graph.read.labels import is_known, is_title_with_colon, label_end
from sse_graph.read.lines import Line, find_lines
from sse_graph.read.outline import Outline
from sse_graph.read.prose import (
    could_be_heading,
    enumeration_runs_on,
    is_breadcrumb,
    is_byline,
    is_capitals,
    is_entry,
    is_sentence,
    is_wrapped,
    runs_on,
)
from sse_graph.read.tables import table_end
from sse_graph.read.title import title_line
from sse_graph.records import Block

_CONTINUATION_LINES = 3
_LONE = 5
_NOT_LABELS = frozenset("#T|")
_NUMBERS = frozenset("1ia")
_NO_BULLETS = frozenset(("", "#", "T", "|", *_NUMBERS))


def find_blocks(text: str, lines: Sequence[Line] | None = None, title: int = -1) -> tuple[Block, ...]:
    """The blocks of ``text``, disjoint and in order; white space, bullets, rules and ``#`` signs belong to none.

    ``lines``: those of a format that tells headings, items and rows (default: found in the text); ``title``: which of
    them is the title (default: told from the first lines).
    """
    return _Reader(text, lines, title).blocks()


class _Reader:
    """Goes through the lines once, from run to run, and tells the outline what it sees."""

    def __init__(self, text: str, lines: Sequence[Line] | None, title: int) -> None:
        self._text = text
        self._lines = list(find_lines(text)) if lines is None else list(lines)
        self._outline = Outline(text)
        self._spaced = any(line.blank for line in self._lines[1:])
        self._title = title if title >= 0 else title_line(text, self._lines)

    def blocks(self) -> tuple[Block, ...]:
        at = 0
        while at < len(self._lines):
            at = self._step(at)
        return tuple(self._outline.blocks)

    def _words(self, at: int) -> str:
        line = self._lines[at]
        return self._text[line.start : line.end]

    def _begins(self, at: int) -> bool:
        """Whether a blank line, or nothing, stands before the line."""
        return at >= len(self._lines) or self._lines[at].blank or at == 0

    def _step(self, at: int) -> int:
        """Read what begins with line ``at``; gives the line after it."""
        line, words, outline = self._lines[at], self._words(at), self._outline
        if at == self._title:
            end = at + 1
            while end < len(self._lines) and not self._begins(end) and not self._lines[end].marker:
                if not enumeration_runs_on(self._words(end - 1), self._words(end)):
                    break
                end += 1
            outline.title(line, self._lines[end - 1].end)
            return end
        if line.marker == "#":
            outline.heading(line, line.number)
            return at + 1
        if line.marker == "|":
            return self._rows(at)
        end = table_end(self._text, self._lines, at)
        if end > at:
            outline.table(self._lines[at:end])
            return end
        colon = self._colon(at, words)
        if colon:
            return self._labelled(at, colon)
        if line.marker:
            return self._marked(at, words)
        return self._run(at)

    def _rows(self, at: int) -> int:
        """The rows of a table that the format tells, from line ``at`` to the end of the table."""
        end = at + 1
        while end < len(self._lines) and self._lines[end].marker == "|" and not self._lines[end].blank:
            end += 1
        self._outline.table(self._lines[at:end])
        return end

    def _colon(self, at: int, words: str) -> int:
        """Where the label of the line ends, 0 if it has none: ``label_end``, seen among the lines around it."""
        line = self._lines[at]
        if line.marker in _NOT_LABELS and line.marker:
            return 0
        colon = label_end(words)
        if not colon:
            return 0
        name = words[:colon].rstrip(": \t\xa0\u202f*_")
        if colon < len(words) and not is_known(name):
            if not line.marker and self._begins(at) and self._begins(at + 1) and is_title_with_colon(words):
                return 0
            if line.marker and not self._labels_prevail(at):
                return 0
        return colon

    def _labels_prevail(self, at: int) -> bool:
        """Whether at least half of the list items near line ``at`` begin with a label."""
        low = at
        while low > max(0, at - 8) and self._lines[low - 1].marker:
            low -= 1
        high = at
        while high < min(len(self._lines), at + 9) and self._lines[high].marker:
            high += 1
        return 2 * sum(label_end(self._words(near)) > 0 for near in range(low, high)) >= high - low

    def _labelled(self, at: int, colon: int) -> int:
        line, end = self._lines[at], at + 1
        if self._text[line.start + colon : line.end].strip():
            last = line.end
            while end < len(self._lines) and self._value_runs_on(end):
                last = self._lines[end].end
                end += 1
            self._outline.labelled(line, colon, last)
        else:
            self._outline.labelled(line, colon, line.end)
        return end

    def _value_runs_on(self, at: int) -> bool:
        line = self._lines[at]
        if line.blank or line.marker or not line.first or label_end(self._words(at)):
            return False
        before, words = self._words(at - 1), self._words(at)
        return runs_on(before, words) or before.endswith(",") or enumeration_runs_on(before, words)

    def _marked(self, at: int, words: str) -> int:
        line = self._lines[at]
        if line.first and not line.told and self._heads(at, words):
            self._outline.plain_heading(line, line.number + 2 if line.marker == "1" else 0)
            return at + 1
        end = self._continued(at)
        self._outline.item(line, self._lines[end - 1].end)
        return end

    def _heads(self, at: int, words: str) -> bool:
        """Whether a numbered line is the heading of a section rather than an item."""
        after = at + 1
        if after >= len(self._lines) or not could_be_heading(words):
            return False
        line, following = self._lines[after], self._words(after)
        if line.marker == self._lines[at].marker and line.number <= self._lines[at].number:
            return False
        if not line.blank and not line.marker and runs_on(words, following):
            return False
        if self._lines[at].marker not in _NUMBERS:
            # a bullet before a heading: "➤ Members" above a paragraph, or above a list with other bullets
            told = bool(line.marker) or is_sentence(following) or is_capitals(words)
            return self._begins(at) and not line.blank and told
        if not self._begins(at) and self._lines[at - 1].marker == self._lines[at].marker:
            return False
        return (
            is_capitals(words) or is_sentence(following) or (line.marker != "" and self._begins(at) and len(words) < 60)
        )

    def _continued(self, at: int) -> int:
        """The line after the last one that goes on with the item that line ``at`` begins."""
        line, end = self._lines[at], at + 1
        while end < len(self._lines) and not self._begins(end) and not self._lines[end].marker:
            end += 1
        if end == at + 1:
            return end
        inner = range(at + 1, end)
        between = end < len(self._lines) and self._lines[end].marker == line.marker and not self._begins(end)
        if between and self._spaced and len(inner) <= _CONTINUATION_LINES and line.marker != "T":
            plain = not any(
                is_capitals(self._words(near)) or is_known(self._words(near)) or self._words(near).endswith((":", "?"))
                for near in inner
            )
            if plain:
                return end
        last = at
        for near in inner:
            words = self._words(near)
            indented = self._lines[near].indent > line.indent + 1
            lone = len(inner) == 1 and len(words) <= _LONE and words.isalpha()  # an acronym that was cut off
            if label_end(words) or not (indented or lone or runs_on(self._words(last), words)):
                break
            last = near
        return last + 1

    def _run(self, at: int) -> int:
        """Lines without marks between blank lines, lists, tables and labels: headings, paragraphs, entries."""
        end = at + 1
        while end < len(self._lines) and not self._begins(end) and not self._stops(end):
            end += 1
        if self._is_heading(at, end):
            self._outline.plain_heading(self._lines[at])
            at += 1
            if at == end:
                return end
        words = [self._words(near) for near in range(at, end)]
        if is_wrapped(words):
            self._outline.paragraph(self._lines[at].start, self._lines[end - 1].end, entry=False)
            return end
        groups = self._groups(at, words)
        entries = [len(group) < 4 and is_entry(self._joined(group)) for group in groups]
        outline = self._outline
        listed = sum(entries) > 1 or outline.wants_entries(self._begins(at)) or outline.is_named()
        for number, group in enumerate(groups):
            if number and self._is_inner_heading(group, groups[number + 1 : number + 2], end):
                self._outline.plain_heading(self._lines[group[0]])
                listed = sum(entries[number + 1 :]) > 1
                continue
            begin, last = self._lines[group[0]].start, self._lines[group[-1]].end
            self._outline.paragraph(begin, last, entry=entries[number] and listed)
        return end

    def _stops(self, at: int) -> bool:
        line = self._lines[at]
        return (
            line.marker != ""
            or not line.first
            or at == self._title
            or self._colon(at, self._words(at)) > 0
            or table_end(self._text, self._lines, at) > at
        )

    def _groups(self, at: int, words: Sequence[str]) -> list[list[int]]:
        groups: list[list[int]] = []
        for offset, line in enumerate(words):
            before = words[offset - 1]
            if offset and (runs_on(before, line) or enumeration_runs_on(before, line)):
                groups[-1].append(at + offset)
            else:
                groups.append([at + offset])
        return groups

    def _joined(self, group: Sequence[int]) -> str:
        return self._text[self._lines[group[0]].start : self._lines[group[-1]].end]

    def _is_heading(self, at: int, end: int) -> bool:
        """Whether the first line of the run ``[at, end)`` is a heading of what follows it."""
        words, line = self._words(at), self._lines[at]
        following = at + 1
        if following >= len(self._lines) or not could_be_heading(words):
            return False
        after, next_line = self._words(following), self._lines[following]
        if not next_line.blank and not next_line.marker and not is_known(words) and runs_on(words, after):
            return False
        strong = line.bold or is_known(words) or words.endswith("?")
        capitals = is_capitals(words)
        if line.told and not (strong or capitals):
            return False
        if at < self._title or (at == self._title + 1 and not line.blank and not strong):
            return False
        if not self._begins(at):
            if self._spaced and not (strong or capitals):
                # right below a list without a blank line: a caption only where another list begins
                return next_line.marker != "" and not next_line.blank and not self._outline.is_bare()
            return strong or (capitals and not is_capitals(after)) or next_line.marker != ""
        if self._outline.is_bare():
            rest = range(at, end)
            if not strong and not capitals and len(rest) > 1 and all(is_entry(self._words(near)) for near in rest):
                return False
        if strong or capitals or end > following or next_line.marker or not next_line.blank:
            dated = is_byline(words) and end == following and (next_line.blank or not next_line.marker)
            return not is_breadcrumb(words) and (strong or capitals or not dated)
        isolated = following + 1 >= len(self._lines) or self._lines[following + 1].blank
        return not is_byline(words) and (is_sentence(after) or self._colon(following, after) > 0 or not isolated)

    def _is_inner_heading(self, group: Sequence[int], following: Sequence[Sequence[int]], end: int) -> bool:
        """Whether a line inside a run, without a blank line before it, is a heading."""
        words = self._joined(group)
        if len(group) > 1 or not could_be_heading(words):
            return False
        if not following:
            return (
                end < len(self._lines)
                and not self._lines[end].blank
                and self._lines[end].marker not in _NO_BULLETS
                and not is_byline(words)
            )
        after = self._joined(following[0])
        if is_capitals(words):
            return not is_capitals(after) and " " in words
        return (words.endswith("?") or is_known(words) or self._lines[group[0]].bold) and not words.endswith("??")
