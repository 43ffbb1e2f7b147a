"""Whether a file can serve as a vocabulary: an authority file or thesaurus of the user's own.

Input: a Turtle file. Output: a ``Check``: what the file holds, what is broken in it and what one should know. It does
**not** change the file, nor add it to a graph (``build --vocabulary`` does).

Source: https://www.w3.org/TR/skos-reference/ for the conditions S9, S13, S14, S27 and S46.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from sse_graph import aligned
from sse_graph.errors import InputError, OntologyError
from sse_graph.names import is_acronym, normal_form
from sse_graph.records import Term
from sse_graph.resources import ontology_path
from sse_graph.vocab import BASE, RDF, SKOS, SSE
from sse_graph.vocabulary import joined, read_terms

OURS: Final = ("organizations.ttl", "concepts.ttl")
_LABELS: Final = ("prefLabel", "altLabel", "hiddenLabel")
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SUBJECT: Final = re.compile(r"(<[^<>\s]*>|[\w.-]*:[^\s;,()\[\]]*)(?=\s|$)")
_PREFIX: Final = re.compile(r"\s*@?(?:prefix|PREFIX)\s+([\w.-]*:)\s*<([^<>\s]*)>")
_BASE_OF_FILE: Final = re.compile(r"\s*@?(?:base|BASE)\s+<([^<>\s]*)>")


@dataclass(frozen=True, slots=True)
class Finding:
    """``line``: where the thing it is about begins, 0 where that is not known. ``error``: the file is broken by it,
    else it is only to be known. ``rule``: a condition of SKOS, "syntax", "name", "language", "iri", "class", "shape" or
    "same".
    """

    line: int
    error: bool
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Check:
    """``things``: (main class, how many); ``languages``: of names, with how many; ``findings``: by line."""

    things: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is broken."""
        return not any(finding.error for finding in self.findings)


class _File:
    """The statements of the file and where its things begin."""

    def __init__(self, path: Path) -> None:
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise InputError(f"{path}: {error.strerror}; give a Turtle file that can be read") from error
        except UnicodeDecodeError as error:
            raise InputError(f"{path}: not UTF-8 at byte {error.start}; Turtle is always UTF-8, save it so") from error
        self.quads = list(ox.parse(input=text.encode(), format=ox.RdfFormat.TURTLE, base_iri=path.absolute().as_uri()))
        self.lines = _lines(text)
        self.types: dict[str, set[str]] = defaultdict(set)
        self.values: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
        for quad in self.quads:
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
                self.values[quad.subject.value][quad.predicate.value].append(quad.object)
                if quad.predicate.value == RDF.type:
                    self.types[quad.subject.value].add(quad.object.value)

    def targets(self, iri: str, *predicates: str) -> set[str]:
        return {node.value for predicate in predicates for node in self.values[iri].get(predicate, ())}


def check_vocabulary(path: Path) -> Check:
    """Check the file at ``path``.

    Raises:
        InputError: it cannot be read, or is not UTF-8.
    """
    try:
        file = _File(path)
    except SyntaxError as error:
        return Check((), (), (Finding(error.lineno or 0, True, "syntax", f"not Turtle: {error.msg}"),))
    findings = [*_skos(file), *_hierarchy(file), *_names(file), *_iris(file), *_shapes(file)]
    terms: tuple[Term, ...] = ()
    try:
        terms = read_terms([path])
        findings += _same(file, terms)
    except OntologyError as error:
        iri = re.search(r"<([^<>]*)>", str(error))
        message = "no name in any language: add a skos:prefLabel" if iri else str(error)
        findings.append(_finding(file, iri[1] if iri else "", "name", message))
    else:
        if not terms:
            findings.append(
                Finding(0, True, "class", "no body, concept, event or person in it: give each thing an rdf:type")
            )
    things = Counter(term.label for term in terms)
    languages = Counter(language or "none" for term in terms for _, language in term.names)
    ordered = sorted(
        set(findings), key=lambda finding: (finding.line, not finding.error, finding.rule, finding.message)
    )
    return Check(tuple(sorted(things.items())), tuple(sorted(languages.items())), tuple(ordered))


