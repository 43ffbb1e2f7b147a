"""The layout of a text: its title, headings, labels, lists and paragraphs as blocks.

Input: plain text or Markdown. Output: ``Block`` records. It does **not** change the text: a block is a range of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sse_graph.records import Block

_BULLET = re.compile(r"[ \t>]*(?:[•●▪■◦○‣▸►▹➢➤→»✓✔✅☐★☆·∙◆◇*+–—−-]|(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[.)]|\((?:\d{1,3}|[a-z])\))(?:[ \t]+|(?<=[•●▪■◦▸►➢➤→✓✔]))")
_INLINE_BULLET = re.compile(r"[ \t]+(?:[•●▪■◦‣▸►➢➤✓✔])[ \t]*(?=\S)")
_MARKDOWN_HEADING = re.compile(r"[ \t]*(#{1,6})[ \t]+")
_LABEL = re.compile(r"[^\s:][^:\n.!?;|]{0,70}?[ \t]?:(?=[ \t]|$)")
_LABEL_WORDS = 8
_RULE = re.compile(r"[ \t]*(?:[-=_*~#.·•—–][ \t]*){3,}$|[ \t|:+-]+$")
_SENTENCE_END = (".", "!", "?", "…", ";", ",")
_HEADING_WORDS = 12
_TITLE_WORDS = 32
_WRAPPED = 50
"""A line shorter than this many characters was not broken because it was full."""


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    indent: int
    bullet: bool
    blank_before: bool


def find_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of ``text``, disjoint and in order; white space, bullets, rules and ``#`` signs belong to none."""
    builder = _Builder(text)
    lines = list(_lines(text))
    for number, line in enumerate(lines):
        builder.add(line, lines[number + 1] if number + 1 < len(lines) else None)
    return builder.finished()


def _lines(text: str) -> Iterator[_Line]:
    position, blank = 0, True
    for raw in text.split("\n"):
        if not raw.strip() or _RULE.fullmatch(raw):
            blank = True
        else:
            bullet = _BULLET.match(raw)
            first = bullet.end() if bullet and bullet.end() < len(raw.rstrip()) else len(raw) - len(raw.lstrip())
            indent = len(raw) - len(raw.lstrip())
            pieces = [first]
            pieces += [match.end() for match in _INLINE_BULLET.finditer(raw, first)]
            ends = [match.start() for match in _INLINE_BULLET.finditer(raw, first)] + [len(raw.rstrip())]
            for index, (start, end) in enumerate(zip(pieces, ends, strict=True)):
                if start < end:
                    is_bullet = bool(bullet) and first == bullet.end() if index == 0 else True
                    yield _Line(position + start, position + end, indent, is_bullet, blank and index == 0)
            blank = False
        position += len(raw) + 1


