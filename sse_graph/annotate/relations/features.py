"""What the scorer looks at: the words, layout and place of a candidate pair, as strings.

Input: a ``Page`` and a ``Candidate``. Output: feature strings; those of the anchor's surroundings are computed once per
mention. It does **not** weigh them (``scorer.py``). Names of things are never features: the scorer must not know
anybody.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from sse_graph.annotate.relations.candidates import Candidate
from sse_graph.annotate.relations.page import Page, Spot
from sse_graph.annotate.relations.triggers import DENIAL
from sse_graph.annotate.relations.word_classes import word_class

_BETWEEN = 14
"""Words between two mentions that are looked at one by one; a longer stretch only by its ends."""
_SIDE = 4


def _word(page: Page, word: int, inside: dict[int, Spot]) -> str:
    spot = inside.get(word)
    if spot:
        return f"<{spot.label}>"
    text = page.words[word]
    return "<0>" if text.isdigit() else text


class Features:
    """Feature strings of a page's candidates."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._inside = {word: spot for spot in page.spots for word in range(spot.start, spot.end)}
        self._surroundings: dict[int, list[str]] = {}
        self._about: dict[int, list[str]] = {}

    def of(self, candidate: Candidate) -> list[str]:
        """All features of a candidate, each tied to the labels of its subject and object."""
        s, o = candidate.subject, candidate.object
        pair = f"{s.label[:2]}>{o.label[:2]}"
        order = "<" if s.index < o.index else ">"
        frame = f"{pair}{candidate.kind}{'b' if candidate.swapped else 'f'}"
        found = [pair, frame, frame + order]
        around = self.surroundings(candidate.anchor)
        found += [f"{frame}{order}|{feature}" for feature in around]
        found += [f"{pair}|a|{feature}" for feature in around if feature.startswith(("L:", "H:", "T:"))]
        about = [f"s{feature}" for feature in self.about(s)] + [f"o{feature}" for feature in self.about(o)]
        found += [f"{frame}|{feature}" for feature in about]
        found += [f"{pair}|{feature}" for feature in self.between(candidate)]
        found += [f"{frame}{order}|{feature}" for feature in self.rivals(candidate)]
        found += [f"{pair}|{feature}" for feature in self.names(candidate)]
        return found

    def surroundings(self, spot: Spot) -> list[str]:
        """The mention's block, what introduces it, the words beside it, and the words of its sentence."""
        if spot.index in self._surroundings:
            return self._surroundings[spot.index]
        page, block = self.page, spot.block
        found = [f"k:{page.blocks[block].kind}"]
        chain = list(dict.fromkeys((page.lead_in[block], *page.ancestors[block])))
        for depth, parent in enumerate([index for index in chain if index >= 0][:3]):
            kind = page.blocks[parent].kind
            start, end = page.block_range[parent]
            words = [_word(page, word, self._inside) for word in range(start, end)][-12:]
            words = [word for index, word in enumerate(words) if index == 0 or word != words[index - 1]]
            found.append(f"L:{depth}{kind}")
            found += [f"H:{word}" for word in words if len(word) > 1]
            if len(words) <= 5:
                found.append(f"L:{' '.join(words)}")
            found += self._classes_of_lead(words, depth)
            for hit in {
                (hit.predicate, hit.position)
                for sentence in {page.sentence_of[word] for word in (start, end - 1) if start < end}
                for hit in page.hits.get(sentence, ())
                if hit.position == "label"
            }:
                found.append(f"T:{hit[0]}@{depth}")
        start, end = page.sentence_range[spot.sentence]
        inside = self._inside
        before = [_word(page, word, inside) for word in range(max(start, spot.start - _SIDE), spot.start)]
        after = [_word(page, word, inside) for word in range(spot.end, min(end, spot.end + _SIDE))]
        before, after = ["^", *before], [*after, "$"]
        found += [f"-{-i}:{before[i]}" for i in range(-1, -min(_SIDE, len(before) + 1), -1) if -i <= len(before)]
        found += [f"+{i + 1}:{word}" for i, word in enumerate(after[: _SIDE - 1])]
        found += [f"b:{word}" for word in before] + [f"c:{word}" for word in after]
        found.append(f"-2:{' '.join(before[-2:])}")
        found.append(f"+2:{' '.join(after[:2])}")
        coarse = [[word_class(word)[0] for word in words] for words in (before[-_SIDE:], after[:_SIDE])]
        found += [f"-{number}~{of}" for number, of in enumerate(reversed(coarse[0]))]
        found += [f"+{number}~{of}" for number, of in enumerate(coarse[1])]
        found += [f"b~{of}" for of in sorted(set(coarse[0]))] + [f"c~{of}" for of in sorted(set(coarse[1]))]
        triggers = {(hit.predicate, hit.position) for hit in page.hits.get(spot.sentence, ())}
        found += [f"S:{predicate}/{position}" for predicate, position in sorted(triggers)]
        found += self._placed_triggers(spot)
        others = sorted({_word(page, word, inside) for word in range(start, end) if word not in inside})
        found += [f"w:{word}" for word in others[:40]]
        found += sorted({f"w~{word_class(word)[0]}" for word in others})[:40]
        first_of_block = page.by_block[block][0]
        found.append(f"i:{min(spot.index - first_of_block.index, 3)}")
        earlier = [other for other in page.by_block[block] if other.index < spot.index]
        found.append(f"p:{earlier[-1].label if earlier else '^'}")
        self._surroundings[spot.index] = found
        return found

    @staticmethod
    def _classes_of_lead(words: list[str], depth: int) -> Iterator[str]:
        """The classes of the words that introduce a block."""
        for size, number in (("c", 0), ("f", 1)):
            classes = [word_class(word)[number] for word in words]
            yield from (f"H:{depth if size == 'c' else ''}~{size}{of}" for of in sorted(set(classes)))
            if len(words) <= 5:
                yield f"L:~{size}{' '.join(classes)}"

    def _placed_triggers(self, spot: Spot) -> Iterator[str]:
        """The trigger phrases of the sentence by the side on which they stand, the nearest ones again."""
        hits = [hit for hit in self.page.hits.get(spot.sentence, ()) if hit.position != "label"]
        before = [hit for hit in hits if hit.end <= spot.start]
        after = [hit for hit in hits if hit.start >= spot.end]
        yield from sorted({f"S<{hit.predicate}/{hit.position}" for hit in before})
        yield from sorted({f"S>{hit.predicate}/{hit.position}" for hit in after})
        if before:
            nearest = max(before, key=lambda hit: (hit.end, hit.end - hit.start, hit.predicate))
            yield f"S<<{nearest.predicate}/{nearest.position}"
        if after:
            nearest = min(after, key=lambda hit: (hit.start, hit.start - hit.end, hit.predicate))
            yield f"S>>{nearest.predicate}/{nearest.position}"

    def about(self, spot: Spot) -> list[str]:
        """How much the page is about the thing: in the title, its rank, how many of its label there are."""
        if spot.group in self._about:
            return self._about[spot.group]
        page = self.page
        ranked = page.main[spot.label]
        rank = min(ranked.index(spot.group), 3)
        found = [
            f"t:{spot.group in page.title_groups}",
            f"r:{rank}",
            f"n:{min(len(ranked), 4)}",
            f"r{rank}n{min(len(ranked), 3)}t{spot.group in page.title_groups}",
            f"f:{min(len(page.by_group[spot.group]), 4)}",
        ]
        self._about[spot.group] = found
        return found

    def between(self, candidate: Candidate) -> Iterator[str]:
        """The words between the two, and the phrases that state a relation there or beside them."""
        page, s, o = self.page, candidate.subject, candidate.object
        if candidate.kind not in {"sentence", "block"}:
            return
        first, second = (s, o) if s.index < o.index else (o, s)
        order = "<" if s.index < o.index else ">"
        here = f"{candidate.kind[0]}{order}"
        first_chain, second_chain = page.chains[first.index], page.chains[second.index]
        if first_chain == second_chain:
            yield f"c{here}same"
        else:
            yield f"c{here}{min(first.index - first_chain[0], 2)}{min(second.index - second_chain[0], 2)}"
            # the members of an enumeration stand to the rest of the sentence as its nearest member does
            first, second = page.spots[first_chain[1]], page.spots[second_chain[0]]
        gap = range(first.end, second.start)
        words = [_word(page, word, self._inside) for word in gap]
        words = [word for index, word in enumerate(words) if index == 0 or word != words[index - 1]]
        yield f"d{here}{min(len(words), 3) if len(words) < 4 else 4 + min(len(words) // 5, 6)}"
        if candidate.kind == "sentence":
            if len(words) <= 4:
                yield f"B{here}{' '.join(words)}"
            chosen = words if len(words) <= _BETWEEN else [*words[:5], "…", *words[-5:]]
            for word in set(chosen):
                yield f"w{here}{word}"
            for one, two in zip(["^", *chosen], [*chosen, "$"], strict=True):
                yield f"2{here}{one} {two}"
            yield from self._classes_between(words, here)
            crossed = [spot.label for spot in page.by_sentence[s.sentence] if first.index < spot.index < second.index]
            yield f"x{here}{len(crossed) if len(crossed) < 4 else 4}"
            yield f"x{here}{','.join(label[:2] for label in crossed[:4])}"
            hits = page.hits.get(s.sentence, ())
            places = set()
            for hit in hits:
                if hit.start >= first.end and hit.end <= second.start:
                    place = "m"
                    if hit.start - first.end <= 2 and second.start - hit.end <= 2:
                        places.add((hit.predicate, hit.position, "M"))
                elif hit.end <= first.start:
                    place = "<"
                elif hit.start >= second.end:
                    place = ">"
                else:
                    continue
                places.add((hit.predicate, hit.position, place))
                if hit.predicate == DENIAL:
                    places.add((DENIAL, "", "any"))
            for predicate, position, place in sorted(places):
                yield f"T{here}{predicate}/{position}{place}"
            last = [
                hit for hit in hits if hit.position == "forward" and hit.end <= second.start and hit.start >= first.end
            ]
            if last:
                yield f"V{here}{max(last, key=lambda hit: (hit.end, hit.end - hit.start)).predicate}"
        else:
            yield f"s{here}{min(abs(page.spots[o.index].sentence - page.spots[s.index].sentence), 4)}"

    @staticmethod
    def _classes_between(words: list[str], here: str) -> Iterator[str]:
        """The classes of the words between two mentions, by themselves and with their neighbours."""
        chosen = words if len(words) <= _BETWEEN else [*words[:6], *words[-6:]]
        coarse = [word_class(word)[0] for word in chosen]
        yield from (f"w~{here}{of}" for of in sorted(set(coarse)))
        yield from (f"w~~{here}{of}" for of in sorted({word_class(word)[1] for word in chosen}))
        yield from (f"2~{here}{one} {two}" for one, two in zip(["^", *coarse], [*coarse, "$"], strict=True))

    def rivals(self, candidate: Candidate) -> Iterator[str]:
        """Whether nearer things of the same label could be meant instead."""
        page, anchor, other = self.page, candidate.anchor, candidate.other
        low, high = sorted((anchor.index, other.index))
        nearer = {spot.group for spot in page.spots[low + 1 : high] if spot.label == other.label} - {
            anchor.group,
            other.group,
        }
        yield f"R{min(len(nearer), 3)}"
        same = {spot.group for spot in page.spots[low + 1 : high] if spot.label == anchor.label} - {
            anchor.group,
            other.group,
        }
        yield f"Q{min(len(same), 3)}"
        earlier = [
            spot for spot in page.by_block[anchor.block] if spot.index < anchor.index and spot.label == anchor.label
        ]
        yield f"F{min(len(earlier), 2)}"
        if candidate.kind in {"above", "page"}:
            lead = page.lead_in[anchor.block]
            governing = page.governing(lead if lead >= 0 else anchor.block, other.label)
            rank = min(page.main[other.label].index(other.group), 2)
            place = f"{'G' if governing == other.group else 'g'}{rank}{'t' if other.group in page.title_groups else ''}"
            yield place
            yield f"{place}n{min(len(page.main[other.label]), 3)}"
            for feature in self.surroundings(anchor):
                if feature.startswith("T:") and feature.endswith("@0"):
                    yield f"{feature}{place}"
                    yield f"{feature}{place}F{min(len(earlier), 1)}n{min(len(page.main[other.label]), 2)}"

    def names(self, candidate: Candidate) -> Iterator[str]:
        """The kind of body that a name's first and last word tell, and whether one name holds the other."""
        page = self.page
        texts = []
        for side, spot in (("s", candidate.subject), ("o", candidate.object)):
            words = page.words[spot.start : spot.end]
            texts.append(" ".join(words))
            if spot.label in {"Organization", "Event"} and len(words) > 1:
                yield f"n{side}^{_plain(words[0])[:6]}"
                yield f"n{side}${_plain(words[-1])[:6]}"
            elif spot.label == "Organization":
                yield f"n{side}{'A' if page.surface[spot.start].isupper() else 'a'}"
        s, o = texts
        if o in s:
            yield "nO<S"
            if s.startswith(o):
                yield "nO^S"
        if s in o:
            yield "nS<O"


def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word)
    return "".join(character for character in folded if not unicodedata.combining(character))
