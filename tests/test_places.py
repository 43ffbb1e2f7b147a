"""Places: the table, and which place of a name a document means (``quality/places`` was written for it)."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from sse_graph.annotate.evidence import is_demonym
from sse_graph.annotate.folding import fold
from sse_graph.annotate.linking import DOUBTFUL, link_places
from sse_graph.annotate.places import PlaceTable, place_table
from sse_graph.annotate.regions import read_regions
from sse_graph.records import Mention, Term
from sse_graph.resources import ontology_path
from sse_graph.vocab import BASE
from sse_graph.vocabulary import read_terms

WRITTEN = Path(__file__).parent / "quality" / "places"
MARKED = re.compile(r"\[([^\[\]]+)\]\(([^()]+)\)")


@pytest.fixture(scope="module")
def table() -> PlaceTable:
    return place_table()


@pytest.fixture(scope="module")
def seats() -> dict[str, Term]:
    return {term.iri: term for term in read_terms([ontology_path("organizations.ttl")]) if any(term.seat)}


def documents() -> list[str]:
    return [
        f"{path.stem}: {text}"
        for path in sorted(WRITTEN.glob("*.txt"))
        for text in path.read_text(encoding="utf-8").split("\n\n")
        if text.strip()
    ]


def parsed(marked: str) -> tuple[str, list[Mention], list[str]]:
    """The text without markup, its mentions, and of each what the markup says."""
    text, mentions, said, at = "", [], [], 0
    for found in MARKED.finditer(marked):
        text += marked[at : found.start()] + found[1]
        start, at = len(text) - len(found[1]), found.end()
        body = f"{BASE}id/organization/{found[2].removeprefix('org:')}" if found[2].startswith("org:") else ""
        mentions.append(Mention(start, len(text), "Organization" if body else "Place", identifier=body))
        said.append(found[2])
    return text + marked[at:], mentions, said


def geonames(table: PlaceTable, iri: str) -> str:
    term = table.get(iri)
    matches = [other for relation, other in term.matches if relation == "exactMatch"] if term else []
    return matches[0].strip("/").rsplit("/", 1)[1] if matches else "?"


def linked(marked: str, table: PlaceTable, seats: dict[str, Term]) -> list[tuple[str, str, str]]:
    """(name, what it is, what it was taken for) of each place."""
    text, mentions, said = parsed(marked)
    found = link_places(text, mentions, table, seats)
    return [
        (text[mention.start : mention.end], wanted, geonames(table, mention.identifier))
        for mention, wanted in zip(found, said, strict=True)
        if mention.label == "Place"
    ]


def test_of_the_written_mentions_95_in_100_are_linked_right_and_none_to_a_wrong_continent(table, seats):
    results = [(marked, *result) for marked in documents() for result in linked(marked, table, seats)]
    assert len({marked[:2] for marked, *_ in results}) == 3
    assert len(results) >= 150
    wrong = [result for result in results if result[2] != result[3]]
    assert len(wrong) <= 0.05 * len(results), wrong
    by_number = {geonames(table, term.iri): term.iri for term in table.every()}
    far = [
        result
        for result in wrong
        if "?" not in result[2:] and continent(table, by_number[result[2]]) != continent(table, by_number[result[3]])
    ]
    assert far == []


def continent(table: PlaceTable, iri: str) -> str:
    return [iri, *(term.iri for term in table.containers(iri))][-1]


@pytest.mark.parametrize(
    ("marked", "name", "place"),
    [
        pytest.param("[Córdoba](x), [Argentina](x)", "Córdoba", "cordoba", id="country behind it"),
        pytest.param("From [Spain](x) we went to [Córdoba](x).", "Córdoba", "cordoba-es", id="country anywhere"),
        pytest.param("Cooperativas argentinas en [Córdoba](x).", "Córdoba", "cordoba", id="demonym"),
        pytest.param("[Cambridge](x), https://www.coops.co.uk/", "Cambridge", "cambridge", id="domain"),
        pytest.param("[City](org:city-of-madrid), [Valencia](x)", "Valencia", "valencia-es", id="seat of a body"),
        pytest.param("[Bilbao](x), [Sevilla](x), [Valencia](x)", "Valencia", "valencia-es", id="other cities"),
        pytest.param("[Córdoba](x) and [Rosario](x)", "Rosario", "rosario", id="undecided names lean together"),
        pytest.param("[Ministry of Labour of Costa Rica](org:x), [San José](x)", "San José", "san-jose-cr", id="name"),
        pytest.param("[Quito](x), [Ecuador](x), [Paris](x)", "Paris", "paris", id="overwhelmingly more people"),
        pytest.param("the province of [Córdoba](x), [Spain](x)", "Córdoba", "cordoba-es-co", id="said to be a region"),
        pytest.param("[Québec](x)", "Québec", "quebec", id="a region larger than its city"),
        pytest.param("[Porto](x)", "Porto", "porto", id="a city larger than its region"),
        pytest.param("[Luxembourg](x), [Belgium](x)", "Luxembourg", "luxembourg", id="a list is no apposition"),
        pytest.param(
            "[Parliament](org:european-parliament), [Brussels](x), [Liège](x): [Luxembourg](x)",
            "Luxembourg",
            "luxembourg",
            id="a country of that name",
        ),
        pytest.param("[Liège](x), province de [Luxembourg](x)", "Luxembourg", "luxembourg-be-wlx", id="its namesake"),
        pytest.param("every province of [Costa Rica](x)", "Costa Rica", "costa-rica", id="no region has that name"),
        pytest.param("[Georgia](x) and [Armenia](x)", "Georgia", "georgia", id="neighbours"),
        pytest.param("[Atlanta](x), [Georgia](x)", "Georgia", "georgia-us-ga", id="a city of the region"),
        pytest.param("[Santiago](x), [Vigo](x), [Galicia](x)", "Santiago", "santiago-de-compostela", id="short form"),
    ],
)
def test_a_place_is_decided_by(marked, name, place, table, seats):
    assert taken(marked, name, table, seats).identifier == f"{BASE}id/place/{place}"


@pytest.mark.parametrize("marked", ["[Córdoba](x)", "[León](x)", "[San José](x)", "[Georgia](x)", "[Cambridge](x)"])
def test_a_place_that_nothing_decides_is_doubtful_and_says_what_it_may_be(marked, table, seats):
    mention = taken(marked, marked[1:-4], table, seats)
    assert mention.identifier.endswith("-undecided")
    assert mention.confidence <= DOUBTFUL
    assert mention.classes == ()
    term = table.get(mention.identifier)
    assert len(term.candidates) >= 2
    assert not term.matches
    assert term.latitude is None


def test_what_a_name_says_of_itself_is_no_evidence(table, seats):
    """ "Georgia" five times is no more than once, and two countries of which each could be meant decide nothing."""
    assert taken("[Georgia](x). " * 5, "Georgia", table, seats).identifier.endswith("-undecided")
    both = "[Argentina](x) and [Spain](x) met in [Córdoba](x)."
    assert taken(both, "Córdoba", table, seats).identifier.endswith("-undecided")


def test_a_body_where_the_world_meets_speaks_for_no_country(table, seats):
    marked = "[United Nations](org:united-nations) in [Cambridge](x)"
    assert taken(marked, "Cambridge", table, seats).identifier.endswith("-undecided")


def test_a_small_place_of_another_country_than_the_text_s_is_not_linked(table, seats):
    alone = taken("[Mondragon](x)", "Mondragon", table, seats)
    assert alone.identifier.endswith("/arrasate-mondragon")
    assert taken("[Mondragon](x), [Fiji](x)", "Mondragon", table, seats).identifier.endswith("-undecided")


def test_what_is_no_place_and_what_is_not_listed_stay_as_they_are(table, seats):
    text, mentions, _ = parsed("[Vela](org:vela) in [Xyzzy](x)")
    assert link_places(text, mentions, table, seats) == tuple(mentions)


def taken(marked: str, name: str, table: PlaceTable, seats: dict[str, Term]) -> Mention:
    text, mentions, _ = parsed(marked)
    found = link_places(text, mentions, table, seats)
    return next(mention for mention in found if text[mention.start : mention.end] == name)


@pytest.mark.parametrize(
    ("word", "language", "is_one"),
    [
        ("Argentine", "en", True),
        ("Argentine", "fr", False),
        ("Argentina", "es", False),
        ("French", "en", True),
        ("Sénégalaises", "fr", True),
        ("España", "es", False),
        ("españoles", "es", True),
        ("Suisse", "fr", False),
        ("Suisse", "en", True),
        ("Paris", "en", False),
        ("Argentina", "und", False),
        ("Argentinian", "de", True),
    ],
)
def test_a_demonym_is_no_place(word, language, is_one, table):
    assert is_demonym(word, language, table) is is_one


def test_a_country_has_its_codes_and_a_city_its_region_and_country(table):
    (argentina,) = table.find("Argentine")
    assert dict(argentina.codes) == {"countryCode": "AR", "countryCode3": "ARG", "m49": "032"}
    cordoba = table.get(f"{BASE}id/place/cordoba-es")
    assert [term.iri.rsplit("/", 1)[1] for term in table.containers(cordoba.iri)] == ["andalusia", "spain", "europe"]
    assert cordoba.within == f"{BASE}id/place/andalusia"
    andalusia = table.get(cordoba.within)
    assert ("exactMatch", "https://sws.geonames.org/2593109/") in andalusia.matches
    assert dict(andalusia.codes) == {"subdivisionCode": "ES-AN"}
    assert {language: name for name, language in andalusia.preferred}["fr"] == "Andalousie"


def test_every_place_lies_in_something_and_nothing_in_itself(table):
    places = list(table.every())
    assert len(places) > 39_000
    for place in places:
        around = [term.iri for term in table.containers(place.iri)]
        assert len(set(around)) == len(around)
        assert place.iri not in around
    cities = [place for place in places if "City" in place.classes]
    assert sum(bool(table.country(place.iri)) for place in cities) > 0.999 * len(cities)
    assert sum(len(list(table.containers(place.iri))) == 3 for place in cities) > 0.98 * len(cities)


def test_no_two_places_are_one_at_geonames(table):
    numbers = Counter(other for place in table.every() for relation, other in place.matches)
    assert [number for number, times in numbers.items() if times > 1] == []


def test_the_regions_have_numbers_codes_and_points():
    regions = read_regions()
    assert len(regions) >= 5_000
    assert len({region.geoname for region in regions}) == len(regions)
    assert sum(region.latitude is not None for region in regions) > 0.95 * len(regions)
    for region in regions:
        assert re.fullmatch(r"[A-Z]{2}", region.country)
        assert not region.code or region.code.startswith(f"{region.country}-")
        assert region.latitude is None or abs(region.latitude) <= 90 >= abs(region.longitude) / 2
        assert region.preferred[0][0].strip()


def test_a_place_is_the_same_however_it_is_asked_for():
    """Records are made when they are asked for: in another order they are no others."""
    one, other = place_table.__wrapped__(), place_table.__wrapped__()
    iris = [term.iri for term in one.every()]
    assert [term.iri for term in other.well_known(0)] == [term.iri for term in one.well_known(0)]
    for iri in iris[::-7]:
        assert other.get(iri) == one.get(iri)
        assert list(other.containers(iri)) == list(one.containers(iri))
    assert list(other.every()) == list(one.every())
    assert [term.iri for term in other.every()] == iris


def test_an_undecided_place_is_found_again_by_its_iri(table):
    for name in ("Córdoba", "L’Aquila", "Saint-Denis"):
        term = table.undecided(name)
        assert table.get(term.iri) == term
        assert fold(term.names[0][0]) == fold(name)
