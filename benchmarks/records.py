"""Annotations by the number, made from a seed, as a pipeline would give them: for what comes after annotating.

Input: how many. Output: ``Annotation`` records, about 300 quads each. It does **not** run a pipeline.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from generate import FIRST, PLACES, SYLLABLES

from sse_graph.records import Annotation, Document, Mention, Relation

BODIES, EVENTS, PERSONS = 5_000, 1_000, 3_000
CONCEPTS = ("social and solidarity economy", "fair trade", "local finance", "public purchasing", "food sovereignty")


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(3)).capitalize()


def annotations(number: int, seed: int = 11) -> Iterator[Annotation]:
    """``number`` annotations; each depends on its own number and the seed alone."""
    chance = random.Random(f"names {seed}")
    bodies = [f"{_word(chance)} {_word(chance)} Network" for _ in range(BODIES)]
    events = [f"{_word(chance)} {_word(chance)} Forum" for _ in range(EVENTS)]
    persons = [f"{chance.choice(FIRST)} {_word(chance)}" for _ in range(PERSONS)]
    for index in range(number):
        yield _annotation(index, random.Random(f"{seed} {index}"), bodies, events, persons)


def _annotation(
    index: int, chance: random.Random, bodies: list[str], events: list[str], persons: list[str]
) -> Annotation:
    named = [("Event", chance.choice(events)), ("Place", chance.choice(PLACES))]
    named += [("Organization", name) for name in chance.sample(bodies, 10)]
    named += [("Person", name) for name in chance.sample(persons, 2)]
    named += [("Concept", name) for name in chance.sample(CONCEPTS, 2)]
    text, mentions = "", []
    for label, name in named:
        text += "and then there was, as was said before, "
        mentions.append(Mention(len(text), len(text) + len(name), label, "ner", 0.85))
        text += f"{name}. "
    event, place, concept, end = 0, 1, 14, len(text) - 1
    stated = [(body, "partnerIn", event, 0.87) for body in range(2, 8)]
    stated += [(2, "organizes", event, 0.8), (event, "locatedIn", place, 0.9), (8, "memberOf", 9, 0.7)]
    stated += [(10, "partnerOf", 11, 0.7), (12, "affiliatedWith", 2, 0.9), (3, "promotes", concept, 0.6)]
    relations = tuple(Relation(s, predicate, o, 0, end, "model", sure) for s, predicate, o, sure in stated)
    name = f"{index % 100:02d}/page-{index:07d}.txt"
    document = Document(name, text, f"{index:064x}", (), "en", named[0][1])
    return Annotation(document, tuple(mentions), (), relations, "en 1")
