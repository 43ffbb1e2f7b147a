"""Pairs of mentions between which a text could state a relation, and how they stand to each other.

Input: a ``Page``. Output: ``Candidate`` pairs, in order of appearance. It does **not** judge them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from sse_graph.annotate.relations.page import Page, Spot
from sse_graph.records import SIGNATURES

KINDS = ("sentence", "block", "above", "page")
_MAIN = 2
"""How many things of a label count as what a page is about."""
_TITLED = 8
"""How many things of a title may be what the page is about."""
_REACH = 40
"""Mentions before and after in the same sentence or block, and at the end of one above, that can be the other of a
pair: a page of thousands of names in one line would have millions of pairs.
"""
_ABOUT = frozenset({"Event", "Organization"})


class Candidate(NamedTuple):
    """``subject`` and ``object`` as the page's spots. ``kind``: they share a ``sentence``, a ``block``; one stands in a
    block ``above`` (a label, heading or lead-in) the other; or one is what the ``page`` is about. ``anchor``: the one
    whose surroundings speak; ``swapped``: the anchor is the object."""

    subject: Spot
    object: Spot
    kind: str
    swapped: bool

    @property
    def anchor(self) -> Spot:
        return self.object if self.swapped else self.subject

    @property
    def other(self) -> Spot:
        return self.subject if self.swapped else self.object


PREDICATES = tuple(SIGNATURES)
ALLOWED: dict[tuple[str, str], tuple[str, ...]] = {}
for _predicate, (_subjects, _objects) in SIGNATURES.items():
    for _pair in ((s, o) for s in sorted(_subjects) for o in sorted(_objects)):
        ALLOWED[_pair] = (*ALLOWED.get(_pair, ()), _predicate)


def candidates(page: Page) -> Iterator[Candidate]:
    """For every mention and every other thing of the page: the mention of that thing that it goes with best."""
    titled = [group for group in page.by_group if group in page.title_groups]
    main = {group for label in _ABOUT for group in page.main.get(label, ())[:_MAIN]} | {
        group for group in titled[:_TITLED] if page.by_group[group][0].label in _ABOUT
    }
    order = {group: number for number, group in enumerate(page.by_group)}
    in_sentence, in_block = _placed(page, "sentence"), _placed(page, "block")

    def partner(anchor: Spot, group: int) -> tuple[Spot, str] | None:
        same = in_sentence.get((group, anchor.sentence))
        if same:
            return (same[0] if len(same) == 1 else min(same, key=lambda spot: _distance(anchor, spot))), "sentence"
        same = in_block.get((group, anchor.block))
        if same:
            before = [spot for spot in same if spot.index < anchor.index]
            return (before[-1] if before else same[0]), "block"
        above = [in_block[group, block][-1] for block in page.leads[anchor.block] if (group, block) in in_block]
        if above:
            return max(above, key=lambda spot: spot.index), "above"
        if group in main:
            spots = page.by_group[group]
            before = [spot for spot in spots if spot.index < anchor.index]
            return (before[-1] if before else spots[0]), "page"
        return None

    for anchor in page.spots:
        # of all other things only these can have a partner: looking at each would be quadratic on long pages
        near = {spot.group for spot in _near(page, anchor)} | main
        near.discard(anchor.group)
        for group in sorted(near, key=order.__getitem__):
            label = page.by_group[group][0].label
            forward, backward = (anchor.label, label) in ALLOWED, (label, anchor.label) in ALLOWED
            if not forward and not backward:
                continue
            found = partner(anchor, group)
            if found is None:
                continue
            other, kind = found
            if kind == "sentence" and other.index < anchor.index and partner(other, anchor.group) == (anchor, kind):
                continue  # the pair has been seen from its other end
            if forward:
                yield Candidate(anchor, other, kind, swapped=False)
            if backward:
                yield Candidate(other, anchor, kind, swapped=True)


def _placed(page: Page, place: str) -> dict[tuple[int, int], list[Spot]]:
    """The mentions of each thing in each sentence or block."""
    found: dict[tuple[int, int], list[Spot]] = defaultdict(list)
    for spot in page.spots:
        found[spot.group, getattr(spot, place)].append(spot)
    return found


def _near(page: Page, anchor: Spot) -> Iterator[Spot]:
    """The mentions near ``anchor`` in its sentence and block, and those in the blocks above it."""
    for spots in (page.by_sentence[anchor.sentence], page.by_block[anchor.block]):
        at = anchor.index - spots[0].index
        yield from spots[max(0, at - _REACH) : at + _REACH + 1]
    for block in page.leads[anchor.block]:
        yield from page.by_block.get(block, ())[-_REACH:]


def _distance(anchor: Spot, spot: Spot) -> tuple[int, int]:
    gap = anchor.start - spot.end if spot.index < anchor.index else spot.start - anchor.end
    return gap, spot.index
