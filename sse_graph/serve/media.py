"""Media types: which one a client is given.

Input: an ``Accept`` header or a format's short name. Output: a ``Form``. It does **not** write anything.
Source: RFC 9110 §12.5.1; media types as IANA and the SPARQL 1.1 recommendations have them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final


@dataclass(frozen=True, slots=True)
class Form:
    """One syntax. ``name``: as ``?format=`` has it; ``media``: its media type first, then others that mean it;
    ``charset``: whether the type is sent with one; ``ending``: of a downloaded file."""

    name: str
    media: tuple[str, ...]
    charset: bool
    ending: str

    @property
    def content_type(self) -> str:
        """What the answer's ``Content-Type`` says."""
        return f"{self.media[0]}; charset=utf-8" if self.charset else self.media[0]


ROWS: Final = (
    Form("json", ("application/sparql-results+json", "application/json", "text/json"), False, "srj"),
    Form("xml", ("application/sparql-results+xml", "application/xml", "text/xml"), False, "srx"),
    Form("csv", ("text/csv",), True, "csv"),
    Form("tsv", ("text/tab-separated-values",), True, "tsv"),
)
"""For SELECT and ASK, the preferred one first. (JSON and XML are UTF-8 by definition.)"""
TRIPLES: Final = (
    Form("turtle", ("text/turtle", "application/x-turtle"), True, "ttl"),
    Form("ntriples", ("application/n-triples", "text/plain"), False, "nt"),
    Form("jsonld", ("application/ld+json", "application/json"), False, "jsonld"),
    Form("trig", ("application/trig", "application/x-trig"), False, "trig"),
    Form("rdfxml", ("application/rdf+xml", "application/xml", "text/xml"), False, "rdf"),
    Form("nquads", ("application/n-quads", "text/x-nquads"), False, "nq"),
)
"""For CONSTRUCT, DESCRIBE, graphs and descriptions, the preferred one first."""
HTML: Final = Form("html", ("text/html", "application/xhtml+xml"), True, "html")
_NAMES: Final = {"ttl": "turtle", "nt": "ntriples", "nq": "nquads", "rdf": "rdfxml", "json-ld": "jsonld"}
_SAME: Final = {"json": "jsonld", "xml": "rdfxml"}
"""``?format=json`` of triples is JSON-LD: who asks so cannot know what kind of answer a query has."""


@lru_cache(maxsize=1024)
def choose(accept: str, named: str, forms: tuple[Form, ...]) -> Form | None:
    """The one of ``forms`` that the client likes best; ``None`` when it takes none. ``named``: the value of
    ``?format=``, which goes before ``accept``; "" for none. An ``accept`` of "" takes everything."""
    if named:
        name = _NAMES.get(named.lower(), named.lower())
        for wanted in (name, _SAME.get(name, "")):
            for form in forms:
                if form.name == wanted or (wanted and wanted in form.media):
                    return form
        return None
    if not accept.strip():
        return forms[0]
    ranges = _ranges(accept)
    best, chosen = 0.0, None
    for form in forms:
        quality = _form_quality(form, ranges)
        if quality > best:
            best, chosen = quality, form
    return chosen


def prefers_page(accept: str) -> bool:
    """Whether a page is what the client asks for before any RDF, as browsers do."""
    ranges = _ranges(accept)
    if not any(kind in HTML.media and quality > 0 for kind, quality in ranges.items()):
        return False
    return _form_quality(HTML, ranges) >= max(_quality(form.media[0], ranges) for form in (*TRIPLES, *ROWS))


def _ranges(accept: str) -> dict[str, float]:
    """Media range -> quality in [0, 1]. What is no media range is left out."""
    found: dict[str, float] = {}
    for part in accept.split(",")[:64]:
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                quality = _number(value)
        if "/" in kind:
            found[kind] = max(quality, found.get(kind, 0.0))
    return found


def takes_gzip(header: str) -> bool:
    """Whether ``Accept-Encoding`` names gzip and does not forbid it."""
    for part in header.lower().split(","):
        name, _, parameter = part.partition(";")
        if name.strip() == "gzip":
            return not parameter.strip() or _number(parameter.partition("=")[2]) > 0
    return False


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return min(max(number, 0.0), 1.0) if number == number else 0.0  # not NaN


def _form_quality(form: Form, ranges: dict[str, float]) -> float:
    """Of the form's own type; types that mean it too count only where they are named."""
    if form.media[0] in ranges:
        return ranges[form.media[0]]
    return max(_quality(form.media[0], ranges), *(ranges.get(media, 0.0) for media in form.media))


def _quality(media: str, ranges: dict[str, float]) -> float:
    """By the most specific range that fits."""
    for kind in (media, f"{media.partition('/')[0]}/*", "*/*"):
        if kind in ranges:
            return ranges[kind]
    return 0.0
