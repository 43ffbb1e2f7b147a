"""OpenDocument texts: ODT.

Input: the bytes of a file. Output: a ``Document``: paragraphs, headings, list items, tables and notes as the file tells
them. It does **not** read headers, footers, comments and deleted text; page numbers are not in the file.
Source: OpenDocument 1.3, part 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sse_graph.errors import InputError
from sse_graph.read.limits import LIMITS, Limits
from sse_graph.read.office import open_package, parse_xml, read_part
from sse_graph.read.parts import Part, make_document
from sse_graph.records import Document

_NS: Final = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _TABLE, _OFFICE, _STYLE, _META, _FO = (
    *(_NS % name for name in ("text", "table", "office", "style", "meta")),
    _NS % "xsl-fo-compatible",
)
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_SKIPPED: Final = frozenset(
    {
        *(_TEXT + name for name in ("tracked-changes", "note-citation", "sequence-decls", "index-title-template")),
        *(_OFFICE + name for name in ("annotation", "forms")),
        "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}object",
    }
)
_PARAGRAPHS: Final = frozenset({_TEXT + "p", _TEXT + "h"})
_DEEPEST: Final = 10


def read_odt(data: bytes, name: str, where: str, limits: Limits = LIMITS) -> Document:
    """The document in an ODT file.

    Raises:
        InputError: it is encrypted, broken, too large unpacked, or without text.
    """
    package = open_package(data, where, limits)
    manifest = read_part(package, "META-INF/manifest.xml", where) or b""
    if b"encryption-data" in manifest:
        raise InputError(f"{where}: encrypted; save it without a password first")
    content = read_part(package, "content.xml", where)
    if content is None:
        raise InputError(f"{where}: a ZIP archive, but no ODT; unpack it first")
    root = parse_xml(content, where)
    styles = _Styles()
    part = read_part(package, "styles.xml", where)
    if part:
        styles.add(parse_xml(part, where))
    styles.add(root)
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    parts = list(_Reader(styles).parts(body, 0)) if body is not None else []
    meta = read_part(package, "meta.xml", where)
    told = _metadata(parse_xml(meta, where)) if meta else {}
    title, language = told.pop("title", ""), told.pop("language", "") or styles.language
    first = next((part.text for part in parts if part.kind == "title"), "")
    return make_document(
        parts, data, name, where, title=first or title, language=language, metadata=told, limits=limits
    )


def _metadata(root: Any) -> dict[str, str]:
    found = {}
    for tag, term in (
        (_DC + "title", "title"),
        (_META + "initial-creator", "creator"),
        (_DC + "creator", "creator"),
        (_DC + "description", "description"),
        (_DC + "language", "language"),
        (_META + "creation-date", "created"),
        (_DC + "date", "modified"),
    ):
        element = next(root.iter(tag), None)
        if element is not None and element.text and term not in found:
            found[term] = element.text[:10] if term in {"created", "modified"} else element.text
    return found


class _Styles:
    """Which styles are titles or bold, and the language of the default one."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}
        self._bold: set[str] = set()
        self.language = ""

    def add(self, root: Any) -> None:
        for style in root.iter(_STYLE + "style"):
            name = style.get(_STYLE + "name") or ""
            self._parents[name] = style.get(_STYLE + "parent-style-name") or ""
            properties = style.find(_STYLE + "text-properties")
            if properties is not None and _local(properties, "font-weight") == "bold":
                self._bold.add(name)
        for style in root.iter(_STYLE + "default-style"):
            properties = style.find(_STYLE + "text-properties")
            if properties is not None and style.get(_STYLE + "family") == "paragraph":
                language = _local(properties, "language")
                self.language = self.language or (language if language not in ("none", "zxx") else "")

    def kind(self, name: str) -> str:
        """``title``, ``heading`` or ``paragraph``: what a paragraph of that style is."""
        for _ in range(_DEEPEST):
            if name == "Title":
                return "title"
            if name.startswith("Heading") or name == "Subtitle":
                return "heading"
            name = self._parents.get(name, "")
        return "paragraph"

    def is_bold(self, name: str) -> bool:
        return name in self._bold


