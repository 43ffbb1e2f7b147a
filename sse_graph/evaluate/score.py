"""Counts of right, wrong and missed, and what makes two names equal to the measure.

Input: counts; names. Output: precision, recall, F1; the comparable form of a name. It does **not** count.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_ARTICLES = re.compile(r"^(?:the|a|an|le|la|les|el|los|las|un|une|una|o|os|as)\s+|^[ld]'\s*")


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of right, wrong and missed; the three measures in [0, 1]."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + self.wrong + self.missed) if self.right else 0.0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)


def comparable(name: str) -> str:
    """The name as the measure compares it: without case, article, hyphens and surrounding signs."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    plain = re.sub(r"[‘’`´]", "'", re.sub(r"[‐-―−-]", "-", plain))
    plain = " ".join(plain.split()).strip(" .,;:()[]\"“”«»'•–-")
    return " ".join(_ARTICLES.sub("", plain).replace("-", " ").split())
