"""What a recognised body's name holds: an acronym beside what it stands for, a part and its whole, an office and who
fills it; or what is no body by its head.

Input: a ``Found`` span of a ``Doc``. Output: the spans that it holds. It does **not** look at names that a dictionary
knows: those are whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import replace
from typing import Final

from spacy.tokens import Doc

from sse_graph.annotate.acronyms import looks_short
from sse_graph.annotate.heads import head_class, is_headed
from sse_graph.annotate.spans import Found
from sse_graph.annotate.words import words
from sse_graph.names import ARTICLES, OF, ORGANS, folded, is_acronym_of
from sse_graph.vocab import ORG, SKOS

_SHORTEST: Final = 3
"""Letters of an acronym that is told by its letters alone."""


def pieces(doc: Doc, span: Found, bodies: Set[str], language: str) -> list[Found]:
    """The bodies that ``span`` holds, or itself. ``bodies``: the names of all bodies found in the text."""
    if span.label == "Organization":
        held = _acronym_and_name(doc, span) or _part_and_whole(doc, span, bodies, language)
        return held or _by_head(doc, span, language)
    return _by_head(doc, span, language) if span.label == "Event" else [span]


def _acronym_and_name(doc: Doc, span: Found) -> list[Found]:
    """ "ABC Alianza del Barrio Central", as lists of abbreviations have it, and the other way round."""
    text = words(doc).text
    for at, short, long in (
        (span.start + 1, text[span.start], words(doc).name(span.start + 1, span.end)),
        (span.end - 1, text[span.end - 1], words(doc).name(span.start, span.end - 1)),
    ):
        if len(short) >= _SHORTEST and short.isupper() and looks_short(short) and is_acronym_of(short, long):
            return [replace(span, end=at), replace(span, start=at)]
    return []


def _part_and_whole(doc: Doc, span: Found, bodies: Set[str], language: str) -> list[Found]:
    """ "Faculty of Law of Vela University": what a university, a ministry or a body known from elsewhere has as its
    part.
    """
    tokens = words(doc)
    for end, start in reversed(list(_borders(tokens.lower, span))):
        part, whole = tokens.name(span.start, end), tokens.name(start, span.end)
        unit, role = (is_headed(part, language, kind) for kind in (ORG.OrganizationalUnit, ORG.Role))
        if (unit or role) and _is_body(whole, bodies, language):
            # "Board of Directors of Vela" and "Minister of Labour of Vela" name Vela alone
            named = unit and end > span.start + 1 and folded(part) not in ORGANS
            return [*([replace(span, end=end)] if named else []), replace(span, start=start)]
    return []


def _by_head(doc: Doc, span: Found, language: str) -> list[Found]:
    name = words(doc).name(span.start, span.end)
    if folded(name) in ORGANS or any(is_headed(name, language, kind) for kind in (ORG.Role, ORG.Site)):
        return []
    return [replace(span, label="Concept") if is_headed(name, language, SKOS.Concept) else span]


def _borders(lower: list[str], span: Found) -> Iterator[tuple[int, int]]:
    """Where a part may end and its whole begin."""
    for at in range(span.start + 1, span.end - 1):
        if lower[at] == "," or lower[at].rstrip("'’") in OF:
            start = at + 1
            while start < span.end and lower[start].rstrip("'’") in ARTICLES:
                start += 1
            if start < span.end:
                yield at, start


def _is_body(name: str, bodies: Set[str], language: str) -> bool:
    if name in bodies:
        return True
    if re.fullmatch(r"\S+", name):
        return len(name) >= _SHORTEST and name.isupper() and looks_short(name)
    return head_class(name, language) not in {"", "Event"} and name[0].isupper()
