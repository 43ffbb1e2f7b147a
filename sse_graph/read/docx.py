"""Word files: DOCX.

Input: the bytes of a file. Output: a ``Document``: paragraphs, headings, list items and tables as the file tells them,
text boxes and footnotes with them. It does **not** read headers and footers (they are the same on every page), comments
and deleted text; page numbers are not in the file. Source: ECMA-376, WordprocessingML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from sse_graph.errors import InputError
from sse_graph.read.limits import LIMITS, Limits
from sse_graph.read.office import open_package, parse_xml, read_part
from sse_graph.read.parts import Part, make_document
from sse_graph.records import Document

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED: Final = frozenset(
    {
        *(_W + name for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sectPr", "tblPr", "trPr")),
        *(_W + name for name in ("commentReference", "annotationRef", "fldChar", "proofErr", "bookmarkStart")),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)
_HEADING: Final = re.compile(r"(?i)(?:heading|titre|título|titulo|encabezado)\s*(\d)")
_TITLE: Final = frozenset({"title", "titre", "título", "titulo"})
_LIST: Final = re.compile(r"(?i)list|liste|lista|puces|viñeta|bullet")
_TERMS: Final = {
    "author": "creator", "subject": "description", "created": "created", "modified": "modified",
}  # fmt: skip
_LONGEST_HEADING: Final = 300


def read_docx(data: bytes, name: str, where: str, limits: Limits = LIMITS) -> Document:
    """The document in a DOCX file.

    Raises:
        InputError: it is encrypted, broken, too large unpacked, or without text.
    """
    import docx

    package = open_package(data, where, limits)
    if read_part(package, "[Content_Types].xml", where) is None:
        raise InputError(f"{where}: a ZIP archive, but no DOCX; unpack it first")
    file = docx.Document(BytesIO(data))
    styles = {style.style_id: _style(style) for style in file.styles}
    numbering = read_part(package, "word/numbering.xml", where)
    reader = _Reader(styles, _numbered(parse_xml(numbering, where)) if numbering else {})
    body = file.element.find(_W + "body")
    if body is None:
        raise InputError(f"{where}: there is no text in it; leave the file out")
    parts = list(reader.parts(body))
    for notes in ("word/footnotes.xml", "word/endnotes.xml"):
        part = read_part(package, notes, where)
        if part:
            for note in parse_xml(part, where):
                if note.get(_W + "type") is None:  # others are the lines that part notes from the text
                    parts.extend(reader.parts(note))
    told = file.core_properties
    metadata = {}
    for attribute, term in _TERMS.items():
        value = getattr(told, attribute, None)
        if value:
            metadata[term] = value.date().isoformat() if hasattr(value, "date") else str(value)
    if metadata.get("creator") == "python-docx":  # the name in its template
        del metadata["creator"]
    first = next((part.text for part in parts if part.kind == "title"), "")
    language = str(told.language or "")
    return make_document(
        parts, data, name, where, title=first or str(told.title or ""), language=language, metadata=metadata,
        limits=limits,
    )  # fmt: skip


def _style(style: Any) -> tuple[str, int]:
    """(kind of part, level) of a paragraph of that style; it may be based on the style that tells."""
    kind = ("paragraph", 0)
    for _ in range(10):
        if style is None:
            break
        label = str(style.name or "").strip()
        match = _HEADING.match(label)
        if match:
            return "heading", int(match[1])
        if label.lower() in _TITLE:
            return "title", 1
        if _LIST.search(label) and kind[0] == "paragraph" and "paragraph" not in label.lower():
            digits = re.findall(r"\d", label)
            kind = ("item", int(digits[0]) if digits else 1)
        style = getattr(style, "base_style", None)
    return kind


def _numbered(root: Any) -> dict[tuple[str, int], bool]:
    """(number of a list, level) -> whether it counts its items, rather than to mark them with a sign."""
    formats = {}
    for abstract in root.iter(_W + "abstractNum"):
        for level in abstract.iter(_W + "lvl"):
            form = level.find(_W + "numFmt")
            key = (abstract.get(_W + "abstractNumId"), _number(level.get(_W + "ilvl")))
            formats[key] = form is not None and form.get(_W + "val") not in ("bullet", "none")
    found = {}
    for number in root.iter(_W + "num"):
        link = number.find(_W + "abstractNumId")
        if link is not None:
            for (abstract_id, level), counted in formats.items():
                if abstract_id == link.get(_W + "val"):
                    found[str(number.get(_W + "numId")), level] = counted
    return found


class _Reader:
    def __init__(self, styles: dict[str, tuple[str, int]], numbered: dict[tuple[str, int], bool]) -> None:
        self._styles = styles
        self._counted = numbered
        self._counts: dict[tuple[str, int], int] = {}
        self._titled = False

    def parts(self, parent: Any) -> Iterator[Part]:
        """The parts below an element, with those in content controls and text boxes."""
        for element in parent:
            if element.tag == _W + "p":
                yield from self._paragraph(element)
            elif element.tag == _W + "tbl":
                yield from self._table(element)
            elif isinstance(element.tag, str) and element.tag not in _SKIPPED:
                yield from self.parts(element)

    def _paragraph(self, element: Any) -> Iterator[Part]:
        text, bold = _text(element)
        if text.strip():
            yield self._part(element, text, bold)
        for box in element.iter(_W + "txbxContent"):
            if not any(above.tag in _SKIPPED for above in box.iterancestors()):
                yield from self.parts(box)

    def _part(self, element: Any, text: str, bold: bool) -> Part:
        properties = element.find(_W + "pPr")
        kind, level = "paragraph", 0
        number = outline = None
        if properties is not None:
            style = properties.find(_W + "pStyle")
            kind, level = (
                self._styles.get(style.get(_W + "val"), ("paragraph", 0)) if style is not None else (kind, level)
            )
            number = properties.find(_W + "numPr")
            outline = properties.find(_W + "outlineLvl")
        if kind == "paragraph" and outline is not None and _number(outline.get(_W + "val")) < 9:
            kind, level = "heading", _number(outline.get(_W + "val")) + 1
        if kind in {"heading", "title"} and len(text) > _LONGEST_HEADING:
            kind = "paragraph"
        if kind == "title" and self._titled:
            kind, level = "heading", 1
        self._titled = self._titled or kind == "title"
        marker = "-"
        if number is not None and kind in {"paragraph", "item"}:
            list_id = number.find(_W + "numId")
            depth = number.find(_W + "ilvl")
            if list_id is not None and list_id.get(_W + "val") != "0":
                kind, level = "item", _number(depth.get(_W + "val") if depth is not None else "0") + 1
                key = (str(list_id.get(_W + "val")), level - 1)
                if self._counted.get(key):
                    self._counts[key] = self._counts.get(key, 0) + 1
                    marker = f"{self._counts[key]}."
        return Part(kind, text, max(1, min(level, 9)), bold=bold, marker=marker)

    def _table(self, table: Any) -> Iterator[Part]:
        rows = [
            [cell for cell in row.iter(_W + "tc") if next(cell.iterancestors(_W + "tbl")) is table]
            for row in table.iter(_W + "tr")
            if next(row.iterancestors(_W + "tbl")) is table
        ]
        nested = any(next(cell.iter(_W + "tbl"), None) is not None for cells in rows for cell in cells)
        if nested or max(map(len, rows), default=0) < 2:
            for cells in rows:  # a table that puts things in place
                for cell in cells:
                    yield from self.parts(cell)
            return
        for number, cells in enumerate(rows):
            found = [_cell(cell) for cell in cells]
            filled = [(text, bold) for text, bold in found if text]
            if len(filled) == 1:
                yield Part("paragraph", filled[0][0], bold=filled[0][1])
            elif filled:
                header = number == 0 and all(bold for _, bold in filled)
                pair = len(filled) == 2 and filled[0][1] and not filled[1][1]
                yield Part("row", " | ".join(text for text, _ in filled), header=header, bold=pair)


def _cell(cell: Any) -> tuple[str, bool]:
    found = [_text(paragraph) for paragraph in cell.iter(_W + "p")]
    filled = [(" ".join(text.split()), bold) for text, bold in found if text.strip()]
    return "; ".join(text for text, _ in filled), bool(filled) and all(bold for _, bold in filled)


def _text(paragraph: Any) -> tuple[str, bool]:
    """The text of a paragraph without that of text boxes in it, and whether all of it is bold."""
    pieces: list[str] = []
    letters = strong = 0
    waiting = [iter(paragraph)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
            continue
        if element.tag in _SKIPPED or element.tag == _W + "txbxContent" or not isinstance(element.tag, str):
            continue
        if element.tag == _W + "t":
            text = element.text or ""
            pieces.append(text)
            letters += len(text.strip())
            strong += len(text.strip()) if _is_bold(element.getparent()) else 0
        elif element.tag in (_W + "tab", _W + "ptab"):
            pieces.append(" ")
        elif element.tag in (_W + "br", _W + "cr"):
            pieces.append("\n" if element.get(_W + "type") in (None, "textWrapping") else " ")
        elif element.tag == _W + "noBreakHyphen":
            pieces.append("-")
        else:
            waiting.append(iter(element))
    return "".join(pieces), 0 < letters == strong


def _is_bold(run: Any) -> bool:
    bold = run.find(f"{_W}rPr/{_W}b")
    return bold is not None and bold.get(_W + "val") not in ("0", "false", "off")


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 4 else 0
