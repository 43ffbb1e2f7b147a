"""What kind of thing a name names by its head word: "… Conference" an event, "Federación …" a network.

Input: a name and its language; the words are data (``ontology/name-heads.ttl``). Output: a class. It does **not** look
at contexts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

import pyoxigraph as ox

from sse_graph.resources import ontology_path
from sse_graph.vocab import SKOS, SSE

_ORDINAL = re.compile(r"\d+\w*|[ivxl]+|\w+ième|primer|primera|segundo|segunda|tercer|tercera")
_HEAD_LAST = "en"
"""The language whose names end in their head; in the others they begin with it."""


@lru_cache(maxsize=1)
def _told() -> dict[str, frozenset[tuple[str, str]]]:
    """(language, head word) by the IRI of the class that it tells."""
    facts: dict[str, dict[str, list[ox.Literal | ox.NamedNode]]] = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(path=str(ontology_path("name-heads.ttl")), format=ox.RdfFormat.TURTLE):
        if isinstance(quad.object, ox.Literal | ox.NamedNode):
            facts[str(quad.subject)][quad.predicate.value].append(quad.object)
    return {
        properties[SSE.indicates][0].value: frozenset(
            (label.language or "", label.value) for label in properties[SKOS.altLabel] if isinstance(label, ox.Literal)
        )
        for properties in facts.values()
    }


@lru_cache(maxsize=1)
def _heads() -> dict[tuple[str, str], str]:
    """(language, head word) -> local name of the class."""
    return {
        head: iri.removeprefix(str(SSE)) for iri, heads in _told().items() if iri.startswith(str(SSE)) for head in heads
    }


def _head(name: str, language: str) -> str:
    """The head word of ``name``. An English name may also have its head before "of" or "for"."""
    words = re.findall(r"[\w’'-]+", name.casefold())
    if language == _HEAD_LAST:
        cut = next((i for i, word in enumerate(words) if i and word in {"of", "for", "on", "against"}), 0)
        # years and places may follow the head: "… Conference 2024"
        tail = [word for word in words if not word.isdigit()]
        return words[cut - 1] if cut else tail[-1] if tail else ""
    return next((word for word in words if not _ORDINAL.fullmatch(word)), "")


@lru_cache(maxsize=1 << 14)
def head_class(name: str, language: str) -> str:
    """The class that the head of ``name``, of two words at least, tells, or ``""``."""
    return _heads().get((language, _head(name, language)), "") if len(re.findall(r"[\w’'-]+", name)) > 1 else ""


@lru_cache(maxsize=1 << 14)
def is_headed(name: str, language: str, kind: str) -> bool:
    """Whether the head of ``name`` tells what is no body by itself. ``kind``: the IRI of ``org:OrganizationalUnit`` (a
    department), ``org:Role`` (a minister), ``org:Site`` (a hall) or ``skos:Concept`` (a law).
    """
    return (language, _head(name, language)) in _told()[kind]


@lru_cache(maxsize=1 << 14)
def has_head(name: str, language: str, wanted: str) -> bool:
    """Whether any word of ``name`` is a head word of the class ``wanted``."""
    heads = _heads()
    return any(heads.get((language, word)) == wanted for word in re.findall(r"[\w’'-]+", name.casefold()))
