"""Mails: text or page, headers as metadata, attachments as documents of their own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import EN, FR, HTML, docx, mail, pdf_lines, read_or_refused

from sse_graph.errors import InputError
from sse_graph.read.eml import read_eml
from sse_graph.read.limits import LIMITS
from sse_graph.records import Document


def read(data: bytes) -> list[Document]:
    return list(read_eml(data, "a.eml", "a.eml", LIMITS))


def test_a_plain_message_is_its_text_and_headers():
    (document,) = read(mail())
    assert document.text.strip() == EN
    assert (document.title, document.language) == ("Réunion du réseau", "en")
    assert document.metadata == (("creator", "Ada Reed"), ("date", "2026-03-03"))
    assert document.warnings == ()


def test_the_page_of_a_message_is_read_rather_than_its_plain_copy():
    (document,) = read(mail(html=HTML))
    assert [block.kind for block in document.blocks] == ["title", "paragraph", "heading", "item", "item"]
    assert document.title == "Réunion du réseau"
    assert dict(document.metadata)["creator"] == "Ada Reed"


def test_a_page_that_says_less_than_the_plain_text_is_passed_over():
    (document,) = read(mail(html="<p>See above", text=EN * 5))
    assert document.text.strip() == EN * 5


def test_attachments_are_documents_of_their_own_and_what_is_not_read_is_said():
    attached = [
        ("report.docx", docx()),
        ("minutes.txt", FR.encode("cp1252")),
        ("minutes.txt", EN.encode()),
        ("photo.png", b"\x89PNG"),
        ("table.xls", b"x"),
        ("../../etc/climb.txt", EN.encode()),
        ("broken.pdf", b"%PDF-1.7"),
    ]
    message, *others = read(mail(attachments=attached))
    assert [document.name for document in others] == [
        "a.eml/report.docx",
        "a.eml/minutes.txt",
        "a.eml/3-minutes.txt",
        "a.eml/climb.txt",
    ]
    assert [warning.split(": ")[0] for warning in message.warnings] == [
        "attachment 'photo.png' was not read",
        "attachment 'table.xls' was not read",
        "attachment 'broken.pdf' was not read",
    ]
    assert others[1].text == FR


def test_a_message_in_a_message_is_read():
    message, inner = read(mail(attachments=[("inner.eml", mail(text=FR))]))
    assert (message.name, inner.name) == ("a.eml", "a.eml/inner.eml")
    assert inner.text.strip() == FR


def test_a_message_that_is_only_its_attachment_is_read():
    (document,) = read(mail(text=" ", attachments=[("a.pdf", pdf_lines([[(72, 700, EN)]]))]))
    assert (document.name, document.pages) == ("a.eml/a.pdf", (0,))


def test_flowed_lines_are_joined():
    data = b"Content-Type: text/plain; format=flowed; charset=utf-8\n\nThe network of \nthe coast.\nAda\n"
    assert read(data)[0].text == "The network of the coast.\nAda\n"


@pytest.mark.parametrize(
    "header",
    [
        b"Date: yesterday",
        b"From: \xff@@<",
        b"Subject: =?x?q?=ff?=",
        b"Content-Language: ???",
        b"Content-Type: text/plain; charset=x",
    ],
    ids=["date", "sender", "subject", "language", "charset"],
)
def test_a_broken_header_does_no_harm(header):
    (document,) = read(header + b"\n\n" + EN.encode())
    assert document.text == EN


def test_a_message_without_text_is_an_error():
    with pytest.raises(InputError, match=r"a\.eml: there is no text in it"):
        read(mail(text=" "))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 5_000), st.integers(0, 40), st.binary(max_size=20))
def test_a_damaged_message_is_read_or_refused(at, gone, put):
    data = mail(html=HTML, attachments=[("a.txt", FR.encode())])
    at %= len(data)
    found, why = read_or_refused(data[:at] + put + data[at + gone :], "a.eml")
    assert found or why.startswith("a.eml")
    assert all("\r" not in document.text for document in found)
