"""The ontology as pages to read, in its three languages, made of ``ontology/``.

Input: ``sse.ttl``, ``shapes.ttl`` and the named questions. Output: Markdown, the same bytes for the same ontology. It
does **not** say anything that those files do not say. ``python -m sse_graph.ontology_docs docs/ontology`` writes it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from sse_graph.query import named_queries
from sse_graph.resources import ontology_path
from sse_graph.vocab import OWL, PREFIXES, RDF, RDFS, SCHEMA, SSE

PAGES: Final = {"en": "README.md", "fr": "fr.md", "es": "es.md"}
_SH: Final = "http://www.w3.org/ns/shacl#"
_WORDS: Final = {
    "en": (
        "English", "Classes", "Relations", "Attributes", "broader", "narrower", "subject", "object", "is subject of",
        "is object of", "disjoint from", "see also", "symmetric", "yes", "contract", "asked by", "version", "licence",
        "This page is made of {file}; do not edit it.", "aligned with",
    ),
    "fr": (
        "français", "Classes", "Relations", "Attributs", "plus large", "plus étroit", "sujet", "objet", "est sujet de",
        "est objet de", "disjoint de", "voir aussi", "symétrique", "oui", "contrat", "demandé par", "version",
        "licence", "Cette page est faite à partir de {file} ; ne la modifiez pas.", "aligné sur",
    ),
    "es": (
        "español", "Clases", "Relaciones", "Atributos", "más amplio", "más estrecho", "sujeto", "objeto",
        "es sujeto de", "es objeto de", "disjunto de", "véase también", "simétrica", "sí", "contrato", "preguntado por",
        "versión", "licencia", "Esta página se hace a partir de {file}; no la edite.", "alineado con",
    ),
}  # fmt: skip
_KEYS: Final = (
    "name", "classes", "relations", "attributes", "broader", "narrower", "subject", "object", "subject_of", "object_of",
    "disjoint", "see_also", "symmetric", "yes", "contract", "asked", "version", "licence", "made", "aligned",
)  # fmt: skip


class _Ontology:
    """What the pages say, by term."""

    def __init__(self) -> None:
        self.store = ox.Store()
        for name in ("sse.ttl", "shapes.ttl"):
            self.store.load(path=str(ontology_path(name)), format=ox.RdfFormat.TURTLE)
        self.queries = [(q.name, {str(SSE) + t for t in re.findall(r"\bsse:(\w+)", q.text)}) for q in named_queries()]

    def objects(self, subject: str, *predicates: str) -> list[str]:
        """The IRIs and texts that a subject has under any of the predicates, sorted."""
        return sorted(
            quad.object.value
            for predicate in predicates
            for quad in self.store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None)
            if isinstance(quad.object, ox.NamedNode | ox.Literal)
        )

    def subjects(self, object_: str, *predicates: str) -> list[str]:
        """The subjects that are named and have ``object_`` under any of the predicates, sorted."""
        return sorted(
            quad.subject.value
            for predicate in predicates
            for quad in self.store.quads_for_pattern(None, ox.NamedNode(predicate), ox.NamedNode(object_))
            if isinstance(quad.subject, ox.NamedNode)
        )

    def text(self, subject: str, predicate: str, language: str) -> str:
        """The text in that language."""
        return next(
            quad.object.value
            for quad in self.store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None)
            if isinstance(quad.object, ox.Literal) and quad.object.language == language
        )

    def terms(self, kind: str) -> list[str]:
        """The terms of ours that are of that kind, in the order of the file."""
        path = ontology_path("sse.ttl")
        order = [
            t.subject.value
            for t in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
            if isinstance(t.subject, ox.NamedNode)
        ]
        found = {iri for iri in self.subjects(kind, RDF.type) if iri in SSE}
        return [iri for iri in dict.fromkeys(order) if iri in found]

    def messages(self, term: str) -> list[str]:
        """What the shapes ask of things of this class, or of either end of this relation."""
        targets = [_SH + name for name in ("targetClass", "targetSubjectsOf", "targetObjectsOf", "path")]
        return sorted({m for shape in self.subjects(term, *targets) for m in self.objects(shape, _SH + "message")})


def pages() -> dict[str, str]:
    """The pages, by file name."""
    ontology = _Ontology()
    return {name: _page(ontology, language) for language, name in PAGES.items()}


def _page(ontology: _Ontology, language: str) -> str:
    word = dict(zip(_KEYS, _WORDS[language], strict=True))
    iri = str(SSE).rstrip("#")
    others = " · ".join(
        _WORDS[other][0] if other == language else f"[{_WORDS[other][0]}]({name})" for other, name in PAGES.items()
    )
    lines = [
        f"# {ontology.text(iri, PREFIXES['dcterms'] + 'title', language)}", "", others, "",
        ontology.text(iri, PREFIXES["dcterms"] + "description", language), "",
        f"`sse:` = `{SSE}` · {word['version']} {ontology.objects(iri, PREFIXES['owl'] + 'versionInfo')[0]} · "
        f"{word['licence']} <{ontology.objects(iri, PREFIXES['dcterms'] + 'license')[0]}>", "",
        word["made"].format(file="[`ontology/sse.ttl`](../../ontology/sse.ttl)"), "",
    ]  # fmt: skip
    kinds = ((OWL.Class, "classes"), (OWL.ObjectProperty, "relations"), (OWL.DatatypeProperty, "attributes"))
    for kind, title in kinds:
        terms = ontology.terms(kind)
        lines += [f"## {word[title]}", "", " · ".join(map(_shown, terms)), ""]
        for term in terms:
            lines += _section(ontology, term, language, word, kind == OWL.Class)
    return "\n".join(lines).rstrip() + "\n"


def _section(ontology: _Ontology, term: str, language: str, word: dict[str, str], is_class: bool) -> list[str]:
    domain, range_ = (RDFS.domain, f"{SCHEMA}domainIncludes"), (RDFS.range, f"{SCHEMA}rangeIncludes")
    broader = ontology.objects(term, RDFS.subClassOf, RDFS.subPropertyOf)
    disjoint = PREFIXES["owl"] + "disjointWith"
    rows: list[tuple[str, Iterable[str]]] = [
        ("broader", [iri for iri in broader if iri in SSE]),
        ("aligned", [iri for iri in broader if iri not in SSE]),
        ("narrower", ontology.subjects(term, RDFS.subClassOf, RDFS.subPropertyOf)),
    ]
    if is_class:
        rows += [
            ("subject_of", ontology.subjects(term, *domain)),
            ("object_of", ontology.subjects(term, *range_)),
            ("disjoint", sorted({*ontology.objects(term, disjoint), *ontology.subjects(term, disjoint)})),
        ]
    else:
        rows += [("subject", ontology.objects(term, *domain)), ("object", ontology.objects(term, *range_))]
    rows.append(("see_also", ontology.objects(term, RDFS.seeAlso)))
    lines = [
        f"### {term.removeprefix(str(SSE))}", "",
        f"**{ontology.text(term, RDFS.label, language)}**: {ontology.text(term, RDFS.comment, language)}", "",
    ]  # fmt: skip
    lines += [f"- {word[key]}: {', '.join(map(_shown, iris))}" for key, iris in rows if iris]
    if OWL.SymmetricProperty in ontology.objects(term, RDF.type):
        lines.append(f"- {word['symmetric']}: {word['yes']}")
    lines += [f"- {word['contract']}: {message}" for message in ontology.messages(term)]
    asked = [f"`{name}`" for name, used in ontology.queries if term in used]
    if asked:
        lines.append(f"- {word['asked']}: {', '.join(asked)}")
    return [*lines, ""]


def _shown(iri: str) -> str:
    """A term of ours as a link on the page, another's by its prefix."""
    if iri in SSE:
        local = iri.removeprefix(str(SSE))
        return f"[{local}](#{local.lower()})"
    return next((f"`{p}:{iri.removeprefix(s)}`" for p, s in PREFIXES.items() if iri.startswith(s)), f"<{iri}>")


def write_pages(folder: Path) -> None:
    """Write the pages into ``folder``; it is made when missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
