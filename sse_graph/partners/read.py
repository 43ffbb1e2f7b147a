"""What a store knows about documents, things and facts, in plain Python, in a fixed order.

Input: a pyoxigraph Store. Output: a ``Reading``. It does **not** decide what is drawn: everything is read, once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from sse_graph.partners.located import Located, locate
from sse_graph.readable import Readable
from sse_graph.records import LABELS, SIGNATURES, SYMMETRIC
from sse_graph.vocab import PREFIXES, SSE

_HEAD: Final = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
_SSE: Final = str(SSE)


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A document as it is shown beside a quote. ``date``: as the document states it, or ""."""

    iri: str
    identifier: str
    title: str
    language: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """One passage that states an edge. ``start, end``: its characters in the document. ``marks``: (start, end, role)
    of the names of the subject (``"s"``) and the object (``"o"``) inside ``quote``, in order. ``page``: that it begins
    on, 0 in a document without pages."""

    document: str
    start: int
    end: int
    quote: str
    rule: str
    confidence: float
    marks: tuple[tuple[int, int, str], ...] = ()
    page: int = 0


Fact = tuple[str, str, str]
"""Subject IRI, predicate (local name), object IRI; of a symmetric predicate the subject is the lesser IRI."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole graph: documents by IRI, the attributes of things by IRI, the evidence of facts."""

    documents: dict[str, Source]
    things: dict[str, dict[str, Any]]
    facts: dict[Fact, tuple[Evidence, ...]]


def read(store: Readable, lang: str = "en") -> Reading:
    """Everything of the store that a network or a card shows; ``lang``: of names where there is a choice."""
    facts = _facts(store)
    return Reading(_documents(store), _things(store, lang, facts), facts)


def select(store: Readable, pattern: str) -> Iterable[ox.QuerySolution]:
    """The rows of a SELECT that uses the project's prefixes."""
    result = store.query(_HEAD + pattern)
    assert isinstance(result, ox.QuerySolutions)  # a SELECT gives nothing else; tells mypy so
    return result


def _text(term: Any) -> str:
    return "" if term is None else str(term.value)


def _documents(store: Readable) -> dict[str, Source]:
    rows = select(
        store,
        """SELECT ?doc (MIN(?i) AS ?identifier) (MIN(?t) AS ?title) (MIN(?l) AS ?language) (MIN(STR(?d)) AS ?date)
        WHERE { GRAPH ?doc { ?doc a sse:Document . OPTIONAL { ?doc dcterms:identifier ?i }
        OPTIONAL { ?doc dcterms:title ?t } OPTIONAL { ?doc dcterms:language ?l }
        OPTIONAL { ?doc dcterms:date|dcterms:issued|dcterms:created ?d } } } GROUP BY ?doc""",
    )
    found = []
    for row in rows:
        iri = row["doc"].value
        identifier = _text(row["identifier"]) or iri
        title = _text(row["title"]) or identifier
        found.append(Source(iri, identifier, title, _text(row["language"]), _text(row["date"])))
    return {source.iri: source for source in sorted(found)}


def _things(store: Readable, lang: str, facts: Iterable[Fact]) -> dict[str, dict[str, Any]]:
    documents: dict[str, set[str]] = defaultdict(set)
    for row in select(store, "SELECT ?doc ?e WHERE { GRAPH ?doc { ?doc a sse:Document ; sse:mentions ?e } }"):
        documents[row["e"].value].add(row["doc"].value)
    classes: dict[str, set[str]] = defaultdict(set)
    for row in select(store, "SELECT ?e ?c WHERE { GRAPH ?doc { ?doc a sse:Document ; sse:mentions ?e . ?e a ?c } }"):
        if row["c"].value.startswith(_SSE):
            classes[row["e"].value].add(row["c"].value.removeprefix(_SSE))
    names = _names(store, documents)
    things: dict[str, dict[str, Any]] = {}
    for iri in sorted(documents):
        main = next((label for label in LABELS if label in classes[iri]), None)
        if main is None:
            continue
        label = _label(names[iri], lang) or iri.rsplit("/", 1)[-1]
        others = sorted({name for *_, name in names[iri]} - {label}, key=lambda name: (name.casefold(), name))
        things[iri] = {
            "label": label,
            "names": (label, *others),
            "main_class": main,
            "classes": tuple(sorted(classes[iri] - {main})),
            "documents": tuple(sorted(documents[iri])),
            "themes": (),
        }
    facts = list(facts)
    for iri, located in locate(things, facts, *_stated_places(store), lang).items():
        things[iri] |= _plain(located)
    themes: dict[str, set[str]] = defaultdict(set)
    for subject, predicate, object_ in facts:
        if predicate == "promotes" and object_ in things:
            themes[subject].add(things[object_]["label"])
    for iri, labels in themes.items():
        if iri in things:
            things[iri]["themes"] = tuple(sorted(labels))
    return things


def _plain(located: Located) -> dict[str, Any]:
    return {
        "countries": located.countries,
        "within": located.within,
        "seat": located.seat,
        "homepage": located.homepage,
        "coordinates": located.coordinates,
        "address": located.address,
        "anchors": located.anchors,
    }


