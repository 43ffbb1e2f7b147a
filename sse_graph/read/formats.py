"""Which format a file is in, and the reader for it.

Input: a name and bytes. Output: the name of a format, and the documents that its reader finds. It does **not** open
files. What the bytes begin with decides where it is sure (PDF, ZIP), else the ending of the name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import PurePosixPath
from typing import Final

from sse_graph.errors import InputError
from sse_graph.read.limits import LIMITS, Limits
from sse_graph.read.text import read_text
from sse_graph.records import Document

ENDINGS: Final = {
    "": "text",
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".markdown": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".odt": "odt",
    ".eml": "eml",
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".zip": "zip",
}
"""Ending of a file, in lower case -> its format; a folder is searched for these."""
CONTAINERS: Final = frozenset({"csv", "jsonl", "zip"})
"""Formats that hold many documents, which are given one after the other."""
UNREAD: Final = {
    ".doc": "an old Word document",
    ".docm": "a Word document with macros",
    ".epub": "an e-book",
    ".msg": "an Outlook message",
    ".mbox": "a mailbox",
    ".odp": "a presentation",
    ".ods": "a spreadsheet",
    ".pages": "a Pages document",
    ".ppt": "a presentation",
    ".pptx": "a presentation",
    ".rtf": "an RTF document",
    ".xls": "a spreadsheet",
    ".xlsx": "a spreadsheet",
    ".7z": "an archive",
    ".gz": "an archive",
    ".rar": "an archive",
    ".tar": "an archive",
    ".tgz": "an archive",
}
"""Endings of files with text that no reader is there for: they are told, not passed over."""
_ADVICE: Final = {"a spreadsheet": "CSV", "an archive": "a ZIP archive"}
_HTML: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html[\s>])",
    re.I | re.S,
)
_PDF_WITHIN: Final = 1024
"""A PDF may begin with this many other bytes. Source: PDF 1.7, implementation note 13."""
_ODT: Final = b"mimetypeapplication/vnd.oasis.opendocument.text"
_MAIL: Final = re.compile(
    rb"(?:(?:From|To|Subject|Date|Received|Return-Path|Delivered-To|MIME-Version|Message-ID|X-[\w-]+):"
    rb"[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){3}",
    re.I,
)

Reader = Callable[[bytes, str, str, Limits], Sequence[Document]]


def unread(name: str) -> str:
    """Why a file of this name is left out though it holds text; ``""`` if that is not so."""
    what = UNREAD.get(PurePosixPath(name).suffix.lower(), "")
    return f"{what}, which is not read; save it as {_ADVICE.get(what, 'PDF, DOCX or text')} first" if what else ""


def is_read(name: str) -> bool:
    """Whether a file of a folder or archive is read, told from its name."""
    return PurePosixPath(name).suffix.lower() in ENDINGS


def format_of(name: str, head: bytes) -> str:
    """The format of a file from its first bytes (4,096 are enough) and its name; what is unknown is ``text``."""
    stated = ENDINGS.get(PurePosixPath(name).suffix.lower(), "")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if stated in {"docx", "odt"}:
            return stated
        if _ODT in head[:200]:
            return "odt"
        return "docx" if b"[Content_Types].xml" in head[:200] and stated != "zip" else "zip"
    if b"%PDF-" in head[:_PDF_WITHIN] and (stated == "pdf" or head.startswith(b"%PDF-")):
        return "pdf"
    if stated in {"", "text"} and _HTML.match(head[:2048]):
        return "html"
    if not stated and _MAIL.match(head):
        return "eml"
    return stated or "text"


def read_bytes(
    data: bytes, name: str, where: str, limits: Limits = LIMITS, form: str = "", depth: int = 0
) -> Sequence[Document]:
    """The documents in ``data``: one, or a mail and what is attached to it. ``form``: its format, if it is known.

    Raises:
        InputError: they cannot be read, or hold no text; of a container of documents too (see ``containers.py``).
    """
    form = form or format_of(name, data[:4096])
    stated = ENDINGS.get(PurePosixPath(name).suffix.lower(), form)
    why = limits.too_large(len(data))
    if why:
        raise InputError(f"{where}: {why}")
    if not data.strip():
        raise InputError(f"{where}: there is no text in it; leave the file out")
    if form == "text":
        return (read_text(data, name, where, limits),)
    if form in CONTAINERS:
        raise InputError(f"{where}: a {form.upper()} file cannot be read here; unpack it first")
    try:
        if form == "eml":
            from sse_graph.read.eml import read_eml

            return read_eml(data, name, where, limits, depth)
        if form in {"record", "table"}:
            stated = form
        reader: Callable[[bytes, str, str, Limits], Document] = getattr(
            import_module(f"sse_graph.read.{form}"), f"read_{form}"
        )
        document = reader(data, name, where, limits)
    except (InputError, MemoryError):
        raise
    except RecursionError as error:
        raise InputError(f"{where}: it is nested too deeply; leave the file out") from error
    except Exception as error:  # what the libraries raise on broken files is not documented, and one must not stop all
        raise InputError(f"{where}: broken or no {form.upper()} ({_told(error)}); open and save it anew") from error
    if stated != form:
        from dataclasses import replace

        said = f"it ends in {PurePosixPath(name).suffix or 'nothing'}, but is {form.upper()} and was read as that"
        document = replace(document, warnings=(*document.warnings, said))
    return (document,)


def _told(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:120]}" if text else type(error).__name__
