"""A result that is too long, cut after its last whole row.

Input: the bytes of a SPARQL result and the most rows it may have. Output: a shorter result in the same syntax, still
well formed. It does **not** parse terms.
"""

from __future__ import annotations

import re
from typing import Final

_CSV_ROW: Final = re.compile(rb'(?:[^"\r]|"(?:[^"]|"")*"|\r(?!\n))*\r\n')
_JSON_PIECE: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}]', re.DOTALL)
_JSON_START: Final = b'"bindings":['
_JSON_ROW_LEAST: Final = b'{"'


def cut(content: bytes, form: str, most: int, whole: bool) -> tuple[bytes, bool]:
    """``content`` with ``most`` rows at most, and whether any were left out. ``form``: json, xml, csv or tsv.
    ``whole``: ``content`` is all of the result, not only its first bytes."""
    if whole and len(content) < 2 * most:  # a row has two bytes at least
        return content, False
    end, tail = {"xml": _xml, "tsv": _tsv, "csv": _csv, "json": _json}[form](content, most, whole)
    if end < 0:
        return content, False
    return content[:end] + tail, True


def _xml(content: bytes, most: int, whole: bool) -> tuple[int, bytes]:
    closing, tail = b"</result>", b"</results></sparql>"
    if whole and content.count(closing) <= most:
        return -1, b""
    opening = b"<results>"
    return max(_nth(content, closing, most), content.find(opening) + len(opening)), tail


def _tsv(content: bytes, most: int, whole: bool) -> tuple[int, bytes]:
    if whole and content.count(b"\n") <= most + 1:
        return -1, b""
    return _nth(content, b"\n", most + 1), b""  # the head is a line too


def _nth(content: bytes, piece: bytes, number: int) -> int:
    """Where the ``number``-th ``piece`` ends, or the last one."""
    at = 0
    for _ in range(number):
        found = content.find(piece, at)
        if found < 0:
            break
        at = found + len(piece)
    return at


def _csv(content: bytes, most: int, whole: bool) -> tuple[int, bytes]:
    at, rows = 0, -1
    while (row := _CSV_ROW.match(content, at)) is not None:
        rows += 1
        if rows > most:
            return at, b""
        at = row.end()
    return (-1 if whole else at), b""


def _json(content: bytes, most: int, whole: bool) -> tuple[int, bytes]:
    start = content.find(_JSON_START)
    if start < 0 or (whole and content.count(_JSON_ROW_LEAST) + content.count(b"{}") <= most):
        return -1, b""  # every row opens an object, so there are no more rows than that
    start += len(_JSON_START)
    depth, rows, end = 0, 0, start
    for piece in _JSON_PIECE.finditer(content, start):
        mark = piece[0]
        if mark == b"{":
            if depth == 0 and rows == most:
                return end, b"]}}"
            depth += 1
        elif mark == b"}":
            depth -= 1
            if depth < 0:  # the end of the result itself
                return -1, b""
            if depth == 0:
                rows, end = rows + 1, piece.end()
    return (-1 if whole else end), b"]}}"
