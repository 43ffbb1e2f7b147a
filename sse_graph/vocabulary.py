"""Authority files and thesauri as records: Turtle in, Terms out.

Input: Turtle files in the manner of ``ontology/organizations.ttl`` and ``ontology/concepts.ttl``. Output: ``Term``
records, sorted by IRI. It does **not** look for the terms in texts (``annotate/gazetteer.py``) nor decide identity
(``resolve.py``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from sse_graph.errors import OntologyError
from sse_graph.records import LABELS, Term
from sse_graph.vocab import RDF, SKOS, SSE

_NAME_PROPERTIES = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
_MATCH_PROPERTIES = {SKOS.exactMatch: "exactMatch", SKOS.closeMatch: "closeMatch"}


def read_terms(paths: Iterable[Path]) -> tuple[Term, ...]:
    """The terms of the Turtle files, sorted by IRI; a term that stands in several files is one term.

    Raises:
        OntologyError: a file cannot be read or is not Turtle, or an entry has a class but no ``skos:prefLabel``.
    """
    facts: dict[str, dict[str, list[ox.Literal | ox.NamedNode]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted(paths):
        try:
            for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal | ox.NamedNode):
                    facts[quad.subject.value][quad.predicate.value].append(quad.object)
        except (OSError, SyntaxError) as error:
            raise OntologyError(f"{path}: {error}; mend the file or leave it out") from error
    terms = (_term(iri, properties) for iri, properties in sorted(facts.items()))
    return tuple(term for term in terms if term is not None)


def _term(iri: str, properties: dict[str, list[ox.Literal | ox.NamedNode]]) -> Term | None:
    prefix = str(SSE)
    classes = {
        node.value.removeprefix(prefix) for node in properties.get(RDF.type, ()) if node.value.startswith(prefix)
    }
    if any(node.value == SKOS.Concept for node in properties.get(RDF.type, ())):
        classes.add("Concept")
    label = next((label for label in LABELS if label in classes), None)
    if label is None:
        return None
    names: dict[tuple[str, str], None] = {}
    for name_property in _NAME_PROPERTIES:
        for literal in sorted(properties.get(name_property, ()), key=str):
            if isinstance(literal, ox.Literal):
                names[literal.value, literal.language or ""] = None
    preferred = {
        literal.language or "": literal.value
        for literal in sorted(properties.get(SKOS.prefLabel, ()), key=str)
        if isinstance(literal, ox.Literal)
    }
    if not preferred:
        raise OntologyError(f"<{iri}> has no skos:prefLabel; add one in at least one language")
    return Term(
        iri=iri,
        label=label,
        names=tuple(names),
        preferred=tuple((name, language) for language, name in sorted(preferred.items())),
        ambiguous=tuple(
            sorted({node.value for key in (SSE.ambiguousLabel, SSE.unmatchedLabel) for node in properties.get(key, ())})
        ),
        classes=tuple(sorted(classes - {label})),
        matches=tuple(
            (local, node.value)
            for key, local in _MATCH_PROPERTIES.items()
            for node in sorted(properties.get(key, ()), key=str)
        ),
        seat=(_first(properties, SSE.seatCity), _first(properties, SSE.seatCountry)),
    )


def _first(properties: dict[str, list[ox.Literal | ox.NamedNode]], predicate: str) -> str:
    return min((node.value for node in properties.get(predicate, ())), default="")
