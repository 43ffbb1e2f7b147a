"""Plain text and Markdown: bytes in, a ``Document`` out.

Input: the bytes of a file. Output: a ``Document`` with its text, its blocks, language, title and metadata. It does
**not** find files. Every offset that is ever given refers to the text kept here: without the front matter, which is
metadata.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath
from typing import Final

from sse_graph.errors import InputError
from sse_graph.read.blocks import find_blocks
from sse_graph.read.decode import decode
from sse_graph.read.language import SAMPLE, identify
from sse_graph.records import Block, Document

_FENCE: Final = re.compile(r"\A\s*---[ \t]*\n")
_FENCE_END: Final = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_FRONT_LINE: Final = re.compile(r"[A-Za-z][\w -]*:(?:[ \t].*)?|[ \t].*|- .*|#.*|")
_FIELD: Final = re.compile(r"^([A-Za-z][\w-]*)[ \t]*:[ \t]+(.+?)[ \t]*$", re.MULTILINE)
_LONGEST_FRONT: Final = 10_000
_METADATA: Final = {
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
"""Names of fields of the front matter -> local names of Dublin Core terms; other fields are left out."""
_LANGUAGE: Final = re.compile(r"([A-Za-z]{2})(?:[-_].*)?")
_LONGEST_TITLE: Final = 200
_ENOUGH_PROSE: Final = 200
"""Characters of running text from which on the language is told from it alone, not from lists of names."""


def read_text(data: bytes, name: str, where: str = "") -> Document:
    """The document in ``data``; ``name`` is what the build calls it, ``where`` (default: ``name``) what errors call it.

    Raises:
        InputError: the bytes are no text, or a text without a single letter or digit.
    """
    text, warnings = decode(data, where or name)
    text, metadata = _without_front_matter(text)
    if not any(map(str.isalnum, text)):
        raise InputError(f"{where or name}: there is no text in it; leave the file out")
    blocks = find_blocks(text)
    stated = _LANGUAGE.fullmatch(metadata.pop("language", ""))
    title = metadata.pop("title", "") or _title(text, blocks) or PurePosixPath(name).stem
    return Document(
        name=name,
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=blocks,
        language=stated[1].lower() if stated else identify(_sample(text, blocks)),
        title=title[:_LONGEST_TITLE].rstrip(),
        metadata=tuple(sorted(metadata.items())),
        warnings=tuple(warnings),
    )


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
    known = {_METADATA[key]: value for key, value in sorted(fields.items()) if key in _METADATA and value}
    return text[closing.end() :].lstrip("\n"), known


def _title(text: str, blocks: tuple[Block, ...]) -> str:
    for kind in ("title", "heading"):
        for block in blocks:
            if block.kind == kind:
                return " ".join(text[block.start : block.end].split())
    return ""


def _sample(text: str, blocks: tuple[Block, ...]) -> str:
    """Running text to tell the language from, or the beginning of everything if there is little of it."""
    prose, length = [], 0
    for block in blocks:
        if block.kind == "paragraph":
            prose.append(text[block.start : min(block.end, block.start + SAMPLE)])
            length += len(prose[-1])
            if length >= SAMPLE:
                break
    return " ".join(prose)[:SAMPLE] if length >= _ENOUGH_PROSE else text[:SAMPLE]
