"""The blocks found so far, and which of them introduces the next one.

Input: what a reader saw (a heading, a label, an item …), in order. Output: ``Block`` records. It does **not** look
at how lines read, but for labels inside a line and items joined by semicolons and dashes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sse_graph.read.labels import inner_labels, is_known, is_sure
from sse_graph.read.lines import Line
from sse_graph.read.prose import is_capitals
from sse_graph.read.tables import cells, is_header
from sse_graph.records import Block

_JOINT = re.compile(r";[ \t\xa0]*[–—-][ \t\xa0]+(?=\S)")
_PLAIN_LEVEL = 2
"""Level of a heading in capitals or below a title, when no ``#`` tells it."""
_NESTING = "T1ia"
"""Markers below which another kind of marker begins a list inside the item, even without being indented."""
_TRIMMED = " \t\n\r\xa0\u202f*_"


class Outline:
    """Collects blocks; every method adds the blocks of one thing that was seen."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.blocks: list[Block] = []
        self._headings: list[tuple[int, int]] = []
        self._marked = 0
        self._nested = False
        self._label = -1
        self._open = False
        self._lead = -1
        self._items: list[tuple[int, str, int]] = []

    def is_bare(self) -> bool:
        """Whether the last block is a heading or label, with nothing below it yet."""
        return bool(self.blocks) and self.blocks[-1].kind in {"heading", "label"}

    def is_named(self) -> bool:
        """Whether the last block is a heading that usually announces names ("Partners")."""
        last = self.blocks[-1] if self.blocks else None
        return last is not None and last.kind == "heading" and is_known(self._text[last.start : last.end])

    def wants_entries(self, blank: bool) -> bool:
        """Whether a line stands right below a label that has no value on its own line."""
        return self._open and (not blank or self.is_bare())

    def title(self, line: Line, end: int) -> None:
        """The title, with the fields that stand on its line."""
        self._close()
        self._headings = []
        self._split("title", line.start, end, 0, -1, -1)

    def heading(self, line: Line, level: int) -> None:
        """A heading that its own mark gives a level."""
        self._marked = level
        self._head(line, level)

    def plain_heading(self, line: Line, level: int = 0) -> None:
        """A heading without ``#``; ``level`` 0: told from its capitals and from what stands before it."""
        capitals = is_capitals(self._text[line.start : line.end])
        if not level:
            below = self.blocks and self.blocks[-1].kind == "heading" and self.blocks[-1].level == _PLAIN_LEVEL
            last = self._text[self.blocks[-1].start : self.blocks[-1].end] if below else ""
            # a mixed-case heading right below one in capitals begins a lower level, until the next in capitals
            self._nested = not capitals and (self._nested or is_capitals(last))
            level = _PLAIN_LEVEL + self._nested
        self._head(line, level + max(0, self._marked - _PLAIN_LEVEL + 1) if self._marked else level)

    def labelled(self, line: Line, colon: int, end: int) -> None:
        """A label of ``colon`` characters and its value, up to ``end``; open for a list when it has no value."""
        parent = self._leader() if line.marker else self._heading_index()
        if line.marker and self._items and not line.first:
            parent = self._leader()
        if not line.marker:
            self._items = []
        index = self._push("label", line.start, line.start + colon, 0, parent)
        begin = line.start + colon
        if self._text[begin:end].strip(_TRIMMED):
            if not line.marker:
                self._label, self._open = index, self._text[begin:end].rstrip().endswith((":", ",", ";"))
            self._split("value", begin, end, 0, index, index)
        else:
            self._label, self._open = index, True
            if line.marker:
                self._items = [item for item in self._items if item[0] < line.indent]
        self._lead = -1

    def item(self, line: Line, end: int) -> None:
        """An item of a list."""
        inline = not line.first and self.blocks and self.blocks[-1].kind in {"value", "paragraph", "title"}
        self._leave_items(line.indent, line.marker)
        if self._items:
            parent = self._items[-1][2]
        elif inline and self.blocks[-1].kind == "value":
            parent = self.blocks[-1].parent
        else:
            parent = self._lead if self._lead >= 0 else self._leader()
        index = self._split("item", line.start, end, len(self._items) + 1, parent, -1)
        self._items.append((line.indent, line.marker, index))

    def table(self, rows: Sequence[Line]) -> None:
        """The rows of a table; a row of two cells, the first of them a usual label or told to be the second one's name
        (``bold``), is a label and its value."""
        self._items = []
        header, parent = -1, self._leader()
        for number, row in enumerate(rows):
            content = self._text[row.start : row.end]
            found = cells(content)
            first = content[found[0][0] : found[0][1]] if found else ""
            if len(found) == 2 and (row.bold or first.endswith(":") or is_header(first)):
                start, end = found[0]
                index = self._push("label", row.start + start, row.start + end, 0, self._heading_index())
                self._split("value", row.start + found[1][0], row.start + found[1][1], 0, index, index)
                continue
            start, end = (found[0][0], found[-1][1]) if found else (0, len(content))
            index = self._push("row", row.start + start, row.start + end, 0, header if header >= 0 else parent)
            named = len(rows) > 2 and found and all(is_header(content[a:b], table=True) for a, b in found)
            if number == 0 and (row.header or named):
                header = index
        self._lead = -1

    def paragraph(self, start: int, end: int, entry: bool) -> None:
        """Running text, or (``entry``) an item of a list without bullets if something introduces it."""
        leader = self._leader() if entry else -1
        if leader >= 0:
            self._items = []
            self._split("item", start, end, 1, leader, -1)
            return
        below = self._label if self._open and self.blocks[-1].kind == "label" else -1
        if below < 0:
            self._close()
        self._items = []
        parent = below if below >= 0 else self._heading_index()
        index = self._split("paragraph", start, end, 0, parent, -1)
        last = self.blocks[-1]
        # "The network has three members:" leads the list below it
        self._lead = index if last.kind == "paragraph" and self._text[last.end - 1] == ":" else -1

    def _head(self, line: Line, level: int) -> None:
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        index = self._push("heading", line.start, line.end, level, self._heading_index())
        self._headings.append((level, index))
        self._close()

    def _close(self) -> None:
        self._label, self._open, self._lead, self._items = -1, False, -1, []

    def _heading_index(self) -> int:
        return self._headings[-1][1] if self._headings else -1

    def _leader(self) -> int:
        return self._label if self._open else self._heading_index()

    def _leave_items(self, indent: int, marker: str) -> None:
        """Drop the items that the next one, marked and indented so, does not stand below."""
        while self._items and self._items[-1][0] > indent:
            self._items.pop()
        same = [depth for depth, (column, kind, _) in enumerate(self._items) if column == indent and kind == marker]
        if same:
            del self._items[same[0] :]
        elif self._items and self._items[-1][0] == indent and self._items[-1][1] not in _NESTING:
            self._items.pop()

    def _split(self, kind: str, start: int, end: int, level: int, parent: int, label: int) -> int:
        """Add a block, divided at its inner labels and, for values and items, at "; – "; gives the first one's index.

        ``label``: the label that the block is the value of, or -1.
        """
        content = self._text[start:end]
        found = inner_labels(content, 0) if ":" in content else []
        if found and (label >= 0 or is_sure(content, found, prose=kind == "paragraph")):
            first = self._joined(kind, start, start + found[0][0], level, parent)
            above = self.blocks[label].parent if label >= 0 else first if kind != "title" and first >= 0 else parent
            borders = [*found[1:], (len(content), 0)]
            for (begin, colon), (following, _) in zip(found, borders, strict=True):
                index = self._push("label", start + begin, start + colon, 0, above)
                value = self._joined("value", start + colon, start + following, 0, index)
                self._label, self._open = index, value < 0
            return first if first >= 0 else index
        return self._joined(kind, start, end, level, parent)

    def _joined(self, kind: str, start: int, end: int, level: int, parent: int) -> int:
        """A block; of a value or item that joins several by "; – ", one each."""
        if kind not in {"value", "item"}:
            return self._push(kind, start, end, level, parent)
        first, begin = -1, start
        for match in _JOINT.finditer(self._text, start, end):
            index = self._push(kind, begin, match.start(), level, parent)
            first = index if first < 0 else first
            begin = match.end()
        index = self._push(kind, begin, end, level, parent)
        return index if first < 0 else first

    def _push(self, kind: str, start: int, end: int, level: int, parent: int) -> int:
        """Add a block without the white space at its ends; -1 if nothing is left."""
        text = self._text
        while start < end and (text[start].isspace() or (kind == "value" and text[start] in "*_")):
            start += 1
        while end > start and (text[end - 1].isspace() or (kind == "value" and text[end - 1] == ";")):
            end -= 1
        if start >= end:
            return -1
        self.blocks.append(Block(kind, start, end, level, parent))
        return len(self.blocks) - 1
