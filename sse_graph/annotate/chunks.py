"""spaCy's tokenizer with its cache in use.

Input: a tokenizer. Output: a tokenizer that splits a text alike. It does **not** split by rules of its own. From the
first special case of a text on, which a line break is, spaCy's tokenizer keeps nothing of what it splits; so each piece
between blanks that is new is split once by itself before, where it is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from spacy.language import Language
from spacy.tokens import Doc

_KEPT: Final = 20_000
"""Pieces of texts that are kept, besides what the tokenizer holds already."""


def keep_chunks(nlp: Language) -> None:
    """Have the pipeline's tokenizer keep what it has split, when it is spaCy's own."""
    if hasattr(nlp.tokenizer, "max_cache_size"):
        nlp.tokenizer = _CachedTokenizer(nlp.tokenizer)


class _CachedTokenizer:
    """What takes the place of ``Language.tokenizer``."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._seen: set[str] = set()
        tokenizer.max_cache_size += _KEPT

    def __call__(self, text: str) -> Doc:
        if len(self._seen) < _KEPT:
            self._keep(dict.fromkeys(text.split()))
        doc: Doc = self._tokenizer(text)
        return doc

    def _keep(self, pieces: Iterable[str]) -> None:
        for piece in pieces:
            if piece not in self._seen:
                self._seen.add(piece)
                self._tokenizer(piece)
