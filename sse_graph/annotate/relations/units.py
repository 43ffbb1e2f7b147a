"""A page's words as numbers: each mention is one unit, each other word its hash and the hashes of its classes.

Input: a ``Page``. Output: arrays of 64-bit hashes, one element a unit, and where mentions and sentences begin and end
among the units. It does **not** put features together (``features.py``).
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sse_graph.annotate.relations.page import Page
from sse_graph.annotate.relations.word_classes import word_class

Hashes = NDArray[np.uint64]
Indexes = NDArray[np.int64]

_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
"""2**64 over the golden ratio: Knuth, The Art of Computer Programming, volume 3, section 6.4."""
_SHIFT: Final = np.uint64(29)


@lru_cache(maxsize=1 << 16)
def key(text: str) -> int:
    """A 64-bit hash of ``text`` that is the same on every machine."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def keys(texts: list[str]) -> Hashes:
    """``key`` of each."""
    return np.fromiter(map(key, texts), dtype=np.uint64, count=len(texts))


def mixed(one: Hashes, other: Hashes) -> Hashes:
    """Hashes of pairs, element by element (shapes broadcast); (a, b) and (b, a) differ."""
    both = (one * _MULTIPLIER) ^ other
    both ^= both >> _SHIFT
    both *= _MULTIPLIER
    return both


def constant(text: str) -> Hashes:
    """The hash of ``text`` as an array of shape (1,)."""
    return keys([text])


@lru_cache(maxsize=1 << 16)
def _of_word(word: str) -> tuple[int, int, int]:
    if word.isdigit():
        word = "<0>"
    coarse, fine = word_class(word)
    return key(word), key(coarse), key(fine)


class Units:
    """The units of a page of ``n`` units and ``m`` mentions.

    ``words``, ``coarse``, ``fine``: hashes, shape (n,). ``is_mention``: shape (n,). ``starts``, ``ends``: units
    [start, end) of each mention, shape (m,). ``low``, ``high``: the units of the mention's sentence, shape (m,).
    """

    def __init__(self, page: Page) -> None:
        self.number: list[int] = []
        """The unit of each word."""
        units: list[tuple[int, int, int]] = []
        names: list[bool] = []
        last = None
        for word, text in enumerate(page.words):
            spot = page.inside.get(word)
            if spot is None:
                units.append(_of_word(text))
                names.append(False)
            elif spot is not last:
                units.append((key(f"<{spot.label}>"),) * 3)
                names.append(True)
            last = spot
            self.number.append(len(units) - 1)
        table = np.array(units, dtype=np.uint64).reshape(-1, 3)
        self.words, self.coarse, self.fine = table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy()
        self.is_mention = np.array(names, dtype=bool)
        ranges = [self.of(*page.sentence_range[spot.sentence]) for spot in page.spots]
        own = [self.of(spot.start, spot.end) for spot in page.spots]
        self.starts, self.ends = _columns(own)
        self.low, self.high = _columns(ranges)

    def of(self, start: int, end: int) -> tuple[int, int]:
        """The units [first, end) of the words [start, end)."""
        return (self.number[start], self.number[end - 1] + 1) if start < end else (0, 0)


def _columns(pairs: list[tuple[int, int]]) -> tuple[Indexes, Indexes]:
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def ranges(starts: Indexes, lengths: Indexes) -> Indexes:
    """start, start + 1, … of each range, one range after the other."""
    before = np.cumsum(lengths) - lengths
    first: Indexes = np.repeat(starts - before, lengths)
    return first + np.arange(len(first), dtype=np.int64)
