"""Plain text and Markdown: bytes in, a ``Document`` out.

Input: the bytes of a file. Output: a ``Document`` with its text in NFC, its blocks, language, title and metadata. It does
**not** find files. Every offset that is ever given refers to the text kept here.

Source: mojibake is told from text by ftfy's badness heuristic, other encodings by charset-normalizer.
"""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from pathlib import PurePosixPath

from sse_graph.errors import InputError
from sse_graph.read.blocks import find_blocks
from sse_graph.read.language import identify
from sse_graph.records import Block, Document

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP archive or office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"\x1f\x8b": "a compressed file",
    b"\x7fELF": "a program",
}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.{0,4000}?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^([A-Za-z][\w-]*)[ \t]*:[ \t]*(.+?)[ \t]*$", re.MULTILINE)
_METADATA = {
    "title": "title", "date": "date", "author": "creator", "creator": "creator", "source": "source", "url": "source",
    "publisher": "publisher", "language": "language", "lang": "language", "description": "description", "license": "license",
}  # fmt: skip
_BINARY_SHARE = 0.02
_LONGEST_TITLE = 200


def read_text(data: bytes, name: str) -> Document:
    """The document in ``data``; ``name`` is what the build calls it.

    Raises:
        InputError: the bytes are no text, or a text without a single letter or digit.
    """
    text, warnings = _decoded(data, name)
    text = unicodedata.normalize("NFC", _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    metadata: dict[str, str] = {}
    front = _FRONT_MATTER.match(text)
    if front:
        fields = {key.lower(): value.strip("\"'") for key, value in _FIELD.findall(front[1])}
        metadata = {_METADATA[key]: value for key, value in fields.items() if key in _METADATA and value}
        text = text[front.end() :]
    if not any(character.isalnum() for character in text):
        raise InputError(f"{name}: there is no text in it; leave the file out")
    blocks = find_blocks(text)
    language = metadata.pop("language", "").lower()[:2]
    return Document(
        name=name,
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=blocks,
        language=language if re.fullmatch("[a-z]{2}", language) else identify(text),
        title=metadata.pop("title", "") or _title(text, blocks, name),
        metadata=tuple(sorted(metadata.items())),
        warnings=tuple(warnings),
    )


def _title(text: str, blocks: tuple[Block, ...], name: str) -> str:
    for kind in ("title", "heading"):
        for block in blocks:
            if block.kind == kind:
                return " ".join(text[block.start : block.end].split())[:_LONGEST_TITLE]
    return PurePosixPath(name).stem


def _decoded(data: bytes, name: str) -> tuple[str, list[str]]:
    for signature, what in _SIGNATURES.items():
        if data.startswith(signature):
            raise InputError(f"{name}: {what}, not a text; save it as UTF-8 text or Markdown first")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding if encoding != "utf-8" else "utf-8-sig"), []
            except UnicodeDecodeError:
                break
    if b"\0" in data[:65536]:
        raise InputError(f"{name}: a binary file, not a text; leave it out or save it as UTF-8 text")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(data, name)
    controls = sum(1 for character in text[:65536] if character < " " and character not in "\t\n\r\f\v")
    if controls > _BINARY_SHARE * min(len(text), 65536):
        raise InputError(f"{name}: a binary file, not a text; leave it out or save it as UTF-8 text")
    return _without_mojibake(text)


def _guessed(data: bytes, name: str) -> tuple[str, list[str]]:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    if best is None:
        raise InputError(f"{name}: neither UTF-8 nor any known encoding; save it as UTF-8 text")
    try:
        text = data.decode(best.encoding)
    except (UnicodeDecodeError, LookupError):
        text = data.decode(best.encoding, "replace")
    return text, [f"the encoding was guessed to be {best.encoding}; save the file as UTF-8 if names look wrong"]


def _without_mojibake(text: str) -> tuple[str, list[str]]:
    """UTF-8 that was once decoded wrongly ("Ã©" for "é") set right, where ftfy is certain of it."""
    from ftfy import fix_encoding_and_explain
    from ftfy.badness import is_bad

    if not is_bad(text[:200_000]):
        return text, []
    fixed = fix_encoding_and_explain(text)
    if fixed.text == text:
        return text, []
    return fixed.text, ["letters that an earlier conversion had garbled were set right; compare with the source"]
