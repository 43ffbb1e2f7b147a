"""Whether a graph keeps the data contract: SHACL shapes, run by pySHACL.

Input: an open store and ``ontology/shapes.ttl`` (or other shapes). Output: a ``Report``. It does **not** mend anything.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from sse_graph.errors import OntologyError
from sse_graph.readable import Readable
from sse_graph.resources import ontology_path


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that breaks a shape: the shape's IRI, the thing's, and what is wrong with it."""

    shape: str
    focus: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """``conforms`` when ``violations`` is empty; ``statements``: how many were checked."""

    conforms: bool
    violations: tuple[Violation, ...]
    statements: int


def validate(store: Readable, shapes: Path | None = None) -> Report:
    """Check the union of the store's documents and corpus graph against ``shapes``.

    Raises:
        OntologyError: the shapes cannot be read.
    """
    import rdflib

    from sse_graph.export import rdf

    data = rdflib.Graph()
    data.parse(data=rdf(store, ox.RdfFormat.N_TRIPLES, named=False), format="nt")
    return validate_graph(data, shapes)


def validate_graph(data: Any, shapes: Path | None = None) -> Report:
    """Check an rdflib graph against the shapes.

    Raises:
        OntologyError: the shapes cannot be read.
    """
    import pyshacl
    import rdflib
    from pyshacl.errors import ReportableRuntimeError

    path = shapes or ontology_path("shapes.ttl")
    rules = rdflib.Graph()
    try:
        rules.parse(path, format="turtle")
    except (OSError, SyntaxError, ValueError) as error:
        raise OntologyError(f"{path}: {error}; give a readable Turtle file of SHACL shapes") from error
    # the shapes name their classes themselves: no inference, so that what is checked is what is written
    logging.getLogger("pyshacl-validate").disabled = True  # it prints what is raised as well
    try:
        conforms, results, _ = pyshacl.validate(data, shacl_graph=rules, inference="none", advanced=False)
    except ReportableRuntimeError as error:
        raise OntologyError(f"{path}: {error.args[0] if error.args else error}; mend the shapes") from error
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    violations = {
        Violation(
            str(results.value(result, sh.sourceShape) or ""),
            str(results.value(result, sh.focusNode) or ""),
            str(results.value(result, sh.resultMessage) or ""),
        )
        for result in results.subjects(rdflib.RDF.type, sh.ValidationResult)
    }
    ordered = sorted(violations, key=lambda violation: (violation.shape, violation.focus, violation.message))
    return Report(bool(conforms), tuple(ordered), len(data))
