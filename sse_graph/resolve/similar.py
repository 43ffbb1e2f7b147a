"""Pairs of names that differ in a slip of the pen, in spacing, in the order of their words or in their language.

Input: distinct names with their main class and language. Output: pairs with the name of the rule. Names are compared
only within blocks that share all words but one, so no step looks at all pairs; whether two names are a pair depends on
no third one. It does **not** join anything (``across.py``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from sse_graph.names import SMALL_WORDS, is_acronym
from sse_graph.resolve.traits import Traits, traits
from sse_graph.resolve.words import variants, words


class Name(NamedTuple):
    """A name to compare."""

    text: str
    label: str
    language: str


Pair = tuple[int, int, str]
"""Indexes of two names and the rule by which they are one."""
_SHORTEST: Final = 5
_LONG: Final = 8
"""Letters from which a word may have one wrong letter, and not only two that changed places or a doubled one."""
_ALONE: Final = 10
"""Letters of all words together from which a name is told by its letters."""


def similar(names: Sequence[Name]) -> Iterator[Pair]:
    """The pairs among ``names``: each name and the first of its block, or the two that differ in a word."""
    blocks: dict[tuple[str, ...], int] = {}
    patterns: dict[tuple[str, ...], list[tuple[int, str]]] = defaultdict(list)
    for index, name in enumerate(names):
        found = traits(*name)
        told: set[int] = set()
        for rule, key in _keys(name, found):
            first = blocks.setdefault((rule, name.label, *key), index)
            if first != index and first not in told:
                told.add(first)
                slips = rule == "spelling" and (found.slips or traits(*names[first]).slips)
                yield first, index, "misspelling" if slips else rule
        if not is_acronym(name.text) and sum(map(len, found.tokens)) >= _ALONE:
            for position, token in enumerate(found.tokens):
                if _may_be_misspelt(token):
                    pattern = (name.label, *found.tokens[:position], "", *found.tokens[position + 1 :])
                    patterns[pattern].append((index, token))
    for same in patterns.values():
        if len(same) > 1:
            yield from _misspelt(same)


def _keys(name: Name, found: Traits) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The blocks that a name belongs to, each by its rule: those in one are one thing."""
    distinct = tuple(sorted(found.distinct))
    letters = "".join(found.tokens)
    if len(letters) >= _ALONE or (len(letters) >= _SHORTEST and not letters.isalpha()):
        yield "spelling", (letters,)
    if found.words:
        yield "same-words", (*distinct, "", *found.words)
    if found.meaning:
        yield "translation", (*distinct, "", *found.meaning)


def _may_be_misspelt(token: str) -> bool:
    return len(token) >= _SHORTEST and token.isalpha() and token not in SMALL_WORDS and token not in words().known


def _misspelt(same: Sequence[tuple[int, str]]) -> Iterator[Pair]:
    """The pairs among names that differ in one word, by a slip of the pen there. Words meet in blocks that lack one
    letter, so each is compared with a bounded number of others.
    """
    by_token: dict[str, int] = {}
    for index, token in same:
        by_token.setdefault(token, index)
    near: dict[str, list[str]] = defaultdict(list)
    for token in sorted(by_token):
        for left in set(variants(token)):
            near[left].append(token)
    seen: set[tuple[str, str]] = set()
    for tokens in near.values():
        for position, one in enumerate(tokens):
            for other in tokens[position + 1 :]:
                if (one, other) not in seen:
                    seen.add((one, other))
                    if is_slip(one, other):
                        yield by_token[one], by_token[other], "misspelling"


def is_slip(one: str, other: str) -> bool:
    """Whether two words differ as a slip of the pen does: two letters that changed places, a letter doubled or not,
    and in words of eight letters one letter wrong, lacking or too many; never in the first letter, nor in an ending,
    which is another form of the word or another word.
    """
    if min(len(one), len(other)) < _SHORTEST or one[0] != other[0]:
        return False
    if OSA.distance(one, other, score_cutoff=1) != 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if len(one) != len(other):
        short, long = sorted((one, other), key=len)
        if long[start] == long[start - 1] and start > 1:
            return True
        return len(short) >= _LONG - 1 and start < len(short) - 1
    if sorted(one) == sorted(other):
        return start < len(one) - 2
    return len(one) >= _LONG and start < len(one) - 2
