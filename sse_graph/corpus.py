"""The annotated corpus as records: texts, mentions, relations; and whether its markup is sound.

Input: files in the format that ``corpus/README.md`` describes. Output: ``AnnotatedText`` records. It does **not** train
or score.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sse_graph.errors import InputError
from sse_graph.records import SIGNATURES

LETTERS: Final = {"o": "Organization", "p": "Place", "v": "Event", "h": "Person", "c": "Concept"}
_MENTION = re.compile(r"\[([^\[\]]+)\]\(([opvhc]\d+)\)")
_LEFT_OVER = re.compile(r"\]\(\w+\)|\[[^\]]*\]\(")
_ARTICLE = re.compile(r"(?:the|le|la|les|los|las|el) (?=[A-ZÉ])", re.IGNORECASE)
_FILE = re.compile(r"---\n(.*?)\n---\n(.*)\n---\n?(.*)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """One document of the corpus. ``mentions``: (start, end, id) in code points of ``text``, in order; the first letter
    of an id gives the label. ``relations``: (subject id, predicate, object id)."""

    id: str
    language: str
    genre: str
    text: str
    mentions: tuple[tuple[int, int, str], ...]
    relations: tuple[tuple[str, str, str], ...]

    def label(self, identifier: str) -> str:
        """The main class of the thing with that id."""
        return LETTERS[identifier[0]]


def parse(raw: str, where: str) -> AnnotatedText:
    """The record of one file's content; ``where`` names it in errors.

    Raises:
        InputError: front matter, markup or a relation is not as the format demands.
    """
    match = _FILE.match(raw)
    if not match:
        raise InputError(f"{where}: not an annotated text; it needs front matter, text, relations between '---' lines")
    head, body, tail = match.groups()
    meta = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    missing = {"id", "lang", "genre"} - meta.keys()
    if missing:
        raise InputError(f"{where}: the front matter lacks {', '.join(sorted(missing))}")
    text, mentions, at = "", [], 0
    for found in _MENTION.finditer(body):
        text += body[at : found.start()]
        mentions.append((len(text), len(text) + len(found[1]), found[2]))
        text += found[1]
        at = found.end()
    text += body[at:]
    known = {identifier for _, _, identifier in mentions}
    relations = []
    for line in filter(str.strip, tail.splitlines()):
        words = line.split()
        if len(words) != 3 or words[1] not in SIGNATURES or not {words[0], words[2]} <= known:
            raise InputError(f"{where}: relation {line!r} is not 'subject predicate object' between ids of the text")
        relations.append((words[0], words[1], words[2]))
    return AnnotatedText(meta["id"], meta["lang"], meta["genre"], text, tuple(mentions), tuple(relations))


def read_corpus(folder: Path, language: str = "") -> Iterator[AnnotatedText]:
    """The texts below ``folder`` (of one language, if given), sorted by path.

    Raises:
        InputError: there are none, or one is unsound.
    """
    paths = [path for path in sorted(folder.rglob("*.md")) if path.name != "README.md"]
    texts = (parse(path.read_text(encoding="utf-8"), str(path)) for path in paths)
    found = False
    for text in texts:
        if not language or text.language == language:
            found = True
            yield text
    if not found:
        kind = f"annotated text in {language!r}" if language else "annotated text"
        raise InputError(f"{folder}: no {kind}; give a folder of corpus files")


def unsound(text: AnnotatedText) -> list[str]:
    """What is wrong with a text's markup: signatures that do not hold, broken or loose mentions, names that are marked
    once and not everywhere."""
    troubles = [
        f"{text.id}: {subject} {predicate} {object_} joins labels that the predicate does not allow"
        for subject, predicate, object_ in text.relations
        if text.label(subject) not in SIGNATURES[predicate][0] or text.label(object_) not in SIGNATURES[predicate][1]
    ]
    troubles += [f"{text.id}: left over from the markup: {found!r}" for found in _LEFT_OVER.findall(text.text)]
    for start, end, identifier in text.mentions:
        name = text.text[start:end]
        if name != name.strip():
            troubles.append(f"{text.id}: the mention {name!r} at {start} begins or ends with a blank")
        if not identifier.startswith("p") and _ARTICLE.match(name):
            troubles.append(f"{text.id}: the mention {name!r} at {start} begins with its article")
    covered = {offset for start, end, _ in text.mentions for offset in range(start, end)}
    for name in sorted({text.text[start:end] for start, end, _ in text.mentions}):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text.text):
            if match.start() not in covered and len(name) > 2:
                troubles.append(f"{text.id}: {name!r} at {match.start()} is not marked")
    return troubles
