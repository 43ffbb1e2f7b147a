"""Texts with fields: the lines of a JSON lines file, and the rows of a table.

Input: lines, each a JSON object with a ``text`` and metadata. Output: one document a line. Fields that stand for no
term of Dublin Core are not read. It does **not** follow addresses.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from sse_graph.errors import InputError
from sse_graph.read.containers import Member, Opening
from sse_graph.read.decode import clean, decoded, dropped_controls
from sse_graph.read.limits import Limits
from sse_graph.read.parts import clean_metadata
from sse_graph.read.text import FIELDS, cut_off, make_text
from sse_graph.records import Document

TEXT: Final = ("text", "texte", "texto", "body", "content", "contenu", "contenido")
"""Names of the field that holds the text, the first that is there."""
NAMES: Final = ("id", "identifier", "identifiant", "identificador")
"""Names of the field that a document is named by, the first that is there; else it is named by its number."""
_LONGEST_NAME: Final = 200


def record_members(file: BinaryIO, opening: Opening) -> Iterator[Member]:
    """The lines of a JSON lines file; a line that is no object with a text is left out and told."""
    namer, number, most = Namer(opening.name), 0, opening.limits.bytes
    while line := file.readline(most + 1):
        number += 1
        shown = f"{opening.shown}:{number}"
        if len(line) > most and not line.endswith(b"\n"):
            size = len(line)
            while (rest := file.readline(most)) and not rest.endswith(b"\n"):
                size += len(rest)
            opening.on_skip(shown, opening.limits.too_large(size + len(rest)))
            continue
        if not line.strip():
            continue
        try:
            record = _record(line, shown)
        except InputError as error:
            opening.on_skip(shown, str(error).removeprefix(f"{shown}: "))
            continue
        yield Member(namer.name(record, number), shown, line.strip(), "record")


class Namer:
    """Names the documents of one file: by their own identifier, or by their number where that is missing or taken."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._taken: set[str] = set()

    def name(self, record: Mapping[str, Any], number: int) -> str:
        """The name of the document that is ``record``, the ``number``-th."""
        stated = next((str(record[key]) for key in NAMES if record.get(key) not in (None, "")), "")
        own = "-".join(clean(stated)[0].replace("/", " ").split())[:_LONGEST_NAME]
        if not own or own in self._taken:
            own = f"{own}-{number}" if own else str(number)
        self._taken.add(own)
        return f"{self._file}/{own}"


def read_record(data: bytes, name: str, where: str, limits: Limits) -> Document:
    """The document that a JSON object holds.

    Raises:
        InputError: it is no object, has no text, or a text without a letter or digit.
    """
    record = _record(data, where)
    text, dropped = clean(next(record[key] for key in TEXT if isinstance(record.get(key), str)))
    warnings = [dropped_controls(dropped)] if dropped else []
    if len(text) > limits.characters:
        text = text[: limits.characters]
        warnings.append(cut_off(limits))
    fields = {FIELDS[key.lower()]: _value(value) for key, value in sorted(record.items()) if key.lower() in FIELDS}
    return make_text(text, dict(clean_metadata(fields)), data, name, where, warnings)


def _value(value: object) -> str:
    """A field as a string: of a list its members, of anything else nothing."""
    if isinstance(value, list):
        return "; ".join(filter(None, map(_value, value)))
    if isinstance(value, dict):
        return _value(value.get("name", ""))
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _record(line: bytes, where: str) -> dict[str, Any]:
    text, _ = decoded(line, where)
    try:
        record = json.loads(text)
    except RecursionError as error:
        raise InputError(f"{where}: it is nested too deeply; leave the line out") from error
    except ValueError as error:
        raise InputError(f"{where}: no JSON ({error}); mend the line") from error
    if not isinstance(record, dict):
        raise InputError(f"{where}: a JSON {type(record).__name__}, not an object; mend the line")
    if not any(isinstance(record.get(key), str) for key in TEXT):
        raise InputError(f"{where}: there is no field {TEXT[0]!r} with a text; name it so")
    return record
