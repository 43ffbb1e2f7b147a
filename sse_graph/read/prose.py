"""How single lines read: whether one runs on into the next, is a heading, or an entry of a list without bullets.

Input: lines of text. Output: yes or no. It does **not** know what stands around them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

HEADING_WORDS: Final = 12
_HEADING_CHARACTERS: Final = 100
_ENTRY_WORDS: Final = 28
_ENTRY_CHARACTERS: Final = 200
_SENTENCE_WORDS: Final = 9
_FULL: Final = 45
"""A line shorter than this many characters was not broken because it was full."""
_BLOB: Final = 100
"""Characters from which on a line that holds semicolons may be broken in the middle of one of its names."""
_DATE_WORDS: Final = 8
_WIDEST: Final = 130
"""No mail program, PDF reader or editor breaks lines later than this."""
_SLACK: Final = 4
_NO_END: Final = re.compile(
    r"(?i)(?:"
    r"a|an|the|of|and|or|for|in|to|with|by|on|at|from|as|&|de|la|le|les|des|du|et|ou|"
    r"pour|en|à|au|aux|avec|sur|par|un|une|y|e|o|u|del|los|las|el|para|con|por|una|que|"
    r"al|dans|sans|between|entre|d'|l'"
    r")"
)
"""Words that no line of its own ends with."""
_NO_HEADING_END: Final = (".", ",", ";", ":", "–", "-", "—", "(", "/", "&", "|")
_OPENERS: Final = "¿¡«“\"'‘[(*_#"
_DATE_LIKE = re.compile(r"\d{1,2}[ .\-–/]|\b(?:19|20)\d\d\b")
_BREADCRUMB = re.compile(r"\s(?:>{1,2}|»|\||//|/|•|▸|›|→)\s|\S»\S")
_SURE_BREADCRUMB = re.compile(r"\s(?:>{1,2}|»|\||//|›)\s|\S»\S")
_BYLINE = re.compile(r"(?:By|Par|Por|Published|Publié|Publicado|Posted|Mis à jour|Updated)\b")


def runs_on(before: str, text: str) -> bool:
    """Whether the line ``text`` goes on with the line ``before``."""
    if not before or not text or (is_capitals(before) and not text.isupper()):
        return False
    last = before[-1]
    if last in "-‐" and len(before) > 1 and before[-2].isalpha():
        return True
    words = before.rsplit(None, 1)
    if _NO_END.fullmatch(words[-1]) and len(words) > 1:
        return True
    if before.count("(", -_WIDEST) > before.count(")", -_WIDEST) and ")" in text[:_WIDEST]:
        return True
    if text[0].islower():
        word = text.split(None, 1)[0].rstrip(",;:.)")
        full = len(before) >= _FULL
        return last not in ".:!?…" and (full or (last != ";" and word.isalpha()))
    return last == "," and _FULL <= len(before) <= _WIDEST


def enumeration_runs_on(before: str, words: str) -> bool:
    """Whether a long line that holds an enumeration ("A; B; C") was broken in the middle of one of its names."""
    if ";" not in before or len(before) < _BLOB or before[-1] in ".!?:":
        return False
    return ";" in words.partition(". ")[0]


def is_wrapped(lines: Sequence[str]) -> bool:
    """Whether the lines are one text that was broken where it reached a margin."""
    if len(lines) < 2:
        return False
    widest = max(map(len, lines))
    if widest > _WIDEST or widest < _FULL:
        return False
    pairs = list(pairwise(lines))
    if len(pairs) == 1:
        return runs_on(*pairs[0])
    # the first word of the next line would not have fitted: what a greedy line breaker leaves
    full = sum(len(before) + 1 + len(after.split(None, 1)[0]) > widest - _SLACK for before, after in pairs)
    going_on = sum(runs_on(before, after) for before, after in pairs)
    return full >= 0.8 * len(pairs) and going_on >= 0.25 * len(pairs)


def is_capitals(text: str) -> bool:
    """Whether all letters are capitals, and they are more than an acronym."""
    return text.isupper() and (" " in text.strip() or sum(map(str.isalpha, text)) >= 5)


def could_be_heading(text: str) -> bool:
    """Whether a line has the form of a heading: short, begun like a name, not ended like a sentence."""
    if len(text) > _HEADING_CHARACTERS or len(text.split()) > HEADING_WORDS or text.endswith(_NO_HEADING_END):
        return False
    first = text[0]
    if first.islower() or not (first.isalnum() or first in _OPENERS) or not any(map(str.isalpha, text)):
        return False
    return text.count(",") < 2 or text.isupper()


def is_entry(text: str) -> bool:
    """Whether a line could be an entry of a list without bullets: short, begun like a name, no sentence."""
    if len(text) > _ENTRY_CHARACTERS or text[0].islower():
        return False
    words = len(text.split())
    return words <= _ENTRY_WORDS and not (words >= _SENTENCE_WORDS and text.endswith((".", "!", "?", "…", ":")))


def is_sentence(text: str) -> bool:
    """Whether a line is running text."""
    return len(text) > _WIDEST or text.endswith((".", "!", "…")) or len(text.split()) >= 2 * _SENTENCE_WORDS


def is_byline(text: str) -> bool:
    """Whether a short line tells author or date rather than what the page is about."""
    if len(text) > _HEADING_CHARACTERS:
        return False
    dated = len(text.split()) <= _DATE_WORDS and not text.isupper() and _DATE_LIKE.search(text) is not None
    return dated or _BYLINE.match(text) is not None


def is_breadcrumb(text: str) -> bool:
    """Whether a line shows the way to the page ("Home > Events"), or a strip of keywords."""
    head = text[:_ENTRY_CHARACTERS]
    return _SURE_BREADCRUMB.search(head) is not None or len(_BREADCRUMB.findall(head)) > 1
