"""The neighbours of a thing as a small drawing: it in the middle, the first of them on both sides.

Input: names, addresses and classes. Output: numbers and cut names for the template. It does **not** write SVG. Who
wants the whole network goes to its page; this one needs no script.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

MOST: Final = 16
_LONGEST: Final = 30
_ROW: Final = 34
_SIDES: Final = (250, 550)


@dataclass(frozen=True, slots=True)
class Spot:
    """A neighbour: where it stands, where its name does, on which side of it."""

    x: int
    y: int
    name: str
    full: str
    link: str
    main: str
    said: str
    left: bool


def star(
    name: str, main: str, neighbours: Sequence[tuple[str, str, str, str]], words: dict[str, Any]
) -> dict[str, Any]:
    """``neighbours``: (name, address, class, relation), the first first; one that is joined twice stands once."""
    once: dict[str, tuple[str, str, str, str]] = {}
    for neighbour in neighbours:
        once.setdefault(neighbour[1], neighbour)
    first = list(once.values())[:MOST]
    rows = (len(first) + 1) // 2
    height = max(rows, 2) * _ROW + 20
    spots = []
    for index, (text, link, kind, said) in enumerate(first):
        side, row = index % 2, index // 2
        count = rows if side == 0 else len(first) // 2
        y = round(height / 2 + (row - (count - 1) / 2) * _ROW)
        spots.append(Spot(_SIDES[side], y, cut(text), text, link, kind or "Other", said, side == 0))
    return {
        "spots": spots,
        "height": height,
        "middle": height // 2,
        "name": cut(name),
        "main": main or "Other",
        "more": len(once) - len(first),
        "label": words["neighbours"],
    }


def cut(text: str) -> str:
    """``text``, cut where it would be too long for the drawing."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
