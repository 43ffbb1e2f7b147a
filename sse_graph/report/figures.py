"""The figures of the report: what is asked of the graph, and the answer.

Input: a store. Output: ``Figure`` records in the order of the page. It does **not** write HTML. What SPARQL can answer
is the answer to the SPARQL that is shown; measures of the network (bridges, groups) are computed from the lines that
the shown SPARQL gives.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import networkx as nx

from sse_graph.html import shown
from sse_graph.layout import communities
from sse_graph.partners import assemble, community_names, measures
from sse_graph.partners.gazetteer import continent, country_codes
from sse_graph.partners.read import Reading, select
from sse_graph.readable import Readable
from sse_graph.records import LABELS

MOST: Final = 12
"""Rows of a figure at most: a board reads no longer list; the queries give the whole."""


@dataclass(frozen=True, slots=True)
class Figure:
    """``key``: of its words in ``strings.json``. ``rows``: (name, value, remark), the value a number that a bar shows
    or ``None``. ``more``: rows left out. ``note``: key of a sentence on how it is computed, or ""."""

    key: str
    rows: tuple[tuple[str, float | None, str], ...]
    sparql: str
    more: int = 0
    note: str = ""


_THINGS: Final = """SELECT ?class (COUNT(DISTINCT ?thing) AS ?count) WHERE {
  VALUES ?class { sse:Organization sse:Event sse:Place sse:Person sse:Concept }
  GRAPH ?document { ?document a sse:Document ; sse:mentions ?thing . ?thing a ?class } }
GROUP BY ?class ORDER BY DESC(?count)"""

_RELATIONS: Final = """SELECT ?relation (COUNT(*) AS ?count) WHERE {
  SELECT DISTINCT ?relation ?subject ?object WHERE {
    VALUES ?relation { sse:partnerOf sse:memberOf sse:partOf sse:organizes sse:partnerIn sse:participatesIn
      sse:locatedIn sse:affiliatedWith sse:supports sse:promotes }
    GRAPH ?document { ?document a sse:Document . ?subject ?relation ?object } } }
GROUP BY ?relation ORDER BY DESC(?count)"""

_LINES: Final = """SELECT DISTINCT ?one ?relation ?other WHERE {
  VALUES ?relation { sse:partnerOf sse:memberOf sse:partOf sse:supports sse:organizes sse:partnerIn sse:participatesIn }
  GRAPH ?document { ?document a sse:Document . ?one ?relation ?other } }"""

_BEST: Final = """SELECT ?body (COUNT(*) AS ?count) WHERE {
  SELECT DISTINCT ?body ?relation ?other ?outward WHERE {
    VALUES ?relation { sse:partnerOf sse:memberOf sse:partOf sse:supports sse:organizes sse:partnerIn
      sse:participatesIn }
    GRAPH ?document { ?document a sse:Document .
      { ?body ?relation ?other BIND(true AS ?outward) } UNION { ?other ?relation ?body BIND(false AS ?outward) }
      ?body a sse:Organization } } }
GROUP BY ?body ORDER BY DESC(?count)"""

_THEMES: Final = """SELECT ?theme ?body WHERE {
  GRAPH ?document { ?document a sse:Document . ?body sse:promotes ?theme } }"""

_PLACES: Final = """SELECT DISTINCT ?country ?body WHERE {
  GRAPH ?document { ?document a sse:Document ; sse:mentions ?body . ?body a sse:Organization }
  { ?body (sse:locatedIn|sse:within)+ ?country . ?country a sse:Country } UNION { ?body sse:seatCountry ?country } }"""

_EVENTS: Final = """SELECT ?event (MIN(STR(?date)) AS ?first) WHERE {
  GRAPH ?document { ?document a sse:Document ; sse:mentions ?event . ?event a sse:Event }
  OPTIONAL { GRAPH ?any { ?event dcterms:date ?date } } }
GROUP BY ?event"""

_COVERAGE: Final = """SELECT ?document ?title
  (COUNT(DISTINCT ?thing) AS ?things) (COUNT(DISTINCT ?fact) AS ?facts) WHERE {
  GRAPH ?document { ?document a sse:Document ; dcterms:title ?title .
    { ?document sse:mentions ?thing } UNION { ?fact a rdf:Statement } } }
