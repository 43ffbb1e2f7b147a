"""What the scorer's probabilities are worth on names that a machine has recognised: their calibration and thresholds.

Input: annotated texts that nothing was trained on, the trained pipeline. Output: ``calibration`` and ``thresholds`` in
``sse_graph/models/relations/relations.json``. It does **not** change a weight.

The scorer learns from names that people have marked; in use, one name in seven is wrong or missing, and a fact is right
only when both are right. So its probabilities are too high: slope and intercept of the log-odds are fitted once for all
predicates (Platt 1999), then each predicate's threshold is where F1 is highest, smoothed over its neighbours lest one
lucky cut decides.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from sse_graph.annotate.models import MODELS
from sse_graph.annotate.pipeline import Settings
from sse_graph.annotate.relations.component import LISTED
from sse_graph.annotate.relations.scorer import META
from sse_graph.evaluate import evaluate_corpus
from sse_graph.records import SIGNATURES

LEAST = 0.05
"""Confidence from which a candidate is looked at."""
GRID = tuple(round(0.06 + 0.02 * step, 2) for step in range(40))
_STEPS = 25
Found = Sequence[tuple[float, bool]]


def calibration(found: Found) -> tuple[float, float]:
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


def thresholds(found: Mapping[str, Found], gold: Mapping[str, int]) -> dict[str, float]:
    """For each predicate the confidence above which F1 is highest; ``gold``: how many facts there are to find."""
    chosen = {}
    for predicate in SIGNATURES:
        scores = []
        for limit in GRID:
            kept = [right for confidence, right in found.get(predicate, ()) if confidence >= limit]
            scores.append(2 * sum(kept) / max(1, len(kept) + gold.get(predicate, 0)))
        smooth = [
            sum(scores[max(0, at - 2) : at + 3]) / len(scores[max(0, at - 2) : at + 3]) for at in range(len(scores))
        ]
        chosen[predicate] = GRID[max(range(len(GRID)), key=lambda at: (round(smooth[at], 4), at))]
    return chosen


def _measured(corpora: Sequence[Path], least: float) -> tuple[dict[str, list[tuple[float, bool]]], dict[str, int]]:
    found: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    gold: dict[str, int] = defaultdict(int)
    for corpus in corpora:
        result = evaluate_corpus(corpus, settings=Settings(min_confidence=least))
        for predicate, confidence, right in result.confidences:
            found[predicate].append((confidence, right))
        for predicate in SIGNATURES:
            if score := result.scores.get(("all", predicate)):
                gold[predicate] += score.right + score.missed
    return found, gold


def main() -> None:
    """``python -m sse_graph.annotate.training.thresholds corpus/dev``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="+", type=Path)
    options = parser.parse_args()
    path = MODELS / "relations" / META
    meta = json.loads(path.read_text(encoding="utf-8"))

    def write(**values: object) -> None:
        meta.update(values)
        path.write_text(json.dumps(meta, indent=1, sort_keys=True) + "\n", encoding="utf-8")

    write(calibration=[1.0, 0.0])
    found, gold = _measured(options.corpus, LEAST)
    slope, intercept = calibration([fact for facts in found.values() for fact in facts])
    moved = {
        predicate: [
            (confidence if confidence == LISTED else 1 / (1 + math.exp(-slope * logit(confidence) - intercept)), right)
            for confidence, right in facts
        ]
        for predicate, facts in found.items()
    }
    chosen = thresholds(moved, gold)
    write(calibration=[slope, intercept], thresholds=chosen)
    print(f"log-odds x {slope} + {intercept}")
    for predicate, limit in chosen.items():
        kept = [right for confidence, right in moved.get(predicate, ()) if confidence >= limit]
        print(f"{predicate:16} from {limit:.2f}  F1 {2 * sum(kept) / max(1, len(kept) + gold[predicate]):.3f}")


if __name__ == "__main__":
    main()