def _lines(text: str) -> dict[str, int]:
    """The line at whose beginning each thing stands first as a subject."""
    prefixes: dict[str, str] = {}
    base, found = "", dict[str, int]()
    for number, line in enumerate(text.splitlines(), start=1):
        prefix, own_base, subject = _PREFIX.match(line), _BASE_OF_FILE.match(line), _SUBJECT.match(line)
        if prefix:
            prefixes[prefix[1]] = prefix[2]
        elif own_base:
            base = own_base[1]
        elif subject and subject[1].startswith("<"):
            iri = subject[1][1:-1]
            found.setdefault(iri if ":" in iri else base + iri, number)
        elif subject:
            name, _, local = subject[1].partition(":")
            found.setdefault(prefixes.get(f"{name}:", "") + local, number)
    return found


def _finding(file: _File, iri: str, rule: str, message: str, *, error: bool = True) -> Finding:
    return Finding(file.lines.get(iri, 0), error, rule, f"<{iri}>: {message}" if iri else message)


def _skos(file: _File) -> Iterator[Finding]:
    for iri in sorted(file.values):
        if {SKOS.Concept, SKOS.ConceptScheme} <= file.types[iri]:
            yield _finding(file, iri, "S9", "is both a concept and a concept scheme")
        labels = {
            (name, literal.value, literal.language or "")
            for name in _LABELS
            for literal in file.values[iri].get(SKOS[name], ())
            if isinstance(literal, ox.Literal)
        }
        kinds = Counter((text, language) for _, text, language in labels)
        for (text, language), times in sorted(kinds.items()):
            if times > 1:
                yield _finding(file, iri, "S13", f"{_quoted(text, language)} is two kinds of label at once")
        for language, times in sorted(Counter(tag.lower() for name, _, tag in labels if name == _LABELS[0]).items()):
            if times > 1:
                which = f"in {language}" if language else "without language"
                yield _finding(file, iri, "S14", f"has {times} skos:prefLabel {which}; one is allowed")
        exact = file.targets(iri, SKOS.exactMatch)
        for other in sorted(exact & file.targets(iri, SKOS.broadMatch, SKOS.narrowMatch, _RELATED_MATCH)):
            yield _finding(file, iri, "S46", f"matches <{other}> exactly and as a broader or related one at once")


_RELATED_MATCH: Final = "http://www.w3.org/2004/02/skos/core#relatedMatch"


def _hierarchy(file: _File) -> Iterator[Finding]:
    above: dict[str, set[str]] = defaultdict(set)
    related: dict[str, set[str]] = defaultdict(set)
    for iri in file.values:
        above[iri] |= file.targets(iri, SKOS.broader, _BROADER_TRANSITIVE)
        for narrower in file.targets(iri, SKOS.narrower):
            above[narrower].add(iri)
        for other in file.targets(iri, SKOS.related):
            related[iri].add(other)
            related[other].add(iri)
    for iri in sorted(set(above) | set(related)):
        ancestors = _ancestors(iri, above)
        if iri in ancestors:
            yield _finding(file, iri, "cycle", "is broader than itself, by a circle of skos:broader")
        for other in sorted(related[iri] & ancestors - {iri}):
            yield _finding(file, iri, "S27", f"is related to <{other}> and below it at once")
        for other in sorted(above[iri] | related[iri]):
            if other not in file.values and not other.startswith(BASE):
                yield _finding(file, iri, "iri", f"points to <{other}>, which the file says nothing of", error=False)


_BROADER_TRANSITIVE: Final = "http://www.w3.org/2004/02/skos/core#broaderTransitive"


