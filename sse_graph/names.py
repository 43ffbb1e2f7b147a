"""Names compared: what two spellings of one name have in common, and whether letters stand for words.

Input: names. Output: normal forms and yes or no. It does **not** decide what is the same thing (``resolve.py``).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from sse_graph.resources import ontology_path
from sse_graph.vocab import SKOS


def _rules() -> tuple[dict[str, frozenset[str]], tuple[tuple[re.Pattern[str], str], ...]]:
    """The word lists of ``ontology/name-rules.ttl`` by name, and its spellings: (beginning of a word, plain form)."""
    lists: dict[str, set[str]] = defaultdict(set)
    plain: dict[str, str] = {}
    for quad in ox.parse(path=str(ontology_path("name-rules.ttl")), format=ox.RdfFormat.TURTLE):
        name = str(quad.subject).rstrip(">").rsplit("/", 1)[-1]
        if isinstance(quad.object, ox.Literal) and quad.predicate.value == SKOS.altLabel:
            lists[name].add(quad.object.value)
        elif isinstance(quad.object, ox.Literal) and quad.predicate.value == SKOS.prefLabel:
            plain[name] = quad.object.value
    spellings = sorted((other, plain[name]) for name in plain for other in lists.pop(name))
    return (
        {name: frozenset(found) for name, found in lists.items()},
        tuple((re.compile(rf"\b{re.escape(other)}"), kept) for other, kept in spellings),
    )


_LISTS, _SPELLINGS = _rules()
_DEFINITE: Final = _LISTS["articles"]
ARTICLES: Final = _DEFINITE | _LISTS["indefinite-articles"]
"""Leading articles of English, French, Spanish and Portuguese."""
SMALL_WORDS: Final = _LISTS["small-words"]
ORGANS: Final = _LISTS["organs"]
"""Folded names of what every body has: its board, its secretariat."""
OF: Final = _LISTS["of"]
"""Words between a part and its whole, without their apostrophe."""
PLACE_KINDS: Final = _LISTS["place-kinds"]
PLACE_AUTHORITIES: Final = _LISTS["place-authorities"]
_AND: Final = _LISTS["and"]
_DOTTED: Final = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
_CAPITAL_START: Final = re.compile(r"(?:[^\W\d_]\.?){2,4}\s(?<=[A-Z.]\s)")
_PLURALS: Final = ((re.compile(r"ies$"), "y"), (re.compile(r"(?<=[^s])s$"), ""))


def folded(name: str) -> str:
    """``name`` in lower case without accents, with plain quotes and hyphens and single blanks."""
    if name.isascii():
        return " ".join(name.lower().replace("`", "'").split())
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(re.sub(r"[‐‑‒–—−-]", "-", re.sub(r"[‘’`´ʼ]", "'", plain)).split())


@lru_cache(maxsize=1)
def _legal_forms() -> frozenset[str]:
    return frozenset(_words_of(form) for form in _LISTS["legal-forms"])


@lru_cache(maxsize=1)
def _leading_legal_forms() -> frozenset[str]:
    return frozenset(_words_of(form) for form in _LISTS["leading-legal-forms"])


def _surname_last(name: str) -> str:
    """The name of a person with its surname last, where capitals or a comma tell it: "REED Ada", "Reed, Ada"."""
    last, comma, first = name.partition(",")
    if comma and first.strip() and "," not in first:
        return f"{first.strip()} {last}"
    words = name.split()
    capital = [word for word in words if len(word) > 2 and word.isupper() and "." not in word]
    if capital and words[: len(capital)] == capital and len(capital) < len(words):
        return " ".join(words[len(capital) :] + capital)
    return name


def _words_of(name: str) -> str:
    return " ".join(re.findall(r"\w+", _without_dots(folded(name))))


def _without_dots(plain: str) -> str:
    """``plain`` with its dotted acronyms written as one: "r.e.a.s." as "reas"."""
    return _DOTTED.sub(lambda match: match[0].replace(".", "") + " ", plain)


@lru_cache(maxsize=200_000)
def normal_form(name: str, label: str = "Organization") -> str:
    """What ``name`` is compared by: equal for spellings of one name.

    Case, accents, quotes, hyphens, a leading article, "&" for "and", possessive 's, British spellings; of bodies the
    legal form at the end, some at the beginning; of concepts the plural; of persons a surname in capitals goes last. An
    empty form means that nothing can be compared.
    """
    plain = re.sub(r"(?<=\w)'s\b", "", folded(_surname_last(name) if label == "Person" else name))
    if label != "Person":
        plain = _without_dots(plain)
    words = re.findall(r"[\w&+]+", plain)
    articles = ARTICLES if label != "Place" else frozenset()
    if _CAPITAL_START.match(name):
        # "UN Women" begins with no French article, nor does "LA Kitchen" with a Spanish one
        articles = articles & _DEFINITE if name.isupper() else frozenset()
    while len(words) > 1 and words[0] in articles:
        words = words[1:]
    words = ["and" if word in _AND and 0 < index < len(words) - 1 else word for index, word in enumerate(words)]
    if label == "Organization":
        for length in (4, 3, 2, 1):
            if len(words) > length and " ".join(words[-length:]) in _legal_forms():
                words = words[:-length]
                break
        if len(words) > 1 and words[0] in _leading_legal_forms():
            words = words[1:]
    form = " ".join(words)
    for pattern, plain_spelling in _SPELLINGS:
        form = pattern.sub(plain_spelling, form)
    if label == "Concept" and not is_acronym(name):
        form = " ".join(_singular(word) for word in form.split())
    elif label == "Concept" and re.fullmatch(r"[A-Z]{2,}s", name):
        form = form[:-1]
    return form


def _singular(word: str) -> str:
    if len(word) > 4:
        for pattern, ending in _PLURALS:
            if pattern.search(word):
                return pattern.sub(ending, word)
    return word


@lru_cache(maxsize=200_000)
def is_acronym(name: str) -> bool:
    """Whether ``name`` is written as an acronym: one word (or two joined by ``/`` or ``-``), mostly capitals, at most
    12 letters.
    """
    if not 1 < len(name) <= 15 or " " in name.strip():
        return False
    letters = [character for character in name if character.isalpha()]
    capitals = sum(character.isupper() for character in letters)
    return len(letters) > 1 and capitals >= 2 and capitals * 2 > len(letters)


@lru_cache(maxsize=200_000)
def is_acronym_of(short: str, long: str) -> bool:
    """Whether the letters of ``short`` are the initials of ``long``'s words in order, small words being optional.

    A word may give up to three letters ("UN" in "UNTFSSE"), and one big word in four may give none. A figure says how
    often the letter beside it stands ("2C" for two words with c, "W3C" for three with w).
    """
    first = short[:1] + long[:1]
    if first.isascii() and first.isalpha() and first[0].lower() != first[-1].lower():
        # most names are told from most acronyms by their first letter
        return False
    plural = len(short) > 2 and short[-1] == "s" and short[-2].isupper()
    letters = re.sub(r"\W", "", folded(short[:-1] if plural else short))
    pieces = re.findall(r"\w+", folded(long))
    big = sum(piece not in SMALL_WORDS for piece in pieces)
    if len(letters) < 2 or big < 2 or pieces[0][0] != letters[0]:
        return False
    spelled = (
        letters,
        re.sub(r"([2-5])([a-z])", lambda found: found[2] * int(found[1]), letters),
        re.sub(r"([a-z])([2-5])", lambda found: found[1] * int(found[2]), letters),
    )
    return any(_initials(one, pieces, big) for one in dict.fromkeys(spelled))


def _initials(letters: str, pieces: Sequence[str], big: int) -> bool:
    states = {(0, 0)}
    for piece in pieces:
        following = set()
        for used, skipped in states:
            if piece in SMALL_WORDS:
                following.add((used, skipped))
            elif skipped < big // 4:
                following.add((used, skipped + 1))
            for given in (1, 2, 3):
                if used + given <= len(letters) and piece[:given] == letters[used : used + given]:
                    following.add((used + given, skipped))
        states = following
    return any(used == len(letters) for used, _ in states)
