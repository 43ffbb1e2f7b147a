"""Authority files and thesauri as records: Turtle in, Terms out.

Input: Turtle files in the manner of ``ontology/organizations.ttl`` and ``ontology/concepts.ttl``, or with the classes
and names of other vocabularies (``aligned.py``). Output: ``Term`` records, sorted by IRI. It does **not** look for the
terms in texts (``annotate/gazetteer.py``) nor decide identity (``resolve.py``).

Two terms of different files are one where one says so (``skos:exactMatch``, ``owl:sameAs``), or where the preferred
full name of one is a name of the other and their seats do not contradict it: else neither would be found by it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from sse_graph import aligned
from sse_graph.errors import OntologyError
from sse_graph.names import is_acronym, normal_form
from sse_graph.records import LABELS, Term
from sse_graph.vocab import BASE, RDF, SKOS, SSE, slugify

_BLANK = "urn:blank:"
_SUBJECTS: Final = (ox.NamedNode, ox.BlankNode)
_VALUES: Final = (ox.Literal, ox.NamedNode, ox.BlankNode)
Facts = dict[str, list[ox.Literal | ox.NamedNode]]
"""What is said of one thing: values by predicate."""


def read_terms(paths: Iterable[Path]) -> tuple[Term, ...]:
    """The terms of the Turtle files, sorted by IRI; a term that stands in several files is one term.

    Raises:
        OntologyError: a file cannot be read or is not Turtle, or an entry has a class but no name.
    """
    files = tuple(sorted(paths))
    contents = _contents(files)
    if contents not in _READ:
        terms = _parsed(files)
        if not contents or contents != _contents(files):
            return terms  # what is being written now is not remembered
        while len(_READ) >= _REMEMBERED:
            del _READ[next(iter(_READ))]
        _READ[contents] = terms
    return _READ[contents]


_READ: dict[tuple[tuple[Path, bytes], ...], tuple[Term, ...]] = {}
"""What was read lately, by the names and hashes of the files: several parts of a pipeline ask for the same terms."""
_REMEMBERED: Final = 4


def _contents(files: Iterable[Path]) -> tuple[tuple[Path, bytes], ...]:
    """The files and the hashes of their bytes; nothing where one cannot be read."""
    try:
        return tuple((path, hashlib.sha256(path.read_bytes()).digest()) for path in files)
    except OSError:
        return ()


def _parsed(paths: Iterable[Path]) -> tuple[Term, ...]:
    facts: dict[str, Facts] = defaultdict(lambda: defaultdict(list))
    for path in paths:
        try:
            for subject, predicate, value, _ in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
                if isinstance(subject, _SUBJECTS) and isinstance(value, _VALUES):
                    # an address may be a blank node; its label is unique in its file only
                    facts[_named(subject, path).value][predicate.value].append(_named(value, path))
        except (OSError, SyntaxError, ValueError) as error:
            raise OntologyError(f"{path}: {error}; mend the file or leave it out") from error
    terms = (_term(iri, properties, facts) for iri, properties in sorted(facts.items()) if not iri.startswith(_BLANK))
    return joined([term for term in terms if term is not None])


def _named(node: ox.NamedNode | ox.BlankNode | ox.Literal, path: Path) -> ox.NamedNode | ox.Literal:
    return ox.NamedNode(f"{_BLANK}{slugify(str(path))}:{node.value}") if isinstance(node, ox.BlankNode) else node


def _term(iri: str, properties: Facts, facts: dict[str, Facts]) -> Term | None:
    classes = {name for node in properties.get(RDF.type, ()) for name in aligned.classes_of(node.value)}
    label = next((label for label in LABELS if label in classes), None)
    if label is None:
        return None
    if label == "Organization":
        classes |= {
            structure
            for values in properties.values()
            for node in values
            if isinstance(node, ox.NamedNode) and (structure := aligned.structure_of(node.value))
        }
    ranked: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for predicate, values in sorted(properties.items()):
        rank = aligned.name_rank(predicate)
        if rank >= 0:
            ranked[rank] += [
                (literal.value.strip(), _language(literal))
                for literal in sorted(values, key=str)
                if isinstance(literal, ox.Literal) and literal.value.strip()
            ]
    names = dict.fromkeys(name for rank in sorted(ranked) for name in ranked[rank])
    first = next((rank for rank in sorted(ranked) if rank < aligned.FURTHER and ranked[rank]), None)
    if first is None:
        raise OntologyError(f"<{iri}> has no skos:prefLabel; add one in at least one language")
    preferred = {language: name for name, language in ranked[first]}
    return Term(
        iri=iri,
        label=label,
        names=tuple(names),
        preferred=tuple((name, language) for language, name in sorted(preferred.items())),
        ambiguous=tuple(
            sorted({node.value for key in (SSE.ambiguousLabel, SSE.unmatchedLabel) for node in properties.get(key, ())})
        ),
        classes=tuple(sorted(classes - {label, *LABELS})),
        matches=_matches(properties),
        seat=_seat(properties, facts),
    )


def _language(literal: ox.Literal) -> str:
    """The language without region, in lower case: ESSGlobal writes EN."""
    return (literal.language or "").lower().split("-")[0]


def _matches(properties: Facts) -> tuple[tuple[str, str], ...]:
    same = {node.value for key, nodes in properties.items() if aligned.plain(key) in aligned.SAME for node in nodes}
    close = {node.value for node in properties.get(SKOS.closeMatch, ())}
    return tuple(("exactMatch", iri) for iri in sorted(same)) + tuple(("closeMatch", iri) for iri in sorted(close))


def _seat(properties: Facts, facts: dict[str, Facts]) -> tuple[str, str]:
    own = _first(properties, {SSE.seatCity}), _first(properties, {SSE.seatCountry})
    if any(own):
        return own
    addresses = [
        facts.get(node.value, {})
        for key, nodes in properties.items()
        if aligned.plain(key) in aligned.HAS_ADDRESS
        for node in nodes
    ]
    seats = [(_first(address, aligned.LOCALITY), _first(address, aligned.COUNTRY)) for address in addresses]
    known = sorted(seat for seat in seats if any(seat))
    if known:
        return known[0]
    codes = [
        node.value for key, nodes in properties.items() if aligned.plain(key) == aligned.COUNTRY_CODE for node in nodes
    ]
    return "", min((code.rstrip("/").rpartition("/")[2] for code in codes), default="")


def _first(properties: Facts, predicates: Iterable[str]) -> str:
    wanted = set(predicates)
    values = [
        node.value.strip()
        for key, nodes in properties.items()
        if aligned.plain(key) in wanted
        for node in nodes
        if isinstance(node, ox.Literal)
    ]
    return min(filter(None, values), default="")


def joined(terms: Sequence[Term]) -> tuple[Term, ...]:
    """``terms`` with those in one that are the same: ours, else the first by IRI, takes the names of the others. Ours
    are told apart by hand and never joined to one another.
    """
    if all(term.iri.startswith(BASE) for term in terms):
        return tuple(terms)
    by_iri = {term.iri: term for term in terms}
    said = {other: term.iri for term in terms for relation, other in term.matches if relation == "exactMatch"}
    into: dict[str, str] = {}
    by_name: dict[tuple[str, str, str], str] = {}
    for term in sorted(terms, key=lambda term: (not term.iri.startswith(BASE), term.iri)):
        same = [iri for relation, iri in term.matches if relation == "exactMatch"]
        keys = list(_keys(term, term.preferred))
        named = [by_name[key] for key in keys if key in by_name and _compatible(by_iri[by_name[key]], term)]
        others = [
            into[iri]
            for iri in (*same, said.get(term.iri, ""), *named)
            if iri in into and by_iri[iri].label == term.label
        ]
        into[term.iri] = others[0] if others and not term.iri.startswith(BASE) else term.iri
        for key in (*keys, *_keys(term, term.names)):
            by_name.setdefault(key, into[term.iri])
    groups: dict[str, list[Term]] = defaultdict(list)
    for iri, root in into.items():
        groups[root].append(by_iri[iri])
    return tuple(_union(by_iri[iri], members) for iri, members in sorted(groups.items()))


def _keys(term: Term, names: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """What full names are compared by; one that other things bear too and an acronym are not."""
    for name, language in names:
        if not is_acronym(name) and name not in term.ambiguous:
            yield term.label, language if term.label == "Concept" else "", normal_form(name, term.label)


def _compatible(one: Term, other: Term) -> bool:
    return not (one.seat[1] and other.seat[1]) or one.seat[1].casefold() == other.seat[1].casefold()


def _union(term: Term, members: Sequence[Term]) -> Term:
    others = [member for member in members if member.iri != term.iri]
    if not others:
        return term
    preferred = {language: name for member in (*reversed(others), term) for name, language in member.preferred}
    exact = [("exactMatch", member.iri) for member in others]
    return replace(
        term,
        names=tuple(dict.fromkeys(name for member in (term, *others) for name in member.names)),
        preferred=tuple((name, language) for language, name in sorted(preferred.items())),
        ambiguous=tuple(sorted({name for member in (term, *others) for name in member.ambiguous})),
        classes=tuple(sorted({name for member in (term, *others) for name in member.classes})),
        matches=tuple(
            dict.fromkeys(
                match
                for match in (*term.matches, *exact, *(m for member in others for m in member.matches))
                if match[1] != term.iri
            )
        ),
        seat=next((member.seat for member in (term, *others) if any(member.seat)), ("", "")),
    )
