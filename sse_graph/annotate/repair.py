"""What recognisers get wrong in ways that rules can tell: run-on names, mistaken kinds, half a byline, far-fetched
concepts.

Input: ``Found`` spans, mended and known ones beside recognised ones. Output: spans repaired. It does **not** find names
from nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from spacy.tokens import Doc

from sse_graph.annotate.acronyms import looks_short
from sse_graph.annotate.heads import has_head, head_class
from sse_graph.annotate.layout import DOCUMENT
from sse_graph.annotate.pieces import pieces
from sse_graph.annotate.spans import ARTICLES, Found
from sse_graph.annotate.titles import announces
from sse_graph.annotate.words import words
from sse_graph.names import SMALL_WORDS, folded
from sse_graph.records import Document

ConceptWords = Mapping[str, str]
"""Stem of a word -> how concepts use it: ``f`` first, ``l`` last, ``m`` between, ``1`` alone."""

_MAIN = frozenset({"Organization", "Place", "Event", "Person", "Concept"})
_BYLINE_END = re.compile(r"[,–—|-]?\s*(?:\d{1,2}\.?\s+)?[A-Za-zÀ-ÿ]{3,10}\.?,?\s+\d{4}$")
_BYLINE_WORDS = 6
_MANY_WORDS = 800
"""Words of concepts from which on it is known how concepts begin and end."""
_HEADLINE = 5
"""Tokens that a body's name may have to be believed when it is a title of its own and nothing else."""


def repaired(doc: Doc, found: Sequence[Found], language: str, concept_words: ConceptWords) -> list[Found]:
    """``found`` after all repairs. ``concept_words``: the words that concepts are made of; a recognised one of others
    is dropped.
    """
    known = [span for span in found if span.identifier]
    bodies = {words(doc).name(span.start, span.end) for span in found if span.label == "Organization"}
    spans: list[Found] = []
    for span in found:
        if span.identifier:
            spans.append(span)
            continue
        for piece in chain.from_iterable(
            pieces(doc, part, bodies, language) for part in _without_run_on(doc, span, known)
        ):
            piece = _kind_by_head(doc, piece, language)
            # what was recognised as a body or event and has the head of a law or plan needs no other words
            if piece.label != "Concept" or span.label != "Concept" or _is_concept(doc, piece, concept_words):
                spans.append(piece)
    for span in list(spans):
        spans = _split_after_slash(doc, span, spans)
    return _bylines(doc, _without_slogans(doc, _without_headlines(doc, spans), language))


def _without_run_on(doc: Doc, span: Found, known: Iterable[Found]) -> list[Found]:
    """ "Senegal United Nations …" as the country and the body, when both are known names that fill the span."""
    inside = [
        other for other in known if span.start <= other.start and other.end <= span.end and len(other) < len(span)
    ]
    for last in inside:
        for first in inside:
            if (
                last.end == span.end
                and first.start == span.start
                and first.end == last.start
                and first.label != last.label
            ):
                return []
    # a known name of several words that begins behind a stray quote
    for other in inside:
        if (
            other.end == span.end
            and len(other) > 2
            and any(doc[i].text in {"’", "'", "”", '"', "»"} for i in range(span.start, other.start))
        ):
            return []
    return [span]


def _kind_by_head(doc: Doc, span: Found, language: str) -> Found:
    name = doc[span.start : span.end].text
    kind = head_class(name, language) if span.label != "Person" else ""
    if kind == "Event" and span.label in {"Place", "Organization"} and name[:1].isupper():
        return replace(span, label="Event")
    if kind and kind not in _MAIN and span.label == "Organization":
        return replace(span, classes=tuple(sorted({*span.classes, kind})))
    return span


def _is_concept(doc: Doc, span: Found, words: ConceptWords) -> bool:
    """Whether a recognised concept is made as concepts are: its words are concepts' words, it begins and ends as some
    do.

    A single word must be one by itself; capitals within a sentence are a name's own right.
    """
    tokens = [token for token in doc[span.start : span.end] if token.text[:1].isalnum()]
    big = [token for token in tokens if token.lower_ not in SMALL_WORDS]
    if not big or any(token.text in {",", ";"} for token in doc[span.start : span.end]):
        return False
    if not words:
        return True
    if (
        len(tokens) > 1
        and all(token.text[:1].isupper() or token.like_num for token in big)
        and not doc[span.start].is_sent_start
    ):
        return True
    stems = [concept_stem(token.text) for token in big]
    if len(stems) == 1:
        return stems[0] in words and ("1" in words[stems[0]] or looks_short(big[0].text))
    inner = all(stem in words or token.like_num for stem, token in zip(stems, big, strict=True))
    if len(words) < _MANY_WORDS:
        return inner
    return inner and "f" in words.get(stems[0], "") and "l" in words.get(stems[-1], "")


