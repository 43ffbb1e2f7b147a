"""The longer names that a short one may stand for within its document.

Input: the names of one label in a document. Output: for a name the longer ones that it may be short for, and the rule
that says so. It does **not** join anything, and looks at no other document.

The rules are those that hold in the annotated corpora, where exactly one thing has such a longer name: a person's
surname or given name (all of 130), the word for the kind of a body or event alone (92 of 94), a body's name that goes
on (70 of 71 with the words allowed here), the end of a name whose beginning says the kind (47 of 50).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from sse_graph.names import SMALL_WORDS, normal_form
from sse_graph.resolve.words import words

LOCAL_RULES: Final = frozenset({"given-name", "kind", "person-initials", "surname"})
"""Of names that mean nothing outside their document: others have the surname, the kind."""
_GOES_ON: Final = frozenset({"", "terms"})
"""Schemes of words with which the longer name of one body may go on; countries, regions and units make it another's."""
_LONG: Final = 3
"""Words of a name that may go on with any word; a shorter one only with a small word ("of", "de", "pour")."""
_HEADS: Final = frozenset({"kinds", "units"})
_OTHERS: Final = frozenset({"regions", "scopes", "units"})
"""Schemes of words before a body's name that make another one of it: "Scottish …"."""


class Longer:
    """``names``: those of one label, each once, as any keys; ``label``: their main class."""

    def __init__(self, names: Iterable[str], label: str) -> None:
        self._label = label
        self._tokens = {name: tuple(normal_form(name, label).split()) for name in names}
        self._beginning: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._end: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._with: dict[str, list[str]] = defaultdict(list)
        for name, tokens in self._tokens.items():
            for token in dict.fromkeys(tokens):
                self._with[token].append(name)
            if label != "Person":
                for cut in range(2, len(tokens)):
                    self._beginning[tokens[:cut]].append(name)
                    self._end[tokens[-cut:]].append(name)

    def of(self, name: str) -> tuple[str, list[str]]:
        """The rule, and the longer names that ``name`` may be short for; ``""`` and none."""
        tokens = self._tokens[name]
        if not tokens:
            return "", []
        if self._label == "Person":
            return self._of_person(name, tokens)
        if len(tokens) == 1:
            kind = _scheme(tokens[0]) == "kinds"
            return ("kind", [other for other in self._with[tokens[0]] if other != name]) if kind else ("", [])
        found = [other for other in self._beginning.get(tokens, ()) if _goes_on(self._tokens[other], len(tokens))]
        if self._label == "Organization":
            found += [other for other in self._end.get(tokens, ()) if _ends(self._tokens[other], len(tokens))]
        return ("part", found) if found else ("", [])

    def _of_person(self, name: str, tokens: Sequence[str]) -> tuple[str, list[str]]:
        rarest = min((self._with.get(token, []) for token in tokens if len(token) > 1), key=len, default=[])
        full = [other for other in rarest if other != name and _is_shorter(tokens, self._tokens[other])]
        if len(tokens) > 1 or not full:
            return "person-initials", full
        surname = [other for other in full if self._tokens[other][-1] == tokens[0]]
        return ("surname", surname) if surname else ("given-name", full)


def _scheme(token: str) -> str:
    known = words().known.get(token)
    return known.scheme if known else ""


def _goes_on(longer: Sequence[str], length: int) -> bool:
    following = longer[length]
    if following in SMALL_WORDS:
        return not _scheme(following)  # "sur" is French for "on" and Spanish for "south"
    return length >= _LONG and _scheme(following) in _GOES_ON


def _ends(longer: Sequence[str], length: int) -> bool:
    before, own = longer[-length - 1], longer[-length]
    # "School of Business, University of Vela" is not what it ends with
    return before not in SMALL_WORDS and _scheme(longer[0]) not in _OTHERS and _scheme(own) not in _HEADS


def _is_shorter(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether a person's name has some of the other's words, in order; an initial stands for its word."""
    if len(mine) >= len(theirs):
        return len(mine) == len(theirs) and mine != theirs and _initials(mine, theirs)
    at = 0
    for part in mine:
        match = next((i for i in range(at, len(theirs)) if theirs[i] == part or _initial(part, theirs[i])), None)
        if match is None:
            return False
        at = match + 1
    return True


def _initial(part: str, word: str) -> bool:
    return len(part) == 1 and word[0] == part


def _initials(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    pairs = list(zip(mine, theirs, strict=True))
    return mine[-1] == theirs[-1] and all(one == other or _initial(one, other) for one, other in pairs)
