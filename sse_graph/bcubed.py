"""How well mentions were put together: B-cubed precision, recall and F1.

Input: for each mention the thing it names by the corpus and the cluster it was put into. Output: ``BCubed``. It does
**not** cluster, and counts only mentions that both sides have.

Source: A. Bagga and B. Baldwin 1998, "Entity-based cross-document coreferencing using the vector space model" (COLING-
ACL): a mention's precision is the share of its cluster that names the same thing, its recall the share of its thing's
mentions that its cluster has; each is averaged over all mentions.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from sse_graph.corpus import AnnotatedText
from sse_graph.records import Annotation, Document, Entity, Mention, Term
from sse_graph.resolve import resolve


@dataclass(frozen=True, slots=True)
class BCubed:
    """Sums over ``mentions``; the measures in [0, 1], 1 when there are no mentions."""

    mentions: int = 0
    precisions: float = 0.0
    recalls: float = 0.0

    @property
    def precision(self) -> float:
        return self.precisions / self.mentions if self.mentions else 1.0

    @property
    def recall(self) -> float:
        return self.recalls / self.mentions if self.mentions else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)

    def __add__(self, other: BCubed) -> BCubed:
        return BCubed(self.mentions + other.mentions, self.precisions + other.precisions, self.recalls + other.recalls)


def b_cubed(pairs: Iterable[tuple[Hashable, Hashable]]) -> BCubed:
    """The measure over ``pairs``: for each mention the thing that it names and the cluster that it is in.

    >>> b_cubed([("a", 1), ("a", 1), ("b", 1), ("b", 2)]).precision  # (2/3 + 2/3 + 1/3 + 1) / 4
    0.6666666666666667
    """
    counted = Counter(pairs)
    things: Counter[Hashable] = Counter()
    clusters: Counter[Hashable] = Counter()
    for (thing, found), count in counted.items():
        things[thing] += count
        clusters[found] += count
    return BCubed(
        sum(counted.values()),
        sum(count * count / clusters[found] for (_, found), count in counted.items()),
        sum(count * count / things[thing] for (thing, _), count in counted.items()),
    )


def clusters_of(
    texts: Mapping[str, AnnotatedText], annotations: Iterable[Annotation], entities: Iterable[Entity]
) -> dict[str, BCubed]:
    """B-cubed by language, and "all", over the mentions that were found where the corpus has them (same characters).

    The corpus tells identity within a document, so what is compared is which mentions of a document are one.
    """
    of_mention = {key: entity.iri for entity in entities for key in entity.mentions}
    sums: dict[str, BCubed] = {"all": BCubed()}
    for annotation in annotations:
        name = annotation.document.name
        text = texts[name]
        gold = {(start, end): identifier for start, end, identifier in text.mentions}
        found = (
            (gold[mention.start, mention.end], of_mention[name, index])
            for index, mention in enumerate(annotation.mentions)
            if (mention.start, mention.end) in gold and (name, index) in of_mention
        )
        measured = b_cubed(found)
        for group in ("all", text.language):
            sums[group] = sums.get(group, BCubed()) + measured
    return sums


def gold_annotation(text: AnnotatedText) -> Annotation:
    """The mentions of an annotated text as if the pipeline had found them, without what it would know of them: neither
    identifiers nor definitions.
    """
    return Annotation(
        Document(text.id, text.text, hashlib.sha256(text.text.encode()).hexdigest(), (), text.language),
        tuple(Mention(start, end, text.label(identifier)) for start, end, identifier in text.mentions),
        pipeline="by hand",
    )


def measure_clusters(texts: Iterable[AnnotatedText], terms: Iterable[Term] = ()) -> dict[str, BCubed]:
    """B-cubed of ``resolve`` alone, by language and "all": the corpus's own mentions, all documents together."""
    by_name = {text.id: text for text in texts}
    annotations = [gold_annotation(text) for text in by_name.values()]
    return clusters_of(by_name, annotations, resolve(annotations, terms))
