"""Which countries and regions a document is about.

Input: a document's text, its mentions and the seats of bodies. Output: an ``Evidence``, which tells how strongly the
document speaks for a place. It does **not** decide which place a name means (``linking.py``).

Named countries and regions count most, then the cities, the seats of the bodies, demonyms and the domains of addresses.
What a name itself says never counts for that name.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from sse_graph.annotate.folding import fold
from sse_graph.annotate.places import PlaceTable
from sse_graph.records import Mention, Term
from sse_graph.resources import ontology_path

NAMED: Final = 2.0
"""Weight of a country or region that the document names, in powers of ten of people: see ``linking.py``."""
_WEIGHTS: Final = {"named": NAMED, "city": 1.2, "seat": 1.4, "demonym": 1.5, "domain": 1.5, "neighbour": 0.4}
_MOST: Final = {"named": NAMED, "city": 2.4, "seat": 2.8, "demonym": 1.5, "domain": 1.5, "neighbour": 0.8}
"""What all the evidence of one kind may weigh: ten seats say little more than two."""
_LEANING: Final = 0.6
"""What the names that are not decided may weigh together: Córdoba and Rosario are more likely both in Argentina."""
_HOST = re.compile(r"(?:https?://|www\.|@)[\w.-]+\.([a-z]{2})\b", re.IGNORECASE)
_GENERIC: Final = frozenset(
    [
        "ac",
        "ai",
        "am",
        "cc",
        "co",
        "fm",
        "gg",
        "gl",
        "im",
        "io",
        "la",
        "ly",
        "md",
        "me",
        "ml",
        "pm",
        "sh",
        "tk",
        "to",
        "tv",
    ]
)
"""Domains of countries that anybody anywhere may have."""
_WORDS_OF_NAME: Final = 4
_WORD: Final = re.compile(r"\w+")
_NO_HOME: Final = "IntergovernmentalOrganization"
"""Bodies of this class speak for no country: their seat is where the world meets."""


class Evidence:
    """``add`` gathers, ``weight`` answers. Each piece has a source: what is counted once, and not for itself."""

    def __init__(self, table: PlaceTable) -> None:
        self._table = table
        self._pieces: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._leaning: dict[str, dict[str, float]] = defaultdict(dict)

    def add(self, kind: str, place: str, source: str) -> None:
        """That ``source`` (a folded name, a body, a word) speaks for the country or region ``place``."""
        if place:
            self._pieces[place][kind].add(source)

    def add_city(self, city: str, source: str) -> None:
        """That the document names ``city`` (an IRI): for its country and region."""
        self.add("city", self._table.country(city), source)
        for container in self._table.containers(city):
            if "Region" in container.classes and "Country" in {
                c for t in self._table.containers(container.iri) for c in t.classes
            }:
                self.add("city", container.iri, source)

    def lean(self, country: str, source: str, share: float) -> None:
        """That ``source``, a name that is not decided, most likely means a place in ``country``; share in [0, 1]."""
        self._leaning[country][source] = share

    def knowing(self, sure: Mapping[str, Term]) -> Evidence:
        """All this and that the names (folded) of ``sure`` mean those places."""
        found = Evidence(self._table)
        for iri, pieces in self._pieces.items():
            for kind, sources in pieces.items():
                found._pieces[iri][kind] = set(sources)
        for name, place in sure.items():
            if "City" in place.classes:
                found.add_city(place.iri, name)
            else:
                country = self._table.country(place.iri)
                found.add("named", place.iri, name)
                found.add("city", country if country != place.iri else "", name)
        return found

    def countries(self) -> frozenset[str]:
        """The countries that anything speaks for."""
        return frozenset(self._table.country(place) for place in self._pieces) - {""}

    def weight(self, term: Term, name: str) -> float:
        """How strongly the document speaks for ``term``, without what the folded ``name`` says of itself."""
        country = self._table.country(term.iri)
        own = [term.iri] if "Region" in term.classes else []
        total = sum(self._of(place, name) for place in dict.fromkeys((country, *own, *self._regions(term))) if place)
        named = {
            other
            for other in self._table.neighbours.get(country, ())
            if self._pieces.get(other, {}).get("named", set()) - {name}
        }
        total += min(_MOST["neighbour"], _WEIGHTS["neighbour"] * len(named))
        return total + _LEANING * min(1.0, sum(self._others(country, name)))

    def _others(self, country: str, name: str) -> Iterator[float]:
        return (share for source, share in self._leaning.get(country, {}).items() if source != name)

    def _regions(self, term: Term) -> Iterator[str]:
        for container in self._table.containers(term.iri):
            if self._table.country(container.iri) and "Country" not in container.classes:
                yield container.iri

    def _of(self, place: str, name: str) -> float:
        return sum(
            min(_MOST[kind], _WEIGHTS[kind] * len(sources - {name}))
            for kind, sources in self._pieces.get(place, {}).items()
        )


def gather(text: str, mentions: Sequence[Mention], table: PlaceTable, seats: Mapping[str, Term]) -> Evidence:
    """The evidence of a document before any place is decided. ``seats``: bodies by IRI."""
    evidence = Evidence(table)
    for mention in mentions:
        if mention.label in {"Organization", "Event"}:
            for name, country in _countries_in(text[mention.start : mention.end], table):
                evidence.add("named", country, name)
        body = seats.get(mention.identifier)
        if body and _NO_HOME not in body.classes:
            evidence.add("seat", _country_named(body.seat[1], table), body.iri)
    for host in _HOST.finditer(text):
        if host[1].lower() not in _GENERIC:
            evidence.add("domain", table.domains.get(host[1].lower(), ""), host[1].lower())
    for country, word in _demonyms_in(text, table):
        evidence.add("demonym", country, word)
    return evidence


def _country_named(name: str, table: PlaceTable) -> str:
    if len(name) == 2:
        return table.by_code(name.upper())
    return next((place.iri for place in table.find(name) if "Country" in place.classes), "") if name else ""


def _countries_in(name: str, table: PlaceTable) -> Iterator[tuple[str, str]]:
    """Folded names and IRIs of the countries that a longer name contains: "Ministry of Labour of Costa Rica"."""
    words = re.findall(r"[\w'’-]+", name)
    at = 0
    while at < len(words):
        for length in range(min(_WORDS_OF_NAME, len(words) - at), 0, -1):
            part = " ".join(words[at : at + length])
            country = _undisputed(part, table) if part[:1].isupper() else ""
            if country:
                yield fold(part), country
                at += length - 1
                break
        at += 1


@lru_cache(maxsize=1 << 16)
def _undisputed(name: str, table: PlaceTable) -> str:
    """IRI of the country of that name, unless a place elsewhere has more people: Georgia."""
    bearers = table.candidates(name)
    countries = [term.iri for term in bearers if "Country" in term.classes]
    most = max((table.people(term.iri) for term in bearers if term.iri not in countries), default=0)
    return countries[0] if len(countries) == 1 and table.people(countries[0]) > most else ""


def _demonyms_in(text: str, table: PlaceTable) -> Iterator[tuple[str, str]]:
    pattern, codes = _demonyms()
    # of the words of a text hardly any tells a country: which do is remembered
    if not any(map(_may_be_demonym, dict.fromkeys(_WORD.findall(text)))):
        return
    for match in pattern.finditer(_plain(text)):
        beginning = match[1].lower()
        country = table.get(table.by_code(codes[beginning]))
        names = {fold(name) for name, _ in country.names} if country else set()
        if country and not (match[0][0].isupper() and match[0].lower() in names):
            yield country.iri, beginning


@lru_cache(maxsize=1 << 16)
def _may_be_demonym(word: str) -> bool:
    """Whether a word begins as a demonym of one or several words does."""
    return _demonym_beginnings().match(_plain(word)) is not None


@lru_cache(maxsize=1)
def _demonym_beginnings() -> re.Pattern[str]:
    _, codes = _demonyms()
    return re.compile("|".join(sorted({re.escape(word.split()[0]) for word in codes})), re.IGNORECASE)


def _plain(text: str) -> str:
    """``text`` without accents; case stays: "argentina" is a demonym, "Argentina" the country."""
    if text.isascii():
        return text.replace("-", " ")
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).replace("-", " ")


def is_demonym(name: str, language: str, table: PlaceTable) -> bool:
    """Whether a word tells somebody's country, in a text of that language: "Argentine" in an English text, which
    in a French one is the country.
    """
    pattern, codes = _demonyms()
    match = pattern.fullmatch(fold(name))
    country = table.get(table.by_code(codes[match[1]])) if match else None
    if country is None:
        return False
    spoken = {tag for _, tag in country.names}
    known = {language, ""} if language in spoken else spoken
    return fold(name) not in {fold(own) for own, tag in country.names if tag in known}


@lru_cache(maxsize=1)
def _demonyms() -> tuple[re.Pattern[str], dict[str, str]]:
    """What finds the beginnings of demonyms in a folded text, and the country's code of each."""
    lines = ontology_path("demonyms.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    codes = {word: code for code, *words in rows for word in words}
    beginnings = "|".join(map(re.escape, sorted(codes, key=len, reverse=True)))
    return re.compile(rf"\b({beginnings})\w{{0,4}}\b", re.IGNORECASE), codes
