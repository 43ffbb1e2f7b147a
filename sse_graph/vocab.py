"""The project's names: closed namespaces, IRI minting.

Input: names and texts. Output: IRIs as plain strings. It does **not** import rdflib or pyoxigraph: the commands that
only name things start without them. A term that a namespace does not have is an ``AttributeError`` at once, not a
silent new IRI.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final
from urllib.parse import urlsplit

from sse_graph.errors import InputError

BASE: Final = "https://w3id.org/sse-graph/"
"""Base of all minted IRIs: things are below ``id/``, documents below ``doc/``, graphs below ``graph/``."""


class Namespace:
    """``Namespace(iri, "a b")``: its attributes ``a`` and ``b`` are IRIs, others are errors; ``str()`` is the IRI."""

    def __init__(self, iri: str, terms: str) -> None:
        self._iri = iri
        self._terms = frozenset(terms.split())
        vars(self).update({term: iri + term for term in self._terms})  # found without a call: a graph names millions

    def __getattr__(self, term: str) -> str:
        near = get_close_matches(term, sorted(self._terms), n=3)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise AttributeError(f"<{self._iri}> has no term {term!r}{hint}")

    def __getitem__(self, term: str) -> str:
        """The IRI of a term whose name is a value ("memberOf"), with the same check."""
        if term in self._terms:
            return self._iri + term
        try:
            return self.__getattr__(term)
        except AttributeError as error:
            raise KeyError(str(error)) from None

    def __contains__(self, iri: object) -> bool:
        return isinstance(iri, str) and iri.startswith(self._iri) and iri[len(self._iri) :] in self._terms

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._iri + term for term in self._terms))

    def __str__(self) -> str:
        return self._iri


SSE: Final = Namespace(
    "https://w3id.org/sse-graph/ontology#",
    """Document Organization Network Cooperative Association MutualSociety Foundation SocialEnterprise PublicAuthority
    IntergovernmentalOrganization ResearchInstitution Place Country Region City Event Person Concept Merge
    partnerOf memberOf partOf organizes partnerIn participatesIn locatedIn affiliatedWith supports promotes mentions
    sha256 pipeline rule confidence warning page mergedInto firstName secondName ambiguousLabel unmatchedLabel seatCity
    seatCountry within countryCode countryCode3 m49 subdivisionCode candidate Trigger Denial NameRule indicates
    position""",
)
RDF: Final = Namespace(
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type Statement subject predicate object first rest nil"
)
RDFS: Final = Namespace(
    "http://www.w3.org/2000/01/rdf-schema#", "label comment subClassOf subPropertyOf domain range seeAlso"
)
OWL: Final = Namespace(
    "http://www.w3.org/2002/07/owl#", "Ontology Class ObjectProperty DatatypeProperty SymmetricProperty"
)
XSD: Final = Namespace(
    "http://www.w3.org/2001/XMLSchema#", "string nonNegativeInteger integer decimal date dateTime boolean anyURI"
)
SKOS: Final = Namespace(
    "http://www.w3.org/2004/02/skos/core#",
    """Concept ConceptScheme prefLabel altLabel hiddenLabel definition scopeNote broader narrower related inScheme
    topConceptOf hasTopConcept exactMatch closeMatch broadMatch narrowMatch notation""",
)
DCTERMS: Final = Namespace(
    "http://purl.org/dc/terms/",
    """identifier title language date created modified creator publisher source subject description license rights
    abstract spatial contributor issued format isPartOf hasPart""",
)
PROV: Final = Namespace(
    "http://www.w3.org/ns/prov#", "wasQuotedFrom Activity endedAtTime wasAssociatedWith used generated"
)
NIF: Final = Namespace(
    "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
    "Phrase String Context anchorOf beginIndex endIndex referenceContext isString",
)
ITSRDF: Final = Namespace("http://www.w3.org/2005/11/its/rdf#", "taIdentRef taConfidence")
ORG: Final = Namespace(
    "http://www.w3.org/ns/org#",
    "Organization OrganizationalUnit Role Site memberOf subOrganizationOf unitOf linkedTo hasSite basedAt Membership",
)
SCHEMA: Final = Namespace(
    "https://schema.org/",
    """Organization Event Place Person Country City AdministrativeArea organizer location memberOf parentOrganization
    affiliation sponsor attendee performer funder numberOfPages""",
)
WGS84: Final = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#", "lat long")
ESS: Final = Namespace("http://purl.org/essglobal/vocab/", "SSEInitiative Network")
FOAF: Final = Namespace("http://xmlns.com/foaf/0.1/", "homepage Organization Person")

PREFIXES: Final[dict[str, str]] = {
    "dcterms": str(DCTERMS),
    "ess": str(ESS),
    "foaf": str(FOAF),
    "itsrdf": str(ITSRDF),
    "nif": str(NIF),
    "org": str(ORG),
    "owl": str(OWL),
    "prov": str(PROV),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "schema": str(SCHEMA),
    "skos": str(SKOS),
    "sse": str(SSE),
    "wgs84": str(WGS84),
    "xsd": str(XSD),
}
"""The prefixes that queries may use without declaring them and that exports declare."""

_GRAPHS: Final = frozenset({"corpus", "ontology", "concepts", "organizations"})
_TRANSLITERATED: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "&": " and "}
)
_BETWEEN: Final = re.compile(r"[\W_]+")
_SLUG_LENGTH: Final = 80


def slugify(name: str) -> str:
    """The name as a piece of an IRI: lower case, letters and digits, words joined by ``-``; at most 80 characters.

    Accents are dropped; letters of other scripts are kept (IRIs may hold them). A longer name is cut and ends in eight
    hex digits of its hash, and a name without a letter or digit is the hash alone, so that different names stay
    different.
    """
    plain = name.casefold()
    if not plain.isalnum() or not plain.isascii():
        plain = plain.translate(_TRANSLITERATED)
        if not plain.isascii():
            folded = unicodedata.normalize("NFKD", plain)
            plain = "".join(character for character in folded if not unicodedata.combining(character))
            plain = unicodedata.normalize("NFC", plain)
        plain = _BETWEEN.sub("-", plain).strip("-")
    slug = plain
    if slug and len(slug) <= _SLUG_LENGTH:
        return slug
    return f"{slug[: _SLUG_LENGTH - 9]}-{_digest(name, 8)}".strip("-")


def mint(base: str, label: str, name: str) -> str:
    """The IRI of a thing of that main class (``Organization`` …) and name."""
    return f"{base}id/{label.lower()}/{slugify(name)}"


def document_iri(base: str, slug: str) -> str:
    """The IRI of the document with that slug; it names the document's graph too."""
    return f"{base}doc/{slug}"


