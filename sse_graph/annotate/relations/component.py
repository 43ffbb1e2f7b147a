"""The component that states relations: candidates, scored, each with the rule that speaks for it and the words it
stands on.

Input: a ``Doc`` with mentions. Output: ``Relation`` records under ``RELATIONS`` in ``doc.user_data``. It does **not**
join names over documents.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from sse_graph.annotate.layout import DOCUMENT
from sse_graph.annotate.mentions import ALIASES, MENTIONS
from sse_graph.annotate.models import MODELS
from sse_graph.annotate.relations.candidates import ALLOWED, Candidate, candidates
from sse_graph.annotate.relations.features import Features
from sse_graph.annotate.relations.groups import groups
from sse_graph.annotate.relations.page import Page
from sse_graph.annotate.relations.rules import LISTED_PREDICATES, denied, evidence, fellows, listed, may_be_listed, rule
from sse_graph.annotate.relations.scorer import PREDICATES, Scorer
from sse_graph.annotate.relations.triggers import Triggers, read_triggers
from sse_graph.annotate.words import words
from sse_graph.records import SYMMETRIC, Alias, Document, Mention, Relation
from sse_graph.resources import ontology_path

RELATIONS: Final = "sse_relations"
LISTED: Final = 0.7
"""Share of the corpus's gold facts among what layout alone states (``rules.listed``)."""
_ALLOWED: Final = {pair: [predicate in allowed for predicate in PREDICATES] for pair, allowed in ALLOWED.items()}
_LISTABLE: Final = sorted(PREDICATES.index(predicate) for predicate in LISTED_PREDICATES)
_AT_ONCE: Final = 4_096
"""Candidates whose features are in memory together, about a kilobyte each."""
_MOST_EVIDENCE: Final = 3
"""Pieces of evidence that a fact keeps a document."""


class RelationFinder:
    """``min_confidence``: relations below it are left out; ``None``: below the predicate's own threshold. ``settles``:
    whether of relations that hardly ever hold together only the surest is kept.
    """

    settles = True

    def __init__(self, scorer: Scorer, triggers: Triggers, min_confidence: float | None) -> None:
        self._scorer = scorer
        self._triggers = triggers
        limits = [
            scorer.thresholds[predicate] if min_confidence is None else min_confidence for predicate in PREDICATES
        ]
        self._least = np.array(limits, dtype=np.float32)

    def __call__(self, doc: Doc) -> Doc:
        document = doc.user_data.get(DOCUMENT) or Document("-", doc.text or " ", "")
        mentions: list[Mention] = doc.user_data[MENTIONS]
        aliases: list[Alias] = doc.user_data[ALIASES]
        names = [" ".join(document.text[mention.start : mention.end].split()) for mention in mentions]
        starts = [words(doc).starts[at] for at in np.flatnonzero(doc.to_array("SENT_START") == 1).tolist()]
        page = Page(document, mentions, groups(mentions, names, aliases), starts, self._triggers)
        doc.user_data[RELATIONS] = self.find(page)
        return doc

    def find(self, page: Page) -> list[Relation]:
        """The relations of a page: for each pair of things and predicate the best evidence first."""
        seen = list(candidates(page))
        found: dict[tuple[int, str, int], list[tuple[float, int, Candidate]]] = defaultdict(list)
        if not seen:
            return []
        for number, column, confidence in self._sure(page, seen):
            candidate, predicate = seen[number], PREDICATES[column]
            if predicate not in denied(page, candidate):
                s, o = candidate.subject.group, candidate.object.group
                ends = (min(s, o), max(s, o)) if predicate in SYMMETRIC else (s, o)
                found[ends[0], predicate, ends[1]].append((-confidence, number, candidate))
        found.update(fellows(page, found, seen))
        if self.settles:
            self._settle(found)
        relations: dict[tuple[int, str, int, int, int], Relation] = {}
        for (_, predicate, _), stated in sorted(found.items()):
            for confidence, _, candidate in sorted(stated, key=lambda item: item[:2])[:_MOST_EVIDENCE]:
                start, end = evidence(page, candidate)
                relation = Relation(
                    candidate.subject.index, predicate, candidate.object.index, start, end,
                    rule(page, candidate, predicate), round(-confidence, 3),
                )  # fmt: skip
                relations.setdefault((candidate.subject.group, predicate, candidate.object.group, start, end), relation)
        return list(relations.values())

    def _sure(self, page: Page, seen: Sequence[Candidate]) -> Iterator[tuple[int, int, float]]:
        """Candidate, predicate (by number) and confidence of what is sure enough, in order."""
        features = Features(page)
        batches = (seen[start : start + _AT_ONCE] for start in range(0, len(seen), _AT_ONCE))
        scores = np.concatenate([self._scorer.score(features.parts(batch)) for batch in batches])
        allowed = np.array([_ALLOWED[c.subject.label, c.object.label] for c in seen])
        for number, candidate in enumerate(seen):
            # only what layout may state is looked at one by one
            for column in _LISTABLE if may_be_listed(page, candidate) else ():
                if (
                    allowed[number, column]
                    and scores[number, column] < LISTED
                    and listed(page, candidate, PREDICATES[column])
                ):
                    scores[number, column] = LISTED
        for number, column in np.argwhere(allowed & (scores >= self._least)).tolist():
            yield number, column, float(scores[number, column])

    @staticmethod
    def _settle(found: dict[tuple[int, str, int], list[tuple[float, int, Candidate]]]) -> None:
        surest = {key: -min(minus for minus, _, _ in stated) for key, stated in found.items()}
        for key in found.keys() - settled(surest):
            del found[key]


def settled(confidences: Mapping[tuple[int, str, int], float]) -> set[tuple[int, str, int]]:
    """Of the facts (subject, predicate, object) that hardly ever hold together between the same two things, the surest
    (in the corpus 1 pair in 200 has two).
    """
    rivals: dict[tuple[int, int], list[tuple[bool, float, tuple[int, str, int]]]] = defaultdict(list)
    for key, confidence in confidences.items():
        # who organizes an event is often listed among its partners too
        later = key[1] == "partnerIn"
        rivals[min(key[0], key[2]), max(key[0], key[2])].append((later, -confidence, key))
    return {min(claims)[2] for claims in rivals.values()}


@lru_cache(maxsize=1)
def _scorer() -> Scorer:
    return Scorer.load(MODELS / "relations")


@Language.factory("sse_relations", default_config={"language": "en", "min_confidence": None})
def make_relations(nlp: Language, name: str, language: str, min_confidence: float | None) -> RelationFinder:
    """spaCy factory of the component that states relations."""
    return RelationFinder(_scorer(), read_triggers(ontology_path("triggers.ttl"), language), min_confidence)
