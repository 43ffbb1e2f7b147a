"""Annotated texts as a recogniser might have read them: names missed, missed in some places, taken for another kind.

Input: an ``AnnotatedText``. Output: one with some of its mentions gone or of another class, and the relations that are
left between the rest. It does **not** add names that are none. What learns from both versions does not rely on every
name of a list being there.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Final

from sse_graph.corpus import LETTERS, AnnotatedText
from sse_graph.records import SIGNATURES

MISSED_THINGS: Final = 0.08
MISSED_MENTIONS: Final = 0.04
MISTAKEN: Final = 0.03
"""Shares of the names, about those of our recognisers' errors on corpus/dev."""
_CONFUSED: Final = "ophv"
_FRESH: Final = 9_000
"""Number from which on ids are free for what is taken for something else."""


def misread(text: AnnotatedText, rng: random.Random) -> AnnotatedText:
    """``text`` with the errors of a recogniser, drawn anew at each call."""
    names = dict.fromkeys(identifier for _, _, identifier in text.mentions)
    missed = {name for name in names if rng.random() < MISSED_THINGS}
    taken_for = {
        name: f"{rng.choice(_CONFUSED)}{_FRESH + number}"
        for number, name in enumerate(names)
        if name[0] in _CONFUSED and rng.random() < MISTAKEN
    }
    mentions = tuple(
        (start, end, taken_for.get(name, name))
        for start, end, name in text.mentions
        if name not in missed and rng.random() >= MISSED_MENTIONS
    )
    left = {name for _, _, name in mentions}
    relations = tuple(
        (subject, predicate, thing)
        for subject, predicate, thing in (
            (taken_for.get(s, s), predicate, taken_for.get(o, o)) for s, predicate, o in text.relations
        )
        if {subject, thing} <= left and _fits(subject, predicate, thing)
    )
    return replace(text, mentions=mentions, relations=relations)


def _fits(subject: str, predicate: str, thing: str) -> bool:
    subjects, objects = SIGNATURES[predicate]
    return LETTERS[subject[0]] in subjects and LETTERS[thing[0]] in objects
