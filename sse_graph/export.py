"""The graph as a file: RDF in six syntaxes, networks for Gephi and the like, a table of facts.

Input: an open store. Output: one file, the same bytes for the same graph. It does **not** choose what is in the graph.
By default the documents' facts and the corpus graph are written; the vocabularies on request. The file appears whole or
not.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from sse_graph.errors import InputError
from sse_graph.query import csv_cell
from sse_graph.readable import Readable
from sse_graph.vocab import PREFIXES, RDF, SSE

RDF_FORMATS: Final = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
}
_WITH_GRAPHS: Final = frozenset({".trig", ".nq", ".jsonld"})
ENDINGS: Final = (*RDF_FORMATS, ".graphml", ".gexf", ".csv")
PROFILES: Final = ("essglobal",)
_VOCABULARIES: Final = ("/graph/ontology", "/graph/concepts", "/graph/organizations")
_TYPE: Final = f"> <{RDF.type}> "
_FACTS: Final = """
SELECT ?s ?p ?o ?doc ?quote ?rule ?confidence WHERE {
  GRAPH ?g { ?fact a rdf:Statement ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; prov:wasQuotedFrom ?range ;
    sse:rule ?rule ; sse:confidence ?confidence . ?range nif:anchorOf ?quote . ?g dcterms:identifier ?doc } }
ORDER BY ?doc ?range ?s ?p ?o ?rule"""


def export(store: Readable, path: Path, *, with_vocabularies: bool = False, profile: str = "") -> int:
    """Write the graph to ``path`` in the format of its ending and return the number of bytes. ``profile``: "essglobal"
    for the initiatives in the field's own vocabulary (``essglobal``), as Turtle or CSV.

    Raises:
        InputError: the ending or the profile stands for nothing, or the file cannot be written.
    """
    ending = path.suffix.lower()
    if profile:
        content = _in_profile(store, path, profile)
        write_whole(path, content)
        return len(content)
    if ending not in ENDINGS:
        raise InputError(f"{path}: no format for {ending or 'a name without ending'}; use one of {' '.join(ENDINGS)}")
    if ending in RDF_FORMATS:
        content = rdf(store, RDF_FORMATS[ending], named=ending in _WITH_GRAPHS, with_vocabularies=with_vocabularies)
    elif ending == ".csv":
        content = facts_csv(store).encode("utf-8-sig")
    else:
        from sse_graph.partners import partner_network
        from sse_graph.partners.files import NETWORK_FILES

        content = NETWORK_FILES[ending](partner_network(store))
    write_whole(path, content)
    return len(content)


def _in_profile(store: Readable, path: Path, profile: str) -> bytes:
    from sse_graph import essglobal

    if profile not in PROFILES:
        raise InputError(f"--profile {profile}: no such profile; use one of {' '.join(PROFILES)}")
    if path.suffix.lower() == ".csv":
        return essglobal.table(store).encode("utf-8")
    if path.suffix.lower() == ".ttl":
        statements = sorted(set(essglobal.triples(store)), key=_order)
        return ox.serialize(statements, format=ox.RdfFormat.TURTLE, prefixes=essglobal.PREFIXES_OF_PROFILE) or b""
    raise InputError(f"{path}: the profile {profile} is written as .ttl or .csv; give a file with one of these endings")


def rdf(store: Readable, form: ox.RdfFormat, *, named: bool, with_vocabularies: bool = False) -> bytes:
    """The graph in one syntax, statements in a fixed order; ``named``: with its named graphs, else all in one."""
    graphs = sorted(
        (graph for graph in store.named_graphs() if with_vocabularies or not graph.value.endswith(_VOCABULARIES)),
        key=lambda graph: graph.value,
    )
    prefixes = dict(PREFIXES) if form.supports_datasets or form in {ox.RdfFormat.TURTLE, ox.RdfFormat.RDF_XML} else None
    statements: Iterable[ox.Quad] | Iterable[ox.Triple]
    if named:
        statements = chain.from_iterable(
            sorted(store.quads_for_pattern(None, None, None, graph), key=_order) for graph in graphs
        )
    else:
        triples = {quad.triple for graph in graphs for quad in store.quads_for_pattern(None, None, None, graph)}
        statements = sorted(triples, key=_order)
    return ox.serialize(statements, format=form, prefixes=prefixes) or b""


def _order(statement: ox.Quad | ox.Triple) -> str:
    """By subject, then ``rdf:type`` before the other predicates, then object: the order people read in. (A text is made
    and compared in half the time of three.)
    """
    return str(statement).replace(_TYPE, "> ! ", 1)


def facts_csv(store: Readable) -> str:
    """One row a piece of evidence: subject, relation, object, document, quote, rule, confidence; safe to open in a
    spreadsheet.
    """
    head = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
    names = preferred_names(store)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        ("subject", "relation", "object", "document", "quote", "rule", "confidence", "subject_iri", "object_iri")
    )
    found = store.query(head + _FACTS)
    assert isinstance(found, ox.QuerySolutions)
    for row in found:
        s, p, o, *rest = (term.value for term in row)
        document, quote, rule, confidence = rest
        cells = (names.get(s, s), p.removeprefix(str(SSE)), names.get(o, o), document, quote, rule, confidence, s, o)
        writer.writerow([csv_cell(cell) for cell in cells])
    return out.getvalue()


def preferred_names(store: Readable) -> dict[str, str]:
    """Each thing's preferred name by its IRI: the English one, else the first by language."""
    names: dict[str, tuple[bool, str, str]] = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(PREFIXES["skos"] + "prefLabel"), None, None):
        if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode):
            language = quad.object.language or ""
            rank = (language != "en", language, quad.object.value)
            names[quad.subject.value] = min(rank, names.get(quad.subject.value, rank))
    return {iri: name for iri, (_, _, name) in names.items()}


def write_whole(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path`` in one step, so that a reader never sees half of it.

    Raises:
        InputError: the file cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; give a file in a folder that exists and can be written") from error
    finally:
        with suppress(OSError):
            temporary.unlink()
