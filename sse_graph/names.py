"""Names compared: what two spellings of one name have in common, and whether letters stand for words.

Input: names. Output: normal forms and yes or no. It does **not** decide what is the same thing (``resolve.py``).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from sse_graph.resources import ontology_path
from sse_graph.vocab import SKOS

ARTICLES: Final = frozenset(
    [
        "the",
        "a",
        "an",
        "le",
        "la",
        "les",
        "l",
        "un",
        "une",
        "el",
        "los",
        "las",
        "lo",
        "una",
        "o",
        "os",
        "as",
        "um",
        "uma",
    ]
)
"""Leading articles of English, French, Spanish and Portuguese; "a" and "o" only where a longer name follows."""
SMALL_WORDS: Final = frozenset(
    [
        "of",
        "the",
        "and",
        "for",
        "on",
        "in",
        "to",
        "at",
        "by",
        "with",
        "from",
        "de",
        "du",
        "des",
        "d",
        "la",
        "le",
        "les",
        "l",
        "et",
        "pour",
        "en",
        "sur",
        "a",
        "à",
        "au",
        "aux",
        "y",
        "e",
        "i",
        "del",
        "las",
        "los",
        "el",
        "para",
        "por",
        "con",
        "da",
        "do",
        "das",
        "dos",
        "o",
        "und",
        "der",
        "die",
        "das",
        "für",
        "di",
        "della",
    ]
)
_AND: Final = frozenset({"&", "and", "et", "y", "e", "+"})
_SPELLINGS: Final = (
    (re.compile(r"\bco operat"), "cooperat"),
    (re.compile(r"\borganis"), "organiz"),
    (re.compile(r"\bcentre\b"), "center"),
    (re.compile(r"\blabour\b"), "labor"),
    (re.compile(r"\bprogramme\b"), "program"),
    (re.compile(r"\bneighbour"), "neighbor"),
)
_PLURALS: Final = ((re.compile(r"ies$"), "y"), (re.compile(r"(?<=[^s])s$"), ""))


def folded(name: str) -> str:
    """``name`` in lower case without accents, with plain quotes and hyphens and single blanks."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(re.sub(r"[‐‑‒–—−-]", "-", re.sub(r"[‘’`´ʼ]", "'", plain)).split())


@lru_cache(maxsize=1)
def _legal_forms() -> frozenset[str]:
    quads = ox.parse(path=str(ontology_path("name-rules.ttl")), format=ox.RdfFormat.TURTLE)
    forms = {quad.object.value for quad in quads if quad.predicate.value == SKOS.altLabel}
    return frozenset(_words_of(form) for form in forms)


def _words_of(name: str) -> str:
    return " ".join(re.findall(r"\w+", folded(name)))


@lru_cache(maxsize=200_000)
def normal_form(name: str, label: str = "Organization") -> str:
    """What ``name`` is compared by: equal for spellings of one name.

    Case, accents, quotes, hyphens, a leading article, "&" for "and", possessive 's, British spellings; of bodies the
    legal form at the end; of concepts the plural. An empty form means that nothing can be compared.
    """
    plain = re.sub(r"(?<=\w)'s\b", "", folded(name))
    words = re.findall(r"[\w&+]+", plain)
    while len(words) > 1 and words[0] in ARTICLES and label != "Place":
        words = words[1:]
    words = ["and" if word in _AND and 0 < index < len(words) - 1 else word for index, word in enumerate(words)]
    if label == "Organization":
        for length in (4, 3, 2, 1):
            if len(words) > length and " ".join(words[-length:]) in _legal_forms():
                words = words[:-length]
                break
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

    A word may give up to three letters ("UN" in "UNTFSSE"), and one big word in four may give none.
    """
    plural = len(short) > 2 and short[-1] == "s" and short[-2].isupper()
    letters = re.sub(r"\W", "", folded(short[:-1] if plural else short))
    pieces = re.findall(r"\w+", folded(long))
    big = sum(piece not in SMALL_WORDS for piece in pieces)
    if len(letters) < 2 or big < 2 or pieces[0][0] != letters[0]:
        return False
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
