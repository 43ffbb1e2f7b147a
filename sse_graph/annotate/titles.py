"""The event that a page announces, when its title does not say so by its words.

Input: a ``Doc`` of a document with blocks. Output: the title as an event. It does **not** look at words: a page that
gives a venue, an organizer or speakers under labels is about an event, and its title is that event's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from spacy.tokens import Doc

from sse_graph.annotate.layout import DOCUMENT
from sse_graph.annotate.relations.triggers import read_triggers, split_words
from sse_graph.annotate.spans import Found
from sse_graph.records import Document
from sse_graph.resources import ontology_path

_EVENT_LABELS = frozenset({"organizes", "partnerIn", "participatesIn"})
_VENUE = "locatedIn"
_LONGEST = 30
"""Words that an event's name may have."""
_PATH = re.compile(r"\s[|›»>/·•]\s")
"""What parts the steps of a path ("Home | About | Board"): such a title says where the page stands, not its name."""


def title_event(doc: Doc, found: Iterable[Found]) -> list[Found]:
    """The title as an ``Event``, if the page labels say that it announces one and it holds no event or body yet."""
    document = doc.user_data.get(DOCUMENT)
    if not isinstance(document, Document):
        return []
    title = next((block for block in document.blocks if block.kind == "title"), None)
    if title is None or not announces(document):
        return []
    span = doc.char_span(title.start, title.end, alignment_mode="contract")
    if span is None or _PATH.search(span.text) or not 2 < len(split_words(span.text)) <= _LONGEST:
        return []
    inside = [other for other in found if other.start < span.end and other.end > span.start]
    if any(other.label == "Event" or len(other) * 2 > len(span) for other in inside):
        return []
    return [Found(span.start, span.end, "Event", "title", 2, 0.7)]


def announces(document: Document) -> bool:
    """Whether labels of two kinds that events have (venue, organizer, partners, speakers) stand in the document."""
    triggers = read_triggers(ontology_path("triggers.ttl"), document.language)
    kinds = set()
    for block in document.blocks:
        if block.kind in {"label", "heading"}:
            words = [match[0].casefold() for match in split_words(document.text[block.start : block.end])]
            kinds |= {hit.predicate for hit in triggers.find(words) if hit.position == "label"}
    return _VENUE in kinds and bool(kinds & _EVENT_LABELS)
