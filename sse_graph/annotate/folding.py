"""Names without case, accents, hyphens and typographic apostrophes: the keys that places are looked up by.

Input: names. Output: keys. It does **not** know any place (``places.py``).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_GAPS = re.compile(r"[\s\-‐‑–]+")


@lru_cache(maxsize=1 << 16)
def fold(name: str) -> str:
    """The key of ``name``."""
    return fold_once(name)


def fold_once(name: str) -> str:
    """The same without remembering it, for names by the ten thousand."""
    plain = name.casefold()
    if plain.isascii():
        return " ".join(plain.replace("-", " ").split())
    plain = unicodedata.normalize("NFKD", plain.replace("’", "'")).translate(_ACCENTS)
    return _GAPS.sub(" ", plain).strip()


class _Accents(dict[int, int | None]):
    """``None`` for the code points of accents, the others as they are."""

    def __missing__(self, code: int) -> int | None:
        self[code] = found = None if unicodedata.combining(chr(code)) else code
        return found


_ACCENTS = _Accents()
