"""Which rule speaks for a relation, and which characters state it.

Input: a ``Page`` and a ``Candidate`` that was accepted. Output: the rule's name; a range of the text. It does **not**
accept or refuse.

``list-under-label``: an item or value whose label or heading names the predicate. ``list-under-heading``: one whose
heading names the other thing. ``phrase``: a trigger phrase of the predicate stands between the two. ``phrase-nearby``:
elsewhere in the sentence. ``apposition``: nothing but signs and small words between them. ``context``: the scorer's
weighing of all else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sse_graph.annotate.relations.candidates import ALLOWED, Candidate
from sse_graph.annotate.relations.page import Page, Spot
from sse_graph.annotate.relations.triggers import AFTER, DENIAL
from sse_graph.names import ARTICLES, SMALL_WORDS
from sse_graph.records import SIGNATURES

RULES = ("list-under-label", "list-under-heading", "phrase", "phrase-nearby", "apposition", "context")
LISTED_PREDICATES = frozenset({"organizes", "partnerIn", "participatesIn"})
_LONGEST_QUOTE = 1_200
"""Characters of a quote; beyond it, a list's lead-in is left out of the quote of its items."""


def rule(page: Page, candidate: Candidate, predicate: str) -> str:
    """The name of the first rule that speaks for the candidate."""
    s, o = candidate.subject, candidate.object
    if candidate.kind in {"above", "page"}:
        for block in page.leads[candidate.anchor.block]:
            if predicate in _named_by(page, block):
                return "list-under-label"
        if candidate.kind == "above":
            return "list-under-heading"
    first, second = sorted((s, o), key=lambda spot: spot.index)
    hits = [
        hit
        for hit in page.hits.get(candidate.anchor.sentence, ())
        if hit.predicate == predicate and hit.position != "label"
    ]
    if candidate.kind == "sentence":
        if any(hit.start >= first.end and hit.end <= second.start for hit in hits):
            return "phrase"
        if all(not word.isalnum() or word in SMALL_WORDS for word in page.words[first.end : second.start]):
            return "apposition"
    return "phrase-nearby" if hits else "context"


def listed(page: Page, candidate: Candidate, predicate: str) -> bool:
    """Whether layout alone states it: an item or value that begins with a body, place or person, under a label that
    names just this relation to events, on a page that is about one event (the other thing).
    """
    if not may_be_listed(page, candidate):
        return False
    lead = page.lead_in[candidate.anchor.block]
    return (
        page.governing(lead, "Event") == candidate.other.group
        and _opens(page, candidate.anchor)
        and _named_by(page, lead) & LISTED_PREDICATES == {predicate}
    )


def may_be_listed(page: Page, candidate: Candidate) -> bool:
    """Whether it is of an item under a label and the event that the page is about: a quick look before ``listed``."""
    if candidate.swapped or candidate.object.label != "Event" or page.main["Event"][0] != candidate.object.group:
        return False
    lead = page.lead_in[candidate.anchor.block]
    return lead >= 0 and page.blocks[lead].kind == "label"


_CLAUSE_ENDS = frozenset(";:.—–()")


def denied(page: Page, candidate: Candidate) -> frozenset[str]:
    """The predicates that the sentence takes back for the pair: by a word of negation, hope or condition between the
    two or before them in the clause, by words that cancel what stands before ("fell through"), or by being a question.
    """
    if candidate.kind != "sentence":
        return frozenset()
    first, second = sorted((candidate.subject, candidate.object), key=lambda spot: spot.index)
    clause, end = page.sentence_range[first.sentence]
    asked = "?" in page.words[second.end : end] or "¿" in page.words[clause : first.start]
    for word in range(first.start - 1, clause - 1, -1):
        if page.words[word] in _CLAUSE_ENDS:
            clause = word + 1
            break
    found: set[str] = set(SIGNATURES) if asked else set()
    for hit in page.hits.get(first.sentence, ()):
        denial, _, predicate = hit.predicate.partition(":")
        if denial == DENIAL and (
            hit.start >= second.end if hit.position == AFTER else clause <= hit.start and hit.end <= second.start
        ):
            found |= {predicate} if predicate else set(SIGNATURES)
    return frozenset(found)


