"""Lists of words that several stages ask.

Input: names. Output: yes or no. It does **not** find names in texts.
"""

from __future__ import annotations

import re
from functools import lru_cache

from sse_graph.names import PLACE_AUTHORITIES, PLACE_KINDS
from sse_graph.resources import ontology_path

_KIND = re.compile(rf"\b(?:{'|'.join(sorted(PLACE_KINDS | PLACE_AUTHORITIES))})\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def given_names() -> frozenset[str]:
    """Given names of many countries (``ontology/given-names.txt``)."""
    lines = ontology_path("given-names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def says_kind(name: str) -> bool:
    """Whether a name has a word for a kind of place or its authority: "Región de Murcia", "Oyo State"."""
    return _KIND.search(name) is not None
