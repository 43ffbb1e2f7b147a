"""The pairs of names that a person should look at: likely one thing and now two, or one on weak grounds.

Input: an open store and the decisions that there are. Output: ``Doubt`` records, best first; a table of them; a line
more in a decisions file. It does **not** ask anybody (``cli/review.py``), nor change the graph: the next build does.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from rapidfuzz import fuzz

from sse_graph.decisions import Decisions, Line, read_lines
from sse_graph.decisions.lines import COLUMNS, cell, comparable, header_of
from sse_graph.export import write_whole
from sse_graph.names import SMALL_WORDS, is_acronym, is_acronym_of, normal_form
from sse_graph.query import bound
from sse_graph.readable import Readable
from sse_graph.resolve.traits import traits
from sse_graph.vocab import PREFIXES, SSE

_HEAD: Final = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
_NAMES: Final = """SELECT DISTINCT ?thing ?type ?name (LANG(?name) AS ?l) WHERE {
  GRAPH ?g { ?g sse:mentions ?thing . ?thing a ?type ; skos:altLabel ?name } }"""
_MERGES: Final = """SELECT ?thing ?type ?first ?second ?rule WHERE { ?m a sse:Merge ; sse:mergedInto ?thing ;
  sse:firstName ?first ; sse:secondName ?second ; sse:rule ?rule . ?g sse:mentions ?thing .
  GRAPH ?g { ?thing a ?type } }"""
_QUOTES: Final = """SELECT ?document ?quote WHERE { GRAPH ?g { ?g dcterms:identifier ?document .
  ?f rdf:subject|rdf:object ?thing ; prov:wasQuotedFrom/nif:anchorOf ?quote . FILTER(CONTAINS(?quote, ?name)) } }
  ORDER BY STRLEN(?quote) ?document ?quote LIMIT 1"""
_MENTIONED: Final = """SELECT ?document WHERE { GRAPH ?g { ?g dcterms:identifier ?document .
  ?m itsrdf:taIdentRef ?thing ; nif:anchorOf ?name } } ORDER BY ?document LIMIT 1"""
_WEAK: Final = {
    "misspelling": 0.55,
    "translation": 0.5,
    "translated-acronym": 0.5,
    "same-words": 0.45,
    "surname": 0.4,
    "person-initials": 0.4,
    "document-context": 0.4,
    "core": 0.4,
    "part": 0.4,
    "kind": 0.4,
    "given-name": 0.4,
    "double-name": 0.35,
    "initials": 0.35,
    "spelling": 0.3,
}
"""Rule -> how doubtful a merge by it is, in [0, 1]; other rules rest on identifiers, definitions or equal names."""
_LIKE: Final = 82.0
"""Likeness in per cent (rapidfuzz's token_sort_ratio) from which two names are worth a look."""
_BLOCK: Final = 50
"""Names that may share a word for it to lead from one to another: a commoner word tells nothing."""
_LABELS: Final = ("Organization", "Event", "Person", "Concept")
_LONGEST_QUOTE: Final = 300


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two names. ``together``: whether they are one thing now; ``score`` in [0, 1]: the higher, the more worth asking;
    ``quote``, ``other_quote``: where the names stand, with the document.
    """

    name: str
    other: str
    type: str
    score: float
    reason: str
    together: bool
    quote: str = ""
    other_quote: str = ""


@dataclass(frozen=True, slots=True)
class _Name:
    thing: str
    label: str
    text: str
    language: str


def doubtful(store: Readable, decided: Iterable[Line] = (), limit: int = 50) -> tuple[Doubt, ...]:
    """The ``limit`` pairs most worth a decision, best first, without those that ``decided`` speaks of."""
    known = {frozenset((comparable(line.name), comparable(line.other))) for line in decided}
    names = sorted(_names(store), key=lambda name: (name.label, name.text, name.thing, name.language))
    found: dict[tuple[str, frozenset[str]], tuple[Doubt, str, str]] = {}
    for doubt, thing, other in (*_apart(names), *_weak_merges(store)):
        pair = frozenset((comparable(doubt.name), comparable(doubt.other)))
        key = (doubt.type, pair)
        if len(pair) == 2 and pair not in known and (key not in found or found[key][0].score < doubt.score):
            found[key] = doubt, thing, other
    best = sorted(found.values(), key=lambda item: (-item[0].score, item[0].type, item[0].name, item[0].other))[:limit]
    return tuple(
        Doubt(
            doubt.name,
            doubt.other,
            doubt.type,
            doubt.score,
            doubt.reason,
            doubt.together,
            _quote(store, thing, doubt.name),
            _quote(store, other, doubt.other),
        )
        for doubt, thing, other in best
    )


def _select(store: Readable, query: str, **values: ox.Literal | ox.NamedNode) -> Iterator[list[str]]:
    found = store.query(_HEAD + bound(query, values), use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    for row in found:
        yield [term.value for term in row]


def _names(store: Readable) -> set[_Name]:
    prefix = str(SSE)
    return {
        _Name(thing, label, name, language)
        for thing, iri, name, language in _select(store, _NAMES)
        if (label := iri.removeprefix(prefix)) in _LABELS
    }


def _apart(names: Sequence[_Name]) -> Iterator[tuple[Doubt, str, str]]:
    """Pairs of names of two things, by a word that few names share, and by an acronym and its letters."""
    by_word: dict[tuple[str, str], list[_Name]] = defaultdict(list)
    initials: dict[tuple[str, str], list[_Name]] = defaultdict(list)
    for name in names:
        words = [word for word in normal_form(name.text, name.label).split() if word not in SMALL_WORDS]
        for word in dict.fromkeys(words):
            by_word[name.label, word].append(name)
        if words and not is_acronym(name.text):
            initials[name.label, words[0][0]].append(name)
    for same in by_word.values():
        if 1 < len(same) <= _BLOCK:
            for position, one in enumerate(same):
                for other in same[position + 1 :]:
                    if one.thing != other.thing:
                        yield from _compared(one, other)
    for name in names:
        if is_acronym(name.text):
            letter = normal_form(name.text, name.label)[:1]
            for long in initials.get((name.label, letter), ()):
                if long.thing != name.thing and is_acronym_of(name.text, long.text):
                    doubt = Doubt(name.text, long.text, name.label, 0.7, "the letters are the initials", False)
                    yield doubt, name.thing, long.thing


def _compared(one: _Name, other: _Name) -> Iterator[tuple[Doubt, str, str]]:
    mine, theirs = normal_form(one.text, one.label), normal_form(other.text, other.label)
    if traits(one.text, one.label, one.language).distinct != traits(other.text, other.label, other.language).distinct:
        return
    score, reason = fuzz.token_sort_ratio(mine, theirs, score_cutoff=_LIKE) / 100, "the names are alike"
    if mine == theirs:
        score, reason = 0.9, "the name is the same, and what else is known of the two differs"
    elif one.label == "Person":
        first, second = mine.split(), theirs.split()
        if first[-1] == second[-1] and first[0][0] == second[0][0]:
            score, reason = max(score, 0.75), "the surname and the first letter are the same"
        elif score < 0.9:
            return
    elif f"{theirs} ".startswith(f"{mine} ") or f"{mine} ".startswith(f"{theirs} "):
        score, reason = max(score, 0.65), "one name begins with the other"
    if score:
        yield Doubt(one.text, other.text, one.label, round(score, 3), reason, False), one.thing, other.thing


def _weak_merges(store: Readable) -> Iterator[tuple[Doubt, str, str]]:
    prefix = str(SSE)
    for thing, iri, first, second, rule in _select(store, _MERGES):
        label = iri.removeprefix(prefix)
        if rule in _WEAK and label in _LABELS:
            yield Doubt(first, second, label, _WEAK[rule], f"one thing by the rule {rule}", True), thing, thing


def _quote(store: Readable, thing: str, name: str) -> str:
    """Where ``thing`` is called ``name``: the shortest quoted words around it, or the name alone, with the document."""
    node, literal = ox.NamedNode(thing), ox.Literal(name)
    for document, quote in _select(store, _QUOTES, thing=node, name=literal):
        plain = " ".join(quote.split())
        return f"{document}: {plain[:_LONGEST_QUOTE]}{'…' if len(plain) > _LONGEST_QUOTE else ''}"
    for (document,) in _select(store, _MENTIONED, thing=node, name=literal):
        return f"{document}: {name}"
    return ""


def table(doubts: Iterable[Doubt]) -> str:
    """The pairs as CSV to edit: whoever writes "merge" or "separate" under "decision" has a decisions file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("decision", "name", "other", "type", "document", "score", "reason", "quote", "other_quote"))
    for doubt in doubts:
        row = (doubt.name, doubt.other, doubt.type, "", f"{doubt.score:.2f}", doubt.reason, doubt.quote)
        writer.writerow(("", *map(cell, row), cell(doubt.other_quote)))
    return out.getvalue()


def decide(path: Path, decision: str, doubt: Doubt) -> None:
    """Add one line to the decisions file at ``path``, which is made when missing; the others stay as they are.

    Raises:
        InputError: the file cannot be read or written, or the new line contradicts one that is there.
    """
    there = path.exists()
    lines = read_lines(path) if there else []
    before = path.read_bytes().decode("utf-8-sig") if there else ",".join(COLUMNS) + "\r\n"
    if before and not before.endswith("\n"):
        before += "\r\n"
    where = f"{path}:{before.count(chr(10)) + 1}"
    Decisions([*lines, Line(where, decision, doubt.name, doubt.other, doubt.type)])
    header, delimiter = header_of(before)
    values = {"decision": decision, "name": doubt.name, "other": doubt.other, "type": doubt.type}
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([cell(values.get(column, "")) for column in header])
    write_whole(path, (before + out.getvalue()).encode())