GROUP BY ?document ?title ORDER BY DESC(?facts) ?document"""

_WARNINGS: Final = """SELECT ?document ?warning WHERE {
  GRAPH ?document { ?document a sse:Document ; sse:warning ?warning } } ORDER BY ?document ?warning"""


def figures(store: Readable, reading: Reading, words: dict[str, Any], lang: str) -> list[Figure]:
    """Every figure, in the order of the page; ``reading``: of the store; ``words``: the strings of the page."""
    joined = assemble(reading, lang=lang, classes=())
    joined.remove_nodes_from([iri for iri in joined if not joined.degree(iri)])
    every = communities(joined)
    values = measures(joined, every)
    groups = [group for group in every if len(group) > 2]

    def name(iri: str) -> str:
        return shown(reading.things[iri]["label"]) if iri in reading.things else shown(iri)

    return [
        _counted(store, "things", _THINGS, "class", lambda iri: str(words[f"class_{_local(iri)}"])),
        _counted(store, "relations", _RELATIONS, "relation", lambda iri: str(words[_local(iri)])),
        _counted(store, "best", _BEST, "body", name),
        _bridges(joined, values, name),
        _groups(joined, groups),
        _themes(reading),
        _places("regions", reading, lambda data: _continents(data, lang)),
        _places("countries", reading, lambda data: list(data["countries"])),
        _events(store, reading, name),
        _coverage(store),
        _warnings(store, reading),
    ]


def headline(reading: Reading) -> dict[str, int]:
    """The numbers of the first paragraph: documents, languages, things of each class, facts, pieces of evidence."""
    classes = Counter(data["main_class"] for data in reading.things.values())
    return {
        "documents": len(reading.documents),
        "languages": len({source.language for source in reading.documents.values() if source.language}),
        "facts": len(reading.facts),
        "evidence": sum(len(items) for items in reading.facts.values()),
    } | {label: classes[label] for label in LABELS}


def _local(iri: str) -> str:
    return iri.rpartition("#")[2]


def _cut(rows: Sequence[tuple[str, float | None, str]], most: int = MOST) -> dict[str, Any]:
    return {"rows": tuple(rows[:most]), "more": max(0, len(rows) - most)}


def _counted(store: Readable, key: str, sparql: str, variable: str, name: Callable[[str], str]) -> Figure:
    found = [(name(row[variable].value), float(row["count"].value), "") for row in select(store, sparql)]
    found.sort(key=lambda row: (-(row[1] or 0), row[0]))
    return Figure(key, sparql=sparql, **_cut(found))


def _bridges(graph: nx.MultiDiGraph, values: dict[str, dict[str, float]], name: Callable[[str], str]) -> Figure:
    score = values["broker"]
    best = sorted((iri for iri in graph if score[iri] > 0), key=lambda iri: (-score[iri], name(iri), iri))
    return Figure(
        "bridges", sparql=_LINES, note="bridges_note", **_cut([(name(i), round(score[i], 3), "") for i in best])
    )


def _groups(graph: nx.MultiDiGraph, groups: Sequence[Sequence[str]]) -> Figure:
    named = community_names(graph, groups)
    rows = [
        (shown(name), float(len(group)), shown(theme) if theme else "")
        for (name, theme), group in zip(named, groups, strict=True)
    ]
    return Figure("groups", sparql=_LINES, note="groups_how", **_cut(rows))


def _themes(reading: Reading) -> Figure:
    themes = Counter(theme for data in reading.things.values() for theme in data["themes"])
    rows = [(shown(theme), float(count), "") for theme, count in sorted(themes.items(), key=lambda i: (-i[1], i[0]))]
    return Figure("themes", sparql=_THEMES, **_cut(rows))


def _continents(data: dict[str, Any], lang: str) -> list[str]:
    return sorted({name for code in country_codes(data["anchors"]) if (name := continent(code, lang))})


def _places(key: str, reading: Reading, places: Callable[[dict[str, Any]], list[str]]) -> Figure:
    """Continents or countries by their organizations, with the themes these promote most."""
    bodies: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for data in reading.things.values():
        if data["main_class"] == "Organization":
            for place in places(data):
                bodies[place].append(data)
    rows: list[tuple[str, float | None, str]] = []
    for place, found in sorted(bodies.items(), key=lambda item: (-len(item[1]), item[0])):
        themes = Counter(theme for data in found for theme in data["themes"])
        best = sorted(themes, key=lambda theme: (-themes[theme], theme))[:3]
        rows.append((shown(place), float(len(found)), shown(", ".join(best)) if best else ""))
    return Figure(key, sparql=_PLACES, note=f"{key}_note", **_cut(rows))


def _events(store: Readable, reading: Reading, name: Callable[[str], str]) -> Figure:
    """Events by year: as the graph dates them, else the year in their name, else that of the oldest document."""
    dated = []
    for row in select(store, _EVENTS):
        iri = row["event"].value
        if iri not in reading.things:
            continue
        stated = row["first"].value[:4] if row["first"] is not None else ""
        names = reading.things[iri]["names"]
        in_name = next(iter(re.findall(r"\b(?:19|20)\d\d\b", " ".join(names))), "")
        documents = [reading.documents[d].date[:4] for d in reading.things[iri]["documents"] if d in reading.documents]
        dated.append((stated or in_name or min(filter(None, documents), default="") or "?", name(iri)))
    rows: list[tuple[str, float | None, str]] = []
    for year in sorted({year for year, _ in dated}):
        found = sorted(label for when, label in dated if when == year)
        rest = f" + {len(found) - 4}" if len(found) > 4 else ""
        rows.append((year, float(len(found)), " · ".join(found[:4]) + rest))
    return Figure("events", sparql=_EVENTS, note="events_note", **_cut(rows, 60))


def _coverage(store: Readable) -> Figure:
    rows = [
        (shown(row["title"].value), float(row["facts"].value), f"{row['things'].value}")
        for row in select(store, _COVERAGE)
    ]
    return Figure("coverage", sparql=_COVERAGE, note="coverage_note", **_cut(rows, 40))


def _warnings(store: Readable, reading: Reading) -> Figure:
    rows: list[tuple[str, float | None, str]] = [
        (shown(reading.documents[row["document"].value].title), None, shown(row["warning"].value))
        for row in select(store, _WARNINGS)
        if row["document"].value in reading.documents
    ]
    return Figure("warnings", sparql=_WARNINGS, **_cut(rows, 40))
