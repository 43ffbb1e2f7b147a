"""Texts of the corpus as spaCy wants them, for training and for a quick score of what was learned.

Input: ``AnnotatedText`` records. Output: spaCy's ``Example``; precision, recall, F1. It does **not** train.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import filter_spans

from sse_graph.annotate.hints import set_hints
from sse_graph.annotate.layout import set_sentence_starts
from sse_graph.corpus import AnnotatedText
from sse_graph.read.blocks import find_blocks
from sse_graph.records import LABELS


def bare_doc(nlp: Language, text: AnnotatedText) -> Doc:
    """The text as spaCy's tokens, with sentence starts and hints as in use."""
    blocks = find_blocks(text.text)
    return set_hints(set_sentence_starts(nlp.make_doc(text.text), blocks), blocks, text.language)


def gold_doc(nlp: Language, text: AnnotatedText) -> Doc:
    """The text as spaCy's tokens, with sentence starts from its layout and its mentions as entities."""
    doc = bare_doc(nlp, text)
    spans = [
        doc.char_span(start, end, label=text.label(identifier), alignment_mode="expand")
        for start, end, identifier in text.mentions
    ]
    doc.set_ents(filter_spans([span for span in spans if span is not None]))
    for token in doc:
        # a name that a line break or a full stop cuts is still one name; the parser refuses to learn what it cannot do
        if token.ent_iob_ == "I" and token.is_sent_start:
            token.is_sent_start = False
    return doc


def example(nlp: Language, text: AnnotatedText) -> Example:
    """Gold tokens, and the same without entities, as training wants them."""
    gold = gold_doc(nlp, text)
    bare = nlp.make_doc(text.text)
    for token, gold_token in zip(bare, gold, strict=True):
        token.is_sent_start = gold_token.is_sent_start
        token.tag_, token.lemma_ = gold_token.tag_, gold_token.lemma_
    return Example(bare, gold)


def document_scores(nlp: Language, texts: Iterable[AnnotatedText]) -> dict[str, tuple[float, float, float]]:
    """Precision, recall and F1 a label over the sets of names of each document."""
    counts = {label: [0, 0, 0] for label in (*LABELS, "ALL")}
    ner: Any = nlp.get_pipe("ner")
    for text in texts:
        doc = ner(bare_doc(nlp, text))
        gold = {(text.label(i), " ".join(text.text[s:e].split()).casefold()) for s, e, i in text.mentions}
        got = {(span.label_, " ".join(span.text.split()).casefold()) for span in doc.ents}
        for label in LABELS:
            mine, theirs = {n for kind, n in got if kind == label}, {n for kind, n in gold if kind == label}
            for row in (label, "ALL"):
                counts[row][0] += len(mine & theirs)
                counts[row][1] += len(mine - theirs)
                counts[row][2] += len(theirs - mine)
    return {label: _prf(*row) for label, row in counts.items()}


def _prf(right: int, wrong: int, missed: int) -> tuple[float, float, float]:
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    return precision, recall, 2 * right / (2 * right + wrong + missed) if right else 0.0
