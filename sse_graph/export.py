"""The graph as a file: RDF in six syntaxes, networks for Gephi and the like, a table of facts.

Input: an open store, or a graph folder, whose file of statements is read where it has one. Output: one file, the same
bytes for the same graph whichever of the two is read. It does **not** choose what is in the graph. By default the
documents' facts and the corpus graph are written; the vocabularies on request. The file appears whole or not.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from sse_graph.errors import InputError
from sse_graph.lines import lines_of, order
from sse_graph.query import csv_cell
from sse_graph.readable import Readable
from sse_graph.store import GraphFolder
from sse_graph.turtle import n_triples, trig, turtle
from sse_graph.vocab import PREFIXES, SSE

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
_BUFFER: Final = 1 << 20
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
        return write_pieces(path, _rdf(store, RDF_FORMATS[ending], ending in _WITH_GRAPHS, with_vocabularies))
    if ending == ".csv":
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
        statements = sorted(set(essglobal.triples(store)), key=lambda triple: order(str(triple)))
        return ox.serialize(statements, format=ox.RdfFormat.TURTLE, prefixes=essglobal.PREFIXES_OF_PROFILE) or b""
    raise InputError(f"{path}: the profile {profile} is written as .ttl or .csv; give a file with one of these endings")


def rdf(store: Readable, form: ox.RdfFormat, *, named: bool, with_vocabularies: bool = False) -> bytes:
    """The graph in one syntax, statements in a fixed order; ``named``: with its named graphs, else all in one."""
    return b"".join(_rdf(store, form, named, with_vocabularies))


def _rdf(store: Readable, form: ox.RdfFormat, named: bool, with_vocabularies: bool) -> Iterator[bytes]:
    graphs = _graphs(store, with_vocabularies)
    if form == ox.RdfFormat.N_QUADS:
        yield from (lines for _, lines in graphs)
    elif form == ox.RdfFormat.TRIG:
        yield from trig(graphs, PREFIXES)
    elif form == ox.RdfFormat.TURTLE:
        yield from turtle(graphs, PREFIXES)
    elif form == ox.RdfFormat.N_TRIPLES:
        yield from n_triples(graphs)
    else:
        parsed = chain.from_iterable(ox.parse(lines, format=ox.RdfFormat.N_QUADS, lenient=True) for _, lines in graphs)
        statements = (
            parsed if named else sorted({quad.triple for quad in parsed}, key=lambda triple: order(str(triple)))
        )
        yield ox.serialize(statements, format=form, prefixes=dict(PREFIXES)) or b""


def _graphs(store: Readable, with_vocabularies: bool) -> Iterator[tuple[str, bytes]]:
    """Each graph's name and lines, in order of the names: from the file of a graph folder, where there is one; else
    asked of the store.
    """
    statements = store.statements if isinstance(store, GraphFolder) else None
    if statements:
        for iri in statements.places:
            if with_vocabularies or not iri.endswith(_VOCABULARIES):
                yield f"<{iri}>", statements.lines(iri)
    else:
        for graph in sorted(store.named_graphs(), key=lambda graph: graph.value):
            if with_vocabularies or not graph.value.endswith(_VOCABULARIES):
                yield str(graph), lines_of(store, graph)


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
    write_pieces(path, (content,))


def write_pieces(path: Path, pieces: Iterable[bytes]) -> int:
    """Put ``pieces``, joined, at ``path`` as ``write_whole`` does and return the number of bytes.

    Raises:
        InputError: the file cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb", buffering=_BUFFER) as file:
            for piece in pieces:
                file.write(piece)
            size = file.tell()
        os.replace(temporary, path)
        return size
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; give a file in a folder that exists and can be written") from error
    finally:
        with suppress(OSError):
            temporary.unlink()
