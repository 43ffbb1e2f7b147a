"""Replies that are kept for a while: what was asked of this very store, in the same words and syntax.

Input and output: replies by key. It does **not** grow beyond its bytes: what was not asked for longest goes first. The
key holds the version of the store, so a new store never answers with an old reply.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from sse_graph.serve.frames import Header

_LARGEST: Final = 128 * 1024
_OVERHEAD: Final = 1024
"""What an entry takes besides its body."""


class Cache:
    """``size``: bytes at most; 0: nothing is kept."""

    def __init__(self, size: int) -> None:
        self._size, self._used = size, 0
        self._kept: OrderedDict[str, tuple[Header, bytes]] = OrderedDict()

    def get(self, key: str) -> tuple[Header, bytes] | None:
        """The reply under ``key``, which is from now on the last one asked for."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: str, header: Header, body: bytes) -> None:
        """Keep a reply, when it is small and good."""
        if header.get("status") != 200 or header.get("file") or len(body) > _LARGEST or not self._size:
            return
        self.drop(key)
        self._kept[key] = header, body
        self._used += len(body) + _OVERHEAD
        while self._used > self._size:
            self.drop(next(iter(self._kept)))

    def drop(self, key: str) -> None:
        """Forget one reply."""
        if key in self._kept:
            _, body = self._kept.pop(key)
            self._used -= len(body) + _OVERHEAD

    def clear(self) -> None:
        """Forget all."""
        self._kept.clear()
        self._used = 0
