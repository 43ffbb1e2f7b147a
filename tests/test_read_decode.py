"""Bytes as text: encodings, line ends, invisible characters, garbled letters, and what is no text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_graph.errors import InputError
from sse_graph.read.decode import decode

FRENCH = "La coopérative « Été » adhère au réseau d’économie sociale – à Besançon, 20 € la part."
SPANISH = "¿Qué es la economía solidaria? Una asociación de pequeños productores de España."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_without_a_warning(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding), "a.txt") == (FRENCH, [])


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (FRENCH, "cp1252", "Windows-1252"),
        (SPANISH, "latin-1", "Windows-1252"),
        (FRENCH, "utf-16-le", "utf-16-le"),
        (SPANISH, "utf-16-be", "utf-16-be"),
        ("Социальная и солидарная экономика: кооперативы и ассоциации. " * 20, "cp1251", "1251"),
    ],
    ids=["Windows-1252", "Latin-1", "UTF-16 little-endian", "UTF-16 big-endian", "Cyrillic"],
)
def test_other_encodings_are_guessed_and_said(text: str, encoding: str, named: str) -> None:
    found, warnings = decode(text.encode(encoding), "a.txt")
    assert found == text
    assert len(warnings) == 1
    assert named in warnings[0]


def test_lines_in_another_encoding_are_read_beside_utf_8() -> None:
    data = "Économie\nsociété\n".encode() + "pequeños".encode("latin-1") + "\n¿qué?".encode()
    found, warnings = decode(data, "a.txt")
    assert found == "Économie\nsociété\npequeños\n¿qué?"
    assert "Windows-1252" in warnings[0]


def test_a_cut_off_utf_16_file_is_read_with_a_warning() -> None:
    found, warnings = decode(FRENCH.encode("utf-16")[:-1], "a.txt")
    assert found.startswith(FRENCH[:-1])
    assert "cut off" in warnings[0]


def test_a_surrogate_in_utf_8_is_dropped_or_replaced() -> None:
    found, warnings = decode("Économie, société, Été ".encode() + b"\xed\xa0\x80", "a.txt")
    assert found.startswith("Économie, société, Été")
    assert not any("\ud800" <= sign <= "\udfff" for sign in found)
    assert warnings


@pytest.mark.parametrize("text", [FRENCH, SPANISH], ids=["French", "Spanish"])
def test_mojibake_is_set_right_and_said(text: str) -> None:
    garbled = text.encode().decode("cp1252", "ignore" if "\u009d" in text else "strict")
    found, warnings = decode(("Été\n" + garbled).encode(), "a.txt")
    assert found == "Été\n" + text
    assert "1 line" in warnings[0]


@pytest.mark.parametrize(
    "text", [FRENCH, SPANISH, "São João – Galați, Đà Nẵng, İstanbul", "ÂGE D’OR – NAÏVETÉ", "Ça va ? Où ça ?"]
)
def test_sound_letters_are_left_alone(text: str) -> None:
    assert decode(text.encode(), "a.txt") == (unicodedata.normalize("NFC", text), [])


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("page one\x0cpage two\x0bx\u2028y", "page one\npage two\nx\ny"),
        ("Cafe\u0301", "Café"),
        ("co\u00adop\u200berative\ufeff", "cooperative"),
        ("\u202egnirts\u202c", "gnirts"),
        ("tab\tstays", "tab\tstays"),
        ("e\u00ad\u0301", "é"),
    ],
    ids=["line ends", "page breaks", "NFC", "invisible", "direction marks", "tab", "NFC after dropping"],
)
def test_what_is_kept(text: str, kept: str) -> None:
    assert decode(text.encode(), "a.txt")[0] == kept


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7 \xe2\xe3", "a PDF"),
        (b"PK\x03\x04rest", "ZIP archive or office document"),
        (b"\xd0\xcf\x11\xe0rest", "old office document"),
        (b"{\\rtf1 text}", "RTF"),
        (b"\x89PNG\r\n", "image"),
        (b"text\0text\0\0more", "not a text file"),
        (bytes(range(1, 32)) * 4, "not a text file"),
        (b"\n <!DOCTYPE html><p>x", "HTML"),
    ],
    ids=["PDF", "ZIP", "old office", "RTF", "image", "null bytes", "control bytes", "HTML"],
)
def test_what_is_no_text_is_refused_with_what_to_do(data: bytes, said: str) -> None:
    with pytest.raises(InputError) as error:
        decode(data, "folder/a.txt")
    assert str(error.value).startswith("folder/a.txt: ")
    assert said in str(error.value)
    assert "save it as" in str(error.value)
    assert "\n" not in str(error.value)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_clean_text_or_refused(data: bytes) -> None:
    try:
        text, _ = decode(data, "a.txt")
    except InputError:
        return
    assert unicodedata.is_normalized("NFC", text)
    assert "\r" not in text
    assert "\0" not in text
    text.encode("utf-8")
