"""Texts of the corpus that the project trains on, as documents have them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sse_graph.corpus import read_corpus

CORPUS = Path(__file__).resolve().parent.parent / "corpus" / "train"


@lru_cache(maxsize=8)
def _all(language: str) -> tuple[str, ...]:
    return tuple(text.text for text in read_corpus(CORPUS / language))


def texts(language: str, number: int) -> list[str]:
    """The first ``number`` of a language."""
    return list(_all(language)[:number])
