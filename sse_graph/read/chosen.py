"""Which parts of a page stay: no menus, no lines of furniture, no name twice.

Input: the parts that were found in a page, with where each stood. Output: the ``Part`` records that stay. It does
**not** look at elements, but for the words that stand in place of a picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from sse_graph.read.furniture import announces_bodies, is_line, is_menu, is_menu_word
from sse_graph.read.parts import Part

_LOGO: Final = re.compile(
    r"(?i)^(?:logo(?:type|tipo)?s?\b[\s:_-]*(?:of|de la|de l'|des|del|de|du|d'|d’)?(?:\s+the)?\s*)|"
    r"[\s:,(_-]+logo(?:type|tipo)?\s*\)?$"
)
_FILE_NAME: Final = re.compile(r"(?i).*\.(?:png|jpe?g|gif|svg|webp|bmp)|[\w-]*\d{3,}[\w-]*|[a-z0-9]+(?:[_-][a-z0-9]+)+")
_LONGEST_ALT: Final = 100
_SMALL: Final = 4
"""Letters from which on a word of a name begins with a capital."""
_NEAR: Final = 2
"""How many parts away the name of a picture is looked for, so that it is not said twice."""


@dataclass(slots=True)
class Found:
    """A part, and what is needed to tell whether it stays. ``list``: which list it is of."""

    part: Part
    linked: bool = False
    picture: bool = False
    margin: bool = False
    list: int = 0


def chosen(found: Sequence[Found]) -> Iterator[Part]:
    """The parts without menus, lines of furniture, and names of pictures that stand beside them in words."""
    stay: list[Found] = []
    for _, group in groupby(found, key=lambda item: (item.list, item.linked, item.margin)):
        run = list(group)
        if run[0].linked and is_menu([item.part.text for item in run]):
            continue
        stay.extend(item for item in run if not is_line(item.part.text))
    words = [" ".join(item.part.text.casefold().split()) for item in stay]
    named = False
    for number, item in enumerate(stay):
        if item.margin:
            if item.part.kind == "heading" or (item.part.kind == "paragraph" and item.part.bold):
                named = announces_bodies(item.part.text)
            if not named or is_menu_word(item.part.text):
                continue
        else:
            named = False
        if item.picture:
            near = [*words[max(0, number - _NEAR) : number], *words[number + 1 : number + 1 + _NEAR]]
            if any(words[number] in other for other in near):
                continue
        yield item.part


def picture_name(element: Any) -> str:
    """The name that stands in place of a picture, without the word "logo"; ``""`` if its words describe or are none."""
    for attribute in ("alt", "title"):
        words = " ".join((element.get(attribute) or "").split())
        name = _LOGO.sub("", words).strip(" -–—:_|")
        if name and _is_name(name):
            return name
    return ""


def _is_name(alt: str) -> bool:
    """Whether the words in place of a picture name something, rather than describe it."""
    if len(alt) > _LONGEST_ALT or not any(map(str.isalpha, alt)) or _FILE_NAME.fullmatch(alt):
        return False
    words = [word for word in alt.split() if len(word) >= _SMALL and word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in words)
    return capitals > 0.6 * len(words) if words else alt.isupper()
