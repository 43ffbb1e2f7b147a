"""Where each thing is: its countries, what it lies in, its seat, its homepage, its point on the globe.

Input: things, facts and what the authority file and the corpus graph state. Output: ``Located`` by IRI. It does **not**
guess: a country comes from ``locatedIn``, ``within`` or the authority file's seat, never from a name.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Stated = Mapping[str, Mapping[str, list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Located:
    """``countries``: their names, sorted. ``within``: IRIs of the places it lies in, itself if it is one, nearest
    first. ``seat``: "City, Country" of the authority file or "". ``coordinates``: (latitude, longitude) in degrees of
    the nearest place that has them, or ``None``. ``address``: city and country of the seat in English, or "" each.
    ``anchors``: what gazetteers know its countries by: IRIs elsewhere, then names."""

    countries: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    seat: str = ""
    homepage: str = ""
    coordinates: tuple[float, float] | None = None
    address: tuple[str, str] = ("", "")
    anchors: tuple[str, ...] = ()


def locate(
    things: Mapping[str, dict[str, Any]],
    facts: Iterable[tuple[str, str, str]],
    stated: Stated,
    inside: Mapping[str, set[str]],
    lang: str,
) -> dict[str, Located]:
    """Where each of ``things`` is."""
    around: dict[str, set[str]] = {iri: set(places) for iri, places in inside.items()}
    for subject, predicate, object_ in facts:
        if predicate == "locatedIn":
            around.setdefault(subject, set()).add(object_)
    by_name = {
        name.casefold(): iri
        for iri in sorted(things)
        if "Country" in things[iri]["classes"]
        for name in things[iri]["names"]
    }
    result = {}
    for iri in things:
        within = _within(iri, things, around)
        countries = {things[place]["label"] for place in within if "Country" in things[place]["classes"]}
        facts_of = stated.get(iri, {})
        city, country = (_best(facts_of.get(key, []), lang) for key in ("seatCity", "seatCountry"))
        if not countries and country:
            known = by_name.get(country.casefold())
            countries = {things[known]["label"] if known else country}
            within += (known,) if known else ()
        seat = ", ".join(part for part in (city, country) if part)
        homepage = _best(facts_of.get("homepage", []), "")
        address = (_best(facts_of.get("seatCity", []), "en"), _best(facts_of.get("seatCountry", []), "en"))
        nations = [place for place in within if "Country" in things[place]["classes"]]
        anchors = [value for place in nations for _, value in sorted(stated.get(place, {}).get("exactMatch", []))]
        anchors += [name for place in nations for name in things[place]["names"]] + [address[1]] * bool(address[1])
        point = next(filter(None, (_point(stated, place) for place in (iri, *within))), None)
        result[iri] = Located(tuple(sorted(countries)), within, seat, homepage, point, address, tuple(anchors))
    return result


def _within(iri: str, things: Mapping[str, dict[str, Any]], around: Mapping[str, set[str]]) -> tuple[str, ...]:
    """Breadth first along ``locatedIn`` and ``within``; a circle of places ends where it began."""
    seen, queue = [iri], deque([iri])
    while queue:
        for place in sorted(around.get(queue.popleft(), ())):
            if place not in seen and place in things:
                seen.append(place)
                queue.append(place)
    return tuple(place for place in seen if things[place]["main_class"] == "Place")


def _best(values: list[tuple[str, str]], lang: str) -> str:
    order = (lang, "en", "")
    return min(values, key=lambda item: (order.index(item[0]) if item[0] in order else 3, item))[1] if values else ""


def _point(stated: Stated, iri: str) -> tuple[float, float] | None:
    own = stated.get(iri, {})
    if not own.get("lat") or not own.get("long"):
        return None
    latitude, longitude = float(min(own["lat"])[1]), float(min(own["long"])[1])
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
