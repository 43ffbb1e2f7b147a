"""The elements of a page as parts: headings, paragraphs, list items, rows of tables, names in pictures.

Input: an element of a parsed page, and what tells furniture. Output: ``Part`` records in the order of the page. It does
**not** choose the main part of the page. Elements are walked without recursion: pages nest deeper than Python does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from sse_graph.read.chosen import Found, chosen, picture_name
from sse_graph.read.furniture import GONE, is_line, is_menu, word_set
from sse_graph.read.parts import Part

_BLOCKS: Final = word_set(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary "
    "table tbody td tfoot th thead tr ul"
)
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_LISTS: Final = frozenset({"ul", "ol", "dir", "menu"})
_CELLS: Final = frozenset({"td", "th"})
_BOLD: Final = frozenset({"b", "strong"})
_APART: Final = frozenset({"span", "a", "time", "small", "label", "cite"})
"""Inline elements that pages show side by side, though nothing stands between them in the source."""


@dataclass(slots=True)
class _Flow:
    """Text that is being collected until the block ends."""

    pieces: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    letters: int = 0
    linked: int = 0
    bold: int = 0
    entries: list[str] = field(default_factory=list)
    link: int = 0
    """The number of the first piece of the last link."""


_LONG_ITEM: Final = 300
"""Characters from which on an item of several paragraphs is text, not an entry of a list."""
_SEAM: Final = re.compile("\v+")

Furniture = Callable[[Any], str]
"""Told of an element: ``"drop"`` for furniture, ``"margin"`` for what stands beside the text, else ``""``."""


def find_parts(root: Any, furniture: Furniture) -> Iterator[Part]:
    """The parts of ``root``; of what stands in the margin only lists that name partners, members and the like."""
    walker = _Walker(furniture)
    walker.walk(root)
    return chosen(walker.found)


class _Walker:
    def __init__(self, furniture: Furniture) -> None:
        self._furniture = furniture
        self.found: list[Found] = []
        self._flow = _Flow()
        self._dropped: Any = None
        self._margin: list[Any] = []
        self._lists: list[tuple[int, int]] = []
        """Of each list that is open: its number, and the number of its last item."""
        self._count = 0
        self._item: list[str] | None = None
        self._heading = 0
        self._bold = self._links = self._pre = 0
        self._tables: list[bool] = []
        """Of each table that is open: whether it holds data, or only puts things side by side."""
        self._cells: list[tuple[str, bool]] | None = None
        self._term = ""
        self._in_term = False
        self._item_linked = True
        self._captioned = 0

    def walk(self, root: Any) -> None:
        for event, element in etree.iterwalk(root, events=("start", "end")):
            tag = element.tag
            if not isinstance(tag, str):
                continue
            if event == "start":
                if self._dropped is None:
                    self._start(element, tag, element is root)
            else:
                if self._dropped is None:
                    self._end(element, tag)
                elif self._dropped is element:
                    self._dropped = None
                if self._dropped is None and element.tail and element is not root:
                    self._text(element.tail)
        self._flush()
        self._end_item()

    def _start(self, element: Any, tag: str, is_root: bool) -> None:
        judged = "" if is_root else "drop" if tag in GONE else self._furniture(element)
        if judged == "drop":
            self._dropped = element
            if tag in _BLOCKS:
                self._flush()
            return
        if judged == "margin":
            self._flush()
            self._margin.append(element)
        if tag in _BLOCKS:
            self._flush()
            self._open(element, tag)
        elif tag == "br":
            self._flow.pieces.append("\n")
        elif tag == "img":
            self._picture(element)
        self._bold += tag in _BOLD
        self._links += tag == "a"
        if tag == "a":
            self._flow.entries.append("")
            self._flow.link = len(self._flow.pieces)
        if tag in _APART:
            self._flow.pieces.append("\v")
        if element.text:
            self._text(element.text)

    def _end(self, element: Any, tag: str) -> None:
        if tag == "a" and self._flow.entries and is_line(self._flow.entries[-1].strip()):
            gone = self._flow.entries.pop()  # "Read more"
            del self._flow.pieces[self._flow.link :]
            self._flow.letters -= len(gone.strip())
            self._flow.linked -= len(gone.strip())
        if tag in _APART:
            self._flow.pieces.append("\v")
        self._bold -= tag in _BOLD
        self._links -= tag == "a"
        if tag in _BLOCKS:
            self._flush()
            self._close(tag)
        if self._margin and self._margin[-1] is element:
            self._margin.pop()

    def _open(self, element: Any, tag: str) -> None:
        if tag in _HEADINGS:
            self._end_item()
            self._heading = _HEADINGS[tag]
        elif tag in _LISTS:
            self._lead()
            self._end_item()
            self._count += 1
            self._lists.append((self._count, 0))
        elif tag == "li":
            self._end_item()
            self._item = []
        elif tag == "table":
            self._lead()
            self._end_item()
            self._tables.append(_holds_data(element))
        elif tag == "tr" and self._tables and self._tables[-1]:
            self._cells = []
        elif tag in _CELLS and self._cells is not None:
            self._cells.append(("", tag == "th"))
        elif tag in {"dt", "dl"}:
            self._lead()
            self._in_term = tag == "dt"
        elif tag == "pre":
            self._pre += 1
        elif tag == "figure":
            self._captioned += element.find(".//figcaption") is not None

    def _close(self, tag: str) -> None:
        if tag in _HEADINGS:
            self._heading = 0
        elif tag == "li":
            self._end_item()
        elif tag in _LISTS and self._lists:
            self._end_item()
            self._lists.pop()
        elif tag == "table" and self._tables:
            self._tables.pop()
        elif tag == "tr" and self._cells is not None:
            self._row(self._cells)
            self._cells = None
        elif tag == "dt":
            self._in_term = False
        elif tag == "dl":
            self._lead()
        elif tag == "pre":
            self._pre = max(0, self._pre - 1)
        elif tag == "figure":
            self._captioned = max(0, self._captioned - 1)

    def _text(self, text: str) -> None:
        if not self._pre:
            text = " ".join(text.split()) if text.isspace() else _folded(text)
            text = text or " "
        flow, letters = self._flow, len(text.strip())
        flow.pieces.append(text)
        flow.letters += letters
        if self._links:
            flow.linked += letters
            if flow.entries:
                flow.entries[-1] += text
        if self._bold:
            flow.bold += letters

    def _picture(self, element: Any) -> None:
        name = "" if self._captioned else picture_name(element)
        if name:
            self._flow.pictures.append(name)

    def _flush(self) -> None:
        """What was collected becomes a part, an item's line or a cell, by where it stands."""
        flow, self._flow = self._flow, _Flow()
        text = _joined(flow.pieces)
        linked = flow.linked >= 0.8 * flow.letters
        if text and flow.linked >= 0.4 * flow.letters and is_menu([entry.strip() for entry in flow.entries]):
            return
        if not text and flow.pictures:
            if self._item is None and self._cells is None and not self._heading:
                for name in flow.pictures:
                    self._add(Part("item", name), picture=True)
                return
            text = ", ".join(flow.pictures)
        if not text:
            return
        if self._cells:
            before, header = self._cells[-1]
            inner = " ".join(text.split())
            self._cells[-1] = (f"{before}; {inner}" if before else inner, header)
        elif self._heading:
            self._add(Part("heading", " ".join(text.split()), self._heading))
        elif self._item is not None:
            self._item.append(text)
            self._item_linked = self._item_linked and linked
        elif self._in_term:
            self._term = " ".join(f"{self._term} {text}".split())
        elif self._term:
            self._add(Part("row", f"{self._term} | {' '.join(text.split())}", bold=True))
            self._term = ""
        else:
            bold = flow.letters > 0 and flow.bold >= flow.letters
            self._add(Part("paragraph", text, bold=bold), linked=linked)

    def _lead(self) -> None:
        """A term that a list or table explains, or nothing: it leads what follows."""
        term, self._term = self._term, ""
        if term:
            self._add(Part("paragraph", term, bold=True))

    def _end_item(self) -> None:
        lines, self._item = self._item, None
        linked, self._item_linked = self._item_linked, True
        if not lines:
            return
        if len(lines) > 1 and sum(map(len, lines)) > _LONG_ITEM:
            for line in lines:  # news in a list: each with its own paragraphs
                self._add(Part("paragraph", line), linked=linked)
            return
        self._add(Part("item", "\n".join(lines), max(1, len(self._lists))), linked=linked)

    def _row(self, cells: list[tuple[str, bool]]) -> None:
        filled = [text for text, _ in cells if text]
        if not filled:
            return
        if len(filled) == 1:
            self._add(Part("paragraph", filled[0], bold=all(header for text, header in cells if text)))
            return
        heads = [header for text, header in cells if text]
        self._add(Part("row", " | ".join(filled), header=all(heads), bold=heads == [True, False]))

    def _add(self, part: Part, *, linked: bool = False, picture: bool = False) -> None:
        number = self._lists[-1][0] if self._lists else 0
        self.found.append(Found(part, linked, picture, bool(self._margin), number))