def char_iri(document: str, start: int, end: int) -> str:
    """The IRI of characters ``[start, end)`` of a document, in code points. Source: RFC 5147, as NIF 2.0 uses it."""
    return f"{document}#char={start},{end}"


def fact_iri(document: str, subject: str, predicate: str, object_: str, start: int, end: int, rule: str) -> str:
    """The IRI of one piece of evidence for a fact."""
    return f"{document}#fact-{_digest(f'{subject} {predicate} {object_} {start} {end} {rule}', 16)}"


def merge_iri(entity: str, first: str, second: str, rule: str) -> str:
    """The IRI of one reason why two names are one entity."""
    return f"{entity}#merge-{_digest(f'{first} {second} {rule}', 16)}"


def graph_iri(base: str, name: str) -> str:
    """The IRI of one of the graphs that belong to no document: corpus, ontology, concepts, organizations."""
    if name not in _GRAPHS:
        raise KeyError(f"there is no graph {name!r}; the graphs are {', '.join(sorted(_GRAPHS))}")
    return f"{base}graph/{name}"


def check_base(base: str) -> str:
    """``base``, when things can be named below it.

    Raises:
        InputError: it is not an absolute http(s) IRI that ends in ``/``, without query, fragment, blank or reserved
            character. (Ranges and facts are fragments of a document's IRI, so a base has none.)
    """
    try:
        parts = urlsplit(base)
    except ValueError:
        parts = urlsplit("")
    sound = parts.scheme in {"http", "https"} and parts.netloc and base.endswith("/")
    if not sound or re.search(r"[\s<>\"{}|\\^`?#\x00-\x1f]", base):
        raise InputError(f"--base {base!r} cannot name things; give an absolute http(s) IRI that ends in '/'")
    return base


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]
