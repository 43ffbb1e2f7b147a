"""A document as the relation components see it: words, sentences, blocks and mentions, each knowing its place.

Input: a ``Document``, its mentions, which of them are the same thing, and where its sentences start. Output: a
``Page``. It does **not** look for relations.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sse_graph.annotate.relations.triggers import Hit, Triggers, split_words
from sse_graph.records import Block, Document, Mention

_JOINTS = frozenset(
    [",", ";", "and", "&", "y", "e", "et", "i", "o", "ou", "or", "as", "ainsi", "así", "•", "·", "|", "–", "/", "+"]
)
_JOINERS = _JOINTS | frozenset(
    [
        "the",
        "le",
        "la",
        "les",
        "l",
        "'",
        "’",
        "el",
        "los",
        "las",
        "well",
        "que",
        "como",
        "du",
        "de",
        "des",
        ")",
        "]",
        "”",
        "»",
        '"',
        "the",
    ]
)
"""Signs and words between the members of an enumeration; at least one joins, articles and closing brackets may stand
there.
"""


@dataclass(frozen=True, slots=True)
class Spot:
    """A mention on its page: words ``[start, end)``; ``group``: which thing of the page it names."""

    index: int
    start: int
    end: int
    label: str
    group: int
    block: int
    sentence: int


class Page:
    """The words of a document and what stands where. Indexes of words, sentences, blocks and groups count from 0."""

    def __init__(
        self,
        document: Document,
        mentions: Sequence[Mention],
        groups: Sequence[int],
        sentence_starts: Sequence[int],
        triggers: Triggers,
    ) -> None:
        self.document = document
        self.mentions = mentions
        matches = split_words(document.text)
        self.offsets = [match.start() for match in matches]
        self.ends = [match.end() for match in matches]
        self.words = [match[0].casefold() for match in matches]
        self.surface = [match[0] for match in matches]
        self.blocks: Sequence[Block] = document.blocks or (Block("paragraph", 0, len(document.text)),)
        block_starts = [block.start for block in self.blocks]
        self.block_of = [max(0, bisect_right(block_starts, offset) - 1) for offset in self.offsets]
        starts = sorted({0, *sentence_starts})
        numbers = [bisect_right(starts, offset) - 1 for offset in self.offsets]
        self.sentence_of: list[int] = []
        for word, (number, block) in enumerate(zip(numbers, self.block_of, strict=True)):
            if word == 0:
                self.sentence_of.append(0)
            else:
                new = number != numbers[word - 1] or block != self.block_of[word - 1]
                self.sentence_of.append(self.sentence_of[-1] + new)
        self.spots = [self._spot(index, mention, groups[index]) for index, mention in enumerate(mentions)]
        self.hits: dict[int, list[Hit]] = defaultdict(list)
        """Trigger phrases by sentence."""
        self._governing: dict[tuple[int, str], int] = {}
        for hit in triggers.find(self.words):
            if self.sentence_of[hit.start] == self.sentence_of[hit.end - 1]:
                self.hits[self.sentence_of[hit.start]].append(hit)

    def _spot(self, index: int, mention: Mention, group: int) -> Spot:
        start = max(0, bisect_right(self.offsets, mention.start) - 1)
        end = start + 1
        while end < len(self.offsets) and self.offsets[end] < mention.end:
            end += 1
        return Spot(index, start, end, mention.label, group, self.block_of[start], self.sentence_of[start])

    @cached_property
    def inside(self) -> dict[int, Spot]:
        """The mention of each word that belongs to one."""
        return {word: spot for spot in self.spots for word in range(spot.start, spot.end)}

    @cached_property
    def sentence_range(self) -> list[tuple[int, int]]:
        """First word and end of each sentence."""
        ranges: list[tuple[int, int]] = []
        for word, sentence in enumerate(self.sentence_of):
            if sentence == len(ranges):
                ranges.append((word, word + 1))
            else:
                ranges[sentence] = (ranges[sentence][0], word + 1)
        return ranges

    @cached_property
    def block_range(self) -> list[tuple[int, int]]:
        """First word and end of each block ((0, 0) for one without words)."""
        ranges = [(0, 0)] * len(self.blocks)
        for word, block in enumerate(self.block_of):
            first, end = ranges[block]
            ranges[block] = (first if end else word, word + 1)
        return ranges

    @cached_property
    def by_sentence(self) -> dict[int, list[Spot]]:
        found: dict[int, list[Spot]] = defaultdict(list)
        for spot in self.spots:
            found[spot.sentence].append(spot)
        return found

    @cached_property
    def by_block(self) -> dict[int, list[Spot]]:
        found: dict[int, list[Spot]] = defaultdict(list)
        for spot in self.spots:
            found[spot.block].append(spot)
        return found

    @cached_property
    def by_group(self) -> dict[int, list[Spot]]:
        found: dict[int, list[Spot]] = defaultdict(list)
        for spot in self.spots:
            found[spot.group].append(spot)
        return found

    @cached_property
    def chains(self) -> dict[int, tuple[int, int]]:
        """For each mention the first and the last mention of its enumeration ("A, B (BB) and C"), often itself."""
        found: dict[int, tuple[int, int]] = {}
        for spots in self.by_sentence.values():
            run: list[Spot] = []
            for spot in spots:
                if run and not self._continues(run[-1], spot):
                    found.update((member.index, (run[0].index, run[-1].index)) for member in run)
                    run = []
                run.append(spot)
            found.update((member.index, (run[0].index, run[-1].index)) for member in run)
        return found

    def _continues(self, last: Spot, spot: Spot) -> bool:
        gap = set(self.words[last.end : spot.start])
        if spot.group == last.group:
            return gap <= {"(", ",", "–", "-", "[", "«", "“"} and len(gap) <= 2
        return spot.label == last.label and gap <= _JOINERS and bool(gap & _JOINTS)

    @cached_property
    def ancestors(self) -> list[tuple[int, ...]]:
        """For each block the blocks that introduce it, nearest first."""
        chains: list[tuple[int, ...]] = []
        for block in self.blocks:
            chains.append((block.parent, *chains[block.parent]) if block.parent >= 0 else ())
        return chains

    @cached_property
    def lead_in(self) -> list[int]:
        """For each block the nearest earlier block that announces it: its label, else a text that ends in a colon, else
        -1.
        """
        found = []
        for index, block in enumerate(self.blocks):
            parent = block.parent
            if parent < 0 and block.kind in {"item", "row", "value"}:
                before = index - 1
                while before >= 0 and self.blocks[before].kind == block.kind:
                    before -= 1
                if before >= 0:
                    lead = self.blocks[before]
                    if self.document.text[lead.start : lead.end].rstrip().endswith(":"):
                        parent = before
            found.append(parent)
        return found

    @cached_property
    def leads(self) -> list[tuple[int, ...]]:
        """For each block all that introduces it: what announces it, then its ancestors, nearest first."""
        return [
            tuple(index for index in dict.fromkeys((lead, *chain)) if index >= 0)
            for lead, chain in zip(self.lead_in, self.ancestors, strict=True)
        ]

    def governing(self, block: int, label: str) -> int:
        """The thing of that label that the text above a block is about: the last one that stands in a title, heading or
        label there or opens a block, else the page's main one; -1 if there is none.
        """
        known = self._governing.get((block, label))
        if known is None:
            known = -1
            for spot in self.spots:
                if spot.block >= block:
                    break
                if spot.label == label and (
                    self.blocks[spot.block].kind in {"title", "heading", "label"}
                    or spot.index == self.by_block[spot.block][0].index
                ):
                    known = spot.group
            if known < 0:
                known = self.main[label][0] if self.main.get(label) else -1
            self._governing[block, label] = known
        return known

    @cached_property
    def title_groups(self) -> frozenset[int]:
        """The things that the title names (the title block, else the first block)."""
        title = next((index for index, block in enumerate(self.blocks) if block.kind == "title"), 0)
        return frozenset(spot.group for spot in self.by_block.get(title, ()))

    @cached_property
    def main(self) -> dict[str, list[int]]:
        """Per label the page's groups, the main one first: in the title, then often named, then early named."""
        counts = Counter(spot.group for spot in self.spots)
        first = {group: spots[0].index for group, spots in self.by_group.items()}
        ranked: dict[str, list[int]] = defaultdict(list)
        for group, spots in self.by_group.items():
            ranked[spots[0].label].append(group)
        for groups in ranked.values():
            groups.sort(key=lambda group: (group not in self.title_groups, -counts[group], first[group]))
        return ranked
