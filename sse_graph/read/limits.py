"""What one document may cost to read.

Input: numbers. Output: a ``Limits`` record that every reader is given. It does **not** enforce them: the readers do,
and ``guard.py`` the time and the memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """``megabytes`` (10^6 bytes): of one file, archive member, row or attachment; a larger one is left out.
    ``seconds``: for reading one document; one that takes longer is left out. 0: no limit, and no process to hold it.
    ``characters``: of a document's text; the rest is cut off with a warning. ``memory`` (bytes): of the process that
    reads PDF, office files, pages and mail, where the system can limit it. ``ratio``: how many times larger than
    packed a member of an archive may be. ``members``: files of an archive, ``unpacked`` (bytes): of all of them;
    ``depth``: archives in archives, and mails in mails.

    Raises:
        ValueError: a number is negative, or a size 0.
    """

    megabytes: float = 100.0
    seconds: float = 120.0
    characters: int = 5_000_000
    memory: int = 3 << 30
    ratio: int = 200
    members: int = 200_000
    unpacked: int = 100_000 * _MEGABYTE
    depth: int = 3

    def __post_init__(self) -> None:
        if self.seconds < 0 or min(self.megabytes, self.characters, self.memory, self.ratio, self.depth) <= 0:
            raise ValueError("a limit of size must be greater than 0, a limit of time at least 0")

    @property
    def bytes(self) -> int:
        """``megabytes`` in bytes."""
        return int(self.megabytes * _MEGABYTE)

    def too_large(self, size: int) -> str:
        """Why ``size`` bytes are left out; ``""`` if they are not."""
        if size <= self.bytes:
            return ""
        shown = f"{size / _MEGABYTE:.1f}" if size < 100 * self.bytes else f"{size // _MEGABYTE}"
        return f"{shown} MB are more than the limit of {self.megabytes:g} MB; split the file or raise --max-document-mb"


LIMITS: Final = Limits()
"""The limits that are used unless others are given."""
