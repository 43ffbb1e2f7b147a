"""IRIs and literals as N-Quads writes them, in the form in which Oxigraph keeps them.

Input: IRIs, texts, numbers. Output: terms as text. It does **not** make statements.

Source: https://www.w3.org/TR/n-quads/
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import lru_cache

import pyoxigraph as ox

from sse_graph.names import is_acronym
from sse_graph.vocab import XSD

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_DATES = frozenset({"created", "date", "issued", "modified"})
_ADDRESSES = frozenset({"license", "source"})


def told(term: str, value: str) -> str:
    """What a document says about itself: a date and an address as such, where they are whole; else its words."""
    if term in _DATES and _DATE.fullmatch(value):
        with suppress(ValueError):
            return f'"{date.fromisoformat(value).isoformat()}"^^<{XSD.date}>'
    if term in _ADDRESSES and value.startswith(("http://", "https://")):
        with suppress(ValueError):
            return str(ox.NamedNode(value))
    return literal(value)


@lru_cache(maxsize=50_000)
def ref(iri: str) -> str:
    """An IRI that others may have chosen, checked; of ranges and facts only the document's is."""
    return str(ox.NamedNode(iri))


def literal(text: str) -> str:
    """A plain text."""
    return str(ox.Literal(text))


word = lru_cache(maxsize=1_000)(literal)
"""``literal`` for what is written again and again."""


def whole(number: int) -> str:
    """NIF says nonNegativeInteger; Oxigraph keeps every whole number as this."""
    return f'"{number}"^^<{XSD.integer}>'


def name_of(name: str, language: str) -> str:
    """A name in the language of its text; an acronym is of none."""
    return text_in(name, "" if is_acronym(name) else language)


def text_in(text: str, language: str) -> str:
    """A text in a language; ``""`` and ``"und"`` are none."""
    return str(ox.Literal(text, language=language)) if language and language != "und" else literal(text)


@lru_cache(maxsize=10_000)
def decimal(value: float) -> str:
    """The number to six places as ``xsd:decimal``, which has no exponent; as Oxigraph keeps it ("1", not "1.0")."""
    return f'"{Decimal(str(round(value, 6) + 0.0)).normalize():f}"^^<{XSD.decimal}>'
