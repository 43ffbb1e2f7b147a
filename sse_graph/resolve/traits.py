"""What in a name may never differ, and what it says apart from its language, order and slips of the pen.

Input: a name, its main class and the language of its text. Output: ``Traits``, a function of these alone, so that what
two names have in common depends on no third one. It does **not** decide what is one thing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Final

from sse_graph.names import SMALL_WORDS, normal_form
from sse_graph.resolve.words import FORBIDDING, LANGUAGES, Word, words

_ROMAN: Final = re.compile(r"(?<![\w'’])(?=[IVX])(X{0,3})(IX|IV|V?I{0,3})(?:e|è?me|er|o|º|°)?(?![\w'’])")
_ORDINAL: Final = re.compile(
    r"(\d+)(?:st|nd|rd|th|e|eme|er|ere|re|o|a|ro|ra|do|da|to|ta|no|na|mo|ma|vo|va|os|as)", re.IGNORECASE
)
_DIGIT: Final = re.compile(r"\d")
_VALUES: Final = {"I": 1, "V": 5, "X": 10}
_SCOPES: Final = frozenset({"scope-world", "scope-international", "scope-intercontinental", "scope-continental"})
_ENOUGH: Final = 3
"""Words that names need to be one by their words alone: shorter ones are shared by too many bodies."""


@dataclass(frozen=True, slots=True)
class Traits:
    """``tokens``: the name's words in order, slips corrected, numbers in digits; ``slips``: there were some.
    ``distinct``: what may never differ. ``words``: a key of names with the same words in any order, or ``()``.
    ``meaning``: a key of names that say the same in any language, or ``()``. ``said``: the big words apart from their
    language. ``place``: it names a country or region. ``unit``: it names a part of a body.
    """

    tokens: tuple[str, ...]
    slips: bool
    distinct: frozenset[str]
    words: tuple[str, ...]
    meaning: tuple[str, ...]
    said: tuple[str, ...]
    place: bool
    unit: bool


@lru_cache(maxsize=50_000)
def traits(name: str, label: str, language: str) -> Traits:
    """The traits of ``name``."""
    table = words()
    written = _numbered(name, label)
    tokens = tuple(map(table.corrected, written))
    pieces = table.pieces(tokens)
    known = [table.known[piece] for piece in pieces if piece in table.known]
    distinct = {
        f"number-{word.id.removeprefix('ordinal-')}" if word.scheme == "ordinals" else word.id
        for word in known
        if word.scheme in FORBIDDING
    }
    if _DIGIT.search("".join(tokens)):
        distinct.update(f"number-{token}" for token in tokens if _DIGIT.search(token))
    kinds = tuple(word.id for word in known if word.scheme == "kinds")
    big = [token for token in tokens if token not in SMALL_WORDS]
    said = _said(pieces, language)
    return Traits(
        tokens=tokens,
        slips=list(tokens) != written,
        distinct=frozenset(distinct),
        words=(*sorted(map(_singular, big)), *(kinds if len(kinds) > 1 else ())) if len(big) >= _ENOUGH else (),
        meaning=tuple(sorted(piece for piece, _ in said)) if _tells(said) else (),
        said=tuple(sorted(piece for piece, _ in said)),
        place=any(word.scheme in {"countries", "regions"} for word in known),
        unit=any(word.scheme == "units" for word in known[:1]),
    )


def core(name: str, label: str, language: str) -> str:
    """What is a name's own beside the word for its kind and what that is for: "vela" of "Fundación Vela para la
    Infancia" and of "Vela Collective"; ``""`` where kind and place or purpose are all there is.
    """
    told = traits(name, label, language)
    tokens, known = told.tokens, words().known
    kinds = [at for at, token in enumerate(tokens) if token in known and known[token].scheme == "kinds"]
    if not kinds or told.place:
        return ""
    if kinds[0] == 0:
        own = list(takewhile(lambda token: token not in SMALL_WORDS, tokens[1:]))
    elif kinds[0] + 1 == len(tokens) or tokens[kinds[0] + 1] in SMALL_WORDS:
        own = list(tokens[: kinds[0]])
    else:
        return ""
    # a word that is known from other names is no name of its own
    return "" if any(token in known or token in SMALL_WORDS for token in own) else " ".join(own)


def is_generic(name: str, label: str) -> bool:
    """Whether many bodies bear ``name``: "Ministry of Labour". A place in the name makes it one body's."""
    if label != "Organization":
        return False
    table = words()
    tokens = normal_form(name, label).split()
    if not tokens or tokens[0] not in table.begins_generic:
        return False
    begins = any(" ".join(tokens[:length]) in table.generic for length in range(1, 5))
    return begins and not any(
        table.known[piece].scheme in {"countries", "regions"} for piece in table.pieces(tokens) if piece in table.known
    )


def _numbered(name: str, label: str) -> list[str]:
    """The words of the name's normal form, with "V", "5th" and "fifth" written "5" (the last one by its word's id)."""
    spelled = name if name.isupper() or not _ROMAN.search(name) else _ROMAN.sub(_arabic, name)
    tokens = []
    for token in normal_form(spelled, label).split():
        ordinal = _ORDINAL.fullmatch(token) if token[0].isdigit() else None
        word = words().known.get(token)
        if ordinal:
            token = ordinal[1]
        elif word and word.scheme == "ordinals":
            token = word.id.removeprefix("ordinal-")
        tokens.append(token)
    return tokens


def _arabic(match: re.Match[str]) -> str:
    values = [_VALUES[letter] for letter in match[1] + match[2]]
    if not values:
        return match[0]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return str(sum(-value if value < following else value for value, following in pairs))


def _said(pieces: Sequence[str], language: str) -> list[tuple[str, Word | None]]:
    """The big words in the language that knows most of them (of equals the text's own first): each as its id."""
    spoken = words().spoken
    counted = Counter(known for piece in pieces for known in spoken.get(piece, ()))
    most = max(counted.values(), default=0)
    best = language if counted[language] == most else next(known for known in LANGUAGES if counted[known] == most)
    found = ((piece, spoken.get(piece, {}).get(best)) for piece in pieces)
    return [(word.id if word else piece, word) for piece, word in found if word or piece not in SMALL_WORDS]


def _tells(said: Sequence[tuple[str, Word | None]]) -> bool:
    """Whether the words are enough to be one body's or event's: at least three, one head, and something that not every
    body of the kind has: the whole world, a region, a country, or a word of its own.
    """
    known = [word for _, word in said if word]
    own = any(word is None and len(piece) >= 4 and piece.isalpha() for piece, word in said)
    scoped = any(
        word.id in _SCOPES or word.scheme in {"countries", "regions"} or word.id == "term-united-nations"
        for word in known
    )
    heads = sum(word.scheme in {"kinds", "units"} for word in known)
    return len(said) >= _ENOUGH and len(known) >= 2 and heads <= 1 and (own or scoped)


def _singular(token: str) -> str:
    return token[:-1] if len(token) > 4 and token[-1] == "s" and token[-2] != "s" else token