def _stated_places(store: Readable) -> tuple[dict[str, dict[str, list[tuple[str, str]]]], dict[str, set[str]]]:
    """Per thing, (language, value) of seat, homepage and coordinates; and what each place lies in."""
    stated: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for row in select(
        store,
        """SELECT DISTINCT ?e ?p ?o WHERE { VALUES ?p { sse:seatCity sse:seatCountry foaf:homepage wgs84:lat wgs84:long
        skos:exactMatch } GRAPH ?g { ?e ?p ?o } }""",
    ):
        name = row["p"].value.rpartition("#")[2].rpartition("/")[2]
        language = row["o"].language or "" if isinstance(row["o"], ox.Literal) else ""
        stated[row["e"].value][name].append((language, row["o"].value))
    inside: dict[str, set[str]] = defaultdict(set)
    for row in select(store, "SELECT ?a ?b WHERE { GRAPH ?g { ?a sse:within ?b } }"):
        inside[row["a"].value].add(row["b"].value)
    return stated, inside


def _names(store: Readable, wanted: Iterable[str]) -> dict[str, set[tuple[bool, bool, str, str]]]:
    """Per thing: (is alternative, is not the corpus's own, language, name)."""
    names: dict[str, set[tuple[bool, bool, str, str]]] = defaultdict(set)
    known = set(wanted)
    for predicate, alternative in ((PREFIXES["skos"] + "prefLabel", False), (PREFIXES["skos"] + "altLabel", True)):
        for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
            iri, graph = getattr(quad.subject, "value", ""), getattr(quad.graph_name, "value", "")
            if iri in known and isinstance(quad.object, ox.Literal) and quad.object.value.strip():
                own = graph.endswith("/graph/corpus")
                text = " ".join(quad.object.value.split())
                names[iri].add((alternative, not own, quad.object.language or "", text))
    return names


def _label(names: set[tuple[bool, bool, str, str]], lang: str) -> str:
    """The preferred name in ``lang``, else English, else without language, else any; the corpus's own choice first."""

    def rank(item: tuple[bool, bool, str, str]) -> tuple[bool, int, bool, str, str]:
        alternative, foreign, language, name = item
        order = (lang, "en", "")
        return alternative, order.index(language) if language in order else 3, foreign, language, name

    return min(names, key=rank)[3] if names else ""


def _facts(store: Readable) -> dict[Fact, tuple[Evidence, ...]]:
    values = "VALUES ?p { " + " ".join(f"sse:{predicate}" for predicate in SIGNATURES) + " }"
    facts: dict[Fact, set[Evidence]] = {}

    def key(row: ox.QuerySolution) -> Fact:
        subject, predicate, object_ = row["s"].value, row["p"].value.removeprefix(_SSE), row["o"].value
        if predicate in SYMMETRIC and object_ < subject:
            subject, object_ = object_, subject
        return subject, predicate, object_

    for row in select(store, f"SELECT ?s ?p ?o WHERE {{ {values} GRAPH ?doc {{ ?doc a sse:Document . ?s ?p ?o }} }}"):
        facts.setdefault(key(row), set())
    spans = _mention_spans(store)
    for row in select(
        store,
        f"""SELECT ?s ?p ?o ?doc ?quote ?begin ?end ?rule ?confidence ?page WHERE {{ {values} GRAPH ?doc {{
        ?fact rdf:predicate ?p ; rdf:subject ?s ; rdf:object ?o ; prov:wasQuotedFrom ?range ; sse:rule ?rule ;
        sse:confidence ?confidence . ?range nif:anchorOf ?quote ; nif:beginIndex ?begin ; nif:endIndex ?end
        OPTIONAL {{ ?range sse:page ?page }} }} }}""",
    ):
        fact = key(row)
        document, start, end = row["doc"].value, int(row["begin"].value), int(row["end"].value)
        inside = sorted(
            (first - start, last - start, role)
            for role, iri in (("s", fact[0]), ("o", fact[2]))
            for first, last in spans.get((document, iri), ())
            if start <= first and last <= end
        )
        confidence = float(row["confidence"].value)
        facts.setdefault(fact, set()).add(
            Evidence(
                document,
                start,
                end,
                row["quote"].value,
                row["rule"].value,
                confidence,
                tuple(inside),
                int(row["page"].value) if row["page"] else 0,
            )
        )
    return {fact: tuple(sorted(evidence)) for fact, evidence in sorted(facts.items())}


def _mention_spans(store: Readable) -> dict[tuple[str, str], list[tuple[int, int]]]:
    spans: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for row in select(
        store,
        """SELECT ?doc ?e ?begin ?end WHERE { GRAPH ?doc {
        ?m itsrdf:taIdentRef ?e ; nif:beginIndex ?begin ; nif:endIndex ?end } }""",
    ):
        spans[row["doc"].value, row["e"].value].append((int(row["begin"].value), int(row["end"].value)))
    return spans