def _opens(page: Page, spot: Spot) -> bool:
    """Whether nothing but signs and articles stands before the mention in its block."""
    first = page.block_range[spot.block][0]
    return all(not word.isalnum() or word in ARTICLES for word in page.words[first : spot.start])


def _named_by(page: Page, block: int) -> frozenset[str]:
    """The predicates whose label phrases stand in a block."""
    start, end = page.block_range[block]
    sentences = {page.sentence_of[word] for word in (start, end - 1) if start < end}
    hits = (hit for sentence in sentences for hit in page.hits.get(sentence, ()))
    return frozenset(hit.predicate for hit in hits if hit.position == "label" and start <= hit.start < end)


Stated = Mapping[tuple[int, str, int], Sequence[tuple[float, int, Candidate]]]
"""(subject, predicate, object) as groups -> (minus confidence, number, candidate) of its evidence."""


def fellows(
    page: Page, stated: Stated, candidates: Sequence[Candidate]
) -> dict[tuple[int, str, int], list[tuple[float, int, Candidate]]]:
    """What holds for most items of a list holds for the others that begin with a thing of a fitting kind.

    Of the items of one lead that begin with a mention, at least two and half must have been found to state the same
    predicate with the same other thing; an item's confidence is then the mean of theirs, lessened.
    """
    items: dict[int, dict[int, Spot]] = defaultdict(dict)
    for block, spots in page.by_block.items():
        lead = page.lead_in[block]
        if (
            page.blocks[block].kind == "item"
            and lead >= 0
            and page.blocks[lead].kind == "label"
            and _opens(page, spots[0])
        ):
            items[lead][block] = spots[0]
    votes: dict[tuple[int, str, int, bool], dict[int, float]] = defaultdict(dict)
    for (_, predicate, _), evidences in stated.items():
        for minus, _, candidate in evidences:
            anchor = candidate.anchor
            lead = page.lead_in[anchor.block]
            if candidate.kind in {"above", "page"} and items.get(lead, {}).get(anchor.block) == anchor:
                votes[lead, predicate, candidate.other.group, candidate.swapped][anchor.block] = -minus
    added: dict[tuple[int, str, int], list[tuple[float, int, Candidate]]] = {}
    for (lead, predicate, group, swapped), by_block in sorted(votes.items()):
        if len(by_block) < 2 or 2 * len(by_block) < len(items[lead]):
            continue
        confidence = 0.8 * sum(by_block.values()) / len(by_block)
        for block, spot in sorted(items[lead].items()):
            if block in by_block:
                continue
            for number, candidate in enumerate(candidates):
                fits = candidate.anchor == spot and candidate.other.group == group and candidate.swapped == swapped
                key = (candidate.subject.group, predicate, candidate.object.group)
                if fits and key not in stated and predicate in ALLOWED[candidate.subject.label, candidate.object.label]:
                    added.setdefault(key, []).append((-confidence, number, candidate))
    return added


def evidence(page: Page, candidate: Candidate) -> tuple[int, int]:
    """Characters ``[start, end)`` that state it: the sentences of both mentions, or the list's item and its lead-in."""
    anchor, other = candidate.anchor, candidate.other
    here = _sentence(page, anchor.sentence)
    there = _sentence(page, other.sentence)
    start, end = min(here[0], there[0]), max(here[1], there[1])
    if candidate.kind in {"sentence", "block", "above"} and end - start <= _LONGEST_QUOTE:
        return start, end
    for block in page.leads[anchor.block][:1]:
        lead = page.blocks[block].start
        if lead < here[0] and here[1] - lead <= _LONGEST_QUOTE:
            return lead, here[1]
    return here


def _sentence(page: Page, sentence: int) -> tuple[int, int]:
    first, end = page.sentence_range[sentence]
    return page.offsets[first], page.ends[end - 1]
