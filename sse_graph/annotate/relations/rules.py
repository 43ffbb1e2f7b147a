"""Which rule speaks for a relation, and which characters state it.

Input: a ``Page`` and a ``Candidate`` that was accepted. Output: the rule's name; a range of the text. It does **not** accept or refuse.

``list-under-label``: an item or value whose label or heading names the predicate. ``list-under-heading``: one whose heading names
the other thing. ``phrase``: a trigger phrase of the predicate stands between the two. ``phrase-nearby``: elsewhere in the sentence.
``apposition``: nothing but signs and small words between them. ``context``: the scorer's weighing of all else.
"""

from __future__ import annotations

from sse_graph.annotate.relations.candidates import Candidate
from sse_graph.annotate.relations.page import Page
from sse_graph.names import SMALL_WORDS

RULES = ("list-under-label", "list-under-heading", "phrase", "phrase-nearby", "apposition", "context")
_LONGEST_QUOTE = 1_200
"""Characters of a quote; beyond it, a list's lead-in is left out of the quote of its items."""


def rule(page: Page, candidate: Candidate, predicate: str) -> str:
    """The name of the first rule that speaks for the candidate."""
    s, o = candidate.subject, candidate.object
    if candidate.kind in {"above", "page"}:
        for block in _leads(page, candidate):
            start, end = page.block_range[block]
            sentences = {page.sentence_of[word] for word in (start, end - 1) if start < end}
            hits = (hit for sentence in sentences for hit in page.hits.get(sentence, ()))
            if any(hit.predicate == predicate and hit.position == "label" for hit in hits):
                return "list-under-label"
        if candidate.kind == "above":
            return "list-under-heading"
    first, second = sorted((s, o), key=lambda spot: spot.index)
    hits = [hit for hit in page.hits.get(candidate.anchor.sentence, ()) if hit.predicate == predicate and hit.position != "label"]
    if candidate.kind == "sentence":
        if any(hit.start >= first.end and hit.end <= second.start for hit in hits):
            return "phrase"
        if all(not word.isalnum() or word in SMALL_WORDS for word in page.words[first.end : second.start]):
            return "apposition"
    return "phrase-nearby" if hits else "context"


def _leads(page: Page, candidate: Candidate) -> list[int]:
    block = candidate.anchor.block
    chain = dict.fromkeys((page.lead_in[block], *page.ancestors[block]))
    return [index for index in chain if index >= 0]


def evidence(page: Page, candidate: Candidate) -> tuple[int, int]:
    """Characters ``[start, end)`` that state it: the sentences of both mentions, or the list's item with what leads it."""
    anchor, other = candidate.anchor, candidate.other
    here = _sentence(page, anchor.sentence)
    there = _sentence(page, other.sentence)
    start, end = min(here[0], there[0]), max(here[1], there[1])
    if candidate.kind in {"sentence", "block", "above"} and end - start <= _LONGEST_QUOTE:
        return start, end
    for block in _leads(page, candidate)[:1]:
        lead = page.blocks[block].start
        if lead < here[0] and here[1] - lead <= _LONGEST_QUOTE:
            return lead, here[1]
    return here


def _sentence(page: Page, sentence: int) -> tuple[int, int]:
    first, end = page.sentence_range[sentence]
    return page.offsets[first], page.ends[end - 1]
