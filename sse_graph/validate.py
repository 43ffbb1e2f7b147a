"""Whether a graph keeps the data contract: SHACL shapes, run by pySHACL, and where what breaks them stands.

Input: a graph and ``ontology/shapes.ttl`` (or other shapes). Output: a ``Report``. It does **not** mend anything, and
writes no file: see ``findings``.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from sse_graph.errors import OntologyError
from sse_graph.readable import Readable
from sse_graph.resources import ontology_path
from sse_graph.vocab import DCTERMS, ITSRDF, NIF, PROV, RDF, SKOS

SEVERITIES: Final = ("violation", "warning", "info")
"""From the worst; those of SHACL, section 2.1.4. A severity of the shapes' own counts as a violation."""
_SH: Final = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a document: its identifier, characters ``[start, end)`` of its text and what they are; without a
    passage ``start`` and ``end`` are -1 and ``quote`` is "".
    """

    document: str
    start: int = -1
    end: int = -1
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that breaks a shape: the shape's IRI, the thing's, and what is wrong with it.

    ``severity``: one of ``SEVERITIES``; ``path``, ``value``: what the shape looked at and found, or ""; ``name``: what
    the thing is called, or ""; ``where``: the first passage about it, if a document has one.
    """

    shape: str
    focus: str
    message: str
    severity: str = "violation"
    path: str = ""
    value: str = ""
    name: str = ""
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """``conforms`` when none of ``violations`` has the severity of a violation (the standard's own word for it
    asks that there be none at all: ``not violations``); ``statements``: how many were checked.
    """

    conforms: bool
    violations: tuple[Violation, ...]
    statements: int


def validate(store: Readable, shapes: Path | Sequence[Path] | None = None) -> Report:
    """Check the union of the store's documents and corpus graph against ``shapes``, by default ours.

    Raises:
        OntologyError: the shapes cannot be read.
    """
    import rdflib

    from sse_graph.export import rdf

    data = rdflib.Graph()
    data.parse(data=rdf(store, ox.RdfFormat.N_TRIPLES, named=False), format="nt")
    return validate_graph(data, shapes)


def validate_graph(data: Any, shapes: Path | Sequence[Path] | None = None) -> Report:
    """Check an rdflib graph against the shapes.

    Raises:
        OntologyError: the shapes cannot be read.
    """
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError

    paths = [shapes] if isinstance(shapes, Path) else list(shapes or [ontology_path("shapes.ttl")])
    rules = _read(paths)
    # the shapes name their classes themselves: no inference, so that what is checked is what is written
    logging.getLogger("pyshacl-validate").disabled = True  # it prints what is raised as well
    try:
        _, results, _ = pyshacl.validate(data, shacl_graph=rules, inference="none", advanced=False)
    except ReportableRuntimeError as error:
        files = ", ".join(map(str, paths))
        raise OntologyError(f"{files}: {error.args[0] if error.args else error}; mend the shapes") from error
    ordered = sorted(_violations(results, data), key=lambda v: (SEVERITIES.index(v.severity), *_key(v)))
    conforms = all(violation.severity != "violation" for violation in ordered)
    return Report(conforms, tuple(ordered), len(data))


def _key(violation: Violation) -> tuple[str, ...]:
    return violation.shape, violation.focus, violation.message, violation.path, violation.value


def _read(paths: Sequence[Path]) -> Any:
    import rdflib

    rules = rdflib.Graph()
    for path in paths:
        try:
            rules.parse(path, format="turtle")
        except (OSError, SyntaxError, ValueError) as error:
            raise OntologyError(f"{path}: {error}; give a readable Turtle file of SHACL shapes") from error
    return rules


def _violations(results: Any, data: Any) -> set[Violation]:
    import rdflib

    sh = rdflib.Namespace(_SH)
    found = set()
    for result in results.subjects(rdflib.RDF.type, sh.ValidationResult):
        focus = results.value(result, sh.focusNode)
        severity = str(results.value(result, sh.resultSeverity) or "").removeprefix(_SH).lower()
        path = results.value(result, sh.resultPath)
        found.add(
            Violation(
                shape=str(results.value(result, sh.sourceShape) or ""),
                focus=str(focus or ""),
                message=str(results.value(result, sh.resultMessage) or ""),
                severity=severity if severity in SEVERITIES else "violation",
                path=str(path) if isinstance(path, rdflib.URIRef) else "",
                value=str(results.value(result, sh.value) or ""),
                name=_name(data, focus),
                where=_where(data, focus),
            )
        )
    return found


def _name(data: Any, focus: Any) -> str:
    import rdflib

    labels = sorted(
        data.objects(focus, rdflib.URIRef(SKOS.prefLabel)), key=lambda label: (label.language != "en", label)
    )
    return str(labels[0]) if labels else ""


def _where(data: Any, focus: Any) -> Where | None:
    """The passage that ``focus`` is, or that states it, or the first that names it; else its document alone."""
    import rdflib

    if not isinstance(focus, rdflib.URIRef):
        return None
    uri = rdflib.URIRef
    quoted = sorted(data.objects(focus, uri(PROV.wasQuotedFrom)))
    # a fact without its quote still lies in a document: its IRI says in which
    if (focus, uri(NIF.anchorOf), None) in data:
        quoted.append(focus)
    if not quoted and "#" not in focus:
        facts = [
            passage
            for role in (RDF.subject, RDF.object)
            for fact in data.subjects(uri(role), focus)
            for passage in data.objects(fact, uri(PROV.wasQuotedFrom))
        ]
        quoted = sorted(data.subjects(uri(ITSRDF.taIdentRef), focus), key=_position) or sorted(facts, key=_position)
    if quoted:
        return _passage(data, quoted[0])
    document = uri(focus.partition("#")[0])
    identifier = data.value(document, uri(DCTERMS.identifier))
    return Where(str(identifier)) if identifier is not None else None


def _passage(data: Any, passage: Any) -> Where:
    import rdflib

    uri = rdflib.URIRef
    document = uri(passage.partition("#")[0])
    identifier = data.value(document, uri(DCTERMS.identifier)) or document
    _, start, end = _position(passage)
    return Where(str(identifier), start, end, str(data.value(passage, uri(NIF.anchorOf)) or ""))


def _position(passage: str) -> tuple[str, int, int]:
    """(document, start, end) of a range of characters. Source: RFC 5147."""
    document, _, fragment = passage.partition("#")
    found = re.fullmatch(r"char=(\d+),(\d+)", fragment)
    return (document, int(found[1]), int(found[2])) if found else (document, -1, -1)
