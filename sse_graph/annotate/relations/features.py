"""What the scorer looks at: the words, layout and place of candidate pairs, as rows of its table.

Input: a ``Page`` and its ``Candidate`` pairs. Output: ``Part`` arrays, all candidates of the page at once. It does
**not** weigh them (``scorer.py``). Names of things are never features: the scorer must not know anybody.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

import numpy as np

from sse_graph.annotate.relations.candidates import Candidate
from sse_graph.annotate.relations.page import Page, Spot
from sse_graph.annotate.relations.surroundings import Ragged, Surroundings
from sse_graph.annotate.relations.triggers import DENIAL, Hit
from sse_graph.annotate.relations.units import Hashes, Indexes, Units, constant, key, keys, mixed, ranges

BITS: Final = 20
"""The table has 2 ** BITS rows; two features may share one."""
_BETWEEN: Final = 14
"""Words between two mentions that are looked at one by one; of a longer stretch only ``_END`` at each end."""
_END: Final = 5
_NOTHING = constant("nothing")
_SUBJECT, _OBJECT = (keys([f"{side}{number}" for number in range(5)]) for side in "so")
_NEAR = frozenset({"sentence", "block"})
_WHOLE: Final = 4
"""Words of a stretch that is looked at as a whole."""
_LEAD = constant("lead")
_RIVALS = keys(["R", "Q", "F"])
_WORDS, _PAIRS = keys(["w", "w~", "w~~"]), keys(["2", "2~"])


class Part(NamedTuple):
    """Some features of all candidates: ``rows[borders[i]:borders[i + 1]]`` are those of segment i, ``of`` is the
    segment of each candidate.
    """

    rows: Indexes
    borders: Indexes
    of: Indexes


def _part(hashes: Hashes, borders: Indexes, of: Indexes) -> Part:
    return Part((hashes >> np.uint64(64 - BITS)).astype(np.int64), borders, of)


def joined(parts: Sequence[Part]) -> tuple[Indexes, Indexes]:
    """The rows of each candidate, all parts together, and the borders between candidates."""
    owners, rows = [], []
    for part in parts:
        lengths = np.diff(part.borders)[part.of]
        rows.append(part.rows[ranges(part.borders[part.of], lengths)])
        owners.append(np.repeat(np.arange(len(part.of)), lengths))
    owner = np.concatenate(owners)
    counts = np.bincount(owner, minlength=len(parts[0].of))
    return np.concatenate(rows)[np.argsort(owner, kind="stable")], np.concatenate([[0], np.cumsum(counts)])


class Features:
    """The features of a page's candidates."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._units = units = Units(page)
        self._surroundings = Surroundings(page, units)
        labels = sorted(page.main)
        self._label = np.array([labels.index(spot.label) for spot in page.spots], dtype=np.int64)
        counted = np.zeros((len(page.spots) + 1, len(labels)), dtype=np.int64)
        counted[1:] = np.cumsum(self._label[:, None] == np.arange(len(labels)), axis=0)
        self._counted = counted
        first = np.array([page.by_block[spot.block][0].index for spot in page.spots], dtype=np.int64)
        every = np.arange(len(page.spots))
        self._earlier = counted[every, self._label] - counted[first, self._label]
        about = {group: list(_about(page, group)) for group in page.by_group}
        self._about = np.array([about[spot.group] for spot in page.spots], dtype=np.uint64)
        self._names = np.array([_name(page, spot) for spot in page.spots], dtype=np.uint64)
        self._texts = [" ".join(page.words[spot.start : spot.end]) for spot in page.spots]
        self._words = mixed(_WORDS, np.stack([units.words, units.coarse, units.fine], axis=1))
        twos = [mixed(values[:-1], values[1:]) for values in (units.words, units.coarse)]
        self._pairs = mixed(_PAIRS, np.stack(twos, axis=1))

    def parts(self, found: Sequence[Candidate]) -> list[Part]:
        """All features of the candidates (at least one), each tied to the labels of their subjects and objects."""
        s = np.array([candidate.subject.index for candidate in found], dtype=np.int64)
        o = np.array([candidate.object.index for candidate in found], dtype=np.int64)
        swapped = np.array([candidate.swapped for candidate in found], dtype=bool)
        anchor, other = np.where(swapped, o, s), np.where(swapped, s, o)
        pair = keys([f"{c.subject.label}>{c.object.label}" for c in found])
        frame = mixed(pair, keys([f"{c.kind}{'b' if c.swapped else 'f'}" for c in found]))
        order = np.where(s < o, constant("<"), constant(">"))
        ordered = mixed(frame, order)
        between = mixed(mixed(pair, keys([c.kind for c in found])), order)
        gap_of, near, placed = cache(self._gap), cache(self._near), cache(self._placed)
        lows, highs = np.minimum(s, o).tolist(), np.maximum(s, o).tolist()
        gaps = [gap_of(low, high) if c.kind in _NEAR else None for c, low, high in zip(found, lows, highs, strict=True)]
        dense = [
            np.stack([pair, frame, ordered], axis=1),
            mixed(frame[:, None], mixed(_SUBJECT, self._about[s])),
            mixed(frame[:, None], mixed(_OBJECT, self._about[o])),
            mixed(ordered[:, None], mixed(_RIVALS, self._rivals(anchor, other))),
            mixed(pair[:, None], mixed(_SUBJECT[:2], self._names[s])),
            mixed(pair[:, None], mixed(_OBJECT[:2], self._names[o])),
            mixed(pair, keys([self._within(c.subject, c.object) for c in found]))[:, None],
        ]
        single = Ragged.of(
            [
                placed(c.anchor.block, bool(self._earlier[c.anchor.index]), c.other.group) if gap is None
                else near(c.kind, *gap)
                for c, gap in zip(found, gaps, strict=True)
            ]
        )  # fmt: skip
        context = np.repeat(np.where([gap is None for gap in gaps], ordered, between), np.diff(single.borders))
        every = np.arange(len(found))
        in_sentence = [gap[:2] if gap and c.kind == "sentence" else None for c, gap in zip(found, gaps, strict=True)]
        return [
            *self._anchors(anchor, pair, ordered),
            _dense(np.concatenate(dense, axis=1), every),
            _part(mixed(context, single.values), single.borders, every),
            *self._between(in_sentence, between),
        ]

    def _anchors(self, anchor: Indexes, pair: Hashes, ordered: Hashes) -> Iterator[Part]:
        """The surroundings of each anchor, once for each way in which it can stand to something."""
        _, first, of = np.unique(mixed(ordered, anchor.astype(np.uint64)), return_index=True, return_inverse=True)
        anchor, pair, ordered = anchor[first], mixed(pair[first], _LEAD), ordered[first]
        yield _dense(mixed(ordered[:, None], self._surroundings.beside[anchor]), of)
        for context, ragged in ((ordered, self._surroundings.around), (pair, self._surroundings.lead)):
            lengths = np.diff(ragged.borders)[anchor]
            values = ragged.values[ranges(ragged.borders[anchor], lengths)]
            yield _part(mixed(np.repeat(context, lengths), values), _borders(lengths), of)

    def _rivals(self, anchor: Indexes, other: Indexes) -> Hashes:
        """How many mentions that could be meant instead stand nearer, and earlier in the block; shape (n, 3)."""
        low, high = np.minimum(anchor, other) + 1, np.maximum(anchor, other)
        nearer, same = (
            self._counted[high, self._label[spot]] - self._counted[low, self._label[spot]] for spot in (other, anchor)
        )
        counts = np.stack([nearer.clip(0, 3), same.clip(0, 3), self._earlier[anchor].clip(0, 2)], axis=1)
        return counts.astype(np.uint64)

    def _within(self, subject: Spot, object: Spot) -> str:
        """Whether one name holds the other."""
        s, o = self._texts[subject.index], self._texts[object.index]
        return f"{o in s}{s.startswith(o)}{s in o}"

    def _gap(self, first: int, second: int) -> tuple[int, int, str]:
        """The mentions between which the words speak for the pair: the members of an enumeration stand to the rest of
        the sentence as its nearest member does.
        """
        one, two = self.page.chains[first], self.page.chains[second]
        if one == two:
            return first, second, "c=same"
        return one[1], two[0], f"c{min(first - one[0], 2)}{min(second - two[0], 2)}"

    def _near(self, kind: str, first: int, second: int, place: str) -> list[int]:
        """How far apart two mentions are, what is named between them, and the phrases that state a relation there."""
        page = self.page
        one, two = page.spots[first], page.spots[second]
        words = max(0, int(self._units.starts[second] - self._units.ends[first]))
        found = [place, f"d{words if words < 4 else 4 + min(words // 5, 6)}"]
        if kind == "block":
            found.append(f"s{min(abs(two.sentence - one.sentence), 4)}")
        else:
            crossed = page.spots[first + 1 : second]
            found.append(f"x{min(len(crossed), 4)}")
            found.append(f"x{','.join(spot.label[:2] for spot in crossed[:4])}")
            found += _phrases(page.hits.get(one.sentence, ()), one, two)
        return [*map(key, found)]

    def _placed(self, block: int, follows: bool, group: int) -> list[int]:
        """Whether the page and what governs the block are about the thing ``group``, when the two stand apart.
        ``follows``: the mention is not the first of its label in the block.
        """
        page = self.page
        label = page.by_group[group][0].label
        lead = page.lead_in[block]
        governing = page.governing(lead if lead >= 0 else block, label)
        ranked = page.main[label]
        rank = min(ranked.index(group), 2)
        place = f"{'G' if governing == group else 'g'}{rank}{'t' if group in page.title_groups else ''}"
        found = [place, f"{place}n{min(len(ranked), 3)}"]
        for predicate in self._surroundings.label_triggers(block):
            found += [f"{predicate}{place}", f"{predicate}{place}F{int(follows)}n{min(len(ranked), 2)}"]
        return [*map(key, found)]

    def _between(self, gaps: Sequence[tuple[int, int] | None], context: Hashes) -> Iterator[Part]:
        """The words between the two, those next to each other in pairs, and a short stretch as a whole."""
        owners = [number for number, gap in enumerate(gaps) if gap]
        of = np.full(len(gaps), len(owners), dtype=np.int64)  # the last segment is empty
        of[owners] = np.arange(len(owners))
        context = context[owners]
        low = np.array([self._units.ends[gap[0]] for gap in gaps if gap], dtype=np.int64)
        high = np.array([self._units.starts[gap[1]] for gap in gaps if gap], dtype=np.int64).clip(low)
        length = high - low
        whole = np.broadcast_to(constant("B"), low.shape)
        for step in range(_WHOLE):
            at = self._units.words[(low + step).clip(0, len(self._units.words) - 1)]
            whole = np.where(step < length, mixed(whole, at), whole)
        short = np.where(length <= _WHOLE, mixed(context, whole), mixed(context, _NOTHING))
        yield _part(short, np.append(np.arange(len(owners) + 1), len(owners)), of)
        # a stretch of words is looked at from both ends; of a short one the second end is empty
        long = length > _BETWEEN
        for values, before in ((self._words, 0), (self._pairs, 1)):
            end = _END + before
            starts = np.stack([low - before, high - end], axis=1)
            both = np.stack([np.where(long, end, length + before), np.where(long, end, 0)], axis=1)
            found = values[ranges(starts.ravel(), both.ravel())]
            lengths = both.sum(axis=1)
            hashes = mixed(np.repeat(context, lengths)[:, None], found).ravel()
            borders = _borders(lengths * values.shape[1])
            yield _part(hashes, np.append(borders, borders[-1]), of)


