"""PDF files.

Input: the bytes of a file. Output: a ``Document`` with the number of the page for every character. It does **not**
recognise letters in pictures: a page that was only scanned is said to have no text. Passes: characters to lines
(``pdf_lines.py``), lines into reading order (``pdf_order.py``), running headers and footers out (``pdf_running.py``),
lines to paragraphs, headings and items (``pdf_blocks.py``).
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any, Final

import pypdfium2
from pypdfium2 import PdfiumError

from sse_graph.errors import InputError
from sse_graph.read.limits import LIMITS, Limits
from sse_graph.read.parts import make_document
from sse_graph.read.pdf_blocks import page_parts
from sse_graph.read.pdf_lines import PageLines, page_lines
from sse_graph.read.pdf_order import ordered
from sse_graph.read.pdf_running import without_running
from sse_graph.records import Document

_DATE: Final = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)")
_NO_TITLE: Final = re.compile(
    r"(?i)\(?(?:anonymous|unspecified)\)?|microsoft \w+ - .*|untitled.*|sans titre.*|sin título.*|.*\.(?:docx?|"
    r"odt|indd|pdf|rtf|pptx?|pages|tex)"
)
_NOTHING: Final = frozenset({"", "anonymous", "unspecified", "unknown", "admin", "user"})
"""What programs write where nobody told an author or subject."""
_FEW: Final = 20
"""Pages that a warning names one by one."""


def read_pdf(data: bytes, name: str, where: str, limits: Limits = LIMITS) -> Document:
    """The document in a PDF file.

    Raises:
        InputError: it is encrypted, broken, or without any text.
    """
    pdf = _opened(data, where)
    try:
        pages, warnings, room = [], [], limits.characters
        for number in range(len(pdf)):
            page = _lines_of(pdf, number)
            if page is None:
                warnings.append(f"page {number + 1} is broken and was left out")
                page = PageLines((), 0.0, 0.0)
            pages.append(page)
            room -= sum(len(line.text) for line in page.lines)
            if room < 0:
                break
        told = pdf.get_metadata_dict(skip_empty=True)
        language = _catalog_language(pdf)
    finally:
        pdf.close()
    empty = [number for number, page in enumerate(pages, start=1) if not page.lines]
    if len(empty) == len(pages):
        raise InputError(
            f"{where}: none of its {len(pages)} page(s) has text: scanned? run text recognition (OCR) first"
        )
    if empty:
        warnings.append(f"no text on {_listed(empty)} of {len(pages)}: pictures or scans, which are not read")
    unread = sum(page.unread for page in pages)
    if unread:
        warnings.append(f"{unread} character(s) have no meaning in its fonts and were left out; names may be cut")
    parts = page_parts([ordered(page) for page in without_running(pages)])
    title = " ".join(told.get("Title", "").split())
    first = next((" ".join(part.text.split()) for part in parts if part.kind == "title"), "")
    return make_document(
        parts,
        data,
        name,
        where,
        title=first if not title or _NO_TITLE.fullmatch(title) or title == PurePosixPath(name).stem else title,
        language=language,
        metadata=_metadata(told),
        warnings=warnings,
        limits=limits,
    )


def _opened(data: bytes, where: str) -> Any:
    try:
        return pypdfium2.PdfDocument(data)
    except PdfiumError as error:
        reason = str(error).lower()
        if "password" in reason or "security" in reason:
            raise InputError(f"{where}: encrypted; save it without a password first") from error
        raise InputError(f"{where}: broken or no PDF ({error}); open and save it anew") from error


def _lines_of(pdf: Any, number: int) -> PageLines | None:
    try:
        page = pdf[number]
    except PdfiumError:
        return None
    try:
        return page_lines(page)
    except PdfiumError:
        return None
    finally:
        page.close()


def _catalog_language(pdf: Any) -> str:
    """The language that the file states for itself: ``/Lang`` of its catalog, as PDFium gives it."""
    import ctypes

    from pypdfium2 import raw

    size = raw.FPDFCatalog_GetLanguage(pdf, None, 0)
    if not 0 < size <= 200:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFCatalog_GetLanguage(pdf, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


def _metadata(told: dict[str, str]) -> dict[str, str]:
    found = {"creator": told.get("Author", ""), "description": told.get("Subject", "")}
    found = {term: value for term, value in found.items() if value.strip("() ").lower() not in _NOTHING}
    for key, term in (("CreationDate", "created"), ("ModDate", "modified")):
        match = _DATE.match(told.get(key, ""))
        if match and 0 < int(match[2]) <= 12 and 0 < int(match[3]) <= 31:
            found[term] = "-".join(match.groups())
    return found


def _listed(numbers: list[int]) -> str:
    """ "pages 2, 5-7"."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][-1] == number - 1:
            ranges[-1] = [ranges[-1][0], number]
        else:
            ranges.append([number, number])
    shown = [f"{low}" if low == high else f"{low}-{high}" for low, high in ranges[:_FEW]]
    return f"page(s) {', '.join(shown)}{' …' if len(ranges) > _FEW else ''}"
