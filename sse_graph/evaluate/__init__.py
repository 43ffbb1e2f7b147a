"""How good extraction is: precision, recall and F1 of things, facts and mentions, with the cause of each error.

Input: annotated texts. Output: an ``Evaluation``. It does **not** annotate itself; the pipeline under test does, from
the plain text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sse_graph.bcubed import BCubed, clusters_of
from sse_graph.corpus import AnnotatedText, read_corpus
from sse_graph.evaluate.documents import Error, measure
from sse_graph.evaluate.floors import below_floor, corpus_hash
from sse_graph.evaluate.score import Score, comparable
from sse_graph.evaluate.table import (
    MENTION_ROWS,
    THING_ROWS,
    cause_table,
    cluster_table,
    group_table,
    reliability_table,
    score_table,
)
from sse_graph.read.text import read_text
from sse_graph.records import LABELS, Annotation, Entity

if TYPE_CHECKING:
    from sse_graph.annotate.pipeline import Settings

__all__ = [
    "Error",
    "Evaluation",
    "Score",
    "below_floor",
    "comparable",
    "compare",
    "corpus_hash",
    "evaluate_corpus",
    "report",
]


@dataclass(frozen=True)
class Evaluation:
    """``scores``: (group, class or predicate or "entities"/"relations") -> Score of things and facts, where a group is
    "all", a language, or "genre " and a genre; ``mentions``: (group, class or "mentions") -> Score; ``confidences``:
    (predicate, confidence, right) a found fact; ``errors``: each miss and false find; ``clusters``: "all" or a language
    -> how well mentions that were found were put together.
    """

    scores: Mapping[tuple[str, str], Score]
    errors: tuple[Error, ...]
    documents: int
    mentions: Mapping[tuple[str, str], Score] = field(default_factory=dict)
    confidences: tuple[tuple[str, float, bool], ...] = ()
    clusters: Mapping[str, BCubed] = field(default_factory=dict)

    @property
    def floored(self) -> dict[tuple[str, str], Score | BCubed]:
        """What may have a floor: ``scores``, and B-cubed as the row "B-cubed"."""
        return {**self.scores, **{(group, "B-cubed"): measured for group, measured in self.clusters.items()}}


def evaluate_corpus(folder: Path, *, language: str = "", settings: Settings | None = None) -> Evaluation:
    """Annotate the texts of ``folder`` and compare.

    Raises:
        InputError: there are no annotated texts, or one is unsound.
    """
    from sse_graph.annotate.pipeline import Annotator
    from sse_graph.annotate.places import place_table
    from sse_graph.resolve import resolve
    from sse_graph.vocabulary import read_terms

    texts = {text.id: text for text in read_corpus(folder, language)}
    annotator = Annotator(*([settings] if settings else []))
    documents = [
        read_text(text.text.encode(), text.id) for text in sorted(texts.values(), key=lambda t: (t.language, t.id))
    ]
    annotations = list(annotator.pipe(documents))
    entities = resolve(annotations, read_terms(annotator.files), place_table().get)
    return compare(texts, annotations, entities)


def compare(
    texts: Mapping[str, AnnotatedText], annotations: Iterable[Annotation], entities: Sequence[Entity]
) -> Evaluation:
    """The measures of ``annotations``, whose mentions name ``entities``, against ``texts`` by document name."""
    annotations = list(annotations)
    of_mention = {key: entity for entity in entities for key in entity.mentions}
    scores: dict[tuple[str, str], Score] = defaultdict(Score)
    mentions: dict[tuple[str, str], Score] = defaultdict(Score)
    errors: list[Error] = []
    confidences: list[tuple[str, float, bool]] = []
    documents = 0
    for annotation in annotations:
        documents += 1
        text = texts[annotation.document.name]
        measured = measure(text, annotation, of_mention)
        errors += measured.errors
        confidences += [(fact[1], *rest) for fact, rest in measured.found.items()]
        for group in ("all", text.language, f"genre {text.genre}"):
            for row, score in measured.things.items():
                scores[group, row] += score
                scores[group, "entities" if row in LABELS else "relations"] += score
            for row, score in measured.mentions.items():
                mentions[group, row] += score
                mentions[group, "mentions"] += score
    return Evaluation(
        dict(scores),
        tuple(errors),
        documents,
        dict(mentions),
        tuple(confidences),
        clusters_of(texts, annotations, entities),
    )


def report(evaluation: Evaluation) -> str:
    """All of it as text but the single errors."""
    found = {group for group, _ in evaluation.scores} - {"all"}
    languages = ("all", *sorted(group for group in found if not group.startswith("genre ")))
    genres = tuple(sorted(group for group in found if group.startswith("genre ")))
    return "\n\n".join(
        (
            f"{evaluation.documents} documents\n\nthings and facts, each once a document\n"
            + score_table(evaluation.scores, languages, THING_ROWS),
            "mentions, exact characters and class\n" + score_table(evaluation.mentions, languages, MENTION_ROWS),
            "mentions put together, B-cubed within each document\n" + cluster_table(evaluation.clusters),
            "by genre\n" + group_table(evaluation.scores, genres),
            "errors by what stands in their place\n" + cause_table(evaluation.errors),
            "found facts by confidence\n" + reliability_table(evaluation.confidences),
        )
    )
