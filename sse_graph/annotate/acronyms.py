"""Acronym definitions: "Long Form (LF)", "LF (Long Form)", "Long Form – LF".

Input: a text and the spans found in it so far. Output: the long and short forms as ``Found`` spans, and which two are
one thing. It does **not** compare names across a text: a definition is what the text says in one place.

Source: the alignment of letters is that of Schwartz and Hearst 2003, "A simple algorithm for identifying abbreviation
definitions in biomedical text", made to begin at a capital word and to skip function words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from sse_graph.annotate.spans import ARTICLES, Found
from sse_graph.annotate.words import words
from sse_graph.names import SMALL_WORDS, folded, is_acronym_of

_SHORT = re.compile(r"[A-ZÀ-Ý][\w&.’'\-–/]{1,14}|[a-z][A-ZÀ-Ý][\w\-]{1,10}")
_OPEN, _CLOSE = frozenset("(["), frozenset(")]")
_DASHES = frozenset({"-", "–", "—"})
_COUNTRY_CODE = 2
_LONGEST = 18
"""Tokens that a long form may have."""


@dataclass(frozen=True, slots=True)
class Definition:
    """Tokens ``[start, end)`` twice: the long form and the short form that it defines."""

    long: tuple[int, int]
    short: tuple[int, int]


def looks_short(text: str) -> bool:
    """Whether a word could be an acronym: 2 to 15 signs, two capitals, or a capital and most letters capitals."""
    letters = [character for character in text if character.isalpha()]
    capitals = sum(character.isupper() for character in letters)
    return bool(_SHORT.fullmatch(text)) and capitals >= 2 and capitals * 2 >= len(letters)


def definitions(doc: Doc, named: Mapping[int, int]) -> Iterator[Definition]:
    """The definitions in ``doc``, in order of appearance.

    ``named``: end and start of the names of bodies and events found so far: such a name right before a bracket is the
    long form even where the letters come from another language ("Global Fund for Cities Development (FMDV)").
    """
    text = words(doc).text
    for at, sign in enumerate(text):
        if sign not in _OPEN:
            continue
        close = next((i for i in range(at + 1, min(at + _LONGEST + 2, len(text))) if text[i] in _CLOSE), None)
        if close is None or close == at + 1:
            continue
        inside = (at + 1, close)
        inner = doc[inside[0] : inside[1]]
        if looks_short(_joined(inner.text)) and len(inner) <= 5:
            start = _long_form_start(doc, at, inner.text)
            if start is None and len(inner.text) > _COUNTRY_CODE:
                start = named.get(at)
            if start is not None:
                yield Definition((start, at), inside)
        elif at > 0 and looks_short(text[at - 1]) and inner[0].text[:1].isupper() and _covers(text[at - 1], inner.text):
            yield Definition(inside, (at - 1, at))
    for at in range(1, len(text) - 1):
        if text[at] in _DASHES and not doc[at].is_sent_start:
            yield from _around_dash(doc, at)


def _around_dash(doc: Doc, dash: int) -> Iterator[Definition]:
    """ "Long Form – LF" and "LF – Long Form", where the long form's letters give the short one in full."""
    after, before = doc[dash + 1], doc[dash - 1]
    if looks_short(after.text) and not after.is_sent_start:
        start = _long_form_start(doc, dash, after.text)
        if start is not None:
            yield Definition((start, dash), (dash + 1, dash + 2))
    if looks_short(before.text) and after.text[:1].isupper() and not after.is_sent_start:
        sentence_end = next((i for i in range(dash + 1, len(doc)) if doc[i].is_sent_start), len(doc))
        for end in range(min(sentence_end, dash + 1 + _LONGEST), dash + 2, -1):
            if doc[end - 1].text[:1].isupper() and is_acronym_of(before.text, doc[dash + 1 : end].text):
                yield Definition((dash + 1, end), (dash - 1, dash))
                break


def _joined(text: str) -> str:
    return "".join(text.split())


