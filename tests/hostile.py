"""Documents that no reader may hang on, crash on or be led astray by: each made when it is needed.

``HOSTILE``: file name -> its bytes and what becomes of it: ``skipped`` or ``read``, and a part of what is said of it.
"""

from __future__ import annotations

import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO

import samples
from samples import EN, ES, FR

Expected = tuple[Callable[[], bytes], str, str]

ARABIC = "تجمع الشبكة التعاونيات والجمعيات التي تعمل من أجل اقتصاد عادل في مدن البلاد كلها."


def _noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)


def _encrypted_pdf() -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption

    return samples.pdf_lines([[(72, 700, EN)]], encrypt=StandardEncryption("secret", canPrint=0))


def _zip_bomb() -> bytes:
    return samples.archive({"bomb.txt": b"a " * 30_000_000, "good.txt": EN.encode()})


def _docx_bomb() -> bytes:
    files = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b" " * 450_000_000}
    return samples.archive(files)


def _bombs_in_bombs() -> bytes:
    inner = samples.archive({"a.txt": EN.encode()})
    for _ in range(6):
        inner = samples.archive({"inner.zip": inner, "next.zip": inner})
    return inner


def _encrypted_zip() -> bytes:
    """The members of an archive marked as encrypted, as packers with a password do."""
    data = bytearray(samples.archive({"a.txt": EN.encode()}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(signature) + offset
        data[at : at + 2] = struct.pack("<H", 1)
    return bytes(data)


def _lying_zip() -> bytes:
    """A member whose stated size is a hundredth of what it unpacks to."""
    data = bytearray(samples.archive({"a.txt": b"The network. " * 10_000}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(signature) + offset
        data[at : at + 4] = struct.pack("<I", 1_300)
    return bytes(data)


def _climbing_zip() -> bytes:
    return samples.archive(
        {"../../../etc/climbed.txt": EN.encode(), "/absolute.txt": FR.encode(), "C:\\win.txt": ES.encode()}
    )


def _unnamed_zip() -> bytes:
    """A member whose name has no character. Found by fuzzing: ``zipfile`` of Python 3.11 fails on it."""
    data = bytearray(samples.archive({"a.txt": EN.encode(), "b.txt": FR.encode()}))
    at = data.index(b"PK\x01\x02")
    data[at + 28 : at + 30] = b"\0\0"
    del data[at + 46 : at + 51]
    end = data.index(b"PK\x05\x06")
    data[end + 12 : end + 16] = struct.pack("<I", end - at)
    return bytes(data)


def _zip_with_link() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        package.writestr(link, "/etc/passwd")
        package.writestr("good.txt", EN)
    return out.getvalue()


def _entities_docx() -> bytes:
    """The "billion laughs" in the body of a Word file."""
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    body = f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><x>&a11;</x>'
    return _with_part(samples.docx(), "word/document.xml", body.encode())


def _entities_odt() -> bytes:
    body = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>'
    return _with_part(samples.odt(), "content.xml", body.encode())


def _with_part(data: bytes, name: str, part: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in package.infolist():
            copy.writestr(info.filename, part if info.filename == name else package.read(info))
    return out.getvalue()


def _mails_in_mails() -> bytes:
    message = samples.mail()
    for _ in range(8):
        message = samples.mail(attachments=[("inner.eml", message)])
    return message


def _broken_headers() -> bytes:
    return (
        b"From: \xff\xfe<<>@@\nDate: yesterday\nSubject: =?utf-9?Q?=FF?=\n"
        b"Content-Type: text/plain; charset=nonsense\n\n" + EN.encode()
    )


def _many_pages() -> bytes:
    return samples.pdf_lines(
        [[(72, 700, f"Page {number} of the register of the cooperatives.")] for number in range(400)]
    )


def _endless_pages() -> bytes:
    """A PDF whose tree of pages contains itself."""
    data = samples.pdf_lines([[(72, 700, EN)]])
    start, end = data.index(b"/Kids ["), data.index(b"]", data.index(b"/Kids ["))
    tree = int(data[: data.index(b"/Kids [")].rsplit(b" 0 obj", 1)[0].rsplit(b"\n", 1)[-1])
    return data[:start] + b"/Kids [%d 0 R" % tree + data[end:]


HOSTILE: dict[str, Expected] = {
    # plain text
    "binary.txt": (lambda: _noise(50_000), "skipped", "not a text file"),
    "bidi.txt": (lambda: f"\u202e{EN}\u202c \u2066{FR}\u2069".encode(), "read", ""),
    "arabic.txt": (lambda: ARABIC.encode(), "read", ""),
    "control.txt": (lambda: EN.encode() + b"\x07\x1b[31m" + EN.encode(), "read", "2 control character(s) were removed"),
    "cp1252.txt": (lambda: (FR * 3).encode("cp1252"), "read", "the encoding was guessed to be Windows-1252"),
    "emoji.txt": (lambda: f"{EN} 👩🏽‍🌾🤝👨‍👩‍👧‍👦 {'🏳️‍🌈' * 500}".encode(), "read", ""),
    "empty.txt": (lambda: b"", "skipped", "there is no text in it"),
    "image.txt": (lambda: b"\x89PNG\r\n\x1a\n" + _noise(500), "skipped", "an image"),
    "long-line.txt": (lambda: (EN + " ").encode() * 10_000, "read", ""),
    "long-word.txt": (lambda: b"x" * 1_000_000 + b" " + EN.encode(), "read", ""),
    "nulls.txt": (lambda: b"\0" * 10_000, "skipped", "not a text file"),
    "one-null.txt": (lambda: EN.encode() + b"\0" + FR.encode(), "read", "control character(s) were removed"),
    "quotes.txt": (lambda: b"> " * 200_000 + EN.encode(), "read", ""),
    "surrogates.txt": (
        lambda: EN.encode() + b" \xed\xa0\x80\xed\xb0\x80 " + FR.encode(),
        "read",
        "written in halves",
    ),
    "unicorn.md": (lambda: ("# " * 50_000 + EN + "\n" + "- " * 50_000).encode(), "read", ""),
    "utf-16-cut.txt": (lambda: EN.encode("utf-16")[:-1], "read", "cut off"),
    "zeros.md": (lambda: b" \n\t\n" * 1000, "skipped", "there is no text in it"),
    # web pages
    "deep.html": (lambda: b"<div>" * 200_000 + EN.encode(), "read", ""),
    "deep-tables.html": (lambda: b"<table><tr><td>" * 5_000 + EN.encode(), "read", ""),
    "deep-lists.html": (lambda: b"<ul><li>" * 5_000 + EN.encode(), "read", ""),
    "attributes.html": (lambda: b"<p " + b"a=b " * 100_000 + b">" + EN.encode(), "read", ""),
    "no-end.html": (lambda: f"<html><body><p>{EN}<!-- and then".encode(), "read", ""),
    "only-script.html": (
        lambda: b"<html><script>var name = 'Vela'</script></html>",
        "skipped",
        "there is no text in it",
    ),
    "page.txt": (lambda: samples.HTML.encode(), "read", "but is HTML and was read as that"),
    "wrong-charset.html": (lambda: f"<meta charset=utf-16><p>{FR}".encode(), "read", ""),
    # PDF
    "cut.pdf": (lambda: samples.pdf_story()[:3_000], "skipped", "broken or no PDF"),
    "encrypted.pdf": (_encrypted_pdf, "skipped", "encrypted"),
    "endless.pdf": (_endless_pages, "skipped", ""),
    "many-pages.pdf": (_many_pages, "read", ""),
    "noise.pdf": (lambda: b"%PDF-1.7\n" + _noise(20_000), "skipped", "broken or no PDF"),
    "scanned.pdf": (lambda: samples.pdf_lines([[], []]), "skipped", "scanned"),
    "half-scanned.pdf": (lambda: samples.pdf_lines([[(72, 700, EN)], [], []]), "read", "no text on page(s) 2-3 of 3"),
    "text.pdf": (lambda: EN.encode(), "skipped", "broken or no PDF"),
    # office files
    "bomb.docx": (_docx_bomb, "skipped", "zip bomb"),
    "cut.docx": (lambda: samples.docx()[:5_000], "skipped", "cut off"),
    "encrypted.docx": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + _noise(5_000), "skipped", "encrypted"),
    "encrypted.odt": (lambda: samples.odt(manifest="<encryption-data/>"), "skipped", "encrypted"),
    "entities.docx": (_entities_docx, "skipped", ""),
    "entities.odt": (_entities_odt, "skipped", ""),
    "no-word.docx": (lambda: samples.archive({"a.txt": EN.encode()}), "skipped", "no DOCX"),
    "deep.odt": (lambda: samples.odt("<text:section>" * 5_000), "skipped", "damaged inside"),
    "cut.odt": (lambda: samples.odt()[:-300], "skipped", "cut off"),
    # archives
    "bombs.zip": (_bombs_in_bombs, "skipped", "archives in one another"),
    "bomb.zip": (_zip_bomb, "read", "zip bomb"),
    "climbing.zip": (_climbing_zip, "read", ""),
    "cut.zip": (lambda: samples.archive({"a.txt": EN.encode()})[:-30], "skipped", "broken or no ZIP"),
    "encrypted.zip": (_encrypted_zip, "skipped", "encrypted"),
    "link.zip": (_zip_with_link, "read", "a link to another file"),
    "lying.zip": (_lying_zip, "skipped", "damaged in the archive"),
    "unnamed.zip": (_unnamed_zip, "read", ""),
    "nothing.zip": (lambda: samples.archive({}), "skipped", ""),
    # mail
    "headers.eml": (_broken_headers, "read", ""),
    "mails.eml": (_mails_in_mails, "read", "mails in one another"),
    "attached-noise.eml": (
        lambda: samples.mail(attachments=[("a.pdf", _noise(900))]),
        "read",
        "attachment 'a.pdf' was not read",
    ),
    # tables and lines
    "deep.jsonl": (lambda: b"[" * 100_000 + b"\n" + samples.json_lines({"text": EN}), "read", "nested too deeply"),
    "half.jsonl": (
        lambda: samples.json_lines({"text": EN}, {"no": 1}, [1]) + b'\n{"text": "cut',
        "read",
        "no field 'text'",
    ),
    "surrogate.jsonl": (lambda: b'{"text": "' + EN.encode() + b' \\ud800"}', "read", ""),
    "quotes.csv": (lambda: b'name,text\n"a,"' + EN.encode() * 3 + b'\n"""', "skipped", "there is no text in column"),
    "wide.csv": (lambda: b"," * 500_000 + b"\n" + EN.encode(), "skipped", "columns"),
}


def write_hostile(folder: object) -> Iterator[str]:
    """Write all of them into ``folder`` (a path); gives their names."""
    from pathlib import Path

    for name, (make, _, _) in HOSTILE.items():
        Path(str(folder), name).write_bytes(make())
        yield name
