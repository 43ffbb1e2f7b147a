"""The tokens of a ``Doc`` as plain lists: asking spaCy for one token at a time is what small rules spend their time on.

Input: a ``Doc``. Output: its ``Words``, made once and kept with it. It does **not** change the ``Doc``.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Final, NamedTuple

from spacy.tokens import Doc

_KEY: Final = "sse_words"


class Words(NamedTuple):
    """Per token: its text, that in lower case, its first character, and one more element for the end of the text in
    ``starts``; ``spaces``: 1 where a space follows the token.
    """

    text: list[str]
    lower: list[str]
    starts: list[int]
    spaces: list[int]

    def name(self, start: int, end: int) -> str:
        """The text of the tokens [start, end) with single spaces where the text has any."""
        parts = [
            text + " " if space else text
            for text, space in zip(self.text[start:end], self.spaces[start:end], strict=True)
        ]
        return " ".join("".join(parts).split())


def words(doc: Doc) -> Words:
    """The ``Words`` of ``doc``."""
    known = doc.user_data.get(_KEY)
    if isinstance(known, Words):
        return known
    spelled = doc.vocab.strings
    text = [spelled[word] for word in doc.to_array("ORTH").tolist()]
    spaces: list[int] = doc.to_array("SPACY").tolist()
    starts = list(accumulate((len(word) + space for word, space in zip(text, spaces, strict=True)), initial=0))
    found = Words(text, [word.lower() for word in text], starts, spaces)
    doc.user_data[_KEY] = found
    return found
