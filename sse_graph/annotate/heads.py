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

_HEAD_LAST = "en"
"""The language whose names end in their head; in the others they begin with it."""


@lru_cache(maxsize=1)
def _heads() -> dict[tuple[str, str], str]:
    """(language, head word) -> local name of the class."""
    facts: dict[str, dict[str, list[ox.Literal | ox.NamedNode]]] = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(path=str(ontology_path("name-heads.ttl")), format=ox.RdfFormat.TURTLE):
        if isinstance(quad.object, ox.Literal | ox.NamedNode):
            facts[str(quad.subject)][quad.predicate.value].append(quad.object)
    return {
        (label.language or "", label.value): properties[SSE.indicates][0].value.removeprefix(str(SSE))
        for properties in facts.values()
        for label in properties[SKOS.altLabel]
        if isinstance(label, ox.Literal)
    }


@lru_cache(maxsize=1 << 14)
def head_class(name: str, language: str) -> str:
    """The class that the head of ``name`` tells, or ``""``. An English name may also have its head before "of" or
    "for".
    """
    words = re.findall(r"[\w’'-]+", name.casefold())
    if len(words) < 2:
        return ""
    heads = _heads()
    if language == _HEAD_LAST:
        cut = next((i for i, word in enumerate(words) if i and word in {"of", "for", "on", "against"}), 0)
        # years and places may follow the head: "… Conference 2024"
        tail = [word for word in words if not word.isdigit()]
        return heads.get((language, words[cut - 1] if cut else tail[-1] if tail else ""), "")
    ordinals = [
        word
        for word in words
        if not re.fullmatch(r"\d+\w*|[ivxl]+|\w+ième|primer|primera|segundo|segunda|tercer|tercera", word)
    ]
    return heads.get((language, ordinals[0]), "") if ordinals else ""


@lru_cache(maxsize=1 << 14)
def has_head(name: str, language: str, wanted: str) -> bool:
    """Whether any word of ``name`` is a head word of the class ``wanted``."""
    heads = _heads()
    return any(heads.get((language, word)) == wanted for word in re.findall(r"[\w’'-]+", name.casefold()))
