"""Which place a name means: one of those that bear it, or none where the document does not tell.

Input: a document's text and mentions. Output: the same mentions, those of places with the place's IRI and classes. It
does **not** find places in texts (``gazetteer.py`` and the recogniser do), and a name means one place in a document.

Each bearer of a name has a score in powers of ten: how many people live there, and what the document says of its
country and region (``evidence.py``). The best is taken when it leads by one: it has ten times the people of the next,
or the document speaks for it. Else the name is doubtful: it stays a place of its own, with all that it may be.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from sse_graph.annotate.evidence import Evidence, gather
from sse_graph.annotate.folding import fold
from sse_graph.annotate.places import PlaceTable
from sse_graph.names import PLACE_KINDS
from sse_graph.records import Mention, Term

LEAD: Final = 1.0
"""By how much the best bearer must lead. Of 150 written mentions (tests/quality/places) none is wrong from 0.8 on."""
DOUBTFUL: Final = 0.5
"""The most confidence that a mention has whose place is doubtful."""
_ADJACENT: Final = 4.0
_OTHER_NAME: Final = 0.05
"""A city that bears the name among others is seldom meant: "Porto" is a name of Bordeaux somewhere."""
_COUNTRY, _DISPUTED_COUNTRY, _CAPITAL, _LISTED = 1000.0, 10.0, 10.0, 1e9
"""Factors to the people of countries, of countries that a region elsewhere outnumbers, of capitals; a continent's."""
_SEAT_SHARE: Final = 0.07
"""A city with this share of the people of its region is meant by the name of both: Córdoba, not Québec."""
_SMALL: Final = 100_000
_KINDS: Final = "|".join(sorted(PLACE_KINDS))
_KIND_BEFORE = re.compile(rf"\b(?:{_KINDS})\s+(?:of\s+|de\s+la\s+|del\s+|de\s+|du\s+|d['’]\s*)?$", re.IGNORECASE)
_KIND_AFTER = re.compile(rf"^\s+(?:{_KINDS})\b", re.IGNORECASE)
_IN: Final = r"(?:in|en|au|aux|à|dans|de)\s(?:the\s|la\s|el\s|le\s|les\s|l['’])?"
_APPOSED = re.compile(rf"\s?(?:,\s(?:{_IN})?|\(|[–-]\s|{_IN})", re.IGNORECASE)
_ROUNDS: Final = 3
_LINE: Final = 60
"""Characters before a name that are looked at for what kind of place it is."""


def link_places(
    text: str, mentions: Sequence[Mention], table: PlaceTable, seats: Mapping[str, Term]
) -> tuple[Mention, ...]:
    """``mentions`` with the places decided. ``seats``: the bodies of the authority file by IRI."""
    by_name: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.label == "Place":
            by_name[_name(text, mention)].append(mention)
    bearers = {name: _bearers(name, text, found, table) for name, found in by_name.items()}
    apposed = {name: _apposed(name, text, found, bearers, mentions, table) for name, found in by_name.items()}
    decided: dict[str, Term | None] = {}
    gathered = gather(text, mentions, table, seats) if bearers else Evidence(table)
    for _ in range(_ROUNDS):
        # what is decided speaks for the rest in the next round
        before = decided
        evidence = gathered.knowing({name: term for name, term in decided.items() if term})
        for name, terms in bearers.items():
            if len(terms) > 1 and not decided.get(name):
                _lean(name, terms, evidence, table)
        decided = {name: _choose(name, terms, apposed[name], evidence, table) for name, terms in bearers.items()}
        if decided == before:
            break
    return tuple(
        _linked(mention, _name(text, mention), bearers, decided, table) if mention.label == "Place" else mention
        for mention in mentions
    )


def _name(text: str, mention: Mention) -> str:
    return fold(text[mention.start : mention.end])


def _linked(
    mention: Mention,
    name: str,
    bearers: Mapping[str, Sequence[Term]],
    decided: Mapping[str, Term | None],
    table: PlaceTable,
) -> Mention:
    if not bearers[name]:
        return replace(mention, identifier="") if table.get(mention.identifier) else mention
    chosen = decided[name]
    if chosen is None:
        confidence = min(mention.confidence, DOUBTFUL)
        return replace(mention, identifier=table.undecided(name).iri, classes=(), confidence=confidence)
    return replace(mention, identifier=chosen.iri, classes=tuple(sorted(chosen.classes)))


