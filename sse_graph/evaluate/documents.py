"""One document measured: its things, its facts, its mentions, and the cause of each error.

Input: an annotated text, the annotation of its plain text, the thing of each mention. Output: a ``Measured``. It does
**not** add documents up.

A found thing is right when a thing of the corpus has its class and shares one of its names; each thing is found once.
A fact is right when it joins the same two things by the same predicate. A mention is right when characters and class
are (the exact match of Tjong Kim Sang and De Meulder 2003, CoNLL-2003).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sse_graph.corpus import AnnotatedText
from sse_graph.evaluate.score import Score, comparable
from sse_graph.records import SYMMETRIC, Annotation, Entity

Fact = tuple[str, str, str]
Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Error:
    """``kind``: "wrong" or "missed"; ``row``: a class or predicate; ``what``: the name or the two names; ``cause``: one
    of ``CAUSES``.
    """

    document: str
    kind: str
    row: str
    what: str
    cause: str

    def __str__(self) -> str:
        return "\t".join((self.document, self.kind, self.row, self.cause, self.what))


CAUSES = {
    "boundary": "a mention of this class stands there, with other ends",
    "class": "these characters are a mention, of another class",
    "class and boundary": "a mention of another class stands there, with other ends",
    "no mention": "nothing (the corpus marks nothing there, or nothing was found there)",
    "identity": "the mention is right, the thing is split in two or joined with another",
    "end": "one of the two things is not right or was not found",
    "direction": "the fact holds the other way round",
    "predicate": "another fact holds between the two",
    "no fact": "nothing (the corpus states none between the two, or none was found)",
}
"""Cause of an error -> what stands in its place on the other side."""


@dataclass(slots=True)
class Measured:
    """``things``: class or predicate -> Score a thing and fact; ``mentions``: class -> Score a mention;
    ``found``: found fact -> (confidence, whether it is right), a thing that is not right as "?" and its IRI.
    """

    things: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    mentions: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    found: dict[Fact, tuple[float, bool]] = field(default_factory=dict)
    errors: list[Error] = field(default_factory=list)


def measure(text: AnnotatedText, annotation: Annotation, of_mention: Mapping[tuple[str, int], Entity]) -> Measured:
    """Compare ``annotation`` with ``text``; ``of_mention``: (document, number of the mention) -> its thing."""
    result = Measured()
    matched = _things(text, annotation, of_mention, result)
    _facts(text, annotation, of_mention, matched, result)
    gold = {(start, end, text.label(identifier)) for start, end, identifier in text.mentions}
    found = {(mention.start, mention.end, mention.label) for mention in annotation.mentions}
    for kind, spans in (("right", found & gold), ("wrong", found - gold), ("missed", gold - found)):
        for _, _, label in spans:
            result.mentions[label] += Score(**{kind: 1})
    return result


def _things(
    text: AnnotatedText, annotation: Annotation, of_mention: Mapping[tuple[str, int], Entity], result: Measured
) -> dict[str, str]:
    """Count the things; the corpus's id of each found thing that is right, by IRI."""
    document = annotation.document.name
    bearers: dict[tuple[str, str], list[str]] = defaultdict(list)
    gold_spans: dict[str, list[Span]] = defaultdict(list)
    names: dict[str, str] = {}
    for start, end, identifier in text.mentions:
        bearers[text.label(identifier), comparable(text.text[start:end])].append(identifier)
        gold_spans[identifier].append((start, end, text.label(identifier)))
        names.setdefault(identifier, " ".join(text.text[start:end].split()))
    entities: dict[str, Entity] = {}
    found_spans: dict[str, list[Span]] = defaultdict(list)
    for index, mention in enumerate(annotation.mentions):
        entity = of_mention[document, index]
        entities[entity.iri] = entity
        found_spans[entity.iri].append((mention.start, mention.end, mention.label))
    all_gold = [span for spans in gold_spans.values() for span in spans]
    all_found = [span for spans in found_spans.values() for span in spans]
    matched: dict[str, str] = {}
    for entity in sorted(entities.values(), key=lambda entity: (-len(entity.names), entity.iri)):
        borne = {name for name, _ in (*entity.names, *entity.preferred)}
        hits = Counter(
            identifier
            for name in borne
            for identifier in set(bearers.get((entity.label, comparable(name)), ()))
            if identifier not in matched.values()
        )
        if hits:
            matched[entity.iri] = min(hits, key=lambda identifier: (-hits[identifier], identifier))
            result.things[entity.label] += Score(right=1)
        else:
            cause = _cause(found_spans[entity.iri], all_gold)
            result.things[entity.label] += Score(wrong=1)
            result.errors.append(Error(document, "wrong", entity.label, entity.preferred[0][0], cause))
    for identifier in sorted(names.keys() - set(matched.values())):
        label = text.label(identifier)
        result.things[label] += Score(missed=1)
        cause = _cause(gold_spans[identifier], all_found)
        result.errors.append(Error(document, "missed", label, names[identifier], cause))
    return matched


def _cause(spans: Iterable[Span], others: Sequence[Span]) -> str:
    """What ``others`` have where a thing's ``spans`` stand: the nearest to right over its mentions."""
    order = ("identity", "boundary", "class", "class and boundary", "no mention")
    best = len(order) - 1
    for start, end, label in spans:
        for other_start, other_end, other in others:
            if other_start < end and start < other_end:
                same = (start, end) == (other_start, other_end)
                best = min(best, (0 if same else 1) if label == other else (2 if same else 3))
    return order[best]


def _facts(
    text: AnnotatedText,
    annotation: Annotation,
    of_mention: Mapping[tuple[str, int], Entity],
    matched: Mapping[str, str],
    result: Measured,
) -> None:
    document = annotation.document.name
    names: dict[str, str] = {}
    for start, end, identifier in text.mentions:
        names.setdefault(identifier, " ".join(text.text[start:end].split()))
    wanted = {_fact(*fact) for fact in text.relations}
    got: dict[Fact, float] = {}
    for relation in annotation.relations:
        ends = [of_mention[document, index] for index in (relation.subject, relation.object)]
        if ends[0].iri == ends[1].iri:
            continue
        for entity in ends:
            names.setdefault("?" + entity.iri, entity.preferred[0][0])
        subject, object_ = (matched.get(entity.iri, "?" + entity.iri) for entity in ends)
        fact = _fact(subject, relation.predicate, object_)
        got[fact] = max(relation.confidence, got.get(fact, 0.0))
    result.found = {fact: (confidence, fact in wanted) for fact, confidence in sorted(got.items())}
    right = got.keys() & wanted
    for _, predicate, _ in right:
        result.things[predicate] += Score(right=1)
    known = set(matched.values())
    for kind, facts, others in (("wrong", got.keys() - wanted, wanted), ("missed", wanted - got.keys(), set(got))):
        for fact in sorted(facts):
            subject, predicate, object_ = fact
            result.things[predicate] += Score(**{kind: 1})
            if any(end not in known for end in (subject, object_)):
                cause = "end"
            elif (object_, predicate, subject) in others:
                cause = "direction"
            elif any({s, o} == {subject, object_} for s, _, o in others):
                cause = "predicate"
            else:
                cause = "no fact"
            what = f"{names.get(subject, subject)} -> {names.get(object_, object_)}"
            result.errors.append(Error(document, kind, predicate, what, cause))


def _fact(subject: str, predicate: str, object_: str) -> Fact:
    if predicate in SYMMETRIC:
        subject, object_ = sorted((subject, object_))
    return subject, predicate, object_
