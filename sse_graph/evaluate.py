"""How good extraction is: precision, recall and F1 over the things and facts of each document.

Input: annotated texts. Output: an ``Evaluation``. It does **not** annotate itself; the pipeline under test does, from
the plain text.

A found thing is right when a thing of the corpus has its class and shares one of its names (compared without case,
articles, hyphens); each thing is found once. A fact is right when it joins the same two things by the same predicate.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sse_graph.corpus import AnnotatedText, read_corpus
from sse_graph.errors import InputError
from sse_graph.read.text import read_text
from sse_graph.records import LABELS, SIGNATURES, SYMMETRIC, Annotation, Entity

if TYPE_CHECKING:
    from sse_graph.annotate.pipeline import Settings

_ARTICLES = re.compile(r"^(?:the|a|an|le|la|les|el|los|las|un|une|una|o|os|as)\s+|^[ld]'\s*")


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of right, wrong and missed; the three measures in [0, 1]."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + self.wrong + self.missed) if self.right else 0.0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)


@dataclass(frozen=True)
class Evaluation:
    """``scores``: (language or "all", class or predicate or "entities"/"relations") -> Score; ``errors``: one line
    each.
    """

    scores: Mapping[tuple[str, str], Score]
    errors: tuple[str, ...]
    documents: int


def comparable(name: str) -> str:
    """The name as the measure compares it."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    plain = re.sub(r"[‘’`´]", "'", re.sub(r"[‐-―−-]", "-", plain))
    plain = " ".join(plain.split()).strip(" .,;:()[]\"“”«»'•–-")
    return " ".join(_ARTICLES.sub("", plain).replace("-", " ").split())


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
    of_mention = {key: entity for entity in entities for key in entity.mentions}
    scores: dict[tuple[str, str], Score] = defaultdict(Score)
    errors: list[str] = []
    documents = 0
    for annotation in annotations:
        documents += 1
        text = texts[annotation.document.name]
        for row, score in _document(text, annotation, of_mention, errors).items():
            for group in (text.language, "all"):
                scores[group, row] += score
                scores[group, "entities" if row in LABELS else "relations"] += score
    return Evaluation(dict(scores), tuple(errors), documents)


def _document(
    text: AnnotatedText, annotation: Annotation, of_mention: Mapping[tuple[str, int], Entity], errors: list[str]
) -> dict[str, Score]:
    scores: dict[str, Score] = defaultdict(Score)
    gold: dict[tuple[str, str], list[str]] = defaultdict(list)
    names: dict[str, str] = {}
    for start, end, identifier in text.mentions:
        gold[text.label(identifier), comparable(text.text[start:end])].append(identifier)
        names.setdefault(identifier, " ".join(text.text[start:end].split()))
    found = {
        of_mention[annotation.document.name, index].iri: of_mention[annotation.document.name, index]
        for index in range(len(annotation.mentions))
    }
    matched: dict[str, str] = {}
    for entity in sorted(found.values(), key=lambda entity: (-len(entity.names), entity.iri)):
        borne = {name for name, _ in (*entity.names, *entity.preferred)}
        hits = Counter(
            i
            for name in borne
            for i in set(gold.get((entity.label, comparable(name)), ()))
            if i not in matched.values()
        )
        if hits:
            matched[entity.iri] = min(hits, key=lambda identifier: (-hits[identifier], identifier))
            scores[entity.label] += Score(right=1)
        else:
            scores[entity.label] += Score(wrong=1)
            errors.append(f"{text.id}\twrong\t{entity.label}\t{entity.preferred[0][0]}")
    for identifier in names.keys() - set(matched.values()):
        scores[text.label(identifier)] += Score(missed=1)
        errors.append(f"{text.id}\tmissed\t{text.label(identifier)}\t{names[identifier]}")
    wanted = {_fact(*fact) for fact in text.relations}
    got = set()
    for relation in annotation.relations:
        ends = [of_mention[annotation.document.name, index].iri for index in (relation.subject, relation.object)]
        if ends[0] != ends[1]:
            got.add(_fact(matched.get(ends[0], "?" + ends[0]), relation.predicate, matched.get(ends[1], "?" + ends[1])))
    for kind, facts in (("right", got & wanted), ("wrong", got - wanted), ("missed", wanted - got)):
        for subject, predicate, object_ in facts:
            scores[predicate] += Score(**{kind: 1})
            if kind != "right":
                errors.append(
                    f"{text.id}\t{kind}\t{predicate}\t{names.get(subject, subject)} -> {names.get(object_, object_)}"
                )
    return scores


def _fact(subject: str, predicate: str, object_: str) -> tuple[str, str, str]:
    return (
        (min(subject, object_), predicate, max(subject, object_))
        if predicate in SYMMETRIC
        else (subject, predicate, object_)
    )


def table(evaluation: Evaluation) -> str:
    """The scores as text: a row a class and predicate, three columns a language."""
    groups = ["all", *sorted({group for group, _ in evaluation.scores} - {"all"})]
    lines = [f"{evaluation.documents} documents", " " * 16 + "".join(f"{group:^24}" for group in groups)]
    lines.append(" " * 16 + "   prec   rec    F1    " * len(groups))
    for row in ("entities", *LABELS, "relations", *SIGNATURES):
        cells = [evaluation.scores.get((group, row), Score()) for group in groups]
        lines.append(
            f"{row:16}" + "".join(f"  {cell.precision:.3f}  {cell.recall:.3f}  {cell.f1:.3f} " for cell in cells)
        )
    return "\n".join(lines)


def corpus_hash(folder: Path) -> str:
    """The hash of the corpus's files, which floors are pinned to."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.md")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def below_floor(evaluation: Evaluation, floor: Path, folder: Path) -> list[str]:
    """One line for each score under its floor; ``floor`` is JSON: {"corpus": hash, "floors": {"en": {"Organization":
    0.8}}}.

    Raises:
        InputError: the file cannot be read, or its floors were pinned on another corpus.
    """
    try:
        pinned = json.loads(floor.read_text(encoding="utf-8"))
        floors = pinned["floors"]
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{floor}: not a file of floors ({error}); see CONTRIBUTING.md") from error
    if pinned.get("corpus") != corpus_hash(folder):
        raise InputError(f"{floor}: its floors were pinned on another corpus than {folder}; measure and pin them anew")
    return [
        f"{group} {row}: F1 {evaluation.scores.get((group, row), Score()).f1:.3f} is below {least}"
        for group, rows in sorted(floors.items())
        for row, least in sorted(rows.items())
        if evaluation.scores.get((group, row), Score()).f1 < least
    ]
