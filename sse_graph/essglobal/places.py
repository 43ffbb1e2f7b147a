"""Where a body is, as an address has it.

Input: an open store. Output: the place of each ``Initiative``, filled in. It does **not** find places in texts.

A body's place is the one that a text gives it, else the seat of the authority file. A point is that of the city, so it
is given as what contains the body, not as its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from sse_graph.essglobal.pairs import pairs
from sse_graph.readable import Readable
from sse_graph.vocab import SSE

if TYPE_CHECKING:
    from sse_graph.essglobal.initiatives import Initiative

_KINDS: Final = ("Country", "Region", "City")


class Places:
    """Where bodies are: by what texts say, else by the seat that the authority file gives."""

    def __init__(self, store: Readable, names: Mapping[str, list[tuple[str, str]]]) -> None:
        self._names = names
        self._located = pairs(store, "GRAPH ?g { ?a sse:locatedIn ?b . ?g a sse:Document }")
        self._within = pairs(store, "?a sse:within ?b")
        self._classes = pairs(store, "?a a ?b VALUES ?b { sse:City sse:Region sse:Country }")
        self._codes = pairs(store, "?a sse:countryCode ?b")
        self._numbers = pairs(store, "?a a sse:City ; skos:exactMatch ?b")
        self._points = {"lat": pairs(store, "?a wgs84:lat ?b"), "long": pairs(store, "?a wgs84:long ?b")}
        self._seats = {key: pairs(store, f"?a sse:{key} ?b") for key in ("seatCity", "seatCountry")}

    def locate(self, one: Initiative) -> None:
        """Fill in the place of ``one``; a body in two countries has none."""
        around: set[str] = set()
        for place in self._located.get(one.iri, ()):
            around |= {place, *self._within.get(place, ())}
        kinds = {kind: sorted(p for p in around if str(SSE) + kind in self._classes.get(p, ())) for kind in _KINDS}
        if len(kinds["Country"]) == 1:
            one.country, one.country_code = (
                self._name(kinds["Country"][0]),
                min(self._codes.get(kinds["Country"][0], {""})),
            )
            one.region = self._name(kinds["Region"][0]) if len(kinds["Region"]) == 1 else ""
            if len(kinds["City"]) == 1:
                (city,) = kinds["City"]
                one.locality, one.container = self._name(city), min(self._numbers.get(city, {city}))
                if city in self._points["lat"] and city in self._points["long"]:
                    one.point = min(self._points["lat"][city]), min(self._points["long"][city])
        elif not around:
            self._at_seat(one)

    def _at_seat(self, one: Initiative) -> None:
        one.locality, one.country = (min(self._seats[key].get(one.iri, {""})) for key in ("seatCity", "seatCountry"))
        if one.country:
            from sse_graph.partners.gazetteer import city, country_code

            one.country_code = country_code(one.country)
            known = city(one.locality, one.country) if one.locality else None
            if known:
                one.container, *point = known
                one.point = point[0], point[1]

    def _name(self, place: str) -> str:
        return self._names[place][0][0]