def _bearers(name: str, text: str, found: Sequence[Mention], table: PlaceTable) -> tuple[Term, ...]:
    """The places of a name, of those of one country that are much the same only the one that is meant."""
    candidates = table.candidates(name)
    # "the regions of Ecuador" is no region: nothing below a country bears that name
    as_region = any("Region" in term.classes and table.country(term.iri) for term in candidates) and any(
        _KIND_BEFORE.search(text[max(0, m.start - _LINE) : m.start]) or _KIND_AFTER.search(text[m.end : m.end + _LINE])
        for m in found
    )
    countries = [term for term in candidates if "Country" in term.classes]
    if countries and not as_region and _undisputed(countries[0], candidates, table):
        return (countries[0],)  # "Luxembourg" among bodies of Belgium is not its province
    by_country: dict[str, list[Term]] = defaultdict(list)
    for term in candidates:
        by_country[table.country(term.iri)].append(term)
    kept: list[Term] = []
    for terms in by_country.values():
        nations = [term for term in terms if "Country" in term.classes]
        regions = sorted((term for term in terms if "Region" in term.classes), key=lambda term: _level(term, table))
        cities = [term for term in terms if "City" in term.classes]
        if nations:
            kept += [] if as_region else nations
        elif regions and cities and table.country(regions[0].iri):
            main = next((city for city in cities if _is_main(city, name)), cities[0])
            if main.iri in table.capitals and not as_region:
                kept += cities
            elif not _overlap(main, regions[0], table):
                kept += regions[:1] + cities
            elif as_region or table.people(main.iri) < _SEAT_SHARE * table.people(regions[0].iri):
                kept += regions[:1]
            else:
                kept += cities
        else:
            kept += regions[:1] + cities
    return tuple(kept)


def _level(term: Term, table: PlaceTable) -> tuple[int, int]:
    return sum(1 for _ in table.containers(term.iri)), -table.people(term.iri)


def _undisputed(country: Term, rivals: Sequence[Term], table: PlaceTable) -> bool:
    """Whether a country has more people than any other place of its name; Georgia has not."""
    people = table.people(country.iri)
    return all("Country" in rival.classes or table.people(rival.iri) < people for rival in rivals)


def _overlap(city: Term, region: Term, table: PlaceTable) -> bool:
    """Whether the city lies in the region, or in the larger one that the region lies in."""
    around = {term.iri for term in table.containers(city.iri) if "Region" in term.classes and table.country(term.iri)}
    own = {term.iri for term in table.containers(region.iri) if "Region" in term.classes and table.country(term.iri)}
    return bool(around & {region.iri, *own})


def _is_main(term: Term, name: str) -> bool:
    return any(fold(own) == name for own, _ in term.preferred)


def _apposed(
    name: str,
    text: str,
    found: Sequence[Mention],
    bearers: Mapping[str, Sequence[Term]],
    mentions: Sequence[Mention],
    table: PlaceTable,
) -> frozenset[str]:
    """The countries and regions that stand right behind the name: "Córdoba, Argentina", "Cambridge (Ontario)"."""
    ends = {mention.end for mention in found}
    behind: set[str] = set()
    places = [mention for mention in mentions if mention.label == "Place"]
    for mention, following in pairwise(places):
        if mention.end in ends and _APPOSED.fullmatch(text[mention.end : following.start]):
            other = _name(text, following)
            if other != name:
                behind |= {term.iri for term in bearers[other] if "City" not in term.classes}
    if any("Country" in term.classes for term in bearers[name]):
        # "Luxembourg, Belgium and France" is a list
        behind -= {term.iri for other in bearers.values() for term in other if "Country" in term.classes}
    return frozenset(iri for iri in behind if table.country(iri))


def _lean(name: str, terms: Sequence[Term], evidence: Evidence, table: PlaceTable) -> None:
    people: dict[str, float] = defaultdict(float)
    for term in terms:
        country = table.country(term.iri)
        people[country] = max(people[country], 10 ** _fame(term, terms, name, table))
    for country, number in sorted(people.items()):
        evidence.lean(country, name, number / sum(people.values()))


def _choose(
    name: str, terms: Sequence[Term], apposed: frozenset[str], evidence: Evidence, table: PlaceTable
) -> Term | None:
    scores = []
    for term in terms:
        score = _fame(term, terms, name, table) + evidence.weight(term, name)
        score += _ADJACENT * any(container.iri in apposed for container in table.containers(term.iri))
        scores.append((score, term))
    scores.sort(key=lambda scored: (-scored[0], scored[1].iri))
    if not scores or (len(scores) > 1 and scores[0][0] - scores[1][0] < LEAD):
        return None
    best = scores[0][1]
    return None if _contradicted(best, apposed, evidence, name, table) else best


def _fame(term: Term, rivals: Sequence[Term], name: str, table: PlaceTable) -> float:
    people = float(table.people(term.iri))
    if "Country" in term.classes:
        people *= _COUNTRY if _undisputed(term, rivals, table) else _DISPUTED_COUNTRY
    elif "City" in term.classes:
        people *= (_CAPITAL if term.iri in table.capitals else 1.0) * (1.0 if _is_main(term, name) else _OTHER_NAME)
    elif not table.country(term.iri):
        people = max(people, _LISTED)
    return math.log10(people + 1000)


def _contradicted(term: Term, apposed: frozenset[str], evidence: Evidence, name: str, table: PlaceTable) -> bool:
    """Whether a small place is named beside countries that are none of its own: then it is one that nobody listed."""
    if "City" not in term.classes or table.people(term.iri) >= _SMALL or evidence.weight(term, name) > 0:
        return False
    around = {container.iri for container in table.containers(term.iri)}
    return bool(apposed and not apposed & around) or bool(evidence.countries())