class _Builder:
    def __init__(self, text: str) -> None:
        self._text = text
        self._blocks: list[Block] = []
        self._headings: list[tuple[int, int]] = []
        self._label = -1
        self._label_open = False
        self._items: list[tuple[int, int]] = []
        self._titled = False

    def finished(self) -> tuple[Block, ...]:
        return tuple(self._blocks)

    def add(self, line: _Line, following: _Line | None) -> None:
        text = self._text[line.start : line.end]
        heading = _MARKDOWN_HEADING.match(text)
        if line.blank_before and not line.bullet:
            self._items = []
        if heading and not line.bullet:
            self._heading(line.start + heading.end(), line.end, len(heading[1]))
            return
        label = _LABEL.match(text)
        if label and not self._titled and len(label[0].split()) > 2 and len(text.split()) <= _TITLE_WORDS and label.end() < len(text):
            # "Social economy: a key sector" above everything else is a title with a colon
            self._titled = True
            self._push("title", line.start, line.end, 0, -1)
            return
        if label and _is_label(label[0]):
            self._labelled(line, label)
            return
        if line.bullet:
            self._item(line)
            return
        if self._continues(line, text):
            self._extend(line)
            return
        if not self._titled and not self._blocks_of_text():
            if len(text.split()) <= _TITLE_WORDS and not text.endswith((".", ";", ",")):
                self._titled = True
                self._push("title", line.start, line.end, 0, -1)
                return
            self._titled = True
        if "|" in text and text.count("|") >= 2 or "\t" in text.strip():
            self._push("row", line.start, line.end, 0, self._leader())
            return
        if self._is_heading(line, text, following):
            self._heading(line.start, line.end, 7 if not text.isupper() else 6)
            return
        if self._label_open and len(text) < 160 and not line.blank_before and not text.endswith("."):
            self._push("item", line.start, line.end, 1, self._label)
            return
        if line.blank_before:
            self._label_open = False
        self._push("paragraph", line.start, line.end, 0, self._headings[-1][1] if self._headings else -1)

    def _blocks_of_text(self) -> bool:
        return any(block.kind in {"paragraph", "heading", "title"} for block in self._blocks)

    def _leader(self) -> int:
        return self._label if self._label_open else self._headings[-1][1] if self._headings else -1

    def _push(self, kind: str, start: int, end: int, level: int, parent: int) -> int:
        while start < end and self._text[start].isspace():
            start += 1
        while end > start and self._text[end - 1].isspace():
            end -= 1
        if start == end:
            return -1
        self._blocks.append(Block(kind, start, end, level, parent))
        return len(self._blocks) - 1

    def _heading(self, start: int, end: int, level: int) -> None:
        while end > start and self._text[end - 1] in "# ":
            end -= 1
        if start >= end:
            return
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        parent = self._headings[-1][1] if self._headings else -1
        kind = "heading" if self._titled or level > 1 else "title"
        self._titled = True
        index = self._push(kind, start, end, min(level, 7), parent)
        self._headings.append((level, index))
        self._label, self._label_open, self._items = -1, False, []

    def _labelled(self, line: _Line, label: re.Match[str]) -> None:
        if line.bullet:
            parent = self._leader()
        else:
            parent = self._headings[-1][1] if self._headings else -1
        end = line.start + label.end()
        index = self._push("label", line.start, end, 0, parent)
        if self._text[end : line.end].strip():
            self._push("value", end, line.end, 0, index)
            if not line.bullet:
                self._label, self._label_open = index, False
        else:
            self._label, self._label_open = index, True
        if not line.bullet:
            self._items = []

    def _item(self, line: _Line) -> None:
        while self._items and self._items[-1][0] >= line.indent:
            self._items.pop()
        parent = self._items[-1][1] if self._items else self._leader()
        index = self._push("item", line.start, line.end, len(self._items) + 1, parent)
        self._items.append((line.indent, index))

    def _continues(self, line: _Line, text: str) -> bool:
        """Whether the line runs on from the one before it."""
        if line.blank_before or not self._blocks:
            return False
        last = self._blocks[-1]
        if last.kind not in {"item", "paragraph", "value"}:
            return False
        before = self._text[last.start : last.end]
        length = len(before) - (before.rfind("\n") + 1)
        if text[0].islower() or before.endswith((",", "-", "–", "(")):
            return not before.endswith((".", ":", ";")) or length >= _WRAPPED
        if last.kind == "paragraph":
            return length >= _WRAPPED and len(text) > 2 and not before.endswith((":",)) and "\n" in before + text + "\n" and length <= 120
        return last.kind == "item" and length >= _WRAPPED and length <= 120 and not before.endswith((".", ";", ":"))

    def _extend(self, line: _Line) -> None:
        last = self._blocks[-1]
        self._blocks[-1] = Block(last.kind, last.start, line.end, last.level, last.parent)

    def _is_heading(self, line: _Line, text: str, following: _Line | None) -> bool:
        words = text.split()
        if following is None or len(words) > _HEADING_WORDS or text.endswith(_SENTENCE_END[:1] + _SENTENCE_END[4:]):
            return False
        if text.endswith(("?", "!", "…")):
            return len(words) <= 10
        return line.blank_before and text[0].isalnum() or text.isupper() or (text[0] in "¿¡«“\"'" and line.blank_before)


def _is_label(text: str) -> bool:
    """Whether the words before a colon are a label, not a sentence: few, beginning with a capital or digit-free."""
    words = text.rstrip(": ").split()
    return 0 < len(words) <= _LABEL_WORDS and any(c.isalpha() for c in words[0]) and not words[0][0].isdigit() and "http" not in text
