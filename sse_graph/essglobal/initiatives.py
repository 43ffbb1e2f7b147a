"""The initiatives of a graph: the bodies of the field, with what ESSGlobal has words for.

Input: an open store, ``ontology/essglobal.ttl``. Output: ``Initiative`` records, sorted by IRI. It does **not** write
them (``write.py``).

An initiative is a body of which the graph knows that it is one: it is of a class of the field (network, cooperative,
association, mutual society, foundation, social enterprise), or it promotes a concept, or it is a member of a network.
Public authorities, intergovernmental and research bodies are none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import pyoxigraph as ox

from sse_graph.aligned import ESSGLOBAL
from sse_graph.essglobal.pairs import pairs
from sse_graph.essglobal.places import Places
from sse_graph.readable import Readable
from sse_graph.resources import ontology_path
from sse_graph.vocab import SKOS, SSE

_STANDARD: Final = ESSGLOBAL[0] + "standard/"
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_FIELD: Final = frozenset(["Network", "Cooperative", "Association", "MutualSociety", "Foundation", "SocialEnterprise"])
_OUTSIDE: Final = frozenset(["PublicAuthority", "IntergovernmentalOrganization", "ResearchInstitution"])
_STRUCTURE: Final = {
    "Cooperative": "OS115", "Association": "OS20", "Foundation": "OS20", "SocialEnterprise": "OS30",
}  # fmt: skip


@dataclass(slots=True)
class Initiative:
    """A body of the field. ``name`` in English if there is one; ``others``: (name, language). ``point``: latitude and
    longitude of ``container``, the IRI of the city at GeoNames (``""`` where only the seat's name is known)."""

    iri: str
    name: str
    others: tuple[tuple[str, str], ...] = ()
    classes: frozenset[str] = frozenset()
    sectors: tuple[str, ...] = ()
    qualifiers: tuple[str, ...] = ()
    structures: tuple[str, ...] = ()
    homepage: str = ""
    locality: str = ""
    region: str = ""
    country: str = ""
    country_code: str = ""
    container: str = ""
    point: tuple[str, str] | None = None
    same: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    part_of: list[str] = field(default_factory=list)


def initiatives(store: Readable) -> tuple[Initiative, ...]:
    """The initiatives of the graph, sorted by IRI."""
    bodies = _bodies(store)
    belongs = pairs(store, "GRAPH ?g { ?a sse:memberOf|sse:partOf ?b . ?g a sse:Document }")
    promotes = pairs(store, "GRAPH ?g { ?a sse:promotes ?b . ?g a sse:Document }")
    matches = pairs(store, "?a skos:closeMatch ?b")
    broader = pairs(store, "?a skos:broader ?b")
    documents = pairs(store, "GRAPH ?b { ?b sse:mentions ?a }")
    same = pairs(store, "GRAPH ?g { ?a skos:exactMatch ?b } ?d sse:mentions ?a")
    homepages = pairs(store, "?a foaf:homepage ?b")
    names = _names(store)
    places = Places(store, names)
    found = {}
    for iri, classes in sorted(bodies.items()):
        networks = {other for other in belongs.get(iri, ()) if "Network" in bodies.get(other, ())}
        if classes & _OUTSIDE or not (classes & _FIELD or promotes.get(iri) or networks):
            continue
        concepts = sorted(promotes.get(iri, ()))
        standard = sorted({match for concept in concepts for match in matches.get(concept, ())})
        name, *others = names[iri]
        found[iri] = Initiative(
            iri=iri,
            name=name[0],
            others=tuple(dict.fromkeys((name, *others))),
            classes=frozenset(classes),
            sectors=tuple(dict.fromkeys(code for concept in concepts for code in _sectors(concept, broader))),
            qualifiers=_codes(standard, "qualifiers"),
            structures=tuple(dict.fromkeys(_STRUCTURE[name] for name in sorted(classes) if name in _STRUCTURE)),
            homepage=min(filter(_ADDRESS.fullmatch, homepages.get(iri, ())), default=""),
            same=tuple(sorted(same.get(iri, ()))),
            documents=tuple(sorted(documents.get(iri, ()))),
        )
        places.locate(found[iri])
    for iri, initiative in found.items():
        initiative.part_of = sorted(belongs.get(iri, set()) & found.keys())
    return tuple(found.values())


def _bodies(store: Readable) -> dict[str, set[str]]:
    types = pairs(store, "GRAPH ?g { ?g sse:mentions ?a . ?a a sse:Organization , ?b }")
    return {iri: {name.removeprefix(str(SSE)) for name in names} for iri, names in types.items()}


def _names(store: Readable) -> dict[str, list[tuple[str, str]]]:
    """(name, language) by thing: preferred names first, the English one before the others."""
    ranked: dict[str, set[tuple[bool, bool, str, str]]] = defaultdict(set)
    for rank, predicate in enumerate((SKOS.prefLabel, SKOS.altLabel)):
        for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                language = quad.object.language or ""
                ranked[quad.subject.value].add((bool(rank), language != "en", language, quad.object.value))
    found = {iri: [(name, language) for *_, language, name in sorted(names)] for iri, names in ranked.items()}
    return defaultdict(lambda: [("", "")], found)


def _codes(matches: list[str], scheme: str) -> tuple[str, ...]:
    start = f"{_STANDARD}{scheme}/"
    return tuple(match.removeprefix(start) for match in matches if match.startswith(start))


def _sectors(concept: str, broader: Mapping[str, set[str]]) -> Iterator[str]:
    """Codes of the sectors that a concept, else its nearest broader ones, fall under."""
    seen: set[str] = set()
    level = {concept}
    while level:
        codes = sorted(code for one in level for code in _narrow_matches().get(one, ()))
        if codes:
            yield from codes
            return
        seen |= level
        level = {above for one in level for above in broader.get(one, ())} - seen


@cache
def _narrow_matches() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for quad in ox.parse(path=str(ontology_path("essglobal.ttl")), format=ox.RdfFormat.TURTLE):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            found[quad.object.value].append(quad.subject.value.rpartition("/")[2])
    return {iri: tuple(codes) for iri, codes in found.items()}
