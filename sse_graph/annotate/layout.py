"""Sentence starts from the layout: no sentence, and so no entity, crosses the border of a block.

Input: a spaCy ``Doc`` of a document's whole text. Output: the same ``Doc`` with every ``token.is_sent_start`` set. It
does
**not** find the blocks (``read/blocks.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from sse_graph.annotate.words import words
from sse_graph.records import Block, Document

DOCUMENT = "sse_document"
"""Key of ``doc.user_data`` under which the components find the ``Document`` record."""
_SENTENCE_ENDS = frozenset(".!?…") | {"...", "?!", "!!", "!?"}
_START, _NO_START = np.uint64(1), np.uint64(2**64 - 1)
"""spaCy's 1 and -1 in an array of unsigned numbers."""
_CLOSERS = frozenset(")]}\"'”’»")


def make_doc(nlp: Language, document: Document) -> Doc:
    """The tokens of the document's text, with the record attached; sentence starts are not set yet."""
    doc = nlp.make_doc(document.text)
    doc.user_data[DOCUMENT] = document
    return doc


def set_sentence_starts(doc: Doc, blocks: Sequence[Block]) -> Doc:
    """``doc`` with a sentence start at each block's first token, after it, and after a full stop inside a block.

    Between a label and its value none: "Shelter First: Ending Homelessness" is one name.

    Abbreviations ("Dr.", "J.") are single tokens of spaCy's tokenizers and end no sentence; neither does a full stop
    that a lower-case word follows.
    """
    ends = [block.end for block in blocks if block.kind != "label"]
    starts = [block.start for block in blocks if block.kind != "value"]
    borders = sorted({*starts, *ends})
    position, ended = 0, True
    # one array for all: setting token.is_sent_start looks through the whole Doc each time
    flags: Any = np.full(len(doc), _NO_START, dtype=np.uint64)
    tokens = words(doc)
    for number, (text, at) in enumerate(zip(tokens.text, tokens.starts, strict=False)):
        crossed = False
        while position < len(borders) and borders[position] < at + max(len(text), 1):
            crossed = crossed or borders[position] <= at or not blocks
            position += 1
        blank = text.isspace()
        begins = number == 0 or crossed or (ended and not text.islower() and not blank)
        if begins:
            flags[number] = _START
        if blank:
            continue
        if text in _SENTENCE_ENDS:
            ended = True
        elif text not in _CLOSERS or begins:
            ended = False
    return doc.from_array(["SENT_START"], flags.reshape(-1, 1))


@Language.component("sse_layout")
def layout(doc: Doc) -> Doc:
    """spaCy component: sentence starts of a ``Doc`` made by ``make_doc``; of any other, at full stops only."""
    document = doc.user_data.get(DOCUMENT)
    return set_sentence_starts(doc, document.blocks if isinstance(document, Document) else ())
