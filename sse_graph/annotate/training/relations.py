"""Training of the relation scorer on the corpus of all languages.

Input: ``corpus/train`` and ``corpus/extra``. Output: ``sse_graph/models/relations/``. It does **not** see
``corpus/dev``. Thresholds and the reliability of its probabilities come from a third of the documents, on a scorer that
has not seen them.

The scorer will meet names that a machine has recognised: each text is learned from as people have marked it and twice
more as a recogniser may read it (``misread``). A fact is stated for two things of a document, not for two mentions: of
the mentions of a pair only the most telling one must look like the fact (multiple-instance learning as in Andrews et
al. 2003, "Support vector machines for multiple-instance learning"). scikit-learn's liblinear does the fitting.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.language import Language

from sse_graph.annotate.layout import set_sentence_starts
from sse_graph.annotate.models import MODELS
from sse_graph.annotate.relations.candidates import ALLOWED, candidates
from sse_graph.annotate.relations.features import BITS, Features, joined
from sse_graph.annotate.relations.page import Page
from sse_graph.annotate.relations.scorer import PREDICATES, SCALE, Scorer
from sse_graph.annotate.relations.triggers import read_triggers
from sse_graph.annotate.training.misread import misread
from sse_graph.corpus import AnnotatedText, read_corpus
from sse_graph.read.blocks import find_blocks
from sse_graph.records import SYMMETRIC, Document, Mention
from sse_graph.resources import ontology_path

DRAWS = 2
"""How often each text is learned from as a recogniser may read it, beside once as it is marked."""
KEPT_OUT = 3
"""One text in so many is kept out when the scorer is measured."""
STRENGTH = 0.3
"""Inverse of the weight of regularization (liblinear's C): 1 learns the texts by heart, 0.1 too little."""
GRID = tuple(round(0.15 + 0.05 * step, 2) for step in range(12))


@dataclass(frozen=True, slots=True)
class Instance:
    """A candidate of page number ``page`` between two things, with its rows of the weight table."""

    page: int
    subject: int
    object: int
    pair: tuple[str, str]
    rows: NDArray[np.int64]


@lru_cache(maxsize=8)
def _blank(language: str) -> Language:
    return spacy.blank(language)


def gold_page(text: AnnotatedText) -> tuple[Page, set[tuple[int, str, int]]]:
    """The text with its gold mentions as a page, and its relations between numbered things (symmetric: both ways)."""
    document = Document(text.id, text.text, "", find_blocks(text.text), text.language)
    doc = set_sentence_starts(_blank(text.language).make_doc(text.text), document.blocks)
    numbers: dict[str, int] = {}
    groups = [numbers.setdefault(identifier, len(numbers)) for _, _, identifier in text.mentions]
    mentions = [Mention(start, end, text.label(identifier)) for start, end, identifier in text.mentions]
    starts = [token.idx for token in doc if token.is_sent_start]
    page = Page(document, mentions, groups, starts, read_triggers(ontology_path("triggers.ttl"), text.language))
    facts = {(numbers[s], p, numbers[o]) for s, p, o in text.relations}
    return page, facts | {(o, p, s) for s, p, o in facts if p in SYMMETRIC}


def instances(pages: Sequence[Page]) -> list[Instance]:
    """The candidates of all pages."""
    found = []
    for number, page in enumerate(pages):
        pairs = list(candidates(page))
        if not pairs:
            continue
        rows, borders = joined(Features(page).parts(pairs))
        for c, start, end in zip(pairs, borders[:-1], borders[1:], strict=True):
            labels = (c.subject.label, c.object.label)
            found.append(Instance(number, c.subject.group, c.object.group, labels, rows[start:end]))
    return found


def _matrix(found: Sequence[Instance]) -> Any:
    from scipy.sparse import csr_matrix

    rows = [instance.rows for instance in found]
    values = np.concatenate([np.full(len(row), SCALE / np.sqrt(max(1, len(row))), dtype=np.float32) for row in rows])
    borders = np.cumsum([0, *(len(row) for row in rows)])
    matrix = csr_matrix((values, np.concatenate(rows).astype(np.int32), borders), shape=(len(rows), 1 << BITS))
    matrix.sum_duplicates()
    return matrix


def _fit(x: Any, y: NDArray[np.bool_], keys: Sequence[tuple[int, int, int]], strength: float) -> Any:
    """A logistic model; a second fit keeps of each true pair's candidates the best and those that look true."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strength, solver="liblinear", random_state=0).fit(x, y)
    decided = model.decision_function(x)
    best: dict[tuple[int, int, int], int] = {}
    for index in np.flatnonzero(y).tolist():
        if keys[index] not in best or decided[index] > decided[best[keys[index]]]:
            best[keys[index]] = index
    keep = ~y | (decided > 0)
    keep[list(best.values())] = True
    return LogisticRegression(C=strength, solver="liblinear", random_state=0).fit(x[keep], y[keep])


def threshold(
    found: Sequence[Instance], scores: Mapping[int, float], gold: set[tuple[int, int, int]], symmetric: bool
) -> float:
    """The probability above which F1 over pairs of things is highest."""
    best: dict[tuple[int, int, int], float] = {}
    for index, score in scores.items():
        key = _key(found[index], symmetric)
        best[key] = max(score, best.get(key, 0.0))

    def f1(limit: float) -> float:
        got = {key for key, score in best.items() if score >= limit}
        return 2 * len(got & gold) / max(1, len(got) + len(gold))

    return max(GRID, key=lambda limit: (round(f1(limit), 4), limit))


def _key(instance: Instance, symmetric: bool) -> tuple[int, int, int]:
    s, o = instance.subject, instance.object
    return (instance.page, min(s, o), max(s, o)) if symmetric else (instance.page, s, o)


@dataclass(slots=True)
class _Held:
    """What the texts kept out say: the figures of each predicate, and (count, right) by tenths of probability."""

    figures: dict[str, dict[str, int]]
    bins: NDArray[np.float64]


def train(texts: Sequence[AnnotatedText], strength: float = STRENGTH) -> tuple[Scorer, dict[str, Any]]:
    """A scorer and facts about it: thresholds, F1 and reliability on the marked names of texts kept out."""
    rng = random.Random(0)
    read = [*texts, *(misread(text, rng) for _ in range(DRAWS) for text in texts)]
    pages, facts = zip(*map(gold_page, read), strict=True)
    found = instances(pages)
    x = _matrix(found)
    out = np.array([int(hashlib.sha256(text.id.encode()).hexdigest(), 16) % KEPT_OUT == 0 for text in texts])
    page_of = np.array([instance.page for instance in found])
    kept_out = out[page_of % len(texts)]
    measured = kept_out & (page_of < len(texts))
    weights = np.zeros((1 << BITS, len(PREDICATES)), dtype=np.float32)
    bias = np.zeros(len(PREDICATES), dtype=np.float32)
    thresholds: dict[str, float] = {}
    report = _Held({}, np.zeros((10, 2)))
    for column, predicate in enumerate(PREDICATES):
        rows = np.array([index for index, instance in enumerate(found) if predicate in ALLOWED[instance.pair]])
        y = np.array([(found[i].subject, predicate, found[i].object) in facts[found[i].page] for i in rows])
        keys = [_key(found[index], predicate in SYMMETRIC) for index in rows]
        inside, others = np.flatnonzero(~kept_out[rows]), rows[measured[rows]]
        model = _fit(x[rows[inside]], y[inside], [keys[index] for index in inside], strength)
        held = dict(zip(others.tolist(), model.predict_proba(x[others])[:, 1].tolist(), strict=True))
        gold = {number: fact for number, fact in enumerate(facts[: len(texts)]) if out[number]}
        thresholds[predicate] = _report(predicate, found, held, gold, report)
        model = _fit(x[rows], y, keys, strength)
        weights[:, column], bias[column] = model.coef_[0], model.intercept_[0]
    reliability = [
        [round(index / 10, 1), int(count), round(right / max(1, count), 3)]
        for index, (count, right) in enumerate(report.bins)
    ]
    return Scorer(weights, bias, thresholds), {
        "kept_out": report.figures,
        "reliability": reliability,
        "texts": len(texts),
    }


def _report(
    predicate: str,
    found: Sequence[Instance],
    held: Mapping[int, float],
    facts: Mapping[int, set[tuple[int, str, int]]],
    report: _Held,
) -> float:
    """The predicate's threshold; its figures are added to ``report``."""
    symmetric = predicate in SYMMETRIC
    gold = {
        (number, min(s, o), max(s, o)) if symmetric else (number, s, o)
        for number, page_facts in facts.items()
        for s, p, o in page_facts
        if p == predicate
    }
    limit = threshold(found, held, gold, symmetric)
    best: dict[tuple[int, int, int], float] = {}
    for index, score in held.items():
        key = _key(found[index], symmetric)
        best[key] = max(score, best.get(key, 0.0))
    got = {key for key, score in best.items() if score >= limit}
    report.figures[predicate] = {"gold": len(gold), "found": len(got), "right": len(got & gold)}
    for key, score in best.items():
        report.bins[min(9, int(score * 10))] += (1, key in gold)
    return limit


def main() -> None:
    """``python -m sse_graph.annotate.training.relations``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--out", type=Path, default=MODELS / "relations")
    options = parser.parse_args()
    # some texts of corpus/extra have their relations unmarked: from those one would learn that nothing is related
    extra = [text for text in read_corpus(options.corpus / "extra") if text.relations]
    scorer, facts = train([*read_corpus(options.corpus / "train"), *extra])
    scorer.save(options.out, facts)
    right, found, gold = (sum(row[name] for row in facts["kept_out"].values()) for name in ("right", "found", "gold"))
    print(
        f"texts kept out, gold mentions: precision {right / found:.3f} recall {right / gold:.3f} "
        f"F1 {2 * right / (found + gold):.3f}"
    )


if __name__ == "__main__":
    main()
