"""The lowest scores that are good enough, pinned to the corpus they were measured on.

Input: an ``Evaluation`` and a JSON file {"corpus": hash, "floors": {"en": {"Organization": 0.8}}}. Output: one line for
each score below its floor. It does **not** set floors.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from sse_graph.bcubed import BCubed
from sse_graph.errors import InputError
from sse_graph.evaluate.score import Score


def corpus_hash(folder: Path) -> str:
    """The hash of the corpus's files, which floors are pinned to."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.md")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def below_floor(scores: Mapping[tuple[str, str], Score | BCubed], floor: Path, folder: Path) -> list[str]:
    """One line for each of ``scores`` ((group, row) -> Score) under its floor in the file ``floor``.

    Raises:
        InputError: the file cannot be read, or its floors were pinned on another corpus than ``folder``.
    """
    try:
        pinned = json.loads(floor.read_text(encoding="utf-8"))
        floors = pinned["floors"]
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{floor}: not a file of floors ({error}); see CONTRIBUTING.md") from error
    if pinned.get("corpus") != corpus_hash(folder):
        raise InputError(f"{floor}: its floors were pinned on another corpus than {folder}; measure and pin them anew")
    return [
        f"{group} {row}: F1 {scores.get((group, row), Score()).f1:.3f} is below {least}"
        for group, rows in sorted(floors.items())
        for row, least in sorted(rows.items())
        if scores.get((group, row), Score()).f1 < least
    ]
