"""Pairs of mentions between which a text could state a relation, and how they stand to each other.

Input: a ``Page``. Output: ``Candidate`` pairs, in order of appearance. It does **not** judge them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sse_graph.annotate.relations.page import Page, Spot
from sse_graph.records import SIGNATURES

KINDS = ("sentence", "block", "above", "page")
_MAIN = 2
"""How many things of a label count as what a page is about."""
_ABOUT = frozenset({"Event", "Organization"})


@dataclass(frozen=True, slots=True)
class Candidate:
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
    main = {group for label in _ABOUT for group in page.main.get(label, ())[:_MAIN]} | {
        group for group in page.title_groups if page.by_group[group][0].label in _ABOUT
    }
    order = {group: number for number, group in enumerate(page.by_group)}
    for anchor in page.spots:
        # of all other things only these can have a partner: looking at each would be quadratic on long pages
        near = {spot.group for spot in _near(page, anchor)} | main
        near.discard(anchor.group)
        for group in sorted(near, key=order.__getitem__):
            spots = page.by_group[group]
            label = spots[0].label
            forward, backward = (anchor.label, label) in ALLOWED, (label, anchor.label) in ALLOWED
            if not forward and not backward:
                continue
            found = _partner(page, anchor, spots, about=group in main)
            if found is None:
                continue
            other, kind = found
            if (
                kind == "sentence"
                and other.index < anchor.index
                and _partner(page, other, page.by_group[anchor.group], about=False) == (anchor, kind)
            ):
                continue  # the pair has been seen from its other end
            if forward:
                yield Candidate(anchor, other, kind, swapped=False)
            if backward:
                yield Candidate(other, anchor, kind, swapped=True)


def _near(page: Page, anchor: Spot) -> Iterator[Spot]:
    """The mentions in the sentence and block of ``anchor`` and in the blocks above it."""
    yield from page.by_sentence[anchor.sentence]
    for block in {anchor.block, page.lead_in[anchor.block], *page.ancestors[anchor.block]}:
        yield from page.by_block.get(block, ())


def _partner(page: Page, anchor: Spot, spots: list[Spot], *, about: bool) -> tuple[Spot, str] | None:
    def distance(spot: Spot) -> tuple[int, int]:
        gap = anchor.start - spot.end if spot.index < anchor.index else spot.start - anchor.end
        return gap, spot.index

    same = [spot for spot in spots if spot.sentence == anchor.sentence]
    if same:
        return min(same, key=distance), "sentence"
    same = [spot for spot in spots if spot.block == anchor.block]
    if same:
        before = [spot for spot in same if spot.index < anchor.index]
        return (before[-1] if before else same[0]), "block"
    chain = set(page.ancestors[anchor.block]) | {page.lead_in[anchor.block]}
    above = [spot for spot in spots if spot.block in chain]
    if above:
        return above[-1], "above"
    if about:
        before = [spot for spot in spots if spot.index < anchor.index]
        return (before[-1] if before else spots[0]), "page"
    return None
