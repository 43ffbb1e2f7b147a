"""What stands around each mention: the words beside it, those of its sentence, and what introduces its block.

Input: a ``Page`` and its ``Units``. Output: for each mention the hashes of its features. It does **not** look at pairs
(``features.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate, chain
from typing import Final, NamedTuple

import numpy as np

from sse_graph.annotate.relations.page import Page, Spot
from sse_graph.annotate.relations.units import Hashes, Indexes, Units, constant, key, keys, mixed
from sse_graph.annotate.relations.word_classes import word_class

_SIDE: Final = 4
"""Words on each side that are looked at."""
_OF_SENTENCE: Final = 40
_LEADS: Final = 3
"""Blocks that introduce a mention's block and are looked at, nearest first, by their last ``_OF_LEAD`` words."""
_OF_LEAD: Final = 12
_EDGE, _NOTHING = constant("edge of the sentence"), constant("beyond the sentence")
_ORDERED = [keys([f"{side}{place}" for place in range(1, _SIDE)]) for side in "-+"]
_CLASSED = [keys([f"{side}{place}~" for place in range(1, _SIDE + 1)]) for side in "-+"]
_BAG, _BAG_CLASSED = [constant("b"), constant("c")], [constant("b~"), constant("c~")]
_TWO = [constant("-2"), constant("+2")]


class Ragged(NamedTuple):
    """Lists of hashes, one after the other: list i is ``values[borders[i]:borders[i + 1]]``."""

    values: Hashes
    borders: Indexes

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]]) -> Ragged:
        borders = np.fromiter(accumulate(map(len, lists), initial=0), dtype=np.int64, count=len(lists) + 1)
        return cls(np.fromiter(chain.from_iterable(lists), dtype=np.uint64, count=int(borders[-1])), borders)


def beside(units: Units) -> Hashes:
    """The words and classes on both sides of each mention, by place and as a bag; shape (m, features)."""
    found = []
    for side, at in enumerate(
        (units.starts[:, None] - np.arange(1, _SIDE + 1), units.ends[:, None] + np.arange(_SIDE))
    ):
        inside = (at >= units.low[:, None]) & (at < units.high[:, None])
        outside = np.where((at == units.low[:, None] - 1) | (at == units.high[:, None]), _EDGE, _NOTHING)
        at = at.clip(0, len(units.words) - 1)
        words, classes = (np.where(inside, values[at], outside) for values in (units.words, units.coarse))
        found += [
            mixed(_ORDERED[side], words[:, : _SIDE - 1]),
            mixed(_BAG[side], words),
            mixed(_TWO[side], mixed(words[:, 1:2], words[:, :1])),
            mixed(_CLASSED[side], classes),
            mixed(_BAG_CLASSED[side], classes),
        ]
    return np.concatenate(found, axis=1)


class Surroundings:
    """``around``: the features of each mention that go with how a pair stands to each other; ``lead``: those of what
    introduces its block, which also go with the labels of the pair alone.
    """

    def __init__(self, page: Page, units: Units) -> None:
        self._page = page
        self._units = units
        self._coarse, self._words = mixed(constant("w~"), units.coarse), mixed(constant("w"), units.words)
        sentences = cache(self._of_sentence)
        leads = cache(self._of_lead)
        above = [page.leads[spot.block][:_LEADS] for spot in page.spots]
        self.lead = Ragged.of(list(map(leads, above)))
        self.around = Ragged.of(
            [
                [*self._of_mention(spot), *sentences(spot.sentence), *leads(blocks)]
                for spot, blocks in zip(page.spots, above, strict=True)
            ]
        )
        self.beside = beside(units)

    def label_triggers(self, block: int) -> list[str]:
        """The predicates that what introduces the block directly names."""
        return [predicate for lead in self._page.leads[block][:1] for predicate in _named(self._page, lead)]

    def _of_mention(self, spot: Spot) -> Iterator[int]:
        page = self._page
        here = page.by_block[spot.block]
        number = spot.index - here[0].index
        yield key(f"k:{page.blocks[spot.block].kind}")
        yield key(f"i:{min(number, 3)}")
        yield key(f"p:{page.spots[spot.index - 1].label if number else '^'}")
        hits = [hit for hit in page.hits.get(spot.sentence, ()) if hit.position != "label"]
        if not hits:
            return
        before = [hit for hit in hits if hit.end <= spot.start]
        after = [hit for hit in hits if hit.start >= spot.end]
        yield from dict.fromkeys(key(f"S<{hit.predicate}/{hit.position}") for hit in before)
        yield from dict.fromkeys(key(f"S>{hit.predicate}/{hit.position}") for hit in after)
        if before:
            nearest = max(before, key=lambda hit: (hit.end, hit.end - hit.start, hit.predicate))
            yield key(f"S<<{nearest.predicate}/{nearest.position}")
        if after:
            nearest = min(after, key=lambda hit: (hit.start, hit.start - hit.end, hit.predicate))
            yield key(f"S>>{nearest.predicate}/{nearest.position}")

    def _of_sentence(self, sentence: int) -> list[int]:
        """The words of a sentence that belong to no mention, their classes, and its trigger phrases."""
        low, high = self._units.of(*self._page.sentence_range[sentence])
        others = ~self._units.is_mention[low:high]
        found: list[int] = []
        for values in (self._words, self._coarse):
            found += list(dict.fromkeys(values[low:high][others].tolist()))[:_OF_SENTENCE]
        found += dict.fromkeys(key(f"S:{hit.predicate}/{hit.position}") for hit in self._page.hits.get(sentence, ()))
        return found

    def _of_lead(self, blocks: tuple[int, ...]) -> list[int]:
        """The kinds, words and classes of the blocks that introduce a block, nearest first."""
        found: list[str] = []
        for depth, block in enumerate(blocks):
            found.append(f"L:{depth}{self._page.blocks[block].kind}")
            words = list(self._words_of(block))
            found += [f"H:{word}" for word in words if len(word) > 1]
            if len(words) <= 5:
                found.append(f"L:{' '.join(words)}")
            for size, number in (("c", 0), ("f", 1)):
                classes = [word_class(word)[number] for word in words]
                found += [f"H:{depth if size == 'c' else ''}~{size}{of}" for of in classes]
                if len(words) <= 5:
                    found.append(f"L:~{size}{' '.join(classes)}")
            found += [f"T:{predicate}@{depth}" for predicate in _named(self._page, block)]
        return [key(feature) for feature in dict.fromkeys(found)]

    def _words_of(self, block: int) -> Iterator[str]:
        page = self._page
        start, end = page.block_range[block]
        last = None
        for word in range(max(start, end - _OF_LEAD), end):
            spot = page.inside.get(word)
            text = f"<{spot.label}>" if spot else "<0>" if page.words[word].isdigit() else page.words[word]
            if text != last:
                yield text
            last = text


def _named(page: Page, block: int) -> list[str]:
    """The predicates whose label phrases stand in a block."""
    start, end = page.block_range[block]
    sentences = {page.sentence_of[word] for word in (start, end - 1) if start < end}
    hits = (hit for sentence in sentences for hit in page.hits.get(sentence, ()))
    return sorted({hit.predicate for hit in hits if hit.position == "label"})