def _dense(hashes: Hashes, of: Indexes) -> Part:
    """A part whose segments all have as many features; shape (segments, features)."""
    number, width = hashes.shape
    return _part(hashes.ravel(), np.arange(number + 1) * width, of)


def _borders(lengths: Indexes) -> Indexes:
    return np.concatenate([[0], np.cumsum(lengths)])


def _about(page: Page, group: int) -> Iterator[int]:
    """How much the page is about the thing: in the title, its rank, how many of its label there are."""
    ranked = page.main[page.by_group[group][0].label]
    rank, title = min(ranked.index(group), 3), group in page.title_groups
    yield key(f"t{title}")
    yield key(f"r{rank}")
    yield key(f"n{min(len(ranked), 4)}")
    yield key(f"r{rank}n{min(len(ranked), 3)}t{title}")
    yield key(f"f{min(len(page.by_group[group]), 4)}")


def _name(page: Page, spot: Spot) -> tuple[int, int]:
    """The kind of body or event that the first and the last word of a name tell."""
    words = page.words[spot.start : spot.end]
    if spot.label in {"Organization", "Event"} and len(words) > 1:
        return key(f"^{_plain(words[0])[:6]}"), key(f"${_plain(words[-1])[:6]}")
    upper = spot.label == "Organization" and page.surface[spot.start].isupper()
    return key("A" if upper else "a"), key("one word")


def _phrases(hits: Sequence[Hit], first: Spot, second: Spot) -> Iterator[str]:
    """The phrases of a sentence by where they stand to the two, and the last one between them."""
    places: dict[str, None] = {}
    last = None
    for hit in hits:
        if hit.start >= first.end and hit.end <= second.start:
            place = "m"
            if hit.start - first.end <= 2 and second.start - hit.end <= 2:
                places[f"T{hit.predicate}/{hit.position}M"] = None
            if hit.position == "forward" and (last is None or _end_of(hit) > _end_of(last)):
                last = hit
        elif hit.end <= first.start:
            place = "<"
        elif hit.start >= second.end:
            place = ">"
        else:
            continue
        places[f"T{hit.predicate}/{hit.position}{place}"] = None
        if hit.predicate == DENIAL:
            places["Tdenied"] = None
    yield from places
    if last:
        yield f"V{last.predicate}"


def _end_of(hit: Hit) -> tuple[int, int]:
    return hit.end, hit.end - hit.start


@lru_cache(maxsize=1 << 14)
def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word)
    return "".join(character for character in folded if not unicodedata.combining(character))