def concept_stem(word: str) -> str:
    """The word as concept words are compared: folded, without plural."""
    plain = folded(word)
    return plain[:-1] if len(plain) > 4 and plain.endswith("s") else plain


def _split_after_slash(doc: Doc, span: Found, spans: list[Found]) -> list[Found]:
    """ "Alpha Asia/BETA Training Course": what a slash joins to a body is a body, the rest of the span a thing of its
    own.
    """
    start = span.end + 1
    if (
        span.label != "Organization"
        or start >= len(doc)
        or doc[span.end].text != "/"
        or not looks_short(doc[start].text)
    ):
        return spans
    whole = next((other for other in spans if other.start <= start < other.end and other.end > start + 1), None)
    kept = [other for other in spans if other is not whole]
    kept.append(Found(start, start + 1, "Organization", "rule:slash", -1, 0.8))
    if whole is not None:
        label = head_class(doc[start : whole.end].text, "en")
        kept.append(Found(start + 1, whole.end, label if label in _MAIN else whole.label, "rule:slash", -1, 0.7))
    return kept


def _without_headlines(doc: Doc, spans: list[Found]) -> list[Found]:
    """Without the bodies that are but a title or heading in Title Case: a long one that the text never repeats."""
    document = doc.user_data.get(DOCUMENT)
    if not isinstance(document, Document):
        return spans
    heads = {(block.start, block.end) for block in document.blocks if block.kind in {"title", "heading"}}

    def headline(span: Found) -> bool:
        if span.label != "Organization" or span.identifier or span.rank < 2 or len(span) <= _HEADLINE:
            return False
        text = doc[span.start : span.end]
        return (text.start_char, text.end_char) in heads and document.text.count(text.text) == 1

    return [span for span in spans if not headline(span)]


def _without_slogans(doc: Doc, spans: list[Found], language: str) -> list[Found]:
    """Without the events that are but the title of a page which announces none: no word says that it is one.

    Such a title is a paper's or a report's; a page with a venue, organizers or speakers under labels keeps its event.
    """
    document = doc.user_data.get(DOCUMENT)
    if not isinstance(document, Document) or announces(document):
        return spans
    titles = {(block.start, block.end) for block in document.blocks if block.kind == "title"}

    def slogan(span: Found) -> bool:
        if span.label != "Event" or span.identifier:
            return False
        text = doc[span.start : span.end]
        return (
            (text.start_char, text.end_char) in titles
            and not any(token.like_num or token.shape_.endswith("dd") for token in text)
            and not has_head(text.text, language, "Event")
            and document.text.count(text.text) == 1
        )

    return [span for span in spans if not slogan(span)]


def _bylines(doc: Doc, spans: list[Found]) -> list[Found]:
    """A line of one person's name and a date: the whole name is the person's, also when it is written surname first."""
    document = doc.user_data.get(DOCUMENT)
    if not isinstance(document, Document):
        return spans
    for block in document.blocks:
        text = document.text[block.start : block.end]
        date = _BYLINE_END.search(text)
        if "\n" in text or not date or block.kind == "item":
            continue
        line = doc.char_span(
            block.start, block.start + len(text[: date.start()].rstrip(" ,–—|-")), alignment_mode="contract"
        )
        if line is None or not 1 < len(line) <= 2 * _BYLINE_WORDS:
            continue
        words = [token for token in line if token.is_alpha]
        inside = [span for span in spans if span.start >= line.start and span.end <= line.end]
        persons = [span for span in inside if span.label == "Person"]
        plain = all(token.text[0].isupper() and token.lower_ not in ARTICLES for token in words)
        known = all(span.label in {"Person", "Place"} for span in inside) or (
            # "Ana, J. Lopez": what stands before the comma is half a name, so the rest is no body
            re.match(r"[\w-]+,", line.text) is not None and not any(span.identifier for span in inside)
        )
        if persons and known and plain and len(words) <= _BYLINE_WORDS and line.text.count(",") <= 1:
            spans = [span for span in spans if span not in inside]
            spans.append(replace(persons[0], start=line.start, end=line.end, source="rule:byline", rank=-1))
    return spans
