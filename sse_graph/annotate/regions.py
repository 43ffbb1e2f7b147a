"""Regions below countries, that is provinces, states, departments; and what cities are called in other languages.

Input: ``ontology/regions.tsv`` and ``city-names.tsv``, whose headers tell columns, sources and licences. Output:
``Region`` records and names. It does **not** know which of them a text means (``linking.py``) nor what contains them
(``places.py``).
"""

from __future__ import annotations

from dataclasses import dataclass

from sse_graph.resources import ontology_path


@dataclass(frozen=True, slots=True)
class Region:
    """``geoname``: its number at GeoNames; ``country``: ISO 3166-1 alpha-2; ``code``: ISO 3166-2 or ``""``; ``first``:
    GeoNames' code of the first-level division that it is or lies in; ``level``: 1 or 2. ``latitude``, ``longitude``:
    degrees, ``None`` where no populated place of it is known; ``people``: how many live in its populated places.
    ``preferred``: (name, language) pairs, the local name with language ``""``; ``others``: further names."""

    geoname: int
    country: str
    code: str
    first: str
    level: int
    latitude: float | None
    longitude: float | None
    people: int
    preferred: tuple[tuple[str, str], ...]
    others: tuple[str, ...]


def read_regions() -> tuple[Region, ...]:
    """All regions of the file, those of the first level first, else in its order."""
    lines = ontology_path("regions.tsv").read_text(encoding="utf-8").splitlines()
    regions = [_region(line.split("\t")) for line in lines if not line.startswith("#")]
    return tuple(sorted(regions, key=lambda region: region.level))


def read_city_names() -> dict[int, tuple[tuple[str, str], ...]]:
    """(name, language) pairs by GeoNames' number of a city."""
    lines = ontology_path("city-names.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {int(number): tuple(zip(names, ("en", "fr", "es"), strict=True)) for number, *names in rows}


def _region(cells: list[str]) -> Region:
    geoname, country, code, first, level, latitude, longitude, people, name, *translated, others = cells
    languages = zip(("en", "fr", "es"), translated, strict=True)
    return Region(
        geoname=int(geoname),
        country=country,
        code=code,
        first=first,
        level=int(level),
        latitude=float(latitude) if latitude else None,
        longitude=float(longitude) if longitude else None,
        people=int(people),
        preferred=((name, ""), *((text, language) for language, text in languages if text)),
        others=tuple(filter(None, others.split("|"))),
    )
