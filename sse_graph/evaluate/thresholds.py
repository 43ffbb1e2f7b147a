"""What the scorer's probabilities are worth on names that a machine has recognised: their calibration and thresholds.

Input: annotated texts that nothing was trained on, the trained pipeline. Output: ``calibration`` and ``thresholds`` in
``sse_graph/models/relations/relations.json``. It does **not** change a weight.

The scorer learns from names that people have marked; in use, one name in seven is wrong or missing, and a fact is right
only when both are right. So its probabilities are too high: slope and intercept of the log-odds are fitted once for all
predicates (Platt 1999), then each predicate's threshold in turn is put where F1 over all facts is highest, smoothed
over its neighbours lest one lucky cut decides, until none moves; or one is set for all: that of calibrated
probabilities is half of the F1 that it gives (Lipton et al. 2014, "Thresholding classifiers to maximize F1 score").
"""

from __future__ import annotations

import argparse
import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sse_graph.annotate.models import MODELS
from sse_graph.annotate.pipeline import Annotator, Settings
from sse_graph.annotate.places import place_table
from sse_graph.annotate.relations.component import LISTED, RelationFinder, settled
from sse_graph.annotate.relations.scorer import META
from sse_graph.corpus import read_corpus
from sse_graph.evaluate.documents import Fact, measure
from sse_graph.read.text import read_text
from sse_graph.records import SIGNATURES
from sse_graph.resolve import resolve
from sse_graph.vocabulary import read_terms

LEAST = 0.05
"""Confidence from which a candidate is looked at."""
GRID = tuple(round(0.06 + 0.02 * step, 2) for step in range(40))
_STEPS = 25
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Claim:
    """A fact that was found in a document, between things by number, with its confidence and whether it is right."""

    document: str
    fact: tuple[int, str, int]
    confidence: float
    right: bool


def calibration(found: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Slope and intercept that make the log-odds of ``found`` (confidence, right) as likely as possible."""
    # what layout alone states has a share that was counted, not a probability that was learned
    learned = [(logit(confidence), right) for confidence, right in found if confidence != LISTED]
    x = np.array([[odds, 1.0] for odds, _ in learned])
    y = np.array([float(right) for _, right in learned])
    weights = np.array([1.0, 0.0])
    for _ in range(_STEPS):  # Newton's method; a trace of ridge keeps it from running away where right and wrong part
        p = 1 / (1 + np.exp(-x @ weights))
        weights = weights + np.linalg.solve(
            (x.T * (p * (1 - p))) @ x + 1e-6 * np.eye(2), x.T @ (y - p) - 1e-6 * weights
        )
    return round(float(weights[0]), 3), round(float(weights[1]), 3)


def logit(confidence: float) -> float:
    """The log-odds of a probability, bounded."""
    bounded = min(max(confidence, 1e-4), 1 - 1e-4)
    return math.log(bounded / (1 - bounded))


def kept(claims: Sequence[Claim], limits: Mapping[str, float]) -> list[Claim]:
    """The claims that the relation finder would keep with these thresholds."""
    by_document: dict[str, dict[tuple[int, str, int], Claim]] = defaultdict(dict)
    for claim in claims:
        if claim.confidence >= limits[claim.fact[1]]:
            by_document[claim.document][claim.fact] = claim
    found = []
    for facts in by_document.values():
        found += [facts[key] for key in sorted(settled({key: claim.confidence for key, claim in facts.items()}))]
    return found


def f1(claims: Sequence[Claim], gold: int) -> float:
    """F1 of claims where there are ``gold`` facts to find."""
    return 2 * sum(claim.right for claim in claims) / max(1, len(claims) + gold)


def thresholds(claims: Sequence[Claim], gold: int) -> dict[str, float]:
    """For each predicate the confidence from which it is kept, so that F1 over all is highest."""
    limits = dict.fromkeys(SIGNATURES, 0.3)
    for _ in range(_ROUNDS):
        before = dict(limits)
        for predicate in SIGNATURES:
            scores = [f1(kept(claims, {**limits, predicate: limit}), gold) for limit in GRID]
            smooth = [sum(part) / len(part) for at in range(len(GRID)) if (part := scores[max(0, at - 1) : at + 2])]
            limits[predicate] = GRID[max(range(len(GRID)), key=lambda at: (round(smooth[at], 5), at))]
        if limits == before:
            break
    return limits


def claims_of(corpora: Sequence[Path], least: float) -> tuple[list[Claim], int]:
    """All that the pipeline finds in annotated texts from a confidence on, and how many facts there are to find."""
    claims: list[Claim] = []
    gold = 0
    annotator = Annotator(Settings(min_confidence=least))
    for corpus in corpora:
        texts = {text.id: text for text in read_corpus(corpus)}
        documents = [read_text(text.text.encode(), text.id) for _, text in sorted(texts.items())]
        for document in documents:
            finder = annotator.pipeline(document.language).get_pipe("sse_relations")
            assert isinstance(finder, RelationFinder)
            finder.settles = False
        annotations = list(annotator.pipe(documents))
        entities = resolve(annotations, read_terms(annotator.files), place_table().get)
        of_mention = {key: entity for entity in entities for key in entity.mentions}
        for annotation in annotations:
            measured = measure(texts[annotation.document.name], annotation, of_mention)
            gold += sum(score.right + score.missed for row, score in measured.things.items() if row in SIGNATURES)
            claims += [
                Claim(f"{corpus}/{annotation.document.name}", fact, confidence, right)
                for fact, confidence, right in _numbered(measured.found)
            ]
    return claims, gold


def _numbered(found: Mapping[Fact, tuple[float, bool]]) -> Iterator[tuple[tuple[int, str, int], float, bool]]:
    numbers: dict[str, int] = {}
    for (subject, predicate, object_), (confidence, right) in sorted(found.items()):
        ends = [numbers.setdefault(end, len(numbers)) for end in (subject, object_)]
        yield (ends[0], predicate, ends[1]), confidence, right


def main() -> None:
    """``python -m sse_graph.evaluate.thresholds corpus/dev``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="+", type=Path)
    parser.add_argument(
        "--common", type=float, default=0.0, help="one threshold for all predicates, not the best of each"
    )
    options = parser.parse_args()
    path = MODELS / "relations" / META
    meta = json.loads(path.read_text(encoding="utf-8"))

    def write(**values: object) -> None:
        meta.update(values)
        path.write_text(json.dumps(meta, indent=1, sort_keys=True) + "\n", encoding="utf-8")

    write(calibration=[1.0, 0.0])
    claims, gold = claims_of(options.corpus, LEAST)
    slope, intercept = calibration([(claim.confidence, claim.right) for claim in claims])
    moved = [
        claim
        if claim.confidence == LISTED
        else replace(claim, confidence=1 / (1 + math.exp(-slope * logit(claim.confidence) - intercept)))
        for claim in claims
    ]
    chosen = dict.fromkeys(SIGNATURES, options.common) if options.common else thresholds(moved, gold)
    write(calibration=[slope, intercept], thresholds=chosen)
    print(f"log-odds x {slope} + {intercept}; F1 over all facts {f1(kept(moved, chosen), gold):.3f}")
    for predicate, limit in chosen.items():
        print(f"{predicate:16} from {limit:.2f}")


if __name__ == "__main__":
    main()