def _long_form_start(doc: Doc, end: int, short: str) -> int | None:
    """Where the long form that stands before token ``end`` begins, if one does."""
    first = _letters(short)[0]
    words: list[str] = []
    best = None
    for start in range(end - 1, max(-1, end - 1 - _LONGEST), -1):
        token = doc[start]
        if (token.is_space and "\n\n" in token.text) or token.text in {".", ";", ":", "(", ")", "•"}:
            break
        words.insert(0, token.text)
        if (
            folded(token.text)[:1] == first
            and (token.is_upper or token.lower_ not in ARTICLES)
            and is_acronym_of(short, " ".join(words))
        ):
            best = start
            if sum(word.casefold() not in SMALL_WORDS for word in words) >= sum(map(str.isupper, short)) - 1:
                break
        if token.is_sent_start:
            break
    return best


def _letters(short: str) -> str:
    """The letters that an acronym stands for: "CSOs" has three."""
    plural = len(short) > 2 and short[-1] == "s" and short[-2].isupper()
    return "".join(character for character in folded(short[:-1] if plural else short) if character.isalnum())


def _covers(short: str, long: str) -> bool:
    """Whether the letters of ``short`` occur in ``long`` in order, the first at its beginning."""
    letters = _letters(short)
    text, at = folded(long), 0
    if not text or text.lstrip("\"'“«(")[:1] != letters[0]:
        return is_acronym_of(short, long)
    for letter in letters:
        at = text.find(letter, at) + 1
        if at == 0:
            return False
    return True


def defined(
    doc: Doc, found: Iterable[Found], nested: Iterable[Found]
) -> tuple[list[Found], list[tuple[tuple[int, int], tuple[int, int]]]]:
    """The forms of all definitions as spans, labelled as what was found there, and the pairs that are one thing.

    A definition next to nothing that was found is kept only when its long form is a name (its big words are capital).
    Of ``nested``, all spans with those inside others, a concept may be what is defined: "Forum on Local Development
    (LD)".
    """
    concepts = {(span.start, span.end): span for span in nested if span.label == "Concept" and span.identifier}
    spans: list[Found] = []
    pairs = []
    known = list(found)
    named = {span.end: span.start for span in known if span.label in {"Organization", "Event"} and len(span) > 2}
    for definition in definitions(doc, named):
        if any(span.label == "Place" and (span.start, span.end) == definition.short for span in known):
            continue
        long_start, long_end = definition.long
        overlapping = [span for span in known if span.start < long_end and span.end > long_start]
        short = [span for span in known if span.start < definition.short[1] and span.end > definition.short[0]]
        # whose name reaches to the bracket is meant; a name inside the long form is a part of it
        last = max(overlapping, key=lambda span: (span.end, len(span)), default=None)
        if last is not None and last.end == long_end and last.start < long_start and last.label != "Concept":
            long_start = last.start
        if definition.long in concepts and definition.long != (long_start, long_end):
            concept = concepts[definition.long]
            spans.append(replace(concept, start=definition.short[0], end=definition.short[1], source="acronym"))
            continue
        label = _label(doc, (long_start, long_end), overlapping, short)
        if label is None:
            continue
        long_form = next((s for s in known if (s.start, s.end) == (long_start, long_end) and s.label == label), None)
        if long_form is None:
            spans.append(Found(long_start, long_end, label, "acronym", 1, 0.9))
        spans.append(Found(*definition.short, label, "acronym", 0, 0.9))
        pairs.append(((long_start, long_end), definition.short))
    return spans, pairs


def _label(doc: Doc, long: tuple[int, int], overlapping: list[Found], short: list[Found]) -> str | None:
    whole = [span for span in overlapping if (span.start, span.end) == long]
    if whole:
        return min(whole, key=lambda span: span.rank).label
    big = [token.text for token in doc[long[0] : long[1]] if token.lower_ not in SMALL_WORDS and token.is_alpha]
    capital = sum(word[0].isupper() for word in big) >= max(1, len(big) * 2 // 3)
    if capital:
        longest = max(overlapping, key=len, default=None)
        if longest and longest.label in {"Organization", "Event"} and len(longest) * 2 >= long[1] - long[0]:
            return longest.label
        named = [span.label for span in short if span.label in {"Organization", "Event"}]
        return named[0] if named else "Organization"
    concepts = [span for span in overlapping if span.label == "Concept"]
    return concepts[0].label if concepts else None
