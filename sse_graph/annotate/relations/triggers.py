"""The phrases that state a relation, found in a text.

Input: ``ontology/triggers.ttl`` and the words of a text. Output: where which phrase stands. It does **not** decide
that a relation holds (``rules.py``, ``scorer.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from sse_graph.errors import OntologyError
from sse_graph.vocab import RDF, SKOS, SSE

POSITIONS = ("label", "forward", "backward")
DENIAL = "denial"
"""What stands for a predicate in the hits of a word that takes statements back; ``denial:locatedIn`` takes back one
predicate only.
"""
AFTER = "after"
_WORD = re.compile(r"\w+|[^\w\s]")
_SHORTEST_STEM = 2


def split_words(text: str) -> list[re.Match[str]]:
    """The words and the single other signs of a text, with their offsets; "l'ESS" is three."""
    return list(_WORD.finditer(text))


@dataclass(frozen=True, slots=True)
class Hit:
    """Words ``[start, end)`` are a phrase that states ``predicate``, read as ``position`` says; or a ``denial`` of what
    follows (position ``denial``) or of what stands before (``after``).
    """

    start: int
    end: int
    predicate: str
    position: str


@dataclass(slots=True)
class _Node:
    words: dict[str, _Node] = field(default_factory=dict)
    stems: dict[str, _Node] = field(default_factory=dict)
    meanings: list[tuple[str, str]] = field(default_factory=list)


class Triggers:
    """The phrases of some languages in a tree of words; ``find`` takes time in proportion to the text."""

    def __init__(self) -> None:
        self._root = _Node()
        # nearly all words begin no phrase; which do is remembered
        self._beginnings = lru_cache(maxsize=1 << 16)(lambda word: tuple(_follow(self._root, word)))

    def add(self, phrase: str, predicate: str, position: str) -> None:
        """Look for ``phrase`` from now on; ``*`` at the end of a word stands for any letters."""
        self._beginnings.cache_clear()
        node = self._root
        for word in re.findall(r"\w+\*?|[^\w\s]", phrase.casefold()):
            stem = word.endswith("*") and len(word) > 1
            branch = node.stems if stem else node.words
            node = branch.setdefault(word[:-1] if stem else word, _Node())
        if (predicate, position) not in node.meanings:
            node.meanings.append((predicate, position))

    def find(self, words: Sequence[str]) -> Iterator[Hit]:
        """Every phrase in ``words`` (lower case), also where they overlap."""
        for start, word in enumerate(words):
            nodes: Sequence[_Node] = self._beginnings(word)
            end = start + 1
            while nodes:
                for node in nodes:
                    for predicate, position in node.meanings:
                        yield Hit(start, end, predicate, position)
                if end == len(words):
                    break
                nodes = [following for node in nodes for following in _follow(node, words[end])]
                end += 1


def _follow(node: _Node, word: str) -> Iterator[_Node]:
    if word in node.words:
        yield node.words[word]
    if node.stems:
        for length in range(_SHORTEST_STEM, len(word) + 1):
            if word[:length] in node.stems:
                yield node.stems[word[:length]]


@lru_cache(maxsize=8)
def read_triggers(path: Path, language: str) -> Triggers:
    """The phrases of ``language`` in a Turtle file in the manner of ``ontology/triggers.ttl``; of all when it has none.

    Raises:
        OntologyError: the file cannot be read, or a trigger lacks its predicate or position.
    """
    try:
        quads = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    except (OSError, SyntaxError) as error:
        raise OntologyError(f"{path}: {error}; mend the file or reinstall sse_graph") from error
    values: dict[str, dict[str, list[ox.Literal | ox.NamedNode]]] = {}
    for quad in quads:
        if isinstance(quad.object, ox.Literal | ox.NamedNode):
            values.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object)
    labels = {iri: facts.get(SKOS.altLabel, []) for iri, facts in values.items()}
    known = {label.language for found in labels.values() for label in found if isinstance(label, ox.Literal)}
    triggers = Triggers()
    for iri, facts in sorted(values.items()):
        kinds = {node.value for node in facts.get(RDF.type, ())}
        if not kinds & {SSE.Denial, SSE.Trigger}:
            continue
        predicates = [node.value.removeprefix(str(SSE)) for node in facts.get(SSE.indicates, ())]
        positions = [node.value for node in facts.get(SSE.position, ())]
        if SSE.Denial in kinds:
            meaning = (":".join([DENIAL, *predicates]), AFTER if positions == ["backward"] else DENIAL)
        elif len(predicates) == 1 and len(positions) == 1 and positions[0] in POSITIONS:
            meaning = (predicates[0], positions[0])
        else:
            raise OntologyError(f"{path}: <{iri}> needs one sse:indicates and one sse:position of {POSITIONS}")
        for label in labels[iri]:
            if isinstance(label, ox.Literal) and (label.language == language or language not in known):
                triggers.add(label.value, *meaning)
    return triggers
