"""The lines of a text without their bullets, numbers, quotation signs and emphasis.

Input: plain text or Markdown. Output: ``Line`` records: ranges of the text and what stood before them. It does **not**
decide what a line is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)*(?![ \t]*>)")
# Signs that are bullets wherever they stand, and signs that are only before white space.
_STRONG: Final = "•●▪■◦○‣▸►▹▶➢➤➔→✓✔✅☐☑☒★☆∙◆◇❖⁃☞👉📌📍🔹🔸"
_BULLET = re.compile(
    rf"(?P<sign>[{_STRONG}][\ufe0e\ufe0f]?[ \t\xa0]*|(?:[-–—−*+·.»※]|[-=–]>|>>)[ \t\xa0]+|o(?:\t|[ ]{{2,}}))"
    r"(?:[–—-][ \t]+)?"
    r"|(?P<number>\(?\d{1,3}[.)]|\d{1,2}(?:\.\d{1,2}){1,3}\.?|\d{1,2}[ ]\|(?=[^|]*\Z))[ \t\xa0]+"
    r"|(?P<roman>\(?[ivx]{1,4}[.)]|[IVX]{2,5}[.)]|I[.)])[ \t\xa0]+"
    r"|(?P<letter>\([a-z]\)|[a-zA-Z]\)|[a-z]\.)[ \t\xa0]+"
)
_TIME = re.compile(r"\d{1,2}(?:[:.]\d{2}|[ ]?h(?![a-z])(?:[ ]?\d{2})?|[ ]?hs?\b|[ ]?[ap]\.?m\b)")
_NUMBER = re.compile(r"(\(?)(\d{1,3})([.)])[ \t\xa0]")
_NEXT_NUMBER = re.compile(r"(?<![ \t\xa0])([ \t\xa0]+)(\(?)(\d{1,3})([.)])[ \t\xa0]+(?=\S)")
_INLINE_BULLET = re.compile(r"[•●▪■◦‣▸►➢➤✓✔][ \t\xa0]*(?=\S)")
_RULE = re.compile(r"[ \t]*(?:[-=_*~#•—–][ \t]*){3,}|[ \t|:+-]+|[ \t]*(?:`{3,}|~{3,})\S*[ \t]*")
_UNDERLINE = re.compile(r"[ \t]{0,3}(?:=+|-{2,})[ \t]*")
_HEADING = re.compile(r"[ \t]{0,3}(#{1,6})[ \t]+(?=\S)")
_CLOSING_SIGNS = re.compile(r"[ \t]+#+\Z")
_ALONE = re.compile(rf"[ \t]*[{_STRONG}][\ufe0e\ufe0f]?[ \t]*")
_EMPHASIS: Final = ("***", "**", "__", "*", "_")
_LONGEST_MARK: Final = 40
_LONGEST_HEADING: Final = 200
_DOT: Final = "•"
_RULE_SIGNS: Final = frozenset("-=_*~#•—–|:+` \t")


@dataclass(slots=True)
class Line:
    """A line, or a part of one between bullets: ``text[start:end]`` without them.

    ``marker``: ``""`` for none, ``"#"`` for a Markdown heading (``number``: its depth), ``"1"`` for a number
    (``number``: dots in it), ``"i"`` for a Roman one, ``"a"`` for a letter, ``"T"`` for a line that begins with a
    time of day (which stays in it), else the bullet itself (``"-"`` for dashes of all lengths). ``indent``: columns
    before the marker. ``blank``: whether a blank line or rule stands before it. ``first``: whether it begins its line.
    ``bold``: the whole of it is emphasised. ``header``: a table says that it names the columns. ``told``: the format of
    the file says what the line is, so that little is guessed; only then may it have the marker ``"|"``, of a row.
    """

    start: int
    end: int
    indent: int = 0
    marker: str = ""
    number: int = 0
    blank: bool = False
    first: bool = True
    bold: bool = False
    header: bool = False
    told: bool = False


def find_lines(text: str) -> Iterator[Line]:
    """The lines that have content, in order."""
    position, blank, pending = 0, True, False
    last: Line | None = None
    for raw in text.split("\n"):
        start, position = position, position + len(raw) + 1
        content = raw.rstrip()
        if not content:
            blank = True
            continue
        if _is_rule(content):
            if last and not blank and last.marker == "" and last.first and last.blank and _UNDERLINE.fullmatch(content):
                last.marker, last.number = "#", 1 if "=" in content else 2
            if last and not blank and "|" in content:
                last.header = True
            else:
                blank = True
            continue
        if len(content) <= _LONGEST_MARK and _ALONE.fullmatch(content):
            pending = True  # a bullet whose text stands on the next line, as PDF readers give it
            continue
        if last:
            yield last
        *earlier, last = _pieces(content, start, blank, pending)
        yield from earlier
        blank = pending = False
    if last:
        yield last


def _is_rule(content: str) -> bool:
    return content.lstrip()[0] in _RULE_SIGNS and _RULE.fullmatch(content) is not None


def _pieces(content: str, offset: int, blank: bool, pending: bool) -> list[Line]:
    """The parts of a line: one, or several between bullets. Never empty."""
    quote = _QUOTE.match(content)
    begin = quote.end() if quote else 0
    if begin >= len(content):
        begin = len(content) - len(content.lstrip())
    indent = len(content[:begin].expandtabs(4)) if begin else 0
    heading = _HEADING.match(content, begin)
    if heading:
        closing = _CLOSING_SIGNS.search(content, max(heading.end(), len(content) - _LONGEST_MARK))
        end = closing.start() if closing else len(content)
        if heading.end() < end <= heading.end() + _LONGEST_HEADING:
            return [_line(content, heading.end(), end, offset, indent, "#", len(heading[1]), blank)]
    marker, number, start = "", 0, begin
    if pending:
        marker = _DOT
    elif _TIME.match(content, begin):
        marker = "T"
    else:
        marker, number, start = _mark(content, begin)
    lines: list[Line] = []
    for match in _INLINE_BULLET.finditer(content, start + 1):
        if start < match.start():
            lines.append(
                _line(content, start, match.start(), offset, indent, marker, number, blank and not lines, not lines)
            )
        marker, number, start = match[0].strip() or _DOT, 0, match.end()
    for following in _numbered(content, begin, start) if marker == "1" and not lines else ():
        lines.append(
            _line(content, start, following.start(), offset, indent, marker, number, blank and not lines, not lines)
        )
        start = following.end()
    lines.append(_line(content, start, len(content), offset, indent, marker, number, blank and not lines, not lines))
    return lines


def _numbered(content: str, begin: int, start: int) -> Iterator[re.Match[str]]:
    """Where the next numbers of a list stand on the line that begins with one ("1. Meet. 2. Vote. 3. Dine.")."""
    first = _NUMBER.match(content, begin, start)
    if not first:
        return
    number = int(first[2])
    for following in _NEXT_NUMBER.finditer(content, start):
        apart = len(following[1]) > 1 or content[following.start() - 1] in ".;,:)"
        if apart and int(following[3]) == number + 1 and following[2] + following[4] == first[1] + first[3]:
            yield following
            number += 1


def _mark(content: str, begin: int) -> tuple[str, int, int]:
    """Marker, its number and where the content begins, for a line whose content begins at ``begin``."""
    bullet = _BULLET.match(content, begin)
    if not bullet or bullet.end() >= len(content):
        return "", 0, begin
    if bullet["number"]:
        return "1", bullet["number"].rstrip(".").count("."), bullet.end()
    if bullet["sign"]:
        sign = bullet["sign"].strip() or _DOT
        return "-" if sign in "-–—−" else sign[0], 0, bullet.end()
    return "i" if bullet["roman"] else "a", 0, bullet.end()


def _line(
    content: str,
    start: int,
    end: int,
    offset: int,
    indent: int,
    marker: str,
    number: int,
    blank: bool,
    first: bool = True,
) -> Line:
    while start < end - 1 and content[start].isspace():
        start += 1
    while end > start + 1 and content[end - 1].isspace():
        end -= 1
    bold = False
    for sign in _EMPHASIS:
        inner = end - start - 2 * len(sign)
        if 0 < inner <= _LONGEST_HEADING and content.startswith(sign, start) and content.endswith(sign, start, end):
            middle = content[start + len(sign) : end - len(sign)]
            if middle.strip() == middle and sign not in middle:
                start, end, bold = start + len(sign), end - len(sign), True
            break
    if not bold and content.startswith(("**", "__"), start) and end - start > 2 and content[start + 2].isalnum():
        start += 2  # "**Venue:** Lyon"
    return Line(offset + start, offset + end, indent, marker, number, blank, first, bold)
