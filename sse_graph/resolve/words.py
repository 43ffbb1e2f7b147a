"""The words that names are made of: which words of two languages are one, which never differ in names of one thing.

Input: ``ontology/name-words.ttl``, and the countries' names of Unicode CLDR. Output: ``Words``. It does **not** compare
names (``traits.py``).

Source: https://cldr.unicode.org (territories, through Babel).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import pyoxigraph as ox
from rapidfuzz.distance import OSA

from sse_graph.names import normal_form
from sse_graph.resources import ontology_path
from sse_graph.vocab import SKOS

LANGUAGES: Final = ("en", "fr", "es", "pt")
FORBIDDING: Final = ("countries", "regions", "opposites", "scopes", "ordinals")
"""The schemes whose words may never differ in the names of one thing; of a word of two schemes the first counts."""
_ORDER: Final = (*FORBIDDING, "kinds", "units", "terms")
_MISSPELT: Final = 5
"""Letters that a word needs to be taken for another in which two letters changed places; for another slip one more."""


@dataclass(frozen=True, slots=True)
class Word:
    """``id``: one for a word of all languages, as ``kind-network``; ``scheme``: what it does."""

    id: str
    scheme: str


@dataclass(frozen=True)
class Words:
    """``spoken``: form -> language -> word; ``known``: form -> word, of all languages together; ``generic``: the forms
    that a name of many bodies begins with; ``longest``: first token of a form -> how many tokens such forms have at
    most.
    """

    spoken: Mapping[str, Mapping[str, Word]]
    known: Mapping[str, Word]
    generic: frozenset[str]
    longest: Mapping[str, int]
    _near: Mapping[str, Sequence[str]]

    @cached_property
    def begins_generic(self) -> frozenset[str]:
        """The first tokens of the forms ``generic``."""
        return frozenset(form.split()[0] for form in self.generic)

    def pieces(self, tokens: Sequence[str]) -> list[str]:
        """``tokens`` cut into the longest forms that are known; each other one by itself."""
        pieces: list[str] = []
        at = 0
        while at < len(tokens):
            token = tokens[at]
            for length in range(min(self.longest.get(token, 1), len(tokens) - at), 1, -1):
                form = " ".join(tokens[at : at + length])
                if form in self.known:
                    pieces.append(form)
                    at += length
                    break
            else:
                pieces.append(token)
                at += 1
        return pieces

    def corrected(self, token: str) -> str:
        """``token``, or the one known word that it is by a slip of the pen: "internatoinal", "cooprative". A word that
        ends otherwise is another.
        """
        if len(token) < _MISSPELT or token in self.known or not token.isalpha():
            return token
        near = {
            word
            for variant in variants(token)
            for word in self._near.get(variant, ())
            if word[-1] == token[-1] and OSA.distance(token, word, score_cutoff=1) == 1
            if len(token) > _MISSPELT or sorted(word) == sorted(token)
        }
        return min(near) if len({self.known[word].id for word in near}) == 1 else token


def variants(token: str) -> list[str]:
    """``token`` and what is left of it without one letter, the first excepted: two words that differ by one slip of the
    pen have one in common.
    """
    return [token, *(token[:at] + token[at + 1 :] for at in range(1, len(token)))]


@lru_cache(maxsize=1)
def words() -> Words:
    """The words of ``ontology/name-words.ttl``.

    Raises:
        OntologyError: the file is missing.
    """
    forms: dict[str, list[tuple[str, str]]] = defaultdict(list)
    schemes: dict[str, str] = {}
    codes: dict[str, str] = {}
    for quad in ox.parse(path=str(ontology_path("name-words.ttl")), format=ox.RdfFormat.TURTLE):
        subject, value = str(quad.subject).strip("<>").rsplit("/", 1)[-1], quad.object
        if isinstance(value, ox.Literal) and quad.predicate.value == SKOS.altLabel:
            forms[subject].append((value.value, value.language or ""))
        elif isinstance(value, ox.Literal) and quad.predicate.value == SKOS.notation:
            codes[value.value] = subject
        elif isinstance(value, ox.NamedNode) and quad.predicate.value == SKOS.inScheme:
            schemes[subject] = value.value.rsplit("/", 1)[-1]
    for code, name, language in _countries():
        subject = codes.get(code, f"country-{code.lower()}")
        schemes[subject] = "countries"
        forms[subject].append((name, language))
    spoken: dict[str, dict[str, Word]] = defaultdict(dict)
    known: dict[str, Word] = {}
    generic: set[str] = set()
    for subject in sorted(forms, key=lambda name: (_rank(schemes[name]), name)):
        word = Word(subject, schemes[subject])
        for written, language in sorted(forms[subject]):
            form = normal_form(written, "Event")
            if word.scheme == "generic":
                generic.add(form)
                continue
            known.setdefault(form, word)
            for spoken_in in (language,) if language else LANGUAGES:
                spoken[form].setdefault(spoken_in, word)
    near: dict[str, list[str]] = defaultdict(list)
    longest: dict[str, int] = {}
    for form in sorted(known):
        first, *rest = form.split()
        longest[first] = max(longest.get(first, 1), len(rest) + 1)
        if len(form) >= _MISSPELT and not rest:
            for variant in variants(form):
                near[variant].append(form)
    return Words(spoken, known, frozenset(generic), longest, near)


def _rank(scheme: str) -> int:
    return _ORDER.index(scheme) if scheme in _ORDER else len(_ORDER)


def _countries() -> list[tuple[str, str, str]]:
    """(ISO 3166-1 code, name, language) of every country."""
    from babel import Locale

    return sorted(
        (code, str(name), language)
        for language in LANGUAGES
        for code, name in Locale.parse(language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in {"EU", "UN", "ZZ", "EZ", "XA", "XB"}
    )