def _local(element: Any, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


class _Reader:
    def __init__(self, styles: _Styles) -> None:
        self._styles = styles
        self._titled = False

    def parts(self, parent: Any, depth: int) -> Iterator[Part]:
        """The parts below an element; ``depth``: of the list that it is in."""
        for element in parent:
            tag = element.tag
            if not isinstance(tag, str) or tag in _SKIPPED:
                continue
            if tag in _PARAGRAPHS:
                yield from self._paragraph(element, depth)
            elif tag == _TEXT + "list":
                yield from self.parts(element, depth + 1)
            elif tag == _TABLE + "table":
                yield from self._table(element)
            else:
                yield from self.parts(element, depth)

    def _paragraph(self, element: Any, depth: int) -> Iterator[Part]:
        text, bold, inner = self._text(element)
        style = element.get(_TEXT + "style-name") or ""
        if text.strip():
            kind = "heading" if element.tag == _TEXT + "h" else self._styles.kind(style)
            if kind == "title" and self._titled:
                kind = "heading"
            self._titled = self._titled or kind == "title"
            level = element.get(_TEXT + "outline-level") or "1"
            if kind == "paragraph" and depth:
                yield Part("item", text, depth)
            else:
                yield Part(kind, text, int(level) if level.isdecimal() and len(level) < 3 else 1, bold=bold)
        for box in inner:
            yield from self.parts(box, 0)

    def _text(self, paragraph: Any) -> tuple[str, bool, list[Any]]:
        """The text of a paragraph, whether all of it is bold, and the notes and frames in it."""
        pieces: list[str] = []
        inner: list[Any] = []
        letters = strong = 0
        style = paragraph.get(_TEXT + "style-name") or ""
        waiting: list[tuple[Any, str | None, bool]] = [(paragraph, None, self._styles.is_bold(style))]
        while waiting:
            element, tail, bold = waiting.pop()
            text = tail
            if tail is None:
                tag = element.tag
                if element is not paragraph and tag in {_TEXT + "note-body", _NS % "drawing" + "text-box"}:
                    inner.append(element)
                    continue
                if tag == _TEXT + "s" or tag == _TEXT + "tab":
                    text = " "
                elif tag == _TEXT + "line-break":
                    text = "\n"
                else:
                    text = element.text or ""
                    if tag == _TEXT + "span":
                        bold = bold or self._styles.is_bold(element.get(_TEXT + "style-name") or "")
                    for child in reversed(element):
                        if child.tail:
                            waiting.append((child, child.tail, bold))
                        if isinstance(child.tag, str) and child.tag not in _SKIPPED:
                            waiting.append((child, None, bold))
            pieces.append(text or "")
            count = len((text or "").strip())
            letters += count
            strong += count if bold else 0
        return "".join(pieces), 0 < letters == strong, inner

    def _table(self, table: Any) -> Iterator[Part]:
        rows = [
            ([cell for cell in row if cell.tag == _TABLE + "table-cell"], row.getparent().tag)
            for row in table.iter(_TABLE + "table-row")
            if next(row.iterancestors(_TABLE + "table")) is table
        ]
        nested = any(next(cell.iter(_TABLE + "table"), None) is not None for cells, _ in rows for cell in cells)
        if nested or max((len(cells) for cells, _ in rows), default=0) < 2:
            for cells, _ in rows:
                for cell in cells:
                    yield from self.parts(cell, 0)
            return
        for number, (cells, above) in enumerate(rows):
            found = []
            for cell in cells:
                texts = [self._text(paragraph) for paragraph in cell.iter(*_PARAGRAPHS)]
                words = [(" ".join(text.split()), bold) for text, bold, _ in texts if text.strip()]
                if words:
                    found.append(("; ".join(text for text, _ in words), all(bold for _, bold in words)))
            if len(found) == 1:
                yield Part("paragraph", found[0][0], bold=found[0][1])
            elif found:
                header = above == _TABLE + "table-header-rows" or (number == 0 and all(bold for _, bold in found))
                pair = len(found) == 2 and found[0][1] and not found[1][1]
                yield Part("row", " | ".join(text for text, _ in found), header=header, bold=pair)
