"""Names as the tokens that a tokenizer makes of them, found among the tokens of a text.

Input: names and the pipeline whose tokenizer is asked. Output: where they stand. It does **not** know what the names
name (``gazetteer.py``).

Tens of thousands of names are looked for and a few hundred begin as a word of a text does. So they are sorted by their
beginning, the letters up to the first other character, and only those that begin as a word does are looked at closer.
That is right as long as the tokenizer leaves the letters at the beginning of a word together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar, cast

from spacy.language import Language
from spacy.tokenizer import Tokenizer

T = TypeVar("T")
_LETTERS: Final = re.compile(r"[^\W\d_ʼ]+")
_TOGETHER: Final = frozenset({"de", "en", "es", "fr", "it", "nl", "pt", "xx"})
"""Languages whose tokenizer divides no word of letters but those of its own list (tests/test_phrases.py); the Greek,
Indonesian and Malay ones do."""


@lru_cache(maxsize=1 << 16)
def beginning(text: str) -> str:
    """The letters that ``text`` begins with, the same in whatever case they are written; ``""`` where it begins with
    something else.
    """
    word = text.partition(" ")[0]
    if word.isascii() and word.isalpha():
        return word.lower()
    # of all letters upper case in lower case is the same for either case, which lower case alone is not ("ß", "ı")
    letters = _LETTERS.match(word.upper().casefold())
    return letters[0] if letters else ""


class Tokens:
    """The tokens of names, as the tokenizer of ``nlp`` makes them."""

    def __init__(self, nlp: Language) -> None:
        self._tokenizer = tokenizer = cast("Any", nlp.tokenizer)
        self.by_beginning: Final = type(tokenizer) is Tokenizer and nlp.lang in _TOGETHER
        """Whether the first token of a name begins as the name does, but for names that begin as one of ``divided``."""
        self._rules: Final = frozenset(tokenizer.rules if self.by_beginning else ())
        self.divided: Final = frozenset(
            beginning(word) for word in self._rules if beginning(tokenizer(word)[0].text) != beginning(word)
        )
        """Beginnings of words of which the tokenizer makes several: "cannot"."""

    def of(self, name: str) -> tuple[str, ...]:
        """The tokens of ``name``."""
        parts = name.split(" ")
        if self.by_beginning and all(part.isalpha() and part not in self._rules for part in parts):
            return tuple(parts)
        return tuple(token.text for token in self._tokenizer(name))


class Phrases(Generic[T]):
    """Sequences of tokens and what they mean. ``any_case``: they are compared in lower case, and so must a text be."""

    def __init__(self, *, any_case: bool = False) -> None:
        self._any_case = any_case
        self._meanings: dict[tuple[str, ...], dict[str, T]] = {}
        self._lengths: dict[str, list[int]] = {}

    def add(self, tokens: Iterable[str], key: str, meaning: T) -> None:
        """Have ``tokens`` mean that too, under a ``key`` of its own."""
        phrase = tuple(token.lower() for token in tokens) if self._any_case else tuple(tokens)
        if phrase:
            self._meanings.setdefault(phrase, {})[key] = meaning
            lengths = {len(phrase), *self._lengths.get(phrase[0], ())}
            self._lengths[phrase[0]] = sorted(lengths)

    def find(self, tokens: Sequence[str]) -> Iterator[tuple[T, int, int]]:
        """(meaning, start, end) of each phrase among ``tokens``, in order of start, then of end."""
        for start, token in enumerate(tokens):
            for length in self._lengths.get(token, ()):
                phrase = tuple(tokens[start : start + length])
                # at the end of a text a slice is shorter than was asked for
                for meaning in self._meanings.get(phrase, {}).values() if len(phrase) == length else ():
                    yield meaning, start, start + length
