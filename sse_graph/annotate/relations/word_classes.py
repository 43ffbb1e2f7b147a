"""Words by the class they are of: partnership, partenariat and alianza are one word to the relation scorer.

Input: a word. Output: the number of its coarse (of 300) and fine (of 2,000) class. It does **not** make the classes
(``training/classes.py``): they are clusters of word vectors of three languages in one space, so that what the scorer
learns from English texts serves French and Spanish ones.

Source: word clusters as features, after Miller et al. 2004, "Name tagging with word clusters and discriminative
training".
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from sse_graph.annotate.models import MODELS

UNKNOWN: Final = "?"
"""The class of a word that has none."""
FILE: Final = "word-classes.npz"


@lru_cache(maxsize=1)
def _classes() -> dict[str, tuple[str, str]]:
    with np.load(MODELS / "relations" / FILE, allow_pickle=False) as arrays:
        words = str(arrays["words"]).split("\n")
        pairs = zip(arrays["coarse"].tolist(), arrays["fine"].tolist(), strict=True)
        return {word: (str(coarse), str(fine)) for word, (coarse, fine) in zip(words, pairs, strict=True)}


def word_class(word: str) -> tuple[str, str]:
    """The coarse and the fine class of a lower-case word; signs and labels in angle brackets stand for themselves."""
    if not word[:1].isalpha():
        return word, word
    return _classes().get(word, (UNKNOWN, UNKNOWN))
