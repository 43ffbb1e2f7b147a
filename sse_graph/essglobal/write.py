"""Initiatives as triples and as a table.

Input: an open store. Output: triples, or the text of a CSV. It does **not** choose the initiatives
(``initiatives.py``).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from sse_graph.aligned import ESSGLOBAL
from sse_graph.essglobal.initiatives import Initiative, initiatives
from sse_graph.query import csv_cell
from sse_graph.readable import Readable
from sse_graph.vocab import DCTERMS, FOAF, PREFIXES, RDF, SKOS, WGS84, XSD

_VOCAB: Final = ESSGLOBAL[0] + "vocab/"
_STANDARD: Final = ESSGLOBAL[0] + "standard/"
_VCARD: Final = "http://www.w3.org/2006/vcard/ns#"
_GR: Final = "http://purl.org/goodrelations/v1#"
_WITHIN: Final = "http://data.ordnancesurvey.co.uk/ontology/spatialrelations/within"
_SAME: Final = "http://www.w3.org/2002/07/owl#sameAs"
PREFIXES_OF_PROFILE: Final = {
    **{name: PREFIXES[name] for name in ("dcterms", "ess", "foaf", "owl", "rdf", "skos", "wgs84", "xsd")},
    "gr": _GR,
    "osspatialrelations": _WITHIN.removesuffix("within"),
    "vcard": _VCARD,
}
HEADER: Final = (
    "Identifier", "Name", "Description", "Organisational Structure", "Primary Activity", "Activities", "Street Address",
    "Locality", "Region", "Postcode", "Country ID", "Territory ID", "Website", "Phone", "Email", "Twitter", "Facebook",
    "Companies House Number", "Qualifiers", "Membership Type", "Latitude", "Longitude", "Geo Container",
    "Geo Container Latitude", "Geo Container Longitude",
)  # fmt: skip
"""Columns of the standard table; what the graph does not know is empty. Several values of a cell stand between ";"."""
_LEGAL_FORM: Final = {"Cooperative": "L2", "Association": "L4", "Foundation": "L4", "SocialEnterprise": "L5"}


def triples(store: Readable) -> Iterator[ox.Triple]:
    """The initiatives as se-open-data models them; no blank nodes, an address is named after its body."""
    for one in initiatives(store):
        yield from _described(one)


def table(store: Readable) -> str:
    """The initiatives as the standard table; safe to open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for one in initiatives(store):
        latitude, longitude = one.point or ("", "")
        cells = {
            "Identifier": one.iri.rpartition("/")[2],
            "Name": one.name,
            "Organisational Structure": ";".join(one.structures),
            "Primary Activity": one.sectors[0] if one.sectors else "",
            "Activities": ";".join(one.sectors[1:]),
            "Locality": one.locality,
            "Region": one.region,
            "Country ID": one.country_code,
            "Website": one.homepage,
            "Qualifiers": ";".join(one.qualifiers),
            "Geo Container": one.container if one.point else "",
            "Geo Container Latitude": latitude,
            "Geo Container Longitude": longitude,
        }
        row = (cells.get(name, "") for name in HEADER)
        writer.writerow([text if _is_number(text) else csv_cell(text) for text in row])
    return out.getvalue()


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _described(one: Initiative) -> Iterator[ox.Triple]:
    def say(subject: str, predicate: str, value: str | ox.Literal) -> ox.Triple:
        node = ox.NamedNode(value) if isinstance(value, str) else value
        return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), node)

    yield say(one.iri, RDF.type, _VOCAB + "SSEInitiative")
    if "Network" in one.classes:
        yield say(one.iri, RDF.type, _VOCAB + "Network")
    yield say(one.iri, _GR + "name", ox.Literal(one.name))
    spoken: set[str] = set()
    for name, language in one.others:
        first = language not in spoken
        spoken.add(language)
        literal = ox.Literal(name, language=language) if language else ox.Literal(name)
        yield say(one.iri, SKOS.prefLabel if first and language else SKOS.altLabel, literal)
    if one.homepage:
        yield say(one.iri, FOAF.homepage, one.homepage)
    for sector in one.sectors[:1]:
        yield say(one.iri, _VOCAB + "primarySector", f"{_STANDARD}activities-modified/{sector}")
    for sector in one.sectors:
        yield say(one.iri, _VOCAB + "economicSector", f"{_STANDARD}activities-modified/{sector}")
    for structure in one.structures:
        yield say(one.iri, _VOCAB + "organisationalStructure", f"{_STANDARD}organisational-structure/{structure}")
    for name in sorted(one.classes & _LEGAL_FORM.keys()):
        yield say(one.iri, _VOCAB + "legalForm", f"{_STANDARD}legal-form/{_LEGAL_FORM[name]}")
    for qualifier in one.qualifiers:
        yield say(one.iri, _VOCAB + "qualifier", f"{_STANDARD}qualifiers/{qualifier}")
    for other in one.part_of:
        yield say(one.iri, DCTERMS["isPartOf"], other)
        yield say(other, DCTERMS["hasPart"], one.iri)
    for other in one.same:
        yield say(one.iri, _SAME, other)
    for document in one.documents:
        yield say(one.iri, DCTERMS.source, document)
    if one.locality or one.region or one.country:
        address = f"{one.iri}#Address"
        yield say(one.iri, _VOCAB + "hasAddress", address)
        yield say(address, RDF.type, _VOCAB + "Address")
        named = (("locality", one.locality), ("region", one.region), ("country-name", one.country))
        for key, text in named:
            if text:
                yield say(address, _VCARD + key, ox.Literal(text))
        if one.country_code:
            yield say(one.iri, _VOCAB + "country_id", ox.Literal(one.country_code))
        if one.container and one.point:
            yield say(address, _WITHIN, one.container)
            for key, degrees in zip((WGS84.lat, WGS84.long), one.point, strict=True):
                yield say(one.container, key, ox.Literal(degrees, datatype=ox.NamedNode(XSD.decimal)))
