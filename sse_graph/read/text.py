"""Plain text and Markdown: bytes in, a ``Document`` out.

Input: the bytes of a file. Output: a ``Document`` with its text, its blocks, language, title and metadata. It does
**not** find files. Every offset that is ever given refers to the text kept here: without the front matter, which is
metadata.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from sse_graph.errors import InputError
from sse_graph.read.blocks import find_blocks
from sse_graph.read.decode import decode
from sse_graph.read.language import SAMPLE, identify
from sse_graph.read.limits import LIMITS, Limits
from sse_graph.records import Block, Document

_FENCE: Final = re.compile(r"\A\s*---[ \t]*\n")
_FENCE_END: Final = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_FRONT_LINE: Final = re.compile(r"[A-Za-z][\w -]*:(?:[ \t].*)?|[ \t].*|- .*|#.*|")
_FIELD: Final = re.compile(r"^([A-Za-z][\w-]*)[ \t]*:[ \t]+(.+?)[ \t]*$", re.MULTILINE)
_LONGEST_FRONT: Final = 10_000
FIELDS: Final = {
    "author": "creator",
    "creator": "creator",
    "date": "date",
    "description": "description",
    "lang": "language",
    "language": "language",
    "license": "license",
    "publisher": "publisher",
    "source": "source",
    "title": "title",
    "url": "source",
}
"""Names of fields of front matter, tables and JSON lines -> local names of Dublin Core terms."""
_LANGUAGE: Final = re.compile(r"([A-Za-z]{2})(?:[-_].*)?")
LONGEST_TITLE: Final = 200
"""Characters of a title."""
_ENOUGH_PROSE: Final = 200
"""Characters of running text from which on the language is told from it alone, not from lists of names."""


def read_text(data: bytes, name: str, where: str = "", limits: Limits = LIMITS) -> Document:
    """The document in ``data``; ``name`` is what the build calls it, ``where`` (default: ``name``) what errors call it.

    Raises:
        InputError: the bytes are no text, or a text without a single letter or digit.
    """
    text, warnings = decode(_within(data, 4 * limits.characters), where or name)
    if len(text) > limits.characters or len(data) > 4 * limits.characters:
        end = max(text.rfind(sign, 0, limits.characters) for sign in "\n ")
        text = text[: end if end > limits.characters // 2 else limits.characters]
        warnings.append(cut_off(limits))
    text, metadata = _without_front_matter(text)
    return make_text(text, metadata, data, name, where or name, warnings)


def make_text(
    text: str, fields: Mapping[str, str], data: bytes, name: str, where: str, warnings: Sequence[str] = ()
) -> Document:
    """The document of a text whose layout is told from its lines. ``fields``: dcterms local name -> value.

    Raises:
        InputError: there is no letter or digit in it.
    """
    metadata = dict(fields)
    if not any(map(str.isalnum, text)):
        raise InputError(f"{where}: there is no text in it; leave the file out")
    blocks = find_blocks(text)
    stated = stated_language(metadata.pop("language", ""))
    title = metadata.pop("title", "") or first_title(text, blocks) or PurePosixPath(name).stem
    return Document(
        name=name,
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=blocks,
        language=stated or identify(language_sample(text, blocks)),
        title=title[:LONGEST_TITLE].rstrip(),
        metadata=tuple(sorted(metadata.items())),
        warnings=tuple(warnings),
    )


def cut_off(limits: Limits) -> str:
    """The warning that a text was cut off."""
    return f"the text is longer than {limits.characters} characters; the rest was left out: split the file"


def _within(data: bytes, most: int) -> bytes:
    """The first ``most`` bytes at most, without half a character of UTF-8 at the end."""
    if len(data) <= most:
        return data
    end = most
    while end > most - 4 and data[end] & 0xC0 == 0x80:
        end -= 1
    return data[:end]


def stated_language(tag: str) -> str:
    """The ISO 639-1 code of a language tag ("en-GB"); ``""`` if it has none."""
    match = _LANGUAGE.fullmatch(tag.strip())
    return match[1].lower() if match else ""


def _without_front_matter(text: str) -> tuple[str, dict[str, str]]:
    """The text below the YAML front matter, and its fields; the whole text and none if it has no front matter."""
    opening = _FENCE.match(text)
    closing = _FENCE_END.search(text, opening.end(), opening.end() + _LONGEST_FRONT) if opening else None
    if not opening or not closing:
        return text, {}
    front = text[opening.end() : closing.start()]
    fields = {key.lower(): " ".join(value.strip("\"'").split()) for key, value in _FIELD.findall(front)}
    if not fields or not all(_FRONT_LINE.fullmatch(line) for line in front.split("\n")):
        return text, {}  # a rule, some text, another rule
    known = {FIELDS[key]: value for key, value in sorted(fields.items()) if key in FIELDS and value}
    return text[closing.end() :].lstrip("\n"), known


def first_title(text: str, blocks: tuple[Block, ...]) -> str:
    """The words of the title, or of the first heading."""
    for kind in ("title", "heading"):
        for block in blocks:
            if block.kind == kind:
                return " ".join(text[block.start : block.end].split())
    return ""


def language_sample(text: str, blocks: tuple[Block, ...]) -> str:
    """Running text to tell the language from, or the beginning of everything if there is little of it."""
    prose, length = [], 0
    for block in blocks:
        if block.kind == "paragraph":
            prose.append(text[block.start : min(block.end, block.start + SAMPLE)])
            length += len(prose[-1])
            if length >= SAMPLE:
                break
    return " ".join(prose)[:SAMPLE] if length >= _ENOUGH_PROSE else text[:SAMPLE]
