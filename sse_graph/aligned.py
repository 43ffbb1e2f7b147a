"""What classes, names and addresses of other vocabularies mean in ours.

Input: IRIs of classes and properties of W3C ORG, schema.org, FOAF, GoodRelations and ESSGlobal. Output: ours, or
nothing. It does **not** read files (``vocabulary.py``).

Source: https://www.w3.org/TR/vocab-org/, https://schema.org, http://xmlns.com/foaf/spec/, and for ESSGlobal its four
namespaces in use, whose local names are the same (http://purl.org/essglobal/, CC BY 3.0, RIPESS).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from sse_graph.vocab import SSE

ESSGLOBAL: Final = (
    "http://purl.org/essglobal/",
    "https://lod.coop/essglobal/2.1/",
    "https://dev.lod.coop/essglobal/2.1/",
    "https://w3id.solidarityeconomy.coop/essglobal/V2a/",
)
"""The namespaces under which ESSGlobal is published; the first is the one that this project writes."""
_VERSIONS: Final = re.compile(r"https://(?:dev\.)?lod\.coop/essglobal/[\w.]+/")
_SCHEMA: Final = re.compile(r"https?://schema\.org/(.+)")
_SCHEMA_CLASSES: Final = {
    "Organization": "", "NGO": "Association", "Corporation": "", "LocalBusiness": "", "Cooperative": "Cooperative",
    "Consortium": "Network", "EducationalOrganization": "ResearchInstitution", "ResearchOrganization":
    "ResearchInstitution", "CollegeOrUniversity": "ResearchInstitution", "GovernmentOrganization": "PublicAuthority",
    "FundingScheme": "", "WorkersUnion": "Association", "NewsMediaOrganization": "",
}  # fmt: skip
_CLASSES: Final = {
    "http://www.w3.org/ns/org#Organization": "",
    "http://www.w3.org/ns/org#FormalOrganization": "",
    "http://www.w3.org/ns/org#OrganizationalUnit": "",
    "http://www.w3.org/ns/org#OrganizationalCollaboration": "Network",
    "http://xmlns.com/foaf/0.1/Organization": "",
    "http://purl.org/goodrelations/v1#BusinessEntity": "",
    "http://www.w3.org/ns/regorg#RegisteredOrganization": "",
    "essglobal:vocab/SSEInitiative": "",
    "essglobal:vocab/Network": "Network",
}
"""Classes of bodies, and the narrower class of ours that each implies, ``""`` for none."""
_OTHER_LABELS: Final = {
    "http://xmlns.com/foaf/0.1/Person": "Person",
    "schema:Person": "Person",
    "schema:Event": "Event",
    "http://www.w3.org/2004/02/skos/core#Concept": "Concept",
}
_NAMES: Final = (
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/2000/01/rdf-schema#label",
    "schema:name",
    "http://xmlns.com/foaf/0.1/name",
    "http://purl.org/goodrelations/v1#name",
    "schema:legalName",
    "http://purl.org/goodrelations/v1#legalName",
    "http://www.w3.org/ns/regorg#legalName",
    "http://www.w3.org/2006/vcard/ns#fn",
    "http://www.w3.org/2006/vcard/ns#organization-name",
)
"""Properties of names: the first that a thing has gives its preferred names, the others are further ones."""
_FURTHER: Final = (
    "http://www.w3.org/2004/02/skos/core#altLabel",
    "http://www.w3.org/2004/02/skos/core#hiddenLabel",
    "schema:alternateName",
    "http://xmlns.com/foaf/0.1/nick",
)
SAME: Final = frozenset(
    ["http://www.w3.org/2002/07/owl#sameAs", "http://www.w3.org/2004/02/skos/core#exactMatch", "schema:sameAs"]
)
HAS_ADDRESS: Final = frozenset(
    ["essglobal:vocab/hasAddress", "schema:address", "http://www.w3.org/2006/vcard/ns#hasAddress"]
)
LOCALITY: Final = frozenset(["http://www.w3.org/2006/vcard/ns#locality", "schema:addressLocality"])
COUNTRY: Final = frozenset(["http://www.w3.org/2006/vcard/ns#country-name", "schema:addressCountry"])
COUNTRY_CODE: Final = "essglobal:vocab/country_id"
"""In the data of ESSGlobal, though not in its vocabulary: a code of ISO 3166-1, or a concept whose IRI ends in it."""
_STRUCTURES: Final = {
    "legal-form/L2": "Cooperative", "legal-form/L4": "Association", "legal-form/L5": "SocialEnterprise",
    "organisational-structure/OS20": "Association", "organisational-structure/OS30": "SocialEnterprise",
    "organisational-structure/OS180": "Network", "organisational-structure/OS220": "PublicAuthority",
    "organisational-structure/OS230": "IntergovernmentalOrganization",
    **{f"organisational-structure/OS{number}": "Cooperative" for number in (60, 70, 80, 90, 100, 110, 115)},
}  # fmt: skip
"""Concepts of ESSGlobal's legal forms and organisational structures as classes."""


@lru_cache(maxsize=10_000)
def plain(iri: str) -> str:
    """``iri`` with one spelling of ESSGlobal's and schema.org's namespaces: ``essglobal:`` and ``schema:``."""
    for namespace in ESSGLOBAL:
        if iri.startswith(namespace):
            return f"essglobal:{iri[len(namespace) :]}"
    version = _VERSIONS.match(iri)
    if version:
        return f"essglobal:{iri[version.end() :]}"
    schema = _SCHEMA.fullmatch(iri)
    return f"schema:{schema[1]}" if schema else iri


@lru_cache(maxsize=10_000)
def classes_of(iri: str) -> tuple[str, ...]:
    """Local names of our classes that a class or a concept of ESSGlobal stands for, the main one first; empty for
    none.
    """
    if iri in SSE:
        return (iri.removeprefix(str(SSE)),)
    own = plain(iri)
    if own in _OTHER_LABELS:
        return (_OTHER_LABELS[own],)
    narrower = _CLASSES.get(own)
    if narrower is None and own.startswith("schema:"):
        narrower = _SCHEMA_CLASSES.get(own.removeprefix("schema:"))
    return () if narrower is None else tuple(filter(None, ("Organization", narrower)))


@lru_cache(maxsize=10_000)
def structure_of(iri: str) -> str:
    """Our class of bodies with that legal form or organisational structure of ESSGlobal, or ``""``."""
    return _STRUCTURES.get(plain(iri).removeprefix("essglobal:standard/"), "")


@lru_cache(maxsize=10_000)
def name_rank(predicate: str) -> int:
    """Which of a thing's properties gives its preferred names: the lowest rank that is there; further names have
    ``FURTHER``, other properties -1.
    """
    own = plain(predicate)
    return _NAMES.index(own) if own in _NAMES else FURTHER if own in _FURTHER else -1


FURTHER: Final = len(_NAMES)
