"""RDF terms as text: plain, short, in a spreadsheet, on a terminal, in Markdown, JSON and XML.

Input: a term. Output: text that is safe where it goes. It does **not** lay out rows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import pyoxigraph as ox

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
"""What an answer's cells hold."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()#+!|~<>&-])")
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOCAL: Final = re.compile(r"[\w-]+")


def plain(term: Term | None) -> str:
    """The text of a term without datatype or language; empty for an unbound one."""
    if isinstance(term, ox.NamedNode | ox.Literal):
        return str(term.value)
    return "" if term is None else str(term)


def short(term: Term | None, prefixes: Mapping[str, str]) -> str:
    """The text of a term as people read it: an IRI with its prefix where it has one, else in angle brackets."""
    if not isinstance(term, ox.NamedNode):
        return plain(term)
    for prefix, iri in prefixes.items():
        if term.value.startswith(iri) and _LOCAL.fullmatch(term.value, len(iri)):
            return f"{prefix}:{term.value[len(iri) :]}"
    return f"<{term.value}>"


def csv_cell(text: str) -> str:
    """``text`` as a spreadsheet shows and never runs it: one that begins like a formula gets a leading apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def visible(text: str) -> str:
    """``text`` in one line without control characters: a text must not steer the terminal."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def display_width(text: str) -> int:
    """The columns of a terminal that ``text`` takes: two for East Asian wide characters, none for combining ones.
    Source: Unicode Standard Annex 11.
    """
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in {"W", "F"} else 1 for c in text
    )


def markdown(term: Term | None, prefixes: Mapping[str, str]) -> str:
    """A cell of a Markdown table; nothing in a text is markup, and only web addresses become links."""
    text = visible(short(term, prefixes))
    if re.fullmatch(r"<https?://[^\s<>|\\`]+>", text):
        return text
    return _MARKDOWN.sub(r"\\\1", text)


def json_term(term: Term) -> dict[str, Any]:
    """The term in the results format. Source: SPARQL 1.1 Query Results JSON Format; triple terms as in SPARQL 1.2."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.Literal):
        extra = {"xml:lang": term.language} if term.language else {}
        if not term.language and term.datatype.value != _STRING:
            extra = {"datatype": term.datatype.value}
        return {"type": "literal", "value": term.value, **extra}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return {"type": "triple", "value": {name: json_term(part) for name, part in parts.items()}}


def xml_term(term: Term) -> str:
    """The term in the results format. Source: SPARQL Query Results XML Format; triple terms as in SPARQL 1.2.

    A control character that XML 1.0 cannot hold becomes U+FFFD.
    """
    if isinstance(term, ox.NamedNode):
        return f"<uri>{xml_text(term.value)}</uri>"
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{xml_text(term.value)}</bnode>"
    if isinstance(term, ox.Literal):
        extra = f' xml:lang="{xml_text(term.language)}"' if term.language else ""
        if not term.language and term.datatype.value != _STRING:
            extra = f' datatype="{xml_text(term.datatype.value)}"'
        return f"<literal{extra}>{xml_text(term.value)}</literal>"
    parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
    return f"<triple>{''.join(f'<{name}>{xml_term(part)}</{name}>' for name, part in parts)}</triple>"


def xml_text(text: str) -> str:
    """``text`` escaped for an element or an attribute in double quotes."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return _NOT_XML.sub("\ufffd", escaped).replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#9;")
