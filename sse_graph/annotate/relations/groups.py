"""Which mentions of one document name the same thing, as far as relations need it.

Input: mentions, their words, the text's own definitions. Output: a number a mention. It does **not** look beyond the
document: ``resolve.py`` decides identity over the corpus.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sse_graph.names import is_acronym, is_acronym_of, normal_form
from sse_graph.records import Alias, Mention


def groups(mentions: Sequence[Mention], words: Sequence[str], aliases: Iterable[Alias]) -> list[int]:
    """For each mention the number of its thing: one for equal names, equal identifiers and defined acronyms."""
    parent = list(range(len(mentions)))

    def root(index: int) -> int:
        while parent[index] != index:
            index = parent[index]
        return index

    def join(one: int, other: int) -> None:
        low, high = sorted((root(one), root(other)))
        parent[high] = low

    first: dict[tuple[str, str], int] = {}
    for index, (mention, name) in enumerate(zip(mentions, words, strict=True)):
        join(first.setdefault((mention.label, normal_form(name, mention.label)), index), index)
        if mention.identifier:
            join(first.setdefault(("", mention.identifier), index), index)
    for alias in aliases:
        join(alias.first, alias.second)
    for index, (mention, name) in enumerate(zip(mentions, words, strict=True)):
        if is_acronym(name) and root(index) == index:
            long = {
                root(other)
                for other, rival in enumerate(mentions)
                if rival.label == mention.label and " " in words[other] and is_acronym_of(name, words[other])
            }
            if len(long) == 1:
                join(long.pop(), index)
    return [root(index) for index in range(len(mentions))]
