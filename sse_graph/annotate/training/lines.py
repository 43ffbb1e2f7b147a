"""A text's lines put together otherwise: fewer, in another order, with other bullets, between the lines of a menu.

Input: an ``AnnotatedText``. Output: another, its mentions where they now stand. It does **not** change the words of a
name but for their case.
"""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from sse_graph.corpus import AnnotatedText

Line = tuple[str, list[tuple[int, int, str]]]
"""A line without its line break, and its mentions, counted from its start. A mention that crosses lines joins them."""
_BULLETS = "•-–*▪►·●○✓"
_BULLET = re.compile(r"[ \t]*([•–*▪►·+-])(?=[ \t])")


def lines_of(text: AnnotatedText) -> list[Line]:
    """The lines of ``text``."""
    starts = [0, *(match.end() for match in re.finditer("\n", text.text))]
    starts = [start for start in starts if not any(low < start < high for low, high, _ in text.mentions)]
    lines: list[Line] = []
    number = 0
    for start, following in zip(starts, [*starts[1:], len(text.text) + 1], strict=True):
        mentions = []
        while number < len(text.mentions) and text.mentions[number][0] < following:
            low, high, identifier = text.mentions[number]
            mentions.append((low - start, high - start, identifier))
            number += 1
        lines.append((text.text[start : following - 1], mentions))
    return lines


def joined(text: AnnotatedText, lines: Sequence[Line], separators: Sequence[str]) -> AnnotatedText:
    """``text`` made of ``lines``, each after the first behind its separator."""
    body, mentions = "", []
    for number, (line, found) in enumerate(lines):
        body += separators[number] if number else ""
        mentions += [(start + len(body), end + len(body), identifier) for start, end, identifier in found]
        body += line
    return replace(text, text=body, mentions=tuple(mentions))


def recase(text: AnnotatedText, rng: random.Random, share: float, small_words: Collection[str]) -> AnnotatedText:
    """``text`` with some of its lines in UPPER CASE or Title Case (with or without small words), their length kept."""
    lines = []
    for line in text.text.split("\n"):
        changed = line
        if rng.random() < share and len(line) < 300:
            lot = rng.random()
            changed = line.upper() if lot < 0.4 else _titled(line, () if lot < 0.6 else small_words)
        lines.append(changed if len(changed) == len(line) else line)
    return replace(text, text="\n".join(lines))


def _titled(line: str, small_words: Collection[str]) -> str:
    if not small_words:
        return re.sub(r"\b\w", lambda match: match[0].upper(), line)
    words = re.split(r"(\s+)", line)
    kept = [number and word.lower() in small_words for number, word in enumerate(words)]
    return "".join(word if keep else word[:1].upper() + word[1:] for keep, word in zip(kept, words, strict=True))


def _edited(line: Line, start: int, end: int, new: str) -> Line:
    words, mentions = line
    shift = len(new) - (end - start)
    moved = [(low + shift, high + shift, name) if low >= end else (low, high, name) for low, high, name in mentions]
    return words[:start] + new + words[end:], moved


def _rebulleted(line: Line, sign: str, rng: random.Random) -> Line:
    bullet = _BULLET.match(line[0])
    if bullet and not any(start < bullet.end(1) for start, _, _ in line[1]):
        return _edited(line, bullet.start(1), bullet.end(1), sign)
    if not bullet and 0 < len(line[0]) < 120 and rng.random() < 0.03:
        return _edited(line, 0, 0, sign + " ")
    return line


def _unstopped(line: Line) -> Line:
    length = len(line[0])
    if not line[0].endswith(".") or any(end == length for _, end, _ in line[1]):
        return line
    return _edited(line, length - 1, length, "")


def relayout(text: AnnotatedText, lines: list[Line], noise: Sequence[str], rng: random.Random) -> AnnotatedText:
    """``text`` from its ``lines`` after a few changes taken at random; ``noise``: lines of menus, buttons, notices."""
    if rng.random() < 0.3 and len(lines) > 6:
        first = rng.randrange(0, len(lines) - 4)
        lines = lines[first : first + rng.randrange(3, 16)]
    if rng.random() < 0.1:
        rng.shuffle(lines)
    if rng.random() < 0.3:
        sign = rng.choice(_BULLETS)
        lines = [_rebulleted(line, sign, rng) for line in lines]
    if rng.random() < 0.2:
        lines = [_unstopped(line) if rng.random() < 0.5 else line for line in lines]
    if rng.random() < 0.15:
        old, new = rng.choice((("'", "’"), ("’", "'"), (" – ", " - "), (" - ", " – ")))
        lines = [(words.replace(old, new), mentions) for words, mentions in lines]
    if noise and rng.random() < 0.35:
        for _ in range(rng.randrange(1, 7)):
            place = rng.choice((0, len(lines), rng.randrange(0, len(lines) + 1)))
            lines.insert(place, (rng.choice(noise), []))
    if not any(words.strip() for words, _ in lines):
        return text
    lot = rng.random()
    if lot < 0.14:
        # as a careless scraper has it: in one line, or with other signs between what were lines
        lines = [line for line in lines if line[0].strip()]
        mixed = [rng.choice((" ", "\n", " | ", " - ", "\n\n")) for _ in lines]
        return joined(text, lines, [" "] * len(lines) if lot < 0.08 else mixed)
    return joined(text, lines, ["\n\n" if lot < 0.2 else "\n"] * len(lines))
