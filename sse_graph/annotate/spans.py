"""Found names as spans of tokens, their boundaries mended, overlaps resolved.

Input: ``Found`` spans from the recogniser and the dictionaries. Output: spans that do not overlap, in order. It does
**not** look for names itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from sse_graph.annotate.words import words

ARTICLES = frozenset(
    [
        "the",
        "a",
        "an",
        "le",
        "la",
        "les",
        "l'",
        "l’",
        "el",
        "los",
        "las",
        "lo",
        "un",
        "une",
        "una",
        "unos",
        "unas",
        "o",
        "os",
        "as",
        "um",
        "uma",
        "d'",
        "d’",
        "du",
        "des",
        "del",
        "della",
        "the",
    ]
)
_PROPER_ARTICLE = re.compile(r"(El|La|Los|Las|Le|Les|The|Lo) [A-ZÀ-Ý]")
_EDGE = frozenset(" \t\n.,;:!?•·–—-*|/\\\"'“”‘’«»→►✔✓&…_<>=+#")
_NO_NAME = re.compile(r"\w_\w|https?:|www\.|\S@\S|\.(?:pdf|docx?|xlsx?|pptx?|jpe?g|png|html?)\b", re.IGNORECASE)
"""Addresses and file names are no names of things."""
_PAIRS = {"(": ")", "[": "]", "“": "”", "«": "»"}
_MARKS = frozenset({*_PAIRS, *_PAIRS.values()})


@dataclass(frozen=True, slots=True)
class Found:
    """Tokens ``[start, end)`` that name something; ``rank`` decides between equals (lower is stronger)."""

    start: int
    end: int
    label: str
    source: str
    rank: int = 0
    confidence: float = 1.0
    identifier: str = ""
    classes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return self.end - self.start


def mend(doc: Doc, found: Found) -> Found | None:
    """The span without articles, bullets and punctuation at its edges; ``None`` when no word is left.

    Leading articles are never part of a name, except a place's own ("El Salvador", "La Paz"): there a capital article
    stays when the dictionary of places knows the name with it (``found.identifier``).
    """
    tokens = words(doc)
    text = tokens.text
    start, end = found.start, found.end
    while start < end and (text[start][0] in _EDGE or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _EDGE or text[end - 1].isspace() or text[end - 1] in {"'s", "’s"}):
        end -= 1
    for opener, closer in () if _MARKS.isdisjoint(text[start:end]) else _PAIRS.items():
        inside = text[start:end]
        if inside.count(opener) > inside.count(closer) and opener in inside:
            cut = len(inside) - 1 - inside[::-1].index(opener)
            if cut == 0:
                start += 1
            elif cut >= len(inside) - 2:
                end = start + cut
        elif inside.count(closer) > inside.count(opener) and inside and inside[-1] == closer:
            end -= 1
    own_article = found.label == "Place" and bool(_PROPER_ARTICLE.match(tokens.name(start, end)))
    while (
        end - start > 1
        and tokens.lower[start] in ARTICLES
        and not (own_article and text[start].istitle())
        and not (text[start].isupper() and len(text[start]) > 1 and not text[start + 1].isupper())
    ):
        start += 1
    if start >= end or _NO_NAME.search(tokens.name(start, end)):
        return None
    if not any(text[i].isalnum() or doc[i].like_num for i in range(start, end)):
        return None
    return found if (start, end) == (found.start, found.end) else replace(found, start=start, end=end)


def without_overlaps(found: Iterable[Found]) -> list[Found]:
    """The longest spans first, then the stronger rank, then the earlier; the rest give way. In order of appearance."""
    taken: set[int] = set()
    kept = []
    for span in sorted(found, key=lambda span: (-len(span), span.rank, span.start, span.label)):
        tokens = range(span.start, span.end)
        if taken.isdisjoint(tokens):
            taken.update(tokens)
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)
