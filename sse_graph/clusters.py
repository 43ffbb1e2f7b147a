"""Clusters of mentions, with the identifier each has and the reasons for what was joined.

Input: keys of mentions, pairs to join. Output: the root of each. It does **not** know names or languages; what is
the same thing is decided by ``resolve.py``.
"""

from __future__ import annotations

from collections import defaultdict

from sse_graph.records import Merge

Key = tuple[str, int]
"""(name of the document, index of the mention): what is clustered."""


class Clusters:
    """Union-find over mentions; of two clusters the smaller root stays, so that the order of joins changes nothing."""

    def __init__(self) -> None:
        self._parent: dict[Key, Key] = {}
        self.identifier: dict[Key, str] = {}
        self.reasons: dict[Key, set[Merge]] = defaultdict(set)

    def add(self, key: Key, identifier: str) -> None:
        self._parent[key] = key
        if identifier:
            self.identifier[key] = identifier

    def root(self, key: Key) -> Key:
        while self._parent[key] != key:
            self._parent[key] = key = self._parent[self._parent[key]]
        return key

    def join(self, one: Key, other: Key, reason: Merge | None) -> bool:
        """Make two clusters one, unless their identifiers differ; the smaller key stays root."""
        first, second = sorted((self.root(one), self.root(other)))
        if first != second:
            mine, theirs = self.identifier.get(first), self.identifier.get(second)
            if mine and theirs and mine != theirs:
                return False
            self._parent[second] = first
            if theirs:
                self.identifier[first] = theirs
            self.reasons[first] |= self.reasons.pop(second, set())
        if reason and reason.first != reason.second:
            self.reasons[first].add(reason)
        return True
