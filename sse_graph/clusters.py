"""Clusters of mentions, with the identifier each has, what it must not be joined with, and the reasons for what was
joined.

Input: keys of mentions, pairs to join. Output: the root of each. It does **not** know names or languages; what is
the same thing is decided by ``resolve``.
"""

from __future__ import annotations

from sse_graph.records import Merge

Key = tuple[str, int]
"""(name of the document, index of the mention): what is clustered."""
Side = tuple[int, bool]
"""A line that separates two names, and which of the two: a cluster never has both sides of one line."""


class Clusters:
    """Union-find over mentions; of two clusters the smaller root stays, so that the order of joins changes nothing."""

    def __init__(self) -> None:
        self._parent: dict[Key, Key] = {}
        self.identifier: dict[Key, str] = {}
        self.reasons: dict[Key, set[Merge]] = {}
        self.sides: dict[Key, frozenset[Side]] = {}

    def add(self, key: Key, identifier: str, sides: frozenset[Side] = frozenset()) -> None:
        self._parent[key] = key
        if identifier:
            self.identifier[key] = identifier
        if sides:
            self.sides[key] = sides

    def root(self, key: Key) -> Key:
        while self._parent[key] != key:
            self._parent[key] = key = self._parent[self._parent[key]]
        return key

    def join(self, one: Key, other: Key, reason: Merge | None, *, decided: bool = False) -> bool:
        """Make two clusters one, unless their identifiers differ or a line separates them; the smaller key stays root.

        ``decided``: the user says that they are one, whatever their identifiers; the smaller of two is kept.
        """
        first, second = sorted((self.root(one), self.root(other)))
        if first != second:
            mine, theirs = self.identifier.get(first), self.identifier.get(second)
            if mine and theirs and mine != theirs and not decided:
                return False
            if self.separated(first, second):
                return False
            self._parent[second] = first
            identifier = min(filter(None, (mine, theirs)), default="")
            if identifier:
                self.identifier[first] = identifier
            if second in self.reasons:
                self.reasons.setdefault(first, set()).update(self.reasons.pop(second))
            if second in self.sides:
                self.sides[first] = self.sides.get(first, frozenset()) | self.sides.pop(second)
        if reason and reason.first != reason.second:
            self.reasons.setdefault(first, set()).add(reason)
        return True

    def separated(self, one: Key, other: Key) -> bool:
        """Whether a line of the user's decisions keeps two roots apart."""
        if not self.sides:
            return False
        theirs = self.sides.get(other, frozenset())
        return any((line, not side) in theirs for line, side in self.sides.get(one, ()))