def _holds_data(table: Any) -> bool:
    """Whether a table's cells are names and numbers, not parts of a page that it puts side by side."""
    if table.find(".//table") is not None or any(next(table.iter(tag), None) is not None for tag in _HEADINGS):
        return False
    rows = [sum(cell.tag in _CELLS for cell in row) for row in table.iter("tr")]
    return max(rows, default=0) > 1 and sum(1 for _ in table.iter("p")) <= 2 * sum(rows)


def _folded(text: str) -> str:
    """White space as single spaces, at the ends too."""
    inner = " ".join(text.split())
    return f"{' ' if text[0].isspace() else ''}{inner}{' ' if text[-1].isspace() else ''}"


def _seam(match: re.Match[str]) -> str:
    """What parts a small letter, digit or sign at the end of one element from a capital or digit in the next: a space,
    between two elements that follow each other a line break, for they are shown as pieces of their own."""
    text, start, end = match.string, match.start(), match.end()
    before, after = text[start - 1 : start], text[end : end + 1]
    apart = (
        before
        and after
        and not before.isspace()
        and not after.isspace()
        and not before.isupper()
        and before not in "(-/'’«“"
    )
    if not apart or not (after.isupper() or after.isdigit()):
        return ""
    return "\n" if end - start > 1 and before.isalnum() else " "


def _joined(pieces: list[str]) -> str:
    """The collected text; elements that are shown apart are parted, where their words would run together."""
    text = "".join(pieces)
    if "\v" in text:
        text = _SEAM.sub(_seam, text)
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))
