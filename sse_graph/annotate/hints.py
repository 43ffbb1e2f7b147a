"""What the layout and the dictionaries say of each token, for the recogniser to weigh with the words.

Input: a ``Doc`` with its blocks and language. Output: the same ``Doc``, each token with two hints in attributes that
the network embeds like any other: ``tag_`` tells the block ("item", under a label that announces partners, short) and
``lemma_`` what dictionaries know of the words (the begin or the inside of a country, a large or a small city, a
concept; a given name). It does **not** find names: a hint may be wrong, and the network learns how far to trust it.

No lemma or part of speech is computed in these pipelines, so nothing else reads the two attributes.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from sse_graph.annotate.layout import DOCUMENT
from sse_graph.annotate.lists import given_names
from sse_graph.annotate.places import place_table
from sse_graph.annotate.relations.triggers import read_triggers, split_words
from sse_graph.annotate.words import Words, words
from sse_graph.records import Block, Document
from sse_graph.resources import ontology_path
from sse_graph.vocabulary import read_terms

ATTRIBUTES: Final = ("TAG", "LEMMA")
"""The token attributes that carry the hints, as ``spacy.MultiHashEmbed.v2`` names them."""
NONE: Final = "-"
_LONG_BLOCK = 150
"""Characters from which on a block is prose rather than an entry."""
_LONGEST_PLACE = 4
_SHORT_WORD = 3
"""Letters up to which a word is no city by itself: "Of" is one, in Turkey."""
_COUNTRY, _LARGE_CITY = 1e9, 4e5


def set_hints(doc: Doc, blocks: Sequence[Block], language: str, text: str | None = None) -> Doc:
    """``doc`` with both hints on every token. ``text``: the Doc's, which it takes long to put together."""
    layout = _of_blocks(doc.text if text is None else text, blocks, language)
    starts = [block.start for block in blocks]
    tokens = words(doc)
    known = [bisect_right(starts, at) - 1 for at in tokens.starts[: len(doc)]]
    hints = [[layout[block] if block >= 0 else NONE for block in known], _of_words(tokens, language)]
    # one array for all: setting a token's attributes one by one takes ten times as long
    number = {hint: doc.vocab.strings.add(hint) for column in hints for hint in dict.fromkeys(column)}
    values: Any = np.array([[number[hint] for hint in row] for row in zip(*hints, strict=True)], dtype=np.uint64)
    return doc.from_array(list(ATTRIBUTES), values.reshape(-1, len(ATTRIBUTES)))


def _of_blocks(text: str, blocks: Sequence[Block], language: str) -> list[str]:
    """Per block: its kind, what the nearest label or heading above it announces, whether it is long."""
    triggers = read_triggers(ontology_path("triggers.ttl"), language)
    announced: dict[int, str] = {}

    def announces(index: int) -> str:
        if index not in announced:
            block = blocks[index]
            words = [match[0].casefold() for match in split_words(text[block.start : block.end])]
            hits = [hit for hit in triggers.find(words) if hit.position == "label"]
            announced[index] = (
                max(hits, key=lambda hit: (hit.end - hit.start, hit.predicate)).predicate if hits else "other"
            )
        return announced[index]

    hints = []
    for block in blocks:
        above = block.parent
        while above >= 0 and blocks[above].kind not in {"label", "heading"}:
            above = blocks[above].parent
        size = "long" if block.end - block.start > _LONG_BLOCK else "short"
        hints.append(f"{block.kind}/{announces(above) if above >= 0 else ''}/{size}")
    return hints


def _of_words(tokens: Words, language: str) -> list[str]:
    hints = [NONE] * len(tokens.text)
    lower = [_plain(word) for word in tokens.lower]
    concepts = _concepts(language)
    at = 0
    while at < len(lower):
        names = concepts.get(lower[at], ())
        length = next((len(name) for name in names if tuple(lower[at : at + len(name)]) == name), 0)
        hints[at : at + length] = ["C", *["c"] * (length - 1)][:length]
        at += length or 1
    known_given, table = given_names(), place_table()
    at = 0
    while at < len(hints):
        word = tokens.text[at]
        at += 1
        if not word[:1].isupper():
            continue
        given = word in known_given or word.title() in known_given
        if given:
            hints[at - 1] = "G"
        begins, goes_on = table.begin_names(word)
        longest = min(_LONGEST_PLACE if goes_on else 1, len(hints) - at + 1) if begins else 0
        for length in range(longest, 0, -1):
            bearers = table.find(tokens.name(at - 1, at - 1 + length))
            if bearers and (bearers[0].weight >= _COUNTRY or len(word) > _SHORT_WORD or length > 1):
                weight = bearers[0].weight
                kind = "P" if weight >= _COUNTRY else "L" if weight > _LARGE_CITY else "S"
                hints[at - 1 : at - 1 + length] = [kind + ("G" if given else ""), *[kind.lower()] * (length - 1)]
                at += length - 1
                break
    return hints


def _plain(word: str) -> str:
    return word.replace("’", "'")


class Hints:
    """The component: hints on the tokens of a ``Doc`` that ``layout.make_doc`` made; any other has no layout."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __call__(self, doc: Doc) -> Doc:
        document = doc.user_data.get(DOCUMENT)
        if not isinstance(document, Document):
            return set_hints(doc, (), self._language)
        return set_hints(doc, document.blocks, self._language, document.text)


@Language.factory("sse_hints", default_config={"language": "en"})
def make_hints(nlp: Language, name: str, language: str) -> Hints:
    """spaCy factory of the component that gives the recogniser its hints."""
    return Hints(language)


@lru_cache(maxsize=8)
def _concepts(language: str) -> dict[str, list[tuple[str, ...]]]:
    """The thesaurus's labels in a language as lower-case words, by their first word, the longer ones first."""
    by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for term in read_terms([ontology_path("concepts.ttl")]):
        for name, written_in in term.names:
            words = tuple(_plain(match[0].casefold()) for match in split_words(name))
            if written_in in {"", language} and words and name not in term.ambiguous:
                by_first[words[0]].append(words)
    return {first: sorted(set(names), key=lambda words: (-len(words), words)) for first, names in by_first.items()}
