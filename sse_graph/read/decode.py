"""Bytes as text: which encoding they are in, and letters that an earlier conversion garbled.

Input: the bytes of a file. Output: a text with line ends ``\\n``, in NFC, without control characters, and warnings for
the user. It does **not** look for structure.

Source: mojibake is told from text by ftfy's badness heuristic, rare encodings by charset-normalizer.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from contextlib import suppress
from typing import Final

from sse_graph.errors import InputError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES: Final = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\0", "a database"),
)
_HTML: Final = re.compile(rb"\s*(?:<!doctype\s+html|<html[\s>])", re.IGNORECASE)
_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Controls, soft hyphens, zero-width spaces, signs that turn the direction of writing, and what is no character at all.
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_WESTERN: Final = frozenset("àâäáãåæçéèêëíìîïñóòôöõœøßúùûüýÿÀÂÄÁÃÇÉÈÊËÍÎÏÑÓÔÖÕŒÚÙÛÜ¿¡«»“”‘’–—…°ºª€£§·•®©™ \u00a0")
_WESTERN_SHARE: Final = 0.95
"""Share of the non-ASCII characters that must be usual in western Europe for Windows-1252 to be believed."""
_MOST_FOREIGN: Final = 0.25
"""Share of a text's characters that are not ASCII, in any language that Windows-1252 was made for."""
_BINARY_SHARE: Final = 0.02
_SAMPLE: Final = 200_000
_UTF16_SHARE: Final = 0.4
"""Share of null bytes on one side of the pairs from which on unmarked bytes are taken for UTF-16."""

_NOT_TEXT: Final = "not a text file; leave it out or save it as UTF-8 text"
_CHECK: Final = "save the file as UTF-8 if names look wrong"


_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")


def clean(text: str) -> tuple[str, int]:
    """``text`` with line ends ``\\n``, in NFC, without characters that are not seen; how many of them were controls."""
    text = _LINE_ENDS.sub("\n", text)
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text)), len(_CONTROLS.findall(text))


def decode(data: bytes, where: str) -> tuple[str, list[str]]:
    """The text of a text file and one sentence for each doubt about it; ``where`` names the file in errors.

    Raises:
        InputError: the bytes are no text.
    """
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise InputError(f"{where}: {what}, not a text file; save it as UTF-8 text or Markdown first")
    if _HTML.match(data):
        raise InputError(f"{where}: an HTML page, not a text file; save it as UTF-8 text or Markdown first")
    text, warnings = decoded(data, where)
    text, dropped = clean(text)
    if dropped:
        warnings.append(dropped_controls(dropped))
    return text, warnings


def dropped_controls(count: int) -> str:
    """The warning that control characters were removed."""
    return f"{count} control character(s) were removed"


def decoded(data: bytes, where: str, stated: str = "") -> tuple[str, list[str]]:
    """The characters that ``data`` stands for, as they are, and one sentence for each doubt about them.

    ``stated``: the encoding that the file says it is in; believed when it can be, and the bytes are not UTF-8.

    Raises:
        InputError: the bytes are no text.
    """
    if stated and not data.startswith(tuple(mark for mark, _ in _MARKS)):
        try:
            encoding = codecs.lookup(stated).name
            # what pages and mails call Latin-1 or ASCII is Windows-1252. Source: WHATWG Encoding Standard, 4.2
            encoding = "cp1252" if encoding in {"iso8859-1", "ascii"} else encoding
            if encoding != "utf-8" and not _is_utf_8(data):
                text = data.decode(encoding)
                _refuse_controls(text, where)
                return text, []
        except (LookupError, ValueError):
            pass  # no such encoding, or the bytes are not in it
    return _decoded(data, where)


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not data.isascii()


def _decoded(data: bytes, where: str) -> tuple[str, list[str]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), []
            except UnicodeDecodeError:
                if encoding == "utf-8-sig":
                    break
                return data.decode(encoding, "replace"), ["some characters could not be read; is the file cut off?"]
    if b"\0" in data:
        return _unmarked_utf16(data, where)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(data, where)
    _refuse_controls(text, where)
    return _without_mojibake(text)


def _unmarked_utf16(data: bytes, where: str) -> tuple[str, list[str]]:
    sample = data[: _SAMPLE - _SAMPLE % 2]
    pairs = max(1, len(sample) // 2)
    for encoding, high, low in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        if high.count(0) >= _UTF16_SHARE * pairs and low.count(0) == 0:
            text = data.decode(encoding, "replace")
            _refuse_controls(text, where)
            return text, [f"the encoding was guessed to be {encoding}; {_CHECK}"]
    if sample.count(0) > _BINARY_SHARE * len(sample):
        raise InputError(f"{where}: {_NOT_TEXT}")
    return _decoded(data.replace(b"\0", b"\x01"), where)  # a stray null is a control character like others


def _refuse_controls(text: str, where: str) -> None:
    sample = text[:_SAMPLE]
    controls = sum(1 for sign in sample if sign < " " and sign not in "\t\n\r\f\v")
    if controls > _BINARY_SHARE * len(sample):
        raise InputError(f"{where}: {_NOT_TEXT}")


def _guessed(data: bytes, where: str) -> tuple[str, list[str]]:
    """Text in another encoding than UTF-8, or in UTF-8 with some lines in another."""
    with suppress(UnicodeDecodeError):  # halves of characters beyond U+FFFF, each written by itself
        whole = data.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        _refuse_controls(whole, where)
        return whole, [f"characters written in halves (surrogates) were joined or lost; {_CHECK}"]
    replaced = data.decode("utf-8", "replace")
    wrong = replaced.count("\ufffd")
    if _is_mostly_read(replaced):
        text = "\n".join(_mixed_line(line) for line in data.split(b"\n"))
        _refuse_controls(text, where)
        return text, [f"{wrong} byte(s) are not UTF-8, and were read as Windows-1252 or lost; {_CHECK}"]
    try:
        text = data.decode("cp1252")
        foreign = [sign for sign in text if sign > "\x7f"]
        western = sum(sign in _WESTERN for sign in foreign) >= _WESTERN_SHARE * len(foreign)
        if western and len(foreign) <= _MOST_FOREIGN * len(text):
            _refuse_controls(text, where)
            return text, [f"the encoding was guessed to be Windows-1252; {_CHECK}"]
    except UnicodeDecodeError:
        pass  # some bytes mean nothing in Windows-1252
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise InputError(f"{where}: {_NOT_TEXT}")
    text = data.decode(best.encoding, "replace")
    _refuse_controls(text, where)
    return text, [f"the encoding was guessed to be {best.encoding}; {_CHECK}"]


def _mixed_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        replaced = line.decode("utf-8", "replace")
        return replaced if _is_mostly_read(replaced) else line.decode("cp1252", "replace")


def _is_mostly_read(replaced: str) -> bool:
    """Whether more signs beyond ASCII were read as UTF-8 than had to be replaced."""
    sample = replaced[:_SAMPLE]
    return sum(sign > "\x7f" for sign in sample) > 2 * sample.count("\ufffd")


def _without_mojibake(text: str) -> tuple[str, list[str]]:
    """UTF-8 that was once decoded wrongly ("Ã©" for "é") set right, line by line, where ftfy is certain of it."""
    if text.isascii():
        return text, []
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    if not is_bad(text):
        return text, []
    lines = text.split("\n")
    fixed = [fix_encoding(line) if not line.isascii() and is_bad(line) else line for line in lines]
    changed = sum(before != after for before, after in zip(lines, fixed, strict=True))
    if not changed:
        return text, []
    return "\n".join(fixed), [f"garbled letters on {changed} line(s) were set right; compare with the source"]
