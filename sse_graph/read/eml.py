"""Mails: EML files.

Input: the bytes of a message. Output: the message as a ``Document``, and one for each attachment that can be read. It
does **not** follow links or read signatures; what was attached and cannot be read is said in a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from typing import Final

from sse_graph.errors import InputError
from sse_graph.read.decode import clean, decoded
from sse_graph.read.formats import is_read, read_bytes, unread
from sse_graph.read.limits import Limits
from sse_graph.read.parts import clean_metadata
from sse_graph.read.text import cut_off, make_text
from sse_graph.records import Document

_MOST: Final = 500
"""Parts of a message that are looked at."""
_READ_HERE: Final = frozenset({"text/plain", "text/html"})


def read_eml(data: bytes, name: str, where: str, limits: Limits, depth: int = 0) -> list[Document]:
    """The message, then its attachments named ``message/attachment``, in their order.

    Raises:
        InputError: neither the message nor an attachment has text.
    """
    if depth >= limits.depth:
        raise InputError(f"{where}: more than {limits.depth} mails in one another; save the inner ones")
    message = BytesParser(policy=policy.default.clone(raise_on_defect=False)).parsebytes(data)
    assert isinstance(message, EmailMessage)
    plain, html, attached, warnings = _parts(message)
    fields = _fields(message)
    documents: list[Document] = []
    why = ""
    try:
        documents.append(_message(plain, html, fields, data, name, where, limits))
    except InputError as error:
        why = str(error)
    taken = set()
    for number, part in enumerate(attached, start=1):
        shown = _file_name(part, number)
        label = shown if shown not in taken else f"{number}-{shown}"
        taken.add(label)
        try:
            documents.extend(_attachment(part, f"{name}/{label}", f"{where}/{label}", limits, depth))
        except InputError as error:
            warnings.append(f"attachment {label!r} was not read: {str(error).removeprefix(f'{where}/{label}: ')}")
    if not documents:
        raise InputError("; ".join(filter(None, (why or f"{where}: there is no text in it", *warnings))))
    documents[0] = replace(documents[0], warnings=(*documents[0].warnings, *warnings))
    return documents


def _message(
    plain: list[EmailMessage], html: list[EmailMessage], fields: dict[str, str], data: bytes, name: str, where: str,
    limits: Limits,
) -> Document:  # fmt: skip
    """The text of the message: its HTML, where it has one that says as much as its plain text."""
    from sse_graph.read.html import read_html

    texts = [_text(part, where) for part in plain]
    text = "\n\n".join(text for text, _ in texts)
    doubts = [warning for _, warnings in texts for warning in warnings]
    if html:
        charset = html[0].get_content_charset("") or ""
        try:
            page = read_html(_bytes(html[0]), name, where, limits, charset)
        except InputError:
            if not text.strip():
                raise
        else:
            if 2 * len(page.text) >= len(text):
                given = dict(clean_metadata(fields))
                title = given.pop("title", "") or page.title
                return replace(page, title=title, metadata=tuple(sorted(given.items())), sha256=_hash(data))
    cleaned, dropped = clean(text)
    if dropped:
        doubts.append(f"{dropped} control character(s) were removed")
    if len(cleaned) > limits.characters:
        cleaned = cleaned[: limits.characters]
        doubts.append(cut_off(limits))
    return make_text(cleaned, dict(clean_metadata(fields)), data, name, where, doubts)


def _parts(
    message: EmailMessage,
) -> tuple[list[EmailMessage], list[EmailMessage], list[EmailMessage], list[str]]:
    """The plain texts, the pages and the attachments of a message, and what is to be said about them."""
    plain: list[EmailMessage] = []
    html: list[EmailMessage] = []
    attached: list[EmailMessage] = []
    warnings: list[str] = []
    for number, part in enumerate(_walked(message)):
        if number > _MOST:
            warnings.append(f"it has more than {_MOST} parts; the rest was left out")
            break
        kind = part.get_content_type()
        if kind in _READ_HERE and not part.is_attachment() and not part.get_filename():
            (plain if kind == "text/plain" else html).append(part)
        elif kind.startswith("image/") and (part.get("Content-ID") or not part.is_attachment()):
            continue  # drawn in the page
        elif kind in {"multipart/encrypted", "application/pkcs7-mime"}:
            warnings.append("it is encrypted, or a part of it")
        elif not kind.startswith(("multipart/", "application/pgp", "application/pkcs7")):
            attached.append(part)
    return plain, html, attached, warnings


def _walked(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts of a message, not those of messages that are attached to it."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        yield part
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            inner = part.get_payload()
            if isinstance(inner, list):
                waiting.extend(piece for piece in reversed(inner) if isinstance(piece, EmailMessage))


def _attachment(part: EmailMessage, name: str, where: str, limits: Limits, depth: int) -> list[Document]:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        body = inner[0].as_bytes() if isinstance(inner, list) and isinstance(inner[0], EmailMessage) else b""
        return list(read_bytes(body, name, where, limits, "eml", depth + 1))
    if not is_read(name):
        raise InputError(f"{where}: {unread(name) or 'no format that is read'}")
    return list(read_bytes(_bytes(part), name, where, limits, depth=depth + 1))


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: EmailMessage, where: str) -> tuple[str, list[str]]:
    data = _bytes(part)
    if not data.strip():
        return "", []
    text, warnings = decoded(data, where, part.get_content_charset("") or "")
    if part.get_param("format", "") == "flowed":  # RFC 3676: a line that ends in a blank goes on
        text = text.replace("\r\n", "\n").replace(" \n", " ")
    return text, warnings


def _file_name(part: EmailMessage, number: int) -> str:
    name = clean(part.get_filename() or "")[0].replace("\\", "/").rpartition("/")[2]
    name = " ".join(name.split()).strip(". ")
    if not name:
        name = f"{number}.eml" if part.get_content_type() == "message/rfc822" else f"{number}"
    return name[:150]


def _fields(message: EmailMessage) -> dict[str, str]:
    """Subject, sender and date of a message; a header that cannot be parsed is passed over."""
    found = {}
    for header, term in (("Subject", "title"), ("From", "creator"), ("Date", "date"), ("Content-Language", "language")):
        try:
            value = message[header]
            text = str(value) if value is not None else ""
            if header == "Date" and text:
                date: datetime = parsedate_to_datetime(text)
                text = date.date().isoformat()
            if header == "From" and value is not None:
                names = [address.display_name or address.addr_spec for address in value.addresses]
                text = "; ".join(filter(None, names))
        except (ValueError, IndexError, AttributeError, TypeError, LookupError):
            continue  # headers of spam are broken in all ways
        if text.strip():
            found[term] = text
    return found


def _hash(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()