def _ancestors(iri: str, above: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    queue = list(above.get(iri, ()))
    while queue:
        other = queue.pop()
        if other not in found:
            found.add(other)
            queue += above.get(other, ())
    return found


def _names(file: _File) -> Iterator[Finding]:
    for iri, values in sorted(file.values.items()):
        for predicate, literals in sorted(values.items()):
            if aligned.name_rank(predicate) < 0:
                continue
            for literal in literals:
                if not isinstance(literal, ox.Literal) or not literal.value.strip():
                    continue  # the shapes tell
                tag = literal.language or ""
                if tag and not _TAG.fullmatch(tag):
                    yield _finding(file, iri, "language", f"{_quoted(literal.value, tag)}: no language has that tag")
                elif not tag and SKOS.Concept in file.types[iri] and _is_word(literal.value):
                    message = (
                        f"{_quoted(literal.value, tag)} has no language: it is looked for in texts of every language"
                    )
                    yield _finding(file, iri, "language", message, error=False)


def _is_word(name: str) -> bool:
    """Whether ``name`` is of some language, not an acronym or code like C189."""
    return not is_acronym(name) and not any(character.isupper() or character.isdigit() for character in name[1:])


def _iris(file: _File) -> Iterator[Finding]:
    for quad in file.quads:
        for term in (quad.subject, quad.predicate, quad.object):
            if isinstance(term, ox.NamedNode) and term.value.startswith(str(SSE)) and term.value not in SSE:
                subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
                yield _finding(file, subject, "iri", f"the ontology has no term <{term.value}>")
        typed = quad.predicate.value == RDF.type and isinstance(quad.object, ox.NamedNode)
        if typed and isinstance(quad.subject, ox.BlankNode) and aligned.classes_of(quad.object.value):
            yield Finding(0, True, "iri", f"a thing of class <{quad.object.value}> has no IRI; give it one")
    known = {term.iri for term in read_terms(ontology_path(name) for name in OURS)}
    for iri in sorted(file.types):
        things = any(aligned.classes_of(name) for name in file.types[iri])
        if things and iri.startswith("file:"):
            yield _finding(file, iri, "iri", "is relative to the file; give it an IRI that stays when the file moves")
        elif things and iri.startswith(BASE) and iri not in known:
            message = "is under this project's base without being one of its terms; choose a base of your own"
            yield _finding(file, iri, "iri", message, error=False)


def _shapes(file: _File) -> Iterator[Finding]:
    import rdflib

    from sse_graph.validate import validate_graph

    data = rdflib.Graph()
    data.parse(data=ox.serialize([quad.triple for quad in file.quads], format=ox.RdfFormat.N_TRIPLES), format="nt")
    for violation in validate_graph(data, ontology_path("vocabulary-shapes.ttl")).violations:
        yield _finding(file, violation.focus, "shape", violation.message)


def _same(file: _File, terms: Iterable[Term]) -> Iterator[Finding]:
    """Names that other things bear: of the file by itself, and of what ships."""
    ours = read_terms(ontology_path(name) for name in OURS)
    bearers: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    for term in (*ours, *terms):
        for name, language in term.names:
            spoken = language if term.label == "Concept" else ""
            bearers[term.label, spoken, normal_form(name, term.label)][term.iri] = name
    mine = {term.iri: term for term in terms if term.iri in file.values}
    both = joined(sorted({term.iri: term for term in (*ours, *terms)}.values(), key=lambda term: term.iri))
    into = {iri: term.iri for term in both for relation, iri in term.matches if relation == "exactMatch"}
    for (_, _, form), found in sorted(bearers.items()):
        others = sorted(set(found) - set(mine))
        for iri in sorted(set(found) & set(mine)):
            if form and others and into.get(iri) in others:
                yield _finding(file, iri, "same", f"is taken for ours, <{into[iri]}>", error=False)
            elif form and len(found) > 1 and found[iri] not in mine[iri].ambiguous:
                other = next(other for other in sorted(found) if other != iri)
                message = (
                    f"{_quoted(found[iri])} is a name of <{other}> too: by it neither is found. Say owl:sameAs or "
                )
                yield _finding(file, iri, "same", message + "sse:ambiguousLabel", error=False)


def _quoted(text: str, language: str = "") -> str:
    return f'"{text}"' + (f"@{language}" if language else "")
