"""Patterns with very long character classes, compiled quickly.

Input: the text of a regular expression. Output: an object that matches as the compiled one does. It does **not** know
what the pattern is for.

spaCy's French has one of 1.4 million characters, in which the list of all lower-case letters stands 600 times: Python
compiles it for two seconds. Here each long class is compiled once, and tells of every letter of a text what it is;
the pattern itself is compiled with short classes, for a text in which one letter stands for all that are told apart
neither by the long classes nor by the rest of the pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, Final

_LONG: Final = 100_000
"""Characters from which on a pattern is worth the detour."""
_LONG_CLASS: Final = 200
_CLASS: Final = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_FLAGS: Final = re.compile(r"\(\?([iu]+)\)")
_ALONE: Final = Lock()
_STAND_INS: Final = 0xE000
"""Private characters, which no list of letters has."""


class LongPattern:
    """``match`` as that of ``re.compile(pattern)``, as far as its being true goes; ``pattern``: its text.

    Raises:
        ValueError: the pattern has more to it than letters, classes, groups, repeats and borders.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        flags = _FLAGS.match(pattern)
        head, body = (flags[0], pattern[flags.end() :]) if flags else ("", pattern)
        classes = list(dict.fromkeys(text for text in _CLASS.findall(body) if len(text) >= _LONG_CLASS))
        rest = _CLASS.sub(lambda found: "" if found[0] in classes else found[0], body)
        if "\\" in rest or "[^" in rest or "." in rest or "(?" in rest.replace("(?:", ""):
            raise ValueError("the pattern tells more of a character than which one it is")
        own = "".join(sorted({*rest, *map(chr, range(128))}))
        self._own = re.compile(f"{head}[{re.escape(own)}]")
        self._classes = [re.compile(head + text) for text in classes]
        self._stand_ins: dict[tuple[bool, ...], str] = {
            tuple(bool(number >> place & 1) for place in range(len(classes))): chr(_STAND_INS + number)
            for number in range(1 << len(classes))
        }
        short = {
            text: f"[{re.escape(''.join(c for c in own if long.match(c)))}"
            + "".join(letter for kinds, letter in self._stand_ins.items() if kinds[place])
            + "]"
            for place, (text, long) in enumerate(zip(classes, self._classes, strict=True))
        }
        self._short = re.compile(head + _CLASS.sub(lambda found: short.get(found[0], found[0]), body))
        self._letters = _Letters(self)

    def match(self, text: str) -> re.Match[str] | None:
        """Whether ``text`` begins with the pattern; the match's own text has stand-ins in it."""
        return self._short.match(text.translate(self._letters))

    def stand_in(self, letter: str) -> str:
        """What stands for ``letter``: itself, where the pattern names it."""
        if self._own.match(letter):
            return letter
        return self._stand_ins[tuple(bool(long.match(letter)) for long in self._classes)]


class _Letters(dict[int, str]):
    """Stand-ins by code point, found when they are needed."""

    def __init__(self, pattern: LongPattern) -> None:
        super().__init__()
        self._pattern = pattern

    def __missing__(self, code: int) -> str:
        self[code] = found = self._pattern.stand_in(chr(code))
        return found


@contextmanager
def quick_patterns() -> Iterator[None]:
    """Meanwhile ``re.compile`` makes a ``LongPattern`` of a very long pattern where it can. One thread at a time."""
    with _ALONE:
        yield from _quickly()


def _quickly() -> Iterator[None]:
    compile_ = re.compile

    def quickly(pattern: Any, flags: Any = 0) -> Any:
        if isinstance(pattern, str) and len(pattern) > _LONG and not flags:
            try:
                return LongPattern(pattern)
            except ValueError:
                pass
        return compile_(pattern, flags)

    re.compile = quickly
    try:
        yield
    finally:
        re.compile = compile_
